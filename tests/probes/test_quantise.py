"""Numbers as bytes: each is within half a grey level of what it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from inkling.probes._base import quantise
from inkling.protocol.arrays import QuantisedPictures

Array = npt.NDArray[Any]

floats = arrays(np.float32, array_shapes(min_dims=3, max_dims=3, max_side=6), elements=st.floats(-1e6, 1e6, width=32))


def values(images: QuantisedPictures) -> Array:
    """The formula in the protocol's documentation, in float64."""
    bytes_ = np.frombuffer(images.data, np.uint8).reshape(images.shape).astype(np.float64)
    low, high = (np.array(ends)[:, None, None] for ends in (images.low, images.high))
    decoded: Array = low + bytes_ / 255 * (high - low)
    return decoded


@given(floats)
def test_every_number_is_within_half_a_level(pictures: Array) -> None:
    images = quantise(torch.from_numpy(pictures))
    assert images.shape == pictures.shape
    np.testing.assert_array_equal(images.low, pictures.min((1, 2)))
    np.testing.assert_array_equal(images.high, pictures.max((1, 2)))
    level = (pictures.max((1, 2)) - pictures.min((1, 2))).astype(np.float64) / 255
    assert (np.abs(values(images) - pictures) <= level[:, None, None] * 0.501 + 1e-30).all()


def test_rounds_to_the_nearest() -> None:
    images = quantise(torch.tensor([[[0.0, 1.4, 1.6, 255.0]]]))
    assert list(images.data) == [0, 1, 2, 255]


def test_a_constant_picture_is_its_value() -> None:
    images = quantise(torch.full((2, 3, 3), 0.25))
    assert images.low == images.high == [0.25, 0.25]
    assert set(images.data) == {0}


def test_what_is_not_finite_lies_at_an_end() -> None:
    nan, inf = float("nan"), float("inf")
    images = quantise(torch.tensor([[[1.0, 2.0, nan, inf, -inf]], [[nan, nan, nan, nan, nan]]]))
    assert images.low == [1.0, 0.0]
    assert images.high == [2.0, 0.0]
    assert list(images.data) == [0, 255, 0, 255, 0] + [0] * 5
