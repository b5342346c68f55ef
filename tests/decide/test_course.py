"""Time: years of support, the period in force, batches and their windows, annual facts."""

from __future__ import annotations

import pytest

import policy_engine
from policy_engine.errors import ProfileError
from tests.decide import world
from tests.decide.cases import amount, award, decide, lease, library, missing

TAPER = """amount: 1000元 * 比例
years_of_support: {at_most: 3, from: 立项日}
definitions:
  比例:
    table: |
      支持年度 || 比例
      1        || 80%
      2        || 50%
      3        || 30%
"""


@pytest.mark.parametrize(
    ("approved", "outcome", "year", "paid"),
    [
        ("2026-03-15", "eligible", 1, "800.00"),  # the first day
        ("2025-03-16", "eligible", 1, "800.00"),  # one day short of a year
        ("2025-03-15", "eligible", 2, "500.00"),  # a year to the day
        ("2023-03-16", "eligible", 3, "300.00"),  # the last day
        ("2023-03-15", "ineligible", 4, "0.00"),  # the day after
        ("2026-03-16", "ineligible", None, "0.00"),  # has not begun
    ],
)
def test_the_year_of_support_counts_complete_years(approved: str, outcome: str, year: int | None, paid: str) -> None:
    told = decide(TAPER, {"approved_on": approved})
    assert (told["outcome"], amount(told)) == (outcome, (paid, paid))
    (condition,) = [node for node in told["trace"]["of"] if node["id"] == "years-of-support"]
    shown = {value["name"]: value["value"] for value in condition["values"]}
    assert shown["approved_on"] == approved
    assert year is None or shown["year_of_support"] == year


def test_a_year_from_a_leap_day_ends_with_the_last_of_february() -> None:
    assert amount(decide(TAPER, {"approved_on": "2028-02-29"}, as_of="2029-02-28"))[0] == "800.00"
    assert amount(decide(TAPER, {"approved_on": "2028-02-29"}, as_of="2029-03-01"))[0] == "500.00"


def test_the_total_is_the_whole_course() -> None:
    told = decide(TAPER, {"approved_on": "2025-06-01"})
    assert (amount(told), amount(told, "total")) == (("800.00",) * 2, ("1600.00",) * 2)


def test_the_total_keeps_yearly_and_lifetime_caps() -> None:
    caps = "caps:\n  - {per: enterprise, every: year, at: 600元}\n  - {per: enterprise, every: ever, at: 1300元}\n"
    told = decide(TAPER + caps, {"approved_on": "2026-01-01", "past_awards": []})
    assert (amount(told), amount(told, "total")) == (("600.00",) * 2, ("1300.00",) * 2)


def test_a_cap_may_taper_with_the_years() -> None:
    text = (
        TAPER + "caps:\n  - per: enterprise\n    every: year\n    at: |\n      if 支持年度 = 1 then 100元 else 200元\n"
    )
    told = decide(text, {"approved_on": "2026-01-01", "past_awards": []})
    assert (amount(told), amount(told, "total")) == (("100.00",) * 2, ("500.00",) * 2)


def test_an_unknown_beginning_leaves_the_year_open() -> None:
    told = decide(TAPER, {})
    assert (told["outcome"], amount(told)[1], missing(told)) == ("undetermined", "800.00", ["approved_on"])


def test_each_item_has_years_of_its_own() -> None:
    text = "for_each: 甲 in 租约\namount: 100元 * 支持年度\nyears_of_support: {at_most: 2, from: 甲.起租日}\n"
    leases = [
        lease("L1", start_on="2026-01-01"),
        lease("L2", start_on="2025-01-01"),
        lease("L3", start_on="2024-01-01"),
    ]
    told = decide(text, {"leases": leases})
    assert [(item["outcome"], *amount(item)) for item in told["items"]] == [
        ("eligible", "100.00", "100.00"), ("eligible", "200.00", "200.00"), ("ineligible", "0.00", "0.00"),
    ]  # fmt: skip
    assert amount(told) == ("300.00", "300.00")


