"""The ten measures of `rules/bench/ten/2026` as plain data. Money is in fen, dates are days since 1970-01-01."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

AS_OF = "2026-03-15"
Value = int | bool | str | None
Span = tuple[int, int]
Sign = Literal[">=", ">", "<=", "<"]


def days(text: str) -> int:
    return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()


YUAN = 100
WAN = 10_000 * YUAN
YI = 10_000 * WAN
TODAY = days(AS_OF)
YEAR = 365

MONEY = (
    "revenue", "revenue_before", "rd_expense", "assets", "debts", "equipment", "interest", "exports", "tax_paid",
)  # fmt: skip
COUNTS = ("employees", "rd_staff", "patents")
TRUTHS = ("listed", "high_tech", "loss", "headquarters")
DATES = ("founded_on", "certificate_until", "applied_on")
CODES = ("district", "industry", "tax_rating")
FACTS = (*MONEY, *COUNTS, *CODES, *TRUTHS, *DATES)
RANGES: dict[str, Span] = {
    **dict.fromkeys(MONEY, (0, 100_000 * YI)),
    **dict.fromkeys(COUNTS, (0, 1_000_000)),
    **dict.fromkeys(DATES, (days("1949-01-01"), days("2100-12-31"))),
}

DISTRICTS = (
    "黄浦区", "徐汇区", "长宁区", "静安区", "普陀区", "虹口区", "杨浦区", "闵行区", "宝山区", "嘉定区",
    "浦东新区", "金山区", "松江区", "青浦区", "奉贤区", "崇明区", "苏州市", "嘉兴市", "宁波市",
)  # fmt: skip
INDUSTRIES = tuple(f"{number:02}" for number in range(1, 97))
RATINGS = ("A", "B", "C", "D")


@dataclass(frozen=True)
class Limit:
    """A fact against a number."""

    fact: str
    sign: Sign
    bound: int


@dataclass(frozen=True)
class Share:
    """A fact as a share of another against so many per cent; not defined where the other is zero."""

    fact: str
    of: str
    sign: Sign
    percent: int


@dataclass(frozen=True)
class Against:
    """A fact against another."""

    fact: str
    sign: Sign
    other: str


@dataclass(frozen=True)
class OneOf:
    fact: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Is:
    fact: str


@dataclass(frozen=True)
class Group:
    """`at_least` so many of the parts hold; `none` and `all` and `any` are those words."""

    word: Literal["all", "any", "none", "at_least"]
    parts: tuple[Clause | Group, ...]
    count: int = 0


Clause = Limit | Share | Against | OneOf | Is


@dataclass(frozen=True)
class Bands:
    """The part of a fact above each bound, up to the next, at that band's rate in basis points."""

    fact: str
    bands: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Amount:
    """The least of what is offered, between `floor` and `cap`; each offer is rounded half up to a fen."""

    offers: tuple[Bands, ...]
    cap: int
    floor: int = 0


@dataclass(frozen=True)
class Measure:
    name: str
    when: Group
    amount: Amount


def everything(*parts: Clause | Group) -> Group:
    return Group("all", parts)


def anything(*parts: Clause | Group) -> Group:
    return Group("any", parts)


def nothing(*parts: Clause | Group) -> Group:
    return Group("none", parts)


def at_least(count: int, *parts: Clause | Group) -> Group:
    return Group("at_least", parts, count)


def districts(*numbers: int) -> OneOf:
    return OneOf("district", tuple(DISTRICTS[number - 1] for number in numbers))


def industries(*numbers: int) -> OneOf:
    return OneOf("industry", tuple(INDUSTRIES[number - 1] for number in numbers))


def rated(letters: str) -> OneOf:
    return OneOf("tax_rating", tuple(letters))


def rate(fact: str, basis_points: int) -> Bands:
    return Bands(fact, ((0, basis_points),))


LOSS, LISTED, HIGH_TECH, HEADQUARTERS = Is("loss"), Is("listed"), Is("high_tech"), Is("headquarters")

