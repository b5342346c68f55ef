"""How rules are said to people, in Chinese and in English."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_engine.errors import Bilingual
from policy_engine.language import syntax as s
from policy_engine.language.operators import OPERATORS
from policy_engine.language.parser import parse, parse_tests
from policy_engine.language.words import say, say_tests
from policy_engine.source import Excerpt
from policy_engine.values import UNIT_WORDS
from tests.language.strategies import cells, expressions, walk

PHRASES = {name: operator.phrase for name, operator in OPERATORS.items() if not operator.infix}
ANNUAL = {"研发费用", "销售收入"}
DATES = {"成立日期", "基准日", "报告日", "发生日"}
ENGLISH = {
    "研发费用": "R&D expense", "销售收入": "sales revenue", "从业人员": "employees", "注册区": "district", "租约": "leases",
    "面积": "area", "自用": "own use", "知识产权": "intellectual property", "自有": "owned", "类别": "class", "成立日期": "registration",
    "基准日": "the reference day", "严重失信": "serious dishonesty", "产业链": "value chains", "本租约": "this lease", "年": "year",
}  # fmt: skip


def said(text: str) -> tuple[str, str]:
    tree = parse(Excerpt.whole(text))
    names = {}
    for part in walk(tree):
        match part:
            case s.Name(name) | s.Path(_, name) | s.Quantified(_, name):
                names[part.span] = Bilingual(name, ENGLISH.get(name, name))
    return (
        say(tree, "zh", names, PHRASES, ANNUAL, DATES),
        say(tree, "en", names, PHRASES, ANNUAL, DATES),
    )


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("研发费用[1] / 销售收入[1] >= 5%", "上年度研发费用 ÷ 上年度销售收入 不低于 5%",
         "R&D expense of the last fiscal year ÷ sales revenue of the last fiscal year is at least 5%"),
        ("研发费用[2] > 0元", "前一年度研发费用 高于 0元", "R&D expense of the fiscal year before last is more than 0 yuan"),
        ("研发费用[3] < 1元", "前第3个会计年度研发费用 低于 1元",
         "R&D expense of the 3rd fiscal year back is less than 1 yuan"),
        ("从业人员 <= 300人", "从业人员 不高于 300人", "employees is at most 300 people"),
        ("从业人员 = 1人", "从业人员 等于 1人", "employees is 1 person"),
        ("从业人员 != 0", "从业人员 不等于 0", "employees is not 0"),
        ('注册区 = "青浦区"', "注册区是“青浦区”", 'district is "青浦区"'),
        ('注册区 != "青浦区"', "注册区不是“青浦区”", 'district is not "青浦区"'),
        ('注册区 in ("青浦区", "徐汇区")', "注册区属于“青浦区”“徐汇区”之一", 'district is one of "青浦区" and "徐汇区"'),
        ('注册区 in "青浦区"', "注册区是“青浦区”", 'district is "青浦区"'),
        ("从业人员 in (1, 2, 3)", "从业人员 属于 1、2、3 之一", "employees is one of 1, 2 and 3"),
        ('"汽车电子" in 产业链', "产业链含有“汽车电子”", 'value chains includes "汽车电子"'),
        ("从业人员 in [20人..300人)", "从业人员 介于 20人（含）与 300人（不含）之间",
         "employees is between 20 people (included) and 300 people (excluded)"),
        ("从业人员 in (< 5, 7) and 自用", "（从业人员 低于 5或等于 7） 且 自用", "(employees is less than 5 or is 7) and own use"),
        ("从业人员 between 20 and 300", "从业人员 介于 20 与 300 之间（含两端）",
         "employees is between 20 and 300 (both included)"),
        ("成立日期 <= 2020-01-01", "成立日期 不晚于 2020年1月1日", "registration is not after 2020-01-01"),
        ("报告日 <= 发生日 + 3月", "报告日 不晚于 发生日 + 3月", "报告日 is not after 发生日 + 3 months"),
        ("基准日 - 成立日期 >= 365天", "基准日 − 成立日期 不低于 365天",
         "the reference day − registration is at least 365 days"),
        ("not(严重失信)", "并非严重失信", "not serious dishonesty"),
        ("not(自用 and 自有)", "并非（自用 且 自有）", "not (own use and owned)"),
        ("自用 or 自有 and 严重失信", "自用 或 自有 且 严重失信", "own use or owned and serious dishonesty"),
        ("(自用 or 自有) and 严重失信", "（自用 或 自有） 且 严重失信", "(own use or owned) and serious dishonesty"),
        ("租约[自用].面积", "租约中（自用）的面积", "area of leases where (own use)"),
        ("租约[2]", "租约的第2项", "the 2nd of leases"),
        ("租约[-1]", "租约的最后一项", "the last of leases"),
        ("sum(租约[自用].面积) > 30㎡", "租约中（自用）的面积合计 高于 30㎡",
         "the sum of area of leases where (own use) is more than 30 m²"),
        ('some 件 in 知识产权 satisfies 件.类别 = "Ⅰ" and 件.自有', "知识产权中有一项满足（类别是“Ⅰ” 且 自有）",
         'one of intellectual property meets (class is "Ⅰ" and owned)'),
        ("every 份 in 租约 satisfies 份.自用", "租约中每一项都满足（自用）", "every one of leases meets (own use)"),
        ("every 年 in [1, 2] satisfies 研发费用[年] > 0元", "（1、2）中每一项（年）都满足（研发费用（向前数第 年 个会计年度） 高于 0元）",
         "every one (year) of (1 and 2) meets (R&D expense of fiscal year year counted back is more than 0 yuan)"),
        ("if 自用 then 50万元 else 30万元", "如果自用，则50万元，否则30万元", "if own use then 500,000 yuan, otherwise 300,000 yuan"),
        ("min(本租约.面积, 1000㎡) * 2", "（本租约的面积、1000㎡中的最小者） × 2", "(the least of area of this lease and 1,000 m²) × 2"),
        ("max(0元, 从业人员 - 5人)", "0元、（从业人员 − 5人）中的最大者", "the greatest of 0 yuan and (employees − 5 people)"),
        ("recent(研发费用, 3)", "近3年研发费用", "R&D expense of the last 3 years"),
        ("sum(recent(研发费用, 3)) / 2", "近3年研发费用合计 ÷ 2", "(the sum of R&D expense of the last 3 years) ÷ 2"),
        ("floor(从业人员 * 5%)", "（从业人员 × 5%）向下取整", "(employees × 5%) rounded down"),
        ("floor(从业人员, 1)", "从业人员向下取整（至1位小数）", "employees rounded down (to 1 places)"),
        ('holds("高新技术企业")', "持有有效的“高新技术企业”", 'holds a valid "高新技术企业"'),
        ("received()", "本措施已获支持", "support already received under this measure"),
        ("别的(自用, 1)", "别的(自用，1)", "别的(own use, 1)"),
        ("round half up(自用)", "round half up(自用)", "round half up(own use)"),
        ("30元/㎡/月 * 12月", "30元/㎡/月 × 12月", "30 yuan per m² per month × 12 months"),
        ("2.5亿元", "2.5亿元", "250,000,000 yuan"),
        ("1年 + 3年", "1年 + 3年", "1 year + 3 years"),
        ('@"P1Y2M"', "1年2个月", "1 year 2 months"),
        ('@"-P3D"', "−3天", "−3 days"),
        ('@"P0M"', "0个月", "0 months"),
        ('@"不是日期"', "“不是日期”", '"不是日期"'),
        ('@""', "“”", '""'),
        ('@"P"', "“P”", '"P"'),
        ("-(a + b) ** 2", "（−（a + b））的2次方", "(−(a + b)) to the power 2"),
        ("a - (b - c)", "a − （b − c）", "a − (b − c)"),
        ("[]", "空列表", "an empty list"),
        ("自用 = true", "自用 是 真", "own use is true"),
        ("null", "未知", "unknown"),
    ],
)  # fmt: skip
def test_a_rule_in_words(text: str, zh: str, en: str) -> None:
    assert said(text) == (zh, en)


@pytest.mark.parametrize(
    ("cell", "zh", "en"),
    [
        ("-", "任意", "is anything"),
        (">= 5", "不低于 5", "is at least 5"),
        ("(4..5]", "介于 4（不含）与 5（含）之间", "is between 4 (excluded) and 5 (included)"),
        ('"a", "b"', "属于“a”“b”之一", 'is one of "a" and "b"'),
        ('not("a", "b")', "并非（属于“a”“b”之一）", 'not (is one of "a" and "b")'),
        ("< 2026-04-01", "早于 2026年4月1日", "is before 2026-04-01"),
        ("50%", "等于 50%", "is 50%"),
        ("< 5, [10..20), > 30", "低于 5、介于 10（含）与 20（不含）之间或高于 30",
         "is less than 5, is between 10 (included) and 20 (excluded) or is more than 30"),
    ],
)  # fmt: skip
def test_a_cell_in_words(cell: str, zh: str, en: str) -> None:
    tests = parse_tests(Excerpt.whole(cell))
    assert (say_tests(tests, "zh"), say_tests(tests, "en")) == (zh, en)


@pytest.mark.parametrize("word", sorted(UNIT_WORDS))
def test_no_unit_stays_chinese_in_english(word: str) -> None:
    assert re.search("[一-鿿㎡]", say(parse(Excerpt.whole(f"3{word}/{word}")), "en")) is None


templates = st.sampled_from(["{0}", "{1}比{0}", "无", "{0}之{3}", "{0}{0}"])


@given(
    expressions(),
    st.dictionaries(
        st.sampled_from(["round up", "round", "租约", "employees"]), st.builds(Bilingual, templates, templates)
    ),
    st.sets(st.sampled_from(["研发费用", "租约", "本租约"])),
)
def test_every_tree_can_be_said(tree: s.Expression, phrases: dict[str, Bilingual], known: set[str]) -> None:
    for language in ("zh", "en"):
        assert say(tree, language, {}, phrases, known, known).strip()


@given(cells())
def test_every_cell_can_be_said(tests: tuple[s.Test, ...]) -> None:
    for language in ("zh", "en"):
        assert say_tests(tests, language).strip()


def test_a_label_need_be_no_name() -> None:
    tree = parse(Excerpt.whole("从业人员 > 5人"))
    names = {s.Span(0, 4): Bilingual("从业人员", "employees at year end")}
    assert say(tree, "en", names) == "employees at year end is more than 5 people"


@pytest.mark.parametrize(
    ("cell", "zh", "en"),
    [
        ('starts with(?, "65")', "以“65”开头", 'begins with "65"'),
        (
            'starts with(?, "65"), "01", ? > 5',
            "以“65”开头、是“01”或高于 5",
            'begins with "65", is "01" or is more than 5',
        ),
        ("floor(?) > 5", "向下取整 高于 5", "rounded down is more than 5"),
        ("5 < ?", "5 低于 它", "5 is less than it"),
    ],
)
def test_a_cell_speaks_of_its_subject_as_it(cell: str, zh: str, en: str) -> None:
    tests = parse_tests(Excerpt.whole(cell))
    phrases = {
        "starts with": Bilingual("{0}以{1}开头", "{0} begins with {1}"),
        "floor": Bilingual("{0}向下取整", "{0} rounded down"),
    }
    assert (say_tests(tests, "zh", phrases=phrases), say_tests(tests, "en", phrases=phrases)) == (zh, en)
