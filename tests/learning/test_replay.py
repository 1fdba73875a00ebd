"""Recorded steps are the steps themselves. Without a GPU, a recorder that plays by doing stands in; all else is real."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from echo import Echo
from inkling.datasets._base import Arrays
from inkling.experiment.experiment import Experiment
from inkling.learning.gradients import gradient_norms
from inkling.learning.learner import Learner
from inkling.learning.replay import WARM, CudaRecorder

LAYERS: list[dict[str, Any]] = [
    {"id": "conv", "type": "Conv2d", "out_channels": 4, "kernel_size": 3},
    {"id": "norm", "type": "BatchNorm2d"},
    {"id": "relu", "type": "ReLU"},
    {"id": "flat", "type": "Flatten"},
    {"id": "out", "type": "Linear", "out_features": 10},
]
DROPOUT = [*LAYERS[:3], {"id": "drop", "type": "Dropout"}, *LAYERS[3:]]


class Unable(Echo):
    """Can't record."""

    def record(self, work: Callable[[], Any]) -> Callable[[], Any]:
        super().record(work)
        raise RuntimeError("operation not permitted when stream is capturing")


def learner(recorder: Echo | None, layers: list[dict[str, Any]] = LAYERS, **more: Any) -> Learner:
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (111, 1, 8, 8), dtype=np.uint8), rng.integers(0, 10, 111)
    training = {"batch_size": 16, "epochs": 3, "schedule": "one-cycle", **more.pop("training", {})}
    chosen = {"net": {"input": (1, 8, 8), "layers": layers}, "training": training, "seed": 5,
              "data": {"dataset": "mnist", **more}}  # fmt: skip
    arrays = Arrays(images, labels, images[:10], labels[:10])
    return Learner(Experiment.model_validate(chosen), arrays, torch.device("cpu"), recorder=recorder)


def same(one: Learner, other: Learner) -> bool:
    weights = zip(one.net.state_dict().values(), other.net.state_dict().values(), strict=True)
    return all(torch.equal(a, b) for a, b in weights)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "AdamW", "RMSprop", "Adadelta"])
def test_the_same_steps_through_the_ends_of_epochs(optimizer: str) -> None:
    echo = Echo()
    one, other = (learner(each, training={"optimizer": optimizer, "lr": 0.01}) for each in (Unable(), echo))
    for _ in range(20):
        a, b = one.step(), other.step()
        assert torch.equal(a.loss, b.loss)
        assert torch.equal(a.output, b.output)
        assert torch.equal(a.target, b.target)
        assert gradient_norms(one.net) == gradient_norms(other.net)
        assert same(one, other)
    # The last batch of an epoch (4 images) is taken as it comes: no word of it.
    assert echo.said[: WARM + 2] == ["aside"] * WARM + ["record", "play"]
    assert echo.said.count("record") == 1
    assert len(echo.said) == 20 - 2 + 1


def test_what_a_step_gave_is_not_overwritten_by_the_next() -> None:
    echo = learner(Echo())
    kept = [echo.step() for _ in range(6)]
    plain = learner(Unable())
    for outcome in kept:
        assert torch.equal(outcome.loss, plain.step().loss)


@pytest.mark.parametrize(
    ("layers", "more"), [(DROPOUT, {}), (LAYERS, {"augment": {"shift": 2}})], ids=["dropout", "augmentation"]
)
def test_steps_with_chance_in_them_are_not_recorded(layers: list[dict[str, Any]], more: dict[str, Any]) -> None:
    echo = Echo()
    other = learner(echo, layers, **more)
    for _ in range(8):
        other.step()
    assert echo.said == []


def test_one_that_can_t_be_recorded_is_taken_as_it_comes() -> None:
    """To float32's last bits: a learning rate that is a tensor is rounded to float32 before it is used."""
    unable = Unable()
    one, other = (learner(each, training={"optimizer": "SGD", "lr": 0.01}) for each in (None, unable))
    for _ in range(10):
        assert torch.allclose(one.step().loss, other.step().loss, rtol=1e-4)
    assert unable.said == ["aside"] * WARM + ["record"]


def test_other_settings_and_a_restored_state_are_recorded_anew() -> None:
    echo = Echo()
    one, other = learner(Unable()), learner(echo)
    for each in (one, other):
        for _ in range(5):
            each.step()
        state = each.capture()
        changed = each.experiment.training.model_copy(update={"lr": 0.05, "batch_size": 8})
        each.adjust(each.experiment.model_copy(update={"training": changed}))
        for _ in range(6):
            each.step()
        each.restore(state)
        for _ in range(6):
            each.step()
    assert same(one, other)
    assert echo.said.count("record") == 3


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_cuda_s_own_recorder() -> None:
    device = torch.device("cuda")
    weight = torch.nn.Parameter(torch.ones(3, device=device))
    recorder = CudaRecorder([weight])

    def work() -> tuple[Tensor]:
        weight.grad = None
        loss = (weight**2).sum()
        torch.autograd.backward(loss)
        return (loss.detach(),)

    recorder.aside(work)
    play = recorder.record(work)
    with torch.no_grad():
        weight.mul_(2)
    (loss,) = play()
    assert float(loss) == 12
    assert weight.grad is not None
    assert weight.grad.tolist() == [4, 4, 4]
