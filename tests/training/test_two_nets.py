"""A training of two nets, a duel, from the first order to a kept state and back."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from guests import Duel, gan, invite, some_arrays
from inkling.experiment.experiment import Experiment
from inkling.learning.learner import Learner
from inkling.learning.ways import Outcome
from inkling.protocol._base import Event
from inkling.protocol.training import Curves, Evaluation, Failure, Status
from inkling.training import checkpoint as checkpoints
from inkling.training.trainer import End, Go, Order, Trainer

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def guests(monkeypatch: pytest.MonkeyPatch) -> None:
    invite(monkeypatch)


class Script:
    """Gives each order when the one before has been done."""

    def __init__(self, *orders: Order) -> None:
        self._orders = deque(orders)

    def poll(self) -> Order | None:
        return None

    def wait(self) -> Order:
        return self._orders.popleft() if self._orders else End()


def train(
    chosen: Experiment, until: int, checkpoint: Path | None = None, *, resume: bool = False
) -> tuple[list[Event], dict[str, Tensor]]:
    """What was said, and the weights that were published last."""
    published: list[dict[str, Tensor]] = []

    def publish(step: int, layers: nn.Module) -> None:
        published.append({name: value.clone() for name, value in layers.state_dict().items()})

    trainer = Trainer(
        chosen,
        some_arrays(),
        inbox=Script(Go(until)),
        publish=publish,
        checkpoint=checkpoint,
        resume=resume,
        device=CPU,
    )
    return list(trainer.events()), published[-1]


def losses(said: list[Event]) -> list[float]:
    return [loss for event in said if isinstance(event, Curves) for loss in np.frombuffer(event.loss.data, "<f4").tolist()]


def last(said: list[Event]) -> Status:
    return [event for event in said if isinstance(event, Status)][-1]


def test_it_trains_says_and_publishes_both_nets() -> None:
    chosen = gan(loss={"type": "MSELoss"}, optimizer="Adam", lr=0.002)
    said, weights = train(chosen, 12)
    learner = Learner(chosen, some_arrays(), CPU)
    expected = [learner.step().loss.item() for _ in range(12)]
    assert losses(said) == expected
    assert (last(said).state, last(said).step) == ("paused", 12)
    assert all(torch.equal(weights[name], value) for name, value in learner.way.layers.state_dict().items())
    gradients = [event.gradients for event in said if isinstance(event, Curves)][-1]
    assert gradients.keys() == {"a", "score", "b", "make"}
    (whole, *_) = [event.test for event in said if isinstance(event, Evaluation)]
    assert whole is not None
    assert whole.size == 30


def test_it_goes_on_from_where_it_was_to_the_bit(tmp_path: Path) -> None:
    chosen = gan(loss={"type": "MSELoss"}, optimizer="Adam", lr=0.002)
    through, at_the_end = train(chosen, 15)
    first, _ = train(chosen, 7, tmp_path / "state")
    rest, weights = train(chosen, 15, tmp_path / "state", resume=True)
    assert losses(first) + losses(rest) == losses(through)
    assert all(torch.equal(value, weights[name]) for name, value in at_the_end.items())
    step, kept = checkpoints.weights(tmp_path / "state")
    assert step == 15
    assert kept.keys() == weights.keys()


def test_any_loss_that_is_no_number_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    learn = Duel.learn

    def breaks(self: Duel, inputs: Tensor, targets: Tensor) -> Outcome:
        """Once a weight of the generator is large, its loss is none; that of the discriminator goes on."""
        outcome = learn(self, inputs, targets)
        broken = self.layers.get_parameter("b.bias")[0].abs() > 0.3
        return outcome._replace(losses={**outcome.losses, "generator": torch.where(broken, torch.inf, outcome.loss)})

    monkeypatch.setattr(Duel, "learn", breaks)
    said, weights = train(gan(loss={"type": "MSELoss"}, lr=1.0), 40)
    (failure,) = [event for event in said if isinstance(event, Failure)]
    assert last(said).state == "failed"
    assert failure.step == len(losses(said)) + 1
    assert failure.layer is None, "all weights are finite"
    assert all(bool(value.isfinite().all()) for value in weights.values())
