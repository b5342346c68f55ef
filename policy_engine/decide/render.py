"""Decisions as JSON text, written by generated Python from the slots of a run.

What does not depend on the firm (words, clauses, reliability) is text fixed when the rules are compiled; what does is
put in between. There is no second path: the objects a program gets are read from this text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from policy_engine.decide import intervals, shown
from policy_engine.decide.missing import Missing
from policy_engine.decide.program import Program, Rows, constant, reachable
from policy_engine.errors import Bilingual
from policy_engine.language.checked import Compared
from policy_engine.language.core import Node
from policy_engine.language.kinds import Growth, Number, Pick, Quotient, Series, Term, Value
from policy_engine.packs.checked import STEP_WORDS, CheckedMeasure, Condition, Definition, Reading, Step, nodes_of
from policy_engine.packs.edition import Edition, PackVersion
from policy_engine.packs.vocabulary import Vocabulary
from policy_engine.values import Unit, say_unit

INELIGIBLE, UNDETERMINED, NEEDS_REVIEW, ELIGIBLE = range(4)
MOST_DAYS = 64
"""For how many days the texts of parameters are kept."""
OUTCOMES = ("ineligible", "undetermined", "needs_review", "eligible")

Slots = tuple[Any, ...]


@dataclass(frozen=True)
class Situation:
    """What a rendering needs beside the slots: evidence, windows and notes prepared by the caller."""

    unverified: Mapping[str, str]
    """JSON entries of `rests_on`, by fact."""
    windows: Mapping[str, str]
    """JSON of the window, by measure."""
    notes: Mapping[str, str]
    """JSON entries of further flags, by measure."""
    items: Mapping[str, Sequence[str]]
    """The ids of the items of each list, in order."""
    as_of: str


def js(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def words(text: Bilingual) -> str:
    return f'{{"zh": {js(text.zh)}, "en": {js(text.say("en"))}}}'


def outcome_of(firm: int, firm_met: int) -> int:
    """One decision from its conditions with reviews open, and with reviews met."""
    if firm == intervals.TRUE:
        return ELIGIBLE
    if firm == intervals.FALSE:
        return INELIGIBLE
    return NEEDS_REVIEW if firm_met == intervals.TRUE else UNDETERMINED


def outcome_of_items(firm: int, firm_met: int, items: Sequence[int] | None) -> int:
    """A measure decided item by item: eligible when an item is; else undetermined when one (or the list) is; else needs
    review when one does; else ineligible, as it is without items."""
    if firm == intervals.FALSE:
        return INELIGIBLE
    if items is None:
        return UNDETERMINED
    for outcome in (ELIGIBLE, UNDETERMINED, NEEDS_REVIEW):
        if outcome in items:
            return outcome
    return INELIGIBLE


@dataclass
class _Text:
    """Text under way: fixed pieces and expressions, to be joined."""

    parts: list[tuple[bool, str]] = field(default_factory=list)

    def fixed(self, text: str) -> None:
        if self.parts and self.parts[-1][0]:
            self.parts[-1] = (True, self.parts[-1][1] + text)
        else:
            self.parts.append((True, text))

    def put(self, expression: str) -> None:
        self.parts.append((False, expression))

    def joined(self, bind: Callable[[object], str]) -> str:
        pieces = [bind(text) if fixed else text for fixed, text in self.parts]
        return f'"".join(({",".join(pieces)},))'


@dataclass
class Renderer:
    """Compiled rendering of some measures: `render(slots, rows, situation)` gives a JSON text for each."""

    render: Callable[[Slots, Rows, Situation], list[str]]
    answers: Callable[[Slots, Rows], list[tuple[int, intervals.Quantity]]]
    source: str


def compile_renderer(edition: Edition, measures: Sequence[CheckedMeasure], program: Program) -> Renderer:
    """The renderer of these measures over a program that has their roots."""
    return _Compiler(edition, measures, program).compile()


class _Compiler:
    def __init__(self, edition: Edition, measures: Sequence[CheckedMeasure], program: Program) -> None:
        self.edition, self.measures, self.program = edition, measures, program
        self.vocabulary: Vocabulary = edition.vocabulary
        self.bound: dict[str, object] = {
            "H": tuple(f'"{word}"' if word else "" for word in shown.HOLDS),
            "O": tuple(f'"{word}"' for word in OUTCOMES),
            "outcome_of": outcome_of,
            "outcome_of_items": outcome_of_items,
            "amount": shown.amount,
            "Z": shown.amount(0),
            "upto": intervals.upto,
            "bit": _bit,
        }
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

    # Outcomes --------------------------------------------------------------------------------------------

    def compile(self) -> Renderer:
        self.line("look=lambda node: s[P[node.id].position]")
        self.bound["P"] = self.program.slots
        for number, measure in enumerate(self.measures):
            self.answer(number, measure)
        answers = ",".join(f"(o{number},a{number})" for number in range(len(self.measures)))
        answer_lines = [*self.lines, f" return [{answers}]"]
        for number, measure in enumerate(self.measures):
            self.decision(number, measure)
        texts = ",".join(f"d{number}" for number in range(len(self.measures)))
        body = "\n".join(["def render(s,R,e):", *self.lines, f" return [{texts}]"])
        short = "\n".join(["def answers(s,R):", *answer_lines])
        namespace: dict[str, Any] = dict(self.bound)
        exec(compile(f"{body}\n{short}", "<answers>", "exec"), namespace)  # noqa: S102  # fixed texts are bound, not written
        return Renderer(namespace["render"], namespace["answers"], body)

    def answer(self, number: int, measure: CheckedMeasure) -> None:
        """Outcome `o`, amount `a`, and for items their outcomes `i`."""
        firm, met = self.slot(measure.firm), self.slot(measure.firm_met)
        if measure.item is None or measure.item_met is None:
            self.line(f"o{number}=outcome_of({firm},{met})")
        else:
            table = f"R[{self.bind(measure.over)}]"
            item, item_met = self.slot(measure.item), self.slot(measure.item_met)
            here = f" if {self.slot(measure.here)}!=0" if measure.here is not None else ""
            known = f"&{self.slot(measure.here)}" if measure.here is not None else ""
            self.line(
                f"i{number}=None if {table} is None else "
                f"[outcome_of({firm}&{item}{known},{met}&{item_met}{known}) for r in {table}{here}]"
            )
            self.line(f"o{number}=outcome_of_items({firm},{met},i{number})")
        self.line(f"a{number}={self.slot(measure.amount)} if o{number} else 0")
        self.line(f"if o{number} and not ({self.certain(number, measure)}): a{number}=upto(a{number})")

    def certain(self, number: int | str, measure: CheckedMeasure) -> str:
        """Whether the lower end of an amount counts: a sum of right, for an eligible firm, without a legal risk."""
        if measure.nature != "entitlement":
            return "False"
        risks = [f"not {self.slot(flag.when)}" for flag in measure.flags if flag.name == "legal_risk"]
        return " and ".join([f"o{number}==3", *risks])

    # Decisions -------------------------------------------------------------------------------------------

    def decision(self, number: int, measure: CheckedMeasure) -> None:
        text = _Text()
        text.fixed(f'{{"measure": {js(measure.name)}, "outcome": ')
        text.put(f"O[o{number}]")
        text.fixed(f', "nature": {js(measure.nature)}, "amount": ')
        text.put(f"m{number}")
        self.line(f"m{number}=amount(a{number}) if o{number} else Z")
        text.fixed(', "total": ')
        if measure.total is measure.amount:
            text.put(f"m{number}")
        else:
            whole = self.slot(measure.total)
            text.put(f"(Z if not o{number} else amount({whole} if {self.certain(number, measure)} else upto({whole})))")
        text.fixed(', "trace": ')
        self.trace(text, measure, number)
        text.fixed(', "derivation": ')
        self.derivation(text, measure.steps, f"o{number}")
        text.fixed(', "items": ')
        self.items(text, number, measure)
        text.fixed(', "missing": ')
        find = Missing(self.edition, measure, self.program)
        settled = f"o{number}==0 or (o{number}==3 and {self.slot(measure.amount)}.__class__ is int)"
        outcomes = f"i{number}" if measure.item is not None else "None"
        text.put(f'("[]" if {settled} else {self.bind(find.json)}(s,R,o{number},{outcomes},e.items))')
        text.fixed(', "gaps": ')
        self.gaps(text, number, measure)
        text.fixed(', "rests_on": ')
        facts = self.bind(tuple(self.facts_read(measure)))
        text.put(f'"["+", ".join([e.unverified[k] for k in {facts} if k in e.unverified])+"]"')
        text.fixed(', "window": ')
        text.put(f"e.windows[{self.bind(measure.name)}]")
        noted = ", ".join(f'{{"words": {words(said)}, "cite": {js(cite)}}}' for said, cite in measure.assumptions)
        text.fixed(f', "assumptions": [{noted}], "obligations": [], "flags": ')
        self.flags(text, measure)
        text.fixed(f'{self.tail(measure)}, "as_of": ')
        text.put("e.as_of")
        text.fixed("}")
        self.line(f"d{number}={text.joined(self.bind)}")

    def tail(self, measure: CheckedMeasure) -> str:
        """What identifies the measure and its pack."""
        version: PackVersion = self.edition.version_of(measure)
        documents = [
            {"alias": alias, "title": one.title, "number": one.number, "medium": one.medium}
            for alias, one in version.pack.documents.items()
        ]
        pack = (
            f'{{"id": {js(version.id)}, "version": {js(version.version)}, "title": {words(version.pack.title)}, '
            f'"status": {js(version.pack.status)}, "reliability": {js(version.pack.reliability)}, '
            f'"documents": {js(documents)}}}'
        )
        granted = ""
        if measure.certificate is not None:
            valid = words(measure.valid_for) if measure.valid_for is not None else "null"
            granted = f', "granted": {{"certificate": {js(measure.certificate)}, "valid_for": {valid}}}'
        evidence = [
            {"document": one.document.to_json(), "proves": list(one.proves), "cite": one.cite}
            for one in measure.evidence
        ]
        return (
            f', "title": {words(measure.title)}, "sub_track": {js(measure.sub_track)}, '
            f'"industry_tracks": {js(list(measure.industry_tracks))}, "pack": {pack}, "cite": {js(measure.cite)}, '
            f'"reliability": {js(measure.reliability)}{granted}, "evidence": {js(evidence)}'
        )

    def trace(self, text: _Text, measure: CheckedMeasure, number: int) -> None:
        text.fixed('{"node": "all", "holds": ')
        if measure.item is None:
            text.put(f"H[{self.slot(measure.firm)}]")
        else:
            text.put(f"H[3 if o{number}==3 else 0 if o{number}==0 else 1]")
        text.fixed(', "of": [')
        self.conditions(text, measure.conditions)
        if measure.over is not None:
            over = measure.over_words
            said = Bilingual(f"逐项判定：{over.zh}", f"for each of {over.say('en')}")
            text.fixed(f'{", " if measure.conditions else ""}{{"node": "for_each", "id": {js(measure.over)}, "holds": ')
            text.put(
                f"H[1 if i{number} is None else 3 if 3 in i{number} else 1 if 1 in i{number} or 2 in i{number} else 0]"
            )
            text.fixed(f', "words": {words(said)}, "count": ')
            text.put(f'("null" if i{number} is None else str(len(i{number})))')
            text.fixed("}")
        text.fixed('], "definitions": [')
        shared = [one for one in measure.definitions if not self.of_item(one)]
        self.definitions(text, shared)
        text.fixed("]}")

    def of_item(self, definition: Definition) -> bool:
        return any(node.level is not None for node in nodes_of(definition.value))

    def conditions(self, text: _Text, conditions: Iterable[Condition]) -> None:
        for position, condition in enumerate(conditions):
            text.fixed(", " if position else "")
            self.condition(text, condition)

    def condition(self, text: _Text, condition: Condition) -> None:
        text.fixed(f'{{"node": {js(condition.kind)}, "id": {js(condition.id)}, "holds": ')
        text.put(f"H[{self.slot(condition.truth)}]")
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

    def readings(self, text: _Text, readings: Iterable[Reading]) -> None:
        for position, reading in enumerate(readings):
            unit = say_unit(_unit(reading.value))
            text.fixed(
                f'{", " if position else ""}{{"name": {js(reading.key)}, "words": {words(reading.words)}, "value": '
            )
            text.put(self.value(reading.value))
            text.fixed(f', "unit": {js(unit)}}}')

    def value(self, value: Value) -> str:
        """The expression of a value's JSON; a single value of the firm is written once."""
        if isinstance(value, Quotient):
            write = self.bind(shown.ratio_text(_scale(value.numerator), _scale(value.denominator)))
            slots = f"{self.slot(value.numerator.node)},{self.slot(value.denominator.node)}"
            return f"({write}({slots}) or {self.bind(_Shown(value))}({self.look()}))"
        if not isinstance(value, Term):
            return f"{self.bind(_Shown(value))}({self.look()})"
        if value.node.op == "lit":
            return self.bind(shown.writer(value)(_literal(value.node)))
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

    def definitions(self, text: _Text, definitions: Sequence[Definition]) -> None:
        for position, one in enumerate(definitions):
            text.fixed(f'{", " if position else ""}{{"name": {js(one.name)}, "words": {words(one.words)}, "value": ')
            text.put(self.value(one.value))
            unit = say_unit(_unit(one.value))
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

    # The ladder ------------------------------------------------------------------------------------------

    def derivation(self, text: _Text, steps: Sequence[Step], outcome: str) -> None:
        if not steps:
            text.fixed("[]")
            return
        inner = _Text()
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
                inner.put(self.bit(before, step.amount))
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
            return f"{self.bind(shown.both_ends(_scale(amount)))}({self.slot(amount.node)})"
        return f"{self.bind(_Ends(amount))}({self.look()})"

    def bit(self, before: Value, after: Value) -> str:
        if isinstance(before, Term) and isinstance(after, Term):
            compare = self.bind(shown.changed(_scale(before), _scale(after)))
            return f"{compare}({self.slot(before.node)},{self.slot(after.node)})"
        return f"bit({self.bind(before)},{self.bind(after)},{self.look()})"

    def short_of(self, compared: Compared) -> str:
        """How much a comparison that failed is short of."""
        left, right = compared.left, compared.right
        if isinstance(right, Term) and isinstance(left, Term):
            write = self.bind(shown.short_of(_scale(left), _scale(right)))
            return f"{write}({self.slot(left.node)},{self.slot(right.node)})"
        if isinstance(right, Term) and isinstance(left, Quotient):
            write = self.bind(shown.ratio_short_of(_scale(left.numerator), _scale(left.denominator), _scale(right)))
            return (
                f"{write}({self.slot(left.numerator.node)},{self.slot(left.denominator.node)},{self.slot(right.node)})"
            )
        return f"{self.bind(_Short(compared))}({self.look()})"

    def items(self, text: _Text, number: int, measure: CheckedMeasure) -> None:
        if measure.item is None or measure.over is None:
            text.fixed("[]")
            return
        over = self.bind(measure.over)
        body = _Text()
        body.fixed('{"id": ')
        body.put(f"e.items[{over}][k]")
        body.fixed(', "outcome": ')
        body.put("O[o]")
        body.fixed(', "amount": ')
        body.put("amount(a)")
        body.fixed(', "trace": {"node": "all", "holds": ')
        self.item = measure.over
        body.put(f"H[{self.slot(measure.item)}]")
        body.fixed(', "of": [')
        self.conditions(body, measure.item_conditions)
        body.fixed('], "definitions": [')
        self.definitions(body, [one for one in measure.definitions if self.of_item(one)])
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

    # Gaps, facts, flags ------------------------------------------------------------------------------------

    def gaps(self, text: _Text, number: int, measure: CheckedMeasure) -> None:
        name = f"g{number}"
        self.line(f"{name}=[]")
        self.line(f"if o{number}==0:")
        self.indent += 1
        self.line("pass")
        for condition in measure.conditions:
            self.gap(name, condition, wanted=True)
        if measure.over is not None and measure.item_conditions:
            over = self.bind(measure.over)
            self.item = measure.over
            here = self.slot(measure.here) if measure.here is not None else "3"
            self.line(f"if {self.slot(measure.firm)}:")
            self.indent += 1
            self.line(f"for k,r in enumerate(R[{over}] or ()):")
            self.indent += 1
            self.line(f"if {here}==0: continue")
            self.line(
                "look_item=lambda node: s[P[node.id].position] if P[node.id].of is None else r[P[node.id].position]"
            )
            for condition in measure.item_conditions:
                self.gap(name, condition, wanted=True)
            self.indent -= 2
            self.item = None
        if measure.over is not None:
            empty = _none_gap(measure)
            self.line(f"if i{number} is not None and not i{number}: {name}.append({self.bind(empty)})")
        self.indent -= 1
        text.fixed("[")
        text.put(f'", ".join({name})')
        text.fixed("]")

    def gap(self, name: str, condition: Condition, *, wanted: bool) -> None:
        """Collects what a condition that failed (or, under `none`, that holds) is short of."""
        failing = 0 if wanted else 3
        self.line(f"if {self.slot(condition.truth)}=={failing}:")
        self.indent += 1
        if condition.of:
            self.line("pass")
            for part in condition.of:
                self.gap(name, part, wanted=wanted != (condition.kind == "none"))
        else:
            text = _Text()
            changeable = self.changeable(condition)
            text.fixed(f'{{"condition": {js(condition.id)}, "words": {words(condition.words)}')
            if condition.title is not None:
                text.fixed(f', "title": {words(condition.title)}')
            if self.item is not None:
                text.fixed(', "item": ')
                text.put(f"e.items[{self.bind(self.item)}][k]")
            main = _main(condition)
            if main is not None and wanted:
                left, right = condition.sides or (condition.words, Bilingual(""))
                text.fixed(f', "left": {words(left)}, "right": {words(right)}, "percent": {js(_is_rate(main.left))}')
                text.fixed(f', "fact": {js(_key(condition, main))}, "value": ')
                text.put(self.value(main.left))
                text.fixed(f', "sign": {js(main.sign)}, "required": ')
                text.put(self.value(main.right))
                text.fixed(', "short": ')
                text.put(self.short_of(main))
                text.fixed(f', "unit": {js(say_unit(_unit(main.left)))}')
            else:
                first = condition.readings[0] if condition.readings else None
                text.fixed(f', "fact": {js(first.key if first else None)}, "value": ')
                text.put(self.value(first.value) if first else '"null"')
                text.fixed(f', "sign": null, "required": {js(None)}, "short": null, "unit": ""')
            text.fixed(f', "holds": {js(not wanted)}, "changeable": {js(changeable)}, "cite": {js(condition.cite)}}}')
            self.line(f"{name}.append({text.joined(self.bind)})")
        self.indent -= 1

    def changeable(self, condition: Condition) -> bool | None:
        """Whether the enterprise can change a fact the condition reads; null where it reads none but the day."""
        roots = [condition.truth, *(node for reading in condition.readings for node in nodes_of(reading.value))]
        found = [
            question.changeable
            for fact in facts_below(roots)
            for question in (_question(self.vocabulary, fact),)
            if question is not None
        ]
        return any(found) if found else None

    def facts_read(self, measure: CheckedMeasure) -> list[str]:
        return sorted(facts_below(measure.roots()))

    def flags(self, text: _Text, measure: CheckedMeasure) -> None:
        text.fixed("[")
        entries: list[str] = []
        if measure.reliability == "illustrative":
            said = Bilingual("示例参数，不是政策原文，不可作申报依据", "illustrative parameters, not the policy's text")
            entries.append(js(f'{{"flag": "illustrative", "say": {words(said)}, "cite": {js(measure.cite)}}}'))
        for flag in measure.flags:
            entry = f'{{"flag": {js(flag.name)}, "say": {words(flag.say)}, "cite": {js(flag.cite)}, "holds": '
            bound = self.bind(("", entry + '"unknown"}', "", entry + '"true"}'))
            entries.append(f"{bound}[{self.slot(flag.when)}]")
        name = self.bind(measure.name)
        listed = "".join(f"{entry}," for entry in entries)
        text.put(f'", ".join([x for x in ({listed}e.notes.get({name}),) if x])')
        text.fixed("]")


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


