"""`python -m benchmarks [firm] [lists] [loading] [ends] [service]`: one run, answers first, then times and ratios.

Every figure says whether its bound holds; nothing here fails for being slow, only for being wrong.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from benchmarks import clauses, firms, handwritten, lists_handwritten, lists_reference, reference
from benchmarks.clauses import AS_OF, days
from benchmarks.ours import ELIGIBLE, INELIGIBLE, RULES, Ours, Settled
from benchmarks.peer_zen import ZenPack
from benchmarks.profiles import profile_data, request_body
from benchmarks.reached import reached
from benchmarks.reference import Answer
from benchmarks.report import Bound, Report
from benchmarks.service import measure
from benchmarks.timing import Contender, Rounds, figure
from policy_engine import load, read_library, read_profile
from policy_engine.packs.library import Library
from policy_engine.packs.schema import Condition

SHIPPED = Path("rules")
PROFILE = Path("examples/chip-designer.yaml")
COMPARED, COMPARED_PEER, COMPARED_TEXT = 3000, 1000, 300
ROUNDS = 25
LOADINGS = 5
QUIET = 0.7


def firm(report: Report) -> None:
    """One firm, ten measures, 97 clauses: the trace, the bare answer, the JSON, rules by hand, the peer."""
    report.heading("一家企业，十项措施，97 条条件", "one firm, ten measures, 97 conditions")
    made = firms.firms(COMPARED)
    truth = [reference.answer(one) for one in made]
    library = load(RULES)
    ours = Ours(library, AS_OF, [f"bench/ten#{one.name}" for one in clauses.MEASURES])
    known = [_known(one) for one in made]
    peer = ZenPack()
    _expect(ours.conditions == len(clauses.CLAUSES) == 97, "the pack has 97 conditions")
    for one, held in zip(made[:COMPARED_TEXT], known, strict=False):
        profile = read_profile(library, profile_data(one, library))
        _expect(profile.facts_on(ours.day) == held, "a profile holds the firm's facts")
    _equal(report, "轨迹 the trace", ours, known, truth)
    _same(report, "手写 hand-written ifs", map(handwritten.decide, made), map(_by_hand, truth))
    _same(report, "zen-engine", map(peer.answer, made[:COMPARED_PEER]), map(_by_peer, truth))
    rounds = Rounds(
        _contenders(ours, known, Contender(handwritten.decide, made, 2000)) | {"zen": Contender(peer.trace, made, 40)},
        ROUNDS,
    )
    _times(report, rounds)
    report.line("zen-engine，每条条件有轨迹，按时钟 | each traced, by the clock", rounds.clock("zen"), "µs")
    report.line(
        "zen ÷ 轨迹，按时钟 | zen over our trace, by the clock", rounds.clock_ratio("zen", "trace"), "×",
        Bound(20, at_least=True, aim=40),
    )  # fmt: skip
    report.line("zen ÷ 轨迹，按处理器时间 | by processor time", rounds.work_ratio("zen", "trace"), "×")
    _ratios(report, rounds, 3)
    size = sum(map(len, ours.json(ours.complete(known[0]))))
    report.note(f"JSON：{size:,} 字节，十个判定 | bytes, ten decisions")


def lists(report: Report) -> None:
    """One firm with lists: items decided one by one, counts and sums over items."""
    report.heading("列表：逐项判定、计数、合计", "lists: decided item by item, counts and sums")
    made = lists_reference.firms(COMPARED)
    truth = [lists_reference.answer(one) for one in made]
    ours = Ours(load(RULES), AS_OF, [f"bench/lists#{name}" for name in lists_reference.MEASURES])
    known = [_known(one) for one in made]
    _equal(report, "轨迹 the trace", ours, known, truth)
    by_hand = (tuple((one.holds is True, one.at_least) for one in answers) for answers in truth)
    _same(report, "手写 hand-written ifs", map(lists_handwritten.decide, made), by_hand)
    rounds = Rounds(_contenders(ours, known, Contender(lists_handwritten.decide, made, 2000)), ROUNDS)
    _times(report, rounds)
    _ratios(report, rounds, 4)


def _contenders(ours: Ours, known: Sequence[dict[str, object]], hand: Contender[Any]) -> dict[str, Contender[Any]]:
    """What is timed: our engine on facts as a profile was read, and the rules by hand. Both say None of an unknown."""
    facts = [ours.complete(one) for one in known]
    return {
        "hand": hand,
        "bare": Contender(ours.bare, facts, 1000),
        "complete": Contender(ours.complete, known, 1000),
        "trace": Contender(ours.trace, facts, 400),
        "traces": Contender(ours.trace_json, facts, 400),
        "json": Contender(ours.json, facts, 400),
    }


def _times(report: Report, rounds: Rounds) -> None:
    report.line("手写 if（无轨迹，确定者） | hand-written ifs", rounds.work("hand"), "µs")
    report.line("简短回答（短路，无轨迹） | bare answer, short-circuited", rounds.work("bare"), "µs")
    report.line(
        "读入时补上未知为 None，每份画像一次 | None for unknowns, once a profile is read", rounds.work("complete"), "µs"
    )
    report.line("完整平面轨迹 | full flat trace", rounds.work("trace"), "µs")
    report.line("轨迹与其完整 JSON | trace and its complete JSON", rounds.work("traces"), "µs")
    report.line("轨迹与整个判定 JSON | trace and JSON of all decisions", rounds.work("json"), "µs")


def _ratios(report: Report, rounds: Rounds, most: int) -> None:
    """The bounds; `most` is that of trace over bare and of bare over hand-written."""
    for words, over, under, bound in (
        ("轨迹 ÷ 简短回答 | trace over bare", "trace", "bare", most),
        ("简短回答 ÷ 手写 | bare over hand-written", "bare", "hand", most),
        ("含其 JSON ÷ 轨迹 | with its JSON over trace", "traces", "trace", 3),
        ("含判定 JSON ÷ 轨迹 | with decisions over trace", "json", "trace", 3),
    ):
        report.line(words, rounds.work_ratio(over, under), "×", Bound(bound))


def loading(report: Report) -> None:
    """Reading and checking whole folders of rules."""
    report.heading("读入并检查全部规则包", "loading and checking all packs")
    for path, name in ((SHIPPED, "rules/"), (RULES, "benchmarks/rules/")):
        loaded: list[float] = []
        checked: list[float] = []
        for _ in range(LOADINGS):
            begun = process_time()
            library = read_library(path)
            library.edition(days(AS_OF))
            loaded.append((process_time() - begun) * 1000)
            errors = [finding for finding in library.check() if finding.severity == "error"]
            checked.append((process_time() - begun) * 1000)
            _expect(not errors, f"{path}: {errors}")
        count = _conditions(library)
        report.note(f"{name}：{len(library.packs)} 个规则包版本 pack versions，{count} 条条件 conditions")
        report.line("读入并检查 | loaded and checked", figure(loaded), "ms")
        report.line("连同全部用例 | and all examples read", figure(checked), "ms")
        per_thousand = figure([time * 1000 / count for time in loaded])
        report.line("每千条条件 | per 1,000 conditions", per_thousand, "ms")


def ends(report: Report) -> None:
    """How often an amount that is open reaches both ends of its interval."""
    report.heading("区间两端是否都能取到", "are both ends of an interval reached")
    found = reached(load(SHIPPED))
    report.line(
        f"{found.intervals} 个未定金额，两端皆可取到 | open amounts, both ends reached", found.percent, "%",
        Bound(95, at_least=True),
    )  # fmt: skip
    for missed in found.missed[:10]:
        report.note(f"未找到 not found: {missed}")
    if len(found.missed) > 10:
        report.note(f"… {len(found.missed) - 10}")


def service(report: Report) -> None:
    """`POST /v1/matches` with an example profile, beside an empty route."""
    report.heading("POST /v1/matches，随附规则包", "POST /v1/matches on the shipped packs")
    load_ = measure(request_body(PROFILE, load(SHIPPED)))
    report.line("空路由一次请求 | one request to an empty route", load_.empty, "µs")
    report.line("判定一次请求 | one request for all decisions", load_.matches, "µs")
    report.line("引擎增加 | what the engine adds", load_.added, "µs")
    report.line("空路由每秒请求 | empty route, requests a second", load_.empty_rate, "/s")
    report.line("判定每秒请求 | matches, requests a second", load_.matches_rate, "/s")
    report.note(f"答复 {load_.response_bytes:,} 字节 bytes; 4 个连接 connections")


SECTIONS: dict[str, Callable[[Report], None]] = {
    "firm": firm,
    "lists": lists,
    "loading": loading,
    "ends": ends,
    "service": service,
}


def main(wanted: Sequence[str]) -> int:
    unknown = [name for name in wanted if name not in SECTIONS]
    if unknown:
        sys.stderr.write(f"{' '.join(unknown)}: {__doc__}\n")
        return 2
    report = Report()
    load_now = os.getloadavg()[0]
    report.note(f"Python {platform.python_version()}, {os.cpu_count()} CPU, 负载 load {load_now:.1f}")
    if load_now > QUIET:
        report.note("机器不空闲，数字不稳 | the machine is busy: figures are noisy")
    report.note(f"每个数：{ROUNDS} 轮交替的中位数（最小–最大） | medians of {ROUNDS} rounds in turn (least–most)")
    report.note("除注明外为处理器时间 | processor time unless said otherwise")
    for name, section in SECTIONS.items():
        if not wanted or name in wanted:
            section(report)
    report.verdict()
    return 0


def _known(firm: Mapping[str, object]) -> dict[str, object]:
    """A firm's facts as a profile holds them: what is unknown is absent."""
    known: dict[str, object] = {}
    for key, value in firm.items():
        if isinstance(value, list):
            known[key] = tuple({name: inner for name, inner in item.items() if inner is not None} for item in value)
        elif value is not None:
            known[key] = value
    return known


