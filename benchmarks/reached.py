"""How often both ends of an amount's interval are reached by some way of learning what is unknown.

From every example of the shipped packs a few facts are taken away. Where that leaves a measure open, the unknown facts
are filled in one after another, each with the ends of its range, the values of its code, and what examples say of it
elsewhere (thresholds, and one unit beside them); unknown lists with no items, and with many alike. What can no longer
come to the end sought is left, so that a way is found where these values have one. An end counts when it is then the
settled sum. An end that is not found may still be there: the share is a lower bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.ours import Ours, Settled
from policy_engine import Library
from policy_engine.decide.examples import profile_of
from policy_engine.packs.vocabulary import FactDeclaration
from policy_engine.values import say_date

TAKEN_AWAY = (1, 1, 2, 3)
CASES_A_MEASURE = 25
MOST_UNKNOWN = 6
MOST_TRIES = 4000
MANY = 40
"""How many items alike stand for a list as long as it may be: enough for caps to bite."""

Facts = dict[str, Any]
Situation = tuple[int, Facts]


@dataclass(frozen=True)
class Place:
    """Something unknown: a fact, or a field of an item of a list (of all items where `item` is None)."""

    key: str
    field: str = ""
    item: int | None = None

    def filled(self, facts: Facts, value: object) -> Facts:
        if not self.field:
            return facts | {self.key: value}
        items = [
            {**one, self.field: value} if self.item in (None, position) else one
            for position, one in enumerate(facts[self.key])
        ]
        return facts | {self.key: tuple(items)}

    def __str__(self) -> str:
        return self.key + (f"[{'' if self.item is None else self.item}].{self.field}" if self.field else "")


@dataclass
class Reached:
    """Intervals looked at, those of which both ends were reached, and the others with the ends that were not."""

    intervals: int = 0
    both: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def percent(self) -> float:
        return 100 * self.both / self.intervals if self.intervals else 0.0


def reached(library: Library) -> Reached:
    """Over all examples of all packs of a library."""
    chance = Random(7)  # noqa: S311  # a reproducible sequence is wanted
    found = Reached()
    situations = list(_situations(library))
    pool = Pool(library, [facts for _, facts in situations])
    for day in dict.fromkeys(day for day, _ in situations):
        here = [facts for one, facts in situations if one == day]
        for measure in library.edition(day).measures.values():
            if measure.nature != "recognition":
                _Measure(Ours(library, say_date(day), [measure.name]), pool, found).look(here, chance)
    return found


def _situations(library: Library) -> Iterator[Situation]:
    """The day and the facts of every example."""
    for examples in library.examples.values():
        for case in examples.cases:
            profile = profile_of(library, examples, case)
            if profile.as_of is not None:
                yield profile.as_of.day, profile.facts_on(profile.as_of.day)


class Pool:
    """What a place may be filled with."""

    def __init__(self, library: Library, all_facts: Iterable[Facts]) -> None:
        self.vocabulary = library.vocabulary
        self.said: dict[tuple[str, str], dict[Any, None]] = {}
        for facts in all_facts:
            for key, value in facts.items():
                if key in self.vocabulary.lists:
                    for item in value:
                        for name, inner in item.items():
                            self.said.setdefault((key, name), {})[inner] = None
                else:
                    self.said.setdefault((key, ""), {})[value] = None

    def values(self, place: Place) -> list[Any]:
        if place.field:
            return self.of(
                self.vocabulary.lists[place.key].items[place.field], self.said.get((place.key, place.field), {})
            )
        if place.key in self.vocabulary.lists:
            return [({},) * MANY, ()]
        name, _, part = place.key.partition("#")
        declared = self.vocabulary.facts.get(name)
        if declared is None or (declared.many and part):
            return [True, False]
        return self.of(declared, self.said.get((place.key, ""), {}))

    def of(self, declared: FactDeclaration, said: Mapping[Any, None]) -> list[Any]:
        if declared.kind == "truth":
            return [True, False]
        if declared.kind == "code":
            return list(declared.values)
        if declared.kind == "text":
            return [*said, ""]
        return list(dict.fromkeys((*said, declared.minimum, declared.maximum)))


@dataclass
class _Measure:
    """One measure under search."""

    ours: Ours
    pool: Pool
    found: Reached
    tries: int = 0

    def look(self, situations: Sequence[Facts], chance: Random) -> None:
        reads = self.ours.reads(self.ours.measures[0])
        tried: set[str] = set()
        for facts in chance.sample(situations, len(situations)):
            given = [key for key in reads if key in facts]
            if len(tried) == CASES_A_MEASURE or not given:
                continue
            gone = chance.sample(given, min(len(given), chance.choice(TAKEN_AWAY)))
            left = {key: value for key, value in facts.items() if key not in gone}
            places = list(self.unknown(left, reads))
            whole = self.settled(left)
            case = f"{whole} {' '.join(map(str, places))}"
            if whole.open and len(places) <= MOST_UNKNOWN and case not in tried:
                tried.add(case)
                self.case(left, places, whole)

    def unknown(self, facts: Facts, reads: Mapping[str, Sequence[str]]) -> Iterator[Place]:
        for key, fields in reads.items():
            if key not in facts:
                yield Place(key)
            elif fields:
                for position, item in enumerate(facts[key]):
                    yield from (Place(key, name, position) for name in fields if name not in item)

    def settled(self, facts: Facts) -> Settled:
        return self.ours.settled(facts)[0]

    def case(self, left: Facts, places: Sequence[Place], whole: Settled) -> None:
        low = self.found_way(left, places, lambda one: one.at_least == whole.at_least)
        high = self.found_way(left, places, lambda one: one.at_most == whole.at_most)
        self.found.intervals += 1
        self.found.both += low and high
        if not (low and high):
            ends = f"{'' if low else 'at_least '}{'' if high else 'at_most '}"
            self.found.missed.append(f"{self.ours.measures[0]} {whole} {ends}{' '.join(map(str, places))}")

    def found_way(self, left: Facts, places: Sequence[Place], meets: Callable[[Settled], bool]) -> bool:
        self.tries = 0
        return self.search(left, places, meets)

    def search(self, facts: Facts, places: Sequence[Place], meets: Callable[[Settled], bool]) -> bool:
        if not places:
            return False
        place, rest = places[0], places[1:]
        for value in self.pool.values(place):
            self.tries += 1
            if self.tries > MOST_TRIES:
                return False
            filled = place.filled(facts, value)
            one = self.settled(filled)
            if not meets(one):
                continue
            if not one.open:
                return True
            inner: list[Place] = []
            if value and not place.field and place.key in self.pool.vocabulary.lists:
                inner = [Place(place.key, name) for name in self.ours.reads(self.ours.measures[0])[place.key]]
            if self.search(filled, [*inner, *rest], meets):
                return True
        return False
