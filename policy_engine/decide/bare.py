"""The bare answer: outcome and amount of each measure, nothing else, left at the first condition that fails.

It is the same generated code as the full trace, in another order: what a condition needs is worked out when the
condition is reached, and a condition is tested where it decides rather than kept as a value. Tests hold it equal to the
answers of the trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from policy_engine.decide import intervals
from policy_engine.decide.outcome import outcome_of, outcome_of_items
from policy_engine.decide.program import (
    RUNTIME,
    Facts,
    Names,
    Parameters,
    Prelude,
    Prepared,
    Texts,
    constant,
)
from policy_engine.language.core import AGGREGATES, Node, interpret, reachable
from policy_engine.packs.checked import CheckedMeasure, Condition, nodes_of

Go = Callable[[Facts, Prepared], list[tuple[int, intervals.Quantity]]]

NOTHING = "pass"


@dataclass(frozen=True)
class Bare:
    """The program of bare answers: `go(facts, prepare(parameters, day))` gives each measure's outcome and amount."""

    parameters: dict[str, int]
    prepare: Callable[[Parameters, int], Prepared]
    go: Go
    source: str


def compile_bare(measures: Sequence[CheckedMeasure]) -> Bare:
    """The program of bare answers of these measures."""
    nodes = reachable(node for measure in measures for node in measure.roots())
    fixed = constant(nodes)
    texts = Texts({}, {})
    prelude = Prelude(texts, [node for node in nodes if node.id in fixed])
    writer = _Writer(texts, prelude.names)
    for number, measure in enumerate(measures):
        writer.measure(number, measure)
    writer.line(f"return [{','.join(f'(o{number},a{number})' for number in range(len(measures)))}]")
    runtime = {
        "outcome_of": outcome_of,
        "outcome_of_items": outcome_of_items,
        "upto": intervals.upto,
        "between": intervals.between,
    }
    namespace: dict[str, Any] = {**RUNTIME, **runtime, **texts.constants}
    source = "\n".join([*prelude.lines, "def go(f,k):", *writer.lines])
    exec(compile(source, "<answers>", "exec"), namespace)  # noqa: S102  # numbered names and constants only
    return Bare(texts.parameters, namespace["prepare"], namespace["go"], source)


@dataclass(frozen=True)
class Consequence:
    """What to do where a condition holds, where it fails, and where it is unknown: statements, or nothing."""

    holds: str = NOTHING
    fails: str = NOTHING
    unknown: str = NOTHING

    def reversed(self) -> Consequence:
        return Consequence(self.fails, self.holds, self.unknown)

    def statically(self, truth: int) -> str:
        """The statement for a truth that is known beforehand."""
        return self.holds if truth == intervals.TRUE else self.fails if truth == intervals.FALSE else self.unknown


