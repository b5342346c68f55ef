"""What the checker says of expressions whose parts do not fit, and what it lets pass."""

import pytest

from policy_engine.language.kinds import Number, Quotient, Term
from policy_engine.language.scope import near
from tests.language import firm

GOLDEN = {
    "从业人员 + 研发费用[1]": """\
<expression>:1:1: 单位不合：以人计的数与以元计的数
  1 | 从业人员 + 研发费用[1]
    | ＾＾＾＾^^^＾＾＾＾^^^""",
    "居民企业 and 研发费用[1] >= 500": """\
<expression>:1:10: 单位不合：以元计的数与不带单位的数
  1 | 居民企业 and 研发费用[1] >= 500
    | 　　　　     ＾＾＾＾^^^^^^^^^^
数要写明单位，例如 500万元""",
    "贷款期限 >= 3": """\
<expression>:1:1: 单位不合：以月计的数与不带单位的数
  1 | 贷款期限 >= 3
    | ＾＾＾＾^^^^^
数要写明单位，例如 3年""",
    "研法费用[1] > 0元": """\
<expression>:1:1: 未知指标 “研法费用”
  1 | 研法费用[1] > 0元
    | ＾＾＾＾
是否想用 “研发费用”？可用指标见 rules/vocabulary/""",
    '注册区 = "青蒲区"': """\
<expression>:1:7: “青蒲区”不是已声明的值
  1 | 注册区 = "青蒲区"
    | 　　　   ^＾＾＾^
是否想用“青浦区”？可用的值：徐汇区、浦东新区、青浦区""",
    "租约.面积积 > 1㎡": """\
<expression>:1:1: 租约没有字段“面积积”
  1 | 租约.面积积 > 1㎡
    | ＾＾^＾＾＾
是否想用 “面积”？""",
    "研发费用[1] / 净资产 > 5%": """\
<expression>:1:1: 分母可能为负
  1 | 研发费用[1] / 净资产 > 5%
    | ＾＾＾＾^^^^^^＾＾＾
分母须是声明为不小于 0 的数；可用 max(…, 0) 或把比较写成乘法""",
}


@pytest.mark.parametrize("text", GOLDEN)
def test_a_finding_has_the_golden_form(text: str) -> None:
    assert firm.findings(text, "zh") == GOLDEN[text]


