"""`policy packs` and `policy show`: the library at a glance, and a rule as a page to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from policy_engine.cli.options import Lang, Rules, refusing
from policy_engine.errors import Bilingual, Language

if TYPE_CHECKING:
    from policy_engine.packs.edition import PackVersion

HEADINGS = (
    "规则包 | pack", "版本 | version", "状态 | status", "施行 | in force", "可信度 | reliability",
    "措施 | measures", "未读到 | not seen", "标题 | title",
)  # fmt: skip
STATUS = {
    "draft": Bilingual("草稿", "draft"),
    "consultation": Bilingual("征求意见", "consultation"),
    "in_force": Bilingual("施行", "in force"),
    "expired": Bilingual("失效", "expired"),
}
ILLUSTRATIVE = Bilingual("示例参数", "illustrative")
NOT_SEEN = {
    "number": Bilingual("文号", "number"),
    "validity": Bilingual("有效期", "validity"),
    "conditions": Bilingual("条件", "conditions"),
    "rates": Bilingual("比例", "rates"),
    "caps": Bilingual("上限", "caps"),
    "exclusions": Bilingual("互斥", "exclusions"),
    "budget": Bilingual("预算", "budget"),
    "clawback": Bilingual("追回", "clawback"),
}


@refusing
def packs(rules: Rules = None, lang: Lang = "zh") -> None:
    """列出全部规则包 | List every pack."""
    from policy_engine.cli.columns import columns
    from policy_engine.packs.library import load

    rows = [[Bilingual.read(heading).say(lang) for heading in HEADINGS]]
    rows += [row(version, lang) for version in load(rules).packs]
    for line in columns(rows):
        typer.echo(line)


def row(version: PackVersion, lang: Language) -> list[str]:
    pack = version.pack
    between = Bilingual("、", ", ").say(lang)
    not_seen = between.join(NOT_SEEN[part].say(lang) for part in pack.not_seen) or "–"
    return [
        version.id, version.version, STATUS[pack.status].say(lang), in_force(pack.in_force.from_, pack.in_force.to),
        reliability(pack.reliability, lang), str(len(version.measures)), not_seen, pack.title.say(lang),
    ]  # fmt: skip


def in_force(first: int | None, last: int | None) -> str:
    from policy_engine.values import say_date

    begins = say_date(first) if first is not None else "?"
    return f"{begins} – {say_date(last) if last is not None else '…'}"


def reliability(word: str, lang: Language) -> str:
    return ILLUSTRATIVE.say(lang) if word == "illustrative" else word


@refusing
def show(
    name: Annotated[
        str, typer.Argument(metavar="PACK[#MEASURE]", help="规则包或措施 | a pack, or one of its measures")
    ],
    rules: Rules = None,
    lang: Lang = "zh",
) -> None:
    """把规则显示成可读的一页 | Show a rule as a readable page."""
    from policy_engine.cli.rule_page import page
    from policy_engine.packs.library import load

    for line in page(load(rules), name, lang):
        typer.echo(line)
