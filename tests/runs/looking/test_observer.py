"""The observer, in this process: what is sent to whom, what is not sent, and what comes first."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest
import torch

from digits import digit
from ear import PATIENCE, experiment
from inkling.datasets._base import Folders
from inkling.datasets._images import image_dataset
from inkling.learning.model import initial
from inkling.protocol import wire
from inkling.runs import messages
from inkling.runs.looking.budget import Budget
from inkling.runs.looking.observer import Observer
from inkling.runs.looking.room_net import RoomNet
from inkling.runs.looking.shelf import Shelf
from inkling.runs.looking.viewer_state import ViewerState
from inkling.runs.training.snapshot import SnapshotWriter

BLANK = bytes(784)
INK = bytes([255] * 784)


class Told:
    """What viewers were told."""

    def __init__(self) -> None:
        self.all: list[tuple[tuple[str, ...], str, str, Any]] = []

    def __call__(self, viewers: tuple[str, ...], kind: str, key: str, encoded: bytes) -> None:
        self.all.append((viewers, kind, key, wire.decode(encoded)))

    def take(self) -> list[tuple[tuple[str, ...], str, str]]:
        """(Viewers, kind, layer) since the last time."""
        taken = [each[:3] for each in self.all]
        self.all.clear()
        return taken


def onlooker(name: str, pixels: bytes | None = BLANK, **layers: tuple[str, ...]) -> ViewerState:
    return ViewerState(name, looks=layers, example=None if pixels is None else digit(pixels), drawn=True)


@pytest.fixture
def room() -> RoomNet:
    return RoomNet(1, experiment(), None)


@pytest.fixture
def tell() -> Told:
    return Told()


class Trained:
    """A net whose weights are published to a room."""

    def __init__(self, path: Path, room: RoomNet) -> None:
        self.net = initial(experiment().net, experiment().seed)
        self.writer = SnapshotWriter(path, self.net)
        room.follow(path)
        self.step = 0

    def change(self, name: str, by: float) -> None:
        self.step += 1
        with torch.no_grad():
            self.net.state_dict()[name].add_(by)
        self.writer.publish(self.step, self.net)


def test_who_sees_the_same_is_told_together(room: RoomNet, tell: Told) -> None:
    viewers = [onlooker("a", maps=("conv",)), onlooker("b"), onlooker("c", INK, maps=("conv", "relu"))]
    room.show_drawings(viewers, tell)
    assert tell.take() == [
        (("a", "b"), "prediction", ""),
        (("c",), "prediction", ""),
        (("a",), "maps", "conv"),
        (("c",), "maps", "conv"),
        (("c",), "maps", "relu"),
    ]


def test_unchanged_pictures_are_not_sent_again(room: RoomNet, tell: Told, tmp_path: Path) -> None:
    viewers = [onlooker("a", maps=("conv", "out"), filters=("conv",))]
    room.show_drawings(viewers, tell)
    room.show_weights(viewers, tell)
    assert [each[1:] for each in tell.take()] == [("prediction", ""), ("maps", "conv"), ("maps", "out"), ("filters", "conv")]
    trained = Trained(tmp_path / "weights", room)
    trained.change("out.bias", 1)
    assert room.behind
    room.catch_up()
    assert (room.step, room.behind) == (1, False)
    room.show_drawings(viewers, tell)
    room.show_weights(viewers, tell)
    assert [each[1:] for each in tell.take()] == [("prediction", ""), ("maps", "out")]
    trained.change("conv.weight", 1)
    room.catch_up()
    room.show_weights(viewers, tell)
    assert [each[1:] for each in tell.take()] == [("filters", "conv")]


def test_a_new_drawing_is_sent_though_its_maps_are_the_same(room: RoomNet, tell: Told) -> None:
    viewer = onlooker("a", maps=("conv",))
    room.show_drawings([viewer], tell)
    viewer.drawing += 1
    tell.take()
    room.show_drawings([viewer], tell)
    assert [each[3].drawing for each in tell.all] == [1, 1]


def test_an_output_that_is_no_number_is_said_once(room: RoomNet, tell: Told, tmp_path: Path) -> None:
    viewer = onlooker("a", maps=("out",))
    trained = Trained(tmp_path / "weights", room)
    for change in (float("nan"), 1.0):
        trained.change("out.bias", change)
        room.catch_up()
        room.show_drawings([viewer], tell)
    assert [each[1] for each in tell.take()] == ["refused", "maps"]
    with torch.no_grad():
        trained.net.state_dict()["out.bias"].zero_()
    trained.change("out.bias", 0)
    room.catch_up()
    room.show_drawings([viewer], tell)
    assert [each[1] for each in tell.take()] == ["prediction", "maps"]


def test_the_rooms_own_watching_needs_no_drawing(room: RoomNet, tell: Told) -> None:
    viewer = ViewerState("time-machine", looks={"maps": (), "filters": ("conv",)})
    room.viewers[viewer.id] = viewer
    assert not room.needs_data()
    room.show_drawings([viewer], tell)
    room.show_weights([viewer], tell)
    assert tell.take() == [(("time-machine",), "filters", "conv")]


def test_who_does_not_look_waits_for_nothing(room: RoomNet, tmp_path: Path) -> None:
    viewer = onlooker("a", filters=("conv",))
    viewer.rate = 0
    Trained(tmp_path / "weights", room).change("out.bias", 1)
    assert not room.waiting(viewer)
    viewer.rate = 1
    assert room.waiting(viewer)


def test_budget() -> None:
    budget = Budget(0.05)
    budget.spent(1.0)
    assert budget.ready_at == 0
    budget.limited = True
    assert budget.ready_at - time.monotonic() == pytest.approx(19, abs=1)


def test_the_shelf_hands_out_what_it_has(small_folders: Folders) -> None:
    shelf = Shelf(small_folders)
    come: list[Any] = []
    for name in ("mnist", "mnist", "nothing"):
        shelf.ask(name, come.append)
    while len(come) < 3:
        assert shelf.bell.poll(PATIENCE)
        shelf.collect()
    assert come[0] is come[1]
    assert come[0].train_inputs.shape == (600, 1, 28, 28)
    assert "nothing" in str(come[2])
    shelf.ask("mnist", come.append)
    assert come[3] is come[0]


class Running:
    """An observer in a thread."""

    def __init__(self, folders: Folders, share: float) -> None:
        self.pipe, theirs = Pipe()
        self.observer = Observer(theirs, folders, share)
        self.theirs = theirs
        self.heard: list[Any] = []
        self.thread = threading.Thread(target=self.observer.run)

    def start(self) -> None:
        self.thread.start()

    def next(self, kind: str) -> Any:
        while self.heard or self.pipe.poll(PATIENCE):
            if not self.heard:
                message = self.pipe.recv()
                self.heard = message if isinstance(message, list) else [message]
            event = self.heard.pop(0)
            assert not isinstance(event, messages.Bug), event.traceback
            if event.kind == kind:
                return wire.decode(event.encoded)
        raise AssertionError(f"no {kind} came")


@pytest.fixture
def running(small_folders: Folders) -> Iterator[Running]:
    running = Running(small_folders, 1e-6)
    running.pipe.send(messages.Open("R", 1, experiment(), None))
    yield running
    running.pipe.close()
    running.thread.join(PATIENCE)
    running.theirs.close()
    assert not running.thread.is_alive()


def test_only_the_newest_drawing_is_answered(running: Running) -> None:
    for id in range(50):
        running.pipe.send(messages.PutDrawing("R", "v", id, digit(BLANK)))
    running.start()
    assert running.next("prediction").drawing == 49


def test_beyond_its_share_it_draws_no_pictures_but_answers_drawings(running: Running, tmp_path: Path) -> None:
    net = initial(experiment().net, experiment().seed)
    writer = SnapshotWriter(tmp_path / "weights", net)
    running.pipe.send(messages.Busy(True))
    running.pipe.send(messages.SetLooks("R", "v", {"maps": ("out",)}, 60))
    running.pipe.send(messages.PutDrawing("R", "v", 1, digit(BLANK)))
    running.start()
    assert running.next("prediction").step == 0
    for step in range(1, 4):
        writer.publish(step, net)
        running.pipe.send(messages.NewWeights("R", 1, tmp_path / "weights"))
    assert running.next("prediction").step in (1, 2, 3)  # the first picture of newer weights uses the share up for long
    writer.publish(4, net)
    running.pipe.send(messages.NewWeights("R", 1, tmp_path / "weights"))
    running.pipe.send(messages.PutDrawing("R", "v", 2, digit(BLANK)))
    answer = running.next("prediction")
    assert answer.drawing == 2
    writer.publish(5, net)
    running.pipe.send(messages.NewWeights("R", 1, tmp_path / "weights"))
    assert running.next("maps").drawing == 2
    assert not running.pipe.poll(0.2)
    running.pipe.send(messages.Busy(False))
    assert running.next("prediction").step == 5


def test_of_a_crowd_all_are_predicted_before_any_picture(running: Running) -> None:
    images = {f"v{i}": bytes([i] * 784) for i in range(30)}
    for viewer, image in images.items():
        running.pipe.send(messages.SetLooks("R", viewer, {"maps": ("out",)}, 15))
        running.pipe.send(messages.PutDrawing("R", viewer, 1, digit(image)))
    running.start()
    order: list[tuple[str, str]] = []
    said: dict[str, list[float]] = {}
    while sum(kind == "maps" for kind, _ in order) < len(images):
        message = running.pipe.recv() if running.pipe.poll(PATIENCE) else pytest.fail("nothing more came")
        for event in message if isinstance(message, list) else [message]:
            assert isinstance(event, messages.Notice), event
            assert event.viewers is not None
            order += [(event.kind, viewer) for viewer in event.viewers]
            if event.kind == "prediction":
                said |= dict.fromkeys(event.viewers, wire.decode(event.encoded).answer.values)
    first_picture = [kind for kind, _ in order].index("maps")
    assert {viewer for kind, viewer in order[:first_picture] if kind == "prediction"} == set(images)
    # Each has its own answer: PyTorch's for its image alone.
    net, digits = initial(experiment().net, experiment().seed).eval(), image_dataset(experiment().data.dataset)
    for viewer, image in images.items():
        x = (torch.tensor(list(image)).reshape(1, 1, 28, 28) / 255 - digits.mean) / digits.std
        assert said[viewer] == pytest.approx(torch.softmax(net(x), 1)[0].tolist(), abs=1e-5)


def test_who_shows_nothing_of_their_own_is_answered_in_one_go(running: Running) -> None:
    for i in range(30):
        running.pipe.send(messages.SetLooks("R", f"v{i}", {"maps": ("out",)}, 15))
        running.pipe.send(messages.PutDrawing("R", f"v{i}", 1, digit(BLANK)))
    running.start()
    told: set[str] = set()
    pictures = 0
    while len(told) < 30:
        message = running.pipe.recv() if running.pipe.poll(PATIENCE) else pytest.fail("nothing more came")
        for event in message if isinstance(message, list) else [message]:
            assert isinstance(event, messages.Notice), event
            if event.kind == "maps":
                told |= set(event.viewers or ())
                pictures += 1
    assert pictures == 1
