"""Receipts: salted digests of facts, rules, engine and outcome, so that a decision can be replayed and verified.

The salt comes from the facts and the day themselves: deciding reads no random source, and the same inputs give the same
receipt. It keeps digests of different firms from being compared; it does not hide facts that can be guessed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from policy_engine.errors import Bilingual, ReceiptError

ENGINE = "0.1.0"
"""The version of the engine: what a decision means by the rules is fixed within it."""
FORMAT = 1

Difference = tuple[str, Bilingual]
"""A part in which deciding again differs from a receipt, and how."""

_KEYS = (
    "receipt",
    "as_of",
    "engine",
    "packs",
    "vocabulary",
    "kind",
    "batch",
    "filed_at",
    "measures",
    "fiscal_years",
    "salt",
    "facts",
    "outcome",
)

_ASKED = ("as_of", "kind", "batch", "filed_at", "measures")
"""What was asked besides the facts, each bound to them by a part of the salt."""
_PART = 16
"""How many characters of the salt are of each."""


def canonical(data: object) -> str:
    """One text for equal data."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(salt: str, text: bytes) -> str:
    return hashlib.sha256(f"{salt}\0".encode() + text).hexdigest()


def make_receipt(
    facts: Mapping[str, Any], as_of: str, application: Mapping[str, str | None], packs: Mapping[str, str],
    vocabulary: str, measures: Sequence[str], decisions: Sequence[bytes], fiscal_years: Sequence[int],
) -> dict[str, Any]:  # fmt: skip
    """The receipt of decisions: `decisions` are their JSON, `packs` the digests of the versions used,
    `vocabulary` that of the declared facts."""
    written = canonical(facts)
    receipt = {
        "receipt": FORMAT, "as_of": as_of, "engine": ENGINE, "packs": dict(packs),
        "vocabulary": vocabulary, **application, "measures": list(measures), "fiscal_years": list(fiscal_years),
    }  # fmt: skip
    salt = "".join(salt_parts(receipt, written).values())
    receipt |= {"salt": salt, "facts": digest(salt, written.encode())}
    return receipt | {"outcome": outcome_digest(receipt, decisions)}


def salt_parts(receipt: Mapping[str, Any], written: str) -> dict[str, str]:
    """The parts of a receipt's salt by what was asked, each made of it and of the canonical text of the facts."""
    facts = hashlib.sha256(f"receipt\0{written}".encode()).digest()
    return {
        key: hashlib.sha256(facts + f"{key}\0{canonical(receipt[key])}".encode()).hexdigest()[:_PART] for key in _ASKED
    }


def differing_facts(
    receipt: Mapping[str, Any], facts: Mapping[str, Any], fiscal_years: Sequence[int]
) -> list[Difference]:
    """The parts in which a receipt is not of these facts, none where it is of them.

    Each part of the salt is made of the facts and of one thing asked, the digest of the salt and the facts. What was
    altered no longer fits the others, which proves it wherever the facts are those that were decided.
    """
    written = canonical(facts)
    parts, salt = salt_parts(receipt, written), receipt["salt"]
    found = (salt[start : start + _PART] for start in range(0, len(salt), _PART))
    wrong = [key for key, one in zip(_ASKED, [*found, *_ASKED], strict=False) if parts[key] != one]
    of_salt = Bilingual("salt 由这些事实和它算出，它却不是", "the salt is made from these facts and it, and it is not")
    asked = [(key, altered(key, of_salt)) for key in wrong]
    if digest(salt, written.encode()) == receipt["facts"] and len(asked) < len(_ASKED):
        return asked
    if digest("".join(parts.values()), written.encode()) == receipt["facts"]:
        why = Bilingual("facts 由这些事实算出，它却不是", "`facts` is made from these facts, and it is not")
        return [("salt", altered("salt", why))]
    if len(asked) < len(_ASKED):
        why = Bilingual("salt 由这些事实算出，它却不是", "the salt is made from these facts, and it is not")
        return [("facts", altered("facts", why)), *asked]
    then, now = (", ".join(map(str, years)) or "–" for years in (receipt["fiscal_years"], fiscal_years))
    zh, en = f"（会计年度当时是 {then}，所给的是 {now}）", f" (fiscal years were {then} and are {now})"
    zh, en = ("", "") if then == now else (zh, en)
    return [("facts", Bilingual(f"所给的事实与当时不同{zh}", f"the facts given are not what they were{en}"))]


