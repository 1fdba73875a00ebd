"""What a house has kept of its rooms, and what it makes of that when it is started anew; with an engine that only remembers."""

from __future__ import annotations

import asyncio
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inkling.datasets._base import Folders, registry
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.protocol import wire
from inkling.protocol._base import Event
from inkling.protocol.arrays import Floats
from inkling.protocol.parking import Back
from inkling.protocol.people import Control, Rules
from inkling.protocol.room import Hello, Welcome
from inkling.protocol.training import Change, Curves, Evaluation, Failure, Reset, Score, Status, Train
from inkling.rooms.history import History
from inkling.rooms.hub import CLOSING, Hub
from inkling.rooms.outbox import Outbox
from inkling.rooms.room import Room
from inkling.rooms.viewer import Viewer
from inkling.runs.messages import Notice
from inkling.settings import Settings
from inkling.store.archive import Archive
from inkling.store.records import KeptRun
from told import Told

FIRST = {"net": {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}}
OTHER = {**FIRST, "seed": 5}
KEY = "k" * 22
FAILURE = Failure(what="It broke.", why="Too fast.", step=7)


class House:
    """A house with a real archive; `again` is the next start of the server."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.settings = settings
        self.told = Told()
        self.archive = Archive(folder / "home")
        self.hub = Hub(
            Settings(home=folder / "home", **settings),
            Folders(folder),
            registry(),
            Experiment.model_validate(FIRST),
            self._engine,
            key=KEY,
            keeping=self.archive,
            kept=self.archive.open(),
        )

    def _engine(self, notify: Callable[[Notice], None]) -> Any:
        self.told.notify = notify
        return self.told

    def enter(self, here: bool = False, **hello: Any) -> tuple[Room, Viewer]:
        return self.hub.join(Hello(**hello), Outbox(lambda: None), here=here)

    def train(self, room: Room, steps: int, *, state: str = "paused") -> None:
        """As the engine would: it trains to that step, says so, and hands the state over."""
        said: list[Event] = [Status(state="running", steps_per_epoch=10, epochs=4), curves(1, steps), evaluation(steps)]
        if state == "failed":
            said.append(FAILURE)
        if state != "running":
            said.append(Status.model_validate({"state": state, "step": steps, "steps_per_epoch": 10, "epochs": 4}))
        for event in said:
            room.run.record(wire.encode(event))
        file = self.folder / f"handed-{room.code}-{steps}"
        file.write_bytes(b"weights after %d" % steps)
        self.hub.notify(Notice(room.code, room.run.number, "saved", str(steps), file=file))
        self.hub.post.deliver_all()

    def again(self) -> House:
        self.archive.close()
        return House(self.folder, **self.settings)

    def opened(self, code: str) -> KeptRun:
        """With what the engine was told to open this room's run."""
        (call,) = [call for call in self.told.calls if call[:2] == ("open", code)]
        kept: KeptRun = call[2].kept
        return kept


@pytest.fixture
async def house(tmp_path: Path) -> House:
    return House(tmp_path, warmup_steps=0)


def curves(first: int, count: int) -> Curves:
    values = array("f", [1 / (first + i) for i in range(count)]).tobytes()
    floats = Floats(shape=[count], data=values)
    return Curves(first=first, loss=floats, measures={"accuracy": floats}, gradients={"a": 1.0})


def evaluation(step: int) -> Evaluation:
    return Evaluation(step=step, epoch=step / 10, test=Score(loss=1, measures={"accuracy": 0.5}, size=10, whole=True))


def said(viewer: Viewer) -> list[Any]:
    return [wire.unframe(frame)[1] for frame in iter(viewer.outbox.pop, None)]


def welcome(viewer: Viewer) -> Welcome:
    first = said(viewer)[0]
    assert isinstance(first, Welcome)
    return first


async def test_rooms_come_back_with_their_nets_rules_and_presenters(house: House) -> None:
    room, maker = house.enter(room="K7AX", experiment=OTHER)
    key = welcome(maker).key
    house.hub.obey(room, maker, Rules(closed=True, copies=True))
    changed = room.run.experiment.model_copy(update={"seed": 9})
    house.hub.obey(room, maker, Change(experiment=changed))
    code = house.hub.house.code
    house = house.again()
    assert set(house.hub.rooms) == {code, "K7AX"}
    assert house.hub.house.code == code
    room, viewer = house.enter(room="K7AX", key=key)
    assert room.run.experiment == changed
    assert viewer.role == "presenter"
    assert (room.people.closed, room.people.copies) == (True, True)
    assert house.enter(key=KEY)[1].role == "presenter"
    assert house.enter()[1].role == "viewer"


