"""What the checker knows of a value before it is erased into the core: its kind, its unit and scale, and the forms that
exist in the checker only (quotients, static lists, filtered lists, growth rates)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policy_engine.errors import Bilingual
from policy_engine.language.core import Node
from policy_engine.values import DATE, PLAIN, Unit, say_unit

NULL = Bilingual("规则在此写的是 null", "the rule says null here")
UNCHECKED = Bilingual("规则有错误", "the rule has an error")
NO_ITEMS = Bilingual("列表里没有可取的项", "the list has no item to take")
NO_ENTRY = Bilingual("列表没有那么多项", "the list has no such entry")
ZERO_DENOMINATOR = Bilingual("分母为零", "the denominator is zero")
"""Why a value is not defined."""


@dataclass(frozen=True, slots=True)
class NoRow(Bilingual):
    """Why a table has no value."""

    @classmethod
    def of_table(cls, name: Bilingual) -> NoRow:
        return cls(f"“{name.zh}”没有一行适用", f"no row of {name.say('en')} applies")

    @classmethod
    def of_row(cls, name: Bilingual) -> NoRow:
        return cls(f"“{name.zh}”适用的行没有值", f"the row of {name.say('en')} that applies has no value")

    @classmethod
    def of(cls, reasons: Sequence[NoRow]) -> NoRow:
        """The reason of several tables of which one has no value."""
        return cls("，或".join(one.zh for one in reasons), ", or ".join(one.en for one in reasons))


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number `v` that means v / 10**scale of its unit; a date is a day number with the unit `date`."""

    unit: Unit = PLAIN
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Truth:
    pass


@dataclass(frozen=True, slots=True)
class Code:
    """A text; one of `values` where they are declared."""

    values: frozenset[str] | None = None


Kind = Number | Truth | Code
TRUTH = Truth()
DAY = Number(DATE)


@dataclass(frozen=True, slots=True)
class Term:
    """One value: a node of the core and what it means."""

    node: Node
    kind: Kind


@dataclass(frozen=True, slots=True)
class Quotient:
    """numerator / denominator, which is not negative; where it is zero the quotient is undefined.

    The unit of the whole is the numerator's; the denominator is a plain number by then. It ends in a comparison or a
    rounding.
    """

    numerator: Term
    denominator: Term


@dataclass(frozen=True, slots=True)
class Pick:
    """The least or greatest of several values of which one is a quotient."""

    least: bool
    of: tuple[Term | Quotient, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """`cagr`: the yearly rate that leads from `first` to `last` over `years` years."""

    last: Term
    first: Term
    years: int


@dataclass(frozen=True, slots=True)
class Series:
    """A list whose entries are known when the rule is read; an entry may be there only under a condition."""

    entries: tuple[tuple[Term | None, Value], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a declared list under a filter, projected on one of their values or not."""

    of: ListDeclared
    condition: Term | None = None
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, as a variable of `for_each`, `some` or `every` stands for it."""

    of: ListDeclared


@dataclass(frozen=True, slots=True)
class Unknown:
    """`null`, or what stands for a part that could not be checked: never a value."""

    reason: Bilingual = NULL


Value = Term | Quotient | Pick | Growth | Series | Items | Item | Unknown


@dataclass(frozen=True, slots=True)
class FieldDeclared:
    words: Bilingual
    kind: Kind
    low: int = 0
    high: int = 0
    label: Bilingual | None = None

    @property
    def said(self) -> Bilingual:
        return self.label or self.words


@dataclass(frozen=True, slots=True)
class ListDeclared:
    """A list fact: its key, what its items are made of, how many there can be, and the unit `count` counts in."""

    key: str
    words: Bilingual
    fields: dict[str, FieldDeclared]
    """By Chinese and by English name; the English one is the key in the data."""
    keys: dict[str, str]
    most: int
    counts: Unit = PLAIN
    label: Bilingual | None = None

    @property
    def said(self) -> Bilingual:
        return self.label or self.words

    def __hash__(self) -> int:
        return hash(self.key)


def say_kind(value: Value | Kind) -> Bilingual:
    """A kind in words, for messages."""
    if isinstance(value, Term):
        value = value.kind
    if isinstance(value, Quotient):
        value = value.numerator.kind
    if isinstance(value, Number):
        if value.unit == DATE:
            return Bilingual("日期", "a date")
        if value.unit == PLAIN:
            return Bilingual("不带单位的数", "a number without a unit")
        return Bilingual(f"以{say_unit(value.unit)}计的数", f"a number in {say_unit(value.unit, 'en')}")
    if isinstance(value, Truth):
        return Bilingual("真假", "a truth")
    if isinstance(value, Code):
        return Bilingual("文字", "a text")
    if isinstance(value, Pick | Growth):
        return Bilingual("不带单位的数", "a number without a unit")
    if isinstance(value, Series | Items):
        return Bilingual("列表", "a list")
    if isinstance(value, Item):
        return Bilingual("列表的一项", "an item of a list")
    return Bilingual("未知", "unknown")
