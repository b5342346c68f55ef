"""Random trees and names of the language: every kind of node, wherever the grammar lets it stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Literal

from hypothesis import strategies as st

from policy_engine.language import syntax as s
from policy_engine.language.grammar import FUNCTION_WORDS, NAME
from policy_engine.values import UNIT_WORDS

SIGNS: tuple[s.ComparisonSign, ...] = ("=", "!=", "<", "<=", ">", ">=")
ARITHMETIC: tuple[Literal["+", "-", "*", "/", "**"], ...] = ("+", "-", "*", "/", "**")


def names() -> st.SearchStrategy[str]:
    """Names an author may give, among them some that begin like keywords, units and functions."""
    begins = st.characters(categories=["Lu", "Ll", "Lo", "Nl"]) | st.just("_")
    rest = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Nl"], include_characters="_"), max_size=6)
    written = st.sampled_from(
        ["研发费用", "租约", "本租约", "employees", "元", "月份", "round", "iff", "in_", "P1Y", "e5", "nm"]
    )
    return written | st.builds(str.__add__, begins, rest).filter(lambda name: re.fullmatch(NAME, name) is not None)


def units() -> st.SearchStrategy[str]:
    return st.just("") | st.lists(st.sampled_from(sorted(UNIT_WORDS)), min_size=1, max_size=3).map("/".join)


def digits() -> st.SearchStrategy[Fraction]:
    """What a number literal can stand for: up to 40 digits, moved by an exponent of up to 40."""
    mantissas = st.integers(0, 200) | st.integers(0, 10**40 - 1)
    shifts = st.integers(0, 2) | st.integers(0, 40)
    exponents = st.just(0) | st.integers(-40, 40)
    return st.builds(lambda m, places, e: Fraction(m) / 10**places * Fraction(10) ** e, mantissas, shifts, exponents)


def literals() -> st.SearchStrategy[s.Expression]:
    days = st.dates().map(lambda day: day.isoformat()) | st.text(max_size=5).filter(
        lambda t: not t.lstrip("-").startswith("P")
    )
    durations = st.sampled_from(["P1Y2M", "-P3D", "P12M", "PT24H"]) | st.text(max_size=3).map(lambda text: f"P{text}")
    return st.one_of(
        st.builds(s.NumberLiteral, digits(), units()),
        st.builds(s.TextLiteral, st.text(max_size=8)),
        st.builds(s.DateLiteral, days),
        st.builds(s.DurationLiteral, durations),
        st.builds(s.TruthLiteral, st.booleans()),
        st.just(s.NullLiteral()),
        st.builds(s.Name, names()),
    )


def _forms(inner: st.SearchStrategy[s.Expression]) -> st.SearchStrategy[s.Expression]:
    functions = st.sampled_from(FUNCTION_WORDS) | names()
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(s.Path, inner, names()),
        st.builds(s.Filter, inner, inner),
        st.builds(s.Call, functions, st.lists(inner, max_size=3).map(tuple)),
        st.builds(s.Negation, inner),
        st.builds(s.Arithmetic, st.sampled_from(ARITHMETIC), inner, inner),
        st.builds(s.Comparison, st.sampled_from(SIGNS), inner, inner),
        st.builds(s.Between, inner, inner, inner),
        st.builds(s.In, inner, st.lists(tests(inner), min_size=1, max_size=3).map(tuple)),
        st.builds(s.Both, several),
        st.builds(s.Either, several),
        st.builds(s.Not, inner),
        st.builds(s.If, inner, inner, inner),
        st.builds(s.Quantified, st.sampled_from(("some", "every")), names(), inner, inner),
        st.builds(s.ListLiteral, st.lists(inner | intervals(inner), max_size=3).map(tuple)),
    )


def expressions(max_leaves: int = 12) -> st.SearchStrategy[s.Expression]:
    """Trees of every kind of node; tests stand only right of `in`, intervals also in lists."""
    return st.recursive(literals(), _forms, max_leaves=max_leaves)


def intervals(ends: st.SearchStrategy[s.Expression]) -> st.SearchStrategy[s.Test]:
    return st.builds(s.Interval, ends, ends, st.booleans(), st.booleans())


def tests(values: st.SearchStrategy[s.Expression]) -> st.SearchStrategy[s.Test]:
    """What may stand in the brackets right of `in`."""
    return values | intervals(values) | st.builds(s.SignTest, st.sampled_from(SIGNS), values)


def cells() -> st.SearchStrategy[tuple[s.Test, ...]]:
    """The tests of a cell of a decision table."""
    some = st.lists(tests(expressions(4)), min_size=1, max_size=3).map(tuple)
    return st.one_of(st.just((s.AnyTest(),)), some, some.map(lambda several: (s.NotTests(several),)))


def renamed(expression: s.Expression, name: Callable[[s.Span, str], str]) -> s.Expression:
    """The same tree with each name, field and variable replaced by what `name` gives for its span."""
    span = expression.span

    def again(part: s.Expression) -> s.Expression:
        return renamed(part, name)

    def each(parts: tuple[s.Expression, ...]) -> tuple[s.Expression, ...]:
        return tuple(renamed(part, name) for part in parts)

    match expression:
        case s.Name(written):
            return s.Name(name(span, written))
        case s.Path(of, field):
            return s.Path(again(of), name(span, field))
        case s.Quantified(quantifier, variable, over, condition):
            return s.Quantified(quantifier, name(span, variable), again(over), again(condition))
        case s.Filter(of, condition):
            return s.Filter(again(of), again(condition))
        case s.Call(function, arguments):
            return s.Call(function, each(arguments))
        case s.Negation(of) | s.Not(of):
            return type(expression)(again(of))
        case s.Arithmetic(arithmetic, left, right):
            return s.Arithmetic(arithmetic, again(left), again(right))
        case s.Comparison(sign, left, right):
            return s.Comparison(sign, again(left), again(right))
        case s.Between(of, low, high):
            return s.Between(again(of), again(low), again(high))
        case s.In(of, several):
            return s.In(again(of), each(several))
        case s.Both(several) | s.Either(several) | s.ListLiteral(several) | s.NotTests(several):
            return type(expression)(each(several))
        case s.If(condition, then, otherwise):
            return s.If(again(condition), again(then), again(otherwise))
        case s.Interval(low, high, with_low, with_high):
            return s.Interval(again(low), again(high), with_low, with_high)
        case s.SignTest(sign, operand):
            return s.SignTest(sign, again(operand))
    return expression


def walk(expression: s.Expression) -> list[s.Expression]:
    """The expression and everything inside it."""
    found = [expression]
    for inside in found:
        found.extend(s.children(inside))
    return found
