"""Policies as declarative rules, decided exactly and with reasons.

library = load("rules")
profile = read_profile(library, Path("examples/chip-designer.yaml"))
for decision in match(library, profile, as_of="2026-03-15").decisions:
    print(explain(decision, "zh"))
"""

from policy_engine.decide.decision import Amount, Decision, Match, Replay, ValueAnswer
from policy_engine.decide.derived import value
from policy_engine.decide.engine import decide, match, replay
from policy_engine.decide.explain import explain
from policy_engine.decide.profile import Profile, read_profile
from policy_engine.errors import (
    Bilingual,
    Defect,
    Finding,
    NotFoundError,
    PolicyError,
    ProfileError,
    ReceiptError,
    RulesError,
)
from policy_engine.packs.library import Library, find_rules, load, read_library

__all__ = [
    "Amount",
    "Bilingual",
    "Decision",
    "Defect",
    "Finding",
    "Library",
    "Match",
    "NotFoundError",
    "PolicyError",
    "Profile",
    "ProfileError",
    "ReceiptError",
    "Replay",
    "RulesError",
    "ValueAnswer",
    "decide",
    "explain",
    "find_rules",
    "load",
    "match",
    "read_library",
    "read_profile",
    "replay",
    "value",
]
