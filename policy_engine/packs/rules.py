"""From the text of one pack version to checked rules: scopes, parameters by date, definitions, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TypeVar

from policy_engine.errors import Bilingual, Finding, RulesError
from policy_engine.language.builder import sort_of
from policy_engine.language.checked import Checked, Reference, Surroundings
from policy_engine.language.checker import Checker
from policy_engine.language.core import AGGREGATES, Mismatch, Node
from policy_engine.language.kinds import TRUTH, UNCHECKED, Items, Number, Term, Unknown, Value
from policy_engine.language.parser import parse
from policy_engine.language.scope import Named
from policy_engine.language.syntax import Expression, If
from policy_engine.language.tables import Table, check_table, cut_table
from policy_engine.packs import schema
from policy_engine.packs.checked import Condition, Definition, Reading
from policy_engine.packs.phrases import PHRASES
from policy_engine.packs.scopes import LocalScope, english_name
from policy_engine.source import Excerpt, Place
from policy_engine.values import say_date

Found = TypeVar("Found")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Origin:
    """Where a clause comes from, inherited from what stands around it."""

    cite: str
    reliability: str

    def of(self, part: schema.Cited) -> Origin:
        return Origin(part.cite.text if part.cite else self.cite, part.reliability or self.reliability)


@dataclass(frozen=True)
class DatedValue:
    """The value of a parameter from one day on: a point, or the bounds of a value yet to be announced."""

    first: int | None
    last: int | None
    low: int
    high: int
    cite: str
    reliability: str
    assumed: Bilingual | None


@dataclass(frozen=True)
class ParameterValues:
    """A parameter through time, at one scale; `low` and `high` hold of every period."""

    key: str
    words: Bilingual
    periods: tuple[DatedValue, ...]
    low: int
    high: int

    def period(self, day: int) -> DatedValue | None:
        """The period a day lies in; None on days when the rules are not in force."""
        for period in reversed(self.periods):
            begun = period.first is None or period.first <= day
            if begun and (period.last is None or day <= period.last):
                return period
        return None

    def on(self, day: int) -> tuple[int, int]:
        """Its bounds on a day; between the bounds of all periods on days when the rules are not in force."""
        period = self.period(day)
        return (self.low, self.high) if period is None else (period.low, period.high)


@dataclass
class Workshop:
    """What the building of an edition shares: the core, the findings and parameters met on the way."""

    around: Surroundings
    findings: list[Finding] = field(default_factory=list)
    parameters: dict[str, ParameterValues] = field(default_factory=dict)
    published: dict[str, Definition] = field(default_factory=dict)
    """Definitions that other packs use, by the fact they publish."""
    inner: dict[str, Definition] = field(default_factory=dict)
    """Those of the packs that publish, by key, what the published ones come from; and those of the vocabulary."""
    silent: bool = False
    """Set while a rule is worked out once more, for another year of support: its findings were given."""

    def add(self, findings: Sequence[Finding]) -> None:
        if not self.silent:
            self.findings += findings

    def error(self, place: Place | None, message: Bilingual, advice: Bilingual | None = None) -> None:
        self.add([Finding("error", message, place, advice)])


@dataclass
class Rules:
    """The rules of a pack, or of one measure within it, under one scope."""

    workshop: Workshop
    scope: LocalScope
    here: tuple[str, str] | None
    origin: Origin
    definitions: dict[str, Definition] = field(default_factory=dict)
    """Those worked out so far, by key."""
    texts: dict[str, str] = field(default_factory=dict)
    """What is written of each definition, by name."""
    places: dict[str, Place] = field(default_factory=dict)
    course: tuple[Node, int] | None = None
    """The year of support and the last there is, where there is a course."""

    @property
    def around(self) -> Surroundings:
        return replace(self.workshop.around, here=self.here, course=self.course)

    def checker(self) -> Checker:
        return Checker(self.around, self.scope)

    def check(self, excerpt: Excerpt) -> Checked:
        """An expression checked; its findings go to the workshop."""
        try:
            expression = parse(excerpt)
        except RulesError as wrong:
            self.workshop.add(wrong.findings)
            return self.checker().finish(parse(Excerpt.whole("null")), Unknown(UNCHECKED))
        checked = self.checker().check(excerpt, expression)
        self.workshop.add(checked.findings)
        return checked

    def needed(self, excerpt: Excerpt) -> Checked:
        """An expression that must come to a value: without one a part of the rule would be left out."""
        checked, findings = self.check(excerpt), self.workshop.findings
        if isinstance(checked.value, Unknown) and not any(finding.severity == "error" for finding in findings):
            self.workshop.error(
                excerpt.place(),
                Bilingual("这里要有一个值，不能是 null", "a value is needed here, not null"),
                Bilingual("写出它，或删掉这一项", "write it, or leave the whole entry out"),
            )
        return checked

    def truth(self, checked: Checked) -> Term:
        return self.attempt(checked.excerpt, lambda: self.around.build.condition(checked.value), self.unknown_truth())

    def unknown_truth(self) -> Term:
        return self.around.build.condition(Unknown(UNCHECKED))

    def attempt(self, excerpt: Excerpt, make: Callable[[], Found], otherwise: Found) -> Found:
        """What can be made of an expression; where it cannot, a finding at its place."""
        try:
            return make()
        except Mismatch as wrong:
            self.workshop.error(excerpt.place(), wrong.message, wrong.advice)
            return otherwise

    # Parameters ------------------------------------------------------------------------------------------

    def parameter(self, name: str, model: schema.Parameter, in_force: schema.InForce) -> Named:
        """A parameter as a node whose value is looked up by date."""
        build, before = self.around.build, len(self.workshop.findings)
        terms: list[tuple[schema.Period, Term, Term]] = []
        for period in model.values:
            if period.unspecified:
                assert period.at_most is not None
                high = self.constant(period.at_most)
                low = self.constant(period.at_least) if period.at_least is not None else None
                low = low or build.relabel(build.whole(0, (), build.scale(high)), build.unit(high))
                if build.unit(low) == build.unit(high):
                    least, most = build.align([low, high])
                    if least.node.low > most.node.low:
                        self.workshop.error(
                            period.at_most.place(),
                            Bilingual("at_most 小于 at_least", "`at_most` is less than `at_least`"),
                            Bilingual("检查两端", "check both ends"),
                        )
                terms.append((period, low, high))
            else:
                value = self.constant(period.value)
                terms.append((period, value, value))
        kinds = {
            (type(term.kind), term.kind.unit if isinstance(term.kind, Number) else ())
            for _, *two in terms
            for term in two
        }
        self.workshop.add(_bare_among_percents([period.value for period in model.values]))
        if len(kinds) > 1:
            self.workshop.error(
                model.values[0].value.place(),
                Bilingual("各时段的值单位不同", "the periods have values of different units"),
            )
            terms = terms[:1]
        scale = max(term.kind.scale for _, *two in terms for term in two if isinstance(term.kind, Number))
        periods = []
        for position, (period, low, high) in enumerate(terms):
            following = terms[position + 1][0].from_ if position + 1 < len(terms) else None
            last = period.to if period.to is not None or following is None else following - 1
            ends = [build.rescale(term, scale).node.low for term in (low, high)]
            origin = self.origin.of(period)
            periods.append(
                DatedValue(
                    period.from_ if period.from_ is not None else in_force.from_, last, ends[0], ends[1],
                    origin.cite, origin.reliability, period.assumed,
                )
            )  # fmt: skip
        for day in _uncovered(periods, in_force):
            self.workshop.error(
                model.where,
                Bilingual(
                    f"自 {say_date(day)} 起规则仍在施行，参数“{name}”却没有值",
                    f"from {say_date(day)} the rules are in force and “{name}” has no value",
                ),
                Bilingual(
                    f"加一段 {{from: {say_date(day)}, value: …}}；尚未公布就写 value: unspecified 和 at_most",
                    f"add {{from: {say_date(day)}, value: …}}, or `value: unspecified` with `at_most` until announced",
                ),
            )
        low_end, high_end = min(p.low for p in periods), max(p.high for p in periods)
        key = self.key(name)
        words = Bilingual(name, model.en or name)
        self.workshop.parameters[key] = ParameterValues(key, words, tuple(periods), low_end, high_end)
        first = terms[0][1]
        node = build.core.make("param", data=key, sort=sort_of(first.kind), low=low_end, high=high_end)
        unit = first.kind.unit if isinstance(first.kind, Number) else ()
        written = [one for period in model.values for one in _written_values(period)]
        percent = all(one.text.endswith("%") for one in written)
        broken = any(one.severity == "error" for one in self.workshop.findings[before:])
        stands_for = Unknown(UNCHECKED) if broken else Term(node, Number(unit, scale))
        return Named(key, words, "parameter", stands_for, percent=percent)

    def constant(self, excerpt: Excerpt) -> Term:
        """A written number or date."""
        value = self.check(excerpt).value
        if isinstance(value, Term) and isinstance(value.kind, Number) and value.node.op == "lit":
            return value
        if not isinstance(value, Unknown):
            self.workshop.error(
                excerpt.place(),
                Bilingual("参数的值要是写明的数或日期", "the value of a parameter is a written number or date"),
            )
        return self.around.build.whole(0)

    def key(self, name: str) -> str:
        if self.here is None:
            return name
        pack, measure = self.here
        return f"{pack}#{measure}.{name}" if measure else f"{pack}.{name}"

    # Definitions -----------------------------------------------------------------------------------------

    def resolve(self) -> None:
        """Works out every parameter and definition, what others use first; those nobody uses are checked too."""
        waiting, entered = list(reversed(self.scope.definitions)), set[str]()
        while waiting:
            name = waiting.pop()
            if name in self.scope.own:
                continue
            if name not in entered:
                entered.add(name)
                words = WORD.findall(self.texts.get(name, ""))
                waiting += [name, *(word for word in words if word in self.scope.definitions and word not in entered)]
                continue
            try:
                self.scope.resolve(name)
            except Mismatch as wrong:
                self.workshop.error(self.places[name], wrong.message, wrong.advice)

    def unread(self, read: Set[str]) -> list[Finding]:
        """A finding for each parameter and definition that is among what was read under none of its names."""
        names: dict[Place, list[str]] = {}
        for name, place in self.places.items():
            names.setdefault(place, []).append(name)
        return [
            Finding(
                "warning",
                Bilingual(f"“{own[0]}”没有任何规则读取", f"no rule reads “{own[-1]}”"),
                place,
                Bilingual("在规则里用上它，或删掉它", "use it in a rule, or delete it"),
            )
            for place, own in names.items()
            if read.isdisjoint(own)
        ]

    def definition(self, name: str, model: schema.Definition) -> Named:
        """A definition worked out: a value, or for a table of several outputs a value for each."""
        origin = self.origin.of(model)
        words = Bilingual(name, model.en or name)
        key = self.key(name)
        if model.table is not None:
            return self.table(key, name, words, model, origin)
        written: Checked | Condition
        percent = False
        if model.is_ is not None:
            written = self.check(model.is_)
            value, readings = written.value, readings_of(written.references)
            percent = _in_percent(written, written.expression)
        else:
            written = self.branch(model, origin, f"{name}.", reviews=False)
            value, readings = Term(written.truth, TRUTH), _below(written)
        self.definitions[key] = Definition(
            key, name, words, value, origin.cite, origin.reliability, readings, assumed=model.assumed, written=written
        )
        return Named(key, words, "definition", value, percent=percent)

    def table(self, key: str, name: str, words: Bilingual, model: schema.Definition, origin: Origin) -> Named:
        assert model.table is not None
        try:
            text = cut_table(model.table)
        except RulesError as wrong:
            self.workshop.add(wrong.findings)
            return Named(key, words, "definition", Unknown(UNCHECKED))
        table = check_table(self.checker(), text, model.hit or "unique", words)
        self.workshop.add([*table.findings, *table.advice])
        for column in zip(*(row.outputs for row in table.rows), strict=True):
            self.workshop.add(_bare_among_percents([cell.excerpt for cell in column]))
        outputs = list(table.outputs)
        if len(outputs) == 1 and outputs[0] == name:
            value = table.outputs[name]
            self.remember(key, name, words, value, table, 0, model, origin)
            return Named(key, words, "definition", value, percent=self.in_percent(table, 0))
        named: dict[str, Named] = {}
        for position, (output, value) in enumerate(table.outputs.items()):
            head = text.words[position]
            both = Bilingual(f"{name}.{output}", f"{words.say('en')}: {head.say('en')}")
            self.remember(f"{key}.{output}", f"{name}.{output}", both, value, table, position, model, origin)
            percent = self.in_percent(table, position)
            named[output] = Named(f"{key}.{output}", head, "definition", value, percent=percent, label=both)
        for head in text.words:
            named.setdefault(english_name(head) or head.zh, named[head.zh])
        return Named(key, words, "definition", None, named)

    def in_percent(self, table: Table, output: int) -> bool:
        """Whether every row gives this output in percent, or by a name that stands for a percentage."""
        texts = [cells[output].text for _, cells in table.text.rows]
        named = [self.scope.find(text) for text in texts if not text.endswith("%")]
        return all(one is not None and one.percent for one in named)

    def remember(
        self,
        key: str,
        name: str,
        words: Bilingual,
        value: Value,
        table: Table,
        output: int,
        model: schema.Definition,
        origin: Origin,
    ) -> None:
        cites = tuple(cite.text if cite is not None else None for cite in table.text.cites)
        tested = [*(reference for checked in table.inputs for reference in checked.references), *table.compared]
        given = [row.outputs[output].references for row in table.rows]
        plain = Definition(
            key, name, words, value, origin.cite, origin.reliability, assumed=model.assumed, written=table
        )  # fmt: skip
        if (model.hit or "unique") in ("unique", "first"):
            self.definitions[key] = replace(
                plain, readings=readings_of(tested), row=table.row.node, row_cites=cites,
                row_readings=tuple(readings_of(references) for references in given),
            )  # fmt: skip
        else:
            every = [*tested, *(reference for references in given for reference in references)]
            self.definitions[key] = replace(plain, readings=readings_of(every))

    # Conditions ------------------------------------------------------------------------------------------

    def conditions(self, models: Sequence[schema.Condition], prefix: str = "") -> list[Condition]:
        return [
            self.condition(model, self.origin, f"{prefix}{position}", wished=True)
            for position, model in enumerate(models, start=1)
        ]

    def condition(self, model: schema.Condition, origin: Origin, path: str, *, wished: bool) -> Condition:
        """One node of `when`. `wished` says which finding of a review the enterprise would want here."""
        origin, number = origin.of(model), model.id or path
        if model.condition is not None:
            checked = self.check(model.condition)
            truth = self.truth(checked).node
            self.one_clause(checked, model)
            words = checked.words(PHRASES)
            return Condition(
                "condition", number, words, origin.cite, origin.reliability, truth, truth, model.title, model.assumed,
                readings=self.readings(checked), compared=checked.compared,
                sides=self.sides(checked, truth),
            )  # fmt: skip
        if model.review is not None:
            return self.review(model, origin, wished)
        return self.branch(model, origin, f"{path}.", wished=wished, number=number)

    def sides(self, checked: Checked, truth: Node) -> tuple[Bilingual, Bilingual] | None:
        if len(checked.compared) != 1 or checked.compared[0].node is not truth:
            return None
        only = checked.compared[0]
        return checked.words(PHRASES, only.left_text), checked.words(PHRASES, only.right_text)

    def readings(self, checked: Checked) -> tuple[Reading, ...]:
        """What a condition reads; of the lists that words such as `holds` look into, how many items were given."""
        readings = readings_of(checked.references)
        if any(one.role != "reserved" for one in readings) or not isinstance(checked.value, Term):
            return readings
        found, waiting = [], [checked.value.node]
        while waiting:
            node = waiting.pop()
            waiting += node.kids
            if node.op in AGGREGATES and node.data not in found:
                found.append(node.data)
        lists = [self.around.lists[str(key)] for key in found]
        count = self.around.build.count
        return (*(Reading(one.key, one.said, "list", count(Items(one))) for one in lists), *readings)

    def one_clause(self, checked: Checked, model: schema.Condition) -> None:
        """Two clauses in one condition cannot each be cited."""
        from policy_engine.language.syntax import Both

        cite = model.cite.text if model.cite is not None else ""
        if isinstance(checked.expression, Both) and ("；" in cite or ";" in cite or "、" in cite.partition("#")[2]):
            self.workshop.add(
                [
                    Finding(
                        "warning",
                        Bilingual("一条里有两个依据", "one condition carries two citations"),
                        checked.excerpt.place(),
                        Bilingual("拆成两条，各写依据", "make it two conditions, each with its own citation"),
                    )
                ]
            )

    def review(self, model: schema.Condition, origin: Origin, wished: bool) -> Condition:
        assert model.review is not None
        assert model.id is not None
        pack, measure = self.here or ("", "")
        key = f"{pack}#{measure}/{model.id}"
        make = self.around.build.core.make
        truth = make("fact", data=key)
        met = make("fact", data=f"{key}~met" if wished else f"{key}~unmet")
        return Condition(
            "review", model.id, model.review, origin.cite, origin.reliability, truth, met, model.title, model.assumed,
            readings=(Reading(key, model.review, "review", Term(truth, TRUTH)),),
        )  # fmt: skip

    def branch(
        self,
        model: schema.Branches,
        origin: Origin,
        prefix: str,
        *,
        wished: bool = True,
        number: str = "",
        reviews: bool = True,
    ) -> Condition:
        """Conditions combined."""
        build = self.around.build
        for kind in ("all", "any", "none", "of"):
            parts: tuple[schema.Condition, ...] | None = getattr(model, kind)
            if parts is None:
                continue
            if not reviews:
                self.no_reviews(parts)
            inner = tuple(
                self.condition(part, origin, f"{prefix}{position}", wished=wished != (kind == "none"))
                for position, part in enumerate(parts, start=1)
            )

            def combined(nodes: list[Node], kind: str = kind) -> Node:
                terms = [Term(node, TRUTH) for node in nodes]
                if kind == "all":
                    return build.both(terms).node
                if kind == "any":
                    return build.either(terms).node
                if kind == "none":
                    return build.no(build.either(terms)).node
                return build.at_least(model.at_least or 1, terms).node

            kinds: dict[str, Bilingual] = {
                "all": Bilingual("以下各条都须满足", "all of these"),
                "any": Bilingual("以下至少满足一条", "any of these"),
                "none": Bilingual("不得有以下任何一种情形", "none of these"),
                "of": Bilingual(f"以下至少满足 {model.at_least} 条", f"at least {model.at_least} of these"),
            }
            return Condition(
                "at_least" if kind == "of" else kind,  # type: ignore[arg-type]
                number, kinds[kind], origin.cite, origin.reliability,
                combined([part.truth for part in inner]), combined([part.met for part in inner]),
                getattr(model, "title", None), model.assumed, model.at_least, inner,
            )  # fmt: skip
        raise AssertionError("the schema lets no node be without a kind")

    def no_reviews(self, parts: Sequence[schema.Condition]) -> None:
        for part in parts:
            if part.review is not None:
                self.workshop.error(
                    part.where,
                    Bilingual("定义里不能有人工核查", "a definition holds no reviews"),
                    Bilingual("把 review 写在 when 里", "write the review in `when`"),
                )
            self.no_reviews(part.inner())


def _written_values(period: schema.Period) -> list[Excerpt]:
    """What a period says the value is, or lies between."""
    if not period.unspecified:
        return [period.value]
    return [one for one in (period.at_least, period.at_most) if one is not None]


def _bare_among_percents(given: Sequence[Excerpt]) -> list[Finding]:
    """Advice on numbers of one or more written beside percentages: their sign was likely forgotten."""
    if not any(one.text.endswith("%") for one in given):
        return []
    return [
        Finding(
            "advice",
            Bilingual(
                f"其他值是百分数，这里的 {one.text} 没有百分号",
                f"the other values are in percent, this {one.text} has no percent sign",
            ),
            one.place(),
            Bilingual(f"是否想写 {one.text}%？", f"did you mean {one.text}%?"),
        )
        for one in given
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", one.text) and not one.text.startswith("0")
    ]


def _in_percent(written: Checked, part: Expression) -> bool:
    """Whether an expression is a name that stands for a percentage, whichever branch is taken."""
    if isinstance(part, If):
        return _in_percent(written, part.then) and _in_percent(written, part.otherwise)
    return any(reference.span == part.span and reference.named.percent for reference in written.references)


def readings_of(references: Sequence[Reference]) -> tuple[Reading, ...]:
    """What an expression reads, each once, lists of items apart (their items are shown with the item)."""
    found: dict[str, Reading] = {}
    for reference in references:
        named = reference.named
        if named.role != "list" and named.key not in found:
            found[named.key] = Reading(named.key, named.said, named.role, reference.value, named.percent)
    return tuple(found.values())


def _below(condition: Condition) -> tuple[Reading, ...]:
    found = {reading.key: reading for leaf in condition.leaves() for reading in leaf.readings}
    return tuple(found.values())


def named_parts(
    rules: Rules,
    parameters: Mapping[str, schema.Parameter],
    definitions: Mapping[str, schema.Definition],
    in_force: schema.InForce,
) -> None:
    """Puts parameters and definitions into the scope of the rules, by Chinese and by English name, no name twice."""
    scope, taken = rules.scope, set(rules.scope.outer.names())

    def declare(name: str, place: Place, make: Callable[[], Named]) -> None:
        if name in scope.definitions or name in taken:
            rules.workshop.error(place, *taken_name(name))
            return
        scope.definitions[name], rules.places[name] = make, place

    def both_names(name: str, english: str | None, place: Place, make: Callable[[], Named]) -> None:
        declare(name, place, make)
        word = english_name(Bilingual(name, english or ""))
        if word is not None and word not in scope.definitions and word not in taken:
            scope.definitions[word], rules.places[word] = make, place

    for name, parameter in parameters.items():
        both_names(name, parameter.en, parameter.where, _parameter(rules, name, parameter, in_force))
    for name, definition in definitions.items():
        if definition.publishes is None:
            rules.texts[name] = " ".join(schema.written(definition))
            both_names(name, definition.en, definition.where, _definition(rules, name, definition))


def taken_name(name: str) -> tuple[Bilingual, Bilingual]:
    """What is wrong with a name that stands for something already, and what to do."""
    return (
        Bilingual(f"“{name}” 已另有所指", f"“{name}” already stands for something else"),
        Bilingual("一个名字只声明一次，换一个名字", "a name is declared once: choose another"),
    )


def _uncovered(periods: Sequence[DatedValue], in_force: schema.InForce) -> list[int]:
    """The first day of every stretch of the time in force that no period covers; periods stand in order."""
    found = []
    day = in_force.from_
    for period in periods:
        if day is not None and period.first is not None and day < period.first:
            found.append(day)
        if period.last is None:
            return found
        day = period.last + 1
    return [*found, day] if day is not None and (in_force.to is None or day <= in_force.to) else found


def _parameter(rules: Rules, name: str, model: schema.Parameter, in_force: schema.InForce) -> Callable[[], Named]:
    return once(lambda: rules.parameter(name, model, in_force))


def _definition(rules: Rules, name: str, model: schema.Definition) -> Callable[[], Named]:
    return once(lambda: rules.definition(name, model))


def once(make: Callable[[], Named]) -> Callable[[], Named]:
    """The same thing under two names is worked out once."""
    found: list[Named] = []

    def made() -> Named:
        if not found:
            found.append(make())
        return found[0]

    return made
