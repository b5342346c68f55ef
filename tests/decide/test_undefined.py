"""What has no value though the facts are given: the reason stands where the value would."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import policy_engine
from policy_engine.decide.explain import explain
from tests.decide import world
from tests.decide.cases import amount, decide, lease, missing

TIER = (
    "amount: 档\ndefinitions:\n  档:\n    en: tier\n    table: |\n      从业人员 || 档\n      <= 10人 || 100元\n"
    "      > 11人 || 200元\n"
)
NO_ROW = {"zh": "“档”没有一行适用", "en": "no row of tier applies"}


def definition(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return next(one for one in told["trace"]["definitions"] if one["name"] == name)


def test_a_value_that_no_row_takes_is_open_and_says_so() -> None:
    told = decide(TIER, {"employees": 11})
    assert (amount(told), missing(told)) == (("0.00", "200.00"), [])
    assert definition(told, "档")["undefined"] == told["derivation"][0]["undefined"] == NO_ROW
    assert "因为“档”没有一行适用" in explain(told)
    assert "because no row of tier applies" in explain(told, "en")


@pytest.mark.parametrize("facts", [{"employees": 10}, {"employees": 12}, {}])
def test_a_row_that_fires_or_a_fact_that_is_missing_is_no_reason(facts: dict[str, object]) -> None:
    told = decide(TIER, facts)
    assert "undefined" not in definition(told, "档")
    assert "undefined" not in told["derivation"][0]
    assert missing(told) == ([] if facts else ["employees"])


def test_a_condition_on_such_a_value_cannot_be_told_and_says_why() -> None:
    told = decide(TIER.replace("amount: 档", "amount: 1元\nwhen:\n  - condition: 档 >= 200元"), {"employees": 11})
    assert (told["outcome"], missing(told)) == ("undetermined", [])
    condition = told["trace"]["of"][-1]
    assert (condition["holds"], condition["undefined"]) == ("unknown", NO_ROW)
    assert "? 无法判定：档 不低于 200.00 元，因为“档”没有一行适用（办法#七）" in explain(told).replace(
        "200元", "200.00 元"
    )


def test_a_denominator_of_zero_is_the_reason_where_it_is_known() -> None:
    text = "amount: 1元\nwhen:\n  - condition: 研发费用[1] / 营业收入[1] >= 5%\n"
    zero = {"rd_expense": {"2025": "5"}, "revenue": {"2025": "0"}}
    told = decide(text, zero)["trace"]["of"][-1]
    assert (told["holds"], told["undefined"]["zh"]) == ("unknown", "分母为零")
    for facts in ({}, {"rd_expense": {"2025": "5"}}, {"rd_expense": {"2025": "5"}, "revenue": {"2025": "100"}}):
        assert "undefined" not in decide(text, facts)["trace"]["of"][-1]


@pytest.mark.parametrize(
    ("leases", "expected"),
    [
        ([], "列表里没有可取的项"),
        ([lease("L1", own_use=False)], "列表里没有可取的项"),
        ([lease("L1", own_use=None)], None),
        (None, None),
        ([lease("L1", area=None)], None),
    ],
)
def test_the_greatest_of_no_items_is_undefined(leases: list[dict[str, object]] | None, expected: str | None) -> None:
    text = "amount: 1元\nwhen:\n  - condition: max(租约[自用].面积) >= 50㎡\n"
    told = decide(text, {} if leases is None else {"leases": leases})["trace"]["of"][-1]
    assert told["holds"] == "unknown"
    assert told.get("undefined", {}).get("zh") == expected


def test_the_reason_of_an_item_stands_with_the_item() -> None:
    text = (
        "for_each: 甲 in 租约\namount: 档\nwhen:\n  - condition: 档 > 0元\ndefinitions:\n  档:\n    table: |\n"
        '      甲.片区 || 档\n      "东片" || 1元\n      "西片" || 2元\n      "其他片" || null\n'
    )
    told = decide(text, {"leases": [lease("L1"), lease("L2", zone="其他片"), lease("L3", zone=None)]})
    found = [item["trace"]["of"][-1].get("undefined", {}).get("zh") for item in told["items"]]
    assert found == [None, "“档”适用的行没有值", None]


def test_a_value_asked_for_alone_says_it_too(tmp_path: Path) -> None:
    folder = world.write(tmp_path, {})
    world.put(
        folder, {"nation/base/2011/pack.yaml": world.BASE.replace('      -              || "小" | 划型#三\n', "")}
    )
    library = policy_engine.load(folder)
    profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": {"employees": 5}})
    [told] = policy_engine.value(library, profile, "规模").data["trace"]
    assert (told["value"], told["undefined"]["zh"]) == (None, "“规模”没有一行适用")


OPEN = "amount: 1元\nwhen:\n  - condition: "
RATIO = "研发费用[1] / 营业收入[1] >= 5%"
ZERO: dict[str, object] = {"rd_expense": {"2025": "5"}, "revenue": {"2025": "0"}}


@pytest.mark.parametrize(
    ("condition", "open_facts", "settled"),
    [
        (f"(已上市 and {RATIO}) or 独立法人", {"listed": False}, None),
        (f"(已上市 and {RATIO}) or 独立法人", {}, {"listed": True, "legal_person": False}),
        (f"从业人员 >= 5人 and {RATIO}", {}, {"employees": 5}),
        (f"从业人员 >= 5人 or {RATIO}", {}, {"employees": 4}),
        (f"some 甲 in 租约 satisfies 甲.自用 and {RATIO}", {}, {"leases": [lease("L1")]}),
    ],
)
def test_no_reason_is_given_while_an_unknown_fact_can_settle_it(
    condition: str, open_facts: dict[str, object], settled: dict[str, object] | None
) -> None:
    told = decide(f"{OPEN}{condition}\n", ZERO | open_facts)
    assert told["trace"]["of"][-1]["holds"] == "unknown"
    assert missing(told) != []
    assert "undefined" not in told["trace"]["of"][-1]
    if settled is not None:
        told = decide(f"{OPEN}{condition}\n", ZERO | settled)
        assert (missing(told), told["trace"]["of"][-1]["undefined"]["zh"]) == ([], "分母为零")


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("max(研发费用[1] / 营业收入[1], 占比)", "分母为零"),
        ("研发费用[1] / 营业收入[1]", "分母为零"),
        ("cagr(营业收入, 2)", "分母为零"),
        ("营业收入[1] / 档", "“档”没有一行适用"),
        ("档 / 营业收入[1]", "“档”没有一行适用"),
    ],
)
def test_a_definition_that_is_a_quotient_or_a_choice_of_them_says_why_it_has_no_value(
    expression: str, reason: str
) -> None:
    text = (
        f"amount: 1元\nwhen:\n  - condition: 率 >= 0\ndefinitions:\n  率:\n    is: {expression}\n  档:\n    table: |\n"
        "      从业人员 || 档\n      > 9人 || 5元\n"
    )
    years = {"revenue": {"2025": "0", "2024": "0", "2023": "0"}, "rd_expense": {"2025": "5"}}
    told = decide(text, {"employees": 9, "share": "0.1"} | years)
    assert definition(told, "率")["value"] in (None, {"at_least": "0.00", "at_most": "5.00"})
    assert definition(told, "率")["undefined"]["zh"] == reason


def test_the_reasons_below_many_choices_are_found_in_one_walk() -> None:
    uses = "".join(
        f"  乙{one}:\n    is: if 乙{one - 1} > {one}人 then min(乙{one - 1}, 100人) else 乙{one - 1} * 1\n"
        for one in range(1, 30)
    )
    text = f"{OPEN}乙29 >= 5人 and {RATIO}\ndefinitions:\n  乙0:\n    is: 从业人员\n{uses}"
    assert "undefined" in decide(text, ZERO | {"employees": 9})["trace"]["of"][-1]


UNSET = (
    "amount: 100元 * 率\nwhen:\n  - condition: 从业人员 >= 门槛\nparameters:\n"
    "  门槛: {en: threshold, values: [{value: unspecified, at_least: 5人, at_most: 50人}, {from: 2027-01-01, value: 20人}]}\n"
    "  率: {en: rate, values: [{value: unspecified, at_most: 50%}]}\n"
)


def test_what_rests_on_a_value_yet_to_be_announced_says_so() -> None:
    told = decide(UNSET, {"employees": 20})
    assert (told["outcome"], missing(told)) == ("undetermined", [])
    assert told["trace"]["of"][-1]["undefined"] == {
        "zh": "“门槛”的值尚未公布", "en": "threshold is yet to be announced",
    }  # fmt: skip
    assert told["derivation"][0]["undefined"]["zh"] == "“率”的值尚未公布"
    assert "? 无法判定：从业人员 不低于 门槛，因为“门槛”的值尚未公布（办法#七）" in explain(told)


@pytest.mark.parametrize(
    ("facts", "as_of"), [({}, "2026-03-15"), ({"employees": 4}, "2026-03-15"), ({"employees": 20}, "2027-01-01")]
)
def test_a_missing_fact_or_a_bound_that_settles_it_comes_first(facts: dict[str, object], as_of: str) -> None:
    assert "undefined" not in decide(UNSET, facts, as_of=as_of)["trace"]["of"][-1]


def test_a_cap_yet_to_be_announced_is_told_with_its_ends() -> None:
    text = (
        "amount: 100元\ncaps:\n  - {per: enterprise, every: year, at: 封顶}\n"
        "parameters: {封顶: {en: cap, values: [{value: unspecified, at_least: 50元, at_most: 900元}]}}\n"
    )
    told = decide(text, {"past_awards": []})
    assert missing(told) == []
    assert (
        "年度封顶 封顶（50.00 元 至 900.00 元）（已获 0.00 元），得 50.00 元 至 100.00 元（是否触及取决于尚未确定的值）"
        in explain(told)
    )
    assert "(whether it bites depends on a value yet to be set)" in explain(told, "en")
    assert "（是否触及取决于未知事实）" in explain(decide(text, {}))
