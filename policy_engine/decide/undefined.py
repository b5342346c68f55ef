"""Why something is open though no unknown fact could settle it: the denominator is zero, no row of a table applies, a
value is yet to be announced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policy_engine.decide import shown
from policy_engine.decide.intervals import FALSE, TRUE, UNKNOWN
from policy_engine.decide.program import Program, Rows
from policy_engine.decide.walk import Place, Walk, at_item
from policy_engine.errors import Bilingual
from policy_engine.language.core import AGGREGATES, Node, reachable
from policy_engine.language.kinds import NO_ITEMS, ZERO_DENOMINATOR, Term, Value
from policy_engine.packs.checked import nodes_of

OF_ITEMS = ("min", "max")
GIVEN = ("fact", "field")


@dataclass(frozen=True)
class Undefined:
    """Why a value surely stays open: of `reasons` the number, from 1, of the first in the order rules are read; 0 where
    it is known, or an unknown fact may still settle it."""

    program: Program
    value: Value
    unset: Mapping[str, Bilingual]
    """What is said of parameters that are yet to be announced, by key."""

    @cached_property
    def reasons(self) -> tuple[Bilingual, ...]:
        """All the reasons there can be; none of a value that always is one."""
        found = [] if isinstance(self.value, Term) else [ZERO_DENOMINATOR]
        for node in reachable(nodes_of(self.value)):
            if node.op == "undef" and isinstance(node.data, Bilingual):
                found.append(node.data)
            elif node.op in OF_ITEMS:
                found.append(NO_ITEMS)
            elif node.op == "param" and str(node.data) in self.unset:
                found.append(self.unset[str(node.data)])
        return tuple(dict.fromkeys(found))

    def leads(self) -> list[tuple[Node, int]] | None:
        """The choices of which one must have come out so that there is a reason; None where more has to be seen."""
        nodes = reachable(nodes_of(self.value))
        unset = any(node.op == "param" and str(node.data) in self.unset for node in nodes)
        if unset or not isinstance(self.value, Term) or any(node.op in AGGREGATES for node in nodes):
            return None
        found: dict[tuple[int, int], tuple[Node, int]] = {}
        for node in nodes:
            if node.op == "if":
                for branch, truth in ((node.kids[1], TRUE), (node.kids[2], FALSE)):
                    if branch.op == "undef":
                        found[node.kids[0].id, truth] = node.kids[0], truth
            elif any(kid.op == "undef" for kid in node.kids):
                return None
        return list(found.values()) if not any(node.op == "undef" for node in nodes_of(self.value)) else None

    def __call__(self, slots: tuple[Any, ...], rows: Rows, item: int | None = None) -> int:
        walk = Walk(self.program, slots, rows)
        roots = [at_item(node, item) for node in nodes_of(self.value)]
        reason = self.first(walk, roots)
        if reason is None and not isinstance(self.value, Term) and not any(walk.open(*root) for root in roots):
            none = shown.bounds(self.value, lambda node: walk.value(*at_item(node, item)))
            reason = ZERO_DENOMINATOR if none is None else None
        return 0 if reason is None else self.reasons.index(reason) + 1

    def first(self, walk: Walk, roots: Iterable[Place]) -> Bilingual | None:
        """The first reason below; None where there is none, or something open below is to be given."""
        waiting = list(roots)[::-1]
        seen: set[tuple[int, int | None]] = set()
        found: list[Bilingual] = []
        while waiting:
            node, at = waiting.pop()
            if (node.id, at) in seen or not walk.open(node, at):
                continue
            seen.add((node.id, at))
            if node.op in AGGREGATES and walk.rows.get(str(node.data)) is None:
                return None
            if node.op in GIVEN and not node.kids:
                return None
            if node.op == "undef" and isinstance(node.data, Bilingual):
                found.append(node.data)
            elif node.op == "param" and str(node.data) in self.unset:
                found.append(self.unset[str(node.data)])
            elif node.op in OF_ITEMS and not _counts(walk, node):
                found.append(NO_ITEMS)
            parts = list(walk.parts(node, at))
            if node.op == "if" and walk.value(*parts[0]) == UNKNOWN:
                parts = parts[:1]
            waiting += reversed(parts)
        return next(iter(found), None)


def _counts(walk: Walk, node: Node) -> bool:
    """Whether an item may count."""
    table, condition = walk.rows[str(node.data)] or (), node.kids[0]
    return any(walk.value(*at_item(condition, at)) for at in range(len(table)))
