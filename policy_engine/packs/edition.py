"""An edition: the pack versions in force together, checked into one core; parameters are looked up by date later."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from policy_engine.errors import Bilingual, Finding
from policy_engine.language.builder import Builder
from policy_engine.language.checked import Surroundings
from policy_engine.language.core import Core, Mismatch, Node, reachable, reads
from policy_engine.language.kinds import UNCHECKED, Code, Number, Term, Unknown
from policy_engine.language.scope import Named
from policy_engine.packs import schema
from policy_engine.packs.checked import Batch, CheckedMeasure, Condition, Definition, Sourced, nodes_of
from policy_engine.packs.kept import Kept
from policy_engine.packs.measures import MINUTES, MeasureBuilder
from policy_engine.packs.rules import Origin, Rules, Workshop, named_parts, once, readings_of
from policy_engine.packs.scopes import LocalScope, VocabularyScope, kind_of
from policy_engine.packs.vocabulary import FactDeclaration, Vocabulary
from policy_engine.source import Place
from policy_engine.values import days_of

FIRST_DAY, LAST_DAY = days_of(1900, 1, 1), days_of(2100, 12, 31)
"""What as_of may be."""
MOST_MADE = 64
"""How many sets of measures of an edition are kept as deciding needs them."""
WIDE = 63
"""Bits that a column of whole numbers has room for."""


@dataclass(frozen=True)
class PackVersion:
    """One version of a pack as read: identity, text, and the digest of its files."""

    id: str
    version: str
    path: str
    pack: schema.Pack
    measures: Mapping[str, schema.Measure]
    digest: str
    whole: bool = True
    """Whether all of its files could be read: what one of the others says may be meant for one that could not."""

    @property
    def name(self) -> str:
        return f"{self.id}@{self.version}"

    @property
    def shown_on(self) -> int:
        """The day as of which its rules are shown: its first; where nobody has seen that, the last there is."""
        first = self.pack.in_force.from_
        return LAST_DAY if first is None else first

    @cached_property
    def reviews(self) -> Mapping[str, Bilingual]:
        """What its rules ask a caseworker to judge, by the fact `pack#measure/id` that answers it."""
        found: dict[str, Bilingual] = {}
        for measure, model in (("", self.pack), *self.measures.items()):
            waiting = list(model.when)
            while waiting:
                condition = waiting.pop(0)
                if condition.review is not None:
                    found[f"{self.id}#{measure}/{condition.id}"] = condition.review
                waiting[:0] = condition.inner()
        return found

    def owner_of(self, key: str) -> str | None:
        """Of the definition of a key: the measure it stands in, nothing where it is the pack's, None where it is
        another pack's."""
        if key.startswith(f"{self.id}#"):
            return key.removeprefix(f"{self.id}#").partition(".")[0]
        published = {one.publishes for one in self.pack.definitions.values()}
        return "" if key in published or key.startswith(f"{self.id}.") else None

    def in_force_on(self, day: int) -> bool:
        period = self.pack.in_force
        return (period.from_ is None or period.from_ <= day) and (period.to is None or day <= period.to)


@dataclass(frozen=True, eq=False)
class Edition:
    """Checked rules of several pack versions over one core."""

    vocabulary: Vocabulary
    versions: tuple[PackVersion, ...]
    core: Core
    measures: Mapping[str, CheckedMeasure]
    scope: VocabularyScope
    workshop: Workshop
    findings: tuple[Finding, ...]
    definitions: Mapping[str, Definition]
    """Those of the packs and the vocabulary, by the key under which rules read them: a published one by its fact."""
    made: Kept[tuple[str, ...], Any] = field(default_factory=lambda: Kept(MOST_MADE))
    """What deciding makes of some of these measures, by their names."""

    @property
    def reads(self) -> Mapping[str, set[str]]:
        """The keys that its rules read: of the firm under the empty name, of the items of each list."""
        found = reads(self.core.nodes)
        found[""] |= {measure.over for measure in self.measures.values() if measure.over is not None}
        return found

    @property
    def published(self) -> Mapping[str, Definition]:
        """Definitions behind derived facts, by fact."""
        return self.workshop.published

    @cached_property
    def reviews(self) -> Mapping[str, Bilingual]:
        """The findings a caseworker may give, by their fact `pack#measure/id`."""
        return {fact: words for version in self.versions for fact, words in version.reviews.items()}

    def version_of(self, measure: CheckedMeasure) -> PackVersion:
        return next(one for one in self.versions if (one.id, one.version) == (measure.pack, measure.version))

    def derived(self, name: str) -> Named | None:
        """A fact by Chinese name or id, with what derives it."""
        return self.scope.find(name)

    def source_of(self, key: str, day: int, batches: Mapping[str, Batch | None]) -> Sourced | None:
        """What says how much a parameter is on a day: its period, or the span of events of the measure's batch; None
        where nothing does."""
        measure, _, events = key.partition("@events.")
        if not events:
            return self.workshop.parameters[key].period(day)
        batch = batches.get(measure)
        return batch.events if batch is not None else None

    def parameters_on(self, day: int, batches: Mapping[str, Batch | None]) -> dict[str, tuple[int, int]]:
        """The bounds of every parameter on a day; the period of events of a measure is that of its batch."""
        values = {key: parameter.on(day) for key, parameter in self.workshop.parameters.items()}
        for measure, batch in batches.items():
            if batch is not None:
                first, last = (batch.events.opens, batch.events.closes) if batch.events is not None else (None, None)
                begins = FIRST_DAY if first is None else first // MINUTES
                ends = LAST_DAY if last is None else last // MINUTES
                values[f"{measure}@events.from"] = begins, begins
                values[f"{measure}@events.to"] = ends, ends
        return values


