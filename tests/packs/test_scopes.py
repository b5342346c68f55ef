"""Names in rules: facts and lists in both languages, what a name of one's own may be."""

from __future__ import annotations

import pytest

from policy_engine.errors import Bilingual
from policy_engine.packs.scopes import english_name
from tests.decide import world


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("从业人员 >= 5人", "employees >= 5人"),
        ("营业收入[1] >= 5元", "revenue[1] >= 5元"),
        ('注册区 = "青浦区"', 'district = "青浦区"'),
        ('"甲链" in 产业链', '"甲链" in chains'),
        ("sum(租约[自用].面积) > 5㎡", "sum(leases[own_use].area) > 5㎡"),
        ("成立日期 <= 基准日", "founded_on <= as_of"),
        ("some 甲 in 租约 satisfies 甲.自用", "some x in leases satisfies x.own_use"),
    ],
)
def test_a_rule_in_english_is_the_rule_in_chinese(chinese: str, english: str) -> None:
    text = f"amount: 1元\nwhen:\n  - condition: |\n      {chinese}\n  - condition: |\n      {english}\n"
    measure = world.library({"a": text}).edition(20600).measures["city/ten#a"]
    first, second = measure.conditions[1:]
    assert first.truth is second.truth


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("unit price cap", "unit_price_cap"),
        ("rate", "rate"),
        ("R&D share (%)", "R_D_share"),
        ("  two  spaces ", "two_spaces"),
        ("3rd year", None),
        ("", None),
        ("—", None),
    ],
)
def test_an_english_label_is_a_name_with_underscores(label: str, name: str | None) -> None:
    assert english_name(Bilingual("名", label)) == name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *((name, f"“{name}” 已另有所指") for name in ("employees", "leases", "租约", "从业人员")),
        *((name, f"“{name}” 是保留的名字") for name in ("as_of", "基准日", "支持年度")),
    ],
)
def test_a_name_is_declared_once(name: str, said: str) -> None:
    _, errors = world.read({}, world.pack(f"definitions:\n  {name}:\n    is: 5人\n"))
    assert [error.split("\n")[0].partition(": ")[2] for error in errors] == [said]


def test_an_absent_annual_year_beyond_the_declared_depth_is_an_error() -> None:
    _, errors = world.read({"a": world.measure("a", "amount: 营业收入[5]\n")}, world.pack())
    assert len(errors) == 1
    assert errors[0].startswith("city/ten/measures/a.yaml:5:9: ")


def test_definitions_nested_beyond_measure_are_a_finding_and_no_crash() -> None:
    from policy_engine.language.builder import Mismatch
    from policy_engine.packs.scopes import MOST_NESTED, LocalScope

    scope = LocalScope(LocalScope.__new__(LocalScope), {}, {})
    depth = MOST_NESTED + 1
    scope.definitions = {str(one): lambda one=one: scope.find(str(one + 1)) for one in range(depth)}  # type: ignore[misc]
    with pytest.raises(Mismatch, match="定义套定义太深"):
        scope.find("0")
