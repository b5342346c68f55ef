"""Answers: JSON, and what a program asks of it most."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Amount:
    """A sum in fen: at least, and at most."""

    at_least: int
    at_most: int

    @classmethod
    def read(cls, data: dict[str, str]) -> Amount:
        return cls(int(Decimal(data["at_least"]) * 100), int(Decimal(data["at_most"]) * 100))


class Answer:
    """Something answered as JSON: `utf8` as bytes, `json` as text, `to_json` as plain data made anew each time."""

    utf8: bytes

    @cached_property
    def json(self) -> str:
        return self.utf8.decode()

    @cached_property
    def data(self) -> dict[str, Any]:
        """What it holds, read once and shared; to be altered, ask `to_json`."""
        return self.to_json()

    def to_json(self) -> dict[str, Any]:
        """What it holds, to do with as one likes."""
        found: dict[str, Any] = json.loads(self.utf8)
        return found


@dataclass(frozen=True)
class Decision(Answer):
    """The decision of one measure for one firm, with its trace (docs/profile.md says every key)."""

    utf8: bytes

    @property
    def measure(self) -> str:
        return str(self.data["measure"])

    @property
    def outcome(self) -> str:
        """`eligible`, `ineligible`, `undetermined` or `needs_review`."""
        return str(self.data["outcome"])

    @property
    def amount(self) -> Amount:
        return Amount.read(self.data["amount"])

    @property
    def missing(self) -> list[str]:
        """The unknown facts that can still change it."""
        return [str(one["fact"]) for one in self.data["missing"]]

    def failed(self) -> list[str]:
        """The ids of the conditions that keep it from being eligible."""
        return list(dict.fromkeys(str(one["condition"]) for one in self.data["gaps"]))


@dataclass(frozen=True)
class Match(Answer):
    """All decisions for one firm, the most money first, with the receipt."""

    utf8: bytes
    decisions: tuple[Decision, ...]

    def __iter__(self) -> Iterator[Decision]:
        return iter(self.decisions)


@dataclass(frozen=True)
class ValueAnswer(Answer):
    """A derived fact with its trace: `name, value, kind, trace`."""

    utf8: bytes

    @property
    def value(self) -> Any:
        return self.data["value"]


@dataclass(frozen=True)
class Replay(Answer):
    """What replaying a receipt found."""

    utf8: bytes

    @property
    def agrees(self) -> bool:
        return bool(self.data["agrees"])
