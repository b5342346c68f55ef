"""The kinds of value a key of a pack file can have, each read from the text as written.

Every value reaches these readers as `Written` text that knows its place, never typed by YAML. A reader that cannot make
sense of it raises `refused(…)`; the file reader gives that its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from policy_engine.errors import Bilingual
from policy_engine.language.grammar import KEYWORDS
from policy_engine.source import Excerpt, Place
from policy_engine.values import read_date, say_date

Read = TypeVar("Read")


class Written(str):
    """A text with its place; `quoted` when quotation marks stood around it."""

    excerpt: Excerpt
    quoted: bool

    @classmethod
    def at(cls, excerpt: Excerpt, *, quoted: bool = False) -> Written:
        written = cls(excerpt.text)
        written.excerpt = excerpt
        written.quoted = quoted
        return written

    @property
    def absent(self) -> bool:
        return not self and not self.quoted


class Group(dict[str, object]):
    """A mapping with its place; the keys are `Written`."""

    place: Place

    @classmethod
    def at(cls, place: Place, entries: dict[str, object]) -> Group:
        group = cls(entries)
        group.place = place
        return group


@dataclass(frozen=True, slots=True)
class Moment:
    """A day (number since 1970-01-01) and, where a time was written, its minute of that day, Asia/Shanghai."""

    day: int
    minute: int | None = None

    def __str__(self) -> str:
        clock = "" if self.minute is None else f"T{self.minute // 60:02d}:{self.minute % 60:02d}"
        return say_date(self.day) + clock


def refused(message: Bilingual, advice: Bilingual | None = None) -> PydanticCustomError:
    """The error that becomes a finding with this message and advice at the place of the value."""
    return PydanticCustomError("refused", "{zh}", {"zh": message.zh, "message": message, "advice": advice})


def text_of(value: object) -> Written:
    """The text that a value is, refused when it is a list or a group of keys."""
    if not isinstance(value, Written):
        raise refused(
            Bilingual("这里应是一段文字", "a text should stand here"),
            Bilingual("不要写成列表或一组键值", "write no list and no group of keys"),
        )
    return value


def reader(read: Callable[[Written], Read]) -> Callable[[object], Read]:
    """A pydantic validator from a function of written text."""
    return lambda value: read(text_of(value))


def _pattern(pattern: str, message: Bilingual, advice: Bilingual) -> Callable[[object], str]:
    compiled = re.compile(pattern)

    def read(written: Written) -> str:
        if compiled.fullmatch(written) is None:
            said = Bilingual(f"“{written}” {message.zh}", f"`{written}` {message.en}")
            raise refused(said, advice)
        return str(written)

    return reader(read)


def _bilingual(written: Written) -> Bilingual:
    text = Bilingual.read(" ".join(written.split("\n")))
    if not text.zh:
        raise refused(
            Bilingual("中文一半是空的", "the Chinese half is empty"),
            Bilingual("写成 `中文 | English`", "write `中文 | English`"),
        )
    return text


def _expression(written: Written) -> Excerpt:
    return written.excerpt


def no_citation(text: str) -> tuple[Bilingual, Bilingual] | None:
    """Why a text is no citation and what to do; None of one that is."""
    alias, *clauses = re.split("[#＃]", text)
    if len(clauses) > 1:
        return (
            Bilingual(f"“{text}” 是两处依据", f"`{text}` is two citations"),
            Bilingual(
                "只写要紧的一处，或拆成两条，各写依据",
                "write the one that matters, or make it two parts, each with its own citation",
            ),
        )
    if re.fullmatch(r"[^\s#＃]+(#\S.*)?", text) is not None:
        return None
    written = f"{alias.strip()}#{clauses[0].strip()}" if clauses and alias.strip() and clauses[0].strip() else ""
    return (
        Bilingual(f"“{text}” 不是依据", f"`{text}` is no citation"),
        Bilingual(f"写成 `{written}`", f"write `{written}`")
        if written
        else Bilingual("写成 `文件别名#条款`，例如 `细则#第七条`", "write `alias#clause`, for example `细则#第七条`"),
    )


def _citation(written: Written) -> Excerpt:
    wrong = no_citation(written)
    if wrong is not None:
        raise refused(*wrong)
    place = written.excerpt.place()
    comment = re.compile(r"[ \t]+(#\S.*)").match(place.source.text, place.end)
    if comment is not None and "#" not in written and not written.quoted:
        lost = comment[1].rstrip()
        raise refused(
            Bilingual(
                f"YAML 把空格后的 “{lost}” 当作注释", f"YAML takes `{lost}` for a comment, as a space precedes it"
            ),
            Bilingual(
                f"写成 `{written}{lost}`；真是注释就在 # 后空一格",
                f"write `{written}{lost}`; a comment that is meant has a space after its #",
            ),
        )
    return written.excerpt


def _day(written: Written) -> int:
    day = read_date(written)
    if day is None:
        raise refused(
            Bilingual(f"“{written}” 不是存在的日期", f"`{written}` is no date that exists"),
            Bilingual("写成 2026-03-01 的样子", "write it like 2026-03-01"),
        )
    return day


def _day_or_unknown(written: Written) -> int | None:
    return None if written == "unknown" else _day(written)


def _day_or_as_of(written: Written) -> int | Literal["as_of"]:
    return "as_of" if written == "as_of" else _day(written)


def _moment(written: Written) -> Moment:
    date, letter, clock = written.partition("T")
    day = read_date(date)
    time = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", clock)
    if day is None or (letter and time is None):
        raise refused(
            Bilingual(f"“{written}” 不是存在的日期或时刻", f"`{written}` is no date or time that exists"),
            Bilingual("写成 2026-03-01 或 2026-03-01T17:00", "write it like 2026-03-01 or 2026-03-01T17:00"),
        )
    return Moment(day, int(time[1]) * 60 + int(time[2]) if time else None)


def _whole(written: Written) -> int:
    if re.fullmatch(r"[1-9][0-9]{0,8}", written) is None:
        raise refused(
            Bilingual(f"“{written}” 不是正整数", f"`{written}` is no positive whole number"),
            Bilingual("写成 1、2、3 的样子", "write it like 1, 2, 3"),
        )
    return int(written)


def _count(written: Written) -> int:
    return 0 if written == "0" else _whole(written)


def _yes_or_no(written: Written) -> bool:
    if written not in ("yes", "no"):
        raise refused(
            Bilingual(f"“{written}” 应是 yes 或 no", f"`{written}` should be yes or no"),
            Bilingual("写 yes 或 no", "write yes or no"),
        )
    return written == "yes"


FactValue = TypeAliasType("FactValue", "str | list[FactValue] | dict[str, FactValue] | None")
"""A fact as written in an example: texts (numbers and truths too), lists and groups; `null` without quotes is None."""


def fact_value(value: object) -> FactValue:
    """The plain data of a written fact, its keys with their places; nothing written is refused, since it could mean
    unknown or empty."""
    if isinstance(value, Written):
        if value.absent:
            raise refused(
                Bilingual("没有写值", "no value is written"),
                Bilingual("未知写 null，空列表写 []", "write null for unknown, [] for an empty list"),
            )
        return None if value in ("null", "~") and not value.quoted else str(value)
    if isinstance(value, Group):
        return {key: fact_value(inner) for key, inner in value.items()}
    assert isinstance(value, list)
    return [fact_value(inner) for inner in value]


_DATE_PATTERN = r"^\d{4}-\d\d-\d\d$"
_EXPRESSION_JSON: dict[str, object] = {"type": ["string", "number", "boolean"]}

Text = Annotated[Bilingual, PlainValidator(reader(_bilingual)), WithJsonSchema({"type": "string", "minLength": 1})]
"""`中文 | English`; the English half may be absent."""

Line = Annotated[str, PlainValidator(reader(str)), WithJsonSchema({"type": "string"})]
"""Any text."""

Word = Annotated[Written, PlainValidator(text_of), WithJsonSchema({"type": "string"})]
"""Any text, with its place."""

Expression = Annotated[Excerpt, PlainValidator(reader(_expression)), WithJsonSchema(_EXPRESSION_JSON)]
"""An expression of the rule language (or a table), unparsed, with its place in the file."""

Citation = Annotated[Excerpt, PlainValidator(reader(_citation)), WithJsonSchema({"type": "string"})]
"""`alias#clause`: a piece of one of the pack's documents."""

