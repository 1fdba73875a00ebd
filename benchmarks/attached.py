"""What a page costs the training it watches, and what training costs the answers to drawings.

    python benchmarks/attached.py [--preset two-block] [--dataset mnist] [--pairs 6] [--seconds 4] [--json FILE]

One training runs all the while. In turns of some seconds nobody looks; a viewer watches every layer's maps and filters, at up
to 30 pictures a second each; and it draws 30 times a second too. The ratio to the turn alone before is taken each time, and
the median of these reported.
Then drawings are timed, from the call of `Engine.draw` to the notice with the prediction, and with the last layer's maps, in
turns while it trains and while it is paused. Figures are of this machine as busy as it was.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inkling.datasets._base import Folders
from inkling.experiment import DataSettings, Experiment
from inkling.presets import presets
from inkling.protocol import wire
from inkling.runs.engine import Engine, Notice
from inkling.runs.process import cores

ROOM, VIEWER = "BENCH", "viewer"


class Listener:
    """Counts the steps of the training, and notes when drawings were answered."""

    def __init__(self) -> None:
        self.steps = 0
        self.pictures = 0
        self.state = ""
        self.predicted: dict[int, float] = {}
        self.mapped: dict[int, float] = {}
        self.last_layer = ""
        self._change = threading.Condition()

    def __call__(self, notice: Notice) -> None:
        now = time.perf_counter()
        with self._change:
            if notice.kind == "curves":
                self.steps += wire.decode(notice.encoded).loss.shape[0]
            elif notice.kind == "status":
                self.state = wire.decode(notice.encoded).state
            elif notice.kind == "failure":
                print(wire.decode(notice.encoded), file=sys.stderr)
            elif notice.kind in ("prediction", "maps", "filters"):
                self.pictures += 1
                if notice.kind == "prediction":
                    self.predicted.setdefault(wire.decode(notice.encoded).drawing, now)
                elif notice.key == self.last_layer:
                    self.mapped.setdefault(wire.decode(notice.encoded).drawing, now)
            self._change.notify_all()

    def wait_for(self, holds: Any, seconds: float = 120) -> None:
        """Until `holds()` is true."""
        with self._change:
            if not self._change.wait_for(holds, seconds):
                raise TimeoutError("what was waited for did not come")


class Page:
    """One training, and a viewer that can be attached to it."""

    def __init__(self, engine: Engine, listener: Listener, experiment: Experiment) -> None:
        self.engine = engine
        self.listener = listener
        self.layers = [layer.id for layer in experiment.net.layers]
        self.batch = experiment.training.batch_size
        self._ids = itertools.count(1)
        listener.last_layer = self.layers[-1]

    def image(self) -> bytes:
        """A stroke that differs from drawing to drawing."""
        image = bytearray(784)
        for i in range(20):
            image[28 * (4 + i) + int(time.perf_counter() * 10) % 20 + 4] = 255
        return bytes(image)

    def watch(self, rate: float) -> None:
        """Look at every layer, this often at most."""
        self.engine.watch(ROOM, VIEWER, self.layers, self.layers, rate)

    def leave(self) -> None:
        """Look no more."""
        self.engine.leave(ROOM, VIEWER)

    def samples_per_second(self, seconds: float, *, draws: float = 0) -> float:
        """Training's speed over some seconds, while drawings come `draws` times a second."""
        began, steps = time.perf_counter(), self.listener.steps
        while (now := time.perf_counter()) - began < seconds:
            if draws:
                self.engine.draw(ROOM, VIEWER, next(self._ids), self.image())
                time.sleep(max(0.0, 1 / draws - (time.perf_counter() - now)))
            else:
                time.sleep(0.05)
        return (self.listener.steps - steps) * self.batch / (time.perf_counter() - began)

    def round_trips(self, count: int, pause: float = 1 / 30) -> list[tuple[float, float]]:
        """For some drawings, one after the other: seconds until the prediction, and until the last layer's maps."""
        times = []
        for _ in range(count):
            id = next(self._ids)
            began = time.perf_counter()
            self.engine.draw(ROOM, VIEWER, id, self.image())
            self.listener.wait_for(lambda id=id: id in self.listener.mapped)
            times.append((self.listener.predicted[id] - began, self.listener.mapped[id] - began))
            time.sleep(pause)
        return times


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    ordered = sorted(values)
    return {
        "median_ms": round(1000 * statistics.median(ordered), 2),
        "p95_ms": round(1000 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 2),
    }


