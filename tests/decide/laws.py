"""What is true of every decision, as functions that say what is wrong; an empty list means nothing is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import policy_engine
from policy_engine.decide import intervals, shown
from policy_engine.decide.compiled import Compiled, compiled, parameters_on
from policy_engine.decide.facts import facts_of
from policy_engine.decide.program import DAY
from policy_engine.decide.question import Question
from policy_engine.decide.situation import batch_for
from policy_engine.errors import Language
from policy_engine.language.bounds import Bounds, Facts, Scalars
from policy_engine.language.core import Environment, Node, interpret, reachable
from policy_engine.language.kinds import Value
from policy_engine.packs.checked import Batch, Condition, Definition, Reading, Step
from policy_engine.packs.library import Library

LANGUAGES: tuple[Language, ...] = ("zh", "en")
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
    for number, (decision, told) in enumerate(zip(match, data["decisions"], strict=True)):
        found[told["measure"]] = told
        shaped(told)
        assert policy_engine.explain(told, LANGUAGES[(number + len(match.json)) % len(LANGUAGES)])
        assert decision.utf8 in match.utf8
    for name in one_of(sorted(found), match):
        assert json.loads(policy_engine.decide(library, read, name).json) == found[name]
    assert read.as_of is not None
    standing = {None, *(version.id for version in library.in_force(read.as_of.day))}
    facts = library.vocabulary.facts.items()
    single = [name for name, one in facts if not one.annual and not one.many and one.derived in standing]
    for name in one_of(single, match):
        assert policy_engine.value(library, read, name).to_json()["name"] == name
    return found


def one_of(names: Sequence[str], match: policy_engine.Match) -> Sequence[str]:
    """One of the names, each time another."""
    return names[len(match.json) % max(len(names), 1) :][:1]


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
    now_undefined = undefined_parts(after)
    for part, reason in undefined_parts(before).items():
        if reason is not None and now_undefined.get(part, reason) != reason:
            wrong.append(f"{part}: {reason} became {now_undefined[part]}")
    return wrong


def undefined_parts(told: Json) -> dict[tuple[str, str, int], str | None]:
    """Of every condition and definition why it has no value, None where it has one or is open."""
    found: dict[tuple[str, str, int], str | None] = {}
    for owner, trace in (("", told["trace"]), *((str(item["id"]), item["trace"]) for item in told["items"])):
        waiting = list(trace["of"])
        while waiting:
            node = waiting.pop(0)
            waiting += node.get("of", [])
            found[owner, node["id"], 0] = node["undefined"]["zh"] if "undefined" in node else None
        for number, one in enumerate(trace["definitions"], start=1):
            found[owner, one["name"], number] = one["undefined"]["zh"] if "undefined" in one else None
    return found


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


@dataclass(frozen=True)
class Run:
    """The rules of a day compiled, a firm's facts as they take them, and the same facts for the reference."""

    code: Compiled
    facts: Mapping[str, Any]
    batches: Mapping[str, Batch | None]
    day: int
    firm: Facts

    @classmethod
    def of(cls, library: Library, profile: Profile) -> Run:
        read = policy_engine.read_profile(library, profile)
        question = Question.of(library, read, None, None, None)
        day = question.day.day
        edition = library.edition(day)
        code = compiled(edition, tuple(edition.measures.values()))
        batches = {measure.name: batch_for(measure, question) for measure in code.measures}
        facts = facts_of(edition, read, question)
        return cls(code, facts, batches, day, Facts(facts, edition.parameters_on(day, batches), day))


