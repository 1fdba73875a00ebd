"""The layer types on offer, for the page's palette and inspector."""

from __future__ import annotations

from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, with_config
from typing_extensions import TypedDict

from inkling.layers._base import Family, Layer, registry


@with_config(ConfigDict(extra="allow", use_attribute_docstrings=True))
class Schema(TypedDict, total=False):
    """The part of JSON Schema that pydantic writes for settings and arguments: forms are drawn from it."""

    type: str
    title: str
    description: str
    default: Any
    const: Any
    enum: list[Any]
    minimum: float
    maximum: float
    exclusiveMinimum: float
    exclusiveMaximum: float
    anyOf: list[Schema]
    items: Schema | bool
    prefixItems: list[Schema]
    properties: dict[str, Schema]
    anew: bool
    """Of a setting: a change of it starts the training anew."""


class CatalogEntry(BaseModel):
    """A layer type on offer."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str
    """Its name in torch.nn."""
    title: str
    family: Family
    order: int
    """Its place in the palette; lower comes first."""
    help: str
    arguments: SkipValidation[Schema] = Field(serialization_alias="schema")
    """Of its arguments."""
    defaults: dict[str, Any]
    """Its arguments, as they are unless somebody says otherwise."""


def layer_catalog() -> list[CatalogEntry]:
    """Each layer type, in the palette's order."""
    return [_entry(name, layer) for name, layer in registry().items()]


def _entry(name: str, layer: type[Layer]) -> CatalogEntry:
    arguments = layer.model_json_schema()
    arguments["properties"] = {key: value for key, value in arguments["properties"].items() if key not in ("id", "type")}
    arguments.pop("required", None)
    help = (layer.__doc__ or "").split("\n\n")[0]
    return CatalogEntry(
        type=name,
        title=layer.title,
        family=layer.family,
        order=layer.order,
        help=" ".join(help.split()),
        arguments=cast(Schema, arguments),
        defaults=layer(id="x", type=name).model_dump(mode="json", exclude={"id", "type"}),
    )
