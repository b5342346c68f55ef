"""The page an answer is written on: fixed text and values from the slots, side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from policy_engine.decide import intervals, shown
from policy_engine.decide.outcome import OUTCOMES, outcome_of, outcome_of_items
from policy_engine.decide.program import Program, constant, reachable
from policy_engine.errors import Bilingual
from policy_engine.language.core import Node
from policy_engine.language.kinds import Code, Growth, Number, Pick, Quotient, Series, Term, Value
from policy_engine.packs.checked import CheckedMeasure, Reading
from policy_engine.packs.edition import Edition
from policy_engine.packs.vocabulary import Vocabulary
from policy_engine.values import Unit, say_unit

MOST_DAYS = 64
"""For how many days the texts of parameters are kept."""


HOLDS = tuple(f'"{word}"' if word else "" for word in shown.HOLDS)


def js(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def words(text: Bilingual) -> str:
    return f'{{"zh": {js(text.zh)}, "en": {js(text.say("en"))}}}'


@dataclass
class Text:
    """Text under way: fixed pieces, expressions, and truths with the fixed pieces around them, to be joined."""

    parts: list[tuple[Literal["fixed", "put", "holds"], str]] = field(default_factory=list)

    def fixed(self, text: str) -> None:
        if self.parts and self.parts[-1][0] == "fixed":
            self.parts[-1] = ("fixed", self.parts[-1][1] + text)
        else:
            self.parts.append(("fixed", text))

    def put(self, expression: str) -> None:
        self.parts.append(("put", expression))

    def holds(self, truth: str) -> None:
        """The word for a truth."""
        self.parts.append(("holds", truth))

    def joined(self, bind: Callable[[object], str]) -> str:
        """The expression of the whole: a truth picks one of four texts that have the fixed pieces around it within."""
        pieces: list[str] = []
        before = ""
        for position, (kind, text) in enumerate(self.parts):
            if kind == "fixed":
                before = text
                if text and (position + 1 == len(self.parts) or self.parts[position + 1][0] == "put"):
                    pieces.append(bind(before))
                    before = ""
            elif kind == "put":
                pieces.append(text)
            else:
                following = self.parts[position + 1 : position + 3]
                ends = (
                    bool(following) and following[0][0] == "fixed" and (len(following) == 1 or following[1][0] == "put")
                )
                after = following[0][1] if ends else ""
                pieces.append(f"{bind(tuple(before + word + after for word in HOLDS))}[{text}]")
                before = ""
                if ends:
                    self.parts[position + 1] = ("fixed", "")
        return f'"".join(({",".join(pieces)},))'


class Page:
    """Lines of a program that writes answers, and what they are bound to."""

    def __init__(self, edition: Edition, measures: Sequence[CheckedMeasure], program: Program) -> None:
        self.edition, self.measures, self.program = edition, measures, program
        self.vocabulary: Vocabulary = edition.vocabulary
        self.bound: dict[str, object] = {
            "O": tuple(f'"{word}"' for word in OUTCOMES),
            "outcome_of": outcome_of,
            "outcome_of_items": outcome_of_items,
            "amount": shown.amount,
            "Z": shown.amount(0),
            "upto": intervals.upto,
        }
        self.said = self.bind(shown.said(self.vocabulary.said))
        self.lines: list[str] = []
        self.values: dict[tuple[int, str], str] = {}
        self.ladder = False
        """Whether the amount ladder is being written: its slots hold values only where it is reached."""
        self.always = {node.id for node in reachable(node for measure in measures for node in measure.trace_roots())}
        self.fixed = constant(reachable(node for measure in measures for node in measure.roots()))
        self.writers: dict[object, str] = {}
        self.indent = 1
        self.item: str | None = None

    def bind(self, value: object) -> str:
        name = f"b{len(self.bound)}"
        self.bound[name] = value
        return name

    def line(self, text: str) -> None:
        self.lines.append(" " * self.indent + text)

    def slot(self, node: Node) -> str:
        """The expression of a node's value: of the firm, or of the item `r` at hand."""
        slot = self.program.slots[node.id]
        return f"s[{slot.position}]" if slot.of is None else f"r[{slot.position}]"

    def look(self) -> str:
        """An expression that looks nodes up in this run."""
        return "look_item" if self.item is not None else "look"

    def certain(self, number: int | str, measure: CheckedMeasure) -> str:
        """Whether the lower end of an amount counts: a sum of right, for an eligible firm, without a legal risk."""
        if measure.nature != "entitlement":
            return "False"
        risks = [f"not {self.slot(flag.when)}" for flag in measure.flags if flag.name == "legal_risk"]
        return " and ".join([f"o{number}==3", *risks])

    def readings(self, text: Text, readings: Iterable[Reading]) -> None:
        for position, reading in enumerate(readings):
            unit = say_unit(unit_of(reading.value))
            text.fixed(
                f'{", " if position else ""}{{"name": {js(reading.key)}, "words": {words(reading.words)}, "value": '
            )
            self.coded(text, reading.value)
            percent = ', "percent": true' if reading.percent or is_rate(reading.value) else ""
            text.fixed(f', "unit": {js(unit)}{percent}}}')

    def coded(self, text: Text, value: Value) -> None:
        """A value and, of a code, what it is called."""
        text.put(self.value(value))
        if isinstance(value, Term) and isinstance(value.kind, Code):
            write = shown.said(self.vocabulary.said)
            if value.node.op == "lit":
                text.fixed(write(literal(value.node)))
            else:
                text.put(f"{self.said}({self.slot(value.node)})")
        elif isinstance(value, Series):
            text.put(f"{self.bind(SaidOf(value, self.vocabulary.said))}({self.look()})")

    def value(self, value: Value) -> str:
        """The expression of a value's JSON; a single value of the firm is written once."""
        if isinstance(value, Quotient):
            write = self.bind(shown.ratio_text(scale_of(value.numerator), scale_of(value.denominator)))
            slots = f"{self.slot(value.numerator.node)},{self.slot(value.denominator.node)}"
            return f"({write}({slots}) or {self.bind(Shown(value))}({self.look()}))"
        if not isinstance(value, Term):
            return f"{self.bind(Shown(value))}({self.look()})"
        if value.node.op == "lit":
            return self.bind(shown.writer(value)(literal(value.node)))
        write = self.writer(value)
        if value.node.id in self.fixed:
            write = self.bind(lru_cache(maxsize=MOST_DAYS)(shown.writer(value)))
        if self.program.slots[value.node.id].of is not None:
            return f"{write}({self.slot(value.node)})"
        if self.ladder and value.node.id not in self.always:
            return f"{write}({self.slot(value.node)})"
        key = value.node.id, "" if value.node.id in self.fixed else write
        if key not in self.values:
            name = f"v{len(self.values)}"
            self.values[key] = name
            self.lines.insert(1, f" {name}={write}({self.slot(value.node)})")
        return self.values[key]

    def writer(self, term: Term) -> str:
        own = term.node.op in ("fact", "field") and not term.node.kids
        key = (term.kind, own) if isinstance(term.kind, Number) else type(term.kind)
        if key not in self.writers:
            self.writers[key] = self.bind(shown.writer(term))
        return self.writers[key]


