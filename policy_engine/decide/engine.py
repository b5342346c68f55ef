"""Deciding: what is in force as of the day, evaluated for one firm, answered with its trace.

`match`, `decide` and `value` are the whole of it. The day is always an argument (the profile's own when none is given);
nothing here reads a clock, the surroundings or chance.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from policy_engine.decide import intervals, shown
from policy_engine.decide.bare import Bare, compile_bare
from policy_engine.decide.decision import Decision, Match, Replay, ValueAnswer
from policy_engine.decide.intervals import between
from policy_engine.decide.profile import MINUTES, Facts, Instant, Profile
from policy_engine.decide.program import Gate, Prepared, Program, compile_trace
from policy_engine.decide.receipt import ENGINE, canonical, digest, make_receipt, read_receipt
from policy_engine.decide.render import Renderer, Situation, compile_renderer
from policy_engine.decide.rendering.page import js, words
from policy_engine.errors import Bilingual, Defect, NotFoundError, ProfileError
from policy_engine.language.bounds import Bounds, Scalars
from policy_engine.language.bounds import Facts as Given
from policy_engine.language.core import Node, interpret
from policy_engine.language.kinds import Term
from policy_engine.language.scope import near
from policy_engine.packs.checked import Batch, CheckedMeasure, Definition, nodes_of
from policy_engine.packs.edition import FIRST_DAY, LAST_DAY, Edition, PackVersion
from policy_engine.packs.library import Library
from policy_engine.values import date_of, say_unit

MOST_PREPARED = 64


@dataclass
class Compiled:
    """Some measures of an edition, compiled once."""

    edition: Edition
    measures: tuple[CheckedMeasure, ...]
    program: Program
    renderer: Renderer
    entries: dict[tuple[str, str], str] = field(default_factory=dict)
    prepared: dict[tuple[int, tuple[str | None, ...]], Prepared] = field(default_factory=dict)

    @classmethod
    def of(cls, edition: Edition, measures: Sequence[CheckedMeasure]) -> Compiled:
        roots = [node for measure in measures for node in measure.trace_roots()]
        gates = [Gate(measure.firm, measure.amount_roots()) for measure in measures]
        lists = [measure.over for measure in measures if measure.over is not None]
        program = compile_trace(roots, gates, lists)
        return cls(edition, tuple(measures), program, compile_renderer(edition, measures, program))

    @cached_property
    def bare(self) -> Bare:
        """The same measures answered without trace."""
        return compile_bare(self.measures)

    def prepare(self, day: int, batches: Mapping[str, Batch | None]) -> Prepared:
        """What the day and the batches alone decide; kept for the days asked for last."""
        key = day, tuple(batch.name if batch is not None else None for batch in batches.values())
        found = self.prepared.get(key)
        if found is None:
            if len(self.prepared) >= MOST_PREPARED:
                self.prepared.clear()
            parameters = _parameters(self.edition, self.program.parameters, day, batches)
            found = self.prepared[key] = self.program.prepare(parameters, day)
        return found


_compiled: WeakKeyDictionary[Edition, dict[tuple[str, ...], Compiled]] = WeakKeyDictionary()
_values: WeakKeyDictionary[Edition, dict[str, tuple[list[Definition], Program]]] = WeakKeyDictionary()


def compiled(edition: Edition, measures: Sequence[CheckedMeasure]) -> Compiled:
    """The compiled form of these measures, made when first asked for."""
    of_edition = _compiled.setdefault(edition, {})
    key = tuple(measure.name for measure in measures)
    if key not in of_edition:
        of_edition[key] = Compiled.of(edition, measures)
    return of_edition[key]


@dataclass(frozen=True)
class Question:
    """What is asked besides the facts: the day, the kind and batch of the application, when it was filed."""

    day: Instant
    kind: str | None
    batch: str | None
    filed_at: Instant | None

    @classmethod
    def of(
        cls, library: Library, profile: Profile, as_of: str | Instant | None, kind: str | None, batch: str | None
    ) -> Question:
        day = Instant.read(as_of) if isinstance(as_of, str) else as_of or profile.as_of
        if day is None and isinstance(as_of, str):
            raise ProfileError(
                [
                    Defect(
                        "as_of", Bilingual(f"“{as_of}” 不是存在的日期或时刻", f"{as_of} is no date or time that exists")
                    )
                ]
            )
        if day is None:
            raise ProfileError(
                [
                    Defect(
                        "as_of",
                        Bilingual("没有基准日", "there is no as_of"),
                        Bilingual("在画像里写 as_of，或用 --as-of 给出", "write as_of in the profile, or give --as-of"),
                    )
                ]
            )
        if not FIRST_DAY <= day.day <= LAST_DAY:
            raise ProfileError(
                [Defect("as_of", Bilingual("基准日须在 1900 至 2100 年", "as_of lies between 1900 and 2100"))]
            )
        question = cls(day, kind or profile.kind, batch or profile.batch, profile.filed_at)
        declared = library.vocabulary.facts.get("application_kind")
        if kind is not None and declared is not None and kind not in declared.values:
            listed = "、".join(declared.values)
            message = Bilingual(f"“{kind}” 不是申请类型", f"{kind} is no kind of application")
            raise ProfileError([Defect("kind", message, Bilingual(f"可用：{listed}", f"there are: {listed}"))])
        return question

    @property
    def moment(self) -> int:
        """The minute that windows are held against: of filing where that is given."""
        return (self.filed_at or self.day).in_minutes


def match(
    library: Library, profile: Profile, *, as_of: str | Instant | None = None, packs: Sequence[str] = (),
    kind: str | None = None, batch: str | None = None,
) -> Match:  # fmt: skip
    """All measures in force on the day, decided for the firm: the most money first.

    `packs` narrows them to these packs. Raises `ProfileError` without a day, `NotFoundError` for an unknown pack.
    """
    question = Question.of(library, profile, as_of, kind, batch)
    for pack in packs:
        library.versions(pack)
    edition = library.edition(question.day.day)
    measures = [one for one in edition.measures.values() if not packs or one.pack in packs]
    _hold_batch(measures, batch)
    texts, order = _answered(edition, measures, profile, question)
    decisions = [Decision(texts[position]) for position in order]
    receipt = _receipt(edition, measures, profile, question, [decision.json for decision in decisions])
    name = profile.single.get("name")
    body = ", ".join(decision.json for decision in decisions)
    text = (
        f'{{"as_of": {js(str(question.day))}, "engine": {js(ENGINE)}, "enterprise": {js(name)}, '
        f'"decisions": [{body}], "receipt": {js(receipt)}}}'
    )
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
    _hold_batch([checked], batch)
    texts, _ = _answered(edition, [checked], profile, question)
    return Decision(texts[0])


def find_measure(library: Library, name: str, day: int) -> tuple[Edition, CheckedMeasure]:
    """The edition and measure that a name means on a day; `NotFoundError` with what is near when there is none."""
    pack, _, measure = name.partition("#")
    pack, _, pin = pack.partition("@")
    version = library.version(pack, pin) if pin else library.nearest(pack, day)
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
    return edition, edition.measures[f"{pack}#{measure}"]


def value(library: Library, profile: Profile, name: str, *, as_of: str | Instant | None = None) -> ValueAnswer:
    """A derived fact (its Chinese name or id) with the definitions it comes from; a given fact is what was given."""
    question = Question.of(library, profile, as_of, None, None)
    edition = library.edition(question.day.day)
    named = edition.derived(name)
    if named is None or not isinstance(named.value, Term):
        guess = near(name, [fact for fact, one in library.vocabulary.facts.items() if one.derived or one.expression])
        hint = (f"；是否想用 {guess}？", f"; did you mean {guess}?") if guess else ("", "")
        raise NotFoundError(
            Bilingual(f"没有可求值的指标 “{name}”{hint[0]}", f"there is no fact “{name}” to work out{hint[1]}")
        )
    term = named.value
    facts = _facts(edition, profile, question)
    used, program = _worked_out(edition, named.key, term)
    parameters = _parameters(edition, program.parameters, question.day.day, {})
    slots, rows = program.run(facts.get, parameters, question.day.day)

    def look(node: Node) -> Any:
        return program.value(node, slots, rows)

    entries = [_definition_json(one, look) for one in used]
    declared = library.vocabulary.fact(named.key)
    kind = declared.kind if declared is not None else "number"
    said = declared.words if declared is not None else named.words
    unit = say_unit(getattr(term.kind, "unit", ()))
    text = (
        f'{{"name": {js(named.key)}, "value": {shown.writer(term)(look(term.node))}, "kind": {js(kind)}, '
        f'"unit": {js(unit)}, "words": {words(said)}, '
        f'"as_of": {js(str(question.day))}, "trace": [{", ".join(entries)}]}}'
    )
    return ValueAnswer(text)


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
    if day is None:
        differ("as_of", "基准日不是日期", "as_of is no date")
    elif digest(data["salt"], canonical(_written(profile))) != data["facts"]:
        differ("facts", "所给的事实与当时不同", "the facts given are not what they were")
    if day is not None and not differs:
        edition = library.edition_of(sorted(pins, key=lambda version: version.id))
        measures = [edition.measures[name] for name in data["measures"] if name in edition.measures]
        filed = Instant.read(data["filed_at"]) if data["filed_at"] else None
        question = Question(day, data["kind"], data["batch"], filed)
        texts, order = _answered(edition, measures, profile, question)
        if digest(data["salt"], "\n".join(texts[position] for position in order)) != data["outcome"]:
            differ("outcome", "重新判定的结果与当时不同", "deciding again comes out differently")
    return Replay(json.dumps({"agrees": not differs, "as_of": data["as_of"], "differs": differs}, ensure_ascii=False))


# Parts -------------------------------------------------------------------------------------------------


def _answered(
    edition: Edition, measures: Sequence[CheckedMeasure], profile: Profile, question: Question
) -> tuple[list[str], list[int]]:
    """The JSON of each measure's decision, and the order to show them in: the most money first."""
    day = question.day.day
    code = compiled(edition, measures)
    batches = {measure.name: _batch(measure, question) for measure in measures}
    facts = _facts(edition, profile, question)
    slots, rows = code.program.go(facts.get, code.prepare(day, batches))
    texts = code.renderer.render(slots, rows, _situation(code, profile, question, batches, facts))
    answers = code.renderer.answers(slots, rows)

    def rank(position: int) -> tuple[int, int, int, str]:
        outcome, amount = answers[position]
        low, high = intervals.ends(amount)
        return -outcome if outcome in (0, 3) else -1, -high, -low, measures[position].name

    return texts, sorted(range(len(measures)), key=rank)


