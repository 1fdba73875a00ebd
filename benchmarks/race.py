"""What it gains to train the nets of a race in one pass: against one training after the other, on this machine's device.

Each ratio is of the same steps of the same eight nets, in turns of half a second, in one process.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from benchmarks.report import Figure, middle
from benchmarks.speed import endless
from inkling.datasets._base import Folders, registry
from inkling.experiment.race import RaceSettings, lanes
from inkling.learning.learner import Learner
from inkling.machine import device as devices
from inkling.machine.cores import spare_a_core
from inkling.racing.nets import RacingNets
from inkling.runs.process import keep_freed_memory

NETS = 8


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The whole benchmark; needs MNIST in `data`."""
    rounds = 2 if quick else 7
    keep_freed_memory()
    torch.set_num_threads(spare_a_core())
    device = devices.pick()
    arrays = registry()["mnist"].load(Folders(folder, (data,)))
    rates = RaceSettings(values=[0.0001 * 2**i for i in range(NETS)])
    figures = []
    for name in ("softmax", "perceptron", "two-block"):
        for size in (8, 128):
            base = endless(name)
            base = base.model_copy(update={"training": base.training.model_copy(update={"batch_size": size})})
            experiments = lanes(rates, base)
            nets = RacingNets(base, experiments, arrays, device)
            learners = [Learner(each, arrays, device) for each in experiments]
            together: list[float] = []
            ratios: list[float] = []
            for _ in range(rounds):
                fast = _seconds(nets.step, device)
                slow = _seconds(partial(_one_by_one, learners), device)
                together.append(NETS * size / fast)
                ratios.append(slow / fast)
            figures += [
                middle(f"{name}, batches of {size}: {NETS} nets in one pass", together, "images/s"),
                middle(f"{name}, batches of {size}: in one pass / one after the other", ratios),
            ]
    return figures


def _one_by_one(learners: list[Learner]) -> None:
    for each in learners:
        each.step()


def _seconds(step: Callable[[], object], device: torch.device, least: float = 0.5) -> float:
    """For one step of all nets: the mean over half a second."""
    for _ in range(5):  # the first ones record it, on a GPU
        step()
    _wait(device)
    began, count = time.perf_counter(), 0
    while count < 3 or time.perf_counter() < began + least:
        step()
        count += 1
    _wait(device)
    return (time.perf_counter() - began) / count


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
