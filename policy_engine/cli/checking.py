"""`policy check`: everything wrong with rules, each with its place and what to do."""

from __future__ import annotations

import typer

from policy_engine.cli.folders import choose
from policy_engine.cli.options import FINDINGS, Lang, RulesPath, counted, refusing
from policy_engine.decide.examples import check_examples
from policy_engine.errors import Bilingual, Finding
from policy_engine.packs.library import read_library


@refusing
def check(path: RulesPath = None, lang: Lang = "zh") -> None:
    """检查规则，报告所有问题 | Check rules and report every finding."""
    chosen = choose(path)
    library = read_library(chosen.root)
    found = library.check()
    if not any(finding.severity == "error" for finding in library.findings):
        found += check_examples(library, lambda version: chosen.about(version.path))
    findings = chosen.of(found)
    for finding in findings:
        typer.echo(finding.show(lang) + "\n")
    packs = [version for version in library.packs if chosen.about(version.path)]
    typer.echo(tally(len(packs), findings).say(lang))
    if any(finding.severity != "advice" for finding in findings):
        raise typer.Exit(FINDINGS)


def tally(packs: int, findings: list[Finding]) -> Bilingual:
    """The last line: how much was checked, how many findings of each severity."""
    errors, warnings, advice = (
        sum(finding.severity == severity for finding in findings) for severity in ("error", "warning", "advice")
    )
    return Bilingual(
        f"{packs} 个规则包：{errors} 个错误，{warnings} 个警告，{advice} 条建议",
        f"{counted(packs, 'pack')}: {counted(errors, 'error')}, {counted(warnings, 'warning')}, {advice} advice",
    )
