"""Derived facts worked out for one firm, with the definitions they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from policy_engine.decide.compiled import parameters_on
from policy_engine.decide.decision import ValueAnswer
from policy_engine.decide.facts import facts_of
from policy_engine.decide.instant import Instant
from policy_engine.decide.profile import Profile
from policy_engine.decide.program import Prepared, Program, Rows, compile_trace
from policy_engine.decide.question import Question
from policy_engine.decide.render import DayTexts, Slots
from policy_engine.decide.rendering.page import js, unit_of, words
from policy_engine.decide.rendering.trace import TracePage
from policy_engine.errors import Bilingual, NotFoundError
from policy_engine.language.kinds import Term
from policy_engine.language.scope import Named, near, rather
from policy_engine.packs.checked import Batch, Definition
from policy_engine.packs.edition import Edition
from policy_engine.packs.library import Library
from policy_engine.packs.vocabulary import FactDeclaration
from policy_engine.values import say_unit

_values: WeakKeyDictionary[Edition, dict[str, _Derived]] = WeakKeyDictionary()


def value(library: Library, profile: Profile, name: str, *, as_of: str | Instant | None = None) -> ValueAnswer:
    """A derived fact (its Chinese name or id) with the definitions it comes from; a given fact is what was given.

    Raises `NotFoundError` for what is none, and where the pack that derives it is not in force on the day.
    """
    question = Question.of(library, profile, as_of, None, None)
    declared = library.vocabulary.fact(name)
    if declared is not None and declared.derived is not None and declared.id not in profile.single:
        if declared.derived not in {version.id for version in library.packs}:
            raise _derived_elsewhere(declared, declared.derived)
        library.standing(declared.derived, question.day.day)
    edition = library.edition(question.day.day)
    named = edition.derived(name)
    if named is None or named.role != "fact" or not isinstance(named.value, Term):
        vocabulary = library.vocabulary
        known = [one for one in vocabulary.facts.values() if one.derived or one.expression]
        guess = near(name, [word for one in known for word in (one.id, one.words.zh)])
        hint = rather(guess)
        raise NotFoundError(
            Bilingual(f"没有可求值的指标 “{name}”{hint[0]}", f"there is no fact “{name}” to work out{hint[1]}")
        )
    facts = facts_of(edition, profile, question)
    derived = _derived(edition, named, named.value)
    parameters = parameters_on(edition, derived.program.parameters, question.day.day, {})
    prepared = derived.program.prepare(parameters, question.day.day)
    slots, rows = derived.program.go(facts, prepared)
    texts = derived.prepare(prepared, question.day.day, {})
    return ValueAnswer(derived.render(slots, rows, js(str(question.day)).encode(), texts))


def _derived_elsewhere(declared: FactDeclaration, pack: str) -> NotFoundError:
    """That a fact is derived by a pack that is not in the library."""
    zh, en = declared.words.zh, declared.words.say("en")
    return NotFoundError(
        Bilingual(
            f"“{zh}” 由规则包 {pack} 推导，这里没有这个规则包；可在画像里直接给出 {declared.id}",
            f"“{en}” is derived by the pack {pack}, which is not here; the profile can give {declared.id} itself",
        )
    )


@dataclass(frozen=True)
class _Derived:
    """A derived fact compiled: the program that works it out, and how it is told."""

    program: Program
    prepare: Callable[[Prepared, int, Mapping[str, Batch | None]], DayTexts]
    render: Callable[[Slots, Rows, bytes, DayTexts], bytes]


class _ValuePage(TracePage):
    """Writes a derived fact with the definitions it comes from."""

    def compile(self, named: Named, term: Term, used: Sequence[Definition]) -> _Derived:
        declared = self.vocabulary.fact(named.key)
        kind = declared.kind if declared is not None else "number"
        said = declared.words if declared is not None else named.words
        self.line("x=[]")
        self.fixed(f'{{"name": {js(named.key)}, "value": ')
        self.coded(term)
        self.fixed(f', "kind": {js(kind)}, "unit": {js(say_unit(unit_of(term)))}, "words": {words(said)}, "as_of": ')
        self.put("a")
        self.fixed(', "trace": [')
        self.definitions(used)
        self.fixed("]}")
        self.line("return join(x)")
        made, _ = self.functions(["def render(s,R,a,q):", *self.value_lines, " d=s[-1]", *self.lines])
        return _Derived(self.program, made["prepare"], made["render"])


def _derived(edition: Edition, named: Named, term: Term) -> _Derived:
    """A derived fact compiled, when first asked for."""
    of_edition = _values.setdefault(edition, {})
    if named.key not in of_edition:
        used = _definitions(edition, named.key)
        roots = [term.node, *(node for one in used for node in one.roots())]
        of_edition[named.key] = _ValuePage(edition, (), compile_trace(roots)).compile(named, term, used)
    return of_edition[named.key]


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
