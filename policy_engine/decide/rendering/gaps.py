"""Gaps: for each condition that failed how far, and whether the enterprise can change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policy_engine.decide import shown
from policy_engine.decide.rendering.ladder import LadderPage
from policy_engine.decide.rendering.page import is_rate, js, scale_of, sourced, unit_of, words
from policy_engine.errors import Bilingual
from policy_engine.language.checked import Compared
from policy_engine.language.core import Node
from policy_engine.language.kinds import Quotient, Term
from policy_engine.packs.checked import CheckedMeasure, Condition, Reading, nodes_of
from policy_engine.packs.vocabulary import Vocabulary
from policy_engine.values import Rounding, say_unit


class GapPage(LadderPage):
    """Writes what keeps a firm from being eligible."""

    def gaps(self, number: int, measure: CheckedMeasure) -> None:
        with self.listed():
            with self.block(f"if o{number}==0:"):
                for condition in measure.conditions:
                    self.gap(condition, wanted=True)
                if measure.over is not None and measure.item_conditions:
                    self.item_gaps(measure.over, measure)
            if measure.over is not None:
                empty = self.bind(f", {_none_gap(measure)}".encode())
                self.line(f"if o{number}==0 and i{number} is not None and not i{number}: x.append({empty})")

    def item_gaps(self, over: str, measure: CheckedMeasure) -> None:
        here = self.slot(measure.here) if measure.here is not None else None
        with (
            self.block(f"if {self.slot(measure.firm)}:"),
            self.block(f"for k,r in enumerate(R[{self.bind(over)}] or ()):"),
        ):
            self.item = over
            if here is not None:
                self.line(f"if {here}==0: continue")
            for condition in measure.item_conditions:
                self.gap(condition, wanted=True)
            self.item = None

    def gap(self, condition: Condition, *, wanted: bool) -> None:
        """Writes what a condition that failed (or, under `none`, that holds) is short of."""
        with self.block(f"if {self.slot(condition.truth)}=={0 if wanted else 3}:"):
            if condition.of:
                for part in condition.of:
                    self.gap(part, wanted=wanted != (condition.kind == "none"))
            else:
                self.leaf(condition, wanted=wanted)

    def leaf(self, condition: Condition, *, wanted: bool) -> None:
        self.fixed(f', {{"condition": {js(condition.id)}, "words": {words(condition.words)}')
        if condition.title is not None:
            self.fixed(f', "title": {words(condition.title)}')
        if self.item is not None:
            self.fixed(', "item": ')
            self.put(f"e.items[{self.bind(self.item)}][k]")
        main = _main(condition)
        if main is not None and wanted:
            left, right = condition.sides or (condition.words, Bilingual(""))
            self.fixed(f', "left": {words(left)}, "right": {words(right)}, "percent": {js(is_rate(main.left))}')
            self.fixed(f', "fact": {js(_key(condition, main))}, "value": ')
            self.distance(main)
            self.fixed(f', "unit": {js(say_unit(unit_of(main.left)))}')
        else:
            first = _first(condition)
            self.fixed(f', "fact": {js(first.key if first else None)}, "value": ')
            if first is None:
                self.fixed("null")
            else:
                self.coded(first.value)
            self.fixed(', "sign": null, "required": null, "short": null, "unit": ""')
        read = sorted(facts_below(_roots(condition)))
        self.fixed(f', "reads": {js(read)}, "holds": {js(not wanted)}, "changeable": {js(self.changeable(read))}')
        self.fixed(f", {sourced(condition)}}}")

    def distance(self, compared: Compared) -> None:
        """The value that failed, what it was held against, and how much it is short of that."""
        left, right = compared.left, compared.right
        between = f', "sign": {js(compared.sign)}, "required": '
        if isinstance(right, Term) and isinstance(left, Quotient):
            over, under = left.numerator, left.denominator
            write = self.bind(shown.ratio_apart(scale_of(over), scale_of(under), scale_of(right), _away(compared.sign)))
            slots = ",".join(self.slot(term.node) for term in (over, under, right))
            otherwise = f"({self.value(left)},{self.bind(_Short(compared))}({self.look()}))"
            self.put(f"(z:={write}({slots}) or {otherwise})[0]")
            self.fixed(between)
            self.single(right)
            self.fixed(', "short": ')
            self.put("z[1]")
            return
        self.single(left)
        self.fixed(between)
        self.single(right)
        self.fixed(', "short": ')
        if isinstance(right, Term) and isinstance(left, Term):
            write = self.bind(shown.short_of(scale_of(left), scale_of(right)))
            self.put(f"{write}({self.slot(left.node)},{self.slot(right.node)})")
        else:
            self.put(f"{self.bind(_Short(compared))}({self.look()})")

    def changeable(self, facts: Iterable[str]) -> bool | None:
        """Whether the enterprise can change one of these facts; null where it is asked for none of them."""
        questions = [_question(self.vocabulary, fact) for fact in facts]
        found = [question.changeable for question in questions if question is not None]
        return any(found) if found else None


def facts_below(roots: Iterable[Node]) -> set[str]:
    """The ids of the facts and lists that nodes read, of whatever year or item; a derived fact brings its sources."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node.id in seen:
            continue
        seen.add(node.id)
        waiting += node.kids
        if node.op == "fact":
            found.add(
                str(node.data).partition("#")[0] if "/" not in str(node.data) else str(node.data).partition("~")[0]
            )
        elif node.op == "field" and isinstance(node.data, tuple):
            found.add(node.data[0])
        elif node.op in ("some", "count", "sum", "min", "max"):
            found.add(str(node.data))
    return found


