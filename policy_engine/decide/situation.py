"""The situation of a decision: its batch and window, the evidence behind the facts."""

from __future__ import annotations

from collections.abc import Mapping

from policy_engine.decide.compiled import Compiled
from policy_engine.decide.instant import MINUTES, Instant
from policy_engine.decide.profile import Profile
from policy_engine.decide.question import Question
from policy_engine.decide.render import Situation
from policy_engine.decide.rendering.page import js, sourced, words
from policy_engine.errors import Bilingual
from policy_engine.packs.checked import Batch, CheckedMeasure
from policy_engine.packs.edition import Edition


def batch_for(measure: CheckedMeasure, question: Question) -> Batch | None:
    """The batch asked for; else the one open at the moment, the next to open, or the last."""
    if not measure.batches:
        return None
    named = [batch for batch in measure.batches if batch.name == question.batch]
    if named:
        return named[0]
    for state in ("open", "not_yet"):
        found = [batch for batch in measure.batches if _state(batch, question.moment) == state]
        if found:
            return found[0]
    return measure.batches[-1]


def _state(batch: Batch, moment: int) -> str:
    span = batch.applications
    if span is None:
        return "none"
    if span.opens is not None and moment < span.opens:
        return "not_yet"
    return "closed" if span.closes is not None and moment > span.closes else "open"


def window_json(batch: Batch | None, moment: int) -> bytes:
    if batch is None:
        return b'{"state": "none", "batch": null, "opens": null, "closes": null}'
    span = batch.applications
    opens, closes = (None, None) if span is None else (_said(span.opens), _said(span.closes))
    where = "" if span is None else f", {sourced(span)}"
    return (
        f'{{"state": {js(_state(batch, moment))}, "batch": {js(batch.name)}, "opens": {js(opens)}, '
        f'"closes": {js(closes)}{where}}}'
    ).encode()


def _said(minute: int | None) -> str | None:
    return None if minute is None else str(Instant(minute // MINUTES, minute % MINUTES))


def situation_of(
    code: Compiled, profile: Profile, question: Question, batches: Mapping[str, Batch | None]
) -> Situation:
    unverified = {}
    for fact, level in profile.unverified.items():
        said = _words_of(code.edition, fact)
        if said is None:
            continue
        key = fact, level
        if key not in code.entries:
            entry = f'{{"fact": {js(fact)}, "words": {words(said)}, "evidence": {js(level)}}}'
            code.entries[key] = entry.encode()
        unverified[fact] = code.entries[key]
    items = {
        name: [js(item.get("id", str(position))).encode() for position, item in enumerate(entries, start=1)]
        for name, entries in profile.lists.items()
    }
    return Situation(
        unverified, {name: window_json(batch, question.moment) for name, batch in batches.items()}, items,
        js(str(question.day)).encode(),
    )  # fmt: skip


def _words_of(edition: Edition, fact: str) -> Bilingual | None:
    """What a fact, a list or a review is called; None of a review that these rules do not ask for."""
    declared = edition.vocabulary.facts.get(fact) or edition.vocabulary.lists.get(fact)
    return declared.words if declared is not None else edition.reviews.get(fact)
