"""Whether a cap bit is only said where it does, or does not, whatever the unknown facts turn out to be."""

from __future__ import annotations

from typing import Any

import pytest

import policy_engine
from policy_engine import Library
from tests.small_rules import RENT, change, write

UNDECIDED, BITES, NOT_REACHED = None, True, False
LAST_YEAR = {"id": "A1", "pack": "city/ten", "measure": "rent", "year": 2025, "amount": "70000.00"}
THIS_YEAR = LAST_YEAR | {"id": "A2", "year": 2026}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    rules = write(tmp_path_factory.mktemp("rules"))
    ever = "  - {per: enterprise, every: ever, at: 10万元, cite: 办法#七(三)}\n"
    change(rules / RENT, "cite: 办法#七(二)}\n", "cite: 办法#七(二)}\n" + ever)
    return policy_engine.load(rules)


@pytest.mark.parametrize(
    ("awards", "area", "yearly", "lifetime"),
    [
        ([], "500.00", NOT_REACHED, NOT_REACHED),
        ([], "750.00", NOT_REACHED, NOT_REACHED),
        ([], "751.00", BITES, NOT_REACHED),
        ([LAST_YEAR], "500.00", NOT_REACHED, BITES),
        ([THIS_YEAR], "500.00", BITES, NOT_REACHED),
        (None, "500.00", UNDECIDED, UNDECIDED),
        (None, "751.00", BITES, UNDECIDED),
        ([], None, UNDECIDED, NOT_REACHED),
        ([LAST_YEAR], None, UNDECIDED, UNDECIDED),
        ([LAST_YEAR | {"amount": None}], "500.00", NOT_REACHED, UNDECIDED),
    ],
)
def test_a_cap_bites_or_not_only_when_that_is_certain(
    library: Library, awards: list[Any] | None, area: str | None, yearly: bool | None, lifetime: bool | None
) -> None:
    lease = {"id": "L1", "area": area, "months": 36, "zone": "东片"}
    facts = {"legal_person": True, "employees": 20, "leases": [lease], "past_awards": awards}
    profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": facts})
    steps = policy_engine.decide(library, profile, "city/ten#rent").data["derivation"]
    assert {step["step"]: step["bit"] for step in steps} == {
        "sum": NOT_REACHED,
        "yearly_cap": yearly,
        "lifetime_cap": lifetime,
    }
