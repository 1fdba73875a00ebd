"""All rooms of this server: who gets into which, and what comes back from where training happens."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence

from inkling.datasets._base import Dataset, Folders
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.net import Report
from inkling.protocol.commands import AnyCommand
from inkling.protocol.data import DataState, Fetch
from inkling.protocol.people import Copy
from inkling.protocol.room import Hello
from inkling.rooms.codes import new_code
from inkling.rooms.door import Door
from inkling.rooms.downloads import Downloads
from inkling.rooms.house import Surroundings
from inkling.rooms.keeper import Keeper
from inkling.rooms.keeping import Keeping, Nowhere, OnLoop
from inkling.rooms.limits import limits
from inkling.rooms.outbox import Outbox
from inkling.rooms.post import Post
from inkling.rooms.roles import refusal
from inkling.rooms.room import Room
from inkling.rooms.soon import Soon
from inkling.rooms.tally import Tally
from inkling.rooms.throttle import Throttle
from inkling.rooms.turns import Turns
from inkling.rooms.viewer import Viewer
from inkling.runs.messages import Notice
from inkling.runs.port import Port
from inkling.settings import Settings
from inkling.store.records import KeptRoom
from inkling.tasks.judging import judge

log = logging.getLogger("inkling.rooms")

SECONDS_TO_REST = 3.0
"""So long is waited at the end for trainings to reach a state that can be kept, and as long again for the disk."""
CLOSING = "The server is closing. This page goes on when it is back."


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
        make_engine: Callable[[Callable[[Notice], None]], Port],
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
        self.closing = False
        """The server is about to end."""
        self._loop = asyncio.get_running_loop()
        self.rooms: dict[str, Room] = {}
        self._empty_since: dict[str, float] = {}
        self._keeper = Keeper(self._keeping, self.rooms, self._call)
        self._keep = self._keeper.keep
        self.post = Post(self.rooms, self._call, self._keep, self._keeper.keep_run)
        self._turns = Turns(settings, self.rooms, self._empty_since, self._keep)
        self._throttle = Throttle(settings)
        self._door = Door(self, settings.viewers)
        self._engine = make_engine(self.notify)
        self.limits = limits(settings)
        files = {name: dataset for name, dataset in datasets.items() if not dataset.of_room}
        self.downloads = Downloads(files, folders, self._tell_from_thread)
        self.refused: Counter[str] = Counter() if refused is None else refused
        self._around = Surroundings(
            self._engine,
            self._check,
            self.downloads.states,
            self._turns.may_train,
            lambda name: datasets[name].title,
            Soon(self._loop, self._of(Room.tell_viewers)).changed,
            self._turns.queue,
            Soon(self._loop, self._of(Room.tell_class)).changed,
            keep_digit=self._keeper.keep_digit,
            keep_struck=self._keeping.strike,
            garage=OnLoop(self._keeping, self._call),
            came_back=self._of(self._keep),
            settled=self._of(self._keep),
            hand_ins=settings.hand_ins,
            page_hand_ins=settings.page_hand_ins,
            most_bytes=settings.max_bytes,
        )
        self._sent = self._conflated = 0
        """Frames of viewers who have gone."""
        for each in kept:
            self._restore(each, key if each.record.house else None)
        house = next((room for room in self.rooms.values() if room.house), None)
        self.house = house or self.open(new_code(self.rooms), first, key, house=True)
        self._keep(self.house)
        if self.house.run.history.status.step == 0:
            self.house.run.warm_up(settings.warmup_steps)

    # --- rooms ----------------------------------------------------------------------------------------------------------

    def open(
        self, code: str, experiment: Experiment | None, key: str | None, *, house: bool = False, like: str | None = None
    ) -> Room:
        """Open a room, with this experiment, or the first room's at the start; see `Room`.

        Raises:
            InklingError: there are too many.
        """
        self.sweep()
        if len(self.rooms) >= self._settings.rooms:
            raise InklingError("There is no room left on this server.", f"{len(self.rooms)} are open.", "Try again later.")
        room = self.rooms[code] = Room(code, self._around, experiment or self._first, house=house, key=key, like=like)
        self._keep(room)
        return room

    def adopt(self, experiment: Experiment) -> None:
        """Have the house room, which nobody has touched, take this experiment over from an address."""
        self.house.adopt(experiment)
        self._keep(self.house)

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
        room, viewer = self._door.enter(hello, outbox, here=here)
        self._empty_since.pop(room.code, None)
        if viewer.role == "presenter":
            for message in filter(None, [*self.warnings(), room.run.lost]):
                room.telling.refuse(viewer, "keep", message)
        return room, viewer

    def _copy(self, room: Room, viewer: Viewer) -> None:
        made = self._door.copy(room, viewer)
        if made is not None:
            self._empty_since[made.code] = time.monotonic()

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
        self._turns.rest(now)
        self._turns.begin_next()

    def sweep(self, now: float | None = None) -> None:
        """Close the rooms that nobody has looked at for long."""
        now = time.monotonic() if now is None else now
        for code, since in list(self._empty_since.items()):
            if now - since > self._settings.room_minutes * 60 and not self.rooms[code].house:
                del self._empty_since[code]
                self.rooms.pop(code).shut()
                self._throttle.forget(code)
                self._engine.shut(code)
                self._keeping.forget(code)

    async def close(self, limit: float = SECONDS_TO_REST) -> None:
        """The server is about to end: bring trainings to rest, keep everything, and tell the pages."""
        self.closing = True
        await self._keeper.keep_all(limit)
        for room in self.rooms.values():
            room.telling.end(CLOSING)
        await asyncio.to_thread(self._keeping.flush, limit)

    # --- for who looks after the server -----------------------------------------------------------------------------------

    def warnings(self) -> list[str]:
        """What of it is not kept, or was lost; none: nothing."""
        return self._keeper.warnings()

    def problems(self) -> list[str]:
        """Why this house can't do its work now; none: it can."""
        found = [self._engine.problem()]
        if not os.access(self._settings.home, os.W_OK):
            found.append("The folder INKLING_HOME can't be written.")
        return [each for each in found if each]

    def tally(self) -> Tally:
        """What there is to count."""
        boxes = [viewer.outbox for room in self.rooms.values() for viewer in room.viewers.values()]
        return Tally(
            rooms=len(self.rooms),
            viewers=len(boxes),
            trainings=sum(room.busy for room in self.rooms.values()),
            waiting=sum(room.run.waiting for room in self.rooms.values()),
            steps_per_second=sum(room.run.steps_per_second for room in self.rooms.values()),
            sent=self._sent + sum(box.sent for box in boxes),
            conflated=self._conflated + sum(box.conflated for box in boxes),
            refused=dict(self.refused),
        )

    # --- what rooms need ------------------------------------------------------------------------------------------------

    def _check(self, experiment: Experiment) -> Report:
        dataset = self._datasets.get(experiment.data.dataset)
        return judge(experiment.net, dataset, experiment.training, self.limits, tuple(experiment.nets.values()))

    # --- commands -------------------------------------------------------------------------------------------------------

    def takes(self, room: Room, viewer: Viewer) -> bool:
        """May this viewer send a message now? If not, it is told so, once in a while."""
        taken = self._throttle.takes(room, viewer)
        self.refused["rate"] += not taken
        return taken

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

    # --- from other threads ---------------------------------------------------------------------------------------------

    def notify(self, notice: Notice) -> None:
        """Take a notice of the engine, from any thread."""
        self.post.notify(notice)

    def _tell_from_thread(self, state: DataState) -> None:
        self._call(lambda: self._tell(state))

    def _call(self, what: Callable[[], None]) -> None:
        # The loop is closed only when the server has ended: then nobody is left to tell.
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what)

    def _tell(self, state: DataState) -> None:
        for room in self.rooms.values():
            room.tell(state)

    def _of(self, do: Callable[[Room], None]) -> Callable[[str], None]:
        """Do this with the room of a code, if it is there still."""

        def of(code: str) -> None:
            room = self.rooms.get(code)
            if room is not None:
                do(room)

        return of
