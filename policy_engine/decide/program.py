"""Rules as generated Python: the slots of the reference evaluation, compiled.

The generator is one more algebra over the same walk: the value of a node is the text of a Python expression. Constants
are bound by number (`c7`), never written into the text, and names are numbers too, so that no rule can put words into
the program. What only the day decides is worked out once; the ladder of a measure only where the measure is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import le, lt
from typing import Any

from policy_engine.decide import intervals
from policy_engine.language.core import AGGREGATES, Body, CodeSet, Environment, Later, Node, interpret, reachable

Facts = Mapping[str, Any]
"""Facts, and the fields of each item, with None for every one that a program reads and that is not given."""
Parameters = Sequence[Any]
Rows = dict[str, list[tuple[Any, ...]] | None]

RUNTIME: dict[str, object] = {
    "K": intervals.TRUTHS,
    "NOT": intervals.OPPOSITE,
    **{
        name: getattr(intervals, name)
        for name in (
            "equal", "equal_codes", "least", "greatest", "rounded", "root", "later_by", "months_from", "hull",
            "either_truth", "same_code", "some", "count", "total", "smallest", "largest",
        )
    },
}  # fmt: skip


class Names(Environment[str]):
    """The expressions found so far, of the firm or of the items of one list."""

    __slots__ = ("item",)

    def __init__(self, firm: Names | None = None, item: str = "f") -> None:
        super().__init__(firm)
        self.item = item


@dataclass
class Texts:
    """The algebra of program texts."""

    constants: dict[str, object]
    parameters: dict[str, int]
    numbers: int = 0
    absent: dict[int, str] = field(default_factory=dict)
    """The constant that a given number is when it is not given, by node."""

    def constant(self, value: object) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def unknown(self, node: Node) -> str:
        if node.sort == "truth":
            return "1"
        if node.sort == "code":
            return "None"
        return self.constant(intervals.between(node.low, node.high))

    def fresh(self) -> str:
        self.numbers += 1
        return f"t{self.numbers}"

    def lit(self, node: Node) -> str:
        if node.sort == "truth":
            return "3" if node.data else "0"
        return repr(node.data) if isinstance(node.data, int) and abs(node.data) < 10**18 else self.constant(node.data)

    def read(self, node: Node, source: str) -> str:
        """The expression of a fact or a field, None where it is not given."""
        key = node.data[1] if isinstance(node.data, tuple) else str(node.data)
        return f"{source}[{self.constant(key)}]"

    def list_of(self, name: str) -> str:
        """The expression of a list of the firm, None where it is not given."""
        return f"f[{self.constant(name)}]"

    def given(self, node: Node, value: str, otherwise: str) -> str:
        if node.sort == "code" and otherwise == "None":
            return value
        if node.sort == "number" and not node.kids:
            otherwise = self.absent.setdefault(node.id, otherwise)
        name = self.fresh()
        known = f"(3 if {name} else 0)" if node.sort == "truth" else name
        return f"({otherwise} if ({name}:={value}) is None else {known})"

    def fact(self, node: Node, derived: Later[str] | None, environment: Environment[str]) -> str:
        value = self.read(node, "f")
        return self.given(node, value, self.unknown(node) if derived is None else derived())

    def field(self, node: Node, environment: Environment[str]) -> str:
        assert isinstance(environment, Names)
        return self.given(node, self.read(node, environment.item), self.unknown(node))

    def param(self, node: Node, environment: Environment[str]) -> str:
        return f"p[{self.parameters.setdefault(str(node.data), len(self.parameters))}]"

    def as_of(self, node: Node, environment: Environment[str]) -> str:
        return "d"

    def undef(self, node: Node) -> str:
        return self.unknown(node)

    def add(self, node: Node, a: str, b: str) -> str:
        return f"({a}+{b})"

    def neg(self, node: Node, a: str) -> str:
        return f"(-{a})"

    def mul(self, node: Node, a: str, b: str) -> str:
        return f"({a}*{b})"

    def divide(self, node: Node, a: str, b: str) -> str:
        over, under = node.kids
        slow = f"rounded({a},{b},{self.constant(node.data)},{node.low},{node.high})"
        if under.op != "lit" or over.low < 0:
            return slow
        if node.data in ("floor", "down"):
            return f"({a}//{b} if {a}.__class__ is int else {slow})"
        if node.data == "half up":
            return f"(({a}+{under.low // 2})//{b} if {a}.__class__ is int else {slow})"
        return slow

    def root(self, node: Node, a: str) -> str:
        return f"root({a},{node.data})"

    def add_months(self, node: Node, a: str, b: str) -> str:
        return f"later_by({a},{b})"

    def months(self, node: Node, a: str, b: str) -> str:
        return f"months_from({a},{b})"

    def le(self, node: Node, a: str, b: str) -> str:
        return self.against_literal(node, "<=", a, b) or self.compared(f"{a}<={b}")

    def lt(self, node: Node, a: str, b: str) -> str:
        return self.against_literal(node, "<", a, b) or self.compared(f"{a}<{b}")

    def compared(self, comparison: str) -> str:
        """Of known numbers a comparison is True or False; of others a number of its own."""
        name = self.fresh()
        return f"(3 if ({name}:={comparison}) is True else 0 if {name} is False else K[{name}])"

    def against_literal(self, node: Node, sign: str, a: str, b: str) -> str | None:
        """A given value against a written one: not given, the answer is known beforehand."""
        beside = self.beside_literal(node, sign, a, b)
        return None if beside is None else f"({beside[2]} if {beside[0]} is {beside[1]} else 3 if {a}{sign}{b} else 0)"

    def beside_literal(self, node: Node, sign: str, a: str, b: str) -> tuple[str, str, int] | None:
        """Of a comparison of a given value with a written one: the value's name, what it is when it is not given, and
        the answer then."""
        left, right = node.kids
        name, absent = (b, self.absent.get(right.id)) if left.op == "lit" else (a, self.absent.get(left.id))
        if absent is None or "lit" not in (left.op, right.op):
            return None
        compare = le if sign == "<=" else lt
        surely, possibly = compare(left.high, right.low), compare(left.low, right.high)
        return name, absent, 3 if surely else 1 if possibly else 0

    def eq(self, node: Node, a: str, b: str) -> str:
        return f"equal_codes({a},{b})" if node.kids[0].sort == "code" else f"equal({a},{b})"

    def codes(self, node: Node) -> str:
        """The set of texts of a node as Python finds one quickest."""
        assert isinstance(node.data, CodeSet)
        return self.constant(node.data if node.data.prefixes else node.data.values)

    def member(self, node: Node, a: str, derived: Later[str] | None) -> str:
        codes, otherwise = self.codes(node), "1" if derived is None else derived()
        if a.isidentifier():
            return f"({otherwise} if {a} is None else 3 if {a} in {codes} else 0)"
        name = self.fresh()
        return f"({otherwise} if ({name}:={a}) is None else 3 if {name} in {codes} else 0)"

    def both(self, node: Node, parts: list[Later[str]]) -> str:
        return f"({'&'.join(part() for part in parts)})"

    def either(self, node: Node, parts: list[Later[str]]) -> str:
        return f"({'|'.join(part() for part in parts)})"

    def no(self, node: Node, a: str) -> str:
        return f"NOT[{a}]"

    def at_least(self, node: Node, parts: list[Later[str]]) -> str:
        count, name = int(str(node.data)), self.fresh()
        truths = "".join(f"{part()}," for part in parts)
        fails = f"{name}.count(0)>{len(parts) - count}"
        return f"(3 if ({name}:=({truths})).count(3)>={count} else 0 if {fails} else 1)"

    def choose(self, node: Node, condition: str, then: Later[str], otherwise: Later[str]) -> str:
        if node.sort == "truth" and node.kids[2].op == "undef":
            return f"({then()} if {condition}==3 else 1)"
        name, a, b = self.fresh(), then(), otherwise()
        join = {"truth": "either_truth", "number": "hull", "code": "same_code"}[node.sort]
        return f"({a} if ({name}:={condition})==3 else {b} if not {name} else {join}({a},{b}))"

    def least(self, node: Node, values: list[str]) -> str:
        return self.extreme("least", "<=", node, values)

    def greatest(self, node: Node, values: list[str]) -> str:
        return self.extreme("greatest", ">=", node, values)

    def extreme(self, name: str, sign: str, node: Node, values: list[str]) -> str:
        slow = f"{name}({','.join(values)})"
        if len(values) != 2:
            return slow
        whole = [f"{value}.__class__ is int" for value, kid in zip(values, node.kids, strict=True) if kid.op != "lit"]
        if not whole:
            return slow
        a, b = values
        return f"(({a} if {a}{sign}{b} else {b}) if {' and '.join(whole)} else {slow})"

    def aggregate(self, node: Node, body: Body[str], environment: Environment[str]) -> str:
        raise AssertionError("lists are written by the program that holds their rows")

    def lift(self, node: Node, value: str, environment: Environment[str]) -> str:
        return value


@dataclass(frozen=True)
class Slot:
    """Where a node's value stands: in the firm's slots, in the rows of a list, or in what the day decides."""

    of: str | None
    position: int


DAY = ""
"""What the slots of the day are of; no list is named so."""


Prepared = tuple[Any, ...]
"""What a day and its parameters alone decide, worked out once for all firms."""


@dataclass
class Program:
    """Compiled rules. `prepare(parameters, day)` works out what does not depend on a firm; `go(facts, prepared)` gives
    the firm's slots, the last of which is `prepared`, and list by list a row an item."""

    slots: dict[int, Slot]
    parameters: dict[str, int]
    source: str
    prepare: Callable[[Parameters, int], Prepared] = field(repr=False)
    go: Callable[[Facts, Prepared], tuple[tuple[Any, ...], Rows]] = field(repr=False)

    def run(self, facts: Facts, parameters: Parameters, day: int) -> tuple[tuple[Any, ...], Rows]:
        """One firm on one day."""
        return self.go(facts, self.prepare(parameters, day))

    def value(self, node: Node, slots: tuple[Any, ...], rows: Rows, item: int | None = None) -> Any:
        """The value of a node after a run; of an item of its list where it stands there."""
        slot = self.slots[node.id]
        if slot.of is None:
            return slots[slot.position]
        if slot.of == DAY:
            return slots[-1][slot.position]
        table = rows[slot.of]
        assert table is not None
        assert item is not None
        return table[item][slot.position]


