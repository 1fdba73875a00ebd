"""An example: what a net is given, on its way between page and server."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from inkling.layers._base import Kind, Shape, Signal, times
from inkling.protocol.arrays import Bytes

NUMBERS: Mapping[Kind, str] = {"picture": "u1", "list": "<f4", "sequence": "<f4", "tokens": "<i4"}
"""How the values of each kind are written, as numpy calls it."""
_WORDS: Mapping[Kind, str] = {"picture": "a picture", "list": "a list", "sequence": "a sequence", "tokens": "tokens"}


class Example(BaseModel):
    """One input, as a data set keeps it; its task makes it ready for the net."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    signal: Kind
    size: tuple[Annotated[int, Field(ge=1)], ...] = Field(min_length=1, max_length=3)
    """list: (features,); sequence: (channels, length); picture: (channels, height, width); tokens: (length,)"""
    values: Bytes
    """Row by row: a picture's from 0 to 255, one byte each; a list's and a sequence's float32, tokens int32, little-endian."""

    @classmethod
    def of(cls, signal: Signal, values: bytes) -> Example:
        """An example that is known to be whole."""
        return cls.model_construct(signal=signal.kind, size=signal.size, values=values)

    def misfit(self, takes: Signal) -> str:
        """Why a net that takes this can't be given it, in a sentence; "" if it can."""
        if (self.signal, self.size) != takes:
            return f"The net takes {_said(*takes)}; this is {_said(self.signal, self.size)}."
        wanted = prod(self.size) * int(NUMBERS[self.signal][-1])
        if len(self.values) != wanted:
            return f"The net takes {_said(*takes)}, which is {wanted:,} bytes; this has {len(self.values):,}."
        return ""


def _said(kind: Kind, size: Shape) -> str:
    return f"{_WORDS[kind]} of {times(size)}"
