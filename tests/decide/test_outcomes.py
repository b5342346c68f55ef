"""Outcomes, what is missing and what falls short: firms, items, reviews, derived facts, evidence."""

from __future__ import annotations

import pytest

import policy_engine
from policy_engine.errors import NotFoundError, ProfileError
from tests.decide import world
from tests.decide.cases import amount, decide, lease, library, missing

WHEN = "amount: 100元\nwhen:\n"
EACH = "for_each: 甲 in 租约\namount: 100元\nwhen:\n  - {id: true-use, review: 属实 | true}\n  - condition: 甲.自用\n"


def each(number: str, own: bool | None) -> dict[str, object]:
    return lease(number, own_use=own)


@pytest.mark.parametrize(
    ("own", "reviewed", "outcome", "items"),
    [
        ([], None, "ineligible", []),
        (None, None, "undetermined", []),
        ([False], None, "ineligible", ["ineligible"]),
        ([True], None, "needs_review", ["needs_review"]),
        ([None], None, "undetermined", ["undetermined"]),
        ([True, None], None, "undetermined", ["needs_review", "undetermined"]),
        ([True, False], None, "needs_review", ["needs_review", "ineligible"]),
        ([True, None, False], True, "eligible", ["eligible", "undetermined", "ineligible"]),
        ([None, False], True, "undetermined", ["undetermined", "ineligible"]),
        ([True, True], False, "ineligible", ["ineligible", "ineligible"]),
        (None, False, "ineligible", []),
        ([], True, "ineligible", []),
    ],
)
def test_a_measure_of_items_is_as_good_as_its_best_item_unless_one_is_open(
    own: list[bool | None] | None, reviewed: bool | None, outcome: str, items: list[str]
) -> None:
    facts: dict[str, object] = {"city/ten#a/true-use": reviewed}
    if own is not None:
        facts["leases"] = [each(f"L{number}", one) for number, one in enumerate(own)]
    told = decide(EACH, facts)
    assert told["outcome"] == outcome
    assert [item["outcome"] for item in told["items"]] == items


def test_an_empty_list_says_that_there_is_nothing_to_decide() -> None:
    told = decide(EACH, {"leases": []})
    assert [(gap["condition"], gap["words"]["zh"]) for gap in told["gaps"]] == [("leases", "没有可判定的租约")]


def test_a_filter_leaves_out_what_the_measure_is_not_about() -> None:
    text = 'for_each: 甲 in 租约[片区 = "东片"]\namount: 100元\nwhen:\n  - condition: 甲.自用\n'
    leases = [lease("L1"), lease("L2", zone="西片"), lease("L3", zone=None)]
    told = decide(text, {"leases": leases})
    assert [(item["id"], item["outcome"]) for item in told["items"]] == [("L1", "eligible"), ("L3", "undetermined")]
    assert amount(told) == ("100.00", "200.00")
    assert missing(told) == ["leases[L3].zone"]
    assert decide(text, {"leases": leases[1:2]})["outcome"] == "ineligible"


def test_a_measure_of_items_without_conditions_pays_each_item() -> None:
    told = decide("for_each: 甲 in 租约\namount: 注册资本\n", {"leases": [lease("L1"), lease("L2")], "capital": "5.00"})
    assert (told["outcome"], amount(told), len(told["items"])) == ("eligible", ("10.00", "10.00"), 2)


# Reviews ---------------------------------------------------------------------------------------------------

REVIEWED = (
    WHEN
    + "  - {id: fair, review: 属实 | it is true}\n  - none:\n      - {id: bad, review: 有不良记录 | a bad record}\n  - condition: 独立法人\n"
)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"legal_person": True}, "needs_review"),
        ({}, "undetermined"),
        ({"legal_person": False}, "ineligible"),
        ({"legal_person": True, "city/ten#a/fair": True}, "needs_review"),
        ({"legal_person": True, "city/ten#a/fair": True, "city/ten#a/bad": False}, "eligible"),
        ({"legal_person": True, "city/ten#a/fair": True, "city/ten#a/bad": True}, "ineligible"),
        ({"city/ten#a/fair": False}, "ineligible"),
        ({"city/ten#a/bad": True}, "ineligible"),
    ],
)
def test_a_review_is_an_unknown_with_a_name(facts: dict[str, object], outcome: str) -> None:
    assert decide(REVIEWED, facts)["outcome"] == outcome


def test_open_reviews_are_missing_with_what_is_to_be_judged() -> None:
    told = decide(REVIEWED, {"legal_person": True})
    assert [(entry["fact"], entry["words"]["en"], entry["review"], entry["question"]) for entry in told["missing"]] == [
        ("city/ten#a/fair", "it is true", True, None),
        ("city/ten#a/bad", "a bad record", True, None),
    ]


