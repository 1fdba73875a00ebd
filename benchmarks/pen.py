"""How well nets read what people draw: 1,249 digits by five people, replayed on the pad through the page's own code.

The strokes (UCI Pendigits, unnormalised; `pen/strokes.json.gz` beside `mnist/`) are rounded to the pixels of a pad as a mouse
gives them. Writers 1, 2 and 3 were looked at while the embedded digits and the pad were made; 4 and 5 judge. Nothing of them is
in the product.
"""

from __future__ import annotations

import gzip
import json
import logging
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from benchmarks.report import Figure, middle
from inkling.datasets._base import Dataset, Folders, registry
from inkling.experiment import Augment, DataSettings, Experiment
from inkling.model import build
from inkling.presets import presets
from inkling.protocol.events import Evaluation, Status
from inkling.training import End, Go, Order, Trainer

log = logging.getLogger(__name__)

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
SIDE = 300
"""Of the pad, in pixels."""
JUDGES = (4, 5)
NETS = (
    ("digits", "two-block"),
    ("mnist", "two-block"),
    ("mnist", "fast"),
    ("mnist-inkling", "two-block"),
    ("mnist-inkling", "fast"),
)
WANTED = {"digits": 94.0, "mnist": 96.0, "mnist-inkling": 96.0}
"""Per cent of what the judges draw at the usual size."""

Way = npt.NDArray[np.float64]
"""[points, 2]: x and y, y down."""


@dataclass(frozen=True)
class Digit:
    """One digit by one person."""

    label: int
    writer: int
    strokes: list[Way]


@dataclass(frozen=True)
class Manner:
    """How it is drawn on the pad. Lengths in shares of the pad's side."""

    size: float = 0.68
    """Of its longer side."""
    middle: tuple[float, float] = (0.5, 0.5)
    slant: float = 0
    """Degrees; positive leans right."""
    turn: float = 0
    """Degrees, clockwise."""
    brush: float = 0.085
    stray: bool = False
    """With a tap somewhere on the pad."""


MANNERS = {
    "as usual": Manner(),
    "95 % of the pad": Manner(size=0.95),
    "20 % of the pad": Manner(size=0.2),
    "12 % of the pad": Manner(size=0.12),
    "slanted right": Manner(slant=20),
    "slanted left": Manner(slant=-20),
    "turned right": Manner(turn=15),
    "turned left": Manner(turn=-15),
    "thin brush": Manner(brush=0.03),
    "thick brush": Manner(brush=0.16),
    "in a corner": Manner(size=0.4, middle=(0.22, 0.78)),
    "half size, a stray tap": Manner(size=0.34, stray=True),
}


def digits(path: Path) -> list[Digit]:
    """All of them, y down."""
    with gzip.open(path) as file:
        found = json.load(file)
    flip = np.array([1.0, -1.0])
    return [
        Digit(
            int(each["label"]), int(each["writer"]), [np.array(stroke, dtype=np.float64) * flip for stroke in each["strokes"]]
        )
        for each in found
    ]


def on_the_pad(digit: Digit, manner: Manner, rng: np.random.Generator) -> list[Way]:
    """Its strokes as a mouse gives them on the pad."""
    angle = np.radians(manner.turn)
    lean = np.array([[1, -np.tan(np.radians(manner.slant))], [0, 1]])
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ lean
    strokes = [stroke @ turned.T for stroke in digit.strokes]
    everything = np.concatenate(strokes)
    low, high = everything.min(0), everything.max(0)
    scale = manner.size / max(high - low)
    strokes = [(stroke - (low + high) / 2) * scale + manner.middle for stroke in strokes]
    if manner.stray:
        strokes.append(rng.uniform(0.05, 0.95, (1, 2)))
    return [np.round(stroke * SIDE) / SIDE for stroke in strokes]


def seen(everyone: Sequence[Digit], manner: Manner) -> npt.NDArray[np.uint8]:
    """What the net is given of each: [digits, 28, 28], by the page's code."""
    rng = np.random.default_rng(0)
    drawings = [
        {"brush": manner.brush, "strokes": [stroke.tolist() for stroke in on_the_pad(digit, manner, rng)]} for digit in everyone
    ]
    command = [sys.executable, "../scripts/frontend.py", "npm", "run", "--silent", "replay"]
    done = subprocess.run(command, cwd=FRONTEND, input=json.dumps(drawings).encode(), stdout=subprocess.PIPE, check=True)
    return np.frombuffer(done.stdout, dtype=np.uint8).reshape(len(everyone), 28, 28)


class _Once:
    """An inbox with one order to train, and then the end."""

    def __init__(self) -> None:
        self._orders: list[Order] = [End(), Go()]

    def poll(self) -> Order | None:
        return None

    def wait(self) -> Order:
        return self._orders.pop()


def trained(dataset: Dataset, name: str, folders: Folders, seed: int) -> tuple[Callable[[Any], Any], float]:
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
            accuracy = event.test.accuracy
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
            read, accuracy = trained(registry()[source], preset, Folders(folder, (data,)), seed)
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
