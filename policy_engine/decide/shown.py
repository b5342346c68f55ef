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
from policy_engine.values import DATE, YUAN, Rounding, divide, integer_root, say_date, say_scaled, say_short

MOST_KEPT = 1000
"""For how many codes and days what is written of them is kept."""
PLACES = 6
"""Decimal places of a quotient that has no end."""

Lookup = Callable[[Node], Any]

HOLDS = ("false", "unknown", None, "true")
TRUTH_JSON = ("false", "null", "", "true")


def text(value: str | None) -> bytes:
    """A code or text as JSON."""
    return b"null" if value is None else json.dumps(value, ensure_ascii=False).encode()


def coded(say: Callable[[str], Bilingual]) -> Callable[[str | None], bytes]:
    """The writer of a code and, where it is known, of the member `said` behind it: the code in both languages."""

    return lru_cache(maxsize=MOST_KEPT)(lambda value: code(value, say))


def code(value: str | None, say: Callable[[str], Bilingual]) -> bytes:
    """A code and, where it is known, the member `said`."""
    return b"null" if value is None else text(value) + _member(say(value))


def said_of(value: Series, look: Lookup, say: Callable[[str], Bilingual]) -> bytes:
    """The member `said` of codes that are known; empty of everything else."""
    if not value.entries or not all(isinstance(one, Term) and isinstance(one.kind, Code) for _, one in value.entries):
        return b""
    held = json.loads(shown(value, look))
    if not held or None in held:
        return b""
    both = [say(one) for one in held]
    return _member(Bilingual("、".join(one.zh for one in both), ", ".join(one.say("en") for one in both)))


def _member(both: Bilingual) -> bytes:
    return b', "said": {"zh": %b, "en": %b}' % (text(both.zh), text(both.say("en")))


