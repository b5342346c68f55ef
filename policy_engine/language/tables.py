"""Decision tables written as pipe tables: `inputs || outputs [| 依据]`, one rule a row, cells are unary tests.

A table becomes a chain of choices: the result is known when every row that could still fire gives the same output.
Where no row fires the result is undefined, with that reason; where the rows leave nothing out, the last one fires when
no other does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from policy_engine.errors import Bilingual, Finding, RulesError
from policy_engine.language import syntax as s
from policy_engine.language.cells import covers, rows_together
from policy_engine.language.checked import Checked, Spoken
from policy_engine.language.checker import Checker
from policy_engine.language.core import Mismatch
from policy_engine.language.kinds import Series, Term, Unknown, Value
from policy_engine.language.parser import parse, parse_tests
from policy_engine.language.truths import NO_ROW
from policy_engine.source import Excerpt
from policy_engine.values import hull

Hit = Literal["unique", "first", "sum", "least", "greatest"]
HITS: tuple[Hit, ...] = ("unique", "first", "sum", "least", "greatest")
CITATIONS = ("依据", "cite")
MOST_ROWS = 200


@dataclass(frozen=True)
class TableText:
    """A table cut into cells; `cites` holds each row's citation where the table has such a column."""

    whole: Excerpt
    inputs: tuple[Excerpt, ...]
    outputs: tuple[Excerpt, ...]
    rows: tuple[tuple[tuple[Excerpt, ...], tuple[Excerpt, ...]], ...]
    cites: tuple[Excerpt | None, ...]


@dataclass(frozen=True)
class Row:
    """A row as it can be said: the tests of its inputs, with what saying them needs of their names, and its outputs."""

    tests: tuple[tuple[tuple[s.Test, ...], Spoken], ...]
    outputs: tuple[Checked, ...]


@dataclass(frozen=True)
class Table:
    """A table checked: a value for each output, which row fired (from 1; 0 for none), the condition of each row."""

    text: TableText
    rows: tuple[Row, ...]
    outputs: dict[str, Value]
    row: Term
    conditions: tuple[Term, ...]
    inputs: tuple[Checked, ...]
    findings: tuple[Finding, ...]


def cut_table(text: Excerpt) -> TableText:
    """Cuts a pipe table into cells; raises `RulesError` where a row has too few or too many."""
    lines = [line for line in _lines(text) if line.text.strip()]
    if not lines:
        raise _wrong(text, "决策表是空的", "the decision table is empty")
    sides = _split(lines[0], "||")
    if len(sides) != 2:
        raise _wrong(
            lines[0],
            "决策表第一行要用一个 || 分开输入和输出",
            "the first line of a table has one || between inputs and outputs",
            _divided(lines[0].text) if len(sides) == 1 else None,
        )
    inputs, outputs = (_split(side, "|") for side in sides)
    cited = outputs[-1].text in CITATIONS
    rows, cites = [], []
    for line in lines[1:]:
        halves = _split(line, "||")
        cells = [_split(half, "|") for half in halves]
        if len(cells) != 2 or len(cells[0]) != len(inputs) or len(cells[1]) != len(outputs):
            raise _wrong(
                line,
                f"这一行应有 {len(inputs)} 个输入和 {len(outputs)} 个输出",
                f"this row should have {len(inputs)} inputs and {len(outputs)} outputs",
            )
        rows.append((tuple(cells[0]), tuple(cells[1][: len(outputs) - cited])))
        cites.append(cells[1][-1] if cited and cells[1][-1].text else None)
    if not 1 <= len(rows) <= MOST_ROWS:
        raise _wrong(lines[0], f"决策表要有 1 至 {MOST_ROWS} 行", f"a table has 1 to {MOST_ROWS} rows")
    return TableText(text, tuple(inputs), tuple(outputs[: len(outputs) - cited]), tuple(rows), tuple(cites))


