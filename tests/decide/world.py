"""A small world for tests of deciding: a vocabulary with a fact of every kind, and packs written into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from policy_engine.errors import Finding
from policy_engine.packs import schema
from policy_engine.packs.edition import PackVersion
from policy_engine.packs.library import Library, read_library
from policy_engine.packs.vocabulary import Vocabulary, read_vocabulary
from policy_engine.source import Source

ASKED = "verified_by: 证 | proof, changeable: {changeable}, effort: low, personal: no"
_FACTS = """
  legal_person: {zh: 独立法人, en: legal person, kind: truth, question: 是否独立法人？ | Is it a legal person?, ASKED}
  listed: {zh: 已上市, en: listed, kind: truth, question: 上市了吗？ | Is it listed?, ASKED}
  dishonest: {zh: 严重失信, en: on a dishonesty list, kind: truth, question: 失信吗？ | Is it dishonest?, FIXED}
  employees: {zh: 从业人员, en: employees, kind: quantity, unit: 人, min: 0, max: 100000, question: 多少人？ | How many people?, ASKED}
  score: {zh: 得分, en: score, kind: number, min: -50, max: 100, decimals: 1, question: 多少分？ | What score?, ASKED}
  capital: {zh: 注册资本, en: capital, kind: money, min: 0, max: 1000000000, question: 多少资本？ | How much capital?, ASKED}
  profit: {zh: 利润, en: profit, kind: money, unit: 万元, min: -100000, max: 100000, question: 多少利润？ | How much profit?, FIXED}
  share: {zh: 占比, en: share, kind: rate, min: 0, max: 1, question: 占比多少？ | What share?, ASKED}
  district: {zh: 注册区, en: district, kind: code, values: [青浦区, 嘉定区, 其他], question: 在哪个区？ | In which district?, ASKED}
  industry: {zh: 行业代码, en: industry code, kind: text, pattern: "[0-9]{1,4}", question: 什么行业？ | Which industry?, FIXED}
  founded_on: {zh: 成立日期, en: founded on, kind: date, earliest: 1950-01-01, latest: as_of, question: 何时成立？ | When was it founded?, FIXED}
  approved_on: {zh: 立项日, en: approved on, kind: date, earliest: 1990-01-01, question: 何时立项？ | When was it approved?, FIXED}
  chains: {zh: 产业链, en: value chains, kind: code, many: yes, values: [甲链, 乙链, 丙链], question: 哪些链？ | Which chains?, ASKED}
  revenue: {zh: 营业收入, en: revenue, kind: money, min: 0, max: 10000000000, annual: 4, question: 多少收入？ | How much revenue?, FIXED}
  rd_expense: {zh: 研发费用, en: R&D expense, kind: money, min: 0, max: 10000000000, annual: 4, question: 多少研发费？ | How much on R&D?, ASKED}
  staff: {zh: 平均人数, en: average staff, kind: quantity, unit: 人, min: 0, max: 100000, decimals: 2, annual: 3, question: 平均多少人？ | How many on average?, ASKED}
  age_years:
    zh: 年限
    en: years since founding
    kind: number
    min: -200
    max: 200
    is: year(基准日) - year(成立日期)
  size: {zh: 规模, en: size, kind: code, values: [大, 中, 小], derived: nation/base}
  strong: {zh: 有实力, en: strong, kind: truth, derived: nation/base}
  points: {zh: 总分, en: points, kind: quantity, unit: 分, min: 0, max: 200, derived: nation/base}
  orphan: {zh: 无主指标, en: a fact nobody derives, kind: number, min: 0, max: 9, derived: nation/nobody}
  application_kind: {zh: 申请类型, en: kind of application, kind: code, values: [新申请, 复核], question: 哪类申请？ | Which kind?, FIXED}
  batch: {zh: 批次, en: batch, kind: text, question: 哪一批？ | Which batch?, FIXED}
  applied_at: {zh: 申报时间, en: time of filing, kind: datetime, earliest: 2000-01-01, question: 何时申报？ | When filed?, FIXED}
"""
_LISTS = """
  leases:
    zh: 租约
    en: leases
    most: 50
    counts: 份
    question: 有哪些租约？ | Which leases?
    ASKED
    items:
      id: {zh: 编号, en: id, kind: text}
      area: {zh: 面积, en: area, kind: quantity, unit: ㎡, min: 0, max: 100000, decimals: 2}
      price: {zh: 单价, en: price, kind: money, unit: 元/㎡/月, min: 0, max: 1000}
      months: {zh: 租期, en: term, kind: quantity, unit: 月, min: 0, max: 600}
      start_on: {zh: 起租日, en: start on, kind: date}
      own_use: {zh: 自用, en: own use, kind: truth}
      zone: {zh: 片区, en: zone, kind: code, values: [东片, 西片, 其他片]}
      paid: {zh: 已付租金, en: rent paid, kind: money, min: 0, max: 100000000}
      balance: {zh: 收支, en: balance, kind: money, min: -100000000, max: 100000000}
  people:
    zh: 人才
    en: people
    most: 20
    counts: 人
    question: 有哪些人才？ | Which people?
    ASKED
    items:
      wage: {zh: 工资, en: wage, kind: money, min: 0, max: 10000000}
      local: {zh: 本地, en: local, kind: truth}
  certificates:
    zh: 资质证书
    en: certificates
    most: 50
    question: 有哪些证书？ | Which certificates?
    ASKED
    items:
      id: {zh: 编号, en: id, kind: text}
      kind: {zh: 类型, en: kind, kind: code, values: [高新技术企业, 单项冠军]}
      issued_on: {zh: 发证日, en: issued on, kind: date}
      expires_on: {zh: 有效期至, en: expires on, kind: date}
  past_awards:
    zh: 已获支持
    en: support already received
    most: 100
    question: 已获哪些支持？ | Which awards were received?
    ASKED
    items:
      id: {zh: 编号, en: id, kind: text}
      pack: {zh: 规则包, en: pack, kind: text}
      measure: {zh: 措施, en: measure, kind: text}
      year: {zh: 年份, en: year, kind: number, min: 1990, max: 2100}
      amount: {zh: 所获金额, en: amount received, kind: money, min: 0, max: 10000000000}
