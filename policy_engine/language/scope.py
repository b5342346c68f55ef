"""What a name in an expression may stand for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from policy_engine.errors import Bilingual
from policy_engine.language.kinds import Item, Items, Value

Role = Literal["fact", "field", "list", "parameter", "definition", "variable", "reserved"]


@dataclass(frozen=True)
class Named:
    """One thing with a name: a fact, a list, a parameter, a definition (with outputs when it is a table of several),
    the variable of a `for_each` or quantifier, or a reserved name."""

    key: str
    words: Bilingual
    role: Role
    value: Value | None
    outputs: Mapping[str, Named] = field(default_factory=dict)
    annual: bool = False
    percent: bool = False
    """A share or rate that was written in percent."""
    label: Bilingual | None = None
    """What people call it, where that is not the name written in rules."""

    @property
    def said(self) -> Bilingual:
        return self.label or self.words


class Scope(Protocol):
    """The names that can be used at one place of a pack."""

    def find(self, name: str) -> Named | None:
        """What a name stands for; `Mismatch` where it may not be used here (a definition in terms of itself)."""
        ...

    def names(self) -> Iterable[str]:
        """All names, for suggestions."""
        ...

    def variables(self) -> Mapping[str, Item]:
        """The names that stand for an item of a list here, for suggestions."""
        ...


@dataclass(frozen=True)
class Inner:
    """The scope inside a filter or a quantifier: the item's own names over those outside."""

    outer: Scope
    own: Mapping[str, Named]
    of: Items | Item | None = None

    def find(self, name: str) -> Named | None:
        return self.own.get(name) or self.outer.find(name)

    def names(self) -> Iterable[str]:
        return [*self.own, *self.outer.names()]

    def variables(self) -> Mapping[str, Item]:
        return {**self.outer.variables(), **items_among(self.own)}


def items_among(own: Mapping[str, Named]) -> dict[str, Item]:
    """Of some names those that stand for an item."""
    return {name: named.value for name, named in own.items() if isinstance(named.value, Item)}


def near(name: str, names: Iterable[str]) -> str | None:
    """The declared name most like a wrong one."""
    names = list(names)
    same = next((one for one in names if one.casefold() == name.casefold()), None)
    if same is not None:
        return same
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return close[0]
    inside = sorted((one for one in names if len(one) > 1 and (one in name or name in one)), key=len)
    return inside[0] if inside else None


def rather(guess: str | None) -> tuple[str, str]:
    """What stands behind a sentence about a name that is none, in both languages: the name that is near, if one is."""
    return (f"；是否想用 {guess}？", f"; did you mean {guess}?") if guess else ("", "")