def _question(vocabulary: Vocabulary, fact: str) -> Any:
    declared = vocabulary.facts.get(fact) or vocabulary.lists.get(fact)
    return declared.question if declared is not None else None


def _unit(value: Value) -> Unit:
    if isinstance(value, Term) and isinstance(value.kind, Number):
        return tuple(part for part in value.kind.unit if part[0] != "date")
    if isinstance(value, Quotient):
        return _unit(value.numerator)
    if isinstance(value, Pick):
        return _unit(value.of[0])
    if isinstance(value, Series) and value.entries:
        return _unit(value.entries[0][1])
    return ()


def _scale(term: Term) -> int:
    assert isinstance(term.kind, Number)
    return term.kind.scale


@dataclass(frozen=True)
class _Shown:
    """The JSON of a value that is more than one number."""

    value: Value

    def __call__(self, look: shown.Lookup) -> str:
        return shown.shown(self.value, look)


def _literal(node: Node) -> Any:
    return (intervals.TRUE if node.data else intervals.FALSE) if node.sort == "truth" else node.data


def _row(row: intervals.Quantity, cites: Sequence[str]) -> str:
    if not isinstance(row, int):
        return "null"
    return f'{{"number": {row}, "cite": {js(cites[row])}}}' if row else "null"


def _main(condition: Condition) -> Compared | None:
    """The comparison a condition is: the only one it makes."""
    if len(condition.compared) != 1 or condition.compared[0].node is not condition.truth:
        return None
    return condition.compared[0]


