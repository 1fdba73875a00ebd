"""The arithmetic of sliding windows, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from inkling.layers._base import Misfit, pair, times
from inkling.layers._window import half_padding, positions, slide


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation", "expected"),
    [
        (28, 3, 1, 0, 1, 26),
        (26, 2, 2, 0, 1, 13),
        (28, 5, 1, 2, 1, 28),
        (13, 2, 2, 0, 1, 6),
        (7, 3, 2, 1, 1, 4),
        # Three points, two apart, reach over five pixels.
        (28, 3, 1, 0, 2, 24),
        (3, 3, 1, 0, 1, 1),
        (3, 4, 1, 0, 1, 0),
    ],
)
def test_positions_by_hand(size: int, kernel: int, stride: int, padding: int, dilation: int, expected: int) -> None:
    assert positions(size, kernel, stride, padding, dilation, ceil=False) == expected


def test_with_ceil_the_rest_counts() -> None:
    assert positions(5, 2, 2, 0, 1, ceil=False) == 2
    assert positions(5, 2, 2, 0, 1, ceil=True) == 3
    # The last window would start beyond the picture, where nothing is.
    assert positions(4, 1, 3, 0, 1, ceil=True) == 2
    assert positions(3, 1, 3, 0, 1, ceil=True) == 1


@pytest.mark.parametrize(
    ("kernel", "padding", "dilation", "pooling", "change"),
    [
        (7, 0, 1, False, {"kernel_size": 5}),
        (9, 1, 1, False, {"kernel_size": 7}),
        ((3, 7), 0, 1, False, {"kernel_size": [3, 5]}),
        (4, 0, 2, False, {"kernel_size": 3}),
        (9, 1, 1, True, {"kernel_size": 5, "padding": 0}),
    ],
)
def test_a_window_that_is_too_large_says_which_would_fit(
    kernel: Any, padding: int, dilation: int, pooling: bool, change: dict[str, Any]
) -> None:
    with pytest.raises(Misfit, match="larger than the picture it gets") as told:
        slide("Conv2d", (5, 5), kernel, 1, padding, dilation, pooling=pooling)
    assert told.value.change == change


def test_its_message_says_what_came_and_what_was_wanted() -> None:
    with pytest.raises(Misfit) as told:
        slide("Conv2d", (5, 6), 4, 1, 1, 3)
    assert str(told.value) == (
        "Conv2d's window is 10×10 with its dilation, larger than the picture it gets (5×6, 7×8 with its padding)"
    )
    assert told.value.label == "Set kernel_size to 3"


def test_padding_of_more_than_half_the_kernel() -> None:
    half_padding("MaxPool2d", 3, 1)
    with pytest.raises(Misfit) as told:
        half_padding("MaxPool2d", (3, 2), (1, 2))
    assert str(told.value) == "MaxPool2d takes a padding of at most half its kernel (1); it is set to 1×2"
    assert told.value.change == {"padding": 1}


def test_pairs_and_words() -> None:
    assert pair(3) == (3, 3)
    assert pair((3, 5)) == (3, 5)
    assert times((16, 5, 5)) == "5×5×16"
