"""The engine runs races: told as they go, stopped, killed, and gone with their net; trainings share the cores with them."""

from __future__ import annotations

import os
import signal
from functools import partial
from typing import Any

import numpy as np
import pytest

from ear import Ear, eventually, experiment
from inkling.experiment.race import RaceSettings
from inkling.runs import messages
from inkling.runs.engine import Engine
from inkling.training.orders import Go

RATES = [0.0001, 0.003, 0.03]


def race(values: list[Any] = RATES, epochs: float = 100, **more: Any) -> RaceSettings:
    return RaceSettings(values=values, epochs=epochs, **more)


def table(numbers: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.frombuffer(numbers.data, "<f4").reshape(numbers.shape)


def test_a_race_is_told_from_start_to_end(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    number = engine.race(messages.BeginRace("R", experiment(), race(epochs=2)))
    done = ear.wait("racing", lambda r: r.state == "done", room="R", key=str(number))
    assert (done.epoch, done.step, done.values, done.whole, done.size) == (2, 54, RATES, True, 100)
    losses = table(done.losses)
    assert losses.shape == (3, 54)
    assert losses[1, -5:].mean() < 0.7 * losses[1, :5].mean()
    assert table(done.measures["accuracy"])[1, -1] > 0.5
    eventually(lambda: engine.pids("R").get("racer") is None)
    assert engine.pids("R")["trainer"] is None


def test_each_net_goes_as_its_training_alone(engine: Engine, ear: Ear) -> None:
    drawn = experiment()
    layers = tuple(layer for layer in drawn.net.layers if layer.type != "Dropout")
    plain = drawn.model_copy(update={"net": drawn.net.model_copy(update={"layers": layers})})
    engine.open(messages.NewNet("R", plain))
    engine.race(messages.BeginRace("R", plain, race([0.0001, 0.003], epochs=1)))
    done = ear.wait("racing", lambda r: r.state == "done")
    alone = plain.model_copy(update={"training": plain.training.model_copy(update={"lr": 0.003})})
    engine.open(messages.NewNet("R", alone))
    engine.order("R", Go(until=27))
    ear.wait("status", lambda s: s.state == "paused")
    loss = np.concatenate([np.frombuffer(curves.loss.data, np.float32) for curves in ear.events("curves")])
    np.testing.assert_allclose(table(done.losses)[1], loss, rtol=0.02)


def test_a_race_is_stopped_where_it_is(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    number = engine.race(messages.BeginRace("R", experiment(), race()))
    running = ear.wait("racing", lambda r: r.step > 5)
    racer = engine.pids("R").get("racer")
    assert racer is not None
    engine.order("R", messages.StopRace())
    stopped = ear.wait("racing", lambda r: r.state == "stopped", key=str(number))
    assert stopped.step >= running.step
    assert stopped.samples_per_second == 0
    assert engine.pids("R").get("racer") is None


def test_a_killed_race_says_so_and_another_can_be_started(engine: Engine, ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.race(messages.BeginRace("R", experiment(), race()))
    ear.wait("racing", lambda r: r.step > 0)
    racer = engine.pids("R").get("racer")
    assert racer is not None
    os.kill(racer, signal.SIGKILL)
    failed = ear.wait("racing", lambda r: r.state == "failed")
    assert "killed by signal 9" in failed.message
    assert failed.step > 0
    again = engine.race(messages.BeginRace("R", experiment(), race(epochs=0.1)))
    ear.wait("racing", lambda r: r.state == "done", key=str(again))


def test_a_race_that_can_t_begin_says_why(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.race(messages.BeginRace("R", experiment(), race([0.1, 500])))
    failed = ear.wait("racing", lambda r: r.state == "failed")
    assert "Learning rate can't be 500" in failed.message


def test_a_race_goes_with_its_net_and_its_room(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    for end in (lambda: engine.open(messages.NewNet("R", experiment(channels=2))), lambda: engine.shut("R")):
        mark = ear.mark()
        engine.race(messages.BeginRace("R", experiment(), race()))
        ear.wait("racing", lambda r: r.step > 0, after=mark)
        racer = engine.pids("R").get("racer")
        end()
        eventually(lambda: engine.pids("R").get("racer") is None)
        assert racer is not None
        eventually(partial(_gone, racer))


def test_a_training_beside_a_race_goes_on(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("A", experiment()))
    engine.open(messages.NewNet("B", experiment()))
    engine.order("A", Go())
    ear.wait("curves", room="A")
    engine.race(messages.BeginRace("B", experiment(), race()))
    ear.wait("racing", lambda r: r.step > 0, room="B")
    mark = ear.mark()
    ear.wait("curves", room="A", after=mark)
    assert ear.events("racing", room="A") == []


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
