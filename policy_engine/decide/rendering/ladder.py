"""Derivations and items: the steps of the amount ladder, and each item with its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from policy_engine.decide import shown
from policy_engine.decide.rendering.page import Text, js, scale_of, words
from policy_engine.decide.rendering.trace import TracePage
from policy_engine.language.kinds import Term, Value
from policy_engine.packs.checked import STEP_WORDS, CheckedMeasure, Step
from policy_engine.packs.ladder import FEN


class LadderPage(TracePage):
    """Writes amounts step by step."""

    def derivation(self, text: Text, steps: Sequence[Step], outcome: str) -> None:
        if not steps:
            text.fixed("[]")
            return
        inner = Text()
        before: Value | None = None
        self.ladder = True
        for position, step in enumerate(steps):
            inner.fixed(
                f'{", " if position else ""}{{"step": {js(step.name)}, "words": {words(STEP_WORDS[step.name])}, '
            )
            inner.put(self.both_ends(step.amount))
            inner.fixed(', "bit": ')
            if before is None or step.name == "sum":
                inner.fixed("false")
            else:
                inner.put(self.bit(before, step))
            for name, node in (("cap", step.cap), ("received", step.received)):
                if node is not None:
                    scale = self.bind(shown.number(2, True))
                    inner.fixed(f', "{name}": ')
                    inner.put(f"{scale}({self.slot(node)})")
            if step.formula is not None:
                inner.fixed(f', "formula": {words(step.formula)}')
            inner.fixed(', "values": [')
            self.readings(inner, step.readings)
            inner.fixed(f'], "cite": {js(step.cite)}')
            if step.assumed is not None:
                inner.fixed(f', "assumed": {words(step.assumed)}')
            inner.fixed("}")
            before = step.amount
        self.ladder = False
        text.fixed("[")
        text.put(f'("" if not {outcome} else {inner.joined(self.bind)})')
        text.fixed("]")

    def both_ends(self, amount: Value) -> str:
        if isinstance(amount, Term):
            return f"{self.bind(shown.both_ends(scale_of(amount)))}({self.slot(amount.node)})"
        return f"{self.bind(_Ends(amount))}({self.look()})"

    def bit(self, before: Value, step: Step) -> str:
        after = step.amount
        if isinstance(before, Term) and step.cap is not None:
            compare = self.bind(shown.reached(scale_of(before), FEN))
            received = self.slot(step.received) if step.received is not None else "0"
            return f"{compare}({self.slot(before.node)},{self.slot(step.cap)},{received})"
        if isinstance(before, Term) and isinstance(after, Term):
            compare = self.bind(shown.changed(scale_of(before), scale_of(after)))
            return f"{compare}({self.slot(before.node)},{self.slot(after.node)})"
        return f"{self.bind(bit)}({self.bind(before)},{self.bind(after)},{self.look()})"

    def items(self, text: Text, number: int, measure: CheckedMeasure) -> None:
        if measure.item is None or measure.over is None:
            text.fixed("[]")
            return
        over = self.bind(measure.over)
        body = Text()
        body.fixed('{"id": ')
        body.put(f"e.items[{over}][k]")
        body.fixed(', "outcome": ')
        body.put("O[o]")
        body.fixed(', "amount": ')
        body.put("amount(a)")
        body.fixed(', "trace": {"node": "all", "holds": ')
        self.item = measure.over
        body.holds(f"{self.slot(measure.item)}")
        body.fixed(', "of": [')
        self.conditions(body, measure.item_conditions)
        body.fixed('], "definitions": [')
        self.definitions(body, [one for one in measure.definitions if one.of_item])
        body.fixed(']}, "derivation": ')
        self.derivation(body, measure.item_steps, "o")
        body.fixed("}")
        here = self.slot(measure.here) if measure.here is not None else "3"
        name = f"items{number}"
        self.line(f"{name}=[]")
        self.line(f"j=iter(i{number} or ())")
        self.line(f"for k,r in enumerate(R[{over}] or ()):")
        self.indent += 1
        self.line(f"if {here}==0: continue")
        self.line("o=next(j)")
        self.line("look_item=lambda node: s[P[node.id].position] if P[node.id].of is None else r[P[node.id].position]")
        paid = self.slot(measure.item_amount) if measure.item_amount is not None else "0"
        self.line(f"a={paid} if o else 0")
        self.line(f"if o and not ({self.certain('', measure)}): a=upto(a)")
        self.line(f"{name}.append({body.joined(self.bind)})")
        self.indent -= 1
        self.item = None
        text.fixed("[")
        text.put(f'", ".join({name})')
        text.fixed("]")


@dataclass(frozen=True)
class _Ends:
    """Both ends of a step's amount in yuan, as JSON members."""

    value: Value

    def __call__(self, look: shown.Lookup) -> str:
        both = shown.bounds(self.value, look)
        if both is None:
            return '"at_least": null, "at_most": null'
        low, high = (_yuan(end) for end in both)
        return f'"at_least": "{low}", "at_most": "{high}"'


def _yuan(value: Any) -> str:
    text = shown.decimal(value)
    whole, _, places = text.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"


def bit(before: Value, after: Value, look: shown.Lookup) -> str:
    """Whether a step changed the amount: known where both amounts are."""
    first, last = shown.bounds(before, look), shown.bounds(after, look)
    if first is None or last is None:
        return "null"
    if first[0] == first[1] and last[0] == last[1]:
        return "true" if first != last else "false"
    return "true" if first[0] > last[1] else "null"
