"""One firm's facts: what is taken, in which forms, and the message for everything that is not."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policy_engine
from policy_engine.decide.profile import Profile, read_profile
from policy_engine.errors import ProfileError
from policy_engine.values import days_of
from tests.decide.cases import library
from tests.decide.random_profiles import random_profile

RULES = library("amount: 1元\nwhen:\n  - {id: fair, review: 属实 | it is true}\n")
REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "an undeclared fact": (
        {"employes": 3},
        "facts.employes: 未声明的指标\n  是否想用 employees？可用指标见 rules/vocabulary/",
    ),
    "an undeclared fact without a value": (
        {"employes": None},
        "facts.employes: 未声明的指标\n  是否想用 employees？可用指标见 rules/vocabulary/",
    ),
    "a review that does not exist, not answered": (
        {"city/ten#a/fare": None},
        "facts.city/ten#a/fare: 没有这一条人工核查\n  是否想用 city/ten#a/fair？",
    ),
    "a fact by its Chinese name": (
        {"从业人员": 3},
        "facts.从业人员: 未声明的指标\n  用编号 employees",
    ),
    "a negative head-count": (
        {"employees": -1},
        "facts.employees: -1 超出可能的范围（0人 至 100000人）",
    ),
    "more than can be": (
        {"employees": 100001},
        "facts.employees: 100001 超出可能的范围（0人 至 100000人）",
    ),
    "a number beyond all bounds": (
        {"employees": 10**5000},
        "facts.employees: … 超出可能的范围（0人 至 100000人）",
    ),
    "a fraction of people": (
        {"employees": 3.5},
        "facts.employees: 数 3.5 不能用 JSON 小数表示\n  写成整数，例如 120",
    ),
    "a whole number as a fraction": (
        {"employees": 3.0},
        "facts.employees: 数 3.0 不能用 JSON 小数表示\n  写成整数，例如 120",
    ),
    "text for a number": (
        {"employees": "3"},
        'facts.employees: 应是整数，不是 "3"\n  例如 120',
    ),
    "a truth for a number": (
        {"employees": True},
        "facts.employees: 应是整数，不是 true\n  例如 120",
    ),
    "a list for a number": (
        {"employees": [3]},
        "facts.employees: 应是整数，不是 [3]\n  例如 120",
    ),
    "evidence of no kind": (
        {"employees": {"value": 3, "evidence": "sure"}},
        "facts.employees.evidence: 应是 claimed, documented, verified, disputed 之一",
    ),
    "a misspelt wrapper": (
        {"employees": {"value": 3, "evidens": "claimed"}},
        "facts.employees.evidens: 未知的键\n  是否想用 evidence？",
    ),
    "evidence without a value": (
        {"employees": {"evidence": "claimed"}},
        'facts.employees: 应是整数，不是 {"evidence": "claimed"}\n  例如 120',
    ),
    "a fraction of money": (
        {"capital": 0.5},
        'facts.capital: 数 0.5 不能用 JSON 小数表示\n  写成文字，例如 "1200000.00"',
    ),
    "too many places": (
        {"capital": "5.001"},
        'facts.capital: “5.001” 不是至多 2 位小数的十进制数\n  例如 "1200000.00"',
    ),
    "separators": (
        {"capital": "5,000.00"},
        'facts.capital: “5,000.00” 不是至多 2 位小数的十进制数\n  例如 "1200000.00"',
    ),
    "an exponent": (
        {"capital": "1e3"},
        'facts.capital: “1e3” 不是至多 2 位小数的十进制数\n  例如 "1200000.00"',
    ),
    "a unit in the value": (
        {"capital": "5元"},
        'facts.capital: “5元” 不是至多 2 位小数的十进制数\n  只写数，以元计，例如 "1200000.00"',
    ),
    "a unit in a whole number": (
        {"employees": "86人"},
        'facts.employees: 应是整数，不是 "86人"\n  只写数，以人计，例如 120',
    ),
    "a share without its sign": (
        {"share": 12},
        'facts.share: 12 超出可能的范围（0 至 1）\n  是否想写 "12%"？',
    ),
    "money out of range": (
        {"capital": "1000000000.01"},
        'facts.capital: "1000000000.01" 超出可能的范围（0元 至 1000000000元）',
    ),
    "money out of range in its own unit": (
        {"profit": "100001"},
        'facts.profit: "100001" 超出可能的范围（-100000万元 至 100000万元）',
    ),
    "a share above one": (
        {"share": "101%"},
        'facts.share: "101%" 超出可能的范围（0 至 1）',
    ),
    "a share too fine": (
        {"share": "0.00001"},
        'facts.share: “0.00001” 不是至多 4 位小数的十进制数\n  例如 "0.05" 或 "5%"',
    ),
    "a misspelt code": (
        {"district": "青埔区"},
        "facts.district: “青埔区” 不是已声明的值\n  是否想用 “青浦区”？可用：青浦区、嘉定区、其他",
    ),
    "a number for a code": (
        {"district": 3},
        "facts.district: 应是不超过 500 字的文字",
    ),
    "text that does not match": (
        {"industry": "65A"},
        "facts.industry: “65A” 的写法不对\n  什么行业？（须符合 [0-9]{1,4}）",
    ),
    "0 for false": (
        {"legal_person": 0},
        "facts.legal_person: 应是 true 或 false，不是 0\n  写 true 或 false；未知就不写",
    ),
    "text for a truth": (
        {"legal_person": "true"},
        'facts.legal_person: 应是 true 或 false，不是 "true"\n  写 true 或 false，不加引号；未知就不写',
    ),
    "a date that does not exist": (
        {"founded_on": "2026-02-30"},
        "facts.founded_on: “2026-02-30” 不是存在的日期或时刻\n  写成 2026-03-15 或 2026-03-15T10:00",
    ),
    "a date written otherwise": (
        {"founded_on": "2026/1/1"},
        "facts.founded_on: “2026/1/1” 不是日期或时刻的写法\n  写成 2026-01-01",
    ),
    "a date before all": (
        {"founded_on": "1949-12-31"},
        "facts.founded_on: 日期须在 1950-01-01 与 2100-12-31 之间",
    ),
    "a number for a date": (
        {"founded_on": 20260101},
        "facts.founded_on: 20260101 不是日期或时刻的写法\n  写成 2026-01-01",
    ),
    "one code for a set": (
        {"chains": "甲链"},
        'facts.chains: 应是列表\n  例如 ["甲链"]；一个也没有就写 []',
    ),
    "an unknown in a set": (
        {"chains": [None]},
        "facts.chains[0]: 列表里不能有未知的值\n  整个列表未知就不写它",
    ),
    "a misspelt code in a set": (
        {"chains": ["丁链"]},
        "facts.chains[0]: “丁链” 不是已声明的值\n  是否想用 “甲链”？可用：甲链、乙链、丙链",
    ),
    "an annual fact without years": (
        {"revenue": "5.00"},
        'facts.revenue: 要按会计年度给出\n  例如 {"2025": "1200000.00"}',
    ),
    "a year that is none": (
        {"revenue": {"25": "5.00"}},
        "facts.revenue.25: 不是会计年度\n  例如 2025",
    ),
    "a fraction in a year": (
        {"revenue": ["5.00", 0.5]},
        'facts.revenue[1]: 数 0.5 不能用 JSON 小数表示\n  写成文字，例如 "1200000.00"',
    ),
    "a group for a list": (
        {"leases": {}},
        'facts.leases: 应是列表\n  每一项是一组键值：[{"id": …}]；一项也没有就写 []',
    ),
    "a number for an item": (
        {"leases": [3]},
        "facts.leases[0]: 应是一组键值",
    ),
    "an undeclared field": (
        {"leases": [{"size": 3}]},
        "facts.leases[0].size: 未知的键\n  是否想用 zone？",
    ),
    "two items with one id": (
        {"leases": [{"id": "L1"}, {"id": "L1"}]},
        "facts.leases[1].id: 编号 L1 用了两次\n  没有编号的项以次序为编号",
    ),
    "an item with an empty id": (
        {"leases": [{"id": ""}]},
        "facts.leases[0].id: 编号是空的\n  写一个编号，或不写：没有编号的项以次序为编号",
    ),
    "items with blanks for ids": (
        {"leases": [{"id": "L1"}, {"id": " 　"}]},
        "facts.leases[1].id: 编号是空的\n  写一个编号，或不写：没有编号的项以次序为编号",
    ),
    "too many items": (
        {"leases": [{}] * 51},
        "facts.leases: 不超过 50 项",
    ),
    "a field out of range": (
        {"leases": [{"months": 601}]},
        "facts.leases[0].months: 601 超出可能的范围（0月 至 600月）",
    ),
    "a finding on no review": (
        {"city/ten#a/fine": True},
        "facts.city/ten#a/fine: 没有这一条人工核查\n  是否想用 city/ten#a/fair？",
    ),
    "a finding that is no truth": (
        {"city/ten#a/fair": 1},
        "facts.city/ten#a/fair: 应是 true 或 false\n  写 true 或 false；未知就不写",
    ),
}


def read(facts: object, **more: object) -> Profile:
    return read_profile(RULES, {"facts": facts, **more})


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_has_its_message(name: str) -> None:
    facts, said = REFUSED[name]
    with pytest.raises(ProfileError) as error:
        read(facts)
    assert error.value.show() == f"画像不能使用：1 处错误\n{said}"
    assert [defect.path.split(".")[0] for defect in error.value.defects] == ["facts"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"as_of": "2026-02-30"}, "as_of: “2026-02-30” 不是存在的日期或时刻\n  写成 2026-03-15 或 2026-03-15T10:00"),
        ({"as_of": 20260315}, "as_of: 20260315 不是日期或时刻的写法\n  写成 2026-03-15"),
        ({"fact": {}}, "fact: 未知的键\n  是否想用 facts？"),
        ({"employees": 20}, "employees: 未知的键\n  指标写在 facts 下面"),
        ({"city/ten#a/fair": True}, "city/ten#a/fair: 未知的键\n  指标写在 facts 下面"),
        ({"application": []}, "application: 应是一组键值"),
        ({"application": False}, "application: 应是一组键值"),
        ({"application": {"kind": "续期"}}, "application.kind: “续期” 不是已声明的值\n  可用：新申请、复核"),
        ({"application": {"bach": "1"}}, "application.bach: 未知的键\n  是否想用 batch？"),
        (
            {"application": {"filed_at": "2026-03-15T25:00"}},
            "application.filed_at: “2026-03-15T25:00” 不是存在的日期或时刻\n  写成 2026-03-15 或 2026-03-15T10:00",
        ),
    ],
)
def test_what_stands_around_the_facts_is_as_strict(more: dict[str, object], said: str) -> None:
    with pytest.raises(ProfileError) as error:
        read({}, **more)
    assert error.value.show() == f"画像不能使用：1 处错误\n{said}"


@pytest.mark.parametrize(
    ("application", "fact", "told"),
    [
        ({"kind": "新申请"}, "application_kind", "复核"),
        ({"batch": "1"}, "batch", "2"),
        ({"filed_at": "2026-03-15T10:00"}, "applied_at", "2026-03-14"),
    ],
)
def test_an_application_and_a_fact_do_not_contradict_each_other(
    application: dict[str, str], fact: str, told: str
) -> None:
    (key, same) = next(iter(application.items()))
    assert read({fact: same}, application=application).single[fact] == read({}, application=application).single[fact]
    with pytest.raises(ProfileError) as error:
        read({fact: told}, application=application)
    assert error.value.show() == f"画像不能使用：1 处错误\napplication.{key}: 与 facts.{fact} 不一致\n  只写一处"


def test_a_whole_number_written_with_a_point_is_whole_in_json() -> None:
    facts = read_profile(RULES, '{"facts": {"employees": 86.0}}').single
    assert facts == read({"employees": 86}).single
    for text in ("86.", "86.01", "86e0", "8.60e1", "86." + "0" * 38):
        with pytest.raises(ProfileError):
            read_profile(RULES, f'{{"facts": {{"employees": {text}}}}}')


@pytest.mark.parametrize("facts", [None, [], "employees", 3])
def test_facts_are_a_group(facts: object) -> None:
    with pytest.raises(ProfileError) as error:
        read(facts)
    advice = "\n  指标写在 facts 下面；一个也没有就写 {}" if facts is None else ""
    assert error.value.show() == f"画像不能使用：1 处错误\nfacts: 应是一组指标{advice}"


@pytest.mark.parametrize("written", ["yes", "True", "是", "无", "1"])
def test_a_truth_written_otherwise_in_yaml_has_advice(written: str) -> None:
    with pytest.raises(ProfileError) as error:
        read_profile(RULES, f"facts:\n  legal_person: {written}\n")
    assert error.value.show("en").splitlines()[-1] == "write true or false; leave it out when it is unknown"


@pytest.mark.parametrize(
    ("fact", "english", "value"),
    [
        ("industry_track", "IC design", "集成电路设计"),
        ("registered_district", "qingpu", "青浦区"),
        ("registered_district", "Qingpoo", "青浦区"),
    ],
)
def test_a_code_in_english_has_its_value_for_advice(fact: str, english: str, value: str) -> None:
    with pytest.raises(ProfileError) as error:
        read_profile(policy_engine.load("rules"), {"facts": {fact: english}})
    (defect,) = error.value.defects
    assert defect.advice is not None
    assert defect.advice.en.startswith(f"did you mean {value}?")


@pytest.mark.parametrize("written", ["2020年6月18日", "2020.06.18", "2020/06/18", "20200618", "2020-6-18"])
def test_a_day_written_otherwise_is_told_as_it_is_written(written: str) -> None:
    with pytest.raises(ProfileError) as error:
        read({"founded_on": written})
    assert error.value.show("en").splitlines()[1:] == [
        f'facts.founded_on: "{written}" is not how a date or time is written', "  write 2020-06-18",
    ]  # fmt: skip


def test_every_defect_is_reported_at_once() -> None:
    with pytest.raises(ProfileError) as error:
        read({"employees": -1, "capital": 0.5, "nothing": 1}, as_of="never")
    assert [defect.path for defect in error.value.defects] == [
        "as_of",
        "facts.employees",
        "facts.capital",
        "facts.nothing",
    ]


# Forms -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "given", "stored"),
    [
        ("employees", 20, 20),
        ("capital", "1200.5", 120050),
        ("capital", 1200, 120000),
        ("capital", "0", 0),
        ("profit", "-12", -120000),
        ("share", "5%", 500),
        ("share", "0.05", 500),
        ("share", "12.5%", 1250),
        ("score", "-0.5", -5),
        ("legal_person", False, False),
        ("district", "青浦区", "青浦区"),
        ("industry", "0110", "0110"),
        ("founded_on", "2026-02-28", days_of(2026, 2, 28)),
        ("applied_at", "2026-02-28T10:00", days_of(2026, 2, 28)),
    ],
)
def test_a_value_is_stored_exactly(fact: str, given: object, stored: object) -> None:
    assert read({fact: given}).single == {fact: stored}


def test_null_is_unknown_and_an_empty_list_is_known() -> None:
    profile = read({"employees": None, "leases": [], "chains": [], "capital": {"value": None, "evidence": "verified"}})
    assert (profile.single, profile.lists) == ({}, {"leases": ()})
    assert profile.facts_on(20000) == {"leases": (), "chains#甲链": False, "chains#乙链": False, "chains#丙链": False}


def test_json_and_yaml_give_the_same_profile(tmp_path: Path) -> None:
    facts = {
        "employees": 20, "capital": "5.00", "legal_person": True, "founded_on": "2020-02-29", "industry": "0110",
        "revenue": {"2025": "3.00"}, "chains": ["甲链"], "leases": [{"id": "L1", "months": 36, "own_use": False}],
        "city/ten#a/fair": True, "district": {"value": "青浦区", "evidence": "verified"},
    }  # fmt: skip
    data = {"as_of": "2026-03-15T10:00", "application": {"batch": "1"}, "facts": facts}
    text = json.dumps(data, ensure_ascii=False, indent=1)
    yaml = tmp_path / "firm.yaml"
    yaml.write_text(
        "as_of: 2026-03-15T10:00\napplication: {batch: 1}\nfacts:\n  employees: 20\n  capital: 5.00\n  legal_person: true\n"
        "  founded_on: 2020-02-29\n  industry: 0110\n  revenue: {2025: 3.00}\n  chains: [甲链]\n"
        "  leases:\n    - {id: L1, months: 36, own_use: false}\n  city/ten#a/fair: true\n"
        "  district: {value: 青浦区, evidence: verified}\n",
        encoding="utf-8",
    )
    read_all = [read_profile(RULES, one) for one in (data, text, text.encode(), "\ufeff" + text, yaml)]
    assert all(one == read_all[0] for one in read_all)


JSON_TEXTS: dict[str, tuple[int, int, str, str | None]] = {
    '{"facts": {"employees": NaN}}': (12, 9, "facts.employees：NaN 不是数", "未知就不写，或写 null"),
    '{"facts": {"employees": -Infinity}}': (12, 9, "facts.employees：-Infinity 不是数", "未知就不写，或写 null"),
    '{"facts": {"capital": 1.50}}': (
        12,
        7,
        "facts.capital：数 1.50 不能用 JSON 小数表示",
        '写成文字，例如 "1200000.00"',
    ),
    '{"facts": {"capital": 1e400}}': (
        12,
        7,
        "facts.capital：数 1e400 不能用指数写法",
        '写成文字，例如 "1200000.00"',
    ),
    '{"facts": {"employees": ' + "1234567890" * 5 + "}}": (
        12,
        9,
        "facts.employees：数 12345678901234567890… 太大",
        "写成整数，例如 120",
    ),
    '{"facts": {"chains": [], "leases": [{}, {"area": "1", "size": 3}]}}': (
        55,
        4,
        "facts.leases[1].size：未知的键",
        "是否想用 zone？",
    ),
    '{"facts": {"revenue": {"value": {"2025": 1.5}, "evidence": "claimed"}}}': (
        34,
        4,
        "facts.revenue.2025：数 1.5 不能用 JSON 小数表示",
        '写成文字，例如 "1200000.00"',
    ),
    '{"facts": {}, "facts": {}}': (15, 5, "键 “facts” 写了两次", "只留一个"),
    '{"facts": {}, 3}': (14, 1, "JSON 写错了", "检查逗号、引号和括号"),
    '{"facts": {"name": "\\ud800"}}': (20, 1, "文字里有半个字符（不成对的 \\ud800 一类）", None),
}


@pytest.mark.parametrize("text", JSON_TEXTS)
def test_json_that_says_what_json_cannot_is_refused(text: str) -> None:
    with pytest.raises(ProfileError) as error:
        read_profile(RULES, text)
    column, width, said, advice = JSON_TEXTS[text]
    lines = [f"profile:1:{column + 1}: {said}", f"  1 | {text}", f"    | {' ' * column}{'^' * width}"]
    assert error.value.show().splitlines() == ["画像不能使用：1 处错误", "", *lines, *([advice] if advice else [])]


def test_json_may_be_indented_with_tabs() -> None:
    assert read_profile(RULES, '{\n\t"facts": {"employees": 20}}').single == {"employees": 20}


YAML_TEXTS: dict[str, tuple[str, str | None]] = {
    "as_of: 2026-03-15\nfacts:\n  employes: 3\n": (
        "profile:3:3: facts.employes：未声明的指标\n  3 |   employes: 3\n    |   ^^^^^^^^",
        "是否想用 employees？可用指标见 rules/vocabulary/",
    ),
    "facts:\n  leases:\n    - {id: L1, months: 601}\n": (
        "profile:3:16: facts.leases[0].months：\"601\" 超出可能的范围（0月 至 600月）\n"
        "  3 |     - {id: L1, months: 601}\n    |                ^^^^^^",
        None,
    ),
    "facts:\n  employees：3\n": (
        "profile:1:1: facts：应是一组指标\n  1 | facts:\n    | ^^^^^",
        "键后面用半角冒号加空格，不用全角 “：”",
    ),
    "facts：\n": (
        "profile:1:1: 画像应是一组键值\n  1 | facts：\n    | ^",
        "键后面用半角冒号加空格，不用全角 “：”",
    ),
    "facts:\n\temployees: 3\n\tscore: 1\n": (
        "profile:2:1: 不能用制表符（Tab）（共 2 处）\n  2 | \temployees: 3\n    | ^",
        "换成空格；缩进用两个空格",
    ),
    "facts: " + "[" * 17 + "]" * 17: (
        f"profile:1:23: 嵌套超过 16 层\n  1 | facts: {'[' * 17}{']' * 17}\n    | {' ' * 22}^",
        "画像用不到这么多层：检查括号和缩进",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", YAML_TEXTS)
def test_a_defect_of_a_text_has_its_place(text: str) -> None:
    with pytest.raises(ProfileError) as error:
        read_profile(RULES, text)
    said, advice = YAML_TEXTS[text]
    assert error.value.show() == "\n".join(["画像不能使用：1 处错误", "", said, *([advice] if advice else [])])


def test_a_defect_found_when_it_is_decided_has_its_place_too() -> None:
    profile = read_profile(RULES, "facts:\n  founded_on: 2020-01-01\n  age_years: 9\n")
    with pytest.raises(ProfileError) as error:
        policy_engine.decide(RULES, profile, "city/ten#a", as_of="2026-03-15")
    assert error.value.show("en").splitlines()[2:] == [
        "profile:3:3: facts.age_years: contradicts what the other facts lead to: 9 here, 6 from them",
        "  3 |   age_years: 9",
        "    |   ^^^^^^^^^",
        "leave it out, or correct the facts it rests on",
    ]


@pytest.mark.parametrize(
    ("data", "advice"), [({"facts": {}}, "write as_of, e.g. 2026-03-15"), ("facts: {}", "--as-of")]
)
def test_without_a_day_the_advice_is_what_can_be_written(data: dict[str, object] | str, advice: str) -> None:
    with pytest.raises(ProfileError) as error:
        policy_engine.match(RULES, read_profile(RULES, data))
    (defect,) = error.value.defects
    assert defect.advice is not None
    assert advice in defect.advice.en
    assert ("--as-of" in defect.advice.zh) == isinstance(data, str)


def test_the_same_file_in_utf_16_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "firm.yaml"
    path.write_bytes("facts: {}".encode("utf-16"))
    with pytest.raises(ProfileError) as error:
        read_profile(RULES, path)
    assert error.value.show("en").splitlines()[1:] == [
        f"{path.as_posix()}: the file is encoded as UTF-16 or UTF-32",
        "save the file as UTF-8 in your editor",
    ]


def test_a_profile_of_100_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.write(b'{"facts": {}}')
        file.truncate(100_000_000)
    with pytest.raises(ProfileError) as error:
        read_profile(RULES, path)
    assert error.value.show().endswith("huge.json: 画像超过 2000000 字节")
    with pytest.raises(ProfileError) as error:
        read_profile(RULES, b" " * 2_000_001)
    assert error.value.show() == "画像不能使用：1 处错误\nprofile: 画像超过 2000000 字节"


def test_a_profile_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as error:
        read_profile(RULES, tmp_path / "nowhere.json")
    assert error.value.show().endswith("nowhere.json: 读不出文件：没有这个文件")
    with pytest.raises(ProfileError) as error:
        read_profile(RULES, tmp_path)
    assert error.value.show().endswith("：这是目录，不是文件")
    assert error.value.show("en").endswith(": the file cannot be read: Is a directory")


# Laws ------------------------------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=6) | st.sampled_from(["value", "id", "evidence", "2025"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(sorted([*RULES.vocabulary.facts, *RULES.vocabulary.lists, "city/ten#a/fair", "x"])),
        anything,
        max_size=4,
    )
)
def test_any_data_is_read_or_refused_with_the_paths_of_its_facts(facts: dict[str, object]) -> None:
    profile = taken(facts)
    assert profile is None or policy_engine.decide(RULES, profile, "city/ten#a", as_of="2026-03-15").json


def taken(facts: dict[str, object]) -> Profile | None:
    """A profile that is read; of one that is refused every defect names a fact."""
    try:
        return read(facts)
    except ProfileError as refused:
        paths = [defect.path for defect in refused.defects]
        said = [refused.show("zh"), refused.show("en")]
    assert paths
    assert all(path.startswith("facts.") for path in paths)
    assert all(said)
    return None


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_any_text_is_read_or_refused(text: str | bytes) -> None:
    with contextlib.suppress(ProfileError):
        read_profile(RULES, text)


@given(st.integers(0, 2**32))
def test_a_written_profile_is_read_the_same_from_data_and_from_json(seed: int) -> None:
    data = random_profile(RULES, seed, 0.8)
    assert read_profile(RULES, data) == read_profile(RULES, json.dumps(data, ensure_ascii=False))
