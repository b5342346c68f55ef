"""A second meaning of expressions, in fractions and straight from the tree, for firms of which everything is known: what the
checker erases (units, scales, quotients, growth rates) is never erased here. None is undefined."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from policy_engine.language import syntax as s
from policy_engine.language.kinds import Code, Number
from policy_engine.values import (
    DATE,
    DAYS,
    MONTHS,
    PLAIN,
    Unit,
    add_months,
    combine_units,
    date_of,
    months_between,
    read_date,
    read_unit,
)  # fmt: skip
from tests.language import firm

SIGNS = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@dataclass(frozen=True)
class Quantity:
    value: Fraction
    unit: Unit = PLAIN


@dataclass(frozen=True)
class Growth:
    """The yearly rate from the first to the last."""

    last: Fraction
    first: Fraction
    years: int

    def against(self, rate: Fraction) -> int:
        """-1, 0 or 1 as the growth is less than, equal to or more than a rate of at least -100%."""
        grown = self.first * (1 + rate) ** self.years
        return (self.last > grown) - (self.last < grown)


class Undecided(Exception):  # noqa: N818  # an outcome of the oracle, not an error
    """A filter whose condition is undefined of an item: which items are meant is then anyone's guess."""


class Oracle:
    """Evaluates trees for one firm; `undefined` is set once something was."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts, self.undefined = facts, False
        self.names = {name: key for key, one in firm.FACTS.items() for name in (one.zh, one.en)}
        self.lists = {zh: key for key, (zh, _, _, _) in firm.LISTS.items()}
        self.own: dict[str, Any] = {}

    def nothing(self) -> None:
        self.undefined = True

    def stored(self, declared: firm.Declared, value: Any) -> Any:
        if isinstance(declared.kind, Number):
            return Quantity(Fraction(value, 10**declared.kind.scale), declared.kind.unit)
        return value

    def fact(self, name: str) -> Any:
        if name in self.own:
            return self.own[name]
        if name == "as_of":
            return Quantity(Fraction(firm.AS_OF), DATE)
        if name in self.lists:
            rows = self.facts[self.lists[name]]
            fields = firm.LISTS[self.lists[name]][3]
            items = [{one.zh: self.stored(one, row[one.en]) for one in fields} for row in rows]
            return [item[fields[0].zh] for item in items] if len(fields) == 1 else items
        declared = firm.FACTS[self.names[name]]
        if declared.years:
            return [self.stored(declared, self.facts[f"{declared.en}#{year + 1}"]) for year in range(declared.years)]
        return self.stored(declared, self.facts[declared.en])

    def eval(self, tree: s.Expression) -> Any:
        match tree:
            case s.NumberLiteral(digits, unit):
                read = read_unit(unit)
                assert read is not None
                return Quantity(digits * read[1], read[0])
            case s.TextLiteral(text):
                return text
            case s.TruthLiteral(value):
                return value
            case s.DateLiteral(text):
                return Quantity(Fraction(read_date(text) or 0), DATE)
            case s.Name(name):
                return self.fact(name)
            case s.Negation(of):
                value = self.eval(of)
                return value and Quantity(-value.value, value.unit)
            case s.Arithmetic(sign, left, right):
                return self.arithmetic(sign, self.eval(left), self.eval(right))
            case s.Comparison(sign, left, right):
                return self.compare(sign, self.eval(left), self.eval(right))
            case s.Between(of, low, high):
                value = self.eval(of)
                return self.both(
                    [self.compare(">=", value, self.eval(low)), self.compare("<=", value, self.eval(high))]
                )
            case s.In(of, tests):
                return self.either([self.meets(self.eval(of), test) for test in tests])
            case s.Both(of):
                return self.both([self.eval(part) for part in of])
            case s.Either(of):
                return self.either([self.eval(part) for part in of])
            case s.Not(of):
                value = self.eval(of)
                return None if value is None else not value
            case s.If(condition, then, otherwise):
                chosen, a, b = self.eval(condition), self.eval(then), self.eval(otherwise)
                return None if chosen is None else a if chosen else b
            case s.Path(of, name):
                base = self.eval(of)
                return [item[name] for item in base] if isinstance(base, list) else base[name]
            case s.Filter(of, condition):
                return self.filter(self.eval(of), condition)
            case s.Quantified(quantifier, variable, over, condition):
                parts = [self.inside({variable: item}, condition) for item in self.eval(over)]
                return self.either(parts) if quantifier == "some" else self.both(parts)
            case s.ListLiteral(items):
                return [self.eval(item) for item in items]
            case s.Call(function, arguments):
                return self.call(function, [self.eval(argument) for argument in arguments])
        raise AssertionError(tree)

    def inside(self, own: dict[str, Any], condition: s.Expression) -> Any:
        outer, self.own = self.own, {**self.own, **own}
        try:
            return self.eval(condition)
        finally:
            self.own = outer

    def filter(self, base: list[Any], condition: s.Expression) -> Any:
        if isinstance(condition, s.NumberLiteral):
            return base[int(condition.digits) - 1]
        if isinstance(condition, s.Name) and isinstance(index := self.own.get(condition.name), Quantity):
            return base[int(index.value) - 1]
        kept = []
        for item in base:
            test = self.inside({**(item if isinstance(item, dict) else {}), "item": item}, condition)
            if test is None:
                raise Undecided
            if test:
                kept.append(item)
        return kept

    def arithmetic(self, sign: str, a: Quantity | None, b: Quantity | None) -> Quantity | None:
        if a is None or b is None:
            return None
        if sign in ("+", "-"):
            step = b.value if sign == "+" else -b.value
            if a.unit == DATE and b.unit == MONTHS:
                return Quantity(Fraction(add_months(int(a.value), int(step))), DATE)
            return Quantity(a.value + step, DAYS if a.unit == b.unit == DATE else a.unit)
        if sign == "*":
            return Quantity(a.value * b.value, combine_units(a.unit, b.unit))
        if sign == "**":
            return Quantity(a.value ** int(b.value), PLAIN)
        if b.value == 0:
            return self.nothing()
        return Quantity(a.value / b.value, combine_units(a.unit, b.unit, -1))

    def compare(self, sign: str, a: Any, b: Any) -> bool | None:
        if a is None or b is None:
            return None
        if isinstance(a, Growth):
            return bool(SIGNS[sign](a.against(b.value), 0))
        if isinstance(a, Quantity):
            return bool(SIGNS[sign](a.value, b.value))
        return bool(SIGNS[sign](a, b))

    def meets(self, value: Any, test: s.Expression) -> bool | None:
        match test:
            case s.SignTest(sign, operand):
                return self.compare(sign, value, self.eval(operand))
            case s.Interval(low, high, with_low, with_high):
                above = self.compare(">=" if with_low else ">", value, self.eval(low))
                return self.both([above, self.compare("<=" if with_high else "<", value, self.eval(high))])
        wanted = self.eval(test)
        if isinstance(wanted, list):
            return self.either([self.compare("=", value, one) for one in wanted])
        return self.compare("=", value, wanted)

    def both(self, parts: Sequence[bool | None]) -> bool | None:
        return False if False in parts else None if None in parts else True

    def either(self, parts: Sequence[bool | None]) -> bool | None:
        return True if True in parts else None if None in parts else False

    def call(self, function: str, given: list[Any]) -> Any:
        if function in ("all", "any"):
            parts = given[0] if isinstance(given[0], list) else given
            return self.both(parts) if function == "all" else self.either(parts)
        if function in ("sum", "min", "max", "mean", "count"):
            return self.over(function, given[0] if len(given) == 1 and isinstance(given[0], list) else given)
        if any(value is None for value in given):
            return None
        first = given[0] if given else None
        match function:
            case "floor" | "ceiling" | "decimal" | "round up" | "round down" | "round half up" | "round half down":
                places = int(given[1].value) if len(given) > 1 else 0
                return round_growth(first, places) if isinstance(first, Growth) else rounded(function, first, places)
            case "abs":
                return Quantity(abs(first.value), first.unit)
            case "modulo":
                return Quantity(first.value - given[1].value * (first.value // given[1].value), first.unit)
            case "recent":
                return first[: int(given[1].value)]
            case "marginal":
                return self.marginal(*given)
            case "cagr" | "average growth":
                return self.growth(function, first, int(given[1].value))
            case "starts with":
                return first.startswith(given[1])
            case "years and months duration":
                return Quantity(Fraction(months_between(int(first.value), int(given[1].value))), MONTHS)
            case "age":
                return Quantity(Fraction(months_between(int(first.value), firm.AS_OF) // 12 * 12), MONTHS)
            case "year" | "month" | "day":
                part = dict(zip(("year", "month", "day"), date_of(int(first.value)), strict=True))[function]
                return Quantity(Fraction(part))
            case "holds":
                return any(
                    one["kind"] == first and one["issued_on"] <= firm.AS_OF <= one["expires_on"]
                    for one in self.facts["certificates"]
                )
            case "received":
                here = ("shanghai/qingpu/it-ten", "rent")
                paid = [one["amount"] for one in self.facts["past_awards"] if (one["pack"], one["measure"]) == here]
                return Quantity(Fraction(sum(paid), 100), firm.MONEY.unit)
        raise AssertionError(function)

    def over(self, function: str, values: list[Any]) -> Quantity | None:
        if function == "count":
            counted = values and isinstance(values[0], dict)
            return Quantity(Fraction(len(values)), firm.unit("份").unit if counted else PLAIN)
        if any(value is None for value in values):
            return None
        numbers = [value.value for value in values]
        unit = next((value.unit for value in values), PLAIN)
        if function == "sum":
            return Quantity(sum(numbers, Fraction(0)), unit)
        if not numbers:
            return self.nothing()
        return Quantity({"min": min, "max": max, "mean": lambda of: sum(of) / len(of)}[function](numbers), unit)

    def marginal(self, base: Quantity, bounds: list[Quantity], rates: list[Quantity]) -> Quantity:
        edges = [bound.value for bound in bounds]
        total = Fraction(0)
        for position, rate in enumerate(rates):
            top = edges[position + 1] if position + 1 < len(edges) else base.value
            total += rate.value * max(min(base.value, top) - edges[position], Fraction(0))
        return Quantity(total, base.unit)

    def growth(self, function: str, years: list[Quantity], count: int) -> Growth | Quantity | None:
        values = [one.value for one in years[: count + 1]]
        if function == "cagr":
            return Growth(values[0], values[-1], count) if values[-1] else self.nothing()
        if 0 in values[1:]:
            return self.nothing()
        rates = [later / earlier - 1 for later, earlier in pairwise(values)]
        return Quantity(sum(rates, Fraction(0)) / count)


def rounded(function: str, value: Quantity, places: int) -> Quantity:
    step = Fraction(10) ** -places
    exact = value.value / step
    below = exact.numerator // exact.denominator
    rest, positive = exact - below, exact >= 0
    above = {
        "floor": False, "ceiling": rest > 0, "round down": rest > 0 and not positive, "round up": rest > 0 and positive,
        "round half up": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and positive),
        "round half down": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and not positive),
        "decimal": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1),
    }[function]  # fmt: skip
    return Quantity((below + above) * step, value.unit)


def round_growth(growth: Growth, places: int) -> Quantity:
    """Half up, by halving: the rate is at least -100%."""
    one = 10**places
    low, high = -one, one
    while growth.against(Fraction(high, one)) >= 0:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if growth.against(Fraction(middle, one)) >= 0 else (low, middle)
    half = growth.against(Fraction(2 * low + 1, 2 * one))
    up = half > 0 or (half == 0 and low >= 0)
    return Quantity(Fraction(low + up, one))


def held(kind: Any, value: Any) -> Any:
    """A value of the oracle as the engine holds it: a whole number of smallest steps, a truth or a text."""
    if isinstance(kind, Number):
        return value.value * 10**kind.scale
    assert isinstance(value, str) == isinstance(kind, Code)
    return value
