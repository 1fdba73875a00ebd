"""For tests of the engine: what it says, in order, and a small data set and net to say it of."""

from __future__ import annotations

import struct
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from inkling.experiment.experiment import DataSettings, Experiment, TrainingSettings
from inkling.net import NetSpec
from inkling.protocol import wire
from inkling.runs.messages import Notice

PATIENCE = 120
"""Seconds that a test waits for what should come at once: the machine may be busy with other things."""


class Ear:
    """Hears the notices of an engine."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.moments: list[float] = []
        self._change = threading.Condition()

    def __call__(self, notice: Notice) -> None:
        with self._change:
            self.notices.append(notice)
            self.moments.append(time.monotonic())
            self._change.notify_all()

    def mark(self) -> int:
        """So much was said until now: for `wait`'s `after`."""
        with self._change:
            return len(self.notices)

    def wait(self, kind: str, where: Callable[[Any], bool] = lambda event: True, *, after: int = 0, **about: Any) -> Any:
        """The first event of this kind for which `where` holds; waits for it. `about`: of its notice."""
        seen = after
        found: Any = None

        def there() -> bool:
            nonlocal seen, found
            while seen < len(self.notices):
                notice = self.notices[seen]
                seen += 1
                if notice.kind == kind and _is(notice, about):
                    event = wire.decode(notice.encoded)
                    if where(event):
                        found = event
                        return True
            return False

        with self._change:
            if not self._change.wait_for(there, PATIENCE):
                said = "\n".join(f"{n.room} {n.viewers} {n.kind} {n.key} run {n.run}" for n in self.notices[-40:])
                raise AssertionError(f"no such {kind} came; the last notices were\n{said}")
        return found

    def events(self, kind: str, *, after: int = 0, **about: Any) -> list[Any]:
        """All events of this kind until now."""
        with self._change:
            chosen = [n for n in self.notices[after:] if n.kind == kind]
        return [wire.decode(n.encoded) for n in chosen if _is(n, about)]


def _is(notice: Notice, about: dict[str, Any]) -> bool:
    """Whether these fields of the notice are so; `viewer`: it is for this one, among others."""
    fields = dict(about)
    if "viewer" in fields:
        viewer = fields.pop("viewer")
        if (notice.viewers is None) != (viewer is None) or viewer not in (notice.viewers or (None,)):
            return False
    return all(getattr(notice, name) == value for name, value in fields.items())


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until this holds."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it does not come true"
        time.sleep(0.01)


def small_mnist(folder: Path, *, train: int = 600, test: int = 100) -> Path:
    """A data-set folder with an MNIST of few images, each a bright bar whose place tells the class."""
    rng = np.random.default_rng(0)
    (folder / "mnist").mkdir(parents=True)
    for stem, count in (("train", train), ("t10k", test)):
        labels = (np.arange(count) % 10).astype(np.uint8)
        images = rng.integers(0, 60, (count, 28, 28), dtype=np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[:, 2 * label + 3 : 2 * label + 6] = 255
        for name, array in ((f"{stem}-images-idx3-ubyte", images), (f"{stem}-labels-idx1-ubyte", labels)):
            header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
            (folder / "mnist" / name).write_bytes(header + array.tobytes())
    return folder


def experiment(channels: int = 4, **training: Any) -> Experiment:
    """A small convolutional net on `small_mnist`, with much to train."""
    layers = [
        {"id": "conv", "type": "Conv2d", "out_channels": channels, "kernel_size": 5},
        {"id": "norm", "type": "BatchNorm2d"},
        {"id": "relu", "type": "ReLU"},
        {"id": "pool", "type": "MaxPool2d", "kernel_size": 2},
        {"id": "flat", "type": "Flatten"},
        {"id": "drop", "type": "Dropout", "p": 0.5},
        {"id": "out", "type": "Linear", "out_features": 10},
    ]
    return Experiment(
        net=NetSpec.model_validate({"layers": layers}),
        data=DataSettings(dataset="mnist"),
        training=TrainingSettings(**{"batch_size": 20, "epochs": 10_000, "lr": 0.001, **training}),
        seed=3,
    )


LAYERS = tuple(layer.id for layer in experiment().net.layers)


def echo(connection: Connection, *greetings: Any) -> None:
    """For tests of `Child`: greets, then says again whatever it is told, until it is told "end" or "fail"."""
    for greeting in greetings:
        connection.send(greeting)
    while (message := connection.recv()) != "end":
        if message == "fail":
            raise SystemExit(3)
        connection.send(message)
