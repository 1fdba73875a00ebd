"""All rooms of this server: who gets into which, and what comes back from where training happens."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from inkling.datasets._base import Dataset, Folders
from inkling.errors import InklingError
from inkling.experiment import Experiment
from inkling.net import Limits, Report, check
from inkling.protocol.commands import Fetch, Hello
from inkling.protocol.events import PICTURES, RECORDS, DataState, Refused
from inkling.rooms.codes import is_code, new_code
from inkling.rooms.downloads import Downloads
from inkling.rooms.outbox import Outbox
from inkling.rooms.room import Room, Surroundings, Trainings
from inkling.rooms.viewer import Viewer
from inkling.runs.engine import Notice
from inkling.settings import Settings

log = logging.getLogger("inkling.rooms")


class Hub:
    """The house. All methods are called on the event loop, but for `notify`.

    Args:
        settings: the server's.
        folders: where data sets are.
        datasets: all there are.
        first: the experiment of the house room.
        make_engine: makes the engine, given what to call with its notices.
    """

    def __init__(
        self,
        settings: Settings,
        folders: Folders,
        datasets: dict[str, Dataset],
        first: Experiment,
        make_engine: Callable[[Callable[[Notice], None]], Trainings],
    ) -> None:
        self._settings = settings
        self._datasets = datasets
        self._first = first
        self._loop = asyncio.get_running_loop()
        self._notices: deque[Notice] = deque()
        self._engine = make_engine(self.notify)
        self.limits = limits(settings)
        self.downloads = Downloads(datasets, folders, self._tell_from_thread)
        self._around = Surroundings(
            self._engine, self._check, self.downloads.states, self._may_train, lambda name: datasets[name].title
        )
        self._empty_since: dict[str, float] = {}
        self.rooms: dict[str, Room] = {}
        self.house = self._open(new_code(self.rooms), first, house=True)
        self.house.warm_up(settings.warmup_steps)

    # --- rooms ----------------------------------------------------------------------------------------------------------

    def _open(self, code: str, experiment: Experiment, *, house: bool = False) -> Room:
        room = self.rooms[code] = Room(code, self._around, experiment, house=house)
        return room

    def join(self, hello: Hello, outbox: Outbox) -> tuple[Room, Viewer]:
        """Let someone in.

        Raises:
            InklingError: the room, or the house, is full.
        """
        experiment, refused = self._read(hello.experiment)
        room = self._find(hello.room, experiment, was_house=hello.house)
        if len(room.viewers) >= self._settings.viewers:
            raise InklingError(f"Room {room.code} is full.", f"It has {len(room.viewers)} viewers.", "Try again later.")
        viewer = Viewer(secrets.token_hex(8), outbox)
        self._empty_since.pop(room.code, None)
        room.join(viewer, last=hello.last, life=hello.epoch, refused=refused)
        return room, viewer

    def _read(self, given: Any) -> tuple[Experiment | None, str]:
        """The experiment of an address, or why it can't be used."""
        if given is None:
            return None, ""
        try:
            return Experiment.model_validate(given), ""
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            return None, f"The address holds an experiment that can't be read, so it is not used. {where}: {first['msg']}."

    def _find(self, code: str | None, experiment: Experiment | None, *, was_house: bool) -> Room:
        if code is not None and code in self.rooms:
            return self.rooms[code]
        if code is None or not is_code(code) or was_house:
            if experiment is None or experiment == self.house.experiment:
                return self.house
            if self.house.pristine and not self.house.viewers:
                self.house.adopt(experiment)
                return self.house
            code = new_code(self.rooms)
        self.sweep()
        if len(self.rooms) >= self._settings.rooms:
            raise InklingError("There is no room left on this server.", f"{len(self.rooms)} are open.", "Try again later.")
        return self._open(code, experiment or self._first)

    def leave(self, room: Room, viewer: Viewer) -> None:
        """A viewer's socket is closed."""
        room.leave(viewer)
        if not room.viewers and not room.house:
            self._empty_since[room.code] = time.monotonic()

    def sweep(self) -> None:
        """Close the rooms that nobody has looked at for long."""
        now = time.monotonic()
        for code, since in list(self._empty_since.items()):
            if now - since > self._settings.room_minutes * 60:
                del self._empty_since[code]
                del self.rooms[code]
                self._engine.shut(code)

    # --- what rooms need ------------------------------------------------------------------------------------------------

    def _check(self, experiment: Experiment) -> Report:
        dataset = self._datasets.get(experiment.data.dataset)
        return check(
            experiment.net,
            classes=len(dataset.classes) if dataset else None,
            batch_size=experiment.training.batch_size,
            optimizer=experiment.training.optimizer,
            limits=self.limits,
        )

    def _may_train(self) -> str:
        running = sum(room.running for room in self.rooms.values())
        if running < self._settings.trainings:
            return ""
        return f"{running} trainings are running on this server, as many as it allows. Pause one of them, or try again later."

    # --- commands -------------------------------------------------------------------------------------------------------

    def obey(self, room: Room, viewer: Viewer, command: Any) -> None:
        """Do what a viewer asks."""
        if not isinstance(command, Fetch):
            return room.obey(viewer, command)
        try:
            if command.cancel:
                self.downloads.cancel(command.dataset)
            else:
                self.downloads.fetch(command.dataset)
        except InklingError as error:
            viewer.answer(Refused(command="fetch", message=str(error)))
        return None

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
            room = self.rooms.get(notice.room)
            if room is None or notice.run not in (None, room.run):
                continue  # of a room, or of a net, that is no more
            if notice.kind in RECORDS:
                room.record(notice.encoded)
            elif notice.kind in PICTURES:
                room.picture(notice.viewer, notice.kind, notice.key, notice.encoded)
            elif notice.viewer is not None:
                room.answer(notice.viewer, notice.encoded)


def limits(settings: Settings) -> Limits:
    """The limits on nets, as set."""
    return Limits(
        layers=settings.max_layers,
        parameters=settings.max_parameters,
        units=settings.max_units,
        macs=settings.max_macs,
        bytes=settings.max_bytes,
    )
