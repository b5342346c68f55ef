"""The bare answer: outcome and amount of each measure, nothing else, left at the first condition that fails.

It is the same generated code as the full trace, in another order: what a condition needs is worked out when the
condition is reached. Tests hold it equal to the answers of the trace.
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
    Names,
    Parameters,
    Prelude,
    Prepared,
    Texts,
    at_least_of,
    constant,
    reachable,
)
from policy_engine.language.core import AGGREGATES, Node, interpret
from policy_engine.packs.checked import CheckedMeasure, Condition, nodes_of

Go = Callable[[Callable[[str], Any], Prepared], list[tuple[int, intervals.Quantity]]]

FUNCTIONS = {"some": "some", "count": "count", "sum": "total", "min": "smallest", "max": "largest"}


@dataclass(frozen=True)
class Bare:
    """The program of bare answers: `go(facts.get, prepare(parameters, day))` gives outcome and amount by measure."""

    parameters: dict[str, int]
    prepare: Callable[[Parameters, int], Prepared]
    go: Go


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
    }
    namespace: dict[str, Any] = {**RUNTIME, **runtime, **texts.constants}
    source = "\n".join([*prelude.lines, "def go(g,k):", *writer.lines])
    exec(compile(source, "<answers>", "exec"), namespace)  # noqa: S102  # numbered names and constants only
    return Bare(texts.parameters, namespace["prepare"], namespace["go"])


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

    def aggregate(self, node: Node) -> str:
        """One pass over a list for one aggregate; `some` ends at the first item that surely meets the condition."""
        rows = f"r{node.id}"
        self.line(f"{rows}=None")
        name = self.texts.constant(str(node.data))
        with self.items(f"if ({rows}:=g({name})) is not None:") as loop:
            self.line(f"l{loop},{rows}={rows},[]")
            with self.block(f"for q in l{loop}:"):
                self.line(f"i{loop}=q.get")
                parts = [self.need(kid) for kid in node.kids]
                self.line(f"{rows}.append(({','.join(parts)},))")
                if node.op == "some":
                    self.line(f"if {parts[0]}==3: break")
        function = FUNCTIONS[node.op]
        return f"some({rows})" if node.op == "some" else f"{function}({rows},{node.low},{node.high})"

    @contextmanager
    def items(self, opening: str) -> Iterator[str]:
        """Inside, names are of one item; loops within loops have variables of their own, over whatever list."""
        outer, self.loops = self.scope, self.loops + 1
        loop = f"_{self.loops}"
        with self.block(opening):
            self.scope = Names(self.firm, f"i{loop}")
            yield loop
            self.scope = outer

    # Measures --------------------------------------------------------------------------------------------

    def measure(self, number: int, measure: CheckedMeasure) -> None:
        """Leaves the block as soon as a condition of the firm fails."""
        self.line(f"o{number}=a{number}=0")
        with self.block("while 1:"):
            truth = self.all(measure.conditions)
            self.line(f"if not {truth}: break")
            if measure.item is None:
                if measure.firm_met is measure.firm:
                    self.line(f"o{number}={truth}")
                else:
                    self.line(f"o{number}=outcome_of({truth},{self.met(truth, measure.firm_met)})")
                self.known(measure.firm)[measure.firm.id] = truth
                self.line(f"a{number}={self.need(measure.amount)}")
            else:
                self.each(number, measure, truth)
            risks = [self.need(flag.when) for flag in measure.flags if flag.name == "legal_risk"]
            certain = " and ".join([f"o{number}==3", *(f"not {risk}" for risk in risks)])
            if measure.nature != "entitlement":
                certain = "False"
            self.line(f"if o{number} and not ({certain}): a{number}=upto(a{number})")
            self.line("break")

    def met(self, truth: str, root: Node) -> str:
        """The truth with reviews met, worked out only where it matters."""
        name = f"m{self.truths}"
        self.truths += 1
        self.line(f"{name}={truth}")
        with self.block(f"if {truth}==1:"):
            self.line(f"{name}={self.need(root)}")
        return name

    def each(self, number: int, measure: CheckedMeasure, firm: str) -> None:
        assert measure.over is not None
        assert measure.item is not None
        assert measure.item_met is not None
        firm_met = firm if measure.firm_met is measure.firm else self.met(firm, measure.firm_met)
        outcomes, rows = f"i{number}", f"w{number}"
        self.line(f"{outcomes}={rows}=None")
        over = self.texts.constant(measure.over)
        with self.items(f"if ({rows}:=g({over})) is not None:") as loop:
            self.line(f"l{loop},{outcomes},{rows}={rows},[],[]")
            with self.block(f"for q in l{loop}:"):
                self.line(f"i{loop}=q.get")
                here = "3"
                if measure.here is not None:
                    here = self.need(measure.here)
                    self.line(f"if not {here}: continue")
                truth = self.all(measure.item_conditions)
                met = truth if measure.item_met is measure.item else self.met(truth, measure.item_met)
                self.line(f"o=outcome_of({firm}&{truth}&{here},{firm_met}&{met}&{here})")
                self.line(f"{outcomes}.append(o)")
                if measure.item_amount is not None:
                    self.line("if not o: continue")
                    self.line(f"{rows}.append(({firm}&{truth}&{here},{self.need(measure.item_amount)}))")
        self.line(f"o{number}=outcome_of_items({firm},{firm_met},{outcomes})")
        self.line(f"if not o{number}: break")
        if measure.steps:
            (gathered,) = nodes_of(measure.steps[0].amount)
            self.name(gathered, f"total({rows},{gathered.low},{gathered.high})")
        self.line(f"a{number}={self.need(measure.amount)}")

    def all(self, conditions: Sequence[Condition]) -> str:
        """Conditions of which every one must hold, left at the first that fails."""
        return self.group(conditions, usual=3, settles=0)

    def any(self, conditions: Sequence[Condition]) -> str:
        """Conditions of which one must hold, left at the first that does."""
        return self.group(conditions, usual=0, settles=3)

    def group(self, conditions: Sequence[Condition], *, usual: int, settles: int) -> str:
        """The truth that the usual conditions leave, one unknown makes unknown, and one settles."""
        name = f"w{self.truths}x"
        self.truths += 1
        self.line(f"{name}={usual}")
        with self.block("while 1:"):
            for condition in conditions:
                truth = self.condition(condition)
                self.line(f"if {truth}!={usual}:")
                self.line(f" if {truth}=={settles}:{name}={settles};break")
                self.line(f" {name}=1")
            self.line("break")
        return name

    def condition(self, condition: Condition) -> str:
        """The name of a condition's truth, after the lines that work it out."""
        match condition.kind:
            case "all":
                return self.all(condition.of)
            case "any":
                return self.any(condition.of)
            case "none":
                return self.named(f"NOT[{self.any(condition.of)}]")
            case "at_least":
                return self.named(at_least_of(condition.at_least or 1, [self.condition(part) for part in condition.of]))
        return self.need(condition.truth)

    def named(self, text: str) -> str:
        name = f"w{self.truths}x"
        self.truths += 1
        self.line(f"{name}={text}")
        return name
