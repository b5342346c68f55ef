"""`policy examples`: the packs' examples run, and what they have not shown yet."""

from __future__ import annotations

from typing import Annotated

import typer

from policy_engine.cli.columns import columns
from policy_engine.cli.folders import choose
from policy_engine.cli.options import FINDINGS, Lang, RulesPath, counted, refusing
from policy_engine.decide.coverage import Coverage, Shown
from policy_engine.decide.examples import run_examples
from policy_engine.errors import Bilingual, Language, NotFoundError, RulesError
from policy_engine.packs.examples import Examples
from policy_engine.packs.library import read_library

MEASURE, CONDITION = Bilingual("措施", "measure"), Bilingual("条件", "condition")
_WAYS = {
    "true": Bilingual("成立", "true"),
    "false": Bilingual("不成立", "false"),
    "unknown": Bilingual("未知", "unknown"),
}


@refusing
def examples(
    path: RulesPath = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="报告每条条件见过哪些结果 | report how each condition was seen")
    ] = False,
    missing: Annotated[
        bool, typer.Option("--missing", help="给出待补全的用例 | print examples to complete for what was not seen")
    ] = False,
    lang: Lang = "zh",
) -> None:
    """运行规则包的用例 | Run the packs' examples."""
    chosen = choose(path)
    library = read_library(chosen.root)
    if not library.findings and not any(chosen.about(version.path) for version in library.packs):
        shown = chosen.part.as_posix()
        raise NotFoundError(Bilingual(f"{shown} 里没有规则包（pack.yaml）", f"there is no pack (pack.yaml) in {shown}"))
    findings = [*library.findings, *library.read_examples[1]]
    if not findings:
        try:
            run = run_examples(library, lambda version: chosen.about(version.path))
        except RulesError as wrong:
            findings = list(wrong.findings)
    if findings:
        for finding in findings:
            typer.echo(finding.show(lang) + "\n")
        typer.echo(Bilingual("规则有错误，没有运行用例", "the rules have errors: no example was run").say(lang))
        raise typer.Exit(FINDINGS)
    if missing:
        for one in run.coverage:
            typer.echo(stubs(one, library.examples.get(one.version.name), lang), nl=False)
    else:
        for finding in run.findings:
            typer.echo(finding.show(lang) + "\n")
        if coverage:
            report(run.coverage, lang)
        typer.echo(tally(run.count, len(run.findings)).say(lang))
    if run.findings and not missing:
        raise typer.Exit(FINDINGS)


def tally(count: int, wrong: int) -> Bilingual:
    en = f"{counted(count, 'example')}: {counted(wrong, 'mismatch', 'mismatches')}"
    return Bilingual(f"{count} 个用例：{wrong} 处不符", en)


def report(coverages: tuple[Coverage, ...], lang: Language) -> None:
    """A table of every pack's conditions, and what nobody has seen yet."""
    for coverage in coverages:
        ways = sum(len(shown.possible) for shown in coverage.conditions.values())
        unseen = sum(len(shown.unseen) for shown in coverage.conditions.values())
        heading = Bilingual(
            f"{coverage.version.name}：{len(coverage.conditions)} 条条件，{ways} 种结果见过 {ways - unseen} 种",
            f"{coverage.version.name}: {counted(len(coverage.conditions), 'condition')}, "
            f"{ways - unseen} of {counted(ways, 'way')} seen",
        )
        typer.echo(heading.say(lang))
        rows = [[word.say(lang) for word in (MEASURE, CONDITION, *_WAYS.values())]]
        for shown in coverage.conditions.values():
            marks = ["·" if way not in shown.possible else "✓" if way in shown.seen else "✗" for way in _WAYS]
            rows.append([owner(shown, lang), shown.name, *marks])
        for line in columns(rows) if coverage.conditions else ():
            typer.echo(f"  {line}")
        for line in not_seen(coverage, lang):
            typer.echo(line)
        typer.echo("")


def owner(shown: Shown, lang: Language) -> str:
    return shown.owner or Bilingual("（全包）", "(whole pack)").say(lang)


def not_seen(coverage: Coverage, lang: Language) -> list[str]:
    """One line for each condition, step and table row that the examples have not shown."""
    lines = []
    for shown in coverage.unseen:
        ways = "、".join(_WAYS[way].zh for way in shown.unseen)
        said = Bilingual(
            f"未见：{owner(shown, 'zh')} {shown.name} {ways}（{shown.words.zh}）",
            f"not seen: {owner(shown, 'en')} {shown.name} {', '.join(shown.unseen)} ({shown.words.say('en')})",
        )
        lines.append(said.say(lang))
    for shown in coverage.steps.values():
        bits = {"true": Bilingual("起作用", "that it bit"), "false": Bilingual("没有起作用", "that it did not bite")}
        for way in shown.unseen:
            said = Bilingual(
                f"未见：{shown.owner} {shown.words.zh}{bits[way].zh}",
                f"not seen: {shown.owner}, {shown.words.en}: {bits[way].en}",
            )
            lines.append(said.say(lang))
    for shown in coverage.rows.values():
        if shown.unseen:
            rows = ", ".join(shown.unseen)
            said = Bilingual(
                f"未见：{owner(shown, 'zh')} 决策表 {shown.name} 第 {rows} 行",
                f"not seen: {owner(shown, 'en')} table {shown.name}, row {rows}",
            )
            lines.append(said.say(lang))
    return lines


def stubs(coverage: Coverage, examples: Examples | None, lang: Language) -> str:
    """Examples to complete, one for each way a condition was not seen, as YAML to put under `cases`."""
    by_measure = {
        measure: [case for case in (examples.cases if examples is not None else ()) if measure in case.expect.measures]
        for measure in coverage.version.measures
    }
    text = ""
    for shown in coverage.unseen:
        measure = shown.owner or max(by_measure, key=lambda name: len(by_measure[name]))
        cases = by_measure[measure]
        bases = [case.base for case in cases if case.base is not None]
        base = max(sorted(set(bases)), key=bases.count) if bases else None
        given = examples.profiles[base].facts if examples is not None and base is not None else {}
        for way in shown.unseen:
            title = Bilingual(f"{shown.name} {_WAYS[way].zh}", f"{shown.name} {_WAYS[way].en}").say(lang)
            lines = [f"  # {shown.words.say(lang)}", f"  - example: {measure} {title}"]
            lines += [f"    base: {base}"] if base is not None else []
            lines += ["    as_of: …"] if base is None or not shown.reads else []
            known = [fact for fact in shown.reads if fact in given]
            if way != "unknown" and shown.reads:
                lines.append(f"    with: {{{', '.join(f'{_key(fact)}: …' for fact in shown.reads)}}}")
            elif known:
                lines.append(f"    without: [{', '.join(known)}]")
            lines.append(f"    expect: {{{measure}: {{outcome: …}}}}")
            text += "\n".join(lines) + "\n"
    return f"# {coverage.version.name}\n{text}" if text else ""


def _key(fact: str) -> str:
    return f'"{fact}"' if "#" in fact else fact
