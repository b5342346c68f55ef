"""Random expressions over the small world, wherever a rule has room for one; every choice comes from one seed.

A letter is the kind of a part: t truth, m money, n plain number, q quotient, h people, d date, o months, y days, a area,
c district, z zone, w word. A leaf has `@` before each field of the item at hand, SIGN for any sign of comparison and ORDER
for one that is not of equality. A template has `{m}` for a part of money. A look at a list has LIST for it, WHICH for it
or some of it, `{f:m}` for a field of money, and `{t:某.}` for a condition on an item whose fields are written behind `某.`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

SIGNS = (">=", "<=", ">", "<", "=", "!=")
ORDER = SIGNS[:4]
Texts = Mapping[str, tuple[str, ...]]

LEAVES: Texts = {
    "t": (
        "独立法人", "not(已上市)", "严重失信", '注册区 = "青浦区"', '注册区 in ("青浦区", "嘉定区")', '注册区 != "其他"',
        'starts with(行业代码, "6")', '行业代码 = "0110"', '行业代码 in ("6520", "0110")', '"甲链" in 产业链', 'holds("高新技术企业")',
        "有实力", '规模 in ("小", "中")', '规模 != "大"', "年限 >= 2", "总分 > 100分", "received() <= 5万元", 'list contains(产业链, "乙链")',
        "average growth(研发费用, 2) >= 5%", "cagr(营业收入, 2) SIGN 10%", '(some 链 in 产业链 satisfies 链 = "甲链")', "count(产业链) SIGN 2",
        "成立日期 + 24月 <= 基准日", "(every 年 in [1, 2] satisfies 研发费用[年] >= 10万元)", '申请类型 = "新申请"', "无主指标 SIGN 3",
        "(every 额 in recent(营业收入, 2) satisfies 额 > 研发费用[1])", "true", "基准日 ORDER 2026-07-01", "year(基准日) = 2026",
        "基准日 in [2026-03-01..2026-09-30]", "month(基准日) <= 6", 'day of week(基准日) != "Sunday"', "从业人员 ORDER 300人", "利润 ORDER 0元",
        "成立日期 ORDER 2022-01-01", "得分 ORDER 60", "得分 >= -50", "从业人员 >= 0人", "占比 SIGN 5%",
        "研发费用[1] / 营业收入[1] ORDER 5%", "从业人员 / 平均人数[1] SIGN 1.5", "sum(recent(研发费用, 2)) / sum(recent(营业收入, 2)) >= 60%",
        "利润 / 注册资本 ORDER 1",
    ),
    "m": (
        "注册资本", "利润", "研发费用[1]", "营业收入[2]", "100万元", "0元", "1234.56元", "5万元", "received()", "min(recent(研发费用, 2))",
        "sum(recent(研发费用, max(1, min(3, 年限))))",
    ),
    "n": ("得分", "占比", "年限", "3", "0.25", "12.5%", "-1", "month(成立日期)", "count(产业链)", "day(立项日)", "round half up(cagr(营业收入, 2), 4)"),
    "q": ("研发费用[1] / 营业收入[1]", "从业人员 / 平均人数[1]", "占比", "注册资本 / 3万元", "average growth(营业收入, 2)", "利润 / 注册资本"),
    "h": ("从业人员", "平均人数[2]", "30人", "0人"),
    "d": ("成立日期", "立项日", "基准日", "2026-01-31", "申报时间", 'date("2024-02-29")'),
    "o": ("12月", "3年", "age(成立日期)", "years and months duration(成立日期, 基准日)"),
    "y": ("365天", "基准日 - 成立日期"),
    "a": ("100㎡", "从业人员 * 3㎡/人"),
    "c": ("注册区", '(if 已上市 then "其他" else 注册区)'),
    "z": ('(if 独立法人 then "东片" else if 已上市 then "西片" else "其他片")',),
    "w": ("行业代码", '"6520"', "批次"),
}  # fmt: skip
"""What is of the firm, of the day, or written."""

TEMPLATES: Texts = {
    "t": (
        "({t} and {t})", "({t} or {t})", "not({t})", "(if {t} then {t} else {t})", "({m} SIGN {m})", "({n} SIGN {n})", "({m} SIGN 5万元)",
        "({q} SIGN 5%)", "({q} SIGN {n})", "({h} SIGN {h})", "({d} SIGN {d})", "({o} SIGN {o})", "({m} between {m} and {m})",
        "({n} in [0..50))", "(max({q}, {q}) ORDER 7.5%)", "(min({q}, 占比) ORDER {n})", "({y} SIGN {y})", "({a} ORDER {a})", '({c} = "青浦区")',
        '({c} in ("嘉定区", "其他"))', "({c} != {c})", '({z} = "西片")', '({z} in ("东片", "其他片"))', "({w} = {w})", 'not(starts with({w}, "6"))',
        "({m} in (> 50万元, [1万元..3万元), 0元))", "({d} in [2025-01-01..2026-06-30])", "all({t}, {t}, {t})", "any({t}, {t})", "({d} ORDER 2025-06-30)",
        '(day of week({d}) = "Monday")', '(month of year({d}) != "March")', "({h} ORDER 20人)", "({m} >= 0元)", "(0㎡ < {a})",
        "(min({m}, 5万元) ORDER 5万元)", "(max({n}, 3) ORDER 3)", "(min({a}, 100㎡) ORDER {a})",
    ),
    "m": (
        "({m} + {m})", "({m} - {m})", "min({m}, {m})", "max({m}, {m})", "(if {t} then {m} else {m})", "({m} * {n})", "min({m}, {m}, {m})",
        "({m} * 12.5%)", "round half up({m} / 3, 2)", "round down({m} * {q}, 0)", "({h} * 0.5万元/人)", "abs({m})", "({a} * 10元/㎡)", "(-{m})",
        "marginal({m}, [0元, 5万元, 100万元], [4%, 7%, 12%])", "(if {t} then {m} else 0元)", "sum({m}, {m})", "decimal({m} * {n}, -2)",
    ),
    "n": (
        "({n} + {n})", "({n} - {n})", "({n} * {n})", "(if {t} then {n} else {n})", "floor({q})", "year({d})", "min({n}, {n})", "round up({q}, 2)",
        "modulo({n}, 4)", "ceiling({n}, 1)", "floor({m} / 1万元)", "abs({n})", "round half down({n} / 4, 0)", "(if {t} then 1 else 0)", "({n} ** 2)", "product({n}, {n}, 2)", "day of year({d})",
        "week of year({d})",
    ),
    "q": ("({q} + {q})", "({q} * {n})", "({q} - {q})", "({m} / 7万元)", "({h} / 40人)", "mean({n}, {n}, 2)"),
    "h": ("({h} + {h})", "max({h}, {h})", "floor({h} * 30%)", "(if {t} then {h} else 5人)"),
    "d": ("({d} + {o})", "(if {t} then {d} else {d})", "({d} - 12月)", "({d} + 45天)", "min({d}, {d})", "max({d}, 2025-08-31)"),
    "o": ("({o} + {o})", "max({o}, {o})", "age({d})", "years and months duration({d}, {d})", "floor({o} / 2)"),
    "y": ("({d} - {d})", "({y} + {y})", "max({y}, 30天)"),
    "a": ("({a} + {a})", "min({a}, {a})", "({h} * 30㎡/人)", "(if {t} then {a} else 0㎡)"),
    "c": ('(if {t} then {c} else "其他")', '(if {t} then "青浦区" else {c})', "(if {t} then {c} else {c})"),
    "z": ('(if {t} then {z} else "其他片")', '(if {t} then "东片" else {z})'),
    "w": ('(if {t} then {w} else "0110")',),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Rows:
    """A list: the item of a `for_each` over it, the unit its items are counted in, what is read of an item (`@` before
    each field), its fields by letter, and which of its items a `for_each` may be about."""

    name: str
    item: str
    unit: str
    leaves: Texts
    fields: Texts
    kinds: tuple[str, ...]


LISTS = (
    Rows(
        "租约", "本租约", "份",
        {
            "t": (
                "@自用", "not(@自用)", '@片区 = "东片"', '@片区 in ("东片", "西片")', "@租期 SIGN 36月", "@面积 >= 100㎡", "@面积 ORDER 30㎡",
                "@面积 >= 0㎡", "@面积 <= 500㎡", "@已付租金 SIGN 3万元", "@收支 < 0元", "@起租日 <= 基准日", "@起租日 ORDER 2026-01-31",
                "@已付租金 > 研发费用[1]", '@片区 in ("西片", "其他片")', "@面积 / 30㎡ >= 2.5", "@已付租金 / @面积 ORDER 60元/㎡",
            ),
            "m": ("@已付租金", "@收支", "@面积 * @单价 * 12月", "@面积 * @单价 * @租期", "3万元"),
            "n": ("@面积 / 1㎡", "2", "80%"),
            "q": ("@已付租金 / 5万元", "@面积 / 30㎡", "@收支 / @已付租金"),
            "d": ("@起租日", "@起租日 + @租期"),
            "o": ("@租期",),
            "y": ("基准日 - @起租日",),
            "a": ("@面积", "@面积"),
            "z": ("@片区", "@片区"),
        },
        {"t": ("自用",), "m": ("已付租金", "收支"), "d": ("起租日",), "o": ("租期",), "a": ("面积",)},
        ("租约", "租约", "租约[自用]", '租约[片区 = "东片" and 面积 > 30㎡]', "租约[起租日 <= 基准日 or 独立法人]"),
    ),
    Rows(
        "人才", "本人", "人",
        {"t": ("@本地", "not(@本地)", "@工资 SIGN 20万元", "@工资 > 0元", "@工资 >= 0元"), "m": ("@工资", "@工资"), "q": ("@工资 / 10万元",)},
        {"t": ("本地",), "m": ("工资",)},
        ("人才", "人才[本地]"),
    ),
    Rows(
        "资质证书", "本证", "",
        {
            "t": ('@类型 = "单项冠军"', '@类型 in ("高新技术企业", "单项冠军")', "@有效期至 >= 基准日", "@发证日 ORDER 2025-06-30"),
            "d": ("@发证日", "@有效期至"),
            "y": ("@有效期至 - @发证日",),
        },
        {"d": ("发证日", "有效期至")},
        ("资质证书", '资质证书[类型 = "高新技术企业"]'),
    ),
    Rows(
        "已获支持", "本笔", "",
        {"t": ("@年份 = 2025", "@年份 >= 2026", "@所获金额 SIGN 2万元", '@措施 = "a"'), "m": ("@所获金额",), "n": ("@年份 - 2000",)},
        {"m": ("所获金额",)},
        ("已获支持", '已获支持[规则包 = "city/ten"]'),
    ),
)  # fmt: skip
WHOLE: Texts = {
    "m": ("max(租约.已付租金)", "sum(租约.收支)", "max(人才.工资)", "sum(已获支持.所获金额)"),
    "h": ("count(人才)",),
    "d": ("min(租约.起租日)",),
    "a": ("sum(租约.面积)", "max(租约.面积)"),
    "t": ("any(租约.自用)",),
}
"""Looks at all items of a list, which may stand even in a condition on the items of one."""
LOOKS: Texts = {
    "t": (
        "(some 某 in LIST satisfies {t:某.})", "(every 某 in LIST satisfies {t:某.})", "(count(LIST[{t:}]) SIGN 2UNIT)",
        "(count(WHICH) ORDER 1UNIT)", "(some 某 in WHICH satisfies {t:某.})", "(mean(WHICH.{f:m}) SIGN {m})", "all(WHICH.{f:t})", "any(WHICH.{f:t})",
        "(sum(LIST[{t:}].{f:m}) / max(sum(LIST.{f:m}), 0元) SIGN 50%)", "(max(WHICH.{f:d}) ORDER {d})", "(min(WHICH.{f:o}) SIGN 36月)",
        "(mean(WHICH.{f:a}) SIGN 90㎡)", "(count(LIST[{t:}]) = count(LIST))",
        "(min(WHICH.{f:m}) ORDER 0元)", "(max(WHICH.{f:m}) ORDER {m})",
    ),
    "m": (
        "sum(WHICH.{f:m})", "max(WHICH.{f:m})", "min(WHICH.{f:m})", "sum(LIST[{t:}].{f:m})", "round half up(mean(WHICH.{f:m}), 0)",
        "sum(LIST.{f:m}[item > 1万元])", "sum(recent(研发费用, 3))", "sum(人才[本地].工资)",
    ),
    "q": ("mean(WHICH.{f:m}) / 1万元", "sum(LIST[{t:}].{f:m}) / max(sum(WHICH.{f:m}), 0元)"),
    "n": ("floor(max(WHICH.{f:a}) / 30㎡)", "count(资质证书)"),
    "h": ("count(LIST[{t:}])", "count(WHICH)"),
    "d": ("min(WHICH.{f:d})", "max(WHICH.{f:d})"),
    "a": ("sum(WHICH.{f:a})", "min(WHICH.{f:a})"),
    "o": ("max(WHICH.{f:o})",),
}  # fmt: skip
"""Looks at the items of a list that meet a condition."""


@dataclass(frozen=True)
class Here:
    """Where an expression stands: at the firm, or at an item of a list, whose fields are written behind `before`;
    `within` a condition on items that stands in an expression, which looks at no more items."""

    rows: Rows | None = None
    before: str = ""
    within: bool = False


FIRM = Here()


@dataclass
class Writer:
    """Writes expressions; `size` bounds how deep."""

    chance: random.Random
    size: int
    own: dict[str, list[str]] = field(default_factory=dict)
    """Names of parameters and definitions that can be used, by letter."""
    of_item: set[str] = field(default_factory=set)
    """Those that are about the item of `for_each`."""
    said: dict[tuple[str, Here], list[str]] = field(default_factory=dict)
    """What was written before, which rules say again and again."""

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def pick(self, *of: str) -> str:
        return self.chance.choice(of)

    def text(self, letter: str, here: Here = FIRM, depth: int | None = None) -> str:
        """An expression of the kind, as it can stand there."""
        before = self.said.setdefault((letter, here), [])
        if before and self.maybe(0.15):
            return self.pick(*before)
        depth = self.chance.randint(0, 1 + self.size // 3) if depth is None else depth
        written = self.filled(self.form(letter, here, depth), here, depth)
        if depth:
            before.append(written)
            return written
        return f"({written})" if " " in written and written[0] != "(" else written

    def form(self, letter: str, here: Here, depth: int) -> str:
        """What the expression is made of: a leaf, a template, or a look at a list."""
        if depth == 0:
            at_item = here.rows is not None and not here.within
            own = [name for name in self.own.get(letter, ()) if at_item or name not in self.of_item]
            if own and self.maybe(0.35):
                return self.pick(*own)
            if here.rows is not None and letter in here.rows.leaves and self.maybe(0.75):
                return self.pick(*here.rows.leaves[letter])
            if self.maybe(0.1) and letter in WHOLE:
                return self.pick(*WHOLE[letter])
            return self.pick(*LEAVES[letter])
        if not here.within and letter in LOOKS and self.maybe(0.4):
            return self.look(letter, here)
        return self.pick(*TEMPLATES[letter])

    def look(self, letter: str, here: Here) -> str:
        """A look at a list, often the one whose item is at hand, that has the fields looked at."""
        form = self.pick(*LOOKS[letter])
        wanted = set(re.findall(r"\{f:(\w)\}", form))
        fitting = [rows for rows in LISTS if wanted <= set(rows.fields) and (letter != "h" or rows.unit == "人")]
        rows = here.rows if here.rows in fitting and self.maybe(0.6) else self.chance.choice(fitting)
        assert rows is not None
        which = self.pick("LIST", "LIST[{t:}]", "LIST[{t:}]")
        form = form.replace("WHICH", which).replace("LIST", rows.name).replace("UNIT", rows.unit)
        form = re.sub(r"\{f:(\w)\}", lambda match: self.pick(*rows.fields[match[1]]), form)

        def condition(match: re.Match[str]) -> str:
            return self.text("t", Here(rows, match[1], within=True), self.chance.randint(0, 1 + self.size // 5))

        return re.sub(r"\{t:([^}]*)\}", condition, form)

    def filled(self, form: str, here: Here, depth: int) -> str:
        form = re.sub("SIGN|ORDER", lambda match: self.pick(*(SIGNS if match[0] == "SIGN" else ORDER)), form)
        form = form.replace("@", here.before)
        return re.sub(r"\{(\w)\}", lambda match: self.text(match[1], here, depth - 1), form)
