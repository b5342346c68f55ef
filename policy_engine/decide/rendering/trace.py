"""Traces and definitions: every condition with its words, clause, reliability and values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policy_engine.decide import intervals
from policy_engine.decide.rendering.page import HOLDS, Page, js, sourced, unit_of, words
from policy_engine.errors import Bilingual
from policy_engine.language.kinds import TRUTH, Term
from policy_engine.packs.checked import CheckedMeasure, Condition, Definition
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
        self.holds(condition.truth)
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
        self.undefined(Term(condition.truth, TRUTH))
        self.fixed(', "values": [')
        self.readings(condition.readings)
        self.fixed("]}")

    def definitions(self, definitions: Sequence[Definition]) -> None:
        for position, one in enumerate(definitions):
            self.fixed(f'{", " if position else ""}{{"name": {js(one.name)}, "words": {words(one.words)}, "value": ')
            self.coded(one.value)
            unit = say_unit(unit_of(one.value))
            self.fixed(f', "unit": {js(unit)}, {sourced(one)}')
            if one.assumed is not None:
                self.fixed(f', "assumed": {words(one.assumed)}')
            self.undefined(one.value)
            if one.row is not None:
                cites = self.bind(cites_of_rows(one))
                self.fixed(', "row": ')
                self.put(f"{self.bind(row_json)}({self.slot(one.row)},{cites})")
            self.fixed(', "values": [')
            self.readings(one.readings)
            self.fixed("]}")


def cites_of_rows(definition: Definition) -> tuple[str, ...]:
    """The clause of each row of a table by its number, its own where the row has none."""
    return (definition.cite, *(cite or definition.cite for cite in definition.row_cites))


def row_json(row: intervals.Quantity, cites: Sequence[str]) -> bytes:
    """The row that fired and its clause; null where none is known to have."""
    if not isinstance(row, int) or not row:
        return b"null"
    return f'{{"number": {row}, "cite": {js(cites[row])}}}'.encode()
