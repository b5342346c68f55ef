"""The tree an expression is read into: what was written, before any name is looked up or any kind is known.

Spans are offsets into the expression's text and do not count when two trees are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

SUBJECT = "?"
"""In a cell of a table, and right of `in`: what the tests are about."""


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Expression:
    span: Span = field(default=Span(0, 0), compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class NumberLiteral(Expression):
    """`500万元`: the digits as an exact fraction (500), the unit as written (`万元`, `元/㎡/月`, `%`, or none)."""

    digits: Fraction
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TextLiteral(Expression):
    text: str


@dataclass(frozen=True, slots=True)
class DateLiteral(Expression):
    """`2026-03-01` or `@"2026-03-01"`, as written, without the quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class DurationLiteral(Expression):
    """`@"P1Y2M"`, as written, without the quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class TruthLiteral(Expression):
    value: bool


@dataclass(frozen=True, slots=True)
class NullLiteral(Expression):
    pass


@dataclass(frozen=True, slots=True)
class Name(Expression):
    name: str


@dataclass(frozen=True, slots=True)
class Path(Expression):
    """`本租约.面积`, `租约[自用].面积`."""

    of: Expression
    field: str


@dataclass(frozen=True, slots=True)
class Filter(Expression):
    """`租约[自用]`, and `营业收入[1]`: which of the two, the checker knows."""

    of: Expression
    condition: Expression


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """`round down(x, 0)`; the function's words are joined by single spaces."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Negation(Expression):
    """`-x`"""

    of: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic(Expression):
    operator: Literal["+", "-", "*", "/", "**"]
    left: Expression
    right: Expression


ComparisonSign = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Comparison(Expression):
    """The signs `≠ ≤ ≥` are read as `!= <= >=`."""

    operator: ComparisonSign
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Between(Expression):
    of: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class In(Expression):
    """`x in (< 5, [10..20), 30)`: some test holds. `x in [1, 2]` and `x in 产业链` have one test, a list or a name."""

    of: Expression
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Both(Expression):
    """`a and b and c`"""

    of: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Either(Expression):
    """`a or b or c`"""

    of: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not(Expression):
    of: Expression


@dataclass(frozen=True, slots=True)
class If(Expression):
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Quantified(Expression):
    """`some x in list satisfies condition`, `every …`."""

    quantifier: Literal["some", "every"]
    variable: str
    over: Expression
    condition: Expression


@dataclass(frozen=True, slots=True)
class ListLiteral(Expression):
    """`[1, 2, 3]`; an entry may be an interval, as in `x in [[1..2], [4..5]]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Interval(Expression):
    """`[low..high]`, an end left out by a round bracket; lives only in tests and lists of tests."""

    low: Expression
    high: Expression
    with_low: bool
    with_high: bool


@dataclass(frozen=True, slots=True)
class SignTest(Expression):
    """The unary test `>= 5`."""

    operator: ComparisonSign
    operand: Expression


@dataclass(frozen=True, slots=True)
class AnyTest(Expression):
    """The table cell `-`."""


@dataclass(frozen=True, slots=True)
class NotTests(Expression):
    """The table cell `not("a", "b")`."""

    tests: tuple[Test, ...]


Test = Expression
"""A unary test: an interval, a sign test, or an expression to equal (or, of a list, to be in)."""


def children(expression: Expression) -> tuple[Expression, ...]:
    """The trees an expression is made of, in the order they are written."""
    match expression:
        case Path(of) | Negation(of) | Not(of) | SignTest(_, of):
            return (of,)
        case Arithmetic(_, first, second) | Comparison(_, first, second) | Filter(first, second):
            return first, second
        case Quantified(_, _, first, second) | Interval(first, second):
            return first, second
        case Call(_, several) | Both(several) | Either(several) | ListLiteral(several) | NotTests(several):
            return several
        case In(of, tests):
            return (of, *tests)
        case Between(of, low, high):
            return of, low, high
        case If(condition, then, otherwise):
            return condition, then, otherwise
    return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """An expression and all it is made of, each before its parts."""
    yield expression
    for child in children(expression):
        yield from walk(child)
