"""Runs a case of the DMN TCK: its inputs as facts of a scope, its expression through parser, checker and the reference
evaluator, the outcome against what the standard expects.

As the standard has it, an erroneous part is null: a finding does not end a case, its part counts as unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any, Literal

from policy_engine.errors import Bilingual, RulesError
from policy_engine.language.bounds import Bounds, Facts, Scalars
from policy_engine.language.builder import Builder, sort_of
from policy_engine.language.checked import Surroundings
from policy_engine.language.checker import Checker
from policy_engine.language.core import Core, Node, interpret
from policy_engine.language.kinds import (
    TRUTH,
    Code,
    FieldDeclared,
    Item,
    Items,
    Kind,
    ListDeclared,
    Number,
    Pick,
    Quotient,
    Series,
    Term,
    Truth,
    Unknown,
    Value,
)  # fmt: skip
from policy_engine.language.parser import parse
from policy_engine.language.scope import Named
from policy_engine.source import Excerpt
from policy_engine.values import DATE, DAYS, MONTHS, PLAIN, Unit, hull, read_date, read_duration, read_scaled

Verdict = Literal["right", "wrong"]
Case = Mapping[str, Any]
PLACES = 34
"""Digits of the standard's numbers (decimal128), to which its quotients are given."""
Answer = Fraction | bool | str | tuple[Unit, Fraction] | tuple["Answer | None", ...] | None
"""A number, truth, text, date or duration (unit and count), list; None is unknown."""


@dataclass(frozen=True)
class Result:
    """What came of a case: `refused` when the checker had something to say."""

    answer: Answer
    refused: bool

    def against(self, case: Case) -> Verdict:
        if expects_value(case):
            return "right" if same(self.answer, case["expected"]) else "wrong"
        return "right" if self.answer is None else "wrong"


def expects_value(case: Case) -> bool:
    return not case["error_expected"] and case["expected"] is not None


def kinds_by_name(cases: Iterable[Case]) -> dict[tuple[str, str], Any]:
    """For each suite and input a value some case gives it: what kind of thing it is where another case leaves it null."""
    return {
        (case["suite"], name): value
        for case in cases
        for name, value in (case["inputs"] or {}).items()
        if value is not None
    }


def run(case: Case, kinds: Mapping[tuple[str, str], Any]) -> Result:
    """The answer of the engine to a case; raises nothing but what would be a defect of the engine."""
    scope = Inputs(Builder(Core()))
    for name, value in (case["inputs"] or {}).items():
        like = value if value is not None else kinds.get((case["suite"], name))
        scope.declare(name, value, like)
    checker = Checker(Surroundings(scope.build, (0, 0), scope.lists), scope)
    excerpt = Excerpt.whole(case["expression"])
    try:
        tree = parse(excerpt)
    except RulesError:
        return Result(None, refused=True)
    checked = checker.check(excerpt, tree)
    return Result(_Evaluation(scope.facts).answer(checked.value), bool(checked.findings))


# Inputs --------------------------------------------------------------------------------------------------


@dataclass
class Inputs:
    """The inputs of a case as a scope, with their values as facts."""

    build: Builder
    named: dict[str, Named] = field(default_factory=dict)
    lists: dict[str, ListDeclared] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def find(self, name: str) -> Named | None:
        return self.named.get(name)

    def names(self) -> Iterable[str]:
        return self.named

    def variables(self) -> Mapping[str, Item]:
        return {}

    def declare(self, name: str, value: Any, like: Any) -> None:
        role: Literal["list", "fact"] = "list" if like is not None and "list" in like else "fact"
        self.named[name] = Named(name, Bilingual(name), role, self.value(name, value, like))

    def value(self, key: str, value: Any, like: Any) -> Value:
        if like is None:
            return Unknown()
        if "list" in like:
            if any(entry is not None and "context" in entry for entry in like["list"]):
                return self.records(key, value, like["list"])
            entries = like["list"] if value is None else value["list"]
            other = next((entry for entry in like["list"] if entry is not None), None)
            return Series(
                tuple(
                    (None, self.value(f"{key}#{number}", None if value is None else entry, entry or other))
                    for number, entry in enumerate(entries, start=1)
                )
            )
        if "context" in like or not representable(like):
            return Unknown()
        kind, low, high = declared([like])
        if value is not None:
            self.facts[key] = stored(value, kind)
        node = self.build.core.make("fact", data=key, sort=sort_of(kind), low=low, high=high)  # type: ignore[arg-type]
        return Term(node, kind)

    def records(self, key: str, value: Any, like: Sequence[Any]) -> Items:
        rows = [entry["context"] for entry in like]
        fields = {}
        for name in dict.fromkeys(name for row in rows for name in row):
            given = [row[name] for row in rows if row.get(name) is not None]
            if not all(map(representable, given)):
                continue
            kind, low, high = declared(given)
            fields[name] = FieldDeclared(Bilingual(name), kind, low, high)
        of = ListDeclared(key, Bilingual(key), fields, {name: name for name in fields}, most=max(len(rows), 1))
        self.lists[key] = of
        if value is not None:
            self.facts[key] = [
                {name: stored(row[name], fields[name].kind) for name in fields if row.get(name) is not None}
                for row in rows
            ]
        return Items(of)


def representable(value: Mapping[str, Any]) -> bool:
    """Whether the language has such a value; inputs of cases outside of the profile may be anything."""
    match value:
        case {"type": "duration", "value": text}:
            return read_duration(text) is not None
        case {"type": "date", "value": text}:
            return read_date(text) is not None
    return value.get("type") in ("decimal", "string", "boolean")


