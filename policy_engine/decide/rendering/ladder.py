"""Derivations and items: the steps of the amount ladder, and each item with its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from policy_engine.decide import shown
from policy_engine.decide.rendering.page import OUTCOME_JSON, js, scale_of, sourced, words
from policy_engine.decide.rendering.trace import TracePage
from policy_engine.language.kinds import Term, Value
from policy_engine.packs.checked import STEP_WORDS, CheckedMeasure, Step
from policy_engine.packs.ladder import FEN


class LadderPage(TracePage):
    """Writes amounts step by step."""

    def derivation(self, steps: Sequence[Step], outcome: str) -> None:
        self.fixed("[")
        if steps:
            self.ladder = True
            with self.block(f"if {outcome}:"):
                for before, step in zip((None, *steps), steps, strict=False):
                    self.step(before, step)
            self.ladder = False
        self.fixed("]")

    def step(self, before: Step | None, step: Step) -> None:
        self.fixed(f'{", " if before else ""}{{"step": {js(step.name)}, "words": {words(STEP_WORDS[step.name])}, ')
        self.put(self.both_ends(step.amount))
        self.fixed(', "bit": ')
        if before is None or step.name == "sum":
            self.fixed("false")
        else:
            self.put(self.bit(before.amount, step))
        for name, node in (("cap", step.cap), ("received", step.received)):
            if node is not None:
                self.fixed(f', "{name}": ')
                self.put(f"{self.bind(shown.number(2, True))}({self.slot(node)})")
        if step.formula is not None:
            self.fixed(f', "formula": {words(step.formula)}')
        self.fixed(', "values": [')
        self.readings(step.readings)
        self.fixed("]")
        if step.name in ("expression", "item_caps"):
            self.undefined(step.amount)
        self.fixed(f", {sourced(step)}")
        if step.assumed is not None:
            self.fixed(f', "assumed": {words(step.assumed)}')
        self.fixed("}")

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

    def items(self, number: int, measure: CheckedMeasure) -> None:
        if measure.item is None or measure.over is None:
            self.fixed("[]")
            return
        over = self.bind(measure.over)
        with self.listed():
            self.line(f"j=iter(i{number} or ())")
            with self.block(f"for k,r in enumerate(R[{over}] or ()):"):
                self.item = measure.over
                if measure.here is not None:
                    self.line(f"if {self.slot(measure.here)}==0: continue")
                self.line("o=next(j)")
                paid = self.slot(measure.item_amount) if measure.item_amount is not None else "0"
                self.line(f"a={paid} if o else 0")
                self.line(f"if o and not ({self.certain('', measure)}): a=upto(a)")
                self.fixed(', {"id": ')
                self.put(f"e.items[{over}][k]")
                self.fixed(', "outcome": ')
                self.choose("o", OUTCOME_JSON)
                self.fixed(', "amount": ')
                self.put("(amount(a) if o else Z)")
                self.fixed(', "trace": {"node": "all", "holds": ')
                self.holds(measure.item)
                self.fixed(', "of": [')
                self.conditions(measure.item_conditions)
                self.fixed('], "definitions": [')
                self.definitions([one for one in measure.definitions if one.of_item])
                self.fixed(']}, "derivation": ')
                self.derivation(measure.item_steps, "o")
                self.fixed("}")
            self.item = None


@dataclass(frozen=True)
class _Ends:
    """Both ends of a step's amount in yuan, as JSON members."""

    value: Value

    def __call__(self, look: shown.Lookup) -> bytes:
        both = shown.bounds(self.value, look)
        if both is None:
            return b'"at_least": null, "at_most": null'
        low, high = (_yuan(end) for end in both)
        return f'"at_least": "{low}", "at_most": "{high}"'.encode()


def _yuan(value: Any) -> str:
    text = shown.decimal(value)
    whole, _, places = text.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"


def bit(before: Value, after: Value, look: shown.Lookup) -> bytes:
    """Whether a step changed the amount: known where both amounts are."""
    first, last = shown.bounds(before, look), shown.bounds(after, look)
    if first is None or last is None:
        return b"null"
    if first[0] == first[1] and last[0] == last[1]:
        return b"true" if first != last else b"false"
    return b"true" if first[0] > last[1] else b"null"
