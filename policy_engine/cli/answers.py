"""Answers as pages of text. The sentences are the library's own; here they are only put in order."""

from __future__ import annotations

from collections.abc import Iterator

from policy_engine import Decision, Match, ValueAnswer, explain
from policy_engine.decide.explain import explain_amount
from policy_engine.decide.sources import Sources
from policy_engine.decide.speaker import Speaker, say_reliability
from policy_engine.errors import Bilingual, Language

GROUPS: dict[str, Bilingual] = {
    "eligible": Bilingual("可获得", "you can get"),
    "undetermined": Bilingual("可能获得，还缺指标", "perhaps, facts are missing"),
    "needs_review": Bilingual("需人工核查", "to be reviewed by a person"),
    "ineligible": Bilingual("不符合", "not eligible"),
}
START = Bilingual("启动服务和接口文档：make serve", "start the service and its API docs: make serve")


def say_match(answer: Match, language: Language) -> str:
    """Who and when, a line for each measure, then every decision in sentences, and how to go on."""
    return "\n".join(_match(answer, language))


def _match(answer: Match, language: Language) -> Iterator[str]:
    data = answer.data
    name = data["enterprise"] or Bilingual("（未写名称的企业）", "(an enterprise without a name)").say(language)
    day = Bilingual(f"基准日 {data['as_of'].replace('T', ' ')}", f"as of {data['as_of'].replace('T', ' ')}")
    yield f"{name} · {day.say(language)}"
    yield ""
    grouped = {outcome: [one for one in answer.decisions if one.outcome == outcome] for outcome in GROUPS}
    for outcome, decisions in grouped.items():
        if decisions:
            yield _count(GROUPS[outcome], len(decisions), language)
            yield from (f"  {_line(decision, language)}" for decision in decisions)
    for outcome, decisions in grouped.items():
        if decisions:
            yield ""
            yield f"━━ {_count(GROUPS[outcome], len(decisions), language)} ━━"
            for decision in decisions:
                yield ""
                yield explain(decision, language)
    yield ""
    yield START.say(language)


def _count(group: Bilingual, count: int, language: Language) -> str:
    return Bilingual(f"{group.zh}（{count} 项）", f"{group.en} ({count})").say(language)


def _line(decision: Decision, language: Language) -> str:
    data = decision.data
    marks = [_MARKS[flag["flag"]].say(language) for flag in data["flags"] if flag["flag"] in _MARKS]
    amount = "" if data["outcome"] == "ineligible" else f"  {explain_amount(decision, language)}"
    return f"{data['title'][language]}{amount}{''.join(f'  [{mark}]' for mark in dict.fromkeys(marks))}"


_MARKS = {
    "illustrative": Bilingual("示例参数", "illustrative"),
    "site_check": Bilingual("现场核查", "site check"),
    "legal_risk": Bilingual("法律风险", "legal risk"),
}


def say_value(answer: ValueAnswer, language: Language) -> str:
    """A derived fact and, indented, what it comes from; last how reliable that is where nothing else is said."""
    data = answer.data
    usual = next((one["reliability"] for one in data["trace"] if "reliability" in one), None)
    sources = Sources(Speaker(language, usual), data["trace"])
    lines = [*sources.values([data], "")]
    if usual is not None and not sources.given(data):
        sure = say_reliability(usual)
        lines.append(Bilingual(f"可信度：{sure.zh}", f"reliability: {sure.say('en')}").say(language))
    return "\n".join(lines)
