"""Why something has no value though the facts it rests on are given: the denominator is zero, no row applies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policy_engine.decide.intervals import UNKNOWN
from policy_engine.decide.program import Program, Rows, reachable
from policy_engine.decide.walk import Place, Walk
from policy_engine.errors import Bilingual
from policy_engine.language.core import Node
from policy_engine.language.kinds import NO_ITEMS

OF_ITEMS = ("min", "max")


def may_be_undefined(roots: Iterable[Node]) -> bool:
    """Whether anything below may have no value."""
    return any(node.op == "undef" or node.op in OF_ITEMS for node in reachable(roots))


@dataclass(frozen=True)
class Undefined:
    """The first reason, in the order rules are read, why one of these nodes surely has no value; None where it has one
    or where that is for an unknown fact to tell."""

    program: Program
    roots: tuple[Node, ...]

    def __call__(self, slots: tuple[Any, ...], rows: Rows, item: int | None = None) -> Bilingual | None:
        walk = Walk(self.program, slots, rows)
        waiting: list[Place] = [(root, item if root.level is not None else None) for root in reversed(self.roots)]
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
