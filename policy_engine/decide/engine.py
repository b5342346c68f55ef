"""Deciding: what is in force as of the day, evaluated for one firm, answered with its trace.

`match`, `decide` and `value` are the whole of it. The day is always an argument (the profile's own when none is given);
nothing here reads a clock, the surroundings or chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    Difference,
    altered,
    carried,
    differing_facts,
    make_receipt,
    misplaced,
    outcome_digest,
    read_receipt,
)
from policy_engine.decide.rendering.page import js
from policy_engine.decide.situation import batch_for, situation_of
from policy_engine.errors import Bilingual, NotFoundError
from policy_engine.language.scope import near, rather
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
    hold_batch(profile, batch, measures, edition.measures.values())
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
    hold_batch(profile, batch, [checked], edition.measures.values())
    texts, _ = _answered(edition, [checked], profile, question)
    return Decision(texts[0])


def find_measure(library: Library, name: str, day: int) -> tuple[Edition, CheckedMeasure]:
    """The edition and measure that a name means on a day; `NotFoundError` with what is near when there is none."""
    pack, sharp, measure = name.partition("#")
    version = library.named(pack, day)
    if not sharp:
        listed = ", ".join(f"{pack}#{one}" for one in version.measures)
        raise NotFoundError(
            Bilingual(
                f"{pack} 是规则包，不是措施；它的措施：{listed or '无'}",
                f"{pack} is a pack, not a measure; its measures: {listed or 'none'}",
            )
        )
    if measure not in version.measures:
        guess = near(measure, version.measures)
        hint = rather(guess)
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
    pins, differs = _at_hand(library, data)
    differs += _asked(data, profile)
    decided: list[bytes] | None = None
    if not differs:
        edition = library.edition_of(sorted(pins, key=lambda version: version.id))
        decided, differs = _again(edition, data, profile)
    shown = carried(receipt)
    if shown is not None and shown != decided and outcome_digest(data, shown) != data["outcome"]:
        differs.insert(0, _torn(decided))
    known = {part for part, _ in differs}
    beside = misplaced(receipt, data, profile.single.get("name"))
    differs = [*(one for one in beside if one[0] not in known), *differs]
    told = [{"part": part, "message": message.to_json()} for part, message in differs]
    return Replay(js({"agrees": not differs, "as_of": data["as_of"], "differs": told}).encode())


def _at_hand(library: Library, data: Mapping[str, Any]) -> tuple[list[PackVersion], list[Difference]]:
    """The pack versions of a receipt, and what of its engine, vocabulary and packs is not at hand as it was."""
    differs: list[Difference] = []
    if data["engine"] != ENGINE:
        zh = f"这里没有引擎版本 {data['engine']}，只有 {ENGINE}"
        differs.append(("engine", Bilingual(zh, f"engine {data['engine']} is not at hand, only {ENGINE}")))
    if data["vocabulary"] != library.vocabulary.digest:
        said = Bilingual("指标字典的内容与当时不同", "the text of the vocabulary is not what it was")
        differs.append(("vocabulary", said))
    at_hand = {version.name: version for version in library.packs}
    pins: list[PackVersion] = []
    for name, recorded in data["packs"].items():
        version = at_hand.get(name)
        if version is None:
            differs.append((name, Bilingual(f"这里没有规则包版本 {name}", f"pack version {name} is not at hand")))
        elif version.digest != recorded:
            differs.append((name, Bilingual(f"{name} 的内容与当时不同", f"the text of {name} is not what it was")))
        else:
            pins.append(version)
    return pins, differs


def _asked(data: Mapping[str, Any], profile: Profile) -> list[Difference]:
    """What of the day, the time of filing and the facts of a receipt is no such thing, or not of this profile."""
    day = Instant.read(data["as_of"])
    if day is None or not FIRST_DAY <= day.day <= LAST_DAY:
        said = Bilingual("基准日不是 1900 至 2100 年的日期", "as_of is no date from 1900 to 2100")
        return [("as_of", said)]
    if data["filed_at"] is not None and Instant.read(data["filed_at"]) is None:
        return [("filed_at", Bilingual("申报时间不是时刻", "filed_at is no moment"))]
    return differing_facts(data, _written(profile), _fiscal_years(profile, day.day))


def _again(edition: Edition, data: Mapping[str, Any], profile: Profile) -> tuple[list[bytes] | None, list[Difference]]:
    """The decisions that a receipt records, made again, and in what they show that the receipt is not theirs."""
    gone = [name for name in data["measures"] if name not in edition.measures]
    if gone:
        return None, [
            (name, Bilingual(f"这些规则包里没有措施 {name}", f"these packs have no measure {name}")) for name in gone
        ]
    day, filed = (Instant.read(data[key]) if data[key] is not None else None for key in ("as_of", "filed_at"))
    assert day is not None
    measures = [edition.measures[name] for name in data["measures"]]
    question = Question(day, data["kind"], data["batch"], filed)
    texts, order = _answered(edition, measures, profile, question)
    decided = [texts[position] for position in order]
    again = _receipt(edition, measures, profile, question, decided)
    parts = [key for key in again if key != "outcome" and again[key] != data[key]]
    if not parts and again["outcome"] != data["outcome"]:
        said = Bilingual(
            "由这些事实和规则得不出回执的 outcome：回执被改动过，或不是由这样的引擎判定的",
            "these facts and rules do not give the receipt's outcome: it was altered, or decided by another engine",
        )
        return decided, [("outcome", said)]
    not_given = Bilingual("由这些事实和规则得不出它", "these facts and rules do not give it")
    return decided, [(part, altered(part, not_given)) for part in parts]


def _torn(decided: Sequence[bytes] | None) -> Difference:
    """That a receipt and the decisions beside it do not fit: only deciding again tells which of them was altered."""
    if decided is None:
        zh, en = "其中之一被改动过", "one of them was altered"
        return "decisions", Bilingual(
            f"回执和旁边的判定对不上：{zh}", f"the receipt and the decisions beside it do not fit: {en}"
        )
    return "decisions", Bilingual(
        "回执旁边的判定被改动过：由这些事实和规则得不出它",
        "the decisions beside the receipt were altered: these facts and rules do not give them",
    )


def _answered(
    edition: Edition, measures: Sequence[CheckedMeasure], profile: Profile, question: Question
) -> tuple[list[bytes], list[int]]:
    """The JSON of each measure's decision, and the order to show them in: the most money first."""
    day = question.day.day
    code = compiled(edition, measures)
    batches = {measure.name: batch_for(measure, question) for measure in measures}
    facts = facts_of(edition, profile, question)
    prepared = code.prepare(day, batches)
    slots, rows = code.program.go(facts, prepared.values)
    texts = code.renderer.render(slots, rows, situation_of(code, profile, question, batches), prepared.texts)
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
        _fiscal_years(profile, question.day.day),
    )


def _fiscal_years(profile: Profile, day: int) -> list[int]:
    """The years that annual facts are given for, the last first."""
    last = date_of(day)[0] - 1
    years = {last + year + 1 if year < 0 else year for one in profile.annual.values() for year in one}
    return sorted(years, reverse=True)
