"""Receipts: nothing in one, or beside one, can be exchanged unseen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import policy_engine
from policy_engine import Library, Profile, ReceiptError
from policy_engine.decide.receipt import canonical, digest

Json = dict[str, Any]


@pytest.fixture(scope="module")
def library() -> Library:
    return policy_engine.load("rules")


@pytest.fixture(scope="module")
def profile(library: Library) -> Profile:
    return policy_engine.read_profile(library, Path("examples/chip-designer.yaml"))


@pytest.fixture
def match(library: Library, profile: Profile) -> Json:
    found: Json = json.loads(policy_engine.match(library, profile).json)
    return found


def test_an_untouched_receipt_agrees_alone_and_in_its_match(library: Library, profile: Profile, match: Json) -> None:
    for receipt in (match["receipt"], match):
        assert policy_engine.replay(library, receipt, profile).agrees


@pytest.mark.parametrize(
    "change",
    [
        {"fiscal_years": [1999]},
        {"measures": []},
        {"measures": ["bogus#grant"]},
        {"filed_at": None},
        {"filed_at": "2026-03-15T10:01"},
        {"filed_at": "some time"},
        {"kind": "复核"},
        {"batch": "2026-2"},
        {"as_of": "2026-03-16"},
        {"as_of": "2026-03-15T00:00"},
        {"as_of": "0001-01-01"},
        {"salt": "0" * 32},
        {"packs": {}},
        {"vocabulary": "0" * 64},
    ],
    ids=str,
)
def test_a_part_that_was_exchanged_is_found(library: Library, profile: Profile, match: Json, change: Json) -> None:
    assert not policy_engine.replay(library, match["receipt"] | change, profile).agrees


def test_measures_that_are_no_measures_are_found_whatever_the_digest(
    library: Library, profile: Profile, match: Json
) -> None:
    receipt = match["receipt"]
    none = receipt | {"measures": ["bogus#grant"], "outcome": digest(receipt["salt"], "")}
    told = policy_engine.replay(library, none, profile)
    assert not told.agrees
    assert told.data["differs"][0]["part"] == "bogus#grant"


def test_a_decision_beside_the_receipt_is_held_to_it(library: Library, profile: Profile, match: Json) -> None:
    match["decisions"][0]["amount"]["at_most"] = "99999999.00"
    told = policy_engine.replay(library, match, profile)
    assert [one["part"] for one in told.data["differs"]] == ["decisions"]


def test_a_vocabulary_that_changed_is_found(tmp_path: Path, profile: Profile, match: Json) -> None:
    rules = shutil.copytree("rules", tmp_path / "rules")
    with (rules / "vocabulary" / "derived.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    told = policy_engine.replay(policy_engine.load(rules), match["receipt"], profile)
    assert [one["part"] for one in told.data["differs"]] == ["vocabulary"]


def test_the_order_of_keys_does_not_matter_and_kinds_do() -> None:
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})
    assert len({canonical(one) for one in (1, "1", True, "true", None, [1], {"1": 1})}) == 7


@pytest.mark.parametrize("change", [{"receipt": True}, {"receipt": 2}, {"salt": "\ud800"}, {"fiscal_years": ["2025"]}])
def test_what_is_no_receipt_is_refused(library: Library, profile: Profile, match: Json, change: Json) -> None:
    with pytest.raises(ReceiptError):
        policy_engine.replay(library, match["receipt"] | change, profile)
