"""The messages as one JSON Schema, which the page's TypeScript types are made from.

`python -m inkling.protocol.schema` prints it. Events are described as they are sent, with every field there; commands as they
are read, where a field with a default may be left out. A layer is described by what all layers have, an id and a type: which
types there are, and their fields, is in the catalogue, so that a new layer changes nothing here; a loss likewise.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from inkling.layers._base import registry
from inkling.losses._base import registry as losses
from inkling.protocol.commands import AnyCommand
from inkling.protocol.events import AnyEvent

_PLACE = "#/definitions/{model}"


class _Generator(GenerateJsonSchema):
    """Every field of what is sent is always there, whichever model it sits in, but for those that say when they are left out;
    the tag of a command is always there."""

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        if field["type"] == "typed-dict-field":
            return super().field_is_required(field, total)
        tag = field["schema"].get("schema", field["schema"])
        is_tag = tag["type"] == "literal" and len(tag["expected"]) == 1
        sent = self.mode == "serialization" and "serialization_exclude_if" not in field
        return sent or is_tag or super().field_is_required(field, total)


def _plain(node: Any, inside: str = "") -> Any:
    """The schema without titles, defaults and discriminators, tuples in the older spelling that code generators read."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    if inside == "properties":
        return {name: _plain(value) for name, value in node.items()}
    if "$ref" in node:
        return {"$ref": node["$ref"]}  # what is said beside it would make another type of it
    kept = {key: _plain(value, key) for key, value in node.items() if key not in ("title", "default", "discriminator")}
    if "prefixItems" in kept:
        kept["items"] = kept.pop("prefixItems")
    return kept


def definitions(of: Any, mode: Literal["validation", "serialization"]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON Schema of a type as it is read or sent: of the models it is made of, by their names; and of itself."""
    schema = _plain(TypeAdapter(of).json_schema(mode=mode, ref_template=_PLACE, schema_generator=_Generator))
    return schema.pop("$defs"), schema


@cache
def form() -> str:
    """Names the form of what is sent: a page built for another would misread it. (Commands of older pages are read.)"""
    form: str = schema()["form"]
    return form


def _form(models: dict[str, Any]) -> str:
    """Of these models, whatever is said about them."""
    bare = json.dumps(_bare(models), sort_keys=True)
    return hashlib.sha256(bare.encode()).hexdigest()[:12]


def _bare(node: Any, inside: str = "") -> Any:
    """The schema without its descriptions."""
    if isinstance(node, list):
        return [_bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _bare(value, key) for key, value in node.items() if key != "description" or inside == "properties"}


def schema() -> dict[str, Any]:
    """The JSON Schema of every event and command, with `Event` and `Command` among its definitions, and `form`."""
    commands, command = definitions(AnyCommand, "validation")
    events, event = definitions(AnyEvent, "serialization")
    models = {**commands, **events}
    for name in (*registry(), *losses()):
        models.pop(name, None)
        events.pop(name, None)
    models["LayerSpec"] = {
        "type": "object",
        "description": "One layer of a net as data: its id, its type in torch.nn, and that type's arguments.",
        "properties": {"id": {"type": "string"}, "type": {"type": "string"}},
        "required": ["id", "type"],
        "additionalProperties": True,
    }
    for name in ("NetSpec", "Fix"):
        models[name]["properties"]["layers"] = {"type": "array", "items": {"$ref": _PLACE.format(model="LayerSpec")}}
    models["LossSpec"] = {
        "type": "object",
        "description": "A loss as data: its name in torch.nn, and its arguments.",
        "properties": {"type": {"type": "string"}},
        "required": ["type"],
        "additionalProperties": True,
    }
    usual = {"description": "Left out: the usual one.", "$ref": _PLACE.format(model="LossSpec")}
    models["TrainingSettings"]["properties"]["loss"] = usual
    models |= {"Event": event, "Command": command}
    sent = {name: model for name, model in models.items() if name in events or name in ("Event", "LayerSpec", "LossSpec")}
    return {"form": _form(sent), "definitions": dict(sorted(models.items()))}


if __name__ == "__main__":
    print(json.dumps(schema(), indent=1, ensure_ascii=False))
