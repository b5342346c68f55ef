"""Rules after checking: what deciding, explaining and counting work from. Everything here points into one core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from policy_engine.errors import Bilingual
from policy_engine.language.checked import Checked, Compared, terms_of
from policy_engine.language.core import Node
from policy_engine.language.kinds import Value
from policy_engine.language.tables import Table

ILLUSTRATIVE = "illustrative"
"""The reliability of numbers that no text gives."""

NodeKind = Literal["condition", "review", "all", "any", "none", "at_least"]
Nature = Literal["entitlement", "ceiling", "recognition"]
StepName = Literal["expression", "item_caps", "rounding", "sum", "yearly_cap", "lifetime_cap"]

STEP_WORDS: dict[StepName, Bilingual] = {
    "expression": Bilingual("按公式计算", "by the formula"),
    "item_caps": Bilingual("单项封顶", "cap per item"),
    "rounding": Bilingual("取整", "rounding"),
    "sum": Bilingual("各项合计", "sum of the items"),
    "yearly_cap": Bilingual("年度封顶", "cap per year"),
    "lifetime_cap": Bilingual("累计封顶", "lifetime cap"),
}


class Sourced(Protocol):
    """Anything that has its clause, and how reliable that is."""

    @property
    def cite(self) -> str: ...

    @property
    def reliability(self) -> str: ...


@dataclass(frozen=True)
class Reading:
    """A value a rule reads and shows: a fact, a year of one, a field, a parameter or a definition."""

    key: str
    words: Bilingual
    role: str
    value: Value
    percent: bool = False


@dataclass(frozen=True)
class Condition:
    """One node of `when`: what it says, its clause, and the core nodes that decide it.

    `truth` is its value with reviews open, `met` with every open review found as the enterprise would wish.
    """

    kind: NodeKind
    id: str
    words: Bilingual
    cite: str
    reliability: str
    truth: Node
    met: Node
    title: Bilingual | None = None
    assumed: Bilingual | None = None
    at_least: int | None = None
    of: tuple[Condition, ...] = ()
    readings: tuple[Reading, ...] = ()
    compared: tuple[Compared, ...] = ()
    sides: tuple[Bilingual, Bilingual] | None = None
    """What stands left and right of the one comparison the condition makes, in words."""

    @property
    def of_item(self) -> bool:
        """Whether it is about the item at hand: in its truth, or only in what it reads and shows."""
        nodes = [self.truth, *(node for reading in self.readings for node in nodes_of(reading.value))]
        return any(node.level is not None for node in nodes) or any(part.of_item for part in self.of)

    def leaves(self) -> list[Condition]:
        """The conditions and reviews below, in order."""
        return [leaf for part in self.of for leaf in part.leaves()] if self.of else [self]


@dataclass(frozen=True)
class Definition:
    """A definition a measure uses, for the trace: its value, its clause (none where the vocabulary defines it), and
    of a table which row fired."""

    key: str
    """Under which rules read it: of a published one, or one of the vocabulary, its fact."""
    name: str
    words: Bilingual
    value: Value
    cite: str
    reliability: str
    readings: tuple[Reading, ...] = ()
    row: Node | None = None
    row_cites: tuple[str | None, ...] = ()
    row_readings: tuple[tuple[Reading, ...], ...] = ()
    """What each row takes its output from."""
    assumed: Bilingual | None = None
    written: Checked | Table | Condition | None = None
    """As it is written: an expression, a table, or conditions combined."""

    def everything_read(self) -> tuple[Reading, ...]:
        """What it reads, whichever row of a table fires."""
        return (*self.readings, *(reading for row in self.row_readings for reading in row))

    def combined(self) -> Iterator[Condition]:
        """The conditions it is made of; none where it is written otherwise."""
        if isinstance(self.written, Condition):
            yield from all_of(*self.written.of)

    def roots(self) -> list[Node]:
        """The nodes that showing it needs."""
        nodes = [*nodes_of(self.value), *([self.row] if self.row is not None else [])]
        return nodes + [node for reading in self.everything_read() for node in nodes_of(reading.value)]

    @property
    def of_item(self) -> bool:
        """Whether it is about the item at hand: in its value, or only in what it reads and shows."""
        return any(node.level is not None for node in self.roots())


@dataclass(frozen=True)
class Step:
    """One rung of the amount ladder: the amount after it (in fen, but at the first at its own scale), and its cap."""

    name: StepName
    amount: Value
    cite: str
    reliability: str
    cap: Node | None = None
    received: Node | None = None
    readings: tuple[Reading, ...] = ()
    formula: Bilingual | None = None
    """The expression or limit in words."""
    assumed: Bilingual | None = None


@dataclass(frozen=True)
class Flag:
    name: str
    say: Bilingual
    cite: str
    reliability: str
    when: Node
    words: Bilingual | None = None
    """When it is raised, in words; None where it always is."""


@dataclass(frozen=True)
class Span:
    """A stretch of time, both ends included; minutes since 1970 in Shanghai, None where open."""

    opens: int | None
    closes: int | None
    cite: str
    reliability: str


@dataclass(frozen=True)
class Batch:
    """One entry of `windows`."""

    name: str
    applications: Span | None
    events: Span | None


@dataclass(frozen=True)
class Evidence:
    document: Bilingual
    proves: tuple[str, ...]
    cite: str
    reliability: str


@dataclass(frozen=True)
class Granted:
    """A recognition: the certificate, and how long it is valid."""

    certificate: str
    valid_for: Bilingual | None
    cite: str
    reliability: str


@dataclass(frozen=True)
class Assumption:
    """What was assumed where the text is silent; of a value of a parameter, the days on which it is the value."""

    words: Bilingual
    cite: str
    first: int | None = None
    last: int | None = None

    @property
    def dated(self) -> bool:
        return self.first is not None or self.last is not None

    def made_on(self, day: int) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class CheckedMeasure:
    """One measure, whole: its conditions, its ladder, and the nodes of outcome and amount."""

    id: str
    pack: str
    version: str
    title: Bilingual
    sub_track: str
    industry_tracks: tuple[str, ...]
    nature: Nature
    cite: str
    reliability: str
    conditions: tuple[Condition, ...]
    """Those of the firm, the pack's first."""
    item_conditions: tuple[Condition, ...]
    over: str | None
    """The list of `for_each`."""
    over_words: Bilingual
    here: Node | None
    """At an item: whether it is one the measure is about (the filter of `for_each`)."""
    firm: Node
    firm_met: Node
    item: Node | None
    item_met: Node | None
    item_steps: tuple[Step, ...]
    steps: tuple[Step, ...]
    item_amount: Node | None
    amount: Node
    total: Node
    flags: tuple[Flag, ...]
    definitions: tuple[Definition, ...]
    batches: tuple[Batch, ...]
    assumptions: tuple[Assumption, ...]
    """Each once for the days it is made on."""
    evidence: tuple[Evidence, ...]
    parameters: tuple[str, ...]
    """The keys of the parameters that its answer rests on, also of other packs."""
    granted: Granted | None = None

    @property
    def name(self) -> str:
        return f"{self.pack}#{self.id}"

    def clauses(self) -> Iterator[Condition | Definition | Step]:
        """Every condition, definition and step, with the conditions that a definition combines."""
        yield from all_of(*self.conditions, *self.item_conditions)
        for definition in self.definitions:
            yield definition
            yield from definition.combined()
        yield from (*self.item_steps, *self.steps)

    def roots(self) -> list[Node]:
        """Every node the answer shows or rests on."""
        return self.trace_roots() + self.amount_roots()

    def trace_roots(self) -> list[Node]:
        """The nodes of conditions, definitions and flags: shown whatever the outcome."""
        nodes = [self.firm, self.firm_met]
        nodes += [node for node in (self.here, self.item, self.item_met) if node is not None]
        for condition in all_of(*self.conditions, *self.item_conditions):
            nodes += [condition.truth, condition.met]
            nodes += [node for reading in condition.readings for node in nodes_of(reading.value)]
            sides = [side for compared in condition.compared for side in (compared.left, compared.right)]
            nodes += [node for side in sides for node in nodes_of(side)]
        nodes += [node for definition in self.definitions for node in definition.roots()]
        return nodes + [flag.when for flag in self.flags]

    def amount_roots(self) -> list[Node]:
        """The nodes of the amount ladder: of no interest once a condition of the firm has failed."""
        nodes = [self.amount, self.total, *([self.item_amount] if self.item_amount is not None else [])]
        for step in (*self.item_steps, *self.steps):
            nodes += nodes_of(step.amount)
            nodes += [node for node in (step.cap, step.received) if node is not None]
            nodes += [node for reading in step.readings for node in nodes_of(reading.value)]
        return nodes


def all_of(*conditions: Condition) -> Iterator[Condition]:
    """These conditions and all those that they combine, each before its parts."""
    for condition in conditions:
        yield condition
        yield from all_of(*condition.of)


def nodes_of(value: Value) -> list[Node]:
    """The core nodes that showing a value needs."""
    return [term.node for term in terms_of(value)]
