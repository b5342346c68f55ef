"""Decision tables written as pipe tables: `inputs || outputs [| 依据]`, one rule a row, cells are unary tests.

The head of an output is its name, and in brackets what it is called in English: `比例 (rate)`.

A table becomes a chain of choices: the result is known when every row that could still fire gives the same output.
Where no row fires the result is undefined, with that reason; where the rows leave nothing out, the last one fires when
no other does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from policy_engine.errors import Bilingual, Finding, Language, RulesError
from policy_engine.language import syntax as s
from policy_engine.language.cells import Place, Untold, left_out, rows_covered, rows_together
from policy_engine.language.checked import LANGUAGES, Checked, Reference, Spoken
from policy_engine.language.checker import Checker
from policy_engine.language.core import Mismatch
from policy_engine.language.kinds import UNCHECKED, NoRow, Number, Series, Term, Unknown, Value
from policy_engine.language.parser import parse, parse_tests
from policy_engine.language.words import Phrases, joined, say_tests
from policy_engine.source import Excerpt
from policy_engine.values import DATE, hull, say_date, say_short, say_unit

Hit = Literal["unique", "first", "sum", "least", "greatest"]
HITS: tuple[Hit, ...] = ("unique", "first", "sum", "least", "greatest")
CITATIONS = ("依据", "cite")
MOST_ROWS = 200
TABLE = Bilingual("决策表", "the decision table")


@dataclass(frozen=True)
class TableText:
    """A table cut into cells; `words` says what each output is called, `cites` holds each row's citation where the
    table has such a column."""

    whole: Excerpt
    inputs: tuple[Excerpt, ...]
    outputs: tuple[Excerpt, ...]
    words: tuple[Bilingual, ...]
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
    compared: tuple[Reference, ...]
    """What the inputs are held against, where that is more than a written value."""
    findings: tuple[Finding, ...]
    hit: Hit
    advice: tuple[Finding, ...]
    """On inputs that no row takes, and on rows that take none."""

    def row_words(self, phrases: Phrases) -> tuple[Bilingual, ...]:
        """What each row asks of the inputs; none where several rows may count together."""
        if self.hit not in ("unique", "first"):
            return ()
        return tuple(Bilingual(*(self._asked(row, phrases, language) for language in LANGUAGES)) for row in self.rows)

    def _asked(self, row: Row, phrases: Phrases, language: Language) -> str:
        asked = [
            joined(
                subject.words(phrases).say(language),
                say_tests(tests, language, known.labels, phrases, known.annual, known.dates),
                language,
            )
            for subject, (tests, known) in zip(self.inputs, row.tests, strict=True)
            if not any(isinstance(test, s.AnyTest) for test in tests)
        ]
        between, otherwise = ("，", "其他情形") if language == "zh" else (", ", "all other cases")
        return between.join(asked) or otherwise


def cut_table(text: Excerpt) -> TableText:
    """Cuts a pipe table into cells; raises `RulesError` where a row has too few or too many."""
    lines = [line for line in _lines(text) if line.text.strip()]
    if not lines:
        raise _wrong(text, "决策表是空的", "the decision table is empty")
    for line in lines:
        _refuse_wide_bar(line)
    sides = _split(lines[0], "||")
    if len(sides) > 2 and len(lines) == 1:
        raise _wrong(
            lines[0], "YAML 把决策表的各行连成了一行", "YAML joined the rows of the table into one line",
            Bilingual("写成 table: |，表格从下一行开始", "write `table: |`, and the table from the next line on"),
        )  # fmt: skip
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
    last = [] if cited else [given[-1] for _, given in rows]
    if last and all(_CITATION.fullmatch(cell.text) for cell in last):
        raise _wrong(
            outputs[-1], "这一列写的是依据", "this column holds citations",
            Bilingual("列名写成 依据（或 cite）", "its heading is 依据, or cite"),
        )  # fmt: skip
    if not 1 <= len(rows) <= MOST_ROWS:
        raise _wrong(lines[0], f"决策表要有 1 至 {MOST_ROWS} 行", f"a table has 1 to {MOST_ROWS} rows")
    heads = [_head(one) for one in outputs[: len(outputs) - cited]]
    if not heads:
        raise _wrong(lines[0], "决策表没有输出列", "the decision table has no output column")
    names, words = tuple(name for name, _ in heads), tuple(said for _, said in heads)
    taken: set[str] = set()
    for name, said in heads:
        if not taken.isdisjoint((said.zh, said.say("en"))):
            raise _wrong(
                name, f"输出 “{name.text}” 写了两列", f"two columns are called {name.text}",
                Bilingual("换一个列名", "name one of them otherwise"),
            )  # fmt: skip
        taken |= {said.zh, said.say("en")}
    return TableText(text, tuple(inputs), names, words, tuple(rows), tuple(cites))


def check_table(checker: Checker, text: TableText, hit: Hit, name: Bilingual = TABLE) -> Table:
    """The outputs of a table of that name as values, by its hit policy; every finding with its place."""
    findings: list[Finding] = []
    inputs: list[Checked] = []

    def read(excerpt: Excerpt) -> Checked:
        """A cell's expression; unknown, and reported, where it cannot be read."""
        try:
            checked = checker.check(excerpt, parse(excerpt))
        except RulesError as wrong:
            checked = Checked(excerpt, s.NullLiteral(), Unknown(UNCHECKED), {}, (), (), wrong.findings)
        findings.extend(checked.findings)
        return checked

    inputs = [read(excerpt) for excerpt in text.inputs]
    conditions: list[Term] = []
    tests: list[list[tuple[tuple[s.Test, ...], Spoken]]] = []
    compared: list[Reference] = []
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
            compared.extend(checker.references.values())
            row.append((cell_tests, checker.spoken))
        tests.append(row)
        try:
            conditions.append(checker.build.both([part for part in parts if not _always(part)]))
        except Mismatch as wrong:
            findings.append(Finding("error", wrong.message, cells[0].place(), wrong.advice))
            conditions.append(checker.build.condition(Unknown(UNCHECKED)))
    written = [[cell for cell, _ in row] for row in tests]
    if hit == "unique" and not findings:
        findings += [_together(text, pair) for pair in rows_together(checker, written, inputs)]
    firing = list(conditions)
    left = Untold.UNTOLD if findings or hit == "sum" else left_out(checker, written, inputs)
    if hit in ("unique", "first") and left is None:
        firing[-1] = checker.build.truth(True)
    outputs: dict[str, Value] = {}
    given = [tuple(read(cell) for cell in cells) for _, cells in text.rows]
    for position, output in enumerate(text.outputs):
        results = [row_outputs[position].value for row_outputs in given]
        results = [Unknown(NoRow.of_row(name)) if one == Unknown() else one for one in results]
        try:
            outputs[output.text] = combine(checker, hit, firing, results, NoRow.of_table(name))
        except Mismatch as wrong:
            findings.append(Finding("error", wrong.message, output.place(), wrong.advice))
            outputs[output.text] = Unknown(UNCHECKED)
    numbers: list[Value] = [checker.build.whole(position) for position in range(1, len(conditions) + 1)]
    row_fired = chain(checker, firing, numbers, checker.build.whole(0))
    assert isinstance(row_fired, Term)
    rows = tuple(Row(tuple(row), row_outputs) for row, row_outputs in zip(tests, given, strict=True))
    advice: list[Finding] = []
    if not findings and hit != "sum":
        course = checker.around.course
        if left is Untold.UNTOLD and course is not None:
            left = left_out(checker, written, inputs, course)
        advice += [_left_out(text, inputs, left)] if isinstance(left, tuple) else []
        covered = rows_covered(checker, written, inputs, course) if hit == "first" else ()
        advice += [_covered(text, row) for row in covered]
    return Table(
        text,
        rows,
        outputs,
        row_fired,
        tuple(conditions),
        tuple(inputs),
        tuple(compared),
        tuple(findings),
        hit,
        tuple(advice),
    )


