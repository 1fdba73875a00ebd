"""The steering of a room's net: commands that change it, train it and have it race, and why one of them is not obeyed."""

from __future__ import annotations

import math
import struct
from typing import assert_never

from inkling.datasets.making.collected import CLASS
from inkling.errors import InklingError
from inkling.experiment.changes import starts_anew
from inkling.experiment.race import RaceSettings, Value, lanes
from inkling.net import Report
from inkling.protocol.explaining import Dissect
from inkling.protocol.parking import Back
from inkling.protocol.racing import EndRace, Race
from inkling.protocol.room import Refused
from inkling.protocol.training import Change, Edit, Pause, Reset, Step, Train
from inkling.rooms.classroom import Classroom
from inkling.rooms.house import Surroundings
from inkling.rooms.parking import Parking
from inkling.rooms.returning import Returning
from inkling.rooms.room_race import RoomRace
from inkling.rooms.running import Running
from inkling.rooms.telling import Telling
from inkling.rooms.viewer import Viewer
from inkling.training import orders

ANEW = "This starts the training anew: with random weights, or with those of the layers that stay."
"""Why a change has to be confirmed while it trains."""

Steer = Change | Train | Step | Dissect | Edit | Pause | Reset | Back | Race | EndRace
"""What is steered with."""


class Steering:
    """What may be done with a room's net.

    Args:
        code: the room's.
        around: the house.
        telling: tells the room's viewers.
        run, classroom, race, parking, returning: the room's other parts.
    """

    def __init__(
        self,
        code: str,
        around: Surroundings,
        telling: Telling,
        run: Running,
        classroom: Classroom,
        race: RoomRace,
        parking: Parking,
        returning: Returning,
    ) -> None:
        self._code = code
        self._around = around
        self._telling = telling
        self._run = run
        self._classroom = classroom
        self._race = race
        self._parking = parking
        self._returning = returning

    @property
    def busy(self) -> bool:
        """The room takes one of the places for trainings."""
        return self._run.training or self._race.busy

    def obey(self, viewer: Viewer, command: Steer) -> None:
        """Do what a viewer asks, or tell it why not."""
        match command:
            case Change():
                self._change(viewer, command)
            case Train() | Step() | Dissect():
                self._go(viewer, command)
            case Edit():
                self._edit(viewer, command)
            case Pause():
                self._run.pause()
            case Reset():
                self._run.pristine = False
                self._run.begin_anew(self._run.experiment, by=viewer.id)
            case Back():
                self._go_back(viewer, command.run)
            case Race():
                self._begin_race(viewer, command.race)
            case EndRace():
                self._race.clear() if command.away else self._race.end()
            case _:
                assert_never(command)

    def take_turn(self) -> None:
        """It is this room's turn to train."""
        self._start(Train())

    # --- changing ---------------------------------------------------------------------------------------------------------

    def _change(self, viewer: Viewer, command: Change) -> None:
        run = self._run
        fewer = self._classroom.state().message if command.experiment.data.dataset == CLASS else ""
        if fewer and run.experiment.data.dataset != CLASS:
            return self._telling.refuse(viewer, "change", fewer)
        other = command.name is not None and command.name != run.name  # undone: another run was there then
        newer = command.restart and command.name is None and self._classroom.stale
        anew = other or newer or starts_anew(run.experiment, command.experiment)
        if anew and run.running and not command.restart:
            return self._telling.answer(viewer, Refused(command="change", message=ANEW, needs_restart=True))
        if other and command.name is not None:
            found = self._parking.find(command.name, command.experiment)
            if found is not None:
                return self._returning.go(viewer, found, command.experiment)
            gone = self._parking.gone(command.name)
            if gone is not None:
                message = f"Run {gone} is not kept any more: its settings are back, its weights are not."
                self._telling.refuse(viewer, "keep", message)
        run.pristine = False
        if anew:
            return run.begin_anew(command.experiment, by=viewer.id, keep=command.keep)
        return run.adjust(command.experiment, by=viewer.id)

    def _go_back(self, viewer: Viewer, number: int) -> None:
        parked = self._parking.get(number)
        if parked is None:
            return self._telling.refuse(viewer, "back", f"Run {number} is not kept any more.")
        if number == self._parking.at and parked.experiment == self._run.experiment:
            return self._telling.refuse(viewer, "back", f"This is run {number}, as it was left.")
        return self._returning.go(viewer, parked, parked.experiment)

    def _edit(self, viewer: Viewer, command: Edit) -> None:
        why = self._run.unusable()
        if not why and command.layer not in {layer.id for layer in self._run.report.layers}:
            why = "This net has no such layer."
        if not why and (len(command.values) % 4 or not all(map(math.isfinite, _numbers(command.values)))):
            why = "A weight has to be a finite number."
        if why:
            return self._telling.refuse(viewer, command.kind, why)
        self._run.touch(edited=True)
        edit = orders.SetWeights(command.layer, command.parameter, tuple(command.at), command.values)
        return self._around.engine.order(self._code, edit)

    # --- training ---------------------------------------------------------------------------------------------------------

    def _not_ready(self) -> str:
        """Why nothing can be trained here; "" if it can."""
        name, unusable = self._run.experiment.data.dataset, self._run.unusable()
        of_class = self._classroom.state()
        if unusable or any(data.dataset == name and data.state == "ready" for data in [*self._around.data(), of_class]):
            return unusable
        if name == CLASS:
            return of_class.message
        return f"{self._around.title(name)} is not on this computer yet. Download it, or choose another data set."

    def _go(self, viewer: Viewer, command: Train | Step | Dissect) -> None:
        not_ready = self._not_ready()
        if not_ready:
            return self._telling.refuse(viewer, command.kind, not_ready)
        why = "" if self.busy else self._around.may_train()
        if why and isinstance(command, Train) and self._around.queue(self._code):
            return self._run.wait(why)
        if why:
            return self._telling.refuse(viewer, command.kind, f"{why} Pause one of them, or try again later.")
        self._take_class(viewer)
        return self._start(command)

    def _start(self, command: Train | Step | Dissect) -> None:
        self._race.end()
        self._run.is_asked()
        match command:
            case Train():
                order: orders.Order = orders.Go()
            case Dissect():
                order = orders.OneStep((command.layer, command.unit))
            case Step():
                order = orders.OneStep()
            case _:
                assert_never(command)
        self._around.engine.order(self._code, order)

    def _begin_race(self, viewer: Viewer, race: RaceSettings) -> None:
        why = self._not_ready() or ("" if self.busy else self._around.may_train()) or self._too_much(race)
        if why:
            return self._telling.refuse(viewer, "race", why)
        self._take_class(viewer)
        self._run.pause()
        self._run.raced()
        return self._race.begin(race, self._run.experiment)

    def _too_much(self, race: RaceSettings) -> str:
        """Why these nets can't race, or not so many of them; "" if they can."""
        try:
            reports = [self._around.check(lane) for lane in lanes(race, self._run.experiment)]
        except InklingError as error:
            return str(error)
        unfit = (_unfit(value, report) for value, report in zip(race.values, reports, strict=True) if not report.ok)
        taken = sum(report.bytes.total for report in reports)
        if why := next(unfit, ""):
            return why
        if taken <= self._around.most_bytes:
            return ""
        most = self._around.most_bytes // max(1, taken // len(race.values))
        return f"So many nets take more memory than this server gives a training. It has room for {most} of these."

    def _take_class(self, viewer: Viewer) -> None:
        """Where it learns from the class, and there were too few digits when it began: begin with those of now."""
        if self._classroom.missing:
            self._run.begin_anew(self._run.experiment, by=viewer.id, keep=True)


def _numbers(data: bytes) -> tuple[float, ...]:
    """float32, little-endian; whole numbers of four bytes."""
    return struct.unpack(f"<{len(data) // 4}f", data)


def _unfit(value: Value, report: Report) -> str:
    """Why the net of a race that has this value can't be trained."""
    problem = next(problem.message for problem in report.problems if problem.severity == "error")
    return f"{value}: {problem}."
