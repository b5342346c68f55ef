"""Printing and reading are inverse, in both languages; the printed text is canonical and has no needless brackets."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_engine.errors import Bilingual
from policy_engine.language import syntax as s
from policy_engine.language.parser import MOST_CHARACTERS, parse, parse_tests
from policy_engine.language.printer import print_expression, print_number, print_tests, print_text
from policy_engine.source import Excerpt
from tests.language.strategies import cells, digits, expressions, names, renamed, walk
from tests.numbers import law


def read(text: str) -> s.Expression:
    return parse(Excerpt.whole(text))


@law
@given(expressions())
def test_reading_what_was_printed_gives_the_same_tree(tree: s.Expression) -> None:
    text = print_expression(tree)
    if len(text) <= MOST_CHARACTERS:
        assert read(text) == tree
        assert print_expression(read(text)) == text


@law
@given(cells())
def test_reading_a_printed_cell_gives_the_same_tests(tests: tuple[s.Test, ...]) -> None:
    assert parse_tests(Excerpt.whole(print_tests(tests))) == tests


@given(st.data(), expressions())
def test_names_are_printed_in_the_language_asked_for(data: st.DataObject, written: s.Expression) -> None:
    tree = read(print_expression(written))
    spans = [part.span for part in walk(tree) if isinstance(part, s.Name | s.Path | s.Quantified)]
    called = {span: data.draw(st.builds(Bilingual, names(), names())) for span in spans if data.draw(st.booleans())}
    for language in ("zh", "en"):
        text = print_expression(tree, language, called)
        if len(text) <= MOST_CHARACTERS:
            assert read(text) == renamed(
                tree, lambda span, name: called[span].say(language) if span in called else name  # noqa: B023 - used at once
            )  # fmt: skip


@given(digits())
def test_numbers_are_printed_exactly(value: Fraction) -> None:
    tree = read(print_number(value))
    assert isinstance(tree, s.NumberLiteral)
    assert tree.digits == value


@given(st.text())
def test_texts_are_printed_exactly(text: str) -> None:
    assert read(print_text(text)) == s.TextLiteral(text)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("((a+b))*c", "(a + b) * c"),
        ("(a*b)+c", "a * b + c"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("-(5)**2", "-5 ** 2"),
        ("-(5**2)", "-(5 ** 2)"),
        ("2**(3**2)", "2 ** (3 ** 2)"),
        ("(a and b) and c", "(a and b) and c"),
        ("(a and b) or c", "a and b or c"),
        ("a and(b or c)", "a and (b or c)"),
        ("(a = b)", "a = b"),
        ("(a = b) = c", "(a = b) = c"),
        ("(if a then b else c) + 1", "(if a then b else c) + 1"),
        ("if(a)then(b)else(c)", "if a then b else c"),
        ("x in(>5)", "x in (> 5)"),
        ("x in >5", "x in (> 5)"),
        ("x in (a)", "x in a"),
        ("x in ([1,2])", "x in [1, 2]"),
        ("x in([1..2))", "x in [1..2)"),
        ('x in "a"', 'x in ("a")'),
        ("x in ((1),2)", "x in (1, 2)"),
        ("a ≠ b", "a != b"),
        ("a ≤ 5 万元", "a <= 5万元"),
        ('@"2026-03-01"', "2026-03-01"),
        ('@"-2026-03-01"', '@"-2026-03-01"'),
        ('@"P1Y2M"', '@"P1Y2M"'),
        ("round  half\n up ( x , 0 )", "round half up(x, 0)"),
        (".872", "0.872"),
        ("1.230e2", "123"),
        ("1e40", "1e40"),
        ("007", "7"),
        ('"\\u7814\\""', '"研\\""'),
        ("(a.b)[c].d", "a.b[c].d"),
        ("(-a)[1]", "(-a)[1]"),
        ("not((a))", "not(a)"),
        ("30 元/㎡/月", "30元/㎡/月"),
    ],
)
def test_the_canonical_text(written: str, printed: str) -> None:
    assert print_expression(read(written)) == printed


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("-", "-"),
        (">=5", ">= 5"),
        ('"a","b"', '"a", "b"'),
        ('not("a","b")', 'not("a", "b")'),
        ("not(a)", "not(a)"),
        ("(not(a))", "(not(a))"),
        ("[4..5]", "[4..5]"),
        ("50%", "50%"),
        ("<2026-04-01", "< 2026-04-01"),
    ],
)
def test_the_canonical_cell(written: str, printed: str) -> None:
    assert print_tests(parse_tests(Excerpt.whole(written))) == printed


def test_a_rule_in_both_languages() -> None:
    tree = read("租约[自用].面积 >= 30㎡ and 研发费用[1] > 0元")
    words = {"租约": "leases", "自用": "own_use", "面积": "area", "研发费用": "rd_expense"}
    called = {
        part.span: Bilingual(name, words[name])
        for part in walk(tree)
        for name in ([part.name] if isinstance(part, s.Name) else [part.field] if isinstance(part, s.Path) else [])
    }
    assert print_expression(tree, "en", called) == "leases[own_use].area >= 30㎡ and rd_expense[1] > 0元"
    assert print_expression(tree, "zh", called) == "租约[自用].面积 >= 30㎡ and 研发费用[1] > 0元"


def test_a_label_that_can_be_no_name_is_not_printed_as_one() -> None:
    tree = read("从业人员 > 5人")
    assert (
        print_expression(tree, "en", {s.Span(0, 4): Bilingual("从业人员", "employees at year end")}) == "从业人员 > 5人"
    )
    assert print_expression(tree, "en", {s.Span(0, 4): Bilingual("从业人员", "in")}) == "从业人员 > 5人"


def test_a_number_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="1/3"):
        print_number(Fraction(1, 3))
