"""Random packs over the small world, as the YAML an author would write; every choice comes from one seed.

A template's letters are the kinds of its parts: t truth, m money, n plain number, q quotient, h people, d date, o months;
capitals are parts about the item at hand (inside a filter, or of `for_each`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from policy_engine.packs.library import Library
from tests.decide import world
from tests.decide.world import measure, pack

SIGNS = (">=", "<=", ">", "<", "=", "!=")
LEAVES: dict[str, tuple[str, ...]] = {
    "t": (
        "独立法人", "not(已上市)", "严重失信", '注册区 = "青浦区"', '注册区 in ("青浦区", "嘉定区")', '注册区 != "其他"',
        'starts with(行业代码, "6")', '行业代码 = "0110"', '"甲链" in 产业链', 'holds("高新技术企业")', "有实力", '规模 in ("小", "中")',
        "年限 >= 2", "总分 > 100分", "received() <= 5万元", "average growth(研发费用, 2) >= 5%", "cagr(营业收入, 2) SIGN 10%",
        "成立日期 + 24月 <= 基准日", "(every 年 in [1, 2] satisfies 研发费用[年] >= 10万元)", '申请类型 = "新申请"', "无主指标 SIGN 3",
    ),
    "m": ("注册资本", "利润", "研发费用[1]", "营业收入[2]", "100万元", "0元", "1234.56元", "5万元"),
    "n": ("得分", "占比", "年限", "3", "0.25", "12.5%", "-1", "month(成立日期)"),
    "q": ("研发费用[1] / 营业收入[1]", "从业人员 / 平均人数[1]", "占比", "注册资本 / 3万元"),
    "h": ("从业人员", "平均人数[2]", "30人", "count(人才)"),
    "d": ("成立日期", "立项日", "基准日", "2026-01-31", "申报时间"),
    "o": ("12月", "3年", "age(成立日期)"),
}  # fmt: skip
ITEM_LEAVES: dict[str, tuple[str, ...]] = {
    "t": (
        "@自用",
        "not(@自用)",
        '@片区 = "东片"',
        '@片区 in ("东片", "西片")',
        "@租期 SIGN 36月",
        "@面积 >= 100㎡",
        "独立法人",
    ),
    "m": ("@已付租金", "@收支", "@面积 * @单价 * 12月", "@面积 * @单价 * @租期", "研发费用[1]", "3万元"),
    "n": ("得分", "@面积 / 1㎡", "2", "80%", "占比"),
    "q": ("@已付租金 / 5万元", "@面积 / 30㎡", "占比"),
    "h": ("从业人员",),
    "d": ("@起租日", "成立日期", "2026-01-31"),
    "o": ("@租期", "12月"),
}
TEMPLATES: dict[str, tuple[str, ...]] = {
    "t": (
        "({t} and {t})", "({t} or {t})", "not({t})", "(if {t} then {t} else {t})", "({m} SIGN {m})", "({n} SIGN {n})",
        "({q} SIGN 5%)", "({q} SIGN {n})", "({h} SIGN {h})", "({d} SIGN {d})", "({o} SIGN {o})", "({m} between {m} and {m})",
        "({n} in [0..50))", "(max({q}, 占比) SIGN 7.5%)",
    ),
    "m": (
        "({m} + {m})", "({m} - {m})", "min({m}, {m})", "max({m}, {m})", "(if {t} then {m} else {m})", "({m} * {n})",
        "({m} * 12.5%)", "round half up({m} / 3, 2)", "round down({m} * {q}, 0)", "({h} * 0.5万元/人)", "abs({m})",
    ),
    "n": ("({n} + {n})", "({n} - {n})", "({n} * {n})", "(if {t} then {n} else {n})", "floor({q})", "year({d})", "min({n}, {n})"),
    "q": ("({q} + {q})", "({q} * {n})", "({q} - {q})"),
    "h": ("({h} + {h})", "max({h}, {h})", "floor({h} * 30%)"),
    "d": ("({d} + {o})", "(if {t} then {d} else {d})", "({d} - 12月)"),
    "o": ("({o} + {o})", "max({o}, {o})"),
}  # fmt: skip
FIRM_TEMPLATES: dict[str, tuple[str, ...]] = {
    "t": (
        "(some 某 in 租约 satisfies {X})",
        "(count(租约[{T}]) SIGN 2份)",
        "(mean(租约[{T}].面积) SIGN 90㎡)",
        "(sum(租约[{T}].面积) / sum(租约.面积) SIGN 50%)",
    ),
    "m": ("sum(租约[{T}].已付租金)", "max(租约[{T}].收支)", "sum(recent(研发费用, 3))", "sum(人才[本地].工资)"),
}
VARIABLE_LEAVES = (
    "某.自用",
    "某.面积 >= 100㎡",
    '某.片区 = "西片"',
    "某.已付租金 > 研发费用[1]",
    "某.起租日 <= 基准日",
)


@dataclass
class Author:
    """Writes one pack. `size` bounds how deep expressions and how many the parts are."""

    chance: random.Random
    size: int
    item: bool = False
    numbers: int = 0
    reviews: list[str] = field(default_factory=list)
    """The reviews met, as the facts that answer them; `here` is the measure they belong to."""
    here: str = ""
    own: dict[str, list[str]] = field(default_factory=dict)
    """Names of the measure's own parameters and definitions that fit, by letter."""

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def pick(self, *of: str) -> str:
        return self.chance.choice(of)

    def text(self, letter: str, depth: int | None = None, inside: str = "") -> str:
        """An expression; `inside` is how a field of the item is written (`本租约.` or nothing in a filter)."""
        depth = self.chance.randint(0, 1 + self.size // 3) if depth is None else depth
        if depth == 0 and not inside and self.own.get(letter) and self.maybe(0.4):
            return self.pick(*self.own[letter])
        leaves = ITEM_LEAVES if inside else LEAVES
        forms = (*TEMPLATES[letter], *(() if inside else FIRM_TEMPLATES.get(letter, ())))
        text = self.pick(*leaves[letter]) if depth == 0 else self.pick(*forms)
        text = text.replace("SIGN", self.pick(*SIGNS)).replace("@", inside if inside != "filter" else "")

        def part(match: re.Match[str]) -> str:
            wanted = match[1]
            if wanted == "X":
                return self.pick(*VARIABLE_LEAVES)
            return self.text(wanted.lower(), depth - 1, "filter" if wanted.isupper() else inside)

        return re.sub(r"\{(\w)\}", part, text)

    def about(self, letter: str) -> str:
        """An expression of the measure: of its item, of the firm, or of both."""
        return self.text(letter, inside="本租约." if self.item and self.maybe(0.7) else "")

    # Conditions ------------------------------------------------------------------------------------------

    def conditions(self, indent: str, most: int, depth: int, reviews: bool = True) -> str:
        return "".join(self.condition(indent, depth, reviews) for _ in range(self.chance.randint(1, most)))

    def condition(self, indent: str, depth: int, reviews: bool = True) -> str:
        kind = self.pick(
            "condition", "condition", "condition", "review", *(("all", "any", "none", "at_least") if depth else ())
        )
        self.numbers += 1
        number = f"c{self.numbers}"
        if kind == "review" and reviews:
            self.reviews.append(f"city/ten#{self.here}/{number}")
            return f"{indent}- id: {number}\n{indent}  review: 须核查{number} | judge {number}\n"
        if kind in ("all", "any", "none"):
            inner = self.conditions(indent + "    ", 2, depth - 1, reviews)
            return f"{indent}- {kind}:\n{inner}"
        if kind == "at_least":
            inner = "".join(self.condition(indent + "    ", depth - 1, reviews) for _ in range(3))
            return f"{indent}- at_least: {self.chance.randint(1, 3)}\n{indent}  of:\n{inner}"
        title = f"{indent}  title: 条件{number} | condition {number}\n" if self.maybe(0.3) else ""
        return f"{indent}- id: {number}\n{title}{indent}  condition: |\n{indent}    {self.about('t')}\n"

    def when(self, most: int = 3) -> str:
        return "when:\n" + self.conditions("  ", most, 2) if self.maybe(0.85) else ""

    # Parameters and definitions --------------------------------------------------------------------------

    def parameters(self, prefix: str) -> str:
        """A rate, a sum and a head count, each with periods; some values not announced yet, some past their last day."""
        lines = []
        values: dict[str, Callable[[], str]] = {
            "n": lambda: self.pick("50%", "30%", "0.125", "1"),
            "m": lambda: self.pick("10万元", "2000元", "33.33元", "1亿元"),
            "h": lambda: self.pick("5人", "100人"),
            "o": lambda: self.pick("12月", "3年"),
        }
        for letter, value in values.items():
            if self.maybe(0.4):
                continue
            name = f"{prefix}参数{letter}"
            first = f"{{from: 2026-01-01, value: {value()}}}"
            if letter in "nm" and self.maybe(0.3):
                low, high = ("10%", "60%") if letter == "n" else ("0元", "20万元")
                first = f"{{from: 2026-01-01, value: unspecified, at_least: {low}, at_most: {high}}}"
            later = f", {{from: 2027-01-01, value: {value()}}}" if self.maybe(0.5) else ""
            lines.append(f"  {name}: {{values: [{first}{later}]}}\n")
            self.own.setdefault(letter, []).append(name)
        return "parameters:\n" + "".join(lines) if lines else ""

    def definitions(self, prefix: str) -> str:
        lines = []
        for letter in "tmn":
            name = f"{prefix}定义{letter}"
            if self.maybe(0.5):
                lines.append(f"  {name}:\n    is: |\n      {self.about(letter)}\n")
                self.own.setdefault(letter, []).append(name)
        if self.maybe(0.4):
            lines.append(f"  {prefix}合条件:\n    any:\n{self.conditions('      ', 2, 1, reviews=False)}")
            self.own.setdefault("t", []).append(f"{prefix}合条件")
        if self.maybe(0.5):
            lines.append(self.table(f"{prefix}档"))
            self.own.setdefault("n", []).append(f"{prefix}档")
        if self.maybe(0.3):
            lines.append(
                f"  {prefix}两档:\n    hit: first\n    table: |\n      {self.pick('从业人员', '平均人数[1]')} | 已上市 || 比例 | 封顶\n"
                "      >= 100人 | true || 50% | 100万元\n      >= 20人 | - || 30% | 50万元\n      - | - || 10% | 0元\n"
            )
            self.own.setdefault("n", []).append(f"{prefix}两档.比例")
            self.own.setdefault("m", []).append(f"{prefix}两档.封顶")
        return "definitions:\n" + "".join(lines) if lines else ""

    def table(self, name: str) -> str:
        hit = self.pick("unique", "first", "sum", "least", "greatest")
        if self.item and self.maybe(0.5):
            rows = '本租约.片区 || NAME\n      "东片" || 2\n      "西片" || 1\n      "其他片" || 0.5\n'
        elif hit == "unique":
            rows = "得分 || NAME\n      < 0 || 0\n      [0..60) || 1.5\n      [60..90) || 2\n" + self.pick(
                "", "      >= 90 || 3\n"
            )
        else:
            rows = '注册区 | 从业人员 || NAME\n      "青浦区" | >= 50人 || 3\n      "青浦区", "嘉定区" | - || 2\n      - | - || 1\n'
        return f"  {name}:\n    hit: {hit}\n    table: |\n      {rows.replace('NAME', name)}"

    # Measures --------------------------------------------------------------------------------------------

    def measure(self, name: str) -> str:
        self.item = self.maybe(0.5)
        offer = self.pick("amount", "amount", "amount", "up_to", "grants")
        over = ""
        if self.item:
            over = (
                "for_each: "
                + self.pick("本租约 in 租约", "本租约 in 租约[自用]", '本租约 in 租约[片区 = "东片" and 面积 > 30㎡]')
                + "\n"
            )
        parameters, definitions = self.parameters(name), self.definitions(name)
        course = ""
        if self.maybe(0.3):
            course = f"years_of_support: {{at_most: {self.pick('1', '3', '5')}, from: {self.pick('成立日期', *(('本租约.起租日',) if self.item else ('立项日',)))}}}\n"
            self.own.setdefault("n", []).append("支持年度")
        windows = self.windows() if self.maybe(0.3) else ""
        text = over + self.when() + parameters + definitions + course + windows
        if offer == "grants":
            text += "grants: {certificate: 高新技术企业, valid_for: 3年}\n"
        else:
            text += f"{offer}: |\n  {self.about('m')}\n" + self.caps()
        if self.maybe(0.4):
            text += f"flags:\n  - flag: {self.pick('site_check', 'legal_risk')}\n    say: 留意 | mind\n"
            text += f"    when: |\n      {self.about('t')}\n" if self.maybe(0.7) else ""
        return measure(name, text)

    def windows(self) -> str:
        date = self.pick("立项日", *(("本租约.起租日",) if self.item else ()))
        events = ", events: {from: 2025-01-01, to: 2026-06-30}"
        return (
            f'event_date: {date}\nwindows:\n  - {{batch: "2026-1", applications: {{from: 2026-03-01T09:00, to: 2026-04-30T17:00}}'
            f'{events}}}\n  - {{batch: "2026-2", applications: {{from: 2026-09-01}}{events if self.maybe(0.6) else ""}}}\n'
        )

    def caps(self) -> str:
        text = f"  - per: item\n    at: |\n      {self.about('m')}\n" if self.maybe(0.4) else ""
        for every in ("year", "ever"):
            if self.maybe(0.4):
                limit = self.pick("100万元", "6万元", f"round down({self.text('m', 1)}, 2)")
                text += f"  - per: enterprise\n    every: {every}\n    at: |\n      {limit}\n"
        return f"caps:\n{text}" if text else ""


@dataclass(frozen=True)
class Written:
    """A pack as text, and the facts that answer its reviews."""

    pack: str
    measures: dict[str, str]
    reviews: tuple[str, ...]


def write_random(seed: int, size: int) -> Written:
    """`city/ten@2026` with up to three measures."""
    author = Author(random.Random(seed), size)  # noqa: S311  # examples, not secrets
    to, mode = author.pick("1元", "100元", "0.01元", "0.5元"), author.pick("down", "up", "half up", "half even")
    text = f"rounding: {{to: {to}, mode: {mode}, cite: 办法#九}}\n"
    text += author.parameters("包") + author.definitions("包") + author.when(2)
    measures: dict[str, str] = {}
    shared = author.own
    for name in ("a", "b", "c")[: author.chance.randint(1, 3)]:
        author.here, author.own = name, {letter: list(names) for letter, names in shared.items()}
        measures[name] = author.measure(name)
    return Written(pack(text), measures, tuple(author.reviews))


def read_library(written: Written) -> tuple[Library, list[str]]:
    """The library of a written pack beside `nation/base`, and its errors as shown."""
    return world.read(written.measures, written.pack)
