"""Nets that race take the steps that each takes alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from echo import Echo
from inkling.datasets._base import Arrays
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.experiment.race import RaceSettings, lanes
from inkling.layers._base import registry
from inkling.layers._drop import Drop
from inkling.learning.learner import Learner
from inkling.racing.nets import RacingNets

CPU = torch.device("cpu")
CNN: list[dict[str, Any]] = [
    {"id": "conv", "type": "Conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1},
    {"id": "norm", "type": "BatchNorm2d"},
    {"id": "relu", "type": "ReLU"},
    {"id": "pool", "type": "MaxPool2d", "kernel_size": 2},
    {"id": "conv2", "type": "Conv2d", "out_channels": 6, "kernel_size": 3},
    {"id": "flat", "type": "Flatten"},
    {"id": "out", "type": "Linear", "out_features": 10},
]
SOFTMAX = CNN[-2:]
BETWEEN: dict[str, dict[str, Any]] = {
    "Conv2d": {"out_channels": 3, "kernel_size": 3},
    "MaxPool2d": {"kernel_size": 2},
    "AvgPool2d": {"kernel_size": 2},
    "AdaptiveAvgPool2d": {"output_size": 2},
    "Add": {"from": "conv"},
    "Concat": {"from": "conv"},
    "ConvTranspose2d": {"out_channels": 3, "kernel_size": 3},
    "Conv1d": {"out_channels": 3, "kernel_size": 3},
    "Unflatten": {"unflattened_size": (1, 8, 8)},
}
"""What a layer needs to be told; the others need nothing."""


def arrays() -> Arrays:
    """111 + 20 images of 8×8 random bytes with random labels."""
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (131, 1, 8, 8), dtype=np.uint8), rng.integers(0, 10, 131)
    return Arrays(images[:111], labels[:111], images[111:], labels[111:])


def experiment(layers: list[dict[str, Any]], data: dict[str, Any] | None = None, **training: Any) -> Experiment:
    settings = {"batch_size": 16, "epochs": 2, "lr": 0.01, **training}
    net = {"input": (1, 8, 8), "layers": layers}
    return Experiment.model_validate({"net": net, "training": settings, "seed": 5, "data": {"dataset": "mnist"} | (data or {})})


def racing(chosen: Experiment, differs: Any, values: list[Any], *, together: bool | None = True, **more: Any) -> RacingNets:
    return RacingNets(
        chosen, lanes(RaceSettings(differs=differs, values=values), chosen), arrays(), CPU, together=together, **more
    )


def check_like_alone(nets: RacingNets, steps: int = 15) -> None:
    """Losses of these steps and the weights after them; 15 steps go past an epoch's end, and its smaller last batch."""
    alone = [Learner(lane, arrays(), CPU) for lane in nets.lanes]
    for _ in range(steps):
        expected = torch.stack([learner.step().loss for learner in alone])
        torch.testing.assert_close(nets.step(), expected, rtol=2e-3, atol=1e-4)
    for learner, net in zip(alone, nets.nets, strict=True):
        for (name, ours), theirs in zip(net.state_dict().items(), learner.net.state_dict().values(), strict=True):
            torch.testing.assert_close(ours, theirs, rtol=1e-2, atol=2e-3, msg=name)


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("schedule", ["constant", "one-cycle", "cosine"])
@pytest.mark.parametrize("layers", [SOFTMAX, CNN])
def test_learning_rates_race_as_each_goes_alone(layers: list[dict[str, Any]], schedule: str, together: bool) -> None:
    nets = racing(experiment(layers, optimizer="SGD", schedule=schedule), "lr", [0.001, 0.01, 0.05], together=together)
    check_like_alone(nets)


def test_optimisers_race_as_each_goes_alone() -> None:
    check_like_alone(racing(experiment(SOFTMAX), "optimizer", ["SGD", "Adam", "AdamW", "RMSprop", "Adadelta"]))


@pytest.mark.parametrize(("differs", "values"), [("momentum", [0, 0.5, 0.9]), ("weight_decay", [0, 0.01, 1])])
def test_other_settings_race_as_each_goes_alone(differs: str, values: list[float]) -> None:
    check_like_alone(racing(experiment(SOFTMAX, optimizer="SGD"), differs, values))


def test_augmented_images_are_the_same_for_all() -> None:
    augmented = experiment(CNN, optimizer="SGD", data={"augment": {"shift": 2, "rotate": 20}})
    check_like_alone(racing(augmented, "lr", [0.001, 0.01]), steps=5)


def test_frozen_filters_stay_in_each() -> None:
    nets = racing(experiment([{**CNN[0], "frozen": True}, *CNN[1:]]), "lr", [0.01, 0.1])
    before = [net.get_parameter("conv.weight").clone() for net in nets.nets]
    later = [net.get_parameter("conv2.weight").clone() for net in nets.nets]
    for _ in range(4):
        nets.step()
    for net, still, moved in zip(nets.nets, before, later, strict=True):
        assert torch.equal(net.get_parameter("conv.weight"), still)
        assert not torch.equal(net.get_parameter("conv2.weight"), moved)


