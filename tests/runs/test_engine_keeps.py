"""States that an engine hands over, and another that goes on from them: as if nothing had happened in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from digits import digit
from ear import Ear, eventually, experiment
from inkling.datasets._base import Folders
from inkling.protocol.arrays import Floats
from inkling.runs import messages
from inkling.runs.engine import Engine
from inkling.runs.messages import Notice
from inkling.store.records import KeptRun
from inkling.training.orders import Go, OneStep, PauseTraining


@pytest.fixture
def engines(tmp_path: Path, small_folders: Folders) -> Iterator[Callable[[Ear], Engine]]:
    """Starts engines that hand states over every 0.2 seconds."""
    started: list[Engine] = []

    def start(ear: Ear) -> Engine:
        scratch = tmp_path / f"scratch-{len(started)}"
        scratch.mkdir()
        engine = Engine(small_folders, scratch, ear, nice=1, keep_every=0.2)
        engine.start()
        started.append(engine)
        return engine

    yield start
    for engine in started:
        engine.close()


def handed(ear: Ear, kind: str = "saved") -> list[Notice]:
    return [notice for notice in list(ear.notices) if notice.kind == kind]


def losses(ear: Ear, first: int, last: int) -> list[float]:
    """Of these steps, as they were said."""
    found: dict[int, float] = {}
    for event in ear.events("curves"):
        values: Floats = event.loss
        for i, value in enumerate(np.frombuffer(values.data, np.float32)):
            found[event.first + i] = float(value)
    return [found[step] for step in range(first, last + 1)]


def test_another_engine_goes_on_as_the_first_would_have(engines: Callable[[Ear], Engine], tmp_path: Path) -> None:
    whole, half, rest = Ear(), Ear(), Ear()
    engine = engines(whole)
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go(until=60))
    whole.wait("status", lambda status: status.state == "paused")
    engine = engines(half)
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go(until=25))
    half.wait("status", lambda status: status.state == "paused")
    eventually(lambda: any(notice.key == "25" for notice in handed(half)))
    file = next(notice.file for notice in handed(half) if notice.key == "25")
    assert file is not None
    kept = tmp_path / "kept.safetensors"
    file.rename(kept)
    engine = engines(rest)
    engine.open(messages.NewNet("R", experiment(), kept=KeptRun(25, b"", kept, None)))
    engine.look(messages.PutDrawing("R", "v", 1, digit(bytes(784))))
    assert rest.wait("prediction").step == 25, "also before anything trains"
    engine.order("R", Go(until=60))
    rest.wait("status", lambda status: status.state == "paused" and status.step == 60)
    np.testing.assert_allclose(losses(rest, 26, 60), losses(whole, 26, 60), rtol=1e-5)


def test_a_state_is_handed_over_after_all_that_led_to_it(engines: Callable[[Ear], Engine]) -> None:
    ear = Ear()
    engine = engines(ear)
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go())
    eventually(lambda: len(handed(ear)) > 2)
    engine.order("R", PauseTraining())
    ear.wait("status", lambda status: status.state == "paused")
    step = str(ear.events("status")[-1].step)
    eventually(lambda: handed(ear)[-1].key == step)
    for notice in handed(ear):
        before = ear.events("curves")[: len([n for n in ear.notices[: ear.notices.index(notice)] if n.kind == "curves"])]
        assert before[-1].first + before[-1].loss.shape[0] - 1 == int(notice.key)
    assert len({notice.file for notice in handed(ear)}) == len(handed(ear))


def test_an_engine_that_keeps_nothing_hands_nothing_over(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go(until=5))
    ear.wait("status", lambda status: status.state == "paused")
    engine.open(messages.NewNet("R", experiment(), keep=True))
    engine.order("R", OneStep())
    ear.wait("status", lambda status: status.state == "paused" and status.step == 1)
    assert all(notice.file is None for notice in ear.notices)


def test_a_copy_of_a_room_that_was_restored_begins_with_its_weights(engines: Callable[[Ear], Engine], tmp_path: Path) -> None:
    ear, again = Ear(), Ear()
    engine = engines(ear)
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go(until=25))
    eventually(lambda: any(notice.key == "25" for notice in handed(ear)))
    file = next(notice.file for notice in handed(ear) if notice.key == "25")
    assert file is not None
    kept = tmp_path / "kept.safetensors"
    file.rename(kept)
    engine = engines(again)
    engine.open(messages.NewNet("R", experiment(), kept=KeptRun(25, b"", kept, None)))
    engine.open(messages.NewNet("C", experiment(), like="R"))
    eventually(lambda: len(handed(again, "begun")) == 1)
    (begun,) = handed(again, "begun")
    assert begun.room == "C"
    assert begun.file is not None
    weights, checkpoint = load_file(begun.file), load_file(kept)
    assert set(weights) == {name for name in checkpoint if not name.startswith("@")}
    for name, values in weights.items():
        np.testing.assert_array_equal(values, checkpoint[name])


def test_a_state_that_can_not_be_read_leaves_a_room_that_works(engines: Callable[[Ear], Engine], tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    damaged.write_bytes(b"no state")
    ear = Ear()
    engine = engines(ear)
    engine.open(messages.NewNet("R", experiment(), kept=KeptRun(25, b"", damaged, None)))
    engine.order("R", Go(until=5))
    assert "Training begins anew" in ear.wait("status", lambda status: status.message).message
    ear.wait("status", lambda status: status.state == "paused" and status.step == 5)
