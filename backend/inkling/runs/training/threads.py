"""How many threads a net trains fastest with on this machine: measured once for each net and batch size, and kept.

A small net's step is over before many threads have woken up, a large one's is not. Which is which depends on the machine, so it
is tried. The figure is kept, not only to save time: sums in another order differ in their last bits, so the same run needs the
same number of threads.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

import torch

from inkling.experiment.experiment import Experiment
from inkling.learning.forward import channels_last, in_order
from inkling.learning.model import build
from inkling.learning.targets import wanted
from inkling.machine.cores import cores

BUDGET = 0.6
"""Seconds that measuring may take, about. A net that needs more is so large that it takes all threads there are."""
EQUAL = 1.05
"""Fewer threads are taken if they are slower by no more than this: the others are free for other things."""
MANY = 1000
"""Nets that are remembered."""


def quickest(experiment: Experiment, most: int, kept: Path, time_step: Callable[[int], float] | None = None) -> int:
    """The number of threads, 1 to `most`, that one step of this experiment takes the least time with.

    Args:
        kept: a JSON file with what was found before; a broken one is written anew, one that can't be written is done without.
        time_step: seconds of a step with so many threads; None: it is measured, and the number of threads is changed meanwhile.
    """
    if most <= 1:
        return 1
    known = _read(kept)
    key = _key(experiment, most)
    if key in known:
        return known[key]
    try:
        found = _try(time_step or _stopwatch(experiment), most)
    except (RuntimeError, MemoryError):
        return most  # training it will say what is wrong
    known[key] = found
    _write(kept, dict(list(known.items())[-MANY:]))
    return found


def _try(time_step: Callable[[int], float], most: int) -> int:
    """1, 2, 4, … and `most`, as long as more are quicker."""
    until = time.perf_counter() + BUDGET
    counts = sorted({2**power for power in range(most.bit_length())} | {most})
    best, least = 1, time_step(1)
    for count in (count for count in counts if 1 < count <= most):
        if time.perf_counter() > until:
            return most
        seconds = time_step(count)
        if seconds * EQUAL < least:
            best, least = count, seconds
        elif seconds > 1.5 * least:
            break
    return best


def _stopwatch(experiment: Experiment) -> Callable[[int], float]:
    net = in_order(channels_last(build(experiment.net, seed=0))).train()
    size = max(2, experiment.training.batch_size)  # batch norm can't learn from one example
    inputs, targets = torch.rand(size, *experiment.net.input), torch.zeros(size, dtype=torch.int64)
    criterion = experiment.training.loss

    def step() -> float:
        began = time.perf_counter()
        output = net(inputs)
        torch.autograd.backward(criterion.of(output, wanted(criterion, targets, output.shape[1])))
        return time.perf_counter() - began

    def time_step(threads: int) -> float:
        torch.set_num_threads(threads)
        step()  # wakes the threads, and sets up the kernels
        until = time.perf_counter() + BUDGET / 12
        seconds = [step()]
        while time.perf_counter() < until:
            seconds.append(step())
        return min(seconds)

    return time_step


def _key(experiment: Experiment, most: int) -> str:
    machine = f"{platform.machine()} {cores()} {torch.__version__}"
    net = f"{experiment.net.model_dump_json()} {experiment.training.batch_size} {most}"
    return hashlib.sha256(f"{machine} {net}".encode()).hexdigest()[:24]


def _read(path: Path) -> dict[str, int]:
    try:
        found = json.loads(path.read_text())
        return {str(key): count for key, count in found.items() if isinstance(count, int) and count > 0}
    except (OSError, ValueError, AttributeError):
        return {}


def _write(path: Path, known: dict[str, int]) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(known))
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
