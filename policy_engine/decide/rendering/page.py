"""The page answers are written on: fixed text, choices and values from the slots, with lines of program between them.

An answer is UTF-8 from the start: its pieces are bytes, and to join them is all that is left to do for each firm. What
the day alone decides is joined once a day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from policy_engine.decide import intervals, shown
from policy_engine.decide.outcome import OUTCOMES, outcome_of, outcome_of_items
from policy_engine.decide.program import DAY, Program
from policy_engine.decide.undefined import Undefined
from policy_engine.errors import Bilingual
from policy_engine.language.checked import terms_of
from policy_engine.language.core import Node, reachable
from policy_engine.language.kinds import (
    Code,
    Growth,
    Number,
    Pick,
    Quotient,
    Series,
    Term,
    Truth,
    Value,
)
from policy_engine.packs.checked import Batch, CheckedMeasure, Reading, Sourced, nodes_of
from policy_engine.packs.edition import Edition
from policy_engine.packs.vocabulary import Vocabulary
from policy_engine.values import DATE, YUAN, Unit, say_unit


def js(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def words(text: Bilingual) -> str:
    return f'{{"zh": {js(text.zh)}, "en": {js(text.say("en"))}}}'


def sourced(one: Sourced) -> str:
    """The members that say where a clause comes from."""
    return f'"cite": {js(one.cite)}, "reliability": {js(one.reliability)}'


HOLDS = tuple(f'"{word}"' if word else "" for word in shown.HOLDS)
OUTCOME_JSON = tuple(f'"{outcome}"' for outcome in OUTCOMES)


@dataclass(frozen=True)
class Fixed:
    text: str


@dataclass(frozen=True)
class Put:
    """An expression of bytes; `of_day` when the day alone decides it."""

    expression: str
    of_day: bool = False


@dataclass(frozen=True)
class Choice:
    """One of several fixed texts, by a small number."""

    number: str
    texts: tuple[str, ...]

    def within(self, before: str, after: str) -> Choice:
        return Choice(self.number, tuple(f"{before}{text}{after}" for text in self.texts))

    def then(self, between: str, other: Choice) -> Choice:
        """Both at once, where the same number chooses."""
        return Choice(self.number, tuple(a + between + b for a, b in zip(self.texts, other.texts, strict=True)))


Piece = Fixed | Put | Choice


class Page:
    """Lines of a program that collects the pieces of an answer in `x`, and what its names are bound to."""

    def __init__(self, edition: Edition, measures: Sequence[CheckedMeasure], program: Program) -> None:
        self.edition, self.measures, self.program = edition, measures, program
        self.vocabulary: Vocabulary = edition.vocabulary
        self.bound: dict[str, object] = {
            "V": program.value,
            "outcome_of": outcome_of,
            "outcome_of_items": outcome_of_items,
            "amount": shown.amount,
            "Z": shown.amount(0),
            "upto": intervals.upto,
            "join": b"".join,
            "Y": b'"%d.%02d"',
            "D": b"%d",
        }
        self.code = shown.coded(self.vocabulary.said)
        self.unset = {
            key: not_set(one.words)
            for key, one in edition.workshop.parameters.items()
            if any(period.low != period.high for period in one.periods)
        }
        """What is said of the parameters that have a value yet to be announced."""
        self.lines: list[str] = []
        self.pieces: list[Piece] = []
        self.of_day: list[str] = []
        self.values: dict[tuple[int, str], str] = {}
        self.value_lines: list[str] = []
        self.ladder = False
        """Whether the amount ladder is being written: its slots hold values only where it is reached."""
        self.always = {node.id for node in reachable(node for measure in measures for node in measure.trace_roots())}
        self.writers: dict[object, str] = {}
        self.indent = 1
        self.item: str | None = None

    def bind(self, value: object) -> str:
        name = f"b{len(self.bound)}"
        self.bound[name] = value
        return name

    def functions(self, lines: Iterable[str]) -> tuple[dict[str, Any], str]:
        """What these lines define, and their text; beside it `prepare`, which joins what the day alone decides."""
        day = ["def prepare(d,t,h):", f" return ({''.join(f'{text},' for text in self.of_day)})"]
        source = "\n".join([*day, *lines])
        namespace: dict[str, Any] = dict(self.bound)
        exec(compile(source, "<answers>", "exec"), namespace)  # noqa: S102  # fixed texts are bound, not written
        return namespace, source

    # Text and lines --------------------------------------------------------------------------------------

    def fixed(self, text: str) -> None:
        self.pieces.append(Fixed(text))

    def put(self, expression: str, *, of_day: bool = False) -> None:
        self.pieces.append(Put(expression, of_day))

    def choose(self, number: str, texts: tuple[str, ...], *, of_day: bool = False) -> None:
        if of_day:
            self.put(f"{self.bind(tuple(text.encode() for text in texts))}[{number}]", of_day=True)
        else:
            self.pieces.append(Choice(number, texts))

    def line(self, text: str) -> None:
        """A line of the program, after what the text so far comes to."""
        pieces = [self.written(piece) for piece in self.gathered()]
        self.pieces = []
        if pieces:
            self.lines.append(f"{' ' * self.indent}x+=({','.join(pieces)},)")
        if text:
            self.lines.append(" " * self.indent + text)

    @contextmanager
    def block(self, opening: str) -> Iterator[None]:
        self.line(opening)
        self.indent += 1
        count = len(self.lines)
        yield
        self.line("")
        if len(self.lines) == count:
            self.line("pass")
        self.indent -= 1

    @contextmanager
    def apart(self) -> Iterator[list[str]]:
        """What is written inside is not put on the page: the list gets the expression of its text."""
        outer, self.pieces = self.pieces, []
        found: list[str] = []
        yield found
        parts = [self.written(piece) for piece in self.gathered()]
        self.pieces = outer
        found.append(parts[0] if len(parts) == 1 else f"join(({','.join(parts)},))")

    @contextmanager
    def listed(self) -> Iterator[None]:
        """A JSON list whose entries each write a comma before them."""
        self.fixed("[")
        self.line("f=len(x)")
        yield
        self.line("if len(x)>f: x[f]=x[f][2:]")
        self.fixed("]")

    def gathered(self) -> list[Piece]:
        """The pieces under way, as few as they can be: what is fixed goes into a choice beside it, choices by the same
        number become one, and what the day decides is one with what is fixed around it."""
        found: list[Piece] = []
        for piece in self.merged():
            last = found[-1] if found else None
            if isinstance(piece, Choice) and isinstance(last, Fixed):
                found[-1] = piece.within(last.text, "")
                before = found[-2] if len(found) > 1 else None
                if isinstance(before, Choice) and before.number == piece.number:
                    found[-2:] = [before.then(last.text, piece)]
            elif isinstance(piece, Choice) and isinstance(last, Choice) and last.number == piece.number:
                found[-1] = last.then("", piece)
            else:
                found.append(piece)
        for position in range(len(found) - 1, 0, -1):
            piece, before = found[position], found[position - 1]
            if isinstance(piece, Fixed) and isinstance(before, Choice):
                found[position - 1 : position + 1] = [before.within("", piece.text)]
        return found

    def merged(self) -> list[Piece]:
        """Runs of fixed text, and of text that the day decides, each as one piece."""
        found: list[Piece] = []
        run: list[Piece] = []

        def close() -> None:
            if any(isinstance(piece, Put) for piece in run):
                self.of_day.append(f"join(({','.join(self.written(piece) for piece in run)},))")
                found.append(Put(f"q[{len(self.of_day) - 1}]"))
            elif run:
                found.append(Fixed("".join(piece.text for piece in run if isinstance(piece, Fixed))))
            run.clear()

        for piece in self.pieces:
            if isinstance(piece, Fixed) or (isinstance(piece, Put) and piece.of_day):
                if not isinstance(piece, Fixed) or piece.text:
                    run.append(piece)
            else:
                close()
                found.append(piece)
        close()
        return found

    def written(self, piece: Piece) -> str:
        match piece:
            case Fixed(text):
                return self.bind(text.encode())
            case Choice(number, texts):
                return f"{self.bind(tuple(text.encode() for text in texts))}[{number}]"
            case Put(expression):
                return expression

    # Values ----------------------------------------------------------------------------------------------

    def slot(self, node: Node) -> str:
        """The expression of a node's value: of the firm, or of the item `r` at hand."""
        slot = self.program.slots[node.id]
        return f"{'s' if slot.of is None else 'd' if slot.of == DAY else 'r'}[{slot.position}]"

    def is_of_day(self, node: Node) -> bool:
        """Whether the day alone decides a node's value."""
        return self.program.slots[node.id].of == DAY

    def look(self) -> str:
        """An expression that looks nodes up in this run."""
        return f"lambda node:V(node,s,R{',k' if self.item is not None else ''})"

    def certain(self, number: int | str, measure: CheckedMeasure) -> str:
        """Whether the lower end of an amount counts: a sum of right, for an eligible firm, without a legal risk."""
        if measure.nature != "entitlement":
            return "False"
        risks = [f"not {self.slot(flag.when)}" for flag in measure.flags if flag.name == "legal_risk"]
        return " and ".join([f"o{number}==3", *risks])

    def holds(self, node: Node) -> None:
        """The word for a truth."""
        self.choose(self.slot(node), HOLDS, of_day=self.is_of_day(node))

    def undefined(self, value: Value) -> None:
        """The member `undefined`, why there is no value, where there is none though nothing is missing for it."""
        lack = self.lack(value)
        if lack is not None:
            find, test, reasons = lack
            self.choose(f"({find} if {test} else 0)", ("", *reasons))

    def lack(self, value: Value) -> tuple[str, str, list[str]] | None:
        """The expression that finds why there is no value, by its number among the reasons (0 is none), the test that
        it may be so, and the reasons as members; None of a value that there always is."""
        find = Undefined(self.program, value, self.unset)
        if not find.reasons:
            return None
        leads, slots = find.leads(), [self.slot(node) for node in nodes_of(value)]
        tests = [_open(slot, node) for slot, node in zip(slots, nodes_of(value), strict=True)]
        if not isinstance(value, Term):
            tests.append(f"0 in ({','.join(slots)},)")
        test = " or ".join(tests)
        if leads is not None:
            test = f"{test} and ({' or '.join(f'{self.slot(node)}=={truth}' for node, truth in leads)})"
        item = "k" if self.item is not None else "None"
        reasons = [f', "undefined": {words(reason)}' for reason in find.reasons]
        return f"{self.bind(find)}(s,R,{item})", test, reasons

    def readings(self, readings: Iterable[Reading]) -> None:
        for position, reading in enumerate(readings):
            end = self.open_end(reading) if position else None
            if end is None:
                self.fixed(", " if position else "")
                self.reading(reading)
                continue
            with self.apart() as text:
                self.fixed(", ")
                self.reading(reading)
            self.put(f'(b"" if {end} else {text[0]})')

    def open_end(self, reading: Reading) -> str | None:
        """The expression of whether a batch's period of events has no such end; None of what is no end of one."""
        key = str(reading.value.node.data) if isinstance(reading.value, Term) else ""
        measure, _, end = key.partition("@events.")
        if reading.role != "parameter" or not end:
            return None
        self.of_day.append(f"{self.bind(OpenEnd(measure, end))}(h)")
        return f"q[{len(self.of_day) - 1}]"

    def reading(self, reading: Reading) -> None:
        """A value that was read; of a parameter with its source on the day."""
        self.fixed(f'{{"name": {js(reading.key)}, "words": {words(reading.words)}, "value": ')
        self.coded(reading.value)
        percent = ', "percent": true' if reading.percent or is_rate(reading.value) else ""
        self.fixed(f', "unit": {js(say_unit(unit_of(reading.value)))}{percent}')
        if reading.role == "parameter":
            self.put(f"{self.bind(SourceOf(self.edition, reading))}(t,h)", of_day=True)
        self.fixed("}")

    def coded(self, value: Value) -> None:
        """A value and, of a code, what it is called."""
        if isinstance(value, Term) and isinstance(value.kind, Code):
            self.single(value, self.code)
            return
        self.single(value)
        if isinstance(value, Series):
            self.put(f"{self.bind(SaidOf(value, self.vocabulary.said))}({self.look()})")

    def single(self, value: Value, write: Callable[[Any], bytes] | None = None) -> None:
        """A value, by its own writer unless another is given."""
        if not isinstance(value, Term):
            self.put(self.value(value))
        elif value.node.op == "lit":
            self.fixed((write or shown.writer(value))(literal(value.node)).decode())
        elif isinstance(value.kind, Truth):
            self.choose(self.slot(value.node), shown.TRUTH_JSON, of_day=self.is_of_day(value.node))
        else:
            text = self.value(value) if write is None else self.once(value.node, self.bound_once(write, write))
            self.put(text, of_day=self.is_of_day(value.node))

    def value(self, value: Value) -> str:
        """The expression of a value's JSON; a single value of the firm is written once."""
        if isinstance(value, Quotient):
            write = self.bind(shown.ratio_text(scale_of(value.numerator), scale_of(value.denominator)))
            slots = f"{self.slot(value.numerator.node)},{self.slot(value.denominator.node)}"
            return f"({write}({slots}) or {self.bind(Shown(value))}({self.look()}))"
        if not isinstance(value, Term):
            return f"{self.bind(Shown(value))}({self.look()})"
        if value.node.op == "lit":
            return self.bind(shown.writer(value)(literal(value.node)))
        own = value.node.op in ("fact", "field") and not value.node.kids
        key = (value.kind, own) if isinstance(value.kind, Number) else type(value.kind)
        write = self.bound_once(key, shown.writer(value))
        return self.once(value.node, write, _quick(value))

    def once(self, node: Node, write: str, form: str = "{0}({1})") -> str:
        """The name of what a value of the firm is written as; the expression itself of an item, of the day, or where
        only the ladder works it out."""
        text = form.format(write, self.slot(node))
        if self.program.slots[node.id].of is not None or (self.ladder and node.id not in self.always):
            return text
        key = node.id, write
        if key not in self.values:
            self.values[key] = f"v{len(self.values)}"
            self.value_lines.append(f" {self.values[key]}={text}")
        return self.values[key]

    def bound_once(self, key: object, value: object) -> str:
        if key not in self.writers:
            self.writers[key] = self.bind(value)
        return self.writers[key]


