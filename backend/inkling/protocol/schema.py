"""The messages as one JSON Schema, which the page's TypeScript types are made from.

`python -m inkling.protocol.schema` prints it. Events are described as they are sent, with every field there; commands as they
are read, where a field with a default may be left out. A layer is described by what all layers have, an id and a type: which
types there are, and their fields, is in the catalogue, so that a new layer changes nothing here; a loss likewise.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from inkling.layers._base import registry
from inkling.losses._base import registry as losses
from inkling.protocol.commands import AnyCommand
from inkling.protocol.events import AnyEvent

_PLACE = "#/definitions/{model}"


class _Generator(GenerateJsonSchema):
    """Every field of an event is always sent, whichever model it sits in; the tag of a command is never left out."""

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        tag = field["schema"].get("schema", field["schema"])
        is_tag = tag["type"] == "literal" and len(tag["expected"]) == 1
        return self.mode == "serialization" or is_tag or super().field_is_required(field, total)


def _plain(node: Any, inside: str = "") -> Any:
    """The schema without titles, defaults and discriminators, tuples in the older spelling that code generators read."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    if inside == "properties":
        return {name: _plain(value) for name, value in node.items()}
    kept = {key: _plain(value, key) for key, value in node.items() if key not in ("title", "default", "discriminator")}
    if "prefixItems" in kept:
        kept["items"] = kept.pop("prefixItems")
    return kept


def _definitions(union: Any, mode: Any) -> tuple[dict[str, Any], list[str]]:
    schema = TypeAdapter(union).json_schema(mode=mode, ref_template=_PLACE, schema_generator=_Generator)
    members = [member["$ref"] for member in schema["oneOf"]]
    return {name: _plain(value) for name, value in schema["$defs"].items()}, members


def schema() -> dict[str, Any]:
    """The JSON Schema of every event and command, with `Event` and `Command` among its definitions."""
    commands, of_commands = _definitions(AnyCommand, "validation")
    events, of_events = _definitions(AnyEvent, "serialization")
    definitions = {**commands, **events}
    for name in (*registry(), *losses()):
        definitions.pop(name, None)
    definitions["LayerSpec"] = {
        "type": "object",
        "description": "One layer of a net as data: its id, its type in torch.nn, and that type's arguments.",
        "properties": {"id": {"type": "string"}, "type": {"type": "string"}},
        "required": ["id", "type"],
        "additionalProperties": True,
    }
    for name in ("NetSpec", "Fix"):
        definitions[name]["properties"]["layers"] = {"type": "array", "items": {"$ref": _PLACE.format(model="LayerSpec")}}
    definitions["LossSpec"] = {
        "type": "object",
        "description": "A loss as data: its name in torch.nn, and its arguments.",
        "properties": {"type": {"type": "string"}},
        "required": ["type"],
        "additionalProperties": True,
    }
    training = definitions["TrainingSettings"]
    training["properties"]["loss"] = {"description": "Left out: the usual one.", "$ref": _PLACE.format(model="LossSpec")}
    training["required"] = [name for name in training["required"] if name != "loss"]
    definitions["Event"] = {"oneOf": [{"$ref": ref} for ref in of_events]}
    definitions["Command"] = {"oneOf": [{"$ref": ref} for ref in of_commands]}
    return {"definitions": dict(sorted(definitions.items()))}


if __name__ == "__main__":
    print(json.dumps(schema(), indent=1, ensure_ascii=False))
