"""The laws of the language, over random expressions and random firms: bounds are sound, learning narrows, every number stays
in its proved range, the compiled program is the reference slot by slot, and nothing that was checked ever raises."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from policy_engine.decide import intervals
from policy_engine.decide.facts import Completion
from policy_engine.decide.program import compile_trace
from policy_engine.language.bounds import Bounds, Facts, Scalars
from policy_engine.language.checked import terms_of
from policy_engine.language.core import Node, interpret, reachable, reads
from policy_engine.language.kinds import Term
from tests.language import firm
from tests.language.oracle import Oracle, Undecided, held
from tests.language.texts import chances, one_more, partly, texts, whole_firm
from tests.numbers import law

Pair = tuple[Any, Any]


def roots(text: str) -> list[Node]:
    """The nodes an expression comes to; an expression the checker refuses is not of interest here."""
    checked = firm.read(text)
    assume(not checked.findings)
    found = [term.node for term in terms_of(checked.value)]
    assume(found)
    return found


def everywhere(nodes: list[Node], facts: dict[str, Any]) -> dict[tuple[int, int], Pair]:
    """What the reference says of every node: of the firm (item -1) and of each item of its list."""
    algebra, here = Bounds(Scalars()), Facts(facts, {}, firm.AS_OF)
    found: dict[tuple[int, int], Pair] = {}
    for node in nodes:
        if node.level is None:
            found[node.id, -1] = interpret(node, algebra, here)
            continue
        _, items = Scalars().items(node.level, here)
        for number, item in enumerate(items):
            found[node.id, number] = interpret(node, algebra, item)
    return found


def within(sort: str, inner: Pair, outer: Pair) -> bool:
    """Whether what is known later does not contradict what was known before."""
    if sort == "number":
        return bool(outer[0] <= inner[0] and inner[1] <= outer[1])
    if sort == "truth":
        return inner[0] >= outer[0] and inner[1] <= outer[1]
    return not outer[1] or inner == outer


@law
@given(texts(), chances())
def test_bounds_hold_for_every_completion_and_learning_only_narrows(text: str, chance: random.Random) -> None:
    nodes = reachable(roots(text))
    whole = whole_firm(chance)
    known = partly(whole, chance)
    stages = [known, one_more(known, whole, chance), whole]
    by_number = {node.id: node for node in nodes}
    before: dict[tuple[int, int], Pair] = {}
    for facts in stages:
        now = everywhere(nodes, facts)
        for place, pair in now.items():
            node = by_number[place[0]]
            assert place not in before or within(node.sort, pair, before[place]), (text, node, before[place], pair)
            if node.sort == "number":
                assert node.low <= pair[0] <= pair[1] <= node.high, (text, node, pair)
            if node.sort == "truth":
                assert pair[0] <= pair[1], (text, node, pair)
        before = now


def as_compiled(sort: str, pair: Pair) -> Any:
    if sort == "number":
        return pair
    if sort == "truth":
        return 3 if pair[0] else 1 if pair[1] else 0
    return pair[0] if pair[1] else None


def of_program(sort: str, value: Any) -> Any:
    return intervals.ends(value) if sort == "number" else value


@law
@given(st.lists(texts(), min_size=1, max_size=3), chances())
def test_the_compiled_program_is_the_reference_slot_by_slot(several: list[str], chance: random.Random) -> None:
    using = firm.checker()
    tops = []
    for text in several:
        checked = firm.read(text, using)
        if not checked.findings:
            tops += [term.node for term in terms_of(checked.value)]
    assume(tops)
    program, nodes = compile_trace(tops), reachable(tops)
    complete = Completion.of(reads(nodes))
    by_number = {node.id: node for node in nodes}
    for facts in firms(chance):
        slots, rows = program.run(complete(facts), (), firm.AS_OF)
        for (identity, number), pair in everywhere(nodes, facts).items():
            node = by_number[identity]
            got = of_program(node.sort, program.value(node, slots, rows, None if number < 0 else number))
            assert got == as_compiled(node.sort, pair), (several, node, pair, got)


def firms(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Whole, partly known, knowing nothing, and with every list empty."""
    whole = whole_firm(chance)
    yield whole
    yield partly(whole, chance)
    yield {}
    yield {**partly(whole, chance), **{name: [] for name in firm.LISTS}}


@law
@given(texts(), chances())
def test_what_is_known_comes_to_what_fractions_say(text: str, chance: random.Random) -> None:
    checked = firm.read(text)
    assume(not checked.findings)
    assume(isinstance(checked.value, Term))
    assert isinstance(checked.value, Term)
    node, kind = checked.value.node, checked.value.kind
    oracle = Oracle({**whole_firm(chance), "condition_not_given": False})
    try:
        value = oracle.eval(checked.expression)
    except Undecided:
        return
    first, second = firm.interval(node, oracle.facts)
    if value is None:
        assert oracle.undefined
        return
    exact = held(kind, value)
    if node.sort == "number":
        assert first <= exact <= second, (text, exact, first, second)
        assert oracle.undefined or first == second, (text, exact, first, second)
    elif node.sort == "truth":
        assert exact in (first, second), (text, exact)
        assert oracle.undefined or first == second, text
    else:
        assert (exact == first) if second else oracle.undefined, (text, exact, first)
