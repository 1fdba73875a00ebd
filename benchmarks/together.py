"""Several trainings at once: what they reach together, against one alone. Each is a room of its own, with nobody looking.

All start from the same net and data; one after the other is paused again to measure fewer. In rounds, as in `speed`.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from pathlib import Path

from benchmarks import visitors
from benchmarks.report import Figure, middle
from benchmarks.speed import endless
from inkling.protocol.training import Pause, Train
from serving import Server

MANY = 4


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The whole benchmark; needs MNIST in `data`."""
    rounds, seconds = (1, 3.5) if quick else (3, 6.0)
    figures = []
    for name in ["two-block"] if quick else ["two-block", "perceptron"]:
        speeds: dict[int, list[float]] = defaultdict(list)
        with Server(folder, datasets=data, warmup_steps=0, trainings=MANY) as server:
            base = endless(name)
            experiments = [base.model_copy(update={"seed": seed}) for seed in range(1, MANY + 1)]
            rooms = [visitors.Steps(server.url, experiment, own=True) for experiment in experiments]
            for _ in range(rounds):
                for count in (1, 2, MANY):
                    speeds[count].append(_together(rooms[:count], seconds))
        figures += [middle(f"{name}: {count} at once, together", speeds[count], "images/s") for count in speeds]
        for count in (2, MANY):
            ratios = [a / b for a, b in zip(speeds[count], speeds[1], strict=True)]
            figures.append(middle(f"{name}: {count} at once / one alone", ratios, least=0.9))
    return figures


def _together(rooms: list[visitors.Steps], seconds: float) -> float:
    """Images a second of all these rooms, while they all train; they are paused before and after."""
    for room in rooms:
        room.viewer.send(Train())
    for room in rooms:
        room.wait("running")
    time.sleep(1)
    found: list[float] = []
    watching = [threading.Thread(target=lambda room=room: found.append(room.examples_per_second(seconds)[0])) for room in rooms]
    for each in watching:
        each.start()
    for each in watching:
        each.join()
    for room in rooms:
        room.viewer.send(Pause())
    for room in rooms:
        room.wait("paused")
    return sum(found)