async def test_a_training_goes_on_where_it_was_kept(house: House) -> None:
    room = house.hub.house
    _, presenter = house.enter(key=KEY)
    house.hub.obey(room, presenter, Train())
    house.train(room, 25, state="running")
    room.run.record(wire.encode(curves(26, 10)))  # lost with the server: it came after the state that was kept
    house.archive.flush(30)
    house = house.again()
    room, viewer = house.enter()
    told = welcome(viewer)
    assert (told.status.state, told.status.step, told.status.epoch) == ("paused", 25, 2.5)
    assert told.status.message == "Paused by a restart"
    (part,) = told.curves
    assert (part.first, part.loss) == (1, curves(1, 25).loss)
    assert [each.step for each in told.evaluations] == [25]
    run = house.opened(room.code)
    assert run.step == 25
    assert run.checkpoint is not None
    assert run.checkpoint.read_bytes() == b"weights after 25"
    assert ("train", room.code) not in house.told.calls, "somebody has to ask"


@pytest.mark.parametrize(("state", "message"), [("paused", "restart"), ("done", ""), ("failed", "")])
async def test_what_is_over_is_over_and_what_failed_has_failed(house: House, state: str, message: str) -> None:
    house.train(house.hub.house, 7, state=state)
    house = house.again()
    told = welcome(house.enter()[1])
    assert told.status.state == state
    assert told.failure == (FAILURE if state == "failed" else None)
    assert message in told.status.message


async def test_the_presenter_is_told_that_the_newest_state_was_damaged(house: House) -> None:
    house.train(house.hub.house, 7)
    house.archive.flush(30)
    house.train(house.hub.house, 9)
    house.archive.close()
    newest = max((house.folder / "home" / "rooms").rglob("*.safetensors"))
    newest.write_bytes(newest.read_bytes()[:-1])
    house = house.again()
    assert house.hub.house.run.history.status.step == 7
    _, presenter = house.enter(key=KEY)
    assert "goes on from step 7" in said(presenter)[1].message
    house.hub.obey(house.hub.house, presenter, Reset())
    assert [event.kind for event in said(house.enter(key=KEY)[1])] == ["welcome"]


async def test_after_reset_the_training_before_it_does_not_come_back(house: House) -> None:
    room, presenter = house.enter(key=KEY)
    house.train(room, 7)
    house.hub.obey(room, presenter, Reset())
    house = house.again()
    told = welcome(house.enter()[1])
    assert (told.status.state, told.status.step, told.curves) == ("idle", 0, [])
    assert house.opened(room.code).checkpoint is None


async def test_the_house_warms_up_only_where_nothing_was_kept(tmp_path: Path) -> None:
    house = House(tmp_path, warmup_steps=60)
    code = house.hub.house.code
    assert ("train", code, 60) in house.told.calls
    house.train(house.hub.house, 60)
    house = house.again()
    assert ("train", code, 60) not in house.told.calls
    assert house.hub.house.run.history.status.step == 60


async def test_who_was_in_a_closed_room_comes_back_and_a_newcomer_does_not(house: House) -> None:
    room, maker = house.enter(room="K7AX", experiment=OTHER)
    epoch = welcome(house.enter(room="K7AX", join=True)[1]).epoch
    house.hub.obey(room, maker, Rules(closed=True))
    house = house.again().again()
    _, viewer = house.enter(room="K7AX", join=True, epoch=epoch, last=3)
    told = welcome(viewer)
    assert not told.replayed
    assert told.epoch != epoch
    with pytest.raises(InklingError, match="closed to newcomers"):
        house.enter(room="K7AX", join=True)


async def test_who_was_handed_control_has_it_after_a_restart(house: House) -> None:
    room, presenter = house.enter(key=KEY)
    _, viewer = house.enter()
    said(viewer)
    house.hub.obey(room, presenter, Control(viewer=viewer.id))
    (role,) = [event for event in said(viewer) if event.kind == "role"]
    house = house.again()
    assert house.enter(key=role.key)[1].role == "driver"


async def test_a_room_that_is_swept_is_not_kept_any_more(tmp_path: Path) -> None:
    house = House(tmp_path, room_minutes=1)
    room, viewer = house.enter(room="K7AX", experiment=OTHER)
    house.hub.leave(room, viewer)
    house = house.again()
    assert "K7AX" in house.hub.rooms, "its time begins anew"
    house.hub.sweep(time.monotonic() + 61)
    assert "K7AX" not in house.hub.rooms
    house = house.again()
    assert list(house.hub.rooms) == [house.hub.house.code]


@pytest.mark.parametrize("days", [-1, 1])
async def test_no_room_is_swept_because_the_clock_was_set(tmp_path: Path, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(tmp_path, room_minutes=1, idle_minutes=1, training_minutes=1)
    room, viewer = house.enter(room="K7AX", experiment=OTHER)
    house.hub.obey(room, viewer, Train())
    house.hub.leave(room, viewer)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + days * 86_400)
    house.hub.tick()
    assert "K7AX" in house.hub.rooms
    assert ("pause", "K7AX") not in house.told.calls
    house = house.again()
    house.hub.tick()
    assert "K7AX" in house.hub.rooms


async def test_a_room_of_another_version_is_passed_over(house: House, caplog: pytest.LogCaptureFixture) -> None:
    room, _ = house.enter(room="K7AX", experiment=OTHER)
    broken = {"net": {"layers": [{"id": "a", "type": "Unheard"}]}}
    house.archive.put(type(room.to_keep())(**{**vars(room.to_keep()), "experiment": broken}))
    house = house.again()
    assert "K7AX" not in house.hub.rooms
    assert "K7AX" in caplog.text


