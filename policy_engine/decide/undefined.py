"""Why something has no value though the facts it rests on are given: the denominator is zero, no row applies.

Where that is told by a few choices it is read from their slots; where lists are looked through, by going down from what
is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from policy_engine.decide.intervals import FALSE, TRUE, UNKNOWN
from policy_engine.decide.program import Program, Rows
from policy_engine.decide.walk import Place, Walk
from policy_engine.errors import Bilingual
from policy_engine.language.core import AGGREGATES, Node, reachable
from policy_engine.language.kinds import NO_ITEMS

OF_ITEMS = ("min", "max")
MOST_WAYS = 16

Way = tuple[Bilingual, tuple[tuple[Node, int], ...]]
"""A reason, and the truths of conditions that lead to it."""


def may_be_undefined(roots: Iterable[Node]) -> bool:
    """Whether anything below may have no value."""
    return any(node.op == "undef" or node.op in OF_ITEMS for node in reachable(roots))


def ways(root: Node) -> list[Way] | None:
    """The ways that lead from a node that is open to one without a value, in the order rules are read; None where they
    are many, or go through lists or facts that may be given instead."""
    found: list[Way] = []
    for way in _ways(root, ()):
        if way is None or len(found) == MOST_WAYS:
            return None
        found.append(way)
    return found


def _ways(node: Node, path: tuple[tuple[Node, int], ...]) -> Iterator[Way | None]:
    if node.op == "undef":
        if isinstance(node.data, Bilingual):
            yield node.data, path
    elif node.op in AGGREGATES or (node.op in ("fact", "member") and len(node.kids) > (node.op == "member")):
        if may_be_undefined([node]):
            yield None
    elif node.op == "if":
        condition, then, otherwise = node.kids
        yield from _ways(condition, path)
        yield from _ways(then, (*path, (condition, TRUE)))
        yield from _ways(otherwise, (*path, (condition, FALSE)))
    else:
        for kid in node.kids:
            yield from _ways(kid, path)


@dataclass(frozen=True)
class Undefined:
    """The first reason, in the order rules are read, why a node surely has no value; None where it has one or where
    that is for an unknown fact to tell."""

    program: Program
    root: Node

    def __call__(self, slots: tuple[Any, ...], rows: Rows, item: int | None = None) -> Bilingual | None:
        walk = Walk(self.program, slots, rows)
        waiting: list[Place] = [(self.root, item if self.root.level is not None else None)]
        seen: set[tuple[int, int | None]] = set()
        while waiting:
            node, at = waiting.pop()
            if (node.id, at) in seen or not walk.open(node, at):
                continue
            seen.add((node.id, at))
            if node.op == "undef":
                return node.data if isinstance(node.data, Bilingual) else None
            if node.op in OF_ITEMS and rows.get(str(node.data)) is not None and not _counts(walk, node):
                return NO_ITEMS
            parts = list(walk.parts(node, at))
            if node.op == "if" and walk.value(*parts[0]) == UNKNOWN:
                parts = parts[:1]
            waiting += reversed(parts)
        return None


def _counts(walk: Walk, node: Node) -> bool:
    """Whether an item may count."""
    table, condition = walk.rows[str(node.data)] or (), node.kids[0]
    return any(walk.value(condition, at if condition.level is not None else None) for at in range(len(table)))