def build_edition(vocabulary: Vocabulary, versions: Sequence[PackVersion]) -> Edition:
    """Checks the versions against the vocabulary and each other; every finding has its place."""
    return _EditionBuilder(vocabulary, versions).edition()


class _EditionBuilder:
    def __init__(self, vocabulary: Vocabulary, versions: Sequence[PackVersion]) -> None:
        self.vocabulary, self.versions = vocabulary, tuple(versions)
        self.core = Core()
        self.build = Builder(self.core)
        around = Surroundings(self.build, (FIRST_DAY, LAST_DAY), {}, labels=vocabulary.labels)
        self.scope = VocabularyScope(vocabulary, self.build, around.as_of(), self.derive)
        around.lists = self.scope.lists
        self.workshop = Workshop(around)
        self.deriving: list[str] = []
        self.rules = {version.name: self.pack_rules(version) for version in self.versions}
        self.publishers = {
            fact: publisher for version in self.versions for fact, publisher in self.published_by(version).items()
        }

    def pack_rules(self, version: PackVersion) -> Rules:
        pack = version.pack
        scope = LocalScope(self.scope, {}, {})
        rules = Rules(self.workshop, scope, (pack.pack, ""), Origin(next(iter(pack.documents)), pack.reliability))
        named_parts(rules, pack.parameters, pack.definitions, pack.in_force)
        return rules

    # Derived facts ---------------------------------------------------------------------------------------

    def published_by(self, version: PackVersion) -> dict[str, Callable[[], Named]]:
        """What a pack derives for others; each is a declared fact of the same Chinese name."""
        found: dict[str, Callable[[], Named]] = {}
        for name, definition in version.pack.definitions.items():
            fact = definition.publishes
            if fact is None:
                continue
            declared = self.vocabulary.facts.get(fact)
            if declared is not None and declared.words.zh == name and declared.derived != version.id:
                by = declared.derived
                self.workshop.error(
                    definition.where,
                    Bilingual(
                        f"{fact} 声明为由 {by} 推导" if by else f"{fact} 声明为向企业询问的指标",
                        f"{fact} is declared as derived by {by}" if by else f"{fact} is declared as asked for",
                    ),
                    Bilingual(f"在指标字典里写 derived: {version.id}", f"declare it with derived: {version.id}"),
                )
                continue
            if declared is None or declared.words.zh != name:
                self.workshop.error(
                    definition.where,
                    Bilingual(f"指标字典里没有名为“{name}”的 {fact}", f"the vocabulary has no {fact} named {name}"),
                    Bilingual(
                        "在 rules/vocabulary/derived.yaml 里声明它", "declare it in rules/vocabulary/derived.yaml"
                    ),
                )
                continue
            found[fact] = self.publish(version, fact, name, definition)
        return found

    def publish(self, version: PackVersion, fact: str, name: str, definition: schema.Definition) -> Callable[[], Named]:
        rules = self.rules[version.name]

        def made() -> Named:
            named = rules.definition(name, definition)
            found = rules.definitions.get(rules.key(name)) or Definition(
                fact, name, named.words, Unknown(UNCHECKED), rules.origin.cite, rules.origin.reliability
            )
            self.workshop.published[fact] = replace(found, key=fact)
            self.workshop.inner |= rules.definitions
            return named

        return once(made)

    def derive(self, declared: FactDeclaration) -> Term | None:
        """What a fact is when it is not given: derived by a pack, or by the vocabulary; None when by neither."""
        if declared.id not in self.publishers and declared.expression is None:
            return None
        if declared.id in self.deriving:
            circle = " → ".join([*self.deriving[self.deriving.index(declared.id) :], declared.id])
            raise Mismatch(
                Bilingual(f"循环定义：{circle}", f"defined in terms of itself: {circle}"),
                Bilingual("拆开其中一个定义", "take one of these definitions apart"),
            )
        self.deriving.append(declared.id)
        try:
            if declared.id in self.publishers:
                value = self.publishers[declared.id]().value
            else:
                assert declared.expression is not None
                rules = Rules(self.workshop, LocalScope(self.scope, {}, {}), None, Origin("", ""))
                checked = rules.check(declared.expression)
                value = checked.value
                self.workshop.inner[declared.id] = Definition(
                    declared.id, declared.words.zh, declared.words, value, "", "", readings_of(checked.references),
                    written=checked,
                )  # fmt: skip
        finally:
            self.deriving.pop()
        return self.fitted(declared, value)

    def fitted(self, declared: FactDeclaration, value: object) -> Term | None:
        """A derived value in the kind, unit and scale that its fact declares."""
        kind = kind_of(declared)
        wrong = Bilingual(
            f"推导出的值与“{declared.words.zh}”的声明不合",
            f"what is derived does not fit the declaration of {declared.id}",
        )
        if isinstance(value, Unknown):
            return None
        if not isinstance(value, Term) or type(value.kind) is not type(kind):
            self.workshop.error(declared.place, wrong)
            return None
        if isinstance(kind, Number) and isinstance(value.kind, Number):
            if value.kind.unit != kind.unit or value.kind.scale > kind.scale:
                self.workshop.error(declared.place, wrong)
                return None
            return self.build.rescale(value, kind.scale)
        if isinstance(kind, Code) and isinstance(value.kind, Code) and kind.values is not None:
            unknown = sorted((value.kind.values or frozenset()) - kind.values)
            if unknown:
                listed = "、".join(unknown)
                self.workshop.error(
                    declared.place,
                    Bilingual(f"推导会得出没有声明的值：{listed}", f"undeclared values can be derived: {listed}"),
                )
        return value

    # The whole -------------------------------------------------------------------------------------------

    def edition(self) -> Edition:
        measures: dict[str, CheckedMeasure] = {}
        unread: list[Finding] = []
        for rules in self.rules.values():
            rules.resolve()
        for declared in self.vocabulary.facts.values():
            try:
                self.scope.find(declared.id)
            except Mismatch as wrong:
                self.workshop.error(declared.place, wrong.message, wrong.advice)
        for version in self.versions:
            rules = self.rules[version.name]
            conditions = rules.conditions(version.pack.when, "p")
            for model in version.measures.values():
                builder = MeasureBuilder(self.vocabulary, version.pack, version.version, rules, model, conditions)
                measure = builder.measure()
                self.unique_ids(version.pack, model, measure)
                self.wide(model, measure)
                measures[measure.name] = measure
                unread += builder.unread()
            unread += rules.unread(rules.scope.read) if version.whole else []
        if not any(finding.severity == "error" for finding in self.workshop.findings):
            self.workshop.add(unread)
        findings = tuple(dict.fromkeys(self.workshop.findings))
        of_packs = {key: one for rules in self.rules.values() for key, one in rules.definitions.items()}
        definitions = self.workshop.inner | of_packs | self.workshop.published
        return Edition(
            self.vocabulary, self.versions, self.core, measures, self.scope, self.workshop, findings, definitions
        )

    def unique_ids(self, pack: schema.Pack, model: schema.Measure, measure: CheckedMeasure) -> None:
        """Findings where an id is written that the pack, the measure or the format itself gave before."""
        given: list[str] = []
        waiting: list[Condition] = [*measure.conditions, *measure.item_conditions]
        while waiting:
            condition = waiting.pop(0)
            waiting += condition.of
            given.append(condition.id)
        written: dict[str, list[Place]] = {}
        models = [*pack.when, *model.when]
        while models:
            one = models.pop(0)
            models[:0] = one.inner()
            if one.id is not None:
                written.setdefault(one.id, []).append(one.where)
        for name in dict.fromkeys(name for name in given if given.count(name) > 1):
            places = written.get(name, [model.where])
            for place in places[1:] or places:
                self.workshop.error(
                    place,
                    Bilingual(f"条件编号 “{name}” 用了两次", f"the condition id {name} is used twice"),
                    Bilingual("换一个编号", "choose another id"),
                )

    def wide(self, model: schema.Measure, measure: CheckedMeasure) -> None:
        excerpt = model.amount or model.up_to
        steps = [*measure.item_steps, *measure.steps][:1]
        nodes = reachable(root for step in steps for root in nodes_of(step.amount))
        if excerpt is None or not any(map(_wide, nodes)):
            return
        self.workshop.add(
            [
                Finding(
                    "advice",
                    Bilingual(
                        "金额的中间结果可能超出 64 位", "an intermediate result of the amount may exceed 64 bits"
                    ),
                    excerpt.place(),
                    Bilingual(
                        "先用 min 限住再相乘，批量计算会快得多",
                        "put `min` before the product: many firms are then much faster",
                    ),
                )
            ]
        )


def _wide(node: Node) -> bool:
    return node.op not in ("sum", "count") and max(node.low.bit_length(), node.high.bit_length()) > WIDE
