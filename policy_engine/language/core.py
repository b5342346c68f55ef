"""The core every rule is read into, and the one walk over it.

A node holds whole numbers, truths and codes only: kinds, units, scales, quotients, names and citations were dealt with
by the checker. Equal nodes are one object. A number carries its proved range: it is what an unknown number means. A
node stands at the level of the firm (`level` is None) or of the items of one list.

    lit fact field param as_of undef        what is written, given, or not defined (with the reason)
    add neg mul divide root                 whole-number arithmetic; divide and root round
    add_months months                       the calendar
    le lt eq member                         comparison; eq also of codes; member of a code in a set, which may carry
                                            what holds where the code is not given
    and or not at_least if                  Kleene logic
    least greatest                          of several numbers
    some count sum min max                  over the items of a list that meet a condition
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from policy_engine.errors import Bilingual

Sort = Literal["number", "truth", "code"]
Operation = Literal[
    "lit", "fact", "field", "param", "as_of", "undef",
    "add", "neg", "mul", "divide", "root", "add_months", "months",
    "le", "lt", "eq", "member",
    "and", "or", "not", "at_least", "if",
    "least", "greatest",
    "some", "count", "sum", "min", "max",
]  # fmt: skip
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A set of texts: those listed, and those that begin with one of the prefixes."""

    values: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    def __contains__(self, text: str) -> bool:
        return text in self.values or text.startswith(self.prefixes)


AGGREGATES = frozenset(("some", "count", "sum", "min", "max"))


class Mismatch(Exception):  # noqa: N818  # what an author wrote does not fit; nothing failed
    """Parts of an expression that do not fit together."""

    def __init__(self, message: Bilingual, advice: Bilingual | None = None) -> None:
        super().__init__(message.zh)
        self.message, self.advice = message, advice


class MixedLevels(Mismatch):
    """A node that would stand at the items of two lists at once."""

    def __init__(self, lists: list[str]) -> None:
        super().__init__(
            Bilingual(
                f"一个式子不能同时落在两个列表的项上：{'、'.join(lists)}",
                f"one expression cannot be about items of two lists: {', '.join(lists)}",
            )
        )


class Node:
    """One node of the core; made by `Core.make` only."""

    __slots__ = ("data", "depth", "high", "id", "kids", "level", "low", "op", "sort")

    op: Operation
    kids: tuple[Node, ...]
    data: object
    """lit: the value · fact, param: its key · field: (list, field) · undef: the reason · divide: the rounding ·
    root: the degree · member: the set · at_least: the count · aggregates: the list."""
    sort: Sort
    low: int
    high: int
    level: str | None
    id: int
    depth: int
    """The longest way down to a node without parts."""

    def __repr__(self) -> str:
        """The node with its parts; what stands deep, and may be shared many times over, by its number."""
        parts = [repr(kid) if self.depth <= SHALLOW else f"#{kid.id}" for kid in self.kids]
        return f"{self.op}{'' if self.data is None else f':{self.data}'}({', '.join(parts)})"


SHALLOW = 4
"""Levels of parts that the text of a node shows."""


class Core:
    """The table of nodes of one set of rules."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._table: dict[object, Node] = {}

    def make(
        self, op: Operation, kids: Iterable[Node] = (), data: object = None, *,
        sort: Sort = "truth", low: int = 0, high: int = 0, level: str | None = None,
    ) -> Node:  # fmt: skip
        """The node with these parts. Its level is that of its parts; an aggregate leaves the level of its items."""
        kids = tuple(kids)
        levels = {kid.level for kid in kids} | {level}
        if op in AGGREGATES:
            levels.add(str(data))
        levels.discard(None)
        if len(levels) > 1:
            raise MixedLevels(sorted(str(one) for one in levels))
        level = None if op in AGGREGATES else next(iter(levels), None)
        key = (op, type(data), data, tuple(kid.id for kid in kids), sort, low, high, level)
        node = self._table.get(key)
        if node is None:
            node = Node()
            node.op, node.kids, node.data, node.sort = op, kids, data, sort
            node.low, node.high, node.level, node.id = low, high, level, len(self.nodes)
            node.depth = 1 + max((kid.depth for kid in kids), default=0)
            self._table[key] = node
            self.nodes.append(node)
        return node


def reachable(roots: Iterable[Node]) -> list[Node]:
    """All nodes below the roots, parts before wholes."""
    found: dict[int, Node] = {}
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node.id not in found:
            found[node.id] = node
            waiting += node.kids
    return [found[number] for number in sorted(found)]


def reads(nodes: Iterable[Node]) -> dict[str, set[str]]:
    """The keys that nodes read: of the firm, lists included, under the empty name, of a list's items under its own."""
    found: dict[str, set[str]] = {"": set()}
    for node in nodes:
        if node.op == "field" and isinstance(node.data, tuple):
            of, key = node.data
            found.setdefault(of, set()).add(key)
            found[""].add(of)
        elif node.op == "fact" or node.op in AGGREGATES:
            found[""].add(str(node.data))
    return found


class Environment(Generic[V]):
    """Where a walk stands: at the firm, or (`firm` is set) at the items of a list of that firm."""

    __slots__ = ("firm", "memo")

    def __init__(self, firm: Environment[V] | None = None) -> None:
        self.firm = firm
        self.memo: dict[int, V] = {}


Later = Callable[[], V]
Body = Callable[[Environment[V]], tuple[V, ...]]


