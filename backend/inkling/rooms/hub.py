"""All rooms of this server: who gets into which, and what comes back from where training happens."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError

from inkling.datasets._base import Dataset, Folders
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.net import Limits, Report, check
from inkling.protocol._base import Role
from inkling.protocol.commands import AnyCommand
from inkling.protocol.data import DataState, Fetch
from inkling.protocol.events import of_kind
from inkling.protocol.people import Copied, Copy
from inkling.protocol.racing import Racing
from inkling.protocol.room import Hello, Refused
from inkling.rooms.codes import new_code, read_code
from inkling.rooms.downloads import Downloads
from inkling.rooms.keeping import Keeping, Nowhere, OnLoop
from inkling.rooms.keys import new_key
from inkling.rooms.outbox import Outbox
from inkling.rooms.rate import Bucket
from inkling.rooms.roles import refusal
from inkling.rooms.room import Room, Surroundings, Trainings
from inkling.rooms.tally import Tally
from inkling.rooms.viewer import Viewer
from inkling.runs.messages import Notice
from inkling.settings import Settings
from inkling.store.records import HandIn, KeptRoom
from inkling.tasks._base import task_of

log = logging.getLogger("inkling.rooms")

SECONDS_BETWEEN_SCOLDINGS = 5
SECONDS_TO_REST = 3.0
"""So long is waited at the end for trainings to reach a state that can be kept, and as long again for the disk."""
CLOSING = "The server is closing. This page goes on when it is back."
SECONDS_BETWEEN_COUNTS = 0.5
"""At most so often are the people of a room told who is there."""


class Hub:
    """The house. All methods are called on the event loop, but for `notify`.

    Args:
        settings: the server's.
        folders: where data sets are.
        datasets: all there are.
        first: the experiment of the house room.
        make_engine: makes the engine, given what to call with its notices.
        key: of the house room's presenter; None: only who is at this machine is one.
        refused: counts what was not obeyed, by reason.
        keeping: where rooms are kept.
        kept: the rooms that were, for this house to go on with.
    """

    def __init__(
        self,
        settings: Settings,
        folders: Folders,
        datasets: dict[str, Dataset],
        first: Experiment,
        make_engine: Callable[[Callable[[Notice], None]], Trainings],
        *,
        key: str | None = None,
        refused: Counter[str] | None = None,
        keeping: Keeping | None = None,
        kept: Sequence[KeptRoom] = (),
    ) -> None:
        self._settings = settings
        self._datasets = datasets
        self._first = first
        self._keeping = keeping or Nowhere()
        self._keeping.listen(
            lambda: self._call(self._tell_problem), lambda room, run: self._call(lambda: self._has_gone(room, run))
        )
        self.closing = False
        """The server is about to end."""
        self._loop = asyncio.get_running_loop()
        self._notices: deque[Notice] = deque()
        self._engine = make_engine(self.notify)
        self.limits = limits(settings)
        files = {name: dataset for name, dataset in datasets.items() if not dataset.of_room}
        self.downloads = Downloads(files, folders, self._tell_from_thread)
        self.refused: Counter[str] = Counter() if refused is None else refused
        self._around = Surroundings(
            self._engine,
            self._check,
            self.downloads.states,
            self._may_train,
            lambda name: datasets[name].title,
            self._crowd_changed,
            self._queue,
            self._class_changed,
            keep_digit=self._keep_digit,
            keep_struck=self._keeping.strike,
            garage=OnLoop(self._keeping, self._call),
            came_back=self._keep,
            settled=self._keep,
            hand_ins=settings.hand_ins,
            page_hand_ins=settings.page_hand_ins,
            most_bytes=settings.max_bytes,
        )
        self._waiting: deque[Room] = deque()
        """Rooms that are to train when it is their turn, longest first."""
        self._training_since: dict[str, float] = {}
        self._rates: dict[str, Bucket] = {}
        """How many messages each room may send."""
        self._sent = self._conflated = 0
        """Frames of viewers who have gone."""
        self._resting: set[str] = set()
        """Rooms whose training is to come to rest, for the server ends."""
        self._crowds: set[str] = set()
        """Rooms whose people have changed, and have not been told yet."""
        self._classes: set[str] = set()
        """Rooms with other digits handed in than those who are there have been told."""
        self._empty_since: dict[str, float] = {}
        self.rooms: dict[str, Room] = {}
        for each in kept:
            self._restore(each, key if each.record.house else None)
        house = next((room for room in self.rooms.values() if room.house), None)
        self.house = house or self._open(new_code(self.rooms), first, key, house=True)
        self._keep(self.house)
        if self.house.history.status.step == 0:
            self.house.warm_up(settings.warmup_steps)

    # --- rooms ----------------------------------------------------------------------------------------------------------

    def _open(
        self, code: str, experiment: Experiment, key: str | None, *, house: bool = False, like: str | None = None
    ) -> Room:
        """Open a room.

        Raises:
            InklingError: there are too many.
        """
        self.sweep()
        if len(self.rooms) >= self._settings.rooms:
            raise InklingError("There is no room left on this server.", f"{len(self.rooms)} are open.", "Try again later.")
        room = self.rooms[code] = Room(code, self._around, experiment, house=house, key=key, like=like)
        self._keep(room)
        return room

    def _restore(self, kept: KeptRoom, key: str | None) -> None:
        """Open a room as it was kept."""
        code = kept.record.code
        try:
            experiment = Experiment.model_validate(kept.record.experiment).on_its_data()
            if self._datasets.get(experiment.data.dataset) is None:
                raise ValueError(f"there is no data set {experiment.data.dataset}")
        except ValueError as error:
            log.warning("Room %s was kept by another version of Inkling, and can't be opened: %s", code, error)
            return
        house = kept.record.house and not any(room.house for room in self.rooms.values())
        self.rooms[code] = Room(code, self._around, experiment, house=house, key=key, kept=kept)
        self._empty_since[code] = time.monotonic()
        self._keep(self.rooms[code])

    def join(self, hello: Hello, outbox: Outbox, *, here: bool = False) -> tuple[Room, Viewer]:
        """Let someone in.

        Args:
            hello: where to, and as who.
            outbox: what it is told goes there.
            here: it is the person at this machine, who presents what the bare address shows.

        Raises:
            InklingError: there is no such room, it is closed, or it or the house is full.
        """
        if self.closing:
            raise InklingError(CLOSING)
        experiment, refused = self._read(hello.experiment)
        room, key = self._find(hello, experiment)
        by_key: Role = "presenter" if key else room.people.role(hello.key)
        by_place = room is self.house and here and not hello.join
        viewer = Viewer(secrets.token_hex(8), outbox, "presenter" if by_place else by_key)
        if viewer.role == "viewer" and room.people.closed and hello.epoch not in room.lives:
            raise InklingError(f"Room {room.code} is closed to newcomers.", "", "Ask its presenter.")
        if by_key == "viewer" and len(room.viewers) >= self._settings.viewers:
            raise InklingError(f"Room {room.code} is full.", f"It has {len(room.viewers)} viewers.", "Try again later.")
        self._empty_since.pop(room.code, None)
        room.join(viewer, last=hello.last, life=hello.epoch, refused=refused, name=hello.name, key=key)
        if viewer.role == "presenter":
            for message in filter(None, [*self.warnings(), room.lost]):
                room.telling.refuse(viewer, "keep", message)
        return room, viewer

    def _read(self, given: Any) -> tuple[Experiment | None, str]:
        """The experiment of an address, or why it can't be used."""
        if given is None:
            return None, ""
        try:
            return Experiment.model_validate(given).on_its_data(), ""
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            return None, f"The address holds an experiment that can't be read, so it is not used. {where}: {first['msg']}."

    def _find(self, hello: Hello, experiment: Experiment | None) -> tuple[Room, str]:
        """The room that is meant, and the presenter's key where it was made for this."""
        code = read_code(hello.room or "")
        if code in self.rooms:
            return self.rooms[code], ""
        if hello.room is not None and not hello.house and hello.key is None and (hello.join or hello.epoch is not None):
            raise InklingError(f"There is no room {code or hello.room}.", "", "Is the code right? It may have been closed.")
        key = hello.key or new_key()
        if not code or hello.house:
            if experiment is None or experiment == self.house.experiment:
                return self.house, ""
            if self.house.pristine and not self.house.viewers:
                self.house.adopt(experiment)
                self._keep(self.house)
                return self.house, ""
            code, key = new_code(self.rooms), new_key()
        return self._open(code, experiment or self._first, key), key

    def _copy(self, room: Room, viewer: Viewer) -> None:
        """Make this viewer a room of its own from the one it is in; once."""
        if viewer.role != "presenter" and not room.people.copies:
            return room.telling.refuse(viewer, "copy", "The presenter of this room has not opened it for copies.")
        if viewer.copied is None or viewer.copied.room not in self.rooms:
            key = new_key()
            try:
                made = self._open(new_code(self.rooms), room.experiment, key, like=room.code)
            except InklingError as error:
                return room.telling.refuse(viewer, "copy", str(error))
            self._empty_since[made.code] = time.monotonic()
            viewer.copied = Copied(room=made.code, key=key)
        return room.telling.answer(viewer, viewer.copied)

    def leave(self, room: Room, viewer: Viewer) -> None:
        """A viewer's socket is closed."""
        room.leave(viewer)
        self._sent += viewer.outbox.sent
        self._conflated += viewer.outbox.conflated
        if not room.viewers:
            self._empty_since[room.code] = time.monotonic()

    def tick(self, now: float | None = None) -> None:
        """What time brings; to be called every few seconds. `now`: of time.monotonic()."""
        now = time.monotonic() if now is None else now
        self.sweep(now)
        self._rest(now)
        while self._waiting and not self._may_train():
            room = self._waiting.popleft()
            if room.waiting and self.rooms.get(room.code) is room:
                room.take_turn()
                self._keep(room)

    def sweep(self, now: float | None = None) -> None:
        """Close the rooms that nobody has looked at for long."""
        now = time.monotonic() if now is None else now
        for code, since in list(self._empty_since.items()):
            if now - since > self._settings.room_minutes * 60 and not self.rooms[code].house:
                del self._empty_since[code]
                self.rooms.pop(code).shut()
                self._rates.pop(code, None)
                self._engine.shut(code)
                self._keeping.forget(code)

    def _rest(self, now: float) -> None:
        """Pause trainings that nobody looks at, or that have run for as long as they may."""
        for code, room in self.rooms.items():
            if not (room.busy or room.waiting):
                self._training_since.pop(code, None)
                continue
            alone = now - self._empty_since.get(code, now) > self._settings.idle_minutes * 60
            if alone and (self._settings.others or not room.house):
                room.pause()
            elif room.busy and now - self._training_since.setdefault(code, now) > self._settings.training_minutes * 60:
                del self._training_since[code]
                hours = duration(self._settings.training_minutes)
                what = "Press Train to go on." if room.training else "A race can be started anew."
                room.pause(f"Paused after {hours}, as long as this server lets a training run. {what}")

    # --- what is kept ---------------------------------------------------------------------------------------------------

    def _keep(self, room: Room) -> None:
        """Keep a room as it is now."""
        self._keeping.put(room.to_keep())

    def _keep_run(self, room: Room, notice: Notice) -> None:
        """Keep the state of a room's run, or the weights it begins with."""
        assert notice.file is not None
        if notice.kind == "begun":
            return self._keeping.begin(room.to_keep(), notice.file)
        history = room.history.copy()
        resting = history.status.state != "running"
        if resting:
            self._resting.discard(room.code)
        return self._keeping.keep_run(room.to_keep(), int(notice.key), notice.file, history.pack, resting=resting)

    def _has_gone(self, code: str, number: int) -> None:
        """A parked run had to make way."""
        room = self.rooms.get(code)
        if room is not None:
            room.parking.has_gone(number)
            self._keep(room)

    def _tell_problem(self) -> None:
        """Presenters hear it when something can't be kept."""
        if self._keeping.problem:
            for room in self.rooms.values():
                room.telling.tell(Refused(command="keep", message=self._keeping.problem), "presenter")

    async def close(self, limit: float = SECONDS_TO_REST) -> None:
        """The server is about to end: bring trainings to rest, keep everything, and tell the pages."""
        self.closing = True
        began = time.monotonic()
        self._resting = {code for code, room in self.rooms.items() if room.training} if self._keeping.keeps else set()
        for room in self.rooms.values():
            if room.busy or room.waiting:
                room.pause()
        parting = [room.parking for room in self.rooms.values()]
        while (self._resting or any(parking.leaving for parking in parting)) and time.monotonic() - began < limit:
            await asyncio.sleep(0.02)
        for room in self.rooms.values():
            self._keep(room)
            room.telling.end(CLOSING)
        await asyncio.to_thread(self._keeping.flush, limit)

    # --- for who looks after the server -----------------------------------------------------------------------------------

    def warnings(self) -> list[str]:
        """What of it is not kept, or was lost; none: nothing."""
        return [each for each in [*self._keeping.warnings, self._keeping.problem] if each]

    def problems(self) -> list[str]:
        """Why this house can't do its work now; none: it can."""
        found = [self._engine.problem()]
        if not os.access(self._settings.home, os.W_OK):
            found.append("The folder INKLING_HOME can't be written.")
        return [each for each in found if each]

    def tally(self) -> Tally:
        """What there is to count."""
        rooms = self.rooms.values()
        boxes = [viewer.outbox for room in rooms for viewer in room.viewers.values()]
        running = [room for room in rooms if room.history.status.state == "running"]
        return Tally(
            rooms=len(self.rooms),
            viewers=len(boxes),
            trainings=sum(room.busy for room in rooms),
            waiting=sum(room.waiting for room in rooms),
            steps_per_second=sum(
                room.history.status.samples_per_second / room.experiment.training.batch_size for room in running
            ),
            sent=self._sent + sum(box.sent for box in boxes),
            conflated=self._conflated + sum(box.conflated for box in boxes),
            refused=dict(self.refused),
        )

    # --- what rooms need ------------------------------------------------------------------------------------------------

    def _check(self, experiment: Experiment) -> Report:
        dataset = self._datasets.get(experiment.data.dataset)
        return check(
            experiment.net,
            classes=task_of(dataset).gives(dataset).size[0] if dataset else None,
            data=dataset.input_shape if dataset else None,
            batch_size=experiment.training.batch_size,
            optimizer=experiment.training.optimizer,
            loss=experiment.training.loss,
            limits=self.limits,
        )

    def _may_train(self) -> str:
        running = sum(room.busy for room in self.rooms.values())
        if running < self._settings.trainings:
            return ""
        others = "A training is" if running == 1 else f"{running} trainings are"
        return f"{others} running on this server, as many as it allows."

    def _queue(self, room: Room) -> bool:
        self._waiting = deque(each for each in self._waiting if each.waiting)
        if room in self._waiting:
            return True
        if len(self._waiting) >= self._settings.queue:
            return False
        self._waiting.append(room)
        return True

    # --- commands -------------------------------------------------------------------------------------------------------

    def takes(self, room: Room, viewer: Viewer) -> bool:
        """May this viewer send a message now? If not, it is told so, once in a while."""
        now = time.monotonic()
        if viewer.rate is None:
            viewer.rate = Bucket(self._settings.page_messages, now)
        of_room = self._rates.setdefault(room.code, Bucket(self._settings.room_messages, now))
        if viewer.rate.take(now) and of_room.take(now):
            return True
        self.refused["rate"] += 1
        if now - viewer.scolded > SECONDS_BETWEEN_SCOLDINGS:
            viewer.scolded = now
            most = f"{self._settings.page_messages} a second from a page, {self._settings.room_messages} from a room"
            room.telling.refuse(viewer, "", f"Too many messages at once: this server takes {most}. Some were left out.")
        return False

    def obey(self, room: Room, viewer: Viewer, command: AnyCommand) -> None:
        """Do what a viewer asks, if its role allows it."""
        why = refusal(viewer.role, command.least)
        if why:
            self.refused["role"] += 1
            return room.telling.refuse(viewer, command.kind, why)
        match command:
            case Hello():
                room.telling.refuse(viewer, "hello", "You are in this room already.")
            case Fetch():
                self._fetch(room, viewer, command)
            case Copy():
                self._copy(room, viewer)
            case _:
                room.obey(viewer, command)
        return self._keep(room) if command.kept else None

    def _fetch(self, room: Room, viewer: Viewer, command: Fetch) -> None:
        if command.dataset in self._datasets and self._datasets[command.dataset].of_room:
            why = f"{self._datasets[command.dataset].title} are handed in by people in the room; there is nothing to download."
            return room.telling.refuse(viewer, "fetch", why)
        try:
            if command.cancel:
                self.downloads.cancel(command.dataset)
            else:
                self.downloads.fetch(command.dataset)
        except InklingError as error:
            room.telling.refuse(viewer, "fetch", str(error))

    # --- who is there ---------------------------------------------------------------------------------------------------

    def _crowd_changed(self, room: Room) -> None:
        if room.code not in self._crowds:
            self._crowds.add(room.code)
            self._loop.call_later(SECONDS_BETWEEN_COUNTS, self._tell_crowd, room)

    def _tell_crowd(self, room: Room) -> None:
        self._crowds.discard(room.code)
        room.tell_viewers()

    def _keep_digit(self, room: str, record: HandIn, done: Callable[[str], None]) -> None:
        """Keep what was handed in, and say when it is. Where nothing is kept, it lasts as long as the room."""
        if not self._keeping.keeps:
            return done("")
        return self._keeping.hand_in(room, record, lambda problem: self._call(lambda: done(problem)))

    def _class_changed(self, room: Room) -> None:
        if room.code not in self._classes:
            self._classes.add(room.code)
            self._loop.call_later(SECONDS_BETWEEN_COUNTS, self._tell_class, room)

    def _tell_class(self, room: Room) -> None:
        self._classes.discard(room.code)
        room.tell_class()

    # --- from other threads ---------------------------------------------------------------------------------------------

    def notify(self, notice: Notice) -> None:
        """Take a notice of the engine, from any thread."""
        idle = not self._notices
        self._notices.append(notice)
        if idle:
            self._call(self._drain)

    def _tell_from_thread(self, state: DataState) -> None:
        self._call(lambda: self._tell(state))

    def _call(self, what: Callable[[], None]) -> None:
        # The loop is closed only when the server has ended: then nobody is left to tell.
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what)

    def _tell(self, state: DataState) -> None:
        for room in self.rooms.values():
            room.tell(state)

    def _drain(self) -> None:
        while self._notices:
            notice = self._notices.popleft()
            try:
                self._take(notice)
            except Exception:  # of one: those behind it, and all that come, are told all the same
                log.exception("What came of room %s (%s) could not be told.", notice.room, notice.kind)

    def _take(self, notice: Notice) -> None:
        room = self.rooms.get(notice.room)
        if room is None:
            _remove(notice)
        elif notice.kind == "left":
            room.parking.left(notice.run, int(notice.key), notice.file, notice.start)
            self._keep(room)
        elif notice.run not in (None, room.run):
            room.parking.late(notice.run, notice.kind, notice.encoded)
        elif notice.file is not None:
            self._keep_run(room, notice)
        elif notice.kind == Racing.tag:
            room.track.came(notice.key, notice.encoded)
        elif of_kind(notice.kind).way == "record":
            room.record(notice.encoded)
        else:
            room.telling.pass_on(notice.viewers, notice.kind, notice.key, notice.encoded)


def _remove(notice: Notice) -> None:
    """It is of a room that is no more, and nobody takes its files."""
    for file in (notice.file, notice.start):
        if file is not None:
            file.unlink(missing_ok=True)


def duration(minutes: float) -> str:
    """In words: "90 minutes", "8 hours"."""
    number, unit = (minutes / 60, "hour") if minutes >= 120 else (minutes, "minute")
    return f"{number:g} {unit}{'' if number == 1 else 's'}"


def limits(settings: Settings) -> Limits:
    """The limits on nets, as set."""
    return Limits(
        layers=settings.max_layers,
        parameters=settings.max_parameters,
        units=settings.max_units,
        macs=settings.max_macs,
        bytes=settings.max_bytes,
    )
