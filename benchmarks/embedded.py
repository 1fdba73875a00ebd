"""How well a net that has seen only the embedded digits reads real MNIST: trained on the one, tested on the other.

    python benchmarks/embedded.py                       the two-block and the best preset, once each
    python benchmarks/embedded.py two-block --runs 3    three seeds
    python benchmarks/embedded.py two-block --augment shift=1 --augment rotate=8 --set epochs=8

MNIST's 10,000 test images stand in the place of the test images; nothing else of MNIST is looked at, and nothing of it
is learned from. The figures: accuracy on all of them at the end, its least over the runs, the share of each digit that was
read correctly, and the seconds of training.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from inkling.datasets._base import Arrays, Folders, registry
from inkling.experiment.experiment import Augment, DataSettings, Experiment, TrainingSettings
from inkling.experiment.presets import Preset, presets
from inkling.protocol.looking import Showcase
from inkling.protocol.training import Evaluation, Status
from inkling.training.trainer import End, Go, Order, Trainer
from tables import counts

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@dataclass
class Result:
    """One net, trained on the embedded digits."""

    preset: str
    seed: int
    accuracy: float
    """On MNIST's 10,000 test images."""
    digits: list[float]
    """The same for each digit."""
    seconds: float


class _Once:
    """An inbox with one order to train, and then the end."""

    def __init__(self) -> None:
        self._orders: list[Order] = [End(), Go()]

    def poll(self) -> Order | None:
        return None

    def wait(self) -> Order:
        return self._orders.pop()


def measure(preset: Preset, arrays: Arrays, training: TrainingSettings, augment: Augment, seed: int) -> Result:
    """Train on `arrays`, whose test images are MNIST's."""
    data = DataSettings(dataset="digits", augment=augment)
    experiment = Experiment(net=preset.net, data=data, training=training, seed=seed)
    begun = time.perf_counter()
    result = Result(preset.name, seed, 0, [], 0)
    for event in Trainer(experiment, arrays, inbox=_Once(), publish=lambda step, net: None).events():
        if isinstance(event, Evaluation) and event.test is not None and event.test.whole:
            result.accuracy = event.test.measures["accuracy"]
        elif isinstance(event, Showcase) and event.whole:
            result.digits = [row[digit] / sum(row) for digit, row in enumerate(counts(event, "confusion"))]
        elif isinstance(event, Status) and event.state == "failed":
            raise RuntimeError(event.message)
    result.seconds = time.perf_counter() - begun
    return result


def load(folders: Folders) -> Arrays:
    """The embedded training images with MNIST's test images."""
    embedded, real = (registry()[name].load(folders) for name in ("digits", "mnist"))
    return Arrays(embedded.train_inputs, embedded.train_targets, real.test_inputs, real.test_targets)


def main() -> None:
    """Measure what the command line asks for."""
    known = {preset.name: preset for preset in presets()}
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("presets", nargs="*", default=["two-block", "best"], help=f"of {', '.join(known)}")
    parser.add_argument("--runs", type=int, default=1, help="runs of each, with seeds from 0")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a training setting to change")
    parser.add_argument(
        "--augment", action="append", default=[], metavar="NAME=VALUE", help="an augmentation; none: the preset's"
    )
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with mnist/")
    parser.add_argument("--json", type=Path, help="also write the results here")
    asked = parser.parse_args()
    for name in asked.presets:
        if name not in known:
            parser.error(f"there is no preset {name!r}")

    torch.set_num_threads(asked.threads)
    training_changes, augment_changes = (dict(text.split("=", 1) for text in texts) for texts in (asked.set, asked.augment))
    everything: list[Result] = []
    with tempfile.TemporaryDirectory() as home:
        arrays = load(Folders(Path(home), (asked.data,)))
        print(f"{len(arrays.train_targets):,} embedded training images, {len(arrays.test_targets):,} of MNIST's to test")
        print(f"{'preset':13}  seed  accuracy  seconds  " + "".join(f"{digit:>7}" for digit in range(10)))
        for preset in [known[name] for name in asked.presets]:
            training = TrainingSettings.model_validate({**preset.training.model_dump(), **training_changes})
            augment = Augment.model_validate(augment_changes) if augment_changes else preset.augment or Augment()
            for seed in range(asked.runs):
                result = measure(preset, arrays, training, augment, seed)
                everything.append(result)
                digits = "".join(f"{100 * share:7.1f}" for share in result.digits)
                print(f"{result.preset:13}  {seed:4}  {result.accuracy:8.4f}  {result.seconds:7.1f}  {digits}", flush=True)
    if asked.json is not None:
        asked.json.write_text(json.dumps([asdict(result) for result in everything], indent=1))


if __name__ == "__main__":
    main()