def constant(nodes: Iterable[Node]) -> set[int]:
    """The ids of the nodes that no fact can change, parts before wholes."""
    found: set[int] = set()
    for node in nodes:
        own = node.op not in ("fact", "field") and node.op not in AGGREGATES and node.level is None
        if own and all(kid.id in found for kid in node.kids):
            found.add(node.id)
    return found


def compile_trace(roots: Iterable[Node], gates: Sequence[Gate] = (), lists: Iterable[str] = ()) -> Program:
    """The program that works out every node below the roots, and below those of a gate where it stands open; the rows
    of `lists` are there even where no node stands at their items."""
    roots = list(roots)
    nodes = reachable([*roots, *(node for gate in gates for node in (gate.truth, *gate.roots))])
    texts = Texts({}, {})
    fixed = constant(nodes)
    prelude = Prelude(texts, [node for node in nodes if node.id in fixed])
    writer = _Writer(texts, prelude.names)
    gated = _gated(nodes, roots, gates)
    varying = [node for node in nodes if node.id not in fixed and node.id not in gated]
    stages = _stages(nodes)
    for stage in range(max(stages.values(), default=0) + 1):
        here = [node for node in varying if stages[node.id] == stage]
        for node in here:
            if node.level is None:
                writer.firm_node(node)
        for name in dict.fromkeys(node.level for node in here if node.level is not None):
            writer.loop(name, [node for node in here if node.level == name])
    for name in lists:
        if name not in writer.items:
            writer.loop(name, [])
    for number, gate in enumerate(gates):
        writer.behind(gate, [node for node in nodes if gated.get(node.id) == number and node.id not in fixed])
    writer.line(f" return ({''.join(f'{name},' for name in writer.firm_slots)}k,),{{{writer.tables()}}}")
    for node in prelude.nodes:
        writer.slots[node.id] = Slot(DAY, prelude.positions[node.id])
    source = "\n".join([*prelude.lines, "def go(f,k):", *writer.lines])
    namespace: dict[str, Any] = {**RUNTIME, **texts.constants}
    exec(compile(source, "<rules>", "exec"), namespace)  # noqa: S102  # numbered names and constants only, see above
    return Program(writer.slots, texts.parameters, source, namespace["prepare"], namespace["go"])


