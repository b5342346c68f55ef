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
from policy_engine.decide.program import Program, Rows
from policy_engine.decide.rendering.gaps import GapPage, facts_below
from policy_engine.decide.rendering.page import Text, js, words
from policy_engine.errors import Bilingual
from policy_engine.packs.checked import CheckedMeasure
from policy_engine.packs.edition import Edition, PackVersion

Slots = tuple[Any, ...]


@dataclass(frozen=True)
class Situation:
    """What a rendering needs beside the slots: evidence and windows prepared by the caller."""

    unverified: Mapping[str, str]
    """JSON entries of `rests_on`, by fact."""
    windows: Mapping[str, str]
    """JSON of the window, by measure."""
    items: Mapping[str, Sequence[str]]
    """The ids of the items of each list, in order."""
    as_of: str


@dataclass
class Renderer:
    """Compiled rendering of some measures: `render(slots, rows, situation)` gives a JSON text for each."""

    render: Callable[[Slots, Rows, Situation], list[str]]
    answers: Callable[[Slots, Rows], list[tuple[int, intervals.Quantity]]]
    source: str


def compile_renderer(edition: Edition, measures: Sequence[CheckedMeasure], program: Program) -> Renderer:
    """The renderer of these measures over a program that has their roots."""
    return _Compiler(edition, measures, program).compile()


class _Compiler(GapPage):
    """Puts the parts of decisions together."""

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

    def decision(self, number: int, measure: CheckedMeasure) -> None:
        text = Text()
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
        known = [f"{self.slot(node)}.__class__ is int" for node in dict.fromkeys((measure.amount, measure.total))]
        known += [f"{self.slot(flag.when)}!=1" for flag in measure.flags if flag.name == "legal_risk"]
        settled = f"o{number}==0 or ({' and '.join([f'o{number}==3', *known])})"
        outcomes = f"i{number}" if measure.item is not None else "None"
        text.put(f'("[]" if {settled} else {self.bind(find.json)}(s,R,o{number},{outcomes},e.items))')
        text.fixed(', "gaps": ')
        self.gaps(text, number, measure)
        text.fixed(', "rests_on": ')
        facts = self.bind(tuple(self.facts_read(measure)))
        listed = f'"["+", ".join([e.unverified[k] for k in {facts} if k in e.unverified])+"]"'
        text.put(f'({listed} if e.unverified else "[]")')
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
            said = words(self.vocabulary.said(measure.certificate))
            granted = f', "granted": {{"certificate": {js(measure.certificate)}, "said": {said}, "valid_for": {valid}}}'
        evidence = [
            {"document": one.document.to_json(), "proves": list(one.proves), "cite": one.cite}
            for one in measure.evidence
        ]
        return (
            f', "title": {words(measure.title)}, "sub_track": {js(measure.sub_track)}, '
            f'"industry_tracks": {js(list(measure.industry_tracks))}, "pack": {pack}, "cite": {js(measure.cite)}, '
            f'"reliability": {js(measure.reliability)}{granted}, "evidence": {js(evidence)}'
        )

    def facts_read(self, measure: CheckedMeasure) -> list[str]:
        return sorted(facts_below(measure.roots()))

    def flags(self, text: Text, measure: CheckedMeasure) -> None:
        """Flags that always hold are fixed text; the others come behind them."""
        fixed: list[str] = []
        if measure.reliability == "illustrative":
            said = Bilingual("示例参数，不是政策原文，不可作申报依据", "illustrative parameters, not the policy's text")
            fixed.append(f'{{"flag": "illustrative", "say": {words(said)}, "cite": {js(measure.cite)}}}')
        slots: list[str] = []
        for flag in measure.flags:
            entry = f'{{"flag": {js(flag.name)}, "say": {words(flag.say)}, "cite": {js(flag.cite)}, "holds": '
            if flag.when.op == "lit":
                fixed.append(entry + '"true"}')
            else:
                bound = self.bind(("", entry + '"unknown"}', "", entry + '"true"}'))
                slots.append(f"{bound}[{self.slot(flag.when)}]")
        always = ", ".join(fixed)
        text.fixed("[" if slots else f"[{always}]")
        if slots:
            text.put(f'", ".join([x for x in ({self.bind(always)},{"".join(f"{slot}," for slot in slots)}) if x])')
            text.fixed("]")
