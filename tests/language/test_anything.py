"""Whatever an author writes: findings, never a crash, never a hang, never a look outside."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_engine.errors import RulesError
from policy_engine.language.checked import Checked, terms_of
from policy_engine.language.operators import OPERATORS
from policy_engine.language.parser import MOST_CHARACTERS, MOST_ITEMS
from tests.language import firm
from tests.language.texts import chances, texts, whole_firm
from tests.numbers import law

WORDS = (
    "研发费用", "租约", "面积", "自用", "注册区", "成立日期", "as_of", "item", "x", "严重失信", "产业链", "1", "0", "2.5", "64", "3年",
    "5%", "100万元", "30元/㎡/月", "2026-02-30", "2026-02-28", '@"P1Y"', '@"PT1H"', '"青浦区"', '"青蒲区"', "true", "null",
    "[", "]", "(", ")", "..", ",", ".", "+", "-", "*", "/", "**", "=", "!=", "<=", ">", "?", "!", "@", '"', "\\", "{", "}",
    "if", "then", "else", "some", "every", "in", "satisfies", "and", "or", "not", "between", "_", "__class__", "import",
    *(name for name, one in OPERATORS.items() if not one.infix),
)  # fmt: skip
SECONDS = 5


def said(text: str) -> Checked | RulesError:
    """What comes of a text, in good time; a finding has a place in it and shows in both languages."""
    begun = time.monotonic()
    try:
        result: Checked | RulesError = firm.read(text)
    except RulesError as refused:
        result = refused
    assert time.monotonic() - begun < SECONDS, text
    for finding in result.findings:
        assert finding.place is not None
        assert finding.show("zh")
        assert finding.show("en")
    return result


@law
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=60))
def test_any_words_are_read_or_refused(text: str) -> None:
    said(text)


@law
@given(texts(), chances())
def test_a_damaged_expression_is_read_or_refused_and_never_raises_on_facts(text: str, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 2, 8)))
        new = chance.choice((f" {chance.choice(WORDS)} ", "", text[start:end] * 2, chance.choice(text or " ")))
        text = text[:start] + new + text[end:]
    result = said(text)
    if isinstance(result, Checked):
        for term in terms_of(result.value):
            if term.node.level is None:
                firm.interval(term.node, whole_firm(chance))


LARGE = {
    "deep brackets": "(" * 1500 + "1" + ")" * 1500,
    "deep lists": "[" * 1500 + "]" * 1500,
    "deep negations": "-" * 3000 + "1",
    "deep conditions": "if true then " * 250 + "1" + " else 2" * 250,
    "a long sum": " + ".join(["1"] * 1300),
    "a long list": "[" + ",".join(["1"] * (MOST_ITEMS + 1)) + "]",
    "a long conjunction": " and ".join(["true"] * 500),
    "too many characters": "1" + " " * MOST_CHARACTERS,
    "many digits": "9" * 3000,
    "many places": "0." + "9" * 3000,
    "a far exponent": "1e999999999",
    "a high power": "2 ** 9999999999",
    "powers of powers": "((((((9**64)**64)**64)**64)**64)**64)**64",
    "powers of a fact": "(((研发费用[1]/1元)**64)**64)**64 > 1",
    "powers of a quotient": "((研发费用[1]/销售收入[1])**64)**64 > 1",
    "a product of facts": " * ".join(["(销售收入[1]/1元)"] * 200) + " > 1",
    "a sum of quotients": " + ".join(["研发费用[1]/销售收入[2]"] * 200) + " > 1",
    "many quotients at once": f"max({','.join(['1/会计年度数'] * 240)}) > max({','.join(['1/会计年度数'] * 240)})",
    "far places": "round up(研发费用[1], -6111) > 0元",
    "a far duration": '成立日期 + @"P999999999999999999999Y"',
    "a far date": '@"999999999-12-31" + @"P1Y"',
    "far days": '@"2026-01-01" + 1e40天',
    "a wide list": f"[{','.join(['1'] * 900)}] = [{','.join(['1'] * 900)}]",
    "quantifiers within quantifiers": "".join(f"every x{n} in [1,2,3,4,5,6,7,8] satisfies " for n in range(40))
    + "true",
    "quantifiers over quantifiers": f"every x in [{','.join(['1'] * 900)}] satisfies every y in [{','.join(['1'] * 900)}] satisfies x = y",
    "filters of filters": "[1,2,3]" + "[item > 0]" * 90,
    "paths of paths": "租约" + ".面积" * 500,
    "calls of calls": "abs(" * 400 + "1" + ")" * 400,
    "a long name": "研" * 3999,
    "nothing": "",
    "blanks": " \n\t ",
    "a null character": "1 + \0",
    "half a character": "\ud800",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in LARGE.items()])
def test_the_large_and_the_deep_are_read_or_refused(text: str) -> None:
    result = said(text)
    if isinstance(result, Checked) and not result.findings:
        firm.say(result.value)


@pytest.mark.parametrize(
    "name",
    [
        "deep conditions",
        "a long list",
        "many digits",
        "a far exponent",
        "powers of powers",
        "powers of a fact",
        "many quotients at once",
        "quantifiers within quantifiers",
        "quantifiers over quantifiers",
        "a far duration",
    ],
)
def test_beyond_a_limit_there_is_a_finding(name: str) -> None:
    assert said(LARGE[name]).findings


@pytest.mark.parametrize(
    "text",
    [
        '__import__("os")',
        'open("/etc/passwd")',
        "now()",
        "today()",
        "研发费用.__class__",
        "()",
        "租约.__class__",
        "item.面积",
        "?",
    ],
)
def test_nothing_reaches_outside(text: str) -> None:
    assert said(text).findings
