"""MNIST's digits and Inkling's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from inkling.datasets._base import Folders
from inkling.datasets.digits import Digits
from inkling.datasets.mnist import Mnist
from inkling.datasets.mnist_inkling import MnistInkling

Put = Callable[..., Path]


def test_it_is_mnist_and_the_embedded_digits_and_more_that_lean_further(
    tmp_path: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Digits, "written", (3_000, 10))
    monkeypatch.setattr(MnistInkling, "slanted", 3_000)
    folders = Folders(tmp_path)
    put(folders.own("mnist"))
    mnist, digits, both = (dataset.load(folders) for dataset in (Mnist(), Digits(), MnistInkling()))
    assert MnistInkling().size(folders) == (len(both.train_targets), len(mnist.test_targets))
    cuts = np.cumsum([len(mnist.train_targets), len(digits.train_targets), 3_000])
    images, labels = np.split(both.train_inputs, cuts), np.split(both.train_targets, cuts)
    for part, source in enumerate((mnist, digits)):
        assert np.array_equal(images[part], source.train_inputs)
        assert np.array_equal(labels[part], source.train_targets)
    assert np.array_equal(both.test_inputs, mnist.test_inputs), "its figure is MNIST's"
    assert np.bincount(labels[2]).tolist() == [len(labels[2]) // 10] * 10
    usual, further = (lean(images[part][labels[part] == 1, 0]).std() for part in (1, 2))
    assert further > 1.2 * usual
    scans, again = (
        lean(ones).std()
        for ones in (digits.train_inputs[3_000:][digits.train_targets[3_000:] == 1, 0], images[3][labels[3] == 1, 0])
    )
    assert again > scans
    assert np.array_equal(labels[3], np.repeat(digits.train_targets[3_000:], MnistInkling.anew))
    assert len(np.unique(images[3], axis=0)) == len(images[3]), "each time another"


def lean(ones: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """How many degrees from upright the longer axis of each image's ink is [N], by its second moments."""
    ink = ones / ones.sum((1, 2), keepdims=True, dtype=np.float64)
    at = np.arange(28.0)
    x, y = ink.sum(1) @ at, ink.sum(2) @ at
    xx, yy = ink.sum(1) @ at**2 - x**2, ink.sum(2) @ at**2 - y**2
    xy = np.einsum("nij,i,j->n", ink, at, at) - x * y
    return np.asarray(np.degrees(np.arctan2(-2 * xy, yy - xx) / 2), dtype=np.float64)
