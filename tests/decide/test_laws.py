"""Laws of deciding, on the shipped packs and on random ones: it never raises, the compiled program and what is shown of
it are the reference, what is learned never contradicts what was known, `missing` is enough and nothing else matters."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import policy_engine
from policy_engine.decide.program import reachable
from policy_engine.decide.render import facts_below
from policy_engine.language.core import AGGREGATES, Operation
from policy_engine.language.operators import OPERATORS
from policy_engine.packs.library import Library
from tests.decide import laws
from tests.decide.random_packs import read_library, write_random
from tests.decide.random_profiles import random_profile
from tests.numbers import LAW_EXAMPLES, law

RULES = Path(__file__).parents[2] / "rules"
PACKS = max(80, LAW_EXAMPLES // 50)
SHARES = (1.0, 0.95, 0.9, 0.8, 0.6, 0.3, 0.1, 0.0)


@dataclass(frozen=True)
class World:
    """Rules, the facts that answer their reviews, and the facts they read."""

    library: Library = field(repr=False)
    reviews: Sequence[str] = field(repr=False)
    read: frozenset[str] = field(repr=False)
    text: str


def read_by(library: Library) -> frozenset[str]:
    edition = library.edition(20600)
    return frozenset(facts_below(node for measure in edition.measures.values() for node in measure.roots()))


@lru_cache(maxsize=1)
def shipped() -> World:
    library = policy_engine.load(RULES)
    return World(library, sorted(library.edition(20600).reviews), read_by(library), "rules/")


@cache
def written(number: int) -> World | None:
    """A random pack; None when it has errors, which some have."""
    text = write_random(number, number % 9)
    library, errors = read_library(text)
    whole = "\n".join([text.pack, *text.measures.values()])
    return None if errors else World(library, text.reviews, read_by(library), whole)


@st.composite
def random_worlds(draw: st.DrawFn) -> World:
    """Any of the random packs, far fewer than there are examples, so that each is built once and met by many firms."""
    world = written(draw(st.integers(0, PACKS)))
    assume(world is not None)
    assert world is not None
    return world


WORLDS = {"shipped": st.builds(shipped), "random": random_worlds()}
worlds = pytest.mark.parametrize("of", WORLDS)
seeds, shares = st.integers(0, 2**32), st.sampled_from(SHARES)


OF_THE_FIRM = {"fact", "param", "as_of", "undef", "root", *AGGREGATES}


def test_random_rules_write_every_operator_and_come_to_every_node_of_the_core_at_the_firm_and_at_items() -> None:
    found = [world for world in map(written, range(PACKS)) if world is not None]
    assert len(found) > PACKS * 0.9
    text = "\n".join(world.text for world in found)
    assert [name for name in OPERATORS if re.search(rf"(?<!\w){re.escape(name)}[ (]", text) is None] == []
    editions = [world.library.edition(20600) for world in found]
    nodes = [node for one in editions for measure in one.measures.values() for node in reachable(measure.roots())]
    every = set(get_args(Operation))
    assert {node.op for node in nodes if node.level is None} >= every - {"field"}
    assert {node.op for node in nodes if node.level is not None} >= every - OF_THE_FIRM


@worlds
@law
@given(st.data())
def test_any_profile_is_decided_and_explained_as_the_reference_has_it(of: str, data: st.DataObject) -> None:
    world = data.draw(WORLDS[of])
    profile = random_profile(world.library, data.draw(seeds), data.draw(shares), world.reviews)
    told = laws.decide_all(world.library, profile)
    assert laws.misshown(world.library, profile, told) == []


@worlds
@law
@given(st.data())
def test_the_compiled_program_is_the_reference_and_the_bare_answer_the_traced_one(of: str, data: st.DataObject) -> None:
    world = data.draw(WORLDS[of])
    profile = random_profile(world.library, data.draw(seeds), data.draw(shares), world.reviews, world.read)
    assert laws.differences(world.library, profile) == []


@worlds
@law
@given(st.data())
def test_what_is_learned_contradicts_nothing(of: str, data: st.DataObject) -> None:
    world, seed = data.draw(WORLDS[of]), data.draw(seeds)
    measure = data.draw(st.sampled_from(measures(world)))
    profile = random_profile(world.library, seed, 1.0, world.reviews, world.read)
    known = laws.paths(world.library, profile)
    less = some(known, seed, data.draw(shares))
    more = less | some(known, seed + 1, 0.3)
    before, after = (
        laws.decide(world.library, laws.assembled(world.library, profile, facts), measure) for facts in (less, more)
    )
    reviewed = any("/" in path and path not in less for path in more)
    assert laws.contradicts(before, after, reviewed=reviewed) == []


@worlds
@law
@given(st.data())
def test_the_missing_facts_settle_a_decision_and_no_others_move_it(of: str, data: st.DataObject) -> None:
    world, seed = data.draw(WORLDS[of]), data.draw(seeds)
    measure = data.draw(st.sampled_from(measures(world)))
    profile = random_profile(world.library, seed, 1.0, world.reviews, world.read)
    known = laws.paths(world.library, profile)
    given_facts = some(known, seed, data.draw(shares))

    def decided(facts: dict[str, object]) -> laws.Json:
        return laws.decide(world.library, laws.assembled(world.library, profile, facts), measure)

    before = decided(given_facts)
    missing = {entry["fact"] for entry in before["missing"]}
    asked = {path: one for path, one in known.items() if about(path, missing)}
    others = {path: one for path, one in known.items() if path not in asked}
    assert missing.isdisjoint(given_facts)
    assert laws.answer(decided(given_facts | asked)) == laws.answer(decided(known)), missing
    assert laws.answer(decided(given_facts | others)) == laws.answer(before), missing


def measures(world: World) -> list[str]:
    return list(world.library.edition(20600).measures)


def some(known: dict[str, object], seed: int, share: float) -> dict[str, object]:
    """Some of the facts; the fields of an item only with its list."""
    chance = random.Random(seed)  # noqa: S311  # examples, not secrets
    kept = {path: one for path, one in known.items() if chance.random() < share}
    return {path: one for path, one in kept.items() if "[" not in path or path.partition("[")[0] in kept}


def about(path: str, missing: set[str]) -> bool:
    """Whether a path is missing itself, or is of an item of a list that is."""
    return path in missing or ("[" in path and path.partition("[")[0] in missing)