def _as_settled(answer: Answer, settled: Settled) -> bool:
    holds = {INELIGIBLE: False, ELIGIBLE: True}.get(settled.outcome)
    return (holds, settled.at_least, settled.at_most) == (answer.holds, answer.at_least, answer.at_most)


def _equal(
    report: Report, name: str, ours: Ours, facts: Sequence[dict[str, object]], truth: Sequence[tuple[Answer, ...]]
) -> None:
    """The trace, the bare answer and the JSON say what the reference says, of every measure of every firm."""
    for one, answers in zip(facts, truth, strict=True):
        for settled in (ours.settled(one), ours.settled_bare(one)):
            _expect(all(map(_as_settled, answers, settled)), f"{one}: {answers} is not {settled}")
    for one, answers in zip(facts[:COMPARED_TEXT], truth, strict=False):
        settled = ours.settled_text(one)
        _expect(all(map(_as_settled, answers, settled)), f"{one}: {answers} is not {settled}")
        _expect(ours.traces_are_those_of_decisions(one), f"{one}: a trace is not that of its decision")
    report.note(
        f"相等 equal: {name}，简短回答 bare，{len(facts):,} 家 firms × {len(ours.measures)}；JSON {COMPARED_TEXT} 家"
    )


def _same(report: Report, name: str, given: Iterable[object], wanted: Iterable[object]) -> None:
    count = 0
    for one, other in zip(given, wanted, strict=False):
        _expect(one == other, f"{name}: {one} is not {other}")
        count += 1
    report.note(f"相等 equal: {name}，{count:,} 家 firms")


def _by_hand(answers: tuple[Answer, ...]) -> object:
    """What is surely granted, and the sum unless it rests on something unknown."""
    return tuple(
        (True, one.at_least if one.at_least == one.at_most else None) if one.holds else (False, 0) for one in answers
    )


def _by_peer(answers: tuple[Answer, ...]) -> object:
    """Outcomes three-valued, and the sum unless it rests on something unknown."""
    return tuple(
        (one.holds, None if one.holds is None or one.at_least != one.at_most else one.at_least) for one in answers
    )


def _conditions(library: Library) -> int:
    return sum(
        _leaves(condition)
        for version in library.packs
        for part in (version.pack, *version.measures.values())
        for condition in part.when
    )


def _leaves(condition: Condition) -> int:
    return sum(map(_leaves, condition.inner())) or 1


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"答案不相等 | answers differ: {what}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
