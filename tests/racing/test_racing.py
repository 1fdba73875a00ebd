"""A race from its start to its end, and what is kept of its numbers."""

from __future__ import annotations

import struct
from typing import Any, get_args

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from inkling.datasets._base import Arrays
from inkling.errors import InklingError
from inkling.experiment.experiment import RATES, Experiment, Optimizer
from inkling.experiment.race import RaceSettings, lanes
from inkling.protocol.racing import RaceSoFar
from inkling.racing import racing
from inkling.racing.nets import RacingNets
from inkling.racing.racing import POINTS, RaceCurves

CPU = torch.device("cpu")
SOFTMAX: list[dict[str, Any]] = [{"id": "f", "type": "Flatten"}, {"id": "o", "type": "Linear", "out_features": 10}]
DEEP = [SOFTMAX[0], *({"id": f"l{i}", "type": "Linear", "out_features": 16} for i in range(3)), SOFTMAX[1]]
"""Explodes within some steps, if they are large."""


def arrays(count: int = 640) -> Arrays:
    """Images of 8×8 pixels, each class a bar of its own in noise: easily learned."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 8, count + 600)
    images = rng.integers(0, 100, (len(labels), 1, 8, 8), dtype=np.uint8)
    images[np.arange(len(labels)), 0, labels] += 100
    return Arrays(images[:count], labels[:count], images[count:], labels[count:])


def experiment(layers: list[dict[str, Any]] = SOFTMAX, **training: Any) -> Experiment:
    net = {"input": [1, 8, 8], "layers": layers}
    settings = {"optimizer": "SGD", "momentum": 0, "batch_size": 32, "lr": 0.01, **training}
    return Experiment.model_validate({"net": net, "training": settings, "data": {"dataset": "mnist", "validation": 0}})


def table(numbers: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.frombuffer(numbers.data, "<f4").reshape(numbers.shape)


def run(values: list[Any], epochs: float = 2, differs: str = "lr", **training: Any) -> list[RaceSoFar]:
    race = RaceSettings.model_validate({"differs": differs, "values": values, "epochs": epochs})
    return list(racing.run(race, experiment(**training), arrays(), CPU))


def test_a_race_says_what_its_nets_did() -> None:
    *before, last = run([0.0001, 0.03])
    assert [event.state for event in before] == ["running"] * len(before)
    assert (last.state, last.step, last.epoch, last.out, last.whole, last.size) == ("done", 40, 2.0, [None, None], True, 600)
    assert last.steps == list(range(1, 41))
    racers = RacingNets(experiment(), lanes(RaceSettings(values=[0.0001, 0.03]), experiment()), arrays(), CPU)
    losses = torch.stack([racers.step() for _ in range(40)], dim=1)
    np.testing.assert_allclose(table(last.losses), losses.numpy(), rtol=1e-5)
    images = racers.source.ready(torch.from_numpy(np.array(arrays().test_inputs)))
    right = racers.count(images, torch.from_numpy(np.array(arrays().test_targets)))[:, 0] / 600
    np.testing.assert_allclose(table(last.measures["accuracy"])[:, -1], right.numpy(), rtol=1e-6)
    assert right[1] > 0.9 > right[0], "one learns, and the other hardly does in this time"


def test_each_optimiser_races_at_its_own_learning_rate_and_it_is_said() -> None:
    names = list(get_args(Optimizer))
    *_, last = run(names, differs="optimizer", lr=0.002)
    assert last.rates == [RATES[name].usual for name in names]
    raced = lanes(RaceSettings(differs="optimizer", values=names), experiment(lr=0.002))
    assert [lane.training.lr for lane in raced] == last.rates
    # At one learning rate, Adam's, Adadelta ended at 23 % beside 98 %: it takes steps of the size of its rate times tiny ones.
    accuracies = table(last.measures["accuracy"])[:, -1]
    assert accuracies.min() > 0.7 * accuracies.max()
    assert run([0.01, 0.1])[-1].rates == []


def test_a_net_that_explodes_is_out_from_that_step() -> None:
    *_, last = run([0.001, 100], layers=DEEP)
    losses = table(last.losses)
    assert last.out[0] is None
    assert last.out[1] == 1 + int(np.argmin(np.isfinite(losses[1])))
    assert np.isnan(table(last.measures["accuracy"])[1, -1])
    assert np.isfinite(losses[0]).all()


def test_a_race_of_nets_that_all_explode_ends_and_says_so() -> None:
    *_, last = run([50, 100], epochs=100, layers=DEEP)
    assert last.state == "done"
    assert None not in last.out
    assert last.epoch < 100
    assert last.message.startswith("No net's loss")


def test_part_of_an_epoch() -> None:
    *_, last = run([0.01, 0.02], epochs=0.5)
    assert (last.step, last.epoch) == (10, 0.5)


def test_seeds_race() -> None:
    *_, last = run([0, 1, 2], differs="seed")
    first = table(last.losses)[:, 0]
    assert len(set(first.tolist())) == 3


def test_a_race_that_can_t_be_is_refused_by_name() -> None:
    with pytest.raises(InklingError, match="twice"):
        run([0.1, 0.1])


@given(count=st.integers(1, 4 * POINTS + 3), nets=st.integers(1, 3))
def test_losses_are_means_over_equally_many_steps(count: int, nets: int) -> None:
    rng = np.random.default_rng(count)
    every = rng.random((count, nets))
    laps = RaceCurves(nets, means=True)
    for step, row in enumerate(every, 1):
        laps.add(step, row)
    assert 1 <= len(laps.steps) <= POINTS
    assert laps.steps == sorted(set(laps.steps))
    stride = laps.steps[0]
    assert laps.steps == [stride * i for i in range(1, len(laps.steps) + 1)], "the last of the steps each stands for"
    assert count - laps.steps[-1] < stride
    expected = every[: laps.steps[-1]].reshape(-1, stride, nets).mean(1).T
    np.testing.assert_allclose(table(laps.numbers), expected, rtol=1e-6)


@given(st.integers(1, 3 * POINTS))
def test_accuracies_are_those_of_their_own_step(count: int) -> None:
    laps = RaceCurves(1, means=False)
    for step in range(1, count + 1):
        laps.add(step, np.array([float(step)]), last=step == count)
    assert laps.steps[-1] == count
    assert len(laps.steps) <= POINTS + 1
    assert list(table(laps.numbers)[0]) == [struct.unpack("<f", struct.pack("<f", step))[0] for step in laps.steps]
