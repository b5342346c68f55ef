"""Traces and definitions: every condition with its words, clause, reliability and values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policy_engine.decide import intervals
from policy_engine.decide.rendering.page import Page, Text, js, unit_of, words
from policy_engine.errors import Bilingual
from policy_engine.packs.checked import CheckedMeasure, Condition, Definition
from policy_engine.values import say_unit


class TracePage(Page):
    """Writes the tree of conditions and the definitions they read."""

    def trace(self, text: Text, measure: CheckedMeasure, number: int) -> None:
        text.fixed('{"node": "all", "holds": ')
        if measure.item is None:
            text.holds(f"{self.slot(measure.firm)}")
        else:
            text.holds(f"3 if o{number}==3 else 0 if o{number}==0 else 1")
        text.fixed(', "of": [')
        self.conditions(text, measure.conditions)
        if measure.over is not None:
            over = measure.over_words
            said = Bilingual(f"逐项判定：{over.zh}", f"for each of {over.say('en')}")
            text.fixed(f'{", " if measure.conditions else ""}{{"node": "for_each", "id": {js(measure.over)}, "holds": ')
            items = f"i{number}"
            text.holds(f"1 if {items} is None else 3 if 3 in {items} else 1 if 1 in {items} or 2 in {items} else 0")
            text.fixed(f', "words": {words(said)}, "count": ')
            text.put(f'("null" if i{number} is None else str(len(i{number})))')
            text.fixed("}")
        text.fixed('], "definitions": [')
        shared = [one for one in measure.definitions if not one.of_item]
        self.definitions(text, shared)
        text.fixed("]}")

    def conditions(self, text: Text, conditions: Iterable[Condition]) -> None:
        for position, condition in enumerate(conditions):
            text.fixed(", " if position else "")
            self.condition(text, condition)

    def condition(self, text: Text, condition: Condition) -> None:
        text.fixed(f'{{"node": {js(condition.kind)}, "id": {js(condition.id)}, "holds": ')
        text.holds(f"{self.slot(condition.truth)}")
        text.fixed(f', "words": {words(condition.words)}')
        if condition.title is not None:
            text.fixed(f', "title": {words(condition.title)}')
        text.fixed(f', "cite": {js(condition.cite)}, "reliability": {js(condition.reliability)}')
        if condition.assumed is not None:
            text.fixed(f', "assumed": {words(condition.assumed)}')
        if condition.at_least is not None:
            text.fixed(f', "k": {condition.at_least}')
        if condition.of:
            text.fixed(', "of": [')
            self.conditions(text, condition.of)
            text.fixed("]}")
            return
        text.fixed(', "values": [')
        self.readings(text, condition.readings)
        text.fixed("]}")

    def definitions(self, text: Text, definitions: Sequence[Definition]) -> None:
        for position, one in enumerate(definitions):
            text.fixed(f'{", " if position else ""}{{"name": {js(one.name)}, "words": {words(one.words)}, "value": ')
            self.coded(text, one.value)
            unit = say_unit(unit_of(one.value))
            text.fixed(f', "unit": {js(unit)}, "cite": {js(one.cite)}, "reliability": {js(one.reliability)}')
            if one.assumed is not None:
                text.fixed(f', "assumed": {words(one.assumed)}')
            if one.row is not None:
                cites = self.bind((one.cite, *(cite or one.cite for cite in one.row_cites)))
                text.fixed(', "row": ')
                text.put(f"{self.bind(_row)}({self.slot(one.row)},{cites})")
            text.fixed(', "values": [')
            self.readings(text, one.readings)
            text.fixed("]}")


def _row(row: intervals.Quantity, cites: Sequence[str]) -> str:
    if not isinstance(row, int):
        return "null"
    return f'{{"number": {row}, "cite": {js(cites[row])}}}' if row else "null"
