"""A server that is killed while runs make way: whatever the moment, each that had a kept state is there again.

The engine is stood in for by one whose weights are texts: all that was learned, each time under another number. The archive is
the real one. After each of its writes its folder is copied, as a server that is killed at that moment leaves it; another server
is then started in the copy.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import threading
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from inkling.datasets._base import Folders, registry
from inkling.experiment.experiment import Experiment
from inkling.protocol.arrays import Floats
from inkling.protocol.parking import Back, Parked
from inkling.protocol.room import Hello
from inkling.protocol.training import Change, Curves, Evaluation, Reset, Score, Status, Train
from inkling.rooms.history import History
from inkling.rooms.hub import Hub
from inkling.rooms.outbox import Outbox
from inkling.rooms.parking import MOST
from inkling.runs.messages import NewNet, Notice, Park, ToRun
from inkling.settings import Settings
from inkling.store.archive import Archive
from inkling.store.database import Database
from inkling.store.records import KeptRun

NET = {"net": {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}}
KEY = "k" * 22
CODE = "K7AX"


@dataclass
class Net:
    """What was learned, and after how many steps."""

    weights: str
    step: int = 0

    @property
    def text(self) -> str:
        return f"{self.step}|{self.weights}"


def read(kept: KeptRun | None) -> Net | None:
    """The net in the files of a kept state; None: there is none."""
    file = None if kept is None else kept.checkpoint or kept.start
    if file is None:
        return None
    step, _, weights = file.read_text().partition("|")
    return Net(weights, int(step))


class Engine:
    """Stands where the engine is: its nets train when the test says so, and leave when it says so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.nets: dict[int, Net] = {}
        self.of: dict[str, int] = {}
        """The run that each room has."""
        self.leaving: list[tuple[str, int]] = []
        self.notify: Callable[[Notice], None]

    def open(self, net: NewNet) -> int:
        number = self.of[net.room] = len(self.nets) + 1
        kept = net.kept
        self.nets[number] = read(kept) or Net(f"seed {net.experiment.seed}")
        assert kept is None or kept.step == self.nets[number].step
        if net.renewed:
            self.save(net.room)
        return number

    def order(self, room: str, order: ToRun) -> None:
        if isinstance(order, Park):
            self.leaving.append((room, self.of[room]))

    def save(self, room: str) -> None:
        """Hand the state over to be kept."""
        run = self.of[room]
        step = str(self.nets[run].step)
        self.notify(Notice(room, run, "saved", step, file=self.write(run)))

    def write(self, run: int) -> Path:
        path = self.folder / f"handed-{os.urandom(6).hex()}"
        path.write_text(self.nets[run].text)
        return path

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **more: 0


