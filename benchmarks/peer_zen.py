"""The same ten measures for zen-engine 2.1, with its trace on: one expression per clause, so that the trace shows each.

A clause is true, false or null; each measure combines its clauses three-valued; the sum is null where it rests on an
unknown fact. A clause that several measures share is asked once, as in our own program.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import zen  # type: ignore[import-not-found]  # it has no types, and is installed for the benchmark only

from benchmarks.clauses import CLAUSES, MEASURES, Against, Amount, Bands, Clause, Group, Is, Limit, OneOf, Share
from benchmarks.reference import Truth

NAMES = {clause: f"c{number}" for number, clause in enumerate(dict.fromkeys(CLAUSES))}
FIELDS = tuple(measure.name.replace("-", "_") for measure in MEASURES)


class ZenPack:
    """The compiled pack. `trace(firm)` gives zen's answer with the value of every expression."""

    def __init__(self) -> None:
        content = zen.ZenDecisionContent(json.dumps(_decision(_expressions())))
        self._decision = zen.ZenEngine({"loader": lambda key: content}).create_decision(content)

    def trace(self, firm: Mapping[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._decision.evaluate(firm, {"trace": True})
        return answer

    def answer(self, firm: Mapping[str, Any]) -> tuple[tuple[Truth, int | None], ...]:
        """Outcome and sum of each measure; zen leaves what is null out of its result."""
        result = self.trace(firm)["result"]
        return tuple((result.get(field), result.get(f"{field}_sum")) for field in FIELDS)


def _decision(expressions: list[tuple[str, str]]) -> dict[str, object]:
    place = {"x": 0, "y": 0}
    content = {
        "expressions": [{"id": str(n), "key": key, "value": value} for n, (key, value) in enumerate(expressions)]
    }
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "firm", "type": "inputNode", "name": "firm", "position": place},
            {"id": "rules", "type": "expressionNode", "name": "rules", "position": place, "content": content},
            {"id": "answer", "type": "outputNode", "name": "answer", "position": place},
        ],
        "edges": [
            {"id": "in", "sourceId": "firm", "targetId": "rules", "type": "edge"},
            {"id": "out", "sourceId": "rules", "targetId": "answer", "type": "edge"},
        ],
    }


def _expressions() -> list[tuple[str, str]]:
    found = [(name, _clause(clause)) for clause, name in NAMES.items()]
    for field, measure in zip(FIELDS, MEASURES, strict=True):
        found.append((field, f"{_met(measure.when, True)} ? true : ({_met(measure.when, False)} ? false : null)"))
    for field, measure in zip(FIELDS, MEASURES, strict=True):
        known = " and ".join(f"{bands.fact} != null" for bands in measure.amount.offers)
        paid = f"$.{field} == true and {known} ? {_sum(measure.amount)} : null"
        found.append((f"{field}_sum", f"$.{field} == false ? 0 : ({paid})"))
    return found


def _clause(clause: Clause) -> str:
    match clause:
        case Limit(fact, sign, bound):
            return f"{fact} != null ? {fact} {sign} {bound} : null"
        case Against(fact, sign, other):
            return f"{fact} != null and {other} != null ? {fact} {sign} {other} : null"
        case Share(fact, of, sign, percent):
            defined = f"{fact} != null and {of} != null and {of} > 0"
            return f"{defined} ? {fact} * 100 {sign} {of} * {percent} : null"
        case OneOf(fact, codes):
            return f"{fact} != null ? {fact} in {json.dumps(codes, ensure_ascii=False)} : null"
        case Is(fact):
            return fact


def _met(part: Clause | Group, wanted: bool) -> str:
    """That a group is surely true, or surely false."""
    if not isinstance(part, Group):
        return f"$.{NAMES[part]} == {'true' if wanted else 'false'}"
    inner = [_met(one, wanted is not (part.word == "none")) for one in part.parts]
    if part.word == "at_least":
        count = part.count if wanted else len(inner) - part.count + 1
        return f"({' + '.join(f'({text} ? 1 : 0)' for text in inner)} >= {count})"
    every = part.word == "all" if wanted else part.word == "any"
    if part.word == "none":
        every = wanted
    return f"({(' and ' if every else ' or ').join(inner)})"


def _sum(amount: Amount) -> str:
    offers = [f"floor(({_weighted(bands)} + 5000) / 10000)" for bands in amount.offers]
    least = offers[0] if len(offers) == 1 else f"min([{', '.join(offers)}])"
    if amount.floor:
        least = f"max([{least}, {amount.floor}])"
    return f"min([{least}, {amount.cap}])"


def _weighted(bands: Bands) -> str:
    tops = [bound for bound, _ in bands.bands[1:]]
    parts = []
    for position, (bound, basis_points) in enumerate(bands.bands):
        top = f"min([{bands.fact}, {tops[position]}])" if position < len(tops) else bands.fact
        parts.append(f"max([0, {top} - {bound}]) * {basis_points}" if bound else f"{top} * {basis_points}")
    return f"({' + '.join(parts)})"
