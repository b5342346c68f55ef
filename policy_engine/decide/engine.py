"""Deciding: what is in force as of the day, evaluated for one firm, answered with its trace.

`match`, `decide` and `value` are the whole of it. The day is always an argument (the profile's own when none is given);
nothing here reads a clock, the surroundings or chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policy_engine.decide import intervals
from policy_engine.decide.compiled import compiled
from policy_engine.decide.decision import Decision, Match, Replay
from policy_engine.decide.facts import facts_of
from policy_engine.decide.instant import Instant
from policy_engine.decide.profile import Profile
from policy_engine.decide.question import Question, hold_batch
from policy_engine.decide.receipt import (
    ENGINE,
    canonical,
    carried,
    digest,
    make_receipt,
    outcome_digest,
    read_receipt,
)
from policy_engine.decide.rendering.page import js
from policy_engine.decide.situation import batch_for, situation_of
from policy_engine.errors import Bilingual, NotFoundError
from policy_engine.language.scope import near
from policy_engine.packs.checked import CheckedMeasure
from policy_engine.packs.edition import FIRST_DAY, LAST_DAY, Edition, PackVersion
from policy_engine.packs.library import Library
from policy_engine.values import date_of


def match(
    library: Library, profile: Profile, *, as_of: str | Instant | None = None, packs: Sequence[str] = (),
    kind: str | None = None, batch: str | None = None,
) -> Match:  # fmt: skip
    """All measures in force on the day, decided for the firm: the most money first.

    `packs` narrows them to these packs. Raises `ProfileError` without a day, `NotFoundError` for a pack that is unknown
    or not in force on the day, and where there is no measure to decide.
    """
    question = Question.of(library, profile, as_of, kind, batch)
    for pack in packs:
        library.versions(pack)
        library.standing(pack, question.day.day)
    edition = library.edition(question.day.day)
    measures = [one for one in edition.measures.values() if not packs or one.pack in packs]
    if not measures:
        raise library.without_measures(question.day.day, packs)
    hold_batch(measures, batch)
    texts, order = _answered(edition, measures, profile, question)
    decisions = [Decision(texts[position]) for position in order]
    receipt = _receipt(edition, measures, profile, question, [decision.utf8 for decision in decisions])
    name = profile.single.get("name")
    head = f'{{"as_of": {js(str(question.day))}, "engine": {js(ENGINE)}, "enterprise": {js(name)}, "decisions": ['
    body = b", ".join(decision.utf8 for decision in decisions)
    text = b"".join((head.encode(), body, f'], "receipt": {js(receipt)}}}'.encode()))
    return Match(text, tuple(decisions))


def decide(
    library: Library, profile: Profile, measure: str, *, as_of: str | Instant | None = None, kind: str | None = None,
    batch: str | None = None,
) -> Decision:  # fmt: skip
    """One measure, `pack#measure` or `pack@version#measure`, decided for the firm.

    Outside of the period in force the version nearest to the day decides, and its first condition says why not.
    """
    question = Question.of(library, profile, as_of, kind, batch)
    edition, checked = find_measure(library, measure, question.day.day)
    hold_batch([checked], batch)
    texts, _ = _answered(edition, [checked], profile, question)
    return Decision(texts[0])


def find_measure(library: Library, name: str, day: int) -> tuple[Edition, CheckedMeasure]:
    """The edition and measure that a name means on a day; `NotFoundError` with what is near when there is none."""
    pack, _, measure = name.partition("#")
    version = library.named(pack, day)
    if measure not in version.measures:
        guess = near(measure, version.measures)
        hint = (f"；是否想用 {guess}？", f"; did you mean {guess}?") if guess else ("", "")
        raise NotFoundError(
            Bilingual(
                f"{version.name} 没有措施 “{measure}”{hint[0]}", f"{version.name} has no measure “{measure}”{hint[1]}"
            )
        )
    pins = [] if version in library.in_force(day) else [version]
    edition = library.edition(day, pins)
    return edition, edition.measures[f"{version.id}#{measure}"]


def replay(library: Library, receipt: Any, profile: Profile) -> Replay:
    """Decides again what a receipt records and says whether everything agrees, and if not, what does not.

    Raises `ReceiptError` for what is no receipt.
    """
    data = read_receipt(receipt)
    differs: list[dict[str, Any]] = []

    def differ(part: str, zh: str, en: str) -> None:
        differs.append({"part": part, "message": Bilingual(zh, en).to_json()})

    day = Instant.read(data["as_of"])
    if data["engine"] != ENGINE:
        differ(
            "engine",
            f"这里没有引擎版本 {data['engine']}，只有 {ENGINE}",
            f"engine {data['engine']} is not at hand, only {ENGINE}",
        )
    if data["vocabulary"] != library.vocabulary.digest:
        differ("vocabulary", "指标字典的内容与当时不同", "the text of the vocabulary is not what it was")
    at_hand = {version.name: version for version in library.packs}
    pins: list[PackVersion] = []
    for name, recorded in data["packs"].items():
        version = at_hand.get(name)
        if version is None:
            differ(name, f"这里没有规则包版本 {name}", f"pack version {name} is not at hand")
        elif version.digest != recorded:
            differ(name, f"{name} 的内容与当时不同", f"the text of {name} is not what it was")
        else:
            pins.append(version)
    filed = Instant.read(data["filed_at"]) if data["filed_at"] is not None else None
    if day is None or not FIRST_DAY <= day.day <= LAST_DAY:
        differ("as_of", "基准日不是 1900 至 2100 年的日期", "as_of is no date from 1900 to 2100")
    elif data["filed_at"] is not None and filed is None:
        differ("filed_at", "申报时间不是时刻", "filed_at is no moment")
    elif digest(data["salt"], canonical(_written(profile)).encode()) != data["facts"]:
        differ("facts", "所给的事实与当时不同", "the facts given are not what they were")
    if day is not None and not differs:
        edition = library.edition_of(sorted(pins, key=lambda version: version.id))
        for name in data["measures"]:
            if name not in edition.measures:
                differ(name, f"这些规则包里没有措施 {name}", f"these packs have no measure {name}")
    if day is not None and not differs:
        measures = [edition.measures[name] for name in data["measures"]]
        question = Question(day, data["kind"], data["batch"], filed)
        texts, order = _answered(edition, measures, profile, question)
        again = _receipt(edition, measures, profile, question, [texts[position] for position in order])
        parts = [key for key in again if key != "outcome" and again[key] != data[key]]
        for part in parts:
            differ(part, f"回执里的 {part} 与重新判定的不同", f"{part} is not what deciding again gives")
        if not parts and again["outcome"] != data["outcome"]:
            differ("outcome", "重新判定的结果与当时不同", "deciding again comes out differently")
    shown = carried(receipt)
    if shown is not None and outcome_digest(data, shown) != data["outcome"]:
        differ("decisions", "回执旁边的判定不是它所记录的", "the decisions beside the receipt are not those it records")
    return Replay(js({"agrees": not differs, "as_of": data["as_of"], "differs": differs}).encode())


def _answered(
    edition: Edition, measures: Sequence[CheckedMeasure], profile: Profile, question: Question
) -> tuple[list[bytes], list[int]]:
    """The JSON of each measure's decision, and the order to show them in: the most money first."""
    day = question.day.day
    code = compiled(edition, measures)
    batches = {measure.name: batch_for(measure, question) for measure in measures}
    facts = facts_of(edition, profile, question)
    prepared = code.prepare(day, batches)
    slots, rows = code.program.go(code.program.complete(facts), prepared.values)
    texts = code.renderer.render(slots, rows, situation_of(code, profile, question, batches, facts), prepared.texts)
    answers = code.renderer.answers(slots, rows)

    def rank(position: int) -> tuple[int, int, int, str]:
        outcome, amount = answers[position]
        low, high = intervals.ends(amount)
        return -outcome if outcome in (0, 3) else -1, -high, -low, measures[position].name

    return texts, sorted(range(len(measures)), key=rank)


