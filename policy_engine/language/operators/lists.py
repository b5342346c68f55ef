"""Lists: written ones, the years of an annual fact, and the items of a list fact that meet a filter."""

from __future__ import annotations

from collections.abc import Sequence

from policy_engine.errors import Bilingual
from policy_engine.language.kinds import Items, Value
from policy_engine.language.operators.declaration import Context, Example, Operator, listed


def _extreme(least: bool, context: Context, arguments: Sequence[Value]) -> Value:
    return context.build.extreme(least, listed(arguments))


def _quantified(every: bool, context: Context, arguments: Sequence[Value]) -> Value:
    items, condition = arguments
    assert isinstance(items, Items)
    return context.build.quantified(every, items, condition)


LISTS = (
    Operator(
        "count", "count(list) -> whole number, in the list's own unit", ("any",),
        Bilingual("项数；空列表为 0，未给出的列表未知", "how many items; 0 of an empty list, unknown of an absent one"),
        Bilingual("{0}的项数", "the number of {0}"),
        (Example("count(租约[面积 >= 100㎡])", "2份"), Example("count([])", "0")),
        lambda context, given: context.build.count(listed(given)), repeats=True,
    ),
    Operator(
        "sum", "sum(list of u) -> u; sum(x: u, y: u, …) -> u", ("any",),
        Bilingual("合计；空列表为 0（FEEL 为 null）", "the sum; 0 of an empty list (null in FEEL)"),
        Bilingual("{0}合计", "the sum of {0}"),
        (Example("sum(租约[自用].面积)", "300㎡"), Example("sum(recent(研发费用, 2))", "11000000元"),
         Example("sum([])", "0")),
        lambda context, given: context.build.sum(listed(given)), repeats=True,
    ),
    Operator(
        "min", "min(list of u) -> u; min(x: u, y: u, …) -> u", ("any",),
        Bilingual("最小者；空列表无定义", "the least; undefined of an empty list"),
        Bilingual("{0}中的最小者", "the least of {0}"),
        (Example("min(3元, 2元)", "2元"), Example("min(租约.面积)", "80㎡")),
        lambda context, given: _extreme(True, context, given), repeats=True,
    ),
    Operator(
        "max", "max(list of u) -> u; max(x: u, y: u, …) -> u", ("any",),
        Bilingual("最大者；空列表无定义", "the greatest; undefined of an empty list"),
        Bilingual("{0}中的最大者", "the greatest of {0}"),
        (Example("max(3元, 2元)", "3元"), Example("max(recent(销售收入, 3))", "100000000元")),
        lambda context, given: _extreme(False, context, given), repeats=True,
    ),
    Operator(
        "mean", "mean(list of u) -> u (compared or rounded)", ("any",),
        Bilingual("平均数，是一个商；空列表无定义", "the mean, a quotient; undefined of an empty list"),
        Bilingual("{0}的平均", "the mean of {0}"),
        (Example("mean(1, 2, 6) = 3", "true"), Example("round half up(mean(租约.面积), 1)", "126.7㎡")),
        lambda context, given: context.build.mean(listed(given)), repeats=True,
    ),
    Operator(
        "some", "some x in list satisfies p -> truth", ("any", "any"),
        Bilingual("至少一项满足；空列表为假", "at least one item satisfies it; false of an empty list"),
        Bilingual("{0}中有一项{1}", "some of {0}: {1}"),
        (Example("some 份 in 租约 satisfies 份.面积 >= 200㎡", "true"),),
        lambda context, given: _quantified(False, context, given), infix=True,
    ),
    Operator(
        "every", "every x in list satisfies p -> truth", ("any", "any"),
        Bilingual("每一项都满足；空列表为真", "every item satisfies it; true of an empty list"),
        Bilingual("{0}每一项都{1}", "every one of {0}: {1}"),
        (Example("every 年 in [1, 2] satisfies 研发费用[年] >= 500万元", "true"),),
        lambda context, given: _quantified(True, context, given), infix=True,
    ),
)  # fmt: skip
