"""Ways of learning that are not in the house: an auto-encoder of two nets, and a duel of two, on MNIST's shape of data.

What a guest brings is here alone: the house has one way so far, and the tests hold what it promises to others with these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inkling.datasets import _base as datasets
from inkling.datasets._base import Arrays
from inkling.datasets._images import ImageDataset
from inkling.datasets.mnist import Mnist
from inkling.experiment.experiment import Experiment
from inkling.learning.ways import WAYS, Outcome, Way
from inkling.protocol.looking import Showcase
from inkling.tasks import _base as tasks
from inkling.tasks._base import Seen
from inkling.tasks.images.task import Images

SIDE = 8
CODE = 3
NOISE = 5


class CodeAndBack(Way):
    """An auto-encoder: the first net makes a code of an example, the decoder an example of that; one loss, one optimiser."""

    beside: ClassVar[tuple[str, ...]] = ("decoder",)
    moves: ClassVar[Mapping[str, tuple[str, ...]]] = {"both": ("net", "decoder")}

    def learn(self, inputs: Tensor, targets: Tensor) -> Outcome:
        output, target = self.answering()(inputs), inputs.flatten(1)
        loss = F.mse_loss(output, target)
        self.descents["both"].down(loss)
        return Outcome({"loss": loss.detach()}, output.detach(), target)

    def answering(self) -> nn.Module:
        return nn.Sequential(self.nets["net"], nn.Unflatten(1, (1, 1, CODE)), self.nets["decoder"])


class Duel(Way):
    """A GAN: the first net tells examples from what the generator makes of noise; each has a loss and an optimiser."""

    beside: ClassVar[tuple[str, ...]] = ("generator",)
    moves: ClassVar[Mapping[str, tuple[str, ...]]] = {"discriminator": ("net",), "generator": ("generator",)}
    draws: ClassVar[bool] = True

    def learn(self, inputs: Tensor, targets: Tensor) -> Outcome:
        discriminator = self.nets["net"]
        made = self.nets["generator"](torch.randn(len(inputs), 1, 1, NOISE, device=inputs.device)).view_as(inputs)
        real, fake = discriminator(inputs), discriminator(made.detach())
        judged = F.softplus(-real).mean() + F.softplus(fake).mean()
        self.descents["discriminator"].down(judged)
        fooled = F.softplus(-discriminator(made)).mean()
        self.descents["generator"].down(fooled)
        return Outcome({"discriminator": judged.detach(), "generator": fooled.detach()}, real.detach(), torch.ones_like(real))

    def answering(self) -> nn.Module:
        return self.nets["net"]


class Coding(Images):
    name: ClassVar[str] = "coding"
    way: ClassVar[str] = "CodeAndBack"


class Dueling(Images):
    name: ClassVar[str] = "dueling"
    way: ClassVar[str] = "Duel"

    def count(self, output: Tensor, target: Tensor) -> Tensor:
        """Whether a true example is taken for one."""
        return (output > 0).float()

    def showcase(self, seen: Seen, data: ImageDataset) -> Showcase | None:
        return None


class Coded(Mnist):
    name: ClassVar[str] = "coded"
    task: ClassVar[str] = "coding"


class Dueled(Mnist):
    name: ClassVar[str] = "dueled"
    task: ClassVar[str] = "dueling"


def some_arrays() -> Arrays:
    """A hundred small images to learn from and thirty to test on, all of them noise."""
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (130, 1, SIDE, SIDE), dtype=np.uint8), rng.integers(0, 10, 130)
    return Arrays(images[:100], labels[:100], images[100:], labels[100:])


def invite(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have these ways, their tasks and data sets until the end of the test."""
    for way in (CodeAndBack, Duel):
        monkeypatch.setitem(WAYS, way.__name__, way)
    for task in (Coding(), Dueling()):
        monkeypatch.setitem(tasks.registry(), task.name, task)
    for data in (Coded(), Dueled()):
        monkeypatch.setitem(datasets.registry(), data.name, data)


def linear(id: str, out: int) -> dict[str, Any]:
    return {"id": id, "type": "Linear", "out_features": out}


def auto_encoder(**training: Any) -> Experiment:
    """64 numbers → 3 → 64."""
    encoder = [{"id": "flat", "type": "Flatten"}, linear("a", 12), {"id": "tanh", "type": "Tanh"}, linear("code", CODE)]
    decoder = [{"id": "row", "type": "Flatten"}, linear("b", 12), {"id": "bend", "type": "Tanh"}, linear("back", SIDE * SIDE)]
    return _experiment("coded", encoder, {"decoder": {"input": (1, 1, CODE), "layers": decoder}}, training)


def gan(**training: Any) -> Experiment:
    """64 numbers → a score; 5 of noise → 64."""
    discriminator = [
        {"id": "flat", "type": "Flatten"},
        linear("a", 12),
        {"id": "leak", "type": "LeakyReLU"},
        {"id": "drop", "type": "Dropout", "p": 0.2},
        linear("score", 1),
    ]
    generator = [{"id": "row", "type": "Flatten"}, linear("b", 12), {"id": "bend", "type": "Tanh"}, linear("make", SIDE * SIDE)]
    return _experiment("dueled", discriminator, {"generator": {"input": (1, 1, NOISE), "layers": generator}}, training)


def _experiment(data: str, first: list[dict[str, Any]], nets: dict[str, Any], training: dict[str, Any]) -> Experiment:
    return Experiment.model_validate(
        {
            "net": {"input": (1, SIDE, SIDE), "layers": first},
            "nets": nets,
            "data": {"dataset": data},
            "training": {"batch_size": 32, "epochs": 10, "optimizer": "SGD", "lr": 0.05, **training},
            "seed": 5,
        }
    )
