"""A device that is not to be had, in real runs: trainings and races go on, on the CPU, and say why."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from ear import Ear, experiment
from inkling.datasets._base import Folders
from inkling.experiment.race import RaceSettings
from inkling.runs import messages
from inkling.runs.child import remark
from inkling.runs.engine import Engine
from inkling.training.orders import Go


def test_trainings_and_races_go_on_without_it(
    tmp_path: Path, small_folders: Folders, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    remark.cache_clear()
    engine = Engine(small_folders, tmp_path, ear, nice=1, device="cuda:97")
    engine.start()
    try:
        with caplog.at_level(logging.WARNING):
            engine.open(messages.NewNet("R", experiment()))
            engine.order("R", Go(until=3))
            status = ear.wait("status", lambda s: s.state == "paused")
            engine.open(messages.NewNet("S", experiment()))
            engine.order("S", Go(until=3))
            ear.wait("status", lambda s: s.state == "paused", room="S")
            engine.race(messages.BeginRace("R", experiment(), RaceSettings(values=[0.001, 0.003], epochs=1)))
            assert ear.wait("racing", lambda r: r.state in ("done", "failed"), room="R").state == "done"
    finally:
        engine.close()
    assert status.step == 3
    assert status.device.startswith("CPU, ")
    assert "not cuda:97: " in status.device
    (said,) = [message for message in caplog.messages if "cuda:97" in message]
    assert said.startswith("Training on the CPU, not cuda:97: ")
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
