"""Decision tables: hit policies, unknown inputs, several outputs, citations, and what is wrong with a table."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_engine.errors import Bilingual, RulesError
from policy_engine.language.core import CodeSet
from policy_engine.language.kinds import Term
from policy_engine.language.parser import parse
from policy_engine.language.scope import Named
from policy_engine.language.tables import HITS, MOST_ROWS, Hit, Table, check_table, cut_table
from policy_engine.source import Excerpt
from tests.language import firm

SIZE = """
    从业人员       | 销售收入[1]          || 规模
    >= 300人       | >= 10000万元         || "大型"
    [100人..300人) | >= 1000万元          || "中型"
    >= 300人       | [1000万元..10000万元) || "中型"
    [10人..100人)  | >= 50万元            || "小型"
    < 10人         | -                    || "微型"
"""
AWARD = """
    评分          || 金额   | 名称   | 依据
    >= 90分       || 100万元 | "一等" | 办法#一
    [80分..90分)  || 50万元  | "二等" | 办法#二
    [60分..80分)  || 20万元  | "三等" |
"""


def table(text: str, hit: Hit = "unique") -> Table:
    return check_table(firm.checker(), cut_table(Excerpt.whole(text.strip())), hit)


def output(text: str, facts: dict[str, Any], hit: Hit = "unique", name: str | None = None) -> str:
    made = table(text, hit)
    assert not made.findings, [finding.show("en") for finding in made.findings]
    return firm.say(made.outputs[name or next(iter(made.outputs))], facts)


def messages(text: str, hit: Hit = "unique") -> list[str]:
    return [finding.message.en for finding in table(text, hit).findings]


@pytest.mark.parametrize(
    ("employees", "revenue", "expected"),
    [
        (300, 10**10, '"大型"'), (299, 10**10, '"中型"'), (300, 10**10 - 1, '"中型"'), (300, 10**12, '"大型"'),
        (100, 10**9, '"中型"'), (99, 10**9, '"小型"'), (9, 0, '"微型"'), (10, 0, "unknown"),
    ],
)  # fmt: skip
def test_the_row_whose_tests_all_hold_fires(employees: int, revenue: int, expected: str) -> None:
    facts = {"employees": employees, "sales_revenue#1": revenue}
    assert output(SIZE, facts) == expected


def test_a_result_is_known_when_all_rows_that_could_fire_agree() -> None:
    assert output(SIZE, {"employees": 5}) == '"微型"'
    assert output(SIZE, {"employees": 500}) == "unknown"
    large = '注册区 || 额\n"青浦区" || 3元\n"徐汇区" || 3元\n- || 3元'
    assert output(large, {}, "first") == "3元"
    assert output(large.replace("- || 3元", "- || 4元"), {}, "first") == "unknown"


def test_a_half_known_code_of_a_table_is_not_forgotten() -> None:
    made = table(SIZE)
    size = made.outputs["规模"]
    using = firm.checker()
    small = using.build.member(size, CodeSet(frozenset(("中型", "大型"))))
    assert firm.say(small, {"employees": 500, "sales_revenue#1": None}) == "unknown"
    assert firm.say(small, {"employees": 500, "sales_revenue#1": 10**12}) == "true"
    revenue = firm.FACTS["sales_revenue"].high
    assert firm.say(small, {"employees": 5}) == "false"
    assert firm.say(small, {"employees": 500, "sales_revenue#1": revenue}) == "true"


def test_no_row_fires_undefined() -> None:
    assert output(AWARD, {"score": 599}) == "[0元..200000元]"
    assert output(AWARD, {"score": 600}) == "200000元"


def test_several_outputs_a_column_of_citations_and_the_row_that_fired() -> None:
    made = table(AWARD)
    assert list(made.outputs) == ["金额", "名称"]
    assert [None if cite is None else cite.text for cite in made.text.cites] == ["办法#一", "办法#二", None]
    for score, row, amount, name in (
        (900, 1, "1000000元", '"一等"'),
        (899, 2, "500000元", '"二等"'),
        (100, 0, "[0元..200000元]", "unknown"),
    ):
        assert firm.interval(made.row.node, {"score": score}) == (row, row)
        assert [firm.say(value, {"score": score}) for value in made.outputs.values()] == [amount, name]


def test_the_head_of_an_output_may_say_what_it_is_called_in_english() -> None:
    made = table('创新能力得分 || 金额 (grant) | 名称（class of award） | 年数\n- || 100万元 | "一等" | 3年')
    assert list(made.outputs) == ["金额", "名称", "年数"]
    assert [words.to_json() for words in made.text.words] == [
        {"zh": "金额", "en": "grant"}, {"zh": "名称", "en": "class of award"}, {"zh": "年数", "en": "年数"},
    ]  # fmt: skip


POINTS = """
    从业人员 | 居民企业 || 分值
    >= 10人  | -        || 5分
    >= 100人 | -        || 3分
    -        | true     || 10分
