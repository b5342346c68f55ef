"""The amount ladder, one rung at a time: expression, caps per item, rounding once an item, sum, caps by year and for ever."""

from __future__ import annotations

import pytest

import policy_engine
from tests.decide import world
from tests.decide.cases import amount, award, decide, lease, missing, steps

CAPPED = """amount: 注册资本 * 10%
caps:
  - {per: item, at: 500元}
  - {per: enterprise, every: year, at: 300元, cite: 办法#九}
  - {per: enterprise, every: ever, at: 400元}
"""


def test_every_rung_says_what_it_leaves_and_whether_it_bit() -> None:
    told = decide(CAPPED, {"capital": "9999.99", "past_awards": [award("250.00", 2025)]})
    assert steps(told) == [
        ("expression", "999.999", "999.999", False),
        ("item_caps", "500.00", "500.00", True),
        ("rounding", "500.00", "500.00", False),
        ("yearly_cap", "300.00", "300.00", True),
        ("lifetime_cap", "150.00", "150.00", True),
    ]
    assert amount(told) == amount(told, "total") == ("150.00", "150.00")
    assert [step.get("cap") for step in told["derivation"]] == [None, "500.00", None, "300.00", "400.00"]
    assert [step.get("received") for step in told["derivation"][3:]] == ["0.00", "250.00"]
    assert [step["cite"] for step in told["derivation"]] == ["办法#七", "办法#七", "办法#九", "办法#九", "办法#七"]


@pytest.mark.parametrize(
    ("capital", "after"),
    [("4999.99", "499.00"), ("5000.00", "500.00"), ("5000.01", "500.00"), ("0.00", "0.00"), ("9.99", "0.00")],
)
def test_a_cap_per_item_comes_before_rounding(capital: str, after: str) -> None:
    told = decide("amount: 注册资本 * 10%\ncaps:\n  - {per: item, at: 500元}\n", {"capital": capital})
    assert amount(told) == (after, after)


@pytest.mark.parametrize(
    ("mode", "to", "after"),
    [
        ("down", "1元", "1250.00"),
        ("up", "1元", "1251.00"),
        ("half up", "1元", "1251.00"),
        ("half even", "1元", "1250.00"),
        ("half up", "100元", "1300.00"),
        ("half up", "0.01元", "1250.50"),
        ("up", "1万元", "10000.00"),
        ("down", "1万元", "0.00"),
    ],
)
def test_rounding_to_and_mode(mode: str, to: str, after: str) -> None:
    pack = world.pack(f"rounding: {{to: {to}, mode: {mode}}}\n")
    told = decide("amount: 注册资本\n", {"capital": "1250.50"}, pack=pack)
    assert amount(told) == (after, after)


def test_a_quotient_is_rounded_exactly_once() -> None:
    pack = world.pack("rounding: {to: 0.01元, mode: down}\n")
    told = decide("amount: 注册资本 / 3 * 3\n", {"capital": "100.00"}, pack=pack)
    assert amount(told) == ("100.00", "100.00")
    told = decide("amount: 注册资本 / 3\n", {"capital": "100.00"}, pack=pack)
    assert amount(told) == ("33.33", "33.33")


ITEMS = """for_each: 本租约 in 租约
amount: 本租约.已付租金 / 3
caps:
  - {per: item, at: 500元}
  - {per: enterprise, every: year, at: 800元}
"""


def test_items_are_rounded_one_by_one_and_then_summed() -> None:
    facts = {
        "leases": [lease("L1", paid="1000.00"), lease("L2", paid="200.00"), lease("L3", paid="5000.00")],
        "past_awards": [],
    }
    told = decide(ITEMS, facts)
    assert [amount(item) for item in told["items"]] == [("333.00",) * 2, ("66.00",) * 2, ("500.00",) * 2]
    assert [steps(item)[1][3] for item in told["items"]] == [False, False, True]
    assert steps(told) == [("sum", "899.00", "899.00", False), ("yearly_cap", "800.00", "800.00", True)]


def test_only_the_items_that_qualify_are_paid() -> None:
    text = ITEMS + "when:\n  - condition: 本租约.自用\n"
    facts = {"leases": [lease("L1", paid="300.00"), lease("L2", paid="600.00", own_use=False)], "past_awards": []}
    told = decide(text, facts)
    assert [item["outcome"] for item in told["items"]] == ["eligible", "ineligible"]
    assert amount(told) == ("100.00", "100.00")
    assert amount(told["items"][1]) == ("0.00", "0.00")


def test_an_item_that_is_open_widens_the_sum_upwards_only() -> None:
    text = ITEMS + "when:\n  - condition: 本租约.自用\n"
    facts = {"leases": [lease("L1", paid="300.00"), lease("L2", paid="600.00", own_use=None)], "past_awards": []}
    told = decide(text, facts)
    assert (told["outcome"], amount(told)) == ("eligible", ("100.00", "300.00"))
    assert missing(told) == ["leases[L2].own_use"]


# The ledger ------------------------------------------------------------------------------------------------

YEARLY = "amount: 500元\ncaps:\n  - {per: enterprise, every: year, at: 600元}\n"
EVER = "amount: 500元\ncaps:\n  - {per: enterprise, every: ever, at: 600元}\n"


