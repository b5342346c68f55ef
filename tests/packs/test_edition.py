"""Packs in force together: what they publish for each other, circles across packs, batches and dates behind parameters."""

from __future__ import annotations

import pytest

import policy_engine
from policy_engine.packs.checked import Batch, Span
from policy_engine.packs.edition import FIRST_DAY, LAST_DAY, MINUTES
from policy_engine.packs.vocabulary import read_vocabulary
from policy_engine.source import Source
from policy_engine.values import days_of
from tests.decide import world

ONE = {"a": world.measure("a", "amount: 1元\n")}


def said_of(definitions: str, vocabulary: str = "", monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    """What is wrong with `city/ten` with these definitions, over the vocabulary with further facts."""
    if monkeypatch is not None:
        text = world.VOCABULARY.replace("lists:\n", f"{vocabulary}lists:\n")
        read, findings = read_vocabulary([Source("world.yaml", text)])
        assert [finding.show() for finding in findings] == []
        monkeypatch.setattr(world, "vocabulary", lambda: read)
    _, errors = world.read(ONE, world.pack(f"definitions:\n{definitions}" if definitions else ""))
    return "\n\n".join(errors)


TEMPERATURE = "  heat: {zh: 热度, en: heat, kind: number, min: 0, max: 9, derived: city/ten}\n"
WARMTH = "  warmth: {zh: 暖度, en: warmth, kind: number, min: 0, max: 9, derived: city/ten}\n"


def test_a_circle_through_what_packs_publish_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    said = said_of(
        "  热度:\n    publishes: heat\n    is: 暖度\n  暖度:\n    publishes: warmth\n    is: min(热度, 5)\n",
        TEMPERATURE + WARMTH, monkeypatch,
    )  # fmt: skip
    assert said == (
        "city/ten/pack.yaml:15:13: 循环定义：heat → warmth → heat\n  15 |     is: min(热度, 5)\n"
        "     |             ＾＾\n拆开其中一个定义"
    )


def test_a_circle_between_a_pack_and_the_vocabulary_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    said = said_of(
        "  热度:\n    publishes: heat\n    is: 凉度\n",
        TEMPERATURE
        + "  chill:\n    zh: 凉度\n    en: chill\n    kind: number\n    min: 0\n    max: 9\n    is: 9 - 热度\n",
        monkeypatch,
    )
    assert "循环定义：heat → chill → heat" in said


def test_a_published_definition_in_terms_of_itself_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    said = said_of("  热度:\n    publishes: heat\n    is: 热度 + 1\n", TEMPERATURE, monkeypatch)
    assert "循环定义：heat → heat" in said


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ("  新指标:\n    publishes: brand_new\n    is: 5\n", "指标字典里没有名为“新指标”的 brand_new"),
        ("  别名:\n    publishes: size\n    is: '\"大\"'\n", "指标字典里没有名为“别名”的 size"),
        ("  从业人员:\n    publishes: employees\n    is: 5人\n", "employees 声明为向企业询问的指标"),
        ("  规模:\n    publishes: size\n    is: '\"大\"'\n", "size 声明为由 nation/base 推导"),
    ],
)
def test_only_the_declared_pack_publishes_a_fact(definition: str, said: str) -> None:
    assert said_of(definition).split("\n")[0] == f"city/ten/pack.yaml:10:3: {said}"


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ("is: 独立法人", "推导出的值与“热度”的声明不合"),
        ("is: 从业人员", "推导出的值与“热度”的声明不合"),
        ("is: 得分", "推导出的值与“热度”的声明不合"),
        ("is: 成立日期", "推导出的值与“热度”的声明不合"),
    ],
)
def test_what_is_derived_fits_its_declaration(definition: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said in said_of(f"  热度:\n    publishes: heat\n    {definition}\n", TEMPERATURE, monkeypatch)


def test_a_derived_code_has_declared_values_only(monkeypatch: pytest.MonkeyPatch) -> None:
    fact = "  mood: {zh: 气氛, en: mood, kind: code, values: [好, 坏], derived: city/ten}\n"
    said = said_of('  气氛:\n    publishes: mood\n    is: if 独立法人 then "好" else "平"\n', fact, monkeypatch)
    assert "推导会得出没有声明的值：平" in said


def test_a_derived_number_beyond_its_declared_range_is_still_bounded_rightly(monkeypatch: pytest.MonkeyPatch) -> None:
    fact = "  gap:\n    zh: 差\n    en: gap\n    kind: number\n    decimals: 1\n    min: 0\n    max: 10\n    is: 得分 - 5\n"
    text = world.VOCABULARY.replace("lists:\n", f"{fact}lists:\n")
    read, _ = read_vocabulary([Source("world.yaml", text)])
    monkeypatch.setattr(world, "vocabulary", lambda: read)
    library = world.library({"a": "amount: 注册资本 * (差 * 差)\n"})

    def amount(facts: dict[str, object]) -> tuple[int, int]:
        profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": {"capital": "100.00", **facts}})
        told = policy_engine.decide(library, profile, "city/ten#a").amount
        return told.at_least, told.at_most

    known = amount({"score": "-45.0"})
    low, high = amount({})
    assert known == (25000000, 25000000)
    assert low <= known[0] <= high


# Parameters by batch ---------------------------------------------------------------------------------------


def test_a_batch_without_a_period_of_events_takes_all_of_them() -> None:
    library = world.library(
        {
            "a": "amount: 1元\nevent_date: 立项日\nwindows:\n"
            "  - {batch: '1', events: {from: 2026-01-01, to: 2026-06-30T12:00}}\n  - {batch: '2', applications: {from: 2026-07-01}}\n"
        }
    )
    edition = library.edition(days_of(2026, 3, 15))
    first, second = edition.measures["city/ten#a"].batches
    ends = [
        [edition.parameters_on(20000, {"city/ten#a": one})[f"city/ten#a@events.{end}"] for end in ("from", "to")]
        for one in (first, second)
    ]
    assert ends[0] == [(days_of(2026, 1, 1),) * 2, (days_of(2026, 6, 30),) * 2]
    assert ends[1] == [(FIRST_DAY, FIRST_DAY), (LAST_DAY, LAST_DAY)]
    assert first == Batch(
        "1", None, Span(days_of(2026, 1, 1) * MINUTES, days_of(2026, 6, 30) * MINUTES + 720, "办法#七", "V")
    )


def test_an_amount_that_leaves_64_bits_is_advised_on_and_still_exact() -> None:
    library, errors = world.read(
        {"a": world.measure("a", "amount: 注册资本 * 注册资本 / 1元 * 注册资本 / 1元\n")}, world.pack()
    )
    assert errors == []
    (advice,) = [finding for finding in library.check() if finding.severity == "advice"]
    assert advice.show().split("\n")[0] == "city/ten/measures/a.yaml:5:9: 金额的中间结果可能超出 64 位"
    profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": {"capital": "1000000000.00"}})
    assert policy_engine.decide(library, profile, "city/ten#a").amount.at_least == 10**29


NAMED = (
    "amount: 定义甲\nparameters:\n  参数甲: {en: first rate, values: [{value: 5%}]}\n"
    "  参数乙: {en: second rate, values: [{value: 6%}]}\n"
    "definitions:\n  定义甲:\n    is: 1元 + 100元 * first_rate\n  定义乙:\n    table: |\n      从业人员 || 多 | 少\n      - || 1 | 2\n"
)
SHARED = world.pack() + "parameters:\n  包参数: {en: of the pack, values: [{value: 5%}]}\n"


def test_what_is_declared_and_read_by_nothing_asks_for_a_decision() -> None:
    library, errors = world.read({"a": world.measure("a", NAMED)}, SHARED)
    assert errors == []
    found = library.check()
    assert {finding.severity for finding in found} == {"warning"}
    assert [finding.show() for finding in found] == [
        "city/ten/measures/a.yaml:8:3: “参数乙”没有任何规则读取\n"
        "  8 |   参数乙: {en: second rate, values: [{value: 6%}]}\n    |   ＾＾＾\n在规则里用上它，或删掉它",
        "city/ten/measures/a.yaml:12:3: “定义乙”没有任何规则读取\n"
        "  12 |   定义乙:\n     |   ＾＾＾\n在规则里用上它，或删掉它",
        "city/ten/pack.yaml:11:3: “包参数”没有任何规则读取\n"
        "  11 |   包参数: {en: of the pack, values: [{value: 5%}]}\n     |   ＾＾＾\n在规则里用上它，或删掉它",
    ]
    assert "no rule reads “second_rate”\n" in found[0].show("en")


@pytest.mark.parametrize(
    "use",
    [
        "caps:\n  - {per: enterprise, every: year, at: 名}\namount: 1元\n",
        "flags:\n  - flag: site_check\n    say: 核查\n    when: 名 > 1元\namount: 1元\n",
        "amount: a_name\n",
        "years_of_support: {at_most: 3, from: 2026-01-01}\namount: 名 * 支持年度\n",
        "for_each: 甲 in 租约[已付租金 > 名]\namount: 1元\n",
        "when:\n  - none:\n      - condition: 名 > 1元\namount: 1元\n",
        "definitions:\n  值:\n    table: |\n      独立法人 || 值\n      true     || 名\n      false    || 0元\namount: 值\n",
    ],
)
def test_whatever_part_of_a_measure_reads_a_name_uses_it(use: str) -> None:
    named = "parameters:\n  名: {en: a name, values: [{value: 5元}]}\n"
    for texts in (
        ({"a": world.measure("a", use + named)}, world.pack()),
        ({"a": world.measure("a", use)}, world.pack() + named),
    ):
        assert [finding.show() for finding in world.read(*texts)[0].check()] == []


def test_a_date_of_the_event_that_nothing_looks_at_asks_for_a_decision() -> None:
    library, _ = world.read({"a": world.measure("a", "amount: 1元\nevent_date: 立项日\n")}, world.pack())
    (found,) = library.check()
    assert found.severity == "warning"
    assert found.show().split("\n")[0] == "city/ten/measures/a.yaml:6:13: event_date 没有任何规则读取"


def test_what_rules_with_errors_do_not_read_is_not_said() -> None:
    library, _ = world.read({"a": world.measure("a", NAMED + "when:\n  - condition: 参数乙 +\n")}, SHARED)
    assert [finding.severity for finding in library.check()] == ["error"]


def test_of_two_versions_the_one_asked_for_is_built() -> None:
    library = world.library({"a": "amount: 1元\n"})
    edition = library.edition(days_of(2026, 3, 15))
    measure = edition.measures["city/ten#a"]
    assert edition.version_of(measure) is library.version("city/ten", "2026")
    assert library.edition(days_of(2027, 3, 15)) is edition
    assert edition.published.keys() == {"size", "strong", "points"}
