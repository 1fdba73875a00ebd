"""A step taken apart is the step itself; its numbers are autograd's and the optimiser's."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from inkling.datasets._base import Arrays
from inkling.experiment.experiment import Experiment
from inkling.learning import optimizers
from inkling.learning.learner import Learner
from inkling.protocol.arrays import Floats
from inkling.protocol.explaining import Dissection
from inkling.training.dissect import dissect

CPU = torch.device("cpu")
MLP: list[dict[str, Any]] = [{"id": "flat", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]
CNN: list[dict[str, Any]] = [
    {"id": "conv", "type": "Conv2d", "out_channels": 4, "kernel_size": 3},
    {"id": "relu", "type": "ReLU"},
    {"id": "drop", "type": "Dropout", "p": 0.3},
    {"id": "flat", "type": "Flatten"},
    {"id": "out", "type": "Linear", "out_features": 10},
]

OPTIMISERS: list[dict[str, Any]] = [
    {"optimizer": "SGD", "lr": 0.1, "momentum": 0},
    {"optimizer": "SGD", "lr": 0.1, "momentum": 0.9},
    {"optimizer": "SGD", "lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
    {"optimizer": "Adam", "lr": 0.01, "weight_decay": 0.1},
    {"optimizer": "AdamW", "lr": 0.01, "weight_decay": 0.1},
    {"optimizer": "RMSprop", "lr": 0.01, "momentum": 0},
    {"optimizer": "RMSprop", "lr": 0.01, "momentum": 0.5, "weight_decay": 0.1},
    {"optimizer": "Adadelta", "lr": 1.0},
]


def learner_of(layers: list[dict[str, Any]], **training: Any) -> Learner:
    """Of 8×8 images of random bytes with random labels."""
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (100, 1, 8, 8), dtype=np.uint8), rng.integers(0, 10, 100)
    chosen = {"net": {"input": (1, 8, 8), "layers": layers}, "data": {"dataset": "mnist"}, "seed": 5,
              "training": {"batch_size": 32, "epochs": 3, **training}}  # fmt: skip
    return Learner(Experiment.model_validate(chosen), Arrays(images, labels, images[:10], labels[:10]), CPU)


def numbers(field: Floats) -> Any:
    return np.frombuffer(field.data, "<f4").reshape(field.shape).astype(np.float64)


def taken(learner: Learner, layer: str, unit: int) -> Dissection:
    found = dissect(learner, layer, unit)[1]
    assert found is not None
    return found


@pytest.mark.parametrize("layers", [MLP, CNN], ids=["mlp", "cnn"])
def test_it_is_the_step_that_would_have_been_taken(layers: list[dict[str, Any]]) -> None:
    one, other = (learner_of(layers) for _ in range(2))
    for number in range(5):
        one.step()
        layer = layers[-1]["id"]
        found = taken(other, layer, 3)
        assert found.step == number + 1
        weights = zip(one.net.state_dict().values(), other.net.state_dict().values(), strict=True)
        assert all(torch.equal(a, b) for a, b in weights)


def test_its_gradient_is_autograd_s() -> None:
    learner = learner_of(MLP)
    images, labels = learner.batch(learner.next_rows(), 0)
    weight = learner.net.a.weight.detach().clone().requires_grad_()  # type: ignore[operator, union-attr]
    bias = learner.net.a.bias.detach().clone().requires_grad_()  # type: ignore[operator, union-attr]
    logits = images.flatten(1) @ weight.T + bias
    loss = F.cross_entropy(logits, labels)
    torch.autograd.backward(loss)
    found = taken(learner, "a", 4)
    parts = {parameter.name: parameter for parameter in found.parameters}
    assert weight.grad is not None
    assert bias.grad is not None
    assert numbers(parts["weight"].gradient) == pytest.approx(weight.grad[4].numpy(), abs=1e-6)
    assert numbers(parts["bias"].gradient) == pytest.approx(bias.grad[4].numpy(), abs=1e-6)
    assert np.array_equal(numbers(parts["weight"].before), weight[4].detach().numpy())
    assert found.loss == pytest.approx(loss.item(), abs=1e-6)
    shares = torch.softmax(logits.detach().double(), 1)
    for answer, own in zip(found.answers, shares, strict=False):
        assert answer.values == pytest.approx(own.tolist(), abs=1e-6)
    assert found.targets == [[label] for label in labels[:8].tolist()]
    assert len(found.answers) == 8
    assert found.size == len(labels)


def by_the_rule(training: dict[str, Any], found: Dissection, name: str, t: int) -> Any:
    """The new weights by the formulas that are shown, written out in numpy."""
    part = next(each for each in found.parameters if each.name == name)
    w, g, lr = numbers(part.before), numbers(part.gradient), found.lr
    state = {key: numbers(old) for key, (old, _) in part.state.items()}
    decay, momentum = training.get("weight_decay", 0), training.get("momentum", 0.9)
    if training["optimizer"] == "AdamW":
        w = w - lr * decay * w
    else:
        g = g + decay * w
    match training["optimizer"]:
        case "SGD":
            if not momentum:
                return w - lr * g
            buffer = g if t == 1 else momentum * state["momentum_buffer"] + g
            return w - lr * (g + momentum * buffer if training.get("nesterov") else buffer)
        case "Adam" | "AdamW":
            m = momentum * state["exp_avg"] + (1 - momentum) * g
            v = 0.999 * state["exp_avg_sq"] + 0.001 * g**2
            return w - lr * (m / (1 - momentum**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        case "RMSprop":
            average = 0.99 * state["square_avg"] + 0.01 * g**2
            update = g / (np.sqrt(average) + 1e-8)
            return w - lr * (momentum * state["momentum_buffer"] + update if momentum else update)
    average = 0.9 * state["square_avg"] + 0.1 * g**2
    return w - lr * np.sqrt(state["acc_delta"] + 1e-6) / np.sqrt(average + 1e-6) * g


@pytest.mark.parametrize("training", OPTIMISERS, ids=lambda each: "-".join(map(str, each.values())))
def test_the_rule_that_is_shown_is_the_one_that_was_followed(training: dict[str, Any]) -> None:
    learner = learner_of(CNN, schedule="constant", **training)
    for t in range(1, 5):
        found = taken(learner, "conv", 2)
        assert found.lr == pytest.approx(training["lr"])
        for name in ("weight", "bias"):
            part = next(each for each in found.parameters if each.name == name)
            assert numbers(part.after) == pytest.approx(by_the_rule(training, found, name, t), rel=1e-4, abs=1e-6)
            for old, new in part.state.values():
                assert numbers(old).shape == numbers(new).shape == numbers(part.before).shape
    assert found.rule == list(optimizers.rule(learner.experiment.training))
    assert any("w ←" in line for line in found.rule)


def test_a_layer_without_such_weights_has_nothing_to_say_but_the_step_is_taken() -> None:
    learner = learner_of(CNN)
    for number, (layer, unit) in enumerate([("relu", 0), ("nowhere", 0), ("out", 10)]):
        outcome, found = dissect(learner, layer, unit)
        assert found is None
        assert math.isfinite(float(outcome.loss))
        assert learner.step_number == number + 1


def test_the_images_are_those_of_the_mini_batch() -> None:
    learner = learner_of(MLP)
    rows = learner.next_rows()[:8]
    found = taken(learner, "a", 0)
    assert found.pictures is not None
    low, high = (np.array(ends)[:, None, None] for ends in (found.pictures.low, found.pictures.high))
    shown = low + np.frombuffer(found.pictures.data, np.uint8).reshape(found.pictures.shape) / 255 * (high - low)
    assert shown == pytest.approx(learner.inputs[rows, 0].numpy() / 255, abs=1 / 255)


@pytest.mark.parametrize(
    "loss", [{"type": "CrossEntropyLoss", "label_smoothing": 0.2}, {"type": "MSELoss"}, {"type": "MultiMarginLoss"}]
)
def test_the_losses_of_single_images_have_the_loss_as_their_mean(loss: dict[str, Any]) -> None:
    learner = learner_of(MLP, batch_size=5, loss=loss)
    found = taken(learner, "a", 3)
    assert len(found.losses) == len(found.targets) == found.size == 5
    assert sum(found.losses) / 5 == pytest.approx(found.loss, rel=1e-5)
    assert all(sum(each.values) == pytest.approx(1) for each in found.answers)
