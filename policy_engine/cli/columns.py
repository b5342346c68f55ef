"""Text in columns that line up under wide characters, however wide the terminal is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len


def columns(rows: Iterable[Sequence[str]], gap: str = "  ") -> Iterator[str]:
    """The rows as lines; each column is as wide as its widest cell."""
    cells = [list(row) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        line = gap.join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        yield line.rstrip()
