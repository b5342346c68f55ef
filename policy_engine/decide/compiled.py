"""Measures of an edition compiled once: the program of their trace, its rendering, and what a day prepares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from policy_engine.decide import intervals
from policy_engine.decide.bare import Bare, compile_bare
from policy_engine.decide.intervals import between
from policy_engine.decide.program import Gate, Prepared, Program, compile_trace
from policy_engine.decide.render import DayTexts, Renderer, compile_renderer
from policy_engine.packs.checked import Batch, CheckedMeasure
from policy_engine.packs.edition import Edition
from policy_engine.packs.kept import Kept

MOST_PREPARED = 64


@dataclass(frozen=True)
class Day:
    """What a day and the batches alone decide: values, and pieces of the answers' text."""

    values: Prepared
    texts: DayTexts


@dataclass
class Compiled:
    """Some measures of an edition, compiled once."""

    edition: Edition
    measures: tuple[CheckedMeasure, ...]
    program: Program
    renderer: Renderer
    entries: dict[tuple[str, str], bytes] = field(default_factory=dict)
    prepared: Kept[tuple[int, tuple[str | None, ...]], Day] = field(default_factory=lambda: Kept(MOST_PREPARED))

    @classmethod
    def of(cls, edition: Edition, measures: Sequence[CheckedMeasure]) -> Compiled:
        roots = [node for measure in measures for node in measure.trace_roots()]
        gates = [Gate(measure.firm, measure.amount_roots()) for measure in measures]
        lists = [measure.over for measure in measures if measure.over is not None]
        program = compile_trace(roots, gates, lists)
        return cls(edition, tuple(measures), program, compile_renderer(edition, measures, program))

    @cached_property
    def bare(self) -> Bare:
        """The same measures answered without trace."""
        return compile_bare(self.measures)

    def prepare(self, day: int, batches: Mapping[str, Batch | None]) -> Day:
        """What the day and the batches alone decide; kept for the days asked for last."""
        key = day, tuple(batch.name if batch is not None else None for batch in batches.values())

        def made() -> Day:
            values = self.program.prepare(parameters_on(self.edition, self.program.parameters, day, batches), day)
            return Day(values, self.renderer.prepare(values, day, batches))

        return self.prepared.get(key, made)


def compiled(edition: Edition, measures: Sequence[CheckedMeasure]) -> Compiled:
    """The compiled form of these measures, made when first asked for."""
    found: Compiled = edition.made.get(
        tuple(measure.name for measure in measures), lambda: Compiled.of(edition, measures)
    )
    return found


def parameters_on(
    edition: Edition, names: Iterable[str], day: int, batches: Mapping[str, Batch | None]
) -> list[intervals.Quantity]:
    values = edition.parameters_on(day, batches)
    return [between(*values[name]) for name in names]
