"""Every wrong key and value of a pack file, with the exact message an author gets; and what good files become."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_engine.errors import Bilingual
from policy_engine.packs.fields import Moment
from policy_engine.packs.schema import Measure, Pack, read_measure, read_pack, unknown_citations
from policy_engine.source import Source
from policy_engine.values import days_of

RULES = Path(__file__).parents[2] / "rules"
PACK = """\
pack: shanghai/qingpu/it-ten
title: 信产十条 | ten measures
issuer: {name: 经济委员会, level: 区, place: 青浦区}
documents:
  细则: {title: 实施细则, medium: official}
reliability: V
status: in_force
in_force: {from: 2026-01-01, to: 2027-12-31, by: application}
"""
MEASURE = """\
measure: rent
sub_track: rent
title: 房租 | rent
cite: 细则#七
amount: 1元
"""


def pack(more: str = "") -> tuple[Pack | None, list[str]]:
    read, findings = read_pack(Source("pack.yaml", PACK + more))
    return read, [finding.show() for finding in findings]


def measure(more: str, base: str = MEASURE) -> tuple[Measure | None, list[str]]:
    read, findings = read_measure(Source("rent.yaml", base + more))
    return read, [finding.show() for finding in findings]


BAD = {
    "unknown key": (
        "ammount: 2元\n",
        "rent.yaml:6:1: 未知的键 “ammount”\n  6 | ammount: 2元\n    | ^^^^^^^\n是否想用 “amount”？",
    ),
    "unknown key with nothing near": (
        "caps: [{per: item, at: 1元, 备注: 甲}]\n",
        "rent.yaml:6:28: 未知的键 “备注”\n  6 | caps: [{per: item, at: 1元, 备注: 甲}]\n    |                         　  ＾＾\n可用的键：cite, reliability, assumed, per, every, at",
    ),
    "key of a later version": (
        "select: {at_most: 5人}\n",
        "rent.yaml:6:1: “select” 在格式里，但这个版本还不理解它\n  6 | select: {at_most: 5人}\n    | ^^^^^^\n先删掉它，或等待支持它的版本",
    ),
    "value of a later version": (
        "caps: [{per: group, every: year, at: 1元}]\n",
        "rent.yaml:6:9: “per: group” 在格式里，但这个版本还不理解它\n  6 | caps: [{per: group, every: year, at: 1元}]\n    |         ^^^\n先删掉它，或等待支持它的版本",
    ),
    "key without a value": (
        "caps:\n",
        "rent.yaml:6:1: “caps” 没有值\n  6 | caps:\n    | ^^^^\n写上值，或删掉这个键",
    ),
    "list instead of text": (
        "event_date: [甲]\n",
        "rent.yaml:6:1: 这里应是一段文字\n  6 | event_date: [甲]\n    | ^^^^^^^^^^\n不要写成列表或一组键值",
    ),
    "text instead of list": (
        "when: 甲\n",
        "rent.yaml:6:7: 这里应是列表\n  6 | when: 甲\n    |       ＾\n每项单独一行，以 “- ” 开头",
    ),
    "text instead of a group": (
        "definitions:\n  门槛: 5%\n",
        "rent.yaml:7:7: 这里应是一组键值\n  7 |   门槛: 5%\n    |   　　  ^^\n每个键单独一行：`键: 值`",
    ),
    "bare condition": (
        "when:\n  - 甲 >= 1\n",
        "rent.yaml:7:5: 这里应是一组键值\n  7 |   - 甲 >= 1\n    |     ＾^^^^^\n每个键单独一行：`键: 值`",
    ),
    "word that is none": (
        "flags: [{flag: site-check, say: 核查}]\n",
        "rent.yaml:6:16: “site-check” 不是这里可用的词\n  6 | flags: [{flag: site-check, say: 核查}]\n    |                ^^^^^^^^^^\n是否想用 “site_check”？",
    ),
    "two kinds of condition": (
        "when:\n  - condition: 甲\n    all: [{id: a, review: 乙}]\n",
        "rent.yaml:7:5: condition、review、all、any、none、at_least 中要写且只写一个，写了 condition、all\n"
        "  7 |   - condition: 甲\n    |     ^^^^^^^^^\n只留一个",
    ),
    "no kind of condition": (
        "when:\n  - title: 甲\n",
        "rent.yaml:7:5: condition、review、all、any、none、at_least 中要写且只写一个，一个也没有写\n"
        "  7 |   - title: 甲\n    |     ^^^^^\n补上一个",
    ),
    "review without an id": (
        "when:\n  - review: 属于关键环节\n",
        "rent.yaml:7:5: review 需要 id\n  7 |   - review: 属于关键环节\n    |     ^^^^^^\n补上 `id: …`，核查结论以它记录",
    ),
    "at_least without of": (
        "when:\n  - at_least: 2\n",
        "rent.yaml:7:5: at_least 与 of 要同时写\n  7 |   - at_least: 2\n    |     ^^^^^^^^\nat_least: 个数，of: 条件列表",
    ),
    "more than there are": (
        "when:\n  - at_least: 2\n    of:\n      - condition: 甲\n",
        "rent.yaml:7:5: 只有 1 条，不可能成立 2 条\n  7 |   - at_least: 2\n    |     ^^^^^^^^\nat_least 不超过 1",
    ),
    "empty branches": (
        "when:\n  - any: []\n",
        "rent.yaml:7:5: 列表是空的\n  7 |   - any: []\n    |     ^^^\n至少写一项",
    ),
    "no whole number": (
        "when:\n  - at_least: 两\n    of:\n      - condition: 甲\n",
        "rent.yaml:7:15: “两” 不是正整数\n  7 |   - at_least: 两\n    |               ＾\n写成 1、2、3 的样子",
    ),
    "exemption": (
        "when:\n  - condition: 甲\n    unless: 乙\n",
        "rent.yaml:8:5: “unless” 在格式里，但这个版本还不理解它\n  8 |     unless: 乙\n    |     ^^^^^^\n先删掉它，或等待支持它的版本",
    ),
    "id with a capital": (
        "when:\n  - id: Rent\n    condition: 甲\n",
        "rent.yaml:7:9: “Rent” 不能做编号\n  7 |   - id: Rent\n    |         ^^^^\n用小写字母、数字和连字符，例如 chip-design",
    ),
    "two offers": (
        "up_to: 2元\n",
        "rent.yaml:1:1: amount、up_to、grants 中要写且只写一个，写了 amount、up_to\n  1 | measure: rent\n    | ^^^^^^^\n只留一个",
    ),
    "cap per item over time": (
        "caps: [{per: item, every: year, at: 1元}]\n",
        "rent.yaml:6:9: 按企业的上限要写 every，按项的不写\n  6 | caps: [{per: item, every: year, at: 1元}]\n    |         ^^^\nevery: year 或 every: ever",
    ),
    "cap over several measures": (
        "caps: [{per: item, over: [a], at: 1元}]\n",
        "rent.yaml:6:20: “over” 在格式里，但这个版本还不理解它\n  6 | caps: [{per: item, over: [a], at: 1元}]\n    |                    ^^^^\n先删掉它，或等待支持它的版本",
    ),
    "name with a space": (
        "parameters:\n  单 价: {values: [{value: 1元}]}\n",
        "rent.yaml:7:3: “单 价” 不能做名字\n  7 |   单 价: {values: [{value: 1元}]}\n    |   ＾^＾\n用汉字、字母、数字和下划线，不以数字开头，不含空格，也不是 and、null 一类的语言用词",
    ),
    "name that is a word of the language": (
        "definitions:\n  null:\n    is: 5%\n",
        "rent.yaml:7:3: “null” 不能做名字\n  7 |   null:\n    |   ^^^^\n用汉字、字母、数字和下划线，不以数字开头，不含空格，也不是 and、null 一类的语言用词",
    ),
    "reserved name": (
        "definitions:\n  支持年度:\n    is: 5%\n",
        "rent.yaml:7:3: “支持年度” 是保留的名字\n  7 |   支持年度:\n    |   ＾＾＾＾\n换一个名字",
    ),
    "hit without a table": (
        "definitions:\n  门槛:\n    hit: first\n    is: 5%\n",
        "rent.yaml:7:3: hit 只用于 table\n  7 |   门槛:\n    |   ＾＾\n删掉 hit",
    ),
    "unspecified without a bound": (
        "parameters:\n  比例: {values: [{value: unspecified}]}\n",
        "rent.yaml:7:18: 未定的值要有 at_most\n  7 |   比例: {values: [{value: unspecified}]}\n    |   　　             ^^^^^\n写上原文给出的上限",
    ),
    "bound of a given value": (
        "parameters:\n  比例: {values: [{value: 5%, at_most: 6%}]}\n",
        "rent.yaml:7:18: at_least、at_most 只用于 unspecified\n  7 |   比例: {values: [{value: 5%, at_most: 6%}]}\n    |   　　             ^^^^^\n删掉它们，或把 value 写成 unspecified",
    ),
    "overlapping periods": (
        "parameters:\n  比例:\n    values:\n      - {from: 2026-01-01, to: 2026-12-31, value: 5%}\n      - {from: 2026-12-31, value: 6%}\n",
        "rent.yaml:10:10: 时段要依次写，不得重叠\n  10 |       - {from: 2026-12-31, value: 6%}\n     |          ^^^^\n第二段起都写 from，并晚于上一段",
    ),
    "date that does not exist": (
        "in_force: {from: 2026-02-29, by: application}\n",
        "rent.yaml:6:18: “2026-02-29” 不是存在的日期\n  6 | in_force: {from: 2026-02-29, by: application}\n    |                  ^^^^^^^^^^\n写成 2026-03-01 的样子",
    ),
    "end before the beginning": (
        "in_force: {from: 2026-02-02, to: 2026-02-01, by: event}\n",
        "rent.yaml:6:1: 截止早于起始\n  6 | in_force: {from: 2026-02-02, to: 2026-02-01, by: event}\n    | ^^^^^^^^\n检查 from 和 to",
    ),
    "time that does not exist": (
        'windows: [{batch: "1", applications: {to: 2026-03-01T24:00}}]\n',
        "rent.yaml:6:43: “2026-03-01T24:00” 不是存在的日期或时刻\n"
        '  6 | windows: [{batch: "1", applications: {to: 2026-03-01T24:00}}]\n'
        "    |                                           ^^^^^^^^^^^^^^^^\n写成 2026-03-01 或 2026-03-01T17:00",
    ),
    "window that closes before it opens": (
        'windows: [{batch: "1", events: {from: 2026-03-01T09:01, to: 2026-03-01T09:00}}]\n',
        "rent.yaml:6:24: 截止早于起始\n"
        '  6 | windows: [{batch: "1", events: {from: 2026-03-01T09:01, to: 2026-03-01T09:00}}]\n'
        "    |                        ^^^^^^\n检查 from 和 to",
    ),
    "window without ends": (
        'windows: [{batch: "1", events: {cite: 细则}}]\n',
        "rent.yaml:6:24: from 和 to 至少写一个\n"
        '  6 | windows: [{batch: "1", events: {cite: 细则}}]\n    |                        ^^^^^^\n补上一个',
    ),
    "citation with a space": (
        "when:\n  - condition: 甲\n    cite: 细则 第七条\n",
        "rent.yaml:8:11: “细则 第七条” 不是依据\n  8 |     cite: 细则 第七条\n    |           ＾＾^＾＾＾\n写成 `文件别名#条款`，例如 `细则#第七条`",
    ),
    "two citations in one": (
        "when:\n  - condition: 甲\n    cite: 细则#七；办法#三\n",
        "rent.yaml:8:11: “细则#七；办法#三” 是两处依据\n  8 |     cite: 细则#七；办法#三\n"
        "    |           ＾＾^＾＾＾＾^＾\n只写要紧的一处，或拆成两条，各写依据",
    ),
    "full-width sign in a citation": (
        "when:\n  - condition: 甲\n    cite: 细则＃九(一)\n",
        "rent.yaml:8:11: “细则＃九(一)” 不是依据\n  8 |     cite: 细则＃九(一)\n    |           ＾＾＾＾^＾^\n写成 `细则#九(一)`",
    ),
    "clause taken for a comment": (
        "when:\n  - condition: 甲\n    cite: 细则 #九(一)\n",
        "rent.yaml:8:11: YAML 把空格后的 “#九(一)” 当作注释\n  8 |     cite: 细则 #九(一)\n    |           ＾＾\n"
        "写成 `细则#九(一)`；真是注释就在 # 后空一格",
    ),
    "misspelt kind of a condition": (
        "when:\n  - id: spent\n    conditon: 甲\n",
        "rent.yaml:8:5: 未知的键 “conditon”\n  8 |     conditon: 甲\n    |     ^^^^^^^^\n是否想用 “condition”？",
    ),
    "reliability in small letters": (
        "when:\n  - condition: 甲\n    reliability: m-h\n",
        "rent.yaml:8:18: “m-h” 不是这里可用的词\n  8 |     reliability: m-h\n    |                  ^^^\n是否想用 “M-H”？",
    ),
    "full-width spaces before a key of a group": (
        "parameters:\n  比例:\n    values:\n      - value: 1%\n　　　　　　　　to: 2026-12-31\n        cite: 细则#一\n",
        "rent.yaml:10:1: 缩进里有全角空格\n  10 | 　　　　　　　　to: 2026-12-31\n     | ＾＾＾＾＾＾＾＾\n改为半角空格",
    ),
    "full-width space before a key": (
        "　event_date: 甲\n",
        "rent.yaml:6:1: 缩进里有全角空格\n  6 | 　event_date: 甲\n    | ＾\n改为半角空格",
    ),
    "citation of a whole parameter": (
        "parameters:\n  比例:\n    cite: 细则#一\n    values: [{value: 6%}]\n",
        "rent.yaml:8:5: 未知的键 “cite”\n  8 |     cite: 细则#一\n    |     ^^^^\n写在 values 的那一段里",
    ),
    "citation of a whole window": (
        "windows:\n  - batch: 一\n    cite: 细则#一\n    events: {from: 2026-01-01}\n",
        "rent.yaml:8:5: 未知的键 “cite”\n  8 |     cite: 细则#一\n    |     ^^^^\n写在 events 或 applications 里",
    ),
    "English alone": (
        'flags: [{flag: site_check, say: " | visit"}]\n',
        "rent.yaml:6:34: 中文一半是空的\n"
        '  6 | flags: [{flag: site_check, say: " | visit"}]\n    |                                  ^^^^^^^^\n写成 `中文 | English`',
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_mistake_in_a_measure_is_a_finding_in_its_place(name: str) -> None:
    more, expected = BAD[name]
    read, findings = measure(more)
    assert findings == [expected]
    assert read is None


def test_amount_unspecified_belongs_to_a_later_version() -> None:
    _, findings = measure("", MEASURE.replace("amount: 1元", "up_to: unspecified"))
    assert findings == [
        "rent.yaml:5:8: “unspecified” 在格式里，但这个版本还不理解它\n"
        "  5 | up_to: unspecified\n    |        ^^^^^^^^^^^\n先删掉它，或等待支持它的版本"
    ]


@pytest.mark.parametrize("key", ["vouchers", "materials", "review", "amended"])
def test_spans_of_a_window_for_later_say_so(key: str) -> None:
    _, findings = measure(f"windows:\n  - batch: 一\n    {key}: {{from: 2026-01-01}}\n")
    assert findings == [
        f"rent.yaml:8:5: “{key}” 在格式里，但这个版本还不理解它\n"
        f"  8 |     {key}: {{from: 2026-01-01}}\n    |     {'^' * len(key)}\n先删掉它，或等待支持它的版本"
    ]


@pytest.mark.parametrize("key", ["caps: [{per: item, at: 1元}]\n", "rounding: {to: 1元, mode: down}\n"])
def test_a_recognition_has_no_money_to_limit_or_round(key: str) -> None:
    word = key.partition(":")[0]
    _, findings = measure(key, MEASURE.replace("amount: 1元", "grants: {certificate: 高新技术企业}"))
    assert findings == [
        f"rent.yaml:1:1: 授予资质的措施没有金额，{word} 没有用处\n  1 | measure: rent\n    | ^^^^^^^\n删掉 {word}"
    ]


def test_missing_keys_are_named() -> None:
    _, findings = measure("", "measure: rent\namount: 1元\n")
    assert findings == [
        f"rent.yaml:1:1: 缺少 “{key}”\n  1 | measure: rent\n    | ^^^^^^^\n补上 `{key}: …`"
        for key in ("sub_track", "title", "cite")
    ]


def test_all_mistakes_of_a_file_are_found_at_once() -> None:
    _, findings = measure("caps: 1元\nfoo: 1\nwhen:\n  - condition: 甲\n    bar: 1\n  - review: 乙\n")
    assert [finding.split(" ")[0] for finding in findings] == [
        "rent.yaml:6:7:",
        "rent.yaml:7:1:",
        "rent.yaml:10:5:",
        "rent.yaml:11:5:",
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [("title: 甲\n", "f.yaml:1:1"), ("- 甲\n", "f.yaml:1:1"), ("甲\n", "f.yaml:1:1"), ("{}\n", "f.yaml:1:1")],
)
def test_the_first_key_says_what_a_file_is(text: str, place: str) -> None:
    _, findings = read_measure(Source("f.yaml", text))
    assert [str(finding.place) for finding in findings] == [place]
    assert findings[0].message == Bilingual(
        "文件的第一个键应是 “measure”", "the first key of the file should be `measure`"
    )


def test_a_citation_of_no_document_is_a_finding() -> None:
    _, findings = pack("rounding: {to: 1元, mode: down, cite: 细刚#五}\n")
    assert findings == [
        "pack.yaml:9:38: 依据里的文件 “细刚” 没有列在 documents 里\n"
        "  9 | rounding: {to: 1元, mode: down, cite: 细刚#五}\n"
        "    |                 　                    ＾＾\n是否想用 “细则”？"
    ]


@pytest.mark.parametrize(
    ("cite", "advice"),
    [("细则第八条", "写成 `细则#第八条`"), ("第八条", "写成 `细则#第八条`"), ("细则八(二)", "写成 `细则#八(二)`")],
)
def test_a_citation_without_its_sign_is_told_how_it_is_written(cite: str, advice: str) -> None:
    _, findings = pack(f"rounding: {{to: 1元, mode: down, cite: {cite}}}\n")
    assert [finding.rpartition("\n")[2] for finding in findings] == [advice]


def test_citations_of_a_measure_are_checked_against_its_pack_at_any_depth() -> None:
    read_pack_, _ = pack()
    read, _ = measure("when:\n  - any:\n      - condition: 甲\n        cite: 通知#一\n    cite: 细则#二\n")
    assert read_pack_ is not None
    assert read is not None
    assert [str(finding.place) for finding in unknown_citations(read, read_pack_)] == ["rent.yaml:9:15"]


def test_what_has_expired_says_when() -> None:
    text = PACK.replace("status: in_force", "status: expired")
    assert read_pack(Source("pack.yaml", text))[1] == []
    _, found = read_pack(Source("pack.yaml", text.replace(", to: 2027-12-31", "")))
    assert [one.message.en for one in found] == ["`status` is expired, and `in_force` has no `to`"]


def test_citations_of_the_rows_of_a_table_are_checked_as_all_are() -> None:
    rows = "      从业人员 || 率 | 依据\n      < 5人 || 1% | 细则#二\n      5人 || 2% |\n      6人 || 2% | 细刚#二\n      7人 || 3% | 细则 二\n"
    _, findings = pack(f"definitions:\n  档:\n    table: |\n{rows}")
    assert [finding.partition("\n")[0] for finding in findings] == [
        "pack.yaml:15:18: 依据里的文件 “细刚” 没有列在 documents 里",
        "pack.yaml:16:18: “细则 二” 不是依据",
    ]


@pytest.mark.parametrize("word", ["exclusions", "obligations"])
def test_keys_of_a_pack_for_later_say_so(word: str) -> None:
    _, findings = pack(f"{word}: []\n")
    assert [finding.splitlines()[0] for finding in findings] == [
        f"pack.yaml:9:1: “{word}” 在格式里，但这个版本还不理解它"
    ]


def test_a_good_pack_is_read() -> None:
    read, findings = pack("not_seen: [rates]\n")
    assert findings == []
    assert read is not None
    assert read.title == Bilingual("信产十条", "ten measures")
    assert read.in_force.from_ == days_of(2026, 1, 1)
    assert read.in_force.to == days_of(2027, 12, 31)
    assert read.documents["细则"].medium == "official"
    assert read.documents["细则"].where.line == 5
    assert read.caps == ()


def test_an_unknown_beginning_is_a_word() -> None:
    text = PACK.replace("from: 2026-01-01, to: 2027-12-31", "from: unknown")
    read, _ = read_pack(Source("pack.yaml", text))
    assert read is not None
    assert read.in_force.from_ is None


def test_a_good_measure_is_read_with_the_place_of_every_expression() -> None:
    text = """\
