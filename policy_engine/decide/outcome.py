"""Outcomes: how conditions with reviews open, and with reviews met, decide one measure or its items."""

from __future__ import annotations

from collections.abc import Sequence

from policy_engine.decide import intervals

INELIGIBLE, UNDETERMINED, NEEDS_REVIEW, ELIGIBLE = range(4)
OUTCOMES = ("ineligible", "undetermined", "needs_review", "eligible")


def outcome_of(firm: int, firm_met: int) -> int:
    """One decision from its conditions with reviews open, and with reviews met."""
    if firm == intervals.TRUE:
        return ELIGIBLE
    if firm == intervals.FALSE:
        return INELIGIBLE
    return NEEDS_REVIEW if firm_met == intervals.TRUE else UNDETERMINED


def outcome_of_items(firm: int, firm_met: int, items: Sequence[int] | None) -> int:
    """A measure decided item by item: eligible when an item is; else undetermined when one (or the list) is; else needs
    review when one does; else ineligible, as it is without items."""
    if firm == intervals.FALSE:
        return INELIGIBLE
    if items is None:
        return UNDETERMINED
    for outcome in (ELIGIBLE, UNDETERMINED, NEEDS_REVIEW):
        if outcome in items:
            return outcome
    return INELIGIBLE
