"""What an explanation asks for: always with its reason, in the reader's words, and nothing unknown said as a number."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import policy_engine
from policy_engine.errors import Language
from tests.cli.conftest import ROOT, load_once

RENT = "shanghai/qingpu/it-ten#rent"
FIRM: dict[str, Any] = {
    "registered_district": "青浦区",
    "tax_district": "青浦区",
    "industry_track": "软件",
    "employees": 18,
    "leases": [
        {"id": "A", "area": "260.00", "unit_price": "55.00", "months": 36, "start_on": "2024-06-01"},
        {"id": "B", "months": 24, "sublet": False},
    ],
    "rd_projects": [{"id": "R1", "municipal_kind": "首版次软件", "municipal_grant": "333333.33", "partners": 1}],
    "talents": [{"id": "M1", "salary": "180000.00", "full_year": True}],
}


def said(facts: dict[str, Any], measure: str, language: Language = "zh") -> list[str]:
    library = load_once(None)
    profile = policy_engine.read_profile(library, {"facts": facts})
    decision = policy_engine.decide(library, profile, measure, as_of="2026-03-15")
    return policy_engine.explain(decision, language).splitlines()


@pytest.mark.parametrize(("language", "asks", "why"), [("zh", "? 缺少：", "，用于"), ("en", "? missing: ", ", to ")])
@pytest.mark.parametrize("facts", [{}, FIRM, *sorted((ROOT / "examples").glob("*.yaml"))], ids=str)
def test_every_fact_is_asked_for_with_its_reason(
    facts: dict[str, Any] | Path, language: Language, asks: str, why: str
) -> None:
    library = load_once(None)
    given = facts if isinstance(facts, Path) else {"facts": facts}
    for decision in policy_engine.match(library, policy_engine.read_profile(library, given), as_of="2026-03-15"):
        lines = [line for line in policy_engine.explain(decision, language).splitlines() if asks in line]
        assert all(why in line for line in lines), (decision.measure, lines)
        assert not any(re.search(r"\[\d\]", line) for line in lines), "years are said in words"
        assert len(set(lines)) == len(lines)


def test_a_reason_is_found_through_definitions_derived_facts_and_lists() -> None:
    lines = said({}, "national/high-tech-enterprise#recognition")
    sales = next(line for line in lines if "上年度销售收入" in line)
    assert "、前一年度销售收入、前第3个会计年度销售收入" in sales
    assert "研发费用占销售收入达到规定比例" in sales
    assert any("缺少：知识产权，用于判断“拥有对主要产品起核心支持作用的知识产权”" in line for line in lines)
    assert any("缺少：行业代码，用于判断“属于中小微企业”" in line for line in said(FIRM, RENT))
    assert any("缺少：产业链，用于计算金额。" in line for line in said(FIRM, "shanghai/qingpu/it-ten#software"))


def test_a_field_of_an_item_is_asked_for_by_the_condition_and_not_by_the_question_of_the_list() -> None:
    asked = [line for line in said(FIRM, RENT) if "缺少：租约 A 的自用" in line]
    assert asked == ["  ? 缺少：租约 A 的自用，用于判断“场地自用”（示例#七）。"]


def test_what_is_missing_of_several_items_is_asked_once() -> None:
    leases = [{"id": f"L{number}", "months": 36} for number in range(1, 11)]
    firm = {**FIRM, "leases": leases}
    asked = [line for line in said(firm, RENT) if "自用" in line]
    assert asked == ["  ? 缺少：租约 L1、L2、L3、L4、L5、L6、L7、L8 等 10 项 的自用，用于判断“场地自用”（示例#七）。"]
    asked = [line for line in said({**firm, "leases": leases[:2]}, RENT, "en") if ": own use" in line]
    assert asked == ["  ? missing: leases L1, L2: own use, to decide “used by the firm itself” (示例#七)."]


def test_what_was_received_is_unknown_and_not_the_largest_number() -> None:
    caps = [line for line in said(FIRM, RENT) if "封顶 " in line]
    assert caps
    assert all("（已获 未知）" in line for line in caps)
    known = said({**FIRM, "past_awards": []}, RENT)
    assert all("（已获 0.00 元）" in line for line in known if "封顶 " in line)


@pytest.mark.parametrize(("language", "found"), [("zh", "，现为 24月（"), ("en", "; it is 24 months (")])
def test_an_item_that_fails_beside_others_says_its_value(language: Language, found: str) -> None:
    assert any(found in line for line in said(FIRM, RENT, language))


def test_a_threshold_that_is_worked_out_is_named() -> None:
    facts = {**FIRM, "industry_track": "智能终端", "sales_of_product": [], "past_awards": []}
    lines = said(facts, "shanghai/qingpu/it-ten#terminal")
    assert "  ✗ 本档奖励高于已获奖励：本档奖励 0.00 元，须高于 本措施已获支持（0.00 元）（示例#四(二)）" in lines


def test_alternatives_that_fail_stand_under_what_is_wanted_of_them() -> None:
    project = {"id": "R1", "partners": 1, "investment": "9000000.00"}
    facts = {**FIRM, "rd_projects": [project], "value_chains": [], "patents": [], "certificates": []}
    lines = said(facts, "shanghai/qingpu/it-ten#rd-project")
    head = lines.index("  ✗ R1：不满足：下列条件至少满足两项（示例#六）")
    assert lines[head + 1] == "    ✗ 本项的合作单位数 1家，低于要求的 3家，差 2家（示例#六）"
    assert sum(line.startswith("    ✗ ") for line in lines) == 4


def test_a_rate_that_is_chosen_is_said_in_percent() -> None:
    software = "shanghai/qingpu/it-ten#software"
    rates = [
        line.strip().partition("，")[0]
        for chains in ({}, {"value_chains": ["汽车电子"]})
        for line in said({**FIRM, **chains}, software)
        if line.startswith("        配套比例 = ")
    ]
    assert rates == ["配套比例 = 50%至60%", "配套比例 = 60%"]


def test_years_are_asked_for_in_their_order_and_an_open_year_of_support_is_unknown() -> None:
    facts = {"rd_expense": None, "industry_track": "集成电路装备", "registered_district": "青浦区"}
    (line,) = (line for line in said(facts, "shanghai/qingpu/it-ten#talent") if "会计年度研发费用" in line)
    assert line.startswith("  ? 缺少：上年度研发费用、前一年度研发费用、前第3个会计年度研发费用、")
    lease = {key: value for key, value in FIRM["leases"][0].items() if key != "start_on"}
    assert "支持年度 = 未知" in [line.strip() for line in said(FIRM | {"leases": [lease]}, RENT)]
