"""What is wrong with a measure is said where it stands, and what is right becomes rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policy_engine.packs.checked import CheckedMeasure
from tests.decide import world

CASES = Path(__file__).parent / "mistakes_in_measures.txt"
SHARED = world.pack() + "definitions:\n  包定义:\n    is: 5元\n"


def mistakes() -> dict[str, tuple[str, str]]:
    """By name: the measure's text, and what is said of it."""
    _, *parts = re.split(r"(?m)^## (.*)\n", CASES.read_text(encoding="utf-8"))
    cases = {}
    for name, part in zip(parts[::2], parts[1::2], strict=True):
        text, _, said = part.partition("→\n")
        cases[name] = text, said.rstrip("\n")
    return cases


@pytest.mark.parametrize("name", mistakes())
def test_a_mistake_has_its_message(name: str) -> None:
    text, said = mistakes()[name]
    _, errors = world.read({"a": world.measure("a", text)}, SHARED)
    assert "\n\n".join(errors).replace("city/ten/", "") == said


@pytest.mark.parametrize(
    "amount",
    ["注册资本 / 3", "注册资本 * 0.1%", "max(注册资本 / 3, 5元)", "注册资本 * 占比"],
)
def test_an_amount_that_may_fall_between_two_fen_needs_a_rounding(amount: str) -> None:
    _, (said,) = world.read({"a": world.measure("a", f"amount: {amount}\n")}, world.pack(""))
    assert said.startswith("city/ten/measures/a.yaml:5:9: 金额没有取整规则\n")
    assert said.endswith("在 pack.yaml 写 rounding")


def test_an_amount_in_whole_fen_needs_none() -> None:
    assert world.library({"a": "amount: min(注册资本, 100元) + 0.01元\n"}, world.pack(""))


def built(text: str) -> CheckedMeasure:
    return world.library({"a": text}).edition(20600).measures["city/ten#a"]


def test_conditions_come_in_the_order_of_the_text_after_those_the_format_gives() -> None:
    measure = built(
        "event_date: 立项日\nwindows:\n  - {batch: '1', events: {from: 2026-01-01}}\n"
        "years_of_support: {at_most: 3, from: 成立日期}\namount: 1元\n"
        "when:\n  - condition: 独立法人\n  - id: fair\n    review: 属实 | true\n",
    )
    assert [condition.id for condition in measure.conditions] == [
        "in-force", "years-of-support", "event-date", "1", "fair",
    ]  # fmt: skip


def test_a_condition_that_only_reads_the_item_stands_with_the_item() -> None:
    measure = built(
        "for_each: 甲 in 租约\namount: 1元\nwhen:\n  - condition: 独立法人\n  - id: either\n    condition: |\n"
        "      year(if 甲.自用 then 2026-01-31 else 2026-01-31) > 3000\n",
    )
    assert [condition.id for condition in measure.conditions] == ["in-force", "1"]
    assert [condition.id for condition in measure.item_conditions] == ["either"]


def test_clauses_inherit_citation_and_reliability() -> None:
    measure = built(
        "amount: 1元\nreliability: S\nwhen:\n  - condition: 独立法人\n  - cite: 办法#八\n    reliability: L\n    any:\n"
        "      - condition: 已上市\n      - cite: 办法#九\n        condition: 严重失信\n",
    )
    first, group = measure.conditions[1:]
    told = [(one.cite, one.reliability) for one in (first, group, *group.of)]
    assert told == [("办法#七", "S"), ("办法#八", "L"), ("办法#八", "L"), ("办法#九", "L")]


def test_what_any_clause_assumes_is_shown() -> None:
    measure = built(
        "amount: 1元\nevent_date: 立项日\nassumed: 甲\nflags: [{flag: site_check, say: 核查, assumed: 乙}]\n"
        "evidence: [{document: 章程, cite: 办法#八, assumed: 丙}]\nrounding: {to: 1元, mode: down, assumed: 丁}\n"
        "windows: [{batch: 一, events: {from: 2026-01-01, assumed: 戊}, applications: {to: 2026-05-01, assumed: 己}}]\n"
    )
    assert [(one.words.zh, one.cite) for one in measure.assumptions] == [
        ("甲", "办法#七"), ("丁", "办法#七"), ("戊", "办法#七"), ("己", "办法#七"), ("乙", "办法#七"), ("丙", "办法#八"),
    ]  # fmt: skip
    (assumed,) = built("grants: {certificate: 高新技术企业, assumed: 庚}\n").assumptions
    assert assumed.words.zh == "庚"