def unit_of(value: Value) -> Unit:
    if isinstance(value, Term) and isinstance(value.kind, Number):
        return tuple(part for part in value.kind.unit if part[0] != "date")
    if isinstance(value, Quotient):
        return unit_of(value.numerator)
    if isinstance(value, Pick):
        return unit_of(value.of[0])
    if isinstance(value, Series) and value.entries:
        return unit_of(value.entries[0][1])
    return ()


def scale_of(term: Term) -> int:
    assert isinstance(term.kind, Number)
    return term.kind.scale


@dataclass(frozen=True)
class Shown:
    """The JSON of a value that is more than one number."""

    value: Value

    def __call__(self, look: shown.Lookup) -> str:
        return shown.shown(self.value, look)


@dataclass(frozen=True)
class SaidOf:
    """What several values of codes are called."""

    value: Series
    say: Callable[[str], Bilingual]

    def __call__(self, look: shown.Lookup) -> str:
        return shown.said_of(self.value, look, self.say)


def literal(node: Node) -> Any:
    return (intervals.TRUE if node.data else intervals.FALSE) if node.sort == "truth" else node.data


def is_rate(value: Value) -> bool:
    """Whether a number is a share or rate, which people say in percent."""
    if isinstance(value, Term):
        return False
    return isinstance(value, Quotient | Pick | Growth) and not unit_of(value)
