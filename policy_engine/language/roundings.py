"""Rounding of typed terms: where a quotient ends, and where a growth rate does."""

from __future__ import annotations

from itertools import product

from policy_engine.errors import Bilingual
from policy_engine.language.core import Mismatch
from policy_engine.language.kinds import (
    Growth,
    Number,
    Pick,
    Term,
    Unknown,
    Value,
)  # fmt: skip
from policy_engine.language.mismatch import expected
from policy_engine.language.numbers import as_term
from policy_engine.language.truths import TruthBuilder
from policy_engine.values import (
    DATE,
    PLAIN,
    Rounding,
    Unit,
    divide,
    integer_root,
)  # fmt: skip

MOST_PLACES = 6176
FEWEST_PLACES = -6111
QUOTIENT_PLACES = 40


class RoundingBuilder(TruthBuilder):
    """Rounding to decimal places, always by a named mode."""

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
            positive = as_term(
                self.compare(">", last, self.relabel(self.whole(0, PLAIN, self.scale(last)), self.unit(last)))
            )
            return as_term(self.choose(positive, self.sum_of(found, self.whole(1)), self.whole(0)))

        def halved(term: Term, towards: Rounding) -> Term:
            return self.quotient_rounded(term, self.whole(2), PLAIN, 0, towards)

        if mode in ("floor", "ceiling"):
            factor = root(doubled=False, above=mode == "ceiling")
        elif mode in ("down", "up", "half down", "half up"):
            if mode in ("down", "up"):
                below, over = root(doubled=False, above=False), root(doubled=False, above=True)
            else:
                below = halved(root(doubled=True, above=True), "floor")
                over = halved(self.sum_of(root(doubled=True, above=False), self.whole(1)), "floor")
            grown = as_term(self.compare(">=", last, first))
            towards_zero = mode in ("down", "half down")
            factor = as_term(self.choose(grown, below, over) if towards_zero else self.choose(grown, over, below))
        else:
            raise Mismatch(Bilingual("增长率不能四舍六入五成双", "a growth rate is not rounded half even"))
        rate = self.sum_of(Term(factor.node, Number(PLAIN, places)), self.whole(-one, PLAIN, places))
        return self.guarded([first], rate)
