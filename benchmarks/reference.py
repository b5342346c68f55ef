"""An exact three-valued reading of the ten measures, written apart from the engine and from every other contender.

What this says about a firm is what all of them must say. A number that is unknown is its declared range, a comparison
that a range leaves open is unknown, and so is a ratio whose denominator may be zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.clauses import (
    MEASURES,
    RANGES,
    Against,
    Amount,
    Bands,
    Clause,
    Group,
    Is,
    Limit,
    Measure,
    OneOf,
    Share,
    Sign,
    Span,
    Value,
)

Firm = Mapping[str, Value]
Truth = bool | None


@dataclass(frozen=True)
class Answer:
    """Whether a measure holds, and what it pays at least and at most."""

    holds: Truth
    at_least: int
    at_most: int


def answer(firm: Firm) -> tuple[Answer, ...]:
    """What each measure says of a firm, in the order of `MEASURES`."""
    return tuple(decided(measure, firm) for measure in MEASURES)


def decided(measure: Measure, firm: Firm) -> Answer:
    outcome = holds(measure.when, firm)
    if outcome is False:
        return Answer(False, 0, 0)
    low, high = paid(measure.amount, firm)
    return Answer(outcome, low if outcome else 0, high)


def holds(part: Clause | Group, firm: Firm) -> Truth:
    match part:
        case Group():
            return combined(part, [holds(inner, firm) for inner in part.parts])
        case Limit(fact, sign, bound):
            return compared(span(fact, firm), sign, (bound, bound))
        case Against(fact, sign, other):
            return compared(span(fact, firm), sign, span(other, firm))
        case Share(fact, of, sign, percent):
            low, high = span(of, firm)
            if low <= 0:
                return None
            first, last = span(fact, firm)
            return compared((100 * first, 100 * last), sign, (percent * low, percent * high))
        case OneOf(fact, codes):
            return None if firm[fact] is None else firm[fact] in codes
        case Is(fact):
            value = firm[fact]
            assert value is None or isinstance(value, bool)
            return value


def combined(group: Group, truths: list[Truth]) -> Truth:
    surely, possibly = truths.count(True), len(truths) - truths.count(False)
    needed = {"all": len(truths), "any": 1, "none": 1, "at_least": group.count}[group.word]
    reached = True if surely >= needed else None if possibly >= needed else False
    if group.word == "none":
        return None if reached is None else not reached
    return reached


def span(fact: str, firm: Firm) -> Span:
    value = firm[fact]
    return RANGES[fact] if value is None else (int(value), int(value))


def compared(left: Span, sign: Sign, right: Span) -> Truth:
    if sign in ("<=", "<"):
        return compared(right, ">=" if sign == "<=" else ">", left)
    if sign == ">=":
        return True if left[0] >= right[1] else None if left[1] >= right[0] else False
    return True if left[0] > right[1] else None if left[1] > right[0] else False


def paid(amount: Amount, firm: Firm) -> Span:
    """Every offer grows with its fact, so the ends of the amount are those at the ends of the facts."""
    ends = []
    for end in (0, 1):
        offers = [offered(bands, span(bands.fact, firm)[end]) for bands in amount.offers]
        ends.append(min(amount.cap, max(amount.floor, min(offers))))
    return ends[0], ends[1]


def offered(bands: Bands, value: int) -> int:
    tops = [low for low, _ in bands.bands[1:]] + [value]
    parts = [
        max(0, min(value, top) - low) * basis_points for (low, basis_points), top in zip(bands.bands, tops, strict=True)
    ]
    return (sum(parts) + 5000) // 10_000
