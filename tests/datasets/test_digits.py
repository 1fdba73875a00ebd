"""The embedded digits."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from inkling.datasets import digits
from inkling.datasets._base import Folders, registry
from inkling.datasets.making import sheets


def test_it_is_there_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*args: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", nobody)
    monkeypatch.setattr(digits.Digits, "written", (100, 20))
    folders, seen = Folders(tmp_path), []
    data = digits.Digits()
    assert data.present(folders)
    data.fetch(folders, lambda done, total: seen.append((done, total)), lambda: False)
    assert seen[-1][0] == seen[-1][1]
    arrays = data.load(folders)
    assert (len(arrays.train_targets), len(arrays.test_targets)) == data.size(folders)


def test_the_pen_is_deterministic_and_balanced() -> None:
    images, labels = sheets.write(1230, 5)
    again, _ = sheets.write(1230, 5)
    other, _ = sheets.write(1230, 6)
    assert np.array_equal(images, again)
    assert not np.array_equal(images, other)
    assert np.bincount(labels).tolist() == [123] * 10


def test_no_test_image_is_a_training_image(embedded: Folders) -> None:
    arrays = registry()["digits"].load(embedded)
    train = {image.tobytes() for image in arrays.train_inputs}
    assert not any(image.tobytes() in train for image in arrays.test_inputs)


def test_every_image_is_normalised_as_mnist(embedded: Folders) -> None:
    arrays = registry()["digits"].load(embedded)
    ink = arrays.train_inputs[:, 0].astype(np.float32)
    total = ink.sum((1, 2))
    for profile in (ink.sum(2), ink.sum(1)):
        middle = profile @ np.arange(28, dtype=np.float32) / total
        assert np.mean(np.abs(middle - 14) <= 0.5) > 0.99, "the rest would stick out"
        assert (profile > 0).sum(1).max() <= 20


def test_it_comes_quickly_the_second_time(embedded: Folders) -> None:
    registry()["digits"].load(embedded)
    start = time.process_time()
    registry()["digits"].load(embedded)
    assert time.process_time() - start < 1, "mapped, not written anew"
