"""`policy replay`: decides again what a receipt records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

import policy_engine
from policy_engine.cli.options import FAILURE, Json, Lang, Rules, refusing
from policy_engine.errors import Bilingual, ReceiptError, reason

LIMIT = 20_000_000
"""The most bytes a receipt, or a match that carries one, may have."""


@refusing
def replay(
    receipt: Annotated[
        Path, typer.Argument(metavar="RECEIPT", help="回执，或 match --json 的输出 | a receipt, or a match as JSON")
    ],
    profile: Annotated[Path, typer.Option("--profile", metavar="P", help="当时的画像 | the facts decided then")],
    rules: Rules = None,
    as_json: Json = False,
    lang: Lang = "zh",
) -> None:
    """按回执重新判定，核对是否一致 | Decide again by a receipt and compare."""
    data = read(receipt)
    library = policy_engine.load(rules)
    answer = policy_engine.replay(library, data, policy_engine.read_profile(library, profile))
    if as_json:
        typer.echo(answer.json)
    elif answer.agrees:
        typer.echo(Bilingual("一致：重新判定的结果与回执相同", "it agrees: deciding again gives the same").say(lang))
    else:
        typer.echo(Bilingual("不一致：", "it does not agree:").say(lang))
        for difference in answer.data["differs"]:
            typer.echo(f"  {difference['part']}: {difference['message'][lang]}")
    if not answer.agrees:
        raise typer.Exit(FAILURE)


def read(path: Path) -> object:
    """The data of a receipt file; `ReceiptError` when it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as error:
        why = reason(error)
        raise ReceiptError(
            Bilingual(f"{path}：读不出回执：{why.zh}", f"{path}: the receipt cannot be read: {why.en}")
        ) from None
    if len(content) > LIMIT:
        raise ReceiptError(Bilingual(f"{path}：超过 {LIMIT} 字节", f"{path}: more than {LIMIT} bytes"))
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise ReceiptError(Bilingual(f"{path}：不是 JSON", f"{path}: this is not JSON")) from None
