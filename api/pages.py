"""A pack as data for a reader: what it is, where it comes from, what it asks in words, and its numbers by date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policy_engine.decide.instant import MINUTES, Instant
from policy_engine.errors import Bilingual
from policy_engine.packs import schema
from policy_engine.packs.checked import Batch, CheckedMeasure, Condition, Sourced, Span
from policy_engine.packs.edition import PackVersion
from policy_engine.packs.library import Library
from policy_engine.packs.rules import Origin
from policy_engine.source import Excerpt
from policy_engine.values import say_date

Page = dict[str, object]


def pack_summary(version: PackVersion) -> Page:
    """What a list of packs says of one version."""
    pack = version.pack
    return {
        "id": version.id,
        "version": version.version,
        "title": pack.title.to_json(),
        "issuer": {"name": pack.issuer.name.to_json(), "level": pack.issuer.level, "place": pack.issuer.place},
        "status": pack.status,
        "reliability": pack.reliability,
        "in_force": {"from": _day(pack.in_force.from_), "to": _day(pack.in_force.to), "by": pack.in_force.by},
        "not_seen": list(pack.not_seen),
        "measures": [
            {"id": f"{version.id}#{one.measure}", "title": one.title.to_json(), "sub_track": one.sub_track}
            for one in version.measures.values()
        ],
    }


def pack_page(library: Library, version: PackVersion) -> Page:
    """A version whole, its conditions as the checked rules say them."""
    pack = version.pack
    origin = Origin(next(iter(pack.documents)), pack.reliability)
    checked = library.edition(version.shown_on, [version]).measures
    measures = {one.id: one for one in checked.values() if one.pack == version.id}
    return {
        **pack_summary(version),
        "versions": [one.version for one in library.versions(version.id)],
        "documents": [
            {
                "alias": alias,
                "title": one.title,
                "number": one.number,
                "published_on": _day(one.published_on),
                "url": one.url,
                "medium": one.medium,
            }
            for alias, one in pack.documents.items()
        ],
        "parameters": _parameters(pack.parameters, origin),
        "definitions": _definitions(pack.definitions, origin),
        "measures": [_measure(one, measures[name]) for name, one in version.measures.items()],
        "rounding": _rounding(pack.rounding, origin),
        "caps": _caps(pack.caps, origin),
    }


def _measure(model: schema.Measure, checked: CheckedMeasure) -> Page:
    years, origin = model.years_of_support, Origin(checked.cite, checked.reliability)
    return {
        "id": checked.name,
        "title": checked.title.to_json(),
        "sub_track": checked.sub_track,
        "industry_tracks": list(checked.industry_tracks),
        "nature": checked.nature,
        "cite": checked.cite,
        "reliability": checked.reliability,
        "for_each": _text(model.for_each),
        "conditions": [_condition(one) for one in (*checked.conditions, *checked.item_conditions)],
        "parameters": _parameters(model.parameters, origin),
        "definitions": _definitions(model.definitions, origin),
        "amount": _text(model.amount or model.up_to),
        "grants": checked.granted.certificate if checked.granted is not None else None,
        "years_of_support": None if years is None else {"at_most": years.at_most.text, "from": years.from_.text},
        "rounding": _rounding(model.rounding, origin),
        "caps": _caps(model.caps, origin),
        "windows": [_window(one) for one in checked.batches],
        "flags": [
            {"flag": one.name, "say": one.say.to_json(), "when": _words(one.words), **_sourced(one)}
            for one in checked.flags
        ],
        "assumptions": [
            {"words": words.to_json(), "cite": cite}
            for words, cite in dict.fromkeys((one.words, one.cite) for one in checked.assumptions)
        ],
        "evidence": [
            {"document": one.document.to_json(), "proves": list(one.proves), **_sourced(one)}
            for one in checked.evidence
        ],
    }


def _condition(one: Condition) -> Page:
    return {
        "node": one.kind,
        "id": one.id,
        "words": one.words.to_json(),
        "title": _words(one.title),
        **_sourced(one),
        "assumed": _words(one.assumed),
        "at_least": one.at_least,
        "of": [_condition(part) for part in one.of],
    }


def _sourced(one: Sourced) -> dict[str, str]:
    return {"cite": one.cite, "reliability": one.reliability}


def _parameters(models: Mapping[str, schema.Parameter], origin: Origin) -> list[Page]:
    return [
        {"name": {"zh": name, "en": model.en or name}, "values": [_period(period, origin) for period in model.values]}
        for name, model in models.items()
    ]


def _period(period: schema.Period, origin: Origin) -> Page:
    """The value of a parameter from a day on; one yet to be announced has bounds instead."""
    return {
        "from": _day(period.from_),
        "to": _day(period.to),
        "value": None if period.unspecified else period.value.text,
        "at_least": _text(period.at_least),
        "at_most": _text(period.at_most),
        **_sourced(origin.of(period)),
        "assumed": _words(period.assumed),
    }


def _definitions(models: Mapping[str, schema.Definition], origin: Origin) -> list[Page]:
    return [
        {
            "name": {"zh": name, "en": model.en or name},
            "publishes": model.publishes,
            "is": _text(model.is_),
            "table": _text(model.table),
            "hit": (model.hit or "unique") if model.table is not None else None,
            **_branches(model),
            **_sourced(origin.of(model)),
            "assumed": _words(model.assumed),
        }
        for name, model in models.items()
    ]


def _branches(model: schema.Branches) -> Page:
    """Conditions combined, as they are written."""
    for node in ("all", "any", "none", "of"):
        parts: tuple[schema.Condition, ...] | None = getattr(model, node)
        if parts is not None:
            return {
                "node": "at_least" if node == "of" else node,
                "at_least": model.at_least,
                "of": [{"condition": _text(part.condition), **_branches(part)} for part in parts],
            }
    return {"node": None, "at_least": None, "of": []}


def _caps(caps: Iterable[schema.Cap], origin: Origin) -> list[Page]:
    return [{"per": cap.per, "every": cap.every, "at": cap.at.text, **_sourced(origin.of(cap))} for cap in caps]


def _rounding(rule: schema.RoundingRule | None, origin: Origin) -> Page | None:
    return None if rule is None else {"to": rule.to.text, "mode": rule.mode, **_sourced(origin.of(rule))}


def _window(batch: Batch) -> Page:
    return {
        "batch": batch.name,
        "applications": _span(batch.applications),
        "events": _span(batch.events),
    }


def _span(span: Span | None) -> Page | None:
    return None if span is None else {"from": _moment(span.opens), "to": _moment(span.closes), **_sourced(span)}


def _moment(minute: int | None) -> str | None:
    return None if minute is None else str(Instant(minute // MINUTES, minute % MINUTES))


def _day(day: int | None) -> str | None:
    return None if day is None else say_date(day)


def _text(excerpt: Excerpt | None) -> str | None:
    return None if excerpt is None else excerpt.text


def _words(words: Bilingual | None) -> dict[str, str] | None:
    return None if words is None else words.to_json()