class House:
    """A server of one folder; its presenter is in the room `CODE`."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        scratch = folder / "inkling-scratch"
        scratch.mkdir(exist_ok=True)
        self.engine = Engine(scratch)
        self.archive = Archive(self.home)
        kept = self.archive.open()
        self.archive.note_scratch(scratch)

        def engine(notify: Callable[[Notice], None]) -> Any:
            self.engine.notify = notify
            return self.engine

        self.hub = Hub(
            Settings(home=self.home, warmup_steps=0, room_minutes=1),
            Folders(folder),
            registry(),
            Experiment.model_validate(NET),
            engine,
            key=KEY,
            keeping=self.archive,
            kept=kept,
        )
        self.saved: dict[str, str] = {}
        """By the name of its states, the weights of the last one that is kept of a run."""
        self.fell_back: set[int] = set()
        """Runs whose last state could not be written."""
        self.room, self.viewer = self.hub.join(Hello(room=CODE, key=KEY, experiment=NET), Outbox(lambda: None))

    @property
    def net(self) -> Net:
        return self.engine.nets[self.engine.of[CODE]]

    @property
    def runs(self) -> list[Parked]:
        return self.room.parking.event().runs

    def do(self, command: Any) -> None:
        self.hub.obey(self.room, self.viewer, command)

    def learn(self, trained: int, *, saved: bool = True, running: bool = False) -> None:
        """Some steps; `trained`: tells these from all others; `saved`: the state is kept; `running`: and training goes on."""
        self.do(Train())
        net, steps = self.net, 10
        values = Floats(shape=[steps], data=array("f", [1.0] * steps).tobytes())
        first = net.step + 1
        net.step, net.weights = net.step + steps, f"{net.weights},{trained}"
        score = Score(loss=1, measures={"accuracy": net.step / 10_000}, size=10, whole=False)
        events: list[Any] = [
            Status(state="running", step=first - 1, steps_per_epoch=10, epochs=4),
            Curves(first=first, loss=values, measures={"accuracy": values}, gradients={}),
            Evaluation(step=net.step, epoch=1, test=score),
            *([] if running else [Status(state="paused", step=net.step, steps_per_epoch=10, epochs=4)]),
        ]
        for event in events:
            self.hub.notify(Notice.of(event, CODE, self.engine.of[CODE]))
        if saved:
            self.archive._not_before.clear()
            self.engine.save(CODE)

    def hand_over(self, *, lost: bool = False) -> None:
        """The runs that are leaving have ended. `lost`: their last states could not be written."""
        leaving, self.engine.leaving = self.engine.leaving, []
        for room, run in leaving:
            net = self.engine.nets[run]
            file = None if lost or net.step == 0 else self.engine.write(run)
            self.hub.notify(Notice(room, run, "left", str(0 if lost else net.step), file=file))

    async def settle(self) -> None:
        """Until nothing more happens by itself."""
        for _ in range(4):
            await asyncio.sleep(0)
            assert await asyncio.to_thread(self.archive.flush, 30)
        await asyncio.sleep(0)

    async def fetch(self, number: int) -> KeptRun | None:
        answer: asyncio.Future[KeptRun | None] = asyncio.get_running_loop().create_future()
        self.room._around.garage.fetch(CODE, number, lambda found, why: answer.set_result(found))
        return await answer

    async def there(self) -> dict[int, Net]:
        """By number, what the listed runs are when they are gone back to; checked against what is said of them."""
        found: dict[int, Net] = {}
        for run in self.runs:
            kept = await self.fetch(run.run)
            assert kept is not None, f"run {run.run} is listed, and can't be had"
            net = found[run.run] = read(kept) or Net("nothing")
            assert run.step == kept.step == net.step
            if kept.history:
                history = History.unpack(kept.history)
                assert history.series.steps == net.step
                assert [each.step for each in history.evaluations] == [*range(10, net.step + 1, 10)]
                assert (run.measured, run.measures["accuracy"], run.examples) == (net.step, net.step / 10_000, 10)
        return found

    def leftovers(self) -> set[str]:
        """Files of rooms that nothing refers to."""
        known = {room.to_keep().code: room.to_keep() for room in self.hub.rooms.values()}
        strange: set[str] = set()
        for path in (self.home / "rooms").rglob("*") if self.home.is_dir() else []:
            code, *rest = path.relative_to(self.home / "rooms").parts
            record = known.get(code)
            if record is None:
                strange.add(str(path))
            elif rest[:1] == ["runs"]:
                strange |= {str(path)} if rest[1:] and int(path.name[:4]) not in record.runs else set()
            elif rest and path.stem.partition("-")[0] not in record.states:
                strange.add(str(path))
        return strange


@dataclass
class Moments:
    """Copies of a folder after each write of the archive."""

    home: Path
    copies: Path | None
    """None: none are made."""
    on: bool = False
    taken: list[Path] = field(default_factory=list)
    fails: Callable[[int], bool] = lambda write: False
    """Does the write of this number, from 0, fail?"""
    writes: int = 0
    count: int = 0

    @contextmanager
    def write(self) -> Iterator[None]:
        if not self.on or threading.current_thread().name != "archive":
            yield
            return
        self.writes += 1
        if self.fails(self.writes - 1):
            raise OSError(errno.ENOSPC, "No space left on device")
        yield
        if self.copies is None:
            return
        copy = self.copies / f"{len(self.taken):04}"
        shutil.copytree(self.home, copy / "home", ignore=shutil.ignore_patterns("*-shm"))
        self.taken.append(copy)


@pytest.fixture
def moments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Moments:
    moments = Moments(tmp_path / "live" / "home", tmp_path / "copies")
    (tmp_path / "live").mkdir()
    for name in ("replace", "unlink", "fsync", "rmdir"):
        real = getattr(os, name)

        def call(*args: Any, real: Any = real, **more: Any) -> Any:
            elsewhere = (
                isinstance(args[0], str | Path) and Path(args[0]).is_absolute() and moments.home not in Path(args[0]).parents
            )
            with nullcontext() if elsewhere else moments.write():
                return real(*args, **more)

        monkeypatch.setattr(os, name, call)
    transaction = Database.transaction

    @contextmanager
    def watched(database: Database) -> Iterator[None]:
        with moments.write(), transaction(database):
            yield

    monkeypatch.setattr(Database, "transaction", watched)
    return moments


@dataclass(frozen=True)
class Kept:
    """What is on the disk of a run, and so has to be there again."""

    weights: str
    number: int | None = None
    """None: it is the room's."""
    final: bool = False
    """That is its last state; otherwise it may also have learned more by then."""


