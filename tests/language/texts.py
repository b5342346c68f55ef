"""Random expressions over the example firm, as texts of a wanted kind; and random firms, with facts left out and filled in.

A template's letters are the kinds of its parts: m money, p a plain number, q a quotient, h people, a area, o months, y days,
d date, c a district, t truth; capitals are parts inside a filter or quantifier over the leases.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from policy_engine.language.kinds import TRUTH, Code, Number
from policy_engine.values import DATE
from tests.language import firm

SIGNS = (">=", "<=", ">", "<", "=", "!=")
ROUNDINGS = ("floor", "ceiling", "round up", "round down", "round half up", "round half down", "decimal")

LEAVES: dict[str, tuple[str, ...]] = {
    "m": ("研发费用[1]", "研发费用[2]", "销售收入[1]", "销售收入[3]", "净资产", "固定资产", "500万元", "0元", "1234.56元", "1亿元"),
    "p": ("市场占有率", "会计年度数", "0", "1", "3", "0.25", "12.5%", "从业人员 / 1人", "评分 / 1分", "month(成立日期)"),
    "q": ("研发费用[1] / 销售收入[1]", "研发人员 / 从业人员", "市场占有率", "净资产 / 固定资产", "1 / 3"),
    "h": ("从业人员", "研发人员", "100人", "0人"),
    "a": ("300㎡", "sum(租约.面积)", "sum(租约[自用].面积)", "max(租约.面积)"),
    "o": ("贷款期限", "3年", "1月", "years and months duration(成立日期, as_of)", "age(成立日期)"),
    "y": ("账期", "30天", "1周", "(as_of - 成立日期)"),
    "d": ("成立日期", "as_of", "2024-02-29", "2026-01-31"),
    "c": ("注册区", "税收户管区", '"青浦区"'),
    "t": (
        "严重失信", "居民企业", "未给出的条件", "true", "false", '注册区 = "青浦区"', '注册区 in ("青浦区", "徐汇区")',
        "注册区 = 税收户管区", 'starts with(行业代码, "65")', "评分 in [60分..71.5分)", "线宽 <= 28nm",
        '"汽车电子" in 产业链', 'holds("高新技术企业")', "received() < 100万元", "count(租约) >= 2份",
    ),
}  # fmt: skip
ITEM_LEAVES: dict[str, tuple[str, ...]] = {
    "m": ("支付", "盈亏", "面积 * 单价 * 租期", "研发费用[1]", "10万元"),
    "p": ("市场占有率", "2", "0.5", "面积 / 1㎡"),
    "q": ("支付 / (面积 * 单价 * 1月)", "研发费用[1] / 销售收入[1]", "盈亏 / 固定资产"),
    "h": ("从业人员",),
    "a": ("面积", "30㎡", "item.面积"),
    "o": ("租期", "12月", "贷款期限"),
    "y": ("账期", "(as_of - 起租日)"),
    "d": ("起租日", "成立日期", "2026-01-31"),
    "c": ("注册区", '"青浦区"'),
    "t": ("自用", "not(自用)", '用途 = "研发"', '用途 in ("研发", "办公")', "居民企业", "面积 >= 100㎡", "true"),
}
TEMPLATES: dict[str, tuple[str, ...]] = {
    "m": (
        "({m} + {m})", "({m} - {m})", "min({m}, {m})", "max({m}, {m}, {m})", "(if {t} then {m} else {m})", "({m} * {p})",
        "-{m}", "abs({m})", "ROUND({m} * {p}, 2)", "ROUND({m} * 33.3%, -4)", "ROUND({m} / {p}, 2)", "ROUND({m} * {q}, 2)",
        "round half up(max({q}, {q}) * 100 * 1元, 1)", "marginal({m}, [0元, 500万元, 1500万元], [4%, 7%, 12%])",
        "(30万元/人 * {h})", "(60元/㎡/月 * {a} * {o})", "modulo({m}, 7万元)",
    ),
    "p": (
        "({p} + {p})", "({p} - {p})", "({p} * {p})", "(if {t} then {p} else {p})", "min({p}, {p})", "({p} ** 2)",
        "ROUND({q}, 2)", "year({d})", "month({d})", "day({d})", "({h} / 1人)", "({o} / 1月)", "({y} / 1天)",
    ),
    "q": ("{m} / 固定资产", "({q} + {q})", "({q} * {p})", "({q} - {q})", "{m} / ({h} * 3万元/人)", "({q} / 3)", "({q} / {p})"),
    "h": ("({h} + {h})", "max({h}, {h})", "(if {t} then {h} else {h})", "floor({h} * 30%)"),
    "a": ("({a} + {a})", "min({a}, {a})", "({h} * 30㎡/人)"),
    "o": ("({o} + {o})", "({o} - {o})", "max({o}, {o})", "floor({o} / 2)", "(if {t} then {o} else {o})"),
    "y": ("({d} - {d})", "({y} + {y})", "-{y}"),
    "d": ("({d} + {o})", "({d} - {o})", "({d} + {y})", "(if {t} then {d} else {d})"),
    "c": ("(if {t} then {c} else {c})",),
    "t": (
        "({t} and {t})", "({t} or {t} or {t})", "not({t})", "(if {t} then {t} else {t})", "({m} SIGN {m})", "({q} SIGN {q})",
        "({q} SIGN {p})", "({p} SIGN {p})", "({a} SIGN {a})", "({o} SIGN {o})", "({d} SIGN {d})", "({y} SIGN {y})",
        "({m} between {m} and {m})", "({q} in [0.1..0.5))", "(max({q}, {q}) SIGN {p})", "(min({q}, {p}) SIGN 5%)",
        '({c} = {c})', '({c} != "徐汇区")', '({c} in ("青浦区", "浦东新区"))', "({h} in (< 10人, [50人..100人], 300人))",
        "all({t}, {t})", "any({t}, {t}, {t})", "(abs({q}) SIGN {p})", "(({t}) = ({t}))",
    ),
}  # fmt: skip
FIRM_TEMPLATES: dict[str, tuple[str, ...]] = {
    "m": (
        "sum(租约[{T}].盈亏)",
        "sum(租约[{T}].支付)", "max(租约[{T}].盈亏)", "min(租约[{T}].支付)", "sum(recent(研发费用, 3))",
        "sum(recent(研发费用, 会计年度数))", "max(recent(销售收入, 会计年度数))", "sum(recent(研发费用, 3)[item > {m}])",
        "round half up(mean(recent(研发费用, 会计年度数)), 2)",
    ),
    "p": ("count(租约[{T}]) / 1份", "round half up(cagr(销售收入, 2), 4)", "count(recent(研发费用, 5)[item > {m}])"),
    "q": ("sum(租约[{T}].面积) / sum(租约.面积)", "mean(租约[{T}].面积) / 1㎡", "average growth(销售收入, 2)"),
    "a": ("sum(租约[{T}].面积)", "max(租约[{T}].面积)"),
    "d": ("min(租约[{T}].起租日)",),
    "t": (
        "(some x in 租约 satisfies {X})", "(every x in 租约 satisfies {X})", "(mean(租约[{T}].面积) SIGN 90㎡)",
        "all(租约[{T}].自用)", "any(租约.自用)", "(cagr(销售收入, 2) SIGN {p0})", "(count(租约[{T}]) SIGN 2份)",
        "(every 年 in [1, 2, 3] satisfies 研发费用[年] SIGN {m})", "(100㎡ in 租约.面积)",
    ),
}  # fmt: skip
VARIABLE_LEAVES = ("x.自用", "x.面积 >= 100㎡", 'x.用途 = "研发"', "x.支付 > 研发费用[1]", "x.起租日 + x.租期 > as_of")


@st.composite
def texts(draw: st.DrawFn, kind: str = "tmdcopy", depth: int = 3) -> str:
    """An expression of one of the kinds; most pass the checker, some are too wide or divide by what may be negative."""
    return fill(draw, draw(st.sampled_from(kind)), draw(st.integers(0, depth)), inside=False)


def fill(draw: st.DrawFn, kind: str, depth: int, inside: bool) -> str:
    leaves = ITEM_LEAVES if inside else LEAVES
    forms = [*TEMPLATES[kind], *(() if inside else FIRM_TEMPLATES.get(kind, ()))]
    text = draw(st.sampled_from(leaves[kind] if depth == 0 else forms))

    def part(match: re.Match[str]) -> str:
        letter = match[1]
        if letter == "X":
            return draw(st.sampled_from(VARIABLE_LEAVES))
        if letter == "p0":
            return draw(st.sampled_from(("0", "25%", "-10%", "0.5")))
        return fill(draw, letter.lower(), depth - 1, inside or letter.isupper())

    text = text.replace("SIGN", draw(st.sampled_from(SIGNS))) if "SIGN" in text else text
    text = text.replace("ROUND", draw(st.sampled_from(ROUNDINGS))) if "ROUND" in text else text
    return re.sub(r"\{(\w+)\}", part, text)


# Firms ---------------------------------------------------------------------------------------------------

Facts = dict[str, Any]


def chances() -> st.SearchStrategy[random.Random]:
    """What decides the facts of a firm: cheaper than drawing each of them."""
    return st.integers(0, 2**32).map(random.Random)  # a seed, so that a failure can be repeated


def given(declared: firm.Declared, chance: random.Random) -> Any:
    """A valid value: often at an end of its range, or small."""
    if declared.kind == TRUTH:
        return chance.random() < 0.5
    if isinstance(declared.kind, Code):
        return (
            chance.choice(sorted(declared.kind.values))
            if declared.kind.values
            else chance.choice(("6520", "3973", "65"))
        )
    assert isinstance(declared.kind, Number)
    low, high = declared.low, declared.high
    if declared.kind.unit == DATE and chance.random() < 0.9:
        return chance.randint(firm.day("2019-01-01"), firm.day("2027-12-31"))
    where = chance.random()
    if where < 0.1:
        return low
    if where < 0.15:
        return high
    if where < 0.3:
        return max(low, min(0, high))
    return min(max(chance.randint(-(10 ** chance.randint(0, 15)), 10 ** chance.randint(0, 15)), low), high)


def keys() -> list[tuple[str, firm.Declared]]:
    return [
        (f"{key}#{year + 1}" if one.years else key, one)
        for key, one in firm.FACTS.items()
        for year in range(one.years or 1)
    ]


def whole_firm(chance: random.Random) -> Facts:
    """A firm of which everything is known."""
    facts: Facts = {key: given(one, chance) for key, one in keys()}
    for key, (_, most, _, fields) in firm.LISTS.items():
        length = min(chance.choice((0, 0, 1, 2, 3, 5)), most)
        facts[key] = [{one.en: given(one, chance) for one in fields} for _ in range(length)]
    return facts


def partly(facts: Facts, chance: random.Random, share: float = 0.3) -> Facts:
    """The same firm with some facts, lists and fields of items left out."""
    known: Facts = {}
    for key, value in facts.items():
        if chance.random() < share:
            continue
        known[key] = value
        if isinstance(value, list):
            known[key] = [{name: one for name, one in row.items() if chance.random() >= share} for row in value]
    return known


def one_more(known: Facts, facts: Mapping[str, Any], chance: random.Random) -> Facts:
    """One fact learnt: a fact, a list with all its items, or a field of an item."""
    missing: list[tuple[str, int, str]] = [(key, -1, "") for key in facts if key not in known]
    for key, rows in known.items():
        if isinstance(rows, list):
            missing += [
                (key, number, name) for number, row in enumerate(rows) for name in facts[key][number] if name not in row
            ]
    learnt = {key: [dict(row) for row in value] if isinstance(value, list) else value for key, value in known.items()}
    if missing:
        key, number, name = chance.choice(missing)
        if number < 0:
            learnt[key] = facts[key]
        else:
            learnt[key][number][name] = facts[key][number][name]
    return learnt