def test_a_measure_rounds_its_own_way_where_it_says_so() -> None:
    measure = built("amount: 1234.56元\nrounding: {to: 100元, mode: up}\n")
    assert measure.amount.high == 130000


@pytest.mark.parametrize(("at_most", "high"), [("3", 3), ("36月", 3), ("5年", 5), ("1", 1), ("20", 20)])
def test_years_of_support_are_whole_years(at_most: str, high: int) -> None:
    measure = built(f"amount: 支持年度 * 1元\nyears_of_support: {{at_most: {at_most}, from: 2026-01-01}}\n")
    assert measure.total.high == 100 * high * (high + 1) // 2


def advised(text: str, pack: str | None = None) -> list[str]:
    """What is advised or warned of, of rules without errors."""
    return [f"{one.place}: {one.message.zh}" for one in world.library({"a": text}, pack).check()]


def test_a_table_by_year_of_support_provides_for_every_year_of_the_course() -> None:
    text = "years_of_support: {at_most: 3, from: 成立日期}\namount: 1元 * 率\ndefinitions:\n  率:\n    table: |\n      支持年度 || 率\n"
    lacking = "没有一行适用于 支持年度 = 3，届时没有值"
    assert advised(f"{text}      1 || 50%\n      2 || 30%\n") == [f"city/ten/measures/a.yaml:12:7: {lacking}"]
    assert advised(f"{text}      1 || 50%\n      [2..3] || 30%\n") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("amount: 1元 * 率\nparameters:\n  率: {values: [{value: 10, to: 2026-12-31}, {from: 2027-01-01, value: 8%}]}\n",
         ["7:24: 其他值是百分数，这里的 10 没有百分号"]),
        ("amount: 1元 * 率\ndefinitions:\n  率:\n    table: |\n      独立法人 || 率\n      true || 5\n      false || 0.5%\n",
         ["10:15: 其他值是百分数，这里的 5 没有百分号"]),
        ("amount: 1元 * 率\nparameters:\n  率: {values: [{value: 0.5, to: 2026-12-31}, {from: 2027-01-01, value: 8%}]}\n", []),
        ("amount: 注册资本 * 率\nparameters:\n  率: {values: [{value: -10%}]}\n", ["5:9: 金额不会大于 0"]),
        ("up_to: 注册资本 * 10% / (1人 + 从业人员) * -1人\n", ["5:8: 金额不会大于 0"]),
        ("amount: 利润\ncaps:\n  - {per: enterprise, every: year, at: -30万元}\n", ["7:40: 上限总是低于 0"]),
        ("for_each: 本租约 in 租约\namount: 本租约.收支\ncaps:\n  - {per: item, at: -30万元}\n", ["8:21: 上限总是低于 0"]),
        ("amount: 利润\ncaps:\n  - {per: enterprise, every: year, at: 0元}\n", []),
    ],
)  # fmt: skip
def test_numbers_that_were_hardly_meant_are_told(text: str, said: list[str]) -> None:
    assert advised(text) == [f"city/ten/measures/a.yaml:{one}" for one in said]


def test_a_batch_of_the_pack_with_events_points_at_each_measure_without_an_event_date() -> None:
    shared = world.pack() + "windows: [{batch: '1', events: {from: 2026-01-01}}]\n"
    text = "amount: 1元\n"
    _, found = world.read({"a": world.measure("a", text), "b": world.measure("b", text)}, shared)
    said = "1:1: 有 events 的批次要写 event_date"
    assert [one.partition("\n")[0] for one in found] == [f"city/ten/measures/{name}.yaml:{said}" for name in "ab"]


@pytest.mark.parametrize(("most", "said"), [("3", "3年"), ("3年", "3年")])
def test_the_years_of_a_course_are_said_once(most: str, said: str) -> None:
    measure = built(f"years_of_support: {{at_most: {most}, from: 成立日期}}\namount: 1元\n")
    words = next(one.words for one in measure.conditions if one.id == "years-of-support")
    assert words.zh == f"在支持年限内（自成立日期起至多{said}）"
    assert words.en == "within the years of support (at most 3 years from founded on)"
