"""What the embedded digits are for: a net that has seen nothing else reads real handwriting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch.nn import functional as F

import penned
from inkling.datasets._base import Folders
from inkling.datasets._images import image_dataset
from inkling.experiment.presets import presets
from inkling.learning import model

BATCH = 128
EPOCHS = 2


Read = Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.int64]]


@pytest.fixture(scope="module")
def read(real: Folders) -> Read:
    """What the lecture's net, trained on them alone, takes images [N, 1, 28, 28] for."""
    dataset = image_dataset("digits")
    arrays = dataset.load(real)

    def scaled(images: torch.Tensor) -> torch.Tensor:
        return (images.float() / 255 - dataset.mean) / dataset.std

    net = model.build(next(preset.net for preset in presets() if preset.name == "two-block"), seed=0)
    images, labels = torch.from_numpy(np.array(arrays.train_inputs)), torch.from_numpy(np.array(arrays.train_targets))
    chance = torch.Generator().manual_seed(0)
    per_epoch = len(labels) // BATCH
    optimizer = torch.optim.Adam(net.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, total_steps=EPOCHS * per_epoch)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(labels), generator=chance)[: per_epoch * BATCH].view(per_epoch, BATCH):
            optimizer.zero_grad()
            torch.autograd.backward(F.cross_entropy(net(scaled(images[rows])), labels[rows]))
            optimizer.step()
            schedule.step()

    def answers(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
        with torch.inference_mode():
            found: npt.NDArray[np.int64] = net(scaled(torch.from_numpy(np.array(images)))).argmax(1).numpy()
        return found

    return answers


def test_it_reads_mnist(read: Read, real: Folders) -> None:
    strangers = image_dataset("mnist").load(real)
    assert (read(strangers.test_inputs) == strangers.test_targets).mean() >= 0.95


def test_it_reads_what_strangers_draw_large_or_small_with_a_stray_tap(read: Read, data_folder: Path) -> None:
    path = data_folder / "pen" / "strokes.json.gz"
    if not path.exists():
        pytest.skip("the strokes are not here")
    drawn = [digit for digit in penned.digits(path) if digit.writer in penned.JUDGES]
    labels = np.array([digit.label for digit in drawn])
    for manner in ("as usual", "12 % of the pad", "half size, a stray tap"):
        assert (read(penned.seen(drawn, penned.MANNERS[manner])[:, None]) == labels).mean() >= 0.92, manner
