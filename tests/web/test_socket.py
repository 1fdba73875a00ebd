"""The socket of a real server, spoken to as the page does, and as it should not be."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ormsgpack
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

import serving
from digits import digit
from inkling.experiment.experiment import Experiment
from inkling.protocol._base import Event
from inkling.protocol.data import Sample
from inkling.protocol.looking import Draw, Watch
from inkling.protocol.people import Control, Copy, Rules, Volunteer
from inkling.protocol.room import Ping
from inkling.protocol.training import Change, Pause, Reset, Step, Train
from processes import trainers
from serving import Server
from viewing import Viewer

TINY: dict[str, Any] = {
    "net": {
        "layers": [
            {"id": "conv", "type": "Conv2d", "out_channels": 2, "kernel_size": 5, "stride": 3},
            {"id": "relu", "type": "ReLU"},
            {"id": "flat", "type": "Flatten"},
            {"id": "out", "type": "Linear", "out_features": 10},
        ]
    },
    "data": {"training_size": 2000},
    "training": {"batch_size": 50, "epochs": 1000},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("server"), datasets=serving.data_folder(), warmup_steps=0) as server:
        yield server


def settled(viewer: Viewer, state: str) -> Any:
    return viewer.wait(lambda event: event.kind == "status" and event.state == state)


@pytest.fixture
def viewer(server: Server) -> Iterator[Viewer]:
    with Viewer(server.url) as viewer:
        viewer.use(Experiment.model_validate(TINY))
        yield viewer
        viewer.send(Reset())


def test_training_is_told_as_it_happens(viewer: Viewer) -> None:
    viewer.send(Watch(looks={"maps": ["conv", "relu"], "filters": ["conv"]}, rate=20))
    viewer.send(Draw(id=1, example=digit(bytes(784))))
    viewer.send(Train())
    wanted = {"status", "curves", "evaluation", "prediction", "maps", "filters", "keyframe"}

    def all_came(event: Event) -> bool:
        wanted.discard(event.kind)
        return not wanted

    viewer.wait(all_came)
    viewer.send(Pause())
    paused = settled(viewer, "paused")
    assert paused.step > 0
    assert viewer.numbers == sorted(viewer.numbers)


def test_step_is_exactly_one_mini_batch(viewer: Viewer) -> None:
    for expected in (1, 2, 3):
        viewer.send(Step())
        assert viewer.wait(lambda event: event.kind == "status" and event.state == "paused" and event.step).step == expected


def test_a_reconnect_misses_no_record(server: Server, viewer: Viewer) -> None:
    with Viewer(server.url) as first:
        viewer.send(Train())
        first.wait(lambda event: event.kind == "curves")
        steps = first.wait(lambda event: event.kind == "curves")
        last, life = first.last, first.welcome.epoch
    with Viewer(server.url, room=first.welcome.room, last=last, epoch=life) as again:
        assert again.welcome.replayed
        missed = again.wait(lambda event: event.kind == "curves")
        assert again.numbers == list(range(last + 1, last + 1 + len(again.numbers)))
        assert missed.first == steps.first + steps.loss.shape[0]


def test_who_comes_late_sees_the_whole_curve(server: Server, viewer: Viewer) -> None:
    viewer.send(Train())
    viewer.wait(lambda event: event.kind == "evaluation" and event.step > 0)
    viewer.send(Pause())
    paused = settled(viewer, "paused")
    with Viewer(server.url) as late:
        told = late.welcome
        assert told.status.step == paused.step
        assert sum(curves.stride * curves.loss.shape[0] for curves in told.curves) == paused.step
        assert told.evaluations


def test_a_killed_worker_is_told_and_training_goes_on(server: Server, viewer: Viewer) -> None:
    viewer.send(Train())
    viewer.wait(lambda event: event.kind == "status" and event.step > 50)
    (trainer,) = trainers(server)
    os.kill(trainer, signal.SIGKILL)
    failure = viewer.wait(lambda event: event.kind == "failure", 5)
    assert "signal 9" in failure.why
    settled(viewer, "failed")
    viewer.send(Train())
    assert settled(viewer, "running").step <= failure.step + 1000
    viewer.wait(lambda event: event.kind == "curves")


def test_bad_messages_are_refused_and_harm_nothing(viewer: Viewer) -> None:
    for bad in (
        b"",
        b"\xc1",
        b"\x00",
        ormsgpack.packb({}),
        ormsgpack.packb({"kind": "nothing"}),
        ormsgpack.packb({"kind": "draw"}),
    ):
        viewer.send_bytes(bad)
        assert viewer.wait(lambda event: event.kind == "refused").message
    viewer.send(Draw(id=1, example=digit(b"too short")))
    assert viewer.wait(lambda event: event.kind == "refused").command == "draw"
    viewer.send(Sample(split="test", index=10**9))
    assert viewer.wait(lambda event: event.kind == "refused").command == "sample"
    viewer.send(Ping())
    viewer.wait(lambda event: event.kind == "pong")


def test_an_experiment_that_can_not_be_trained_is_shown_with_its_problems(viewer: Viewer) -> None:
    changed = viewer.use(Experiment.model_validate({"net": {"layers": [{"id": "a", "type": "Linear", "out_features": 10}]}}))
    assert [problem.layer for problem in changed.report.problems if problem.severity == "error"] == ["a"]
    viewer.send(Train())
    assert "flat list" in viewer.wait(lambda event: event.kind == "refused").message
    viewer.send(Change(experiment=Experiment.model_validate(TINY)))
    viewer.send(Step())
    settled(viewer, "paused")


def test_two_viewers_see_one_net_and_each_their_own_drawing(server: Server, viewer: Viewer) -> None:
    with Viewer(server.url) as other:
        viewer.send(Draw(id=7, example=digit(bytes(784))))
        other.send(Draw(id=8, example=digit(b"\xff" * 784)))
        mine = viewer.wait(lambda event: event.kind == "prediction" and event.drawing == 7)
        theirs = other.wait(lambda event: event.kind == "prediction" and event.drawing == 8)
        assert mine.answer != theirs.answer


@pytest.mark.parametrize("path", ["nothing", "api/catalog"])
def test_there_is_no_other_socket(server: Server, path: str) -> None:
    with pytest.raises(InvalidStatus):
        connect(server.url.replace("http", "ws", 1) + path)
    assert "Traceback" not in server.log()


def test_a_page_of_another_site_gets_no_socket(server: Server) -> None:
    with pytest.raises(InvalidStatus):
        connect(server.url.replace("http", "ws", 1) + "ws", origin=Origin("http://evil.example"))


def test_where_others_may_come_the_key_in_the_terminal_makes_the_presenter(tmp_path: Path) -> None:
    with Server(tmp_path, proxy=True, hosts="ink.example.org", warmup_steps=0, waiting_trainers=0) as server:
        shown = re.search(r"https://ink\.example\.org/#key=(\S{22})$", server.log(), re.MULTILINE)
        assert shown
        with Viewer(server.url, name="Ada") as other, Viewer(server.url, key=shown[1]) as presenter:
            assert (other.welcome.role, presenter.welcome.role) == ("viewer", "presenter")
            other.send(Train())
            assert other.wait(lambda event: event.kind == "refused").command == "train"
            told = presenter.wait(lambda event: event.kind == "viewers" and event.count == 2)
            other.send(Volunteer())
            told = presenter.wait(lambda event: event.kind == "viewers" and event.volunteers)
            assert [person.name for person in told.volunteers] == ["Ada"]
            presenter.send(Control(viewer=told.volunteers[0].id))
            assert other.wait(lambda event: event.kind == "role").role == "driver"
            other.send(Step())
            settled(presenter, "paused")
            presenter.send(Rules(copies=True))
            other.send(Copy())
            copied = other.wait(lambda event: event.kind == "copied")
            with Viewer(server.url, room=copied.room, key=copied.key) as own:
                assert own.welcome.role == "presenter"
                assert own.welcome.changed.experiment == presenter.welcome.changed.experiment


def test_the_first_message_must_be_hello(server: Server) -> None:
    with connect(server.url.replace("http", "ws", 1) + "ws") as socket:
        socket.send(ormsgpack.packb({"kind": "train"}))
        with pytest.raises(ConnectionClosed, match="hello"):
            socket.recv(10)


def test_of_too_many_drawings_the_last_is_answered(tmp_path: Path) -> None:
    with Server(tmp_path, page_messages=10, warmup_steps=0, waiting_trainers=0) as server:
        with Viewer(server.url) as noisy, Viewer(server.url) as calm:
            for number in range(1, 501):
                noisy.send(Draw(id=number, example=digit(bytes(784))))
            calm.send(Draw(id=1, example=digit(bytes(784))))
            calm.wait(lambda event: event.kind == "prediction")
            seen: list[str] = []

            def last(event: Any) -> bool:
                seen.append(event.kind)
                return bool(event.kind == "prediction" and event.drawing == 500)

            noisy.wait(last)
            assert seen.count("refused") <= 1
        assert "Traceback" not in server.log()
