"""Logic: three-valued (Kleene). What is unknown stays unknown unless the rest decides."""

from __future__ import annotations

from collections.abc import Sequence

from policy_engine.errors import Bilingual
from policy_engine.language.core import Mismatch
from policy_engine.language.kinds import Items, Series, Term, Unknown, Value
from policy_engine.language.operators.declaration import Context, Example, Operator, listed


def _over(every: bool, context: Context, arguments: Sequence[Value]) -> Value:
    build, values = context.build, listed(arguments)
    if isinstance(values, Unknown):
        return values
    if isinstance(values, Series):
        parts: list[Value] = []
        for there, value in values.entries:
            part = build.condition(value)
            if there is not None:
                part = build.either([build.no(there), part]) if every else build.both([there, part])
            parts.append(part)
        return build.both(parts) if every else build.either(parts)
    assert isinstance(values, Items)
    if not isinstance(values.value, Term):
        raise Mismatch(
            Bilingual("要写明列表各项的哪个条件", "say which condition of the items is meant"),
            Bilingual(f"例如 all({values.of.words.zh}.…)", f"e.g. all({values.of.words.say('en')}.…)"),
        )
    return build.quantified(every, Items(values.of, values.condition), values.value)


LOGIC = (
    Operator(
        "and", "p and q -> truth", ("any",),
        Bilingual("都成立；一个为假即为假", "all hold; false as soon as one is false"),
        Bilingual("{0}且{1}", "{0} and {1}"),
        (Example("true and false", "false"), Example("false and 未给出的条件", "false")),
        lambda context, given: context.build.both(given), infix=True, repeats=True,
    ),
    Operator(
        "or", "p or q -> truth", ("any",),
        Bilingual("至少一个成立；一个为真即为真", "at least one holds; true as soon as one is true"),
        Bilingual("{0}或{1}", "{0} or {1}"),
        (Example("true or 未给出的条件", "true"), Example("false or 未给出的条件", "unknown")),
        lambda context, given: context.build.either(given), infix=True, repeats=True,
    ),
    Operator(
        "not", "not(p) -> truth", ("truth",),
        Bilingual("不成立", "does not hold"),
        Bilingual("并非{0}", "not ({0})"),
        (Example("not(true)", "false"), Example("not(未给出的条件)", "unknown")),
        lambda context, given: context.build.no(given[0]),
    ),
    Operator(
        "all", "all(list of truths) -> truth; all(p, q, …) -> truth", ("any",),
        Bilingual("列表各项都成立；空列表为真", "every one holds; true of an empty list"),
        Bilingual("{0}都成立", "all of {0}"),
        (Example("all(租约.自用)", "false"), Example("all([])", "true")),
        lambda context, given: _over(True, context, given), repeats=True,
    ),
    Operator(
        "any", "any(list of truths) -> truth; any(p, q, …) -> truth", ("any",),
        Bilingual("列表至少一项成立；空列表为假", "at least one holds; false of an empty list"),
        Bilingual("{0}有一项成立", "any of {0}"),
        (Example("any(租约.自用)", "true"), Example("any([])", "false")),
        lambda context, given: _over(False, context, given), repeats=True,
    ),
)  # fmt: skip