# In force --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [
        ("2026-01-31", "ineligible"),
        ("2026-02-01", "eligible"),
        ("2026-06-30T23:59", "eligible"),
        ("2026-07-01", "ineligible"),
    ],
)
def test_a_measure_is_in_force_on_its_first_and_last_day(as_of: str, outcome: str) -> None:
    told = decide("amount: 1元\nin_force: {from: 2026-02-01, to: 2026-06-30, by: application}\n", {}, as_of=as_of)
    assert told["outcome"] == outcome
    assert [gap["condition"] for gap in told["gaps"]] == ([] if outcome == "eligible" else ["in-force"])


@pytest.mark.parametrize(
    ("approved", "outcome"),
    [
        ("2026-01-31", "ineligible"),
        ("2026-02-01", "eligible"),
        ("2026-06-30", "eligible"),
        ("2026-07-01", "ineligible"),
        (None, "undetermined"),
    ],
)
def test_by_event_the_day_of_the_event_selects_the_law(approved: str | None, outcome: str) -> None:
    text = "amount: 1元\nevent_date: 立项日\nin_force: {from: 2026-02-01, to: 2026-06-30, by: event}\n"
    told = decide(text, {"approved_on": approved})
    assert told["outcome"] == outcome
    (condition,) = told["trace"]["of"]
    assert [(value["name"], value["value"]) for value in condition["values"]] == [("approved_on", approved)]


# Batches ---------------------------------------------------------------------------------------------------

BATCHES = """amount: 1元
windows:
  - {batch: "1", applications: {from: 2026-03-01T09:00, to: 2026-04-30T17:00, cite: 办法#九}}
  - {batch: "2", applications: {from: 2026-09-01, to: 2026-09-30}}
  - {batch: "3"}
"""


@pytest.mark.parametrize(
    ("as_of", "batch", "state"),
    [
        ("2026-03-01T08:59", "1", "not_yet"),
        ("2026-03-01", "1", "not_yet"),  # a date is its first minute
        ("2026-03-01T09:00", "1", "open"),
        ("2026-04-30T17:00", "1", "open"),
        ("2026-04-30T17:01", "2", "not_yet"),
        ("2026-08-31T23:59", "2", "not_yet"),
        ("2026-09-01T00:00", "2", "open"),
        ("2026-09-30T23:59", "2", "open"),
        ("2026-10-01T00:00", "3", "none"),
    ],
)
def test_the_batch_is_the_one_open_or_the_next_or_the_last(as_of: str, batch: str, state: str) -> None:
    told = decide(BATCHES, {}, as_of=as_of)
    assert (told["window"]["batch"], told["window"]["state"], told["outcome"]) == (batch, state, "eligible")


def test_the_window_says_when_it_opens_and_closes() -> None:
    assert decide(BATCHES, {})["window"] == {
        "state": "open", "batch": "1", "opens": "2026-03-01T09:00", "closes": "2026-04-30T17:00", "cite": "办法#九",
        "reliability": "V",
    }  # fmt: skip
    told = decide(BATCHES, {}, batch="2")["window"]
    assert (told["opens"], told["closes"]) == ("2026-09-01T00:00", "2026-09-30T23:59")
    assert decide("amount: 1元\n", {})["window"] == {"state": "none", "batch": None, "opens": None, "closes": None}


def test_a_batch_asked_for_is_taken_and_one_that_does_not_exist_refused() -> None:
    assert decide(BATCHES, {}, batch="2")["window"]["state"] == "not_yet"
    assert decide(BATCHES, {}, application={"batch": "2"})["window"]["batch"] == "2"
    with pytest.raises(ProfileError) as error:
        decide(BATCHES, {}, batch="4")
    assert error.value.show() == "画像不能使用：1 处错误\nbatch: 没有批次 “4”\n  可用：1、2、3"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("application.batch", {"application": {"batch": "4"}, "facts": {}}),
        ("facts.batch", {"facts": {"batch": "4"}}),
        ("facts.batch", {"application": {"batch": "4"}, "facts": {"batch": "4"}}),
    ],
)
def test_a_batch_of_the_profile_that_does_not_exist_is_refused_too(path: str, told: dict[str, object]) -> None:
    rules = library(BATCHES)
    profile = policy_engine.read_profile(rules, {"as_of": "2026-03-15", **told})
    asked = (lambda: policy_engine.match(rules, profile), lambda: policy_engine.decide(rules, profile, "city/ten#a"))
    for ask in asked:
        with pytest.raises(ProfileError) as error:
            ask()
        assert error.value.show() == f"画像不能使用：1 处错误\n{path}: 没有批次 “4”\n  可用：1、2、3"
    assert policy_engine.decide(rules, profile, "city/ten#a", batch="2").to_json()["window"]["batch"] == "2"


