"""How well a net does on images it is not learning from at that moment, and where it is wrong."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from inkling.datasets._base import Arrays
from inkling.learning.forward import Scale
from inkling.learning.learner import Learner
from inkling.machine.cores import cores
from inkling.machine.device import mixed
from inkling.protocol.looking import Mistake, Mistakes
from inkling.protocol.training import Score

BATCH = 500
"""Images per forward pass: as quick as any number, and short enough that an order never waits long."""
LEAST = 500
"""Test images of a sub-sample, at least, where there are so many; half as many of the other parts."""
PROBE = 200
"""Images that the net's speed is measured on."""
WORST = 12
"""Mistakes that are shown."""
NAMED = 100
"""Images of each cell of the confusion matrix that are named, at most, where training rests and at an epoch's end;"""
NAMED_ON_THE_WAY = 12
"""and in between, where the next evaluation comes soon, and goes to everybody."""
SAMPLE = 4
"""What a seed is for; see `mixed`."""


@dataclass
class Images:
    """One of the three parts: uint8 images [N, C, H, W] and labels [N], on the device."""

    images: Tensor
    labels: Tensor
    sample: Tensor = field(default_factory=lambda: torch.empty(0, dtype=torch.int64))
    """Rows of the fixed sub-sample."""

    def __len__(self) -> int:
        return len(self.labels)


def parts(learner: Learner, arrays: Arrays) -> dict[str, Images]:
    """The three parts of the data that a learner learns from, on its device."""
    validation = learner.selection.validation
    device = learner.device
    return {
        "train": Images(learner.images, learner.labels),
        "validation": Images(
            torch.from_numpy(arrays.train_images[validation]).to(device),
            torch.from_numpy(learner.selection.validation_labels).to(device),
        ),
        "test": Images(
            torch.from_numpy(np.array(arrays.test_images)).to(device),
            torch.from_numpy(np.array(arrays.test_labels)).to(device),
        ),
    }


@dataclass(frozen=True)
class Exam:
    """One evaluation."""

    train: Score | None
    validation: Score | None
    test: Score | None
    mistakes: Mistakes | None
    """Where it was wrong on the test images."""


