"""Nets learn with each loss, step by step as plain PyTorch would; and a net whose end does not suit the loss is told so."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from inkling.datasets._base import Arrays
from inkling.experiment.changes import starts_anew
from inkling.experiment.experiment import Experiment, TrainingSettings
from inkling.layers._base import Signal
from inkling.learning.learner import Learner
from inkling.learning.model import build
from inkling.losses._base import registry
from inkling.net import NetSpec, check
from inkling.racing.nets import RacingNets

SCORES = Signal.of((10,))

CPU = torch.device("cpu")
LINEAR: list[dict[str, Any]] = [{"id": "flat", "type": "Flatten"}, {"id": "out", "type": "Linear", "out_features": 10}]
CNN: list[dict[str, Any]] = [
    {"id": "conv", "type": "Conv2d", "out_channels": 4, "kernel_size": 3},
    {"id": "relu", "type": "ReLU"},
    {"id": "pool", "type": "MaxPool2d", "kernel_size": 2},
    *LINEAR,
]
LAST = {"id": "logs", "type": "LogSoftmax"}


def some_arrays() -> Arrays:
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (130, 1, 8, 8), dtype=np.uint8), rng.integers(0, 10, 130)
    return Arrays(images[:100], labels[:100], images[100:], labels[100:])


def experiment(layers: list[dict[str, Any]], loss: str, **training: Any) -> Experiment:
    end = [LAST] if registry()[loss].after else []
    return Experiment.model_validate(
        {
            "net": {"input": (1, 8, 8), "layers": [*layers, *end]},
            "data": {"dataset": "mnist"},
            "training": {"batch_size": 32, "optimizer": "SGD", "lr": 0.05, "loss": {"type": loss}, **training},
            "seed": 5,
        }
    )


@pytest.mark.parametrize(("loss", "layers"), list(itertools.product(registry(), [LINEAR, CNN])))
def test_steps_are_the_plain_loops(loss: str, layers: list[dict[str, Any]]) -> None:
    chosen = experiment(layers, loss)
    learner = Learner(chosen, some_arrays(), CPU)
    net = build(chosen.net, chosen.seed).double()
    optimizer, own = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9), getattr(nn, loss)()
    for _ in range(5):
        images, labels = learner.batch(learner.next_rows(), learner.step_number)
        given = learner.step().loss
        target = labels if registry()[loss].wants == "classes" else nn.functional.one_hot(labels, 10).double()
        expected = own(net(images.double()), target)
        torch.testing.assert_close(given.double(), expected, rtol=1e-5, atol=1e-6)
        optimizer.zero_grad()
        expected.backward()
        optimizer.step()


@pytest.mark.parametrize("together", [True, False])
def test_nets_race_with_a_loss_each(together: bool) -> None:
    """Each net of the race takes the steps that it would take alone."""
    losses = [loss for loss in registry() if not registry()[loss].after]
    lanes = [experiment(CNN, loss) for loss in losses]
    nets = RacingNets(lanes[0], lanes, some_arrays(), CPU, together=together)
    alone = [Learner(lane, some_arrays(), CPU) for lane in lanes]
    for _ in range(4):
        expected = torch.stack([learner.step().loss for learner in alone])
        torch.testing.assert_close(nets.step(), expected, rtol=1e-4, atol=1e-5)


def messages(layers: list[dict[str, Any]], loss: str) -> list[tuple[str, str | None, str]]:
    net = NetSpec.model_validate({"input": (1, 8, 8), "layers": layers})
    report = check(net, gives=SCORES, loss=registry()[loss].model_validate({"type": loss}))
    return [(problem.severity, problem.layer, problem.message) for problem in report.problems]


def test_log_probabilities_are_asked_for() -> None:
    ((severity, layer, message),) = messages(LINEAR, "NLLLoss")
    assert (severity, layer) == ("error", "out")
    assert "log-probabilities" in message
    assert messages([*LINEAR, LAST], "NLLLoss") == []
    for layers in (LINEAR, [*LINEAR, {"id": "s", "type": "Softmax"}], [*LINEAR, {"id": "d", "type": "Dropout", "p": 0}]):
        net = NetSpec.model_validate({"input": (1, 8, 8), "layers": layers})
        nll = registry()["NLLLoss"].model_validate({"type": "NLLLoss"})
        problem = check(net, gives=SCORES, loss=nll).problems[0]
        assert problem.fix is not None
        mended = net.model_copy(update={"layers": NetSpec.model_validate({"layers": problem.fix.layers}).layers})
        assert check(mended, gives=SCORES, loss=nll).ok
        assert sum(layer.type == "LogSoftmax" for layer in mended.layers) == 1
        assert all(layer.type != "Softmax" for layer in mended.layers)


@pytest.mark.parametrize(
    ("loss", "end", "said"),
    [
        ("CrossEntropyLoss", "Softmax", "Softmax is counted twice"),
        ("CrossEntropyLoss", "LogSoftmax", "LogSoftmax changes nothing here"),
        ("CrossEntropyLoss", "Tanh", "Tanh at the end bends the scores; the loss, cross-entropy, wants them as they are"),
        ("BCEWithLogitsLoss", "Sigmoid", "Sigmoid is counted twice"),
        ("BCEWithLogitsLoss", "Softmax", "Softmax at the end bends the scores; the loss, binary cross-entropy"),
        ("MultiMarginLoss", "Softmax", "Softmax at the end bends the scores; the loss, the hinge, wants them as they are"),
        ("MSELoss", "LogSoftmax", "LogSoftmax gives no number above 0"),
        ("MSELoss", "Sigmoid", ""),
        ("MSELoss", "Softmax", ""),
        ("L1Loss", "ReLU", "A ReLU at the end is stuck where it gives 0"),
        ("NLLLoss", "LogSoftmax", ""),
    ],
)
def test_an_end_that_does_not_suit_the_loss_is_a_warning(loss: str, end: str, said: str) -> None:
    found = messages([*LINEAR, {"id": "end", "type": end}], loss)
    if not said:
        assert found == []
    else:
        ((severity, layer, message),) = found
        assert (severity, layer) == ("warning", "end")
        assert message.startswith(said)


def test_another_loss_or_argument_starts_anew() -> None:
    before = experiment(LINEAR, "CrossEntropyLoss")
    assert starts_anew(before, experiment(LINEAR, "MSELoss"))
    smoothed = {"type": "CrossEntropyLoss", "label_smoothing": 0.1}
    training = TrainingSettings.model_validate(before.training.model_dump() | {"loss": smoothed})
    assert starts_anew(before, before.model_copy(update={"training": training}))
    assert not starts_anew(before, experiment(LINEAR, "CrossEntropyLoss"))


def test_an_experiment_from_before_there_were_losses_is_of_cross_entropy() -> None:
    old = {"optimizer": "SGD", "lr": 0.1, "momentum": 0.5}
    assert TrainingSettings.model_validate(old).loss == registry()["CrossEntropyLoss"].model_validate(
        {"type": "CrossEntropyLoss"}
    )


def test_the_usual_loss_is_left_out_of_what_is_kept_and_another_is_not() -> None:
    assert "loss" not in TrainingSettings().model_dump(mode="json")
    smoothed = TrainingSettings.model_validate({"loss": {"type": "CrossEntropyLoss", "label_smoothing": 0.1}})
    assert smoothed.model_dump(mode="json")["loss"] == {"type": "CrossEntropyLoss", "label_smoothing": 0.1}
    assert TrainingSettings.model_validate_json(smoothed.model_dump_json()) == smoothed
