"""Profiles as an attacker writes them: what looks like nothing, or like something else, is refused in its place."""

from __future__ import annotations

import time
from typing import Any

import pytest

import policy_engine
from policy_engine import Library, ProfileError

DAY = {"as_of": "2026-03-15"}


@pytest.fixture(scope="module")
def library() -> Library:
    return policy_engine.load("rules")


REFUSED: dict[str, tuple[dict[Any, Any], str]] = {
    "an unknown code in a set is not an empty set": (
        {**DAY, "facts": {"value_chains": [None]}},
        "facts.value_chains[0]",
    ),
    "a year in other digits": (
        {**DAY, "facts": {"rd_expense": {"2025": "1.00", "20２5": "2.00"}}},
        "facts.rd_expense.20２5",
    ),
    "a year given twice": ({**DAY, "facts": {"rd_expense": {2025: "1.00", "2025": "2.00"}}}, "facts.rd_expense.2025"),
    "an hour in other digits": ({"as_of": "2026-03-15T1٠:00", "facts": {}}, "as_of"),
    "an item whose place is another's id": ({**DAY, "facts": {"leases": [{"id": "2"}, {}]}}, "facts.leases[1].id"),
    "filed before all law": (
        {**DAY, "application": {"filed_at": "0001-01-01"}, "facts": {}},
        "application.filed_at",
    ),
    "an application that is an empty list": ({**DAY, "application": [], "facts": {}}, "application"),
    "an id that is a number": ({**DAY, "facts": {1: 2}}, "facts.1"),
    "a finding under another name": (
        {**DAY, "facts": {"shanghai/qingpu/it-ten#rent/office-use~met": True}},
        "facts.shanghai/qingpu/it-ten#rent/office-use~met",
    ),
    "a year as rules read it": ({**DAY, "facts": {"rd_expense#1": "1.00"}}, "facts.rd_expense#1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_its_place(library: Library, name: str) -> None:
    profile, path = REFUSED[name]
    with pytest.raises(ProfileError) as refused:
        policy_engine.read_profile(library, profile)
    assert path in [defect.path for defect in refused.value.defects]


def test_thousands_of_mistakes_are_told_at_once(library: Library) -> None:
    facts = {f"employees_{number}": 1 for number in range(20_000)}
    started = time.perf_counter()
    with pytest.raises(ProfileError) as refused:
        policy_engine.read_profile(library, {**DAY, "facts": facts})
    assert time.perf_counter() - started < 5
    assert len(refused.value.defects) == len(facts)
    assert "employees" in str(refused.value.defects[0].advice)
