"""The runs of a room that have made way for another: which there are, what is said of them, and how to come by them again.

A run that is left is listed at once. Its last state follows when its training has ended, and can be had from then on. Until
that is kept, the room's record names the run as leaving: should the server be killed, it is there again where it was kept last.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inkling.experiment.changes import starts_anew
from inkling.experiment.experiment import Experiment
from inkling.protocol import wire
from inkling.protocol.events import of_kind
from inkling.protocol.parking import Parked, Runs
from inkling.protocol.room import Refused
from inkling.rooms.history import History
from inkling.rooms.restoring import restored
from inkling.rooms.telling import Telling
from inkling.store.records import KeptRoom, KeptRun, Leaving, LeftRun, ParkedRun, Where
from inkling.tasks._base import first_measure

log = logging.getLogger("inkling.rooms")

MOST = 8
"""Parked runs of a room."""
Had = Callable[[KeptRun | None, str], None]
"""Takes a parked run, or the reason why it can't be had."""
_OTHER = "Room %s: run %d was parked by another version of Inkling, and can't be used: %s"


class Garage(Protocol):
    """Where parked runs are kept (`store.archive.Archive`). Nothing here waits; what it has to say comes on the event loop."""

    def park(self, room: str, left: LeftRun, done: Callable[[Where, str], None]) -> None: ...
    def fetch(self, room: str, number: int, done: Had) -> None: ...
    def drop(self, room: str, number: int) -> None: ...


class Memory:
    """A garage that lasts as long as it does itself; the files stay where they are."""

    def __init__(self) -> None:
        self._runs: dict[tuple[str, int], KeptRun] = {}

    def park(self, room: str, left: LeftRun, done: Callable[[Where, str], None]) -> None:
        """Remember it."""
        self._runs[room, left.number] = KeptRun(left.step, left.history(), left.checkpoint, left.start)
        done("here", "")

    def fetch(self, room: str, number: int, done: Had) -> None:
        """Give it back."""
        found = self._runs.get((room, number))
        done(found, "" if found else f"Run {number} is not kept any more.")

    def drop(self, room: str, number: int) -> None:
        """Forget it."""
        self._runs.pop((room, number), None)


@dataclass
class _Leaving:
    """A run whose last state is on its way."""

    number: int
    history: History
    wanted: Had | None = None
    """Who waits for it."""


