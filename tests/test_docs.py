import re

import pytest

from docs.generate import FOLDER, PAGES, filled, main
from policy_engine.language.operators import OPERATORS
from policy_engine.values import UNIT_WORDS
from tests.language import firm

LANGUAGE = (FOLDER / "language.md").read_text(encoding="utf-8")
EXAMPLES = [
    tuple(part.strip() for part in line.rsplit("=>", 1))
    for block in re.findall(r"```feel\n(.*?)```", LANGUAGE, re.DOTALL)
    for line in block.strip().split("\n")
]


@pytest.mark.parametrize("page", PAGES)
def test_the_generated_parts_are_those_of_the_code(page: str) -> None:
    text = (FOLDER / page).read_text(encoding="utf-8")
    assert filled(text, PAGES[page]) == text, "run python -m docs.generate"
    assert main(["--check"]) == 0


def test_a_stale_part_is_seen() -> None:
    text = LANGUAGE.replace("| 元 |", "| 圆 |")
    assert text != LANGUAGE
    assert filled(text, PAGES["language.md"]) == LANGUAGE


@pytest.mark.parametrize(("expression", "expected"), EXAMPLES)
def test_an_example_of_the_manual_is_true(expression: str, expected: str) -> None:
    if expected == "finding":
        assert firm.findings(expression)
    elif expected == "unknown":
        assert firm.say(firm.read(expression).value) == "unknown"
    else:
        assert firm.answer(expression) == expected


def test_the_manual_has_every_operator_and_unit() -> None:
    assert len(EXAMPLES) > 30
    for name in OPERATORS:
        assert f"| `{name}` |" in LANGUAGE
    for word in UNIT_WORDS:
        assert word in LANGUAGE
