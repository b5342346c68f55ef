"""Receipts: the same inputs give the same bytes, a receipt replays, and nothing in it, beside it or behind it changes unseen."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policy_engine
from policy_engine.decide.receipt import ENGINE
from policy_engine.errors import ReceiptError
from policy_engine.packs.library import Library, load
from tests.decide import world
from tests.decide.cases import lease
from tests.decide.random_profiles import random_profile

MEASURES = {
    "a": 'for_each: 甲 in 租约\namount: 甲.已付租金 * 率\nwhen:\n  - condition: 规模 = "中"\n  - {id: fair, review: 属实 | true}\n'
    "parameters:\n  率: {values: [{value: 50%}]}\nwindows:\n  - {batch: '2026-1', applications: {from: 2026-03-01, to: 2026-03-31}}\n"
    "  - {batch: '2026-2', applications: {from: 2026-05-01}}\n",
    "b": "amount: 营业收入[1] * 1%\n",
}
DATA: dict[str, Any] = {
    "as_of": "2026-03-15T10:00",
    "application": {"batch": "2026-1", "filed_at": "2026-03-15T09:30"},
    "facts": {
        "employees": {"value": 20, "evidence": "documented"},
        "leases": [lease("L1"), lease("L2", paid="77.00")],
        "revenue": ["500.00", "400.00"],
        "chains": ["甲链"],
        "city/ten#a/fair": True,
    },
}
RULES = world.library(MEASURES)


def receipt_of(library: Library, data: dict[str, Any]) -> dict[str, Any]:
    match = policy_engine.match(library, policy_engine.read_profile(library, data)).to_json()
    receipt: dict[str, Any] = match["receipt"]
    return receipt


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in receipt_of(RULES, DATA).items() if name != key}


def replayed(receipt: object, data: dict[str, Any], library: Library = RULES) -> list[str]:
    """The parts that a replay finds to differ."""
    found = policy_engine.replay(library, receipt, policy_engine.read_profile(library, data)).to_json()
    assert found["agrees"] == (not found["differs"])
    return [one["part"] for one in found["differs"]]


def test_a_receipt_replays() -> None:
    receipt = receipt_of(RULES, DATA)
    assert replayed(receipt, DATA) == []
    assert list(receipt) == [
        "receipt", "as_of", "engine", "packs", "vocabulary", "kind", "batch", "filed_at", "measures", "fiscal_years", "salt",
        "facts", "outcome",
    ]  # fmt: skip
    assert (receipt["as_of"], receipt["batch"], receipt["filed_at"]) == (
        "2026-03-15T10:00",
        "2026-1",
        "2026-03-15T09:30",
    )
    assert receipt["fiscal_years"] == [2025, 2024]
    assert receipt["measures"] == ["city/ten#a", "city/ten#b"]
    match = policy_engine.match(RULES, policy_engine.read_profile(RULES, DATA)).to_json()
    assert replayed(match, DATA) == []


def test_a_receipt_holds_no_facts() -> None:
    receipt = json.dumps(receipt_of(RULES, DATA), ensure_ascii=False)
    assert not [name for name in (*DATA["facts"], "L1", "甲链", "documented") if name in receipt]


def spoiled() -> list[tuple[str, Callable[[dict[str, Any]], object]]]:
    return [
        ("as_of", lambda r: r.update(as_of="2026-03-16")),
        ("as_of gone", lambda r: r.update(as_of="never")),
        ("as_of of another age", lambda r: r.update(as_of="1066-10-14")),
        ("engine", lambda r: r.update(engine="9.9.9")),
        ("digest of a pack", lambda r: r["packs"].update({"city/ten@2026": "0" * 64})),
        ("a pack left out", lambda r: r["packs"].pop("nation/base@2026")),
        ("a pack put in", lambda r: r["packs"].update({"city/nine@2026": "0" * 64})),
        ("vocabulary", lambda r: r.update(vocabulary="0" * 64)),
        ("kind", lambda r: r.update(kind="新申请")),
        ("batch", lambda r: r.update(batch="2026-2")),
        ("batch of no measure", lambda r: r.update(batch="9")),
        ("filed_at", lambda r: r.update(filed_at=None)),
        ("filed_at that is none", lambda r: r.update(filed_at="never")),
        ("a measure left out", lambda r: r["measures"].pop()),
        ("a measure put in", lambda r: r["measures"].append("city/ten#c")),
        ("a measure twice", lambda r: r["measures"].append("city/ten#a")),
        ("measures in another order", lambda r: r["measures"].reverse()),
        ("fiscal years", lambda r: r.update(fiscal_years=[2025])),
        ("salt", lambda r: r.update(salt="0" * 32)),
        ("facts", lambda r: r.update(facts="0" * 64)),
        ("outcome", lambda r: r.update(outcome="0" * 64)),
    ]


@pytest.mark.parametrize("name", [name for name, _ in spoiled()])
def test_any_change_to_a_receipt_is_noticed(name: str) -> None:
    receipt = copy.deepcopy(receipt_of(RULES, DATA))
    dict(spoiled())[name](receipt)
    assert replayed(receipt, DATA) != []


@pytest.mark.parametrize(
    "change",
    [
        {"employees": 21},
        {"employees": {"value": 20, "evidence": "verified"}},
        {"employees": None},
        {"leases": [lease("L1")]},
        {"leases": [lease("L2", paid="77.00"), lease("L1")]},
        {"revenue": ["500.00"]},
        {"chains": []},
        {"city/ten#a/fair": False},
        {"capital": "0.00"},
    ],
)
def test_any_change_to_the_facts_is_noticed(change: dict[str, object]) -> None:
    assert replayed(receipt_of(RULES, DATA), DATA | {"facts": DATA["facts"] | change}) == ["facts"]


def test_years_stay_years_however_they_are_written() -> None:
    by_year = DATA | {"facts": DATA["facts"] | {"revenue": {"2025": "500.00", "2024": "400.00"}}}
    assert replayed(receipt_of(RULES, DATA), by_year) == []


def test_any_change_to_a_pack_is_noticed(tmp_path: Path) -> None:
    library = load(world.write(tmp_path, MEASURES))
    receipt = receipt_of(library, DATA)
    assert replayed(receipt, DATA, load(tmp_path)) == []
    path = tmp_path / "city/ten/2026/measures/a.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("50%", "51%"), encoding="utf-8")
    assert replayed(receipt, DATA, load(tmp_path)) == ["city/ten@2026"]
    for file in (tmp_path / "city").rglob("*.yaml"):
        file.unlink()
    unreviewed = DATA | {"facts": {name: value for name, value in DATA["facts"].items() if "#" not in name}}
    assert replayed(receipt, unreviewed, load(tmp_path)) == ["city/ten@2026", "facts"]


def said(receipt: object, data: dict[str, Any]) -> list[str]:
    found = policy_engine.replay(RULES, receipt, policy_engine.read_profile(RULES, data)).to_json()
    return [f"{one['part']}: {one['message']['zh']}" for one in found["differs"]]


def test_decisions_beside_a_receipt_are_those_it_records() -> None:
    match = policy_engine.match(RULES, policy_engine.read_profile(RULES, DATA)).to_json()
    match["decisions"][0]["amount"]["at_most"] = "999999.00"
    assert said(match, DATA) == ["decisions: 回执旁边的判定被改动过：由这些事实和规则得不出它"]
    other = DATA | {"facts": DATA["facts"] | {"employees": 21}}
    assert said(match, other) == [
        "decisions: 回执和旁边的判定对不上：其中之一被改动过",
        "facts: 所给的事实与当时不同",
    ]


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize(
    ("part", "value", "expected"),
    [
        *(
            (part, value, f"{part}: 回执的 {part} 被改动过：salt 由这些事实和它算出，它却不是")
            for part, value in (
                ("as_of", "2026-03-16"), ("kind", "新申请"), ("batch", "2026-2"), ("batch", None), ("filed_at", None),
                ("measures", ["city/ten#a"]), ("measures", ["city/ten#b", "city/ten#a"]), ("measures", []),
            )
        ),
        ("facts", "0" * 64, "facts: 回执的 facts 被改动过：salt 由这些事实算出，它却不是"),
        ("salt", "0" * 80, "salt: 回执的 salt 被改动过：facts 由这些事实算出，它却不是"),
        ("salt", "", "salt: 回执的 salt 被改动过：facts 由这些事实算出，它却不是"),
        ("fiscal_years", [2025], "fiscal_years: 回执的 fiscal_years 被改动过：由这些事实和规则得不出它"),
        (
            "outcome", "0" * 64,
            "outcome: 由这些事实和规则得不出回执的 outcome：回执被改动过，或不是由这样的引擎判定的",
        ),
    ],
)  # fmt: skip
def test_the_part_of_a_receipt_that_was_altered_is_named(
    part: str, value: object, expected: str, *, beside: bool
) -> None:
    match = policy_engine.match(RULES, policy_engine.read_profile(RULES, DATA)).to_json()
    match["receipt"][part] = value
    told = said(match if beside else match["receipt"], DATA)
    assert told[-1] == expected
    assert told[:-1] in ([], ["decisions: 回执和旁边的判定对不上：其中之一被改动过"])


def test_parts_that_were_altered_together_are_named_together() -> None:
    receipt = copy.deepcopy(receipt_of(RULES, DATA)) | {"kind": "新申请", "batch": None, "facts": "0" * 64}
    assert [line.split("：")[0] for line in said(receipt, DATA)] == [
        f"{part}: 回执的 {part} 被改动过" for part in ("facts", "kind", "batch")
    ]


@pytest.mark.parametrize(
    ("part", "value", "zh"),
    [
        ("as_of", "2026-03-16", "回执旁边的 as_of 不是回执的"),
        ("engine", "9.9.9", "回执旁边的 engine 不是回执的"),
        ("enterprise", "另一家", "回执旁边的企业名称不是画像里的"),
    ],
)
def test_what_a_match_says_beside_its_receipt_is_held_to_it(part: str, value: str, zh: str) -> None:
    match = policy_engine.match(RULES, policy_engine.read_profile(RULES, DATA)).to_json()
    assert said(match, DATA) == []
    assert said(match | {part: value}, DATA) == [f"{part}: {zh}"]
    assert said({key: one for key, one in match.items() if key != part}, DATA) == []


def test_other_facts_are_told_with_their_fiscal_years_where_those_differ() -> None:
    receipt = receipt_of(RULES, DATA)
    fewer = DATA | {"facts": DATA["facts"] | {"revenue": ["500.00"]}}
    assert said(receipt, fewer) == ["facts: 所给的事实与当时不同（会计年度当时是 2025, 2024，所给的是 2025）"]


@pytest.mark.parametrize(
    ("receipt", "said"),
    [
        (None, "这不是回执：里面没有回执的键"),
        ([], "这不是回执：里面没有回执的键"),
        ({}, "这不是回执：里面没有回执的键"),
        (receipt_of(RULES, DATA) | {"more": 1}, "这不是回执：多 more"),
        ({**without("salt"), "more": 1}, "这不是回执：缺 salt；多 more"),
        (
            policy_engine.decide(RULES, policy_engine.read_profile(RULES, DATA), "city/ten#a").to_json(),
            "这是一项判定，不带回执；policy match --json 的输出带有回执",
        ),
        (receipt_of(RULES, DATA) | {"receipt": 2}, "回执的格式版本不认识"),
        (receipt_of(RULES, DATA) | {"receipt": True}, "回执的格式版本不认识"),
        (receipt_of(RULES, DATA) | {"salt": 5}, "回执里的值写错了"),
        (receipt_of(RULES, DATA) | {"measures": "city/ten#a"}, "回执里的值写错了"),
        (receipt_of(RULES, DATA) | {"packs": []}, "回执里的值写错了"),
    ],
)
def test_what_is_no_receipt_is_refused(receipt: object, said: str) -> None:
    with pytest.raises(ReceiptError) as error:
        replayed(receipt, DATA)
    assert error.value.show() == said


# The same inputs, the same bytes ---------------------------------------------------------------------------


@given(st.integers(0, 2**32), st.sampled_from((1.0, 0.6, 0.2)))
def test_every_receipt_replays_and_the_same_facts_give_the_same_bytes(seed: int, share: float) -> None:
    data = random_profile(RULES, seed, share, sorted(RULES.edition(20600).reviews))
    first, second = (policy_engine.match(RULES, policy_engine.read_profile(RULES, data)).json for _ in range(2))
    assert first == second
    shuffled = data | {"facts": dict(reversed(data["facts"].items()))}
    assert policy_engine.match(RULES, policy_engine.read_profile(RULES, shuffled)).json == first
    assert replayed(json.loads(first), data) == []


PRINTING = """
import json, policy_engine, sys
library = policy_engine.load(sys.argv[1])
print(policy_engine.match(library, policy_engine.read_profile(library, json.loads(sys.argv[2]))).json)
"""


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = world.write(tmp_path, MEASURES)
    here = policy_engine.match(load(folder), policy_engine.read_profile(load(folder), DATA)).json
    for seed in ("0", "1"):
        surroundings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "America/New_York", "LANG": "C", "PYTHONUTF8": "1"}
        there = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-c", PRINTING, str(folder), json.dumps(DATA)],
            env=surroundings, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert there.stdout == here + "\n"


def test_the_engine_a_receipt_names_is_the_projects_version() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == ENGINE