def measure(folders: Folders, experiment: Experiment, *, pairs: int, seconds: float, rate: float, draws: int) -> dict[str, Any]:
    """The whole benchmark, in a process that does nothing else."""
    scratch = Path(tempfile.mkdtemp(prefix="inkling-bench-"))
    listener = Listener()
    engine = Engine(folders, scratch, listener)
    engine.start()
    try:
        engine.open(ROOM, experiment)
        page = Page(engine, listener, experiment)
        engine.train(ROOM)
        listener.wait_for(lambda: listener.steps > 20)
        page.samples_per_second(2)
        speeds: dict[str, list[float]] = {"alone": [], "watched": [], "drawn_on": []}
        for _ in range(pairs):
            speeds["alone"].append(page.samples_per_second(seconds))
            page.watch(rate)
            for name, draws_per_second in (("watched", 0), ("drawn_on", 30)):
                page.samples_per_second(0.3, draws=draws_per_second)
                speeds[name].append(page.samples_per_second(seconds, draws=draws_per_second))
            page.leave()
            time.sleep(0.3)
        page.watch(rate)
        trips: dict[str, list[tuple[float, float]]] = {"training": [], "idle": []}
        for _ in range(4):
            engine.train(ROOM)
            listener.wait_for(lambda: listener.state == "running")
            trips["training"] += page.round_trips(draws // 4)
            engine.pause(ROOM)
            listener.wait_for(lambda: listener.state == "paused")
            time.sleep(0.5)
            trips["idle"] += page.round_trips(draws // 4)
    finally:
        engine.close()
        shutil.rmtree(scratch, ignore_errors=True)
    return {
        **{f"samples_per_second_{name}": round(statistics.median(each)) for name, each in speeds.items()},
        **{
            f"ratio_{name}": round(statistics.median(b / a for a, b in zip(speeds["alone"], speeds[name], strict=True)), 3)
            for name in ("watched", "drawn_on")
        },
        **{
            f"{what}_{when}": spread([trip[i] for trip in trips[when]])
            for when in ("idle", "training")
            for i, what in enumerate(("prediction", "all_maps"))
        },
    }


def main() -> None:
    """Measure, print, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", default="two-block")
    parser.add_argument("--dataset", default="mnist")
    parser.add_argument("--pairs", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rate", type=float, default=30, help="pictures a second that the viewer asks for")
    parser.add_argument("--draws", type=int, default=240, help="drawings timed, idle and in training")
    parser.add_argument("--home", type=Path, help="a home with data sets; default: an empty one")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    given = parser.parse_args()
    extra = Path(os.environ.get("INKLING_DATASETS", Path(__file__).parents[2] / "shared" / "data"))
    preset = next(preset for preset in presets() if preset.name == given.preset)
    experiment = Experiment(
        net=preset.net,
        training=preset.training.model_copy(update={"epochs": 10_000, "schedule": "constant"}),
        data=DataSettings(dataset=given.dataset, augment=preset.augment or DataSettings().augment),
    )
    with tempfile.TemporaryDirectory(prefix="inkling-home-") as home:
        figures = measure(
            Folders(given.home or Path(home), (extra,)),
            experiment,
            pairs=given.pairs,
            seconds=given.seconds,
            rate=given.rate,
            draws=given.draws,
        )
    report = {"machine": f"{platform.processor() or platform.machine()}, {cores()} cores", "preset": given.preset, **figures}
    for name, value in report.items():
        print(f"{name:28} {value}")
    if given.json:
        given.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
