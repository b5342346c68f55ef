"""What expressions come to: logic, numbers, quotients, growth, dates and lists, with what is known and what is not."""

from __future__ import annotations

import datetime
import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_engine.errors import RulesError
from policy_engine.language.kinds import Term
from tests.language import firm
from tests.language.firm import answer, day

TRUTHS = {"true": True, "false": False, "未给出的条件": None}
NOTHING: dict[str, Any] = {}


# Logic


def every(values: list[bool | None]) -> bool | None:
    return False if False in values else None if None in values else True


def some(values: list[bool | None]) -> bool | None:
    return True if True in values else None if None in values else False


SAID = {True: "true", False: "false", None: "unknown"}


@pytest.mark.parametrize(("a", "b"), list(itertools.product(TRUTHS, repeat=2)))
def test_logic_is_kleene(a: str, b: str) -> None:
    given = [TRUTHS[a], TRUTHS[b]]
    assert answer(f"{a} and {b}") == answer(f"all({a}, {b})") == SAID[every(given)]
    assert answer(f"{a} or {b}") == answer(f"any({a}, {b})") == SAID[some(given)]
    assert answer(f"not({a})") == SAID[None if given[0] is None else not given[0]]
    assert answer(f"({a}) = ({b})") == SAID[None if None in given else given[0] == given[1]]
    assert (
        answer(f"if {a} then {b} else not({b})")
        == SAID[None if None in given else given[1] if given[0] else not given[1]]
    )


def test_an_unknown_condition_decides_nothing_where_both_branches_agree() -> None:
    assert answer("if 未给出的条件 then 3 else 3") == "3"
    assert answer("if 未给出的条件 then 从业人员 > 100人 else true") == "true"
    assert answer('(if 未给出的条件 then "青浦区" else 注册区) = "青浦区"') == "true"
    assert answer('(if 未给出的条件 then "青浦区" else 税收户管区) in ("青浦区", "徐汇区")') == "true"
    assert answer("if 未给出的条件 then 3元 else 5元") == "unknown"
    assert answer("(if 未给出的条件 then 3元 else 5元) < 6元") == "true"


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=5), st.integers(1, 5))
def test_at_least_is_exact_over_completions(parts: list[bool | None], count: int) -> None:
    using = firm.checker()
    build = using.build
    terms = [
        Term(build.core.make("fact", data=f"p{number}"), firm.TRUTH) if part is None else build.truth(part)
        for number, part in enumerate(parts)
    ]
    surely, possibly = firm.interval(build.at_least(count, terms).node, {})
    outcomes = {
        sum(completion) >= count
        for completion in itertools.product(*([True, False] if part is None else [part] for part in parts))
    }
    assert (surely, possibly) == (outcomes == {True}, True in outcomes)


# Unknown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("从业人员 >= 0人", "true"), ("从业人员 > 1000000人", "false"), ("从业人员 > 10人", "unknown"), ("净资产 >= 0元", "unknown"),
        ("min(从业人员, 30人) <= 30人", "true"), ("max(从业人员, 30人) >= 30人", "true"), ("min(研发费用[1] * 5%, 100万元) > 100万元", "false"),
        ("注册区 = 税收户管区", "unknown"), ('注册区 in ("青浦区", "徐汇区", "浦东新区")', "unknown"), ("count(租约) >= 0份", "true"),
        ("some x in 租约 satisfies x.自用", "unknown"), ("sum(租约.面积) >= 0㎡", "true"), ('"汽车电子" in 产业链', "unknown"),
        ("研发费用[1] / 销售收入[1] >= 0", "unknown"), ("研发费用[1] / 固定资产 >= 0", "true"), ("sum(recent(研发费用, 3)) >= 0元", "true"),
        ("成立日期 + 1月 > 1900-01-31", "true"), ("year(成立日期) >= 1900", "true"), ("严重失信 or not(严重失信)", "unknown"),
        ("租约[1 > 2].面积 = 租约.面积", None),
    ],
)  # fmt: skip
def test_what_is_not_known_is_its_range(text: str, expected: str | None) -> None:
    checked = firm.read(text)
    if expected is None:
        assert checked.findings
    else:
        assert not checked.findings
        assert firm.say(checked.value, NOTHING) == expected


