"""The format of `vocabulary/<section>.yaml`."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from policy_engine.errors import Bilingual
from policy_engine.packs.fields import (
    Count,
    Day,
    DayOrAsOf,
    Expression,
    FactId,
    Line,
    Name,
    PackId,
    Text,
    Whole,
    Written,
    YesNo,
    reader,
    refused,
)
from policy_engine.packs.reading import Part, did_you_mean
from policy_engine.values import PLAIN, UNIT_WORDS, Unit, decimal_of, read_scaled, read_unit

FactKind = Literal["truth", "number", "money", "quantity", "rate", "date", "datetime", "text", "code"]
NUMERIC: frozenset[FactKind] = frozenset({"number", "money", "quantity", "rate"})

_DEFAULT_DECIMALS: dict[FactKind, int] = {"money": 2, "rate": 4}
_MOST_DECIMALS = 12
_MOST_REPEATS = 2
"""How many parts of a text's pattern may repeat a varying number of times: each multiplies the time a text can take."""


def base_unit(text: str) -> tuple[Unit, Fraction]:
    """A unit that was checked when read, and what is one of it in base units."""
    return read_unit(text) or (PLAIN, Fraction(1))


def _unit(written: Written) -> str:
    read = read_unit(written)
    if read is None or read[0] == PLAIN:
        unknown = next((word for word in written.split("/") if word not in UNIT_WORDS), str(written))
        raise refused(
            Bilingual(f"未知的单位 “{unknown}”", f"unknown unit `{unknown}`"),
            did_you_mean(unknown, UNIT_WORDS)
            or Bilingual(f"可用的单位：{'、'.join(UNIT_WORDS)}", f"units: {', '.join(UNIT_WORDS)}"),
        )
    if decimal_of(read[1]) is None:
        raise refused(
            Bilingual(f"“{written}” 不能精确换算成基本单位", f"`{written}` is no exact number of base units"),
            Bilingual("改用以月或天计的单位，例如 元/㎡/月", "use a unit in 月 or 天, for example 元/㎡/月"),
        )
    return str(written)


def _decimal(written: Written) -> str:
    if re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,12})?", written) is None:
        raise refused(
            Bilingual(f"“{written}” 不是十进制数", f"`{written}` is no decimal number"),
            Bilingual("写成 0、-5、0.25 的样子，不写单位", "write it like 0, -5, 0.25, without a unit"),
        )
    return str(written)


def _regular_expression(written: Written) -> str:
    try:
        re.compile(written)
    except re.error as error:
        raise refused(
            Bilingual(f"不是正则表达式：{error.msg}", f"no regular expression: {error.msg}"),
            Bilingual("检查括号和反斜杠", "check its brackets and backslashes"),
        ) from error
    bare = re.sub(r"\[\^?\]?[^\]]*\]", "x", re.sub(r"\\.", "x", written))
    if re.search(r"\)[*+{]", bare) is not None or len(re.findall(r"[*+]|\{[0-9]*,[0-9]*\}", bare)) > _MOST_REPEATS:
        raise refused(
            Bilingual(
                "这个正则表达式遇到某些文字会算得太久",
                "some texts would keep this regular expression busy for too long",
            ),
            Bilingual(
                f"不重复括号里的一组，不定次数的重复至多 {_MOST_REPEATS} 处",
                f"repeat no group, and at most {_MOST_REPEATS} parts a varying number of times",
            ),
        )
    return str(written)


UnitText = Annotated[str, PlainValidator(reader(_unit)), WithJsonSchema({"type": "string"})]
DecimalText = Annotated[str, PlainValidator(reader(_decimal)), WithJsonSchema({"type": ["number", "string"]})]
Pattern = Annotated[str, BeforeValidator(reader(_regular_expression)), WithJsonSchema({"type": "string"})]


class Asked(Part):
    """How a fact is asked for."""

    question: Text | None = Field(None, description="怎样问企业 | how the enterprise is asked")
    verified_by: Text | None = Field(None, description="凭什么核实 | what can verify it")
    changeable: YesNo | None = Field(None, description="企业自己能否改变 | whether the enterprise can change it")
    effort: Literal["low", "medium", "high"] | None = Field(None, description="回答的工作量 | effort to answer")
    personal: YesNo | None = Field(None, description="是否个人信息 | whether it is personal data")

    def lacking(self) -> list[str]:
        """The keys of a question that are not written."""
        return [name for name in Asked.model_fields if name != "where" and getattr(self, name) is None]


