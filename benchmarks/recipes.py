"""How long each preset takes to what accuracy on real MNIST: the trainer alone, as its process runs it, without a page.

    python benchmarks/recipes.py                          every preset once
    python benchmarks/recipes.py two-block fast --runs 5  medians of five seeds
    python benchmarks/recipes.py best --set epochs=8 --set lr=0.005

Seconds count from the order to train; `cpu` is the processor's time of all threads, which says more on a busy machine.
"whole" figures are of all 10,000 test images; "seen" is the first moment that any evaluation, most of them on a fixed
sub-sample, is at or above the mark.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from torch import nn

from inkling.datasets._base import Arrays, Folders, registry
from inkling.experiment.experiment import Augment, DataSettings, Experiment, TrainingSettings
from inkling.experiment.presets import Preset, presets
from inkling.protocol.training import Evaluation, Status
from inkling.runs.process import keep_freed_memory
from inkling.training.trainer import End, Go, Order, Trainer

MARKS = (0.97, 0.98, 0.99, 0.994)
DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@dataclass
class Result:
    """One run of one preset. Seconds are None where a mark was not reached."""

    preset: str
    seed: int
    seconds: float = 0
    cpu: float = 0
    samples_per_second: float = 0
    """The median over the run, evaluations left out."""
    accuracy: float = 0
    """At the end, on all test images."""
    loss: float = 0
    seen: dict[float, float | None] = field(default_factory=lambda: dict.fromkeys(MARKS))
    whole: dict[float, float | None] = field(default_factory=lambda: dict.fromkeys(MARKS))
    epochs: list[float] = field(default_factory=list)
    """Test accuracy at each epoch's end."""


class _Once:
    """An inbox with one order to train, and then the end."""

    def __init__(self) -> None:
        self.begun = 0.0
        self._orders: list[Order] = [End(), Go()]

    def poll(self) -> Order | None:
        return None

    def wait(self) -> Order:
        self.begun = time.perf_counter()
        return self._orders.pop()


def measure(preset: Preset, arrays: Arrays, training: TrainingSettings, seed: int = 0) -> Result:
    """Train the preset with these settings to its end, as a worker does: checkpoints, snapshots, evaluations and all."""
    experiment = Experiment(
        net=preset.net,
        data=DataSettings(dataset="mnist", augment=preset.augment or Augment()),
        training=training,
        seed=seed,
    )
    inbox = _Once()
    copies: dict[str, torch.Tensor] = {}

    def publish(step: int, net: nn.Module) -> None:
        for name, value in net.state_dict().items():
            copies[name] = value.clone()

    result = Result(preset.name, seed)
    speeds = []
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(experiment, arrays, inbox=inbox, publish=publish, checkpoint=Path(folder) / "run.safetensors")
        cpu = None
        for event in trainer.events():
            now = time.perf_counter() - inbox.begun
            if isinstance(event, Status):
                if event.state == "running":
                    cpu = time.process_time() if cpu is None else cpu
                    speeds.append(event.samples_per_second)
                elif event.state == "done":
                    result.seconds, result.cpu = now, time.process_time() - (cpu or 0)
                elif event.state == "failed":
                    raise RuntimeError(event.message)
            elif isinstance(event, Evaluation) and event.test is not None and inbox.begun:
                reached = [mark for mark in MARKS if event.test.measures["accuracy"] >= mark]
                for mark in reached:
                    result.seen[mark] = result.seen[mark] or now
                if event.test.whole:
                    for mark in reached:
                        result.whole[mark] = result.whole[mark] or now
                    result.epochs.append(event.test.measures["accuracy"])
                    result.accuracy, result.loss = event.test.measures["accuracy"], event.test.loss
    result.samples_per_second = statistics.median(speed for speed in speeds if speed)
    return result


def _line(results: list[Result]) -> str:
    def middle(values: list[float | None]) -> str:
        known = [value for value in values if value is not None]
        return f"{statistics.median(known):7.2f}" if len(known) * 2 > len(values) else "      –"

    cells = [f"{results[0].preset:13}", f"{statistics.median(r.accuracy for r in results):.4f}"]
    cells.append(f"{min(r.accuracy for r in results):.4f}")
    cells += [middle([r.seconds for r in results]), middle([r.cpu for r in results])]
    cells.append(f"{statistics.median(r.samples_per_second for r in results):8.0f}")
    cells += [f"{middle([r.seen[mark] for r in results])}/{middle([r.whole[mark] for r in results])}" for mark in MARKS]
    return "  ".join(cells)


def main() -> None:
    """Measure what the command line asks for, and print it as a table; with --json also as data."""
    known = {preset.name: preset for preset in presets()}
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("presets", nargs="*", help=f"of {', '.join(known)}; none: all")
    parser.add_argument("--runs", type=int, default=1, help="runs of each, with seeds from 0")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a training setting to change")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with mnist/")
    parser.add_argument("--json", type=Path, help="also write the results here")
    asked = parser.parse_args()
    for name in asked.presets:
        if name not in known:
            parser.error(f"there is no preset {name!r}")

    keep_freed_memory()
    torch.set_num_threads(asked.threads)
    changes = dict(change.split("=", 1) for change in asked.set)
    everything: list[Result] = []
    with tempfile.TemporaryDirectory() as home:
        arrays = registry()["mnist"].load(Folders(Path(home), (asked.data,)))
        marks = "  ".join(f"{f'{100 * mark:g} % seen/whole':>15}" for mark in MARKS)
        print(f"{'preset':13}  median   least  seconds     cpu  images/s  {marks}")
        for preset in [known[name] for name in asked.presets] or known.values():
            training = TrainingSettings.model_validate({**preset.training.model_dump(), **changes})
            results = [measure(preset, arrays, training, seed) for seed in range(asked.runs)]
            everything += results
            print(_line(results), flush=True)
    if asked.json is not None:
        asked.json.write_text(json.dumps([asdict(result) for result in everything], indent=1))


if __name__ == "__main__":
    main()
