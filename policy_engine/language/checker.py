"""Text to core: every expression is held to kinds and units, and erased into nodes of whole numbers, truths and codes.

All that is wrong with an expression is reported, with its place. A part that could not be checked counts as unknown
from there on, which is what the standard says of errors; the finding keeps the rule from being used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from policy_engine.errors import Bilingual, Finding
from policy_engine.language import syntax as s
from policy_engine.language.builder import Builder
from policy_engine.language.checked import Checked, Compared, Reference, Spoken, Surroundings, terms_of
from policy_engine.language.core import CodeSet, Mismatch, Node
from policy_engine.language.kinds import (
    NO_ENTRY,
    TRUTH,
    UNCHECKED,
    Code,
    Growth,
    Item,
    Items,
    Number,
    Pick,
    Quotient,
    Series,
    Term,
    Unknown,
    Value,
)  # fmt: skip
from policy_engine.language.mismatch import UndeclaredCode, expected
from policy_engine.language.operators import OPERATORS
from policy_engine.language.operators.comparison import contains
from policy_engine.language.operators.dates import date_literal, duration_literal
from policy_engine.language.scope import Inner, Named, Scope, near
from policy_engine.language.words import of_fiscal_year
from policy_engine.source import Excerpt
from policy_engine.values import DATE, read_unit

ITEM = "item"
MOST_STEPS = 20_000
DATE_PARTS = ("year", "month", "day")


@dataclass
class Checker:
    """Checks the expressions of one place of a pack."""

    around: Surroundings
    scope: Scope
    excerpt: Excerpt = field(default_factory=lambda: Excerpt.whole(""))
    findings: list[Finding] = field(default_factory=list)
    names: dict[s.Span, Bilingual] = field(default_factory=dict)
    references: dict[tuple[str, s.Span], Reference] = field(default_factory=dict)
    compared: list[Compared] = field(default_factory=list)
    spoken: Spoken = field(default_factory=Spoken)
    inside: Scope | None = None
    """The scope of the filter or quantifier the walk is in."""
    steps: int = 0
    """Parts looked at so far: a quantifier over a written list looks at its condition once an entry."""

    @property
    def build(self) -> Builder:
        return self.around.build

    def check(self, excerpt: Excerpt, expression: s.Expression) -> Checked:
        """The expression's value with everything that was found on the way."""
        self.begin(excerpt)
        value = self.value(expression)
        self.report_length(expression.span)
        return self.finish(expression, value)

    def check_tests(
        self, excerpt: Excerpt, subject: Value, subject_text: s.Expression, tests: Sequence[s.Test]
    ) -> Term:
        """Whether a value meets one of the unary tests of a table's cell, in which `?` stands for the value (FEEL).

        What was found is added to `findings`.
        """
        self.excerpt = excerpt
        outer = self.inside
        named = Named(s.SUBJECT, Bilingual(s.SUBJECT, s.SUBJECT), "variable", subject)
        self.inside = Inner(self.scope, {s.SUBJECT: named})
        try:
            met = self.meets(subject, subject_text, tests)
        except Mismatch as wrong:
            self.report_misfit(tests, wrong)
            met = self.build.condition(Unknown(UNCHECKED))
        finally:
            self.inside = outer
        self.report_length(tests[0].span)
        return met

    def begin(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.findings, self.names, self.references, self.compared, self.steps = [], {}, {}, [], 0
        self.spoken = Spoken()

    def finish(self, expression: s.Expression, value: Value) -> Checked:
        return Checked(
            self.excerpt, expression, value, self.names, tuple(self.references.values()), tuple(self.compared),
            tuple(self.findings), self.spoken,
        )  # fmt: skip

    def report(self, span: s.Span, message: Bilingual, advice: Bilingual | None = None) -> None:
        place = self.excerpt.place(span.start, span.end)
        self.findings.append(Finding("error", message, place, advice))

    # Values ------------------------------------------------------------------------------------------------

    def value(self, expression: s.Expression) -> Value:
        """The value of an expression; unknown, and reported, where its parts do not fit."""
        self.steps += 1
        try:
            return Unknown(UNCHECKED) if self.steps > MOST_STEPS else self.meaning(expression)
        except Mismatch as wrong:
            self.report_misfit((expression,), wrong)
        return Unknown(UNCHECKED)

    def report_misfit(self, of: Sequence[s.Expression], wrong: Mismatch) -> None:
        """At the whole of what was written, or at the one text that is not a declared value."""
        spans = [s.Span(of[0].span.start, of[-1].span.end)]
        if isinstance(wrong, UndeclaredCode):
            spans = [text.span for one in of for text in s.walk(one) if text == s.TextLiteral(wrong.text)] or spans
        self.report(spans[0], wrong.message, wrong.advice)

    def report_length(self, span: s.Span) -> None:
        """Said once, where the walk began: everything left out counted as unknown."""
        if self.steps > MOST_STEPS:
            self.report(
                span,
                Bilingual("量词套量词，展开后太长", "quantifiers within quantifiers make this too long"),
                Bilingual(
                    "缩短列表，或分成几个定义", "shorten the lists, or make parts of it definitions of their own"
                ),
            )

    def condition(self, expression: s.Expression) -> Term:
        value = self.value(expression)
        try:
            return self.build.condition(value)
        except Mismatch as wrong:
            self.report(expression.span, wrong.message, wrong.advice)
            return self.build.condition(Unknown(UNCHECKED))

    def meaning(self, expression: s.Expression) -> Value:
        build = self.build
        match expression:
            case s.NumberLiteral(digits, unit):
                read = read_unit(unit)
                if read is None:
                    raise Mismatch(Bilingual(f"没有单位 “{unit}”", f"there is no unit “{unit}”"))
                return build.number(digits * read[1], read[0])
            case s.TextLiteral():
                return build.text(self.noted(expression).text)
            case s.DateLiteral(text):
                return date_literal(build, text)
            case s.DurationLiteral(text):
                return duration_literal(build, text)
            case s.TruthLiteral(value):
                return build.truth(value)
            case s.NullLiteral():
                return Unknown()
            case s.Name(name):
                return self.name(expression, name)
            case s.Path(of, name):
                return self.path(expression, of, name)
            case s.Filter(of, condition):
                return self.filter(of, condition)
            case s.Call(function, arguments):
                return self.call(expression, function, arguments)
            case s.Negation(of):
                return build.negate(self.value(of))
            case s.Arithmetic(operator, left, right):
                return OPERATORS[operator].apply(self.around, [self.value(left), self.value(right)])
            case s.Comparison(operator, left, right):
                return self.compare(operator, self.value(left), self.value(right), left, right)
            case s.Between(of, low, high):
                return self.between(self.value(of), of, s.Interval(low, high, True, True))
            case s.In(of, tests):
                return self.meets(self.value(of), of, tests)
            case s.Both(of):
                return build.both([self.condition(part) for part in of])
            case s.Either(of):
                return build.either([self.condition(part) for part in of])
            case s.Not(of):
                return OPERATORS["not"].apply(self.around, [self.value(of)])
            case s.If(condition, then, otherwise):
                return build.choose(self.condition(condition), self.value(then), self.value(otherwise))
            case s.Quantified():
                return self.quantified(expression)
            case s.ListLiteral(items):
                return Series(tuple((None, self.value(item)) for item in items))
        raise Mismatch(Bilingual("这种写法只能用在 in 的右边", "this form stands on the right of `in` only"))

    # Names -------------------------------------------------------------------------------------------------

    def name(self, expression: s.Expression, name: str) -> Value:
        named = self.find(name)
        value = named.value
        self.names[expression.span] = named.words
        self.spoken.note(name, expression.span, named.said, value, named.annual)
        if named.role == "field" and self.scope.find(name) is not None:
            raise Mismatch(
                Bilingual(f"“{name}”既是列表的字段，又是指标", f"“{name}” is both a field of the list and a fact"),
                Bilingual(f"字段写作 {ITEM}.{name}", f"write {ITEM}.{name} for the field"),
            )
        if value is None:
            outputs = "、".join(f"{name}.{output}" for output in named.outputs)
            raise Mismatch(
                Bilingual(f"“{name}”有几个结果，要写明哪一个", f"“{name}” has several outputs: say which"),
                Bilingual(f"可用：{outputs}", f"there are: {outputs}"),
            )
        self.inside_only(named, value)
        self.refer(named, value, expression.span)
        return value

    def find(self, name: str) -> Named:
        named = (self.inside or self.scope).find(name)
        if named is not None:
            return named
        scope = self.inside or self.scope
        fields = [f"{variable}.{name}" for variable, item in scope.variables().items() if name in item.of.fields]
        guess = fields[0] if fields else near(name, scope.names())
        listed = Bilingual("可用指标见 rules/vocabulary/", "the facts are listed in rules/vocabulary/")
        holders = [one.words.zh for one in self.around.lists.values() if name in one.fields]
        if name in self.around.labels:
            listed = Bilingual(f'它是文字，要加引号："{name}"', f'it is a text and takes quotes: "{name}"')
        elif holders and not fields:
            of = holders[0]
            listed = Bilingual(
                f"它是列表 “{of}” 的字段：{of}[{name} …]、sum({of}.{name})，或在 for_each 里写作 变量.{name}",
                f"it is a field of the list “{of}”: {of}[{name} …], sum({of}.{name}), or variable.{name} in for_each",
            )
        elif guess is not None:
            listed = Bilingual(f"是否想用 “{guess}”？{listed.zh}", f"did you mean “{guess}”? {listed.say('en')}")
        raise Mismatch(Bilingual(f"未知指标 “{name}”", f"unknown fact “{name}”"), listed)

    @property
    def among_items(self) -> bool:
        """Whether the walk is inside a filter or quantifier over items, whose values are those of no one item."""
        own = self.inside.own.values() if isinstance(self.inside, Inner) else ()
        return any(isinstance(named.value, Item) for named in own)

    def refer(self, named: Named, value: Value, span: s.Span) -> None:
        if self.among_items and _levels(value):
            return
        if named.role in ("fact", "field", "parameter", "definition", "list", "reserved"):
            self.references[named.key, span] = Reference(named, value, span)

    def inside_only(self, named: Named, value: Value) -> None:
        """Inside a filter or quantifier only its own item may be spoken of."""
        if self.inside is None or named.role == "field" or s.SUBJECT in getattr(self.inside, "own", {}):
            return
        own = isinstance(self.inside, Inner) and self.inside.own.get(named.key) is named
        if not own and (isinstance(value, Item) or _levels(value)):
            raise Mismatch(
                Bilingual(
                    f"筛选或量词之内不能用外层的“{named.words.zh}”",
                    f"“{named.words.say('en')}” belongs to an outer item and cannot be used inside a filter",
                )
            )

    def path(self, expression: s.Expression, of: s.Expression, name: str) -> Value:
        if isinstance(of, s.Name):
            named = self.find(of.name)
            if named.outputs:
                if name not in named.outputs:
                    listed = "、".join(named.outputs)
                    raise Mismatch(
                        Bilingual(f"“{of.name}”没有结果“{name}”", f"“{of.name}” has no output “{name}”"),
                        Bilingual(f"可用：{listed}", f"there are: {listed}"),
                    )
                output = named.outputs[name]
                assert output.value is not None
                for span, one in ((of.span, named), (expression.span, output)):
                    self.names[span] = one.words
                    self.spoken.note(of.name if one is named else name, span, one.words, one.value)
                self.inside_only(named, output.value)
                self.refer(output, output.value, expression.span)
                return output.value
        base = self.value(of)
        if isinstance(base, Unknown):
            return base
        if isinstance(base, Item | Items):
            if isinstance(base, Items) and base.value is not None:
                raise Mismatch(Bilingual("字段没有字段", "a field has no fields"))
            if name not in base.of.fields:
                guess = near(name, base.of.fields)
                advice = Bilingual(f"是否想用 “{guess}”？", f"did you mean “{guess}”?") if guess else None
                raise Mismatch(
                    Bilingual(
                        f"{base.of.words.zh}没有字段“{name}”", f"{base.of.words.say('en')} has no field “{name}”"
                    ),
                    advice,
                )
            field_value = self.build.field(base, name)
            declared = base.of.fields[name]
            self.names[expression.span] = declared.words
            self.spoken.note(name, expression.span, declared.said, field_value)
            if isinstance(base, Items):
                return Items(base.of, base.condition, field_value)
            of_list, of_item = base.of.said, declared.said
            words = Bilingual(f"{of_list.zh}.{of_item.zh}", f"{of_list.say('en')}: {of_item.say('en')}")
            self.refer(
                Named(f"{base.of.key}.{base.of.keys[name]}", words, "field", field_value), field_value, expression.span
            )
            return field_value
        if name in DATE_PARTS and isinstance(base, Term) and isinstance(base.kind, Number) and base.kind.unit == DATE:
            return OPERATORS[name].apply(self.around, [base])
        raise Mismatch(
            Bilingual(f"这个值没有字段“{name}”", f"this value has no field “{name}”"),
            Bilingual("只有列表和它的项有字段", "only lists and their items have fields"),
        )

    # Lists -------------------------------------------------------------------------------------------------

    def filter(self, of: s.Expression, condition: s.Expression) -> Value:
        base = self.value(of)
        if isinstance(base, Items):
            return self.filtered(base, condition)
        entries = base.entries if isinstance(base, Series) else ((None, base),)
        if _speaks_of(condition, ITEM) and not isinstance(base, Unknown):
            return self.filtered_entries(entries, condition)
        index = self.value(condition)
        if isinstance(base, Unknown) or isinstance(index, Unknown):
            return Unknown()
        if isinstance(index, Term) and index.kind == TRUTH:
            return self.filtered_entries(entries, condition)
        if (
            not isinstance(index, Term)
            or not isinstance(index.kind, Number)
            or index.node.op != "lit"
            or index.kind.scale
        ):
            raise Mismatch(
                Bilingual("方括号里要写明第几年（项）", "the brackets take the number of the year or entry"),
                Bilingual("例如 [1] 是上一会计年度", "e.g. [1] is the last fiscal year"),
            )
        position = index.node.low
        if position == 0 or abs(position) > len(entries):
            if isinstance(base, Series):
                raise Mismatch(
                    Bilingual(
                        f"没有第 {position} 项：共 {len(entries)} 项",
                        f"there is no entry {position}: there are {len(entries)}",
                    )
                )
            return Unknown(NO_ENTRY)
        there, value = entries[position - 1 if position > 0 else position]
        before = entries[: position - 1] if position > 0 else entries
        if any(condition is not None for condition, _ in before):
            raise Mismatch(
                Bilingual(
                    "列表有几项要看情况，不能按位置取", "how many entries this list has depends: it cannot be indexed"
                )
            )
        self.refer_to_year(of, position, value)
        return value if there is None else self.build.choose(there, value, Unknown(NO_ENTRY))

    def refer_to_year(self, of: s.Expression, position: int, value: Value) -> None:
        """`营业收入[1]` reads that year only."""
        named = self.find(of.name) if isinstance(of, s.Name) else None
        if named is None or not named.annual:
            return
        self.references.pop((named.key, of.span), None)
        year = Named(f"{named.key}#{position}", of_fiscal_year(named.said, position), "fact", value)
        self.references[year.key, of.span] = Reference(year, value, of.span)

    def filtered(self, base: Items, condition: s.Expression) -> Items:
        fields = {
            name: Named(name, declared.words, "field", self.build.field(base, name), label=declared.said)
            for name, declared in base.of.fields.items()
        }
        fields[ITEM] = Named(
            ITEM, Bilingual(ITEM, ITEM), "variable", Item(base.of) if base.value is None else base.value
        )
        test = self.within(fields, condition)
        both = test if base.condition is None else self.build.both([base.condition, test])
        return Items(base.of, both, base.value)

    def filtered_entries(self, entries: Entries, condition: s.Expression) -> Series:
        """The entries of a written list, or of an annual fact, that meet a condition."""
        kept: list[tuple[Term | None, Value]] = []
        for (there, value), test in zip(entries, self.of_entries(ITEM, entries, condition), strict=True):
            both = test if there is None else self.build.both([there, test])
            if both.node.op != "lit" or both.node.data:
                kept.append((None if both.node.op == "lit" else both, value))
        return Series(tuple(kept))

    def of_entries(self, variable: str, entries: Entries, condition: s.Expression) -> list[Term]:
        """A condition on each entry of a written list."""
        outer, tests = self.inside, []
        for _, value in entries:
            words = Bilingual(variable, variable)
            self.inside = Inner(outer or self.scope, {variable: Named(variable, words, "variable", value)})
            try:
                tests.append(self.condition(condition))
            finally:
                self.inside = outer
        return tests

    def within(self, own: dict[str, Named], condition: s.Expression) -> Term:
        """A condition on the item of a filter or quantifier."""
        if isinstance(self.inside, Inner) and s.SUBJECT not in self.inside.own:
            raise Mismatch(
                Bilingual("筛选或量词里不能再有筛选或量词", "no filters or quantifiers within filters or quantifiers")
            )
        outer = self.inside
        self.inside = Inner(self.scope, own)
        try:
            return self.condition(condition)
        finally:
            self.inside = outer

    def quantified(self, expression: s.Quantified) -> Value:
        every, variable = expression.quantifier == "every", expression.variable
        over = self.value(expression.over)
        if isinstance(over, Unknown):
            return over
        if (self.inside or self.scope).find(variable) is not None:
            raise Mismatch(Bilingual(f"“{variable}”已另有所指", f"“{variable}” already stands for something else"))
        if isinstance(over, Items):
            value = Item(over.of) if over.value is None else over.value
            words = Bilingual(variable, variable)
            own = {variable: Named(variable, words, "variable", value, label=Bilingual(variable, "it"))}
            return self.build.quantified(every, over, self.within(own, expression.condition))
        if not isinstance(over, Series):
            raise expected(Bilingual("列表", "a list"), over)
        parts = []
        for (there, _), part in zip(
            over.entries, self.of_entries(variable, over.entries, expression.condition), strict=True
        ):
            if there is not None:
                part = self.build.either([self.build.no(there), part]) if every else self.build.both([there, part])
            parts.append(part)
        return self.build.both(parts) if every else self.build.either(parts)

    # Calls and comparisons -----------------------------------------------------------------------------------

    def call(self, expression: s.Expression, function: str, arguments: Sequence[s.Expression]) -> Value:
        operator = OPERATORS.get(function)
        if operator is None or operator.infix:
            guess = near(function, (name for name, one in OPERATORS.items() if not one.infix))
            advice = Bilingual(f"是否想用 {guess}？", f"did you mean {guess}?") if guess else None
            raise Mismatch(Bilingual(f"没有函数 “{function}”", f"there is no function “{function}”"), advice)
        value = operator.apply(self.around, [self.value(argument) for argument in arguments])
        if operator.looks_up is not None:
            name = Bilingual(function, function)
            self.refer(Named(operator.looks_up, name, "fact", value, label=operator.phrase), value, expression.span)
        return value

    def compare(self, sign: s.ComparisonSign, a: Value, b: Value, left: s.Expression, right: s.Expression) -> Value:
        result = OPERATORS[sign].apply(self.around, [a, b])
        if _numeric(a) and _numeric(b) and not self.among_items:
            node = result.node if isinstance(result, Term) else None
            self.compared.append(Compared(sign, a, b, left, right, node))
        return result

    def between(self, subject: Value, text: s.Expression, interval: s.Interval) -> Term:
        """Whether a value lies between two ends; reported where nothing can."""
        low, high = self.value(interval.low), self.value(interval.high)
        above = self.compare(">=" if interval.with_low else ">", subject, low, text, interval.low)
        below = self.compare("<=" if interval.with_high else "<", subject, high, text, interval.high)
        closed = interval.with_low and interval.with_high
        if isinstance(low, Term) and isinstance(high, Term):
            ends = self.build.compare("<=" if closed else "<", low, high)
            if isinstance(ends, Term) and _never(ends.node):
                than = Bilingual("大于", "above") if closed else Bilingual("不小于", "not below")
                self.report(
                    s.Span(interval.low.span.start, interval.high.span.end),
                    Bilingual(
                        f"区间的下端{than.zh}上端，没有值在其中",
                        f"the lower end of the interval is {than.en} its upper end: no value lies in it",
                    ),
                    Bilingual("检查两端；小的写在前面", "check both ends; the lower one comes first"),
                )
        return self.build.both([above, below])

    def noted(self, literal: s.TextLiteral) -> s.TextLiteral:
        """A text, which is said in English by its label."""
        if literal.text in self.around.labels:
            self.spoken.labels[literal.span] = Bilingual(literal.text, self.around.labels[literal.text])
        return literal

    def meets(self, subject: Value, text: s.Expression, tests: Sequence[s.Test]) -> Term:
        """Whether a value meets one of the tests."""
        written = [self.noted(test).text for test in tests if isinstance(test, s.TextLiteral)]
        if len(written) == len(tests) > 1 and isinstance(subject, Term) and isinstance(subject.kind, Code):
            return self.build.member(subject, CodeSet(frozenset(written)))
        return OPERATORS["in"].apply(self.around, [subject, *(self.meets_one(subject, text, test) for test in tests)])  # type: ignore[return-value]

    def meets_one(self, subject: Value, text: s.Expression, test: s.Test) -> Value:
        build = self.build
        match test:
            case s.AnyTest():
                return build.truth(True)
            case s.NotTests(tests):
                return build.no(self.meets(subject, text, tests))
            case s.SignTest(sign, operand):
                return self.compare(sign, subject, self.value(operand), text, operand)
            case s.Interval():
                return self.between(subject, text, test)
            case s.ListLiteral(items) if any(isinstance(item, s.Interval) for item in items):
                return build.either([self.meets_one(subject, text, item) for item in items])
        wanted = self.value(test)
        if _asks(wanted, subject):
            return wanted
        if isinstance(wanted, Series | Items):
            if isinstance(subject, Series) and not any(isinstance(one, Series) for _, one in _entries(wanted)):
                return build.compare("=", subject, wanted)
            return contains(self.around, [wanted, subject])
        return self.compare("=", subject, wanted, text, test)


def _never(compared: Node) -> bool:
    """Whether a comparison holds of no numbers that there can be."""
    if compared.op not in ("le", "lt"):
        return compared.op == "lit" and not compared.data
    least, most = compared.kids[0].low, compared.kids[1].high
    return least > most or (compared.op == "lt" and least == most)


def _asks(test: Value, subject: Value) -> bool:
    """A test that is itself a condition, as `starts with(?, "65")` is."""
    return isinstance(test, Term) and test.kind == TRUTH and not (isinstance(subject, Term) and subject.kind == TRUTH)


Entries = tuple[tuple[Term | None, Value], ...]


def _speaks_of(expression: s.Expression, name: str) -> bool:
    return s.Name(name) in s.walk(expression)


def _entries(value: Series | Items) -> Entries:
    return value.entries if isinstance(value, Series) else ()


def _numeric(value: Value) -> bool:
    return isinstance(value, Quotient | Pick | Growth) or (isinstance(value, Term) and isinstance(value.kind, Number))


def _levels(value: Value) -> set[str]:
    return {term.node.level for term in terms_of(value) if term.node.level is not None}