class ItemPart(Part):
    """A field of a list's items; a fact is one with more keys."""

    zh: Name = Field(description="中文名，规则里用它 | Chinese name, as rules write it")
    en: Line = Field(description="英文标签 | English label")
    kind: FactKind = Field(description="种类 | kind")
    unit: UnitText | None = Field(None, description="单位；money 不写则是元 | unit; yuan for money when absent")
    min: DecimalText | None = Field(None, description="不可能低于 | it cannot be below")
    max: DecimalText | None = Field(None, description="不可能高于 | it cannot be above")
    decimals: Count | None = Field(
        None, description="小数位数，不写则 0；money 2，rate 4 | decimal places; 0, money 2, rate 4 when absent"
    )
    values: tuple[Line, ...] = Field((), description="code 的可取值 | the values of a code")
    labels: dict[Line, Line] = Field({}, description="各值的英文 | the values in English")
    earliest: Day | None = Field(
        None, description="日期不早于，不写则 1900-01-01 | earliest date; 1900-01-01 when absent"
    )
    latest: DayOrAsOf | None = Field(
        None,
        description=(
            "日期不晚于，不写则 2100-12-31；as_of 即基准日 | "
            "latest date; 2100-12-31 when absent; as_of: the day decided"
        ),
    )
    pattern: Pattern | None = Field(
        None, description="文字须整体匹配的正则表达式 | regular expression the whole text matches"
    )

    @property
    def unit_text(self) -> str:
        return self.unit or ("元" if self.kind == "money" else "")

    @property
    def places(self) -> int:
        """Decimal places in the unit as written."""
        return _DEFAULT_DECIMALS.get(self.kind, 0) if self.decimals is None else self.decimals

    @property
    def scale(self) -> int:
        """Decimal places in base units."""
        step = decimal_of(base_unit(self.unit_text)[1] / 10**self.places)
        assert step is not None
        return step.scale

    @property
    def range(self) -> tuple[int, int]:
        """Least and greatest value, on the scale in base units."""
        factor = base_unit(self.unit_text)[1] * 10**self.scale
        return _times(self.min or "0", factor), _times(self.max or "0", factor)

    @model_validator(mode="after")
    def fits_its_kind(self) -> ItemPart:
        """Each kind has the keys it needs and none that mean nothing for it."""
        numeric = self.kind in NUMERIC
        self.only("unit", self.unit, allowed=self.kind in ("quantity", "money"), needed=self.kind == "quantity")
        self.only("min", self.min, allowed=numeric, needed=numeric)
        self.only("max", self.max, allowed=numeric, needed=numeric)
        self.only("decimals", self.decimals, allowed=numeric)
        self.only("values", self.values or None, allowed=self.kind == "code", needed=self.kind == "code")
        self.only("labels", self.labels or None, allowed=self.kind == "code")
        self.only("earliest", self.earliest, allowed=self.kind in ("date", "datetime"))
        self.only("latest", self.latest, allowed=self.kind in ("date", "datetime"))
        self.only("pattern", self.pattern, allowed=self.kind == "text")
        if self.places > _MOST_DECIMALS:
            raise refused(
                Bilingual(f"小数超过 {_MOST_DECIMALS} 位", f"more than {_MOST_DECIMALS} decimal places"),
                Bilingual("换一个大小合适的单位", "choose a unit of a fitting size"),
            )
        if numeric:
            self.range_in_order()
        for label in self.labels:
            if label not in self.values:
                raise refused(
                    Bilingual(f"labels 里的 “{label}” 不在 values 里", f"`{label}` of `labels` is none of the values"),
                    did_you_mean(label, self.values),
                )
        return self

    def only(self, key: str, value: object, *, allowed: bool, needed: bool = False) -> None:
        """Refuses a key that this kind needs and lacks, or has and does not need."""
        if value is not None and not allowed:
            raise refused(
                Bilingual(f"{self.kind} 不用 {key}", f"`{key}` is not for {self.kind}"),
                Bilingual(f"删掉 {key}，或改 kind", f"delete `{key}`, or change `kind`"),
            )
        if value is None and needed:
            raise refused(
                Bilingual(f"{self.kind} 要有 {key}", f"{self.kind} needs `{key}`"),
                Bilingual(f"补上 `{key}: …`", f"add `{key}: …`"),
            )

    def range_in_order(self) -> None:
        """Refuses bounds with more places than declared, and a range that is empty."""
        for bound in (self.min, self.max):
            if bound is not None and read_scaled(bound, self.places) is None:
                raise refused(
                    Bilingual(
                        f"“{bound}” 的小数超过 {self.places} 位", f"`{bound}` has more than {self.places} places"
                    ),
                    Bilingual("写 decimals，或减少小数", "declare `decimals`, or write fewer places"),
                )
        low, high = self.range
        if high < low:
            raise refused(
                Bilingual("max 小于 min", "`max` is less than `min`"), Bilingual("检查两端", "check both ends")
            )