def differences(library: Library, profile: Profile) -> list[str]:
    """Where a slot of the program is not the reference's value, or the bare answer not the traced one."""
    run = Run.of(library, profile)
    code, firm = run.code, run.firm
    slots, rows = code.program.go(run.facts, code.prepare(run.day, run.batches).values)
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
            if not same(node, got, reference(node, firm), must=needed[node.id]):
                wrong.append(f"{node}: {got}, not {reference(node, firm)}")
            continue
        table, (given, items) = rows[slot.of], Scalars().items(slot.of, firm)
        if given is False:
            wrong += [] if table is None else [f"{slot.of} is there though not given"]
            continue
        for row, item in zip(table or (), items, strict=True):
            wanted = reference(node, item)
            if not same(node, row[slot.position], wanted, must=True):
                wrong.append(f"{node} at an item: {row[slot.position]}, not {wanted}")
    values = parameters_on(code.edition, code.bare.parameters, run.day, run.batches)
    bare = code.bare.go(run.facts, code.bare.prepare(values, run.day))
    for measure, short, full in zip(code.measures, bare, code.renderer.answers(slots, rows), strict=True):
        if (short[0], intervals.ends(short[1])) != (full[0], intervals.ends(full[1])):
            wrong.append(f"bare answer of {measure.name}: {short}, not {full}")
    return wrong


def reference(node: Node, environment: Environment[Any]) -> Any:
    """What a node comes to, as a slot holds it."""
    first, second = interpret(node, Bounds(Scalars()), environment)
    if node.sort == "truth":
        return {(True, True): 3, (False, True): 1, (False, False): 0}[first, second]
    return (first if second else None) if node.sort == "code" else intervals.between(first, second)


def same(node: Node, got: Any, wanted: Any, *, must: bool) -> bool:
    """Whether a slot holds what the reference says; where nobody needs it, it may hold nothing."""
    if node.sort == "number" and got is not None:
        return intervals.ends(got) == intervals.ends(wanted)
    return bool(got == wanted) or (got is None and not must)


# What is shown against reference ------------------------------------------------------------------------


def misshown(library: Library, profile: Profile, told: Mapping[str, Json]) -> list[str]:
    """Where decisions show anything else of conditions, definitions, items and steps than the reference comes to."""
    run = Run.of(library, profile)
    wrong: list[str] = []
    for measure in run.code.measures:
        shows, at_firm = told[measure.name], Reader(run.firm)
        at_firm.conditions(shows["trace"]["of"], measure.conditions)
        at_firm.definitions(shows["trace"]["definitions"], [one for one in measure.definitions if not one.of_item])
        if shows["outcome"] != "ineligible":
            at_firm.steps(shows["derivation"], measure.steps)
        readers = [at_firm]
        given, items = Scalars().items(measure.over, run.firm) if measure.over is not None else (False, ())
        rows = run.facts[measure.over] if measure.over is not None and given is not False else ()
        names = [str(row.get("id", number)) for number, row in enumerate(rows, start=1)]
        counted = [
            (name, Reader(item))
            for name, item in zip(names, items if given is not False else (), strict=True)
            if measure.here is None or reference(measure.here, item) != intervals.FALSE
        ]
        at_firm.is_shown("items", [item["id"] for item in shows["items"]], [name for name, _ in counted])
        for item, (_, at_item) in zip(shows["items"], counted, strict=True):
            assert measure.item is not None
            at_item.is_shown("item", item["trace"]["holds"], shown.HOLDS[reference(measure.item, at_item.place)])
            at_item.conditions(item["trace"]["of"], measure.item_conditions)
            at_item.definitions(item["trace"]["definitions"], [one for one in measure.definitions if one.of_item])
            if item["outcome"] != "ineligible":
                at_item.steps(item["derivation"], measure.item_steps)
            readers.append(at_item)
        found = [gap for condition in measure.conditions for gap in at_firm.failed(condition)]
        if reference(measure.firm, run.firm) != intervals.FALSE:
            found += [
                gap
                for name, at_item in counted
                for condition in measure.item_conditions
                for gap in at_item.failed(condition, name)
            ]
        gaps = [gap for gap in shows["gaps"] if gap["condition"] != measure.over]
        at_firm.is_shown("gaps", len(gaps), len(found) if shows["outcome"] == "ineligible" else 0)
        for gap, (reader, condition, *rest) in zip(gaps, found, strict=False):
            reader.is_shown("gap", [gap["condition"], gap.get("item"), gap["holds"]], [condition.id, *rest])
            reader.distance(gap, condition)
        wrong += [f"{measure.name}: {one}" for reader in readers for one in reader.wrong]
    return wrong


