"""The packs' examples, run, and the gate: every condition of every pack is seen true, false and unknown."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from policy_engine import RulesError, read_library
from policy_engine.decide.examples import Run, check_examples, run_examples
from tests.small_rules import EXAMPLES, RENT, change, write

SHIPPED = Path(__file__).parents[1] / "rules"


@cache
def shipped() -> Run:
    return run_examples(read_library(SHIPPED))


def test_every_example_comes_out_as_it_says() -> None:
    assert [finding.show("en") for finding in shipped().findings] == []
    assert shipped().count > 800


def test_every_condition_is_seen_in_every_way_it_can_be() -> None:
    unseen = {
        f"{coverage.version.name} {shown.owner} {shown.name}: {shown.unseen}"
        for coverage in shipped().coverage
        for shown in coverage.unseen
    }
    assert unseen == set()


def test_every_row_of_every_table_fires() -> None:
    unseen = {
        f"{coverage.version.name} {name}: {shown.unseen}"
        for coverage in shipped().coverage
        for (_, name), shown in coverage.rows.items()
        if shown.unseen
    }
    assert unseen == set()


# How examples are compared -----------------------------------------------------------------------------


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write(tmp_path / "rules")


def findings(rules: Path) -> list[str]:
    return [finding.message.say("en") for finding in run_examples(read_library(rules)).findings]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("outcome: undetermined", "outcome: eligible", "the outcome of grant should be eligible, is undetermined"),
        ('"50000.00"', '"50000.01"', "the amount at_most of grant should be 50000.01, is 50000.00"),
        ('at_least: "40000.00"', 'at_least: "39999.99"', "the amount at_least of rent should be 39999.99, is 40000.00"),
        ("failed: [legal-person]", "failed: []", "the failed conditions of grant should be [], is [legal-person]"),
        (
            "failed: [legal-person]", "failed: [legal-person, enough]",
            "the failed conditions of grant should be [legal-person, enough], is [legal-person]",
        ),
        ("missing: [employees]", "missing: [leases]", "the missing facts of grant should be [leases], is [employees]"),
        ("missing: [employees]", "missing: []", "the missing facts of grant should be [], is [employees]"),
        ("flags: []", "flags: [site_check]", "the flags of grant should be [site_check], is []"),
        ("flags: []", "state: open", "the window of grant should be open, is none"),
        ("{L1: {outcome: eligible", "{L1: {outcome: ineligible", "the outcome of rent[L1] should be ineligible, is eligible"),
        ("{L1: {outcome: eligible", "{L2: {outcome: eligible", "the item of rent should be L2, is [L1]"),
        ("failed: []}}}", "failed: [lease-term]}}}", "the failed conditions of rent[L1] should be [lease-term], is []"),
        ("{grant: {outcome: ineligible", "{grants: {outcome: ineligible", "there is no measure grants"),
        ("{legal_person: false}", "{legal_persen: false}", "facts.legal_persen: an undeclared fact"),
        ("{legal_person: false}", "{employees: -1}", "facts.employees: "),
        (
            "expect: {grant: {outcome: ineligible, failed: [legal-person]}}", "expect: {values: {employees: 11}}",
            "“employees” should be 11, is 10",
        ),
        (
            "expect: {grant: {outcome: ineligible, failed: [legal-person]}}", "expect: {values: {size: 11}}",
            "an undeclared fact “size”",
        ),
        (
            "expect: {grant: {outcome: ineligible, failed: [legal-person]}}", "expect: {values: {past_awards: 11}}",
            "an undeclared fact “past_awards”",
        ),
    ],
)  # fmt: skip
def test_what_differs_is_said(old: str, new: str, said: str, rules: Path) -> None:
    assert findings(rules) == []
    change(rules / EXAMPLES, old, new)
    told = findings(rules)
    assert any(said in one for one in told), told


def test_a_finding_stands_at_the_expectation(rules: Path) -> None:
    change(rules / EXAMPLES, '"50000.00"', '"50000.01"')
    (finding,) = run_examples(read_library(rules)).findings
    assert str(finding.place).endswith("examples.yaml:15:34")
    assert finding.severity == "error"


MISTAKEN = [
    ("{legal_person: false}", "{legal_persen: false}", "19:12: facts.legal_persen：未声明的指标"),
    ("      employees: 10\n", "      employees: -1\n", "7:7: facts.employees："),
    ("{legal_person: false}", "{employees: 10.5}", "19:12: facts.employees："),
    ("{legal_person: false}", "{employees: {value: -1, evidence: verified}}", "19:12: facts.employees："),
    ("{legal_person: false}", "{employees: {value: 1, evidence: sure}}", "19:34: facts.employees.evidence："),
    ("months: 36", "months: -1", "9:41: facts.leases[0].months："),
    ("months: 36", "month: 36", "9:41: facts.leases[0].month：未知的键"),
    ('"city/ten#rent/office-use"', '"city/ten#rent/office-user"', "10:8: facts.city/ten#rent/office-user："),
    ("{grant: {outcome: ineligible", "{grants: {outcome: ineligible", "20:14: 用例“不是法人”：没有措施 grants"),
    ("missing: [employees]", "missing: [employers]", "24:55: 用例“人数未知”：未声明的指标 “employers”"),
    (
        "{grant: {outcome: ineligible, failed: [legal-person]}}",
        "{values: {size: 1}}",
        "20:23: 用例“不是法人”：未声明的指标",
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), MISTAKEN)
def test_an_example_that_cannot_be_decided_is_said_once_where_it_is_wrong(
    old: str, new: str, said: str, rules: Path
) -> None:
    assert check_examples(read_library(rules)) == []
    change(rules / EXAMPLES, old, new)
    library = read_library(rules)
    (finding,) = check_examples(library)
    assert finding.severity == "error"
    assert finding.show().startswith(f"{(rules / EXAMPLES).as_posix()}:{said}")
    assert finding in run_examples(library).findings


def test_an_application_that_cannot_be_read_is_said_once(rules: Path) -> None:
    day = "    as_of: 2026-03-15\n"
    change(rules / EXAMPLES, day, f"{day}    application: {{filed_at: 2500-01-01}}\n")
    (finding,) = check_examples(read_library(rules))
    assert finding.show().split("\n")[0].endswith("examples.yaml:5:5: application.filed_at：须在 1900 至 2100 年")


def test_a_fact_under_with_replaces_the_whole_fact(rules: Path) -> None:
    case = """  - example: 换了租约
    base: 甲
    with: {leases: [{id: L2, area: "1.00", months: 35, zone: 西片}]}
    expect: {rent: {outcome: ineligible, failed: [lease-term], items: {L2: {failed: [lease-term]}}}}