def check_table(checker: Checker, text: TableText, hit: Hit) -> Table:
    """A table's outputs as values, by its hit policy; every finding with its place."""
    findings: list[Finding] = []
    inputs: list[Checked] = []

    def read(excerpt: Excerpt) -> Checked:
        """A cell's expression; unknown, and reported, where it cannot be read."""
        try:
            checked = checker.check(excerpt, parse(excerpt))
        except RulesError as wrong:
            checked = Checked(excerpt, s.NullLiteral(), Unknown("error"), {}, (), (), wrong.findings)
        findings.extend(checked.findings)
        return checked

    inputs = [read(excerpt) for excerpt in text.inputs]
    conditions: list[Term] = []
    tests: list[list[tuple[tuple[s.Test, ...], Spoken]]] = []
    for cells, _ in text.rows:
        parts, row = [], []
        for subject, cell in zip(inputs, cells, strict=True):
            checker.begin(cell)
            try:
                cell_tests = parse_tests(cell)
                parts.append(checker.check_tests(cell, subject.value, subject.expression, cell_tests))
            except RulesError as wrong:
                cell_tests = (s.NullLiteral(),)
                findings.extend(wrong.findings)
            findings.extend(checker.findings)
            row.append((cell_tests, checker.spoken))
        tests.append(row)
        try:
            conditions.append(checker.build.both([part for part in parts if not _always(part)]))
        except Mismatch as wrong:
            findings.append(Finding("error", wrong.message, cells[0].place(), wrong.advice))
            conditions.append(checker.build.condition(Unknown("error")))
    written = [[cell for cell, _ in row] for row in tests]
    if hit == "unique" and not findings:
        findings += [_together(text, pair) for pair in rows_together(checker, written, inputs)]
    firing = list(conditions)
    if hit in ("unique", "first") and not findings and covers(checker, written, inputs):
        firing[-1] = checker.build.truth(True)
    outputs: dict[str, Value] = {}
    given = [tuple(read(cell) for cell in cells) for _, cells in text.rows]
    for position, name in enumerate(text.outputs):
        results = [row_outputs[position].value for row_outputs in given]
        try:
            outputs[name.text] = combine(checker, hit, firing, results)
        except Mismatch as wrong:
            findings.append(Finding("error", wrong.message, name.place(), wrong.advice))
            outputs[name.text] = Unknown("error")
    numbers: list[Value] = [checker.build.whole(position) for position in range(1, len(conditions) + 1)]
    row_fired = chain(checker, firing, numbers, checker.build.whole(0))
    assert isinstance(row_fired, Term)
    rows = tuple(Row(tuple(row), row_outputs) for row, row_outputs in zip(tests, given, strict=True))
    return Table(text, rows, outputs, row_fired, tuple(conditions), tuple(inputs), tuple(findings))


def combine(checker: Checker, hit: Hit, conditions: Sequence[Term], results: Sequence[Value]) -> Value:
    """One output of a table by its hit policy."""
    build = checker.build
    if hit in ("unique", "first"):
        return chain(checker, conditions, results, Unknown(NO_ROW))
    entries = tuple(
        (None if _always(condition) else condition, result)
        for condition, result in zip(conditions, results, strict=True)
    )
    if hit == "sum":
        return build.sum(Series(entries))
    terms = [build.plain(result) for result in results]
    for term in terms:
        build.unit(term)
    low, high = hull((term.node.low, term.node.high) for term in build.align(terms))
    worst = build.whole(high if hit == "least" else low, build.unit(terms[0]), max(build.scale(term) for term in terms))
    candidates: list[Value] = [
        term if condition is None else build.choose(condition, term, worst)
        for (condition, _), term in zip(entries, terms, strict=True)
    ]
    best = build.pick(hit == "least", candidates)
    if any(map(_always, conditions)):
        return best
    return build.choose(build.either(conditions), best, Unknown(NO_ROW))


def chain(checker: Checker, conditions: Sequence[Term], results: Sequence[Value], otherwise: Value) -> Value:
    """The result of the first row whose condition holds."""
    found = otherwise
    for condition, result in reversed(list(zip(conditions, results, strict=True))):
        found = result if _always(condition) else checker.build.choose(condition, result, found)
    return found


def _always(condition: Term) -> bool:
    return condition.node.op == "lit" and condition.node.data is True


def _together(text: TableText, pair: tuple[int, int]) -> Finding:
    first, second = pair
    return Finding(
        "error",
        Bilingual(
            f"第 {first + 1} 行与第 {second + 1} 行可能同时命中", f"rows {first + 1} and {second + 1} can fire together"
        ),
        text.rows[second][0][0].place(),
        Bilingual("把界限写成不重叠的，或写明 hit: first", "make the bounds disjoint, or say hit: first"),
    )


# Cells -----------------------------------------------------------------------------------------------------


def _lines(text: Excerpt) -> list[Excerpt]:
    found, start = [], 0
    for line in text.text.split("\n"):
        found.append(text.cut(start, start + len(line)))
        start += len(line) + 1
    return found


def _split(line: Excerpt, bar: str) -> list[Excerpt]:
    """Cuts at bars outside of quotes, without the blanks around each part."""
    parts, start, position, quoted = [], 0, 0, False
    text = line.text
    while position < len(text):
        if text[position] == '"':
            quoted = not quoted
        elif text[position] == "\\" and quoted:
            position += 1
        elif not quoted and text.startswith(bar, position) and not (bar == "|" and text.startswith("||", position)):
            parts.append((start, position))
            position += len(bar) - 1
            start = position + 1
        position += 1
    parts.append((start, len(text)))
    found = []
    for first, last in parts:
        piece = text[first:last]
        lead = len(piece) - len(piece.lstrip())
        found.append(line.cut(first + lead, first + lead + len(piece.strip())))
    return found


def _wrong(where: Excerpt, zh: str, en: str, advice: Bilingual | None = None) -> RulesError:
    return RulesError([Finding("error", Bilingual(zh, en), where.place(), advice)])


def _divided(heading: str) -> Bilingual:
    """How a heading without `||` is to be written: its last column, before one of citations, is likely the output."""
    cells = [cell.strip() for cell in heading.split("|")]
    last = len(cells) - (2 if cells[-1] in CITATIONS else 1)
    inputs, outputs = (" | ".join(some) or "…" for some in (cells[:last], cells[last:]))
    return Bilingual(f"写成 {inputs} || {outputs}，每一行也是", f"write {inputs} || {outputs}, and so in every row")
