"""What a bare shape is read as, and how it is laid out to be looked at."""

from __future__ import annotations

import pytest

from inkling.layers._base import Kind, Shape, Signal


@pytest.mark.parametrize(
    ("shape", "kind", "laid_out"),
    [((7,), "list", (1, 1, 7)), ((4, 9), "sequence", (4, 1, 9)), ((3, 8, 5), "picture", (3, 8, 5))],
)
def test_a_bare_shape_says_its_kind(shape: Shape, kind: Kind, laid_out: tuple[int, int, int]) -> None:
    signal = Signal.of(shape)
    assert (signal.kind, signal.size) == (kind, shape)
    assert signal.laid_out == laid_out


def test_tokens_are_no_list_of_numbers_however_many_there_are() -> None:
    tokens = Signal("tokens", (7,))
    assert tokens != Signal.of((7,))
    assert tokens.laid_out == (1, 1, 7)
