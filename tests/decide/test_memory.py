"""What is asked again and again, each time a little differently, does not pile up."""

from __future__ import annotations

import policy_engine
from policy_engine.values import days_of
from tests.decide import world
from tests.decide.cases import decide, lease
from tests.decide.test_receipt import DATA, MEASURES


def test_sets_of_measures_asked_for_lately_are_kept_and_answers_stay_the_same() -> None:
    library = world.library(MEASURES)
    profile = policy_engine.read_profile(library, DATA)
    made = library.edition(days_of(2026, 5, 27)).made
    made.most = 1
    measures = [f"city/ten#{name}" for name in MEASURES]
    assert len(measures) > made.most
    first, again = (
        [policy_engine.decide(library, profile, name, as_of="2026-05-27").utf8 for name in measures] for _ in range(2)
    )
    assert again == first
    assert list(made.found) == [(name,) for name in measures[-1:]]


def test_what_is_done_to_an_answer_alters_no_later_one() -> None:
    library = world.library(MEASURES)
    match = policy_engine.match(library, policy_engine.read_profile(library, DATA))
    for answer in (match, match.decisions[0]):
        told = answer.to_json()
        told.clear()
        assert answer.to_json() == answer.data != told


def test_what_is_missing_of_an_item_names_it_as_the_profile_does() -> None:
    text = "for_each: 甲 in 租约\namount: 甲.已付租金\nwhen:\n  - condition: 甲.面积 >= 50㎡\n"
    for name in ("L1", "甲", 'a"b', "a]b", "a[0].b", "\\u0000", "100%", "{}"):
        (missing,) = decide(text, {"leases": [lease(name, area=None)]})["missing"]
        assert missing["fact"] == f"leases[{name}].area"
        assert f"[{name}]" in missing["words"]["zh"]
        assert f"[{name}]" in missing["words"]["en"]


def test_what_is_asked_for_says_the_words_of_a_rule_as_they_are_written() -> None:
    text = "amount: 1000元\nwhen:\n  - review: 查 \\u0000 | see\n    id: r\n"
    assert decide(text, {})["missing"][0]["words"]["zh"] == "查 \\u0000"
