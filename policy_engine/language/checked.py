"""What checking an expression finds: its value, the names it reads, the comparisons it makes, how people say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policy_engine.errors import Bilingual, Finding, Language
from policy_engine.language import syntax as s
from policy_engine.language.builder import Builder
from policy_engine.language.core import Mismatch, Node
from policy_engine.language.kinds import (
    Growth,
    Items,
    ListDeclared,
    Number,
    Pick,
    Quotient,
    Series,
    Term,
    Value,
)  # fmt: skip
from policy_engine.language.scope import Named
from policy_engine.language.words import Phrases, say
from policy_engine.source import Excerpt
from policy_engine.values import DATE

LANGUAGES: tuple[Language, Language] = ("zh", "en")


@dataclass(frozen=True)
class Reference:
    """A name an expression reads: what it stands for and where it is written."""

    named: Named
    value: Value
    span: s.Span


@dataclass(frozen=True)
class Compared:
    """Two numbers held against each other: what a failed condition's gap is worked out from."""

    sign: s.ComparisonSign
    left: Value
    right: Value
    left_text: s.Expression
    right_text: s.Expression
    node: Node | None


@dataclass
class Spoken:
    """What saying an expression needs of its names: what people call them, which are by year, which are dates."""

    labels: dict[s.Span, Bilingual] = field(default_factory=dict)
    annual: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)

    def note(self, name: str, span: s.Span, label: Bilingual, value: Value | None, annual: bool = False) -> None:
        self.labels[span] = label
        if annual:
            self.annual.add(name)
        if isinstance(value, Term) and isinstance(value.kind, Number) and value.kind.unit == DATE:
            self.dates.add(name)


@dataclass(frozen=True)
class Checked:
    """An expression read and checked: its tree, its value, the names it reads and the comparisons it makes."""

    excerpt: Excerpt
    expression: s.Expression
    value: Value
    names: dict[s.Span, Bilingual]
    references: tuple[Reference, ...]
    compared: tuple[Compared, ...]
    findings: tuple[Finding, ...]
    spoken: Spoken = field(default_factory=lambda: Spoken())

    def words(self, phrases: Phrases, part: s.Expression | None = None) -> Bilingual:
        """The expression, or a part of it, as people say it."""
        spoken, said = self.spoken, part or self.expression
        zh, en = (say(said, language, spoken.labels, phrases, spoken.annual, spoken.dates) for language in LANGUAGES)
        return Bilingual(zh, en)


@dataclass
class Surroundings:
    """The rules around an expression: what operators may ask of them."""

    build: Builder
    day: tuple[int, int]
    """The earliest and latest possible as_of."""
    lists: dict[str, ListDeclared]
    here: tuple[str, str] | None = None
    """Pack and measure."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """The English of texts that are values of codes."""
    course: tuple[Node, int] | None = None
    """The year of support, and the last there is: what lies outside is no case for a rule to provide for."""

    def as_of(self) -> Term:
        return self.build.as_of(*self.day)

    def list_named(self, key: str) -> ListDeclared:
        if key not in self.lists:
            raise Mismatch(Bilingual(f"指标字典里没有列表 {key}", f"the vocabulary has no list {key}"))
        return self.lists[key]

    def measure(self) -> tuple[str, str]:
        if self.here is None:
            raise Mismatch(Bilingual("只能用在措施里", "may be used in a measure only"))
        return self.here


def terms_of(value: Value) -> tuple[Term, ...]:
    """The single values a value is made of."""
    match value:
        case Term():
            return (value,)
        case Quotient(numerator, denominator):
            return numerator, denominator
        case Pick(_, of):
            return tuple(term for one in of for term in terms_of(one))
        case Growth(last, first, _):
            return last, first
        case Series(entries):
            return tuple(term for there, one in entries for term in (*terms_of(one), *((there,) if there else ())))
        case Items():
            return ()
    return ()
