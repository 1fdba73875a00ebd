"""Examples: what fits a net, and what is said of what does not."""

from __future__ import annotations

import math

import numpy as np
import ormsgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from inkling.layers._base import Kind, Signal
from inkling.protocol import wire
from inkling.protocol.example import NUMBERS, Example
from inkling.protocol.looking import Draw

LENGTHS: dict[Kind, int] = {"list": 1, "tokens": 1, "sequence": 2, "picture": 3}
BYTES: dict[Kind, int] = {"list": 4, "tokens": 4, "sequence": 4, "picture": 1}
signals = st.sampled_from(sorted(LENGTHS)).flatmap(
    lambda kind: st.lists(st.integers(1, 5), min_size=LENGTHS[kind], max_size=LENGTHS[kind]).map(
        lambda size: Signal(kind, tuple(size))
    )
)


@given(signals, signals, st.integers(-3, 3))
def test_an_example_fits_what_is_of_its_kind_and_size_and_has_as_many_bytes(signal: Signal, takes: Signal, more: int) -> None:
    values = bytes(max(0, math.prod(signal.size) * BYTES[signal.kind] + more))
    said = Example.of(signal, values).misfit(takes)
    assert (said == "") == (signal == takes and len(values) == math.prod(takes.size) * BYTES[takes.kind])


def test_numbers_are_as_wide_as_is_said() -> None:
    assert {kind: np.dtype(name).itemsize for kind, name in NUMBERS.items()} == BYTES


@pytest.mark.parametrize(
    ("example", "said"),
    [
        (
            Example(signal="picture", size=(3, 8, 8), values=bytes(192)),
            "takes a picture of 28×28×1; this is a picture of 8×8×3.",
        ),
        (Example(signal="list", size=(784,), values=bytes(784)), "takes a picture of 28×28×1; this is a list of 784."),
        (Example(signal="picture", size=(1, 28, 28), values=b"few"), "which is 784 bytes; this has 3."),
    ],
)
def test_what_does_not_fit_is_said_plainly(example: Example, said: str) -> None:
    assert example.misfit(Signal.of((1, 28, 28))).endswith(said)


@given(signals)
def test_a_drawing_of_any_kind_comes_over_the_socket_as_it_was(signal: Signal) -> None:
    example = Example.of(signal, bytes(math.prod(signal.size) * BYTES[signal.kind]))
    command = Draw(id=3, example=example)
    assert wire.read_command(ormsgpack.packb(command.model_dump())) == command


@pytest.mark.parametrize("size", [(), (0,), (1, 2, 3, 4), (-1, 2)])
def test_a_size_is_one_to_three_numbers_above_zero(size: tuple[int, ...]) -> None:
    with pytest.raises(ValidationError):
        Example(signal="list", size=size, values=b"")
