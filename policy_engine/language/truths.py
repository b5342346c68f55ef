"""Conditions on typed terms: comparison in one unit, Kleene connectives, choices."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence

from policy_engine.errors import Bilingual
from policy_engine.language.core import CodeSet, Mismatch, Node
from policy_engine.language.kinds import (
    TRUTH,
    ZERO_DENOMINATOR,
    Code,
    Growth,
    Kind,
    NoRow,
    Number,
    Pick,
    Quotient,
    Series,
    Term,
    Unknown,
    Value,
    say_kind,
)  # fmt: skip
from policy_engine.language.mismatch import UndeclaredCode, expected, one_of
from policy_engine.language.numbers import NumberBuilder, as_term
from policy_engine.language.syntax import ComparisonSign
from policy_engine.values import (
    PLAIN,
)  # fmt: skip

MOST_PAIRS = 10_000
_ARITHMETIC = ("add", "neg", "mul", "divide", "root", "add_months", "months", "least", "greatest")
_HOLDS: dict[ComparisonSign, Callable[[int, int], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
_MIRRORED: dict[ComparisonSign, ComparisonSign] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


class TruthBuilder(NumberBuilder):
    """Comparison, logic and choice over numbers, truths and texts."""

    def guarded(self, denominators: Sequence[Term], body: Term) -> Term:
        """The body where every denominator is positive; undefined elsewhere, with the reason."""
        positive = [
            self.core.make("lt", [self.whole(0).node, term.node]) for term in denominators if term.node.low <= 0
        ]
        if not positive:
            return body
        condition = positive[0] if len(positive) == 1 else self.core.make("and", positive)
        return as_term(self.choose(Term(condition, TRUTH), body, self.undefined(ZERO_DENOMINATOR, body)))

    def condition(self, value: Value) -> Term:
        """A truth; null is a truth not known."""
        if isinstance(value, Unknown):
            return Term(self.core.make("undef", data=value.reason), TRUTH)
        if isinstance(value, Term) and value.kind == TRUTH:
            return value
        raise expected(Bilingual("一个条件", "a condition"), value)

    def both(self, values: Sequence[Value]) -> Term:
        return self.connective("and", values)

    def either(self, values: Sequence[Value]) -> Term:
        return self.connective("or", values)

    def connective(self, op: str, values: Sequence[Value]) -> Term:
        parts = [self.condition(value).node for value in values]
        if not parts:
            return self.truth(op == "and")
        return Term(parts[0] if len(parts) == 1 else self.core.make(op, parts), TRUTH)  # type: ignore[arg-type]

    def no(self, value: Value) -> Term:
        part = self.condition(value).node
        if part.op == "not":
            return Term(part.kids[0], TRUTH)
        return Term(self.core.make("not", [part]), TRUTH)

    def at_least(self, count: int, values: Sequence[Value]) -> Term:
        parts = [self.condition(value).node for value in values]
        return Term(self.core.make("at_least", parts, count), TRUTH)

    def compare(self, sign: ComparisonSign, a: Value, b: Value) -> Value:
        if isinstance(a, Unknown) or isinstance(b, Unknown):
            return Unknown()
        if isinstance(a, Series) and isinstance(b, Series):
            return self.compare_lists(sign, a, b)
        if isinstance(a, Growth):
            return self.compare_growth(sign, a, b)
        if isinstance(b, Growth):
            return self.compare_growth(_MIRRORED[sign], b, a)
        if isinstance(a, Pick):
            return self.compare_pick(sign, a, b)
        if isinstance(b, Pick):
            return self.compare_pick(_MIRRORED[sign], b, a)
        if isinstance(a, Term) and isinstance(b, Term) and not isinstance(a.kind, Number):
            return self.compare_codes(sign, a, b)
        if isinstance(b, Term) and not isinstance(b.kind, Number):
            raise self.different(a, b)
        if not isinstance(a, Term | Quotient) or not isinstance(b, Term | Quotient):
            raise self.different(a, b)
        left, right = self.same_unit(a, b)
        if isinstance(left, Term) and isinstance(right, Term):
            return self.compare_terms(sign, left, right)
        p, q = self.quotient(left), self.quotient(right)
        crossed = self.compare_terms(
            sign, self.times(p.numerator, q.denominator), self.times(q.numerator, p.denominator)
        )
        return self.guarded([p.denominator, q.denominator], crossed)

    def different(self, a: Value, b: Value) -> Mismatch:
        one, other = say_kind(a), say_kind(b)
        return Mismatch(
            Bilingual(f"{one.zh}与{other.zh}不能比较", f"{one.say('en')} and {other.say('en')} cannot be compared"),
            one_of(a) or one_of(b),
        )

    def compare_terms(self, sign: ComparisonSign, a: Term, b: Term) -> Term:
        left, right = (term.node for term in self.align([a, b]))
        if left.op == right.op == "lit":
            return self.truth(_HOLDS[sign](left.low, right.low))
        make = self.core.make
        match sign:
            case "<=":
                node = make("le", [left, right])
            case ">=":
                node = make("le", [right, left])
            case "<":
                node = make("lt", [left, right])
            case ">":
                node = make("lt", [right, left])
            case "=":
                node = make("eq", [left, right])
            case "!=":
                node = make("not", [make("eq", [left, right])])
        return self.where_a_row_fires([left, right], Term(node, TRUTH))

    def where_a_row_fires(self, numbers: Sequence[Node], body: Term) -> Term:
        """The body where every table it takes a number from has a row that fires; unknown elsewhere: the range of a
        number that does not exist decides nothing."""
        reasons: dict[NoRow, None] = {}
        fired = [one for one in (self.fires(node, reasons) for node in numbers) if one is not None]
        return body if not fired else as_term(self.choose(self.both(fired), body, Unknown(NoRow.of(list(reasons)))))

    def fires(self, number: Node, reasons: dict[NoRow, None]) -> Term | None:
        """Whether the rows that a number comes from fire, and why not where they do not; None where they always do."""
        make, found = self.core.make, dict[int, Node | None]()
        waiting = [number]
        while waiting:
            node = waiting[-1]
            kids = node.kids[1:] if node.op == "if" else node.kids if node.op in _ARITHMETIC else ()
            missing = [kid for kid in kids if kid.id not in found]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            parts = [found[kid.id] for kid in kids]
            if node.op == "undef" and isinstance(node.data, NoRow):
                reasons[node.data] = None
                found[node.id] = self.truth(False).node
            elif not any(parts):
                found[node.id] = None
            elif node.op == "if":
                found[node.id] = make("if", [node.kids[0], *(part or self.truth(True).node for part in parts)])
            else:
                found[node.id] = self.both([Term(part, TRUTH) for part in parts if part is not None]).node
        fired = found[number.id]
        return None if fired is None else Term(fired, TRUTH)

    def compare_codes(self, sign: ComparisonSign, a: Term, b: Term) -> Term:
        if type(a.kind) is not type(b.kind):
            raise self.different(a, b)
        if sign not in ("=", "!="):
            raise Mismatch(Bilingual("文字和真假只分相等与不等", "texts and truths are only equal or not"))
        if a.kind == TRUTH:
            same = self.either([self.both([a, b]), self.both([self.no(a), self.no(b)])])
        elif b.node.op == "lit":
            same = self.member(a, CodeSet(frozenset((str(b.node.data),))))
        elif a.node.op == "lit":
            same = self.member(b, CodeSet(frozenset((str(a.node.data),))))
        else:
            same = Term(self.core.make("eq", [a.node, b.node]), TRUTH)
        return same if sign == "=" else self.no(same)

    def member(self, value: Value, codes: CodeSet) -> Term:
        """Whether a text is in a set; asked of each branch of a choice: what is half known is not forgotten."""
        if not isinstance(value, Term) or not isinstance(value.kind, Code):
            raise expected(Bilingual("文字", "a text"), value)
        if value.kind.values is not None and value.node.op != "lit":
            self.declared(value.kind.values, codes)
        return Term(self.member_node(value.node, codes), TRUTH)

    def declared(self, values: frozenset[str], codes: CodeSet) -> None:
        for text in sorted(codes.values - values):
            raise UndeclaredCode(text, sorted(values))

    def member_node(self, text: Node, codes: CodeSet) -> Node:
        """Choices are taken apart without recursion: a table is a chain of two hundred of them."""
        found: dict[int, Node] = {}
        waiting = [text]
        while waiting:
            node = waiting[-1]
            branches = node.kids[1:] if node.op == "if" else node.kids if node.op == "fact" else ()
            missing = [branch for branch in branches if branch.id not in found]
            if missing:
                waiting += missing
                continue
            found[waiting.pop().id] = self.member_of(node, [found[branch.id] for branch in branches], codes)
        return found[text.id]

    def member_of(self, node: Node, branches: Sequence[Node], codes: CodeSet) -> Node:
        make = self.core.make
        match node.op:
            case "lit":
                return self.truth(str(node.data) in codes).node
            case "undef":
                return make("undef", data=node.data)
            case "if":
                return make("if", [node.kids[0], *branches])
            case "fact" if branches:
                return make("member", [make("fact", data=node.data, sort="code"), *branches], codes)
        return make("member", [node], codes)

    def compare_lists(self, sign: ComparisonSign, a: Series, b: Series) -> Value:
        if sign not in ("=", "!="):
            raise Mismatch(Bilingual("列表只分相等与不等", "lists are only equal or not"))
        if any(there is not None for there, _ in (*a.entries, *b.entries)):
            raise Mismatch(Bilingual("这个列表不能比较", "this list cannot be compared"))
        if len(a.entries) != len(b.entries):
            return self.truth(sign == "!=")
        same = self.both([self.compare("=", x, y) for (_, x), (_, y) in zip(a.entries, b.entries, strict=True)])
        return same if sign == "=" else self.no(same)

    def compare_growth(self, sign: ComparisonSign, growth: Growth, rate: Value) -> Value:
        if not isinstance(rate, Term) or self.unit(rate) != PLAIN:
            raise Mismatch(Bilingual("cagr 只能与不带单位的数比较", "cagr is compared with a number without a unit"))
        factor = self.sum_of(self.whole(1), rate)
        if factor.node.low < 0:
            raise Mismatch(Bilingual("增长率不低于 -100%", "a growth rate is at least -100%"))
        grown = self.multiply(self.power(factor, growth.years), growth.first)
        compared = self.compare_terms(sign, growth.last, as_term(grown))
        return self.guarded([growth.first], compared)

    def compare_pick(self, sign: ComparisonSign, pick: Pick, other: Value) -> Value:
        """The greatest of several is at least c when some is; below c when all are."""
        if sign in ("=", "!="):
            raise Mismatch(
                Bilingual("商的较大者（较小者）只能比大小", "the least or greatest of quotients is only more or less")
            )
        if isinstance(other, Pick) and len(pick.of) * len(other.of) > MOST_PAIRS:
            raise Mismatch(Bilingual("一次比较的商太多", "too many quotients are compared at once"))
        compared = [self.compare(sign, one, other) for one in pick.of]
        return self.either(compared) if (sign in (">", ">=")) != pick.least else self.both(compared)

    def choose(self, condition: Value, then: Value, otherwise: Value) -> Value:
        test = self.condition(condition)
        if isinstance(then, Unknown) and isinstance(otherwise, Unknown):
            return Unknown()
        if isinstance(then, Unknown):
            then = self.undefined(then.reason, self.plain(otherwise))
        if isinstance(otherwise, Unknown):
            otherwise = self.undefined(otherwise.reason, self.plain(then))
        if isinstance(then, Quotient) or isinstance(otherwise, Quotient):
            left, right = self.same_unit(self.operand(then), self.operand(otherwise))
            p, q = self.quotient(left), self.quotient(right)
            return Quotient(
                as_term(self.choose(test, p.numerator, q.numerator)),
                as_term(self.choose(test, p.denominator, q.denominator)),
            )
        a, b = self.plain(then), self.plain(otherwise)
        kind: Kind = a.kind
        if isinstance(a.kind, Number) and isinstance(b.kind, Number):
            a, b = (as_term(term) for term in self.same_unit(a, b))
            if a.node.op != "undef" and b.node.op != "undef":
                a, b = self.align([a, b])
            kind = a.kind
        elif type(a.kind) is not type(b.kind):
            raise self.different(a, b)
        elif isinstance(a.kind, Code) and isinstance(b.kind, Code):
            both = None if a.kind.values is None or b.kind.values is None else a.kind.values | b.kind.values
            kind = Code(a.kind.values if b.node.op == "undef" else both)
        if a.node is b.node:
            return Term(a.node, kind)
        low, high = min(a.node.low, b.node.low), max(a.node.high, b.node.high)
        node = self.core.make("if", [test.node, a.node, b.node], sort=a.node.sort, low=low, high=high)
        return Term(node, kind)

    def plain(self, value: Value) -> Term:
        """A single value; a quotient must have ended in a comparison or a rounding by now."""
        if isinstance(value, Term):
            return value
        if isinstance(value, Quotient | Pick | Growth):
            raise Mismatch(
                Bilingual("商必须先比较或取整", "a quotient must end in a comparison or a rounding"),
                Bilingual("例如 round half up(…, 2)", "e.g. round half up(…, 2)"),
            )
        raise expected(Bilingual("一个值", "a single value"), value)
