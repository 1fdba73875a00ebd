"""The engine trains: orders are obeyed, events come whole and in order, and nothing of an older net comes after a newer."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from ear import Ear, eventually, experiment
from inkling.datasets._base import Folders
from inkling.experiment.experiment import DataSettings
from inkling.learning.model import initial
from inkling.net import NetSpec
from inkling.runs import messages
from inkling.runs.engine import Engine
from inkling.training.orders import Adjust, Go, OneStep, PauseTraining


def test_the_server_imports_no_torch() -> None:
    code = "import sys, inkling.runs.engine; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_trains_until_a_step_and_then_by_single_steps(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go(until=25))
    status = ear.wait("status", lambda s: s.state == "paused")
    assert status.step == 25
    engine.order("R", OneStep())
    ear.wait("status", lambda s: s.state == "paused" and s.step == 26)
    curves = ear.events("curves")
    assert curves[0].first == 1
    for before, after in itertools.pairwise(curves):
        assert after.first == before.first + before.loss.shape[0]
    assert sum(c.loss.shape[0] for c in curves) == 26


def test_pauses_and_goes_on(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go())
    ear.wait("curves", lambda c: c.first > 3)
    engine.order("R", PauseTraining())
    paused = ear.wait("status", lambda s: s.state == "paused")
    mark = ear.mark()
    engine.order("R", Go())
    assert ear.wait("curves", after=mark).first == paused.step + 1


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="Linux, with groups by session")
def test_gives_way_to_what_was_started_elsewhere(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go())
    ear.wait("curves", lambda c: c.first > 3)
    trainer, observer = engine.pids("R")["trainer"], engine.pids("R")["observer"]
    assert trainer is not None
    assert observer is not None
    assert os.getpriority(os.PRIO_PROCESS, trainer) == 1
    assert os.getsid(trainer) == trainer
    assert Path(f"/proc/{trainer}/autogroup").read_text().endswith(" nice 1\n")
    assert os.getsid(observer) != observer, "drawings are answered at once"


def test_learns(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment(lr=0.01)))
    engine.order("R", Go(until=150))
    ear.wait("status", lambda s: s.state == "paused")
    loss = np.concatenate([np.frombuffer(c.loss.data, np.float32) for c in ear.events("curves")])
    assert loss[-20:].mean() < 0.5 * loss[:5].mean()


def test_adjusts_while_it_runs(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go())
    ear.wait("status", lambda s: s.state == "running" and s.lr == pytest.approx(0.001))
    engine.order("R", Adjust(experiment(lr=0.0005)))
    ear.wait("status", lambda s: s.lr == pytest.approx(0.0005))


def test_an_adjusted_experiment_is_what_a_later_trainer_starts_with(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Adjust(experiment(lr=0.0005)))
    engine.order("R", Go())
    ear.wait("status", lambda s: s.lr == pytest.approx(0.0005))


def test_no_notice_of_an_older_net_comes_after_open(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SetLooks("R", "v", {"maps": ("conv", "out"), "filters": ("conv",)}, 60))
    for i in range(5):
        engine.order("R", Go())
        ear.wait("curves", after=ear.mark())
        run = engine.open(messages.NewNet("R", experiment(channels=3 + i)))
        mark = ear.mark()
        maps = ear.wait("maps", after=mark, key="conv")
        assert maps.pictures.shape == (3 + i, 24, 24)
        time.sleep(0.2)
        assert {notice.run for notice in ear.notices[mark:]} == {run}
        assert not ear.events("curves", after=mark)
    assert engine.pids("R")["trainer"] is None


def test_kept_weights_are_those_of_the_last_step(engine: Engine, ear: Ear, small_folders: Folders) -> None:
    first = engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go(until=30))
    ear.wait("status", lambda s: s.state == "paused")
    trained = load_file(engine._scratch / f"run-{first}" / "checkpoint.safetensors")
    layers = [layer.model_dump() for layer in experiment().net.layers if layer.id not in ("pool", "out")]
    layers.append({"id": "out", "type": "Linear", "out_features": 10})
    wider = experiment().model_copy(update={"net": NetSpec.model_validate({"layers": layers})})
    second = engine.open(messages.NewNet("R", wider, keep=True))
    engine.look(messages.SetLooks("R", "v", {"filters": ("conv",)}, 10))
    filters = ear.wait("filters", key="conv", run=second)
    kernels = trained["conv.weight"].reshape(-1, 5, 5)
    low, high = kernels.amin((1, 2)), kernels.amax((1, 2))
    assert filters.pictures.low == pytest.approx(low.tolist())
    assert filters.pictures.high == pytest.approx(high.tolist())
    # The trainer of the new net starts from the same weights, and BatchNorm's statistics with them.
    kept = engine._scratch / f"run-{second}" / "kept.safetensors"
    net = initial(wider.net, wider.seed, kept)
    state = net.state_dict()
    for name in ("conv.weight", "norm.running_mean", "norm.weight"):
        assert torch.equal(state[name], trained[name])
    assert state["out.weight"].shape != trained["out.weight"].shape
    # And once more, though nothing has been trained in between.
    third = engine.open(messages.NewNet("R", experiment(), keep=True))
    assert ear.wait("filters", key="conv", run=third).pictures == filters.pictures
    engine.order("R", OneStep())
    ear.wait("status", lambda s: s.state == "paused" and s.step == 1, run=third)


def test_a_copied_room_starts_with_the_weights_of_the_other(engine: Engine, ear: Ear) -> None:
    first = engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SetLooks("R", "v", {"filters": ("conv",)}, 10))
    engine.order("R", Go(until=30))
    ear.wait("status", lambda s: s.state == "paused")
    trained = ear.wait("filters", lambda f: f.step == 30, key="conv", run=first)
    second = engine.open(messages.NewNet("S", experiment(), like="R"))
    engine.look(messages.SetLooks("S", "v", {"filters": ("conv",)}, 10))
    copied = ear.wait("filters", key="conv", run=second)
    assert (copied.step, copied.pictures) == (0, trained.pictures)
    # What the copy does is its own.
    mark = ear.mark()
    engine.order("S", OneStep())
    ear.wait("status", lambda s: s.state == "paused" and s.step == 1, room="S")
    assert not ear.events("status", after=mark, room="R")


def test_a_killed_trainer_is_told_and_the_next_one_goes_on(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go())
    ear.wait("curves", lambda c: c.first > 10)
    engine.order("R", PauseTraining())
    kept = ear.wait("status", lambda s: s.state == "paused").step
    engine.order("R", Go())
    ear.wait("status", lambda s: s.state == "running" and s.step > kept + 2)
    pid = engine.pids("R")["trainer"]
    assert pid is not None
    mark, moment = ear.mark(), time.monotonic()
    os.kill(pid, signal.SIGKILL)
    failure = ear.wait("failure", after=mark)
    status = ear.wait("status", lambda s: s.state == "failed", after=mark)
    assert ear.moments[-1] - moment < 2
    assert "signal 9" in failure.why
    assert status.step == failure.step > kept
    assert engine.pids("R")["trainer"] is None
    step = int(failure.todo.removeprefix("Press Train to go on from step ").rstrip("."))
    assert kept <= step <= status.step + 1000
    mark = ear.mark()
    engine.order("R", Go())
    assert ear.wait("curves", after=mark).first == step + 1


def test_a_data_set_that_is_not_there_is_a_failure_in_words(engine: Engine, ear: Ear) -> None:
    absent = experiment().model_copy(update={"data": DataSettings(dataset="fashion-mnist")})
    engine.open(messages.NewNet("R", absent))
    engine.order("R", Go())
    assert "not on this machine" in ear.wait("failure").what
    ear.wait("status", lambda s: s.state == "failed")
    eventually(lambda: engine.pids("R")["trainer"] is None)
    assert len(ear.events("failure")) == 1


def test_trainings_share_the_threads(engine: Engine, ear: Ear) -> None:
    engine._threads = 4
    engine._most_threads = lambda number: None  # type: ignore[method-assign]  # as they come, whether they are of use or not
    for room in ("R", "S"):
        engine.open(messages.NewNet(room, experiment()))
    engine.order("R", Go())
    ear.wait("status", lambda s: "4 threads" in s.device, room="R")
    engine.order("S", Go())
    ear.wait("status", lambda s: "2 threads" in s.device, room="S")
    ear.wait("status", lambda s: "2 threads" in s.device, room="R")
    engine.order("S", PauseTraining())
    ear.wait("status", lambda s: "4 threads" in s.device, room="R", after=ear.mark())
