"""The steps themselves, against a loop in plain PyTorch; and that nothing but the experiment decides them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from inkling.datasets._base import Arrays, find
from inkling.datasets._images import image_dataset
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.experiment.schedule import learning_rate
from inkling.learning.learner import Learner, order
from inkling.learning.model import build
from inkling.learning.selection import select

CPU = torch.device("cpu")
MLP: list[dict[str, Any]] = [{"id": "flat", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]
CNN: list[dict[str, Any]] = [
    {"id": "conv", "type": "Conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1},
    {"id": "norm", "type": "BatchNorm2d"},
    {"id": "relu", "type": "ReLU"},
    {"id": "pool", "type": "MaxPool2d", "kernel_size": 2},
    {"id": "conv2", "type": "Conv2d", "out_channels": 6, "kernel_size": 3},
    {"id": "drop", "type": "Dropout", "p": 0.3},
    {"id": "flat", "type": "Flatten"},
    {"id": "out", "type": "Linear", "out_features": 10},
]


def some_arrays(train: int = 100, test: int = 30) -> Arrays:
    """8×8 images of random bytes with random labels."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (train + test, 1, 8, 8), dtype=np.uint8)
    labels = rng.integers(0, 10, train + test)
    return Arrays(images[:train], labels[:train], images[train:], labels[train:])


def experiment(layers: list[dict[str, Any]], data: dict[str, Any] | None = None, seed: int = 5, **training: Any) -> Experiment:
    return Experiment.model_validate(
        {
            "net": {"input": (1, 8, 8), "layers": layers},
            "data": {"dataset": "mnist", **(data or {})},
            "training": {"batch_size": 32, "epochs": 3, **training},
            "seed": seed,
        }
    )


def same(a: nn.Module, b: nn.Module) -> bool:
    return all(torch.equal(x, y) for x, y in zip(a.state_dict().values(), b.state_dict().values(), strict=True))


def scaled(images: Tensor) -> Tensor:
    dataset = image_dataset("mnist")
    return (images.double() / 255 - dataset.mean) / dataset.std


@pytest.mark.parametrize("layers", [MLP, CNN[:5] + CNN[6:]], ids=["linear", "cnn"])
def test_is_the_plain_loop(layers: list[dict[str, Any]]) -> None:
    """Same first weights, same order: the same weights after seven steps, over an epoch's end and its smaller last batch."""
    chosen = experiment(layers, optimizer="SGD", lr=0.1, momentum=0.9, schedule="cosine")
    arrays = some_arrays()
    learner = Learner(chosen, arrays, CPU)
    for _ in range(7):
        learner.step()

    net = build(chosen.net, chosen.seed).double()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    selection = select(arrays, chosen.data, chosen.seed, find(chosen.data.dataset))
    images, labels = torch.from_numpy(arrays.train_inputs[selection.train]), torch.from_numpy(selection.train_targets)
    assert len(images) == 90
    taken = 0
    for epoch in range(3):
        rows = order(90, chosen.seed, epoch)
        for first in range(0, 90, 32):
            if taken == 7:
                break
            those = rows[first : first + 32]
            optimizer.param_groups[0]["lr"] = learning_rate(chosen.training, epoch + (first + len(those) / 2) / 90, 3)
            optimizer.zero_grad()
            loss = F.cross_entropy(net(scaled(images[those])), labels[those])
            torch.autograd.backward(loss)
            optimizer.step()
            taken += 1
    assert (learner.step_number, learner.epoch, learner.position) == (7, 2, 32)
    for name, value in net.state_dict().items():
        torch.testing.assert_close(learner.net.state_dict()[name].double(), value.double(), rtol=1e-4, atol=1e-5)


def test_every_image_is_learned_from_once_an_epoch() -> None:
    learner = Learner(experiment(MLP), some_arrays(), CPU)
    seen: list[int] = []
    while learner.epoch == 0:
        seen += learner.next_rows().tolist()
        learner.step()
    assert sorted(seen) == list(range(90))
    assert learner.step_number == learner.steps_per_epoch == 3


def test_same_seed_same_run_whatever_else_is_drawn() -> None:
    chosen = experiment(CNN, {"augment": {"shift": 1, "rotate": 10}, "label_noise": 0.2})
    one, two = Learner(chosen, some_arrays(), CPU), Learner(chosen, some_arrays(), CPU)
    for _ in range(5):
        one.step()
        torch.rand(3)
        two.step()
    assert same(one.net, two.net)
    other = Learner(experiment(CNN, seed=6), some_arrays(), CPU)
    assert not same(one.net, other.net)