class Algebra(Protocol[V]):
    """One reading of the core: a method an operation. Parts of `and or at_least if` arrive as calls not yet made; the
    body of an aggregate (its condition and its value) as a function of the environment of the item."""

    def lit(self, node: Node) -> V: ...
    def fact(self, node: Node, derived: Later[V] | None, environment: Environment[V]) -> V: ...
    def field(self, node: Node, environment: Environment[V]) -> V: ...
    def param(self, node: Node, environment: Environment[V]) -> V: ...
    def as_of(self, node: Node, environment: Environment[V]) -> V: ...
    def undef(self, node: Node) -> V: ...
    def add(self, node: Node, a: V, b: V) -> V: ...
    def neg(self, node: Node, a: V) -> V: ...
    def mul(self, node: Node, a: V, b: V) -> V: ...
    def divide(self, node: Node, a: V, b: V) -> V: ...
    def root(self, node: Node, a: V) -> V: ...
    def add_months(self, node: Node, a: V, b: V) -> V: ...
    def months(self, node: Node, a: V, b: V) -> V: ...
    def le(self, node: Node, a: V, b: V) -> V: ...
    def lt(self, node: Node, a: V, b: V) -> V: ...
    def eq(self, node: Node, a: V, b: V) -> V: ...
    def member(self, node: Node, a: V, derived: Later[V] | None) -> V: ...
    def both(self, node: Node, parts: list[Later[V]]) -> V: ...
    def either(self, node: Node, parts: list[Later[V]]) -> V: ...
    def no(self, node: Node, a: V) -> V: ...
    def at_least(self, node: Node, parts: list[Later[V]]) -> V: ...
    def choose(self, node: Node, condition: V, then: Later[V], otherwise: Later[V]) -> V: ...
    def least(self, node: Node, values: list[V]) -> V: ...
    def greatest(self, node: Node, values: list[V]) -> V: ...
    def aggregate(self, node: Node, body: Body[V], environment: Environment[V]) -> V: ...
    def lift(self, node: Node, value: V, environment: Environment[V]) -> V: ...


def interpret(node: Node, algebra: Algebra[V], environment: Environment[V]) -> V:
    """The one walk: what a node means in an algebra. Nothing else branches on the kinds of nodes."""
    memo = environment.memo
    if node.id in memo:
        return memo[node.id]
    if node.depth > SHALLOW:
        for part in _below(node, environment):
            _value(part, algebra, environment)
    return _value(node, algebra, environment)


SHALLOW = 40
"""The depth from which parts are worked out before wholes, as the walk down would exhaust Python's stack."""


def _below(node: Node, environment: Environment[V]) -> list[Node]:
    """The parts of a node that are worked out where it is, not at the items of a list or back at the firm."""
    found: dict[int, Node] = {}
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if part.id in found or part.id in environment.memo:
            continue
        found[part.id] = part
        lifted = environment.firm is not None and part.level is None
        if not lifted and part.op not in AGGREGATES:
            waiting += part.kids
    return [found[number] for number in sorted(found)]


def _value(node: Node, algebra: Algebra[V], environment: Environment[V]) -> V:
    memo = environment.memo
    if node.id in memo:
        return memo[node.id]
    if environment.firm is not None and node.level is None and node.op not in ("lit", "undef"):
        value = algebra.lift(node, interpret(node, algebra, environment.firm), environment)
    else:
        value = _meaning(node, algebra, environment)
    memo[node.id] = value
    return value


def _meaning(node: Node, algebra: Algebra[V], environment: Environment[V]) -> V:
    kids = node.kids

    def now(position: int) -> V:
        return interpret(kids[position], algebra, environment)

    def later(position: int) -> Later[V]:
        return lambda: interpret(kids[position], algebra, environment)

    match node.op:
        case "lit":
            return algebra.lit(node)
        case "fact":
            return algebra.fact(node, later(0) if kids else None, environment)
        case "field":
            return algebra.field(node, environment)
        case "param":
            return algebra.param(node, environment)
        case "as_of":
            return algebra.as_of(node, environment)
        case "undef":
            return algebra.undef(node)
        case "add":
            return algebra.add(node, now(0), now(1))
        case "neg":
            return algebra.neg(node, now(0))
        case "mul":
            return algebra.mul(node, now(0), now(1))
        case "divide":
            return algebra.divide(node, now(0), now(1))
        case "root":
            return algebra.root(node, now(0))
        case "add_months":
            return algebra.add_months(node, now(0), now(1))
        case "months":
            return algebra.months(node, now(0), now(1))
        case "le":
            return algebra.le(node, now(0), now(1))
        case "lt":
            return algebra.lt(node, now(0), now(1))
        case "eq":
            return algebra.eq(node, now(0), now(1))
        case "member":
            return algebra.member(node, now(0), later(1) if len(kids) > 1 else None)
        case "and":
            return algebra.both(node, [later(i) for i in range(len(kids))])
        case "or":
            return algebra.either(node, [later(i) for i in range(len(kids))])
        case "not":
            return algebra.no(node, now(0))
        case "at_least":
            return algebra.at_least(node, [later(i) for i in range(len(kids))])
        case "if":
            return algebra.choose(node, now(0), later(1), later(2))
        case "least":
            return algebra.least(node, [now(i) for i in range(len(kids))])
        case "greatest":
            return algebra.greatest(node, [now(i) for i in range(len(kids))])
        case "some" | "count" | "sum" | "min" | "max":
            return algebra.aggregate(
                node, lambda item: tuple(interpret(kid, algebra, item) for kid in kids), environment
            )
