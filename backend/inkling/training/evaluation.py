"""How well a net does on examples it is not learning from at that moment, and where it is wrong."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn

from inkling.datasets._base import Arrays, Dataset
from inkling.learning.learner import Learner
from inkling.learning.targets import wanted
from inkling.losses._base import Loss
from inkling.machine.chance import Purpose, mixed
from inkling.machine.cores import cores
from inkling.protocol.looking import Showcase
from inkling.protocol.training import Score
from inkling.tasks._base import Seen, task_of

BATCH = 500
"""Examples per forward pass: as quick as any number, and short enough that an order never waits long."""
LEAST = 500
"""Test examples of a sub-sample, at least, where there are so many; half as many of the other parts."""
PROBE = 200
"""Examples that the net's speed is measured on."""
NAMED = 100
"""Examples of one sort (one class taken for another) that are named, at most, where training rests and at an epoch's end;"""
NAMED_ON_THE_WAY = 12
"""and in between, where the next evaluation comes soon, and goes to everybody."""


@dataclass
class Part:
    """One of the three parts, on the device."""

    inputs: Tensor
    """[N, …], as they are kept"""
    targets: Tensor
    """[N, …]"""
    sample: Tensor = field(default_factory=lambda: torch.empty(0, dtype=torch.int64))
    """Rows of the fixed sub-sample."""

    def __len__(self) -> int:
        return len(self.targets)


def parts(learner: Learner, arrays: Arrays) -> dict[str, Part]:
    """The three parts of the data that a learner learns from, on its device."""
    validation = learner.selection.validation
    device = learner.device
    return {
        "train": Part(learner.inputs, learner.targets),
        "validation": Part(
            torch.from_numpy(arrays.train_inputs[validation]).to(device),
            torch.from_numpy(learner.selection.validation_targets).to(device),
        ),
        "test": Part(
            torch.from_numpy(np.array(arrays.test_inputs)).to(device),
            torch.from_numpy(np.array(arrays.test_targets)).to(device),
        ),
    }


@dataclass(frozen=True)
class Exam:
    """One evaluation."""

    train: Score | None
    validation: Score | None
    test: Score | None
    showcase: Showcase | None
    """Where it was wrong on the test examples."""


class Examiner:
    """Measures a net on fixed sub-samples, quickly, or on the whole validation and test sets.

    The sub-samples are chosen once, from the seed; how large they are is measured at the first evaluation, so that one
    takes about `budget` seconds: half of them test examples, at least 500, and a quarter each training and validation examples.
    No random numbers are drawn from any generator that training uses, and the net is left in training mode.

    Args:
        parts: "train", "validation", "test"; a part may be empty, and is then not measured.
        data: whose parts they are.
        criterion: the loss it is measured with.
        budget: seconds that an evaluation on sub-samples should take, about.
    """

    def __init__(self, parts: dict[str, Part], data: Dataset, seed: int, criterion: Loss, budget: float = 0.015) -> None:
        self._criterion = criterion
        self._parts = parts
        self._data = data
        self._task = task_of(data)
        self._ready = self._task.ready(data)
        self._seed = seed
        self._budget = budget
        self._cpu = all(part.targets.device.type == "cpu" for part in parts.values())
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
        """Measure `net`.

        Args:
            step: how many steps it has learned from; for the record.
            whole: on all validation and test examples, and the sub-sample of the training examples; else on sub-samples.
            interrupted: asked between forward passes; once true, the evaluation is given up.
            passing: the next one comes soon: fewer examples are named.

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
        showcase = None
        for name, part in self._parts.items():
            if not len(part):
                continue
            rows = part.sample if name == "train" or not whole else None
            output = self._output(net, part, rows, interrupted)
            if output is None:
                return None
            target = part.targets if rows is None else part.targets.index_select(0, rows)
            count = len(target)
            loss, measures = self._judged(output, target)
            if math.isfinite(loss):
                scores[name] = Score(loss=loss, measures=dict(measures), size=count, whole=count == len(part))
            if name == "test":
                showcase = self._task.showcase(Seen(step, part.inputs, rows, output, target, self._criterion, most), self._data)
        return Exam(**scores, showcase=showcase)

    def _output(self, net: nn.Module, part: Part, rows: Tensor | None, interrupted: Callable[[], bool]) -> Tensor | None:
        """[N, …]"""

        over = False

        def answer(first: int) -> Tensor | None:
            nonlocal over
            over = over or interrupted()
            if over:
                return None
            those = slice(first, first + BATCH)
            inputs = part.inputs[those] if rows is None else part.inputs.index_select(0, rows[those])
            with torch.inference_mode():  # each thread has its own
                output: Tensor = net(self._ready(inputs))
            return output

        found = list(self._map(answer, range(0, len(part) if rows is None else len(rows), BATCH)))
        whole = [output for output in found if output is not None]
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
        rows = torch.arange(min(PROBE, len(part)), device=part.targets.device)
        seconds = []
        for _ in range(2):  # the first pass also warms up
            begun = time.perf_counter()
            self._judged(net(self._ready(part.inputs.index_select(0, rows))), part.targets.index_select(0, rows))
            seconds.append(time.perf_counter() - begun)
        affordable = self._budget * len(rows) / min(seconds)
        for number, (name, part) in enumerate(self._parts.items()):
            parts = 2 if name == "test" else 4
            count = min(len(part), max(2 * LEAST // parts, round(affordable / parts / 100) * 100))
            generator = torch.Generator().manual_seed(mixed(self._seed, Purpose.SAMPLE, number))
            part.sample = torch.randperm(len(part), generator=generator)[:count].sort().values.to(part.targets.device)
        self._sampled = True

    def _loss(self, output: Tensor, target: Tensor) -> Tensor:
        return self._criterion.of(output, wanted(self._criterion, target, output.shape[1]))

    def _judged(self, output: Tensor, target: Tensor) -> tuple[float, dict[str, float]]:
        """Mean loss, and the measures."""
        means = self._task.count(output, target).mean(0)
        loss, *counted = torch.cat((self._loss(output, target)[None], means)).tolist()
        figures = self._task.figures(torch.tensor(counted, dtype=torch.float64))
        return loss, {name: value.item() for name, value in figures.items()}
