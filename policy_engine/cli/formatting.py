"""`policy fmt`: rewrites the expressions of rules in canonical form, in place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policy_engine.cli.canonical import canonical
from policy_engine.cli.folders import choose
from policy_engine.cli.options import FINDINGS, Lang, RulesPath, counted, refusing
from policy_engine.errors import Bilingual, PolicyError, reason
from policy_engine.packs.text import read_file


@refusing
def fmt(
    path: RulesPath = None,
    check: Annotated[bool, typer.Option("--check", help="只检查，不改写 | report only, rewrite nothing")] = False,
    lang: Lang = "zh",
) -> None:
    """把表达式写成规范形式 | Rewrite expressions in canonical form."""
    files = choose(path).files
    changed, wrong = 0, 0
    for file in files:
        source, findings = read_file(file)
        if source is not None:
            text, findings = canonical(source)
            if text != source.text:
                changed += 1
                typer.echo(file.as_posix())
                if not check:
                    _write(file, text)
        wrong += len(findings)
        for finding in findings:
            typer.echo(finding.show(lang) + "\n")
    done = Bilingual("不规范", "not canonical") if check else Bilingual("已改写", "rewritten")
    en = f"{counted(len(files), 'file')}: {changed} {done.en}"
    said = Bilingual(f"{len(files)} 个文件：{changed} 个{done.zh}", en)
    typer.echo(said.say(lang))
    if wrong or (check and changed):
        raise typer.Exit(FINDINGS)


def _write(file: Path, text: str) -> None:
    """Writes a file whole; byte order mark and line ends stay what they were."""
    mark = b"\xef\xbb\xbf" if file.read_bytes().startswith(b"\xef\xbb\xbf") else b""
    try:
        file.write_bytes(mark + text.encode())
    except OSError as error:
        why, shown = reason(error), file.as_posix()
        raise PolicyError(
            Bilingual(f"{shown}：写不进去：{why.zh}", f"{shown}: it cannot be written: {why.en}")
        ) from None