def test_a_finding_on_no_review_is_refused() -> None:
    with pytest.raises(ProfileError) as error:
        decide(REVIEWED, {"city/ten#a/fine": True})
    assert error.value.show().split("\n")[1] == "facts.city/ten#a/fine: 没有这一条人工核查"


# What is missing -------------------------------------------------------------------------------------------


def test_only_what_can_still_change_the_decision_is_missing() -> None:
    text = (
        WHEN
        + "  - any:\n      - condition: 独立法人\n      - condition: 从业人员 >= 5人\n  - condition: 注册资本 >= 5元\n"
    )
    assert missing(decide(text, {})) == ["legal_person", "employees", "capital"]
    assert missing(decide(text, {"legal_person": True})) == ["capital"]
    assert missing(decide(text, {"capital": "1.00"})) == []
    assert missing(decide(text, {"legal_person": True, "capital": "5.00"})) == []


def test_the_branch_not_taken_is_not_missing() -> None:
    text = "amount: if 已上市 then 注册资本 else 研发费用[1]\n"
    assert missing(decide(text, {})) == ["listed", "capital", "rd_expense#1"]
    assert missing(decide(text, {"listed": True})) == ["capital"]
    assert missing(decide(text, {"listed": False})) == ["rd_expense#1"]


def test_an_absent_list_is_missing_with_what_its_items_meet() -> None:
    text = WHEN + "  - condition: |\n      some 某 in 租约 satisfies 某.已付租金 > 注册资本\n"
    assert missing(decide(text, {})) == ["leases", "capital"]
    assert missing(decide(text, {"leases": []})) == []
    assert missing(decide(text, {"leases": [lease("L1")]})) == ["capital"]


def test_of_a_set_of_codes_the_whole_set_is_missing() -> None:
    text = WHEN + '  - condition: |\n      "甲链" in 产业链 or "乙链" in 产业链\n'
    assert missing(decide(text, {})) == ["chains"]
    assert missing(decide(text, {"chains": []})) == []


def test_a_derived_fact_asks_for_what_it_is_derived_from() -> None:
    text = WHEN + "  - condition: 有实力\n"
    assert missing(decide(text, {})) == ["employees", "capital"]
    assert missing(decide(text, {"employees": 5})) == ["capital"]
    assert decide(text, {"employees": 300})["outcome"] == "eligible"
    assert missing(decide(WHEN + '  - condition: 规模 = "中"\n', {})) == ["employees"]


def test_a_missing_fact_comes_with_its_question_and_a_year_with_its_number() -> None:
    told = decide(WHEN + "  - condition: 营业收入[2] >= 5元\n  - condition: 从业人员 >= 5人\n", {})
    assert [(one["fact"], one["words"], one["question"]) for one in told["missing"]] == [
        (
            "revenue#2",
            {"zh": "前一年度营业收入", "en": "revenue of the fiscal year before last"},
            {"zh": "多少收入？", "en": "How much revenue?"},
        ),
        ("employees", {"zh": "从业人员", "en": "employees"}, {"zh": "多少人？", "en": "How many people?"}),
    ]


def test_a_parameter_to_be_announced_is_nobodys_to_answer() -> None:
    text = "amount: 1元\nwhen:\n  - condition: 从业人员 >= 门槛\nparameters:\n  门槛: {values: [{value: unspecified, at_least: 5人, at_most: 9人}]}\n"
    assert (decide(text, {"employees": 7})["outcome"], missing(decide(text, {"employees": 7}))) == ("undetermined", [])
    assert decide(text, {"employees": 9})["outcome"] == "eligible"
    assert decide(text, {"employees": 4})["outcome"] == "ineligible"


def test_a_zero_denominator_is_undefined_and_nobodys_to_answer() -> None:
    told = decide(
        WHEN + "  - condition: 研发费用[1] / 营业收入[1] >= 5%\n", {"rd_expense": ["5.00"], "revenue": ["0.00"]}
    )
    assert (told["outcome"], missing(told)) == ("undetermined", [])


# What falls short ------------------------------------------------------------------------------------------


def gap(text: str, facts: dict[str, object]) -> dict[str, object]:
    told = decide(text, facts)
    (only,) = told["gaps"]
    keys = ("condition", "fact", "value", "sign", "required", "short", "unit", "percent", "holds", "changeable", "cite")
    return {key: only[key] for key in keys if key in only}


