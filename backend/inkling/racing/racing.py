"""A race, from its start to its end, readable top to bottom: steps, and a few times a second what there is to say of them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from inkling.datasets._base import Arrays
from inkling.experiment.experiment import Experiment
from inkling.experiment.race import RaceSettings, lanes, own_rates
from inkling.machine.chance import Purpose, mixed
from inkling.machine.pace import Pace, Throughput
from inkling.protocol.arrays import Floats
from inkling.protocol.racing import RaceSoFar
from inkling.racing.nets import RacingNets

POINTS = 160
"""A net's losses and measures are told at so many steps at most: as many as a chart shows, in a message that stays small."""
SAMPLE = 500
"""Test examples that the nets are measured on while it runs."""
BATCH = 500
"""Examples per forward pass of an evaluation, over all nets that take it together."""
BURST = 0.1
"""Seconds of steps before their losses are read."""
EVERY = 0.4
"""Seconds between two events."""


class RaceCurves:
    """Numbers of each net at rising steps, at most POINTS of them: where there are more, neighbours are merged, two by two.

    Args:
        nets: how many.
        means: a number stands for all steps since the one before, and merged ones are averaged; else each stands for its own
            step, and every second one is left out.
    """

    def __init__(self, nets: int, *, means: bool) -> None:
        self._nets = nets
        self._means = means
        self._every = 1
        """Numbers that each kept one stands for."""
        self._steps: list[int] = []
        self._numbers: list[npt.NDArray[np.float64]] = []
        self._rest: list[npt.NDArray[np.float64]] = []
        """Numbers that do not make a whole one yet."""

    def add(self, step: int, numbers: npt.NDArray[np.float64], *, last: bool = False) -> None:
        """Take the numbers [nets] of this step, which is later than all before; the `last` are told in any case."""
        self._rest.append(numbers)
        if len(self._rest) < self._every and not last:
            return
        self._numbers.append(np.mean(self._rest, axis=0) if self._means else self._rest[-1])
        self._steps.append(step)
        self._rest = []
        if len(self._numbers) > POINTS and not last:
            pairs = range(1, len(self._numbers), 2)
            self._rest = [self._numbers[-1]] * self._every if len(self._numbers) % 2 else []
            self._numbers = [(self._numbers[i - 1] + self._numbers[i]) / 2 if self._means else self._numbers[i] for i in pairs]
            self._steps = [self._steps[i] for i in pairs]
            self._every *= 2

    @property
    def steps(self) -> list[int]:
        """The steps that there are numbers of."""
        return list(self._steps)

    @property
    def numbers(self) -> Floats:
        """[nets, steps]"""
        table = np.stack(self._numbers, axis=1) if self._numbers else np.zeros((self._nets, 0))
        return Floats(shape=list(table.shape), data=table.astype("<f4").tobytes())


def run(
    race: RaceSettings,
    experiment: Experiment,
    arrays: Arrays,
    device: torch.device,
    *,
    start: Path | None = None,
    breathe: Callable[[], None] = lambda: None,
) -> Iterator[RaceSoFar]:
    """Everything there is to say of this race; the last event's state is "done".

    Args:
        arrays: of the experiment's data set.
        start: a file with weights to begin with, where not the seeds differ.
        breathe: called between bursts of steps.

    Raises:
        InklingError: it can't begin.
    """
    runners = lanes(race, experiment)
    nets = RacingNets(experiment, runners, arrays, device, None if race.differs == "seed" else start)
    source, count = nets.source, len(runners)
    batch = max(1, BATCH // count) if nets.together else BATCH
    losses = RaceCurves(count, means=True)
    measures = {measure.name: RaceCurves(count, means=False) for measure in source.task.measures}
    first_measure = measures[source.task.measures[0].name]
    out: list[int | None] = [None] * count
    test = torch.from_numpy(np.array(arrays.test_inputs)), torch.from_numpy(np.array(arrays.test_targets))
    everything = tuple(part.to(device) for part in test)
    sample = tuple(part.index_select(0, _sample(len(test[1]), experiment.seed).to(device)) for part in everything)
    size = 0
    began = time.perf_counter()
    speed = Throughput()
    speed.begin()
    to_say, to_measure = Pace(every=EVERY), Pace(every=EVERY, share=0.1)

    def say(state: str, **more: object) -> RaceSoFar:
        return RaceSoFar.model_validate(
            {
                "state": state,
                "differs": race.differs,
                "values": race.values,
                "rates": own_rates(race),
                "epochs": race.epochs,
                "epoch": source.done,
                "step": source.step_number,
                "samples_per_second": speed.examples_per_second if state == "running" else 0.0,
                "steps": losses.steps,
                "losses": losses.numbers,
                "measured": first_measure.steps,
                "measures": {name: curves.numbers for name, curves in measures.items()},
                "size": size,
                "out": out,
                **more,
            }
        )

    def measure(part: tuple[Tensor, ...], *, last: bool = False) -> int:
        """The task's measures on these test examples; of nets that are out they are no numbers."""
        sums: Tensor | float = 0.0
        for first in range(0, len(part[1]), batch):
            rows = slice(first, first + batch)
            sums = sums + nets.count(source.ready(part[0][rows]), part[1][rows])
            breathe()
        assert isinstance(sums, Tensor)
        for name, figures in source.task.figures(sums.cpu().double() / len(part[1])).items():
            running = [figure if at is None else math.nan for figure, at in zip(figures.tolist(), out, strict=True)]
            measures[name].add(source.step_number, np.array(running), last=last)
        return len(part[1])

    yield say("running")
    while source.done < race.epochs - 1e-9 and None in out:
        burst: list[Tensor] = []
        first, done, until = source.step_number + 1, source.done, time.perf_counter() + BURST
        while not burst or (time.perf_counter() < until and source.done < race.epochs - 1e-9 and len(burst) < POINTS):
            burst.append(nets.step())
        table = torch.stack(burst).cpu().double().numpy()  # some devices have no float64
        speed.add(len(burst), count * round((source.done - done) * source.size))
        over = source.done >= race.epochs - 1e-9
        for i, row in enumerate(table):
            losses.add(first + i, row, last=over and i == len(table) - 1)
            out = [at if at is not None or math.isfinite(loss) else first + i for at, loss in zip(out, row, strict=True)]
        if to_measure.due and len(sample[1]) and not over and None in out:
            with to_measure:
                size = measure(sample)
            speed.skip(to_measure.took)
        if to_say.due or time.perf_counter() - began < EVERY:
            with to_say:
                yield say("running")
        breathe()
    if len(everything[1]):
        size = measure(everything, last=True)
    gone = "No net's loss is a number any more. Smaller learning rates, or smaller steps, last longer."
    yield say("done", whole=True, message="" if None in out else gone)


def _sample(count: int, seed: int) -> Tensor:
    """Rows of a fixed sub-sample of so many examples."""
    generator = torch.Generator().manual_seed(mixed(seed, Purpose.RACE))
    return torch.randperm(count, generator=generator)[:SAMPLE].sort().values
