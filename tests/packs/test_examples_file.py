"""Examples as written: base profiles, cases, and every mistake in them."""

import pytest

from policy_engine.packs.examples import Examples, read_examples
from policy_engine.packs.fields import Moment
from policy_engine.source import Source
from policy_engine.values import days_of

FILE = """\
examples: shanghai/qingpu/it-ten
profiles:
  甲:
    as_of: 2026-03-15
    application: {kind: 新申请, batch: "1", filed_at: 2026-03-15T10:00}
    facts:
      employees: 90
      leases: [{id: L1, area: "30.00", own_use: true}]
      name: "null"
      uscc: null
cases:
"""
CASE = "  - example: 一\n    base: 甲\n    expect: {rent: {outcome: eligible}}\n"


def read(cases: str = CASE, file: str = FILE) -> tuple[Examples | None, list[str]]:
    examples, findings = read_examples(Source("examples.yaml", file + cases))
    return examples, [finding.show() for finding in findings]


def test_facts_stay_plain_texts_lists_and_groups() -> None:
    examples, findings = read()
    assert findings == []
    assert examples is not None
    base = examples.profiles["甲"]
    assert base.facts == {
        "employees": "90",
        "leases": [{"id": "L1", "area": "30.00", "own_use": "true"}],
        "name": "null",
        "uscc": None,
    }
    assert base.as_of == Moment(days_of(2026, 3, 15))
    assert base.application is not None
    assert base.application.filed_at == Moment(days_of(2026, 3, 15), 600)


def test_a_case_says_what_differs_and_what_comes_out() -> None:
    examples, findings = read(
        "  - example: 一\n    base: 甲\n    with: {employees: 91}\n    without: [leases]\n    as_of: 2026-04-01\n"
        '    expect: {rent: {outcome: undetermined, amount: {at_most: "5.00"}, missing: [leases]}, values: {企业规模: 小型}}\n'
    )
    assert findings == []
    assert examples is not None
    (case,) = examples.cases
    assert (case.with_, case.without, case.where.line) == ({"employees": "91"}, ("leases",), 12)
    rent = case.expect.measures["rent"]
    assert rent.amount is not None
    assert (rent.outcome, rent.amount.at_least, rent.amount.at_most, rent.missing, rent.failed) == (
        "undetermined", None, "5.00", ("leases",), None,
    )  # fmt: skip
    assert case.expect.values == {"企业规模": "小型"}


BAD = {
    "repeated name": (
        CASE + CASE,
        "examples.yaml:15:5: 用例 “一” 重名\n  15 |   - example: 一\n     |     ^^^^^^^\n换一个名称",
    ),
    "no such base": (
        CASE.replace("甲", "乙"),
        "examples.yaml:13:11: 没有基本画像 “乙”\n  13 |     base: 乙\n     |           ＾\n写在 profiles 里",
    ),
    "no day": (
        CASE.replace("    base: 甲\n", ""),
        "examples.yaml:12:5: 没有基准日 as_of\n  12 |   - example: 一\n     |     ^^^^^^^\n写在用例或基本画像里",
    ),
    "takes away what is not there": (
        CASE + "    without: [lease]\n",
        "examples.yaml:15:15: without 的 “lease” 不在基本画像里\n"
        "  15 |     without: [lease]\n     |               ^^^^^\n是否想用 “leases”？",
    ),
    "expects nothing": (
        CASE.replace("{rent: {outcome: eligible}}", "{}"),
        "examples.yaml:12:5: expect 是空的\n  12 |   - example: 一\n     |     ^^^^^^^\n写上措施或 values",
    ),
    "expects nothing of a measure": (
        CASE.replace("{outcome: eligible}", "{}"),
        "examples.yaml:14:14: 这里没有写期望什么\n  14 |     expect: {rent: {}}\n     |              ^^^^\n"
        "写上 outcome, amount, failed, missing, flags, state, items 中的一个，或删掉它",
    ),
    "expects nothing of an item": (
        CASE.replace("{outcome: eligible}", "{items: {L1: {}}}"),
        "examples.yaml:14:29: 这里没有写期望什么\n  14 |     expect: {rent: {items: {L1: {}}}}\n     |                             ^^\n"
        "写上 outcome, amount, failed 中的一个，或删掉它",
    ),
    "expects nothing of an amount": (
        CASE.replace("{outcome: eligible}", "{amount: {}}"),
        "examples.yaml:14:21: 这里没有写期望什么\n  14 |     expect: {rent: {amount: {}}}\n     |                     ^^^^^^\n"
        "写上 at_least, at_most 中的一个，或删掉它",
    ),
    "fact without a value": (
        CASE + "    with:\n      employees:\n",
        "examples.yaml:15:5: 没有写值\n  15 |     with:\n     |     ^^^^\n未知写 null，空列表写 []",
    ),
    "facts that are none": (
        CASE + "    with: [employees]\n",
        "examples.yaml:15:5: 这里应是一组指标\n  15 |     with: [employees]\n     |     ^^^^\n每个指标写成 `指标: 值`",
    ),
    "outcome that is none": (
        CASE.replace("eligible", "elligible"),
        "examples.yaml:14:30: “elligible” 不是这里可用的词\n"
        "  14 |     expect: {rent: {outcome: elligible}}\n     |                              ^^^^^^^^^\n是否想用 “eligible”？",
    ),
    "amount without places": (
        CASE.replace("outcome: eligible", "amount: {at_least: 5万元}"),
        "examples.yaml:14:40: “5万元” 不是以元计、两位小数的金额\n"
        "  14 |     expect: {rent: {amount: {at_least: 5万元}}}\n"
        '     |                                        ^＾＾\n写成 "600000.00" 的样子',
    ),
    "takes away from no base": (
        CASE.replace("    base: 甲\n", "    as_of: 2026-01-01\n    without: [leases]\n"),
        "examples.yaml:14:15: without 的 “leases” 不在基本画像里\n  14 |     without: [leases]\n     |               ^^^^^^\n删掉它",
    ),
    "part of a decision that is not of an item": (
        CASE.replace("{outcome: eligible}", "{items: {L1: {state: open}}}"),
        "examples.yaml:14:34: 未知的键 “state”\n"
        "  14 |     expect: {rent: {items: {L1: {state: open}}}}\n     |                                  ^^^^^\n"
        "可用的键：outcome, amount, failed",
    ),
    "unknown part of a decision": (
        CASE.replace("outcome", "result"),
        "examples.yaml:14:21: 未知的键 “result”\n"
        "  14 |     expect: {rent: {result: eligible}}\n     |                     ^^^^^^\n"
        "可用的键：outcome, amount, failed, missing, flags, state, items",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_mistake_in_examples_is_a_finding(name: str) -> None:
    cases, expected = BAD[name]
    examples, findings = read(cases)
    assert findings == [expected]
    assert examples is None
