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
        "1", None, Span(days_of(2026, 1, 1) * MINUTES, days_of(2026, 6, 30) * MINUTES + 720), "办法#七"
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


def test_of_two_versions_the_one_asked_for_is_built() -> None:
    library = world.library({"a": "amount: 1元\n"})
    edition = library.edition(days_of(2026, 3, 15))
    measure = edition.measures["city/ten#a"]
    assert edition.version_of(measure) is library.version("city/ten", "2026")
    assert library.edition(days_of(2027, 3, 15)) is edition
    assert edition.published.keys() == {"size", "strong", "points"}
