"""Decisions as JSON text, written by generated Python from the slots of a run.

What does not depend on the firm (words, clauses, reliability) is text fixed when the rules are compiled; what does is
put in between. There is no second path: the objects a program gets are read from this text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policy_engine.decide import intervals
from policy_engine.decide.missing import Missing
from policy_engine.decide.program import Prepared, Program, Rows
from policy_engine.decide.rendering.gaps import GapPage, facts_below
from policy_engine.decide.rendering.page import OUTCOME_JSON, js, sourced, words
from policy_engine.errors import Bilingual
from policy_engine.packs.checked import ILLUSTRATIVE, Batch, CheckedMeasure, Sourced
from policy_engine.packs.edition import Edition, PackVersion

Slots = tuple[Any, ...]
DayTexts = tuple[bytes, ...]
"""What the day and its parameters alone decide of the texts, joined once for all firms."""


@dataclass(frozen=True)
class Situation:
    """What a rendering needs beside the slots: evidence and windows prepared by the caller, all as JSON."""

    unverified: Mapping[str, bytes]
    """Entries of `rests_on`, by fact."""
    windows: Mapping[str, bytes]
    """The window, by measure."""
    items: Mapping[str, Sequence[bytes]]
    """The ids of the items of each list, in order."""
    as_of: bytes


@dataclass
class Renderer:
    """Compiled rendering of some measures: `render(slots, rows, situation, prepare(values, day, batches))` gives the
    JSON of each, where `values` is what the program prepared for the day."""

    prepare: Callable[[Prepared, int, Mapping[str, Batch | None]], DayTexts]
    render: Callable[[Slots, Rows, Situation, DayTexts], list[bytes]]
    answers: Callable[[Slots, Rows], list[tuple[int, intervals.Quantity]]]
    source: str


def compile_renderer(edition: Edition, measures: Sequence[CheckedMeasure], program: Program) -> Renderer:
    """The renderer of these measures over a program that has their roots."""
    return AnswerPage(edition, measures, program).compile()


class AnswerPage(GapPage):
    """Puts the parts of decisions together."""

    def compile(self) -> Renderer:
        for number, measure in enumerate(self.measures):
            self.answer(number, measure)
        answers = ",".join(f"(o{number},a{number})" for number in range(len(self.measures)))
        short = ["def answers(s,R):", " d=s[-1]", *self.lines, f" return [{answers}]"]
        for number, measure in enumerate(self.measures):
            self.decision(number, measure)
        texts = ",".join(f"d{number}" for number in range(len(self.measures)))
        full = ["def render(s,R,e,q):", *self.value_lines, " d,u,w=s[-1],e.unverified,e.windows", *self.lines]
        made, source = self.functions([*short, *full, f" return [{texts}]"])
        return Renderer(made["prepare"], made["render"], made["answers"], source)

    def answer(self, number: int, measure: CheckedMeasure) -> None:
        """Outcome `o`, amount `a`, and for items their outcomes `i`."""
        firm, met = self.slot(measure.firm), self.slot(measure.firm_met)
        if measure.item is None or measure.item_met is None:
            self.line(f"o{number}={outcome_text(firm, met)}")
        else:
            table = f"R[{self.bind(measure.over)}]"
            item, item_met = self.slot(measure.item), self.slot(measure.item_met)
            here = f" if {self.slot(measure.here)}!=0" if measure.here is not None else ""
            known = f"&{self.slot(measure.here)}" if measure.here is not None else ""
            of_item = outcome_text(f"{firm}&{item}{known}", f"{met}&{item_met}{known}")
            self.line(f"i{number}=None if {table} is None else [{of_item} for r in {table}{here}]")
            self.line(f"o{number}=outcome_of_items({firm},{met},i{number})")
        self.line(f"a{number}={self.slot(measure.amount)} if o{number} else 0")
        self.line(f"if o{number} and not ({self.certain(number, measure)}): a{number}=upto(a{number})")

    def decision(self, number: int, measure: CheckedMeasure) -> None:
        self.line(f"m{number}=amount(a{number}) if o{number} else Z")
        self.line("x=[]")
        self.fixed(f'{{"measure": {js(measure.name)}, "outcome": ')
        self.choose(f"o{number}", OUTCOME_JSON)
        self.fixed(f', "nature": {js(measure.nature)}, "amount": ')
        self.put(f"m{number}")
        self.fixed(', "total": ')
        if measure.total is measure.amount:
            self.put(f"m{number}")
        else:
            whole = self.slot(measure.total)
            self.put(f"(Z if not o{number} else amount({whole} if {self.certain(number, measure)} else upto({whole})))")
        self.fixed(', "trace": ')
        self.trace(measure, number)
        self.fixed(', "derivation": ')
        self.derivation(measure.steps, f"o{number}")
        self.fixed(', "items": ')
        self.items(number, measure)
        self.fixed(', "missing": ')
        self.missing(number, measure)
        self.fixed(', "gaps": ')
        self.gaps(number, measure)
        self.fixed(', "rests_on": ')
        facts = self.bind(tuple(sorted(facts_below(measure.roots()))))
        self.put(f'(b"["+b", ".join([u[k] for k in {facts} if k in u])+b"]" if u else b"[]")')
        self.fixed(', "window": ')
        self.put(f"w[{self.bind(measure.name)}]")
        self.fixed(', "assumptions": ')
        self.assumptions(measure)
        self.fixed(', "obligations": [], "flags": ')
        self.flags(measure)
        self.fixed(f'{self.tail(measure)}, "as_of": ')
        self.put("e.as_of")
        self.fixed("}")
        self.line(f"d{number}=join(x)")

    def missing(self, number: int, measure: CheckedMeasure) -> None:
        """Looked for only where something is open."""
        find = Missing(self.edition, measure, self.program)
        known = [f"{self.slot(node)}.__class__ is int" for node in dict.fromkeys((measure.amount, measure.total))]
        known += [f"{self.slot(flag.when)}!=1" for flag in measure.flags if flag.name == "legal_risk"]
        settled = f"o{number}==0 or ({' and '.join([f'o{number}==3', *known])})"
        outcomes = f"i{number}" if measure.item is not None else "None"
        self.put(f'(b"[]" if {settled} else {self.bind(find.json)}(s,R,o{number},{outcomes},e.items))')

    def assumptions(self, measure: CheckedMeasure) -> None:
        """What is assumed on the day: of a parameter, with the value it then has."""

        def text(day: int) -> bytes:
            made = {one.words.zh: one for one in reversed(measure.assumptions) if one.made_on(day)}
            entries = [f'{{"words": {words(one.words)}, "cite": {js(one.cite)}}}' for one in reversed(made.values())]
            return f"[{', '.join(entries)}]".encode()

        if any(one.dated for one in measure.assumptions):
            self.put(f"{self.bind(text)}(t)", of_day=True)
        else:
            self.fixed(text(0).decode())

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
        if (one := measure.granted) is not None:
            valid = words(one.valid_for) if one.valid_for is not None else "null"
            said = words(self.vocabulary.said(one.certificate))
            granted = (
                f', "granted": {{"certificate": {js(one.certificate)}, "said": {said}, "valid_for": {valid}, '
                f"{sourced(one)}}}"
            )
        evidence = ", ".join(
            f'{{"document": {words(one.document)}, "proves": {js(list(one.proves))}, {sourced(one)}}}'
            for one in measure.evidence
        )
        return (
            f', "title": {words(measure.title)}, "sub_track": {js(measure.sub_track)}, '
            f'"industry_tracks": {js(list(measure.industry_tracks))}, "pack": {pack}, {sourced(measure)}{granted}, '
            f'"evidence": [{evidence}]'
        )

    def flags(self, measure: CheckedMeasure) -> None:
        """Flags that always hold are fixed text; the others come behind them."""
        made_up = next((one for one in (measure, *measure.clauses()) if one.reliability == ILLUSTRATIVE), None)
        fixed = [illustrative(measure, made_up)] if made_up is not None else []
        by_day = [] if made_up is not None else self.dated_numbers(measure)
        open_flags: list[tuple[str, str]] = []
        for flag in measure.flags:
            entry = f'{{"flag": {js(flag.name)}, "say": {words(flag.say)}, {sourced(flag)}, "holds": '
            if flag.when.op != "lit":
                open_flags.append((self.slot(flag.when), entry))
            elif flag.when.data:
                fixed.append(entry + '"true"}')
        if not open_flags and not by_day:
            self.fixed(f"[{', '.join(fixed)}]")
            return
        with self.listed():
            self.fixed("".join(f", {entry}" for entry in fixed))
            for slot, entry in open_flags:
                with self.block(f"if {slot}:"):
                    self.choose(slot, ("", f', {entry}"unknown"}}', "", f', {entry}"true"}}'))
            if by_day:
                self.put(f"{self.bind(MadeUp(self.edition, measure, tuple(by_day)))}(t,h)", of_day=True)

    def dated_numbers(self, measure: CheckedMeasure) -> list[str]:
        """The parameters whose values are illustrative on some days, or in some batches."""
        spans = [batch.events for batch in measure.batches if batch.events is not None]
        made_up = any(span.reliability == ILLUSTRATIVE for span in spans)
        parameters = self.edition.workshop.parameters
        return [
            key
            for key in measure.parameters
            if any(period.reliability == ILLUSTRATIVE for period in parameters[key].periods)
            or (made_up and key.startswith(f"{measure.name}@"))
        ]


def illustrative(measure: CheckedMeasure, source: Sourced) -> str:
    """The flag of a measure with numbers of nobody's text: its own, or those of one part."""
    whole = Bilingual("示例参数，不是政策原文，不可作申报依据", "illustrative parameters, not the policy's text")
    part = Bilingual("其中有示例参数，不是政策原文", "some of its parameters are illustrative, not the policy's text")
    said = whole if measure.reliability == ILLUSTRATIVE else part
    return f'{{"flag": "illustrative", "say": {words(said)}, {sourced(source)}}}'


@dataclass(frozen=True)
class MadeUp:
    """The flag of a measure that reads an illustrative value on a day; nothing on other days."""

    edition: Edition
    measure: CheckedMeasure
    parameters: tuple[str, ...]

    def __call__(self, day: int, batches: Mapping[str, Batch | None]) -> bytes:
        found = (self.edition.source_of(key, day, batches) for key in self.parameters)
        made_up = next((one for one in found if one is not None and one.reliability == ILLUSTRATIVE), None)
        return b"" if made_up is None else f", {illustrative(self.measure, made_up)}".encode()


def outcome_text(truth: str, met: str) -> str:
    """The text of an outcome; where no review is open it is the truth itself, by its number."""
    return truth if truth == met else f"outcome_of({truth},{met})"
