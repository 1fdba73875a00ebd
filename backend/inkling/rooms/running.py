"""The run of a room: its experiment, how far it has come, and what becomes of it when another takes its place."""

from __future__ import annotations

import secrets
from typing import Any

from inkling.experiment.experiment import Experiment
from inkling.experiment.schedule import preview
from inkling.net import Report
from inkling.net.names import title_in
from inkling.protocol import wire
from inkling.protocol.parking import Parked
from inkling.protocol.room import Restored
from inkling.protocol.training import Changed, Status
from inkling.rooms.classroom import Classroom
from inkling.rooms.history import History
from inkling.rooms.house import Surroundings
from inkling.rooms.keeping import AGAIN, NOTHING
from inkling.rooms.parking import Parking
from inkling.rooms.restoring import restored
from inkling.rooms.room_race import RoomRace
from inkling.rooms.telling import Telling
from inkling.runs.messages import NewNet, Park
from inkling.store.records import KeptRoom, KeptRun
from inkling.training.orders import Adjust, Go, PauseTraining

NO_RUN = -1
"""The number of the run of a net that can't be built."""


class Running:
    """What there is of a room's run, from `begin` or `take_up` on.

    Args:
        code: the room's.
        around: the house.
        telling: tells the room's viewers.
        classroom, race, parking: the room's digits, its race, and its runs of before.
    """

    experiment: Experiment
    report: Report
    name: str
    """Names this run over all starts of the server; one that is gone back to has the name that it had."""
    states: str
    """Names the states that are kept of it; those of one that is gone back to are others than it had."""
    lost: str
    """What of it was kept and could not be read, in words for the presenter."""

    def __init__(
        self, code: str, around: Surroundings, telling: Telling, classroom: Classroom, race: RoomRace, parking: Parking
    ) -> None:
        self.code = code
        self._around = around
        self.telling = telling
        self._classroom = classroom
        self._race = race
        self._parking = parking
        self.number = NO_RUN
        """The engine's."""
        self.history = History()
        self.pristine = True
        """No viewer has changed or trained anything in the room yet."""
        self.waiting = False
        """It is to train when it is the room's turn."""
        self._warming = False
        self._asked = False
        """Training has been asked for, and it has not said yet that it runs."""
        self._trained = self._edited = self._carried = False
        """What somebody would miss of it: it was trained by hand; weights were; it began where another was, or with weights of
        another."""

    # --- how it begins ----------------------------------------------------------------------------------------------------

    def begin(self, experiment: Experiment, *, keep: bool = False, like: str | None = None) -> Parked | None:
        """Step 0 of this experiment.

        Args:
            keep: with the weights of the layers that stay.
            like: with the weights that the room of this code has.

        Returns:
            What it parks of the run before; None: nothing.
        """
        # What has no net keeps the weights of the net before.
        parked, had_net = self._park(), self.number != NO_RUN
        self.name = self.states = secrets.token_hex(8)
        self.history = History()
        self._trained = self._edited = False
        self._carried = like is not None or (keep and (parked is not None or not had_net))
        self._open(experiment, keep=keep, like=like)
        return parked

    def begin_anew(self, experiment: Experiment, *, by: str | None, keep: bool = False) -> None:
        """The same, and all are told. `by`: the viewer who has asked for it."""
        parked = self.begin(experiment, keep=keep)
        self.tell(fresh=True, by=by, parked=parked)

    def take_up(self, experiment: Experiment, kept: KeptRoom) -> None:
        """Where it was before the server was started anew, as far as that was kept."""
        run = kept.run or NOTHING
        self.pristine = kept.record.pristine
        self.name, self.states = kept.record.name or kept.record.run, kept.record.run
        self.history = restored(self.code, run, experiment, AGAIN)
        self._trained = not self.pristine
        self._edited = not self.pristine and run.checkpoint is not None
        self._carried = run.start is not None
        self._open(experiment, kept=run, renewed=kept.of_run)
        self.lost = kept.message

    def restore(self, parked: Parked, experiment: Experiment, kept: KeptRun, *, by: str) -> None:
        """Where a parked run was, with this experiment; all are told. `by`: the viewer who has asked for it."""
        self._parking.renew(parked.run)  # so that it is not what has to go for the one that makes way for it
        left = self._park()
        self.pristine = False
        self.name, self.states = parked.name, secrets.token_hex(8)
        self.history = restored(self.code, kept, experiment)
        self._trained = self._edited = False
        self._carried = True  # where what it was gone back to is kept no more, or it changes, it has to be parked anew
        self._open(experiment, kept=kept, renewed=True)
        self._parking.at = parked.run
        self._parking.tell()
        self.tell(fresh=True, by=by, parked=left)
        history = self.history
        self.telling.record(
            Restored(
                run=parked.run,
                status=history.status,
                curves=history.series.curves(),
                evaluations=history.evaluations,
                showcase=history.showcase,
                failure=history.failure,
                keyframes=history.keyframes,
            )
        )

    def _open(self, experiment: Experiment, **more: Any) -> None:
        """This experiment from now on; `more`: for the engine."""
        self.lost = ""
        self.experiment = experiment
        self.report = self._around.check(experiment)
        digits = self._classroom.begin(experiment)
        self._race.renewed(experiment)
        self._warming = self._asked = self.waiting = False
        self.telling.drop_pictures()
        if self.report.ok:
            beside = self._classroom.beside
            self.number = self._around.engine.open(NewNet(self.code, experiment, **more, digits=digits, beside=beside))
        else:
            self.number = NO_RUN
            self._around.engine.order(self.code, PauseTraining())

    def _park(self) -> Parked | None:
        """It makes way for another: keep it, if somebody would miss it."""
        at = None if self._parking.at is None else self._parking.get(self._parking.at)
        if at is not None and at.experiment == self.experiment:
            self._parking.at = None
            return self._parking.renew(at.run, self.states)  # it is there already, just as it is
        steps = max(self.history.status.step, self.history.series.steps)
        missed = (self._trained and steps > 0) or self._edited or self._carried
        if self.number == NO_RUN or not missed:
            return None
        self._around.engine.order(self.code, Park())
        return self._parking.leave(self.number, self.states, self.name, self.experiment, self.history)

    # --- what it is -------------------------------------------------------------------------------------------------------

    def unusable(self) -> str:
        """Why its net can't be run; "" if it can."""
        errors = [problem for problem in self.report.problems if problem.severity == "error"]
        if not errors:
            return ""
        where = f"{title_in(self.experiment.layers, errors[0].layer)}: " if errors[0].layer else ""
        more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
        return f"This net can't be trained. {where}{errors[0].message}{more}"

    @property
    def running(self) -> bool:
        """A training is under way that somebody asked for."""
        return self.history.status.state == "running" and not self._warming

    @property
    def training(self) -> bool:
        """It trains, or is about to."""
        return self.running or self._asked

    @property
    def steps_per_second(self) -> float:
        """Of its training; 0: it rests."""
        status = self.history.status
        return status.samples_per_second / self.experiment.training.batch_size if status.state == "running" else 0.0

    def changed(self, *, fresh: bool, by: str | None, parked: Parked | None = None) -> Changed:
        """What it is, as an event. `parked`: the run that has made way for it."""
        return Changed(
            experiment=self.experiment,
            report=self.report,
            schedule=preview(self.experiment.training),
            fresh=fresh,
            by=by,
            name=self.name,
            parked=parked,
        )

    def tell(self, *, fresh: bool, by: str | None, parked: Parked | None = None) -> None:
        """Tell everybody so."""
        self.telling.record(self.changed(fresh=fresh, by=by, parked=parked))

    def say(self, message: str) -> None:
        """Tell everybody this, beside the state of the training."""
        status = self.history.status.model_copy(update={"message": message})
        self.history.add(status)
        self.telling.record(status)

    def record(self, encoded: bytes) -> None:
        """A record of it, as it came from where training happens."""
        event = wire.decode(encoded)
        if isinstance(event, Status):
            # A trainer that has just been started says "idle" before it has read what it is to do.
            self._asked = self._asked and event.state == "idle"
            self._warming = self._warming and event.state == "running"
        self.history.add(event)
        self.telling.record(encoded)

    # --- what is done with it ---------------------------------------------------------------------------------------------

    def warm_up(self, steps: int) -> None:
        """Train a little, so that who comes first sees a net that has learned something."""
        if steps and self.report.ok and self.pristine:
            self._warming = True
            self._around.engine.order(self.code, Go(until=steps))

    def adjust(self, experiment: Experiment, *, by: str) -> None:
        """Go on with what follows at once of this experiment; all are told."""
        self.experiment = experiment
        self.report = self._around.check(experiment)
        self._around.engine.order(self.code, Adjust(experiment))
        self.tell(fresh=False, by=by)

    def touch(self, *, edited: bool = False) -> None:
        """Somebody trains it, or changes weights by hand."""
        self.pristine = False
        self._trained = True
        self._edited = self._edited or edited
        if self._parking.at is not None:
            self._parking.at = None
            self._parking.tell()

    def is_asked(self) -> None:
        """It is about to train, for somebody has asked for it."""
        self.touch()
        self._warming = self.waiting = False
        self._asked = True

    def raced(self) -> None:
        """Copies of its net race, for somebody has asked for it."""
        self.pristine = False
        self._warming = False

    def wait(self, why: str) -> None:
        """It is to train when it is the room's turn; all are told."""
        self.pristine = False
        self.waiting = True
        self.say(f"{why} This one waits for its turn.")

    def pause(self) -> None:
        """Stop after the step under way, and do not wait for a turn any more."""
        if self.waiting:
            self.waiting = False
            self.say("")
        self._asked = False
        self._race.end()
        self._around.engine.order(self.code, PauseTraining())