def declared(values: Sequence[Any]) -> tuple[Kind, int, int]:
    """Kind and range that hold these values."""
    kind, ends = TRUTH, (0, 0)
    first = values[0]["type"] if values else "boolean"
    if first == "string":
        return Code(), 0, 0
    if first == "boolean":
        return kind, 0, 0
    if first == "decimal":
        scale = max(-min(int(Decimal(value["value"]).normalize().as_tuple().exponent), 0) for value in values)
        number = Number(PLAIN, scale)
    elif first == "date":
        number = Number(DATE)
    else:
        read = [read_duration(value["value"]) for value in values]
        number = Number(MONTHS if read[0] is not None and read[0][0] == "月" else DAYS)
    ends = hull((stored(value, number), stored(value, number)) for value in values)
    return number, *hull([ends, (0, 0)])


def stored(value: Mapping[str, Any], kind: Kind) -> Any:
    """An input as an engine sees it."""
    text = value["value"]
    if isinstance(kind, Truth):
        return text == "true"
    if isinstance(kind, Code):
        return text
    if kind.unit == DATE:
        return read_date(text)
    if value["type"] == "duration":
        duration = read_duration(text)
        return None if duration is None else duration[1]
    return read_scaled(f"{Decimal(text):f}", kind.scale)


# Answers -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Evaluation:
    facts: Mapping[str, Any]
    item: Mapping[str, Any] | None = None

    def answer(self, value: Value) -> Answer:
        match value:
            case Term(node, kind):
                return self.term(node, kind)
            case Quotient(numerator, denominator):
                return self.quotient(numerator, denominator)
            case Pick(least, of):
                found = [self.answer(one) for one in of]
                numbers = [one for one in found if isinstance(one, Fraction)]
                return (min if least else max)(numbers) if len(numbers) == len(found) else None
            case Series(entries):
                return tuple(self.answer(one) for there, one in entries if self.there(there))
            case Items(of, condition, Term() as field) if of.key in self.facts:
                rows = [_Evaluation(self.facts, row) for row in self.facts[of.key]]
                return tuple(row.answer(field) for row in rows if row.there(condition))
        return None

    def there(self, condition: Term | None) -> bool:
        return condition is None or self.term(condition.node, condition.kind) is True

    def term(self, node: Node, kind: Kind) -> Answer:
        here = Facts(self.facts, {}, 0)
        if self.item is not None:
            here = Facts(self.facts, {}, 0, here, self.item)
        first, second = interpret(node, Bounds(Scalars()), here)
        if isinstance(kind, Code):
            return first if second else None
        if first != second:
            return None
        if isinstance(kind, Truth):
            return bool(first)
        if node.op == "undef":
            return None
        number = Fraction(first, 10**kind.scale)
        return number if kind.unit == PLAIN else (kind.unit, number)

    def quotient(self, numerator: Term, denominator: Term) -> Answer:
        assert isinstance(numerator.kind, Number)
        over, under = self.term(numerator.node, numerator.kind), self.term(denominator.node, denominator.kind)
        if isinstance(over, tuple) and isinstance(over[1], Fraction) and isinstance(under, Fraction):
            return (over[0], over[1] / under) if under > 0 else None
        if isinstance(over, Fraction) and isinstance(under, Fraction):
            return over / under if under > 0 else None
        return None


def same(answer: Answer, expected: Any) -> bool:
    """Whether an answer is what the standard expects: of one kind and exactly equal."""
    match expected:
        case {"list": entries}:
            return (
                isinstance(answer, tuple)
                and not _is_counted(answer)
                and len(answer) == len(entries)
                and all(_same_entry(one, entry) for one, entry in zip(answer, entries, strict=True))
            )
        case {"type": "boolean", "value": text}:
            return isinstance(answer, bool) and answer == (text == "true")
        case {"type": "string", "value": text}:
            return isinstance(answer, str) and answer == text
        case {"type": "decimal", "value": text}:
            return isinstance(answer, Fraction) and same_number(answer, text)
        case {"type": "date", "value": text}:
            return answer == (DATE, read_date(text))
        case {"type": "duration", "value": text}:
            return _same_duration(answer, text)
    return False


def _same_entry(answer: Any, expected: Any) -> bool:
    return answer is None if expected is None else same(answer, expected)


def _is_counted(answer: tuple[Any, ...]) -> bool:
    """A date or duration: a unit with how many of it."""
    return len(answer) == 2 and answer[0] in (DATE, DAYS, MONTHS)


def same_number(value: Fraction, text: str) -> bool:
    """Equal; or, where the value has no decimal form in the standard's digits, equal when rounded to those expected."""
    if value == Fraction(text):
        return True
    exact = Context(prec=PLACES, rounding=ROUND_HALF_UP)
    decimal = exact.divide(Decimal(value.numerator), Decimal(value.denominator))
    if Fraction(decimal) == value:
        return False
    digits = len(Decimal(text).as_tuple().digits)
    return digits > 10 and Fraction(Context(prec=digits, rounding=ROUND_HALF_UP).plus(decimal)) == Fraction(text)


def _same_duration(answer: Answer, text: str) -> bool:
    """A duration of months is whole months, towards zero."""
    read = read_duration(text)
    if read is None or not isinstance(answer, tuple) or not _is_counted(answer):
        return False
    unit, count = answer
    assert isinstance(count, Fraction)
    wanted = MONTHS if read[0] == "月" else DAYS
    return unit == wanted and (int(count) if unit == MONTHS else count) == read[1]
