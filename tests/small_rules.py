"""A small folder of rules for tests that spoil rules or count examples: one pack, two measures, nothing else loaded."""

from __future__ import annotations

from pathlib import Path

PACK = Path("city/ten/2026")
RENT = PACK / "measures" / "rent.yaml"
EXAMPLES = PACK / "examples.yaml"

FILES: dict[Path, str] = {
    Path("vocabulary/base.yaml"): """vocabulary: base
facts:
  legal_person:
    zh: 独立法人
    en: independent legal person
    kind: truth
    question: 是否独立法人？ | Is it a legal person?
    verified_by: 营业执照 | business licence
    changeable: yes
    effort: low
    personal: no
  employees:
    zh: 从业人员
    en: employees
    kind: quantity
    unit: 人
    min: 0
    max: 1000000
    question: 有多少人？ | How many people?
    verified_by: 社保缴纳记录 | social insurance records
    changeable: yes
    effort: low
    personal: no
lists:
  past_awards:
    zh: 已获支持
    en: awards received
    most: 100
    question: 已获哪些支持？ | Which awards were received?
    verified_by: 拨付记录 | payments
    changeable: no
    effort: low
    personal: no
    items:
      id: {zh: 编号, en: id, kind: text}
      pack: {zh: 规则包, en: pack, kind: text}
      measure: {zh: 措施, en: measure, kind: text}
      year: {zh: 年份, en: year, kind: number, min: 1990, max: 2100}
      amount: {zh: 所获金额, en: amount received, kind: money, min: 0, max: 10000000000}
  leases:
    zh: 租约
    en: leases
    most: 10
    question: 有哪些租约？ | Which leases?
    verified_by: 租赁合同 | lease contract
    changeable: yes
    effort: low
    personal: no
    items:
      id: {zh: 编号, en: id, kind: text}
      area: {zh: 面积, en: area, kind: quantity, unit: ㎡, min: 0, max: 100000, decimals: 2}
      months: {zh: 租期, en: term, kind: quantity, unit: 月, min: 0, max: 600}
      zone: {zh: 片区, en: zone, kind: code, values: [东片, 西片], labels: {东片: east, 西片: west}}
""",
    PACK / "pack.yaml": """pack: city/ten
title: 十条（示例） | ten measures (illustrative)
issuer: {name: 区经委, level: 区, place: 某区}
documents:
  办法: {title: 支持办法, number: 〔2026〕1号, published_on: 2026-01-01, medium: official}
reliability: illustrative
status: draft
in_force: {from: 2026-01-01, by: application}
not_seen: [budget]
rounding: {to: 1元, mode: down, cite: 办法#九}
when:
  - id: legal-person
    title: 具有独立法人资格 | a legal person of its own
    condition: 独立法人
    cite: 办法#一
""",
    RENT: """measure: rent
sub_track: rent
title: 租房补贴 | rent subsidy
cite: 办法#七
for_each: 本租约 in 租约
when:
  - id: lease-term
    condition: 本租约.租期 >= 36月
  - any:
      - id: many
        condition: 从业人员 >= 20人
      - id: office-use
        review: 用途为研发 | used for R&D
definitions:
  单价:
    en: unit price
    table: |
      本租约.片区 || 单价
      "东片"      || 东片单价
      "西片"      || 西片单价
parameters:
  东片单价: {en: price in the east, values: [{from: 2026-01-01, value: 80元/㎡}]}
  西片单价: {en: price in the west, values: [{from: 2026-01-01, value: 60元/㎡}]}
  年封顶: {en: yearly cap, values: [{from: 2026-01-01, value: 6万元}]}
amount: min(本租约.面积, 1000㎡) * 单价
caps:
  - {per: enterprise, every: year, at: 年封顶, cite: 办法#七(二)}
evidence:
  - {document: 租赁合同 | lease contract, proves: [租约.面积, 租约.租期]}
""",
    PACK / "measures" / "grant.yaml": """measure: grant
sub_track: talent
title: 用工奖励 | grant by head-count
cite: 办法#八
when:
  - id: enough
    condition: 从业人员 >= 10人
parameters:
  人均: {en: per head, values: [{from: 2026-01-01, value: 0.5万元/人}, {from: 2027-01-01, value: 0.4万元/人}]}
up_to: 从业人员 * 人均
flags:
  - flag: site_check
    when: 从业人员 > 100人
    say: 须核对花名册 | the staff list is to be checked
""",
    EXAMPLES: """examples: city/ten
profiles:
  甲:
    as_of: 2026-03-15
    facts:
      legal_person: true
      employees: 10
      past_awards: []
      leases: [{id: L1, area: "500.00", months: 36, zone: 东片}]
      "city/ten#rent/office-use": true
cases:
  - example: 恰好够
    base: 甲
    expect:
      grant: {outcome: eligible, amount: {at_least: "0.00", at_most: "50000.00"}, flags: []}
      rent: {outcome: eligible, amount: {at_least: "40000.00", at_most: "40000.00"}, items: {L1: {outcome: eligible, failed: []}}}
  - example: 不是法人
    base: 甲
    with: {legal_person: false}
    expect: {grant: {outcome: ineligible, failed: [legal-person]}}
  - example: 人数未知
    base: 甲
    without: [employees]
    expect: {grant: {outcome: undetermined, missing: [employees]}}
""",
}


def write(folder: Path) -> Path:
    """The folder, with the small rules in it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Puts one text in place of another that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
