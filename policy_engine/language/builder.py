"""Builds core nodes from typed terms: here kinds, units, scales, ranges and quotients are dealt with, and erased.

Every method takes and gives values of `kinds` and raises `Mismatch` with a message for the author where they do not
fit. An `Unknown` operand makes the result unknown without a word: its own message was given where it arose.
"""

from __future__ import annotations

from policy_engine.errors import Bilingual
from policy_engine.language.core import Mismatch, Sort
from policy_engine.language.kinds import (
    NO_ITEMS,
    TRUTH,
    Item,
    Items,
    Kind,
    Number,
    Series,
    Term,
    Unknown,
    Value,
)  # fmt: skip
from policy_engine.language.mismatch import expected
from policy_engine.language.roundings import RoundingBuilder
from policy_engine.values import (
    PLAIN,
)  # fmt: skip


class Builder(RoundingBuilder):
    """Everything that can be built: numbers, conditions, roundings, and here lists."""

    def aggregate(self, op: str, items: Items, value: Term | None, kind: Kind, low: int = 0, high: int = 0) -> Term:
        here = Term(self.core.make("lit", data=True, level=items.of.key), TRUTH)
        if items.condition is not None:
            here = items.condition if items.condition.node.level is not None else self.both([here, items.condition])
        kids = [here.node] if value is None else [here.node, value.node]
        sort = "truth" if op == "some" else "number"
        node = self.core.make(op, kids, items.of.key, sort=sort, low=low, high=high)  # type: ignore[arg-type]
        return Term(node, kind)

    def count(self, values: Value) -> Value:
        if isinstance(values, Unknown):
            return values
        if isinstance(values, Series):
            counted: Value = self.whole(sum(there is None for there, _ in values.entries))
            for there, _ in values.entries:
                if there is not None:
                    counted = self.add(counted, self.choose(there, self.whole(1), self.whole(0)))
            return counted
        items = self.items(values)
        return self.aggregate("count", items, None, Number(items.of.counts), 0, items.of.most)

    def items(self, value: Value) -> Items:
        if isinstance(value, Items):
            return value
        raise expected(Bilingual("列表", "a list"), value)

    def projected(self, items: Items) -> Term:
        if not isinstance(items.value, Term) or not isinstance(items.value.kind, Number):
            raise Mismatch(
                Bilingual("要写明对哪个数求和或取值", "say which number of the items is meant"),
                Bilingual(f"例如 sum({items.of.words.zh}.…)", f"e.g. sum({items.of.words.say('en')}.…)"),
            )
        return items.value

    def sum(self, values: Value) -> Value:
        if isinstance(values, Unknown):
            return values
        if isinstance(values, Series):
            if not values.entries:
                return self.whole(0)
            total: Value | None = None
            for there, value in values.entries:
                part = value if there is None else self.choose(there, value, self.whole(0))
                total = part if total is None else self.add(total, part)
            assert total is not None
            return total
        items = self.items(values)
        value = self.projected(items)
        low, high = items.of.most * min(value.node.low, 0), items.of.most * max(value.node.high, 0)
        return self.aggregate("sum", items, value, value.kind, low, high)

    def extreme(self, least: bool, values: Value) -> Value:
        if isinstance(values, Unknown):
            return values
        if isinstance(values, Series):
            found: Value | None = None
            for there, value in values.entries:
                if found is None:
                    found = value if there is None else self.choose(there, value, Unknown(NO_ITEMS))
                else:
                    both = self.pick(least, [found, value])
                    found = both if there is None else self.choose(there, both, found)
            return found or Unknown(NO_ITEMS)
        items = self.items(values)
        value = self.projected(items)
        return self.aggregate("min" if least else "max", items, value, value.kind, value.node.low, value.node.high)

    def mean(self, values: Value) -> Value:
        total, count = self.sum(values), self.count(values)
        if isinstance(count, Term):
            count = self.relabel(count, PLAIN)
        return self.divide(total, count)

    def quantified(self, every: bool, items: Items, condition: Value) -> Term:
        """Some item meets the condition; or every one does."""
        test = self.condition(condition)
        test = self.no(test) if every else test
        if items.condition is not None:
            test = self.both([items.condition, test])
        some = self.aggregate("some", Items(items.of, test), None, TRUTH)
        return self.no(some) if every else some

    def field(self, item: Item | Items, name: str) -> Term:
        declared = item.of.fields[name]
        node = self.core.make(
            "field", data=(item.of.key, item.of.keys[name]), sort=sort_of(declared.kind),
            low=declared.low, high=declared.high, level=item.of.key,
        )  # fmt: skip
        return Term(node, declared.kind)


def sort_of(kind: Kind) -> Sort:
    return "number" if isinstance(kind, Number) else "truth" if kind == TRUTH else "code"