REFUSED = [
    ("研发费用[1] > 成立日期", "units do not fit: a number in yuan and a date"),
    ("成立日期 > 3年", "units do not fit: a date and a number in months"),
    ("3年 > 30天", "units do not fit: a number in months and a number in days"),
    ("成立日期 + 5", "units do not fit: a date and a number without a unit"),
    ("成立日期 + 0", "units do not fit: a date and a number without a unit"),
    ("3年 > 0", "units do not fit: a number in months and a number without a unit"),
    ("30元/㎡/月 * 12月 > 1元", "units do not fit: a number in yuan per m² and a number in yuan"),
    ("count(租约) >= 1家", "units do not fit: a number in documents and a number in firms"),
    ("if 居民企业 then 1元 else 1人", "units do not fit: a number in yuan and a number in people"),
    ("成立日期 + 成立日期 > as_of", "dates cannot be added"),
    ("成立日期 + 1.5月 > as_of", "only whole months or whole days can be added to a date"),
    ("12月 * 3月 > 1", "durations are not multiplied or divided like this"),
    ("3年 / 30天 > 1", "durations are not multiplied or divided like this"),
    ("1 / 3年 > 1", "durations are not multiplied or divided like this"),
    ("(3年) ** 2 > 1", "dates and durations have no powers"),
    ("研发费用 > 1元", "a list and a number in yuan cannot be compared"),
    ("租约.面积 > 1㎡", "a list and a number in m² cannot be compared"),
    ('行业代码 > "65"', "texts and truths are only equal or not"),
    ("居民企业 = 1", "a truth and a number without a unit cannot be compared"),
    ("[1, 2] > [1]", "lists are only equal or not"),
    ("居民企业 and 从业人员", "a condition is needed here, this is a number in people"),
    ("not(注册区)", "a condition is needed here, this is a text"),
    ("sqrrt(1)", "there is no function “sqrrt”"),
    ("roundup(1.5, 0)", "there is no function “roundup”"),
    ("abs()", "abs was given 0 arguments"),
    ("round up(1)", "round up was given 1 arguments"),
    ("abs(1, 2)", "abs was given 2 arguments"),
    ("round up(1.5, 会计年度数)", "a written whole number is needed here, this is a number without a unit"),
    ("研发费用[9]", "there is no entry 9: there are 5"),
    ("研发费用[0]", "there is no entry 0: there are 5"),
    ("研发费用[会计年度数]", "the brackets take the number of the year or entry"),
    ("recent(研发费用, 9)", "this fact is declared for 5 years, 9 are needed"),
    ("recent(研发费用, 从业人员 / 1人)", "this fact is declared for 5 years, 1000000 are needed"),
    ("recent(研发费用, 0)", "the number of years is a whole number from 1"),
    ("average growth(研发费用, 5)", "this fact is declared for 5 years, 6 are needed"),
    ("sum(租约)", "say which number of the items is meant"),
    ("sum(租约.用途)", "say which number of the items is meant"),
    ("all(租约)", "say which condition of the items is meant"),
    ("租约[1]", "a condition is needed here, this is a number without a unit"),
    ("租约[面积 > 90㎡].面积.面积", "a field has no fields"),
    ("研发费用.year", "this value has no field “year”"),
    ("count(租约[count(租约[自用]) > 1份])", "no filters or quantifiers within filters or quantifiers"),
    ("some x in 租约 satisfies count(租约[面积 > x.面积]) > 1份", "no filters or quantifiers within filters or quantifiers"),
    ("some 研发费用 in 租约 satisfies true", "“研发费用” already stands for something else"),
    ("some x in 从业人员 satisfies true", "a list is needed here, this is a number in people"),
    ("租约[资质证书.发证日 > as_of]", "a list and a date cannot be compared"),
    ("recent(研发费用, 会计年度数)[3] > 0元", "how many entries this list has depends: it cannot be indexed"),
    ("min(研发费用[1] / 销售收入[1], 5%) + 1", "the least or greatest of quotients may be compared or rounded, not computed with"),
    ("min(研发费用[1] / 销售收入[1], 5%) = 5%", "the least or greatest of quotients is only more or less"),
    ("cagr(销售收入, 2) + 1", "cagr may be compared or rounded, not computed with"),
    ("cagr(销售收入, 2) > 1元", "cagr is compared with a number without a unit"),
    ("cagr(销售收入, 2) > -200%", "a growth rate is at least -100%"),
    ("decimal(cagr(销售收入, 2), 2)", "a growth rate is not rounded half even"),
    ("研发费用[1] ** 1.5", "an exponent is a written whole number"),
    ("2 ** 65", "an exponent is at most 64"),
    ("1 / 0 > 1", "division by zero"),
    ("decimal(1 / 3, 41)", "a quotient has at most 40 places"),
    ("marginal(研发费用[1], [0元], [1%, 2%])", "marginal has as many bounds as rates"),
    ("starts with(行业代码, 注册区)", "a written text is needed here, this is a text"),
    ('@"2026-02-30" > as_of', "“2026-02-30” is not a date that exists"),
    ('@"PT1H" > 1天', "“PT1H” is not a duration of whole months or whole days"),
    ("从业人员 in [300人..100人]", "the lower end of the interval is above its upper end: no value lies in it"),
    ("从业人员 in (5人, (9人..9人])", "the lower end of the interval is not below its upper end: no value lies in it"),
    ("从业人员 in [2000000人..从业人员]", "the lower end of the interval is above its upper end: no value lies in it"),
    ("从业人员 between 300人 and 100人", "the lower end of the interval is above its upper end: no value lies in it"),
    ("成立日期 in [2026-03-01..2026-01-01]", "the lower end of the interval is above its upper end: no value lies in it"),
    ("holds(居民企业)", "a text is needed here, this is a truth"),
    ("modulo(3年, 2)", "a number is needed here, this is a number in months"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_what_does_not_fit_is_refused(text: str, message: str) -> None:
    assert firm.findings(text).split("\n")[0].partition(": ")[2] == message


def test_every_fault_of_an_expression_is_said_not_the_first_alone() -> None:
    found = firm.read('研法费用[1] > 0元 and 注册区 = "青蒲区" and 从业人员 > 5元').findings
    assert [finding.message.en for finding in found] == [
        "unknown fact “研法费用”",
        "“青蒲区” is not one of the declared values",
        "units do not fit: a number in people and a number in yuan",
    ]


def test_a_part_that_does_not_fit_counts_as_unknown() -> None:
    assert firm.say(firm.read("false and 从业人员 > 5元").value) == "false"
    assert firm.say(firm.read("true and 从业人员 > 5元").value) == "unknown"


def test_only_a_measure_has_received_anything() -> None:
    found = firm.read("received() > 0元", firm.checker(measure=None)).findings
    assert [finding.message.en for finding in found] == ["may be used in a measure only"]


def test_a_name_that_is_field_and_fact_is_not_shadowed() -> None:
    using = firm.checker()
    scope = using.scope
    assert isinstance(scope, firm.Vocabulary)
    scope.named["面积"] = scope.named["从业人员"]
    assert [one.message.en for one in firm.read("count(租约[面积 > 1㎡])", using).findings] == [
        "“面积” is both a field of the list and a fact"
    ]
    assert not firm.read("count(租约[item.面积 > 1㎡])", using).findings


def test_english_names_and_chinese_names_are_one() -> None:
    using = firm.checker()
    chinese = firm.read('sum(租约[自用 and 用途 = "研发"].面积) >= 100㎡', using).value
    english = firm.read('sum(leases[own_use and purpose = "研发"].area) >= 100㎡', using).value
    assert chinese == english


@pytest.mark.parametrize(
    ("text", "unit", "scale"),
    [
        ("500万元", "元", 0), ("1.5万元", "元", 0), ("0.015万元", "元", 0), ("1234.56元", "元", 2), ("5%", "", 2), ("50%", "", 1),
        ("30元/㎡/月 * 100㎡ * 12月", "元", 0), ("研发费用[1] * 5%", "元", 4), ("研发费用[1] - 1元", "元", 2), ("3年", "月", 0),
        ("从业人员 * 30㎡/人", "㎡", 0), ("100 / 8", "", 3), ("round down(研发费用[1], -4)", "元", 0),
    ],
)  # fmt: skip
def test_units_and_scales_are_inferred(text: str, unit: str, scale: int) -> None:
    value = firm.read(text).value
    assert isinstance(value, Term)
    assert value.kind == Number(firm.unit(unit).unit if unit else (), scale)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("从业人员", 0, 10**6), ("从业人员 + 1人", 1, 10**6 + 1), ("-从业人员", -(10**6), 0), ("净资产 * 3", -3 * 10**15, 3 * 10**15),
        ("净资产 * 净资产", -(10**30), 10**30), ("min(净资产, 1元)", -(10**15), 100), ("sum(租约.面积)", 0, 2 * 10**8),
        ("sum(租约.盈亏)", -200 * 10**12, 200 * 10**12), ("count(租约)", 0, 200), ("max(租约.面积)", 0, 10**6),
        ("floor(从业人员 / 7)", 0, 142857), ("if 居民企业 then 1元 else 5元", 1, 5), ("month(成立日期)", 1, 12), ("day(as_of)", 1, 31),
        ("评分", 0, 1000), ("会计年度数 ** 2", 1, 9), ("modulo(从业人员, 7人)", -999_999, 10**6),
    ],
)  # fmt: skip
def test_ranges_are_proved(text: str, low: int, high: int) -> None:
    value = firm.read(text).value
    assert isinstance(value, Term)
    assert (value.node.low, value.node.high) == (low, high)