Day = Annotated[int, PlainValidator(reader(_day)), WithJsonSchema({"type": "string", "pattern": _DATE_PATTERN})]
"""A date that exists, as a day number."""

DayOrUnknown = Annotated[
    int | None,
    PlainValidator(reader(_day_or_unknown)),
    WithJsonSchema({"type": "string", "pattern": r"^(\d{4}-\d\d-\d\d|unknown)$"}),
]
"""A date, or `unknown`."""

DayOrAsOf = Annotated[
    int | Literal["as_of"],
    PlainValidator(reader(_day_or_as_of)),
    WithJsonSchema({"type": "string", "pattern": r"^(\d{4}-\d\d-\d\d|as_of)$"}),
]
"""A date, or `as_of`: the day that is decided."""

When = Annotated[
    Moment,
    PlainValidator(reader(_moment)),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$"}),
]
"""A date, or a date with a time in Asia/Shanghai."""

Whole = Annotated[int, PlainValidator(reader(_whole)), WithJsonSchema({"type": "integer", "minimum": 1})]
"""A positive whole number."""

Count = Annotated[int, PlainValidator(reader(_count)), WithJsonSchema({"type": "integer", "minimum": 0})]
"""A whole number that is not negative."""

YesNo = Annotated[bool, PlainValidator(reader(_yes_or_no)), WithJsonSchema({"enum": ["yes", "no", True, False]})]
"""`yes` or `no`."""