def test_seeds_begin_differently_and_see_the_images_of_the_experiment() -> None:
    chosen = experiment(SOFTMAX, optimizer="SGD", lr=0, data={"label_noise": 0.5, "validation": 0.3})
    nets = racing(chosen, "seed", [6, 7])
    begun = [net.get_parameter("out.weight") for net in nets.nets]
    assert not torch.equal(begun[0], begun[1])
    torch.testing.assert_close(begun[1], Learner(nets.lanes[1], arrays(), CPU).net.get_parameter("out.weight"))
    own = Learner(chosen, arrays(), CPU)
    assert torch.equal(nets.source.inputs, own.inputs)
    assert torch.equal(nets.source.targets, own.targets)
    images, labels = own.batch(own.next_rows(), 0)
    losses = torch.stack([torch.nn.functional.cross_entropy(net(images), labels) for net in nets.nets])
    torch.testing.assert_close(nets.step(), losses.detach())


def test_a_net_that_breaks_breaks_alone() -> None:
    chosen = experiment(CNN, optimizer="SGD", momentum=0)
    nets, quiet = racing(chosen, "lr", [0.01, 100, 0.02]), racing(chosen, "lr", [0.01, 0.02])
    nets.nets[1].get_parameter("conv.weight").data.fill_(float("nan"))
    for _ in range(10):
        losses, expected = nets.step(), quiet.step()
        assert losses[1].isnan()
        torch.testing.assert_close(losses[[0, 2]], expected, rtol=1e-3, atol=1e-4)


def test_dropout_draws_for_each_net() -> None:
    drop = [CNN[-2], {"id": "drop", "type": "Dropout", "p": 0.5}, CNN[-1]]
    nets = racing(experiment(drop, optimizer="SGD", lr=0), "weight_decay", [0, 0.5])
    losses = nets.step()
    assert losses[0] != losses[1], "the same weights, and not the same units left out"
    again = racing(experiment(drop, optimizer="SGD", lr=0), "weight_decay", [0, 0.5])
    assert torch.equal(again.step(), losses), "but every time the same"


@pytest.mark.parametrize("type_", sorted(registry()))
def test_every_layer_can_race(type_: str) -> None:
    layer = {"id": "x", "type": type_, **BETWEEN.get(type_, {})}
    if type_ == "Linear":
        layers = [SOFTMAX[0], {**layer, "out_features": 12}, SOFTMAX[1]]
    elif type_ == "BatchNorm1d":
        layers = [SOFTMAX[0], layer, SOFTMAX[1]]
    elif type_ == "Flatten":
        layers = SOFTMAX
    elif type_ == "Unflatten":
        layers = [SOFTMAX[0], layer, CNN[0], {"id": "again", "type": "Flatten"}, SOFTMAX[1]]
    elif type_ in ("Conv1d", "MaxPool1d"):
        sequence = {"id": "sequence", "type": "Unflatten", "unflattened_size": (4, 16)}
        layers = [SOFTMAX[0], sequence, layer, {"id": "again", "type": "Flatten"}, SOFTMAX[1]]
    else:
        layers = [CNN[0], layer, *SOFTMAX]
    nets = racing(experiment(layers, optimizer="SGD"), "lr", [0.01, 0.02])
    if issubclass(registry()[type_], Drop):
        assert nets.step().isfinite().all()
    else:
        check_like_alone(nets, steps=3)


def test_what_torch_can_t_do_at_once_goes_net_by_net(monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(*args: Any, **more: Any) -> Any:
        raise RuntimeError("Batching rule not implemented")

    monkeypatch.setattr(torch, "vmap", unable)
    nets = racing(experiment(CNN, optimizer="SGD"), "lr", [0.01, 0.02], together=None)
    assert not nets.together
    check_like_alone(nets, steps=5)


@pytest.mark.parametrize("differs", ["lr", "optimizer"])
def test_recorded_steps_are_the_steps_themselves(differs: str) -> None:
    values = [0.01, 0.02] if differs == "lr" else ["Adam", "SGD"]
    echo = Echo()
    played, plain = (racing(experiment(CNN), differs, values, recorder=each) for each in (echo, None))
    for _ in range(15):
        torch.testing.assert_close(played.step(), plain.step(), rtol=1e-4, atol=1e-5)
    assert echo.said.count("play") > 5


def test_which_way_is_quicker_is_measured_and_leaves_no_trace() -> None:
    measured = racing(experiment(CNN, optimizer="SGD"), "lr", [0.01, 0.02], together=None)
    assert measured.together in (True, False)
    check_like_alone(measured)


@pytest.mark.parametrize("together", [True, False])
def test_right_answers_are_counted_net_by_net(together: bool) -> None:
    nets = racing(experiment(CNN), "lr", [0.001, 0.03], together=together)
    for _ in range(10):
        nets.step()
    images, labels = nets.source.batch(torch.arange(50), 0)
    buffers = {name: buffer.clone() for name, buffer in nets.nets[0].named_buffers()}
    counted = nets.count(images, labels)[:, 0]
    for net, count in zip(nets.nets, counted, strict=True):
        net.eval()
        assert int((net(images).argmax(1) == labels).sum()) == int(count)
    for name, buffer in nets.nets[0].named_buffers():
        assert torch.equal(buffer, buffers[name]), "measuring leaves the running statistics alone"


@pytest.mark.parametrize(
    ("differs", "values", "named"),
    [
        ("lr", [0.1, 0.1], "twice"),
        ("lr", [0.1, -1], "Learning rate can't be -1"),
        ("momentum", [0.5, 1], "Momentum can't be 1"),
        ("optimizer", ["SGD", 0.1], "Optimiser can't be 0.1"),
        ("seed", [1, 1.5], "Seed can't be 1.5"),
    ],
)
def test_values_that_a_setting_can_t_have_are_named(differs: Any, values: list[Any], named: str) -> None:
    with pytest.raises(InklingError, match=named):
        lanes(RaceSettings(differs=differs, values=values), experiment(SOFTMAX))
