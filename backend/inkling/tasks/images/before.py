"""Where a net was wrong, as Inkling kept it when images were its only task, said as it is now."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from math import isqrt
from typing import Any

KIND = "mistakes"
"""What the event was called."""


def renewed(said: Mapping[str, Any]) -> dict[str, Any]:
    """The showcase that says what an event of `KIND` said. Its images were squares of one channel.

    Args:
        said: the event as MessagePack had it.
    """
    confusion, named, sure = said["confusion"], said.get("named", b""), said.get("sure", b"")
    return {
        "kind": "showcase",
        "task": "images",
        "step": said["step"],
        "size": said["size"],
        "whole": said["whole"],
        "most": said.get("most", 0),
        "worst": [
            {
                "index": each["index"],
                "target": [each["label"]],
                "said": [each["guess"], each["probability"]],
                "example": {
                    "signal": "picture",
                    "size": [1, isqrt(len(each["image"])), isqrt(len(each["image"]))],
                    "values": each["image"],
                },
            }
            for each in said["worst"]
        ],
        "tables": {
            "confusion": _floats([len(confusion)] * 2, [count for row in confusion for count in row]),
            "named": _floats([len(named) // 4], struct.unpack(f"<{len(named) // 4}I", named)),
            "sure": {"shape": [len(sure) // 4], "data": sure},
        },
    }


def _floats(shape: list[int], numbers: Any) -> dict[str, Any]:
    return {"shape": shape, "data": struct.pack(f"<{len(numbers)}f", *numbers)}