"""


@pytest.mark.parametrize(
    ("hit", "employees", "resident", "expected"),
    [
        ("first", 100, True, "5分"), ("first", 5, True, "10分"), ("first", 5, False, "unknown"),
        ("sum", 100, True, "18分"), ("sum", 50, True, "15分"), ("sum", 5, False, "0分"), ("sum", 100, None, "[8分..18分]"),
        ("least", 100, True, "3分"), ("least", 50, True, "5分"), ("least", 5, True, "10分"), ("least", 5, False, "unknown"),
        ("greatest", 100, True, "10分"), ("greatest", 100, False, "5分"), ("greatest", 5, False, "unknown"),
        ("greatest", 100, None, "[5分..10分]"), ("least", None, True, "[3分..10分]"),
    ],
)  # fmt: skip
def test_hit_policies(hit: Hit, employees: int | None, resident: bool | None, expected: str) -> None:
    facts = {"employees": employees, "resident_enterprise": resident}
    made = table(POINTS, hit)
    assert not made.findings
    low, high = firm.interval(made.outputs["分值"].node, facts) if isinstance(made.outputs["分值"], Term) else (0, 0)
    said = "unknown" if expected == "unknown" else f"{low}分" if low == high else f"[{low}分..{high}分]"
    assert said == expected
    assert expected != "unknown" or low < high


def test_a_table_of_the_least_with_a_row_that_always_fires_is_known() -> None:
    text = "从业人员 || 分值\n>= 100人 || 3分\n- || 5分"
    assert output(text, {}, "least") == "[3分..5分]" or output(text, {}, "least") == "unknown"
    assert output(text, {"employees": 1}, "least") == "5分"
    assert output(text, {"employees": 100}, "least") == "3分"


# What is wrong


@pytest.mark.parametrize(
    ("rows", "pair"),
    [
        (("[1人..5人] || 1", "[5人..9人] || 2"), (1, 2)), (("<= 5人 || 1", "> 9人 || 2", "5人 || 3"), (1, 3)),
        (("< 5人 || 1", "- || 2"), (1, 2)), (("(1人, 2人) || 1", "2人, 3人 || 2"), (1, 2)), (("!= 3人 || 1", "4人 || 2"), (1, 2)),
        (("not(3人) || 1", "4人 || 2"), (1, 2)), (("< 研发人员 || 1", "> 100人 || 2"), (1, 2)), (("> 1人 || 1", "< 9人 || 2"), (1, 2)),
    ],
)  # fmt: skip
def test_rows_of_a_unique_table_that_can_fire_together_are_found(rows: tuple[str, ...], pair: tuple[int, int]) -> None:
    text = "\n".join(("从业人员 || 值", *(row.replace("(1人, 2人)", "1人, 2人") for row in rows)))
    assert f"rows {pair[0]} and {pair[1]} can fire together" in messages(text)
    assert not messages(text, "first")


@pytest.mark.parametrize(
    "rows",
    [
        ("[1人..5人) || 1", "[5人..9人] || 2"), ("< 5人 || 1", ">= 5人 || 2"), ("1人, 2人 || 1", "3人, 4人 || 2"),
        ("<= 5人 || 1", "(5人..6人] || 2", "> 6人 || 3"), ("5人 || 1", "> 5人, < 5人 || 2"),
    ],
)  # fmt: skip
def test_rows_that_cannot_fire_together_are_no_finding(rows: tuple[str, ...]) -> None:
    assert not messages("\n".join(("从业人员 || 值", *rows)))


def test_units_of_one_kind_are_compared_when_looking_for_overlap() -> None:
    assert not messages("贷款期限 || 值\n< 1年 || 1\n>= 12月 || 2")
    assert messages("贷款期限 || 值\n<= 1年 || 1\n>= 12月 || 2")
    assert not messages('注册区 | 居民企业 || 值\n"青浦区" | true || 1\n"青浦区" | false || 2\n"徐汇区" | - || 3')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the decision table is empty"),
        ("从业人员 | 值\n1 | 2", "the first line of a table has one || between inputs and outputs"),
        ("从业人员 || 值 < 5人 || 1 >= 5人 || 2", "YAML joined the rows of the table into one line"),
        ("从业人员 ｜ 居民企业 || 值\n1人 | true || 2", "the full-width bar “｜” cannot be used"),
        ("从业人员 ｜｜ 值\n1人 ｜｜ 2", "the full-width bar “｜｜” cannot be used"),
        ("从业人员 || 值 | 依椐\n1人 || 2 | 办法#一\n2人 || 2 | 办法#二(三)", "this column holds citations"),
        ("从业人员 || 值", f"a table has 1 to {MOST_ROWS} rows"),
        ("从业人员 || 值\n" + "- || 1\n" * (MOST_ROWS + 1), f"a table has 1 to {MOST_ROWS} rows"),
        ("从业人员 || 值\n1人 | 2人 || 3", "this row should have 1 inputs and 1 outputs"),
        ("从业人员 || 值\n1人 || 3 | 4", "this row should have 1 inputs and 1 outputs"),
        ("从业人员 | 居民企业 || 值\n1人 || 3", "this row should have 2 inputs and 1 outputs"),
    ],
)
def test_a_table_that_cannot_be_cut_is_refused(text: str, message: str) -> None:
    with pytest.raises(RulesError) as refused:
        table(text)
    assert [finding.message.en for finding in refused.value.findings] == [message]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("从业人员 || 值\n>= 5元 || 1", "units do not fit: a number in people and a number in yuan"),
        ("从业人员 || 值\n>= 5人 || 1元\n< 5人 || 1人", "units do not fit: a number in yuan and a number in people"),
        ('注册区 || 值\n"青蒲区" || 1', "“青蒲区” is not one of the declared values"),
        (
            "从业人员 || 值\n[9人..5人] || 1\n7人 || 2",
            "the lower end of the interval is above its upper end: no value lies in it",
        ),
        ("从业人士 || 值\n>= 5人 || 1", "unknown fact “从业人士”"),
        ("从业人员 || 值\n>= || 1", "the expression ends too early: a value is missing after “>=”"),
        ("居民企业 || 值\ntrue || 1 / 3\nfalse || 1 +", "the expression ends too early: a value is missing after “+”"),
    ],
)
def test_what_is_wrong_in_a_cell_is_said_at_the_cell(text: str, message: str) -> None:
    found = table(text).findings
    assert message in [finding.message.en for finding in found]
    assert all(finding.place is not None and finding.show("zh") for finding in found)


def test_a_full_width_bar_inside_a_text_is_a_sign_as_any_other() -> None:
    assert output('从业人员 || 值\n- || "甲｜乙"', {}) == '"甲｜乙"'


def test_a_misspelt_value_in_a_cell_is_pointed_at_with_a_suggestion() -> None:
    found = table('注册区 || 值\n"徐汇区", "青蒲区" || 1').findings
    assert found[0].show("en") == (
        "<expression>:2:8: “青蒲区” is not one of the declared values\n"
        '  2 | "徐汇区", "青蒲区" || 1\n'
        "    |  　　　   ^＾＾＾^\n"
        "did you mean “青浦区”? declared values: 徐汇区, 浦东新区, 青浦区"
    )


@pytest.mark.parametrize("hit", HITS)
@pytest.mark.parametrize("result", ['"大型"', "true", "1 / 3", "研发费用", "租约", "null", "2026-01-01"])
def test_any_output_under_any_hit_policy_is_read_or_refused(hit: Hit, result: str) -> None:
    made = table(f"从业人员 || 值\n>= 100人 || {result}\n< 100人 || {result}", hit)
    if not made.findings:
        firm.say(made.outputs["值"])


def test_a_table_of_two_hundred_rows_is_walked_and_compiled() -> None:
    rows = "\n".join(f"[{number}人..{number + 1}人) || {number}元" for number in range(MOST_ROWS))
    made = table(f"从业人员 || 值\n{rows}")
    assert not made.findings
    assert firm.say(made.outputs["值"], {"employees": 150}) == "150元"
    assert firm.say(made.outputs["值"], {}) != ""


CELLS = st.sampled_from(["-", ">= 5人", "< 3人", "[2人..6人)", "4人", "1人, 7人", "not(4人)", "(3人..8人]"])
FIRED = {
    "-": lambda n: True, ">= 5人": lambda n: n >= 5, "< 3人": lambda n: n < 3, "[2人..6人)": lambda n: 2 <= n < 6,
    "4人": lambda n: n == 4, "1人, 7人": lambda n: n in (1, 7), "not(4人)": lambda n: n != 4, "(3人..8人]": lambda n: 3 < n <= 8,
}  # fmt: skip


@given(
    st.lists(st.tuples(CELLS, CELLS, st.integers(0, 9)), min_size=1, max_size=5),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(HITS),
)
def test_a_table_does_what_its_rows_say(rows: list[tuple[str, str, int]], a: int, b: int, hit: Hit) -> None:
    text = "从业人员 | 研发人员 || 值\n" + "\n".join(f"{one} | {other} || {value}" for one, other, value in rows)
    made = table(text, hit)
    fired = [value for one, other, value in rows if FIRED[one](a) and FIRED[other](b)]
    if hit == "unique" and made.findings:
        return
    assert not made.findings
    assert hit != "unique" or len(fired) <= 1
    facts = {"employees": a, "rd_staff": b}
    result = made.outputs["值"]
    assert isinstance(result, Term)
    low, high = firm.interval(result.node, facts)
    if hit == "sum":
        assert low == high == sum(fired)
    elif fired:
        expected = {"least": min(fired), "greatest": max(fired)}.get(hit, fired[0])
        assert low == high == expected
    for partly in ({}, {"employees": a}, {"rd_staff": b}):
        first, last = firm.interval(result.node, partly)
        assert first <= low <= high <= last


@pytest.mark.parametrize("result", ["3元", "0元", "-3元", "2026-01-01", "3", '"青浦区"', "true"])
def test_a_table_with_one_result_is_still_undefined_where_no_row_fires(result: str) -> None:
    for hit in HITS[:2]:
        assert output(f"从业人员 || 值\n>= 100人 || {result}", {"employees": 5}, hit) == "unknown"
        assert output(f"从业人员 || 值\n>= 100人 || {result}", {"employees": 100}, hit) != "unknown"


@pytest.mark.parametrize("hit", HITS[:2])
@pytest.mark.parametrize(
    "rows",
    [
        ("从业人员", "< 10人 || 7", ">= 10人 || 7"), ("从业人员", "[0人..9人] || 7", "> 9人 || 7"),
        ("从业人员 | 研发人员", "< 10人 | - || 7", ">= 10人 | < 5人 || 7", ">= 10人 | >= 5人 || 7"),
        ("从业人员 > 5人", "true || 7", "false || 7"), ("从业人员 | 研发人员", "- | - || 7"),
    ],
)  # fmt: skip
def test_rows_that_leave_nothing_out_and_agree_are_known_of_an_unknown(hit: Hit, rows: tuple[str, ...]) -> None:
    text = "\n".join((f"{rows[0]} || 值", *rows[1:]))
    assert output(text, {}, hit) == "7"
    assert firm.interval(table(text, hit).row.node, {}) == (1, len(rows) - 1)


@pytest.mark.parametrize(
    "rows",
    [
        ("从业人员", "< 10人 || 7", "> 10人 || 7"), ("从业人员", "[0人..9人] || 7", "> 10人 || 7"),
        ("从业人员 | 研发人员", "< 10人 | - || 7", ">= 10人 | < 5人 || 7", ">= 10人 | > 5人 || 7"),
        ("从业人员 > 5人", "true || 7"), ("从业人员", "!= 3人 || 7"), ("从业人员 / 研发人员", "< 1 || 7", ">= 1 || 7"),
    ],
)  # fmt: skip
def test_rows_that_leave_something_out_may_be_undefined(rows: tuple[str, ...]) -> None:
    assert output("\n".join((f"{rows[0]} || 值", *rows[1:])), {}) == "unknown"


@pytest.mark.parametrize("rule", ["20% >= {}", "{} <= 20%", "{} * 2 + 1 < 3", "not({} > 20%)", "5 in [0..{} + 100]"])
def test_the_range_of_a_table_without_a_row_decides_nothing(rule: str) -> None:
    using = firm.checker()
    made = check_table(using, cut_table(Excerpt.whole("从业人员 || 门槛\n<= 5人 || 50%\n> 6人 || 10%")), "unique")
    value = made.outputs["门槛"]
    assert isinstance(value, Term)
    assert isinstance(using.scope, firm.Vocabulary)
    using.scope.own["门槛"] = Named("门槛", Bilingual("门槛", "threshold"), "definition", value)
    text = Excerpt.whole(rule.format("门槛"))
    checked = using.check(text, parse(text))
    assert not checked.findings
    assert firm.say(checked.value, {"employees": 6}) == "unknown"
    assert firm.say(checked.value, {"employees": 7}) == "true"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("从业人员", "<= 10人 || 7", "> 11人 || 7"), "no row takes 从业人员 = 11人: there is no value then"),
        (("从业人员 > 5人", "true || 7"), "no row takes 从业人员 > 5人 = false: there is no value then"),
        (("注册区", '"青浦区" || 7'), "no row takes 注册区 = "),
        (
            ("从业人员 | 研发人员", "< 10人 | - || 7", ">= 10人 | < 5人 || 7"),
            "no row takes 从业人员 = 10人, 研发人员 = 5人",
        ),
        (("成立日期", "< 2020-01-01 || 7", "> 2020-01-01 || 7"), "no row takes 成立日期 = 2020-01-01"),
    ],
)
def test_inputs_that_no_row_takes_are_found_and_a_row_advised(rows: tuple[str, ...], said: str) -> None:
    for hit in ("unique", "first", "least", "greatest"):
        (advice,) = table("\n".join((f"{rows[0]} || 值", *rows[1:])), hit).advice  # type: ignore[arg-type]
        assert (advice.severity, advice.message.en[: len(said)]) == ("advice", said)


@pytest.mark.parametrize(
    "text",
    [
        "从业人员 || 值\n< 10人 || 7\n>= 10人 || 8",
        "从业人员 || 值\n< 研发人员 || 7",
        "从业人员 / 研发人员 || 值\n< 1 || 7",
    ],
)
def test_nothing_is_advised_where_no_row_is_lacking_or_none_can_be_told_to_be(text: str) -> None:
    assert table(text, "first").advice == ()
    assert table("从业人员 || 值\n< 10人 || 7", "sum").advice == ()


@pytest.mark.parametrize(
    ("rows", "covered"),
    [
        (("从业人员", ">= 100人 || 1", ">= 300人 || 2", "- || 5"), [2]),
        (("从业人员", "< 10人 || 1", ">= 10人 || 2", "- || 5"), [3]),
        (("从业人员 | 居民企业", "< 10人 | - || 1", "- | true || 2", "5人 | false || 3", "[9人..20人] | true || 4", "- | - || 5"), [3, 4]),
        (('注册区', '"青浦区", "徐汇区" || 1', '"徐汇区" || 2', "- || 3"), [2]),
        (("从业人员", "< 研发人员 || 1", "- || 2", "5人 || 3"), []), (("从业人员", "> 10人 || 1", ">= 10人 || 2", "- || 3"), []),
    ],
)  # fmt: skip
def test_a_row_of_which_those_above_take_all_is_advised_on(rows: tuple[str, ...], covered: list[int]) -> None:
    text = "\n".join((f"{rows[0]} || 值", *rows[1:]))
    said = [f"row {row} never fires: the rows above take all that it takes" for row in covered]
    assert [one.message.en for one in table(text, "first").advice] == said
    assert table(text, "greatest").advice == ()


def test_a_row_may_say_that_there_is_no_value() -> None:
    made = table("从业人员 || 值\n< 10人 || 7\n>= 10人 || null")
    assert made.advice == ()
    assert output("从业人员 || 值\n< 10人 || 7\n>= 10人 || null", {"employees": 10}) == "unknown"
    assert output("从业人员 || 值\n< 10人 || 7\n>= 10人 || null", {"employees": 9}) == "7"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("从业人员 || 比例 | 比例", "two columns are called 比例"),
        ("从业人员 || 比例 (rate) | 上限 (rate)", "two columns are called 上限"),
        ("从业人员 || 依据", "the decision table has no output column"),
    ],
)
def test_each_output_has_a_name_of_its_own(head: str, said: str) -> None:
    with pytest.raises(RulesError) as error:
        cut_table(Excerpt.whole(f"{head}\n- || {' | '.join('1' for _ in head.partition('||')[2].split('|'))}"))
    assert error.value.findings[0].message.en == said
