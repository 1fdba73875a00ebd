"""A training that makes way hands over its last state, and one that is gone back to goes on as if nothing had come between."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors import safe_open

from digits import digit
from ear import Ear, eventually, experiment
from inkling.datasets._base import Folders
from inkling.protocol.arrays import Floats
from inkling.runs import messages
from inkling.runs.engine import Engine
from inkling.runs.messages import Notice
from inkling.store.records import KeptRun
from inkling.training.orders import Go, OneStep, SetWeights

OTHER = experiment(channels=2)


def left(ear: Ear, count: int = 1) -> Notice:
    """The last of so many runs that were handed over."""

    def found() -> list[Notice]:
        return [notice for notice in list(ear.notices) if notice.kind == "left"]

    eventually(lambda: len(found()) == count)
    return found()[-1]


def losses(ear: Ear, runs: set[int]) -> dict[int, float]:
    """Of each step, as they were said of these runs."""
    found: dict[int, float] = {}
    for run in sorted(runs):
        for event in ear.events("curves", run=run):
            values: Floats = event.loss
            for i, value in enumerate(np.frombuffer(values.data, np.float32)):
                found[event.first + i] = float(value)
    return found


def take(notice: Notice, folder: Path) -> KeptRun:
    """As the archive would: the files are its own from now on."""
    files = []
    for name, file in (("checkpoint", notice.file), ("start", notice.start)):
        target = folder / f"{name}-{notice.run}" if file is not None else None
        if file is not None and target is not None:
            file.rename(target)
        files.append(target)
    return KeptRun(int(notice.key), b"", files[0], files[1])


def step_of(kept: KeptRun) -> int:
    assert kept.checkpoint is not None
    with safe_open(kept.checkpoint, framework="numpy") as file:
        return int(json.loads(file.metadata()["inkling"])["place"][0])


def test_a_run_that_is_gone_back_to_goes_on_to_the_bit(engine: Engine, ear: Ear, tmp_path: Path) -> None:
    whole = engine.open(messages.NewNet("W", experiment()))
    engine.order("W", Go(until=90))
    ear.wait("status", lambda status: status.state == "paused", run=whole)

    first = engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go())
    ear.wait("curves", lambda curves: curves.first > 10, run=first)
    engine.order("R", messages.Park())
    other = engine.open(messages.NewNet("R", OTHER))
    kept = take(left(ear), tmp_path)
    assert step_of(kept) == kept.step == max(losses(ear, {first})), "its true last state, not one of seconds before"
    measured = ear.events("evaluation", run=first)
    assert measured[-1].step == kept.step, "and what it came to is measured"

    engine.order("R", Go(until=5))
    ear.wait("status", lambda status: status.state == "paused", run=other)
    engine.order("R", messages.Park())
    second = engine.open(messages.NewNet("R", experiment(), kept=kept, renewed=True))
    take(left(ear, 2), tmp_path)
    engine.look(messages.PutDrawing("R", "v", 1, digit(bytes(784))))
    assert ear.wait("prediction", run=second).step == kept.step
    engine.order("R", Go(until=max(90, kept.step + 10)))
    ear.wait("status", lambda status: status.state == "paused" and status.step >= 90, run=second)
    in_two, at_once = losses(ear, {first, second}), losses(ear, {whole})
    assert [in_two[step] for step in range(1, 91)] == [at_once[step] for step in range(1, 91)]


def test_orders_that_came_before_are_obeyed_before_it_leaves(engine: Engine, ear: Ear, tmp_path: Path) -> None:
    run = engine.open(messages.NewNet("R", experiment()))
    engine.order("R", OneStep())
    engine.order("R", OneStep())
    engine.order("R", SetWeights("out", "bias", (0,), np.array([0.75], np.float32).tobytes()))
    engine.order("R", messages.Park())
    engine.open(messages.NewNet("R", OTHER))
    kept = take(left(ear), tmp_path)
    assert kept.step == 2
    assert ear.events("status", run=run)[-1].step == 2
    assert kept.checkpoint is not None
    with safe_open(kept.checkpoint, framework="numpy") as file:
        assert file.get_tensor("out.bias")[0] == 0.75


def test_what_a_run_began_with_is_handed_over_too(engine: Engine, ear: Ear, tmp_path: Path) -> None:
    run = engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go(until=5))
    ear.wait("status", lambda status: status.state == "paused", run=run)
    engine.order("R", messages.Park())
    engine.open(messages.NewNet("R", experiment(lr=0.1), keep=True))
    first = take(left(ear), tmp_path)
    assert first.start is None, "it began with random weights"
    engine.order("R", messages.Park())
    engine.open(messages.NewNet("R", OTHER))
    second = take(left(ear, 2), tmp_path)
    assert (second.step, second.checkpoint) == (0, None)
    assert second.start is not None
    assert first.checkpoint is not None
    with safe_open(first.checkpoint, framework="numpy") as of_first, safe_open(second.start, framework="numpy") as began:
        np.testing.assert_array_equal(of_first.get_tensor("conv.weight"), began.get_tensor("conv.weight"))


def test_weights_stay_to_be_taken_over_while_there_is_no_net(engine: Engine, ear: Ear, tmp_path: Path) -> None:
    run = engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go(until=5))
    ear.wait("status", lambda status: status.state == "paused", run=run)
    engine.order("R", messages.Park())
    kept = take(left(ear), tmp_path)
    engine.order("R", Go())  # nobody would ask: but nothing changes what was handed over
    engine.open(messages.NewNet("R", experiment(), keep=True))
    engine.order("R", messages.Park())
    engine.open(messages.NewNet("R", OTHER))
    began = take(left(ear, 2), tmp_path).start
    assert began is not None
    assert kept.checkpoint is not None
    with safe_open(kept.checkpoint, framework="numpy") as of_first, safe_open(began, framework="numpy") as file:
        np.testing.assert_array_equal(of_first.get_tensor("conv.weight"), file.get_tensor("conv.weight"))


def test_runs_that_end_with_the_room_or_the_engine_leave_nothing(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go())
    ear.wait("curves")
    engine.order("R", messages.Park())
    engine.open(messages.NewNet("R", OTHER))
    engine.shut("R")
    engine.open(messages.NewNet("S", experiment()))
    engine.order("S", Go())
    ear.wait("curves", room="S")
    engine.order("S", messages.Park())  # the fixture closes the engine, and looks whether anything is there still


def test_no_trainer_is_started_ahead_of_time_for_a_run_that_was_left(tmp_path: Path, small_folders: Folders, ear: Ear) -> None:
    engine = Engine(small_folders, tmp_path, ear, nice=1, waiting=2)
    engine.start()
    try:
        engine.open(messages.NewNet("R", experiment()))
        engine.order("R", messages.Park())  # for a net that can't be built: no other comes after it
        left(ear)
        engine.open(messages.NewNet("S", experiment()))  # its turn comes later
        eventually(lambda: engine.pids("S")["trainer"] is not None)
        assert engine.pids("R")["trainer"] is None
    finally:
        engine.close()
