"""An example firm: a small vocabulary as a scope, and facts of which the examples in the operators' declarations hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policy_engine.errors import Bilingual
from policy_engine.language.bounds import Bounds, Facts, Scalars
from policy_engine.language.builder import Builder, sort_of
from policy_engine.language.checked import Checked, Surroundings
from policy_engine.language.checker import Checker
from policy_engine.language.core import Core, Node, interpret
from policy_engine.language.kinds import (
    TRUTH,
    Code,
    FieldDeclared,
    Item,
    Items,
    Kind,
    ListDeclared,
    Number,
    Series,
    Term,
    Value,
)  # fmt: skip
from policy_engine.language.parser import parse
from policy_engine.language.scope import Named
from policy_engine.source import Excerpt
from policy_engine.values import DATE, DAYS, MONTHS, PLAIN, YUAN, read_date, read_unit, say_date, say_short, say_unit

MONEY = Number(YUAN, 2)
MOST_MONEY = 10**15
"""Ten million million yuan, in fen."""


def unit(text: str, scale: int = 0) -> Number:
    read = read_unit(text)
    assert read is not None
    return Number(read[0], scale)


def day(text: str) -> int:
    days = read_date(text)
    assert days is not None
    return days


DAY = Number(DATE)
FIRST_DAY, LAST_DAY = day("1900-01-01"), day("2100-12-31")


@dataclass(frozen=True)
class Declared:
    """A fact of the example vocabulary; numbers with their range in smallest steps."""

    zh: str
    en: str
    kind: Kind
    low: int = 0
    high: int = 0
    years: int = 0


FACTS: dict[str, Declared] = {
    one.en: one
    for one in (
        Declared("研发费用", "rd_expense", MONEY, 0, MOST_MONEY, years=5),
        Declared("销售收入", "sales_revenue", MONEY, 0, MOST_MONEY, years=5),
        Declared("净资产", "net_assets", MONEY, -MOST_MONEY, MOST_MONEY),
        Declared("固定资产", "fixed_assets", MONEY, 100, MOST_MONEY),
        Declared("从业人员", "employees", unit("人"), 0, 1_000_000),
        Declared("研发人员", "rd_staff", unit("人"), 0, 1_000_000),
        Declared("市场占有率", "market_share", Number(PLAIN, 4), 0, 10_000),
        Declared("评分", "score", unit("分", 1), 0, 1000),
        Declared("会计年度数", "fiscal_years", Number(PLAIN), 1, 3),
        Declared("线宽", "line_width", unit("nm"), 1, 10_000),
        Declared("贷款期限", "loan_term", Number(MONTHS), 0, 600),
        Declared("账期", "credit_days", Number(DAYS), 0, 3650),
        Declared("严重失信", "seriously_discredited", TRUTH),
        Declared("居民企业", "resident_enterprise", TRUTH),
        Declared("未给出的条件", "condition_not_given", TRUTH),
        Declared("注册区", "registered_district", Code(frozenset(("青浦区", "徐汇区", "浦东新区")))),
        Declared("税收户管区", "tax_district", Code(frozenset(("青浦区", "徐汇区", "浦东新区")))),
        Declared("行业代码", "industry_code", Code()),
        Declared("成立日期", "registered_on", DAY, FIRST_DAY, LAST_DAY),
    )
}

LISTS: dict[str, tuple[str, int, str, tuple[Declared, ...]]] = {
    "leases": (
        "租约", 200, "份",
        (
            Declared("面积", "area", unit("㎡"), 0, 1_000_000),
            Declared("单价", "unit_price", unit("元/㎡/月", 2), 0, 10_000_000),
            Declared("租期", "term", Number(MONTHS), 0, 600),
            Declared("起租日", "starts_on", DAY, FIRST_DAY, LAST_DAY),
            Declared("支付", "paid", MONEY, 0, 10**12),
            Declared("盈亏", "balance", MONEY, -(10**12), 10**12),
            Declared("自用", "own_use", TRUTH),
            Declared("用途", "purpose", Code(frozenset(("研发", "办公", "生产")))),
        ),
    ),
    "value_chains": ("产业链", 20, "", (Declared("值", "value", Code(frozenset(("汽车电子", "消费电子", "通信电子")))),)),
    "certificates": (
        "资质证书", 100, "",
        (
            Declared("类型", "kind", Code(frozenset(("高新技术企业", "单项冠军")))),
            Declared("发证日", "issued_on", DAY, FIRST_DAY, LAST_DAY),
            Declared("有效期至", "expires_on", DAY, FIRST_DAY, LAST_DAY),
        ),
    ),
    "past_awards": (
        "已获支持", 100, "",
        (
            Declared("规则包", "pack", Code()),
            Declared("措施", "measure", Code()),
            Declared("金额", "amount", MONEY, 0, MOST_MONEY),
        ),
    ),
}  # fmt: skip

AS_OF = day("2026-03-15")

FIRM: dict[str, Any] = {
    "rd_expense#1": 6_000_000_00, "rd_expense#2": 5_000_000_00, "rd_expense#3": 4_000_000_00,
    "sales_revenue#1": 100_000_000_00, "sales_revenue#2": 80_000_000_00, "sales_revenue#3": 64_000_000_00,
    "net_assets": -3_000_000_00, "fixed_assets": 20_000_000_00,
    "employees": 120, "rd_staff": 40, "market_share": 1250, "score": 715, "fiscal_years": 2, "line_width": 28,
    "loan_term": 36, "credit_days": 90,
    "seriously_discredited": False, "resident_enterprise": True,
    "registered_district": "青浦区", "tax_district": "徐汇区", "industry_code": "6520",
    "registered_on": day("2021-05-20"),
    "leases": [
        {"area": 200, "unit_price": 3000, "term": 36, "starts_on": day("2025-01-31"), "paid": 216_000_00,
         "balance": -5_000_00, "own_use": True, "purpose": "研发"},
        {"area": 100, "unit_price": 2500, "term": 12, "starts_on": day("2026-01-01"), "paid": 30_000_00,
         "balance": 1_000_00, "own_use": True, "purpose": "办公"},
        {"area": 80, "unit_price": 2000, "term": 24, "starts_on": day("2024-02-29"), "paid": 38_400_00,
         "balance": 0, "own_use": False, "purpose": "生产"},
    ],
    "value_chains": [{"value": "汽车电子"}, {"value": "通信电子"}],
    "certificates": [
        {"kind": "高新技术企业", "issued_on": day("2023-12-08"), "expires_on": day("2026-12-08")},
        {"kind": "单项冠军", "issued_on": day("2021-03-15"), "expires_on": day("2026-03-14")},
    ],
}  # fmt: skip
"""As an engine sees it: smallest steps, day numbers. The condition not given and the ledger are absent: unknown."""


@dataclass
class Vocabulary:
    """The example vocabulary as a scope; a name may be added (`own`) for a test."""

    build: Builder
    own: dict[str, Named] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.named: dict[str, Named] = {}
        self.lists: dict[str, ListDeclared] = {}
        for key, fact in FACTS.items():
            words = Bilingual(fact.zh, fact.en)
            value: Value = self.fact(key, fact)
            if fact.years:
                value = Series(tuple((None, self.fact(f"{key}#{year + 1}", fact)) for year in range(fact.years)))
            self.add(Named(key, words, "fact", value, annual=bool(fact.years)))
        for key, (zh, most, counts, fields) in LISTS.items():
            declared = {
                name: FieldDeclared(Bilingual(one.zh, one.en), one.kind, one.low, one.high)
                for one in fields
                for name in (one.zh, one.en)
            }
            keys = {name: one.en for one in fields for name in (one.zh, one.en)}
            counted = unit(counts).unit if counts else PLAIN
            of = ListDeclared(key, Bilingual(zh, key), declared, keys, most, counted)
            self.lists[key] = of
            value = Items(of)
            if len(fields) == 1:
                value = Items(of, None, self.build.field(value, fields[0].en))
            self.add(Named(key, of.words, "list", value))
        today = Term(self.build.core.make("as_of", sort="number", low=FIRST_DAY, high=LAST_DAY), DAY)
        self.add(Named("as_of", Bilingual("基准日", "as_of"), "reserved", today))

    def fact(self, key: str, declared: Declared) -> Term:
        node = self.build.core.make("fact", data=key, sort=sort_of(declared.kind), low=declared.low, high=declared.high)  # type: ignore[arg-type]
        return Term(node, declared.kind)

    def add(self, named: Named) -> None:
        self.named[named.words.zh] = self.named[named.words.say("en")] = named

    def find(self, name: str) -> Named | None:
        return self.own.get(name) or self.named.get(name)

    def names(self) -> Iterable[str]:
        return [*self.own, *self.named]

    def variables(self) -> Mapping[str, Item]:
        return {}


def checker(measure: tuple[str, str] | None = ("shanghai/qingpu/it-ten", "rent")) -> Checker:
    """A checker over the example vocabulary with a core of its own."""
    build = Builder(Core())
    scope = Vocabulary(build)
    return Checker(Surroundings(build, (FIRST_DAY, LAST_DAY), scope.lists, measure), scope)


def read(text: str, using: Checker | None = None) -> Checked:
    """Parses and checks an expression; raises `RulesError` where it cannot be parsed."""
    excerpt = Excerpt.whole(text)
    return (using or checker()).check(excerpt, parse(excerpt))


def interval(node: Node, facts: Mapping[str, Any] = FIRM, day: int = AS_OF) -> tuple[Any, Any]:
    """What the reference evaluator says of a node: (low, high), (surely, possibly) or (text, known)."""
    return interpret(node, Bounds(Scalars()), Facts(facts, {}, day))


def say(value: Value, facts: Mapping[str, Any] = FIRM) -> str:
    """A value of the firm as short text: `36000元`, `true`, `2026-02-28`, `"Tuesday"`, `unknown`, or `[low..high]`."""
    if not isinstance(value, Term):
        return "unknown"
    first, second = interval(value.node, facts)
    if value.kind == TRUTH:
        return "true" if first else "unknown" if second else "false"
    if isinstance(value.kind, Code):
        return f'"{first}"' if second else "unknown"
    assert isinstance(value.kind, Number)
    low, high = (say_number(end, value.kind) for end in (first, second))
    if low == high:
        return low
    return "unknown" if (first, second) == (value.node.low, value.node.high) else f"[{low}..{high}]"


def say_number(digits: int, kind: Number) -> str:
    return say_date(digits) if kind.unit == DATE else f"{say_short(digits, kind.scale)}{say_unit(kind.unit)}"


def answer(text: str, facts: Mapping[str, Any] = FIRM) -> str:
    """An expression's value for the firm, as text; every finding is a failure."""
    checked = read(text)
    assert not checked.findings, "\n".join(finding.show("en") for finding in checked.findings)
    return say(checked.value, facts)


def findings(text: str, language: str = "en") -> str:
    """What the checker says of an expression, in the golden form."""
    return "\n".join(finding.show(language) for finding in read(text).findings)  # type: ignore[arg-type]
