"""How values are shown in answers: decimal text, dates, truths, codes; null for unknown, both ends of what is open."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from policy_engine.decide.intervals import TRUE, UNKNOWN, Interval, Quantity, ends
from policy_engine.errors import Bilingual
from policy_engine.language.core import Node
from policy_engine.language.kinds import Code, Growth, Number, Pick, Quotient, Series, Term, Truth, Value
from policy_engine.values import DATE, YUAN, Rounding, decimal_of, divide, integer_root, say_date, say_scaled, say_short

MOST_CODES = 1000
"""For how many values of codes what they are called is kept."""
PLACES = 6
"""Decimal places of a quotient that has no end."""

Lookup = Callable[[Node], Any]

HOLDS = ("false", "unknown", None, "true")
TRUTH_JSON = ("false", "null", None, "true")


def text(value: str | None) -> str:
    """A code or text as JSON."""
    return "null" if value is None else json.dumps(value, ensure_ascii=False)


def said(say: Callable[[str], Bilingual]) -> Callable[[str | None], str]:
    """The writer of a known code's member `said`: it in both languages."""

    @lru_cache(maxsize=MOST_CODES)
    def write(value: str | None) -> str:
        return "" if value is None else _member(say(value))

    return write


def said_of(value: Value, look: Lookup, say: Callable[[str], Bilingual]) -> str:
    """The member `said` of a known code or of codes that are known; empty of everything else."""
    if isinstance(value, Term):
        return said(say)(look(value.node)) if isinstance(value.kind, Code) else ""
    if not isinstance(value, Series) or not value.entries:
        return ""
    if not all(isinstance(one, Term) and isinstance(one.kind, Code) for _, one in value.entries):
        return ""
    held = json.loads(shown(value, look))
    if not held or None in held:
        return ""
    both = [say(one) for one in held]
    return _member(Bilingual("、".join(one.zh for one in both), ", ".join(one.say("en") for one in both)))


def _member(both: Bilingual) -> str:
    return f', "said": {{"zh": {text(both.zh)}, "en": {text(both.say("en"))}}}'


def yuan(value: int) -> str:
    """Fen as JSON decimal text with two places."""
    return f'"{value // 100}.{value % 100:02d}"' if value >= 0 else f'"-{-value // 100}.{-value % 100:02d}"'


def amount(value: Quantity) -> str:
    """Both ends of an amount in fen."""
    low, high = ends(value)
    return f'{{"at_least": {yuan(low)}, "at_most": {yuan(high)}}}'


def date(value: Quantity) -> str:
    if isinstance(value, int):
        return f'"{say_date(value)}"'
    return f'{{"at_least": "{say_date(value.low)}", "at_most": "{say_date(value.high)}"}}'


def truth(value: int) -> str:
    return TRUTH_JSON[value] or "null"


def one_number(scale: int, money: bool) -> Callable[[int], str]:
    """The writer of known numbers at a scale: whole numbers bare, others decimal text, money with two places."""
    if money and scale <= 2:
        factor = 10 ** (2 - scale)
        return lambda value: yuan(value * factor)
    if scale == 0:
        return str
    if scale == 2:
        return yuan
    places = 2 if money else 0

    def one(value: int) -> str:
        whole, _, rest = say_short(value, scale).partition(".")
        return f'"{whole}.{rest.ljust(places, "0")}"' if places or rest else f'"{whole}"'

    return one


def number(scale: int, money: bool) -> Callable[[Quantity], str]:
    """The writer of numbers at a scale; both ends of one partly known."""
    one = one_number(scale, money)

    def write(value: Quantity) -> str:
        if value.__class__ is int:
            return one(value)
        low, high = ends(value)
        return f'{{"at_least": {one(low)}, "at_most": {one(high)}}}'

    return write


def both_ends(scale: int) -> Callable[[Quantity], str]:
    """The writer of an amount's two members."""
    one = one_number(scale, money=True)

    def write(value: Quantity) -> str:
        low, high = ends(value)
        first = one(low)
        return f'"at_least": {first}, "at_most": {first if low == high else one(high)}'

    return write


def changed(before: int, after: int) -> Callable[[Quantity, Quantity], str]:
    """Whether a step changed an amount, given the scales before and after it: known where both amounts are."""
    scale = max(before, after)
    this, that = 10 ** (scale - before), 10 ** (scale - after)

    def compare(first: Quantity, last: Quantity) -> str:
        (low, high), (least, most) = ends(first), ends(last)
        if low == high and least == most:
            return "false" if low * this == least * that else "true"
        return "true" if low * this > most * that else "null"

    return compare


def reached(before: int, cap: int) -> Callable[[Quantity, Quantity, Quantity], str]:
    """Whether a cap, less what was received before, is below an amount, given the scales of both: known where it is or
    is not whatever the unknown facts turn out to be."""
    scale = max(before, cap)
    this, that = 10 ** (scale - before), 10 ** (scale - cap)

    def compare(amount: Quantity, limit: Quantity, received: Quantity) -> str:
        (low, high), (least, most), (fewest, greatest) = ends(amount), ends(limit), ends(received)
        if low * this > max(most - fewest, 0) * that:
            return "true"
        return "false" if high * this <= max(least - greatest, 0) * that else "null"

    return compare