def test_a_failed_comparison_says_by_how_much() -> None:
    assert gap(WHEN + "  - id: few\n    condition: 从业人员 >= 20人\n    cite: 办法#八\n", {"employees": 17}) == {
        "condition": "few", "fact": "employees", "value": 17, "sign": ">=", "required": 20, "short": "3", "unit": "人",
        "percent": False, "holds": False, "changeable": True, "cite": "办法#八",
    }  # fmt: skip


def test_a_failed_share_is_in_percent() -> None:
    told = gap(
        WHEN + "  - condition: 研发费用[1] / 营业收入[1] >= 5%\n", {"rd_expense": ["36.00"], "revenue": ["1000.00"]}
    )
    assert (told["value"], told["required"], told["short"], told["percent"]) == ("0.036", "0.05", "0.014", True)


def test_a_share_without_end_is_shown_short_of_what_it_fails() -> None:
    told = gap(
        WHEN + "  - condition: 研发费用[1] / 营业收入[1] >= 70%\n", {"rd_expense": ["2.00"], "revenue": ["3.00"]}
    )
    assert (told["value"], told["short"]) == ("0.666666", "0.033334")


def test_what_the_enterprise_cannot_change_says_so() -> None:
    assert gap(WHEN + "  - condition: 利润 >= 5万元\n", {"profit": "4"})["changeable"] is False
    assert gap(WHEN + "  - condition: 基准日 >= 2026-06-01\n", {})["changeable"] is None


def test_of_alternatives_each_that_failed_is_a_gap() -> None:
    text = (
        WHEN
        + "  - any:\n      - id: many\n        condition: 从业人员 >= 20人\n      - id: rich\n        condition: 注册资本 >= 5元\n"
    )
    told = decide(text, {"employees": 17, "capital": "1.00"})
    assert [one["condition"] for one in told["gaps"]] == ["many", "rich"]
    assert decide(text, {"employees": 17})["gaps"] == []


def test_an_excluded_case_that_holds_is_a_gap() -> None:
    told = gap(WHEN + "  - none:\n      - id: veto\n        condition: 严重失信\n", {"dishonest": True})
    assert (told["condition"], told["holds"], told["value"], told["sign"]) == ("veto", True, True, None)


def test_items_that_failed_have_their_gaps() -> None:
    text = "for_each: 甲 in 租约\namount: 1元\nwhen:\n  - id: term\n    condition: 甲.租期 >= 36月\n"
    told = decide(text, {"leases": [lease("L1", months=12), lease("L2", months=35)]})
    assert [(one["item"], one["value"], one["short"], one["unit"]) for one in told["gaps"]] == [
        ("L1", 12, "24", "月"), ("L2", 35, "1", "月"),
    ]  # fmt: skip


# Evidence --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "rests"),
    [
        (20, [("employees", "claimed")]),
        ({"value": 20}, [("employees", "claimed")]),
        ({"value": 20, "evidence": "documented"}, [("employees", "documented")]),
        ({"value": 20, "evidence": "disputed"}, [("employees", "disputed")]),
        ({"value": 20, "evidence": "verified"}, []),
        ({"value": None, "evidence": "verified"}, []),
    ],
)
def test_a_decision_rests_on_what_is_not_verified(given: object, rests: list[tuple[str, str]]) -> None:
    told = decide(WHEN + "  - condition: 从业人员 >= 5人\n", {"employees": given, "listed": True})
    assert [(entry["fact"], entry["evidence"]) for entry in told["rests_on"]] == rests


@pytest.mark.parametrize(
    ("finding", "rests"),
    [
        (True, ["claimed"]),
        (False, ["claimed"]),
        ({"value": True, "evidence": "documented"}, ["documented"]),
        ({"value": False, "evidence": "disputed"}, ["disputed"]),
        ({"value": True, "evidence": "verified"}, []),
        ({"value": None, "evidence": "documented"}, []),
    ],
)
def test_a_decision_rests_on_the_finding_of_a_review(finding: object, rests: list[str]) -> None:
    text = WHEN + "  - {id: fair, review: 属实 | it is true}\n"
    told = decide(text, {"city/ten#a/fair": finding})
    words = {"zh": "属实", "en": "it is true"}
    assert told["rests_on"] == [{"fact": "city/ten#a/fair", "words": words, "evidence": evidence} for evidence in rests]


def test_a_finding_on_a_review_of_rules_not_in_force_is_left_aside() -> None:
    rules = world.library({"a": WHEN + "  - {id: fair, review: 属实 | it is true}\n", "b": "amount: 1元\n"})
    facts = {"city/ten#a/fair": True}
    profile = policy_engine.read_profile(rules, {"as_of": "2025-03-15", "facts": facts})
    assert policy_engine.value(rules, profile, "规模").data["value"] is None
    other = policy_engine.read_profile(rules, {"as_of": "2026-03-15", "facts": facts})
    assert policy_engine.decide(rules, other, "city/ten#b").to_json()["rests_on"] == []


