"""Changes to a list of layers, as the whole new list in JSON: what a fix is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inkling.layers._base import Layer, registry

Json = dict[str, Any]


class Stack:
    """The layers of a net, and the lists that come of changing it. Nothing here is changed in place."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = layers
        self._json: list[Json] | None = None

    def __len__(self) -> int:
        return len(self._layers)

    @property
    def json(self) -> list[Json]:
        """The layers as they are."""
        if self._json is None:
            self._json = [layer.model_dump(mode="json") for layer in self._layers]
        return list(self._json)

    def insert(self, at: int, *new: Mapping[str, Any]) -> list[Json]:
        """With new layers before place `at`; each gets a fresh id."""
        return self.replace(at, at, *new)

    def replace(self, first: int, after: int, *new: Mapping[str, Any]) -> list[Json]:
        """With new layers instead of those from place `first` to before `after`; those without an id get a fresh one."""
        changed = self.json
        taken = {layer["id"] for layer in changed}
        fresh = []
        for each in new:
            id = each.get("id") or fresh_id(each["type"], taken)
            taken.add(id)
            fresh.append({**each, "id": id})
        changed[first:after] = fresh
        return changed

    def change(self, at: int, fields: Mapping[str, Any]) -> list[Json]:
        """With other values for some fields of the layer at `at`."""
        changed = self.json
        changed[at] = {**changed[at], **fields}
        return changed

    def remove(self, at: int) -> list[Json]:
        """Without the layer at `at`; who took what it gives takes what it got."""
        changed = self.replace(at, at + 1)
        return self._led(changed, self._layers[at].id, self._layers[at - 1].id if at else "")

    def move(self, at: int, to: int) -> list[Json]:
        """With the layer at `at` in an earlier place `to`."""
        changed = self.json
        changed.insert(to, changed.pop(at))
        return changed

    def rename(self, *places: int) -> list[Json]:
        """With fresh ids for the layers at these places."""
        changed = self.json
        taken = {layer["id"] for layer in changed}
        for at in places:
            old, first = changed[at]["id"], at == self._first(changed[at]["id"])
            changed[at] = {**changed[at], "id": fresh_id(changed[at]["type"], taken)}
            taken.add(changed[at]["id"])
            if first:
                changed = self._led(changed, old, changed[at]["id"])
        return changed

    def _first(self, id: str) -> int:
        return next(at for at, layer in enumerate(self._layers) if layer.id == id)

    def _led(self, changed: list[Json], old: str, new: str) -> list[Json]:
        """With what was taken from `old` taken from `new`, unless there still is an `old`."""
        if any(layer["id"] == old for layer in changed):
            return changed
        return [{**layer, "from": new} if layer.get("from") == old else layer for layer in changed]


def fresh_id(type: str, taken: set[str]) -> str:
    """A short, readable id that is not taken: "relu", "relu2", …"""
    name = {"Conv2d": "conv", "MaxPool2d": "pool", "AvgPool2d": "pool", "AdaptiveAvgPool2d": "pool", "Identity": "branch"}.get(
        type, type.lower()[:16]
    )
    if name not in taken:
        return name
    number = 2
    while f"{name}{number}" in taken:
        number += 1
    return f"{name}{number}"


def parse(json: Mapping[str, Any]) -> Layer:
    """One layer from its JSON; its id may be missing."""
    return registry()[json["type"]].model_validate({"id": "new", **json})
