from typing import Any

import pytest

from tests.conformance import profile_filter as reasons
from tests.conformance.profile_filter import profile


def case(expression: str, expected: Any = None, inputs: Any = None, **more: Any) -> dict[str, Any]:
    plain = {"suite": "a suite", "id": "a case", "error_expected": False, "depends_on_other_decisions": False}
    return {**plain, "expression": expression, "expected": expected, "inputs": inputs or {}, **more}


TRUE = {"type": "boolean", "value": "true"}
TEXT = {"type": "string", "value": "foo"}
NUMBER = {"type": "decimal", "value": "1"}

OUTSIDE = [
    (reasons.TIMES, 'time("10:30:00") = time("10:30:00")'),
    (reasons.TIMES, '@"10:30:05" in !=@"10:30:06"'),
    (reasons.TIMES, '@"2018-12-08T10:30:05"'),
    (reasons.TIMES, 'date(date and time("2017-08-14T14:25:00"))'),
    (reasons.ZONES, '@"2018-12-08T10:30:11@Australia/Melbourne"'),
    (reasons.ZONES, '@"10:30:11Z"'),
    (reasons.CLOCK, "now() > today()"),
    (reasons.CONTEXTS, "{a: 1}"),
    (reasons.CONTEXTS, '{a: "foo"} in ({a: "bar"}, {a: "foo"})'),
    (reasons.RANGES, "[1..2] = [1..3]"),
    (reasons.RANGES, "(<= 10) = (null..10]"),
    (reasons.RANGES, "(=10)"),
    (reasons.RANGES, "10 + [1..10]"),
    (reasons.RANGES, "every i in [1..5] satisfies i > 0"),
    (reasons.RANGES, "every i in 1..5 satisfies i > 0"),
    (reasons.OUTWARD, "1 in ]1..10]"),
    (reasons.OUTWARD, "1 in [1..10["),
    (reasons.INSTANCE, '@"2019-03-31" instance of date'),
    (reasons.TEXTS, "string(1)"),
    (reasons.TEXTS, '"a" + "b"'),
    (reasons.TEXTS, 'if true then substring before("a b", " ") else "c"'),
    (reasons.NAMED, "abs(n: -1)"),
    (reasons.NAMED, "round half up(n:5.5, scale:0)"),
    (reasons.NULLS, "null = null"),
    (reasons.NULLS, '"foo" != null'),
    (reasons.NULLS, "[1, null] = [1, null]"),
    (reasons.NULLS, "1 in (null, 2)"),
    (reasons.NULLS, "null in (1, 2)"),
    (reasons.NULLS, "list contains([1, null], null)"),
    (reasons.ORDER, '"a" < "b"'),
    (reasons.ORDER, '"c" between "b" and "d"'),
    (reasons.ORDER, '"a" in <= "b"'),
    (reasons.ORDER, '"b" in ("b".."d")'),
    (reasons.ORDER, '"d" in ("c", < "c", >="d")'),
    (reasons.ORDER, 'max("a", "b")'),
    (reasons.FUNCTIONS, "(function(a) a)(10)"),
    (reasons.FUNCTIONS, "10 * (function(a) a)"),
    (reasons.PART_DAYS, 'duration("PT2H")'),
    (reasons.PART_DAYS, '@"PT1H" * 26'),
    (reasons.PART_DAYS, '@"2021-01-01" + @"P1DT1H"'),
    (reasons.EXPONENT, "5 ** 2.55"),
    (reasons.EXPONENT, "2 ** 65"),
    (reasons.NULL_IF, "if null then 1 else 2"),
    (reasons.NULL_IF, 'if "foo" then 1 else 2'),
    (reasons.NULL_IF, "if null > 1 then 1 else 2"),
    (reasons.LOOPS, "for i in [1, 2] return i"),
    (reasons.VARIABLES, "some x in [1, 2], y in [2, 3] satisfies x < y"),
    (reasons.DURATION_PARTS, 'duration("P1D").days'),
    (reasons.FILTERS, "[1, 2][item > [3, 4][item = 3]]"),
    (f"{reasons.OTHER_FUNCTION}: sqrt", "sqrt(4)"),
    (f"{reasons.OTHER_FUNCTION}: insert before", "insert before([1], 1, 2)"),
]


