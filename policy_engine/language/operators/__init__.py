"""The operators of the language, one declaration each. A new one is one more entry in its family's file."""

from policy_engine.language.operators.arithmetic import ARITHMETIC
from policy_engine.language.operators.comparison import COMPARISON
from policy_engine.language.operators.dates import DATES
from policy_engine.language.operators.declaration import Context, Example, Operator
from policy_engine.language.operators.lists import LISTS
from policy_engine.language.operators.logic import LOGIC
from policy_engine.language.operators.policy import POLICY
from policy_engine.language.operators.rounding import ROUNDING
from policy_engine.language.operators.years import YEARS

FAMILIES: dict[str, tuple[Operator, ...]] = {
    "arithmetic": ARITHMETIC,
    "comparison": COMPARISON,
    "logic": LOGIC,
    "rounding": ROUNDING,
    "lists": LISTS,
    "years": YEARS,
    "dates": DATES,
    "policy": POLICY,
}
OPERATORS: dict[str, Operator] = {operator.name: operator for family in FAMILIES.values() for operator in family}

__all__ = ["FAMILIES", "OPERATORS", "Context", "Example", "Operator"]
