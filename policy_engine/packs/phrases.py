"""How explanations say the operators: taken from their declarations."""

from policy_engine.errors import Bilingual
from policy_engine.language.operators import OPERATORS

PHRASES: dict[str, Bilingual] = {name: operator.phrase for name, operator in OPERATORS.items() if not operator.infix}