async def kept_of(house: House) -> list[Kept]:
    """All that is kept of the room, which has settled."""
    record = house.room.to_keep()
    found = [Kept(house.saved[record.run])] if record.run in house.saved else []
    unkept = {each.number: house.saved[each.run] for each in record.leaving if each.run in house.saved}
    found += [Kept(weights, number) for number, weights in unkept.items()]
    for run in house.runs:
        if run.state == "kept" and run.run not in {each.number for each in record.leaving}:
            net = read(await house.fetch(run.run))
            assert net is not None
            found.append(Kept(net.weights, run.run, final=True))
    return found


async def check(copy: Path, kept: list[Kept], *, once: bool = True) -> None:
    """A server that is started in this folder has all of this, and nothing is left over. `once`: all could be written."""
    house = House(copy)
    try:
        await house.settle()
        there = await house.there()
        assert all(run.state == "kept" for run in house.runs)
        for each in kept:
            if each.final and each.number is not None:
                assert there[each.number].weights == each.weights
            # Where a record could not be written, one that has made way may be the room's still.
            known = each.number is not None and (once or each.number in there)
            nets = [there[each.number]] if known and each.number else [*there.values(), house.net]
            assert any(f"{net.weights},".startswith(f"{each.weights},") for net in nets), (each, there, house.net)
        weights = [net.weights for net in there.values()]
        assert not once or len(set(weights)) == len(weights), "one is listed twice"
        at = house.room.parking.at
        assert not once or (house.net.weights in weights) == (at is not None)
        assert at is None or there[at] == house.net
        assert house.leftovers() == set()
    finally:
        house.archive.close()


async def act(house: House, action: str, number: int, *, failed: bool = False) -> None:
    """Do one thing, and wait until all has come of it. `failed`: what was to be written may not be."""
    match action:
        case "train" | "train on" | "train unsaved":
            house.learn(number, saved=action != "train unsaved", running=action == "train on")
        case "reset":
            house.do(Reset())
        case "seed":
            house.do(Change(experiment=house.room.run.experiment.model_copy(update={"seed": number}), restart=True))
        case "undo" if house.runs:
            last = house.runs[-1]
            house.do(Change(experiment=last.experiment, name=last.name, restart=True))
        case "back" if house.runs:
            house.do(Back(run=house.runs[number % len(house.runs)].run))
        case "left" | "lost":
            house.fell_back |= {run.run for run in house.runs if run.state == "leaving" and action == "lost"}
            house.hand_over(lost=action == "lost")
    await house.settle()
    states = house.room.run.states
    written = read(house.archive._files.find(CODE, states).run)
    if written is not None:
        assert written.weights == house.net.weights or action == "train unsaved" or failed
        house.saved[states] = written.weights
    if not failed:
        assert house.leftovers() == set()
        leaving = {run.run for run in house.runs if run.state != "kept"}
        assert {each.number for each in house.room.to_keep().leaving} == leaving | house.fell_back


async def kill_at_each_moment(folder: Path, moments: Moments, actions: list[str]) -> int:
    """Plays this, and starts another server from each moment of the last of it. How many there were."""
    house = House(folder)
    await house.settle()
    for number, action in enumerate(actions, 1):
        kept = await kept_of(house)
        moments.on = number > len(actions) - 9
        await act(house, action, number)
        moments.on = False
        listed = {None, *(run.run for run in house.runs)}
        copies, moments.taken = moments.taken, []
        for copy in copies:
            await check(copy, [each for each in kept if each.number in listed])
            shutil.rmtree(copy)
        moments.count += len(copies)
    house.archive.close()
    await check(folder, [])
    return moments.count


SCENES = {
    "at rest": ["train", "reset", "left"],
    "while it trains": ["train", "train on", "reset", "left", "train"],
    "before its state is kept": ["train unsaved", "reset", "left"],
    "two quick ones": ["train", "reset", "train", "seed", "left", "train"],
    "three quick ones of which one is not trained": ["train", "reset", "reset", "train", "reset", "left"],
    "there and back": ["train", "reset", "left", "back", "reset", "back", "train", "reset", "left"],
    "back before it has come to rest": ["train", "reset", "back", "left", "train", "seed", "left"],
    "back to the one before, of the same name": ["train", "reset", "left", "back", "train", "reset", "back", "left"],
    "undone": ["train", "seed", "left", "train", "undo", "left", "train"],
    "the last state can not be written": ["train", "train on", "reset", "lost", "back", "train", "reset", "left"],
    "nine": ["train", "reset", "left"] * (MOST + 1),
    "nine at once": [*["train", "reset"] * (MOST + 1), "left"],
}


