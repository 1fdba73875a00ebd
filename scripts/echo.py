"""A recorder of training steps where there is no GPU: it plays by doing again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor


class Echo:
    """Plays what it has recorded by doing it again; what it gives is in the same memory each time, as with a CUDA graph."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def aside(self, work: Callable[[], Any]) -> Any:
        self.said.append("aside")
        return work()

    def record(self, work: Callable[[], Any]) -> Callable[[], Any]:
        self.said.append("record")
        still: list[Any] = []

        def play() -> Any:
            self.said.append("play")
            made = work()
            if not still:
                still.append(made.copy())
            for old, new in zip(_tensors(still[0]), _tensors(made), strict=True):
                old.copy_(new)
            return still[0]

        return play


def _tensors(made: Any) -> list[Tensor]:
    """Those of what a step made, in tuples and by name."""
    if isinstance(made, Tensor):
        return [made]
    return [tensor for part in (made.values() if isinstance(made, dict) else made) for tensor in _tensors(part)]