@pytest.mark.parametrize(
    ("received", "yearly", "ever"),
    [
        ([], "500.00", "500.00"),
        ([award("100.00", 2026)], "500.00", "500.00"),
        ([award("100.01", 2026)], "499.99", "499.99"),
        ([award("300.00", 2026), award("200.00", 2025)], "300.00", "100.00"),
        ([award("700.00", 2026)], "0.00", "0.00"),
        ([award("700.00", 2025)], "500.00", "0.00"),
        ([award("700.00", 2026, pack="city/nine")], "500.00", "500.00"),
    ],
)
def test_caps_count_what_this_measure_has_paid(received: list[object], yearly: str, ever: str) -> None:
    assert amount(decide(YEARLY, {"past_awards": received})) == (yearly, yearly)
    assert amount(decide(EVER, {"past_awards": received})) == (ever, ever)


@pytest.mark.parametrize("text", [YEARLY, EVER])
def test_caps_do_not_count_what_another_measure_of_the_pack_has_paid(text: str) -> None:
    rules = world.library({"a": text, "b": "amount: 1元\n"})
    data = {"as_of": "2026-03-15", "facts": {"past_awards": [award("700.00", 2026, measure="b")]}}
    told = policy_engine.decide(rules, policy_engine.read_profile(rules, data), "city/ten#a").to_json()
    assert amount(told) == ("500.00", "500.00")


@pytest.mark.parametrize("text", [YEARLY, EVER])
def test_without_a_ledger_the_amount_begins_at_nothing_and_the_ledger_is_asked_for(text: str) -> None:
    told = decide(text, {})
    assert (told["outcome"], amount(told)) == ("eligible", ("0.00", "500.00"))
    assert missing(told) == ["past_awards"]
    assert told["derivation"][-1]["bit"] is None


def test_a_ledger_that_leaves_a_sum_open_leaves_the_amount_open() -> None:
    told = decide(YEARLY, {"past_awards": [award("300.00", 2026) | {"year": None}]})
    assert amount(told) == ("300.00", "500.00")
    assert missing(told) == ["past_awards[1].year"]


# Rights, ceilings, recognitions ----------------------------------------------------------------------------


def test_a_ceiling_is_from_nothing_to_its_sum() -> None:
    told = decide("up_to: 注册资本 * 10%\n", {"capital": "1000.00"})
    assert (told["nature"], told["outcome"], amount(told)) == ("ceiling", "eligible", ("0.00", "100.00"))
    assert steps(told)[0] == ("expression", "100.00", "100.00", False)
    assert missing(told) == []


def test_a_recognition_is_granted_without_money() -> None:
    text = "grants: {certificate: 高新技术企业, valid_for: 3年}\nwhen:\n  - condition: 独立法人\n"
    told = decide(text, {"legal_person": True})
    assert (told["nature"], told["outcome"], amount(told)) == ("recognition", "eligible", ("0.00", "0.00"))
    assert told["granted"] == {
        "certificate": "高新技术企业",
        "said": {"zh": "高新技术企业", "en": "高新技术企业"},
        "valid_for": {"zh": "3年", "en": "3 years"},
        "cite": "办法#七",
        "reliability": "V",
    }
    assert told["derivation"] == []


RISKY = "amount: 500元\nflags:\n  - flag: legal_risk\n    say: 或被撤销 | may be revoked\n    when: 已上市\n"


@pytest.mark.parametrize(
    ("facts", "low", "asked", "flagged"),
    [
        ({"listed": True}, "0.00", [], "true"),
        ({"listed": False}, "500.00", [], None),
        ({}, "0.00", ["listed"], "unknown"),
    ],
)
def test_a_legal_risk_takes_away_the_lower_end(
    facts: dict[str, object], low: str, asked: list[str], flagged: str | None
) -> None:
    told = decide(RISKY, facts)
    assert (told["outcome"], amount(told), missing(told)) == ("eligible", (low, "500.00"), asked)
    assert [flag["holds"] for flag in told["flags"]] == ([flagged] if flagged else [])


def test_a_visit_changes_no_amount() -> None:
    told = decide(RISKY.replace("legal_risk", "site_check"), {"listed": True})
    assert amount(told) == ("500.00", "500.00")
    assert [(flag["flag"], flag["say"]["zh"]) for flag in told["flags"]] == [("site_check", "或被撤销")]


@pytest.mark.parametrize(
    ("facts", "outcome", "between"),
    [
        ({"legal_person": True}, "eligible", ("500.00", "500.00")),
        ({}, "undetermined", ("0.00", "500.00")),
        ({"legal_person": False}, "ineligible", ("0.00", "0.00")),
    ],
)
def test_the_outcome_bounds_the_amount(facts: dict[str, object], outcome: str, between: tuple[str, str]) -> None:
    told = decide("amount: 500元\nwhen:\n  - condition: 独立法人\n", facts)
    assert (told["outcome"], amount(told)) == (outcome, between)


def test_an_amount_is_never_negative() -> None:
    assert amount(decide("amount: 利润\n", {"profit": "-5"})) == ("0.00", "0.00")
    assert amount(decide("amount: 100元 - 注册资本\n", {"capital": "100.01"})) == ("0.00", "0.00")
    assert amount(decide("amount: 利润\n", {})) == ("0.00", "1000000000.00")


def test_an_unknown_base_under_a_cap_is_anything_up_to_the_cap() -> None:
    told = decide("amount: 注册资本\ncaps:\n  - {per: item, at: 500元}\n", {})
    assert (amount(told), missing(told)) == (("0.00", "500.00"), ["capital"])


def test_bounds_that_reading_a_fact_twice_widens_still_hold() -> None:
    told = decide("amount: 注册资本 - 注册资本 * 50%\n", {})
    assert amount(told) == ("0.00", "1000000000.00")
    told = decide("amount: 注册资本 - 注册资本 * 50%\n", {"capital": "100.00"})
    assert amount(told) == ("50.00", "50.00")