for_each: 本租约 in 租约
when:
  - id: use
    review: 用途为研发办公 | used as offices
  - at_least: 1
    of:
      - condition: 本租约.自用
        cite: 细则#八
      - none:
          - condition: 本租约.转租
parameters:
  单价上限:
    en: unit price cap
    values:
      - {from: 2026-03-01, to: 2026-12-31, value: 30元/㎡/月}
      - {from: 2027-01-01, value: unspecified, at_least: 1元/㎡/月, at_most: 40元/㎡/月}
definitions:
  年度比例:
    hit: first
    table: |
      支持年度 || 年度比例
      <= 3     || 100%
years_of_support: {at_most: 3年, from: 本租约.起租日}
caps:
  - {per: item, at: 100万元}
  - {per: enterprise, every: year, at: 200万元}
windows:
  - batch: "2026-1"
    applications: {from: 2026-03-01T09:00, to: 2026-04-30, cite: 细则#九}
flags:
  - flag: legal_risk
    when: 首次参评
    say: 风险 | risk
evidence:
  - {document: 租赁合同 | lease, proves: [租约.面积, 租约.单价]}
"""
    read, findings = measure(text)
    assert findings == []
    assert read is not None
    assert read.for_each is not None
    assert str(read.for_each.place()) == "rent.yaml:6:11"
    second = read.when[1]
    assert second.of is not None
    inner = second.of[1].none
    assert inner is not None
    assert inner[0].condition is not None
    assert str(inner[0].condition.place()) == "rent.yaml:15:24"
    table = read.definitions["年度比例"].table
    assert table is not None
    assert str(table.place(table.text.index("<="))) == "rent.yaml:27:7"
    cap = read.parameters["单价上限"]
    assert [period.unspecified for period in cap.values] == [False, True]
    applications = read.windows[0].applications
    assert applications is not None
    assert applications.from_ == Moment(days_of(2026, 3, 1), 9 * 60)
    assert applications.to == Moment(days_of(2026, 4, 30))
    assert str(applications.from_) == "2026-03-01T09:00"
    assert [proved.text for proved in read.evidence[0].proves] == ["租约.面积", "租约.单价"]


def test_a_recognition_grants_a_certificate() -> None:
    read, findings = measure("", MEASURE.replace("amount: 1元", "grants: {certificate: 高新技术企业, valid_for: 3年}"))
    assert findings == []
    assert read is not None
    assert read.grants is not None
    assert read.grants.certificate == "高新技术企业"


SHIPPED = [path.read_text(encoding="utf-8") for path in sorted((RULES / "shanghai").rglob("measures/*.yaml"))]


@given(st.sampled_from(SHIPPED), st.data())
def test_no_damage_to_a_good_file_makes_the_reader_fail(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 30, len(text))))
    damage = data.draw(st.text(st.sampled_from("甲a1 \n:-{}[],|>'\"#"), max_size=6))
    read, findings = read_measure(Source("rent.yaml", text[:start] + damage + text[end:]))
    assert (read is None) == bool(findings)
    assert all(finding.show("zh") and finding.show("en") for finding in findings)
