"""Builds core nodes from typed terms: here kinds, units, scales, ranges and quotients are dealt with, and erased.

Every method takes and gives values of `kinds` and raises `Mismatch` with a message for the author where they do not
fit. An `Unknown` operand makes the result unknown without a word: its own message was given where it arose.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product

from policy_engine.errors import Bilingual
from policy_engine.language.core import CodeSet, Core, Node, Sort
from policy_engine.language.core import Mismatch as Mismatch
from policy_engine.language.kinds import (
    TRUTH,
    Code,
    Growth,
    Item,
    Items,
    Kind,
    Number,
    Pick,
    Quotient,
    Series,
    Term,
    Unknown,
    Value,
    say_kind,
)  # fmt: skip
from policy_engine.language.scope import near
from policy_engine.language.syntax import ComparisonSign
from policy_engine.values import (
    DATE,
    DAYS,
    MONTHS,
    PLAIN,
    Rounding,
    Unit,
    add_months,
    combine_units,
    decimal_of,
    divide,
    integer_root,
    months_between,
    say_unit,
)  # fmt: skip

MOST_PLACES = 6176
FEWEST_PLACES = -6111
QUOTIENT_PLACES = 40
MOST_EXPONENT = 64
MOST_PAIRS = 10_000
WIDEST = 4000
"""Bits a number may need at most; beyond it an expression is refused."""

_HOLDS: dict[ComparisonSign, Callable[[int, int], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
_MIRRORED: dict[ComparisonSign, ComparisonSign] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def expected(what: Bilingual, value: Value) -> Mismatch:
    got = say_kind(value)
    return Mismatch(
        Bilingual(f"此处需要{what.zh}，得到的是{got.zh}", f"{what.en} is needed here, this is {got.say('en')}")
    )


class Builder:
    def __init__(self, core: Core) -> None:
        self.core = core

    # Literals --------------------------------------------------------------------------------------------

    def whole(self, value: int, unit: Unit = PLAIN, scale: int = 0) -> Term:
        return Term(self.core.make("lit", data=value, sort="number", low=value, high=value), Number(unit, scale))

    def number(self, value: Fraction, unit: Unit = PLAIN) -> Term | Quotient:
        decimal = decimal_of(value)
        if decimal is None:
            return Quotient(self.whole(value.numerator, unit), self.whole(value.denominator))
        return self.whole(decimal.digits, unit, decimal.scale)

    def truth(self, value: bool) -> Term:
        return Term(self.core.make("lit", data=value), TRUTH)

    def text(self, value: str) -> Term:
        return Term(self.core.make("lit", data=value, sort="code"), Code(frozenset((value,))))

    def as_of(self, low: int, high: int) -> Term:
        return Term(self.core.make("as_of", sort="number", low=low, high=high), Number(DATE))

    def undefined(self, reason: str, like: Term) -> Term:
        """A value that is not defined, of the kind of another: it may be anything the other may be, and nothing at all,
        and is never taken for known, even where the other can be one value only."""
        node, low, high = like.node, like.node.low, like.node.high
        if isinstance(like.kind, Number):
            if like.kind.unit != DATE:
                low, high = min(low, 0), max(high, 0)
            high += low == high
        return Term(self.core.make("undef", data=reason, sort=node.sort, low=low, high=high), like.kind)

    # Numbers ---------------------------------------------------------------------------------------------

    def unit(self, value: Value) -> Unit:
        if isinstance(value, Quotient):
            return self.unit(value.numerator)
        if isinstance(value, Pick):
            return self.unit(value.of[0])
        if isinstance(value, Growth):
            return PLAIN
        if isinstance(value, Term) and isinstance(value.kind, Number):
            return value.kind.unit
        raise expected(Bilingual("数", "a number"), value)

    def operand(self, value: Value) -> Term | Quotient:
        """A number one can compute with."""
        if isinstance(value, Quotient) or (isinstance(value, Term) and isinstance(value.kind, Number)):
            return value
        if isinstance(value, Growth):
            raise Mismatch(
                Bilingual(
                    "cagr 只能用来比较或取整，不能再参与计算", "cagr may be compared or rounded, not computed with"
                )
            )
        if isinstance(value, Pick):
            raise Mismatch(
                Bilingual(
                    "商的较大者（较小者）只能用来比较或取整，不能再参与计算",
                    "the least or greatest of quotients may be compared or rounded, not computed with",
                )
            )
        raise expected(Bilingual("数", "a number"), value)

    def scale(self, term: Term) -> int:
        assert isinstance(term.kind, Number)
        return term.kind.scale

    def make(self, op: str, kids: Sequence[Term], unit: Unit, scale: int, low: int, high: int,
             data: object = None) -> Term:  # fmt: skip
        """A number node; refused when it could get absurdly wide."""
        if max(low.bit_length(), high.bit_length()) > WIDEST:
            raise Mismatch(Bilingual("这个数可能大得离谱", "this number could become absurdly large"))
        nodes = [kid.node for kid in kids]
        node = self.core.make(op, nodes, data, sort="number", low=low, high=high)  # type: ignore[arg-type]
        return Term(node, Number(unit, scale))

    def folded(self, kids: Sequence[Term], unit: Unit, scale: int, value: Callable[..., int]) -> Term | None:
        """The literal an operation on literals comes to."""
        if all(kid.node.op == "lit" for kid in kids):
            result = value(*(kid.node.low for kid in kids))
            if result.bit_length() <= WIDEST:
                return self.whole(result, unit, scale)
        return None

    def rescale(self, term: Term, scale: int) -> Term:
        unit, own = self.unit(term), self.scale(term)
        if own == scale:
            return term
        factor = 10 ** (scale - own)
        return self.folded([term], unit, scale, lambda v: v * factor) or self.make(
            "mul", [term, self.whole(factor)], unit, scale, term.node.low * factor, term.node.high * factor
        )

    def align(self, terms: Sequence[Term]) -> list[Term]:
        """The same numbers at one scale."""
        scale = max(self.scale(term) for term in terms)
        return [self.rescale(term, scale) for term in terms]

    def relabel(self, term: Term, unit: Unit) -> Term:
        return Term(term.node, Number(unit, self.scale(term)))

    def same_unit(self, a: Term | Quotient, b: Term | Quotient) -> tuple[Term | Quotient, Term | Quotient]:
        """Both operands in one unit: a bare 0 fits every unit but a date or a duration."""
        left, right = self.unit(a), self.unit(b)
        if left == right:
            return a, b
        if right not in (DATE, DAYS, MONTHS) and _zero(a):
            return self.whole(0, right), b
        if left not in (DATE, DAYS, MONTHS) and _zero(b):
            return a, self.whole(0, left)
        advice = None
        if PLAIN in (left, right) and DATE not in (left, right):
            word = say_unit(left or right)
            example = "万元" if word == "元" else word
            advice = Bilingual(f"数要写明单位，例如 500{example}", f"write the number with its unit, e.g. 500{example}")
        raise Mismatch(
            Bilingual(
                f"单位不合：{say_kind(a).zh}与{say_kind(b).zh}",
                f"units do not fit: {say_kind(a).say('en')} and {say_kind(b).say('en')}",
            ),
            advice,
        )

    def quotient(self, value: Term | Quotient) -> Quotient:
        return value if isinstance(value, Quotient) else Quotient(value, self.whole(1))

    def add(self, a: Value, b: Value) -> Value:
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return Unknown()
        left, right = self.operand(a), self.operand(b)
        if self.unit(right) == DATE and self.unit(left) in (MONTHS, DAYS):
            left, right = right, left
        if self.unit(left) == DATE and self.unit(right) in (MONTHS, DAYS):
            return self.date_plus(left, right)
        left, right = self.same_unit(left, right)
        if self.unit(left) == DATE:
            raise Mismatch(Bilingual("日期不能相加", "dates cannot be added"))
        if isinstance(left, Quotient) or isinstance(right, Quotient):
            p, q = self.quotient(left), self.quotient(right)
            over = self.sum_of(self.times(p.numerator, q.denominator), self.times(q.numerator, p.denominator))
            return Quotient(over, self.times(p.denominator, q.denominator))
        return self.sum_of(left, right)

    def sum_of(self, a: Term, b: Term) -> Term:
        a, b = self.align([a, b])
        unit, scale = self.unit(a), self.scale(a)
        for one, other in ((a, b), (b, a)):
            if one.node.op == "lit" and one.node.low == 0:
                return other
        return self.folded([a, b], unit, scale, lambda x, y: x + y) or self.make(
            "add", [a, b], unit, scale, a.node.low + b.node.low, a.node.high + b.node.high
        )

    def date_plus(self, date: Term | Quotient, step: Term | Quotient) -> Term:
        if not isinstance(date, Term) or not isinstance(step, Term) or self.scale(step):
            raise Mismatch(
                Bilingual("日期只能加减整月或整天", "only whole months or whole days can be added to a date"),
                Bilingual("先取整，例如 floor(…)", "round it first, e.g. floor(…)"),
            )
        low, high = (date.node.low, step.node.low), (date.node.high, step.node.high)
        if self.unit(step) == DAYS:
            return self.folded([date, step], DATE, 0, lambda d, n: d + n) or self.make(
                "add", [date, step], DATE, 0, sum(low), sum(high)
            )
        if max(abs(step.node.low), abs(step.node.high)) > 12 * 10**9:
            raise Mismatch(Bilingual("这个日期太远", "this date is too far away"))
        return self.folded([date, step], DATE, 0, add_months) or self.make(
            "add_months", [date, step], DATE, 0, add_months(*low), add_months(*high)
        )

    def subtract(self, a: Value, b: Value) -> Value:
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return Unknown()
        left, right = self.operand(a), self.operand(b)
        if self.unit(left) == DATE and self.unit(right) == DATE:
            return self.sum_of(self.relabel(_term(left), DAYS), self.minus(self.relabel(_term(right), DAYS)))
        return self.add(left, self.negate(right))

    def minus(self, term: Term) -> Term:
        unit, scale = self.unit(term), self.scale(term)
        return self.folded([term], unit, scale, lambda v: -v) or self.make(
            "neg", [term], unit, scale, -term.node.high, -term.node.low
        )

    def negate(self, a: Value) -> Value:
        if isinstance(a, Unknown):
            return Unknown()
        value = self.operand(a)
        if self.unit(value) == DATE:
            raise Mismatch(Bilingual("日期没有负数", "a date has no negative"))
        if isinstance(value, Quotient):
            return Quotient(self.minus(value.numerator), value.denominator)
        return self.minus(value)

    def times(self, a: Term, b: Term) -> Term:
        unit = combine_units(self.unit(a), self.unit(b))
        scale = self.scale(a) + self.scale(b)
        for one, other in ((a, b), (b, a)):
            if one.node.op == "lit" and one.node.low == 1:
                return Term(other.node, Number(unit, scale))
        corners = [x * y for x, y in product((a.node.low, a.node.high), (b.node.low, b.node.high))]
        return self.folded([a, b], unit, scale, lambda x, y: x * y) or self.make(
            "mul", [a, b], unit, scale, min(corners), max(corners)
        )

    def multiply(self, a: Value, b: Value) -> Value:
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return Unknown()
        left, right = self.operand(a), self.operand(b)
        if DATE in (self.unit(left), self.unit(right)):
            raise Mismatch(Bilingual("日期不能相乘", "dates cannot be multiplied"))
        self.hold_durations(combine_units(self.unit(left), self.unit(right)))
        if isinstance(left, Quotient) or isinstance(right, Quotient):
            p, q = self.quotient(left), self.quotient(right)
            return Quotient(self.times(p.numerator, q.numerator), self.times(p.denominator, q.denominator))
        return self.times(left, right)

    def hold_durations(self, unit: Unit) -> None:
        """Months and days alone make no other unit: no months times months, months a day, or times a month (FEEL)."""
        if unit not in (PLAIN, MONTHS, DAYS) and all(base in ("月", "天") for base, _ in unit):
            raise Mismatch(
                Bilingual("时长之间、时长与数不能这样乘除", "durations are not multiplied or divided like this"),
                Bilingual(
                    "时长可乘除以数，同类时长可相除",
                    "a duration is multiplied or divided by a number, or divided by one of its own kind",
                ),
            )

    def divide(self, a: Value, b: Value) -> Value:
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return Unknown()
        left, right = self.operand(a), self.operand(b)
        if DATE in (self.unit(left), self.unit(right)):
            raise Mismatch(Bilingual("日期不能相除", "dates cannot be divided"))
        unit = combine_units(self.unit(left), self.unit(right), -1)
        self.hold_durations(unit)
        p, q = self.quotient(left), self.quotient(right)
        over, under = self.times(p.numerator, q.denominator), self.times(p.denominator, q.numerator)
        if under.node.high < 0:
            over, under = self.minus(over), self.minus(under)
        if under.node.low < 0:
            raise Mismatch(
                Bilingual("分母可能为负", "the denominator can be negative"),
                Bilingual(
                    "分母须是声明为不小于 0 的数；可用 max(…, 0) 或把比较写成乘法",
                    "a denominator must be declared non-negative; use max(…, 0), or write the comparison as a product",
                ),
            )
        if under.node.high == 0:
            raise Mismatch(Bilingual("除以零", "division by zero"))
        over, under = self.relabel(over, unit), self.relabel(under, PLAIN)
        if under.node.op == "lit":
            exact = decimal_of(Fraction(10 ** self.scale(under), under.node.low))
            if exact is not None:
                return self.times(over, self.whole(exact.digits, PLAIN, exact.scale))
        return Quotient(over, under)

    def power(self, a: Value, exponent: int) -> Value:
        if isinstance(a, Unknown):
            return Unknown()
        if self.unit(a) in (DATE, DAYS, MONTHS):
            raise Mismatch(Bilingual("日期和时长不能乘方", "dates and durations have no powers"))
        if abs(exponent) > MOST_EXPONENT:
            raise Mismatch(
                Bilingual(f"指数不能超过 {MOST_EXPONENT}", f"an exponent is at most {MOST_EXPONENT}"),
            )
        result: Value = self.whole(1)
        for _ in range(abs(exponent)):
            result = self.multiply(result, a)
        return result if exponent >= 0 else self.divide(self.whole(1), result)

    def pick(self, least: bool, values: Sequence[Value]) -> Value:
        """The least or greatest of the values."""
        if not values:
            return Unknown("no value")
        if any(isinstance(value, Unknown) for value in values):
            return Unknown()
        operands: list[Term | Quotient] = []
        for value in values:
            operands += value.of if isinstance(value, Pick) and value.least == least else [self.operand(value)]
        first = next((operand for operand in operands if not _zero(operand)), operands[0])
        operands = [self.same_unit(operand, first)[0] for operand in operands]
        if any(isinstance(operand, Quotient) for operand in operands):
            return Pick(least, tuple(operands))
        return self.pick_terms(least, [_term(operand) for operand in operands])

    def pick_terms(self, least: bool, terms: Sequence[Term]) -> Term:
        terms = self.align(terms)
        unit, scale = self.unit(terms[0]), self.scale(terms[0])
        chosen = min if least else max
        if len(terms) == 1:
            return terms[0]
        return self.folded(terms, unit, scale, lambda *values: chosen(values)) or self.make(
            "least" if least else "greatest", terms, unit, scale,
            chosen(term.node.low for term in terms), chosen(term.node.high for term in terms),
        )  # fmt: skip

    def months_between(self, start: Value, end: Value) -> Value:
        if isinstance(start, Unknown) or isinstance(end, Unknown):
            return Unknown()
        first, last = self.date(start), self.date(end)
        return self.folded([first, last], MONTHS, 0, months_between) or self.make(
            "months", [first, last], MONTHS, 0,
            months_between(first.node.high, last.node.low), months_between(first.node.low, last.node.high),
        )  # fmt: skip

    def date(self, value: Value) -> Term:
        if isinstance(value, Term) and isinstance(value.kind, Number) and value.kind.unit == DATE:
            return value
        raise expected(Bilingual("日期", "a date"), value)

    # Rounding --------------------------------------------------------------------------------------------

    def round(self, value: Value, places: int, mode: Rounding) -> Value:
        """The value with so many decimal places (negative: tens, hundreds …)."""
        if isinstance(value, Unknown):
            return Unknown()
        if not FEWEST_PLACES <= places <= MOST_PLACES:
            raise Mismatch(
                Bilingual(
                    f"小数位数须在 {FEWEST_PLACES} 与 {MOST_PLACES} 之间",
                    f"the number of places is between {FEWEST_PLACES} and {MOST_PLACES}",
                )
            )
        if isinstance(value, Growth):
            return self.round_growth(value, places, mode)
        if isinstance(value, Pick):
            return self.pick(value.least, [self.round(one, places, mode) for one in value.of])
        operand = self.operand(value)
        if self.unit(operand) == DATE:
            raise expected(Bilingual("数", "a number"), value)
        if isinstance(operand, Term):
            if self.scale(operand) <= places:
                return operand
            under = self.whole(10 ** (self.scale(operand) - places))
            return self.quotient_rounded(operand, under, self.unit(operand), places, mode)
        if abs(places) > QUOTIENT_PLACES:
            raise Mismatch(
                Bilingual(f"商的小数位数不能超过 {QUOTIENT_PLACES}", f"a quotient has at most {QUOTIENT_PLACES} places")
            )
        over, under = operand.numerator, operand.denominator
        shift = places + self.scale(under) - self.scale(over)
        unit = self.unit(over)
        over = self.times(over, self.whole(10 ** max(shift, 0)))
        under = self.times(under, self.whole(10 ** max(-shift, 0)))
        return self.guarded([under], self.quotient_rounded(over, under, unit, places, mode))

    def quotient_rounded(self, over: Term, under: Term, unit: Unit, places: int, mode: Rounding) -> Term:
        """The whole number nearest to over / under by the mode, meant at so many places."""
        smallest, largest = max(under.node.low, 1), max(under.node.high, 1)
        ends = [divide(n, d, mode) for n, d in product((over.node.low, over.node.high), (smallest, largest))]
        scale = max(places, 0)
        if over.node.op == "lit" and under.node.op == "lit":
            rounded = self.whole(divide(over.node.low, under.node.low, mode), unit, scale)
        else:
            rounded = self.make("divide", [over, under], unit, scale, min(ends), max(ends), mode)
        return rounded if places >= 0 else self.times(rounded, self.whole(10**-places))

    def round_growth(self, growth: Growth, places: int, mode: Rounding) -> Value:
        """The whole root is exact: floor(y) of an n-th root y is the root of floor(y**n), and likewise from above; a
        half is decided at twice the precision."""
        if not 0 <= places <= 12:
            raise Mismatch(Bilingual("增长率取 0 至 12 位小数", "a growth rate has 0 to 12 places"))
        one = 10**places
        last, first = self.align([growth.last, growth.first])
        last = self.pick_terms(False, [last, self.relabel(self.whole(0, PLAIN, self.scale(last)), self.unit(last))])

        def root(doubled: bool, above: bool) -> Term:
            factor = (one * (2 if doubled else 1)) ** growth.years
            over = self.times(self.relabel(last, PLAIN), self.whole(factor))
            whole = self.quotient_rounded(
                Term(over.node, Number()), Term(first.node, Number()), PLAIN, 0, "ceiling" if above else "floor"
            )
            if above:
                whole = self.pick_terms(False, [self.sum_of(whole, self.whole(-1)), self.whole(0)])
            low, high = (integer_root(end, growth.years) for end in (whole.node.low, whole.node.high))
            found = self.make("root", [whole], PLAIN, 0, low, high, growth.years)
            if not above:
                return found
            positive = _truth(
                self.compare(">", last, self.relabel(self.whole(0, PLAIN, self.scale(last)), self.unit(last)))
            )
            return _term(self.choose(positive, self.sum_of(found, self.whole(1)), self.whole(0)))

        def halved(term: Term, towards: Rounding) -> Term:
            return self.quotient_rounded(term, self.whole(2), PLAIN, 0, towards)

        if mode in ("floor", "ceiling"):
            factor = root(doubled=False, above=mode == "ceiling")
        elif mode in ("down", "up"):
            below, over = root(doubled=False, above=False), root(doubled=False, above=True)
            grown = _truth(self.compare(">=", last, first))
            factor = _term(self.choose(grown, below, over) if mode == "down" else self.choose(grown, over, below))
        elif mode == "half up":
            factor = halved(self.sum_of(root(doubled=True, above=False), self.whole(1)), "floor")
        elif mode == "half down":
            factor = halved(root(doubled=True, above=True), "floor")
        else:
            raise Mismatch(Bilingual("增长率不能四舍六入五成双", "a growth rate is not rounded half even"))
        rate = self.sum_of(Term(factor.node, Number(PLAIN, places)), self.whole(-one, PLAIN, places))
        return self.guarded([first], rate)

    def guarded(self, denominators: Sequence[Term], body: Term) -> Term:
        """The body where every denominator is positive; undefined elsewhere, with the reason."""
        positive = [
            self.core.make("lt", [self.whole(0).node, term.node]) for term in denominators if term.node.low <= 0
        ]
        if not positive:
            return body
        condition = positive[0] if len(positive) == 1 else self.core.make("and", positive)
        return _term(self.choose(Term(condition, TRUTH), body, self.undefined("zero denominator", body)))

    # Truth -------------------------------------------------------------------------------------------------

    def condition(self, value: Value) -> Term:
        """A truth; null is a truth not known."""
        if isinstance(value, Unknown):
            return Term(self.core.make("undef", data=value.reason), TRUTH)
        if isinstance(value, Term) and value.kind == TRUTH:
            return value
        raise expected(Bilingual("一个条件", "a condition"), value)

    def both(self, values: Sequence[Value]) -> Term:
        return self.connective("and", values)

    def either(self, values: Sequence[Value]) -> Term:
        return self.connective("or", values)

    def connective(self, op: str, values: Sequence[Value]) -> Term:
        parts = [self.condition(value).node for value in values]
        if not parts:
            return self.truth(op == "and")
        return Term(parts[0] if len(parts) == 1 else self.core.make(op, parts), TRUTH)  # type: ignore[arg-type]

    def no(self, value: Value) -> Term:
        part = self.condition(value).node
        if part.op == "not":
            return Term(part.kids[0], TRUTH)
        return Term(self.core.make("not", [part]), TRUTH)

    def at_least(self, count: int, values: Sequence[Value]) -> Term:
        parts = [self.condition(value).node for value in values]
        return Term(self.core.make("at_least", parts, count), TRUTH)

    def compare(self, sign: ComparisonSign, a: Value, b: Value) -> Value:
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return Unknown()
        if isinstance(a, Series) and isinstance(b, Series):
            return self.compare_lists(sign, a, b)
        if isinstance(a, Growth):
            return self.compare_growth(sign, a, b)
        if isinstance(b, Growth):
            return self.compare_growth(_MIRRORED[sign], b, a)
        if isinstance(a, Pick):
            return self.compare_pick(sign, a, b)
        if isinstance(b, Pick):
            return self.compare_pick(_MIRRORED[sign], b, a)
        if isinstance(a, Term) and isinstance(b, Term) and not isinstance(a.kind, Number):
            return self.compare_codes(sign, a, b)
        if isinstance(b, Term) and not isinstance(b.kind, Number):
            raise self.different(a, b)
        if not isinstance(a, Term | Quotient) or not isinstance(b, Term | Quotient):
            raise self.different(a, b)
        left, right = self.same_unit(a, b)
        if isinstance(left, Term) and isinstance(right, Term):
            return self.compare_terms(sign, left, right)
        p, q = self.quotient(left), self.quotient(right)
        crossed = self.compare_terms(
            sign, self.times(p.numerator, q.denominator), self.times(q.numerator, p.denominator)
        )
        return self.guarded([p.denominator, q.denominator], crossed)

    def different(self, a: Value, b: Value) -> Mismatch:
        one, other = say_kind(a), say_kind(b)
        return Mismatch(
            Bilingual(f"{one.zh}与{other.zh}不能比较", f"{one.say('en')} and {other.say('en')} cannot be compared")
        )

    def compare_terms(self, sign: ComparisonSign, a: Term, b: Term) -> Term:
        left, right = (term.node for term in self.align([a, b]))
        if left.op == right.op == "lit":
            return self.truth(_HOLDS[sign](left.low, right.low))
        make = self.core.make
        match sign:
            case "<=":
                node = make("le", [left, right])
            case ">=":
                node = make("le", [right, left])
            case "<":
                node = make("lt", [left, right])
            case ">":
                node = make("lt", [right, left])
            case "=":
                node = make("eq", [left, right])
            case "!=":
                node = make("not", [make("eq", [left, right])])
        return Term(node, TRUTH)

    def compare_codes(self, sign: ComparisonSign, a: Term, b: Term) -> Term:
        if type(a.kind) is not type(b.kind):
            raise self.different(a, b)
        if sign not in ("=", "!="):
            raise Mismatch(Bilingual("文字和真假只分相等与不等", "texts and truths are only equal or not"))
        if a.kind == TRUTH:
            same = self.either([self.both([a, b]), self.both([self.no(a), self.no(b)])])
        elif b.node.op == "lit":
            same = self.member(a, CodeSet(frozenset((str(b.node.data),))))
        elif a.node.op == "lit":
            same = self.member(b, CodeSet(frozenset((str(a.node.data),))))
        else:
            same = Term(self.core.make("eq", [a.node, b.node]), TRUTH)
        return same if sign == "=" else self.no(same)

    def member(self, value: Value, codes: CodeSet) -> Term:
        """Whether a text is in a set; asked of each branch of a choice: what is half known is not forgotten."""
        if not isinstance(value, Term) or not isinstance(value.kind, Code):
            raise expected(Bilingual("文字", "a text"), value)
        if value.kind.values is not None and value.node.op != "lit":
            self.declared(value.kind.values, codes)
        return Term(self.member_node(value.node, codes), TRUTH)

    def declared(self, values: frozenset[str], codes: CodeSet) -> None:
        for text in sorted(codes.values - values):
            raise UndeclaredCode(text, sorted(values))

    def member_node(self, text: Node, codes: CodeSet) -> Node:
        """Choices are taken apart without recursion: a table is a chain of two hundred of them."""
        found: dict[int, Node] = {}
        waiting = [text]
        while waiting:
            node = waiting[-1]
            branches = node.kids[1:] if node.op == "if" else node.kids if node.op == "fact" else ()
            missing = [branch for branch in branches if branch.id not in found]
            if missing:
                waiting += missing
                continue
            found[waiting.pop().id] = self.member_of(node, [found[branch.id] for branch in branches], codes)
        return found[text.id]

    def member_of(self, node: Node, branches: Sequence[Node], codes: CodeSet) -> Node:
        make = self.core.make
        match node.op:
            case "lit":
                return self.truth(str(node.data) in codes).node
            case "undef":
                return make("undef", data=node.data)
            case "if":
                return make("if", [node.kids[0], *branches])
            case "fact" if branches:
                return make("member", [make("fact", data=node.data, sort="code"), *branches], codes)
        return make("member", [node], codes)

    def compare_lists(self, sign: ComparisonSign, a: Series, b: Series) -> Value:
        if sign not in ("=", "!="):
            raise Mismatch(Bilingual("列表只分相等与不等", "lists are only equal or not"))
        if any(there is not None for there, _ in (*a.entries, *b.entries)):
            raise Mismatch(Bilingual("这个列表不能比较", "this list cannot be compared"))
        if len(a.entries) != len(b.entries):
            return self.truth(sign == "!=")
        same = self.both([self.compare("=", x, y) for (_, x), (_, y) in zip(a.entries, b.entries, strict=True)])
        return same if sign == "=" else self.no(same)

    def compare_growth(self, sign: ComparisonSign, growth: Growth, rate: Value) -> Value:
        if not isinstance(rate, Term) or self.unit(rate) != PLAIN:
            raise Mismatch(Bilingual("cagr 只能与不带单位的数比较", "cagr is compared with a number without a unit"))
        factor = self.sum_of(self.whole(1), rate)
        if factor.node.low < 0:
            raise Mismatch(Bilingual("增长率不低于 -100%", "a growth rate is at least -100%"))
        grown = self.multiply(self.power(factor, growth.years), growth.first)
        compared = self.compare_terms(sign, growth.last, _term(grown))
        return self.guarded([growth.first], compared)

    def compare_pick(self, sign: ComparisonSign, pick: Pick, other: Value) -> Value:
        """The greatest of several is at least c when some is; below c when all are."""
        if sign in ("=", "!="):
            raise Mismatch(
                Bilingual("商的较大者（较小者）只能比大小", "the least or greatest of quotients is only more or less")
            )
        if isinstance(other, Pick) and len(pick.of) * len(other.of) > MOST_PAIRS:
            raise Mismatch(Bilingual("一次比较的商太多", "too many quotients are compared at once"))
        compared = [self.compare(sign, one, other) for one in pick.of]
        return self.either(compared) if (sign in (">", ">=")) != pick.least else self.both(compared)

    def choose(self, condition: Value, then: Value, otherwise: Value) -> Value:
        test = self.condition(condition)
        if isinstance(then, Unknown) and isinstance(otherwise, Unknown):
            return Unknown()
        if isinstance(then, Unknown):
            then = self.undefined(then.reason, self.plain(otherwise))
        if isinstance(otherwise, Unknown):
            otherwise = self.undefined(otherwise.reason, self.plain(then))
        if isinstance(then, Quotient) or isinstance(otherwise, Quotient):
            left, right = self.same_unit(self.operand(then), self.operand(otherwise))
            p, q = self.quotient(left), self.quotient(right)
            return Quotient(
                _term(self.choose(test, p.numerator, q.numerator)),
                _term(self.choose(test, p.denominator, q.denominator)),
            )
        a, b = self.plain(then), self.plain(otherwise)
        kind: Kind = a.kind
        if isinstance(a.kind, Number) and isinstance(b.kind, Number):
            a, b = (_term(term) for term in self.same_unit(a, b))
            if a.node.op != "undef" and b.node.op != "undef":
                a, b = self.align([a, b])
            kind = a.kind
        elif type(a.kind) is not type(b.kind):
            raise self.different(a, b)
        elif isinstance(a.kind, Code) and isinstance(b.kind, Code):
            both = None if a.kind.values is None or b.kind.values is None else a.kind.values | b.kind.values
            kind = Code(a.kind.values if b.node.op == "undef" else both)
        if a.node is b.node:
            return Term(a.node, kind)
        low, high = min(a.node.low, b.node.low), max(a.node.high, b.node.high)
        node = self.core.make("if", [test.node, a.node, b.node], sort=a.node.sort, low=low, high=high)
        return Term(node, kind)

    def plain(self, value: Value) -> Term:
        """A single value; a quotient must have ended in a comparison or a rounding by now."""
        if isinstance(value, Term):
            return value
        if isinstance(value, Quotient | Pick | Growth):
            raise Mismatch(
                Bilingual("商必须先比较或取整", "a quotient must end in a comparison or a rounding"),
                Bilingual("例如 round half up(…, 2)", "e.g. round half up(…, 2)"),
            )
        raise expected(Bilingual("一个值", "a single value"), value)

    # Lists -------------------------------------------------------------------------------------------------

    def aggregate(self, op: str, items: Items, value: Term | None, kind: Kind, low: int = 0, high: int = 0) -> Term:
        here = Term(self.core.make("lit", data=True, level=items.of.key), TRUTH)
        if items.condition is not None:
            here = items.condition if items.condition.node.level is not None else self.both([here, items.condition])
        kids = [here.node] if value is None else [here.node, value.node]
        sort = "truth" if op == "some" else "number"
        node = self.core.make(op, kids, items.of.key, sort=sort, low=low, high=high)  # type: ignore[arg-type]
        return Term(node, kind)

    def count(self, values: Value) -> Value:
        if isinstance(values, Unknown):
            return values
        if isinstance(values, Series):
            counted: Value = self.whole(sum(there is None for there, _ in values.entries))
            for there, _ in values.entries:
                if there is not None:
                    counted = self.add(counted, self.choose(there, self.whole(1), self.whole(0)))
            return counted
        items = self.items(values)
        return self.aggregate("count", items, None, Number(items.of.counts), 0, items.of.most)

    def items(self, value: Value) -> Items:
        if isinstance(value, Items):
            return value
        raise expected(Bilingual("列表", "a list"), value)

    def projected(self, items: Items) -> Term:
        if not isinstance(items.value, Term) or not isinstance(items.value.kind, Number):
            raise Mismatch(
                Bilingual("要写明对哪个数求和或取值", "say which number of the items is meant"),
                Bilingual(f"例如 sum({items.of.words.zh}.…)", f"e.g. sum({items.of.words.say('en')}.…)"),
            )
        return items.value

    def sum(self, values: Value) -> Value:
        if isinstance(values, Unknown):
            return values
        if isinstance(values, Series):
            if not values.entries:
                return self.whole(0)
            total: Value | None = None
            for there, value in values.entries:
                part = value if there is None else self.choose(there, value, self.whole(0))
                total = part if total is None else self.add(total, part)
            assert total is not None
            return total
        items = self.items(values)
        value = self.projected(items)
        low, high = items.of.most * min(value.node.low, 0), items.of.most * max(value.node.high, 0)
        return self.aggregate("sum", items, value, value.kind, low, high)

    def extreme(self, least: bool, values: Value) -> Value:
        if isinstance(values, Unknown):
            return values
        if isinstance(values, Series):
            found: Value | None = None
            for there, value in values.entries:
                if found is None:
                    found = value if there is None else self.choose(there, value, Unknown("empty list"))
                else:
                    both = self.pick(least, [found, value])
                    found = both if there is None else self.choose(there, both, found)
            return found or Unknown("empty list")
        items = self.items(values)
        value = self.projected(items)
        return self.aggregate("min" if least else "max", items, value, value.kind, value.node.low, value.node.high)

    def mean(self, values: Value) -> Value:
        total, count = self.sum(values), self.count(values)
        if isinstance(count, Term):
            count = self.relabel(count, PLAIN)
        return self.divide(total, count)

    def quantified(self, every: bool, items: Items, condition: Value) -> Term:
        """Some item meets the condition; or every one does."""
        test = self.condition(condition)
        test = self.no(test) if every else test
        if items.condition is not None:
            test = self.both([items.condition, test])
        some = self.aggregate("some", Items(items.of, test), None, TRUTH)
        return self.no(some) if every else some

    def field(self, item: Item | Items, name: str) -> Term:
        declared = item.of.fields[name]
        node = self.core.make(
            "field", data=(item.of.key, item.of.keys[name]), sort=sort_of(declared.kind),
            low=declared.low, high=declared.high, level=item.of.key,
        )  # fmt: skip
        return Term(node, declared.kind)


class UndeclaredCode(Mismatch):
    """A text that none of the declared values is."""

    def __init__(self, text: str, values: Sequence[str]) -> None:
        self.text = text
        guess = near(text, values)
        asked = Bilingual(f"是否想用“{guess}”？", f"did you mean “{guess}”? ") if guess else Bilingual("")
        super().__init__(
            Bilingual(f"“{text}”不是已声明的值", f"“{text}” is not one of the declared values"),
            Bilingual(f"{asked.zh}可用的值：{'、'.join(values)}", f"{asked.en}declared values: {', '.join(values)}"),
        )


def sort_of(kind: Kind) -> Sort:
    return "number" if isinstance(kind, Number) else "truth" if kind == TRUTH else "code"


def _zero(value: Value) -> bool:
    return isinstance(value, Term) and value.node.op == "lit" and value.node.data == 0 and value.kind == Number()


def _term(value: Value) -> Term:
    assert isinstance(value, Term)
    return value


def _truth(value: Value) -> Term:
    return _term(value)