def test_what_a_document_proves_is_told() -> None:
    text = "amount: 1元\nevidence:\n  - {document: 花名册 | staff list, proves: [从业人员, 租约.面积], cite: 办法#十}\n"
    assert decide(text, {})["evidence"] == [
        {
            "document": {"zh": "花名册", "en": "staff list"}, "proves": ["从业人员", "租约.面积"], "cite": "办法#十",
            "reliability": "V",
        }
    ]  # fmt: skip


# Derived facts ---------------------------------------------------------------------------------------------

SIZED = WHEN + '  - condition: 规模 = "中"\n'


def test_a_derived_fact_may_be_given_where_it_agrees() -> None:
    assert decide(SIZED, {"size": "中"})["outcome"] == "eligible"
    assert decide(SIZED, {"size": "中", "employees": 20})["outcome"] == "eligible"
    assert decide(SIZED, {"size": "大"})["outcome"] == "ineligible"


@pytest.mark.parametrize(
    ("facts", "here", "derived"),
    [
        ({"size": "大", "employees": 20}, "大", "中"),
        ({"strong": True, "employees": 20, "capital": "0.00"}, "true", "false"),
        ({"points": 10, "size": "大", "listed": True}, "10分", "150分"),
        ({"points": 10, "size": "大"}, "10分", "100分 至 150分"),
        ({"age_years": 3, "founded_on": "2024-01-01"}, "3", "2"),
    ],
)
def test_a_derived_fact_that_contradicts_its_sources_is_refused(
    facts: dict[str, object], here: str, derived: str
) -> None:
    with pytest.raises(ProfileError) as error:
        decide(SIZED, facts)
    name = next(iter(facts))
    assert error.value.show() == (
        f"画像不能使用：1 处错误\nfacts.{name}: 与由其他指标推导的结果矛盾：这里是 {here}，推导出 {derived}\n"
        "  删掉它，或更正所依据的指标"
    )


def test_a_derived_fact_is_told_with_its_trace() -> None:
    rules = library(SIZED)
    profile = policy_engine.read_profile(rules, {"as_of": "2026-03-15", "facts": {"employees": 300, "listed": False}})
    told = policy_engine.value(rules, profile, "总分").to_json()
    assert list(told)[:3] == ["name", "value", "kind"]
    assert (told["name"], told["value"], told["unit"]) == ("points", 100, "分")
    assert [(one["name"], one["value"]) for one in told["trace"]] == [("总分", 100), ("有实力", True), ("规模", "大")]
    asked = {"zh": "从业人员 不低于 300人", "en": "employees is at least 300 people"}
    assert told["trace"][2]["row"] == {"number": 1, "cite": "划型#一", "words": asked, "values": []}
    assert policy_engine.value(rules, profile, "size").value == "大"
    open_profile = policy_engine.read_profile(rules, {"as_of": "2026-03-15", "facts": {}})
    assert policy_engine.value(rules, open_profile, "规模").value is None
    assert policy_engine.value(rules, open_profile, "points").value == {"at_least": 0, "at_most": 150}


def test_a_date_has_no_unit_where_it_is_asked_for_alone() -> None:
    rules = library(SIZED)
    profile = policy_engine.read_profile(rules, {"as_of": "2026-03-15", "facts": {"founded_on": "2020-02-29"}})
    told = policy_engine.value(rules, profile, "成立日期").to_json()
    assert (told["value"], told["kind"], told["unit"], told["trace"]) == ("2020-02-29", "date", "", [])


def test_the_definitions_behind_a_derived_fact_are_those_a_decision_shows() -> None:
    rules = library("amount: 1元\nwhen:\n  - condition: 总分 >= 0分\n")
    profile = policy_engine.read_profile(
        rules, {"as_of": "2026-03-15", "facts": {"employees": 20, "capital": "50000000.00", "listed": False}}
    )
    shown = policy_engine.decide(rules, profile, "city/ten#a").to_json()["trace"]["definitions"]
    assert policy_engine.value(rules, profile, "总分").to_json()["trace"] == shown
    assert {read["unit"] for one in shown for read in one["values"]} == {"元", "人", ""}


def test_a_value_nobody_can_work_out_is_not_found() -> None:
    rules = library(SIZED)
    profile = policy_engine.read_profile(rules, {"as_of": "2026-03-15", "facts": {}})
    for name in ("规摸", "基准日", "营业收入", "租约"):
        with pytest.raises(NotFoundError) as error:
            policy_engine.value(rules, profile, name)
        assert error.value.show().startswith(f"没有可求值的指标 “{name}”")


