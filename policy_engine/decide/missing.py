"""Which unknown facts can still change a decision.

From a result that is not settled, down through the parts that are not: what is known, and the branch not taken, cannot
change it. Every fact that can is in; one that cannot may be in too where the same unknown is read twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from policy_engine.decide.intervals import FALSE
from policy_engine.decide.program import Program, Rows
from policy_engine.decide.rendering.page import js, words
from policy_engine.decide.walk import Walk
from policy_engine.errors import Bilingual
from policy_engine.language.core import AGGREGATES, Node, reachable
from policy_engine.language.words import of_fiscal_year
from policy_engine.packs.checked import CheckedMeasure, nodes_of
from policy_engine.packs.edition import Edition

UNDETERMINED, NEEDS_REVIEW = 1, 2


class Missing:
    """Finds and says the missing facts of one measure."""

    def __init__(self, edition: Edition, measure: CheckedMeasure, program: Program) -> None:
        self.edition, self.measure, self.program = edition, measure, program
        self.said: dict[str, tuple[tuple[Bilingual, Bilingual | None], str]] = {}
        self.reads = {
            condition.id: _facts([condition.truth])
            for one in (*measure.conditions, *measure.item_conditions)
            for condition in one.leaves()
        }
        """What each condition reads, itself or through what it is defined by."""
        if measure.over is not None:
            self.reads[measure.over] = {
                measure.over,
                *_facts(node for node in (measure.here, measure.item) if node is not None),
            }
        self.paid = _facts(
            node
            for step in (*measure.item_steps, *measure.steps)
            for node in (*(nodes_of(step.amount) if step.name == "expression" else ()), step.cap, step.received)
            if node is not None
        )

    def json(
        self,
        slots: tuple[Any, ...],
        rows: Rows,
        outcome: int,
        items: Sequence[int] | None,
        names: Mapping[str, Sequence[bytes]],
    ) -> bytes:
        """The entries of `missing`, in the order the rules read them."""
        walk = _Walk(self.program, slots, rows, names)
        measure = self.measure
        if outcome in (UNDETERMINED, NEEDS_REVIEW):
            walk.node(measure.firm, None)
            if measure.over is not None and measure.item is not None:
                if rows.get(measure.over) is None:
                    walk.absent(measure.over, [node for node in (measure.here, measure.item) if node is not None])
                else:
                    self.open_items(walk, items or ())
        if measure.nature != "recognition":
            walk.node(measure.amount, None)
            walk.node(measure.total, None)
        if measure.nature == "entitlement":
            for flag in measure.flags:
                if flag.name == "legal_risk":
                    walk.node(flag.when, None)
        return b"[%b]" % b", ".join(self.say(path, fact) for path, fact in walk.found.items())

    def open_items(self, walk: _Walk, outcomes: Sequence[int]) -> None:
        measure = self.measure
        assert measure.over is not None
        assert measure.item is not None
        table = walk.rows[measure.over] or []
        left = iter(outcomes)
        for position in range(len(table)):
            if measure.here is not None:
                if walk.value(measure.here, position) == FALSE:
                    continue
                walk.node(measure.here, position)
            if next(left) in (UNDETERMINED, NEEDS_REVIEW):
                walk.node(measure.item, position)

    def say(self, path: str, fact: str) -> bytes:
        """One missing fact with its question; a review with what is to be judged."""
        if fact not in self.said:
            self.said[fact] = self.named(fact), self.asked(fact)
        (named, field), asked = self.said[fact]
        if field is not None:
            item = path.partition("[")[2].rpartition("]")[0]
            named = Bilingual(f"{named.zh}[{item}].{field.zh}", f"{named.say('en')} [{item}]: {field.say('en')}")
        return f'{{"fact": {js(path)}, "words": {words(named)}, {asked}}}'.encode()

    def named(self, fact: str) -> tuple[Bilingual, Bilingual | None]:
        """What a fact or review is called; of a field its list, and the field itself."""
        if fact in self.edition.reviews:
            return self.edition.reviews[fact], None
        vocabulary, (base, _, year) = self.edition.vocabulary, fact.partition("#")
        declared = vocabulary.facts.get(base) or vocabulary.lists.get(base)
        if declared is not None:
            return of_fiscal_year(declared.words, int(year)) if year.isdigit() else declared.words, None
        name, _, field = base.partition(".")
        return vocabulary.lists[name].words, vocabulary.lists[name].items[field].words

    def asked(self, fact: str) -> str:
        """The members behind the words: the question, and what the fact is needed for."""
        vocabulary, base = self.edition.vocabulary, fact.partition("#")[0]
        declared = vocabulary.facts.get(base) or vocabulary.lists.get(base.partition(".")[0])
        question = declared.question if declared is not None else None
        members = {
            "question": question.text.to_json() if question is not None else None,
            "review": fact in self.edition.reviews,
            "conditions": [name for name, read in self.reads.items() if fact in read],
            "for_amount": fact in self.paid,
        }
        return js(members)[1:-1]


def _facts(roots: Iterable[Node]) -> set[str]:
    """The facts, years of facts, fields and lists that nodes read."""
    found: set[str] = set()
    for node in reachable(roots):
        if node.op == "fact":
            found.add(_part(str(node.data)))
        elif node.op == "field" and isinstance(node.data, tuple):
            found.add(".".join(node.data))
        elif node.op in AGGREGATES:
            found.add(str(node.data))
    return found


def _part(key: str) -> str:
    """A fact, a year of one, or a review; of a set of codes the whole set is what is not known."""
    name, sign, part = key.partition("~")[0].partition("#")
    return f"{name}#{part}" if sign and (part.isdigit() or "/" in part) else name


class _Walk(Walk):
    def __init__(
        self, program: Program, slots: tuple[Any, ...], rows: Rows, names: Mapping[str, Sequence[bytes]]
    ) -> None:
        super().__init__(program, slots, rows)
        self.names = names
        self.found: dict[str, str] = {}
        """Paths of missing facts with the fact each is a part of."""
        self.seen: set[tuple[int, int | None]] = set()

    def node(self, root: Node, item: int | None) -> None:
        """Goes down through what is open, in the order rules read it."""
        waiting = [(root, item)]
        while waiting:
            node, item = waiting.pop()
            if (node.id, item) in self.seen or not self.open(node, item):
                continue
            self.seen.add((node.id, item))
            if node.op == "fact" and not node.kids:
                path = _part(str(node.data))
                self.found.setdefault(path, path)
            elif node.op == "field" and isinstance(node.data, tuple) and item is not None:
                many, field = node.data
                self.found.setdefault(f"{many}[{json.loads(self.names[many][item])}].{field}", f"{many}.{field}")
            elif node.op in AGGREGATES and self.rows.get(str(node.data)) is None:
                self.absent(str(node.data), node.kids)
            else:
                waiting += reversed(list(self.parts(node, item)))

    def absent(self, name: str, roots: Sequence[Node]) -> None:
        """A list that is not given, and what its items will be held against."""
        self.found.setdefault(name, name)
        of_items = [node for node in reachable(roots) if node.level is not None]
        for node in (*roots, *(kid for one in of_items for kid in one.kids)):
            if node.level is None:
                self.node(node, None)
