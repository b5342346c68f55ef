"""JSON Schemas of the pack format, by which editors complete keys and mark mistakes while typing.

`python -m policy_engine.packs.json_schema` writes them anew to `schemas/` beside this file.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from policy_engine.packs.examples import Examples
from policy_engine.packs.reading import Part
from policy_engine.packs.schema import Measure, Pack
from policy_engine.packs.vocabulary_schema import VocabularyFile

FOLDER = Path(__file__).parent / "schemas"

_FILES: dict[str, tuple[type[Part], str]] = {
    "pack": (Pack, "规则包 pack.yaml | a pack"),
    "measure": (Measure, "措施 measures/<id>.yaml | a measure"),
    "examples": (Examples, "用例 examples.yaml | examples"),
    "vocabulary": (VocabularyFile, "指标字典 vocabulary/<section>.yaml | vocabulary"),
}


class _Written(GenerateJsonSchema):
    """Keys are written or absent: null is never a value, and defaults are described in words."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def json_schemas() -> dict[str, str]:
    """The text of each schema file by its name."""
    texts = {}
    for name, (part, title) in _FILES.items():
        schema = part.model_json_schema(schema_generator=_Written)
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": title}
        texts[f"{name}.schema.json"] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return texts


if __name__ == "__main__":
    for file_name, text in json_schemas().items():
        (FOLDER / file_name).write_text(text, encoding="utf-8")