def test_a_batch_told_as_a_fact_is_the_batch_applied_in() -> None:
    assert decide(BATCHES, {"batch": "2"})["window"]["batch"] == "2"


def test_a_batch_of_the_profile_may_be_of_another_measure_in_force() -> None:
    rules = world.library({"a": BATCHES, "b": BATCHES.replace('"3"', '"4"'), "c": "amount: 1元\n"})
    profile = policy_engine.read_profile(rules, {"as_of": "2026-03-15", "application": {"batch": "4"}, "facts": {}})
    windows = [policy_engine.decide(rules, profile, f"city/ten#{one}").to_json()["window"] for one in "abc"]
    assert [window["batch"] for window in windows] == ["1", "4", None]
    assert decide("amount: 1元\n", {}, application={"batch": "4"})["window"]["batch"] is None


def test_what_was_filed_in_time_stays_in_time() -> None:
    told = decide(BATCHES, {}, as_of="2026-05-20", application={"batch": "1", "filed_at": "2026-04-30T17:00"})
    assert told["window"]["state"] == "open"
    told = decide(BATCHES, {}, as_of="2026-05-20", application={"batch": "1", "filed_at": "2026-04-30T17:01"})
    assert told["window"]["state"] == "closed"


EVENTS = """amount: 1元
event_date: 立项日
windows:
  - {batch: "1", events: {from: 2025-01-01, to: 2025-12-31, cite: 办法#五}}
  - {batch: "2", applications: {from: 2026-09-01}}
"""


@pytest.mark.parametrize(
    ("approved", "outcome"),
    [
        ("2024-12-31", "ineligible"),
        ("2025-01-01", "eligible"),
        ("2025-12-31", "eligible"),
        ("2026-01-01", "ineligible"),
        (None, "undetermined"),
    ],
)
def test_an_event_outside_of_the_batch_fails_with_its_clause(approved: str | None, outcome: str) -> None:
    told = decide(EVENTS, {"approved_on": approved}, batch="1")
    assert told["outcome"] == outcome
    assert [(gap["condition"], gap["cite"]) for gap in told["gaps"]] == (
        [("event-date", "办法#五")] if outcome == "ineligible" else []
    )


def test_a_batch_without_events_asks_for_none() -> None:
    assert decide(EVENTS, {"approved_on": "1999-01-01"}, batch="2")["outcome"] == "eligible"


def test_the_kind_of_application_is_a_fact_of_the_question() -> None:
    text = 'amount: 1元\nwhen:\n  - condition: 申请类型 = "新申请"\n'
    assert decide(text, {}, kind="新申请")["outcome"] == "eligible"
    assert decide(text, {}, application={"kind": "新申请"})["outcome"] == "eligible"
    assert decide(text, {}, application={"kind": "新申请"}, kind="复核")["outcome"] == "ineligible"
    with pytest.raises(ProfileError) as error:
        decide(text, {}, kind="续期")
    assert error.value.show() == "画像不能使用：1 处错误\nkind: “续期” 不是申请类型\n  可用：新申请、复核"


# Annual facts ----------------------------------------------------------------------------------------------

GROWN = "amount: 营业收入[1] * 10%\nwhen:\n  - condition: 营业收入[1] > 营业收入[2]\n"


@pytest.mark.parametrize(
    "revenue", [["300.00", "200.00", "400.00"], {"2025": "300.00", "2024": "200.00", "2023": "400.00"}]
)
def test_years_are_given_as_a_list_or_by_year(revenue: object) -> None:
    told = decide(GROWN, {"revenue": revenue})
    assert (told["outcome"], amount(told)) == ("eligible", ("30.00", "30.00"))


