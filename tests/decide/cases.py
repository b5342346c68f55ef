"""One decision over the small world, in a line or two of a test."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import policy_engine
from policy_engine.packs.library import Library
from tests.decide import world

DAY = "2026-03-15"
Told = Mapping[str, Any]


@functools.cache
def library(text: str, pack: str | None = None) -> Library:
    """The library of one measure `a`."""
    return world.library({"a": text}, pack)


def decide(text: str, facts: Mapping[str, object], *, pack: str | None = None, as_of: str = DAY, **asked: Any) -> Told:
    """The decision of the measure `a` of this text; `asked` may hold `application` and arguments of `decide`."""
    rules = library(text, pack)
    application = {"application": asked.pop("application")} if "application" in asked else {}
    profile = policy_engine.read_profile(rules, {"as_of": as_of, "facts": facts, **application})
    return policy_engine.decide(rules, profile, "city/ten#a", **asked).to_json()


def amount(told: Told, key: str = "amount") -> tuple[str, str]:
    return told[key]["at_least"], told[key]["at_most"]


def steps(told: Told) -> list[tuple[str, str, str, bool | None]]:
    """The ladder: each step, the amount after it, and whether it bit."""
    return [(step["step"], step["at_least"], step["at_most"], step["bit"]) for step in told["derivation"]]


def missing(told: Told) -> list[str]:
    return [entry["fact"] for entry in told["missing"]]


def award(amount: str, year: int, measure: str = "a", pack: str = "city/ten") -> dict[str, object]:
    """A line of the ledger."""
    return {"pack": pack, "measure": measure, "year": year, "amount": amount}


def lease(number: str, **fields: object) -> dict[str, object]:
    """A lease of 100㎡ at 10元/㎡/月 for the firm's own use in the east, unless told otherwise; 1000元 paid."""
    usual = {
        "area": "100.00", "price": "10.00", "months": 36, "start_on": "2026-01-01", "own_use": True, "zone": "东片",
        "paid": "1000.00", "balance": "0.00",
    }  # fmt: skip
    return {"id": number} | {key: one for key, one in (usual | fields).items() if one is not None}