def ratio(over: int, under: int, mode: Rounding = "half up") -> Callable[[Quantity, Quantity], int | None]:
    """The quotient of two known numbers of these scales in millionths, rounded; None where not known."""
    up, down = 10 ** max(PLACES + under - over, 0), 10 ** max(over - under - PLACES, 0)

    def work_out(numerator: Quantity, denominator: Quantity) -> int | None:
        if numerator.__class__ is not int or denominator.__class__ is not int or denominator <= 0:
            return None
        return divide(numerator * up, denominator * down, mode)

    return work_out


def ratio_text(over: int, under: int, mode: Rounding = "half up") -> Callable[[Quantity, Quantity], str | None]:
    """A known quotient as JSON, to six places where it has no end; None where it is not known."""
    work_out = ratio(over, under, mode)

    def write(numerator: Quantity, denominator: Quantity) -> str | None:
        found = work_out(numerator, denominator)
        return None if found is None else f'"{say_short(found, PLACES)}"'

    return write


def short_of(left: int, right: int) -> Callable[[Quantity, Quantity], str]:
    """How far two known numbers of these scales are apart, as JSON."""
    scale = max(left, right)
    this, that = 10 ** (scale - left), 10 ** (scale - right)

    def write(a: Quantity, b: Quantity) -> str:
        if a.__class__ is not int or b.__class__ is not int:
            return "null"
        return f'"{say_short(abs(a * this - b * that), scale)}"'

    return write


def ratio_short_of(
    over: int, under: int, right: int, mode: Rounding = "half up"
) -> Callable[[Quantity, Quantity, Quantity], str]:
    """How far a known quotient and a known number are apart, as JSON, to six places."""
    places = max(PLACES, right)
    up, down, whole = 10 ** max(places + under - over, 0), 10 ** max(over - under - places, 0), 10 ** (places - right)

    def write(numerator: Quantity, denominator: Quantity, other: Quantity) -> str:
        known = numerator.__class__ is int and denominator.__class__ is int and other.__class__ is int
        if not known or denominator <= 0:
            return "null"
        apart = abs(divide(numerator * up, denominator * down, mode) - other * whole)
        return f'"{say_short(apart, places)}"'

    return write


def writer(term: Term) -> Callable[[Any], str]:
    """The writer for the value of a term; a fact that is not given is null."""
    kind = term.kind
    if isinstance(kind, Truth):
        return truth
    if not isinstance(kind, Number):
        return text
    write = date if kind.unit == DATE else number(kind.scale, kind.unit == YUAN)
    if term.node.op not in ("fact", "field") or term.node.kids:
        return write
    return lambda value: "null" if isinstance(value, Interval) else write(value)


def bounds(value: Value, look: Lookup) -> tuple[Fraction, Fraction] | None:
    """The smallest and largest a number can be; None where it is undefined or no number."""
    match value:
        case Term(node, Number(_, scale)):
            low, high = ends(look(node))
            return Fraction(low, 10**scale), Fraction(high, 10**scale)
        case Quotient(numerator, denominator):
            over, under = bounds(numerator, look), bounds(denominator, look)
            if over is None or under is None or under[0] <= 0:
                return None
            corners = [n / d for n in over for d in under]
            return min(corners), max(corners)
        case Pick(least, of):
            each = [one for one in (bounds(part, look) for part in of) if one is not None]
            if len(each) != len(of):
                return None
            chosen = min if least else max
            return chosen(low for low, _ in each), chosen(high for _, high in each)
        case Growth(last, first, years):
            over, under = bounds(last, look), bounds(first, look)
            if over is None or under is None or under[0] <= 0 or over[0] < 0:
                return None
            return _root(over[0] / under[1], years), _root(over[1] / under[0], years)
    return None


def _root(value: Fraction, degree: int) -> Fraction:
    """A root less one, cut to so many places."""
    one = 10**PLACES
    return Fraction(integer_root(int(value * one**degree), degree), one) - 1


def shown(value: Value, look: Lookup) -> str:
    """Any value as JSON; a quotient as decimal text, to six places where it has no end."""
    if isinstance(value, Term):
        return writer(value)(look(value.node))
    if isinstance(value, Series):
        entries = [one for there, one in value.entries if there is None or look(there.node) == TRUE]
        kinds = [one for _, one in value.entries if isinstance(one, Term) and one.node.op == "lit"]
        if len(kinds) == len(value.entries) and any(
            there and look(there.node) == UNKNOWN for there, _ in value.entries
        ):
            return "null"
        return f"[{', '.join(shown(one, look) for one in entries)}]"
    both = bounds(value, look)
    if both is None:
        return "null"
    if both[0] == both[1]:
        return f'"{decimal(both[0])}"'
    return f'{{"at_least": "{decimal(both[0])}", "at_most": "{decimal(both[1])}"}}'


def decimal(value: Fraction) -> str:
    """Decimal text, exact where it ends within six places, else rounded half up."""
    exact = decimal_of(value, PLACES)
    if exact is not None:
        return say_short(exact.digits, exact.scale)
    return say_scaled(divide(value.numerator * 10**PLACES, value.denominator, "half up"), PLACES)