_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_WORD = rf"(?!(?:{'|'.join(KEYWORDS)})$)[^\W\d]\w*"


def is_identifier(text: str) -> bool:
    """Whether a measure or a condition may be called by it."""
    return re.fullmatch(_ID, text) is not None


Money = Annotated[
    str,
    BeforeValidator(
        _pattern(
            r"[0-9]+\.[0-9][0-9]",
            Bilingual("不是以元计、两位小数的金额", "is no amount in yuan with two places"),
            Bilingual('写成 "600000.00" 的样子', 'write it like "600000.00"'),
        )
    ),
    WithJsonSchema({"type": "string", "pattern": r"^\d+\.\d\d$"}),
]
"""An amount as decisions say it: yuan with two places."""

Identifier = Annotated[
    str,
    BeforeValidator(
        _pattern(
            _ID,
            Bilingual("不能做编号", "cannot be an id"),
            Bilingual("用小写字母、数字和连字符，例如 chip-design", "use small letters, digits, hyphens: chip-design"),
        )
    ),
    WithJsonSchema({"type": "string", "pattern": f"^{_ID}$"}),
]
"""The id of a measure or a condition."""

PackId = Annotated[
    str,
    BeforeValidator(
        _pattern(
            f"{_ID}(/{_ID})*",
            Bilingual("不能做规则包编号", "cannot be the id of a pack"),
            Bilingual(
                "写它在 rules/ 下的路径，不含版本，例如 shanghai/putuo/ic",
                "write its path under rules/ without the version, for example shanghai/putuo/ic",
            ),
        )
    ),
    WithJsonSchema({"type": "string", "pattern": f"^{_ID}(/{_ID})*$"}),
]
"""The id of a pack: its path under `rules/` without the version."""

FactId = Annotated[
    str,
    BeforeValidator(
        _pattern(
            rf"(?!(?:{'|'.join(KEYWORDS)})$)[a-z][a-z0-9_]*",
            Bilingual("不能做指标编号", "cannot be the id of a fact"),
            Bilingual(
                "用小写字母、数字和下划线，例如 rd_expense", "use small letters, digits, underscores: rd_expense"
            ),
        )
    ),
    WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}),
]
"""The id of a fact: its key in data and its English name in rules."""

Name = Annotated[
    str,
    BeforeValidator(
        _pattern(
            _WORD,
            Bilingual("不能做名字", "cannot be a name"),
            Bilingual(
                "用汉字、字母、数字和下划线，不以数字开头，不含空格，也不是 and、null 一类的语言用词",
                "use letters, digits and underscores, no digit first, no space; no word of the language, such as null",
            ),
        )
    ),
    WithJsonSchema({"type": "string"}),
]
"""A name that expressions use."""

RESERVED_NAMES = frozenset({"基准日", "as_of", "支持年度", "year_of_support", "授予日", "granted_on", "unspecified"})


def _own_name(name: str) -> str:
    if name in RESERVED_NAMES:
        raise refused(
            Bilingual(f"“{name}” 是保留的名字", f"`{name}` is a reserved name"),
            Bilingual("换一个名字", "choose another"),
        )
    return name


OwnName = Annotated[Name, BeforeValidator(_own_name)]
"""The name of a parameter or a definition."""
