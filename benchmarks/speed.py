"""How fast Inkling trains: against the loops one could write, alone, watched by a viewer, and with a page open beside it.

The time of evaluations is left out, but where it says "all in": the loops have none, and whether one falls into a window of
some seconds is chance. In rounds, so that a machine that gets slower or faster in between does so for all of them; ratios are
taken within a round, and their median over the rounds is reported. Training pauses while a loop runs.
"""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

from benchmarks import visitors
from benchmarks.loops import Loop
from benchmarks.report import Figure, middle
from inkling.experiment.experiment import DataSettings, Experiment
from inkling.experiment.presets import presets
from inkling.machine.cores import spare_a_core
from inkling.protocol.training import Pause, Train
from serving import Server

WANTED = {"softmax": (25, 0.95, 0.90), "perceptron": (8, 0.95, 0.90), "two-block": (2.5, 0.98, 0.95)}
"""Least ratios: to the usual loop; alone to the bare loop; watched to the bare loop."""


def endless(name: str) -> Experiment:
    """A preset that does not end while it is measured."""
    preset = next(preset for preset in presets() if preset.name == name)
    training = preset.training.model_copy(update={"epochs": 10_000, "schedule": "constant", "lr": 1e-4})
    return Experiment(net=preset.net, data=DataSettings(dataset="mnist"), training=training)


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The whole benchmark; needs MNIST in `data`."""
    rounds, seconds = (1, 3.5) if quick else (7, 5.0)
    figures = []
    for name in ["two-block"] if quick else WANTED:
        figures += _one(name, folder, data, rounds, seconds)
    return figures


def _one(name: str, folder: Path, data: Path, rounds: int, seconds: float) -> list[Figure]:
    experiment = endless(name)
    batch, threads = experiment.training.batch_size, spare_a_core()
    speeds: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        server = stack.enter_context(Server(folder, datasets=data, warmup_steps=0))
        steps = visitors.Steps(server.url, experiment)
        bare, usual = (
            stack.enter_context(Loop(kind, name, batch_size=batch, threads=threads, data=data)) for kind in ("bare", "usual")
        )
        chrome = stack.enter_context(visitors.browser())
        page = chrome.new_page(viewport={"width": 1440, "height": 900})

        def train() -> None:
            steps.viewer.send(Train())
            steps.wait("running")
            time.sleep(0.5)

        def pause() -> None:
            steps.viewer.send(Pause())
            steps.wait("paused")

        def note(what: str) -> None:
            everything, speed = steps.examples_per_second(seconds)
            speeds[what].append(speed)
            if what == "alone":
                speeds["alone, all in"].append(everything)

        train()
        time.sleep(1)
        pause()
        for _ in range(rounds):
            speeds["usual"].append(usual.examples_per_second(min(seconds, 2)))
            speeds["bare"].append(bare.examples_per_second(seconds))
            train()
            note("alone")
            with visitors.viewer(server.url, experiment):
                time.sleep(0.5)
                note("watched by a viewer")
            page.goto(server.url)
            page.get_by_test_id("feature-map").first.wait_for()
            page.wait_for_timeout(4000)  # it finds its pace
            note("watched by a page on this machine")
            page.goto("about:blank")
            page.wait_for_timeout(500)
            note("alone again")
            pause()
    over = {key: [a / b for a, b in zip(values, speeds["bare"], strict=True)] for key, values in speeds.items()}
    # A machine that gets slower meanwhile would look as if the page did it: the page stands between two times without one.
    alone = [(a + b) / 2 for a, b in zip(speeds["alone"], speeds.pop("alone again"), strict=True)]
    over["alone"] = [a / b for a, b in zip(alone, speeds["bare"], strict=True)]
    watched = {key: [a / b for a, b in zip(speeds[key], alone, strict=True)] for key in speeds if key.startswith("watched")}
    usual_least, alone_least, watched_least = WANTED[name]
    return [
        *(middle(f"{name}: {key}", values, "images/s") for key, values in speeds.items()),
        middle(f"{name}: alone / usual loop", [a / b for a, b in zip(alone, speeds["usual"], strict=True)], "", usual_least),
        middle(f"{name}: alone / bare loop", over["alone"], "", alone_least),
        *(middle(f"{name}: {key} / bare loop", over[key], "", watched_least) for key in watched),
        *(middle(f"{name}: {key} / alone", watched[key], "", 0.95) for key in watched),
    ]
