"""The schemas editors use: up to date, described in both languages, and of one mind with the reader."""

import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML

from policy_engine.packs.json_schema import FOLDER, json_schemas

RULES = Path(__file__).parents[2] / "rules"
FILES = sorted(path.relative_to(RULES).as_posix() for path in RULES.rglob("*.yaml"))


def schema_of(name: str) -> str:
    if name.startswith("vocabulary/"):
        return "vocabulary.schema.json"
    return {"pack": "pack", "examples": "examples"}.get(Path(name).stem, "measure") + ".schema.json"


def plain(value: Any) -> Any:
    """YAML 1.2 has no dates, and its keys are texts in JSON."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def test_the_committed_schemas_are_those_of_the_models() -> None:
    """To write them anew: `python -m policy_engine.packs.json_schema`."""
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")} == json_schemas()


@pytest.mark.parametrize("name", json_schemas())
def test_every_key_is_described_in_both_languages(name: str) -> None:
    schema = json.loads(json_schemas()[name])
    for part in (schema, *schema["$defs"].values()):
        for key, described in part["properties"].items():
            assert " | " in described.get("description", ""), key


@pytest.mark.parametrize("name", FILES)
def test_the_shipped_rules_are_valid_in_an_editor(name: str) -> None:
    validator = jsonschema_rs.validator_for(json.loads(json_schemas()[schema_of(name)]))
    value = plain(YAML(typ="safe", pure=True).load((RULES / name).read_text(encoding="utf-8")))
    assert [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(value)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"selct": 1},
        {"select": {}},
        {"cite": None},
        {"caps": [{"per": "item"}]},
        {"sub_track": "renting"},
        {"when": "甲"},
    ],
)
def test_an_editor_marks_what_the_reader_refuses(change: dict[str, object]) -> None:
    validator = jsonschema_rs.validator_for(json.loads(json_schemas()["measure.schema.json"]))
    measure: dict[str, object] = {"measure": "rent", "sub_track": "rent", "title": "甲", "cite": "乙", "amount": "1元"}
    assert validator.is_valid(measure)
    assert not validator.is_valid(measure | change)