class Parking:
    """The parked runs of one room, at most `MOST`: of more, what was left first goes.

    Args:
        code: the room's.
        garage: keeps them.
        telling: tells its viewers.
        settled: told when one is kept, or can't be.
        kept: the room as it was before the server was started.
    """

    def __init__(
        self,
        code: str,
        garage: Garage,
        telling: Telling,
        settled: Callable[[], None] = lambda: None,
        kept: KeptRoom | None = None,
    ) -> None:
        self._code = code
        self._garage = garage
        self._telling = telling
        self._told = settled
        self._parked: list[Parked] = []
        self.counted = 0
        """The highest number that was given."""
        self.at: int | None = None
        """The one that the room has gone back to, and where nothing was learned or changed by hand since."""
        self._leaving: dict[int, _Leaving] = {}
        """By the engine's number."""
        self._unkept: list[Leaving] = []
        """Those whose last state is not kept, or not for good: of them there may be earlier ones."""
        self._gone: dict[str, int] = {}
        """Names and numbers of those that are kept no more."""
        if kept is not None:
            self._take_up(kept)

    def _take_up(self, kept: KeptRoom) -> None:
        found = [_read(self._code, run) for run in kept.parked]
        for leaving, run in kept.leaving:
            again = _again(self._code, leaving, run)
            found.append(again)
            self._unkept += [leaving] if again is not None else []
        order = {number: place for place, number in enumerate(kept.record.runs)}
        there = [each for each in found if each is not None]
        self._parked = sorted(there, key=lambda each: (order.get(each.run, len(order)), each.run))
        self.counted = max(kept.record.counted, *(each.number for each in kept.parked), 0)
        self.at = kept.record.at if kept.record.at is not None and self.get(kept.record.at) else None

    # --- which there are ------------------------------------------------------------------------------------------------

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of all there are; what was left last comes last."""
        return tuple(each.run for each in self._parked)

    @property
    def leaving(self) -> bool:
        """Some have not come to rest yet, or are not kept yet."""
        return any(each.state == "leaving" for each in self._parked)

    @property
    def unkept(self) -> tuple[Leaving, ...]:
        """Those whose last state is not kept, as the room's record has them."""
        return tuple(self._unkept)

    def get(self, number: int) -> Parked | None:
        """What there is to say of one."""
        return next((each for each in self._parked if each.run == number), None)

    def find(self, name: str, experiment: Experiment) -> Parked | None:
        """The newest state of the run of this name that can go on with this experiment."""
        fits = (each for each in reversed(self._parked) if each.name == name and not starts_anew(each.experiment, experiment))
        return next(fits, None)

    def gone(self, name: str) -> int | None:
        """The number under which the run of this name was kept, but is no more; None: it never was."""
        return self._gone.get(name)

    def event(self) -> Runs:
        """All of them, for everybody."""
        return Runs(runs=self._parked, at=self.at)

    def tell(self) -> None:
        """Tell everybody."""
        self._telling.tell(self.event())

    # --- leaving --------------------------------------------------------------------------------------------------------

    def leave(self, run: int, states: str, name: str, experiment: Experiment, history: History) -> Parked:
        """The engine's run of this number makes way; its history goes on until it has ended.

        Args:
            states: names those that are kept of it so far, as the room's record did.
        """
        self.counted += 1
        self._unkept.append(Leaving(states, self.counted, name, experiment.model_dump(mode="json")))
        self._leaving[run] = _Leaving(self.counted, history)
        # While it runs, its status comes later than its steps do; at rest, it may have gone back to an earlier one.
        step, running = history.status.step, history.status.state == "running"
        parked = _about(self.counted, name, experiment, history, max(step, history.series.steps) if running else step)
        self._parked.append(parked)
        self.at = None
        for oldest in self.numbers[:-MOST]:
            self._remove(oldest)
        self.tell()
        return parked

    def renew(self, number: int, states: str = "") -> Parked | None:
        """The one of this number is left again, as it was: it counts as left last. `states`: see `leave`; "": none."""
        parked = self.get(number)
        if parked is not None:
            if states and parked.state == "here":  # then these outlive the server, where they could be written
                self._unkept.append(Leaving(states, number, parked.name, parked.experiment.model_dump(mode="json")))
            self._parked = [*(each for each in self._parked if each is not parked), parked]
            self.tell()
        return parked

    def late(self, run: int | None, kind: str, encoded: bytes) -> None:
        """What came of a run that is leaving."""
        leaving = self._leaving.get(run) if run is not None else None
        if leaving is not None and of_kind(kind).way == "record":
            leaving.history.add(wire.decode(encoded))

    def left(self, run: int | None, step: int, checkpoint: Path | None, start: Path | None) -> None:
        """A run has ended after so many steps; these files hold its last state, and are to be removed."""
        leaving = self._leaving.pop(run, None) if run is not None else None
        parked = self.get(leaving.number) if leaving is not None else None
        if leaving is None or parked is None:
            for file in (checkpoint, start):
                if file is not None:
                    file.unlink(missing_ok=True)
            return None
        number, history = leaving.number, leaving.history
        if checkpoint is None and parked.step > 0:
            return self._lose(number, "its state could not be written", leaving.wanted)
        history.rest_at(step)
        final = _about(number, parked.name, parked.experiment, history, step)
        self._replace(final)
        about = final.model_copy(update={"state": "kept"}).model_dump_json().encode()
        kept = LeftRun(number, about, step, history.copy().pack, checkpoint, start)
        self._garage.park(self._code, kept, lambda where, why: self._settled(number, where, why))
        if leaving.wanted is not None:
            self._garage.fetch(self._code, number, leaving.wanted)
        return None

    def _settled(self, number: int, where: Where, why: str) -> None:
        parked = self.get(number)
        if parked is None:
            self._garage.drop(self._code, number)
        elif where == "lost":
            return self._lose(number, why)
        else:
            if where == "kept":
                self._unkept = [each for each in self._unkept if each.number != number]
            self._replace(parked.model_copy(update={"state": where}))
        return self._told()

    # --- coming back ----------------------------------------------------------------------------------------------------

    def fetch(self, number: int, had: Had) -> None:
        """Get this one, as soon as it is to be had."""
        leaving = next((each for each in self._leaving.values() if each.number == number), None)
        if leaving is None:
            self._garage.fetch(self._code, number, had)
        else:
            leaving.wanted = had

    def has_gone(self, number: int) -> None:
        """It had to make way for something else, or can't be had any more."""
        parked = self.get(number)
        # Of one that is leaving, states of before have gone: its last one is on its way all the same.
        if parked is not None and parked.state != "leaving":
            self._remove(number)
            self.tell()

    # --- the list -------------------------------------------------------------------------------------------------------

    def _remove(self, number: int) -> None:
        parked = self.get(number)
        if parked is None:
            return
        self._parked.remove(parked)
        self._unkept = [each for each in self._unkept if each.number != number]
        self._gone[parked.name] = number
        while len(self._gone) > 100:
            del self._gone[next(iter(self._gone))]
        if self.at == number:
            self.at = None
        self._garage.drop(self._code, number)

    def _replace(self, parked: Parked) -> None:
        self._parked = [parked if each.run == parked.run else each for each in self._parked]
        self.tell()

    def _lose(self, number: int, why: str, wanted: Had | None = None) -> None:
        """Its last state could not be kept. If there is an earlier one, that stands for it."""
        self._garage.fetch(self._code, number, lambda kept, _: self._fall_back(number, kept, why, wanted))

    def _fall_back(self, number: int, kept: KeptRun | None, why: str, wanted: Had | None) -> None:
        leaving = next((each for each in reversed(self._unkept) if each.number == number), None)
        parked = _again(self._code, leaving, kept) if leaving is not None and kept is not None else None
        lost = f"Run {number} could not be kept: {why}."
        if self.get(number) is None:
            kept = None
        elif parked is not None and kept is not None:
            self._replace(parked)
            lost = f"Run {number} is kept as of step {kept.step}, and not of later ones: {why}."
        else:
            self._remove(number)
            self.tell()
        self._telling.tell(Refused(command="keep", message=lost), "presenter")
        if wanted is not None:
            wanted(kept, lost)
        self._told()


