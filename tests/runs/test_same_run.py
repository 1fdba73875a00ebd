"""The same experiment gives the same run, bit for bit, under the conditions that are promised: one number of threads."""

from __future__ import annotations

from pathlib import Path

import pytest

from ear import Ear, experiment
from inkling.datasets._base import Folders
from inkling.runs import messages
from inkling.runs.engine import Engine
from inkling.training.orders import Go

STEPS = 60


@pytest.mark.parametrize("other", [False, True])
def test_whatever_trains_beside_it(tmp_path: Path, small_folders: Folders, other: bool) -> None:
    def losses(name: str, beside: bool) -> bytes:
        ear = Ear()
        scratch = tmp_path / name
        scratch.mkdir()
        engine = Engine(small_folders, scratch, ear, nice=1, threads=1, device="cpu")
        engine.start()
        try:
            engine.open(messages.NewNet("R", experiment()))
            engine.order("R", Go(until=STEPS // 3))
            ear.wait("status", lambda s: s.state == "paused" and s.step == STEPS // 3, room="R")
            if beside:
                engine.open(messages.NewNet("S", experiment()))
                engine.order("S", Go())
                ear.wait("curves", lambda c: c.first > 3, room="S")
            engine.order("R", Go(until=STEPS))
            ear.wait("status", lambda s: s.state == "paused" and s.step == STEPS, room="R")
            return b"".join(bytes(curves.loss.data) for curves in ear.events("curves", room="R"))
        finally:
            engine.close()

    alone = losses("alone", beside=False)
    assert len(alone) == STEPS * 4
    assert losses("again", beside=other) == alone
