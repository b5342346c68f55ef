"""A profile as rules read it on a day: reviews as wished, derived facts held against what they are derived from."""

from __future__ import annotations

from policy_engine.decide.profile import Facts, Profile, Stored, in_words
from policy_engine.decide.question import Question
from policy_engine.errors import LANGUAGES, Bilingual, Defect, Language
from policy_engine.language.bounds import Bounds, Scalars
from policy_engine.language.bounds import Facts as Given
from policy_engine.language.core import interpret
from policy_engine.language.kinds import Term
from policy_engine.packs.edition import Edition
from policy_engine.packs.vocabulary import FactDeclaration


def facts_of(edition: Edition, profile: Profile, question: Question) -> Facts:
    """The facts as rules read them; each review also as the enterprise would wish it, where no finding was given."""
    facts = profile.facts_on(question.day.day)
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