@pytest.mark.parametrize("scene", SCENES)
async def test_whatever_the_moment_of_the_kill_every_run_with_a_kept_state_is_there_again(
    scene: str, tmp_path: Path, moments: Moments
) -> None:
    assert await kill_at_each_moment(tmp_path / "live", moments, SCENES[scene]) > len(SCENES[scene])


@pytest.mark.parametrize("lasts", [False, True], ids=["once", "from then on"])
async def test_whatever_can_not_be_written_no_run_with_a_kept_state_is_lost(
    tmp_path: Path, moments: Moments, lasts: bool
) -> None:
    scene = ["train", "train on", "reset", "left", "train", "seed", "back", "left"]
    for write in count(int(lasts), 3):
        moments.writes = 0
        moments.fails = write.__le__ if lasts else write.__eq__
        folder = tmp_path / "live" / str(write)
        folder.mkdir()
        house = House(folder)
        moments.home, moments.copies = house.home, None
        await house.settle()
        for number, action in enumerate(scene, 1):
            kept, before = await kept_of(house), moments.writes
            moments.on = True
            await act(house, action, number, failed=True)
            moments.on = False
            if not (before <= write < moments.writes or number == len(scene)):
                continue
            killed = tmp_path / "killed"
            shutil.copytree(folder, killed, ignore=shutil.ignore_patterns("*-shm"))
            await check(killed, kept, once=False)
            shutil.rmtree(killed)
        house.archive.close()
        if moments.writes <= write:
            break
    assert write > 2 * len(scene)


async def test_what_was_gone_back_to_is_not_parked_twice_after_a_restart(tmp_path: Path) -> None:
    house = House(tmp_path)
    for number, action in enumerate(["train", "reset", "left", "back"]):
        await act(house, action, number)
    for trained in (False, True):
        house.archive.close()
        house = House(tmp_path)
        await house.settle()
        assert (house.room.parking.at, house.net.weights, house.net.step) == (1, "seed 0,0", 10)
        if trained:
            await act(house, "train", 9)
        await act(house, "reset", 0)
        await act(house, "left", 0)
        assert house.room.parking.numbers == ((1, 2) if trained else (1,))
        await act(house, "back", 0)
    house.archive.close()


async def test_a_room_that_has_just_gone_back_to_a_run_is_there_with_it(tmp_path: Path, moments: Moments) -> None:
    """Also where the server is killed before that state is kept once more, as the room's own."""
    house = House(tmp_path / "live")
    for number, action in enumerate(["train", "reset", "left"]):
        await act(house, action, number)
    moments.on = True
    await act(house, "back", 0)
    moments.on = False
    house.archive.close()
    assert not list((moments.taken[0] / "home" / "rooms" / CODE).glob("*.state")), "it has none of its own yet"
    for copy in moments.taken:
        again = House(copy)
        await again.settle()
        assert (again.net.step, again.room.parking.at, again.room.run.history.status.step) == (10, 1, 10)
        again.archive.close()


async def test_a_room_that_goes_takes_what_is_leaving_with_it(tmp_path: Path, moments: Moments) -> None:
    house = House(tmp_path / "live")
    for number, action in enumerate(["train", "reset", "train", "seed"]):
        await act(house, action, number)
    moments.on = True
    house.hub.leave(house.room, house.viewer)
    house.hub.sweep(time.monotonic() + 1e6)
    house.hand_over()
    await house.settle()
    moments.on = False
    assert not (house.home / "rooms" / CODE).exists()
    house.archive.close()
    for copy in [*moments.taken, tmp_path / "live"]:
        archive = Archive(copy / "home")
        codes = {each.record.code for each in archive.open()}
        assert {path.name for path in (copy / "home" / "rooms").iterdir()} <= codes
        archive.close()


async def test_where_the_list_of_rooms_is_lost_too_nothing_of_a_room_is(tmp_path: Path) -> None:
    house = House(tmp_path)
    for number, action in enumerate(["train", "train", "reset", "train"]):
        await act(house, action, number)
    kept = await kept_of(house)
    assert {each.number for each in kept} == {None, 1}
    house.archive.close()
    for file in (tmp_path / "home").glob("inkling.db*"):
        file.unlink()
    await check(tmp_path, kept)