def test_an_empty_list_is_known_and_an_absent_one_is_not() -> None:
    texts = {
        "count(租约)": ("0份", "unknown"), "sum(租约.面积)": ("0㎡", "unknown"), "max(租约.面积)": ("unknown", "unknown"),
        "all(租约.自用)": ("true", "unknown"), "any(租约.自用)": ("false", "unknown"), "mean(租约.面积) > 0㎡": ("unknown", "unknown"),
        "every x in 租约 satisfies x.面积 > 0㎡": ("true", "unknown"), "100㎡ in 租约.面积": ("false", "unknown"),
    }  # fmt: skip
    for text, (empty, absent) in texts.items():
        value = firm.read(text).value
        assert firm.say(value, {"leases": []}) == empty, text
        assert firm.say(value, {}) == absent, text


def test_an_unknown_field_touches_its_item_only() -> None:
    leases = [{"area": 200, "own_use": True}, {"area": 100}, {"own_use": True}, {"area": 50, "own_use": False}]
    losses = [{"own_use": True, "balance": -300}, {"balance": -200}, {"balance": 700}, {"own_use": False}]
    assert firm.say(firm.read("sum(租约[自用].盈亏)").value, {"leases": losses}) == "[-5元..4元]"
    facts = {"leases": leases}
    for text, expected in {
        "count(租约[自用])": "[2份..3份]", "sum(租约[自用].面积)": "[200㎡..1000300㎡]", "count(租约[面积 >= 100㎡])": "[2份..3份]",
        "some x in 租约 satisfies x.自用 and x.面积 > 150㎡": "true", "every x in 租约 satisfies x.自用": "false",
        "max(租约[not(自用)].面积)": "[50㎡..100㎡]", "min(租约[not(自用)].面积)": "50㎡",
    }.items():  # fmt: skip
        assert firm.say(firm.read(text).value, facts) == expected, text


# Numbers


def test_numbers_are_exact_however_wide() -> None:
    wide = "(净资产 ** 2) * (净资产 ** 2) * 3"
    assert answer(f"{wide} = {3 * 3_000_000**4}元 * 1元 * 1元 * 1元") == "true"
    value = firm.read("研发费用[1] * 研发费用[2] * 研发费用[3] / (1元 * 1元)").value
    facts = {"rd_expense#1": 10**15 - 1, "rd_expense#2": 10**15 - 3, "rd_expense#3": 10**15 - 7}
    assert isinstance(value, Term)
    low, high = firm.interval(value.node, facts)
    assert low == high == (10**15 - 1) * (10**15 - 3) * (10**15 - 7) > 2**63


@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        ("floor", [-3, -2, -1, 0, 0, 1, 2]), ("ceiling", [-2, -1, 0, 0, 1, 2, 3]), ("round down", [-2, -1, 0, 0, 0, 1, 2]),
        ("round up", [-3, -2, -1, 0, 1, 2, 3]), ("round half up", [-3, -2, -1, 0, 1, 2, 3]),
        ("round half down", [-2, -1, 0, 0, 0, 1, 2]), ("decimal", [-2, -2, 0, 0, 0, 2, 2]),
    ],
)  # fmt: skip
def test_halves_are_rounded_by_the_mode(mode: str, rounded: list[int]) -> None:
    for half, whole in zip((-25, -15, -5, 0, 5, 15, 25), rounded, strict=True):
        assert answer(f"{mode}({half} / 10, 0)") == str(whole)
        value = firm.read(f"{mode}(净资产 / 10元, 0)").value
        assert firm.say(value, {"net_assets": half * 100}) == str(whole)


