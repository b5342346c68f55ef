"""Derived facts worked out for one firm, with the definitions they come from."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from policy_engine.decide import shown
from policy_engine.decide.compiled import parameters_on
from policy_engine.decide.decision import ValueAnswer
from policy_engine.decide.facts import facts_of
from policy_engine.decide.instant import Instant
from policy_engine.decide.profile import Profile
from policy_engine.decide.program import Program, compile_trace
from policy_engine.decide.question import Question
from policy_engine.decide.rendering.page import is_rate, js, unit_of, words
from policy_engine.decide.rendering.trace import cites_of_rows, row_json
from policy_engine.errors import Bilingual, NotFoundError
from policy_engine.language.core import Node
from policy_engine.language.kinds import Code, Series, Term, Value
from policy_engine.language.scope import near
from policy_engine.packs.checked import Definition, nodes_of
from policy_engine.packs.edition import Edition
from policy_engine.packs.library import Library
from policy_engine.packs.vocabulary import Vocabulary
from policy_engine.values import say_unit

_values: WeakKeyDictionary[Edition, dict[str, tuple[list[Definition], Program]]] = WeakKeyDictionary()


def value(library: Library, profile: Profile, name: str, *, as_of: str | Instant | None = None) -> ValueAnswer:
    """A derived fact (its Chinese name or id) with the definitions it comes from; a given fact is what was given.

    Raises `NotFoundError` for what is none, and where the pack that derives it is not in force on the day.
    """
    question = Question.of(library, profile, as_of, None, None)
    declared = library.vocabulary.fact(name)
    if declared is not None and declared.derived is not None and declared.id not in profile.single:
        library.standing(declared.derived, question.day.day)
    edition = library.edition(question.day.day)
    named = edition.derived(name)
    if named is None or named.role != "fact" or not isinstance(named.value, Term):
        vocabulary = library.vocabulary
        derived = [one for one in vocabulary.facts.values() if one.derived or one.expression]
        guess = near(name, [word for one in derived for word in (one.id, one.words.zh)])
        hint = (f"；是否想用 {guess}？", f"; did you mean {guess}?") if guess else ("", "")
        raise NotFoundError(
            Bilingual(f"没有可求值的指标 “{name}”{hint[0]}", f"there is no fact “{name}” to work out{hint[1]}")
        )
    term = named.value
    facts = facts_of(edition, profile, question)
    used, program = _worked_out(edition, named.key, term)
    parameters = parameters_on(edition, program.parameters, question.day.day, {})
    slots, rows = program.run(facts, parameters, question.day.day)

    def look(node: Node) -> Any:
        return program.value(node, slots, rows)

    entries = [_definition_json(one, look, library.vocabulary) for one in used]
    kind = declared.kind if declared is not None else "number"
    said = declared.words if declared is not None else named.words
    unit = say_unit(getattr(term.kind, "unit", ()))
    text = (
        f'{{"name": {js(named.key)}, "value": {_coded(term, look, library.vocabulary)}, "kind": {js(kind)}, '
        f'"unit": {js(unit)}, "words": {words(said)}, '
        f'"as_of": {js(str(question.day))}, "trace": [{", ".join(entries)}]}}'
    )
    return ValueAnswer(text.encode())


def _worked_out(edition: Edition, key: str, term: Term) -> tuple[list[Definition], Program]:
    """The definitions behind a derived fact and the program that works them out, made when first asked for."""
    of_edition = _values.setdefault(edition, {})
    if key not in of_edition:
        used = _definitions(edition, key)
        roots = [term.node]
        for one in used:
            roots += [*nodes_of(one.value), *(node for reading in one.readings for node in nodes_of(reading.value))]
            roots += [one.row] if one.row is not None else []
        of_edition[key] = used, compile_trace(roots)
    return of_edition[key]


def _definitions(edition: Edition, key: str) -> list[Definition]:
    """The definition behind a derived fact and those it reads."""
    found: dict[str, Definition] = {}
    waiting = [key]
    while waiting:
        key = waiting.pop(0)
        one = edition.definitions.get(key)
        if one is not None and key not in found:
            found[key] = one
            waiting += [reading.key for reading in one.readings]
    return [one for one in found.values() if not one.of_item]


def _coded(value: Value, look: shown.Lookup, vocabulary: Vocabulary) -> str:
    """A value and, of a code, what it is called."""
    if isinstance(value, Term) and isinstance(value.kind, Code):
        return shown.code(look(value.node), vocabulary.said).decode()
    said = shown.said_of(value, look, vocabulary.said) if isinstance(value, Series) else b""
    return (shown.shown(value, look) + said).decode()


def _definition_json(one: Definition, look: shown.Lookup, vocabulary: Vocabulary) -> str:
    values = ", ".join(
        f'{{"name": {js(reading.key)}, "words": {words(reading.words)}, '
        f'"value": {_coded(reading.value, look, vocabulary)}, "unit": {js(say_unit(unit_of(reading.value)))}'
        + (', "percent": true}' if reading.percent or is_rate(reading.value) else "}")
        for reading in one.readings
    )
    assumed = "" if one.assumed is None else f', "assumed": {words(one.assumed)}'
    row = ""
    if one.row is not None:
        row = f', "row": {row_json(look(one.row), cites_of_rows(one)).decode()}'
    return (
        f'{{"name": {js(one.name)}, "words": {words(one.words)}, "value": {_coded(one.value, look, vocabulary)}, '
        f'"unit": {js(say_unit(unit_of(one.value)))}, '
        f'"cite": {js(one.cite)}, "reliability": {js(one.reliability)}{assumed}{row}, "values": [{values}]}}'
    )
