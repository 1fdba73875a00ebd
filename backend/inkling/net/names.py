"""What a layer is called in messages: as on the page ("Conv 3×3 · 8"), never by its id, which nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterable

from inkling.layers._base import Layer


def title(layer: Layer) -> str:
    """A layer's short name and what it is set to, as `titleOf` in the page's net/words.ts has it; a test holds them together.

    The name is the palette's, unless PyTorch's without its dimensions is shorter.
    """
    parts = [_name(layer)]
    size = getattr(layer, "kernel_size", getattr(layer, "output_size", None))
    if size is not None:
        both = not layer.type.endswith("1d")
        parts.append("×".join(map(str, size if isinstance(size, tuple) else (size, size) if both else (size,))))
    gives = getattr(layer, "out_channels", getattr(layer, "out_features", None))
    if gives is not None:
        parts.append(f"· {gives}")
    share = getattr(layer, "p", None)
    if share is not None:
        parts.append(f"{share:g}")
    return " ".join(parts)


def title_in(layers: Iterable[Layer], id: str) -> str:
    """That of the layer with this id; the id where there is none."""
    return next((title(layer) for layer in layers if layer.id == id), id)


def _name(layer: Layer) -> str:
    plain = re.sub(r"([a-z])(?=[A-Z])", r"\1 ", re.sub(r"\dd$", "", layer.type)).lower().capitalize()
    return layer.title if len(layer.title) <= len(plain) else plain
