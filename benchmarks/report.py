"""The figures as lines of text: what was measured, its bound, and whether it holds."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from rich.console import Console

from benchmarks.timing import Figure, shown

LABEL_WIDTH = 58


@dataclass(frozen=True)
class Bound:
    """What a figure is held to; `aim` is what it should be rather than must."""

    limit: float
    at_least: bool = False
    aim: float | None = None

    def holds(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def judged(self, value: float) -> str:
        sign = "≥" if self.at_least else "≤"
        aimed = "" if self.aim is None else f"，目标 aim {self.aim:g}"
        return f"界 bound {sign} {self.limit:g}{aimed}：{'成立 holds' if self.holds(value) else '未达 MISSED'}"


class Report:
    """Prints as it goes, for a run takes minutes; remembers which bounds were missed."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        self.section = ""
        self.held = 0
        self.missed: list[str] = []

    def heading(self, zh: str, en: str) -> None:
        self.section = zh
        self.console.print(f"\n[bold]{zh} | {en}[/bold]")

    def note(self, text: str) -> None:
        self.console.print(f"  {text}", markup=False)

    def line(self, label: str, figure: Figure | float | str, unit: str, bound: Bound | None = None) -> None:
        value = figure.middle if isinstance(figure, Figure) else figure
        text = figure if isinstance(figure, str) else str(figure) if isinstance(figure, Figure) else shown(figure)
        judged = ""
        if bound is not None and not isinstance(value, str):
            judged = bound.judged(value)
            if bound.holds(value):
                self.held += 1
            else:
                self.missed.append(f"{self.section}：{label}")
        self.console.print(f"  {_padded(label)} {text} {unit}  {judged}".rstrip(), markup=False)

    def verdict(self) -> None:
        """How many bounds held, and which did not."""
        self.heading(
            f"{self.held} 项成立，{len(self.missed)} 项未达", f"{self.held} bounds hold, {len(self.missed)} missed"
        )
        for label in self.missed:
            self.note(label)


def _padded(label: str) -> str:
    width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in label)
    return label + " " * max(1, LABEL_WIDTH - width)
