"""How well nets read what people draw: 1,249 digits by five people, replayed on the pad through the page's own code.

Writers 1, 2 and 3 were looked at while the embedded digits and the pad were made; 4 and 5 judge. Nothing of them is in the
product.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from benchmarks.report import Figure, middle
from inkling.datasets._base import Folders
from inkling.datasets._images import ImageDataset, image_dataset
from inkling.experiment.experiment import Augment, DataSettings, Experiment
from inkling.experiment.presets import presets
from inkling.learning.model import build
from inkling.protocol.training import Evaluation, Status
from inkling.training.trainer import End, Go, Order, Trainer
from penned import JUDGES, MANNERS, digits, seen

log = logging.getLogger(__name__)

NETS = (
    ("digits", "two-block"),
    ("mnist", "two-block"),
    ("mnist", "fast"),
    ("mnist-inkling", "two-block"),
    ("mnist-inkling", "fast"),
)
WANTED = {"digits": 94.0, "mnist": 96.0, "mnist-inkling": 96.0}
"""Per cent of what the judges draw at the usual size."""


class _Once:
    """An inbox with one order to train, and then the end."""

    def __init__(self) -> None:
        self._orders: list[Order] = [End(), Go()]

    def poll(self) -> Order | None:
        return None

    def wait(self) -> Order:
        return self._orders.pop()


def trained(dataset: ImageDataset, name: str, folders: Folders, seed: int) -> tuple[Callable[[Any], Any], float]:
    """A preset trained to its end as the product does: what it takes images [N, 28, 28] for, and its test accuracy."""
    preset = next(preset for preset in presets() if preset.name == name)
    data = DataSettings(dataset=dataset.name, augment=preset.augment or Augment())
    experiment = Experiment(net=preset.net, data=data, training=preset.training, seed=seed)
    weights: dict[str, torch.Tensor] = {}

    def publish(step: int, net: nn.Module) -> None:
        weights.update({key: value.clone() for key, value in net.state_dict().items()})

    accuracy = 0.0
    for event in Trainer(experiment, dataset.load(folders), inbox=_Once(), publish=publish).events():
        if isinstance(event, Evaluation) and event.test is not None and event.test.whole:
            accuracy = event.test.measures["accuracy"]
        elif isinstance(event, Status) and event.state == "failed":
            raise RuntimeError(event.message)
    net = build(experiment.net, seed=0)
    net.load_state_dict(weights)
    net.eval()

    def read(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
        with torch.inference_mode():
            scaled = (torch.from_numpy(images.copy()).float()[:, None] / 255 - dataset.mean) / dataset.std
            found: npt.NDArray[np.int64] = net(scaled).argmax(1).numpy()
            return found

    return read, accuracy


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The whole benchmark; needs MNIST and the strokes in `data`."""
    path = data / "pen" / "strokes.json.gz"
    if not path.exists():
        log.warning("The strokes are not here: %s", path)
        return []
    everyone = digits(path)
    manners = {name: MANNERS[name] for name in (("as usual", "half size, a stray tap") if quick else MANNERS)}
    images = {name: seen(everyone, manner) for name, manner in manners.items()}
    labels = np.array([digit.label for digit in everyone])
    writers = np.array([digit.writer for digit in everyone])
    judges = np.isin(writers, JUDGES)

    figures = []
    for source, preset in NETS[:1] if quick else NETS:
        test: list[float] = []
        shares: dict[str, list[float]] = defaultdict(list)
        wrong: Counter[tuple[int, int]] = Counter()
        for seed in range(1 if quick else 3):
            read, accuracy = trained(image_dataset(source), preset, Folders(folder, (data,)), seed)
            test.append(100 * accuracy)
            for manner, drawn in images.items():
                answers = read(drawn)
                right = answers == labels
                shares[f"judges, {manner}"].append(100 * float(right[judges].mean()))
                shares[f"all, {manner}"].append(100 * float(right.mean()))
                if manner == "as usual":
                    for writer in sorted(set(writers.tolist())):
                        shares[f"writer {writer}"].append(100 * float(right[writers == writer].mean()))
                    wrong.update(zip(labels[~right].tolist(), answers[~right].tolist(), strict=True))
        said = ", ".join(f"{digit} as {answer} {count}×" for (digit, answer), count in wrong.most_common(8))
        log.info("%s on %s, misread as usual: %s", preset, source, said or "none")
        figures.append(middle(f"{preset} on {source}: test images", test, "%"))
        for what, values in shares.items():
            least = WANTED[source] if what == "judges, as usual" else None
            figures.append(middle(f"{preset} on {source}: {what}", values, "%", least))
    return figures