@pytest.mark.parametrize(
    "revenue", [["300.00", "200.00", "400.00"], {"2025": "300.00", "2024": "200.00", "2023": "400.00"}]
)
def test_years_stay_years_when_another_day_is_asked_for(revenue: object) -> None:
    before = decide(GROWN, {"revenue": revenue}, as_of="2026-03-15")
    assert before["outcome"] == "eligible"
    rules = library(GROWN)
    profile = policy_engine.read_profile(rules, {"as_of": "2026-03-15", "facts": {"revenue": revenue}})
    earlier = policy_engine.decide(rules, profile, "city/ten@2026#a", as_of="2025-03-15").to_json()
    assert [gap["value"] for gap in earlier["gaps"] if gap["condition"] == "1"] == ["200.00"]
    later = policy_engine.decide(rules, profile, "city/ten#a", as_of="2027-03-15").to_json()
    assert (later["outcome"], [entry["fact"] for entry in later["missing"]]) == ("undetermined", ["revenue#1"])


@pytest.mark.parametrize(
    ("as_of", "asked", "last"),
    [("2026-03-15", None, 2025), (None, "2026-12-31", 2025), ("2025-03-15", "2026-03-15", 2025)],
)
def test_a_fiscal_year_that_has_not_ended_is_refused(as_of: str | None, asked: str | None, last: int) -> None:
    rules = library(GROWN)
    facts = {"revenue": {"2026": "300.00", "2035": "1.00", "2025": "1.00", "1999": "1.00"}}
    profile = policy_engine.read_profile(rules, {"as_of": as_of, "facts": facts})
    with pytest.raises(ProfileError) as error:
        policy_engine.match(rules, profile, as_of=asked)
    day = asked or as_of
    assert error.value.show().splitlines()[1:] == [
        f"facts.revenue.2026: 2026 会计年度到基准日 {day} 还没有结束；最近结束的是 {last}",
        "  删掉这一年，或用更晚的基准日",
        f"facts.revenue.2035: 2035 会计年度到基准日 {day} 还没有结束；最近结束的是 {last}",
        "  删掉这一年，或用更晚的基准日",
    ]


@pytest.mark.parametrize(
    ("filed", "day", "refused"),
    [
        ("2026-03-16", "2026-03-15", True),
        ("2026-03-15T10:00", "2026-03-15", False),
        ("2026-03-15", "2026-03-15T09:00", False),
        ("2026-03-15T10:00", "2026-03-15T10:00", False),
        ("2026-03-15T10:01", "2026-03-15T10:00", True),
    ],
)
def test_an_application_is_filed_by_the_day_it_is_decided(filed: str, day: str, *, refused: bool) -> None:
    rules = library(GROWN)
    profile = policy_engine.read_profile(rules, {"application": {"filed_at": filed}, "facts": {}})
    if not refused:
        assert policy_engine.match(rules, profile, as_of=day).decisions
        return
    with pytest.raises(ProfileError) as error:
        policy_engine.match(rules, profile, as_of=day)
    assert error.value.show().splitlines()[1:] == [
        f"application.filed_at: 申报时间 {filed} 晚于基准日 {day}：那时还没有申报",
        "  更正其中一个；还没有申报就不写",
    ]


LATER: dict[str, dict[str, object]] = {
    "facts.founded_on": {"founded_on": "2026-03-16"},
    "facts.employees.as_of": {"employees": {"value": 3, "as_of": "2026-03-16"}},
    "facts.leases.as_of": {"leases": {"value": [], "as_of": "2026-03-15T10:01"}},
    "facts.past_awards[1].year": {"past_awards": [award("1.00", 2026), award("1.00", 2027)]},
}


