"""What a vocabulary file may and may not say, and what a declaration becomes."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_engine.packs.vocabulary import FactDeclaration, Vocabulary, load_vocabulary, read_vocabulary
from policy_engine.source import Source
from policy_engine.values import days_of, say_scaled

RULES = Path(__file__).parents[2] / "rules"
ASKED = "question: 问 | ask, verified_by: 证 | proof, changeable: no, effort: low, personal: no"


def read(*texts: str) -> tuple[Vocabulary, list[str]]:
    sources = [Source(f"s{number}.yaml", f"vocabulary: s{number}\n{text}") for number, text in enumerate(texts)]
    vocabulary, findings = read_vocabulary(sources)
    return vocabulary, [finding.show() for finding in findings]


def fact(keys: str, asked: str = ASKED) -> tuple[FactDeclaration | None, list[str]]:
    more = f", {asked}" if asked else ""
    vocabulary, findings = read(f"facts:\n  f: {{zh: 甲, en: f, {keys}{more}}}\n")
    return vocabulary.fact("甲"), [
        finding.split("\n")[0].split(": ", 1)[1] + " / " + finding.split("\n")[-1] for finding in findings
    ]


BAD = {
    "kind: quantity, min: 0, max: 1": "quantity 要有 unit / 补上 `unit: …`",
    "kind: quantity, unit: 亩, min: 0, max: 1": "未知的单位 “亩” / 可用的单位：",
    "kind: quantity, unit: 元/亩, min: 0, max: 1": "未知的单位 “亩” / 可用的单位：",
    "kind: money, unit: 元/㎡/年, min: 0, max: 1": "“元/㎡/年” 不能精确换算成基本单位 / 改用以月或天计的单位",
    "kind: number, unit: 人, min: 0, max: 1": "number 不用 unit / 删掉 unit，或改 kind",
    "kind: number, min: 0": "number 要有 max / 补上 `max: …`",
    "kind: truth, min: 0": "truth 不用 min / 删掉 min，或改 kind",
    "kind: number, min: 2, max: 1": "max 小于 min / 检查两端",
    "kind: number, min: 0.5, max: 1": "“0.5” 的小数超过 0 位 / 写 decimals，或减少小数",
    "kind: number, min: 1e3, max: 1": "“1e3” 不是十进制数 / 写成 0、-5、0.25 的样子，不写单位",
    "kind: number, decimals: 13, min: 0, max: 1": "小数超过 12 位 / 换一个大小合适的单位",
    "kind: number, decimals: 一, min: 0, max: 1": "“一” 不是正整数 / 写成 1、2、3 的样子",
    "kind: money, unit: 万人, min: 0, max: 1": "未知的单位 “万人” / 是否想用 “人”？",
    "kind: code": "code 要有 values / 补上 `values: …`",
    "kind: text, values: [甲]": "text 不用 values / 删掉 values，或改 kind",
    "kind: code, values: [大型], labels: {大形: large}": "labels 里的 “大形” 不在 values 里 / 是否想用 “大型”？",
    "kind: date, earliest: 2026-02-30": "“2026-02-30” 不是存在的日期 / 写成 2026-03-01 的样子",
    "kind: date, latest: today": "“today” 不是存在的日期 / 写成 2026-03-01 的样子",
    "kind: truth, latest: as_of": "truth 不用 latest / 删掉 latest，或改 kind",
    "kind: truth, latest: 2026-02-28": "truth 不用 latest / 删掉 latest，或改 kind",
    "kind: text, pattern: '(a+)+b'": "这个正则表达式遇到某些文字会算得太久 / 不重复括号里的一组",
    "kind: text, pattern: 'a*a*a*b'": "这个正则表达式遇到某些文字会算得太久 / 不重复括号里的一组",
    "kind: number, min: ０, max: 1": "“０” 不是十进制数 / 写成 0、-5、0.25 的样子",
    "kind: text, pattern: '('": "不是正则表达式：missing ), unterminated subpattern / 检查括号和反斜杠",
    "kind: truth, many: yes": "truth 不用 many / 删掉 many，或改 kind",
    "kind: truth, annual: 3": "truth 不用 annual / 删掉 annual，或改 kind",
    "kind: number, annual: 0, min: 0, max: 1": "“0” 不是正整数 / 写成 1、2、3 的样子",
    "kind: truth, derived: national/sme-size": "有 derived 的指标不问企业 / 删掉 question 等键",
    "kind: boolean": "“boolean” 不是这里可用的词 / 可用的词：",
    "kind: truth, effrt: low": "未知的键 “effrt” / 是否想用 “effort”？",
}


@pytest.mark.parametrize("keys", BAD)
def test_a_mistake_in_a_fact_is_a_finding(keys: str) -> None:
    declared, findings = fact(keys)
    assert declared is None
    assert [finding[: len(BAD[keys])] for finding in findings] == [BAD[keys]]


def test_the_golden_form() -> None:
    _, findings = read(
        f"facts:\n  headcount:\n    zh: 人数\n    en: heads\n    kind: number\n    {ASKED.replace(', ', chr(10) + '    ')}\n"
    )
    assert findings == ["s0.yaml:3:3: number 要有 min\n  3 |   headcount:\n    |   ^^^^^^^^^\n补上 `min: …`"]


@pytest.mark.parametrize(
    ("asked", "finding"),
    [
        ("", "向企业询问的指标还缺 question, verified_by, changeable, effort, personal / 补上它们，或写 derived 或 is"),
        (
            "question: 问, effort: low",
            "向企业询问的指标还缺 verified_by, changeable, personal / 补上它们，或写 derived 或 is",
        ),
        (ASKED.replace("personal: no", "personal: maybe"), "“maybe” 应是 yes 或 no / 写 yes 或 no"),
        (ASKED.replace("effort: low", "effort: some"), "“some” 不是这里可用的词 / 可用的词：low, medium, high"),
    ],
)
def test_a_fact_that_is_asked_for_says_how(asked: str, finding: str) -> None:
    assert fact("kind: truth", asked)[1] == [finding]


def test_a_fact_is_derived_in_one_way() -> None:
    text = "facts:\n  f:\n    zh: 甲\n    en: f\n    kind: truth\n    derived: a\n    is: 乙\n"
    _, findings = read(text)
    assert findings == ["s0.yaml:3:3: derived 和 is 只能写一个\n  3 |   f:\n    |   ^\n删掉一个"]


@pytest.mark.parametrize(
    ("first", "second", "finding"),
    [
        ("f: {zh: 甲", "f: {zh: 乙", "s1.yaml:3:3: 名字 “f” 已经用于 s0.yaml:3:3"),
        ("f: {zh: 甲", "g: {zh: 甲", "s1.yaml:3:3: 名字 “甲” 已经用于 s0.yaml:3:3"),
        ("f: {zh: g", "g: {zh: 乙", "s1.yaml:3:3: 名字 “g” 已经用于 s0.yaml:3:3"),
    ],
)
def test_two_facts_of_one_name_clash(first: str, second: str, finding: str) -> None:
    rest = f", en: e, kind: truth, {ASKED}}}\n"
    vocabulary, findings = read(f"facts:\n  {first}{rest}", f"facts:\n  {second}{rest}")
    assert [shown.split("\n")[0] for shown in findings] == [finding]
    assert len(vocabulary.facts) == 1


def test_a_fact_and_a_list_of_one_name_clash() -> None:
    text = (
        f"facts:\n  f: {{zh: 甲, en: e, kind: truth, {ASKED}}}\n"
        f"lists:\n  l: {{zh: 甲, en: l, most: 5, {ASKED}, items: {{id: {{zh: 编号, en: id, kind: text}}}}}}\n"
    )
    assert [shown.split("\n")[0] for shown in read(text)[1]] == ["s0.yaml:5:3: 名字 “甲” 已经用于 s0.yaml:3:3"]


def test_a_field_may_have_the_name_of_a_fact_but_not_of_another_field() -> None:
    fact_f = f"facts:\n  f: {{zh: 甲, en: e, kind: truth, {ASKED}}}\n"
    one = f"lists:\n  l:\n    {{zh: 乙, en: l, most: 5, {ASKED}, items: {{f: {{zh: 甲, en: f, kind: text}}}}}}\n"
    assert read(fact_f + one)[1] == []
    two = one.replace(
        "f: {zh: 甲, en: f, kind: text}", "f: {zh: 甲, en: f, kind: text}, g: {zh: 甲, en: g, kind: text}"
    )
    assert [shown.split("\n")[0] for shown in read(two)[1]] == ["s0.yaml:3:3: 字段名 “甲” 重复"]


def test_the_section_is_the_name_of_the_file() -> None:
    _, findings = read_vocabulary([Source("rules/vocabulary/identity.yaml", "vocabulary: identiti\nfacts: {}\n")])
    assert [finding.message.en for finding in findings] == ["`identiti` is not the name of the file"]


def test_one_bad_file_leaves_the_others() -> None:
    vocabulary, findings = read("facts: 1\n", f"facts:\n  f: {{zh: 甲, en: e, kind: truth, {ASKED}}}\n")
    assert len(findings) == 1
    assert vocabulary.fact("f") is vocabulary.fact("甲") is not None


@pytest.mark.parametrize(
    ("keys", "unit", "scale", "low", "high"),
    [
        ("kind: money, min: 0, max: 5", (("元", 1),), 2, 0, 500),
        ("kind: money, unit: 万元, min: -1, max: 5, decimals: 4", (("元", 1),), 0, -10_000, 50_000),
        ("kind: money, unit: 万元, min: 0, max: 5, decimals: 6", (("元", 1),), 2, 0, 5_000_000),
        ("kind: money, unit: 元/㎡/月, min: 0, max: 5", (("㎡", -1), ("元", 1), ("月", -1)), 2, 0, 500),
        ("kind: quantity, unit: 年, min: 0, max: 5, decimals: 1", (("月", 1),), 1, 0, 600),
        ("kind: quantity, unit: 年, min: 0, max: 5", (("月", 1),), 0, 0, 60),
        ("kind: rate, min: 0, max: 1", (), 4, 0, 10_000),
        ("kind: number, min: -3, max: 1", (), 0, -3, 1),
        ("kind: date, earliest: 2000-01-01", (), 0, days_of(2000, 1, 1), days_of(2100, 12, 31)),
        ("kind: date, latest: as_of", (), 0, days_of(1900, 1, 1), days_of(2100, 12, 31)),
        ("kind: datetime", (), 0, days_of(1900, 1, 1), days_of(2100, 12, 31)),
        ("kind: truth", (), 0, 0, 0),
    ],
)
def test_ranges_are_whole_numbers_of_base_units(
    keys: str, unit: tuple[tuple[str, int], ...], scale: int, low: int, high: int
) -> None:
    declared, findings = fact(keys)
    assert findings == []
    assert declared is not None
    assert (declared.unit, declared.scale, declared.minimum, declared.maximum) == (unit, scale, low, high)


@pytest.mark.parametrize(
    ("keys", "text", "number"),
    [
        ("kind: money, min: 0, max: 5", "1.50", 150),
        ("kind: money, min: 0, max: 5", "1.505", None),
        ("kind: money, min: 0, max: 5", "5%", None),
        ("kind: quantity, unit: 年, min: 0, max: 5, decimals: 1", "1.5", 180),
        ("kind: rate, min: 0, max: 1", "0.05", 500),
        ("kind: rate, min: 0, max: 1", "5%", 500),
        ("kind: rate, min: 0, max: 1", "-0.25%", -25),
        ("kind: rate, min: 0, max: 1", "100%", 10_000),
        ("kind: rate, min: 0, max: 1", "0.001%", None),
        ("kind: rate, min: 0, max: 1", "5%%", None),
        ("kind: rate, min: 0, max: 1", "%", None),
        ("kind: number, min: 0, max: 5", "NaN", None),
        ("kind: number, min: 0, max: 5", "1e3", None),
        ("kind: number, min: 0, max: 5", "9" * 10_000, None),
    ],
)
def test_numbers_are_read_on_the_declared_scale(keys: str, text: str, number: int | None) -> None:
    declared, _ = fact(keys)
    assert declared is not None
    assert declared.read_number(text) == number


@given(st.integers(-(10**20), 10**20), st.integers(0, 6), st.sampled_from(["万元", "年", "元/㎡/月", "周", "人"]))
def test_reading_a_number_is_exact(digits: int, decimals: int, unit: str) -> None:
    kind = "money" if "元" in unit else "quantity"
    declared, _ = fact(f"kind: {kind}, unit: {unit}, decimals: {decimals}, min: 0, max: 1")
    assert declared is not None
    number = declared.read_number(say_scaled(digits, decimals))
    assert number is not None
    assert Fraction(number, 10**declared.scale) == Fraction(digits, 10**decimals) * declared.factor


def test_a_declaration_keeps_what_was_said() -> None:
    declared, _ = fact("kind: code, many: yes, values: [大型, 小型], labels: {大型: large}")
    assert declared is not None
    assert declared.question is not None
    assert (declared.many, declared.values) == (True, ("大型", "小型"))
    assert declared.labels == {"大型": "large"}
    assert (declared.question.text.en, declared.question.changeable, declared.question.effort) == ("ask", False, "low")


def test_the_shipped_vocabulary_has_no_findings() -> None:
    vocabulary, findings = load_vocabulary(RULES / "vocabulary", "rules/vocabulary")
    assert [finding.show() for finding in findings] == []
    assert len(vocabulary.facts) >= 79
    leases = vocabulary.list("租约")
    assert leases is not None
    assert leases.items["area"].words.zh == "面积"
    assert vocabulary.near("研发费用额") is not None
    revenue = vocabulary.fact("营业收入")
    assert revenue is not None
    assert revenue.annual >= 3


def test_every_value_of_a_code_has_one_english_label() -> None:
    vocabulary, _ = load_vocabulary(RULES / "vocabulary", "rules/vocabulary")
    items = [item for one in vocabulary.lists.values() for item in one.items.values()]
    coded = [one for one in [*vocabulary.facts.values(), *items] if one.values]
    assert coded
    assert [(one.id, value) for one in coded for value in one.values if value not in (one.labels or {})] == []
    clashing = [
        value for one in coded for value, label in (one.labels or {}).items() if vocabulary.labels[value] != label
    ]
    assert clashing == []
