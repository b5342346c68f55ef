"""Times that can be compared: contenders take turns, round by round, and a ratio is taken within each round.

What runs in one thread is compared by processor time, so that what else the machine does counts less; a peer that hands
work to threads of its own also by the clock.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    """A median with the smallest and the largest of its rounds."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{shown(self.middle)} ({shown(self.least)}–{shown(self.most)})"


def shown(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def figure(values: Sequence[float]) -> Figure:
    return Figure(median(values), min(values), max(values))


@dataclass(frozen=True)
class Contender(Generic[T]):
    """A call, the firms it is timed on, and how many of them a round takes, going on where the last one ended."""

    call: Callable[[T], object]
    firms: Sequence[T]
    count: int

    def share(self, number: int) -> list[T]:
        """The firms of a round."""
        first = number * self.count
        return [self.firms[position % len(self.firms)] for position in range(first, first + self.count)]


@dataclass(frozen=True)
class Spent:
    """Microseconds a firm: of processor time, all threads of the process together, and on the clock."""

    work: float
    clock: float


class Rounds:
    """What each contender needed for one firm in each round."""

    def __init__(self, contenders: Mapping[str, Contender[Any]], rounds: int) -> None:
        self.spent: dict[str, list[Spent]] = {name: [] for name in contenders}
        for contender in contenders.values():
            _spent(contender, 0)
        for number in range(rounds):
            for name, contender in contenders.items():
                self.spent[name].append(_spent(contender, number))

    def work(self, name: str) -> Figure:
        return figure([one.work for one in self.spent[name]])

    def clock(self, name: str) -> Figure:
        return figure([one.clock for one in self.spent[name]])

    def work_ratio(self, over: str, under: str) -> Figure:
        return figure([a.work / b.work for a, b in zip(self.spent[over], self.spent[under], strict=True)])

    def clock_ratio(self, over: str, under: str) -> Figure:
        return figure([a.clock / b.clock for a, b in zip(self.spent[over], self.spent[under], strict=True)])


def _spent(contender: Contender[Any], number: int) -> Spent:
    """One round, without pauses of the garbage collector, as `timeit` has it."""
    call, firms = contender.call, contender.share(number)
    gc.collect()
    gc.disable()
    try:
        clock, work = perf_counter(), process_time()
        for firm in firms:
            call(firm)
        work, clock = process_time() - work, perf_counter() - clock
    finally:
        gc.enable()
    return Spent(work / len(firms) * 1_000_000, clock / len(firms) * 1_000_000)
