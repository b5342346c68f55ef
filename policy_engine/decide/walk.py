"""Going down from what is not settled, through the parts that could settle it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from policy_engine.decide.intervals import FALSE, TRUE, UNKNOWN, Interval
from policy_engine.decide.program import Program, Rows
from policy_engine.language.core import AGGREGATES, Node

Place = tuple[Node, int | None]
"""A node, and the item it is of: by its position in the list, or none."""


class Walk:
    """The values of one run, and which parts of one could still change it."""

    def __init__(self, program: Program, slots: tuple[Any, ...], rows: Rows) -> None:
        self.program, self.slots, self.rows = program, slots, rows

    def value(self, node: Node, item: int | None) -> Any:
        return self.program.value(node, self.slots, self.rows, item)

    def open(self, node: Node, item: int | None) -> bool:
        """Whether the value is not settled."""
        value = self.value(node, item)
        if node.sort == "truth":
            return bool(value == UNKNOWN)
        return value is None if node.sort == "code" else isinstance(value, Interval)

    def parts(self, node: Node, item: int | None) -> Iterator[Place]:
        """The parts that could change the value: not the branch that is not taken, nor a fact that is derived; of a
        list of every item whether it counts, and where it may what is taken of it."""
        if node.op in AGGREGATES:
            for position in range(len(self.rows.get(str(node.data)) or ())):
                taken = self.value(*at_item(node.kids[0], position))
                yield from (at_item(kid, position) for kid in (node.kids[:1] if taken == FALSE else node.kids))
            return
        kids: Sequence[Node] = node.kids
        if node.op == "if":
            condition, then, otherwise = kids
            decided = self.value(condition, item)
            kids = [condition, *([then] if decided != FALSE else []), *([otherwise] if decided != TRUE else [])]
        elif node.op == "member":
            kids = kids[-1:]
        yield from (at_item(kid, item) for kid in kids)


def at_item(node: Node, item: int | None) -> Place:
    """A node where it stands: at the item, if it is about one."""
    return node, item if node.level is not None else None
