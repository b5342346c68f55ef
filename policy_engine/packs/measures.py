"""One measure, from its text to checked rules: conditions, items, the amount ladder and the course of support."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from policy_engine.errors import Bilingual, Finding
from policy_engine.language.builder import Builder
from policy_engine.language.core import Mismatch, Node, reachable
from policy_engine.language.grammar import KEYWORDS
from policy_engine.language.kinds import (
    DAY,
    TRUTH,
    UNCHECKED,
    Item,
    Items,
    Term,
    Unknown,
    Value,
)  # fmt: skip
from policy_engine.language.operators.policy import CERTIFICATES
from policy_engine.language.scope import Named
from policy_engine.packs import schema
from policy_engine.packs.checked import (
    Assumption,
    Batch,
    CheckedMeasure,
    Condition,
    Definition,
    Evidence,
    Flag,
    Granted,
    Nature,
    Reading,
    Span,
    Step,
)  # fmt: skip
from policy_engine.packs.fields import Moment
from policy_engine.packs.ladder import Course, Ladder
from policy_engine.packs.phrases import PHRASES
from policy_engine.packs.reading import did_you_mean
from policy_engine.packs.rules import Origin, ParameterValues, Rules, named_parts, readings_of, taken_name
from policy_engine.packs.scopes import AS_OF, AS_OF_SAID, YEAR_OF_SUPPORT, YEAR_OF_SUPPORT_SAID, LocalScope
from policy_engine.packs.vocabulary import Vocabulary
from policy_engine.source import Excerpt
from policy_engine.values import DATE, DAYS, MONTHS, PLAIN, say_date

LONGEST_COURSE = 20
MINUTES = 24 * 60


class MeasureBuilder:
    """Builds one measure within its pack's rules."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        pack: schema.Pack,
        version: str,
        pack_rules: Rules,
        model: schema.Measure,
        pack_conditions: Sequence[Condition],
    ) -> None:
        self.vocabulary, self.pack, self.version, self.model = vocabulary, pack, version, model
        self.pack_rules, self.pack_conditions = pack_rules, pack_conditions
        self.workshop = pack_rules.workshop
        self.build: Builder = pack_rules.around.build
        self.origin = Origin(model.cite.text, model.reliability or pack.reliability)
        self.item: Item | None = None
        self.here: Term | None = None
        self.over: Items | None = None
        self.variable = ""
        self.made: list[Rules] = []
        """The rules of the measure, once for each year that 支持年度 was bound to."""

    def origin_of(self, part: schema.Cited) -> Origin:
        """Where a part of the measure comes from, or one that the pack writes for all its measures."""
        shared = part.where.source is self.pack.where.source
        return (self.pack_rules.origin if shared else self.origin).of(part)

    # Scopes ----------------------------------------------------------------------------------------------

    def rules(self, year: Term | Unknown | None, last: int = 0) -> Rules:
        """The measure's own scope, with 支持年度 bound to a year, of a course up to the `last` where that is told."""
        own: dict[str, Named] = {}
        if self.variable:
            own[self.variable] = Named(
                self.variable, Bilingual(self.variable, self.variable), "variable", self.item or Unknown(UNCHECKED),
                label=Bilingual(self.variable, "the item"),
            )  # fmt: skip
        if year is not None:
            words = Bilingual(*YEAR_OF_SUPPORT)
            named = Named(YEAR_OF_SUPPORT[1], words, "reserved", year, label=YEAR_OF_SUPPORT_SAID)
            own |= dict.fromkeys(YEAR_OF_SUPPORT, named)
        scope = LocalScope(self.pack_rules.scope, own, {})
        rules = Rules(self.workshop, scope, (self.pack.pack, self.model.measure), self.origin)
        rules.course = (year.node, last) if isinstance(year, Term) and last else None
        in_force = self.model.in_force or self.pack.in_force
        named_parts(rules, self.model.parameters, self.model.definitions, in_force)
        self.made.append(rules)
        return rules

    def iterate(self, rules: Rules) -> None:
        """`for_each: 本租约 in 租约[…]`; where that is wrong, its variable is there and stands for nothing."""
        excerpt = self.model.for_each
        if excerpt is None:
            return
        first, taken = excerpt.text.split()[:1], {*YEAR_OF_SUPPORT, *rules.scope.names()}
        self.variable = next((name for name in first if name.isidentifier() and name not in taken), "")
        variable, word, _ = excerpt.text.partition(" in ")
        if not word or not variable.strip().isidentifier() or variable.strip() in KEYWORDS:
            self.workshop.error(
                excerpt.place(),
                Bilingual("for_each 的写法是 “本租约 in 租约”", "for_each is written `lease in leases`"),
            )
            return
        if variable.strip() in taken:
            self.workshop.error(excerpt.place(0, len(variable.rstrip())), *taken_name(variable.strip()))
            return
        checked = rules.needed(excerpt.cut(len(variable) + len(word), len(excerpt.text)))
        if not isinstance(checked.value, Items) or checked.value.value is not None:
            if not isinstance(checked.value, Unknown):
                self.workshop.error(excerpt.place(), Bilingual("for_each 要一个列表", "for_each needs a list"))
            return
        self.over = checked.value
        self.item, self.here = Item(checked.value.of), checked.value.condition

    # The whole -------------------------------------------------------------------------------------------

    def measure(self) -> CheckedMeasure:
        model = self.model
        first = self.rules(None)
        self.iterate(first)
        base = self.rules(None) if self.variable else first
        course = self.course(base)
        rules = base
        if course is not None:
            rules = self.rules(course.year, course.at_most.node.high)
        elif model.years_of_support is not None:
            rules = self.rules(Unknown(UNCHECKED))
        rules.resolve()
        conditions = [
            *self.pack_conditions, self.in_force(rules), *([course.condition] if course is not None else []),
            *self.event(rules), *rules.conditions(model.when),
        ]  # fmt: skip
        firm = [condition for condition in conditions if not condition.of_item]
        items = [condition for condition in conditions if condition.of_item]
        build = self.build
        met = build.both([Term(condition.met, TRUTH) for condition in firm]).node
        truth = build.both([Term(condition.truth, TRUTH) for condition in firm]).node
        item = item_met = None
        if self.item is not None:
            item = build.both([Term(one.truth, TRUTH) for one in items]).node
            item_met = build.both([Term(one.met, TRUTH) for one in items]).node
        ladder = Ladder(self, rules, truth, item, course)
        ladder.climb()
        definitions = self.used_definitions(rules, conditions, [*ladder.item_steps, *ladder.steps])
        flags = tuple(self.flag(rules, flag) for flag in (*self.pack.flags, *model.flags))
        here = self.here.node if self.here is not None else None
        decisive = (truth, met, item, item_met, here, ladder.amount, ladder.total, *(flag.when for flag in flags))
        read = reachable(node for node in decisive if node is not None)
        parameters = tuple(dict.fromkeys(str(node.data) for node in read if node.op == "param"))
        return CheckedMeasure(
            id=model.measure, pack=self.pack.pack, version=self.version, title=model.title, sub_track=model.sub_track,
            industry_tracks=model.industry_tracks, nature=self.nature(), cite=self.origin.cite,
            reliability=self.origin.reliability, conditions=tuple(firm), item_conditions=tuple(items),
            over=self.item.of.key if self.item is not None else None,
            over_words=self.item.of.said if self.item is not None else Bilingual(""),
            here=here,
            firm=truth, firm_met=met, item=item, item_met=item_met,
            item_steps=tuple(ladder.item_steps), steps=tuple(ladder.steps), item_amount=ladder.item_amount,
            amount=ladder.amount, total=ladder.total, flags=flags, definitions=definitions,
            batches=self.batches(),
            assumptions=self.assumptions(conditions, definitions, ladder, parameters),
            parameters=parameters,
            evidence=tuple(
                self.proof(one) for one in (*self.pack.evidence, *model.evidence)
            ),
            granted=self.granted(rules),
        )  # fmt: skip

    def unread(self) -> list[Finding]:
        """Findings for what the measure declares and nothing in it reads."""
        found = self.made[0].unread({name for rules in self.made for name in rules.scope.read})
        date, period = self.model.event_date, self.model.in_force or self.pack.in_force
        if date is not None and period.by != "event" and not any(window.events for window in self.windows()):
            found.append(
                Finding(
                    "warning",
                    Bilingual("event_date 没有任何规则读取", "no rule reads `event_date`"),
                    date.place(),
                    Bilingual(
                        "给批次写 events，或写 in_force 的 by: event，或删掉它",
                        "give the batch `events`, or write `by: event` in `in_force`, or delete it",
                    ),
                )
            )
        return found

    def nature(self) -> Nature:
        if self.model.grants is not None:
            return "recognition"
        return "entitlement" if self.model.amount is not None else "ceiling"

    # Conditions the format adds ----------------------------------------------------------------------------

    def in_force(self, rules: Rules) -> Condition:
        """The day that selects law lies in the period in force; a beginning nobody has seen is assumed to be past."""
        period, build = self.model.in_force or self.pack.in_force, self.build
        day: Value = rules.around.as_of()
        readings: tuple[Reading, ...] = (Reading(AS_OF[1], AS_OF_SAID, "reserved", day),)
        if period.by == "event" and self.model.event_date is not None:
            event = rules.needed(self.model.event_date)
            day, readings = event.value, readings_of(event.references)
        elif period.by == "event":
            self.workshop.error(
                period.where,
                Bilingual("按事件日适用的措施要写 event_date", "a measure chosen `by: event` needs `event_date`"),
                Bilingual("在措施里补上 event_date", "add `event_date` to the measure"),
            )
        parts: list[Value] = []
        if period.from_ is not None:
            parts.append(build.compare(">=", day, build.whole(period.from_, DATE)))
        if period.to is not None:
            parts.append(build.compare("<=", day, build.whole(period.to, DATE)))
        starts = f"自 {say_date(period.from_)} 起" if period.from_ is not None else "起始日未见"
        begins = f"from {say_date(period.from_)}" if period.from_ is not None else "beginning not seen"
        stops, ends = ("", "") if period.to is None else (f"至 {say_date(period.to)} 止", f" to {say_date(period.to)}")
        words = Bilingual(f"在施行期内（{starts}{stops}）", f"within the period in force ({begins}{ends})")
        assumed = None
        if period.from_ is None:
            assumed = Bilingual("施行日未见，按已施行处理", "the first day in force was not seen; taken to be past")
        truth = build.both(parts).node
        origin = Origin(next(iter(self.pack.documents)), self.pack.reliability)
        return Condition(
            "condition",
            "in-force",
            words,
            origin.cite,
            origin.reliability,
            truth,
            truth,
            None,
            assumed,
            readings=readings if parts else (),
        )

    def course(self, rules: Rules) -> Course | None:
        model, build = self.model.years_of_support, self.build
        if model is None:
            return None
        at_most, start = rules.needed(model.at_most), rules.needed(model.from_)
        origin = self.origin.of(model)

        def years() -> Term | None:
            if isinstance(at_most.value, Unknown):
                return None
            most = build.operand(at_most.value)
            if isinstance(most, Term) and build.unit(most) == MONTHS:
                most = build.plain(build.round(build.divide(most, build.whole(12, MONTHS)), 0, "floor"))
            whole = isinstance(most, Term) and build.unit(most) == PLAIN and build.scale(most) == 0
            if not isinstance(most, Term) or not whole or not 1 <= most.node.low <= most.node.high <= LONGEST_COURSE:
                raise Mismatch(
                    Bilingual(
                        f"at_most 是 1 至 {LONGEST_COURSE} 的整年数",
                        f"at_most is a whole number of years, 1 to {LONGEST_COURSE}",
                    )
                )
            return most

        most = rules.attempt(model.at_most, years, None)

        def made() -> Course | None:
            if most is None or isinstance(start.value, Unknown):
                return None
            months = build.months_between(start.value, rules.around.as_of())
            elapsed = build.round(build.divide(months, build.whole(12, MONTHS)), 0, "floor")
            year = build.plain(build.add(elapsed, build.whole(1)))
            within = build.both(
                [build.compare("<=", start.value, rules.around.as_of()), build.compare("<=", year, most)]
            )
            begins, many = start.words(PHRASES), at_most.words(PHRASES)
            said = isinstance(at_most.value, Term) and build.unit(at_most.value) == MONTHS
            years_zh, years_en = ("", "") if said else ("年", " years")
            words = Bilingual(
                f"在支持年限内（自{begins.zh}起至多{many.zh}{years_zh}）",
                f"within the years of support (at most {many.say('en')}{years_en} from {begins.say('en')})",
            )
            readings = (
                *readings_of(start.references), *readings_of(at_most.references),
                Reading(YEAR_OF_SUPPORT[1], YEAR_OF_SUPPORT_SAID, "reserved", year),
            )  # fmt: skip
            condition = Condition(
                "condition", "years-of-support", words, origin.cite, origin.reliability, within.node, within.node, None,
                model.assumed, readings=readings,
            )  # fmt: skip
            return Course(most, year, condition)

        return rules.attempt(model.from_, made, None)

    def windows(self) -> tuple[schema.Window, ...]:
        return self.model.windows or self.pack.windows

    def batches(self) -> tuple[Batch, ...]:
        windows: dict[str, schema.Window] = {}
        for window in self.windows():
            if window.batch in windows:
                self.workshop.error(
                    window.where,
                    Bilingual(f"批次 “{window.batch}” 写了两次", f"the batch {window.batch} is written twice"),
                    Bilingual("合成一项，或换一个批次名", "make it one entry, or name one of them otherwise"),
                )
            windows[window.batch] = window
        return tuple(self.batch(window) for window in windows.values())

    def event(self, rules: Rules) -> list[Condition]:
        """The event happened within the batch's `events`; which batch it is, the application or the day says."""
        spans = [window.events for window in self.windows() if window.events is not None]
        if not spans:
            return []
        if self.model.event_date is None:
            self.workshop.error(
                spans[0].where if self.model.windows else self.model.where,
                Bilingual("有 events 的批次要写 event_date", "a batch with `events` needs `event_date`"),
                Bilingual("在措施里补上 event_date", "add `event_date` to the measure"),
            )
            return []
        checked, build = rules.needed(self.model.event_date), self.build
        origins = {self.origin_of(span) for span in spans}
        origin = origins.pop() if len(origins) == 1 else self.origin
        low, high = self.workshop.around.day
        ends: list[Term] = []
        for end in ("from", "to"):
            key = f"{self.pack.pack}#{self.model.measure}@events.{end}"
            self.workshop.parameters[key] = ParameterValues(key, Bilingual("事项期", "period of events"), (), low, high)
            ends.append(Term(build.core.make("param", data=key, sort="number", low=low, high=high), DAY))

        def made() -> Node:
            return build.both(
                [build.compare(">=", checked.value, ends[0]), build.compare("<=", checked.value, ends[1])]
            ).node

        truth = rules.attempt(self.model.event_date, made, rules.unknown_truth().node)
        readings = (
            *readings_of(checked.references),
            Reading("events_from", Bilingual("事项期起", "events from"), "parameter", ends[0]),
            Reading("events_to", Bilingual("事项期止", "events to"), "parameter", ends[1]),
        )
        words = Bilingual("发生在批次的事项期内", "happened within the batch's period of events")
        return [
            Condition(
                "condition", "event-date", words, origin.cite, origin.reliability, truth, truth, readings=readings
            )
        ]

    def flag(self, rules: Rules, model: schema.Flag) -> Flag:
        checked = None if model.when is None else rules.check(model.when)
        when = self.build.truth(True) if checked is None else rules.truth(checked)
        words, node = None if checked is None else checked.words(PHRASES), when.node
        if node.level is not None and self.over is not None:
            node = self.build.quantified(False, self.over, when).node
        origin = self.origin_of(model)
        return Flag(model.flag, model.say, origin.cite, origin.reliability, node, words)

    def batch(self, window: schema.Window) -> Batch:
        return Batch(window.batch, self.span(window.applications), self.span(window.events))

    def span(self, span: schema.Span | None) -> Span | None:
        if span is None:
            return None
        origin = self.origin_of(span)
        return Span(_minute(span.from_, 0), _minute(span.to, MINUTES - 1), origin.cite, origin.reliability)

    def proof(self, model: schema.Evidence) -> Evidence:
        origin = self.origin_of(model)
        proves = tuple(self.proved(fact) for fact in model.proves)
        return Evidence(model.document, proves, origin.cite, origin.reliability)

    def proved(self, excerpt: Excerpt) -> str:
        """What a document proves: a fact, a list, or a field of a list."""
        vocabulary, (name, dot, field) = self.vocabulary, excerpt.text.partition(".")
        many = vocabulary.list(name)
        fields = (
            {key for item in many.items.values() for key in (item.id, item.words.zh)} if many is not None else set()
        )
        known = field in fields if dot else many is not None or vocabulary.fact(name) is not None
        if not known:
            near = did_you_mean(field, fields) if dot and many is not None else vocabulary.near(name)
            self.workshop.error(
                excerpt.place(),
                Bilingual(f"未知指标 “{excerpt.text}”", f"unknown fact “{excerpt.text}”"),
                near or Bilingual("可用指标见 rules/vocabulary/", "the facts are listed in rules/vocabulary/"),
            )
        return excerpt.text

    def granted(self, rules: Rules) -> Granted | None:
        """What is granted: one of the certificates that rules can ask for."""
        grants = self.model.grants
        if grants is None:
            return None
        origin = self.origin_of(grants)
        valid_for = self.valid_for(rules, grants.valid_for) if grants.valid_for is not None else None
        held = self.vocabulary.lists.get(CERTIFICATES)
        values = held.items["kind"].values if held is not None and "kind" in held.items else ()
        if values and grants.certificate not in values:
            listed = "、".join(values)
            self.workshop.error(
                grants.where,
                Bilingual(
                    f"“{grants.certificate}” 不是已声明的资质", f"{grants.certificate} is no declared certificate"
                ),
                did_you_mean(grants.certificate, values) or Bilingual(f"可用：{listed}", f"there are: {listed}"),
            )
        return Granted(grants.certificate, valid_for, origin.cite, origin.reliability)

    def valid_for(self, rules: Rules, excerpt: Excerpt) -> Bilingual:
        """How long a recognition is valid: a written number of months or days."""
        checked = rules.needed(excerpt)
        value = checked.value
        written = isinstance(value, Term) and value.node.op == "lit" and value.node.low > 0
        if not isinstance(value, Unknown) and not (written and self.build.unit(value) in (MONTHS, DAYS)):
            self.workshop.error(
                excerpt.place(),
                Bilingual("有效期要写成一段时间", "the validity is a written length of time"),
                Bilingual("例如 3年", "e.g. 3年"),
            )
        return checked.words(PHRASES)

    # What is shown ---------------------------------------------------------------------------------------

    def used_definitions(
        self, rules: Rules, conditions: Iterable[Condition], steps: Iterable[Step]
    ) -> tuple[Definition, ...]:
        """Every definition that a condition or a step reads, and those that these read, in the order met."""
        known: Mapping[str, Definition] = {**self.workshop_definitions(), **rules.definitions}
        found: dict[str, Definition] = {}
        waiting = [reading for condition in conditions for leaf in condition.leaves() for reading in leaf.readings]
        waiting += [reading for step in steps for reading in step.readings]
        while waiting:
            reading = waiting.pop(0)
            definition = known.get(reading.key)
            if definition is not None and reading.key not in found:
                found[reading.key] = definition
                waiting += definition.everything_read()
        return tuple(found.values())

    def workshop_definitions(self) -> Mapping[str, Definition]:
        return {**self.workshop.inner, **self.workshop.published, **self.pack_rules.definitions}

    def assumptions(
        self,
        conditions: Sequence[Condition],
        definitions: Sequence[Definition],
        ladder: Ladder,
        parameters: Collection[str],
    ) -> tuple[Assumption, ...]:
        """Those of its clauses, and of the values of the parameters that its answer rests on."""
        found: dict[tuple[str, int | None, int | None], Assumption] = {}

        def note(assumed: Bilingual | None, cite: str, first: int | None = None, last: int | None = None) -> None:
            if assumed is not None:
                found.setdefault((assumed.zh, first, last), Assumption(assumed, cite, first, last))

        note(self.model.assumed, self.origin.cite)
        waiting = list(conditions)
        while waiting:
            condition = waiting.pop(0)
            note(condition.assumed, condition.cite)
            waiting += condition.of
        for definition in definitions:
            note(definition.assumed, definition.cite)
            for inner in definition.combined():
                note(inner.assumed, inner.cite)
        for step in (*ladder.item_steps, *ladder.steps):
            note(step.assumed, step.cite)
        for part in self.beside_the_ladder():
            note(part.assumed, self.origin_of(part).cite)
        for key, parameter in self.workshop.parameters.items():
            if key in parameters:
                for period in parameter.periods:
                    note(period.assumed, period.cite, period.first, period.last)
        return tuple(found.values())

    def beside_the_ladder(self) -> Iterator[schema.Cited]:
        """The clauses that are neither condition, definition nor step of the amount."""
        if self.model.grants is not None:
            yield self.model.grants
        for window in self.windows():
            yield from (span for span in (window.events, window.applications) if span is not None)
        for shared in (self.pack, self.model):
            yield from (*shared.flags, *shared.evidence)


def _minute(moment: Moment | None, otherwise: int) -> int | None:
    """A moment as minutes since 1970 in Shanghai; a date without a time means its first or its last minute."""
    if moment is None:
        return None
    return moment.day * MINUTES + (otherwise if moment.minute is None else moment.minute)