def _open(slot: str, node: Node) -> str:
    """The test that a value is not known."""
    if node.sort == "truth":
        return f"{slot}==1"
    return f"{slot} is None" if node.sort == "code" else f"{slot}.__class__ is not int"


def _quick(term: Term) -> str:
    """How a number is written: at once what is known and not negative, by its writer anything else."""
    kind, node = term.kind, term.node
    if isinstance(kind, Number) and node.low >= 0 and node.high < 10**18:
        if kind.unit == YUAN and kind.scale == 2:
            return "(Y%(n//100,n%100) if (n:={1}).__class__ is int else {0}(n))"
        if kind.unit not in (YUAN, DATE) and kind.scale == 0:
            return "(D%n if (n:={1}).__class__ is int else {0}(n))"
    return "{0}({1})"


def not_set(name: Bilingual) -> Bilingual:
    return Bilingual(f"“{name.zh}”的值尚未公布", f"{name.say('en')} is yet to be announced")


def unit_of(value: Value) -> Unit:
    if isinstance(value, Term) and isinstance(value.kind, Number):
        return tuple(part for part in value.kind.unit if part[0] != "date")
    if isinstance(value, Quotient):
        return unit_of(value.numerator)
    if isinstance(value, Pick):
        return unit_of(value.of[0])
    if isinstance(value, Series) and value.entries:
        return unit_of(value.entries[0][1])
    return ()