def _written(profile: Profile) -> dict[str, Any]:
    """A profile's facts as plain data, for digests: fiscal years kept as years."""
    return {
        "single": dict(profile.single),
        "annual": {name: {str(year): one for year, one in years.items()} for name, years in profile.annual.items()},
        "sets": {name: sorted(held) for name, (held, _) in profile.sets.items()},
        "lists": {name: [dict(item) for item in items] for name, items in profile.lists.items()},
        "reviews": dict(profile.reviews),
        "evidence": dict(profile.evidence),
    }


def _receipt(
    edition: Edition,
    measures: Sequence[CheckedMeasure],
    profile: Profile,
    question: Question,
    decisions: Sequence[bytes],
) -> dict[str, Any]:
    last = date_of(question.day.day)[0] - 1
    years = sorted(
        {last - (-year) + 1 if year < 0 else year for one in profile.annual.values() for year in one}, reverse=True
    )
    application = {
        "kind": question.kind, "batch": question.batch,
        "filed_at": str(question.filed_at) if question.filed_at is not None else None,
    }  # fmt: skip
    packs = {version.name: version.digest for version in edition.versions}
    return make_receipt(
        _written(profile),
        str(question.day),
        application,
        packs,
        edition.vocabulary.digest,
        [measure.name for measure in measures],
        decisions,
        years,
    )
