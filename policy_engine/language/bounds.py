"""What unknown means, written once.

A number is an interval (low, high), and an unknown number is the whole of its proved range; a truth is (surely,
possibly); a code is (value, known). `Bounds` says how each operation treats them, over a `Carrier` that knows only
arithmetic and comparison: `Scalars` is Python's own, one firm at a time, and the reference that every other
engine is held to.

Bounds hold for every completion of the unknown facts; they are reached wherever each unknown is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from policy_engine.language.core import Body, CodeSet, Environment, Later, Node
from policy_engine.values import Rounding, add_months, divide, integer_root, months_between

Primitive = Any
"""A value of the carrier: a Python integer, or an array of them. What it may be is the carrier's secret."""
Pair = tuple[Primitive, Primitive]


class Carrier(Protocol):
    """Arithmetic and comparison over one representation of values; it knows nothing of unknown."""

    def number(self, value: int) -> Primitive: ...
    def truth(self, value: bool) -> Primitive: ...
    def code(self, value: object) -> Primitive: ...
    def where(self, condition: Primitive, then: Primitive, otherwise: Primitive) -> Primitive: ...
    def smaller(self, a: Primitive, b: Primitive) -> Primitive: ...
    def larger(self, a: Primitive, b: Primitive) -> Primitive: ...
    def both(self, a: Primitive, b: Primitive) -> Primitive: ...
    def either(self, a: Primitive, b: Primitive) -> Primitive: ...
    def no(self, a: Primitive) -> Primitive: ...
    def equal(self, a: Primitive, b: Primitive) -> Primitive: ...
    def member(self, a: Primitive, values: CodeSet) -> Primitive: ...
    def divide(self, numerator: Primitive, denominator: Primitive, mode: Rounding) -> Primitive: ...
    def root(self, a: Primitive, degree: int) -> Primitive: ...
    def add_months(self, days: Primitive, months: Primitive) -> Primitive: ...
    def months(self, start: Primitive, end: Primitive) -> Primitive: ...

    def fact(self, node: Node, environment: Environment[Pair]) -> tuple[Primitive, Primitive | None]:
        """The value given, and whether one was given (None: surely)."""
        ...

    def field(self, node: Node, environment: Environment[Pair]) -> tuple[Primitive, Primitive | None]: ...
    def param(self, node: Node, environment: Environment[Pair]) -> Pair: ...
    def as_of(self, environment: Environment[Pair]) -> Primitive: ...
    def lift(self, value: Pair, environment: Environment[Pair]) -> Pair: ...

    def items(self, name: str, environment: Environment[Pair]) -> tuple[Primitive | None, Sequence[Environment[Pair]]]:
        """Whether the list was given (None: surely), and the environments of its items."""
        ...

    def total(self, values: Sequence[Primitive], name: str, environment: Environment[Pair]) -> Primitive: ...
    def any(self, truths: Sequence[Primitive], name: str, environment: Environment[Pair]) -> Primitive: ...

    def extreme(
        self, least: bool, values: Sequence[Primitive], chosen: Sequence[Primitive], name: str,
        environment: Environment[Pair],
    ) -> Primitive:  # fmt: skip
        """The least (or greatest) of the chosen values; anything where none is chosen."""
        ...