"""
    path = rules / EXAMPLES
    path.write_text(path.read_text(encoding="utf-8") + case, encoding="utf-8")
    assert findings(rules) == []


def test_a_case_has_its_own_day_and_application(rules: Path) -> None:
    case = """  - example: 明年少一成
    base: 甲
    as_of: 2027-01-01T09:00
    application: {kind: 新申请, batch: "1", filed_at: 2027-01-01T09:00}
    expect: {grant: {amount: {at_most: "40000.00"}}}
  - example: 去年还没有施行
    base: 甲
    as_of: 2025-12-31
    expect: {grant: {outcome: ineligible, failed: [in-force]}}
"""
    path = rules / EXAMPLES
    path.write_text(path.read_text(encoding="utf-8") + case, encoding="utf-8")
    assert findings(rules) == []


def test_a_satisfied_any_keeps_its_false_parts_out_of_the_failed(rules: Path) -> None:
    case = """  - example: 租期差一月，用途已核查
    base: 甲
    with: {leases: [{id: L1, area: "500.00", months: 35, zone: 东片}]}
    expect: {rent: {failed: [lease-term]}}
  - example: 用途不符且人数不够
    base: 甲
    with: {"city/ten#rent/office-use": false}
    expect: {rent: {failed: [many, office-use]}}
"""
    path = rules / EXAMPLES
    path.write_text(path.read_text(encoding="utf-8") + case, encoding="utf-8")
    assert findings(rules) == []


def test_only_what_an_example_expects_something_of_counts_as_seen(rules: Path) -> None:
    (coverage,) = run_examples(read_library(rules)).coverage
    seen = {(shown.owner, shown.name): sorted(shown.seen) for shown in coverage.conditions.values()}
    assert seen == {
        ("", "legal-person"): ["false", "true"],
        ("", "in-force"): ["true"],
        ("grant", "enough"): ["true", "unknown"],
        ("rent", "2"): ["true"],
        ("rent", "many"): ["false"],
        ("rent", "office-use"): ["true"],
        ("rent", "lease-term"): ["true"],
    }
    possible = {(shown.owner, shown.name): shown.possible for shown in coverage.conditions.values()}
    assert possible["", "in-force"] == ("true", "false")
    assert possible["rent", "lease-term"] == ("true", "false", "unknown")
    assert {name: shown.unseen for (_, name), shown in coverage.rows.items()} == {"单价": ["2"]}


def test_rules_with_errors_run_no_examples(rules: Path) -> None:
    change(rules / RENT, "本租约.租期 >= 36月", "本租约.租期 >= 36人")
    with pytest.raises(RulesError):
        run_examples(read_library(rules))