def _about(number: int, name: str, experiment: Experiment, history: History, step: int) -> Parked:
    measured = [each for each in history.evaluations if each.test is not None]
    scores = [each.test for each in measured if each.test is not None]
    status = history.status
    measure = first_measure(experiment)
    return Parked(
        run=number,
        name=name,
        experiment=experiment,
        step=step,
        epoch=step / status.steps_per_epoch if status.steps_per_epoch and status.step != step else status.epoch,
        measures=scores[-1].measures if scores else {},
        measured=measured[-1].step if measured else None,
        examples=scores[-1].size if scores and not scores[-1].whole else None,
        best=measure and measure.best(score.measures.get(measure.name) for score in scores),
    )


def _again(code: str, leaving: Leaving, kept: KeptRun) -> Parked | None:
    """What there is to say of a run that was left, as of the last state that it had as the room's; None: see `_read`."""
    try:
        experiment = Experiment.model_validate(leaving.experiment)
    except ValueError as error:
        log.warning(_OTHER, code, leaving.number, error)
        return None
    history = restored(code, kept, experiment)
    return _about(leaving.number, leaving.name, experiment, history, kept.step).model_copy(update={"state": "kept"})


def _read(code: str, run: ParkedRun) -> Parked | None:
    """What an earlier server said of a run; None: it was another version, and this one can't go back there."""
    try:
        return Parked.model_validate_json(run.about)
    except ValueError as error:
        log.warning(_OTHER, code, run.number, error)
        return None
