"""A training step that is recorded once and played again: on a GPU, a small net's step is some fifty kernels, and starting them
one by one from Python takes longer than they run.

What is recorded must be the same each time: mini-batches of one size, the same memory, no chance that is seeded by the step.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, Self, TypeVar

import torch
from torch import Tensor

log = logging.getLogger("inkling.replay")


class Made(Protocol):
    """What a step gives: tensors."""

    def copy(self) -> Self:
        """The same, with tensors of its own."""


Given = TypeVar("Given")
Step = TypeVar("Step", bound=Made)
WARM = 3
"""Steps that are taken as they come before one is recorded: libraries choose their algorithms in them."""


class Recorder(Protocol):
    """What can record a step."""

    def aside(self, work: Callable[[], Given]) -> Given:
        """Do it as it will be done when it is recorded."""

    def record(self, work: Callable[[], Given]) -> Callable[[], Given]:
        """Record it, without doing it. What is returned does it; its tensors are the same ones each time, with new numbers."""


class CudaRecorder:
    """Records with CUDA graphs.

    Args:
        parameters: whose gradients the work makes; after each play they are those of that play.
    """

    def __init__(self, parameters: Sequence[Tensor]) -> None:
        self._parameters = parameters

    def aside(self, work: Callable[[], Given]) -> Given:
        """In a stream of its own, as CUDA asks for what comes before a recording."""
        stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            made = work()
        torch.cuda.current_stream().wait_stream(stream)
        return made

    def record(self, work: Callable[[], Given]) -> Callable[[], Given]:
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            made = work()
        gradients = [parameter.grad for parameter in self._parameters]

        def play() -> Given:
            graph.replay()
            for parameter, gradient in zip(self._parameters, gradients, strict=True):
                parameter.grad = gradient
            return made

        return play


class Replay(Generic[Step]):
    """Steps of one size, recorded; all others as they come.

    Args:
        learn: takes a step on the training examples of these rows, [B]; all it reads and writes stays where it is in memory.
        size: of the mini-batches that are recorded.
        recorder: what records.
    """

    def __init__(self, learn: Callable[[Tensor], Step], size: int, recorder: Recorder) -> None:
        self._learn = learn
        self._size = size
        self._recorder = recorder
        self._warmed = 0
        self._rows: Tensor | None = None
        self._play: Callable[[], Step] | None = None
        self._broken = False

    def step(self, rows: Tensor) -> Step:
        """Take a step on these rows, [B]. Its tensors are the caller's to keep."""
        if self._broken or len(rows) != self._size:
            return self._learn(rows)
        if self._warmed < WARM:
            self._warmed += 1
            return self._recorder.aside(lambda: self._learn(rows))
        if self._rows is None:
            self._rows = rows.clone()
        still = self._rows
        still.copy_(rows)
        if self._play is None:
            try:
                self._play = self._recorder.record(lambda: self._learn(still))
            except RuntimeError:
                # Some operation can't be recorded: then each step is taken as it comes.
                log.warning("A training step could not be recorded.", exc_info=True)
                self._broken = True
                return self._learn(rows)
        return self._play().copy()
