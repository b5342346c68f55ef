"""`policy packs` and `policy show`: the library at a glance, and a rule as a page to read."""

from __future__ import annotations

from typing import Annotated

import typer

from policy_engine.cli.columns import columns
from policy_engine.cli.options import Lang, Rules, refusing
from policy_engine.cli.rule_page import NOT_SEEN, STATUS, page
from policy_engine.decide.speaker import say_reliability
from policy_engine.errors import Bilingual, Language
from policy_engine.packs.edition import PackVersion
from policy_engine.packs.library import load
from policy_engine.values import say_period

HEADINGS = (
    "规则包 | pack", "版本 | version", "状态 | status", "施行 | in force", "可信度 | reliability",
    "措施 | measures", "未读到 | not seen", "标题 | title",
)  # fmt: skip


@refusing
def packs(rules: Rules = None, lang: Lang = "zh") -> None:
    """列出全部规则包 | List every pack."""
    rows = [[Bilingual.read(heading).say(lang) for heading in HEADINGS]]
    rows += [row(version, lang) for version in load(rules).packs]
    for line in columns(rows):
        typer.echo(line)


def row(version: PackVersion, lang: Language) -> list[str]:
    pack = version.pack
    between = Bilingual("、", ", ").say(lang)
    not_seen = between.join(NOT_SEEN[part].say(lang) for part in pack.not_seen) or "–"
    return [
        version.id, version.version, STATUS[pack.status].say(lang), say_period(pack.in_force.from_, pack.in_force.to),
        say_reliability(pack.reliability).say(lang), str(len(version.measures)), not_seen, pack.title.say(lang),
    ]  # fmt: skip


@refusing
def show(
    name: Annotated[
        str, typer.Argument(metavar="PACK[#MEASURE]", help="规则包或措施 | a pack, or one of its measures")
    ],
    rules: Rules = None,
    lang: Lang = "zh",
) -> None:
    """把规则显示成可读的一页 | Show a rule as a readable page."""
    for line in page(load(rules), name, lang):
        typer.echo(line)
