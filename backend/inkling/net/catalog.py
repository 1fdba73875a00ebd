"""The layer types on offer, as data: the page's palette and inspector are drawn from it."""

from __future__ import annotations

from typing import Any

from inkling.layers._base import Layer, registry


def layer_catalog() -> list[dict[str, Any]]:
    """Each layer type, in the palette's order.

    Keys: type, title, family, order, help (plain text), schema (JSON Schema of its arguments), defaults (their values).
    """
    return [_entry(name, layer) for name, layer in registry().items()]


def _entry(name: str, layer: type[Layer]) -> dict[str, Any]:
    schema = layer.model_json_schema()
    schema["properties"] = {key: value for key, value in schema["properties"].items() if key not in ("id", "type")}
    schema.pop("required", None)
    help = (layer.__doc__ or "").split("\n\n")[0]
    return {
        "type": name,
        "title": layer.title,
        "family": layer.family,
        "order": layer.order,
        "help": " ".join(help.split()),
        "schema": schema,
        "defaults": layer(id="x", type=name).model_dump(mode="json", exclude={"id", "type"}),
    }