def _facts(edition: Edition, profile: Profile, question: Question) -> Facts:
    """The facts as rules read them; each review also as the enterprise would wish it, where no finding was given."""
    facts = profile.facts_on(question.day.day)
    for name, asked in (("application_kind", question.kind), ("batch", question.batch)):
        if asked is not None and name in edition.vocabulary.facts:
            facts[name] = asked
    for review in edition.reviews:
        given = facts.get(review)
        facts[f"{review}~met"] = True if given is None else given
        facts[f"{review}~unmet"] = False if given is None else given
    _consistent(edition, profile, facts, question.day.day)
    return facts


def _consistent(edition: Edition, profile: Profile, facts: Facts, day: int) -> None:
    """A derived fact that is given must not contradict what it would be derived as."""
    for name in profile.single:
        named = edition.scope.find(name) if name in edition.vocabulary.facts else None
        if named is None or not isinstance(named.value, Term) or not named.value.node.kids:
            continue
        node = named.value.node.kids[0]
        parameters = edition.parameters_on(day, {})
        low, high = interpret(node, Bounds(Scalars()), Given(facts, parameters, day))
        given = facts[name]
        agrees = (
            low <= given <= high
            if node.sort == "number"
            else ((low, high) in ((False, True), (given, given)) if node.sort == "truth" else not high or low == given)
        )
        if not agrees:
            raise ProfileError(
                [
                    Defect(
                        f"facts.{name}",
                        Bilingual("与由其他指标推导的结果矛盾", "contradicts what the other facts lead to"),
                        Bilingual("删掉它，或更正所依据的指标", "leave it out, or correct the facts it rests on"),
                    )
                ]
            )


