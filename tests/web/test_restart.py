"""A real server that is killed, ended, started again, and started where it can keep nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import ormsgpack
import pytest
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed
from websockets.uri import parse_uri

from digits import digit
from inkling.experiment.experiment import Experiment
from inkling.protocol.looking import Draw
from inkling.protocol.parking import Back
from inkling.protocol.people import Rules
from inkling.protocol.room import Hello
from inkling.protocol.training import Pause, Reset, Train
from inkling.rooms.hub import CLOSING
from inkling.store.records import RoomRecord
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
    "training": {"batch_size": 50, "epochs": 10_000},
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path, warmup_steps=0, snapshot_seconds=0.5) as server:
        yield server


def trained(viewer: Viewer, least: int, limit_s: float = 60) -> Any:
    return viewer.wait(lambda event: event.kind == "status" and event.step >= least, limit_s)


def loss(curves: list[Any]) -> np.ndarray[Any, Any]:
    assert all(part.stride == 1 for part in curves)
    return np.concatenate([np.frombuffer(part.loss.data, np.float32) for part in curves])


def test_after_a_kill_everything_is_back_within_ten_seconds(server: Server) -> None:
    with Viewer(server.url) as viewer:
        viewer.use(Experiment.model_validate(TINY))
        viewer.send(Rules(copies=True))
        viewer.send(Train())
        curves = [viewer.wait(lambda event: event.kind == "curves")]
        began = time.monotonic()
        while time.monotonic() - began < 3:
            event = viewer.next()
            if event.kind == "curves":
                curves.append(event)
        server.kill()
        before = viewer.welcome
        last = viewer.last
    assert server.start() < 10
    with Viewer(server.url, room=before.room, house=True, epoch=before.epoch, last=last) as viewer:
        now = viewer.welcome
        assert (now.room, now.house, now.role) == (before.room, True, "presenter")
        assert now.people.copies
        assert now.changed.experiment == Experiment.model_validate(TINY)
        assert now.status.state == "paused"
        assert 0 < now.status.step <= curves[-1].first + curves[-1].loss.shape[0] + 500
        assert "restart" in now.status.message
        np.testing.assert_array_equal(loss(now.curves), loss(curves)[: now.status.step])
        viewer.send(Draw(id=1, example=digit(bytes(784))))
        assert viewer.wait(lambda event: event.kind == "prediction").step == now.status.step
        viewer.send(Train())
        assert viewer.wait(lambda event: event.kind == "curves").first == now.status.step + 1
        viewer.send(Pause())
        trained(viewer, now.status.step + 1)


def test_a_run_that_has_just_made_way_is_there_again_after_a_kill(server: Server) -> None:
    held: list[int] = []
    try:
        with Viewer(server.url) as viewer:
            viewer.use(Experiment.model_validate(TINY))
            viewer.send(Train())
            curves = [viewer.wait(lambda event: event.kind == "curves")]
            while not list((server.home / "rooms").rglob("*-0001.state")):
                event = viewer.next()
                curves += [event] if event.kind == "curves" else []
            held = trainers(server)
            for pid in held:  # it does not come to an end, so its last state is not written
                os.kill(pid, signal.SIGSTOP)
            viewer.send(Reset())
            left = viewer.wait(lambda event: event.kind == "changed" and event.fresh)
            assert left.parked.state == "leaving"
            until = time.monotonic() + 30
            while not any(record.leaving for record in records(server)):
                assert time.monotonic() < until
                time.sleep(0.01)
            server.kill()
    finally:
        for pid in held:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    server.start()
    with Viewer(server.url) as viewer:
        assert viewer.welcome.status.step == 0
        (run,) = viewer.welcome.runs.runs
        assert (run.run, run.state, run.name) == (1, "kept", left.parked.name)
        assert 0 < run.step <= left.parked.step
        assert run.measured is not None
        assert run.measured <= run.step
        viewer.send(Back(run=1))
        back = viewer.wait(lambda event: event.kind == "restored")
        assert back.status.step == run.step
        np.testing.assert_array_equal(loss(back.curves), loss(curves)[: run.step])
        viewer.send(Train())
        assert viewer.wait(lambda event: event.kind == "curves").first == run.step + 1


def records(server: Server) -> list[RoomRecord]:
    """What the database says of its rooms."""
    with contextlib.closing(sqlite3.connect(server.home / "inkling.db")) as database:
        return [RoomRecord.read(text) for (text,) in database.execute("SELECT record FROM rooms")]


def test_kill_after_kill_no_room_is_lost_and_no_training_goes_back(server: Server) -> None:
    """A few times: `benchmarks` kills more often."""
    step = 0
    rooms: list[str] = []
    for i in range(4):
        with Viewer(server.url, room=f"K7A{'ACDE'[i]}", experiment={**TINY, "seed": i}) as viewer:
            rooms.append(viewer.welcome.room)
        with Viewer(server.url) as viewer:
            assert viewer.welcome.status.step >= step
            step = viewer.welcome.status.step
            viewer.send(Train())
            trained(viewer, step + 20)
        server.kill()
        server.start()
        for seed, code in enumerate(rooms):
            with Viewer(server.url, room=code, join=True) as viewer:
                assert viewer.welcome.changed.experiment.seed == seed


class Stalled:
    """A viewer who said hello, and never reads."""

    def __init__(self, server: Server) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", server.port))
        protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{server.port}/ws"))
        protocol.send_request(protocol.connect())
        self.socket.sendall(b"".join(protocol.data_to_send()))
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self.socket.recv(1)
        protocol.receive_data(answer)
        hello = ormsgpack.packb(Hello().model_dump(mode="python"))
        protocol.send_binary(hello)
        self.socket.sendall(b"".join(protocol.data_to_send()))

    def close(self) -> None:
        self.socket.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_within_ten_seconds_whoever_does_not_read(server: Server, number: signal.Signals) -> None:
    stalled = [Stalled(server) for _ in range(5)]
    with Viewer(server.url) as viewer:
        viewer.use(Experiment.model_validate(TINY))
        viewer.send(Train())
        step = trained(viewer, 200).step
        assert server.process is not None
        began = time.monotonic()
        server.process.send_signal(number)
        with pytest.raises(ConnectionClosed) as closed:
            viewer.wait(lambda event: False)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4004, CLOSING)
        server.process.wait(10)
        assert time.monotonic() - began < 10
    for each in stalled:
        each.close()
    assert "Traceback" not in server.log()
    server.start()
    with Viewer(server.url) as viewer:
        assert viewer.welcome.status.state == "paused"
        assert viewer.welcome.status.step >= step
        viewer.send(Reset())


def test_two_servers_of_one_folder_do_not_harm_each_other(server: Server, tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    with Server(tmp_path / "second", warmup_steps=0, home=server.home) as second:
        assert "Another Inkling" in second.log()
        assert "--home" in second.log()
        with Viewer(second.url) as viewer:
            viewer.use(Experiment.model_validate({**TINY, "seed": 9}))
            viewer.send(Train())
            trained(viewer, 20)
    with Viewer(server.url) as viewer:
        viewer.use(Experiment.model_validate(TINY))
        viewer.send(Rules(closed=False))
        viewer.wait(lambda event: event.kind == "viewers")
    server.kill()
    server.start()
    with Viewer(server.url) as viewer:
        assert viewer.welcome.changed.experiment.seed == 0


def test_it_serves_where_it_can_keep_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("not a folder")
    with Server(tmp_path, warmup_steps=0, home=tmp_path / "blocked" / "home") as server:
        assert "Nothing can be kept" in server.log()
        assert "--home" in server.log()
        assert "Traceback" not in server.log()
        with Viewer(server.url) as viewer:
            refused = viewer.wait(lambda event: event.kind == "refused")
            assert "Nothing can be kept" in refused.message
            viewer.use(Experiment.model_validate(TINY))
            viewer.send(Train())
            trained(viewer, 20, 200)  # each process makes the digits anew


def test_a_damaged_list_of_rooms_keeps_no_server_from_starting(server: Server) -> None:
    with Viewer(server.url) as viewer:
        viewer.use(Experiment.model_validate(TINY))
        viewer.send(Train())
        trained(viewer, 50)
        viewer.send(Pause())
        step = viewer.wait(lambda event: event.kind == "status" and event.state == "paused").step
        room = viewer.welcome.room
        viewer.send(Rules(copies=True))
        viewer.wait(lambda event: event.kind == "viewers" and event.copies)
    server.stop()
    (server.home / "inkling.db").write_bytes(b"SQLite format 3\0" + bytes(8192))
    server.start()
    with Viewer(server.url) as viewer:
        assert (viewer.welcome.room, viewer.welcome.status.step) == (room, step)
        assert "set aside as inkling.db.damaged-" in viewer.wait(lambda event: event.kind == "refused").message
    assert "set aside" in server.log()
    assert list(server.home.glob("inkling.db.damaged-*"))


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system has no limits on files")
def test_a_full_disk_is_said_to_the_presenter_and_training_goes_on(tmp_path: Path) -> None:
    with Server(tmp_path, warmup_steps=0, snapshot_seconds=0.5) as server, Viewer(server.url) as viewer:
        viewer.use(Experiment.model_validate(TINY))
        viewer.send(Train())
        trained(viewer, 1)
        assert server.process is not None
        # Files of this process may not grow beyond this, as on a full disk. Those that train were started before.
        subprocess.run(["prlimit", f"--pid={server.process.pid}", "--fsize=12000:unlimited"], check=True)
        # The database may be the first to meet the limit; SQLite then speaks of an error of the disk.
        refused = viewer.wait(lambda event: event.kind == "refused" and "disk is full" in event.message)
        assert "Free some space" in refused.message
        step = trained(viewer, 1).step
        trained(viewer, step + 100)
        subprocess.run(["prlimit", f"--pid={server.process.pid}", "--fsize=unlimited:unlimited"], check=True)