MEASURES = (
    Measure(
        "rd-bonus",
        everything(
            districts(1, 2, 3, 5, 8, 13),
            industries(*range(10, 40)),
            Limit("founded_on", "<=", TODAY - YEAR),
            at_least(
                2,
                Share("rd_expense", "revenue", ">=", 4),
                Share("rd_staff", "employees", ">=", 10),
                Limit("patents", ">=", 5),
                HIGH_TECH,
            ),
            nothing(LOSS, rated("CD")),
            anything(Limit("revenue", ">=", 2000 * WAN), Limit("exports", ">=", 500 * WAN)),
            Share("debts", "assets", "<=", 70),
        ),
        Amount((rate("rd_expense", 1500),), 200 * WAN),
    ),
    Measure(
        "sme-loan",
        everything(
            Limit("employees", "<=", 300),
            Limit("revenue", "<=", 4 * YI),
            districts(*range(1, 11)),
            nothing(LISTED),
            Limit("interest", ">", 0),
            Share("interest", "debts", "<=", 12),
            anything(HIGH_TECH, Limit("patents", ">=", 1), industries(10, 11, 12, 26, 27, 39)),
        ),
        Amount((rate("interest", 5000),), 50 * WAN),
    ),
    Measure(
        "equipment-grant",
        everything(
            Limit("equipment", ">=", 500 * WAN),
            industries(*range(13, 44)),
            Share("equipment", "assets", ">=", 5),
            anything(
                Share("revenue", "revenue_before", ">=", 110),
                everything(Against("revenue", ">=", "revenue_before"), Limit("exports", ">", 0)),
            ),
            nothing(rated("D"), Share("debts", "assets", ">", 85)),
            Limit("founded_on", "<=", days("2022-01-01")),
        ),
        Amount((Bands("equipment", ((0, 800), (2000 * WAN, 1000), (1 * YI, 1200))),), 1500 * WAN),
    ),
    Measure(
        "certified",
        everything(
            HIGH_TECH,
            Limit("certificate_until", ">=", TODAY),
            Limit("certificate_until", "<=", TODAY + 3 * YEAR),
            rated("AB"),
            at_least(
                3,
                Share("rd_expense", "revenue", ">=", 3),
                Share("rd_staff", "employees", ">=", 10),
                Limit("patents", ">=", 6),
                Limit("rd_expense", ">=", 100 * WAN),
                HEADQUARTERS,
            ),
        ),
        Amount((rate("rd_expense", 500),), 30 * WAN, 20 * WAN),
    ),
    Measure(
        "export-promotion",
        everything(
            Limit("exports", ">=", 300 * WAN),
            Share("exports", "revenue", ">=", 15),
            nothing(LOSS, LISTED, rated("CD")),
            anything(
                districts(2, 4, 6, 8),
                everything(industries(13, 14, 17, 18, 19), Limit("employees", ">=", 20)),
            ),
        ),
        Amount((rate("exports", 150), rate("tax_paid", 3000)), 300 * WAN),
    ),
    Measure(
        "headquarters-reward",
        everything(
            HEADQUARTERS,
            districts(1, 3, 5, 7, 9, 11),
            anything(
                Limit("revenue", ">=", 10 * YI),
                everything(Limit("assets", ">=", 5 * YI), Limit("tax_paid", ">=", 2000 * WAN)),
            ),
            nothing(LOSS, Share("debts", "assets", ">=", 90)),
            Limit("applied_on", ">=", days("2024-01-01")),
            Limit("employees", ">=", 50),
        ),
        Amount((Bands("tax_paid", ((1000 * WAN, 1000), (5000 * WAN, 2000))),), 5000 * WAN),
    ),
    Measure(
        "growth",
        everything(
            Share("revenue", "revenue_before", ">=", 120),
            Limit("revenue_before", ">=", 1000 * WAN),
            Limit("revenue", "<", 20 * YI),
            at_least(
                2,
                Against("rd_expense", ">=", "interest"),
                Share("tax_paid", "revenue", ">=", 3),
                Limit("employees", ">=", 30),
                Limit("patents", ">=", 2),
            ),
            nothing(LOSS),
            rated("ABC"),
            industries(*range(13, 75, 2)),
        ),
        Amount((rate("revenue", 50),), 500 * WAN),
    ),
    Measure(
        "start-up",
        everything(
            Limit("founded_on", ">=", TODAY - 5 * YEAR),
            Limit("employees", ">=", 3),
            Limit("employees", "<=", 100),
            Limit("revenue", "<=", 5000 * WAN),
            nothing(LISTED, rated("D")),
            anything(
                at_least(
                    2,
                    Limit("patents", ">=", 1),
                    Share("rd_expense", "revenue", ">=", 10),
                    Limit("rd_staff", ">=", 5),
                ),
                HIGH_TECH,
            ),
            districts(*range(1, 17)),
        ),
        Amount((rate("rd_expense", 3000),), 100 * WAN),
    ),
    Measure(
        "listing",
        everything(
            LISTED,
            Limit("applied_on", ">=", days("2025-01-01")),
            Limit("applied_on", "<=", TODAY),
            Limit("assets", ">=", 1 * YI),
            Share("debts", "assets", "<=", 60),
            anything(Limit("revenue", ">=", 3 * YI), Share("rd_expense", "revenue", ">=", 8)),
            nothing(LOSS, rated("CD")),
            Against("revenue", ">", "debts"),
        ),
        Amount((Bands("assets", ((0, 100), (2 * YI, 50), (10 * YI, 20))),), 600 * WAN),
    ),
    Measure(
        "green",
        everything(
            industries(15, 16, 20, 22, 25, 26, 28, 30, 31, 32, 33, 44),
            Limit("equipment", ">", 0),
            at_least(
                3,
                Limit("equipment", ">=", 200 * WAN),
                Share("equipment", "revenue", ">=", 2),
                Limit("revenue", ">=", 1000 * WAN),
                districts(4, 6, 10, 12, 14),
                rated("AB"),
            ),
            nothing(
                everything(LOSS, Share("debts", "assets", ">", 80)),
                Limit("applied_on", "<", days("2023-01-01")),
            ),
        ),
        Amount((rate("equipment", 1000), rate("revenue", 200)), 800 * WAN),
    ),
)


def clauses(part: Clause | Group) -> Iterator[Clause]:
    """The clauses of a group, in order, each as often as it is written."""
    if isinstance(part, Group):
        for inner in part.parts:
            yield from clauses(inner)
    else:
        yield part


CLAUSES = tuple(clause for measure in MEASURES for clause in clauses(measure.when))