def combine(
    checker: Checker, hit: Hit, conditions: Sequence[Term], results: Sequence[Value], otherwise: NoRow
) -> Value:
    """One output of a table by its hit policy; `otherwise` says why there is none where no row fires."""
    build = checker.build
    if hit in ("unique", "first"):
        return chain(checker, conditions, results, Unknown(otherwise))
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
    return build.choose(build.either(conditions), best, Unknown(otherwise))


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


def _left_out(text: TableText, inputs: Sequence[Checked], left: tuple[Place | None, ...]) -> Finding:
    known = [(subject, place) for subject, place in zip(inputs, left, strict=True) if place is not None]
    said = [f"{subject.excerpt.text} = {_say(subject.value, place)}" for subject, place in known]
    return Finding(
        "advice",
        Bilingual(
            f"没有一行适用于 {'、'.join(said)}，届时没有值" if said else "没有一行适用，总是没有值",
            f"no row takes {', '.join(said)}: there is no value then" if said else "no row applies: there is no value",
        ),
        text.rows[-1][0][0].place(),
        Bilingual("补上一行；其余都一样时写 `-`", "add a row; `-` takes all that is left"),
    )


def _covered(text: TableText, row: int) -> Finding:
    return Finding(
        "advice",
        Bilingual(
            f"第 {row + 1} 行不会命中：上面的行已取走它的全部情形",
            f"row {row + 1} never fires: the rows above take all that it takes",
        ),
        text.rows[row][0][0].place(),
        Bilingual("把它移到上面，或删掉它", "move it above them, or delete it"),
    )


def _say(value: Value, place: Place) -> str:
    """A value of an input as rules write it."""
    if isinstance(place, bool):
        return "true" if place else "false"
    if isinstance(place, str):
        return f'"{place}"'
    assert isinstance(value, Term)
    assert isinstance(value.kind, Number)
    if value.kind.unit == DATE:
        return say_date(int(place))
    return say_short(int(place * 10**value.kind.scale), value.kind.scale) + say_unit(value.kind.unit)


# Cells -----------------------------------------------------------------------------------------------------


def _lines(text: Excerpt) -> list[Excerpt]:
    found, start = [], 0
    for line in text.text.split("\n"):
        found.append(text.cut(start, start + len(line)))
        start += len(line) + 1
    return found


def _refuse_wide_bar(line: Excerpt) -> None:
    for match in re.finditer("｜+", line.text):
        if line.text.count('"', 0, match.start()) % 2 == 0:
            half = "|" * len(match[0])
            raise _wrong(
                line.cut(*match.span()),
                f"不能用全角竖线 “{match[0]}”",
                f"the full-width bar “{match[0]}” cannot be used",
                Bilingual(f"请改用半角 {half}", f"write {half} instead"),
            )


_CITATION = re.compile(r"""[^\s"#]+#\S.*""")
_HEAD = re.compile(r"([^(（]+?) *[(（](.*)[)）]")


def _head(heading: Excerpt) -> tuple[Excerpt, Bilingual]:
    """The name of an output, and what it is called in both languages."""
    match = _HEAD.fullmatch(heading.text)
    if match is None:
        return heading, Bilingual(heading.text)
    return heading.cut(0, match.end(1)), Bilingual(match[1], match[2].strip())


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
