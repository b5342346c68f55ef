"""What the cells of a decision table admit: whether two rows can fire together, whether the rows leave nothing out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from fractions import Fraction
from itertools import combinations

from policy_engine.language import syntax as s
from policy_engine.language.checked import Checked
from policy_engine.language.checker import Checker
from policy_engine.language.core import Node
from policy_engine.language.kinds import TRUTH, Code, Number, Term

Reach = tuple[Fraction | None, bool, Fraction | None, bool]
"""An interval of numbers: low, included, high, included."""
Stretch = Reach | str | bool
"""An interval of numbers, or one text or truth."""

Place = Fraction | str | bool
"""A value of an input: a number, a text or a truth."""
Cells = Sequence[Sequence[tuple[s.Test, ...]]]
"""The tests of each row, one for each input."""
MOST_STEPS = 20_000
UNDEFINED = ("undef", "divide", "root", "min", "max")
"""Operations that may have no value."""


def rows_together(checker: Checker, cells: Cells, inputs: Sequence[Checked]) -> Iterator[tuple[int, int]]:
    """Pairs of rows, from 0, that some input could fire together."""
    read = [[_stretches(checker, cell, subject) for cell, subject in zip(row, inputs, strict=True)] for row in cells]
    for (first, one), (second, other) in combinations(enumerate(read), 2):
        if not any(_apart(a, b) for a, b in zip(one, other, strict=True)):
            yield first, second


class Untold(Enum):
    """That it cannot be told whether the rows leave something out."""

    UNTOLD = auto()


Witness = tuple[Place | None, ...]
"""A value of each input; None of one that may be anything."""


def left_out(
    checker: Checker, cells: Cells, inputs: Sequence[Checked], course: tuple[Node, int] | None = None
) -> Witness | Untold | None:
    """Inputs that no row takes; None where some row fires whatever the inputs are.

    The inputs are taken to be independent of each other, and a year of support to be within its course where one is
    given.
    """
    read = _admitted(checker, cells, inputs)
    if read is None:
        return Untold.UNTOLD
    places = [_places(subject, column, course) for subject, column in zip(inputs, read, strict=True)]
    return _taken_by_none(read, places, range(len(cells)))


def rows_covered(
    checker: Checker, cells: Cells, inputs: Sequence[Checked], course: tuple[Node, int] | None = None
) -> Iterator[int]:
    """The rows, from 0, of which those above take all that they take, as far as that can be told."""
    read = _admitted(checker, cells, inputs)
    if read is None:
        return
    places = [_places(subject, column, course) for subject, column in zip(inputs, read, strict=True)]
    for row in range(1, len(cells)):
        own = [
            [place for place in tried if _admits(column[row], place)]
            for tried, column in zip(places, read, strict=True)
        ]
        if _taken_by_none(read, own, range(row)) is None:
            yield row


Admitted = Sequence[Sequence[list[Stretch] | None]]
"""What the cells of each input admit, row by row; None of the cell `-`."""


def _admitted(checker: Checker, cells: Cells, inputs: Sequence[Checked]) -> Admitted | None:
    """None where that cannot be told of some cell."""
    read = []
    for subject, *column in zip(inputs, *cells, strict=True):
        admitted = [None if _any(cell) else _stretches(checker, cell, subject) for cell in column]
        if any(one is None and not _any(cell) for one, cell in zip(admitted, column, strict=True)):
            return None
        read.append(admitted)
    return read


def _taken_by_none(read: Admitted, places: Sequence[Sequence[Place]], of: Iterable[int]) -> Witness | Untold | None:
    """A value of each input, of the places to be tried, that none of the rows takes."""
    seen: dict[tuple[int, frozenset[int]], Witness | Untold | None] = {}

    def find(column: int, rows: frozenset[int]) -> Witness | Untold | None:
        """Of the inputs from this column on, what none of the rows takes."""
        if not rows:
            return (None,) * (len(read) - column)
        if column == len(read):
            return None
        if len(seen) > MOST_STEPS:
            return Untold.UNTOLD
        if (column, rows) not in seen:
            seen[column, rows] = further(column, rows)
        return seen[column, rows]

    def further(column: int, rows: frozenset[int]) -> Witness | Untold | None:
        among = {row: read[column][row] for row in rows}
        if not any(among.values()):
            rest = find(column + 1, rows)
            return (None, *rest) if isinstance(rest, tuple) else rest
        if not (tried := places[column]):
            return Untold.UNTOLD
        left: dict[frozenset[int], Place] = {}
        for place in tried:
            left.setdefault(frozenset(row for row, cell in among.items() if _admits(cell, place)), place)
        untold: Untold | None = None
        for some, place in left.items():
            rest = find(column + 1, some)
            if isinstance(rest, tuple):
                return (place, *rest)
            untold = rest or untold
        return untold

    return find(0, frozenset(of))


# What one cell admits --------------------------------------------------------------------------------------


def _any(tests: tuple[s.Test, ...]) -> bool:
    return any(isinstance(test, s.AnyTest) for test in tests)


def _places(subject: Checked, column: Sequence[list[Stretch] | None], course: tuple[Node, int] | None) -> list[Place]:
    """Values of an input that stand for all of them: the ends of the cells' stretches and what lies next to them.

    Empty where the input may have no value at all, or has values that nothing declares.
    """
    value = subject.value
    if isinstance(value, Term) and course is not None and value.node is course[0]:
        return [Fraction(year) for year in range(1, course[1] + 1)]
    if not isinstance(value, Term) or not _defined(value.node, set()):
        return []
    if value.kind == TRUTH:
        return [True, False]
    if isinstance(value.kind, Code):
        return sorted(value.kind.values or ())
    assert isinstance(value.kind, Number)
    scale = 10**value.kind.scale
    low, high = value.node.low, value.node.high
    ends = {low, high}
    for stretch in (stretch for cell in column for stretch in cell or ()):
        assert isinstance(stretch, tuple)
        for end in (stretch[0], stretch[2]):
            if end is not None:
                floor = (end * scale).__floor__()
                ends |= {floor - 1, floor, floor + 1}
    return [Fraction(end, scale) for end in sorted(ends) if low <= end <= high]


def _defined(node: Node, seen: set[int]) -> bool:
    """Whether a value always exists, known or not."""
    if node.id in seen:
        return True
    seen.add(node.id)
    return node.op not in UNDEFINED and all(_defined(kid, seen) for kid in node.kids)


def _admits(cell: Sequence[Stretch] | None, place: Place) -> bool:
    """None is the cell `-`."""
    return cell is None or any(
        _inside(stretch, place) if isinstance(stretch, tuple) and isinstance(place, Fraction) else stretch == place
        for stretch in cell
    )


def _inside(reach: Reach, place: Fraction) -> bool:
    low, with_low, high, with_high = reach
    return (low is None or low < place or (with_low and low == place)) and (
        high is None or place < high or (with_high and high == place)
    )


def _stretches(checker: Checker, tests: tuple[s.Test, ...], subject: Checked) -> list[Stretch] | None:
    """What a cell admits, where that can be said without knowing anything; None otherwise."""
    found: list[Stretch] = []
    for test in tests:
        match test:
            case s.SignTest(sign, operand):
                edge = _edge(checker, operand, subject)
                if not isinstance(edge, Fraction) or sign == "!=":
                    return None
                found.append(
                    {
                        "<": (None, False, edge, False), "<=": (None, False, edge, True),
                        ">": (edge, False, None, False), ">=": (edge, True, None, False), "=": (edge, True, edge, True),
                    }[sign]
                )  # fmt: skip
            case s.Interval(low, high, with_low, with_high):
                ends = _edge(checker, low, subject), _edge(checker, high, subject)
                if not isinstance(ends[0], Fraction) or not isinstance(ends[1], Fraction):
                    return None
                found.append((ends[0], with_low, ends[1], with_high))
            case _:
                edge = _edge(checker, test, subject)
                if edge is None:
                    return None
                found.append((edge, True, edge, True) if isinstance(edge, Fraction) else edge)
    return found


def _edge(checker: Checker, expression: s.Expression, subject: Checked) -> Place | None:
    """A literal operand as a number, a text or a truth."""
    checker.begin(subject.excerpt)
    value = checker.value(expression)
    if not isinstance(value, Term) or value.node.op != "lit":
        return None
    if isinstance(value.kind, Number):
        return Fraction(value.node.low, 10**value.kind.scale)
    return bool(value.node.data) if value.kind == TRUTH else str(value.node.data)


def _apart(one: list[Stretch] | None, other: list[Stretch] | None) -> bool:
    if one is None or other is None:
        return False
    return all(_disjoint(a, b) for a in one for b in other)


def _disjoint(a: Stretch, b: Stretch) -> bool:
    if not isinstance(a, tuple) or not isinstance(b, tuple):
        return a != b
    return _below(a, b) or _below(b, a)


def _below(a: Reach, b: Reach) -> bool:
    """Every number of the first is less than every number of the second."""
    high, low = a[2], b[0]
    if high is None or low is None:
        return False
    return high < low or (high == low and not (a[3] and b[1]))
