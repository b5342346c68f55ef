"""The measures over lists of `rules/bench/lists/2026`: made-up firms with lists, and an exact three-valued reading.

Written apart from the engine. A list that is absent is unknown, one that is empty is known; an unknown field touches
its own item only. The lower end of a sum takes the items that surely count, the upper end those that possibly do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from benchmarks.clauses import TODAY, WAN, YEAR, Span, Value
from benchmarks.firms import UNKNOWN_PERCENT
from benchmarks.reference import Answer, Truth, compared

Item = Mapping[str, Value]
Items = Sequence[Item] | None
ListFirm = Mapping[str, Items | Value]

MOST_LEASES, MOST_STAFF, MOST_PROJECTS = 200, 2000, 200
RANGES: dict[str, Span] = {
    "area": (0, 1_000_000),
    "unit_price": (0, 1_000_000),
    "months": (0, 1200),
    "salary": (0, 10_000 * WAN),
    "spending": (0, 1_000_000 * WAN),
    "own_funds": (0, 1_000_000 * WAN),
    "accepted_on": (-25_567, 47_846),
}
MEASURES = ("rent", "talent", "project", "investment")


def firms(count: int) -> list[dict[str, Items | Value]]:
    """So many firms with lists of none to four items."""
    chance = Random(19)  # noqa: S311  # a reproducible sequence is wanted

    def some(make: Callable[[], dict[str, Value]]) -> Items:
        if chance.randrange(100) < UNKNOWN_PERCENT:
            return None
        items = [make() for _ in range(chance.randrange(5))]
        return [
            {key: None if chance.randrange(100) < UNKNOWN_PERCENT else value for key, value in item.items()}
            for item in items
        ]

    def lease() -> dict[str, Value]:
        return {
            "area": chance.choice((99, 100, 199, 200, 850, 1000, 1200)),
            "unit_price": chance.randrange(2000, 9000),
            "months": chance.choice((12, 35, 36, 60)),
            "own_use": chance.randrange(5) > 0,
            "sublet": chance.randrange(8) == 0,
            "purpose": chance.choice(("研发", "研发", "办公", "生产", "仓储")),
        }

    def person() -> dict[str, Value]:
        return {
            "salary": chance.choice((20, 25, 30, 45, 80)) * WAN - chance.randrange(2),
            "full_year": chance.randrange(5) > 0,
            "taxed_here": chance.randrange(6) > 0,
            "degree": chance.choice(("博士", "硕士", "本科", "其他")),
        }

    def project() -> dict[str, Value]:
        spending = chance.randrange(20, 1200) * WAN + chance.randrange(100)
        return {
            "spending": spending,
            "own_funds": spending * chance.randrange(20, 60) // 100,
            "accepted_on": TODAY + chance.randrange(-2 * YEAR, YEAR),
            "shared": chance.randrange(3) == 0,
            "level": chance.choice(("国家级", "市级", "区级", "自立")),
            "supported": chance.randrange(6) == 0,
        }

    return [
        {
            "employees": None if chance.randrange(100) < UNKNOWN_PERCENT else chance.choice((8, 9, 10, 40)),
            "leases": some(lease),
            "staff": some(person),
            "projects": some(project),
        }
        for _ in range(count)
    ]


def answer(firm: ListFirm) -> tuple[Answer, ...]:
    """What each measure says of a firm, in the order of `MEASURES`."""
    leases, staff, projects = items_of(firm, "leases"), items_of(firm, "staff"), items_of(firm, "projects")
    return (
        for_each(leases, MOST_LEASES, _lease),
        _talent(firm["employees"], staff),
        for_each(projects, MOST_PROJECTS, _project),
        _investment(projects, leases),
    )


def items_of(firm: ListFirm, name: str) -> Items:
    items = firm[name]
    assert not isinstance(items, int | str)
    return items


def for_each(items: Items, most: int, judge: Callable[[Item], tuple[Truth, Span]]) -> Answer:
    """Holds where some item does; pays for the items that do."""
    if items is None:
        return Answer(None, 0, most * judge({})[1][1])
    judged = [judge(item) for item in items]
    holds = some([truth for truth, _ in judged])
    low, high = taken(judged)
    return Answer(holds, low if holds else 0, 0 if holds is False else high)


def _lease(item: Item) -> tuple[Truth, Span]:
    sublet = item.get("sublet")
    truth = every(
        [
            truth_of(item, "own_use"),
            None if sublet is None else not sublet,
            at_least(item, "months", 36),
            at_least(item, "area", 100),
            among(item, "purpose", ("研发", "办公")),
        ]
    )
    area, price = span(item, "area"), span(item, "unit_price")
    low, high = ((min(area[end], 1000) * min(price[end], 6000) * 12 * 45 + 50) // 100 for end in (0, 1))
    return truth, (low, high)


def _talent(employees: Items | Value, staff: Items) -> Answer:
    enough = None if employees is None else isinstance(employees, int) and employees >= 10
    if staff is None:
        people: Span = (0, MOST_STAFF)
        graduates: Truth = None
    else:
        qualified = [
            every([truth_of(one, "full_year"), truth_of(one, "taxed_here"), at_least(one, "salary", 30 * WAN)])
            for one in staff
        ]
        people = counted(qualified)
        low, high = counted([among(one, "degree", ("博士", "硕士")) for one in staff])
        share = 30 * len(staff)
        graduates = compared((100 * low, 100 * high), ">=", (share, share)) if staff else None
    holds = every([enough, compared(people, ">=", (2, 2)), graduates])
    low, high = (min(6 * WAN, count * 2 * WAN) for count in people)
    return Answer(holds, low if holds else 0, 0 if holds is False else high)


def _project(item: Item) -> tuple[Truth, Span]:
    low, high = span(item, "spending")
    first, last = span(item, "own_funds")
    own = None if low <= 0 else compared((100 * first, 100 * last), ">=", (30 * low, 30 * high))
    supported = item.get("supported")
    truth = every(
        [
            at_least(item, "spending", 100 * WAN),
            own,
            compared(span(item, "accepted_on"), "<=", (TODAY, TODAY)),
            some([truth_of(item, "shared"), among(item, "level", ("国家级", "市级"))]),
            None if supported is None else not supported,
        ]
    )
    return truth, (min(300 * WAN, (20 * low + 50) // 100), min(300 * WAN, (20 * high + 50) // 100))


def _investment(projects: Items, leases: Items) -> Answer:
    if projects is None:
        spending: Span = (0, MOST_PROJECTS * RANGES["spending"][1])
        large, national = spending, None
    else:
        spans = [span(item, "spending") for item in projects]
        spending = sum(low for low, _ in spans), sum(high for _, high in spans)
        large = taken([(at_least(item, "spending", 100 * WAN), span(item, "spending")) for item in projects])
        national = some([among(item, "level", ("国家级",)) for item in projects])
    premises = None if leases is None else every([truth_of(item, "own_use") for item in leases])
    room = None if leases is None else some([at_least(item, "area", 200) for item in leases])
    holds = every([compared(spending, ">=", (500 * WAN, 500 * WAN)), national, premises, room])
    low, high = (min(200 * WAN, (5 * total + 50) // 100) for total in large)
    return Answer(holds, low if holds else 0, 0 if holds is False else high)


def every(truths: Sequence[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def some(truths: Sequence[Truth]) -> Truth:
    return True if True in truths else None if None in truths else False


def counted(truths: Sequence[Truth]) -> Span:
    return truths.count(True), len(truths) - truths.count(False)


def taken(judged: Sequence[tuple[Truth, Span]]) -> Span:
    """The sum over items of which some only possibly count."""
    surely = sum(low for truth, (low, _) in judged if truth is True)
    return surely, sum(high for truth, (_, high) in judged if truth is not False)


def span(item: Item, field: str) -> Span:
    value = item.get(field)
    return RANGES[field] if value is None else (int(value), int(value))


def at_least(item: Item, field: str, bound: int) -> Truth:
    return compared(span(item, field), ">=", (bound, bound))


def among(item: Item, field: str, codes: tuple[str, ...]) -> Truth:
    value = item.get(field)
    return None if value is None else value in codes


def truth_of(item: Item, field: str) -> Truth:
    value = item.get(field)
    assert value is None or isinstance(value, bool)
    return value
