"""What examples have shown of a pack: conditions true, false and unknown, caps that bit, table rows that fired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policy_engine.errors import Bilingual
from policy_engine.language.core import Node, reachable
from policy_engine.packs import schema
from policy_engine.packs.checked import STEP_WORDS, CheckedMeasure, Condition, Definition
from policy_engine.packs.edition import LAST_DAY, Edition, PackVersion
from policy_engine.packs.library import Library

TRUTHS = ("true", "false", "unknown")
BITS = ("true", "false")
UNKNOWABLE = frozenset({"fact", "field", "undef", "some", "count", "sum", "min", "max"})
"""Nodes through which an unknown fact can make a condition unknown; parameters are known by date."""

Key = tuple[str, str]
"""Owner (a measure's id, or nothing for the whole pack) and name."""


@dataclass
class Shown:
    """One thing that examples can show, all the ways it can be, and those seen."""

    owner: str
    name: str
    words: Bilingual
    possible: tuple[str, ...]
    reads: tuple[str, ...] = ()
    """The facts it reads, by id."""
    seen: set[str] = field(default_factory=set)

    @property
    def unseen(self) -> list[str]:
        return [way for way in self.possible if way not in self.seen]


@dataclass
class Coverage:
    """What the examples of one pack version have shown. Only what an example has an expectation for counts as seen."""

    version: PackVersion
    conditions: dict[Key, Shown]
    steps: dict[tuple[str, int], Shown]
    """Caps and rounding by measure and position: whether they changed the amount."""
    rows: dict[Key, Shown]
    """Decision tables: the rows that fired."""
    below: dict[str, int]
    """How many steps of a measure stand at its items, below those of the enterprise."""
    shared: frozenset[str]
    """Ids of conditions that stand in the pack for all measures; seen in one they are seen."""

    @classmethod
    def of(cls, library: Library, version: PackVersion) -> Coverage:
        """All there is to show, nothing seen yet; raises `RulesError` when the rules cannot be used."""
        edition = edition_with(library, version)
        measures = [edition.measures[f"{version.id}#{name}"] for name in version.measures]
        coverage = cls(version, {}, {}, {}, {}, frozenset(_shared(version.pack)))
        for measure in measures:
            coverage.expect(measure)
        for definition in edition.definitions.values():
            coverage.expect_rows(definition)
        return coverage

    def expect(self, measure: CheckedMeasure) -> None:
        own = self.version.measures[measure.id]
        waiting = [*measure.conditions, *measure.item_conditions]
        while waiting:
            condition = waiting.pop(0)
            waiting = [*condition.of, *waiting]
            owner = self.owner(measure.id, condition.id, own)
            words = condition.title or condition.words
            shown = Shown(owner, condition.id, words, _ways(condition.truth), _facts(condition))
            self.conditions.setdefault((owner, condition.id), shown)
        for definition in measure.definitions:
            self.expect_rows(definition)
        self.below[measure.id] = len(measure.item_steps)
        for position, step in enumerate((*measure.item_steps, *measure.steps)):
            if step.name not in ("expression", "sum"):
                self.steps[measure.id, position] = Shown(measure.id, step.name, STEP_WORDS[step.name], BITS)

    def expect_rows(self, definition: Definition) -> None:
        """The rows of a decision table of this pack; those of other packs are for their own examples to show."""
        owner = self.version.owner_of(definition.key)
        if owner is not None and definition.row is not None:
            ways = tuple(str(number) for number in range(1, len(definition.row_cites) + 1))
            shown = Shown(owner, definition.name, definition.words, ways)
            self.rows.setdefault((owner, definition.name), shown)

    def owner(self, measure: str, condition: str, own: schema.Measure) -> str:
        """The pack where the condition is the pack's; a period in force is the measure's when it states one."""
        of_pack = condition in self.shared or (condition == "in-force" and own.in_force is None)
        return "" if of_pack and len(self.version.measures) > 1 else measure

    def see(self, measure: str, decision: Mapping[str, Any]) -> None:
        """Takes note of a decision, given as its JSON."""
        own = self.version.measures[measure]
        of_items = [item["trace"] for item in decision["items"]]
        waiting = [*decision["trace"]["of"], *(node for trace in of_items for node in trace["of"])]
        while waiting:
            node = waiting.pop()
            waiting += node.get("of", ())
            if node["node"] != "for_each":
                self.conditions[self.owner(measure, node["id"], own), node["id"]].seen.add(node["holds"])
        for item in decision["items"]:
            self.see_steps(measure, item["derivation"], 0)
        self.see_steps(measure, decision["derivation"], self.below[measure])
        for trace in (decision["trace"], *of_items):
            self.see_rows(trace["definitions"])

    def see_steps(self, measure: str, steps: Iterable[Mapping[str, Any]], first: int) -> None:
        for position, step in enumerate(steps, start=first):
            shown = self.steps.get((measure, position))
            if shown is not None and step["bit"] is not None:
                shown.seen.add("true" if step["bit"] else "false")

    def see_value(self, answer: Mapping[str, Any]) -> None:
        """Takes note of a derived fact, given as its JSON."""
        self.see_rows(answer["trace"])

    def see_rows(self, definitions: Iterable[Mapping[str, Any]]) -> None:
        for definition in definitions:
            row, owner = definition.get("row"), self.version.owner_of(definition["key"])
            shown = None if owner is None else self.rows.get((owner, definition["name"]))
            if shown is not None and row is not None:
                shown.seen.add(str(row["number"]))

    @property
    def unseen(self) -> list[Shown]:
        """The conditions that are not yet seen in every way they can be."""
        return [shown for shown in self.conditions.values() if shown.unseen]


def edition_with(library: Library, version: PackVersion) -> Edition:
    """The version checked with the packs it is in force beside."""
    period = version.pack.in_force
    day = next(day for day in (period.to, period.from_, LAST_DAY) if day is not None)
    return library.edition(day, [version])


def _shared(pack: schema.Pack) -> list[str]:
    """The ids of the pack's own conditions, numbered as checking numbers them."""
    found: list[str] = []

    def gather(models: Iterable[schema.Condition], prefix: str) -> None:
        for position, model in enumerate(models, start=1):
            found.append(model.id or f"{prefix}{position}")
            inner = model.all or model.any or model.none or model.of or ()
            gather(inner, f"{prefix}{position}.")

    gather(pack.when, "p")
    return found


def _ways(truth: Node) -> tuple[str, ...]:
    """All a condition can be: a fixed one is what it is, one that reads no fact is never unknown."""
    if truth.op == "lit":
        return ("true" if truth.data else "false",)
    unknowable = any(node.op in UNKNOWABLE for node in reachable([truth]))
    return TRUTHS if unknowable else TRUTHS[:2]


def _facts(condition: Condition) -> tuple[str, ...]:
    """The facts and lists that a condition reads, by id."""
    names = [
        str(node.data[0] if isinstance(node.data, tuple) else node.data).partition("#")[0]
        if "/" not in str(node.data)
        else str(node.data)
        for node in reachable([condition.truth])
        if node.op in ("fact", "field", "some", "count", "sum", "min", "max")
    ]
    return tuple(dict.fromkeys(names))
