"""Our engine as the benchmark asks it: a full trace, the bare answer, the complete JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policy_engine import Library
from policy_engine.decide import intervals
from policy_engine.decide.compiled import compiled, parameters_on
from policy_engine.decide.facts import completion_of
from policy_engine.decide.instant import Instant
from policy_engine.decide.outcome import OUTCOMES
from policy_engine.decide.question import Question
from policy_engine.decide.render import AnswerPage, Situation
from policy_engine.decide.situation import batch_for, window_json
from policy_engine.language.core import AGGREGATES, reachable
from policy_engine.packs.checked import CheckedMeasure
from policy_engine.values import read_date

RULES = Path(__file__).parent / "rules"
INELIGIBLE, UNDETERMINED, NEEDS_REVIEW, ELIGIBLE = range(4)

Facts = dict[str, Any]


@dataclass(frozen=True)
class Settled:
    """What the answer of one measure comes to, in fen; `open` when not both outcome and sum are settled."""

    outcome: int
    at_least: int
    at_most: int
    ceiling: bool

    @property
    def open(self) -> bool:
        """A ceiling is an interval by nature: its lower end is 0 whatever is known."""
        return self.outcome in (UNDETERMINED, NEEDS_REVIEW) or (self.at_least != self.at_most and not self.ceiling)

    def __str__(self) -> str:
        return f"{self.outcome} [{self.at_least}..{self.at_most}]"


class TracesOnly(AnswerPage):
    """Answers that are the JSON of the trace, of the measure and of its items, and nothing else."""

    def decision(self, number: int, measure: CheckedMeasure) -> None:
        self.line("x=[]")
        self.fixed('{"trace": ')
        self.trace(measure, number)
        self.fixed(', "items": ')
        self.items(number, measure)
        self.fixed("}")
        self.line(f"d{number}=join(x)")


class Ours:
    """Some measures of a library on a day, compiled. `trace`, `bare` and `json` are what is timed."""

    def __init__(self, library: Library, as_of: str, measures: Sequence[str] = ()) -> None:
        day = read_date(as_of)
        assert day is not None
        self.library, self.day = library, day
        self.edition = library.edition(day)
        self.measures = tuple(measures) or tuple(self.edition.measures)
        self.checked = [self.edition.measures[name] for name in self.measures]
        self.code = compiled(self.edition, self.checked)
        self.completion = completion_of(self.edition)
        self.traces = TracesOnly(self.edition, self.checked, self.code.program).compile()
        question = Question(Instant(day), None, None, None)
        batches = {one.name: batch_for(one, question) for one in self.checked}
        self.prepared = self.code.prepare(day, batches)
        self.trace_texts = self.traces.prepare(self.prepared.values, day, batches)
        bare = self.code.bare
        self.bare_prepared = bare.prepare(parameters_on(self.edition, bare.parameters, day, batches), day)
        windows = {one.name: window_json(batches[one.name], question.moment) for one in self.checked}
        self.windows, self.as_of = windows, f'"{as_of}"'.encode()

    @property
    def conditions(self) -> int:
        """How many conditions are written in the measures, at the firm and at the items."""
        return sum(
            leaf.kind == "condition" and leaf.id != "in-force"
            for measure in self.checked
            for condition in (*measure.conditions, *measure.item_conditions)
            for leaf in condition.leaves()
        )

    def complete(self, facts: Facts) -> Facts:
        """The facts of a profile as all programs read them."""
        return self.completion(facts)

    def bare(self, facts: Facts) -> list[tuple[int, intervals.Quantity]]:
        return self.code.bare.go(facts, self.bare_prepared)

    def trace(self, facts: Facts) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return self.code.program.go(facts, self.prepared.values)

    def json(self, facts: Facts) -> list[bytes]:
        """Whole decisions."""
        slots, rows = self.trace(facts)
        return self.code.renderer.render(slots, rows, self.situation(facts), self.prepared.texts)

    def trace_json(self, facts: Facts) -> list[bytes]:
        """Their traces: every condition with its words, clause, reliability, and the values read."""
        slots, rows = self.trace(facts)
        return self.traces.render(slots, rows, self.situation(facts), self.trace_texts)

    def traces_are_those_of_decisions(self, facts: Facts) -> bool:
        whole = self._with_reviews(facts)
        decisions = [json.loads(text) for text in self.json(whole)]
        traces = [json.loads(text) for text in self.trace_json(whole)]
        return traces == [{key: one[key] for key in ("trace", "items")} for one in decisions]

    def situation(self, facts: Facts) -> Situation:
        items = {
            name: [b'"%d"' % position for position in range(1, len(facts[name] or ()) + 1)]
            for name in self.completion.items
        }
        return Situation({}, self.windows, items, self.as_of)

    def settled(self, facts: Facts) -> list[Settled]:
        """What the trace says of each measure, reviews open unless a finding is among the facts."""
        return self._settled(self.code.renderer.answers(*self.trace(self._with_reviews(facts))))

    def settled_bare(self, facts: Facts) -> list[Settled]:
        """What the bare answer says of each measure."""
        return self._settled(self.bare(self._with_reviews(facts)))

    def settled_text(self, facts: Facts) -> list[Settled]:
        """What the JSON says of each measure."""
        found = []
        for text, measure in zip(self.json(self._with_reviews(facts)), self.checked, strict=True):
            decision = json.loads(text)
            low, high = (int(decision["amount"][end].replace(".", "")) for end in ("at_least", "at_most"))
            found.append(Settled(OUTCOMES.index(decision["outcome"]), low, high, self.ceiling(measure)))
        return found

    def _with_reviews(self, facts: Facts) -> Facts:
        facts = dict(facts)
        for review in self.edition.reviews:
            given = facts.get(review)
            facts[f"{review}~met"] = True if given is None else given
            facts[f"{review}~unmet"] = False if given is None else given
        return self.complete(facts)

    def _settled(self, answers: Sequence[tuple[int, intervals.Quantity]]) -> list[Settled]:
        return [
            Settled(outcome, *intervals.ends(amount), self.ceiling(measure))
            for (outcome, amount), measure in zip(answers, self.checked, strict=True)
        ]

    def ceiling(self, measure: CheckedMeasure) -> bool:
        """Whether nothing is ever due for certain: the text says `up to`, or a legal risk stands in the way."""
        return measure.nature == "ceiling" or any(flag.name == "legal_risk" for flag in measure.flags)

    def reads(self, measure: str) -> dict[str, list[str]]:
        """The facts a measure rests on, by the keys rules read them by, with the fields read of lists.

        Of a derived fact these are its sources.
        """
        found: dict[str, dict[str, None]] = {}
        declared = self.library.vocabulary.facts
        for node in reachable(self.edition.measures[measure].roots()):
            if node.op == "fact" and not node.kids:
                key = str(node.data).partition("~")[0]
                fact = declared.get(key)
                if fact is None or (fact.derived is None and fact.expression is None):
                    found.setdefault(key, {})
            elif node.op == "field" and isinstance(node.data, tuple):
                found.setdefault(str(node.data[0]), {})[str(node.data[1])] = None
            elif node.op in AGGREGATES:
                found.setdefault(str(node.data), {})
        return {key: list(fields) for key, fields in found.items()}
