"""Parameters by date, definitions in any order, conditions with their clauses."""

from __future__ import annotations

import pytest

import policy_engine
from policy_engine.packs.library import Library
from policy_engine.values import days_of
from tests.decide import world


def amount(library: Library, as_of: str, **facts: object) -> tuple[int, int]:
    profile = policy_engine.read_profile(library, {"as_of": as_of, "facts": facts})
    told = policy_engine.decide(library, profile, "city/ten#a").amount
    return told.at_least, told.at_most


# Parameters ------------------------------------------------------------------------------------------------

CHANGING = """amount: 标准
parameters:
  标准:
    values:
      - {value: 5万元}
      - {from: 2027-01-01, value: 4万元, cite: 办法#改}
      - {from: 2028-01-01, value: unspecified, at_least: 1万元, at_most: 3万元}
"""


@pytest.mark.parametrize(
    ("as_of", "low", "high"),
    [
        ("2026-01-01", 5, 5),
        ("2026-12-31", 5, 5),
        ("2027-01-01", 4, 4),
        ("2027-12-31", 4, 4),
        ("2028-01-01", 1, 3),  # to be announced: between the bounds of the text
        ("2029-01-01", 1, 3),
    ],
)
def test_a_parameter_changes_on_its_day(as_of: str, low: int, high: int) -> None:
    library = world.library({"a": CHANGING})
    assert amount(library, as_of) == (low * 10**6, high * 10**6)


@pytest.mark.parametrize(
    ("values", "in_force", "days"),
    [
        ("{to: 2027-12-31, value: 5元}", world.PERIOD, ["2028-01-01"]),
        ("{to: 2027-12-31, value: 5元}", "{from: 2026-01-01, to: 2027-12-31, by: application}", []),
        ("{from: 2026-02-01, value: 5元}", "{from: 2026-01-01, by: application}", ["2026-01-01"]),
        (
            "{from: 2026-01-01, to: 2026-06-30, value: 5元}, {from: 2026-08-01, to: 2026-12-31, value: 6元}",
            "{from: 2026-01-01, by: application}",
            ["2026-07-01", "2027-01-01"],
        ),
        ("{from: 2026-01-01, value: 5元}", "{from: unknown, by: application}", []),
    ],
)
def test_a_day_in_force_without_a_value_is_an_error(values: str, in_force: str, days: list[str]) -> None:
    shared = f"parameters:\n  共用: {{en: shared sum, values: [{values}]}}\n"
    _, errors = world.read({"a": world.measure("a", "amount: 共用\n")}, world.pack(world.ROUNDING + shared, in_force))
    assert len(errors) == len(days)
    assert all(day in error and "共用" in error for day, error in zip(days, errors, strict=True))


def test_an_unspecified_value_without_a_lower_bound_begins_at_zero() -> None:
    library = world.library(
        {"a": "amount: 100元 * 率\nparameters:\n  率: {values: [{value: unspecified, at_most: 30%}]}\n"}
    )
    assert amount(library, "2026-03-15") == (0, 3000)


def test_a_parameter_of_the_pack_is_seen_by_its_measures_under_both_names() -> None:
    shared = world.pack(world.ROUNDING + "parameters:\n  单价: {en: unit price, values: [{value: 7元/人}]}\n")
    library = world.library({"a": "amount: 从业人员 * unit_price + 从业人员 * 单价\n"}, shared)
    assert amount(library, "2026-03-15", employees=2) == (2800, 2800)


def test_periods_meet_on_one_scale() -> None:
    text = "amount: 10000元 * 率\nparameters:\n  率: {values: [{value: 50%}, {from: 2027-01-01, value: 12.345%}]}\n"
    library = world.library({"a": text})
    assert amount(library, "2026-12-31") == (500000, 500000)
    assert amount(library, "2027-01-01") == (123400, 123400)
    parameter = library.edition(days_of(2026, 3, 15)).workshop.parameters["city/ten#a.率"]
    assert (parameter.low, parameter.high) == (12345, 50000)


# Definitions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("count", [3, 300])
def test_definitions_lean_on_each_other_in_any_order(order: int, count: int) -> None:
    lines = ["  值0:\n    is: 注册资本\n"]
    lines += [f"  值{number}:\n    is: 值{number - 1} + 1元\n" for number in range(1, count + 1)]
    library = world.library({"a": f"amount: 值{count}\ndefinitions:\n{''.join(lines[::order])}"})
    assert amount(library, "2026-03-15", capital="5.00") == ((5 + count) * 100,) * 2
    assert amount(library, "2026-03-15") == (count * 100, (10**9 + count) * 100)


def test_a_definition_may_combine_conditions() -> None:
    text = (
        "amount: if 合格 then 3元 else 1元\ndefinitions:\n  合格:\n    at_least: 2\n    of:\n      - condition: 独立法人\n"
        "      - condition: 已上市\n      - none:\n          - condition: 严重失信\n"
    )
    library = world.library({"a": text})
    assert amount(library, "2026-03-15", legal_person=True, listed=False, dishonest=False) == (300, 300)
    assert amount(library, "2026-03-15", legal_person=False, listed=False, dishonest=False) == (100, 100)
    assert amount(library, "2026-03-15", legal_person=True, listed=False) == (100, 300)


def test_a_table_of_several_outputs_is_read_by_column() -> None:
    text = (
        "amount: min(注册资本 * 档.比例, 档.封顶)\ndefinitions:\n  档:\n    hit: first\n    table: |\n"
        "      从业人员 || 比例 | 封顶\n      >= 100人 || 50%  | 100元\n      -        || 10%  | 20元\n"
    )
    library = world.library({"a": text})
    assert amount(library, "2026-03-15", capital="100.00", employees=100) == (5000, 5000)
    assert amount(library, "2026-03-15", capital="1000.00", employees=99) == (2000, 2000)
    assert amount(library, "2026-03-15", capital="100.00") == (1000, 5000)


def test_the_row_that_fired_is_in_the_trace_with_its_clause() -> None:
    library = world.library({"a": 'amount: 1元\nwhen:\n  - condition: 规模 = "中"\n'})
    profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": {"employees": 20}})
    told = policy_engine.decide(library, profile, "city/ten#a").to_json()
    (definition,) = told["trace"]["definitions"]
    assert (definition["name"], definition["value"]) == ("规模", "中")
    assert (definition["row"]["number"], definition["row"]["cite"]) == (2, "划型#二")
    assert definition["row"]["words"]["zh"] == "从业人员 介于 20人（含）与 300人（不含）之间"
    assert [value["name"] for value in definition["values"]] == ["employees"]
