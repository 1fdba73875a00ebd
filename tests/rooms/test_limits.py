"""Each limit, its plain message, and that nobody else notices."""

import time
from pathlib import Path
from typing import Any

import pytest

from inkling.datasets._base import Folders, registry
from inkling.experiment.experiment import Experiment
from inkling.protocol import wire
from inkling.protocol.room import Hello
from inkling.protocol.training import Pause, Reset, Status, Step, Train
from inkling.rooms.hub import Hub
from inkling.rooms.outbox import Outbox
from inkling.rooms.room import Room
from inkling.rooms.turns import duration
from inkling.rooms.viewer import Viewer
from inkling.settings import Settings
from told import Told

FIRST = {"net": {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}}


class House:
    def __init__(self, home: Path, **settings: Any) -> None:
        self.told = Told("train", "pause", "step")
        first = Experiment.model_validate(FIRST)
        self.hub = Hub(
            Settings(home=home, warmup_steps=0, **settings), Folders(home), registry(), first, lambda notify: self.told
        )

    def open(self, code: str) -> tuple[Room, Viewer]:
        room, viewer = self.hub.join(Hello(room=code), Outbox(lambda: None))
        events(viewer)
        return room, viewer

    def ask(self, room: Room, viewer: Viewer, command: Any) -> list[Any]:
        events(viewer)
        self.hub.obey(room, viewer, command)
        return events(viewer)


def events(viewer: Viewer) -> list[Any]:
    return [wire.unframe(frame)[1] for frame in iter(viewer.outbox.pop, None)]


def say(room: Room, state: Any) -> None:
    """What the trainer says."""
    room.run.record(wire.encode(Status(state=state, step=5)))


async def test_trainings_wait_for_their_turn_and_are_told_so(tmp_path: Path) -> None:
    house = House(tmp_path, trainings=1, queue=1)
    (a, first), (b, second), (c, third) = (house.open(code) for code in ("K7AX", "K7AC", "K7AD"))
    # Asked for is as good as running.
    assert house.ask(a, first, Train()) == []
    (waits,) = house.ask(b, second, Train())
    assert waits.kind == "status"
    assert waits.message == "A training is running on this server, as many as it allows. This one waits for its turn."
    (refused,) = house.ask(c, third, Train())
    assert refused.kind == "refused"
    assert "try again later" in refused.message
    # Twice is once.
    house.ask(b, second, Train())
    house.hub.tick()
    assert house.told.calls == [("train", "K7AX")]
    say(a, "idle")
    say(a, "running")
    house.hub.tick()
    assert house.told.calls == [("train", "K7AX")]
    say(a, "done")
    house.hub.tick()
    house.hub.tick()
    assert house.told.calls == [("train", "K7AX"), ("train", "K7AC")]
    assert b.busy


@pytest.mark.parametrize("gives_up", [Pause(), Reset()])
async def test_who_waits_may_give_up(tmp_path: Path, gives_up: Any) -> None:
    house = House(tmp_path, trainings=1)
    (a, first), (b, second) = house.open("K7AX"), house.open("K7AC")
    house.ask(a, first, Train())
    house.ask(b, second, Train())
    told = house.ask(b, second, gives_up)
    assert b.run.history.status.message == ""
    assert told
    say(a, "done")
    house.hub.tick()
    assert ("train", "K7AC") not in house.told.calls


async def test_a_room_that_is_gone_does_not_train(tmp_path: Path) -> None:
    house = House(tmp_path, trainings=1, room_minutes=1)
    (a, first), (b, second) = house.open("K7AX"), house.open("K7AC")
    house.ask(a, first, Train())
    house.ask(b, second, Train())
    house.hub.leave(b, second)
    say(a, "done")
    house.hub.tick(time.monotonic() + 61)
    assert "K7AC" not in house.hub.rooms
    assert ("train", "K7AC") not in house.told.calls


