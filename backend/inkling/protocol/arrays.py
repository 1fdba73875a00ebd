"""Arrays on the wire: raw bytes with a shape, never lists of numbers."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import BaseModel, Field

Bytes = Annotated[bytes, Field(json_schema_extra={"tsType": "Uint8Array"})]


class Floats(BaseModel):
    """float32 numbers, little-endian, row by row."""

    shape: list[int]
    data: Bytes


class QuantisedPictures(BaseModel):
    """Pictures quantised one by one: value = low[i] + byte / 255 * (high[i] - low[i]) for picture i.

    Shape (pictures, height, width), or (pictures, rows, columns) for anything else that is shown as a grid.
    """

    shape: tuple[int, int, int]
    low: list[float]
    high: list[float]
    data: Bytes

    def whole(self) -> bool:
        """Does its shape say what its data holds? (What a browser sends may be anything.)"""
        count, height, width = self.shape
        sized = min(self.shape) > 0 and count * height * width == len(self.data)
        return sized and len(self.low) == len(self.high) == count and all(map(math.isfinite, [*self.low, *self.high]))