def _parameters(
    edition: Edition, names: Iterable[str], day: int, batches: Mapping[str, Batch | None]
) -> list[intervals.Quantity]:
    values = edition.parameters_on(day, batches)
    return [between(*values[name]) for name in names]


def _hold_batch(measures: Sequence[CheckedMeasure], asked: str | None) -> None:
    """A batch asked for is one that some measure has; that of a profile may be of another pack or year."""
    names = list(dict.fromkeys(batch.name for measure in measures for batch in measure.batches))
    if asked is None or asked in names:
        return
    listed = "、".join(names)
    there_are = Bilingual(f"可用：{listed}", f"there are: {listed}")
    none = Bilingual("这里没有分批次受理的措施", "no measure here takes applications in batches")
    message = Bilingual(f"没有批次 “{asked}”", f"there is no batch {asked}")
    raise ProfileError([Defect("batch", message, there_are if names else none)])


def _batch(measure: CheckedMeasure, question: Question) -> Batch | None:
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


def _window(batch: Batch | None, moment: int) -> str:
    if batch is None:
        return '{"state": "none", "batch": null, "opens": null, "closes": null}'
    span = batch.applications
    opens, closes = (None, None) if span is None else (_said(span.opens), _said(span.closes))
    return (
        f'{{"state": {js(_state(batch, moment))}, "batch": {js(batch.name)}, "opens": {js(opens)}, '
        f'"closes": {js(closes)}, "cite": {js(batch.cite)}}}'
    )