def test_equal_expressions_are_one_node() -> None:
    using = firm.checker()
    first, second = (firm.read(text, using).value for text in ("研发费用[1] > 5万元", "rd_expense[1] > 50000元"))
    assert isinstance(first, Term)
    assert isinstance(second, Term)
    assert first.node is second.node


def test_a_quotient_lives_until_it_is_compared_or_rounded() -> None:
    assert isinstance(firm.read("研发费用[1] / 销售收入[1]").value, Quotient)
    assert isinstance(firm.read("研发费用[1] / 8").value, Term)
    assert isinstance(firm.read("研发费用[1] / 3").value, Quotient)


def test_what_an_expression_reads_and_compares_is_recorded() -> None:
    checked = firm.read("研发费用[2] / 销售收入[1] >= 5% and count(租约[自用]) > 1份 and 居民企业")
    assert {one.named.key for one in checked.references} == {
        "rd_expense#2", "sales_revenue#1", "leases", "resident_enterprise",
    }  # fmt: skip
    assert [one.sign for one in checked.compared] == [">=", ">"]


def test_the_name_most_like_a_wrong_one_is_suggested() -> None:
    assert near("研发占比", ["研发费用占比", "成立日期"]) == "研发费用占比"
    assert near("年研发费用合计", ["研发费用", "成立日期"]) == "研发费用"
    assert near("天气", ["研发费用", "成立日期"]) is None
