"""Derived facts worked out for one firm, with the definitions they come from."""

from __future__ import annotations

from collections.abc import Iterable
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
from policy_engine.decide.rendering.page import SourceOf, is_rate, js, unit_of, words
from policy_engine.decide.rendering.trace import row_members, source_json
from policy_engine.decide.undefined import Undefined
from policy_engine.errors import Bilingual, NotFoundError
from policy_engine.language.core import Node
from policy_engine.language.kinds import Code, Series, Term, Value
from policy_engine.language.scope import near
from policy_engine.packs.checked import Definition, Reading
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

    day = question.day.day

    def undefined(value: Value) -> Bilingual | None:
        return Undefined(program, value.node)(slots, rows) if isinstance(value, Term) else None

    entries = [_definition_json(one, look, edition, day, undefined(one.value)) for one in used]
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
        roots = [term.node, *(node for one in used for node in one.roots())]
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
            waiting += [reading.key for reading in one.everything_read()]
    return [one for one in found.values() if not one.of_item]


def _coded(value: Value, look: shown.Lookup, vocabulary: Vocabulary) -> str:
    """A value and, of a code, what it is called."""
    if isinstance(value, Term) and isinstance(value.kind, Code):
        return shown.code(look(value.node), vocabulary.said).decode()
    said = shown.said_of(value, look, vocabulary.said) if isinstance(value, Series) else b""
    return (shown.shown(value, look) + said).decode()


def _definition_json(
    one: Definition, look: shown.Lookup, edition: Edition, day: int, undefined: Bilingual | None
) -> str:
    vocabulary = edition.vocabulary

    def readings_json(readings: Iterable[Reading]) -> str:
        return ", ".join(
            f'{{"name": {js(reading.key)}, "words": {words(reading.words)}, '
            f'"value": {_coded(reading.value, look, vocabulary)}, "unit": {js(say_unit(unit_of(reading.value)))}'
            + (', "percent": true' if reading.percent or is_rate(reading.value) else "")
            + (SourceOf(edition, reading)(day, {}).decode() if reading.role == "parameter" else "")
            + "}"
            for reading in readings
        )

    values = readings_json(one.readings)
    reason = "" if undefined is None else f', "undefined": {words(undefined)}'
    row = ""
    if one.row is not None:
        number, row = look(one.row), ', "row": null'
        if isinstance(number, int) and number:
            given = readings_json(one.row_readings[number - 1])
            row = f', "row": {{"number": {number}, {row_members(one)[number - 1]}, "values": [{given}]}}'
    return (
        f'{{"name": {js(one.name)}, "words": {words(one.words)}, "value": {_coded(one.value, look, vocabulary)}, '
        f'"unit": {js(say_unit(unit_of(one.value)))}, {source_json(one)}{reason}{row}, "values": [{values}]}}'
    )