def test_a_zero_denominator_is_undefined_and_never_false() -> None:
    none = {**firm.FIRM, "sales_revenue#1": 0, "fixed_assets": 100}
    for text in (
        "研发费用[1] / 销售收入[1] >= 5%",
        "研发费用[1] / 销售收入[1] < 5%",
        "round half up(研发费用[1] / 销售收入[1], 2) > 0",
    ):
        assert firm.say(firm.read(text).value, none) == "unknown"
    assert firm.say(firm.read("false and 研发费用[1] / 销售收入[1] >= 5%").value, none) == "false"
    assert firm.say(firm.read("研发费用[1] / 固定资产 / (销售收入[1] / 固定资产) > 1").value, none) == "unknown"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("研发费用[1] / 销售收入[1] / (研发费用[2] / 销售收入[2]) = 0.96", "true"), ("研发费用[1] / (销售收入[1] / 2) = 12%", "true"),
        ("研发费用[1] / 销售收入[1] + 研发费用[2] / 销售收入[2] = 12.25%", "true"), ("round half up(研发费用[1] / 销售收入[3] * 100, 3)", "9.375"),
        ("abs(净资产 / 固定资产) = 0.15", "true"), ("max(研发费用[1] / 销售收入[1], 研发费用[2] / 销售收入[2]) >= 6.25%", "true"),
        ("min(研发费用[1] / 销售收入[1], 研发费用[2] / 销售收入[2]) >= 6.01%", "false"), ("round half up(max(研发费用[1] / 销售收入[1], 1 / 3), 2)", "0.33"),
        ("max(1 / 3, 2 / 7) > min(2 / 7, 1 / 3)", "true"), ("average growth(研发费用, 2) = 22.5%", "true"),
        ("(研发费用[1] + 研发费用[2]) / 2 = 550万元", "true"), ("研发人员 / 从业人员 between 33% and 34%", "true"), ("研发人员 / 从业人员 in (30%..1 / 3]", "true"),
        ("marginal(0元, [0元, 1元], [1%, 2%])", "0元"), ("marginal(净资产, [0元, 1元], [1%, 2%])", "0元"), ("marginal(5元, [1元, 3元], [10%, 50%])", "1.2元"),
        ("sum(recent(研发费用, 会计年度数))", "11000000元"), ("count(recent(研发费用, 会计年度数))", "2"), ("max(recent(销售收入, 会计年度数))", "100000000元"),
        ("mean(recent(研发费用, 会计年度数)) = 550万元", "true"), ("count(recent(研发费用, 3)[item > 450万元])", "2"),
        ("every 额 in recent(研发费用, 会计年度数) satisfies 额 >= 500万元", "true"), ("研发费用[-1] > 0元", "unknown"),
        ("研发费用[1] ** 0 = 1", "true"), ("2 ** -3", "0.125"), ("7 / 从业人员 * 1人 < 0.06", "true"),
    ],
)  # fmt: skip
def test_arithmetic_stays_exact_until_it_is_compared_or_rounded(text: str, expected: str) -> None:
    assert answer(text) == expected


GROWTH = st.tuples(st.integers(0, 10**15), st.integers(0, 10**15)) | st.tuples(st.integers(0, 40), st.integers(0, 40))
CAGR = {
    (years, mode): firm.read(f"{mode}(cagr(销售收入, {years}), 2)").value
    for years in (1, 2, 3, 4)
    for mode in ("floor", "ceiling", "round down", "round up", "round half up", "round half down")
}