def altered(part: str, why: Bilingual) -> Bilingual:
    """That a part of a receipt was altered, where it is proved."""
    return Bilingual(f"回执的 {part} 被改动过：{why.zh}", f"the receipt's {part} was altered: {why.en}")


def outcome_digest(receipt: Mapping[str, Any], decisions: Sequence[bytes]) -> str:
    """The digest of decisions and of everything else their receipt says, so that no part of it can be exchanged."""
    rest = {key: receipt[key] for key in _KEYS if key != "outcome"}
    return digest(receipt["salt"], b"\n".join([canonical(rest).encode(), *decisions]))


def carried(data: Any) -> list[bytes] | None:
    """The decisions beside the receipt of a match, as the JSON they were; None when there are none."""
    if not isinstance(data, Mapping) or not isinstance(data.get("receipt"), Mapping) or "decisions" not in data:
        return None
    decisions = data["decisions"] if isinstance(data["decisions"], list) else [data["decisions"]]
    said = [
        {key: value for key, value in one.items() if key != "explanation"} if isinstance(one, Mapping) else one
        for one in decisions
    ]
    return [json.dumps(one, ensure_ascii=False).encode() for one in said]


def misplaced(data: Any, receipt: Mapping[str, Any], enterprise: object) -> list[Difference]:
    """What a match says beside its receipt that is not the receipt's, or not of the enterprise of the profile."""
    if not isinstance(data, Mapping) or not isinstance(data.get("receipt"), Mapping):
        return []
    found: list[Difference] = []
    for key in ("as_of", "engine"):
        if data.get(key, receipt[key]) != receipt[key]:
            zh, en = f"回执旁边的 {key} 不是回执的", f"the {key} beside the receipt is not the receipt's"
            found.append((key, Bilingual(zh, en)))
    if data.get("enterprise", enterprise) != enterprise:
        said = Bilingual(
            "回执旁边的企业名称不是画像里的", "the enterprise beside the receipt is not that of the profile"
        )
        found.append(("enterprise", said))
    return found


def read_receipt(data: Any) -> dict[str, Any]:
    """A receipt from data, or from a match that carries one; `ReceiptError` when it is none."""
    if isinstance(data, Mapping) and isinstance(data.get("receipt"), Mapping):
        data = data["receipt"]
    if isinstance(data, Mapping) and "measure" in data and "trace" in data:
        raise ReceiptError(
            Bilingual(
                "这是一项判定，不带回执；policy match --json 的输出带有回执",
                "this is a decision, which holds no receipt; what policy match --json prints does",
            )
        )
    keys = set(data) if isinstance(data, Mapping) else set()
    if keys != set(_KEYS):
        raise ReceiptError(_no_receipt(keys))
    if type(data["receipt"]) is not int or data["receipt"] != FORMAT:
        raise ReceiptError(Bilingual("回执的格式版本不认识", "the receipt's format is not known here"))
    texts = ("as_of", "engine", "vocabulary", "salt", "facts", "outcome")
    whole = all(isinstance(data[key], str) for key in texts) and isinstance(data["packs"], Mapping)
    listed = isinstance(data["measures"], list) and all(isinstance(one, str) for one in data["measures"])
    years = isinstance(data["fiscal_years"], list) and all(type(one) is int for one in data["fiscal_years"])
    optional = all(data[key] is None or isinstance(data[key], str) for key in ("kind", "batch", "filed_at"))
    if (
        not (whole and listed and years and optional)
        or not all(isinstance(one, str) for pair in data["packs"].items() for one in pair)
        or any("\ud800" <= character <= "\udfff" for character in canonical(data))
    ):
        raise ReceiptError(Bilingual("回执里的值写错了", "the receipt has values of the wrong kind"))
    return dict(data)


def _no_receipt(keys: Collection[object]) -> Bilingual:
    """Why a group of these keys is no receipt."""
    lacks = [key for key in _KEYS if key not in keys]
    more = sorted(str(key)[:40] for key in keys if key not in _KEYS)[:5]
    if lacks == list(_KEYS):
        return Bilingual("这不是回执：里面没有回执的键", "this is no receipt: it has none of a receipt's keys")
    zh = [f"{word} {'、'.join(names)}" for word, names in (("缺", lacks), ("多", more)) if names]
    en = [f"{', '.join(names)} {word}" for word, names in (("missing", lacks), ("too many", more)) if names]
    return Bilingual(f"这不是回执：{'；'.join(zh)}", f"this is no receipt: {'; '.join(en)}")
