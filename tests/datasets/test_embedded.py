"""What the embedded digits are for: a net that has seen nothing else reads real handwriting."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional as F

from inkling import model
from inkling.datasets._base import Folders, registry
from inkling.presets import presets

BATCH = 128
EPOCHS = 2


def test_a_net_trained_on_them_reads_mnist(real: Folders) -> None:
    dataset = registry()["digits"]
    arrays, strangers = dataset.load(real), registry()["mnist"].load(real)

    def scaled(images: torch.Tensor) -> torch.Tensor:
        return (images.float() / 255 - dataset.mean) / dataset.std

    net = model.build(next(preset.net for preset in presets() if preset.name == "two-block"), seed=0)
    images, labels = torch.from_numpy(np.array(arrays.train_images)), torch.from_numpy(np.array(arrays.train_labels))
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
    with torch.inference_mode():
        guesses = net(scaled(torch.from_numpy(np.array(strangers.test_images)))).argmax(1)
    assert (guesses.numpy() == strangers.test_labels).mean() >= 0.95
