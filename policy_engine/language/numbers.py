"""Exact arithmetic on typed terms: units multiply, scales align, ranges are proved, quotients wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product

from policy_engine.errors import Bilingual
from policy_engine.language.core import Core, Mismatch
from policy_engine.language.kinds import (
    NO_ITEMS,
    TRUTH,
    Code,
    Growth,
    Number,
    Pick,
    Quotient,
    Term,
    Unknown,
    Value,
    say_kind,
)  # fmt: skip
from policy_engine.language.mismatch import expected
from policy_engine.values import (
    DATE,
    DAYS,
    MONTHS,
    PLAIN,
    Unit,
    add_months,
    combine_units,
    decimal_of,
    months_between,
    say_unit,
)  # fmt: skip

MOST_EXPONENT = 64
WIDEST = 4000
"""Bits a number may need at most; beyond it an expression is refused."""


class NumberBuilder:
    """Literals and exact arithmetic, with units, scales and ranges."""

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

    def undefined(self, reason: Bilingual, like: Term) -> Term:
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
        if right not in (DATE, DAYS, MONTHS) and is_zero(a):
            return self.whole(0, right), b
        if left not in (DATE, DAYS, MONTHS) and is_zero(b):
            return a, self.whole(0, left)
        advice = None
        if PLAIN in (left, right) and DATE not in (left, right):
            word = say_unit(left or right)
            example = {"元": "500万元", "月": "3年"}.get(word, f"500{word}")
            advice = Bilingual(f"数要写明单位，例如 {example}", f"write the number with its unit, e.g. {example}")
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
            return self.sum_of(self.relabel(as_term(left), DAYS), self.minus(self.relabel(as_term(right), DAYS)))
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
            return Unknown(NO_ITEMS)
        if any(isinstance(value, Unknown) for value in values):
            return Unknown()
        operands: list[Term | Quotient] = []
        for value in values:
            operands += value.of if isinstance(value, Pick) and value.least == least else [self.operand(value)]
        first = next((operand for operand in operands if not is_zero(operand)), operands[0])
        operands = [self.same_unit(operand, first)[0] for operand in operands]
        if any(isinstance(operand, Quotient) for operand in operands):
            return Pick(least, tuple(operands))
        return self.pick_terms(least, [as_term(operand) for operand in operands])

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


def is_zero(value: Value) -> bool:
    return isinstance(value, Term) and value.node.op == "lit" and value.node.data == 0 and value.kind == Number()


def as_term(value: Value) -> Term:
    assert isinstance(value, Term)
    return value
