"""What generated programs compute with: a number is a Python integer when known and an `Interval` when not, a truth is
3 (true), 1 (unknown) or 0 (false), a code is a text or None.

The operators are overloaded so that one generated line is right for both and costs nothing where all is known. The
meaning is that of `language.bounds`, to which tests hold every slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Union

from policy_engine.values import Rounding, add_months, divide, integer_root, months_between

FALSE, UNKNOWN, TRUE = 0, 1, 3
TRUTHS = (FALSE, TRUE, UNKNOWN)
"""A comparison's answer as a truth: `TRUTHS[a <= b]`, where an interval answers 2 for `cannot tell`."""
OPPOSITE = (TRUE, UNKNOWN, UNKNOWN, FALSE)
CANNOT_TELL = 2

Quantity = Union[int, "Interval"]


class Interval:
    """A number known to lie between two ends, which differ."""

    __slots__ = ("high", "low")

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def __repr__(self) -> str:
        return f"[{self.low}..{self.high}]"

    def __add__(self, other: Quantity) -> Quantity:
        if isinstance(other, int):
            return Interval(self.low + other, self.high + other)
        return Interval(self.low + other.low, self.high + other.high)

    __radd__ = __add__

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __mul__(self, other: Quantity) -> Quantity:
        if isinstance(other, int):
            low, high = self.low * other, self.high * other
            return Interval(low, high) if other > 0 else between(high, low)
        corners = (self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high)
        return between(min(corners), max(corners))

    __rmul__ = __mul__

    def __le__(self, other: Quantity) -> int:
        if isinstance(other, int):
            return 1 if self.high <= other else CANNOT_TELL if self.low <= other else 0
        return 1 if self.high <= other.low else CANNOT_TELL if self.low <= other.high else 0

    def __lt__(self, other: Quantity) -> int:
        if isinstance(other, int):
            return 1 if self.high < other else CANNOT_TELL if self.low < other else 0
        return 1 if self.high < other.low else CANNOT_TELL if self.low < other.high else 0

    def __ge__(self, other: Quantity) -> int:
        if isinstance(other, int):
            return 1 if self.low >= other else CANNOT_TELL if self.high >= other else 0
        return 1 if self.low >= other.high else CANNOT_TELL if self.high >= other.low else 0

    def __gt__(self, other: Quantity) -> int:
        if isinstance(other, int):
            return 1 if self.low > other else CANNOT_TELL if self.high > other else 0
        return 1 if self.low > other.high else CANNOT_TELL if self.high > other.low else 0

    def equals(self, other: Quantity) -> int:
        """Never certain: its ends differ."""
        low, high = ends(other)
        return CANNOT_TELL if self.low <= high and low <= self.high else 0


def ends(value: Quantity) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value.low, value.high)


def between(low: int, high: int) -> Quantity:
    return low if low == high else Interval(low, high)


def upto(value: Quantity) -> Quantity:
    """From nothing to the most the value can be."""
    return between(0, ends(value)[1])


def equal(a: Quantity, b: Quantity) -> int:
    if isinstance(a, Interval):
        return TRUTHS[a.equals(b)]
    return TRUTHS[b.equals(a)] if isinstance(b, Interval) else TRUE if a == b else FALSE


def equal_codes(a: str | None, b: str | None) -> int:
    return UNKNOWN if a is None or b is None else TRUE if a == b else FALSE


def least(*values: Quantity) -> Quantity:
    both = [ends(value) for value in values]
    return between(min(low for low, _ in both), min(high for _, high in both))


def greatest(*values: Quantity) -> Quantity:
    both = [ends(value) for value in values]
    return between(max(low for low, _ in both), max(high for _, high in both))


def rounded(numerator: Quantity, denominator: Quantity, mode: Rounding, low: int, high: int) -> Quantity:
    """A rounded quotient; anything in the proved range where the denominator may be zero (it is undefined there)."""
    if isinstance(numerator, int) and isinstance(denominator, int):
        return divide(numerator, denominator, mode) if denominator > 0 else between(low, high)
    first, last = ends(denominator)
    if first <= 0:
        return between(low, high)
    corners = [divide(n, d, mode) for n in ends(numerator) for d in (first, last)]
    return between(min(corners), max(corners))


def root(value: Quantity, degree: int) -> Quantity:
    low, high = ends(value)
    return between(integer_root(low, degree), integer_root(high, degree))


def later_by(days: Quantity, months: Quantity) -> Quantity:
    (d, e), (m, n) = ends(days), ends(months)
    return between(add_months(d, m), add_months(e, n))


def months_from(start: Quantity, end: Quantity) -> Quantity:
    (s, t), (e, f) = ends(start), ends(end)
    return between(months_between(t, e), months_between(s, f))


def hull(a: Quantity, b: Quantity) -> Quantity:
    (low, high), (first, last) = ends(a), ends(b)
    return between(min(low, first), max(high, last))


def either_truth(a: int, b: int) -> int:
    """One of two truths, not known which: true if both are, possible if one is."""
    return (a & b & 2) | ((a | b) & 1)


def same_code(a: str | None, b: str | None) -> str | None:
    return a if a == b else None


Rows = Sequence[tuple[int, Quantity]]
"""The items of a list: whether the item counts, and the value taken of it."""


def some(rows: Sequence[tuple[int, ...]] | None) -> int:
    if rows is None:
        return UNKNOWN
    found = FALSE
    for row in rows:
        found |= row[0]
    return found


def count(rows: Sequence[tuple[int, ...]] | None, low: int, high: int) -> Quantity:
    if rows is None:
        return between(low, high)
    return between(sum(row[0] >> 1 for row in rows), sum(row[0] & 1 for row in rows))


def total(rows: Rows | None, low: int, high: int) -> Quantity:
    if rows is None:
        return between(low, high)
    first = last = 0
    for taken, value in rows:
        if taken == TRUE and isinstance(value, int):
            first += value
            last += value
        elif taken:
            smallest, largest = ends(value)
            first += smallest if taken == TRUE else min(smallest, 0)
            last += largest if taken == TRUE else max(largest, 0)
    return between(first, last)


def smallest(rows: Rows | None, low: int, high: int) -> Quantity:
    if rows is None or not any(taken == TRUE for taken, _ in rows):
        return between(low, high)
    return between(
        min(ends(value)[0] for taken, value in rows if taken),
        min(ends(value)[1] for taken, value in rows if taken == TRUE),
    )


def largest(rows: Rows | None, low: int, high: int) -> Quantity:
    if rows is None or not any(taken == TRUE for taken, _ in rows):
        return between(low, high)
    return between(
        max(ends(value)[0] for taken, value in rows if taken == TRUE),
        max(ends(value)[1] for taken, value in rows if taken),
    )
