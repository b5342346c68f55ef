"""What is asked again and again, each time a little differently, does not pile up."""

from __future__ import annotations

from itertools import combinations

import policy_engine
from tests.decide.cases import decide, lease
from tests.decide.test_receipt import DATA, RULES


def test_sets_of_packs_asked_for_lately_are_kept_and_answers_stay_the_same() -> None:
    edition = RULES.edition(20600)
    profile = policy_engine.read_profile(RULES, DATA)
    names = sorted({version.id for version in RULES.packs})
    sets = [list(chosen) for size in (1, 2, 3) for chosen in combinations(names, size)]
    first = [policy_engine.match(RULES, profile, packs=packs, as_of="2026-05-27").utf8 for packs in sets]
    most, edition.made.most = edition.made.most, 2
    try:
        again = [policy_engine.match(RULES, profile, packs=packs, as_of="2026-05-27").utf8 for packs in sets]
        assert len(sets) > 2
        assert len(edition.made.found) == 2
    finally:
        edition.made.most = most
    assert again == first


def test_what_is_missing_of_an_item_names_it_as_the_profile_does() -> None:
    text = "for_each: 甲 in 租约\namount: 甲.已付租金\nwhen:\n  - condition: 甲.面积 >= 50㎡\n"
    for name in ("L1", "甲", 'a"b', "a]b", "a[0].b", "\\u0000", "100%", "{}"):
        (missing,) = decide(text, {"leases": [lease(name, area=None)]})["missing"]
        assert missing["fact"] == f"leases[{name}].area"
        assert f"[{name}]" in missing["words"]["zh"]
        assert f"[{name}]" in missing["words"]["en"]
