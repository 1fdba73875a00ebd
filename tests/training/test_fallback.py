"""Where training goes back to when its numbers run away, whatever the rate and the optimiser: held against plain steps."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from torch import nn

from inkling.datasets._base import Arrays
from inkling.experiment.experiment import Experiment, TrainingSettings
from inkling.learning.learner import Learner
from inkling.machine.pace import Pace
from inkling.protocol.training import Curves, Status
from inkling.training.fallback import Fallback, Level
from inkling.training.orders import Adjust, End, Go, Order, SetWeights
from inkling.training.trainer import Trainer

CPU = torch.device("cpu")
OPTIMIZERS = get_args(TrainingSettings.model_fields["optimizer"].annotation)
NETS: dict[str, list[dict[str, Any]]] = {
    "linear": [{"id": "flat", "type": "Flatten"}, {"id": "out", "type": "Linear", "out_features": 10}],
    "deep": [
        {"id": "flat", "type": "Flatten"},
        {"id": "one", "type": "Linear", "out_features": 12},
        {"id": "two", "type": "Linear", "out_features": 12},
        {"id": "out", "type": "Linear", "out_features": 10},
    ],
    "norm": [
        {"id": "flat", "type": "Flatten"},
        {"id": "one", "type": "Linear", "out_features": 12},
        {"id": "norm", "type": "BatchNorm1d"},
        {"id": "relu", "type": "ReLU"},
        {"id": "out", "type": "Linear", "out_features": 10},
    ],
}


def arrays() -> Arrays:
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (130, 1, 8, 8), dtype=np.uint8), rng.integers(0, 10, 130)
    return Arrays(images[:100], labels[:100], images[100:], labels[100:])


def experiment(net: str = "deep", **training: Any) -> Experiment:
    return Experiment.model_validate(
        {
            "net": {"input": (1, 8, 8), "layers": NETS[net]},
            "data": {"dataset": "mnist"},
            "training": {"batch_size": 16, "epochs": 12, **training},
            "seed": 5,
        }
    )


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Nets as small as these wait for threads longer than they compute."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


class Always(Pace):
    """What is due each time it is asked for."""

    @property
    def due(self) -> bool:
        return True


class Runs:
    """A trainer that is told one order after another, each once it rests. `keeps`: it copies its state after every step."""

    def __init__(self, chosen: Experiment, *, keeps: bool = True, **more: Any) -> None:
        self.orders: list[Order] = []
        self.weights: dict[str, torch.Tensor] = {}
        self.losses: dict[int, float] = {}
        self.status = Status()
        trainer = Trainer(chosen, arrays(), inbox=self, publish=self._publish, device=CPU, **more)
        if keeps:
            trainer._to_keep = trainer._to_save = Always(every=0)
        self._events = trainer.events()

    @property
    def failed(self) -> bool:
        return self.status.state == "failed"

    def poll(self) -> Order | None:
        return None

    def wait(self) -> Order:
        return self.orders.pop(0) if self.orders else End()

    def obey(self, *orders: Order) -> None:
        """What happens until it waits again."""
        self.orders = [*orders]
        for event in self._events:
            if isinstance(event, Curves):
                self.losses = {step: loss for step, loss in self.losses.items() if step < event.first}
                self.losses |= dict(enumerate(np.frombuffer(event.loss.data, "<f4").tolist(), event.first))
            elif isinstance(event, Status):
                self.status = event
                if event.state in ("failed", "done", "paused") and not self.orders:
                    return

    def _publish(self, step: int, module: nn.Module) -> None:
        self.weights = {name: value.clone() for name, value in module.state_dict().items()}


def own_loss(chosen: Experiment, weights: dict[str, torch.Tensor], step: int) -> float:
    """The loss of these weights on the mini-batch that comes after so many steps."""
    learner = Learner(chosen, arrays(), CPU)
    still = chosen.model_copy(update={"training": chosen.training.model_copy(update={"lr": 0.0, "weight_decay": 0.0})})
    learner.adjust(still)
    for _ in range(step):
        learner.step()
    learner.net.load_state_dict(weights)
    with torch.no_grad():
        inputs, labels = learner.batch(learner.next_rows(), step)
        logits = learner.net(inputs)
    return float(F.cross_entropy(logits, labels))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(net="deep", optimizer="SGD", exponent=2.0, momentum=0.99, decay=0.0, keeps=True)
@example(net="norm", optimizer="AdamW", exponent=2.0, momentum=0.9, decay=1.0, keeps=True)
@given(
    net=st.sampled_from(sorted(NETS)),
    optimizer=st.sampled_from(OPTIMIZERS),
    exponent=st.floats(-1, 2),
    momentum=st.sampled_from([0.0, 0.9, 0.99]),
    decay=st.sampled_from([0.0, 1.0]),
    keeps=st.booleans(),
)
def test_after_a_failure_it_is_near_its_least_loss_and_trains_on(
    net: str, optimizer: str, exponent: float, momentum: float, decay: float, keeps: bool
) -> None:
    chosen = experiment(net, optimizer=optimizer, lr=10.0**exponent, momentum=momentum, weight_decay=decay)
    run = Runs(chosen, keeps=keeps)
    run.obey(Go())
    if not run.failed:
        return
    assert all(value.isfinite().all() for value in run.weights.values())
    least = min(run.losses.values())
    loss = own_loss(chosen, run.weights, run.status.step)
    assert loss <= 10 * least * (1 + 1e-4)
    # A lower rate, and it trains: no failure, and it does not get worse.
    gentle = experiment(net, optimizer=optimizer, lr=1e-4 if optimizer != "Adadelta" else 1e-2, momentum=momentum)
    run.obey(Adjust(gentle), Go(until=run.status.step + 30))
    assert not run.failed
    after = [run.losses[step] for step in sorted(run.losses)][-10:]
    assert np.mean(after) <= 2 * max(loss, math.log(10))


def test_the_least_loss_is_not_one_lucky_batch() -> None:
    level = Level()
    assert level.add(2.0)
    assert level.add(20.0)
    assert not level.add(20.1)  # the least is 2
    for _ in range(30):
        level.add(0.9)
    assert level.add(1e-9)
    assert level.least == pytest.approx((19 * 0.9 + 1e-9) / 20 / 3)
    assert level.add(2.8)
    assert not level.add(3.0)


def test_a_state_that_has_run_away_is_never_good() -> None:
    """Finite all the while, and kept after every step: the last good one is that before the loss rose."""
    learner = Learner(experiment("linear", lr=0), arrays(), CPU)
    fallback = Fallback(learner.capture())
    for loss in (2.0, 1.0, 0.5, 4.9, 5.1, 1e4, 1e20, 1e30, 1e20):
        learner.step()
        fallback.note(learner.step_number, [loss])
        fallback.keep(learner)
    assert fallback.good.step == 3  # its loss, of the fourth step, is 4.9: less than ten times 0.5
    assert not fallback.sane
    assert fallback.anchor.step == learner.step_number - 1  # steps are not taken again for ever


def test_losses_of_other_data_are_not_compared() -> None:
    learner = Learner(experiment("linear", lr=0), arrays(), CPU)
    fallback = Fallback(learner.capture())
    fallback.note(1, [0.01])
    fallback.settle(learner.capture(), other_losses=True)
    learner.step()
    fallback.keep(learner)
    fallback.note(2, [2.0])
    learner.step()
    fallback.keep(learner)
    assert fallback.good.step == 1


def test_an_edit_that_breaks_it_is_undone_by_a_failure_and_one_that_does_not_stays() -> None:
    hot = experiment("deep", optimizer="SGD", lr=100, momentum=0)
    for value, stays in ((0.5, True), (1e8, False)):
        run = Runs(hot)
        run.obey(SetWeights("out", "bias", (0,), np.array([value], "<f4").tobytes()), Go())
        assert run.status.state == "failed"
        assert (float(run.weights["out.bias"][0]) == value) == stays


def test_a_run_that_was_killed_after_it_had_run_away_knows_where_to_go_back_to(tmp_path: Path) -> None:
    hot = experiment("deep", optimizer="SGD", lr=1, momentum=0.99)
    file = tmp_path / "run"
    killed = Runs(hot, checkpoint=file)
    killed.obey(Go(until=6))
    assert killed.status.state == "paused"
    assert killed.losses[6] > 1000 * killed.losses[1]
    run = Runs(hot, checkpoint=file, resume=True)
    run.obey(Go())
    assert run.status.state == "failed"
    assert run.status.step < 4
    assert own_loss(hot, run.weights, run.status.step) <= 10 * killed.losses[1]
