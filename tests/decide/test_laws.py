"""Laws of deciding, on the shipped packs and on random ones: it never raises, the compiled program is the reference, what
is learned never contradicts what was known, `missing` is enough and nothing else matters, and receipts hold."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import policy_engine
from policy_engine.decide.render import facts_below
from policy_engine.packs.library import Library
from tests.decide import laws
from tests.decide.random_packs import read_library, write_random
from tests.decide.random_profiles import random_profile

RULES = Path(__file__).parents[2] / "rules"
SHARES = (1.0, 0.9, 0.6, 0.3, 0.1, 0.0)


@dataclass(frozen=True)
class World:
    """Rules, the facts that answer their reviews, and the facts they read."""

    library: Library = field(repr=False)
    reviews: Sequence[str] = field(repr=False)
    read: frozenset[str] = field(repr=False)
    text: str


unhurried = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def read_by(library: Library) -> frozenset[str]:
    edition = library.edition(20600)
    return frozenset(facts_below(node for measure in edition.measures.values() for node in measure.roots()))


@lru_cache(maxsize=1)
def shipped() -> World:
    library = policy_engine.load(RULES)
    return World(library, sorted(library.edition(20600).reviews), read_by(library), "rules/")


@lru_cache(maxsize=400)
def written(seed: int, size: int) -> World | None:
    """A random pack; None when it has errors, which some have."""
    text = write_random(seed, size)
    library, errors = read_library(text)
    return (
        None
        if errors
        else World(library, text.reviews, read_by(library), "\n".join([text.pack, *text.measures.values()]))
    )


@st.composite
def random_worlds(draw: st.DrawFn) -> World:
    """Any of the random packs; few enough of them that most are built once."""
    size, seed = draw(st.integers(0, 8)), draw(st.integers(0, max(12, settings().max_examples // 20)))
    world = written(seed, size)
    assume(world is not None)
    assert world is not None
    return world


WORLDS = {"shipped": st.builds(shipped), "random": random_worlds()}
worlds = pytest.mark.parametrize("of", WORLDS)
seeds, shares = st.integers(0, 2**32), st.sampled_from(SHARES)


@worlds
@unhurried
@given(st.data())
def test_any_profile_is_decided_and_explained(of: str, data: st.DataObject) -> None:
    world = data.draw(WORLDS[of])
    profile = random_profile(world.library, data.draw(seeds), data.draw(shares), world.reviews)
    laws.decide_all(world.library, profile)


@worlds
@unhurried
@given(st.data())
def test_the_compiled_program_is_the_reference_and_the_bare_answer_the_traced_one(of: str, data: st.DataObject) -> None:
    world = data.draw(WORLDS[of])
    profile = random_profile(world.library, data.draw(seeds), data.draw(shares), world.reviews, world.read)
    assert laws.differences(world.library, profile) == []


@worlds
@unhurried
@given(st.data())
def test_what_is_learned_contradicts_nothing(of: str, data: st.DataObject) -> None:
    world = data.draw(WORLDS[of])
    seed = data.draw(seeds)
    profile = random_profile(world.library, seed, 1.0, world.reviews, world.read)
    known = laws.paths(world.library, profile)
    less = some(known, seed, data.draw(shares))
    more = less | some(known, seed + 1, 0.3)
    before, after = (
        laws.outcomes(world.library, laws.assembled(world.library, profile, facts)) for facts in (less, more)
    )
    for name, told in before.items():
        learned = [path for path in more if "/" in path and path not in less]
        assert laws.contradicts(told, after[name], reviewed=bool(learned)) == [], name


@worlds
@unhurried
@given(st.data())
def test_the_missing_facts_settle_a_decision_and_no_others_move_it(of: str, data: st.DataObject) -> None:
    world = data.draw(WORLDS[of])
    seed = data.draw(seeds)
    profile = random_profile(world.library, seed, 1.0, world.reviews, world.read)
    known = laws.paths(world.library, profile)
    some_known = some(known, seed, data.draw(shares))
    before = laws.outcomes(world.library, laws.assembled(world.library, profile, some_known))
    whole = laws.outcomes(world.library, profile)
    for name, told in before.items():
        missing = {entry["fact"] for entry in told["missing"]}
        asked = {path: one for path, one in known.items() if about(path, missing)}
        assert missing.isdisjoint(some_known)
        settled = laws.outcomes(world.library, laws.assembled(world.library, profile, some_known | asked))[name]
        assert laws.answer(settled) == laws.answer(whole[name]), (name, missing)
        rest = {path: one for path, one in known.items() if path not in asked}
        unmoved = laws.outcomes(world.library, laws.assembled(world.library, profile, some_known | rest))[name]
        assert laws.answer(unmoved) == laws.answer(told), (name, missing)


def some(known: dict[str, object], seed: int, share: float) -> dict[str, object]:
    """Some of the facts; the fields of an item only with its list."""
    chance = random.Random(seed)  # noqa: S311  # examples, not secrets
    kept = {path: one for path, one in known.items() if chance.random() < share}
    return {path: one for path, one in kept.items() if "[" not in path or path.partition("[")[0] in kept}


def about(path: str, missing: set[str]) -> bool:
    """Whether a path is missing itself, or is of an item of a list that is."""
    return path in missing or ("[" in path and path.partition("[")[0] in missing)