class _Writer:
    def __init__(self, texts: Texts, prepared: Mapping[int, str]) -> None:
        self.texts = texts
        self.lines: list[str] = []
        self.indent = 1
        self.scope = Names()
        self.scope.memo.update(prepared)
        self.firm = self.scope
        self.truths = 0
        self.loops = 0

    def line(self, text: str) -> None:
        self.lines.append(" " * self.indent + text)

    @contextmanager
    def block(self, opening: str) -> Iterator[None]:
        """A block whose definitions hold inside of it only."""
        self.line(opening)
        self.indent += 1
        scope, before, firm = self.scope, dict(self.scope.memo), dict(self.firm.memo)
        yield
        scope.memo, self.firm.memo = before, firm
        self.indent -= 1

    def need(self, root: Node) -> str:
        """The name of a node's value, after the lines that work it out."""
        if root.id in self.known(root):
            return self.known(root)[root.id]
        for node in self.below(root):
            if node.op in AGGREGATES:
                self.name(node, self.aggregate(node))
            elif node.level is None and self.scope.firm is not None:
                self.name(node, interpret(node, self.texts, self.firm), self.firm)
            elif node.level is None or self.scope.firm is not None:
                self.name(node, interpret(node, self.texts, self.scope))
        return self.known(root)[root.id]

    def below(self, root: Node) -> list[Node]:
        """What is still to be worked out for a node, parts before wholes."""
        found: dict[int, Node] = {}
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node.id not in found and node.id not in self.known(node):
                found[node.id] = node
                if node.op not in AGGREGATES:
                    waiting += node.kids
        return [found[number] for number in sorted(found)]

    def known(self, node: Node) -> dict[int, str]:
        return self.firm.memo if node.level is None else self.scope.memo

    def name(self, node: Node, text: str, scope: Names | None = None) -> None:
        memo = (scope or (self.firm if node.level is None else self.scope)).memo
        if node.op == "lit":
            memo[node.id] = text
            return
        variable = f"n{node.id}" if node.level is None else f"n{node.id}{self.scope.item[1:]}"
        self.line(f"{variable}={text}")
        memo[node.id] = variable

    # Conditions tested where they decide -----------------------------------------------------------------

    def test(self, node: Node, then: Consequence) -> None:
        """Does what the truth of a node calls for."""
        if node.id not in self.known(node):
            if node.op == "not":
                return self.test(node.kids[0], then.reversed())
            if node.op in ("le", "lt"):
                return self.comparison(node, then)
            if node.op == "member" and len(node.kids) == 1:
                value, codes = self.need(node.kids[0]), self.texts.codes(node)
                return self.branches(
                    (f"{value} is None", then.unknown), (f"{value} in {codes}", then.holds), ("", then.fails)
                )
            if node.op in ("fact", "field") and not node.kids:
                name = self.texts.fresh()
                self.line(f"{name}={self.texts.read(node, self.scope.item if node.level is not None else 'f')}")
                return self.branches((name, then.holds), (f"{name} is None", then.unknown), ("", then.fails))
            if node.op == "if" and node.kids[2].op == "undef" and node.kids[0].op in ("le", "lt"):
                return self.where_defined(node, then)
        return self.settle(self.need(node), then)

    def settle(self, truth: str, then: Consequence) -> None:
        """Does what a truth that is worked out calls for."""
        self.branches((f"{truth}==3", then.holds), (f"{truth}==0", then.fails), ("", then.unknown))

    def branches(self, *ways: tuple[str, str]) -> None:
        """The statement of the first way whose test is met; ways at the end that do nothing are left out."""
        last = max((number for number, (_, statement) in enumerate(ways) if statement != NOTHING), default=-1)
        for number, (test, statement) in enumerate(ways[: last + 1]):
            self.line(f"{'elif' if number else 'if'} {test}:{statement}" if test else f"else:{statement}")

    def sides(self, node: Node) -> tuple[str, tuple[str, str, int] | None]:
        """A comparison's text, and what is known of it beforehand where it is of a given value with a written one."""
        a, b = (self.need(kid) for kid in node.kids)
        sign = "<=" if node.op == "le" else "<"
        return f"{a}{sign}{b}", self.texts.beside_literal(node, sign, a, b)

    def comparison(self, node: Node, then: Consequence) -> None:
        compared, beside = self.sides(node)
        if beside is not None:
            name, absent, unknown = beside
            self.branches((f"{name} is {absent}", then.statically(unknown)), (compared, then.holds), ("", then.fails))
            return
        name = self.texts.fresh()
        self.line(f"{name}={compared}")
        self.branches(
            (f"{name} is True", then.holds), (f"not {name}", then.fails), (f"{name}==2", then.unknown), ("", then.holds)
        )

    def where_defined(self, node: Node, then: Consequence) -> None:
        """A comparison that is unknown unless another surely holds."""
        defined, compared, _ = node.kids
        text, beside = self.sides(defined)
        surely = f"({text})==1"
        if beside is not None:
            name, absent, unknown = beside
            surely = f"{name} is {absent} or {text}" if unknown == 3 else f"{name} is not {absent} and {text}"
        with self.block(f"if {surely}:"):
            self.test(compared, then)
            self.line(NOTHING)
        if then.unknown != NOTHING:
            self.line(f"else:{then.unknown}")

    # Lists -----------------------------------------------------------------------------------------------

    def aggregate(self, node: Node) -> str:
        """One pass over a list for one aggregate; `some` ends at the first item that surely meets the condition."""
        rows, absent = f"r{node.id}", "1"
        if node.op != "some":
            absent = self.texts.constant(intervals.between(node.low, node.high))
        with self.items(rows, str(node.data)) as loop:
            surely, open_, rest = f"a{loop}", f"b{loop}", f"c{loop}"
            if node.op in ("some", "count"):
                self.line(f"{surely}={open_}=0")
                with self.each_item(rows):
                    holds = f"{surely}=3;break" if node.op == "some" else f"{surely}+=1"
                    self.test(node.kids[0], Consequence(holds=holds, unknown=f"{open_}+=1"))
                    self.line(NOTHING)
                if node.op == "some":
                    return f"(1 if {rows} is None else 3 if {surely} else 1 if {open_} else 0)"
                known = f"between({surely},{surely}+{open_}) if {open_} else {surely}"
                return f"({absent} if {rows} is None else {known})"
            self.line(f"{surely},{rest}=0,[]")
            with self.each_item(rows):
                self.line(f"{open_}=3")
                self.test(node.kids[0], Consequence(fails="continue", unknown=f"{open_}=1"))
                value = self.need(node.kids[1])
                if node.op == "sum":
                    self.line(f"if {open_}==3 and ({value}).__class__ is int:{surely}+={value};continue")
                self.line(f"{rest}.append(({open_},{value}))")
        if node.op == "sum":
            return f"({absent} if {rows} is None else {surely}+total({rest},0,0) if {rest} else {surely})"
        function = "smallest" if node.op == "min" else "largest"
        return f"({absent} if {rows} is None else {function}({rest},{node.low},{node.high}))"

    @contextmanager
    def items(self, rows: str, name: str) -> Iterator[str]:
        """Inside, where the list is given, names are of one item; loops within loops have variables of their own."""
        outer, self.loops = self.scope, self.loops + 1
        loop = f"_{self.loops}"
        self.line(f"{rows}={self.texts.list_of(name)}")
        with self.block(f"if {rows} is not None:"):
            self.scope = Names(self.firm, f"q{loop}")
            try:
                yield loop
            finally:
                self.scope = outer

    @contextmanager
    def each_item(self, rows: str) -> Iterator[None]:
        with self.block(f"for {self.scope.item} in {rows}:"):
            yield

    # Measures --------------------------------------------------------------------------------------------

    def measure(self, number: int, measure: CheckedMeasure) -> None:
        """Leaves the block as soon as a condition of the firm fails."""
        self.line(f"o{number}=a{number}=0")
        with self.block("while 1:"):
            truth = self.named("3")
            self.each_condition(measure.conditions, Consequence(fails="break", unknown=f"{truth}=1"))
            if measure.item is None:
                if measure.firm_met is measure.firm:
                    self.line(f"o{number}={truth}")
                else:
                    self.line(f"o{number}=outcome_of({truth},{self.met(truth, measure.firm_met)})")
                self.known(measure.firm)[measure.firm.id] = truth
            else:
                self.of_items(number, measure, truth)
            self.line(f"a{number}={self.need(measure.amount)}")
            risks = [self.need(flag.when) for flag in measure.flags if flag.name == "legal_risk"]
            certain = " and ".join([f"o{number}==3", *(f"not {risk}" for risk in risks)])
            if measure.nature != "entitlement":
                certain = "False"
            self.line(f"if not ({certain}): a{number}=upto(a{number})")
            self.line("break")

    def met(self, truth: str, root: Node) -> str:
        """The truth with reviews met, worked out only where it matters."""
        name = self.named(truth)
        with self.block(f"if {truth}==1:"):
            self.line(f"{name}={self.need(root)}")
        return name

    def of_items(self, number: int, measure: CheckedMeasure, firm: str) -> None:
        """The outcome over all items, and what those that count add up to."""
        assert measure.over is not None
        assert measure.item is not None
        assert measure.item_met is not None
        reviewed = measure.firm_met is not measure.firm or measure.item_met is not measure.item
        firm_met = self.met(firm, measure.firm_met) if measure.firm_met is not measure.firm else firm
        rows, outcome, outcomes, paid, rest = (f"{letter}{number}" for letter in ("w", "o", "i", "p", "y"))
        with self.items(rows, measure.over):
            self.line(f"{paid},{rest}=0,[]")
            if reviewed:
                self.line(f"{outcomes}=[]")
            with self.each_item(rows):
                counts = "" if measure.here is None else f"&{self.here(measure.here)}"
                truth = self.named("3")
                fails = f"{outcomes}.append(0);continue" if reviewed else "continue"
                self.each_condition(measure.item_conditions, Consequence(fails=fails, unknown=f"{truth}=1"))
                self.line(f"t={firm}&{truth}{counts}")
                if reviewed:
                    met = truth if measure.item_met is measure.item else self.met(truth, measure.item_met)
                    self.line(f"{outcomes}.append(outcome_of(t,{firm_met}&{met}{counts}))")
                else:
                    self.line(f"{outcome}|=t")
                if measure.item_amount is not None:
                    value = self.need(measure.item_amount)
                    self.line(f"if t==3 and ({value}).__class__ is int:{paid}+={value};continue")
                    self.line(f"{rest}.append((t,{value}))")
        if reviewed:
            given = f"outcome_of_items({firm},{firm_met},None if {rows} is None else {outcomes})"
            self.line(f"{outcome}={given}")
        else:
            self.line(f"if {rows} is None:{outcome}=1")
        self.line(f"if not {outcome}: break")
        if measure.steps:
            (gathered,) = nodes_of(measure.steps[0].amount)
            absent = self.texts.constant(intervals.between(gathered.low, gathered.high))
            self.name(gathered, f"({absent} if {rows} is None else {paid}+total({rest},0,0) if {rest} else {paid})")

    def here(self, node: Node) -> str:
        """Whether the item at hand is of the kind that counts; one that is not is passed over."""
        truth = self.need(node)
        self.line(f"if not {truth}: continue")
        return truth

    # Conditions ------------------------------------------------------------------------------------------

    def each_condition(self, conditions: Sequence[Condition], then: Consequence) -> None:
        """Does of each condition in turn what it calls for."""
        for condition in conditions:
            match condition.kind:
                case "all":
                    self.settle(self.group(condition.of, usual=3), then)
                case "any":
                    self.settle(self.group(condition.of, usual=0), then)
                case "none":
                    self.settle(self.group(condition.of, usual=0), then.reversed())
                case "at_least":
                    self.settle(self.at_least(condition), then)
                case _:
                    self.test(condition.truth, then)

    def group(self, conditions: Sequence[Condition], usual: int) -> str:
        """The name of what conditions come to together: all of them must hold where 3 is usual, one where 0 is; left at
        the first that settles it."""
        name = self.named(str(usual))
        settles, unknown = f"{name}={3 - usual};break", f"{name}=1"
        with self.block("while 1:"):
            self.each_condition(
                conditions,
                Consequence(fails=settles, unknown=unknown) if usual else Consequence(holds=settles, unknown=unknown),
            )
            self.line("break")
        return name

    def at_least(self, condition: Condition) -> str:
        """The name of whether enough conditions hold."""
        surely, open_ = self.named("0"), self.named("0")
        self.each_condition(condition.of, Consequence(holds=f"{surely}+=1", unknown=f"{open_}+=1"))
        count = condition.at_least or 1
        return self.named(f"3 if {surely}>={count} else 1 if {surely}+{open_}>={count} else 0")

    def named(self, text: str) -> str:
        name = f"w{self.truths}x"
        self.truths += 1
        self.line(f"{name}={text}")
        return name
