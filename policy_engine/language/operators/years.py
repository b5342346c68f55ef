"""Annual facts: `x[1]` is the last fiscal year completed before as_of; a year not given is unknown, never skipped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from policy_engine.errors import Bilingual
from policy_engine.language.core import Mismatch
from policy_engine.language.kinds import Growth, Series, Term, Unknown, Value
from policy_engine.language.operators.declaration import Context, Example, Operator, written
from policy_engine.values import PLAIN


def _too_deep(years: Series, wanted: int) -> Mismatch:
    declared = len(years.entries)
    return Mismatch(
        Bilingual(
            f"这个指标只申报 {declared} 年，此处要 {wanted} 年",
            f"this fact is declared for {declared} years, {wanted} are needed",
        )
    )


def _taken(years: Value, count: Value, more: int) -> tuple[list[Term], int]:
    """The first years of an annual fact, for a written count."""
    assert isinstance(years, Series)
    number = written(count)
    if number is None or number.denominator != 1 or number < 1:
        raise Mismatch(Bilingual("年数是不小于 1 的整数", "the number of years is a whole number from 1"))
    wanted = int(number) + more
    if wanted > len(years.entries):
        raise _too_deep(years, wanted)
    terms = [value for _, value in years.entries[:wanted]]
    assert all(isinstance(term, Term) for term in terms)
    return [term for term in terms if isinstance(term, Term)], int(number)


def _recent(context: Context, arguments: Sequence[Value]) -> Value:
    """The years taken; where their number is computed, each year is there under the condition that it is reached."""
    build, (years, count) = context.build, arguments
    if isinstance(years, Unknown) or isinstance(count, Unknown):
        return Unknown()
    assert isinstance(years, Series)
    if isinstance(count, Term) and count.node.op == "lit":
        terms, _ = _taken(years, count, 0)
        return Series(tuple((None, term) for term in terms))
    if not isinstance(count, Term) or build.unit(count) != PLAIN or build.scale(count):
        raise Mismatch(Bilingual("年数是不带单位的整数", "the number of years is a whole number without a unit"))
    if count.node.high > len(years.entries):
        raise _too_deep(years, count.node.high)
    entries = []
    for position, (_, value) in enumerate(years.entries[: count.node.high], start=1):
        reached = build.compare_terms(">=", count, build.whole(position))
        entries.append((None if count.node.low >= position else reached, value))
    return Series(tuple(entries))


def _average_growth(context: Context, arguments: Sequence[Value]) -> Value:
    build = context.build
    if isinstance(arguments[0], Unknown):
        return arguments[0]
    terms, count = _taken(arguments[0], arguments[1], 1)
    rates = [build.divide(later, earlier) for later, earlier in pairwise(terms)]
    total = build.sum(Series(tuple((None, rate) for rate in rates)))
    return build.subtract(build.divide(total, build.whole(count)), build.whole(1))


def _cagr(context: Context, arguments: Sequence[Value]) -> Value:
    if isinstance(arguments[0], Unknown):
        return arguments[0]
    terms, count = _taken(arguments[0], arguments[1], 1)
    if terms[-1].node.low < 0:
        raise Mismatch(
            Bilingual("可为负的指标没有复合增长率", "a fact that can be negative has no compound growth rate")
        )
    return Growth(terms[0], terms[-1], count)


YEARS = (
    Operator(
        "recent", "recent(annual: u, n: whole) -> list of u", ("years", "number"),
        Bilingual(
            "最近 n 个会计年度；n 可以是算出的数（不满三年按实际年限）",
            "the last n fiscal years; n may be computed (fewer than three years: as many as there are)",
        ),
        Bilingual("近{1}年{0}", "{0} of the last {1} years"),
        (Example("sum(recent(研发费用, 3))", "15000000元"), Example("min(recent(研发费用, 2))", "5000000元")),
        _recent,
    ),
    Operator(
        "average growth", "average growth(annual, n: whole) -> number (compared or rounded)", ("years", "whole"),
        Bilingual("近 n 次逐年增长率的算术平均", "the arithmetic mean of the last n yearly growth rates"),
        Bilingual("{0}近{1}年平均增长率", "the average growth of {0} over {1} years"),
        (Example("average growth(研发费用, 2) >= 22.5%", "true"),
         Example("average growth(研发费用, 2) > 22.5%", "false")),
        _average_growth,
    ),
    Operator(
        "cagr", "cagr(annual, n: whole) -> number (compared as a power, or rounded)", ("years", "whole"),
        Bilingual("近 n 年复合年均增长率", "the compound yearly growth rate over the last n years"),
        Bilingual("{0}近{1}年复合增长率", "the compound growth of {0} over {1} years"),
        (Example("cagr(销售收入, 2) >= 25%", "true"), Example("round half up(cagr(销售收入, 2), 4)", "0.25")),
        _cagr,
    ),
)  # fmt: skip