def _key(condition: Condition, compared: Compared) -> str | None:
    """The name of what stands on the left of a comparison."""
    for reading in condition.readings:
        if reading.value is compared.left or reading.value == compared.left:
            return reading.key
    return condition.readings[0].key if condition.readings else None


def _is_rate(value: Value) -> bool:
    """Whether a number is a share or rate, which people say in percent."""
    if isinstance(value, Term):
        return False
    return isinstance(value, Quotient | Pick | Growth) and not _unit(value)


def _none_gap(measure: CheckedMeasure) -> str:
    over = measure.over_words
    said = Bilingual(f"没有可判定的{over.zh}", f"no {over.say('en')} to decide")
    return (
        f'{{"condition": {js(measure.over)}, "words": {words(said)}, "fact": {js(measure.over)}, "value": [], '
        f'"sign": null, '
        f'"required": null, "short": null, "unit": "", "holds": false, "changeable": true, "cite": {js(measure.cite)}}}'
    )


@dataclass(frozen=True)
class _Short:
    """How much a failed comparison is short of, as JSON."""

    compared: Compared

    def __call__(self, look: shown.Lookup) -> str:
        left, right = shown.bounds(self.compared.left, look), shown.bounds(self.compared.right, look)
        if left is None or right is None or left[0] != left[1] or right[0] != right[1]:
            return "null"
        return f'"{shown.decimal(abs(right[0] - left[0]))}"'


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


def _bit(before: Value, after: Value, look: shown.Lookup) -> str:
    """Whether a step changed the amount: known where both amounts are."""
    first, last = shown.bounds(before, look), shown.bounds(after, look)
    if first is None or last is None:
        return "null"
    if first[0] == first[1] and last[0] == last[1]:
        return "true" if first != last else "false"
    return "false" if first == last else "true" if first[0] > last[1] else "null"
