"""What a net says of all that was handed in, in pieces of a few milliseconds, so that drawings are answered in between."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn

from inkling.datasets._base import Arrays, Dataset
from inkling.datasets.making.collected import SHAPE
from inkling.learning.forward import as_it_is
from inkling.learning.targets import wanted
from inkling.losses._base import Loss
from inkling.protocol.arrays import Floats
from inkling.protocol.classroom import Verdicts
from inkling.protocol.training import Score
from inkling.runs.messages import HandedDrawing
from inkling.tasks._base import task_of
from inkling.tasks.images.shifts import sample

EVERY = 0.5
"""Seconds between two judgements, at least."""
SHARE = 0.5
"""Of the time for pictures, so much at most goes into judgements while anything trains."""
PIECE = 0.02
"""Seconds that a piece of work should take, at most, about: a small net does all in one."""
FIRST = 64
"""Images in the first piece."""


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


class Judgement:
    """One look of one net at all that was handed in, and at a sample of other images.

    Args:
        run, step: which net it is, and how many steps it has learned from.
        net: is copied, so that it can go on learning.
        data: what it learns from, and how that is made ready for it.
        criterion: the loss that this is told in.
        digits: what was handed in.
        beside: another data set and its images, of which a sample of the test images is measured; None: none.
    """

    def __init__(
        self,
        run: int,
        step: int,
        net: nn.Sequential,
        data: Dataset,
        criterion: Loss,
        digits: Sequence[HandedDrawing],
        beside: tuple[Dataset, Arrays] | None = None,
    ) -> None:
        self.run = run
        self._step = step
        self._net = as_it_is(net)
        self._criterion = criterion
        self._digits = digits
        self._beside = beside[0].name if beside else ""
        images = np.frombuffer(b"".join(digit.image for digit in digits), np.uint8).reshape(-1, *SHAPE)
        self._parts = [(task_of(data).ready(data), torch.from_numpy(images.copy()))]
        self._answers = torch.empty(0, dtype=torch.int64)
        """What the images beside are."""
        if beside is not None:
            dataset, arrays = beside
            rows = sample(len(arrays.test_targets))
            self._answers = torch.from_numpy(np.array(arrays.test_targets[rows]))
            self._parts.append((task_of(dataset).ready(dataset), torch.from_numpy(np.array(arrays.test_inputs[rows]))))
        self._logits: list[list[Tensor]] = [[] for _ in self._parts]
        self._part = self._place = 0
        self._together = FIRST

    def piece(self) -> Verdicts | None:
        """Do a little; what the net says, once all has been seen.

        Raises:
            RuntimeError, MemoryError: the net can't be run.
        """
        began = time.perf_counter()
        ready, images = self._parts[self._part]
        part = images[self._place : self._place + self._together]
        if len(part):
            with torch.inference_mode():
                self._logits[self._part].append(self._net(ready(part)))
        self._place += len(part)
        took = time.perf_counter() - began
        self._together = max(1, min(8 * self._together, int(max(1, len(part)) * PIECE / max(took, 1e-6))))
        if self._place < len(images):
            return None
        self._part, self._place = self._part + 1, 0
        return None if self._part < len(self._parts) else self._verdicts()

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
