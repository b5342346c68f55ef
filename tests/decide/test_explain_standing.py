"""Who vouches for what a decision rests on is said: reviews that were answered, facts that are not verified."""

from __future__ import annotations

from typing import Any

import pytest

import policy_engine
from policy_engine import Library
from tests.decide.cases import decide
from tests.small_rules import write

OFFICE_USE = "city/ten#rent/office-use"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return policy_engine.load(write(tmp_path_factory.mktemp("rules")))


def said(library: Library, language: Any = "zh", **changes: Any) -> list[str]:
    facts: dict[str, Any] = {
        "legal_person": {"value": True, "evidence": "verified"},
        "employees": {"value": 10, "evidence": "disputed"},
        "leases": {
            "value": [{"id": "L1", "area": "500.00", "months": 36, "zone": "东片"}],
            "evidence": "documented",
        },
        "past_awards": [],
        OFFICE_USE: {"value": True, "evidence": "verified"},
    }
    profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": facts | changes})
    decision = policy_engine.decide(library, profile, "city/ten#rent")
    return policy_engine.explain(decision, language).splitlines()


def test_an_answered_review_and_the_standing_of_facts_are_said(library: Library) -> None:
    lines = said(library)
    assert "  ✓ 已人工核查：用途为研发（办法#七）" in lines
    (unverified,) = (line for line in lines if "尚未核实的依据" in line)
    assert {"从业人员（有争议）", "租约（有材料）", "已获支持"} <= set(unverified.partition("：")[2].split("、"))
    english = said(library, "en")
    assert "  ✓ judged by a person: used for R&D (办法#七)" in english
    assert any("employees (disputed)" in line for line in english)


def test_an_open_review_is_not_said_to_be_answered(library: Library) -> None:
    assert not any("✓" in line for line in said(library, **{OFFICE_USE: None}))


@pytest.mark.parametrize(
    ("finding", "standing"),
    [(True, ""), ({"value": True}, ""), ({"value": True, "evidence": "documented"}, "（有材料）")],
)
def test_a_finding_that_nobody_verified_is_said_to_be_one(library: Library, finding: object, standing: str) -> None:
    lines = said(library, **{OFFICE_USE: finding})
    assert "  ✓ 所填的核查结论：用途为研发（办法#七）" in lines
    (unverified,) = (line for line in lines if "尚未核实的依据" in line)
    assert f"用途为研发{standing}" in unverified.partition("：")[2].split("、")


def test_a_rejection_by_a_review_names_its_finding(library: Library) -> None:
    finding = {"value": False, "evidence": "disputed"}
    assert "  尚未核实的依据：用途为研发（有争议）、从业人员（有争议）" in said(library, **{OFFICE_USE: finding})


def test_a_rejection_names_the_unverified_facts_it_turns_on_and_no_others(library: Library) -> None:
    disputed = {"value": False, "evidence": "disputed"}
    assert "  尚未核实的依据：独立法人（有争议）" in said(library, legal_person=disputed)
    assert not any("尚未核实" in line for line in said(library, legal_person=disputed | {"evidence": "verified"}))


REJECTED = (
    "assumed: 一 | one\nrounding: {to: 1元, mode: down, cite: 办法#九, assumed: 二 | two}\namount: 1元 * 从业人员 / 2人\n"
    "when:\n  - condition: 从业人员 >= 门槛\n    cite: 办法#三\n    assumed: 三 | three\n"
    "  - condition: 独立法人\n    cite: 办法#四\n    assumed: 四 | four\n"
    "definitions:\n  门槛:\n    is: 起点 + 1人\n    cite: 办法#五\n    assumed: 五 | five\n"
    "parameters: {起点: {values: [{value: 5人, cite: 办法#六, assumed: 六 | six}]}}\n"
    "flags:\n  - {flag: site_check, say: 实地看 | look}\n  - {flag: legal_risk, say: 先审查 | review}\n"
)


def test_a_rejection_tells_the_assumptions_that_played_a_part_in_it_and_no_visit() -> None:
    def ends(facts: dict[str, Any]) -> list[str]:
        said = policy_engine.explain(decide(REJECTED, facts)).split("\n")
        return [line.strip().partition("（")[0] for line in said if "推定" in line or "⚑" in line]

    risk = "⚑ 先审查"
    assert ends({"employees": 1, "legal_person": True}) == ["推定：三", "推定：五", "推定：六", risk]
    assert ends({"employees": 9, "legal_person": False}) == ["推定：四", risk]
    every = [f"推定：{word}" for word in "一三四五二六"]
    assert ends({"employees": 9, "legal_person": True}) == [*every, "⚑ 实地看", risk]
