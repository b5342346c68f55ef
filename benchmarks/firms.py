"""Made-up firms, the same everywhere: whole numbers only, some exactly on a threshold, 4 % of the facts unknown."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from benchmarks.clauses import (
    CLAUSES,
    CODES,
    COUNTS,
    DATES,
    DISTRICTS,
    FACTS,
    INDUSTRIES,
    MONEY,
    RANGES,
    TODAY,
    YEAR,
    Against,
    Limit,
    Share,
    Value,
)

UNKNOWN_PERCENT = 4
PLANTED_PERCENT = 25
ZERO_REVENUE_PERCENT = 1
MOST_MONEY = 50_000_000_000_000


def firms(count: int) -> list[dict[str, Value]]:
    """So many firms; the first ones are the same however many are asked for."""
    made = _made()
    return [next(made) for _ in range(count)]


def _made() -> Iterator[dict[str, Value]]:
    chance = Random(97)  # noqa: S311  # a reproducible sequence is wanted
    while True:
        firm = _known(chance)
        if chance.randrange(100) < PLANTED_PERCENT:
            _plant(firm, chance)
        yield _partly_unknown(firm, chance)


def _known(chance: Random) -> dict[str, Value]:
    def part(base: int, least: int, most: int) -> int:
        return min(MOST_MONEY, max(0, base * chance.randrange(least, most) // 1000))

    revenue = chance.randrange(100, 1000) * 10 ** chance.choice((5, 6, 6, 7, 7, 7, 8, 8, 9, 10))
    before = part(revenue, 700, 1200)
    if chance.randrange(100) < ZERO_REVENUE_PERCENT:
        revenue = 0
    assets = part(before, 500, 3000)
    debts = part(assets, 0, 1100)
    employees = max(1, min(200_000, before // chance.randrange(20_000_000, 200_000_000)))
    return {
        "revenue": revenue,
        "revenue_before": before,
        "rd_expense": part(revenue, 0, 150),
        "assets": assets,
        "debts": debts,
        "equipment": part(assets, -50, 200),
        "interest": part(debts, -10, 140),
        "exports": part(revenue, -300, 500),
        "tax_paid": part(revenue, 0, 90),
        "employees": employees,
        "rd_staff": employees * chance.randrange(0, 300) // 1000,
        "patents": chance.randrange(10) * chance.randrange(2),
        "district": chance.choice(DISTRICTS),
        "industry": chance.choice(INDUSTRIES),
        "tax_rating": chance.choice("AAABBBBCCD"),
        "listed": chance.randrange(10) == 0,
        "high_tech": chance.randrange(3) == 0,
        "loss": chance.randrange(5) == 0,
        "headquarters": chance.randrange(6) == 0,
        "founded_on": TODAY - chance.randrange(35 * YEAR),
        "certificate_until": TODAY + chance.randrange(-2 * YEAR, 4 * YEAR),
        "applied_on": TODAY + chance.randrange(-4 * YEAR, YEAR // 2),
    }


def _plant(firm: dict[str, Value], chance: Random) -> None:
    """Puts one fact exactly on the threshold of a clause, or one unit beside it."""
    beside = chance.randrange(-1, 2)
    match chance.choice(CLAUSES):
        case Limit(fact, _, bound):
            firm[fact] = max(RANGES[fact][0], bound + beside)
        case Against(fact, _, other):
            firm[fact] = max(0, int(firm[other] or 0) + beside)
        case Share(fact, of, _, percent):
            hundreds = int(firm[of] or 0) // 100
            firm[of] = 100 * hundreds
            firm[fact] = max(0, percent * hundreds + beside)
        case _:
            pass


def _partly_unknown(firm: dict[str, Value], chance: Random) -> dict[str, Value]:
    """Forgets facts, but none against a zero: there the declared ranges decide, which other engines do not know."""
    left: dict[str, Value] = {
        fact: None if chance.randrange(100) < UNKNOWN_PERCENT else value for fact, value in firm.items()
    }
    for clause in CLAUSES:
        if isinstance(clause, Against) and 0 in (left[clause.fact], left[clause.other]):
            left[clause.fact], left[clause.other] = firm[clause.fact], firm[clause.other]
    return left


assert set(FACTS) == {*MONEY, *COUNTS, *CODES, *DATES, *_known(Random(0))}  # noqa: S311
