"""Decisions said in sentences, from their own JSON alone: nothing here knows the rules."""

from __future__ import annotations

from policy_engine.decide.decision import Decision
from policy_engine.errors import Language


def explain(decision: Decision, language: Language = "zh") -> str:
    """The decision in sentences."""
    return decision.outcome
