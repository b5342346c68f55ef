"""Comparison: in one unit, exact; a comparison with something unknown is unknown unless its range decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from policy_engine.errors import Bilingual
from policy_engine.language.core import CodeSet
from policy_engine.language.kinds import Items, Series, Term, Unknown, Value
from policy_engine.language.mismatch import expected
from policy_engine.language.operators.declaration import Context, Example, Operator
from policy_engine.language.syntax import ComparisonSign


def _sign(sign: ComparisonSign) -> Callable[[Context, Sequence[Value]], Value]:
    return lambda context, given: context.build.compare(sign, given[0], given[1])


def _compares(sign: ComparisonSign, meaning: Bilingual, phrase: Bilingual, *examples: Example) -> Operator:
    return Operator(
        sign, f"x: u {sign} y: u -> truth", ("any", "any"), meaning, phrase, examples, _sign(sign), infix=True
    )


def _starts_with(context: Context, arguments: Sequence[Value]) -> Value:
    text, prefix = arguments
    if isinstance(text, Unknown) or isinstance(prefix, Unknown):
        return Unknown()
    if not isinstance(prefix, Term) or prefix.node.op != "lit":
        raise expected(Bilingual("写明的文字", "a written text"), prefix)
    return context.build.member(text, CodeSet(prefixes=(str(prefix.node.data),)))


def contains(context: Context, arguments: Sequence[Value]) -> Value:
    """Whether a list has an entry that equals the value."""
    build, (values, wanted) = context.build, arguments
    if isinstance(values, Unknown):
        return values
    if isinstance(values, Series):
        found = []
        for there, value in values.entries:
            same = build.compare("=", wanted, value)
            found.append(same if there is None else build.both([there, same]))
        return build.either(found)
    if isinstance(values, Items) and isinstance(values.value, Term):
        return build.quantified(False, Items(values.of, values.condition), build.compare("=", values.value, wanted))
    raise expected(Bilingual("列表", "a list"), values)


COMPARISON = (
    _compares("=", Bilingual("相等", "equal"), Bilingual("{0}等于{1}", "{0} is {1}"),
              Example("1万元 = 10000元", "true"), Example('注册区 = "青浦区"', "true")),
    _compares("!=", Bilingual("不等", "not equal"), Bilingual("{0}不等于{1}", "{0} is not {1}"),
              Example("1年 != 12月", "false")),
    _compares("<", Bilingual("低于，不含本数", "less than"), Bilingual("{0}低于{1}", "{0} is less than {1}"),
              Example("70 < 70", "false")),
    _compares("<=", Bilingual("不高于，含本数", "at most"), Bilingual("{0}不高于{1}", "{0} is at most {1}"),
              Example("70 <= 70", "true")),
    _compares(">", Bilingual("高于，不含本数", "more than"), Bilingual("{0}高于{1}", "{0} is more than {1}"),
              Example("2 / 3 > 66%", "true")),
    _compares(">=", Bilingual("不低于，含本数", "at least"), Bilingual("{0}不低于{1}", "{0} is at least {1}"),
              Example("研发费用[1] / 销售收入[1] >= 5%", "true")),
    Operator(
        "between", "x: u between low: u and high: u -> truth", ("any", "any", "any"),
        Bilingual("在两数之间，两端都含（DMN FEEL 的规定）", "between the two, both included (as DMN FEEL has it)"),
        Bilingual("{0}在{1}与{2}之间（含）", "{0} is between {1} and {2} (included)"),
        (Example("5 between 5 and 10", "true"), Example("11 between 5 and 10", "false")),
        lambda context, given: context.build.both(
            [context.build.compare(">=", given[0], given[1]), context.build.compare("<=", given[0], given[2])]
        ), infix=True,
    ),
    Operator(
        "in", "x in (tests) -> truth; x in list -> truth", ("any",),
        Bilingual(
            "满足括号中任一测试：值、区间 [a..b)、比较 >= a；或在列表之中",
            "meets one of the tests in brackets: a value, an interval [a..b), a comparison >= a; or is in a list",
        ),
        Bilingual("{0}属于{1}", "{0} is one of {1}"),
        (Example("5 in [1..5)", "false"), Example("7 in (1, [5..8], > 100)", "true"),
         Example('"汽车电子" in 产业链', "true")),
        lambda context, given: context.build.either(given[1:]), infix=True, repeats=True,
    ),
    Operator(
        "list contains", "list contains(list, x) -> truth", ("any", "any"),
        Bilingual("列表中有这个值", "the list has this value"),
        Bilingual("{0}含有{1}", "{0} contains {1}"),
        (Example("list contains([1, 2], 2)", "true"),),
        contains,
    ),
    Operator(
        "starts with", 'starts with(text, "prefix") -> truth', ("text", "text"),
        Bilingual("文字以此开头", "the text begins with this"),
        Bilingual("{0}以{1}开头", "{0} begins with {1}"),
        (Example('starts with(行业代码, "65")', "true"), Example('starts with("3973", "65")', "false")),
        _starts_with,
    ),
)  # fmt: skip