@given(GROWTH, st.sampled_from(sorted(CAGR)))
def test_compound_growth_is_rounded_as_an_exact_root(ends: tuple[int, int], key: tuple[int, str]) -> None:
    (last, first), (years, mode), value = ends, key, CAGR[key]
    facts = {"sales_revenue#1": last, f"sales_revenue#{years + 1}": first}
    assert isinstance(value, Term)
    if first == 0:
        assert firm.say(value, facts) == "unknown"
        return
    rate, high = firm.interval(value.node, facts)
    assert rate == high

    def growth_against(hundredths: Fraction) -> int:
        grown = first * (1 + hundredths / 100) ** years
        return (last > grown) - (last < grown)

    positive = growth_against(Fraction(0)) >= 0
    up = mode == "ceiling" or mode == ("round up" if positive else "round down")
    down = mode == "floor" or mode == ("round down" if positive else "round up")
    if up:
        assert growth_against(Fraction(rate)) <= 0 < growth_against(Fraction(rate - 1)) or (rate == -100 and last == 0)
    elif down:
        assert growth_against(Fraction(rate)) >= 0 > growth_against(Fraction(rate + 1))
    else:
        above, below = (
            growth_against(Fraction(2 * rate + 1, 2)),
            growth_against(max(Fraction(2 * rate - 1, 2), Fraction(-100))),
        )
        away = (mode == "round half up") == positive
        assert above < 0 or (above == 0 and not away)
        assert below > 0 or (below == 0 and (away or rate == -100))


@given(GROWTH, st.integers(-100, 1000), st.sampled_from([">=", ">", "<", "<=", "=", "!="]))
def test_compound_growth_is_compared_as_a_power(ends: tuple[int, int], percent: int, sign: str) -> None:
    last, first = ends
    value = firm.read(f"cagr(销售收入, 3) {sign} {percent}%").value
    facts = {"sales_revenue#1": last, "sales_revenue#4": first}
    if first == 0:
        assert firm.say(value, facts) == "unknown"
        return
    grown = first * (1 + Fraction(percent, 100)) ** 3
    holds = {
        ">=": last >= grown,
        ">": last > grown,
        "<": last < grown,
        "<=": last <= grown,
        "=": last == grown,
        "!=": last != grown,
    }
    assert firm.say(value, facts) == SAID[holds[sign]]


# Dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31 + 1月", "2026-02-28"), ("2024-01-31 + 1月", "2024-02-29"), ("2024-02-29 + 1年", "2025-02-28"),
        ("2024-02-29 + 4年", "2028-02-29"), ("2026-03-31 - 1月", "2026-02-28"), ("2026-01-31 + 1月 + 1月", "2026-03-28"),
        ("2026-01-31 + 2月", "2026-03-31"), ("2026-02-28 + 1天", "2026-03-01"), ("2024-02-28 + 1周", "2024-03-06"),
        ("2026-03-01 - 2026-02-01", "28天"), ("成立日期 + 3年", "2024-05-20"), ("as_of - 成立日期", "1760天"),
        ("成立日期 + 3年 <= as_of", "true"), ("years and months duration(成立日期, as_of)", "57月"), ("age(成立日期)", "48月"),
        ("age(成立日期) = 4年", "true"), ("years and months duration(2026-01-31, 2026-02-28)", "0月"), ("成立日期.year", "2021"),
        ("month(2024-12-31)", "12"), ("day(2024-12-31)", "31"), ("day of year(2024-12-31)", "366"), ("day of year(成立日期)", "140"),
        ("week of year(2021-01-03)", "53"), ('day of week(成立日期) = "Thursday"', "true"), ("min(成立日期, 2020-01-01)", "2020-01-01"),
        ("max(租约.起租日)", "2026-01-01"), ("租约[起租日 + 租期 > as_of].面积 = 租约.面积", None), ("1年 = 12月", "true"), ("1周 = 7天", "true"),
        ("floor(贷款期限 / 12月)", "3"), ("贷款期限 * 0.5 = 18月", "true"), ("-账期 < 0天", "true"),
    ],
)  # fmt: skip
def test_dates_and_durations(text: str, expected: str | None) -> None:
    if expected is None:
        assert firm.findings(text)
    else:
        assert answer(text) == expected