@dataclass
class Reader:
    """Reads what is shown beside what the reference comes to at the firm, or at an item."""

    place: Environment[Any]
    wrong: list[str] = field(default_factory=list)

    def is_shown(self, what: str, shows: object, wanted: object) -> None:
        if shows != wanted:
            self.wrong.append(f"{what} shows {shows}, not {wanted}")

    def value(self, value: Value) -> object:
        return json.loads(shown.shown(value, lambda node: reference(node, self.place)))

    def readings(self, shows: Sequence[Json], readings: Sequence[Reading]) -> None:
        told = {one["name"] for one in shows}
        closed = [one for one in readings if one.key in told or not one.key.startswith("events_")]
        for one, reading in zip(shows, closed, strict=True):
            self.is_shown(reading.key, one["value"], self.value(reading.value))

    def conditions(self, shows: Sequence[Json], conditions: Sequence[Condition]) -> None:
        for one, condition in zip([one for one in shows if one["node"] != "for_each"], conditions, strict=True):
            self.is_shown(condition.id, one["holds"], shown.HOLDS[reference(condition.truth, self.place)])
            if condition.of:
                self.conditions(one["of"], condition.of)
            else:
                self.readings(one["values"], condition.readings)

    def definitions(self, shows: Sequence[Json], definitions: Sequence[Definition]) -> None:
        for one, definition in zip(shows, definitions, strict=True):
            self.is_shown(definition.name, one["value"], self.value(definition.value))
            self.readings(one["values"], definition.readings)
            if definition.row is not None:
                row = reference(definition.row, self.place)
                self.is_shown("row", (one["row"] or {}).get("number"), row if isinstance(row, int) and row else None)

    def steps(self, shows: Sequence[Json], steps: Sequence[Step]) -> None:
        """A step that did not bite leaves the most there may be as it was, and one that did does not."""
        before = None
        for one, step in zip(shows, steps, strict=True):
            bounds = shown.bounds(step.amount, lambda node: reference(node, self.place))
            if bounds is not None and 10**6 % bounds[0].denominator == 10**6 % bounds[1].denominator == 0:
                self.is_shown(step.name, tuple(Fraction(one[end]) for end in ("at_least", "at_most")), bounds)
            if before is not None and bounds is not None and one["bit"] is not None and step.name != "sum":
                self.is_shown(f"bit of {step.name}", one["bit"], before[1] != bounds[1])
            before = bounds
            for key, node in (("cap", step.cap), ("received", step.received)):
                if node is not None:
                    self.is_shown(key, one[key], json.loads(shown.number(2, True)(reference(node, self.place))))
            self.readings(one["values"], step.readings)

    def failed(self, condition: Condition, item: str | None = None, *, wanted: bool = True) -> list[Failed]:
        """The conditions, of those combined here, that keep a firm from being eligible; of which item, and whether it
        is that they hold."""
        if reference(condition.truth, self.place) != (intervals.FALSE if wanted else intervals.TRUE):
            return []
        if not condition.of:
            return [(self, condition, item, not wanted)]
        below = wanted != (condition.kind == "none")
        return [one for part in condition.of for one in self.failed(part, item, wanted=below)]

    def distance(self, gap: Json, condition: Condition) -> None:
        """Of a comparison what was required, and how far it is from that, within the places that are shown."""
        if gap["sign"] is None:
            return
        (compared,) = condition.compared
        self.is_shown("required", gap["required"], self.value(compared.right))
        left, right = (
            shown.bounds(side, lambda node: reference(node, self.place)) for side in (compared.left, compared.right)
        )
        known = left is not None and right is not None and left[0] == left[1] and right[0] == right[1]
        self.is_shown("whether the distance is known", gap["short"] is not None, known)
        if known and left is not None and right is not None:
            off = abs(abs(right[0] - left[0]) - Fraction(gap["short"] or 0))
            self.is_shown("distance", gap["short"], gap["short"] if off < Fraction(1, 10**shown.PLACES) else off)


Failed = tuple[Reader, Condition, str | None, bool]
