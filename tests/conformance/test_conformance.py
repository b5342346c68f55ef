"""The TCK's own cases, where they are at hand; and forms the suites may hold back, with what the standard says of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.__main__ import main, report
from tests.conformance.profile_filter import profile
from tests.conformance.runner import Case, expects_value, kinds_by_name, run
from tests.conformance.test_profile_filter import case

CASES = Path(__file__).parents[3] / "shared" / "dmn_tck" / "cases.json"
at_hand = pytest.mark.skipif(not CASES.is_file(), reason="the cases of the DMN TCK are not at hand")

IN_PROFILE: Mapping[str, tuple[int, int]] = {
    "0016": (2, 0),
    "0032": (1, 0),
    "0050": (4, 5),
    "0056": (9, 7),
    "0059": (4, 5),
    "0060": (2, 4),
    "0064": (8, 6),
    "0065": (10, 7),
    "0066": (2, 2),
    "0068": (28, 6),
    "0071": (16, 3),
    "0072": (128, 1),
    "0093": (3, 0),
    "0094": (4, 2),
    "0095": (5, 4),
    "0096": (0, 2),
    "0097": (0, 2),
    "0098": (2, 5),
    "0099": (4, 0),
    "0100": (56, 195),
    "0101": (5, 0),
    "0102": (2, 0),
    "0105": (16, 7),
    "0106": (8, 4),
    "0107": (0, 1),
    "1100": (4, 0),
    "1101": (4, 4),
    "1102": (3, 3),
    "1115": (4, 14),
    "1120": (15, 9),
    "1121": (3, 4),
    "1141": (2, 5),
    "1142": (4, 2),
    "1143": (4, 7),
    "1144": (2, 5),
}
"""How many cases of each suite are in profile: with a value, and with an error. The filter may not narrow unseen."""


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return list(json.loads(CASES.read_text(encoding="utf-8")))


@at_hand
def test_every_case_in_profile_is_answered_as_the_standard_does(cases: list[Case]) -> None:
    wrong = {name: suite.wrong for name, suite in report(cases).items() if suite.wrong}
    assert not wrong


@at_hand
@pytest.mark.parametrize("suite", IN_PROFILE)
def test_as_many_cases_are_in_profile_as_ever(cases: list[Case], suite: str) -> None:
    inside = [one for one in cases if one["suite"].startswith(suite) and profile(one) is None]
    values = sum(map(expects_value, inside))
    assert (values, len(inside) - values) == IN_PROFILE[suite]


@at_hand
def test_the_command_reports_and_leaves_with_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CASES)]) == 0
    shown = capsys.readouterr().out
    assert "0100-arithmetic" in shown
    assert "times of day" in shown
    assert "wrong:" not in shown


def test_a_wrong_answer_makes_the_command_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = [case("1 + 1", {"type": "decimal", "value": "3"}), case("1 + 1", None, error_expected=True)]
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(wrong), encoding="utf-8")
    assert main([str(path)]) == 1
    assert capsys.readouterr().out.count("1 + 1 -> 2") == 2
    assert main([]) == 2


def value(expected: object) -> Any:
    """`true`, `3.4`, `P1Y`, `2020-01-01` or a list of these, as the cases write them; None for an error."""
    if expected is None:
        return None
    if isinstance(expected, list):
        return {"list": [value(one) for one in expected]}
    text = str(expected)
    if text in ("True", "False"):
        return {"type": "boolean", "value": text.lower()}
    if text.lstrip("-").startswith("P"):
        return {"type": "duration", "value": text}
    if text.lstrip("-").count("-") == 2:
        return {"type": "date", "value": text}
    if text[0] == '"':
        return {"type": "string", "value": text[1:-1]}
    return {"type": "decimal", "value": text}


FORMS: list[tuple[str, object]] = [
    # signs and scales of rounding
    ("round up(5.5, -1)", "10"), ("round up(-5.5, -1)", "-10"), ("round down(-15.5, -1)", "-10"),
    ("round half up(15, -1)", "20"), ("round half up(-15, -1)", "-20"), ("round half down(15, -1)", "10"),
    ("round half down(-15, -1)", "-10"), ("round half down(-2.5, 0)", "-2"), ("round half up(2.5, 0)", "3"),
    ("round up(5.5, -6111)", "1E+6111"), ("round half up(5.5, -6111)", "0"), ("round down(5.5, -6111)", "0"),
    ("round up(5.5, 6176)", "5.5"), ("round up(5.5, 6177)", None), ("round up(5.5)", None), ("round up(null, 0)", None),
    ("decimal(2.5, 0)", "2"), ("decimal(1.5, 0)", "2"), ("decimal(-2.5, 0)", "-2"), ("decimal(25, -1)", "20"),
    ("decimal(0.515, 2)", "0.52"), ("decimal(1/3, 2.5)", "0.33"), ("decimal(1, null)", None), ("decimal(\"1\", 2)", None),
    ("floor(-1.5)", "-2"), ("floor(15, -1)", "10"), ("floor(-15, -1)", "-20"), ("floor(null)", None), ("floor(1.5, \"1\")", None),
    ("ceiling(-1.5)", "-1"), ("ceiling(15, -1)", "20"), ("ceiling(1.56, 1)", "1.6"), ("ceiling(@\"P1D\")", "P1D"),
    # modulo takes the sign of the divisor
    ("modulo(12, 5)", "2"), ("modulo(-12, 5)", "3"), ("modulo(12, -5)", "-3"), ("modulo(-12, -5)", "-2"),
    ("modulo(10.1, 4.5)", "1.1"), ("modulo(5, 0)", None), ("modulo(1)", None), ("modulo(\"1\", 2)", None),
    ("modulo(@\"P1Y\", 4)", None), ("modulo(@\"P3D\", @\"P2D\")", None), ("modulo(1, [1])", None), ("modulo(4, null)", None),
    # arithmetic
    ("2 ** 3 ** 2", "64"), ("-2 ** 2", "4"), ("0 ** 0", "1"), ("10 ** -2", "0.01"), ("(1 + 1) ** (1 + 2)", "8"),
    ("10 / 3 * 3", "10"), ("1 / 3", "0.3333333333333333333333333333333333"), ("2 / 3", "0.6666666666666666666666666666666667"),
    ("-10 / 4", "-2.5"), ("10 / -4", "-2.5"), ("0 / -4", "0"), ("1 / (1 - 1)", None), ("--1", "1"), ("-(-1)", "1"), ("-null", None),
    ("-\"a\"", None), ("-true", None), ("-[1]", None), ("-@\"2021-01-01\"", None), ("1 + true", None), ("[1] + 1", None),
    # durations
    ("@\"P1Y\" * 0.5", "P6M"), ("@\"P1M\" * 0.5", "P0M"), ("@\"P1Y11M\" * -2.5", "-P4Y9M"), ("@\"P1Y\" / 5", "P2M"),
    ("@\"P10D\" / 5", "P2D"), ("@\"P10D\" / @\"P4D\"", "2.5"), ("@\"P1Y\" / @\"-P5M\"", "-2.4"), ("@\"P1Y\" + @\"P2M\"", "P1Y2M"),
    ("@\"P1D\" - @\"P3D\"", "-P2D"), ("2 * @\"P1DT24H\"", "P4D"), ("@\"P1Y\" / 0", None), ("@\"P1Y\" / @\"P0M\"", None),
    ("@\"P1D\" + @\"P1M\"", None), ("@\"P1D\" + 1", None), ("1 / @\"P1D\"", None), ("@\"P1D\" * @\"P1D\"", None),
    ("@\"P1Y\" / @\"P1D\"", None), ("@\"P1D\" ** 2", None), ("2 ** @\"P1D\"", None), ("abs(@\"-P1Y2M\")", "P1Y2M"), ("abs(null)", None),
    ("duration(\"P1Y0D\")", None), ("duration(\"PT\")", None), ("duration(1)", None), ("duration(\"-PT24H\")", "-P1D"),
    # dates
    ("@\"2021-01-31\" + @\"P1M\"", "2021-02-28"), ("@\"P1M\" + @\"2020-01-31\"", "2020-02-29"),
    ("@\"2020-02-29\" + @\"P1Y\"", "2021-02-28"), ("@\"2021-03-31\" - @\"P1M\"", "2021-02-28"),
    ("@\"2021-01-01\" - @\"P1D\"", "2020-12-31"), ("@\"2021-01-02\" - @\"2021-01-01\"", "P1D"), ("@\"2021-01-01\" - @\"2021-01-02\"", "-P1D"),
    ("@\"2021-01-01\" + @\"2021-01-01\"", None), ("@\"2021-01-01\" + 1", None), ("@\"2021-01-01\" * 2", None), ("@\"P1D\" - @\"2021-01-01\"", None),
    ("date(2016, 2, 29)", "2016-02-29"), ("date(2017, 2, 29)", None), ("date(2017, 0, 1)", None), ("date(2017, 1)", None),
    ("date(999999999, 12, 31)", "999999999-12-31"), ("date(9999999999, 1, 1)", None), ("date(-2017, 1, 1)", "-2017-01-01"),
    ("date(\"998-12-31\")", None), ("date(\"01211-12-31\")", None), ("date(\"2012-12-25T\")", None), ("date([])", None), ("date(true)", None),
    ("date(\"2017-11-31\")", None), ("date(@\"2017-10-11\")", "2017-10-11"), ("date(null)", None), ("@\"2017-02-30\"", None), ("@\"foo\"", None),
    ("day of year(@\"2024-03-01\")", "61"), ("day of year(@\"2023-03-01\")", "60"), ("day of year(@\"1900-12-31\")", "365"),
    ("day of week(@\"2019-09-15\")", '"Sunday"'), ("day of week(@\"-0001-01-01\")", '"Friday"'), ("day of week(1)", None),
    ("month of year(@\"2019-12-17\")", '"December"'), ("month of year(null)", None), ("week of year(@\"2003-12-29\")", "1"),
    ("week of year(@\"2004-12-31\")", "53"), ("week of year(@\"2005-01-02\")", "53"), ("week of year(@\"2005-01-03\")", "1"),
    ("@\"-2017-05-31\".year", "-2017"), ("@\"-2017-05-31\".month", "5"), ("@\"-2017-05-31\".day", "31"),
    ("years and months duration(@\"2014-12-31\", @\"-2019-10-01\")", "-P4033Y2M"),
    ("years and months duration(@\"2011-12-22\", @\"2013-08-24\")", "P1Y8M"),
    ("years and months duration(@\"2013-08-24\", @\"2011-12-22\")", "-P1Y8M"),
    ("years and months duration(@\"2016-01-31\", @\"2016-02-29\")", "P0M"),
    ("years and months duration(@\"2016-01-31\")", None), ("years and months duration(1, 2)", None),
    # comparison across kinds
    ("1 = \"1\"", None), ("true = \"true\"", None), ("@\"2018-12-08\" = \"2018-12-08\"", None), ("@\"P1Y\" = @\"P365D\"", None),
    ("@\"P0D\" = 0", None), ("[] = 0", None), ("1 < true", None), ("\"a\" < 1", None), ("true < false", None), ("1 < null", None),
    ("@\"P1D\" < @\"P1M\"", None), ("[1] < [2]", None), ("[1, 2] != [2, 1]", "True"), ("[[1], []] = [[1], []]", "True"),
    ("1 between 2 and \"3\"", None), ("0.1 + 0.2 = 0.3", "True"), ("1 / 3 = 2 / 6", "True"), ("1.0 = 1.00", "True"), ("-0 = 0", "True"),
    # in, with tests of every form
    ("5 in (1, [2..4], (4..6])", "True"), ("5 in ([1, 5, 9])", "True"), ("5 in [1, 5, 9]", "True"), ("5 in ([1, 2], [3, 4])", "False"),
    ("5 in (< 1, > 9)", "False"), ("5 in 5", "True"), ("-1 in [-2..0)", "True"), ("1 in [[2..3], (0..2)]", "True"), ("1 in (!=1, 1)", "True"),
    ("[1] in [[1], [2]]", "True"), ("[1, 2] in [1, 2]", "True"), ("1 in [\"a\"]", None), ("@\"P3D\" in (@\"P1D\"..@\"P5D\")", "True"),
    ("\"a\" in (\"b\", \"a\")", "True"), ("true in =false", "False"), ("1 in []", "False"), ("null in > 3", None), ("(1 + 1) in (2)", "True"),
    # logic
    ("false and \"x\"", "False"), ("true or 1", "True"), ("null and false", "False"), ("null or null", None), ("not(1)", None),
    ("not(null)", None), ("all([false, null])", "False"), ("any([true, null])", "True"), ("all([])", "True"), ("any([])", "False"),
    ("all()", None), ("any()", None), ("all(null)", None), ("any(\"a\")", None), ("all(true, true)", "True"), ("all([true, 1])", None),
    ("true and true and null and false", "False"), ("(true or null) and not(false)", "True"),
    # lists
    ("some i in [1, 2, 3] satisfies i > 2", "True"), ("every i in [] satisfies false", "True"), ("some i in [] satisfies true", "False"),
    ("every i in [1, 2] satisfies i = 1", "False"), ("some i in null satisfies true", None), ("every i in [true, null] satisfies i", None),
    ("every x in [1, 2] satisfies some y in [1, 2] satisfies x = y", "True"), ("[1, 2, 3][-1]", "3"), ("[1, 2, 3][4]", None),
    ("[1, 2, 3][item >= 2]", ["2", "3"]), ("[1, 2, 3][true]", ["1", "2", "3"]), ("100[false]", []), ("true[1]", "True"), ("true[0]", None),
    ("[@\"2018-12-08\", @\"2018-12-09\"][2]", "2018-12-09"), ("product([6, 3, 9, 6, 6])", "5832"), ("product(2.5, 1)", "2.5"), ("product([])", None),
    ("product()", None), ("product(\"a\")", None), ("product([1, null])", None),
    # literals
    (".5", "0.5"), ("-.5", "-0.5"), ("1.23e4", "12300"), ("1.23E-4", "0.000123"), ("00010", "10"), ("\"\\\"\"", '"""'), ("\"\"", '""'),
    ("\"\\uD83D\\uDC0E\"", '"\U0001f40e"'), ("\"\\U01F40E\"", '"\U0001f40e"'), ("@\"P1Y2M\"", "P14M"), ("@\"-P10D\"", "-P10D"),
    ("if 1 > 0 then \"a\" else \"b\"", '"a"'), ("if false then 1 else 2", "2"), ("if true then 1 else \"a\"", None),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "expected"), [pytest.param(*form, id=form[0]) for form in FORMS])
