"""What the language reads, and the limits it holds every text to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_engine.errors import RulesError
from policy_engine.language import syntax as s
from policy_engine.language.grammar import FUNCTION_WORDS, KEYWORDS
from policy_engine.language.operators import OPERATORS
from policy_engine.language.parser import (
    MOST_CHARACTERS,
    MOST_DEPTH,
    MOST_DIGITS,
    MOST_EXPONENT,
    MOST_ITEMS,
    parse,
    parse_tests,
)
from policy_engine.language.printer import print_expression, print_tests
from policy_engine.source import Excerpt, Source
from policy_engine.values import UNIT_WORDS
from tests.language.strategies import cells, expressions, walk
from tests.numbers import law


def read(text: str) -> s.Expression:
    return parse(Excerpt.whole(text))


def cell(text: str) -> tuple[s.Test, ...]:
    return parse_tests(Excerpt.whole(text))


def number(value: int | str, unit: str = "") -> s.NumberLiteral:
    return s.NumberLiteral(Fraction(value), unit)


a, b, c, x = (s.Name(name) for name in "abcx")

# Forms -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("2000", "2000", ""),
        ("0.5", "1/2", ""),
        (".872", "109/125", ""),
        ("1.23e4", "12300", ""),
        ("1.5E-3", "3/2000", ""),
        ("1e+2", "100", ""),
        ("02", "2", ""),
        ("5%", "5", "%"),
        ("3‰", "3", "‰"),
        ("500万元", "500", "万元"),
        ("500 万元", "500", "万元"),
        ("2.5亿元", "5/2", "亿元"),
        ("30㎡", "30", "㎡"),
        ("30平方米", "30", "平方米"),
        ("12个月", "12", "个月"),
        ("30元/㎡/月", "30", "元/㎡/月"),
        ("28nm", "28", "nm"),
        ("1e3元", "1000", "元"),
    ],
)
def test_a_number_with_its_unit_is_one_literal(text: str, value: str, unit: str) -> None:
    assert read(text) == number(value, unit)


@pytest.mark.parametrize("unit", sorted(UNIT_WORDS))
def test_every_unit_word_ends_a_number(unit: str) -> None:
    assert read(f"3{unit}") == read(f"3 {unit}") == number(3, unit)


def test_a_unit_ends_where_a_name_begins() -> None:
    assert read("x * 60元/人数") == s.Arithmetic("/", s.Arithmetic("*", x, number(60, "元")), s.Name("人数"))
    assert read("x/3人") == s.Arithmetic("/", x, number(3, "人"))
    assert read("5 and a") == s.Both((number(5), a))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('"青浦区"', s.TextLiteral("青浦区")),
        (r'"a\"b\\c\n\t\r\'"', s.TextLiteral("a\"b\\c\n\t\r'")),
        (r'"\u7814\U01F600\uD83D\uDE00"', s.TextLiteral("研😀😀")),
        ("2026-03-01", s.DateLiteral("2026-03-01")),
        ('@"2026-03-01"', s.DateLiteral("2026-03-01")),
        ('@"-2026-03-01"', s.DateLiteral("-2026-03-01")),
        ('@"P1Y2M"', s.DurationLiteral("P1Y2M")),
        ('@"-P3D"', s.DurationLiteral("-P3D")),
        ('date("2026-03-01")', s.Call("date", (s.TextLiteral("2026-03-01"),))),
        ('duration("P1D")', s.Call("duration", (s.TextLiteral("P1D"),))),
        ("2026-3-1", s.Arithmetic("-", s.Arithmetic("-", number(2026), number(3)), number(1))),
        ("true", s.TruthLiteral(True)),
        ("false", s.TruthLiteral(False)),
        ("null", s.NullLiteral()),
        ("[]", s.ListLiteral(())),
        ("[1, a]", s.ListLiteral((number(1), a))),
        ("[[1..2], (3..4], [a]]", s.ListLiteral((s.Interval(number(1), number(2), True, True), s.Interval(number(3), number(4), False, True), s.ListLiteral((a,))))),
        ("研发费用_2", s.Name("研发费用_2")),
        ("_x", s.Name("_x")),
        ("iff", s.Name("iff")),
        ("inside", s.Name("inside")),
        ("本租约.面积", s.Path(s.Name("本租约"), "面积")),
        ("a.b.c", s.Path(s.Path(a, "b"), "c")),
        ("营业收入[1]", s.Filter(s.Name("营业收入"), number(1))),
        ("a[b][c]", s.Filter(s.Filter(a, b), c)),
        ("租约[面积 >= 30㎡].面积", s.Path(s.Filter(s.Name("租约"), s.Comparison(">=", s.Name("面积"), number(30, "㎡"))), "面积")),
        ("true[1]", s.Filter(s.TruthLiteral(True), number(1))),
        ('"foo"[1]', s.Filter(s.TextLiteral("foo"), number(1))),
        ("f()", s.Call("f", ())),
        ("f(a, b)", s.Call("f", (a, b))),
        ("round  half\nup (a, 0)", s.Call("round half up", (a, number(0)))),
        ("-a", s.Negation(a)),
        ("-a[1]", s.Negation(s.Filter(a, number(1)))),
        ("--a", s.Negation(s.Negation(a))),
        ("10--5", s.Arithmetic("-", number(10), s.Negation(number(5)))),
        ("-5 ** 2", s.Arithmetic("**", s.Negation(number(5)), number(2))),
        ("2 ** 3 ** 2", s.Arithmetic("**", s.Arithmetic("**", number(2), number(3)), number(2))),
        ("10**-5", s.Arithmetic("**", number(10), s.Negation(number(5)))),
        ("a + b * c", s.Arithmetic("+", a, s.Arithmetic("*", b, c))),
        ("a - b + c", s.Arithmetic("+", s.Arithmetic("-", a, b), c)),
        ("a / b * c", s.Arithmetic("*", s.Arithmetic("/", a, b), c)),
        ("(1 + 2)", s.Arithmetic("+", number(1), number(2))),
        ("a ≠ b", s.Comparison("!=", a, b)),
        ("a ≤ b", s.Comparison("<=", a, b)),
        ("a ≥ b", s.Comparison(">=", a, b)),
        ("a + 1 > b", s.Comparison(">", s.Arithmetic("+", a, number(1)), b)),
        ("a between 1 and 5 and b", s.Both((s.Between(a, number(1), number(5)), b))),
        ("a and b and c", s.Both((a, b, c))),
        ("(a and b) and c", s.Both((s.Both((a, b)), c))),
        ("a or b and c or x", s.Either((a, s.Both((b, c)), x))),
        ("not(a) and b", s.Both((s.Not(a), b))),
        ("if a then b else c + 1", s.If(a, b, s.Arithmetic("+", c, number(1)))),
        ("if a then if b then c else x else c", s.If(a, s.If(b, c, x), c)),
        ("some x in a satisfies x.b and c", s.Quantified("some", "x", a, s.Both((s.Path(x, "b"), c)))),
        ("every x in [1, 2] satisfies a[x] > 0", s.Quantified("every", "x", s.ListLiteral((number(1), number(2))), s.Comparison(">", s.Filter(a, x), number(0)))),
    ],
)  # fmt: skip
def test_a_form(text: str, tree: s.Expression) -> None:
    assert read(text) == tree


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("x in (1, 2)", (number(1), number(2))),
        ("x in (1)", (number(1),)),
        ("(x) in (1)", (number(1),)),
        ("x in (a..b]", (s.Interval(a, b, False, True),)),
        ("x in [a..b)", (s.Interval(a, b, True, False),)),
        ("x in (1 + 2..b)", (s.Interval(s.Arithmetic("+", number(1), number(2)), b, False, False),)),
        ("x in ((1 + 2) * 3, a)", (s.Arithmetic("*", s.Arithmetic("+", number(1), number(2)), number(3)), a)),
        ("x in [1, 2]", (s.ListLiteral((number(1), number(2))),)),
        ("x in [[1..2], [4..5]]", (s.ListLiteral((s.Interval(number(1), number(2), True, True), s.Interval(number(4), number(5), True, True))),)),
        ("x in (< 5, [10..20), 30)", (s.SignTest("<", number(5)), s.Interval(number(10), number(20), True, False), number(30))),
        ("x in <= 10", (s.SignTest("<=", number(10)),)),
        ("x in = 10", (s.SignTest("=", number(10)),)),
        ("x in != a + 1", (s.SignTest("!=", s.Arithmetic("+", a, number(1))),)),
        ('x in "a"', (s.TextLiteral("a"),)),
        ("x in -5", (s.Negation(number(5)),)),
        ("x in a", (a,)),
        ("x in a.b", (s.Path(a, "b"),)),
        ("x in a[b].c", (s.Path(s.Filter(a, b), "c"),)),
        ('x in date("2018-12-05")', (s.Call("date", (s.TextLiteral("2018-12-05"),)),)),
        ("x in (a and b)", (s.Both((a, b)),)),
    ],
)  # fmt: skip
def test_what_may_stand_right_of_in(text: str, tests: tuple[s.Test, ...]) -> None:
    assert read(text) == s.In(x, tests)


def test_in_binds_like_a_comparison() -> None:
    assert read("x in a and b") == s.Both((s.In(x, (a,)), b))
    assert read("x + 1 in (a..b)") == s.In(s.Arithmetic("+", x, number(1)), (s.Interval(a, b, False, False),))


@pytest.mark.parametrize(
    ("text", "tests"),
    [
        ("-", (s.AnyTest(),)),
        (">= 5", (s.SignTest(">=", number(5)),)),
        ("[4..5]", (s.Interval(number(4), number(5), True, True),)),
        ("(5000万元..20000万元]", (s.Interval(number(5000, "万元"), number(20000, "万元"), False, True),)),
        ('"a", "b"', (s.TextLiteral("a"), s.TextLiteral("b"))),
        ('not("a", "b")', (s.NotTests((s.TextLiteral("a"), s.TextLiteral("b"))),)),
        ("not(a)", (s.NotTests((a,)),)),
        ("not(> 5)", (s.NotTests((s.SignTest(">", number(5)),)),)),
        ("(not(a))", (s.Not(a),)),
        ("not(a) and b", (s.Both((s.Not(a), b)),)),
        ("not(a), b", (s.Not(a), b)),
        ("< 2026-04-01", (s.SignTest("<", s.DateLiteral("2026-04-01")),)),
        ("3", (number(3),)),
        ("-3", (s.Negation(number(3)),)),
        ("50%", (number(50, "%"),)),
        ("if a then b else c", (s.If(a, b, c),)),
        ("< 5, [10..20)", (s.SignTest("<", number(5)), s.Interval(number(10), number(20), True, False))),
    ],
)
def test_a_cell_of_a_table(text: str, tests: tuple[s.Test, ...]) -> None:
    assert cell(text) == tests


@pytest.mark.parametrize(
    "text",
    [
        "租约.租期 >= 36月",
        "研发费用[1] / 销售收入[1] >= 5%",
        "sum(recent(研发费用, 3)) / sum(recent(销售收入, 3)) >= 4% and 研发费用[1] >= 100万元",
        'some 件 in 知识产权 satisfies 件.类别 = "Ⅰ" and 件.自有',
        'count(知识产权[类别 = "Ⅰ" and not(转入) and 权利人排序 <= 3]) >= 4',
        "every 年 in [1, 2] satisfies 研发费用[年] / 营业收入[年] >= 3%",
        "min(本租约.面积, 1000㎡, 从业人员 * 30㎡/人) * min(本租约.单价, 单价上限) * 12月 * 年度比例",
        "min(max(floor(从业人员 * 领域档.名额比例), 5人), 领域档.名额上限)",
        'if holds("重点软件企业") then 50万元 else 30万元',
        '本人.岗位 in ("高管", "专业技术", "生产骨干")',
        "average growth(研发费用, 3) >= 5%",
        "marginal(设备投资, [0万元, 500万元, 1500万元], [4%, 7%, 12%])",
        "变更.报告日 <= 变更.发生日 + 3月",
        '企业规模 in ("中型", "小型", "微型")',
        "max(0元, 本档奖励 - received())",
        "成立日期 + 3年 <= 2026-03-01",
        "从业人员 in [20人..300人)",
        'year(基准日) - year(成立日期) > 3 or starts with(行业代码, "65")',
    ],
)
def test_real_rules_are_read_and_are_canonical(text: str) -> None:
    assert print_expression(read(text)) == text


def test_the_functions_with_spaces_are_those_of_the_operator_table() -> None:
    assert {name for name in OPERATORS if " " in name} <= set(FUNCTION_WORDS)


@pytest.mark.parametrize("word", FUNCTION_WORDS)
def test_a_function_with_spaces_is_one_word_before_a_bracket(word: str) -> None:
    assert read(f"{word}(a)") == s.Call(word, (a,))
    with pytest.raises(RulesError):
        read(f"{word} 5")


@pytest.mark.parametrize("word", KEYWORDS)
def test_a_keyword_is_never_a_name(word: str) -> None:
    if word not in ("true", "false", "null"):
        with pytest.raises(RulesError):
            read(f"a + {word}")
    with pytest.raises(RulesError):
        read(f"some {word} in a satisfies b")
    assert read(f"a + {word}x") == s.Arithmetic("+", a, s.Name(f"{word}x"))


# Spans -------------------------------------------------------------------------------------------------------


def test_spans_show_what_was_written() -> None:
    text = "( a + 租约.面积 ) * f(b)[1] >= 5 万元 and x in (1..2]"
    shown = {text[part.span.start : part.span.end] for part in walk(read(text))}
    assert shown == {
        text, "( a + 租约.面积 ) * f(b)[1] >= 5 万元", "( a + 租约.面积 ) * f(b)[1]", "( a + 租约.面积 )", "a", "租约.面积", "租约",
        "f(b)[1]", "f(b)", "b", "1", "5 万元", "x in (1..2]", "x", "(1..2]", "2",
    }  # fmt: skip


@given(expressions())
def test_names_and_paths_have_spans_of_their_own(tree: s.Expression) -> None:
    parts = [part for part in walk(read(print_expression(tree))) if isinstance(part, s.Name | s.Path | s.Quantified)]
    assert len({part.span for part in parts}) == len(parts)


# Limits ------------------------------------------------------------------------------------------------------


def refused(text: str) -> str:
    with pytest.raises(RulesError) as caught:
        read(text)
    (finding,) = caught.value.findings
    assert finding.advice is not None
    return finding.message.zh


def test_the_longest_text() -> None:
    assert read(f"a{' ' * (MOST_CHARACTERS - 1)}") == a
    assert refused(f"a{' ' * MOST_CHARACTERS}") == "表达式有 4001 个字，最多 4000 个"


@pytest.mark.parametrize("text", ["{}a", "{}a{}", "f({})"])
def test_the_longest_text_is_refused_before_it_is_read(text: str) -> None:
    assert refused(text.replace("{}", "(" * 10**6)).startswith("表达式有 ")


def test_the_deepest_tree() -> None:
    read("+".join("a" * MOST_DEPTH))
    assert refused("+".join("a" * (MOST_DEPTH + 1))) == "表达式嵌套超过 100 层"
    read("-" * (MOST_DEPTH - 1) + "a")
    assert refused("-" * MOST_DEPTH + "a") == "表达式嵌套超过 100 层"
    assert refused("-" * (MOST_CHARACTERS - 1) + "a") == "表达式嵌套超过 100 层"
    assert refused("f(" * 1000 + ")" * 1000) == "表达式嵌套超过 100 层"
    assert refused("[" * 2000 + "]" * 2000) == "表达式嵌套超过 100 层"
    assert refused("if a then " * 200 + "a" + " else a" * 200) == "表达式嵌套超过 100 层"
    assert refused("a" + "[1]" * 1000) == "表达式嵌套超过 100 层"


def test_brackets_alone_do_not_nest() -> None:
    assert read("(" * 1999 + "a" + ")" * 1999) == a


def test_long_chains_of_and_and_or_are_flat() -> None:
    chain = read(" or ".join(["a and b"] * 300))
    assert isinstance(chain, s.Either)
    assert len(chain.of) == 300


def test_the_longest_list() -> None:
    items = read(f"[{','.join('1' * MOST_ITEMS)}]")
    assert isinstance(items, s.ListLiteral)
    assert len(items.items) == MOST_ITEMS
    for text in ("[{}]", "f({})", "x in ({})", "x in [{}]"):
        assert refused(text.format(",".join("1" * (MOST_ITEMS + 1)))) == "这里有 1001 项，最多 1000 项"
    with pytest.raises(RulesError, match="cannot be used"):
        cell(",".join("1" * (MOST_ITEMS + 1)))


def test_the_longest_number() -> None:
    assert read("9" * MOST_DIGITS) == number("9" * MOST_DIGITS)
    assert read(f"0.{'0' * (MOST_DIGITS - 1)}1") == number(f"1/{10**MOST_DIGITS}")
    assert refused("9" * (MOST_DIGITS + 1)) == "数字超过 40 位"
    assert refused(f"0.{'0' * MOST_DIGITS}1元") == "数字超过 40 位"


def test_the_greatest_exponent() -> None:
    assert read(f"1e{MOST_EXPONENT}") == number(10**MOST_EXPONENT)
    assert read(f"1e-{MOST_EXPONENT}") == number(f"1/{10**MOST_EXPONENT}")
    for text in ("1e41", "1e-41", "1e999999999", f"1e{'9' * 3000}"):
        assert refused(text) == "指数超过 40"


# Any text ----------------------------------------------------------------------------------------------------

PIECES = [
    *KEYWORDS, *FUNCTION_WORDS, *"()[]{}.,+-*/=<>!@\"'\\ \n\t:;%‰#&|^~?_", "..", "**", ">=", "（", "）", "，", "“", "”", "＞", "！=",
    "5", "5%", "12月", "12月份", "3万元", "2026-03-01", "2026-13-45", "1e5", ".5", "a", "研发费用", "function", "instance of", "\x00", "５", "😀",
]  # fmt: skip


VALID = expressions(6).map(print_expression) | cells().map(print_tests)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A valid text with some pieces cut out, put in or doubled."""
    text = draw(VALID)[:200]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 4)))
        text = text[:start] + draw(st.sampled_from(["", text[start:end] * 2, *PIECES])) + text[end:]
    return text[:200]


@law
@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | damaged())
def test_any_text_is_read_or_refused_in_its_place(text: str) -> None:
    before, after = "条件: ", "\n下一行"
    source = Source("rules/pack.yaml", before + text + after)
    starts = [0, *(offset + 1 for offset, character in enumerate(text) if character == "\n")]
    excerpt = Excerpt(source, text, tuple((start, len(before) + start) for start in starts))
    for again in (expression_again, cell_again):
        try:
            first, second = again(excerpt)
        except RulesError as error:
            (finding,) = error.findings
            assert finding.severity == "error"
            assert finding.message.en
            assert finding.advice is not None
            assert finding.advice.en
            assert finding.place is not None
            assert len(before) <= finding.place.start <= len(before) + len(text)
            assert finding.place.end <= len(before) + len(text) + 1
            assert finding.show("zh").startswith("rules/pack.yaml:")
            assert finding.show("en").startswith("rules/pack.yaml:")
        else:
            assert first == second


def expression_again(excerpt: Excerpt) -> tuple[object, object]:
    tree = parse(excerpt)
    return tree, read(print_expression(tree))


def cell_again(excerpt: Excerpt) -> tuple[object, object]:
    tests = parse_tests(excerpt)
    return tests, cell(print_tests(tests))
