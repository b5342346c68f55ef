"""The amount ladder of a measure: expression, item caps, rounding, sum, caps by year and for ever; the whole course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policy_engine.errors import Bilingual, Finding
from policy_engine.language.core import Mismatch, Node
from policy_engine.language.kinds import (
    TRUTH,
    Growth,
    Item,
    Items,
    Pick,
    Quotient,
    Series,
    Term,
    Unknown,
    Value,
    say_kind,
)  # fmt: skip
from policy_engine.language.operators.dates import part_of_date
from policy_engine.language.operators.policy import PAST_AWARDS
from policy_engine.packs import schema
from policy_engine.packs.checked import (
    Condition,
    Step,
    StepName,
    nodes_of,
)  # fmt: skip
from policy_engine.packs.phrases import PHRASES
from policy_engine.packs.rules import Origin, Rules, readings_of
from policy_engine.source import Excerpt
from policy_engine.values import PLAIN, YUAN, Rounding

if TYPE_CHECKING:
    from policy_engine.packs.measures import MeasureBuilder

FEN = 2


@dataclass
class Course:
    """The years of support: how many at most, which one it is now, and the condition that it is one of them."""

    at_most: Term
    year: Term
    condition: Condition


class Ladder:
    """The amount ladder: expression, item caps, rounding per item, sum, caps by year, caps for ever."""

    def __init__(
        self, measure: MeasureBuilder, rules: Rules, firm: Node, item: Node | None, course: Course | None
    ) -> None:
        self.measure, self.rules, self.build = measure, rules, measure.build
        self.firm, self.item, self.course = Term(firm, TRUTH), item, course
        self.item_steps: list[Step] = []
        self.steps: list[Step] = []
        zero = self.build.whole(0, YUAN, FEN).node
        self.item_amount: Node | None = None
        self.amount, self.total = zero, zero

    @property
    def expression(self) -> Excerpt | None:
        return self.measure.model.amount or self.measure.model.up_to

    def caps(self, per: str, every: str | None) -> list[schema.Cap]:
        caps = (*self.measure.model.caps, *(cap for cap in self.measure.pack.caps))
        return [cap for cap in caps if cap.per == per and cap.every == every]

    def climb(self) -> None:
        excerpt = self.expression
        if excerpt is None:
            return

        def made() -> None:
            rounded = self.item_ladder(self.rules, self.item_steps)
            if self.measure.item is not None:
                self.item_amount = rounded.node
                gathered = self.gathered(rounded)
                self.step(self.steps, "sum", gathered, self.measure.origin)
            else:
                gathered = self.build.plain(self.build.choose(self.firm, rounded, self.build.whole(0, YUAN, FEN)))
            for cap in self.caps("enterprise", "year"):
                gathered = self.capped(self.rules, gathered, cap, "yearly_cap", ledger=True)
            for cap in self.caps("enterprise", "ever"):
                gathered = self.capped(self.rules, gathered, cap, "lifetime_cap", ledger=True)
            self.amount = gathered.node
            self.total = self.whole_course().node if self.course is not None else self.amount

        self.rules.attempt(excerpt, made, None)
        if self.measure.item is None:
            self.steps = [*self.item_steps, *self.steps]
            self.item_steps = []

    def step(self, steps: list[Step], name: StepName, amount: Value, origin: Origin, **more: object) -> None:
        steps.append(Step(name, amount, origin.cite, origin.reliability, **more))  # type: ignore[arg-type]

    def item_ladder(self, rules: Rules, steps: list[Step]) -> Term:
        """The amount of one item (or of the enterprise), rounded, in fen, not negative."""
        build, excerpt = self.build, self.expression
        assert excerpt is not None
        checked = rules.needed(excerpt)
        if isinstance(checked.value, Unknown):
            return build.whole(0, YUAN, FEN)
        value = self.money(checked.value)
        if _never_above(checked.value, 0):
            self.never_pays(excerpt, "金额不会大于 0", "the amount is never above 0")
        readings = readings_of(checked.references)
        formula = checked.words(PHRASES)
        self.step(steps, "expression", value, self.measure.origin, readings=readings, formula=formula)
        for cap in self.caps("item", None):
            value = self.item_cap(rules, value, cap, steps)
        return self.rounded(value, steps)

    def item_cap(self, rules: Rules, value: Value, cap: schema.Cap, steps: list[Step]) -> Value:
        build, limit = self.build, rules.needed(cap.at)
        if isinstance(limit.value, Unknown):
            return value

        def made() -> Value:
            most = self.money(limit.value)
            if _never_above(limit.value, -1):
                self.never_pays(cap.at, "上限总是低于 0", "the cap is always below 0")
            capped = build.pick(True, [value, most])
            fits = isinstance(most, Term) and build.scale(most) <= FEN
            self.step(
                steps, "item_caps", capped, self.measure.origin_of(cap),
                cap=build.rescale(_term(most), FEN).node if fits else None,
                readings=readings_of(limit.references), formula=limit.words(PHRASES), assumed=cap.assumed,
            )  # fmt: skip
            return capped

        return rules.attempt(cap.at, made, value)

    def never_pays(self, excerpt: Excerpt, zh: str, en: str) -> None:
        advice = Bilingual("检查正负号和所用的数", "check its sign and the numbers it is made of")
        self.measure.workshop.add([Finding("warning", Bilingual(zh, en), excerpt.place(), advice)])

    def money(self, value: Value) -> Value:
        """A number of yuan, not below zero."""
        build = self.build
        if isinstance(value, Term) and value.node.op == "lit" and value.node.low == 0 and build.unit(value) == PLAIN:
            return build.whole(0, YUAN, FEN)
        if build.unit(value) != YUAN:
            kind = say_kind(build.operand(value)) if not isinstance(value, Pick | Growth) else say_kind(value)
            raise Mismatch(Bilingual(f"金额要以元计，这里是{kind.zh}", f"an amount is in yuan, this is {kind.en}"))
        lows = [
            term.node.low
            for term in (
                [value] if isinstance(value, Term) else [value.numerator] if isinstance(value, Quotient) else []
            )
        ]
        if lows and lows[0] < 0:
            return build.pick(False, [value, build.whole(0, YUAN, FEN)])
        return value

    def rounded(self, value: Value, steps: list[Step]) -> Term:
        build, rule = self.build, self.measure.model.rounding or self.measure.pack.rounding
        if rule is None:
            if not isinstance(value, Term) or build.scale(value) > FEN:
                raise Mismatch(
                    Bilingual("金额没有取整规则", "the amount has no rounding rule"),
                    Bilingual("在 pack.yaml 写 rounding", "write `rounding` in pack.yaml"),
                )
            return self.not_negative(build.rescale(value, FEN))
        to = self.rules.constant(rule.to)
        if build.unit(to) != YUAN or to.node.low <= 0 or build.scale(to) > FEN:
            self.measure.workshop.error(
                rule.to.place(),
                Bilingual("取整到多少元，至少 0.01元", "amounts are rounded to so many yuan, 0.01元 at least"),
                Bilingual("例如 to: 1元", "e.g. to: 1元"),
            )
            return build.whole(0, YUAN, FEN)
        units = build.round(
            build.divide(value, to) if not isinstance(value, Pick) else self.over(value, to), 0, _mode(rule.mode)
        )
        result = self.not_negative(build.rescale(build.times(build.plain(units), to), FEN))
        self.step(steps, "rounding", result, self.measure.origin_of(rule), assumed=rule.assumed)
        return result

    def over(self, pick: Pick, to: Term) -> Pick:
        return Pick(pick.least, tuple(_operand(self.build.divide(one, to)) for one in pick.of))

    def not_negative(self, term: Term) -> Term:
        if term.node.low >= 0:
            return term
        return self.build.plain(self.build.pick(False, [term, self.build.whole(0, YUAN, FEN)]))

    def gathered(self, amount: Term) -> Term:
        """The sum over the items that qualify."""
        over = self.measure.over
        assert over is not None
        assert self.item is not None
        parts = [part for part in (self.measure.here, self.firm, Term(self.item, TRUTH)) if part is not None]
        return self.build.plain(self.build.sum(Items(over.of, self.build.both(parts), amount)))

    def capped(self, rules: Rules, amount: Term, cap: schema.Cap, name: StepName, *, ledger: bool) -> Term:
        """The amount within what a cap leaves after what was received before."""
        build = self.build
        limit = rules.needed(cap.at)
        if isinstance(limit.value, Unknown):
            return amount

        def made() -> Term:
            money = build.plain(self.money(limit.value))
            if _never_above(limit.value, -1):
                self.never_pays(cap.at, "上限总是低于 0", "the cap is always below 0")
            read = [money.node, *(node for one in readings_of(limit.references) for node in nodes_of(one.value))]
            if any(node.level is not None for node in read):
                raise Mismatch(Bilingual("按企业的上限不能取自某一项", "a cap per enterprise cannot come from an item"))
            if build.scale(money) > FEN:
                raise Mismatch(
                    Bilingual("上限要精确到分，这里会更细", "a limit is in whole fen, this one can be finer"),
                    Bilingual("先取整，例如 round down(…, 2)", "round it first, e.g. round down(…, 2)"),
                )
            left, received = money, None
            if ledger:
                received = self.received(cap.every == "year")
                rest = build.subtract(money, received)
                left = build.plain(build.pick(False, [rest, build.whole(0, YUAN, FEN)]))
            result = build.rescale(build.plain(build.pick(True, [amount, left])), FEN)
            if ledger:
                self.step(
                    self.steps, name, result, self.measure.origin_of(cap), cap=build.rescale(money, FEN).node,
                    received=build.rescale(received, FEN).node if received is not None else None,
                    readings=readings_of(limit.references), formula=limit.words(PHRASES), assumed=cap.assumed,
                )  # fmt: skip
            return result

        return rules.attempt(cap.at, made, amount)

    def received(self, this_year: bool) -> Term:
        """What the ledger says this measure has paid, in the year of as_of or for ever."""
        build, rules = self.build, self.rules
        award = Item(rules.around.list_named(PAST_AWARDS))
        same: list[Value] = [
            build.compare("=", build.field(award, "pack"), build.text(self.measure.pack.pack)),
            build.compare("=", build.field(award, "measure"), build.text(self.measure.model.measure)),
        ]
        if this_year:
            year = part_of_date(build, rules.around.as_of(), "year")
            same.append(build.compare("=", build.field(award, "year"), year))
        return build.plain(build.sum(Items(award.of, build.both(same), build.field(award, "amount"))))

    def whole_course(self) -> Term:
        """All the years of support together, each year as if the facts stayed as they are, within the caps."""
        assert self.course is not None
        build, measure = self.build, self.measure
        years: list[Term] = []
        measure.workshop.silent = True
        try:
            for number in range(1, self.course.at_most.node.high + 1):
                year = build.whole(number)
                rules = measure.rules(year)
                amount = self.item_ladder(rules, [])
                if measure.item is not None:
                    amount = self.gathered(amount)
                else:
                    amount = build.plain(build.choose(self.firm, amount, build.whole(0, YUAN, FEN)))
                for cap in self.caps("enterprise", "year"):
                    amount = self.capped(rules, amount, cap, "yearly_cap", ledger=False)
                if self.course.at_most.node.low < number:
                    reached = build.compare("<=", year, self.course.at_most)
                    amount = build.plain(build.choose(reached, amount, build.whole(0, YUAN, FEN)))
                years.append(amount)
            total = build.plain(build.sum(Series(tuple((None, year) for year in years))))
            for cap in self.caps("enterprise", "ever"):
                total = self.capped(self.rules, total, cap, "lifetime_cap", ledger=False)
        finally:
            measure.workshop.silent = False
        return build.rescale(total, FEN)


def _never_above(value: Value, most: int) -> bool:
    """Whether a number is at most this much, whatever the facts are; a denominator is never below 0."""
    number = value.numerator if isinstance(value, Quotient) else value
    return isinstance(number, Term) and number.node.high <= most


def _term(value: Value) -> Term:
    assert isinstance(value, Term)
    return value


def _operand(value: Value) -> Term | Quotient:
    assert isinstance(value, Term | Quotient)
    return value


def _mode(mode: str) -> Rounding:
    return mode  # type: ignore[return-value]  # the schema admits roundings only