class FactPart(ItemPart, Asked):
    """One fact."""

    annual: Whole | None = Field(None, description="按会计年度，往前几年 | by fiscal year, how many years back")
    many: YesNo | None = Field(None, description="code 可取多个值 | a code of several values")
    derived: PackId | None = Field(None, description="由哪个规则包给出 | the pack that publishes it")
    is_: Expression | None = Field(
        None, alias="is", description="由其他指标算出的表达式 | an expression over other facts"
    )

    @model_validator(mode="after")
    def asked_or_derived(self) -> FactPart:
        """A fact is asked for with all that belongs to a question, or derived in one way."""
        self.only("many", self.many, allowed=self.kind == "code")
        if self.annual is not None and self.kind not in NUMERIC:
            self.only("annual", self.annual, allowed=False)
        for way, written in (("derived", self.derived), ("is", self.is_)):
            if self.annual is not None or self.many:
                key = "annual" if self.annual is not None else "many"
                if written is not None:
                    raise refused(
                        Bilingual(f"{way} 的指标不能写 {key}", f"a fact with `{way}` cannot be `{key}`"),
                        Bilingual(f"删掉 {key}", f"delete `{key}`"),
                    )
        ways = [key for key, value in (("derived", self.derived), ("is", self.is_)) if value is not None]
        lacking = self.lacking()
        if len(ways) == 2:
            raise refused(
                Bilingual("derived 和 is 只能写一个", "`derived` and `is` exclude each other"),
                Bilingual("删掉一个", "delete one of them"),
            )
        if ways and len(lacking) < len(Asked.model_fields) - 1:
            raise refused(
                Bilingual(f"有 {ways[0]} 的指标不问企业", f"a fact with `{ways[0]}` is not asked for"),
                Bilingual("删掉 question 等键", "delete `question` and what belongs to it"),
            )
        if not ways and lacking:
            raise _question_lacks(lacking)
        return self


class ListPart(Asked):
    """One list fact."""

    zh: Name = Field(description="中文名，规则里用它 | Chinese name, as rules write it")
    en: Line = Field(description="英文标签 | English label")
    most: Whole = Field(description="最多几项 | the most items it can have")
    counts: UnitText | None = Field(None, description="count() 的单位 | the unit of count()")
    items: dict[FactId, ItemPart] = Field(min_length=1, description="每一项的字段 | the fields of an item")

    @model_validator(mode="after")
    def asked(self) -> ListPart:
        """A list is asked for, and its fields have names of their own."""
        lacking = self.lacking()
        if lacking:
            raise _question_lacks(lacking)
        seen: set[str] = set()
        for key, item in self.items.items():
            if seen & {key, item.zh}:
                name = key if key in seen else item.zh
                raise refused(
                    Bilingual(f"字段名 “{name}” 重复", f"the field name `{name}` is repeated"),
                    Bilingual("换一个名字", "choose another"),
                )
            seen |= {key, item.zh}
        return self


class VocabularyFile(Part):
    """`vocabulary/<section>.yaml`."""

    vocabulary: FactId = Field(description="分组，与文件名相同 | the section, equal to the file name")
    facts: dict[FactId, FactPart] = Field({}, description="指标 | facts")
    lists: dict[FactId, ListPart] = Field({}, description="列表 | lists")


def _times(text: str, factor: Fraction) -> int:
    return int(Fraction(text) * factor)


def _question_lacks(keys: list[str]) -> Exception:
    words = ", ".join(keys)
    return refused(
        Bilingual(f"向企业询问的指标还缺 {words}", f"what is asked of an enterprise lacks {words}"),
        Bilingual("补上它们，或写 derived 或 is", "add them, or write `derived` or `is`"),
    )