"""


def _asked(text: str) -> str:
    yes, no = ASKED.format(changeable="yes"), ASKED.format(changeable="no")
    alone = text.replace("    ASKED\n", "".join(f"    {entry}\n" for entry in yes.split(", ")))
    return alone.replace("ASKED", yes).replace("FIXED", no)


VOCABULARY = f"vocabulary: world\nfacts:{_asked(_FACTS)}lists:{_asked(_LISTS)}"
BASE = """pack: nation/base
title: 划型办法 | sizes
issuer: {name: 某部, level: 国家}
documents:
  划型: {title: 划型办法, medium: official}
reliability: V
status: in_force
in_force: {from: 2011-01-01, by: application}
definitions:
  规模:
    publishes: size
    hit: first
    table: |
      从业人员       || 规模 | 依据
      >= 300人       || "大" | 划型#一
      [20人..300人)  || "中" | 划型#二
      -              || "小" | 划型#三
  有实力:
    publishes: strong
    any:
      - condition: 规模 = "大"
      - condition: 注册资本 >= 5000万元
  总分:
    publishes: points
    is: (if 有实力 then 100分 else 0分) + (if 已上市 then 50分 else 0分)
"""
PACK = """pack: city/ten
title: 十条 | ten measures
issuer: {{name: 区经委, level: 区, place: 某区}}
documents:
  办法: {{title: 支持办法, medium: official}}
reliability: V
status: in_force
in_force: {in_force}
"""
PERIOD = "{from: 2026-01-01, by: application}"
ROUNDING = "rounding: {to: 1元, mode: down, cite: 办法#九}\n"


def pack(more: str = ROUNDING, in_force: str = PERIOD) -> str:
    """A `pack.yaml` of `city/ten` with more keys; rounds to whole yuan unless told otherwise."""
    return PACK.format(in_force=in_force) + more


def measure(name: str, body: str) -> str:
    """A measure's text: its identity, then the body."""
    return f"measure: {name}\nsub_track: rent\ntitle: 措施{name} | measure {name}\ncite: 办法#七\n{body}"


def write(folder: Path, measures: Mapping[str, str], pack_text: str | None = None, version: str = "2026") -> Path:
    """The folder with the vocabulary, `nation/base`, and one version of `city/ten` with these bodies of measures."""
    files = {
        "vocabulary/world.yaml": VOCABULARY,
        "nation/base/2011/pack.yaml": BASE,
        f"city/ten/{version}/pack.yaml": pack() if pack_text is None else pack_text,
    }
    files |= {f"city/ten/{version}/measures/{name}.yaml": measure(name, body) for name, body in measures.items()}
    put(folder, files)
    return folder


@cache
def vocabulary() -> Vocabulary:
    read, findings = read_vocabulary([Source("world.yaml", VOCABULARY)])
    assert findings == []
    return read


def read(measures: Mapping[str, str], pack_text: str) -> tuple[Library, list[str]]:
    """The library of whole texts, never written to a disk, and what is wrong with them."""
    versions: list[PackVersion] = []
    findings: list[Finding] = []
    base: Mapping[str, str] = {}
    for pack_id, text, bodies in (("nation/base", BASE, base), ("city/ten", pack_text, measures)):
        model, found = schema.read_pack(Source(f"{pack_id}/pack.yaml", text))
        findings += found
        models: dict[str, schema.Measure] = {}
        for name, body in bodies.items():
            one, found = schema.read_measure(Source(f"{pack_id}/measures/{name}.yaml", body))
            findings += found
            models |= {name: one} if one is not None else {}
        if model is not None:
            versions.append(PackVersion(pack_id, "2026", pack_id, model, models, f"digest of {pack_id}"))
    library = Library(Path("world"), vocabulary(), tuple(versions), ())
    findings += [] if findings else library.check()
    return library, [finding.show() for finding in findings if finding.severity == "error"]


def library(measures: Mapping[str, str], pack_text: str | None = None) -> Library:
    """The library of these bodies of measures; it has no errors."""
    texts = {name: measure(name, body) for name, body in measures.items()}
    found, errors = read(texts, pack() if pack_text is None else pack_text)
    assert errors == []
    return found


def errors(folder: Path) -> list[str]:
    """What is wrong with a folder of rules, shown as an author sees it, with paths inside the folder."""
    read = read_library(folder)
    found = dict.fromkeys([*read.findings, *read.check()])
    return [one.show().replace(f"{folder.as_posix()}/", "") for one in found if one.severity == "error"]


def put(folder: Path, files: Mapping[str, str]) -> None:
    """More files, or others in the place of those there are."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
