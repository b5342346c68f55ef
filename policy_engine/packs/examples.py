"""`examples.yaml`: profiles with their expected outcomes, kept beside the rules they test."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, GetJsonSchemaHandler, PlainValidator, ValidationInfo, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from policy_engine.errors import Bilingual, Finding
from policy_engine.packs.fields import (
    FactValue,
    Group,
    Identifier,
    Line,
    Money,
    PackId,
    When,
    Word,
    fact_value,
    refused,
)
from policy_engine.packs.reading import Part, did_you_mean, read_part
from policy_engine.source import Source

Outcome = Literal["eligible", "ineligible", "undetermined", "needs_review"]


def _facts(value: object) -> dict[str, FactValue]:
    if not isinstance(value, Group):
        raise refused(
            Bilingual("这里应是一组指标", "a group of facts should stand here"),
            Bilingual("每个指标写成 `指标: 值`", "write each as `fact: value`"),
        )
    return {key: fact_value(inner) for key, inner in value.items()}


Facts = Annotated[dict[str, FactValue], PlainValidator(_facts), WithJsonSchema({"type": "object"})]
"""Facts by id, as plain texts, lists and groups whose keys know their places; the vocabulary says what they mean."""


class Application(Part):
    """The application a profile is decided for."""

    kind: Line | None = Field(None, description="申请类型 | kind of application")
    batch: Line | None = Field(None, description="批次 | batch")
    filed_at: When | None = Field(None, description="申报时间 | time of filing")


class Profile(Part):
    """A base profile, named once."""

    as_of: When | None = Field(None, description="基准日 | the day it is decided as of")
    application: Application | None = Field(None, description="申报件 | the application")
    facts: Facts = Field(description="指标 | facts")


class Stated(Part):
    """Something that an example states: at least one of its keys is written."""

    @model_validator(mode="after")
    def something(self) -> Stated:
        """An expectation of nothing would count as met."""
        if all(getattr(self, name) in (None, {}) for name in type(self).model_fields if name != "where"):
            names = ", ".join(self.keys())
            raise refused(
                Bilingual("这里没有写期望什么", "nothing is expected here"),
                Bilingual(f"写上 {names} 中的一个，或删掉它", f"write one of {names}, or delete it"),
            )
        return self


class ExpectedAmount(Stated):
    """The ends of an amount, in yuan with two places, as a decision says them."""

    at_least: Money | None = Field(None, description="下限，元，两位小数 | lower end in yuan, two places")
    at_most: Money | None = Field(None, description="上限，元，两位小数 | upper end in yuan, two places")


class ExpectedItem(Stated):
    """The part of the decision on an item, or on a measure, that an example states."""

    outcome: Outcome | None = Field(None, description="结论 | outcome")
    amount: ExpectedAmount | None = Field(None, description="金额 | amount")
    failed: tuple[Identifier, ...] | None = Field(
        None, description="不成立的条件编号 | ids of the conditions that fail"
    )


class Expected(ExpectedItem):
    """The part of a decision that an example states."""

    missing: tuple[Word, ...] | None = Field(None, description="缺少的指标 | unknown facts that can still change it")
    flags: tuple[Literal["site_check", "legal_risk", "illustrative"], ...] | None = Field(
        None, description="标记 | flags"
    )
    state: Literal["not_yet", "open", "closed"] | None = Field(None, description="受理期状态 | state of the window")
    items: dict[Line, ExpectedItem] | None = Field(None, description="逐项结果，按项的编号 | per item, by its id")


class Expect(Part):
    """What an example expects: of measures by id, and of derived facts under `values`."""

    values: Facts | None = Field(None, description="派生指标的值 | values of derived facts")
    measures: dict[Identifier, Expected] = Field({}, description="措施的判定 | decisions by measure")

    @model_validator(mode="before")
    @classmethod
    def known_keys(cls, data: object, info: ValidationInfo) -> object:
        """Every key but `values` is a measure."""
        if not isinstance(data, Group):
            return data
        measures = {key: value for key, value in data.items() if key != "values"}
        kept: dict[str, object] = {"@where": data.place, "measures": measures}
        return kept | {str(key): value for key, value in data.items() if key == "values"}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = handler.resolve_ref_schema(handler(schema))
        measures = full["properties"].pop("measures")
        (measure,) = measures["patternProperties"].values()
        return full | {"additionalProperties": measure}


class Case(Part):
    """One example: a base profile, what differs, what comes out."""

    example: Line = Field(description="名称 | name")
    base: Word | None = Field(None, description="所用的基本画像 | the base profile; no facts when absent")
    with_: Facts = Field({}, alias="with", description="改写或补充的指标 | facts put in place of or beside the base's")
    without: tuple[Word, ...] = Field((), description="去掉的指标，成为未知 | facts taken away, so unknown")
    as_of: When | None = Field(
        None, description="基准日，不写则同基本画像 | the day it is decided as of; the base's when absent"
    )
    application: Application | None = Field(None, description="申报件 | the application; the base's when absent")
    expect: Expect = Field(description="期望 | what is expected")


class Examples(Part):
    """`examples.yaml`."""

    examples: PackId = Field(description="规则包编号 | id of the pack")
    profiles: dict[Line, Profile] = Field({}, description="基本画像，各取一名 | base profiles, each named once")
    cases: tuple[Case, ...] = Field(description="用例 | the examples")


def read_examples(source: Source) -> tuple[Examples | None, list[Finding]]:
    """The examples that a file holds, None when there is any error: names are unique, bases exist, days are given."""
    examples, findings = read_part(source, Examples, "examples")
    if examples is None:
        return None, findings
    seen: set[str] = set()
    for case in examples.cases:
        findings += _findings(case, examples, seen)
        seen.add(case.example)
    return (None if findings else examples), findings


def _findings(case: Case, examples: Examples, seen: set[str]) -> list[Finding]:
    findings: list[Finding] = []

    def find(message: Bilingual, advice: Bilingual | None, at: Word | None = None) -> None:
        findings.append(Finding("error", message, case.where if at is None else at.excerpt.place(), advice))

    base = None if case.base is None else examples.profiles.get(case.base)
    if case.example in seen:
        find(
            Bilingual(f"用例 “{case.example}” 重名", f"the example `{case.example}` exists already"),
            Bilingual("换一个名称", "choose another name"),
        )
    if case.base is not None and base is None:
        find(
            Bilingual(f"没有基本画像 “{case.base}”", f"there is no base profile `{case.base}`"),
            did_you_mean(case.base, examples.profiles) or Bilingual("写在 profiles 里", "write it under `profiles`"),
            case.base,
        )
    elif case.as_of is None and (base is None or base.as_of is None):
        find(
            Bilingual("没有基准日 as_of", "there is no `as_of`"),
            Bilingual("写在用例或基本画像里", "write it in the example or its base"),
        )
    for fact in case.without:
        given = base.facts if base is not None else {}
        if fact not in given:
            find(
                Bilingual(f"without 的 “{fact}” 不在基本画像里", f"`{fact}` of `without` is not in the base"),
                did_you_mean(fact, given) or Bilingual("删掉它", "delete it"),
                fact,
            )
    if not case.expect.measures and not case.expect.values:
        find(
            Bilingual("expect 是空的", "`expect` is empty"),
            Bilingual("写上措施或 values", "write a measure or `values`"),
        )
    return findings
