"""How many examples properties are tried on: hundreds in `make test`, in `make thorough` 100,000 of each law."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

THOROUGH = bool(os.environ.get("POLICY_THOROUGH"))
EXAMPLES = 10_000 if THOROUGH else 300
LAW_EXAMPLES = 100_000 if THOROUGH else 300

law = settings(
    max_examples=LAW_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
"""For what must be true of every rule and every firm."""
