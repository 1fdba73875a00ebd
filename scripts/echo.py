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
        still: list[Tensor] = []
        kind: list[Any] = []

        def play() -> Any:
            self.said.append("play")
            made = work()
            if not still:
                still.extend(tensor.clone() for tensor in made)
                kind.append(type(made))
            for old, new in zip(still, made, strict=True):
                old.copy_(new)
            return kind[0](*still)

        return play