@pytest.mark.parametrize(("reason", "expression"), OUTSIDE)
def test_a_case_outside_of_the_profile_says_why(reason: str, expression: str) -> None:
    assert profile(case(expression, TRUE)) == reason


@pytest.mark.parametrize(
    ("reason", "outside"),
    [
        (reasons.OTHERS, case("1", NUMBER, depends_on_other_decisions=True)),
        (reasons.TIMES, case("x", TRUE, {"x": {"type": "dateTime", "value": "1970-01-01T10:10:10"}})),
        (reasons.TIMES, case("1 + 1", {"type": "time", "value": "10:00:00"})),
        (reasons.CONTEXTS, case("1 + 1", {"context": {}})),
        (reasons.RECORDS, case("x.a", NUMBER, {"x": {"context": {"a": NUMBER}}})),
        (reasons.RECORDS, case("x.a", NUMBER, {"x": {"list": [{"context": {"a": {"list": []}}}]}})),
        (reasons.SPACES, case("12 * Monthly Salary", NUMBER, {"Monthly Salary": NUMBER})),
        (reasons.IRRATIONAL, case("x + 1", NUMBER, {"x": {"type": "double", "value": "1E0"}})),
        (reasons.PART_DAYS, case('@"P10D" / 3', {"type": "duration", "value": "P3DT8H"})),
        (reasons.NULLS, case("x = 1", TRUE, {"x": None})),
        (reasons.NULL_IF, case("if x then 1 else 2", NUMBER, {"x": None})),
        (reasons.NULL_IF, case("if x then 1 else 2", NUMBER, {"x": TEXT})),
        (reasons.ORDER, case('x < "b"', TRUE, {"x": TEXT})),
        (reasons.TEXTS, case('x + "b"', TEXT, {"x": TEXT})),
        (reasons.EXPONENT, case("2 ** x", NUMBER, {"x": NUMBER})),
        (reasons.COERCION, case("[10]", NUMBER)),
        (reasons.COERCION, case('"foo"', None, error_expected=True)),
        (reasons.COERCION, case("x", None, {"x": NUMBER}, error_expected=True)),
        (reasons.KINDS, case("list contains(x, y)", TRUE, {"x": {"list": [TEXT]}, "y": {"list": [TEXT]}})),
    ],
)
def test_inputs_and_expectations_are_looked_at_too(reason: str, outside: dict[str, Any]) -> None:
    assert profile(outside) == reason


@pytest.mark.parametrize(
    "expression",
    [
        "false and 123", "all([true, null, true])", "100 = \"100\"", "true[1] = true", "[1,2,[3, 4]] = [1,2,[3, 4]]",
        "12300 = 1.23e+4", "0.872 = .872", "5 in [[2..4], [1..3]]", "10 in (1, < 5, >=10)", "10 in !=11", "10 in (=10)",
        "[1,2,3] in ([[1,2,3,4]], [[1,2,3,5]])", 'duration("PT48H") = @"P2D"', 'date("-2017-12-31")', "null between 1 and 10",
        "null in [1..10]", "null + 10", "10 ** \"10\"", "null ** 2", "10 ** -5", "2 ** (2 + 1)", 'duration("P1H")',
        "round up(5.5, (-6111 - 1))", "some i in [1, 2] satisfies i > 1", "[1, 2, 3][item >= 2]", "\"a\" < 1", "\"a\" + 1",
        "if true or null then 1 else 2", "if 1 > 2 then 1 else 2", "modulo(-10.1, 4.5)", "decimal(1/3, 2.5)", "1 > null",
        'duration("P1Y")[1] = duration("P1Y")', "abs(\"-1\")", "some x in null satisfies x", "not(null)", "()", "1 +",
        "every x in [1, 2] satisfies (some y in [1, 2] satisfies x = y)", "x in (1, 2)", "(1 in [0..2]) and (2 in (1, 3))",
    ],
)  # fmt: skip
def test_what_is_made_of_the_profile_is_in_it(expression: str) -> None:
    assert profile(case(expression, None)) is None


def test_lists_of_flat_records_are_in_profile() -> None:
    table = {"list": [{"context": {"name": TEXT, "price": NUMBER}}]}
    assert profile(case("some i in x satisfies i.price > 10", TRUE, {"x": table})) is None
