"""What the version before kept opens: its database, the room's training with all its figures, and a parked run.

`before/` is the home that a server of that version left: the room trained twelve steps, began anew (the first run is parked),
and trained twelve more; a drawing was handed in. `said.json` is what that version itself told of it after a restart.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inkling.protocol.arrays import Floats
from inkling.protocol.looking import Watch
from inkling.protocol.parking import Back
from inkling.protocol.training import Train
from serving import Server
from tables import counts
from viewing import Viewer

BEFORE = Path(__file__).parent / "before"
SAID = json.loads((BEFORE / "said.json").read_text())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("before")
    (folder / "home").mkdir()
    shutil.copy(BEFORE / "inkling.db", folder / "home")
    shutil.copytree(BEFORE / "rooms", folder / "home" / "rooms")
    with Server(folder, warmup_steps=0) as server:
        yield server


def numbers(floats: Floats) -> list[float]:
    found: list[float] = np.frombuffer(floats.data, "<f4").tolist()
    return found


def told(said: Any) -> dict[str, Any]:
    """All figures of a `welcome` or `restored`, as `said.json` has them."""
    return {
        "step": said.status.step,
        "state": said.status.state,
        "losses": [loss for part in said.curves for loss in numbers(part.loss)],
        "accuracies": [share for part in said.curves for share in numbers(part.measures["accuracy"])],
        "evaluations": [
            [each.step, each.test.loss, each.test.measures["accuracy"], each.test.size] for each in said.evaluations
        ],
        "mistakes": [
            said.showcase.step,
            said.showcase.size,
            counts(said.showcase, "confusion"),
            [worst.index for worst in said.showcase.worst],
        ],
        "keyframes": [each.step for each in said.keyframes],
    }


def test_the_room_is_there_with_all_its_figures_and_a_parked_run_goes_on(server: Server) -> None:
    with Viewer(server.url) as viewer:
        assert told(viewer.welcome) == SAID["room"]
        parked = [
            [each.run, each.step, each.measures["accuracy"], each.measured, each.best, each.state]
            for each in viewer.welcome.runs.runs
        ]
        assert parked == SAID["parked"]
        viewer.send(Watch(wall=True))
        (drawing,) = viewer.wait(lambda event: event.kind == "wall").digits
        assert (drawing.label, bytes(drawing.image)) == (7, bytes(range(256)) * 3 + bytes(16))
        viewer.send(Back(run=1))
        assert told(viewer.wait(lambda event: event.kind in ("restored", "refused"))) == SAID["back"]
        viewer.send(Train())
        assert viewer.wait(lambda event: event.kind == "curves").first == SAID["back"]["step"] + 1