@dataclass(frozen=True)
class Gate:
    """Nodes that matter only while a truth is not false; otherwise their slots hold None."""

    truth: Node
    roots: Sequence[Node]


def _gated(nodes: Sequence[Node], roots: Sequence[Node], gates: Sequence[Gate]) -> dict[int, int]:
    """The nodes of the firm that one gate alone needs, with its number; what is needed elsewhere stays outside."""
    outside = {node.id for node in reachable(roots)}
    found: dict[int, int] = {}
    for number, gate in enumerate(gates):
        for node in reachable(gate.roots):
            if node.id in outside or found.get(node.id, number) != number or node.level or node.op in AGGREGATES:
                outside.add(node.id)
            else:
                found[node.id] = number
    for node in reversed(nodes):
        if node.id in outside or node.id not in found:
            outside |= {kid.id for kid in node.kids}
    return {number: gate for number, gate in found.items() if number not in outside}


class Prelude:
    """The lines that work out what no fact can change; elsewhere it is read from the prepared `k`."""

    def __init__(self, texts: Texts, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self.lines = ["def prepare(p,d):"]
        self.names: dict[int, str] = {}
        self.positions: dict[int, int] = {}
        scope, values = Names(), list[str]()
        for node in nodes:
            text = interpret(node, texts, scope)
            self.positions[node.id] = len(values)
            if node.op == "lit":
                self.names[node.id] = text
            else:
                self.lines.append(f" n{node.id}={text}")
                scope.memo[node.id] = f"n{node.id}"
                self.names[node.id] = f"k[{len(values)}]"
            values.append(scope.memo[node.id])
        self.lines.append(f" return ({''.join(f'{value},' for value in values)})")


def _stages(nodes: Sequence[Node]) -> dict[int, int]:
    """How many passes over lists come before a node: an aggregate needs its items worked out."""
    stages: dict[int, int] = {}
    for node in nodes:
        below = max((stages[kid.id] for kid in node.kids), default=0)
        stages[node.id] = below + 1 if node.op in AGGREGATES else below
    return stages


class _Writer:
    def __init__(self, texts: Texts, prepared: Mapping[int, str]) -> None:
        self.texts = texts
        self.lines: list[str] = []
        self.firm = Names()
        self.firm.memo.update(prepared)
        self.items: dict[str, Names] = {}
        self.slots: dict[int, Slot] = {}
        self.firm_slots: list[str] = []
        self.rows: dict[str, list[str]] = {}

    def line(self, text: str) -> None:
        self.lines.append(text)

    def firm_node(self, node: Node) -> None:
        text = self.aggregate(node) if node.op in AGGREGATES else interpret(node, self.texts, self.firm)
        self.slots[node.id] = Slot(None, len(self.firm_slots))
        name = f"n{node.id}"
        self.line(f" {name}={text}")
        self.firm.memo[node.id] = name
        self.firm_slots.append(name)

    def behind(self, gate: Gate, nodes: Sequence[Node]) -> None:
        """What a gate alone needs, worked out last."""
        if not nodes:
            return
        start = len(self.lines)
        for node in nodes:
            self.firm_node(node)
        self.lines[start:] = [f" {line}" for line in self.lines[start:]]
        self.lines.insert(start, f" if {self.firm.memo[gate.truth.id]}:")
        self.line(f" else: {'='.join(f'n{node.id}' for node in nodes)}=None")

    def loop(self, name: str, nodes: Sequence[Node]) -> None:
        """One pass over a list: its nodes of this stage, and what the aggregates over it will take from each item."""
        if name not in self.items:
            self.items[name] = Names(self.firm, "q")
            self.rows[name] = []
            self.line(f" L{len(self.items)}={self.texts.list_of(name)}")
        number = list(self.items).index(name) + 1
        environment, columns = self.items[name], self.rows[name]
        first = not columns
        body: list[str] = []
        fresh: list[str] = []
        for node in nodes:
            text = interpret(node, self.texts, environment)
            variable = f"n{node.id}"
            body.append(f"   {variable}={text}")
            environment.memo[node.id] = variable
            self.slots[node.id] = Slot(name, len(columns) + len(fresh))
            fresh.append(variable)
        self.line(f" if L{number} is None:R{number}=None\n else:\n  S=[]")
        self.line(f"  for q in L{number}:" if first else f"  for q,r in zip(L{number},R{number}):")
        if not first:
            self.line(f"   {','.join(columns)},=r")
        self.lines += body
        entry = f"({','.join(fresh)},)" if fresh else "()"
        self.line(f"   S.append({entry})" if first else f"   S.append(r+{entry})")
        self.line(f"  R{number}=S")
        columns += fresh

    def aggregate(self, node: Node) -> str:
        name = str(node.data)
        if name not in self.items:
            self.loop(name, [])
        number = list(self.items).index(name) + 1
        parts = []
        for kid in node.kids:
            if kid.level is None:
                parts.append(self.firm.memo.get(kid.id) or interpret(kid, self.texts, self.firm))
            else:
                parts.append(f"r[{self.slots[kid.id].position}]")
        rows = f"(None if R{number} is None else [({','.join(parts)},) for r in R{number}])"
        function = {"some": "some", "count": "count", "sum": "total", "min": "smallest", "max": "largest"}[node.op]
        return f"{function}({rows})" if node.op == "some" else f"{function}({rows},{node.low},{node.high})"

    def tables(self) -> str:
        return ",".join(f"{self.texts.constant(name)}:R{number}" for number, name in enumerate(self.items, start=1))
