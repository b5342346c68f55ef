"""What a rejection names: the fact, and a value that is seen to be on the wrong side of its threshold."""

from __future__ import annotations

from typing import Any

import pytest

import policy_engine
from policy_engine import Decision, Library
from tests.decide.cases import award, decide

RECOGNITION = "national/high-tech-enterprise#recognition"


@pytest.fixture(scope="module")
def library() -> Library:
    return policy_engine.load("rules")


def rejected(library: Library, facts: dict[str, Any]) -> Decision:
    profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": facts})
    return policy_engine.decide(library, profile, RECOGNITION)


def test_a_share_that_falls_short_by_less_than_is_printed_is_not_said_to_reach_the_threshold(library: Library) -> None:
    facts = {"high_tech_income": {"2025": "599999999.99"}, "total_income": {"2025": "1000000000.00"}}
    decision = rejected(library, facts)
    (gap,) = decision.data["gaps"]
    assert (gap["value"], gap["required"], gap["short"]) == ("0.599999", "0.6", "0.000001")
    assert "约 59.9999%，低于要求的 60%，差 约 0.0001 个百分点" in policy_engine.explain(decision, "zh")
    english = policy_engine.explain(decision, "en")
    assert "about 59.9999%, below the required 60%, about 0.0001 percentage points short" in english


def test_a_list_without_a_fitting_item_is_the_fact_not_the_day(library: Library) -> None:
    decision = rejected(library, {"patents": []})
    (gap,) = decision.data["gaps"]
    assert (gap["fact"], gap["value"]) == ("patents", 0)
    assert "2026-03-15" not in policy_engine.explain(decision, "zh").splitlines()[2]
    (node,) = (node for node in decision.data["trace"]["of"] if node["id"] == "core-ip")
    assert [value["name"] for value in node["values"]] == ["patents", "as_of"]


def gap(condition: str, facts: dict[str, object]) -> dict[str, Any]:
    (found,) = decide(f"amount: 1元\nwhen:\n  - condition: |\n      {condition}\n", facts)["gaps"]
    return found


def test_nothing_over_whatever_there_is_falls_short_by_all_of_the_threshold() -> None:
    text = "研发费用[1] / max(营业收入[1], 1元) >= 5%"
    found = gap(text, {"rd_expense": {"2025": "0.00"}})
    assert (found["value"], found["required"], found["short"]) == ("0", "0.05", "0.05")
    found = gap(text.replace("5%", "101"), {"rd_expense": {"2025": "100.00"}})
    assert (found["value"], found["short"]) == ({"at_least": "0", "at_most": "100"}, None)


def test_the_greater_of_quotients_is_said_as_a_quotient_is() -> None:
    facts: dict[str, object] = {"rd_expense": {"2025": "964761.00"}, "revenue": {"2025": "1000001.00"}, "share": "0.1"}
    for text in ("研发费用[1] / 营业收入[1] >= 5", "max(研发费用[1] / 营业收入[1], 占比) >= 5"):
        assert gap(text, facts)["value"] == "0.96476"


@pytest.mark.parametrize(
    ("condition", "facts", "reads"),
    [
        ("年限 >= 10", {"founded_on": "2020-02-29"}, "成立日期"),
        ("基准日 - 成立日期 >= 4000天", {"founded_on": "2020-02-29"}, "成立日期"),
        (
            "研发费用[1] / 营业收入[1] >= 5%",
            {"rd_expense": {"2025": "1"}, "revenue": {"2025": "100"}},
            "营业收入、研发费用",
        ),
        ("count(租约) >= 从业人员 * 1份/人", {"leases": [], "employees": 2}, "从业人员、租约"),
        ("100元 > received()", {"past_awards": [award("100", 2025)]}, "已获支持"),
        ("有实力", {"employees": 2, "capital": "1"}, "注册资本、从业人员"),
    ],
)
def test_a_rejection_names_every_unverified_fact_that_it_turns_on(
    condition: str, facts: dict[str, object], reads: str
) -> None:
    told = decide(f"amount: 1元\nwhen:\n  - condition: |\n      {condition}\n", facts | {"listed": True})
    assert told["outcome"] == "ineligible"
    (line,) = (one for one in policy_engine.explain(told).split("\n") if "尚未核实" in one)
    assert set(line.partition("：")[2].split("、")) == set(reads.split("、"))


def test_a_gap_turns_on_a_fact_and_not_on_the_day() -> None:
    facts: dict[str, object] = {"founded_on": "2026-01-01"}
    assert gap("基准日 - 成立日期 >= 365天", facts)["fact"] == "founded_on"
    assert gap("基准日 > 成立日期 + 365天", facts)["fact"] == "as_of"


def test_what_does_not_lie_in_the_period_of_events_is_told_with_the_period() -> None:
    text = "amount: 1元\nevent_date: 立项日\nwindows: [{batch: 一, events: {from: 2026-01-01, to: 2026-01-31}}]\n"
    told = decide(text, {"approved_on": "2026-02-01"}, batch="一")
    line = "要求发生在批次的事项期内，其中 立项日 2026-02-01，事项期起 2026-01-01，事项期止 2026-01-31（办法#七）"
    assert f"  ✗ {line}" in policy_engine.explain(told).split("\n")


def test_a_failed_condition_with_a_title_is_told_with_what_it_asks() -> None:
    text = "amount: 1元\nwhen:\n  - title: 有大租约 | a large lease\n    condition: some 甲 in 租约 satisfies 甲.面积 > 100㎡\n"
    said = [policy_engine.explain(decide(text, {"leases": []}), language) for language in ("zh", "en")]  # type: ignore[arg-type]
    assert "✗ 不满足：有大租约（租约中有一项满足" in said[0]
    assert "✗ not met: a large lease (" in said[1]