PARTS = {name: firm.read(f"{name}(成立日期)").value for name in ("year", "month", "day", "day of year", "week of year")}
WEEKDAY = firm.read("day of week(成立日期)").value


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2100, 12, 31)))
def test_the_parts_of_a_date_are_those_of_the_calendar(date: datetime.date) -> None:
    facts = {"registered_on": day(date.isoformat())}
    expected = (date.year, date.month, date.day, date.timetuple().tm_yday, date.isocalendar().week)
    assert [firm.say(value, facts) for value in PARTS.values()] == [str(part) for part in expected]
    assert firm.say(WEEKDAY, facts) == f'"{date.strftime("%A")}"'


# Lists


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(租约[面积 >= 100㎡ and 自用])", "2份"), ("count(租约[item.面积 >= 100㎡])", "2份"), ("sum(租约[用途 = \"生产\"].面积)", "80㎡"),
        ("sum(租约[自用].支付) / sum(租约.支付) > 86%", "true"), ("min(租约[not(自用)].面积)", "80㎡"), ("max(租约[面积 > 1000㎡].面积)", "unknown"),
        ("sum(租约[面积 > 1000㎡].面积)", "0㎡"), ("sum(租约.面积[item > 90㎡])", "300㎡"), ("count(租约[居民企业])", "3份"), ("count(租约[严重失信])", "0份"),
        ("every x in 租约 satisfies x.面积 * x.单价 * x.租期 = x.支付", "true"), ("some x in 租约.面积 satisfies x = 80㎡", "true"),
        ("100㎡ in 租约.面积", "true"), ("list contains(租约.面积, 90㎡)", "false"), ("some 链 in 产业链 satisfies 链 = \"消费电子\"", "false"),
        ("count(产业链)", "2"), ("list contains(产业链, \"通信电子\")", "true"), ("sum(租约[面积 < mean(recent(研发费用, 2)) / 1元 * 1㎡].面积)", "380㎡"),
        ("count(租约[面积 >= max(租约.面积)])", "1份"), ("any(租约[面积 < 90㎡].自用)", "false"), ("all(租约[面积 > 90㎡].自用)", "true"),
        ("count([1, 2, 3][item > 1])", "2"), ("sum([1, 2, 3][item > 1])", "5"), ("[1, 2] = [1, 2]", "true"), ("3 in [1, 2]", "false"),
        ("some x in [1, 2], true satisfies x", None), ("min([])", "unknown"), ("max(1元, 0)", "1元"), ("received() = 0元", "unknown"),
    ],
)  # fmt: skip
def test_lists(text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(RulesError):
            firm.read(text)
    elif expected == "unknown":
        assert firm.say(firm.read(text).value) == "unknown"
    else:
        assert answer(text) == expected


def test_a_certificate_holds_from_its_first_day_to_its_last() -> None:
    held = {"kind": "单项冠军", "issued_on": day("2024-01-01"), "expires_on": day("2026-12-31")}
    node = firm.read('holds("单项冠军")').value
    assert isinstance(node, Term)
    for date, expected in (("2023-12-31", False), ("2024-01-01", True), ("2026-12-31", True), ("2027-01-01", False)):
        assert firm.interval(node.node, {"certificates": [held]}, day(date)) == (expected, expected)


def test_support_received_is_that_of_this_measure() -> None:
    awards = [
        {"pack": "shanghai/qingpu/it-ten", "measure": "rent", "amount": 300},
        {"pack": "shanghai/qingpu/it-ten", "measure": "talent", "amount": 500},
        {"pack": "shanghai/qingpu/it-ten", "measure": "rent", "amount": 25},
    ]
    assert firm.say(firm.read("received()").value, {"past_awards": awards}) == "3.25元"


def test_a_very_deep_rule_is_walked() -> None:
    using = firm.checker()
    build = using.build
    value: Any = firm.read("从业人员 / 1人", using).value
    one = value
    for number in range(3000):
        value = (
            build.add(build.negate(value), one)
            if number % 2
            else build.choose(build.compare(">", one, value), one, value)
        )
    assert isinstance(value, Term)
    assert value.node.depth > 3000
    firm.interval(value.node, {})
    assert firm.interval(value.node)[0] == firm.interval(value.node)[1]
