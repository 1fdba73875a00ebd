"""Who gets into which room, and what becomes of notices, with an engine that only remembers what it was told."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inkling.datasets._base import Folders, registry
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.protocol import wire
from inkling.protocol.data import Fetch
from inkling.protocol.room import Hello, Welcome
from inkling.protocol.training import Status, Train
from inkling.rooms.codes import LETTERS, is_code, new_code
from inkling.rooms.hub import Hub
from inkling.rooms.outbox import Outbox
from inkling.rooms.room import Room
from inkling.rooms.viewer import Viewer
from inkling.runs.messages import Notice
from inkling.settings import Settings
from told import Told

FIRST = {"net": {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}}
OTHER = {**FIRST, "seed": 5}


class House:
    def __init__(self, home: Path, **settings: Any) -> None:
        self.told = Told()
        first = Experiment.model_validate(FIRST)
        self.hub = Hub(Settings(home=home, **settings), Folders(home), registry(), first, self._engine)

    def _engine(self, notify: Callable[[Notice], None]) -> Any:
        self.told.notify = notify
        return self.told

    def enter(self, **hello: Any) -> tuple[Room, Viewer]:
        return self.hub.join(Hello(**hello), Outbox(lambda: None), here=True)


@pytest.fixture
async def house(tmp_path: Path) -> House:
    return House(tmp_path)


def welcome(viewer: Viewer) -> Welcome:
    frame = viewer.outbox.pop()
    assert frame is not None
    event = wire.unframe(frame)[1]
    assert isinstance(event, Welcome)
    return event


async def test_the_bare_address_is_the_house_room_for_everyone(house: House) -> None:
    one, first = house.enter()
    two, second = house.enter()
    assert one is two is house.hub.house
    assert first.id != second.id
    assert welcome(first).house


async def test_the_address_of_what_the_house_shows_leads_there(house: House) -> None:
    assert house.enter(experiment=FIRST)[0] is house.hub.house


async def test_a_link_does_not_disturb_who_is_there(house: House) -> None:
    house.enter()
    room, viewer = house.enter(experiment=OTHER)
    assert room is not house.hub.house
    assert room.run.experiment.seed == 5
    assert not welcome(viewer).house
    assert house.hub.house.run.experiment.seed == 0


async def test_a_link_opens_in_a_house_that_nobody_has_touched(house: House) -> None:
    room, _ = house.enter(experiment=OTHER)
    assert room is house.hub.house
    assert room.run.experiment.seed == 5


async def test_a_link_leaves_what_someone_trained_alone(house: House) -> None:
    room, viewer = house.enter()
    room.obey(viewer, Train())
    house.hub.leave(room, viewer)
    assert house.enter(experiment=OTHER)[0] is not room


async def test_a_page_that_was_in_the_house_is_there_again_after_a_restart(house: House) -> None:
    room, _ = house.enter(room="K7AX", house=True, experiment=OTHER)
    assert room is house.hub.house
    assert room.run.experiment.seed == OTHER["seed"]
    assert house.enter(room="K7AX", house=True, experiment=OTHER)[0] is room
    assert house.enter(room="K7AX", experiment=OTHER)[0] is not room


async def test_a_room_is_found_by_its_code_and_made_again_after_a_restart(house: House) -> None:
    room, _ = house.enter(room="K7AX", experiment=OTHER)
    assert room.code == "K7AX"
    assert house.enter(room="K7AX", experiment=FIRST)[0] is room
    assert room.run.experiment.seed == 5


@pytest.mark.parametrize(
    "bad", [3, "x", [], {"net": 3}, {"net": {"layers": [{"id": "a", "type": "Nothing"}]}}, {**FIRST, "seed": -1}]
)
async def test_an_address_that_can_not_be_read_is_said_and_does_no_harm(house: House, bad: Any) -> None:
    room, viewer = house.enter(experiment=bad)
    assert room is house.hub.house
    assert "can't be read" in welcome(viewer).refused


async def test_full_rooms_and_full_houses_say_so(tmp_path: Path) -> None:
    house = House(tmp_path, viewers=1, rooms=2)
    house.enter()
    with pytest.raises(InklingError, match="full"):
        house.enter()
    house.enter(room="K7AX")
    with pytest.raises(InklingError, match="no room left"):
        house.enter(room="K7AC")


async def test_rooms_that_nobody_looks_at_are_closed(tmp_path: Path) -> None:
    house = House(tmp_path, room_minutes=1e-9)
    room, viewer = house.enter(room="K7AX")
    house.hub.sweep()
    assert "K7AX" in house.hub.rooms
    house.hub.leave(room, viewer)
    house.hub.sweep()
    assert list(house.hub.rooms) == [house.hub.house.code]
    assert ("shut", "K7AX") in house.told.calls


async def test_only_so_many_trainings_run_at_once(tmp_path: Path) -> None:
    house = House(tmp_path, trainings=1)
    running, viewer = house.enter()
    running.obey(viewer, Train())
    running.run.record(wire.encode(Status(state="running")))
    other, viewer = house.enter(room="K7AX")
    house.hub.obey(other, viewer, Train())
    assert ("train", "K7AX") not in house.told.calls


async def test_notices_arrive_from_other_threads_in_order_and_only_of_the_net_that_is_there(house: House) -> None:
    room, _ = house.enter()
    code, run = room.code, room.run.number

    def tell() -> None:
        for step in range(1, 101):
            house.told.notify(Notice.of(Status(step=step), code, run))
        house.told.notify(Notice.of(Status(step=999), code, run - 1))
        house.told.notify(Notice("GONE", run, "status"))

    thread = threading.Thread(target=tell)
    thread.start()
    await asyncio.to_thread(thread.join)
    await asyncio.sleep(0)
    assert room.run.history.status.step == 100


async def test_an_unknown_data_set_is_refused(house: House) -> None:
    room, viewer = house.enter()
    welcome(viewer)
    house.hub.obey(room, viewer, Fetch(dataset="nothing"))
    frame = viewer.outbox.pop()
    assert frame is not None
    assert "nothing" in wire.unframe(frame)[1].message


def test_codes_have_no_letters_that_look_alike() -> None:
    assert not set("0O1IL2Z5S8B") & set(LETTERS)
    code = new_code(())
    assert is_code(code)
    assert not is_code(code.lower() + "-")


async def test_a_notice_that_can_not_be_told_stops_none_behind_it(house: House, caplog: pytest.LogCaptureFixture) -> None:
    room, viewer = house.enter()
    welcome(viewer)
    status = Status(state="paused", step=3)
    for encoded in (b"\xc1 is nothing", wire.encode(status)):  # the byte that MessagePack never uses
        house.told.notify(Notice(room.code, room.run.number, "status", encoded=encoded))
    await asyncio.sleep(0)
    assert "could not be told" in caplog.text
    assert room.run.history.status == status
    house.told.notify(Notice.of(Status(step=4), room.code, room.run.number))
    await asyncio.sleep(0)
    assert room.run.history.status.step == 4
