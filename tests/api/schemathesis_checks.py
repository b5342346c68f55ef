"""A check that schemathesis runs on every response, see `schemathesis.toml`."""

from __future__ import annotations

import schemathesis
from schemathesis import Case, CheckContext, Response

UNSAYABLE = (
    "is used twice",
    "contradicts what the other facts lead to",
    "has not ended on",
    "it had not happened by then",
    "nothing was filed by then",
    "there is no batch",
    "there is no pack",
    "has no measure",
    "a pack stands here without",
    "a measure stands here without",
    "is empty",
)


@schemathesis.check
def refused_only_for_these(ctx: CheckContext, response: Response, case: Case) -> None:
    """A body that is valid by the document is refused for what JSON Schema cannot say, and for nothing else."""
    if response.status_code == 422 and case.meta is not None and case.meta.generation.mode.is_positive:
        said = [one["message"]["en"] for one in response.json()["errors"]]
        wrong = [message for message in said if not any(word in message for word in UNSAYABLE)]
        if wrong:
            raise AssertionError(f"a valid body is refused: {wrong}")