def test_each_step_has_its_own_dropout_and_augmentation() -> None:
    learner = Learner(experiment(CNN, {"augment": {"shift": 1}}), some_arrays(), CPU)
    rows = learner.next_rows()
    a, b = learner.batch(rows, 0)[0], learner.batch(rows, 1)[0]
    assert not torch.equal(a, b)
    assert torch.equal(a, learner.batch(rows, 0)[0])
    drop = nn.Sequential(nn.Flatten(), nn.Dropout(0.5))
    assert torch.equal(drop(learner.batch(rows, 3)[0]), drop(learner.batch(rows, 3)[0]))
    plain = Learner(experiment(CNN), some_arrays(), CPU)
    assert not torch.equal(drop(plain.batch(rows, 3)[0]), drop(plain.batch(rows, 4)[0]))


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "AdamW", "RMSprop", "Adadelta"])
def test_goes_on_from_a_captured_state_as_if_nothing_had_happened(optimizer: str) -> None:
    chosen = experiment(CNN, {"augment": {"scale": 0.2}}, optimizer=optimizer, lr=0.01, weight_decay=0.01, schedule="one-cycle")
    through = Learner(chosen, some_arrays(), CPU)
    for _ in range(4):
        through.step()
    state = through.capture()
    for _ in range(4):
        through.step()
    after = Learner(chosen, some_arrays(), CPU)
    after.step()
    after.restore(state)
    for _ in range(4):
        after.step()
    assert same(through.net, after.net)
    assert (after.step_number, after.done) == (through.step_number, through.done)


def test_with_fewer_images_than_before_it_goes_on_with_the_next_epoch() -> None:
    before = Learner(experiment(MLP, {"validation": 0}), some_arrays(100), CPU)
    for _ in range(3):
        before.step()
    after = Learner(experiment(MLP, {"validation": 0}), some_arrays(60), CPU)
    after.restore(before.capture())
    assert (after.step_number, after.epoch, after.position) == (3, 1, 0)
    assert len(after.step().target) == 32


def test_restore_refuses_another_nets_state() -> None:
    learner = Learner(experiment(MLP), some_arrays(), CPU)
    with pytest.raises(ValueError, match="another net"):
        learner.restore(Learner(experiment(CNN), some_arrays(), CPU).capture())


def test_batch_norm_never_gets_a_single_image_at_an_epochs_end() -> None:
    """90 images in batches of 89 leave one: it joins the others. Without batch norm it is a batch of its own."""
    with_norm = Learner(experiment(CNN, batch_size=89), some_arrays(), CPU)
    assert with_norm.steps_per_epoch == 1
    with_norm.step()
    assert (with_norm.epoch, with_norm.position) == (1, 0)
    without = Learner(experiment(MLP, batch_size=89), some_arrays(), CPU)
    assert without.steps_per_epoch == 2
    without.step()
    assert len(without.next_rows()) == 1
    without.step()
    assert (without.epoch, without.position) == (1, 0)


def test_adjusts_at_once() -> None:
    chosen = experiment(MLP, optimizer="SGD", lr=0.1)
    learner = Learner(chosen, some_arrays(), CPU)
    learner.step()
    learner.adjust(experiment(MLP, {"augment": {"shift": 1}}, optimizer="SGD", lr=0.0, batch_size=7))
    before = learner.capture().weights
    rows = learner.next_rows()
    assert len(rows) == 7
    assert not torch.equal(learner.batch(rows, 1)[0], learner.ready(learner.inputs[rows]))
    learner.step()
    assert learner.rate == 0
    assert torch.equal(before["a.weight"], learner.net.state_dict()["a.weight"])


def test_nothing_to_learn_is_said() -> None:
    with pytest.raises(InklingError, match="nothing to learn"):
        Learner(experiment([{"id": "flat", "type": "Flatten"}]), some_arrays(), CPU)


def test_an_edit_sets_those_weights_and_no_others() -> None:
    learner = Learner(experiment(CNN), some_arrays(), CPU)
    before = {name: value.clone() for name, value in learner.net.state_dict().items()}
    kernel = np.arange(9, dtype="<f4")
    assert learner.edit("conv", "weight", (2,), kernel.tobytes())
    assert learner.edit("conv2", "weight", (5, 3, 1, 2), np.array([-7.5], "<f4").tobytes())
    assert learner.edit("out", "bias", (4,), np.array([0.25], "<f4").tobytes())
    after = learner.net.state_dict()
    before["conv.weight"][2] = torch.from_numpy(kernel).reshape(1, 3, 3)
    before["conv2.weight"][5, 3, 1, 2] = -7.5
    before["out.bias"][4] = 0.25
    assert all(torch.equal(before[name], after[name]) for name in before)
    # The net that trains is the one that was edited.
    net, rows = deepcopy(learner.net), learner.next_rows()
    output = learner.step().output
    assert torch.equal(output, net(learner.batch(rows, 0)[0]))


@pytest.mark.parametrize(
    ("layer", "parameter", "at", "count"),
    [
        ("nowhere", "weight", (0,), 9),
        ("relu", "weight", (0,), 9),
        ("conv", "running_mean", (0,), 1),
        ("conv", "weight", (4,), 9),
        ("conv", "weight", (0, 0, 0, 0, 0), 1),
        ("conv", "weight", (0,), 8),
        ("norm", "running_var", (0,), 1),
    ],
)
def test_an_edit_that_does_not_fit_changes_nothing(layer: str, parameter: str, at: tuple[int, ...], count: int) -> None:
    learner = Learner(experiment(CNN), some_arrays(), CPU)
    before = {name: value.clone() for name, value in learner.net.state_dict().items()}
    assert not learner.edit(layer, parameter, at, np.ones(count, "<f4").tobytes())
    assert not learner.edit("conv", "weight", (0, 0, 0, 0), np.array([np.nan], "<f4").tobytes())
    assert all(torch.equal(before[name], value) for name, value in learner.net.state_dict().items())
