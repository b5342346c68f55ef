"""The shapes of packs as `GET /v1/packs` gives them, closed like those of answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.shapes import Assumption, Cite, Medium, Nature, Proof, Reliability, Shape, Status, Words


class Issuer(Shape):
    name: Words
    level: str
    place: str | None


class InForce(Shape):
    from_: str | None = Field(alias="from")
    to: str | None
    by: Literal["application", "event"]


class MeasureTitle(Shape):
    id: str
    title: Words
    sub_track: str


class PackSummary(Shape):
    id: str
    version: str
    title: Words
    issuer: Issuer
    status: Status
    reliability: Reliability
    in_force: InForce
    not_seen: list[str] = Field(description="没有读到的部分 | parts of the text nobody has read")
    measures: list[MeasureTitle]


class PackList(Shape):
    packs: list[PackSummary]


class Document(Shape):
    alias: str
    title: str
    number: str | None
    published_on: str | None
    url: str | None
    medium: Medium


class ConditionWords(Shape):
    node: Literal["condition", "review", "all", "any", "none", "at_least"]
    id: str
    words: Words
    title: Words | None
    cite: Cite
    reliability: Reliability
    assumed: Words | None
    at_least: int | None
    of: list[ConditionWords]


class Period(Shape):
    """参数在一段时间里的值；未公布的给出上下限 | a parameter's value for a time; bounds while it is not announced"""

    from_: str | None = Field(alias="from")
    to: str | None
    value: str | None
    at_least: str | None
    at_most: str | None
    cite: Cite
    reliability: Reliability
    assumed: Words | None


class Parameter(Shape):
    name: Words
    values: list[Period]


class Branch(Shape):
    condition: str | None
    node: Literal["all", "any", "none", "at_least"] | None
    at_least: int | None
    of: list[Branch]


class WrittenDefinition(Shape):
    name: Words
    publishes: str | None = Field(description="供其他规则包使用的指标 | the fact that other packs use")
    is_: str | None = Field(alias="is")
    table: str | None
    hit: str | None
    node: Literal["all", "any", "none", "at_least"] | None
    at_least: int | None
    of: list[Branch]
    cite: Cite
    reliability: Reliability
    assumed: Words | None


class Cap(Shape):
    per: Literal["item", "enterprise"]
    every: Literal["year", "ever"] | None
    at: str
    cite: Cite
    reliability: Reliability


class Rounding(Shape):
    to: str
    mode: Literal["down", "up", "half up", "half even"]
    cite: Cite
    reliability: Reliability


class Stretch(Shape):
    from_: str | None = Field(alias="from")
    to: str | None
    cite: Cite
    reliability: Reliability


class PackWindow(Shape):
    batch: str
    applications: Stretch | None
    events: Stretch | None


class YearsOfSupport(Shape):
    at_most: str
    from_: str = Field(alias="from")


class PackFlag(Shape):
    flag: str
    say: Words
    when: Words | None = Field(description="何时提示；null 为总是 | when it is raised; null: always")
    cite: Cite
    reliability: Reliability


class MeasurePage(Shape):
    id: str
    title: Words
    sub_track: str
    industry_tracks: list[str]
    nature: Nature
    cite: Cite
    reliability: Reliability
    for_each: str | None
    conditions: list[ConditionWords]
    parameters: list[Parameter]
    definitions: list[WrittenDefinition]
    amount: str | None
    grants: str | None
    years_of_support: YearsOfSupport | None
    rounding: Rounding | None
    caps: list[Cap]
    windows: list[PackWindow]
    flags: list[PackFlag]
    assumptions: list[Assumption]
    evidence: list[Proof]


class PackPage(Shape):
    """一个规则包的一版 | one version of a pack"""

    id: str
    version: str
    versions: list[str]
    title: Words
    issuer: Issuer
    status: Status
    reliability: Reliability
    in_force: InForce
    not_seen: list[str]
    documents: list[Document]
    parameters: list[Parameter]
    definitions: list[WrittenDefinition]
    measures: list[MeasurePage]
    rounding: Rounding | None
    caps: list[Cap]


ConditionWords.model_rebuild()
Branch.model_rebuild()
