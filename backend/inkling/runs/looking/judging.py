"""What a net says of all that was handed in, in pieces of a few milliseconds, so that drawings are answered in between."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from inkling.datasets._base import Arrays, Dataset
from inkling.datasets._images import ImageDataset
from inkling.datasets.making.collected import SHAPE, SIZE
from inkling.learning.forward import as_it_is
from inkling.learning.targets import wanted
from inkling.losses._base import Loss
from inkling.protocol.arrays import Floats
from inkling.protocol.classroom import Verdicts
from inkling.protocol.training import Score
from inkling.runs.messages import HandedDrawing
from inkling.tasks._base import task_of
from inkling.tasks.images.shifts import sample
from inkling.tasks.images.writing import rewritten

if TYPE_CHECKING:
    from inkling.tasks._base import Ready

EVERY = 0.5
"""Seconds between two judgements, at least."""
SHARE = 0.5
"""Of the time for pictures, so much at most goes into judgements while anything trains."""
PIECE = 0.02
"""Seconds that a piece of work should take, at most, about: a small net does all in one."""
FIRST = 64
"""Images in the first piece; of larger ones than drawings are, fewer."""


@dataclass
class JudgedWall:
    """What was handed in in one room, and which of it the net has judged."""

    digits: dict[int, HandedDrawing] = field(default_factory=dict)
    version: int = 0
    """Counts changes."""
    judged: tuple[int, int, int] | None = None
    """The version, run and weights of the newest judgement."""
    due: float = 0
    """Not before this moment (of time.monotonic) shall it be judged anew."""
    took: float = 0
    """Seconds of processor time that the judgement under way has taken so far."""
    under_way: Judgement | None = None
    beside: Arrays | None = None
    """The data set that is measured beside the class; None: none, or it is not here."""
    beside_name: str = ""
    """Its name, from when it was asked for."""

    def change(self, digits: Sequence[HandedDrawing], whole: bool) -> None:
        """Take over what is new, or has changed, or all."""
        self.digits = ({} if whole else self.digits) | {digit.id: digit for digit in digits}
        self.version += 1

    def rest(self, share: float | None) -> None:
        """A judgement is done: no other for a while. `share`: of the time, at most, for pictures; None: it is not limited."""
        self.due = time.monotonic() + (EVERY if share is None else max(EVERY, self.took / (share * SHARE)))
        self.took = 0


@dataclass(frozen=True)
class _Batch:
    """Images that are looked at one after the other."""

    ready: Ready
    count: int
    images: Callable[[slice], Tensor]
    """Some of them, as they are kept."""


class Judgement:
    """One look of one net at all that was handed in, and at a sample of other images.

    Args:
        run, step: which net it is, and how many steps it has learned from.
        net: is copied, so that it can go on learning.
        data: what it learns from, how that is made ready for it, and how drawings are made like that.
        criterion: the loss that this is told in.
        digits: what was handed in.
        beside: another data set and its images, of which a sample of the test images is measured; None: none.
        takes: channels, height and width of what the net takes: each drawing is written anew for it.
    """

    def __init__(
        self,
        run: int,
        step: int,
        net: nn.Sequential,
        data: ImageDataset,
        criterion: Loss,
        digits: Sequence[HandedDrawing],
        beside: tuple[Dataset, Arrays] | None = None,
        takes: Sequence[int] = SHAPE,
    ) -> None:
        self.run = run
        self._step = step
        self._net = as_it_is(net)
        self._criterion = criterion
        self._digits = digits
        self._beside = beside[0].name if beside else ""
        self._data = data
        self._takes = takes
        self._parts = [_Batch(task_of(data).ready(data), len(digits), self._written)]
        self._answers = torch.empty(0, dtype=torch.int64)
        """What the images beside are."""
        if beside is not None:
            dataset, arrays = beside
            rows = sample(len(arrays.test_targets))
            self._answers = torch.from_numpy(np.array(arrays.test_targets[rows]))
            images = torch.from_numpy(np.array(arrays.test_inputs[rows]))
            self._parts.append(_Batch(task_of(dataset).ready(dataset), len(images), images.__getitem__))
        self._logits: list[list[Tensor]] = [[] for _ in self._parts]
        self._part = self._place = 0
        self._together = max(1, min(FIRST, FIRST * SIZE // prod(takes)))

    def piece(self) -> Verdicts | None:
        """Do a little; what the net says, once all has been seen.

        Raises:
            RuntimeError, MemoryError: the net can't be run.
        """
        began = time.perf_counter()
        part = self._parts[self._part]
        count = min(self._together, part.count - self._place)
        if count:
            with torch.inference_mode():
                images = part.images(slice(self._place, self._place + count))
                self._logits[self._part].append(self._net(part.ready(images)))
        self._place += count
        took = time.perf_counter() - began
        self._together = max(1, min(8 * self._together, int(max(1, count) * PIECE / max(took, 1e-6))))
        if self._place < part.count:
            return None
        self._part, self._place = self._part + 1, 0
        return None if self._part < len(self._parts) else self._verdicts()

    def _written(self, some: slice) -> Tensor:
        """Some of what was handed in, as the net takes it: uint8 [N, C, H, W]."""
        drawings = (np.frombuffer(digit.image, np.uint8).reshape(SHAPE[1:]) for digit in self._digits[some])
        return torch.from_numpy(np.stack([rewritten(each, self._takes, self._data.writing) for each in drawings]))

    def _verdicts(self) -> Verdicts:
        logits = torch.cat(self._logits[0]).double() if self._digits else torch.empty(0, 0)
        probabilities = self._criterion.shares(logits) if self._digits else logits
        guesses = probabilities.argmax(1).tolist() if self._digits else []
        finite = probabilities.isfinite().all(1).tolist() if self._digits else []
        counted = [
            sure and guess == digit.label
            for digit, guess, sure in zip(self._digits, guesses, finite, strict=True)
            if not digit.struck
        ]
        return Verdicts(
            step=self._step,
            ids=[digit.id for digit in self._digits],
            probabilities=Floats(shape=list(probabilities.shape), data=probabilities.float().numpy().tobytes()),
            right=sum(counted),
            total=len(counted),
            beside=self._score(),
            beside_dataset=self._beside,
        )

    def _score(self) -> Score | None:
        if len(self._parts) < 2 or not len(self._answers):
            return None
        logits = torch.cat(self._logits[1])
        loss = float(self._criterion.of(logits, wanted(self._criterion, self._answers, logits.shape[1])))
        right = float((logits.argmax(1) == self._answers).double().mean())
        return (
            Score(loss=loss, measures={"accuracy": right}, size=len(self._answers), whole=False) if np.isfinite(loss) else None
        )