class Examiner:
    """Measures a net on fixed sub-samples, quickly, or on the whole validation and test sets.

    The sub-samples are chosen once, from the seed; how large they are is measured at the first evaluation, so that one
    takes about `budget` seconds: half of them test images, at least 500, and a quarter each training and validation images. No
    random numbers are drawn from any generator that training uses, and the net is left in training mode.

    Args:
        parts: "train", "validation", "test"; a part may be empty, and is then not measured.
        budget: seconds that an evaluation on sub-samples should take, about.
    """

    def __init__(self, parts: dict[str, Images], scale: Scale, classes: int, seed: int, budget: float = 0.015) -> None:
        self._parts = parts
        self._scale = scale
        self._classes = classes
        self._seed = seed
        self._budget = budget
        self._cpu = all(part.labels.device.type == "cpu" for part in parts.values())
        self._sampled = False

    def examine(
        self,
        net: nn.Module,
        step: int,
        whole: bool,
        interrupted: Callable[[], bool] = lambda: False,
        *,
        passing: bool = False,
    ) -> Exam | None:
        """Measure `net` (logits for scaled images).

        Args:
            step: how many steps it has learned from; for the record.
            whole: on all validation and test images, and the sub-sample of the training images; else on sub-samples.
            interrupted: asked between forward passes; once true, the evaluation is given up.
            passing: the next one comes soon: fewer images are named.

        Returns:
            None if it was given up.
        """
        if interrupted():
            return None
        net.eval()
        try:
            with torch.inference_mode():
                if not self._sampled:
                    self._choose(net)
                return self._examine(net, step, whole, interrupted, NAMED_ON_THE_WAY if passing else NAMED)
        finally:
            net.train()

    def _examine(self, net: nn.Module, step: int, whole: bool, interrupted: Callable[[], bool], most: int) -> Exam | None:
        scores: dict[str, Score | None] = {"train": None, "validation": None, "test": None}
        mistakes = None
        for name, part in self._parts.items():
            if not len(part):
                continue
            rows = part.sample if name == "train" or not whole else None
            logits = self._logits(net, part, rows, interrupted)
            if logits is None:
                return None
            labels = part.labels if rows is None else part.labels.index_select(0, rows)
            count = len(labels)
            loss, right = _judged(logits, labels)
            if math.isfinite(loss):
                scores[name] = Score(loss=loss, accuracy=right, size=count, whole=count == len(part))
            if name == "test":
                mistakes = self._mistakes(step, part, rows, logits, labels, most)
        return Exam(**scores, mistakes=mistakes)

    def _logits(self, net: nn.Module, part: Images, rows: Tensor | None, interrupted: Callable[[], bool]) -> Tensor | None:
        """[N, classes]"""

        over = False

        def answer(first: int) -> Tensor | None:
            nonlocal over
            over = over or interrupted()
            if over:
                return None
            those = slice(first, first + BATCH)
            images = part.images[those] if rows is None else part.images.index_select(0, rows[those])
            with torch.inference_mode():  # each thread has its own
                logits: Tensor = net(self._scale(images))
            return logits

        found = list(self._map(answer, range(0, len(part) if rows is None else len(rows), BATCH)))
        whole = [logits for logits in found if logits is not None]
        return torch.cat(whole) if len(whole) == len(found) else None

    def _map(self, answer: Callable[[int], Tensor | None], firsts: range) -> Iterable[Tensor | None]:
        """`answer` to each, several at once where training leaves cores free: it waits meanwhile."""
        several = cores() // torch.get_num_threads() if len(firsts) > 4 and self._cpu else 1
        if several < 2:
            return map(answer, firsts)
        with ThreadPoolExecutor(several) as threads:
            return threads.map(answer, firsts)

    def _choose(self, net: nn.Module) -> None:
        """Measure how quick the net is, and choose the sub-samples."""
        part = next(part for part in self._parts.values() if len(part))
        rows = torch.arange(min(PROBE, len(part)), device=part.labels.device)
        seconds = []
        for _ in range(2):  # the first pass also warms up
            begun = time.perf_counter()
            _judged(net(self._scale(part.images.index_select(0, rows))), part.labels.index_select(0, rows))
            seconds.append(time.perf_counter() - begun)
        affordable = self._budget * len(rows) / min(seconds)
        for number, (name, part) in enumerate(self._parts.items()):
            parts = 2 if name == "test" else 4
            count = min(len(part), max(2 * LEAST // parts, round(affordable / parts / 100) * 100))
            generator = torch.Generator().manual_seed(mixed(self._seed, SAMPLE, number))
            part.sample = torch.randperm(len(part), generator=generator)[:count].sort().values.to(part.labels.device)
        self._sampled = True

    def _mistakes(self, step: int, part: Images, rows: Tensor | None, logits: Tensor, labels: Tensor, most: int) -> Mistakes:
        classes = max(self._classes, logits.shape[1])
        probabilities, guesses = logits.softmax(1).max(1)
        pairs = torch.bincount(labels * classes + guesses, minlength=classes * classes)
        named, sure = self._named(
            labels * classes + guesses, torch.where(guesses == labels, -probabilities, probabilities), most
        )
        indices = named if rows is None else rows[named]
        confidences, places = probabilities.masked_fill(guesses == labels, -1).topk(min(WORST, len(labels)))
        worst = []
        for probability, place in zip(confidences.tolist(), places.tolist(), strict=True):
            if probability >= 0:
                index = place if rows is None else int(rows[place])
                worst.append(
                    Mistake(
                        index=index,
                        label=int(labels[place]),
                        guess=int(guesses[place]),
                        probability=probability,
                        image=part.images[index].cpu().numpy().tobytes(),
                    )
                )
        return Mistakes(
            step=step,
            size=len(labels),
            whole=len(labels) == len(part),
            confusion=pairs.reshape(classes, classes).tolist(),
            worst=worst,
            most=most,
            named=indices.cpu().numpy().astype("<u4").tobytes(),
            sure=sure.abs().cpu().numpy().astype("<f4").tobytes(),
        )

    @staticmethod
    def _named(cells: Tensor, strength: Tensor, most: int) -> tuple[Tensor, Tensor]:
        """Of each cell, in order, the strongest few: which, and how strong.

        Args:
            cells, strength: [N] which cell an image is in, and by what those of a cell are in order, descending.
            most: of each cell, at most.
        """
        order = strength.argsort(descending=True, stable=True)
        order = order[cells[order].argsort(stable=True)]
        sizes = torch.bincount(cells)
        starts = sizes.cumsum(0) - sizes
        place = torch.arange(len(cells), device=cells.device) - starts[cells[order]]
        order = order[place < most]
        return order, strength[order]


def _judged(logits: Tensor, labels: Tensor) -> tuple[float, float]:
    """Mean loss, and the share that is right."""
    loss, right = torch.stack((F.cross_entropy(logits, labels), (logits.argmax(1) == labels).float().mean())).tolist()
    return loss, right
