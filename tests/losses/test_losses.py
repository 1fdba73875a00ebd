"""Every loss against torch.nn's own of the same name and arguments: values, gradients, and the arithmetic of one example."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from torch import Tensor, nn

from inkling.learning.targets import wanted
from inkling.losses._base import Loss, one_hot, registry

ARGUMENTS: dict[str, list[dict[str, Any]]] = {
    "CrossEntropyLoss": [{}, {"label_smoothing": 0.1}, {"label_smoothing": 1}],
    "SmoothL1Loss": [{}, {"beta": 0.2}],
    "MultiMarginLoss": [{}, {"p": 2, "margin": 0.5}],
}
LOSSES = [(name, arguments) for name in registry() for arguments in ARGUMENTS.get(name, [{}])]
each_loss = pytest.mark.parametrize(("name", "arguments"), LOSSES, ids=str)


def loss_of(name: str, arguments: dict[str, Any]) -> Loss:
    return registry()[name].model_validate({"type": name, **arguments})


def some_outputs(seed: int, size: int, outputs: int, spread: float) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    output = spread * torch.randn(size, outputs, generator=generator, dtype=torch.float64)
    return output, torch.randint(outputs, (size,), generator=generator)


def for_loss(loss: Loss, output: Tensor) -> Tensor:
    """As the end of the net that it asks for makes them."""
    return output.log_softmax(1) if loss.after == "LogSoftmax" else output


@each_loss
@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    size=st.integers(1, 9),
    outputs=st.integers(2, 12),
    spread=st.sampled_from([0.01, 1.0, 40.0, 900.0]),
)
def test_is_torchs_own(name: str, arguments: dict[str, Any], seed: int, size: int, outputs: int, spread: float) -> None:
    loss, own = loss_of(name, arguments), getattr(nn, name)(**arguments)
    output, labels = some_outputs(seed, size, outputs, spread)
    output = for_loss(loss, output)
    target = labels if loss.wants == "classes" else nn.functional.one_hot(labels, outputs).double()
    ours, theirs = output.clone().requires_grad_(), output.clone().requires_grad_()
    value, expected = loss.of(ours, target), own(theirs, target)
    torch.testing.assert_close(value, expected)
    each = loss.per_example(ours, target)
    assert each.shape == (size,)
    torch.testing.assert_close(each.mean(), expected)
    torch.autograd.backward(value)
    expected.backward()
    torch.testing.assert_close(ours.grad, theirs.grad)

    for row in range(size):
        wants = int(labels[row]) if loss.wants == "classes" else one_hot(int(labels[row]), outputs)
        found = loss.explain(output[row].numpy(), wants)
        assert math.isclose(found.value, own(output[row : row + 1], target[row : row + 1]).item(), rel_tol=1e-6, abs_tol=1e-9)
        assert all(len(column.values) == outputs for column in found.columns)
        assert found.columns[0].values == tuple(output[row].tolist())


@each_loss
def test_the_steps_of_the_arithmetic_lead_to_its_end(name: str, arguments: dict[str, Any]) -> None:
    """Where the last column is the loss of each output, it adds up to the sum that is named."""
    loss = loss_of(name, arguments)
    output, labels = some_outputs(3, 1, 10, 1)
    wants = int(labels) if loss.wants == "classes" else one_hot(int(labels), 10)
    found = loss.explain(for_loss(loss, output)[0].numpy(), wants)
    last = found.columns[-1]
    if last.name == "loss":
        sums = [line.value for line in found.lines if line.name == "sum" or line is found.lines[-1]]
        assert any(math.isclose(sum(last.values), each) for each in sums)


@each_loss
def test_likeliest_is_the_largest_output(name: str, arguments: dict[str, Any]) -> None:
    loss = loss_of(name, arguments)
    for spread in (0.1, 1, 10):
        output, _ = some_outputs(1, 200, 10, spread)
        for outputs in (output, output - 3 * spread, output + 3 * spread):
            shares = loss.shares(outputs)
            torch.testing.assert_close(shares.sum(1), torch.ones(200, dtype=torch.float64))
            assert (shares >= 0).all()
            assert torch.equal(shares.max(1).values, shares.gather(1, outputs.argmax(1)[:, None])[:, 0])
            assert (shares.max(1).values > shares.min(1).values).all() or spread == 10
    assert not loss.shares(torch.tensor([[math.nan, 1.0]])).isfinite().all()


@each_loss
def test_the_picture_is_of_the_loss(name: str, arguments: dict[str, Any]) -> None:
    """Each height is what torch's own gives for an output that has this number."""
    curve, own = loss_of(name, arguments).curve(), getattr(nn, name)(**arguments)
    assert list(curve.x) == sorted(curve.x)
    assert len(curve.lines) == (2 if name == "BCEWithLogitsLoss" else 1)
    for line in curve.lines:
        assert len(line.y) == len(curve.x)
        assert all(math.isfinite(y) for y in line.y)
        for x, y in list(zip(curve.x, line.y, strict=True))[::10]:
            assert math.isclose(y, _at(name, own, x, line.name), rel_tol=1e-5, abs_tol=1e-7)