def scale_of(term: Term) -> int:
    assert isinstance(term.kind, Number)
    return term.kind.scale


@dataclass(frozen=True)
class OpenEnd:
    """Whether the period of events of a measure's batch has no beginning or no end: no day stands for it then."""

    measure: str
    end: str

    def __call__(self, batches: Mapping[str, Batch | None]) -> bool:
        batch = batches.get(self.measure)
        span = batch.events if batch is not None else None
        return span is None or (span.opens if self.end == "from" else span.closes) is None


@dataclass(frozen=True)
class SourceOf:
    """The clause and the reliability of the value that a parameter has on a day; nothing on a day it has none."""

    edition: Edition
    reading: Reading

    def __call__(self, day: int, batches: Mapping[str, Batch | None]) -> bytes:
        [term] = terms_of(self.reading.value)
        found = self.edition.source_of(str(term.node.data), day, batches)
        return b"" if found is None else f", {sourced(found)}".encode()


@dataclass(frozen=True)
class Shown:
    """The JSON of a value that is more than one number."""

    value: Value

    def __call__(self, look: shown.Lookup) -> bytes:
        return shown.shown(self.value, look)


@dataclass(frozen=True)
class SaidOf:
    """What several values of codes are called."""

    value: Series
    say: Callable[[str], Bilingual]

    def __call__(self, look: shown.Lookup) -> bytes:
        return shown.said_of(self.value, look, self.say)


def literal(node: Node) -> Any:
    return (intervals.TRUE if node.data else intervals.FALSE) if node.sort == "truth" else node.data


def is_rate(value: Value) -> bool:
    """Whether a number is a share or rate, which people say in percent."""
    if isinstance(value, Term):
        return False
    return isinstance(value, Quotient | Pick | Growth) and not unit_of(value)
