"""What people read in English holds no Chinese and no names of the rules, but for what is named here and why: the clause
cited, a document's title and number, and the name an enterprise gives itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import policy_engine
from policy_engine import Library, explain, read_library
from policy_engine.cli import rule_page
from policy_engine.cli.answers import say_match, say_value
from policy_engine.decide.examples import profile_of

ROOT = Path(__file__).parents[1]
CHINESE = re.compile(r"[\u2460-\u24ff\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(ROOT / "rules")


def pages(library: Library) -> Iterator[str]:
    for version in library.packs:
        for name in (version.name, *(f"{version.name}#{measure}" for measure in version.measures)):
            yield "\n".join(rule_page.page(library, name, "en"))


def decisions(library: Library) -> Iterator[str]:
    for pack, examples in library.examples.items():
        for case in examples.cases:
            profile = profile_of(library, examples, case)
            for measure in case.expect.measures:
                yield explain(policy_engine.decide(library, profile, f"{pack}#{measure}"), "en")
            yield from (
                say_value(policy_engine.value(library, profile, name), "en") for name in case.expect.values or ()
            )


def matches(library: Library) -> Iterator[str]:
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        answer = policy_engine.match(library, policy_engine.read_profile(library, path))
        yield say_match(answer, "en").removeprefix(str(answer.data["enterprise"]))


IDS = re.compile(r"(?<![\w/#\[])[a-z]+_[a-z_]+\b")
"""A name as rules write it, where words should stand."""


def not_english(library: Library, texts: Iterator[str]) -> set[str]:
    """The lines with Chinese in them that is neither a clause (`办法#四(一)`, as the document numbers it) nor the title or
    number of a document (under which it is found), and those with names as rules write them."""
    documents = [one for version in library.packs for one in version.pack.documents.items()]
    names = {text for _, one in documents for text in (one.title, one.number) if text}
    aliases = "|".join(re.escape(alias) for alias, _ in documents)
    cites = re.compile(rf"(?<![^\s(])(?:{aliases})(?:#[^\s,]+|(?=[):,]))")
    found = set()
    for line in dict.fromkeys(line for text in texts for line in text.splitlines()):
        rest = cites.sub("", line)
        if IDS.search(rest):
            found.add(line.strip())
        for name in names:
            rest = rest.replace(name, "")
        if CHINESE.search(rest):
            found.add(line.strip())
    return found


def test_pages_of_rules(library: Library) -> None:
    assert not_english(library, pages(library)) == set()


def test_explanations_of_the_examples(library: Library) -> None:
    assert not_english(library, decisions(library)) == set()


def test_answers_for_the_profiles_to_try(library: Library) -> None:
    assert not_english(library, matches(library)) == set()