def test_a_fact_that_a_pack_derives_which_is_not_here_is_said_so() -> None:
    rules = library(SIZED)
    profile = policy_engine.read_profile(rules, {"as_of": "2026-03-15", "facts": {}})
    with pytest.raises(NotFoundError) as error:
        policy_engine.value(rules, profile, "无主指标")
    assert error.value.show() == "“无主指标” 由规则包 nation/nobody 推导，这里没有这个规则包；可在画像里直接给出 orphan"
    assert error.value.show("en") == (
        "“a fact nobody derives” is derived by the pack nation/nobody, which is not here; the profile can give orphan itself"
    )
    known = policy_engine.read_profile(rules, {"as_of": "2026-03-15", "facts": {"orphan": 3}})
    assert policy_engine.value(rules, known, "orphan").to_json()["value"] == 3


# Assumptions and flags -------------------------------------------------------------------------------------


def test_what_was_assumed_is_told_once_with_its_clause() -> None:
    text = (
        "amount: 1元 * 率\nassumed: 每年一次 | once a year\nwhen:\n  - condition: 独立法人\n    assumed: 以登记为准 | by the register\n"
        "    cite: 办法#八\n  - condition: 已上市\n    assumed: 以登记为准 | by the register\n"
        "parameters:\n  率: {values: [{value: 50%, assumed: 按半数 | a half}]}\n"
    )
    told = decide(text, {})
    assert [(entry["words"]["zh"], entry["cite"]) for entry in told["assumptions"]] == [
        ("每年一次", "办法#七"), ("以登记为准", "办法#八"), ("按半数", "办法#七"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "assumed"),
    [
        ("2026-03-15", ["按半数", "全年"]),
        ("2026-12-31", ["按半数", "全年"]),
        ("2027-01-01", []),
        ("2028-01-01", ["全年", "按三成"]),
        ("2025-12-31", []),
    ],
)
def test_of_a_parameter_what_its_value_on_the_day_assumes_is_told(as_of: str, assumed: list[str]) -> None:
    text = (
        "amount: 1元 * 率 * 数\nparameters:\n  率:\n    values:\n      - {value: 50%, assumed: 按半数 | a half}\n"
        "      - {from: 2027-01-01, value: 40%}\n      - {from: 2028-01-01, value: 30%, assumed: 按三成 | three tenths}\n"
        "  数: {values: [{value: 1, assumed: 全年}, {from: 2027-01-01, value: 2}, {from: 2028-01-01, value: 1, assumed: 全年}]}\n"
    )
    told = decide(text, {}, as_of=as_of)
    assert {entry["words"]["zh"] for entry in told["assumptions"]} == set(assumed)
    assert len(told["assumptions"]) == len(assumed)


def test_a_flag_that_never_holds_is_not_said_to() -> None:
    for name in ("site_check", "legal_risk"):
        text = f"amount: 1元\nflags:\n  - flag: {name}\n    say: 从不 | never\n    when: HOLDS\n"
        assert decide(text.replace("HOLDS", "false"), {})["flags"] == []
        assert amount(decide(text.replace("HOLDS", "false"), {})) == ("1.00", "1.00")
        (flag,) = decide(text.replace("HOLDS", "true"), {})["flags"]
        assert (flag["flag"], flag["holds"]) == (name, "true")


@pytest.mark.parametrize(
    ("facts", "outcome"), [({}, "undetermined"), ({"leases": None}, "undetermined"), ({"leases": []}, "ineligible")]
)
def test_a_recognition_of_items_of_which_nothing_is_read_is_open_while_the_list_is(
    facts: dict[str, object], outcome: str
) -> None:
    text = "for_each: 甲 in 租约\ngrants: {certificate: 高新技术企业}\n"
    assert decide(text, facts)["outcome"] == outcome


@pytest.mark.parametrize(
    ("periods", "percent"),
    [
        ("{value: unspecified, at_least: 20元, at_most: 60元}", False),
        ("{value: unspecified, at_most: 60%}", True),
        ("{value: 5%}, {from: 2027-01-01, value: unspecified, at_most: 60%}", True),
    ],
)
def test_a_value_yet_to_be_announced_is_said_in_the_unit_of_its_bounds(periods: str, percent: bool) -> None:
    text = f"amount: 1元\nwhen:\n  - condition: 数 > 0\nparameters: {{数: {{values: [{periods}]}}}}\n"
    value = next(one for one in decide(text, {})["trace"]["of"][-1]["values"])
    assert value.get("percent", False) is percent
