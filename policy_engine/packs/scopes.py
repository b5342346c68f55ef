"""The names of a pack: facts and lists of the vocabulary, what packs publish, parameters, definitions, variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from policy_engine.errors import Bilingual
from policy_engine.language.builder import Builder, sort_of
from policy_engine.language.core import Mismatch
from policy_engine.language.kinds import (
    DAY,
    TRUTH,
    Code,
    FieldDeclared,
    Item,
    Items,
    Kind,
    ListDeclared,
    Number,
    Series,
    Term,
    Value,
)  # fmt: skip
from policy_engine.language.scope import Named, Scope, items_among
from policy_engine.packs.vocabulary import FactDeclaration, ListDeclaration, Vocabulary

AS_OF = ("基准日", "as_of")
AS_OF_SAID = Bilingual("基准日", "the as-of date")
MOST_NESTED = 40
"""How many definitions may wait for each other while they are worked out."""
YEAR_OF_SUPPORT = ("支持年度", "year_of_support")
YEAR_OF_SUPPORT_SAID = Bilingual("支持年度", "year of support")


def kind_of(declared: FactDeclaration) -> Kind:
    """The kind that a declared fact has in expressions."""
    match declared.kind:
        case "truth":
            return TRUTH
        case "text":
            return Code()
        case "code":
            return Code(frozenset(declared.values))
        case "date" | "datetime":
            return DAY
    return Number(declared.unit, declared.scale)


class VocabularyScope:
    """Facts and lists by Chinese and English name; what a pack or the vocabulary derives, `derive` works out."""

    def __init__(
        self, vocabulary: Vocabulary, build: Builder, day: Term, derive: Callable[[FactDeclaration], Term | None]
    ) -> None:
        self.vocabulary, self.build, self.derive = vocabulary, build, derive
        self.lists = {one.id: declared_list(one) for one in vocabulary.lists.values()}
        self.found: dict[str, Named] = {}
        as_of = Named(AS_OF[1], Bilingual(*AS_OF), "reserved", day, label=AS_OF_SAID)
        self.reserved = dict.fromkeys(AS_OF, as_of)

    def names(self) -> Iterable[str]:
        vocabulary = self.vocabulary
        return [*self.reserved, *vocabulary.ids, *vocabulary.facts, *vocabulary.lists]

    def variables(self) -> Mapping[str, Item]:
        return {}

    def find(self, name: str) -> Named | None:
        if name in self.reserved:
            return self.reserved[name]
        fact = self.vocabulary.fact(name)
        if fact is not None:
            return self.remember(fact.id, lambda: self.fact(fact))
        declared = self.vocabulary.list(name)
        if declared is None:
            return None
        words = Bilingual(declared.words.zh, declared.id)
        return self.remember(
            declared.id, lambda: Named(declared.id, words, "list", Items(self.lists[declared.id]), label=declared.words)
        )

    def remember(self, key: str, make: Callable[[], Named]) -> Named:
        if key not in self.found:
            self.found[key] = make()
        return self.found[key]

    def fact(self, declared: FactDeclaration) -> Named:
        words = Bilingual(declared.words.zh, declared.id)
        if declared.many:
            entries = tuple(
                (Term(self.build.core.make("fact", data=f"{declared.id}#{value}"), TRUTH), self.build.text(value))
                for value in declared.values
            )
            return Named(declared.id, words, "fact", Series(entries), label=declared.words)
        if declared.annual:
            years = tuple(
                (None, self.term(declared, f"{declared.id}#{year}")) for year in range(1, declared.annual + 1)
            )
            return Named(declared.id, words, "fact", Series(years), annual=True, label=declared.words)
        return Named(
            declared.id, words, "fact", self.term(declared, declared.id, self.derive(declared)), label=declared.words
        )

    def term(self, declared: FactDeclaration, key: str, derived: Term | None = None) -> Term:
        kind = kind_of(declared)
        low, high = declared.minimum, declared.maximum
        if derived is not None:
            low, high = min(low, derived.node.low), max(high, derived.node.high)
        node = self.build.core.make(
            "fact", () if derived is None else (derived.node,), key, sort=sort_of(kind), low=low, high=high
        )
        return Term(node, kind)


def declared_list(declared: ListDeclaration) -> ListDeclared:
    """A list of the vocabulary as the checker knows it: fields by Chinese and by English name."""
    fields: dict[str, FieldDeclared] = {}
    keys: dict[str, str] = {}
    for item in declared.items.values():
        words = Bilingual(item.words.zh, item.id)
        field = FieldDeclared(words, kind_of(item), item.minimum, item.maximum, item.words)
        for name in (item.words.zh, item.id):
            fields[name], keys[name] = field, item.id
    return ListDeclared(
        declared.id, Bilingual(declared.words.zh, declared.id), fields, keys, declared.most, declared.counts,
        declared.words,
    )  # fmt: skip


class LocalScope:
    """Names of a pack or a measure over those around it. Definitions are worked out when first asked for."""

    def __init__(self, outer: Scope, own: Mapping[str, Named], definitions: Mapping[str, Callable[[], Named]]) -> None:
        self.outer, self.own, self.definitions = outer, dict(own), dict(definitions)
        self.resolving: list[str] = []
        self.read: set[str] = set()
        """The names declared here that some rule has asked for."""

    def names(self) -> Iterable[str]:
        return [*self.own, *self.definitions, *self.outer.names()]

    def variables(self) -> Mapping[str, Item]:
        return {**self.outer.variables(), **items_among(self.own)}

    def find(self, name: str) -> Named | None:
        if name not in self.own and name not in self.definitions:
            return self.outer.find(name)
        self.read.add(name)
        return self.resolve(name)

    def resolve(self, name: str) -> Named:
        """What a name declared here stands for, worked out where it is not yet."""
        if name in self.own:
            return self.own[name]
        if name in self.resolving:
            circle = [*self.resolving[self.resolving.index(name) :], name]
            path = " → ".join(circle)
            raise Mismatch(
                Bilingual(f"循环定义：{path}", f"defined in terms of itself: {path}"),
                Bilingual("拆开其中一个定义", "take one of these definitions apart"),
            )
        if len(self.resolving) >= MOST_NESTED:
            raise Mismatch(
                Bilingual("定义套定义太深", "definitions are nested too deeply"),
                Bilingual("把被用到的定义写在前面，或合并几个", "write those used first, or make some of them one"),
            )
        self.resolving.append(name)
        try:
            self.own[name] = self.definitions[name]()
        finally:
            self.resolving.pop()
        return self.own[name]


def english_name(text: Bilingual) -> str | None:
    """The English name of a parameter or definition: its English label with underscores; None without one."""
    if not text.en:
        return None
    word = "_".join("".join(c if c.isalnum() else " " for c in text.en).split())
    return word if word and not word[0].isdigit() else None


def value_kind(value: Value) -> Kind | None:
    return value.kind if isinstance(value, Term) else None