def _roots(condition: Condition) -> list[Node]:
    """The nodes of a condition and of what it shows."""
    return [condition.truth, *(node for reading in condition.readings for node in nodes_of(reading.value))]


def _question(vocabulary: Vocabulary, fact: str) -> Any:
    declared = vocabulary.facts.get(fact) or vocabulary.lists.get(fact)
    return declared.question if declared is not None else None


def _main(condition: Condition) -> Compared | None:
    """The comparison a condition is: the only one it makes."""
    if len(condition.compared) != 1 or condition.compared[0].node is not condition.truth:
        return None
    return condition.compared[0]


def _away(sign: str) -> Rounding:
    """How a quotient that failed is rounded so that it does not seem to reach what it was held against."""
    return "floor" if sign in (">=", ">") else "ceiling" if sign in ("<=", "<") else "half up"


def _key(condition: Condition, compared: Compared) -> str | None:
    """The name of what stands on the left of a comparison, or of what that turns on."""
    for reading in condition.readings:
        if reading.value is compared.left or reading.value == compared.left:
            return reading.key
    first = _first(condition)
    return first.key if first is not None else None


def _first(condition: Condition) -> Reading | None:
    """The first that a condition reads: rather a fact than the day."""
    facts = [reading for reading in condition.readings if reading.role != "reserved"]
    return next(iter(facts or condition.readings), None)


def _none_gap(measure: CheckedMeasure) -> str:
    over = measure.over_words
    said = Bilingual(f"没有可判定的{over.zh}", f"no {over.say('en')} to decide")
    return (
        f'{{"condition": {js(measure.over)}, "words": {words(said)}, "fact": {js(measure.over)}, "value": [], '
        f'"sign": null, '
        f'"required": null, "short": null, "unit": "", "reads": {js([measure.over])}, '
        f'"holds": false, "changeable": true, {sourced(measure)}}}'
    )


@dataclass(frozen=True)
class _Short:
    """How much a failed comparison is short of, as JSON."""

    compared: Compared

    def __call__(self, look: shown.Lookup) -> bytes:
        left, right = shown.bounds(self.compared.left, look), shown.bounds(self.compared.right, look)
        if left is None or right is None or left[0] != left[1] or right[0] != right[1]:
            return b"null"
        return f'"{shown.decimal(abs(right[0] - left[0]))}"'.encode()
