"""Learning-rate schedules, against torch.optim.lr_scheduler and by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.optim.lr_scheduler import CosineAnnealingLR, LRScheduler, StepLR

from inkling.experiment.experiment import TrainingSettings
from inkling.experiment.schedule import learning_rate, preview


def _torch_rates(make: Callable[[torch.optim.Optimizer], LRScheduler], lr: float, steps: int) -> list[float]:
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=lr)
    scheduler = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def test_constant() -> None:
    assert preview(TrainingSettings(lr=0.2), 5) == [0.2] * 5


def test_step_is_torchs() -> None:
    training = TrainingSettings(schedule="step", lr=0.4, gamma=0.3, step_epochs=2)
    ours = [learning_rate(training, epoch, 9) for epoch in range(9)]
    assert ours == pytest.approx(_torch_rates(lambda optimizer: StepLR(optimizer, step_size=2, gamma=0.3), 0.4, 9))


def test_cosine_is_torchs() -> None:
    training = TrainingSettings(schedule="cosine", lr=0.4)
    ours = [learning_rate(training, epoch, 10) for epoch in range(11)]
    assert ours == pytest.approx(_torch_rates(lambda optimizer: CosineAnnealingLR(optimizer, T_max=10), 0.4, 11), abs=1e-12)


def test_one_cycle_by_hand() -> None:
    training = TrainingSettings(schedule="one-cycle", lr=0.01, warm=0.25)
    at = {0: 0.0, 1: 0.005, 2: 0.01, 5: 0.005, 8: 0.0}
    assert {done: learning_rate(training, done, 8) for done in at} == pytest.approx(at)


@pytest.mark.parametrize(("warm", "start", "middle", "end"), [(0.0, 1.0, 0.5, 0.0), (1.0, 0.0, 0.5, 1.0)])
def test_one_cycle_at_its_bounds(warm: float, start: float, middle: float, end: float) -> None:
    training = TrainingSettings(schedule="one-cycle", lr=1, warm=warm, epochs=4)
    assert preview(training, 3) == pytest.approx([start, middle, end])


@pytest.mark.parametrize("schedule", ["cosine", "one-cycle"])
def test_training_on_begins_another_cycle(schedule: str) -> None:
    training = TrainingSettings.model_validate({"schedule": schedule, "lr": 1})
    assert learning_rate(training, 10, 10) == pytest.approx(0)
    for done in (0.5, 3, 9.5):
        assert learning_rate(training, 10 + done, 10) == pytest.approx(learning_rate(training, done, 10))


def test_step_keeps_dropping_after_the_end() -> None:
    training = TrainingSettings(schedule="step", lr=1, gamma=0.5, step_epochs=1)
    assert learning_rate(training, 12, 10) == pytest.approx(0.5**12)


@given(
    schedule=st.sampled_from(["constant", "step", "cosine", "one-cycle"]),
    warm=st.floats(0, 1),
    gamma=st.floats(0.01, 1),
    epochs=st.integers(1, 10_000),
    place=st.floats(0, 3),
)
def test_never_above_the_peak_nor_below_zero(schedule: str, warm: float, gamma: float, epochs: int, place: float) -> None:
    training = TrainingSettings.model_validate(
        {"schedule": schedule, "warm": warm, "gamma": gamma, "epochs": epochs, "lr": 0.7}
    )
    rate = learning_rate(training, place * epochs, epochs)
    assert math.isfinite(rate)
    assert -1e-9 <= rate <= 0.7 + 1e-9
    assert len(preview(training)) == 120


def test_a_drop_at_the_end_is_not_previewed() -> None:
    """Two epochs with a drop after each: no step is trained with the second."""
    assert preview(TrainingSettings(lr=0.4, schedule="step", step_epochs=1, gamma=0.5, epochs=2), 5) == [
        0.4,
        0.4,
        0.2,
        0.2,
        0.2,
    ]
