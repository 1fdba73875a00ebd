"""Given kernels: what is taken, what is refused, what a check says of them, and how it is mended."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from inkling.layers._base import Signal
from inkling.layers._given import MOST, GivenKernel
from inkling.layers.conv2d import Conv2d
from inkling.learning.model import build
from inkling.net import NetSpec, Report, check

EDGE = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


def conv(**fields: Any) -> dict[str, Any]:
    return {"id": "conv", "type": "Conv2d", "out_channels": 4, "kernel_size": 3, **fields}


def kernel(filter: int = 0, weights: Any = EDGE, frozen: bool = False) -> dict[str, Any]:
    return {"filter": filter, "weights": weights, "frozen": frozen}


def checked(layer: dict[str, Any]) -> Report:
    end = [{"id": "relu", "type": "ReLU"}, {"id": "flat", "type": "Flatten"}, {"id": "out", "type": "Linear"}]
    return check(NetSpec.model_validate({"layers": [layer, *end]}), gives=Signal.of((10,)))


weights = st.floats(-1000, 1000) | st.integers(-1000, 1000)
kernels = st.integers(1, 16).flatmap(
    lambda height: st.integers(1, 16).flatmap(
        lambda width: st.lists(st.lists(weights, min_size=width, max_size=width), min_size=height, max_size=height)
    )
)


@given(kernels, st.integers(0, 4095), st.booleans(), st.integers(1, 5))
def test_survives_json_and_is_shared_by_the_inputs(rows: list[list[float]], filter: int, frozen: bool, inputs: int) -> None:
    made = GivenKernel.model_validate(kernel(filter, rows, frozen))
    assert GivenKernel.model_validate_json(made.model_dump_json()) == made
    over = made.over(inputs)
    assert over.shape == (inputs, len(rows), len(rows[0]))
    for each in over:
        assert np.array_equal(each, (np.array(rows, np.float64) / inputs).astype(np.float32))


@given(kernels, st.integers(1, 16), st.integers(1, 16))
def test_keeps_its_centre_at_another_size(rows: list[list[float]], height: int, width: int) -> None:
    made = GivenKernel.model_validate(kernel(0, rows)).at((height, width))
    assert made.size == (height, width)
    for row in range(height):
        for column in range(width):
            y, x = row - height // 2 + len(rows) // 2, column - width // 2 + len(rows[0]) // 2
            inside = 0 <= y < len(rows) and 0 <= x < len(rows[0])
            assert made.weights[row][column] == (rows[y][x] if inside else 0)


@pytest.mark.parametrize(
    "wrong",
    [
        kernel(weights=[]),
        kernel(weights=[[]]),
        kernel(weights=[[1, 2], [3]]),
        kernel(weights=[[1] * 17]),
        kernel(weights=[[1]] * 17),
        kernel(weights=[[float("nan")]]),
        kernel(weights=[[float("inf")]]),
        kernel(weights=[[1000.5]]),
        kernel(weights=[["1"]]),
        kernel(weights="edges"),
        kernel(filter=-1),
        kernel(filter=4096),
        kernel(frozen="yes"),  # type: ignore[arg-type]
        {**kernel(), "more": 1},
        {"weights": EDGE},
    ],
)
def test_what_is_no_kernel_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Conv2d.model_validate(conv(kernels=[wrong]))


def test_there_may_not_be_too_many() -> None:
    Conv2d.model_validate(conv(kernels=[kernel()] * MOST))
    with pytest.raises(ValidationError):
        Conv2d.model_validate(conv(kernels=[kernel()] * (MOST + 1)))


def test_one_that_fits_is_no_problem() -> None:
    report = checked(conv(kernels=[kernel(0), kernel(3, frozen=True)]))
    assert report.problems == []
    assert report.layers[0].parameters == 40
    assert report.layers[0].frozen == 10
    assert checked(conv(frozen=True)).layers[0].frozen == 40
    assert checked(conv(frozen=True, bias=False)).layers[0].frozen == 36


@pytest.mark.parametrize(
    ("fields", "says", "label", "left"),
    [
        ({"kernels": [kernel(0), kernel(4)]}, "filter 5; there are 4 filters", "Remove it", [kernel(0)]),
        ({"kernels": [kernel(1, [[0] * 3] * 3), kernel(1)]}, "two given kernels", "Keep the last", [kernel(1)]),
        (
            {"kernels": [kernel(2, [[7]])]},
            "filter 3 is 1×1; kernel_size is 3×3",
            "Put zeros around it",
            [kernel(2, [[0, 0, 0], [0, 7, 0], [0, 0, 0]])],
        ),
        ({"kernel_size": [1, 2], "kernels": [kernel()]}, "is 3×3; kernel_size is 1×2", "Cut it to 1×2", [kernel(0, [[-2, 0]])]),
        ({"kernel_size": 20, "kernels": [kernel()]}, "kernel_size is 20×20", "Remove it", []),
    ],
)
def test_one_that_does_not_fit_is_said_and_mended(
    fields: dict[str, Any], says: str, label: str, left: list[dict[str, Any]]
) -> None:
    report = checked(conv(**fields))
    (problem,) = report.problems
    assert (problem.layer, problem.severity) == ("conv", "error")
    assert says in problem.message
    assert problem.fix is not None
    assert label in problem.fix.label
    mended = problem.fix.layers[0]
    assert mended["kernels"] == left
    assert checked(mended).ok


def test_one_fix_mends_the_size_of_the_window_and_of_its_kernels() -> None:
    (problem,) = checked(conv(kernel_size=40, kernels=[kernel()])).problems
    assert problem.fix is not None
    assert checked(problem.fix.layers[0]).ok


@pytest.mark.parametrize("size", [1, 2, [3, 2]])
def test_a_bank_needs_room(size: Any) -> None:
    (problem,) = checked(conv(kernel_size=size, start="gabor")).problems
    assert '"gabor" are 3×3 or larger' in problem.message
    assert problem.fix is not None
    assert problem.fix.layers[0]["start"] == "default"
    assert checked(problem.fix.layers[0]).ok
    assert checked(conv(kernel_size=size, start="random")).ok


def test_thawed_is_the_same_with_nothing_frozen() -> None:
    layer = Conv2d.model_validate(conv(frozen=True, kernels=[kernel(1, frozen=True)]))
    assert layer.thawed() == Conv2d.model_validate(conv(kernels=[kernel(1)]))
    assert (layer.held(), layer.thawed().held()) == ([0, 1, 2, 3], [])
    assert Conv2d.model_validate(conv(kernels=[kernel(3, frozen=True), kernel(0), kernel(1, frozen=True)])).held() == [1, 3]


sizes = st.integers(1, 20) | st.lists(st.integers(1, 7), min_size=2, max_size=2)
layers = st.fixed_dictionaries(
    {
        "out_channels": st.integers(1, 6),
        "kernel_size": sizes,
        "start": st.sampled_from(["default", "edges", "sobel", "gabor", "random"]),
        "kernels": st.lists(st.builds(kernel, st.integers(0, 7), kernels, st.booleans()), max_size=3),
        "frozen": st.booleans(),
    }
)


@settings(max_examples=60)
@given(layers)
def test_pressing_fixes_leads_to_a_layer_that_is_built_as_it_says(fields: dict[str, Any]) -> None:
    layer = conv(**fields)
    for _ in range(6):
        report = checked(layer)
        if report.ok:
            break
        fix = report.problems[0].fix
        assert fix is not None
        layer = fix.layers[0]
    assert report.ok
    made = Conv2d.model_validate(layer)
    net = build(NetSpec(layers=(made,)), seed=1)
    weight = net[0].get_parameter("weight").detach().numpy()
    begins = made.begins((1, 28, 28), 0)
    assert set(begins) == set(range(made.out_channels) if made.start != "default" else [k.filter for k in made.kernels])
    for given_kernel in made.kernels:
        assert np.array_equal(weight[given_kernel.filter], given_kernel.over(1))
    assert report.layers[0].frozen == len(made.held()) * weight[0].size + len(made.held())
