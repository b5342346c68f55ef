"""What is true of every decision, as functions that say what is wrong; an empty list means nothing is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import policy_engine
from policy_engine.decide import intervals
from policy_engine.decide.compiled import compiled, parameters_on
from policy_engine.decide.facts import facts_of
from policy_engine.decide.program import DAY
from policy_engine.decide.question import Question
from policy_engine.decide.situation import batch_for
from policy_engine.language.bounds import Bounds, Facts, Scalars
from policy_engine.language.core import Node, interpret, reachable
from policy_engine.packs.library import Library

OUTCOMES = ("ineligible", "undetermined", "needs_review", "eligible")
KEYS = [
    "measure", "outcome", "nature", "amount", "total", "trace", "derivation", "items", "missing", "gaps", "rests_on",
    "window", "assumptions", "obligations", "flags", "title", "sub_track", "industry_tracks", "pack", "cite",
    "reliability", "evidence", "as_of",
]  # fmt: skip
ITEM_KEYS = ["id", "outcome", "amount", "trace", "derivation"]
Json = Mapping[str, Any]
Profile = Mapping[str, Any]


def decide_all(library: Library, profile: Profile) -> dict[str, Json]:
    """Every decision for a profile, by measure, with all that can be asked of it; nothing may be raised on the way."""
    read = policy_engine.read_profile(library, profile)
    match = policy_engine.match(library, read)
    data = json.loads(match.json)
    assert list(data) == ["as_of", "engine", "enterprise", "decisions", "receipt"]
    found: dict[str, Json] = {}
    for decision in match:
        told = json.loads(decision.json)
        found[told["measure"]] = told
        shaped(told)
        assert policy_engine.explain(decision, "zh")
        assert policy_engine.explain(told, "en")
    assert data["decisions"] == list(found.values())
    for name in sorted(found)[len(match.json) % len(found) :][:1]:
        assert json.loads(policy_engine.decide(library, read, name).json) == found[name]
    return found


def decide(library: Library, profile: Profile, measure: str) -> Json:
    return policy_engine.decide(library, policy_engine.read_profile(library, profile), measure).to_json()


def shaped(told: Json) -> None:
    """Keys in the documented order; amounts in order and only where there can be any."""
    assert [key for key in told if key != "granted"] == KEYS
    assert [list(item) for item in told["items"]] == [ITEM_KEYS] * len(told["items"])
    for amount in (told["amount"], told["total"], *(item["amount"] for item in told["items"])):
        low, high = ends(amount)
        assert 0 <= low <= high
    low, high = ends(told["amount"])
    if told["outcome"] == "ineligible":
        assert (low, high) == ends(told["total"]) == (0, 0)
        assert told["missing"] == []
    if told["outcome"] != "eligible" or told["nature"] != "entitlement":
        assert low == 0
    if told["nature"] == "recognition":
        assert high == 0
    ranked(told)


def ranked(told: Json) -> None:
    """The outcome of items together is the one that design says."""
    over = [node for node in told["trace"]["of"] if node["node"] == "for_each"]
    firm = [node["holds"] for node in told["trace"]["of"] if node["node"] != "for_each"]
    if not over:
        if "false" in firm:
            assert told["outcome"] == "ineligible"
        elif "unknown" in firm:
            assert told["outcome"] in ("undetermined", "needs_review")
        else:
            assert told["outcome"] == "eligible"
        return
    items = [item["outcome"] for item in told["items"]]
    if "false" in firm or over[0]["count"] == 0:
        assert told["outcome"] == "ineligible"
    elif over[0]["count"] is None:
        assert told["outcome"] == "undetermined"
    else:
        order = ("eligible", "undetermined", "needs_review", "ineligible")
        assert over[0]["count"] == len(items)
        assert told["outcome"] == next(outcome for outcome in order if outcome in items)


def ends(amount: Json) -> tuple[int, int]:
    """An amount in fen."""
    low, high = (amount[end].replace(".", "") for end in ("at_least", "at_most"))
    return int(low), int(high)


def answer(told: Json) -> tuple[object, ...]:
    """What a user acts on: the outcome and the amounts."""
    return told["outcome"], ends(told["amount"]), ends(told["total"])


def contradicts(before: Json, after: Json, *, reviewed: bool) -> list[str]:
    """How a decision made knowing more goes against the one made knowing less; `reviewed` when a review was found on."""
    wrong: list[str] = []
    if (
        not (reviewed and before["outcome"] == "needs_review")
        and after["outcome"]
        not in {
            "ineligible": ("ineligible",),
            "eligible": ("eligible",),
            "needs_review": ("needs_review", "eligible"),
            "undetermined": OUTCOMES,
        }[before["outcome"]]
    ):
        wrong.append(f"{before['outcome']} became {after['outcome']}")
    for key in ("amount", "total"):
        (low, high), (least, most) = ends(before[key]), ends(after[key])
        if not low <= least <= most <= high:
            wrong.append(f"{key} {before[key]} became {after[key]}")
    later = {item["id"]: item for item in after["items"]}
    for item in before["items"]:
        now = later.get(item["id"], item)["outcome"]
        if item["outcome"] in ("eligible", "ineligible") and now != item["outcome"]:
            wrong.append(f"item {item['id']}: {item['outcome']} became {now}")
    return wrong


# Profiles as facts that can be taken apart ---------------------------------------------------------------


def paths(library: Library, profile: Profile) -> dict[str, object]:
    """The facts of a profile each by its own path, as `missing` names them."""
    found: dict[str, object] = {}
    year = int(str(profile["as_of"])[:4])
    for name, written in profile["facts"].items():
        value = written["value"] if isinstance(written, dict) and "value" in written else written
        declared = library.vocabulary.facts.get(name)
        if name in library.vocabulary.lists:
            found[name] = [item.get("id") for item in value]
            for number, item in enumerate(value, start=1):
                found |= {f"{name}[{item.get('id', number)}].{key}": one for key, one in item.items() if key != "id"}
        elif declared is not None and declared.annual:
            years = value if isinstance(value, dict) else {str(year - back): one for back, one in enumerate(value, 1)}
            found |= {f"{name}#{year - int(key)}": one for key, one in years.items() if one is not None}
        else:
            found[name] = value
    return found


def assembled(library: Library, profile: Profile, given: Mapping[str, object]) -> dict[str, Any]:
    """The profile of some of its paths."""
    year, facts = int(str(profile["as_of"])[:4]), dict[str, Any]()
    for name in library.vocabulary.lists:
        if name in given:
            facts[name] = [
                {
                    key: one
                    for key, one in item.items()
                    if key == "id" or f"{name}[{item.get('id', number)}].{key}" in given
                }
                for number, item in enumerate(items_of(profile, name), start=1)
            ]
    for path, value in given.items():
        base, _, back = path.partition("#")
        if "[" in path or base in library.vocabulary.lists:
            continue
        if back.isdigit():
            facts.setdefault(base, {})[str(year - int(back))] = value
        else:
            facts[path] = value
    return {**profile, "facts": facts}


def items_of(profile: Profile, name: str) -> list[dict[str, object]]:
    written = profile["facts"][name]
    items: list[dict[str, object]] = written["value"] if isinstance(written, dict) else written
    return items


# Compiled against reference -----------------------------------------------------------------------------


def differences(library: Library, profile: Profile) -> list[str]:
    """Where a slot of the program is not the reference's value, or the bare answer not the traced one."""
    read = policy_engine.read_profile(library, profile)
    question = Question.of(library, read, None, None, None)
    day = question.day.day
    edition = library.edition(day)
    code = compiled(edition, tuple(edition.measures.values()))
    batches = {measure.name: batch_for(measure, question) for measure in code.measures}
    facts = facts_of(edition, read, question)
    slots, rows = code.program.go(facts, code.prepare(day, batches).values)
    firm = Facts(facts, edition.parameters_on(day, batches), day)
    needed: dict[int, bool] = {}
    for measure in code.measures:
        opened = code.program.value(measure.firm, slots, rows) != intervals.FALSE
        for node in reachable(measure.amount_roots()):
            needed[node.id] = needed.get(node.id, False) or opened
        for node in reachable([*measure.trace_roots(), measure.firm]):
            needed[node.id] = True
    wrong = []
    nodes = reachable(node for measure in code.measures for node in measure.roots())
    for node in nodes:
        slot = code.program.slots[node.id]
        if slot.of in (None, DAY):
            got = code.program.value(node, slots, rows)
            if not same(node, got, interpret(node, Bounds(Scalars()), firm), must=needed[node.id]):
                wrong.append(f"{node}: {got}, not {interpret(node, Bounds(Scalars()), firm)}")
            continue
        table, (given, items) = rows[slot.of], Scalars().items(slot.of, firm)
        if given is False:
            wrong += [] if table is None else [f"{slot.of} is there though not given"]
            continue
        for row, item in zip(table or (), items, strict=True):
            wanted = interpret(node, Bounds(Scalars()), item)
            if not same(node, row[slot.position], wanted, must=True):
                wrong.append(f"{node} at an item: {row[slot.position]}, not {wanted}")
    values = parameters_on(edition, code.bare.parameters, day, batches)
    bare = code.bare.go(facts, code.bare.prepare(values, day))
    for measure, short, full in zip(code.measures, bare, code.renderer.answers(slots, rows), strict=True):
        if (short[0], intervals.ends(short[1])) != (full[0], intervals.ends(full[1])):
            wrong.append(f"bare answer of {measure.name}: {short}, not {full}")
    return wrong


def same(node: Node, got: Any, wanted: tuple[Any, Any], *, must: bool) -> bool:
    """Whether a slot holds what the reference says; where nobody needs it, it may hold nothing."""
    if node.sort == "code":
        return bool(got == (wanted[0] if wanted[1] else None)) or (got is None and not must)
    if got is None:
        return not must
    if node.sort == "truth":
        return bool(got == {(True, True): 3, (False, True): 1, (False, False): 0}[wanted])
    return intervals.ends(got) == wanted
