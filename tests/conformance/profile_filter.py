"""Which cases of the DMN TCK are in the profile: decided on what is written in a case, never on its name.

In profile is what is made of truths, numbers, texts compared for equality, dates, durations of whole days or whole months,
and lists of these; of records only the items of a list that is given as an input.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from policy_engine.errors import RulesError
from policy_engine.language import syntax as s
from policy_engine.language.operators import OPERATORS
from policy_engine.language.parser import parse
from policy_engine.source import Excerpt
from policy_engine.values import read_duration
from tests.conformance.tokens import COMPARISONS, Token, calls, openers, tokens

Case = Mapping[str, Any]

TIMES = "times of day"
ZONES = "time zones"
CLOCK = "the clock"
CONTEXTS = "contexts"
RECORDS = "records other than the items of a list"
RANGES = "ranges as values"
OUTWARD = "intervals written ]a..b["
INSTANCE = "instance of"
TEXTS = "text building"
NAMED = "named arguments"
NULLS = "comparison with null"
ORDER = "text compared for order"
FUNCTIONS = "functions as values"
OTHERS = "depends on other decisions"
PART_DAYS = "durations not of whole days"
EXPONENT = "an exponent that is no written whole number up to 64"
NULL_IF = "a condition of `if` that is null or no truth"
LOOPS = "for loops"
SPACES = "names with spaces"
VARIABLES = "several variables in one quantifier"
FILTERS = "filters within filters"
DURATION_PARTS = "parts of a duration"
COERCION = "coercion to a type declared outside of the expression"
KINDS = "values of different kinds in one list"
OTHER_FUNCTION = "a function that is not in the profile"
IRRATIONAL = "infinities and floating point"

TIME_FUNCTIONS = frozenset(("time", "date and time"))
CLOCK_FUNCTIONS = frozenset(("now", "today"))
TEXT_FUNCTIONS = frozenset(
    (
        "string", "substring", "substring before", "substring after", "upper case", "lower case", "replace", "split",
        "string join", "string length", "contains", "ends with", "matches", "number",
    )
)  # fmt: skip
PARTS_OF_DURATIONS = frozenset(("years", "months", "days", "hours", "minutes", "seconds"))
TEXT_RESULTS = frozenset(("day of week", "month of year"))


def profile(case: Case) -> str | None:
    """None for a case in profile, otherwise why it is not."""
    if case["depends_on_other_decisions"]:
        return OTHERS
    words = tokens(case["expression"])
    return (
        _of_inputs(case["inputs"] or {})
        or _of_expected(case["expected"])
        or _of_words(words)
        or _of_names(case["inputs"] or {})
        or _of_tree(case)
    )


# Values --------------------------------------------------------------------------------------------------


def _of_inputs(inputs: Mapping[str, Any]) -> str | None:
    return next(filter(None, (_of_value(value) for value in inputs.values())), None)


def _of_value(value: Any, in_list: bool = False) -> str | None:
    match value:
        case None:
            return None
        case {"context": fields}:
            if not in_list or any("context" in field or "list" in field for field in fields.values() if field):
                return RECORDS
            return next(filter(None, map(_of_value, fields.values())), None)
        case {"list": entries}:
            return next(filter(None, (_of_value(entry, in_list=True) for entry in entries)), None)
        case {"type": "dateTime" | "time"}:
            return TIMES
        case {"type": "double"}:
            return IRRATIONAL
        case {"type": "duration", "value": text}:
            return _of_duration(text)
    return None


def _of_expected(expected: Any) -> str | None:
    match expected:
        case {"context": _}:
            return CONTEXTS
        case {"list": entries}:
            return next(filter(None, map(_of_expected, entries)), None)
    return _of_value(expected)


def _of_names(inputs: Mapping[str, Any]) -> str | None:
    return None if all(name.isidentifier() for name in inputs) else SPACES


def _of_duration(text: str) -> str | None:
    """Only a duration that exists and is not whole is out of profile: one that does not exist is an error to refuse."""
    time = text.partition("T")[2]
    valid = text.lstrip("-").startswith("P") and time.strip("0123456789.HMS") == "" and time[-1:] in ("H", "M", "S")
    return PART_DAYS if valid and read_duration(text) is None else None


# Words ---------------------------------------------------------------------------------------------------


def _of_words(words: Sequence[Token]) -> str | None:
    texts = [word.text for word in words]
    if "{" in texts:
        return CONTEXTS
    if "function" in texts:
        return FUNCTIONS
    if "instance" in texts and texts[texts.index("instance") + 1 :][:1] == ["of"]:
        return INSTANCE
    if "for" in texts and "return" in texts:
        return LOOPS
    return _of_literals(words) or _of_calls(words) or _of_ranges(words) or _of_variables(words)


def _of_literals(words: Sequence[Token]) -> str | None:
    for position, word in enumerate(words):
        before = " ".join(one.text for one in words[max(position - 2, 0) : position])
        if word.kind == "at":
            if word.inner.lstrip("-").startswith("P"):
                reason = _of_duration(word.inner)
                if reason:
                    return reason
            elif ":" in word.inner:
                return ZONES if "@" in word.inner or word.inner.endswith("Z") else TIMES
        if word.kind == "text" and before == "duration (":
            reason = _of_duration(word.inner)
            if reason:
                return reason
    return None


def _of_calls(words: Sequence[Token]) -> str | None:
    for name, _ in calls(words):
        if name in TIME_FUNCTIONS:
            return TIMES
        if name in CLOCK_FUNCTIONS:
            return CLOCK
        if name in TEXT_FUNCTIONS:
            return TEXTS
        if name not in OPERATORS or OPERATORS[name].infix:
            return f"{OTHER_FUNCTION}: {name}"
    return NAMED if ":" in (word.text for word in words) else None


def _of_ranges(words: Sequence[Token]) -> str | None:
    """Intervals and tests such as `>= 5` stand right of an `in` only, or in a list there."""
    around = openers(words)

    def is_test(position: int | None) -> bool:
        """Whether what begins here is a test of an `in`."""
        if position is None:
            return False
        if position and words[position - 1].text == "in":
            return not (position >= 3 and words[position - 3].text in ("some", "every"))
        outer = around[position]
        if outer is None or words[position - 1].text not in ("(", "[", ","):
            return False
        return is_test(outer)

    for position, word in enumerate(words):
        if word.text == "..":
            opener = around[position]
            if opener is None:
                return OUTWARD if "]" in (one.text for one in words[:position]) else RANGES
            if not is_test(opener):
                return RANGES
            if position and _closes_outward(words, position):
                return OUTWARD
        starts = position == 0 or words[position - 1].text in ("(", "[", ",", "in")
        if word.text in COMPARISONS and starts and not is_test(position):
            return RANGES
    return None


def _closes_outward(words: Sequence[Token], dots: int) -> bool:
    depth = 0
    for word in words[dots + 1 :]:
        if word.text == "[" and depth == 0:
            return True
        depth += word.text in ("(", "[")
        depth -= word.text in (")", "]")
        if depth < 0:
            return False
    return False


def _of_variables(words: Sequence[Token]) -> str | None:
    around = openers(words)
    for position, word in enumerate(words):
        if word.text in ("some", "every"):
            for later in range(position + 1, len(words)):
                if words[later].text == "satisfies" and around[later] == around[position]:
                    break
                if words[later].text == "," and around[later] == around[position]:
                    return VARIABLES
    return None


# Tree ----------------------------------------------------------------------------------------------------


def _of_tree(case: Case) -> str | None:
    try:
        tree = parse(Excerpt.whole(case["expression"]))
    except RulesError:
        return None
    inputs = case["inputs"] or {}
    if _is_plain(tree, inputs) and not _is_expected(tree, inputs, case["expected"]):
        return COERCION
    return next(filter(None, (_of_node(node, inputs) for node in _nodes(tree))), None)


LITERALS = s.NumberLiteral | s.TextLiteral | s.TruthLiteral


def _is_plain(tree: s.Expression, inputs: Mapping[str, Any]) -> bool:
    """A literal, a list of them or an input: it is what it is, whatever the case expects."""
    if isinstance(tree, s.ListLiteral):
        return all(isinstance(entry, LITERALS) for entry in tree.items)
    return isinstance(tree, LITERALS) or (isinstance(tree, s.Name) and inputs.get(tree.name) is not None)


def _is_expected(tree: s.Expression, inputs: Mapping[str, Any], expected: Any) -> bool:
    """Whether a plain value is of the kind expected."""
    kind = "list" if expected is not None and "list" in expected else (expected or {}).get("type")
    match tree:
        case s.NumberLiteral():
            return kind == "decimal"
        case s.TextLiteral():
            return kind == "string"
        case s.TruthLiteral():
            return kind == "boolean"
        case s.ListLiteral():
            return kind == "list"
        case s.Name(name):
            return bool(inputs[name] == expected)
    return True


def _nodes(tree: s.Expression) -> Iterable[s.Expression]:
    yield tree
    for child in s.children(tree):
        yield from _nodes(child)


def _of_node(node: s.Expression, inputs: Mapping[str, Any]) -> str | None:
    match node:
        case s.Comparison("=" | "!=", left, right):
            return NULLS if _holds_null(left, inputs) or _holds_null(right, inputs) else None
        case s.Comparison(_, left, right):
            return ORDER if _is_text(left, inputs) and _is_text(right, inputs) else None
        case s.Between(of, low, high):
            return ORDER if all(_is_text(part, inputs) for part in (of, low, high)) else None
        case s.In(of, tests):
            return next(filter(None, (_of_test(of, test, inputs) for test in tests)), None)
        case s.Call("list contains", arguments):
            if any(_holds_null(argument, inputs) for argument in arguments):
                return NULLS
            return KINDS if len(arguments) == 2 and _differ(*arguments, inputs) else None
        case s.Call("min" | "max", arguments):
            return ORDER if _texts_of(arguments, inputs) else None
        case s.Arithmetic("+", left, right):
            return TEXTS if _is_text(left, inputs) and _is_text(right, inputs) else None
        case s.Arithmetic("**", base, exponent):
            return None if _is_no_number(base, inputs) else _of_exponent(exponent, inputs)
        case s.If(condition):
            return NULL_IF if _may_be_null(condition, inputs) else None
        case s.Filter(_, condition):
            inner = (node for node in _nodes(condition) if isinstance(node, s.Filter))
            return FILTERS if any(_written(one.condition) is None for one in inner) else None
        case s.Path(of, name):
            return DURATION_PARTS if name in PARTS_OF_DURATIONS and _is_duration(of, inputs) else None
    return None


def _of_test(subject: s.Expression, test: s.Expression, inputs: Mapping[str, Any]) -> str | None:
    match test:
        case s.Interval(low, high):
            return ORDER if all(_is_text(part, inputs) for part in (subject, low, high)) else None
        case s.SignTest("=" | "!=", operand):
            return NULLS if _holds_null(subject, inputs) or _holds_null(operand, inputs) else None
        case s.SignTest(_, operand):
            return ORDER if _is_text(subject, inputs) and _is_text(operand, inputs) else None
        case s.ListLiteral(entries) if any(isinstance(entry, s.Interval) for entry in entries):
            return next(filter(None, (_of_test(subject, entry, inputs) for entry in entries)), None)
    return NULLS if _holds_null(subject, inputs) or _holds_null(test, inputs) else None


def _of_exponent(exponent: s.Expression, inputs: Mapping[str, Any]) -> str | None:
    if _is_no_number(exponent, inputs):
        return None
    written = _written(exponent)
    return None if written is not None and written.denominator == 1 and abs(written) <= 64 else EXPONENT


def _written(node: s.Expression) -> Fraction | None:
    """The number that literals alone come to."""
    match node:
        case s.NumberLiteral(digits, ""):
            return digits
        case s.Negation(of):
            number = _written(of)
            return None if number is None else -number
        case s.Arithmetic("+" | "-" | "*" as sign, left, right):
            a, b = _written(left), _written(right)
            if a is None or b is None:
                return None
            return a + b if sign == "+" else a - b if sign == "-" else a * b
    return None


def _is_no_number(node: s.Expression, inputs: Mapping[str, Any]) -> bool:
    """What stands where a number should, and surely is none: an error, which is in profile."""
    literal = s.TextLiteral | s.TruthLiteral | s.DateLiteral | s.DurationLiteral | s.NullLiteral | s.ListLiteral
    return isinstance(node, literal) or _is_text(node, inputs)


def _is_null(node: s.Expression, inputs: Mapping[str, Any]) -> bool:
    return isinstance(node, s.NullLiteral) or (
        isinstance(node, s.Name) and node.name in inputs and inputs[node.name] is None
    )


def _holds_null(node: s.Expression, inputs: Mapping[str, Any]) -> bool:
    if isinstance(node, s.ListLiteral):
        return any(_holds_null(entry, inputs) for entry in node.items)
    return _is_null(node, inputs)


def _may_be_null(condition: s.Expression, inputs: Mapping[str, Any]) -> bool:
    """Whether a condition could come to something other than true or false."""
    literal = s.TextLiteral | s.NumberLiteral | s.DateLiteral | s.DurationLiteral | s.ListLiteral
    match condition:
        case s.Both(of) | s.Either(of):
            decisive = s.TruthLiteral(isinstance(condition, s.Either))
            return decisive not in of and any(_may_be_null(part, inputs) for part in of)
        case s.Not(of):
            return _may_be_null(of, inputs)
        case s.Name(name):
            return name in inputs and (inputs[name] is None or inputs[name].get("type") != "boolean")
    return isinstance(condition, literal) or any(_is_null(node, inputs) for node in _nodes(condition))


def _differ(values: s.Expression, wanted: s.Expression, inputs: Mapping[str, Any]) -> bool:
    """Whether a list is looked for among texts."""
    given = inputs.get(values.name) if isinstance(values, s.Name) else None
    among = _texts_of([values], inputs) if given is None else all("list" not in (one or {}) for one in given["list"])
    sought = inputs.get(wanted.name) if isinstance(wanted, s.Name) else None
    return among and (isinstance(wanted, s.ListLiteral) or (sought is not None and "list" in sought))


def _is_duration(node: s.Expression, inputs: Mapping[str, Any]) -> bool:
    given = inputs.get(node.name) if isinstance(node, s.Name) else None
    return (
        isinstance(node, s.DurationLiteral)
        or (isinstance(node, s.Call) and node.function in ("duration", "years and months duration"))
        or (given is not None and given.get("type") == "duration")
    )


def _is_text(node: s.Expression, inputs: Mapping[str, Any]) -> bool:
    match node:
        case s.TextLiteral():
            return True
        case s.Name(name):
            given = inputs.get(name)
            return given is not None and given.get("type") == "string"
        case s.Call(function):
            return function in TEXT_RESULTS
        case s.If(_, then, otherwise):
            return _is_text(then, inputs) and _is_text(otherwise, inputs)
    return False


def _texts_of(arguments: Sequence[s.Expression], inputs: Mapping[str, Any]) -> bool:
    parts = [part for one in arguments for part in (one.items if isinstance(one, s.ListLiteral) else (one,))]
    return bool(parts) and all(_is_text(part, inputs) for part in parts)
