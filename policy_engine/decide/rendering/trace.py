"""Traces and definitions: every condition with its words, clause, reliability and values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policy_engine.decide import intervals
from policy_engine.decide.rendering.page import HOLDS, Page, js, sourced, unit_of, words
from policy_engine.errors import Bilingual
from policy_engine.language.checked import Checked
from policy_engine.language.kinds import TRUTH, Term
from policy_engine.language.tables import Table
from policy_engine.packs.checked import CheckedMeasure, Condition, Definition
from policy_engine.packs.phrases import PHRASES
from policy_engine.values import say_unit


class TracePage(Page):
    """Writes the tree of conditions and the definitions they read."""

    def trace(self, measure: CheckedMeasure, number: int) -> None:
        self.fixed('{"node": "all", "holds": ')
        if measure.item is None:
            self.holds(measure.firm)
        else:
            self.choose(f"3 if o{number}==3 else 0 if o{number}==0 else 1", HOLDS)
        self.fixed(', "of": [')
        self.conditions(measure.conditions)
        if measure.over is not None:
            over = measure.over_words
            said = Bilingual(f"逐项判定：{over.zh}", f"for each of {over.say('en')}")
            self.fixed(f'{", " if measure.conditions else ""}{{"node": "for_each", "id": {js(measure.over)}, "holds": ')
            items = f"i{number}"
            self.choose(
                f"1 if {items} is None else 3 if 3 in {items} else 1 if 1 in {items} or 2 in {items} else 0", HOLDS
            )
            self.fixed(f', "words": {words(said)}, "count": ')
            self.put(f'(b"null" if i{number} is None else b"%d"%len(i{number}))')
            self.fixed("}")
        self.fixed('], "definitions": [')
        shared = [one for one in measure.definitions if not one.of_item]
        self.definitions(shared)
        self.fixed("]}")

    def conditions(self, conditions: Iterable[Condition]) -> None:
        for position, condition in enumerate(conditions):
            self.fixed(", " if position else "")
            self.condition(condition)

    def condition(self, condition: Condition) -> None:
        self.fixed(f'{{"node": {js(condition.kind)}, "id": {js(condition.id)}, "holds": ')
        lack = None if condition.of else self.lack(Term(condition.truth, TRUTH))
        why = None
        if lack is None:
            self.holds(condition.truth)
        else:
            find, test, reasons = lack
            numbers = self.bind((intervals.UNKNOWN, *range(len(HOLDS), len(HOLDS) + len(reasons))))
            why = f"({numbers}[{find}] if {test} else {self.slot(condition.truth)})"
            self.choose(why, HOLDS + (HOLDS[intervals.UNKNOWN],) * len(reasons))
        self.fixed(f', "words": {words(condition.words)}')
        if condition.title is not None:
            self.fixed(f', "title": {words(condition.title)}')
        self.fixed(f", {sourced(condition)}")
        if condition.assumed is not None:
            self.fixed(f', "assumed": {words(condition.assumed)}')
        if condition.at_least is not None:
            self.fixed(f', "k": {condition.at_least}')
        if condition.of:
            self.fixed(', "of": [')
            self.conditions(condition.of)
            self.fixed("]}")
            return
        if lack is not None and why is not None:
            self.choose(why, ("",) * len(HOLDS) + tuple(lack[2]))
        self.fixed(', "values": [')
        self.readings(condition.readings)
        self.fixed("]}")

    def definitions(self, definitions: Sequence[Definition]) -> None:
        for position, one in enumerate(definitions):
            self.fixed(f'{", " if position else ""}{{"key": {js(one.key)}, "name": {js(one.name)}, ')
            self.fixed(f'"words": {words(one.words)}, "value": ')
            self.coded(one.value)
            unit = say_unit(unit_of(one.value))
            self.fixed(f', "unit": {js(unit)}{source_json(one)}')
            self.undefined(one.value)
            if one.row is not None:
                self.fixed(', "row": ')
                self.row(one, self.slot(one.row))
            self.fixed(', "values": [')
            self.readings(one.readings)
            self.fixed("]}")

    def row(self, one: Definition, fired: str) -> None:
        """The row that fired: its clause, what it asks, and what it takes its output from; null where none is known to
        have."""
        told = []
        for number, (members, readings) in enumerate(zip(row_members(one), one.row_readings, strict=True), start=1):
            with self.apart() as text:
                self.fixed(f'{{"number": {number}, {members}, "values": [')
                self.readings(readings)
                self.fixed("]}")
            told.append(f"{text[0]} if {fired}=={number} else ")
        self.put(f"({''.join(told)}{self.bind(b'null')})")


def source_json(definition: Definition) -> str:
    """The members that say where a definition comes from: its clause, what was assumed, its expression in words."""
    text = f", {sourced(definition)}" if definition.cite else ""
    if definition.assumed is not None:
        text += f', "assumed": {words(definition.assumed)}'
    written = definition.written
    if isinstance(written, Checked | Condition):
        text += f', "formula": {words(written.words(PHRASES) if isinstance(written, Checked) else _combined(written))}'
    return text


def _combined(condition: Condition) -> Bilingual:
    """A condition in words, with those that it combines."""
    if not condition.of:
        return condition.words
    parts = [_combined(part) for part in condition.of]
    zh, en = "；".join(part.zh for part in parts), "; ".join(part.say("en") for part in parts)
    return Bilingual(f"{condition.words.zh}（{zh}）", f"{condition.words.say('en')} ({en})")


def row_members(definition: Definition) -> list[str]:
    """Of each row of a table its clause (that of the table where it has none) and what it asks."""
    table = definition.written
    asked = table.row_words(PHRASES) if isinstance(table, Table) else ()
    return [
        f'"cite": {js(cite or definition.cite)}' + (f', "words": {words(asked[number])}' if asked else "")
        for number, cite in enumerate(definition.row_cites)
    ]
