"""Workers and servers killed at random moments of a training that viewers watch.

INKLING_KILLS: how many workers; a fifth as many servers.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake

import serving
from digits import digit
from inkling.experiment.experiment import Experiment
from inkling.protocol.classroom import HandItIn
from inkling.protocol.looking import Draw, Watch
from inkling.protocol.training import Train
from processes import workers
from serving import Server
from viewing import Viewer

WORKERS = int(os.environ.get("INKLING_KILLS", "10"))
SERVERS = max(2, WORKERS // 5)
VIEWERS = 4
PATIENCE = 90
"""Seconds within which everything is to be well again; the machine may be busy with other tests."""
EXPERIMENT = Experiment.model_validate(
    {
        "net": {
            "layers": [
                {"id": "conv", "type": "Conv2d", "out_channels": 2, "kernel_size": 5, "stride": 3},
                {"id": "flat", "type": "Flatten"},
                {"id": "out", "type": "Linear", "out_features": 10},
            ]
        },
        "data": {"training_size": 2000},
        "training": {"batch_size": 50, "epochs": 10_000},
    }
)


class Attending:
    """Somebody who watches, and comes back whenever the connection is lost, as a page does."""

    def __init__(self, server: Server, room: str, *, presents: bool = False) -> None:
        self.server = server
        self.room = room
        self.presents = presents
        self.step = -1
        self.state = ""
        self.failed = 0
        self.answered = 0
        """The newest drawing that was predicted."""
        self.missed: list[tuple[int, int]] = []
        """Records that did not come: the number before and the one after."""
        self.handed: dict[int, int] = {}
        """What it has handed in and heard of: its own number → the room's."""
        self.over = False
        self.viewer: Viewer | None = None
        self._last: int | None = None
        self._life: str | None = None
        self._thread = threading.Thread(target=self._attend, daemon=True)
        self._thread.start()

    def send(self, command: Any) -> None:
        """Ask for something, if the connection stands."""
        viewer = self.viewer
        if viewer is not None:
            with contextlib.suppress(ConnectionClosed):
                viewer.send(command)

    def leave(self) -> None:
        self.over = True
        self._thread.join(PATIENCE)

    def _attend(self) -> None:
        while not self.over:
            try:
                hello: dict[str, Any] = {"house": True} if self.presents else {"join": True}
                with Viewer(self.server.url, room=self.room, **hello, last=self._last, epoch=self._life) as viewer:
                    self._welcome(viewer)
                    while not self.over:
                        try:
                            self._take(viewer.next(0.5))
                        except TimeoutError:
                            continue
                        self._count(viewer.last)
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError, EOFError):
                self.viewer, self.state = None, "away"
                time.sleep(0.1)
        self.viewer = None

    def _welcome(self, viewer: Viewer) -> None:
        told = viewer.welcome
        self.room, self._life = told.room, told.epoch
        self.state, self.step = told.status.state, told.status.step
        if not told.replayed:
            self._last = told.number
        viewer.last = self._last or 0
        viewer.send(Draw(id=1, example=None))
        viewer.send(Watch(looks={"maps": ["conv"], "filters": ["conv"]}, rate=15))
        self.viewer = viewer

    def _count(self, number: int) -> None:
        last = self._last or 0
        if number > last + 1:
            self.missed.append((last, number))
        self._last = number

    def _take(self, event: Any) -> None:
        match event.kind:
            case "status":
                self.state, self.step = event.state, event.step
            case "failure":
                self.failed += 1
            case "handed":
                assert event.id is not None, event.problem
                assert self.handed.setdefault(event.number, event.id) == event.id
            case "prediction":
                self.answered = max(self.answered, event.drawing)


def until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    limits: dict[str, Any] = {"page_hand_ins": 1000, "hand_ins": 10_000}
    with Server(tmp_path, datasets=serving.data_folder(), warmup_steps=0, log_level="error", **limits) as server:
        yield server


@pytest.fixture
def hall(server: Server) -> Iterator[tuple[Attending, list[Attending]]]:
    """A presenter whose net trains, and some viewers."""
    with Viewer(server.url) as first:
        first.use(EXPERIMENT)
        room = first.welcome.room
    presenter = Attending(server, room, presents=True)
    viewers = [Attending(server, room) for _ in range(VIEWERS)]
    train(presenter)
    yield presenter, viewers
    for each in (presenter, *viewers):
        each.leave()


def train(presenter: Attending) -> None:
    """Have it train until it does: Train is pressed again whenever it stands."""
    begun = presenter.step

    def on() -> bool:
        if presenter.state != "running":
            presenter.send(Train())
            time.sleep(0.2)
        return presenter.state == "running" and presenter.step != begun

    until(on, f"it does not train: {presenter.state}")


def all_well(presenter: Attending, viewers: list[Attending], id: int) -> None:
    """Everybody is connected, sees the training move, and is answered."""
    train(presenter)
    seen = {each: each.step for each in viewers}
    until(lambda: all(each.step != seen[each] and each.state == "running" for each in viewers), "the viewers' training stands")
    for each in viewers:
        each.answered = 0
    image = bytes(random.Random(id).randbytes(784))

    def answered() -> bool:
        for each in viewers:
            if each.answered < id:
                each.send(Draw(id=id, example=digit(image)))
        time.sleep(0.1)
        return all(each.answered >= id for each in viewers)

    until(answered, "drawings are not answered")


def hand_in_until(end: float, viewers: list[Attending], image: bytes) -> None:
    """Hand one digit after the other in; the last ones may not have been heard of when this ends."""
    for number in count(sum(len(each.handed) for each in viewers)):
        for i, each in enumerate(viewers):
            each.send(HandItIn(sender=f"{i:016}", number=number, label=number % 10, image=image))
        time.sleep(0.1)
        if time.monotonic() > end:
            return


def test_killed_workers_lose_nobody(server: Server, hall: tuple[Attending, list[Attending]]) -> None:
    presenter, viewers = hall
    rng = random.Random(1)
    for kill in range(WORKERS):
        time.sleep(rng.uniform(0, 0.6))
        found = workers(server)
        if found:
            os.kill(rng.choice(found), signal.SIGKILL)
        if kill % 5 == 4:
            all_well(presenter, viewers, kill + 2)
        elif presenter.state != "running":
            presenter.send(Train())
    all_well(presenter, viewers, WORKERS + 2)
    for each in (presenter, *viewers):
        assert not each.missed
        assert each.room == presenter.room


def test_a_killed_server_comes_back_with_its_room_and_all_who_were_in_it(
    server: Server, hall: tuple[Attending, list[Attending]]
) -> None:
    presenter, viewers = hall
    room, rng = presenter.room, random.Random(2)
    digit = bytes(rng.randbytes(784))
    for kill in range(SERVERS):
        reached = presenter.step
        hand_in_until(time.monotonic() + rng.uniform(0, 2), viewers, digit)
        server.kill()
        took = server.start()
        assert took < PATIENCE
        all_well(presenter, viewers, kill + 2)
        assert {each.room for each in (presenter, *viewers)} == {room}
        assert presenter.step > 0, reached
    assert "Traceback" not in server.log()
    # Every digit that somebody was told has arrived is there, under its number, and none is there twice.
    told = [id for each in viewers for id in each.handed.values()]
    assert told
    assert len(set(told)) == len(told)
    with Viewer(server.url) as looking:
        looking.send(Watch(wall=True))
        wall = looking.wait(lambda event: event.kind == "wall" and event.whole)
    kept = {each.id for each in wall.digits}
    assert set(told) <= kept
    assert len(kept) == len(wall.digits)