async def test_one_step_does_not_wait(tmp_path: Path) -> None:
    house = House(tmp_path, trainings=1)
    (a, first), (b, second) = house.open("K7AX"), house.open("K7AC")
    house.ask(a, first, Step())
    assert [event.kind for event in house.ask(b, second, Step())] == ["refused"]
    say(a, "paused")
    assert house.ask(b, second, Step()) == []


async def test_a_training_is_paused_after_its_time_and_all_are_told(tmp_path: Path) -> None:
    house = House(tmp_path, training_minutes=90)
    room, viewer = house.open("K7AX")
    house.ask(room, viewer, Train())
    say(room, "running")
    began = time.monotonic()
    house.hub.tick(began)
    house.hub.tick(began + 89 * 60)
    assert ("pause", "K7AX") not in house.told.calls
    events(viewer)
    house.hub.tick(began + 91 * 60)
    assert house.told.calls[-1] == ("pause", "K7AX")
    (told,) = events(viewer)
    assert told.message == "Paused after 90 minutes, as long as this server lets a training run. Press Train to go on."
    # Begun again, it has all its time again.
    say(room, "paused")
    house.hub.tick(began + 92 * 60)
    house.ask(room, viewer, Train())
    say(room, "running")
    house.hub.tick(began + 93 * 60)
    house.hub.tick(began + 180 * 60)
    assert house.told.calls[-1] == ("train", "K7AX")


@pytest.mark.parametrize(("others", "paused"), [(True, True), (False, False)])
async def test_a_training_that_nobody_looks_at_stops_but_for_one_s_own(tmp_path: Path, others: bool, paused: bool) -> None:
    house = House(tmp_path, idle_minutes=30, lan=others)
    room, viewer = house.open("K7AX")
    first, owner = house.hub.join(Hello(), Outbox(lambda: None), here=True)
    for each, who in ((room, viewer), (first, owner)):
        house.ask(each, who, Train())
        say(each, "running")
        house.hub.leave(each, who)
    now = time.monotonic()
    house.hub.tick(now + 29 * 60)
    assert not [call for call in house.told.calls if call[0] == "pause"]
    house.hub.tick(now + 31 * 60)
    assert ("pause", "K7AX") in house.told.calls
    assert (("pause", first.code) in house.told.calls) is paused
    assert set(house.hub.rooms) == {first.code, "K7AX"}
    house.hub.tick(now + 241 * 60)
    assert set(house.hub.rooms) == {first.code}


async def test_a_page_that_floods_is_told_and_nobody_else_is_held_up(tmp_path: Path) -> None:
    house = House(tmp_path, page_messages=30)
    room, noisy = house.open("K7AX")
    _, calm = house.open("K7AX")
    taken = sum(house.hub.takes(room, noisy) for _ in range(10_000))
    assert 60 <= taken < 200
    (told,) = events(noisy)
    assert told.kind == "refused"
    assert "30 a second from a page" in told.message
    assert house.hub.refused["rate"] == 10_000 - taken
    assert all(house.hub.takes(room, calm) for _ in range(60))
    assert [event for event in events(calm) if event.kind == "refused"] == []


async def test_a_room_that_floods_holds_up_no_other(tmp_path: Path) -> None:
    house = House(tmp_path, room_messages=100)
    room, _ = house.open("K7AX")
    crowd = [house.open("K7AX")[1] for _ in range(50)]
    taken = sum(house.hub.takes(room, viewer) for _ in range(50) for viewer in crowd)
    assert 200 <= taken < 400
    other, viewer = house.open("K7AC")
    assert all(house.hub.takes(other, viewer) for _ in range(200))


async def test_three_hundred_who_draw_thirty_times_a_second_are_welcome(tmp_path: Path) -> None:
    given = Settings()
    assert given.page_messages >= 240 + 10, "a fast screen tells of a drawing 240 times a second"
    assert given.room_messages >= 100 * 60, "a hundred draw at once"


def test_durations_in_words() -> None:
    assert [duration(minutes) for minutes in (1, 1.5, 90, 120, 480)] == [
        "1 minute",
        "1.5 minutes",
        "90 minutes",
        "2 hours",
        "8 hours",
    ]