@pytest.mark.parametrize("path", LATER)
def test_what_has_happened_is_not_later_than_the_day_it_is_decided(path: str) -> None:
    rules = library(GROWN)
    profile = policy_engine.read_profile(rules, {"as_of": "2027-03-15", "facts": LATER[path]})
    assert policy_engine.match(rules, profile).decisions
    with pytest.raises(ProfileError) as error:
        policy_engine.match(rules, profile, as_of="2026-03-15T10:00")
    (defect,) = error.value.defects
    assert defect.path == path
    assert defect.message.zh.endswith("晚于基准日 2026-03-15T10:00：那时还没有发生")
    assert defect.message.en.endswith("is later than 2026-03-15T10:00, the as_of: it had not happened by then")


def test_what_happens_on_the_day_has_happened_and_other_dates_may_lie_ahead() -> None:
    facts = {"founded_on": "2026-03-15", "approved_on": "2026-03-16", "past_awards": [award("1.00", 2026)]}
    assert decide(GROWN, facts | {"employees": {"value": 3, "as_of": "2026-03-15T23:59"}}, as_of="2026-03-15")


def test_what_is_still_to_come_is_refused_with_every_other_defect() -> None:
    facts = {"employees": -1, "revenue": {"2026": "1.00"}, **LATER["facts.founded_on"]}
    with pytest.raises(ProfileError) as error:
        decide(GROWN, facts, application={"filed_at": "2026-03-16"})
    paths = [defect.path for defect in error.value.defects]
    assert paths == ["facts.employees", "facts.revenue.2026", "facts.founded_on", "application.filed_at"]


def test_a_list_without_a_day_of_its_own_begins_with_the_year_before_the_day_asked_for() -> None:
    rules = library(GROWN)
    profile = policy_engine.read_profile(rules, {"facts": {"revenue": ["300.00", "200.00"]}})
    for year in ("2026", "2027"):
        assert policy_engine.decide(rules, profile, "city/ten#a", as_of=f"{year}-03-15").outcome == "eligible"


def test_a_year_left_out_of_the_middle_is_unknown_and_not_skipped() -> None:
    told = decide(GROWN, {"revenue": ["300.00", None, "400.00"]})
    assert (told["outcome"], missing(told)) == ("undetermined", ["revenue#2"])


def test_a_ledger_counts_the_calendar_year_of_the_day() -> None:
    text = "amount: 500元\ncaps:\n  - {per: enterprise, every: year, at: 600元}\n"
    facts = {"past_awards": [award("600.00", 2026)]}
    assert amount(decide(text, facts, as_of="2026-12-31"))[1] == "0.00"
    assert amount(decide(text, facts, as_of="2027-01-01"))[1] == "500.00"


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2026-02-30", "as_of: “2026-02-30” 不是存在的日期或时刻"),
        ("yesterday", "as_of: “yesterday” 不是日期或时刻的写法"),
        ("", "as_of: “” 不是日期或时刻的写法"),
        ("2026-03-15T24:00", "as_of: “2026-03-15T24:00” 不是存在的日期或时刻"),
        ("1066-10-14", "as_of: 基准日须在 1900 至 2100 年"),
        (None, "as_of: 没有基准日"),
    ],
)
def test_a_day_that_cannot_be_decided_for_is_refused(as_of: str | None, said: str) -> None:
    rules = library("amount: 1元\n")
    profile = policy_engine.read_profile(rules, {"facts": {}})
    with pytest.raises(ProfileError) as error:
        policy_engine.decide(rules, profile, "city/ten#a", as_of=as_of)
    assert error.value.show().split("\n")[1] == said


def test_an_end_that_a_period_of_events_does_not_have_is_no_day() -> None:
    text = (
        "amount: 1元\nevent_date: 立项日\nwindows:\n  - {batch: 一, events: {from: 2026-01-01}}\n"
        "  - {batch: 二, events: {to: 2025-12-31}}\n  - {batch: 三}\n"
    )
    for batch, ends in (("一", ["events_from"]), ("二", ["events_to"]), ("三", [])):
        told = decide(text, {"approved_on": "2026-01-05"}, batch=batch)
        condition = next(one for one in told["trace"]["of"] if one["id"] == "event-date")
        assert [value["name"] for value in condition["values"]] == ["approved_on", *ends]