@each_loss
def test_an_example_lies_on_the_picture(name: str, arguments: dict[str, Any]) -> None:
    """Its points are where torch's own loss is for these numbers; with label smoothing the picture is not of one example."""
    loss, own = loss_of(name, arguments), getattr(nn, name)(**arguments)
    output, labels = some_outputs(3, 1, 10, 1)
    right, z = int(labels), for_loss(loss, output)[0]
    found = loss.explain(z.numpy(), right if loss.wants == "classes" else one_hot(right, 10))
    others = [i for i in range(10) if i != right]
    xs = {
        "CrossEntropyLoss": [] if arguments else [float(z.softmax(0)[right])],
        "NLLLoss": [float(z[right])],
        "MultiMarginLoss": [float(z[right] - z[i]) for i in others],
        "BCEWithLogitsLoss": z.tolist(),
    }.get(name, [float(z[i]) - (i == right) for i in range(10)])
    assert [x for x, _ in found.points] == pytest.approx(xs)
    for i, (x, y) in enumerate(found.points):
        assert y == pytest.approx(_at(name, own, x, f"target {int(i == right)}"), rel=1e-5, abs=1e-7)


def _at(name: str, own: nn.Module, x: float, line: str) -> float:
    first = torch.tensor([0])
    match name:
        case "CrossEntropyLoss":
            others = (1 - x) / 9
            logs = [math.log(x)] + 9 * [math.log(others) if others > 0 else -900.0]
            return float(own(torch.tensor([logs], dtype=torch.float64), first))
        case "MultiMarginLoss":  # the mean over two, of which the right one counts nothing
            return 2 * float(own(torch.tensor([[x, 0.0]], dtype=torch.float64), first))
        case "NLLLoss":
            return float(own(torch.tensor([[x, -1.0]], dtype=torch.float64), first))
        case "BCEWithLogitsLoss":
            return float(own(torch.tensor([[x]]), torch.tensor([[1.0 if line == "target 1" else 0.0]])))
        case _:
            return float(own(torch.tensor([[x]]), torch.tensor([[0.0]])))


def test_targets_are_classes_or_ones_and_zeros() -> None:
    labels = torch.tensor([2, 0])
    assert wanted(loss_of("MultiMarginLoss", {}), labels, 3) is labels
    assert wanted(loss_of("MSELoss", {}), labels, 3).tolist() == [[0, 0, 1], [1, 0, 0]]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("CrossEntropyLoss", {"label_smoothing": 1.1}),
        ("SmoothL1Loss", {"beta": 0}),
        ("MultiMarginLoss", {"p": 3}),
        ("MultiMarginLoss", {"margin": 0}),
        ("MSELoss", {"beta": 1}),
    ],
)
def test_arguments_have_bounds(name: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        loss_of(name, arguments)


def test_each_is_named_and_helps() -> None:
    for name, loss in registry().items():
        assert hasattr(nn, name)
        assert loss.__doc__
        assert np.isfinite(loss.order)
    assert len({loss.title for loss in registry().values()}) == len(registry())