def yuan(value: int) -> bytes:
    """Fen as JSON decimal text with two places."""
    if not 0 <= value < _AT_ONCE:
        return f'"{say_scaled(value, 2)}"'.encode()
    return b'"%d.%02d"' % (value // 100, value % 100)


_AT_ONCE = 10**18


def amount(value: Quantity) -> bytes:
    """Both ends of an amount in fen."""
    low, high = ends(value)
    return b'{"at_least": %b, "at_most": %b}' % (yuan(low), yuan(high))


@lru_cache(maxsize=MOST_KEPT)
def _day(days: int) -> bytes:
    return f'"{say_date(days)}"'.encode()


def date(value: Quantity) -> bytes:
    if isinstance(value, int):
        return _day(value)
    return b'{"at_least": %b, "at_most": %b}' % (_day(value.low), _day(value.high))


def truth(value: int) -> bytes:
    return TRUTH_JSON[value].encode()


def one_number(scale: int, money: bool) -> Callable[[int], bytes]:
    """The writer of known numbers at a scale: whole numbers bare, others decimal text, money with two places."""
    if money and scale <= 2:
        factor = 10 ** (2 - scale)
        return lambda value: yuan(value * factor)
    if scale == 0:
        return lambda value: say_scaled(value, 0).encode()
    if scale == 2:
        return yuan
    places = 2 if money else 0

    def one(value: int) -> bytes:
        whole, _, rest = say_short(value, scale).partition(".")
        return (f'"{whole}.{rest.ljust(places, "0")}"' if places or rest else f'"{whole}"').encode()

    return one


def number(scale: int, money: bool) -> Callable[[Quantity], bytes]:
    """The writer of numbers at a scale; both ends of one partly known."""
    one = one_number(scale, money)

    def write(value: Quantity) -> bytes:
        if value.__class__ is int:
            return one(value)
        low, high = ends(value)
        return b'{"at_least": %b, "at_most": %b}' % (one(low), one(high))

    return write


def both_ends(scale: int) -> Callable[[Quantity], bytes]:
    """The writer of an amount's two members."""
    one = one_number(scale, money=True)

    def write(value: Quantity) -> bytes:
        low, high = ends(value)
        first = one(low)
        return b'"at_least": %b, "at_most": %b' % (first, first if low == high else one(high))

    return write


def changed(before: int, after: int) -> Callable[[Quantity, Quantity], bytes]:
    """Whether a step changed an amount, given the scales before and after it: known where both amounts are."""
    scale = max(before, after)
    this, that = 10 ** (scale - before), 10 ** (scale - after)

    def compare(first: Quantity, last: Quantity) -> bytes:
        (low, high), (least, most) = ends(first), ends(last)
        if low == high and least == most:
            return b"false" if low * this == least * that else b"true"
        return b"true" if low * this > most * that else b"null"

    return compare


def reached(before: int, cap: int) -> Callable[[Quantity, Quantity, Quantity], bytes]:
    """Whether a cap, less what was received before, is below an amount, given the scales of both: known where it is or
    is not whatever the unknown facts turn out to be."""
    scale = max(before, cap)
    this, that = 10 ** (scale - before), 10 ** (scale - cap)

    def compare(amount: Quantity, limit: Quantity, received: Quantity) -> bytes:
        (low, high), (least, most), (fewest, greatest) = ends(amount), ends(limit), ends(received)
        if low * this > max(most - fewest, 0) * that:
            return b"true"
        return b"false" if high * this <= max(least - greatest, 0) * that else b"null"

    return compare


def short(scale: int) -> Callable[[int], bytes]:
    """The writer of whole numbers at a scale as decimal text without zeros at its end."""
    unit, form = 10**scale, b'"%%d.%%0%dd' % scale

    def write(value: int) -> bytes:
        if not 0 <= value < _AT_ONCE:
            return f'"{say_short(value, scale)}"'.encode()
        whole, rest = divmod(value, unit)
        return (form % (whole, rest)).rstrip(b"0") + b'"' if rest else b'"%d"' % whole

    return write


def ratio(over: int, under: int, mode: Rounding, places: int = PLACES) -> Callable[[int, int], int]:
    """The quotient of two numbers of these scales, the second above zero, rounded to so many places."""
    up, down = 10 ** max(places + under - over, 0), 10 ** max(over - under - places, 0)
    if mode == "floor":
        return lambda numerator, denominator: numerator * up // (denominator * down)
    if mode == "ceiling":
        return lambda numerator, denominator: -(-numerator * up // (denominator * down))
    return lambda numerator, denominator: divide(numerator * up, denominator * down, mode)


def ratio_text(over: int, under: int) -> Callable[[Quantity, Quantity], bytes | None]:
    """A known quotient as JSON, to six places where it has no end; None where it is not known."""
    work_out, write = ratio(over, under, "half up"), short(PLACES)

    def one(numerator: Quantity, denominator: Quantity) -> bytes | None:
        if numerator.__class__ is not int or denominator.__class__ is not int or denominator <= 0:
            return None
        return write(work_out(numerator, denominator))

    return one


def short_of(left: int, right: int) -> Callable[[Quantity, Quantity], bytes]:
    """How far two known numbers of these scales are apart, as JSON."""
    scale = max(left, right)
    this, that, write = 10 ** (scale - left), 10 ** (scale - right), short(scale)

    def one(a: Quantity, b: Quantity) -> bytes:
        if a.__class__ is not int or b.__class__ is not int:
            return b"null"
        return write(abs(a * this - b * that))

    return one


def ratio_apart(
    over: int, under: int, right: int, mode: Rounding
) -> Callable[[Quantity, Quantity, Quantity], tuple[bytes, bytes] | None]:
    """A known quotient, and how far it and a known number are apart, both as JSON, to six places; None where the
    quotient is not known."""
    places = max(PLACES, right)
    quotient, work_out, whole = ratio(over, under, mode), ratio(over, under, mode, places), 10 ** (places - right)
    write, write_apart = short(PLACES), short(places)

    def both(numerator: Quantity, denominator: Quantity, other: Quantity) -> tuple[bytes, bytes] | None:
        if numerator.__class__ is not int or denominator.__class__ is not int or denominator <= 0:
            return None
        exact = work_out(numerator, denominator)
        said = write(exact if places == PLACES else quotient(numerator, denominator))
        return said, write_apart(abs(exact - other * whole)) if other.__class__ is int else b"null"

    return both


def writer(term: Term) -> Callable[[Any], bytes]:
    """The writer for the value of a term; a fact that is not given is null."""
    kind = term.kind
    if isinstance(kind, Truth):
        return truth
    if not isinstance(kind, Number):
        return text
    write = date if kind.unit == DATE else number(kind.scale, kind.unit == YUAN)
    if term.node.op not in ("fact", "field") or term.node.kids:
        return write
    return lambda value: b"null" if isinstance(value, Interval) else write(value)


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


def shown(value: Value, look: Lookup) -> bytes:
    """Any value as JSON; a quotient as decimal text, to six places where it has no end."""
    if isinstance(value, Term):
        return writer(value)(look(value.node))
    if isinstance(value, Series):
        entries = [one for there, one in value.entries if there is None or look(there.node) == TRUE]
        kinds = [one for _, one in value.entries if isinstance(one, Term) and one.node.op == "lit"]
        if len(kinds) == len(value.entries) and any(
            there and look(there.node) == UNKNOWN for there, _ in value.entries
        ):
            return b"null"
        return b"[%b]" % b", ".join(shown(one, look) for one in entries)
    both = bounds(value, look)
    if both is None:
        return b"null"
    if both[0] == both[1]:
        return f'"{decimal(both[0])}"'.encode()
    return f'{{"at_least": "{decimal(both[0])}", "at_most": "{decimal(both[1])}"}}'.encode()


def decimal(value: Fraction) -> str:
    """Decimal text, rounded half up to six places, without zeros at its end."""
    return say_short(divide(value.numerator * 10**PLACES, value.denominator, "half up"), PLACES)
