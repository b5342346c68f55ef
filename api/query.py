"""Query parameters, read as strictly as bodies: one that is not known, or given twice, is refused."""

from __future__ import annotations

from fastapi import Request

from api.problems import unusable
from policy_engine.decide.instant import Instant
from policy_engine.errors import Bilingual, Language


def asked(request: Request, *known: str) -> dict[str, str]:
    """The query parameters of a request, each of them known."""
    if not request.scope["query_string"]:
        return {}
    found: dict[str, str] = {}
    for key, value in request.query_params.multi_items():
        if key not in known:
            listed = ", ".join(known)
            advice = Bilingual(f"可用：{listed}", f"known: {listed}") if known else None
            raise unusable(f"query.{key}", Bilingual("未知的查询参数", "unknown query parameter"), advice)
        if key in found:
            raise unusable(f"query.{key}", Bilingual("查询参数给了两次", "the query parameter is given twice"))
        found[key] = value
    return found


def explanation_language(request: Request) -> Language | None:
    """The language that `?explain=zh|en` asks explanations in."""
    match asked(request, "explain").get("explain"):
        case None:
            return None
        case "zh":
            return "zh"
        case "en":
            return "en"
    raise unusable("query.explain", Bilingual("应是 zh 或 en", "should be zh or en"))


def day_asked(request: Request) -> int | None:
    """The day that `?as_of=` names."""
    text = asked(request, "as_of").get("as_of")
    if text is None:
        return None
    moment = Instant.read(text)
    if moment is None:
        raise unusable(
            "query.as_of",
            Bilingual("不是存在的日期", "is no date that exists"),
            Bilingual("写成 2026-03-15", "write it like 2026-03-15"),
        )
    return moment.day