async def test_a_presenter_is_told_what_is_not_kept(tmp_path: Path) -> None:
    holder = Archive(tmp_path / "home")
    holder.open()
    house = House(tmp_path)
    _, presenter = house.enter(key=KEY)
    (refused,) = [event for event in said(presenter) if event.kind == "refused"]
    assert "Another Inkling" in refused.message
    _, viewer = house.enter()
    assert [event.kind for event in said(viewer)] == ["welcome"]
    assert house.hub.warnings() == [refused.message]
    holder.close()


async def test_at_the_end_trainings_are_kept_and_pages_are_told(house: House) -> None:
    room, presenter = house.enter(key=KEY)
    house.hub.obey(room, presenter, Train())
    house.train(room, 5, state="running")
    said(presenter)
    ending = house.hub.close(limit=30)
    task = asyncio.ensure_future(ending)
    while ("pause", room.code) not in house.told.calls:
        await asyncio.sleep(0)
    house.train(room, 8)
    await task
    assert presenter.outbox.over == CLOSING
    with pytest.raises(InklingError, match="closing"):
        house.enter()
    house = house.again()
    assert house.hub.house.run.history.status.step == 8


async def test_the_end_waits_for_no_training_without_end(house: House) -> None:
    room, presenter = house.enter(key=KEY)
    house.hub.obey(room, presenter, Train())
    began = time.monotonic()
    await house.hub.close(limit=0.2)
    assert time.monotonic() - began < 5
    assert presenter.outbox.over


def test_a_history_is_itself_again() -> None:
    history = History()
    for event in [Status(state="running", step=30), curves(1, 30), evaluation(10), evaluation(30), Failure(what="x")]:
        history.add(event)
    copy = history.copy()
    history.add(curves(31, 5))
    again = History.unpack(copy.pack())
    assert again.series.curves() == copy.series.curves()
    assert again.series.steps == 30
    assert again.evaluations == copy.evaluations
    assert (again.status, again.failure) == (copy.status, copy.failure)
    again.add(curves(31, 5))
    assert again.series.curves() == history.series.curves()


@pytest.mark.parametrize("damaged", [b"", b"\x00", b"\x80", b"\x81\xa6series\x01"])
def test_no_history_is_made_of_anything_else(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        History.unpack(damaged)


async def test_runs_that_made_way_are_there_after_a_restart(house: House) -> None:
    room = house.hub.house
    _, presenter = house.enter(key=KEY)
    house.hub.obey(room, presenter, Train())
    house.train(room, 25)
    trained, history = room.run.number, room.run.history.pack()
    house.hub.obey(room, presenter, Reset())
    assert room.parking.leaving, "a server that ends waits for its last state"
    file = house.folder / "left"
    file.write_bytes(b"weights of the run")
    house.hub.notify(Notice(room.code, trained, "left", "25", file=file))
    house.hub.post.deliver_all()
    await until(lambda: not room.parking.leaving)
    house = house.again()
    room, presenter = house.enter(key=KEY)
    (parked,) = welcome(presenter).runs.runs
    assert (parked.run, parked.step, parked.measures["accuracy"], parked.state) == (1, 25, 0.5, "kept")
    assert room.run.history.status.step == 0
    house.hub.obey(room, presenter, Back(run=1))
    await until(lambda: room.run.history.status.step == 25)
    kept: KeptRun = next(call[2].kept for call in reversed(house.told.calls) if call[0] == "open")
    assert kept.checkpoint is not None
    assert kept.checkpoint.read_bytes() == b"weights of the run"
    assert History.unpack(kept.history).pack() == history
    events = said(presenter)
    assert [event.kind for event in events if event.kind in ("changed", "restored")] == ["changed", "restored"]
    house.hub.obey(room, presenter, Train())
    house.train(room, 30)
    house.hub.obey(room, presenter, Reset())
    assert room.parking.numbers == (1, 2), "no number is given twice"


async def test_a_room_that_goes_takes_its_runs_with_it(house: House) -> None:
    room, maker = house.enter(room="K7AX", experiment=OTHER)
    house.hub.obey(room, maker, Train())
    house.train(room, 25)
    trained = room.run.number
    house.hub.obey(room, maker, Reset())
    file = house.folder / "left"
    file.write_bytes(b"weights of the run")
    house.hub.notify(Notice(room.code, trained, "left", "25", file=file))
    house.hub.post.deliver_all()
    await until(lambda: not room.parking.leaving)
    folder = house.folder / "home" / "rooms" / "K7AX" / "runs"
    assert folder.exists()
    house.hub.leave(room, maker)
    house.hub.sweep(time.monotonic() + 1e6)
    assert house.archive.flush(30)
    assert not folder.exists()
    late = house.folder / "late"
    late.write_bytes(b"of a room that is no more")
    house.hub.notify(Notice(room.code, trained, "left", "25", file=late))
    house.hub.post.deliver_all()
    assert not late.exists()


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what comes through the loop."""
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends
        await asyncio.sleep(0.01)
