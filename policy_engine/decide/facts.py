"""A profile as rules read it on a day: what is not given as None, reviews as wished, derived facts held against what
they are derived from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from policy_engine.decide.profile import Facts, Profile, Stored, in_words
from policy_engine.decide.question import Question
from policy_engine.errors import LANGUAGES, Bilingual, Defect, Language
from policy_engine.language.bounds import Bounds, Scalars
from policy_engine.language.bounds import Facts as Given
from policy_engine.language.core import interpret
from policy_engine.language.kinds import Term
from policy_engine.packs.edition import Edition
from policy_engine.packs.vocabulary import FactDeclaration


@dataclass(frozen=True)
class Completion:
    """Facts with None for what rules read and they do not have, in the facts and in the items of each list."""

    firm: Mapping[str, None]
    items: Mapping[str, Mapping[str, None]]

    @classmethod
    def of(cls, reads: Mapping[str, Collection[str]]) -> Completion:
        items = {name: dict.fromkeys(sorted(keys)) for name, keys in sorted(reads.items()) if name}
        return cls(dict.fromkeys(sorted(reads[""])), items)

    def __call__(self, facts: Facts) -> Facts:
        found = {**self.firm, **facts}
        for name, fields in self.items.items():
            if found[name] is not None:
                found[name] = [{**fields, **item} for item in found[name]]
        return found


_completions: WeakKeyDictionary[Edition, Completion] = WeakKeyDictionary()


def completion_of(edition: Edition) -> Completion:
    """The completion for all that the rules of an edition read, made when first asked for."""
    if edition not in _completions:
        _completions[edition] = Completion.of(edition.reads)
    return _completions[edition]


def facts_of(edition: Edition, profile: Profile, question: Question) -> Facts:
    """The facts as rules read them; each review also as the enterprise would wish it, where no finding was given."""
    facts = completion_of(edition)(profile.facts_on(question.day.day))
    for name, asked in (("application_kind", question.kind), ("batch", question.batch)):
        if asked is not None and name in edition.vocabulary.facts:
            facts[name] = asked
    for review in edition.reviews:
        given = facts.get(review)
        facts[f"{review}~met"] = True if given is None else given
        facts[f"{review}~unmet"] = False if given is None else given
    _consistent(edition, profile, facts, question.day.day)
    return facts


def _consistent(edition: Edition, profile: Profile, facts: Facts, day: int) -> None:
    """A derived fact that is given must not contradict what it would be derived as."""
    for name in profile.single:
        named = edition.scope.find(name) if name in edition.vocabulary.facts else None
        if named is None or not isinstance(named.value, Term) or not named.value.node.kids:
            continue
        node = named.value.node.kids[0]
        parameters = edition.parameters_on(day, {})
        low, high = interpret(node, Bounds(Scalars()), Given(facts, parameters, day))
        given = facts[name]
        agrees = (
            low <= given <= high
            if node.sort == "number"
            else ((low, high) in ((False, True), (given, given)) if node.sort == "truth" else not high or low == given)
        )
        if not agrees:
            declared, ends = edition.vocabulary.facts[name], (low, high if node.sort == "number" else low)
            zh, en = (_said(declared, given, ends, language) for language in LANGUAGES)
            message = Bilingual(
                f"与由其他指标推导的结果矛盾：这里是 {zh[0]}，推导出 {zh[1]}",
                f"contradicts what the other facts lead to: {en[0]} here, {en[1]} from them",
            )
            advice = Bilingual("删掉它，或更正所依据的指标", "leave it out, or correct the facts it rests on")
            raise profile.refused([Defect(f"facts.{name}", message, advice)])


def _said(
    declared: FactDeclaration, given: Stored, derived: tuple[Stored, Stored], language: Language
) -> tuple[str, str]:
    """What was given, and what is derived: both ends where that is not known exactly."""
    low, high = (in_words(declared, end, language) for end in derived)
    to = Bilingual("至", "to").say(language)
    return in_words(declared, given, language), low if low == high else f"{low} {to} {high}"
