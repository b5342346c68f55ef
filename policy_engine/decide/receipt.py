"""Receipts: salted digests of facts, rules, engine and outcome, so that a decision can be replayed and verified.

The salt comes from the facts and the day themselves: deciding reads no random source, and the same inputs give the same
receipt. It keeps digests of different firms from being compared; it does not hide facts that can be guessed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from policy_engine.errors import Bilingual, ReceiptError

ENGINE = "0.1.0"
"""The version of the engine: what a decision means by the rules is fixed within it."""
FORMAT = 1

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
    salt = hashlib.sha256(f"receipt\0{as_of}\0{written}".encode()).hexdigest()[:32]
    receipt = {
        "receipt": FORMAT, "as_of": as_of, "engine": ENGINE, "packs": dict(packs),
        "vocabulary": vocabulary, **application, "measures": list(measures),
        "fiscal_years": list(fiscal_years), "salt": salt, "facts": digest(salt, written.encode()),
    }  # fmt: skip
    return receipt | {"outcome": outcome_digest(receipt, decisions)}


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


def read_receipt(data: Any) -> dict[str, Any]:
    """A receipt from data, or from a match that carries one; `ReceiptError` when it is none."""
    if isinstance(data, Mapping) and isinstance(data.get("receipt"), Mapping):
        data = data["receipt"]
    if not isinstance(data, Mapping) or set(data) != set(_KEYS):
        raise ReceiptError(
            Bilingual("这不是回执：键不全，或多出了键", "this is no receipt: keys are missing, or there are others")
        )
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
