"""The ledger: an entry that no rule would count, though it means one that is here, is refused."""

from __future__ import annotations

import pytest

from policy_engine.decide.profile import read_profile
from policy_engine.errors import LANGUAGES, ProfileError
from tests.decide.cases import award, library

RULES = library("amount: 1元\n")
MISNAMED: list[tuple[str, str, str, str, str]] = [
    (
        "city/ten", "b", "measure: city/ten 没有措施 “b”\n  它的措施：a",
        "measure: city/ten has no measure “b”\n  its measures: a", "a measure of no version",
    ),
    (
        "city/ten", "A", "measure: city/ten 没有措施 “A”\n  是否想用 a？它的措施：a",
        "measure: city/ten has no measure “A”\n  did you mean a? its measures: a", "a measure in capitals",
    ),
    (
        "nation/base", "a", "measure: nation/base 没有措施 “a”\n  它的措施：无",
        "measure: nation/base has no measure “a”\n  its measures: none", "a pack without measures",
    ),
    (
        "city/ten@2026", "a", "pack: 规则包不带版本和措施\n  写 city/ten",
        "pack: a pack stands here without a version or measure\n  write city/ten", "a version",
    ),
    (
        "elsewhere/x", "city/ten#a", "measure: 措施不带规则包\n  pack 写 city/ten，measure 写 a",
        "measure: a measure stands here without its pack\n  write pack city/ten, measure a", "a measure with its pack",
    ),
    ("city/ten", " ", "measure: 是空的\n  未知就不写", "measure: is empty\n  leave it out when it is unknown", "blank"),
    *(
        (name, "a", f"pack: 没有规则包 {name}\n  是否想用 city/ten？",
         f"pack: there is no pack {name}\n  did you mean city/ten?", "a pack written otherwise")
        for name in ("City/ten", "city/ten ", "ten", "city/tem", "city/tne", "city/tenn", "cty/ten")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("pack", "measure", "zh", "en", "_"), MISNAMED)
def test_an_entry_that_would_count_for_nothing_is_refused(pack: str, measure: str, zh: str, en: str, _: str) -> None:
    with pytest.raises(ProfileError) as error:
        read_profile(RULES, {"facts": {"past_awards": [award("1.00", 2025), award("2.00", 2025, measure, pack)]}})
    said = [error.value.show(language).split("\n", 1)[1] for language in LANGUAGES]
    assert said == [f"facts.past_awards[1].{zh}", f"facts.past_awards[1].{en}"]


@pytest.mark.parametrize("pack", ["elsewhere/ten", "city/other", "city/ten2", "nation/base2", "town/city/ten", "甲"])
def test_a_pack_that_is_not_here_may_have_paid(pack: str) -> None:
    profile = read_profile(RULES, {"facts": {"past_awards": [award("1.00", 2025, "anything", pack)]}})
    assert profile.lists["past_awards"][0]["pack"] == pack


def test_an_entry_may_leave_unknown_what_it_was_for() -> None:
    entries = [{"amount": "1.00"}, {"pack": "city/ten"}, {"measure": "b"}]
    assert len(read_profile(RULES, {"facts": {"past_awards": entries}}).lists["past_awards"]) == 3