def test_a_form_the_suites_may_hold_back(expression: str, expected: object) -> None:
    one = case(expression, value(expected), error_expected=expected is None)
    assert run(one, {}).against(one) == "right", run(one, {})


def test_a_null_input_is_an_unknown_fact_of_the_kind_other_cases_give_it() -> None:
    cases = [
        case("A and B", None, {"A": {"type": "boolean", "value": "true"}, "B": None}),
        case("A and B", value(False), {"A": None, "B": {"type": "boolean", "value": "false"}}),
    ]
    kinds = kinds_by_name(cases)
    assert kinds["a suite", "B"]["type"] == "boolean"
    assert [run(one, kinds).against(one) for one in cases] == ["right", "right"]


def test_records_dates_and_durations_are_inputs() -> None:
    rows = [{"context": {"name": value('"a"'), "on": value("2020-02-29"), "for": value("P1Y"), "price": value("1.5")}}]
    inputs = {
        "table": {"list": rows},
        "numbers": {"list": [value("1"), None, value("2.25")]},
        "day": value("2021-02-28"),
    }
    for expression, expected in (
        ('some r in table satisfies r.price > 1 and r.name = "a" and r.on + r.for = day', value(True)),
        ("count(table[price > 1.5])", value("0")),
        ("numbers[3] * 2", value("4.5")),
        ("numbers[2] > 0", None),
        ("table[price < 2].name", value(['"a"'])),
    ):
        one = case(expression.replace(".for", ".term"), expected, {**inputs, "table": renamed(inputs["table"])})
        assert run(one, {}).against(one) == "right", (expression, run(one, {}))


def renamed(table: Any) -> Any:
    """`for` is a word of FEEL."""
    return {
        "list": [
            {"context": {**{n: v for n, v in row["context"].items() if n != "for"}, "term": row["context"]["for"]}}
            for row in table["list"]
        ]
    }
