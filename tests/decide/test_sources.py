"""Where every condition, rate, cap and date comes from, and how reliable that is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import policy_engine
from policy_engine.cli.answers import say_value
from policy_engine.decide.explain import explain
from tests.decide import world
from tests.decide.cases import award, decide, lease, library


def source(part: dict[str, Any]) -> tuple[str | None, str | None]:
    return part.get("cite"), part.get("reliability")


def test_each_step_of_an_amount_has_its_own_clause_and_reliability_or_that_of_the_measure() -> None:
    text = (
        "reliability: S\nfor_each: 甲 in 租约\namount: 甲.面积 * 甲.单价 * 12月\n"
        "rounding: {to: 1元, mode: down, cite: 办法#八, reliability: Q}\n"
        "caps:\n  - {per: item, at: 100元, reliability: L}\n  - {per: enterprise, every: year, at: 50元, cite: 办法#九}\n"
    )
    told = decide(text, {"leases": [lease("L1")], "past_awards": []})
    [item] = told["items"]
    assert [(step["step"], *source(step)) for step in [*item["derivation"], *told["derivation"]]] == [
        ("expression", "办法#七", "S"),
        ("item_caps", "办法#七", "L"),
        ("rounding", "办法#八", "Q"),
        ("sum", "办法#七", "S"),
        ("yearly_cap", "办法#九", "S"),
    ]


def test_what_a_pack_says_for_all_its_measures_comes_from_the_pack_and_not_from_the_measure() -> None:
    shared = (
        "rounding: {to: 1元, mode: down}\ncaps: [{per: enterprise, every: ever, at: 9元, cite: 办法#二}]\n"
        "flags: [{flag: site_check, say: 核查}]\nevidence: [{document: 章程}]\n"
        "windows: [{batch: 一, applications: {from: 2026-01-01}}]\n"
    )
    told = decide("reliability: L\namount: 100元\n", {}, pack=world.pack(shared))
    assert [source(step) for step in told["derivation"]] == [("办法#七", "L"), ("办法", "V"), ("办法#二", "V")]
    assert source(told["flags"][0]) == source(told["evidence"][0]) == source(told["window"]) == ("办法", "V")


def test_flags_evidence_times_and_grants_carry_their_own_reliability() -> None:
    text = (
        "grants: {certificate: 高新技术企业, cite: 办法#三, reliability: Q}\n"
        "flags: [{flag: site_check, say: 核查, reliability: M-H}]\n"
        "evidence: [{document: 章程, cite: 办法#五, reliability: M-L}]\n"
        "windows: [{batch: 一, applications: {from: 2026-01-01, cite: 办法#六, reliability: S}}]\n"
    )
    told = decide(text, {})
    assert source(told["granted"]) == ("办法#三", "Q")
    assert [source(told[key][0]) for key in ("flags", "evidence")] == [("办法#七", "M-H"), ("办法#五", "M-L")]
    assert source(told["window"]) == ("办法#六", "S")


RATES = (
    "amount: 1元 * 率\nparameters:\n  率:\n    values:\n      - {value: 50%, cite: 办法#八, reliability: Q}\n"
    "      - {from: 2027-01-01, value: 40%, cite: 通知#一, reliability: illustrative}\n"
)
NOTICE = world.pack().replace("documents:\n", "documents:\n  通知: {title: 通知, medium: official}\n")


@pytest.mark.parametrize(
    ("as_of", "expected", "flagged"),
    [("2026-12-31", ("办法#八", "Q"), []), ("2027-01-01", ("通知#一", "illustrative"), ["illustrative"])],
)
def test_a_parameter_comes_from_what_gives_its_value_on_the_day(
    as_of: str, expected: tuple[str, str], flagged: list[str]
) -> None:
    told = decide(RATES, {}, as_of=as_of, pack=NOTICE)
    [rate] = told["derivation"][0]["values"]
    assert source(rate) == expected
    assert [flag["flag"] for flag in told["flags"]] == flagged
    assert all(source(flag) == expected for flag in told["flags"])


def test_the_sentences_say_how_reliable_a_clause_is_where_that_is_not_as_the_measure() -> None:
    text = RATES + "when:\n  - condition: 从业人员 >= 5人\n    reliability: L\n  - condition: 独立法人\n"
    told = decide(text, {"employees": 9, "legal_person": True}, pack=NOTICE)
    assert "率 = 50%（办法#八，可信度 Q）" in explain(told)
    assert "= 50% (办法#八, reliability Q)" in explain(told, "en")
    failed = decide(text, {"employees": 4, "legal_person": False}, pack=NOTICE)
    said = explain(failed)
    assert "（办法#七，可信度 L）" in said
    assert said.count("可信度") == 1
    later = decide(text, {"employees": 9}, as_of="2027-01-01", pack=NOTICE)
    assert "（通知#一，可信度 示例参数）" in explain(later)


def test_a_parameter_in_a_condition_or_a_definition_has_its_source_too() -> None:
    text = (
        "amount: 1元\nwhen:\n  - condition: 从业人员 >= 门槛\n  - condition: 从业人员 >= 倍\n"
        "definitions:\n  倍:\n    is: 门槛 * 2\nparameters: {门槛: {values: [{value: 5人, cite: 办法#四, reliability: S}]}}\n"
    )
    trace = decide(text, {"employees": 20})["trace"]
    found = [value for part in (*trace["of"], *trace["definitions"]) for value in part["values"]]
    assert [source(value) for value in found if value["words"]["zh"] == "门槛"] == [("办法#四", "S")] * 2
    assert all("cite" not in value for value in found if value["words"]["zh"] != "门槛")


TABLE = (
    "amount: 档\ndefinitions:\n  档:\n    hit: HIT\n    table: |\n      从业人员 || 档       | 依据\n"
    "      < 10人   || 低       |\n      < 20人   || 低 + 加 | 办法#八\n      >= 20人  || 300元    |\n"
    "  加:\n    is: 1元/人 * 从业人员\nparameters:\n  低: {values: [{value: 100元, cite: 办法#四, reliability: S}]}\n"
)


def test_the_row_that_fires_shows_what_its_output_is_taken_from_and_where_that_comes_from() -> None:
    for employees, number, cite, names in (
        (5, 1, "办法#七", ["低"]),
        (15, 2, "办法#八", ["低", "加"]),
        (25, 3, "办法#七", []),
    ):
        trace = decide(TABLE.replace("HIT", "first"), {"employees": employees})["trace"]
        told = {one["name"]: one for one in trace["definitions"]}
        assert {"档", "加"} == told.keys()
        row = told["档"]["row"]
        assert (row["number"], row["cite"]) == (number, cite)
        assert [value["words"]["zh"] for value in row["values"]] == names
        assert [source(value) for value in row["values"][:1]] == [("办法#四", "S")] * bool(names)
    assert decide(TABLE.replace("HIT", "first"), {})["trace"]["definitions"][0]["row"] is None


def test_where_rows_count_together_all_that_they_are_taken_from_is_shown() -> None:
    told = decide(TABLE.replace("HIT", "sum"), {"employees": 5})["trace"]["definitions"][0]
    assert (told["value"], [value["words"]["zh"] for value in told["values"]]) == ("205.00", ["从业人员", "低", "加"])
    assert "row" not in told


def test_the_period_of_events_comes_from_the_batch_that_it_is_of() -> None:
    text = (
        "amount: 1元\nevent_date: 立项日\nwindows:\n"
        "  - {batch: 一, events: {from: 2026-01-01, to: 2026-01-31, cite: 办法#四, reliability: S}}\n"
        "  - {batch: 二, events: {from: 2026-02-01, cite: 办法#五, reliability: L}}\n  - {batch: 三}\n"
    )
    for batch, expected in (("一", ("办法#四", "S")), ("二", ("办法#五", "L")), ("三", (None, None))):
        condition = next(one for one in decide(text, {}, batch=batch)["trace"]["of"] if one["id"] == "event-date")
        ends = [source(value) for value in condition["values"] if value["name"].startswith("events_")]
        assert ends == [expected] * len(ends)
        assert len(ends) == {"一": 2, "二": 1, "三": 0}[batch]


def test_a_value_worked_out_alone_shows_the_sources_of_its_parameters(tmp_path: Path) -> None:
    folder = world.write(tmp_path, {})
    text = world.BASE.replace("then 100分", "then 满分")
    text += "parameters: {满分: {values: [{value: 100分, cite: 划型#四, reliability: Q}]}}\n"
    world.put(folder, {"nation/base/2011/pack.yaml": text})
    library = policy_engine.load(folder)
    profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": {"employees": 300, "listed": True}})
    definitions = policy_engine.value(library, profile, "总分").data["trace"]
    values = [value for definition in definitions for value in definition["values"]]
    assert [source(value) for value in values if value["words"]["zh"] == "满分"] == [("划型#四", "Q")]


def test_illustrative_rules_say_so_in_every_decision() -> None:
    [flag] = decide("amount: 1元\nreliability: illustrative\n", {})["flags"]
    assert (flag["flag"], flag["say"]["zh"]) == ("illustrative", "示例参数，不是政策原文，不可作申报依据")
    assert decide("amount: 1元\n", {})["flags"] == []


@pytest.mark.parametrize(
    "text",
    [
        "when:\n  - condition: 独立法人\n    reliability: illustrative\n",
        "when:\n  - any:\n      - condition: 独立法人\n        reliability: illustrative\n      - condition: 已上市\n",
        "caps:\n  - {per: item, at: 1元, reliability: illustrative}\n",
        "definitions:\n  数:\n    is: 从业人员\n    reliability: illustrative\nwhen:\n  - condition: 数 > 1人\n",
    ],
)
def test_one_illustrative_part_marks_the_decision(text: str) -> None:
    [flag] = decide("amount: 1元\n" + text, {})["flags"]
    assert (flag["flag"], flag["say"]["zh"]) == ("illustrative", "其中有示例参数，不是政策原文")


def test_what_a_parameter_of_the_pack_assumes_is_told_by_the_measures_that_read_it() -> None:
    shared = "parameters: {率: {values: [{value: 50%, assumed: 按半数 | a half}]}, 数: {values: [{value: 2, assumed: 两倍}]}}\n"
    library = world.library({"a": "amount: 2元 * 率\n", "b": "amount: 1元 * 数\n"}, world.pack(world.ROUNDING + shared))
    profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": {}})
    told = {one.measure: one.data["assumptions"] for one in policy_engine.match(library, profile)}
    assert {name: [entry["words"]["zh"] for entry in entries] for name, entries in told.items()} == {
        "city/ten#a": ["按半数"], "city/ten#b": ["两倍"],
    }  # fmt: skip


MADE_UP = "parameters: {率: {values: [{value: VALUE, reliability: illustrative, assumed: 假}]}}\n"
AMONG = "definitions:\n  档:\n    hit: HIT\n    table: |\n      从业人员 || 档\n      ROW\n      - || 1元\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("amount: 档\n" + AMONG.replace("HIT", "first").replace("ROW", "< 10人 || 率"), "5元"),
        ("amount: 档\n" + AMONG.replace("HIT", "sum").replace("ROW", "< 10人 || 率"), "5元"),
        ("amount: 档\n" + AMONG.replace("HIT", "first").replace("ROW", "< 率 || 2元"), "5人"),
        ("for_each: 甲 in 租约[面积 > 率]\namount: 1元\n", "5㎡"),
        ("amount: 1元\nflags:\n  - flag: site_check\n    say: 查\n    when: 占比 > 率\n", "5%"),
        ("amount: 1元\ncaps:\n  - {per: enterprise, every: year, at: 率}\n", "5元"),
        ("amount: 1元\nwhen:\n  - condition: 占比 > 率\n", "5%"),
    ],
)
def test_an_illustrative_number_marks_the_decision_wherever_it_is_read(text: str, value: str) -> None:
    told = decide(text + MADE_UP.replace("VALUE", value), {})
    assert "illustrative" in [flag["flag"] for flag in told["flags"]]
    assert [entry["words"]["zh"] for entry in told["assumptions"]] == ["假"]


def test_what_a_row_is_held_against_is_shown_with_its_source() -> None:
    text = (
        "amount: 档\n" + AMONG.replace("HIT", "first").replace("ROW", "< 率 || 2元") + MADE_UP.replace("VALUE", "5人")
    )
    [told] = decide(text, {"employees": 4})["trace"]["definitions"]
    assert [(value["words"]["zh"], *source(value)) for value in told["values"]] == [
        ("从业人员", None, None),
        ("率", "办法#七", "illustrative"),
    ]


def test_a_branch_of_a_definition_is_a_clause_of_the_measure() -> None:
    text = (
        "amount: 1元\nwhen:\n  - condition: 好\ndefinitions:\n  好:\n    any:\n      - condition: 占比 > 5%\n"
        "        reliability: illustrative\n        assumed: 假\n      - condition: 独立法人\n"
    )
    told = decide(text, {})
    assert [flag["flag"] for flag in told["flags"]] == ["illustrative"]
    assert [entry["words"]["zh"] for entry in told["assumptions"]] == ["假"]


BATCHES = (
    "amount: 1元\nevent_date: 立项日\nwindows:\n  - {batch: 一, events: {from: 2026-01-01, cite: 办法#四, reliability: ONE}}\n"
    "  - {batch: 二, events: {from: 2026-02-01, cite: 办法#五, reliability: TWO}}\n"
)


@pytest.mark.parametrize(
    ("one", "two", "batch", "flagged"),
    [("V", "illustrative", "一", False), ("V", "illustrative", "二", True), ("illustrative", "V", "二", False)],
)
def test_the_times_of_another_batch_mark_nothing(one: str, two: str, batch: str, flagged: bool) -> None:
    told = decide(BATCHES.replace("ONE", one).replace("TWO", two), {}, batch=batch)
    condition = next(one for one in told["trace"]["of"] if one["id"] == "event-date")
    assert source(condition) == ("办法#七", "V")
    assert ("illustrative" in [flag["flag"] for flag in told["flags"]]) is flagged


def test_the_condition_on_events_has_the_clause_that_all_batches_share() -> None:
    text = BATCHES.replace("ONE", "S").replace("TWO", "S").replace("办法#五", "办法#四")
    condition = next(one for one in decide(text, {}, batch="一")["trace"]["of"] if one["id"] == "event-date")
    assert source(condition) == ("办法#四", "S")


def test_a_parameter_is_not_told_as_the_definition_of_another_pack_of_the_same_name(tmp_path: Path) -> None:
    text = (
        "amount: 1元\nwhen:\n  - condition: 从业人员 >= 门槛\n  - condition: 总分 >= 0分\n"
        "parameters: {门槛: {values: [{value: 5人, cite: 办法#四}]}}\n"
    )
    folder = world.write(tmp_path, {"a": text})
    base = world.BASE.replace("注册资本 >= 5000万元", "注册资本 >= 门槛")
    world.put(folder, {"nation/base/2011/pack.yaml": f"{base}  门槛:\n    is: 5000万元\n"})
    library = policy_engine.load(folder)
    facts = {"employees": 4, "capital": "50000000.00", "listed": False}
    profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": facts})
    told = policy_engine.decide(library, profile, "city/ten#a").to_json()
    definitions = {one["key"]: one["value"] for one in told["trace"]["definitions"]}
    assert definitions == {"points": 100, "strong": True, "size": "小", "nation/base.门槛": "50000000.00"}
    assert "从业人员 4人，低于 门槛（5人），差 1人（办法#七）" in explain(told)
    assert "5000万元" not in explain(told)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"size": "中"}, ["规模 = 中（所填）", "size = 中 (as given)"]),
        (
            {"size": "中", "employees": 30},
            ["规模 = 中，按第 2 行：从业人员 介于 20人（含）与 300人（不含）之间（划型#二）"],
        ),
        ({}, ["规模 = 未知（划型）"]),
    ],
)
def test_a_derived_fact_that_was_given_is_told_as_given_unless_it_is_derived_too(
    facts: dict[str, object], told: list[str]
) -> None:
    data = decide('amount: |\n  if 规模 = "中" then 1元 else 2元\n', facts)
    for line, language in zip(told, ("zh", "en"), strict=False):
        assert line in [one.strip() for one in explain(data, language).split("\n")]  # type: ignore[arg-type]


def test_a_derived_number_is_not_taken_as_given_because_its_fact_has_decimals(tmp_path: Path) -> None:
    folder = world.write(tmp_path, {"a": "amount: 1元/分 * 总分\n"})
    finer = world.VOCABULARY.replace("max: 200, derived", "max: 200, decimals: 1, derived")
    world.put(folder, {"vocabulary/world.yaml": finer})
    library = policy_engine.load(folder)
    facts = {"employees": 300, "listed": False}
    profile = policy_engine.read_profile(library, {"as_of": "2026-03-15", "facts": facts})
    told = policy_engine.decide(library, profile, "city/ten#a").to_json()
    assert told["derivation"][0]["values"][0]["value"] == "100"
    assert told["trace"]["definitions"][0]["value"] == 100
    assert "所填" not in explain(told)


def test_what_was_received_is_among_the_values_of_what_reads_it() -> None:
    text = (
        "amount: |\n  max(0元, 差额)\nwhen:\n  - condition: received() < 80元\n"
        "definitions:\n  差额:\n    is: 80元 - received()\n"
    )
    told = decide(text, {"past_awards": [award("50", 2025), award("9", 2025, pack="elsewhere/rules")]})
    [condition, difference] = told["trace"]["of"][-1], told["trace"]["definitions"][0]
    words = {"zh": "本措施已获支持", "en": "support already received under this measure"}
    assert condition["values"] == difference["values"] == [
        {"name": "past_awards", "words": words, "value": "50.00", "unit": "元"}
    ]  # fmt: skip
    assert "本措施已获支持 = 50.00 元" in explain(told)
    failed = decide(text, {"past_awards": [award("80", 2025)]})
    assert [(gap["fact"], gap["value"]) for gap in failed["gaps"]] == [("past_awards", "80.00")]


def test_what_the_vocabulary_works_out_is_told_with_its_expression_and_what_that_reads() -> None:
    rules = library("amount: 1元\nwhen:\n  - condition: 年限 >= 10\n")
    profile = policy_engine.read_profile(rules, {"as_of": "2026-03-15", "facts": {"founded_on": "2020-02-29"}})
    answer = policy_engine.value(rules, profile, "年限")
    assert say_value(answer, "zh").split("\n") == [
        "年限 = 6，即 基准日的年份 − 成立日期的年份", "    基准日 = 2026-03-15", "    成立日期 = 2020-02-29",
    ]  # fmt: skip
    [definition] = answer.data["trace"]
    assert source(definition) == (None, None)
    decision = policy_engine.decide(rules, profile, "city/ten#a")
    assert decision.data["trace"]["definitions"] == [definition]
    assert "      年限 = 6，即 基准日的年份 − 成立日期的年份" in explain(decision).split("\n")
