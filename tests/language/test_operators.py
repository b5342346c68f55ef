"""The examples in the operators' declarations, run over the example firm."""

import pytest

from policy_engine.language.operators import FAMILIES, OPERATORS, Example, Operator
from tests.language import firm

EXAMPLES = [
    pytest.param(operator, example, id=f"{operator.name}: {example.expression}")
    for operator in OPERATORS.values()
    for example in operator.examples
]


@pytest.mark.parametrize(("operator", "example"), EXAMPLES)
def test_an_example_comes_to_what_it_says(operator: Operator, example: Example) -> None:
    assert firm.answer(example.expression) == example.value


def test_every_operator_has_an_example_a_phrase_and_a_meaning_in_both_languages() -> None:
    for operator in OPERATORS.values():
        assert operator.examples, operator.name
        for text in (operator.meaning, operator.phrase):
            assert text.zh, operator.name
            assert text.en, operator.name
            assert text.zh != text.en, operator.name


def test_no_two_operators_have_one_name() -> None:
    assert len(OPERATORS) == sum(len(family) for family in FAMILIES.values())
