"""The canonical form of the expressions in a rules file. All else in it stays as it is, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from policy_engine.errors import Finding, RulesError
from policy_engine.language.parser import parse, parse_tests
from policy_engine.language.printer import print_expression, print_tests
from policy_engine.language.tables import cut_table
from policy_engine.packs import schema
from policy_engine.packs.document import Node, Scalar, Sequence, read_document
from policy_engine.packs.reading import Part, read_part
from policy_engine.packs.vocabulary_schema import VocabularyFile
from policy_engine.source import Excerpt, Source

KINDS: dict[str, type[Part]] = {"pack": schema.Pack, "measure": schema.Measure, "vocabulary": VocabularyFile}

_FIRST_KEY = re.compile(r"^\ufeff?(\w+):", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """A stretch of the file and what stands there in canonical form."""

    start: int
    end: int
    text: str


def canonical(source: Source) -> tuple[str, list[Finding]]:
    """The text of a file with its expressions in canonical form; unchanged, with findings, where it cannot be read.

    Laid out over several lines an expression keeps its lines when nothing but space differs. Examples hold none.
    """
    first = _FIRST_KEY.search(source.text)
    kind = KINDS.get(first[1]) if first is not None else None
    if first is None or kind is None:
        return source.text, []
    part, findings = read_part(source, kind, first[1])
    if part is None:
        return source.text, findings
    changes: list[Change] = []
    for name, excerpt in expressions(part):
        try:
            changes += list(_cells(excerpt)) if name == "table" else list(_whole(name, excerpt))
        except RulesError as wrong:
            findings += wrong.findings
    return (source.text if findings else applied(source.text, changes)), findings


def expressions(part: Part) -> Iterator[tuple[str, Excerpt]]:
    """Every expression and table in a part, with its key, in the order of the fields."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
        for one in inner:
            if isinstance(one, Part):
                yield from expressions(one)
            elif isinstance(one, Excerpt) and name != "cite":
                yield name, one


def applied(text: str, changes: list[Change]) -> str:
    """The text with the changes made, the last first so that places stay true."""
    for change in sorted(changes, key=lambda change: -change.start):
        text = text[: change.start] + change.text + text[change.end :]
    return text


def _whole(name: str, excerpt: Excerpt) -> Iterator[Change]:
    """An expression that is the whole value of a key."""
    printed = _for_each(excerpt) if name == "for_each" else print_expression(parse(excerpt))
    text, start = excerpt.source.text, excerpt.offset(0)
    end = excerpt.offset(len(excerpt.text.rstrip()))
    laid_out = "\n" in text[start:end]
    if (" ".join(excerpt.text.split()) if laid_out else excerpt.text.rstrip("\n")) == printed:
        return
    quote = text[start - 1] if text[start - 1] in "\"'" and text[end : end + 1] == text[start - 1] else ""
    if quote:
        start, end = start - 1, end + 1
    single = "'" + printed.replace("'", "''") + "'"
    forms = [quote + printed + quote] if quote else [printed]
    for form in (*forms, single):
        if _reads_as(applied(text, [Change(start, end, form)]), start, printed):
            yield Change(start, end, form)
            return


def _for_each(excerpt: Excerpt) -> str:
    variable, word, _ = excerpt.text.partition(" in ")
    return f"{variable.strip()} in {print_expression(parse(excerpt.cut(len(variable) + len(word), len(excerpt.text))))}"


def _reads_as(text: str, start: int, expected: str) -> bool:
    """Whether YAML reads what stands at a place as this text."""
    tree, findings = read_document(Source("", text))
    if tree is None or findings:
        return False
    return any(scalar.text.strip() == expected for scalar in _scalars(tree) if abs(scalar.place.start - start) <= 1)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    else:
        for inner in node.items if isinstance(node, Sequence) else [entry.value for entry in node.entries]:
            yield from _scalars(inner)


def _cells(excerpt: Excerpt) -> Iterator[Change]:
    """The cells of a table that are not canonical; columns keep their places where the new text leaves room."""
    table = cut_table(excerpt)
    for heading in table.inputs:
        yield from _cell(heading, lambda cell: print_expression(parse(cell)))
    for inputs, outputs in table.rows:
        for cell in inputs:
            yield from _cell(cell, lambda cell: print_tests(parse_tests(cell)))
        for cell in outputs:
            yield from _cell(cell, lambda cell: print_expression(parse(cell)))


def _cell(cell: Excerpt, print_cell: Callable[[Excerpt], str]) -> Iterator[Change]:
    written, printed = cell.text.strip(), print_cell(cell)
    if written == printed:
        return
    text = cell.source.text
    start = cell.offset(len(cell.text) - len(cell.text.lstrip()))
    end = start + len(written)
    after = text[end : text.find("\n", end)]
    wider = cell_len(printed) - cell_len(written) if after.strip() else 0
    if wider > 0:
        end += max(min(wider, len(after) - len(after.lstrip(" ")) - 1), 0)
    yield Change(start, end, printed + " " * max(-wider, 0))