class Bounds:
    """The algebra of bounds over a carrier."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier

    # What is given -----------------------------------------------------------------------------------

    def range(self, node: Node) -> Pair:
        """What an unknown of this node may be."""
        carrier = self.carrier
        if node.sort == "number":
            return carrier.number(node.low), carrier.number(node.high)
        if node.sort == "truth":
            return carrier.truth(False), carrier.truth(True)
        return carrier.code(None), carrier.truth(False)

    def known(self, node: Node, value: Primitive, given: Primitive | None, otherwise: Pair) -> Pair:
        carrier = self.carrier
        if given is None:
            return (value, carrier.truth(True)) if node.sort == "code" else (value, value)
        first, second = otherwise
        if node.sort == "code":
            return carrier.where(given, value, first), carrier.either(given, second)
        return carrier.where(given, value, first), carrier.where(given, value, second)

    def lit(self, node: Node) -> Pair:
        carrier = self.carrier
        if node.sort == "code":
            return carrier.code(node.data), carrier.truth(True)
        value = carrier.truth(bool(node.data)) if node.sort == "truth" else carrier.number(_whole(node.data))
        return value, value

    def fact(self, node: Node, derived: Later[Pair] | None, environment: Environment[Pair]) -> Pair:
        value, given = self.carrier.fact(node, environment)
        otherwise = self.range(node) if derived is None else derived()
        return self.known(node, value, given, otherwise)

    def field(self, node: Node, environment: Environment[Pair]) -> Pair:
        value, given = self.carrier.field(node, environment)
        return self.known(node, value, given, self.range(node))

    def param(self, node: Node, environment: Environment[Pair]) -> Pair:
        return self.carrier.param(node, environment)

    def as_of(self, node: Node, environment: Environment[Pair]) -> Pair:
        value = self.carrier.as_of(environment)
        return value, value

    def undef(self, node: Node) -> Pair:
        return self.range(node)

    def lift(self, node: Node, value: Pair, environment: Environment[Pair]) -> Pair:
        return self.carrier.lift(value, environment)

    # Arithmetic ----------------------------------------------------------------------------------------

    def ends(self, operation: Callable[..., Primitive], first: tuple[Primitive, ...], last: tuple[Primitive, ...],
             known: bool) -> Pair:  # fmt: skip
        """Both ends of a monotone operation; one is enough where all is known."""
        low = operation(*first)
        return low, low if known else operation(*last)

    def corners(self, operation: Callable[..., Primitive], a: Pair, b: Pair) -> Pair:
        values = [operation(x, y) for x in _once(a) for y in _once(b)]
        low = high = values[0]
        for value in values[1:]:
            low, high = self.carrier.smaller(low, value), self.carrier.larger(high, value)
        return low, high

    def add(self, node: Node, a: Pair, b: Pair) -> Pair:
        return self.ends(lambda x, y: x + y, (a[0], b[0]), (a[1], b[1]), _point(a) and _point(b))

    def neg(self, node: Node, a: Pair) -> Pair:
        return self.ends(lambda x: -x, (a[1],), (a[0],), _point(a))

    def mul(self, node: Node, a: Pair, b: Pair) -> Pair:
        left, right = node.kids
        if left.low >= 0 and right.low >= 0:
            return self.ends(lambda x, y: x * y, (a[0], b[0]), (a[1], b[1]), _point(a) and _point(b))
        return self.corners(lambda x, y: x * y, a, b)

    def divide(self, node: Node, a: Pair, b: Pair) -> Pair:
        """Reached only where the denominator is positive; elsewhere the rule is undefined and any value will do."""
        carrier, mode = self.carrier, _rounding(node.data)
        one = carrier.number(1)
        low = carrier.larger(b[0], one)
        safe = (low, low) if _point(b) else (low, carrier.larger(b[1], one))
        quotient = self.corners(lambda x, y: carrier.divide(x, y, mode), a, safe)
        if node.kids[1].low > 0:
            return quotient
        positive = one <= b[0]
        first, second = self.range(node)
        return carrier.where(positive, quotient[0], first), carrier.where(positive, quotient[1], second)

    def root(self, node: Node, a: Pair) -> Pair:
        degree = _whole(node.data)
        return self.ends(lambda x: self.carrier.root(x, degree), (a[0],), (a[1],), _point(a))

    def add_months(self, node: Node, a: Pair, b: Pair) -> Pair:
        return self.ends(self.carrier.add_months, (a[0], b[0]), (a[1], b[1]), _point(a) and _point(b))

    def months(self, node: Node, a: Pair, b: Pair) -> Pair:
        return self.ends(self.carrier.months, (a[1], b[0]), (a[0], b[1]), _point(a) and _point(b))

    def least(self, node: Node, values: list[Pair]) -> Pair:
        return self.fold(self.carrier.smaller, values)

    def greatest(self, node: Node, values: list[Pair]) -> Pair:
        return self.fold(self.carrier.larger, values)

    def fold(self, operation: Callable[[Primitive, Primitive], Primitive], values: list[Pair]) -> Pair:
        result = values[0]
        for value in values[1:]:
            result = self.ends(
                operation, (result[0], value[0]), (result[1], value[1]), _point(result) and _point(value)
            )
        return result

    # Comparison ----------------------------------------------------------------------------------------

    def le(self, node: Node, a: Pair, b: Pair) -> Pair:
        return self.ends(lambda x, y: x <= y, (a[1], b[0]), (a[0], b[1]), _point(a) and _point(b))

    def lt(self, node: Node, a: Pair, b: Pair) -> Pair:
        return self.ends(lambda x, y: x < y, (a[1], b[0]), (a[0], b[1]), _point(a) and _point(b))

    def eq(self, node: Node, a: Pair, b: Pair) -> Pair:
        carrier = self.carrier
        if node.kids[0].sort == "code":
            equal, known = carrier.equal(a[0], b[0]), carrier.both(a[1], b[1])
            return carrier.both(equal, known), carrier.either(equal, carrier.no(known))
        if _point(a) and _point(b):
            equal = carrier.equal(a[0], b[0])
            return equal, equal
        return carrier.both(a[1] <= b[0], b[1] <= a[0]), carrier.both(a[0] <= b[1], b[0] <= a[1])

    def member(self, node: Node, a: Pair, derived: Later[Pair] | None) -> Pair:
        carrier = self.carrier
        inside = carrier.member(a[0], _codes(node.data))
        low, high = self.range(node) if derived is None else derived()
        return carrier.where(a[1], inside, low), carrier.where(a[1], inside, high)

    # Logic ---------------------------------------------------------------------------------------------

    def both(self, node: Node, parts: list[Later[Pair]]) -> Pair:
        return self.fold(self.carrier.both, [part() for part in parts])

    def either(self, node: Node, parts: list[Later[Pair]]) -> Pair:
        return self.fold(self.carrier.either, [part() for part in parts])

    def no(self, node: Node, a: Pair) -> Pair:
        return self.ends(self.carrier.no, (a[1],), (a[0],), _point(a))

    def at_least(self, node: Node, parts: list[Later[Pair]]) -> Pair:
        carrier, truths = self.carrier, [part() for part in parts]
        zero, one, wanted = carrier.number(0), carrier.number(1), carrier.number(_whole(node.data))

        def reached(end: int) -> Primitive:
            count = zero
            for truth in truths:
                count = count + carrier.where(truth[end], one, zero)
            return wanted <= count

        return self.ends(reached, (0,), (1,), all(_point(truth) for truth in truths))

    def choose(self, node: Node, condition: Pair, then: Later[Pair], otherwise: Later[Pair]) -> Pair:
        carrier, a, b = self.carrier, then(), otherwise()
        surely, possibly = condition
        where = carrier.where
        if _point(condition):
            return where(surely, a[0], b[0]), where(surely, a[1], b[1])
        if node.sort == "number":
            mixed = carrier.smaller(a[0], b[0]), carrier.larger(a[1], b[1])
        elif node.sort == "truth":
            mixed = carrier.both(a[0], b[0]), carrier.either(a[1], b[1])
        else:
            mixed = a[0], carrier.both(carrier.both(a[1], b[1]), carrier.equal(a[0], b[0]))
        return (
            where(surely, a[0], where(possibly, mixed[0], b[0])),
            where(surely, a[1], where(possibly, mixed[1], b[1])),
        )

    # Lists ---------------------------------------------------------------------------------------------

    def aggregate(self, node: Node, body: Body[Pair], environment: Environment[Pair]) -> Pair:
        """An absent list is unknown; an item counts surely or possibly; the greatest of no items is undefined."""
        carrier, name = self.carrier, str(node.data)
        zero, one = carrier.number(0), carrier.number(1)
        given, items = carrier.items(name, environment)
        rows = [body(item) for item in items]
        surely = [row[0][0] for row in rows]
        possibly = [row[0][1] for row in rows]
        low, high = self.range(node)
        if node.op == "some":
            result = carrier.any(surely, name, environment), carrier.any(possibly, name, environment)
        elif node.op == "count":
            result = (
                carrier.total([carrier.where(t, one, zero) for t in surely], name, environment),
                carrier.total([carrier.where(p, one, zero) for p in possibly], name, environment),
            )
        elif node.op == "sum":
            where = carrier.where
            ends = [
                (
                    where(t, row[1][0], where(p, carrier.smaller(row[1][0], zero), zero)),
                    where(t, row[1][1], where(p, carrier.larger(row[1][1], zero), zero)),
                )
                for t, p, row in zip(surely, possibly, rows, strict=True)
            ]
            result = (
                carrier.total([end[0] for end in ends], name, environment),
                carrier.total([end[1] for end in ends], name, environment),
            )
        else:
            least = node.op == "min"
            some = carrier.any(surely, name, environment)
            lows, highs = [row[1][0] for row in rows], [row[1][1] for row in rows]
            first = carrier.extreme(least, lows, possibly if least else surely, name, environment)
            last = carrier.extreme(least, highs, surely if least else possibly, name, environment)
            result = carrier.where(some, first, low), carrier.where(some, last, high)
        if given is None:
            return result
        return carrier.where(given, result[0], low), carrier.where(given, result[1], high)


def _point(pair: Pair) -> bool:
    """Known, and recognised as such without comparing: both ends are one object."""
    return pair[0] is pair[1]


def _once(pair: Pair) -> tuple[Primitive, ...]:
    return pair[:1] if _point(pair) else pair


def _whole(data: object) -> int:
    assert isinstance(data, int)
    return data


def _rounding(data: object) -> Rounding:
    return data  # type: ignore[return-value]  # the checker makes `divide` nodes with a rounding only


def _codes(data: object) -> CodeSet:
    assert isinstance(data, CodeSet)
    return data


# One firm ------------------------------------------------------------------------------------------------


class Facts(Environment[Pair]):
    """The environment of one firm: facts by key (absent is unknown), lists of items, parameters, the day."""

    __slots__ = ("day", "facts", "item", "items", "parameters")

    def __init__(
        self, facts: Mapping[str, Any], parameters: Mapping[str, Pair], day: int,
        firm: Facts | None = None, item: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(firm)
        self.facts, self.parameters, self.day = facts, parameters, day
        self.item: Mapping[str, Any] = item or {}
        self.items: dict[str, list[Facts]] = {}


@dataclass(frozen=True)
class Scalars:
    """The carrier of Python's own integers, truths and texts."""

    def number(self, value: int) -> int:
        return value

    def truth(self, value: bool) -> bool:
        return value

    def code(self, value: object) -> object:
        return value

    def where(self, condition: bool, then: Primitive, otherwise: Primitive) -> Primitive:
        return then if condition else otherwise

    def smaller(self, a: int, b: int) -> int:
        return a if a <= b else b

    def larger(self, a: int, b: int) -> int:
        return a if a >= b else b

    def both(self, a: bool, b: bool) -> bool:
        return a and b

    def either(self, a: bool, b: bool) -> bool:
        return a or b

    def no(self, a: bool) -> bool:
        return not a

    def equal(self, a: Primitive, b: Primitive) -> bool:
        return bool(a == b)

    def member(self, a: str | None, values: CodeSet) -> bool:
        return a is not None and a in values

    def divide(self, numerator: int, denominator: int, mode: Rounding) -> int:
        return divide(numerator, denominator, mode)

    def root(self, a: int, degree: int) -> int:
        return integer_root(a, degree)

    def add_months(self, days: int, months: int) -> int:
        return add_months(days, months)

    def months(self, start: int, end: int) -> int:
        return months_between(start, end)

    def fact(self, node: Node, environment: Environment[Pair]) -> tuple[Primitive, bool | None]:
        assert isinstance(environment, Facts)
        return self._given(environment.facts.get(str(node.data)), node)

    def field(self, node: Node, environment: Environment[Pair]) -> tuple[Primitive, bool | None]:
        assert isinstance(environment, Facts)
        assert isinstance(node.data, tuple)
        return self._given(environment.item.get(node.data[1]), node)

    def _given(self, value: Primitive, node: Node) -> tuple[Primitive, bool | None]:
        if value is not None:
            return value, None
        return (None if node.sort == "code" else 0 if node.sort == "number" else False), False

    def param(self, node: Node, environment: Environment[Pair]) -> Pair:
        assert isinstance(environment, Facts)
        return environment.parameters[str(node.data)]

    def as_of(self, environment: Environment[Pair]) -> int:
        assert isinstance(environment, Facts)
        return environment.day

    def lift(self, value: Pair, environment: Environment[Pair]) -> Pair:
        return value

    def items(self, name: str, environment: Environment[Pair]) -> tuple[bool | None, Sequence[Environment[Pair]]]:
        assert isinstance(environment, Facts)
        given = environment.facts.get(name)
        if name not in environment.items:
            environment.items[name] = [
                Facts(environment.facts, environment.parameters, environment.day, environment, item)
                for item in given or ()
            ]
        return (None if given is not None else False), environment.items[name]

    def total(self, values: Sequence[int], name: str, environment: Environment[Pair]) -> int:
        return sum(values)

    def any(self, truths: Sequence[bool], name: str, environment: Environment[Pair]) -> bool:
        return any(truths)

    def extreme(
        self, least: bool, values: Sequence[int], chosen: Sequence[bool], name: str, environment: Environment[Pair]
    ) -> int:
        candidates = [value for value, taken in zip(values, chosen, strict=True) if taken]
        return (min if least else max)(candidates, default=0)