def _said(minute: int | None) -> str | None:
    return None if minute is None else str(Instant(minute // MINUTES, minute % MINUTES))


def _situation(
    code: Compiled, profile: Profile, question: Question, batches: Mapping[str, Batch | None], facts: Facts
) -> Situation:
    moment, day = question.moment, question.day.day
    unverified = {}
    for fact, level in profile.unverified.items():
        key = fact, level
        if key not in code.entries:
            vocabulary = code.edition.vocabulary
            declared = vocabulary.facts.get(fact) or vocabulary.lists[fact]
            code.entries[key] = f'{{"fact": {js(fact)}, "words": {words(declared.words)}, "evidence": {js(level)}}}'
        unverified[fact] = code.entries[key]
    items = {
        name: [js(item.get("id", str(position))) for position, item in enumerate(entries, start=1)]
        for name, entries in profile.lists.items()
    }
    return Situation(
        unverified, {name: _window(batch, moment) for name, batch in batches.items()}, _notes(code, day), items,
        js(str(question.day)),
    )  # fmt: skip


def _notes(code: Compiled, day: int) -> dict[str, str]:
    """A flag on every measure that uses a parameter past its last known date."""
    notes: dict[str, str] = {}
    late = [
        parameter
        for parameter in code.edition.workshop.parameters.values()
        if parameter.periods and not parameter.known_on(day)
    ]
    for measure in code.measures:
        own = [one for one in late if one.key.startswith((f"{measure.name}.", f"{measure.pack}."))]
        if own:
            zh, en = "、".join(one.words.zh for one in own), ", ".join(one.words.say("en") for one in own)
            said = Bilingual(f"基准日没有已知的参数值：{zh}", f"no value is known on this day for: {en}")
            notes[measure.name] = (
                f'{{"flag": "parameter_unknown", "say": {words(said)}, "cite": {js(measure.cite)}, "holds": "true"}}'
            )
    return notes


def _worked_out(edition: Edition, key: str, term: Term) -> tuple[list[Definition], Program]:
    """The definitions behind a derived fact and the program that works them out, made when first asked for."""
    of_edition = _values.setdefault(edition, {})
    if key not in of_edition:
        used = _definitions(edition, key)
        roots = [term.node]
        for one in used:
            roots += [*nodes_of(one.value), *(node for reading in one.readings for node in nodes_of(reading.value))]
            roots += [one.row] if one.row is not None else []
        of_edition[key] = used, compile_trace(roots)
    return of_edition[key]


def _definitions(edition: Edition, key: str) -> list[Definition]:
    """The definition behind a derived fact and those it reads."""
    found: dict[str, Definition] = {}
    waiting = [key]
    while waiting:
        key = waiting.pop(0)
        one = edition.definitions.get(key)
        if one is not None and key not in found:
            found[key] = one
            waiting += [reading.key for reading in one.readings]
    return [one for one in found.values() if not one.of_item]


def _definition_json(one: Definition, look: shown.Lookup) -> str:
    values = ", ".join(
        f'{{"name": {js(reading.key)}, "words": {words(reading.words)}, "value": {shown.shown(reading.value, look)}}}'
        for reading in one.readings
    )
    row = ""
    if one.row is not None:
        fired = look(one.row)
        cite = one.row_cites[fired - 1] if isinstance(fired, int) and 0 < fired <= len(one.row_cites) else None
        row = (
            f', "row": {{"number": {fired}, "cite": {js(cite or one.cite)}}}'
            if isinstance(fired, int) and fired
            else ', "row": null'
        )
    return (
        f'{{"name": {js(one.name)}, "words": {words(one.words)}, "value": {shown.shown(one.value, look)}, '
        f'"cite": {js(one.cite)}, "reliability": {js(one.reliability)}{row}, "values": [{values}]}}'
    )


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
    edition: Edition, measures: Sequence[CheckedMeasure], profile: Profile, question: Question, decisions: Sequence[str]
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
        [measure.name for measure in measures],
        decisions,
        years,
    )
