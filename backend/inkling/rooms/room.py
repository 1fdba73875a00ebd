"""A room: one experiment, one run of it, and all who look at it. State and rules; no sockets, no clock, no torch."""

from __future__ import annotations

import math
import secrets
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, assert_never

from inkling import __version__
from inkling.datasets.making.handed import CLASS, Digits
from inkling.errors import InklingError
from inkling.experiment.changes import starts_anew
from inkling.experiment.experiment import DataSettings, Experiment
from inkling.experiment.race import RaceSettings, Value, lanes
from inkling.experiment.schedule import preview
from inkling.net import Report
from inkling.net.names import title_in
from inkling.protocol import wire
from inkling.protocol._base import Role
from inkling.protocol.classroom import HandItIn, Strike
from inkling.protocol.commands import ToRoom
from inkling.protocol.data import DataState, Preview, Sample, Shifts, Split, Thumbnails
from inkling.protocol.explaining import Dissect
from inkling.protocol.guess import Ask, Guess, Guessed, Reveal
from inkling.protocol.looking import Draw, Watch
from inkling.protocol.parking import Back, Parked
from inkling.protocol.people import Control, Rules, Volunteer, YourRole
from inkling.protocol.racing import EndRace, Race
from inkling.protocol.room import Ping, Pong, Refused, Restored, Welcome
from inkling.protocol.screen import Show, Shown
from inkling.protocol.training import Change, Changed, Edit, Pause, Reset, Status, Step, Train
from inkling.rooms.classroom import Classroom, Done, Keeping, keep_nothing
from inkling.rooms.history import History
from inkling.rooms.keeping import AGAIN, NOTHING, people, record_of
from inkling.rooms.parking import Garage, Memory, Parking
from inkling.rooms.question import Asking
from inkling.rooms.restoring import restored
from inkling.rooms.screen import Screen
from inkling.rooms.telling import Telling
from inkling.rooms.track import Track
from inkling.rooms.viewer import Viewer
from inkling.runs.messages import Drawn
from inkling.store.records import HandIn, KeptRoom, KeptRun, RoomRecord

NO_RUN = -1
"""The run of a net that can't be built."""
ANEW = "This starts the training anew: with random weights, or with those of the layers that stay."
"""Why a change has to be confirmed while it trains."""
LIVES = 8
"""So many lives of a room are remembered, and who was in it then."""
MOST_HELD = 100
"""So many commands may wait for a parked run that is on its way."""


_ROLES: tuple[Role, ...] = ("presenter", "driver", "viewer")


class Trainings(Protocol):
    """Where training happens (`runs.engine.Engine`). Nothing here waits."""

    def open(
        self,
        room: str,
        experiment: Experiment,
        *,
        keep: bool = False,
        like: str | None = None,
        kept: KeptRun | None = None,
        renewed: bool = False,
        digits: Digits | None = None,
        beside: str = "",
    ) -> int: ...
    def park(self, room: str) -> None: ...
    def train(self, room: str, until: int | None = None) -> None: ...
    def pause(self, room: str) -> None: ...
    def step(self, room: str, look: tuple[str, int] | None = None) -> None: ...
    def edit(self, room: str, layer: str, parameter: str, at: tuple[int, ...], values: bytes) -> None: ...
    def adjust(self, room: str, experiment: Experiment) -> None: ...
    def race(self, room: str, experiment: Experiment, race: RaceSettings) -> int: ...
    def end_race(self, room: str) -> None: ...
    def watch(
        self,
        room: str,
        viewer: str,
        looks: Mapping[str, Sequence[str]],
        rate: float,
        unit: tuple[str, tuple[int, ...]] | None = None,
        wall: bool = False,
    ) -> None: ...
    def draw(self, room: str, viewer: str, id: int, image: bytes | None) -> None: ...
    def sample(self, room: str, viewer: str, split: Split, index: int | None) -> None: ...
    def thumbnails(self, room: str, viewer: str, indices: list[int]) -> None: ...
    def preview(self, room: str, viewer: str, data: DataSettings) -> None: ...
    def shifts(self, room: str, viewer: str) -> None: ...
    def judge(self, room: str, digits: Sequence[Drawn], *, whole: bool) -> None: ...
    def leave(self, room: str, viewer: str) -> None: ...
    def shut(self, room: str) -> None: ...
    def problem(self) -> str: ...


@dataclass(frozen=True)
class Surroundings:
    """What a room needs of the house it is in."""

    engine: Trainings
    check: Callable[[Experiment], Report]
    data: Callable[[], list[DataState]]
    """Every data set, and whether it is here."""
    may_train: Callable[[], str]
    """Why no further training may start, in a sentence; "" if one may."""
    title: Callable[[str], str]
    """A data set's title, from its name."""
    crowd: Callable[[Room], None] = lambda room: None
    """Told when the people of a room have changed: it has them told so (`Room.tell_viewers`), soon, and not too often."""
    queue: Callable[[Room], bool] = lambda room: False
    """Have this room wait for its turn to train (`Room.take_turn`); False: too many wait already."""
    class_changed: Callable[[Room], None] = lambda room: None
    """Told when more or fewer digits are handed in: it has all told so (`Room.tell_class`), soon, and not too often."""
    keep_digit: Callable[[str, HandIn, Done], None] = keep_nothing
    """Keep for good what was handed in in the room with this code, and say when that is done."""
    keep_struck: Callable[[str, int, bool], None] = lambda room, id, struck: None
    """Keep that the one with this number is struck out, or is not any more."""
    garage: Garage = field(default_factory=Memory)
    """Where parked runs are."""
    came_back: Callable[[Room], None] = lambda room: None
    """Told when a room has gone back to a parked run: there is something new of it to keep."""
    settled: Callable[[Room], None] = lambda room: None
    """Told when a run that has made way is kept, or can't be: likewise."""
    hand_ins: int = 1000
    page_hand_ins: int = 50
    """At most so many, in a room and from a page."""
    most_bytes: int = 4_000_000_000
    """What a training may take of the memory, as its report counts it."""
    clock: Callable[[], float] = time.time


class Room:
    """One experiment and its run.

    Args:
        code: its short name.
        around: the house.
        experiment: what it starts with.
        house: it is the room at the bare address.
        key: its presenter's; None: nobody has one.
        like: the code of another room, with whose weights it begins.
        kept: it was there before the server was started anew; this is what it was.
    """

    def __init__(
        self,
        code: str,
        around: Surroundings,
        experiment: Experiment,
        *,
        house: bool = False,
        key: str | None = None,
        like: str | None = None,
        kept: KeptRoom | None = None,
    ) -> None:
        self.code = code
        self.house = house
        self.people = people(key, kept.record if kept else None)
        self.telling = Telling(self.viewers)
        self.screen = Screen()
        self.asking = Asking()
        self.track = Track(code, around.engine, self.telling)
        self.lives = (*(kept.record.lives if kept else ()), secrets.token_hex(6))[-LIVES:]
        """Who was here in one of these is no newcomer."""
        self.pristine = kept is None or kept.record.pristine
        """No viewer has changed or trained anything yet."""
        self._around = around
        self._warming = False
        self._asked = False
        """Training has been asked for, and it has not said yet that it runs."""
        self.waiting = False
        """It is to train when it is its turn."""
        self._trained = self._edited = self._carried = False
        """What somebody would miss of the run: it was trained by hand; weights were; it began where another was, or with
        weights of another."""
        self.parking = Parking(
            code,
            around.garage,
            self.telling,
            lambda: around.settled(self),
            kept,
        )
        self.run = NO_RUN
        self.history = History()
        self._going_back = False
        """A parked run is on its way."""
        self._held: list[tuple[Viewer, ToRoom]] = []
        """What was asked meanwhile."""
        self._shut = False
        self.classroom = Classroom(
            code,
            around.engine,
            Keeping(around.keep_digit, around.keep_struck, around.hand_ins, around.page_hand_ins),
            around.clock,
            self.telling,
            lambda: around.class_changed(self),
            kept.hand_ins if kept else (),
        )
        if kept is None:
            self._begin(experiment, like=like)
        else:
            self._take_up(experiment, kept)

    # --- the experiment -------------------------------------------------------------------------------------------------

    @property
    def viewers(self) -> dict[str, Viewer]:
        """Everybody who looks, the presenter too."""
        return self.people.here

    @property
    def life(self) -> str:
        """Names the time since the server was started: numbers of records count in it."""
        return self.lives[-1]

    def _begin(self, experiment: Experiment, *, keep: bool = False, like: str | None = None) -> Parked | None:
        """Step 0 of this experiment. What it parks of the run before; None: there is nothing."""
        # What has no net keeps the weights of the net before.
        parked, had_net = self._park(), self.run != NO_RUN
        self.run_name = secrets.token_hex(8)
        """Names this run over all starts of the server; one that is gone back to has the name that it had."""
        self._states = self.run_name
        """Names the states that are kept of it; those of one that is gone back to are others than it had."""
        self.history = History()
        self._trained = self._edited = False
        self._carried = like is not None or (keep and (parked is not None or not had_net))
        self._open(experiment, keep=keep, like=like)
        return parked

    def _open(self, experiment: Experiment, **more: Any) -> None:
        """This experiment from now on; `more`: for the engine."""
        self.lost = ""
        """What of this run was kept and could not be read, in words for the presenter."""
        self.experiment = experiment
        self.report = self._around.check(experiment)
        digits = self.classroom.begin(experiment)
        self.track.renewed(experiment)
        self._warming = self._asked = self.waiting = False
        self.telling.drop_pictures()
        if self.report.ok:
            self.run = self._around.engine.open(self.code, experiment, **more, digits=digits, beside=self.classroom.beside)
        else:
            self._without_net()

    def _take_up(self, experiment: Experiment, kept: KeptRoom) -> None:
        """Where it was before the server was started anew, as far as that was kept."""
        run = kept.run or NOTHING
        self.run_name, self._states = kept.record.name or kept.record.run, kept.record.run
        self.history = restored(self.code, run, experiment, AGAIN)
        self._trained = not self.pristine
        self._edited = not self.pristine and run.checkpoint is not None
        self._carried = run.start is not None
        self._open(experiment, kept=run, renewed=kept.of_run)
        self.lost = kept.message

    def _park(self) -> Parked | None:
        """The run makes way for another: keep it, if somebody would miss it."""
        at = None if self.parking.at is None else self.parking.get(self.parking.at)
        if at is not None and at.experiment == self.experiment:
            self.parking.at = None
            return self.parking.renew(at.run, self._states)  # it is there already, just as it is
        steps = max(self.history.status.step, self.history.series.steps)
        missed = (self._trained and steps > 0) or self._edited or self._carried
        if self.run == NO_RUN or not missed:
            return None
        self._around.engine.park(self.code)
        return self.parking.leave(self.run, self._states, self.run_name, self.experiment, self.history)

    def _back(self, viewer: Viewer, parked: Parked, experiment: Experiment) -> None:
        """Go back to a parked run, with this experiment, as soon as it is to be had."""
        self._going_back = True
        self.parking.fetch(parked.run, lambda kept, why: self._arrive(viewer, parked, experiment, kept, why))

    def _arrive(self, viewer: Viewer, parked: Parked, experiment: Experiment, kept: KeptRun | None, why: str) -> None:
        if self._shut:
            return
        self._going_back = False
        if kept is None:
            self.telling.refuse(viewer, "keep", f"{why} What is shown is as it was.")
            self.telling.record(self._changed(fresh=False, by=viewer.id))
        else:
            self._restore(viewer, parked, experiment, kept)
        self._around.came_back(self)
        held, self._held = self._held, []
        for each, command in held:
            self.obey(each, command)
        if held:
            self._around.came_back(self)

    def _restore(self, viewer: Viewer, parked: Parked, experiment: Experiment, kept: KeptRun) -> None:
        self.parking.renew(parked.run)  # so that it is not what has to go for the one that makes way for it
        left = self._park()
        self.pristine = False
        self.run_name, self._states = parked.name, secrets.token_hex(8)
        self.history = history = restored(self.code, kept, experiment)
        self._trained = self._edited = False
        self._carried = True  # where what it was gone back to is kept no more, or it changes, it has to be parked anew
        self._open(experiment, kept=kept, renewed=True)
        self.parking.at = parked.run
        self.parking.tell()
        self.telling.record(self._changed(fresh=True, by=viewer.id, parked=left))
        self.telling.record(
            Restored(
                run=parked.run,
                status=history.status,
                curves=history.series.curves(),
                evaluations=history.evaluations,
                mistakes=history.mistakes,
                failure=history.failure,
                keyframes=history.keyframes,
            )
        )

    def _touch(self, *, edited: bool = False) -> None:
        """Somebody trains it, or changes weights by hand."""
        self.pristine = False
        self._trained = True
        self._edited = self._edited or edited
        if self.parking.at is not None:
            self.parking.at = None
            self.parking.tell()

    def shut(self) -> None:
        """The room is no more."""
        self._shut = True

    def _without_net(self) -> None:
        self.run = NO_RUN
        self._around.engine.pause(self.code)

    def _changed(self, *, fresh: bool, by: str | None, parked: Parked | None = None) -> Changed:
        return Changed(
            experiment=self.experiment,
            report=self.report,
            schedule=preview(self.experiment.training),
            fresh=fresh,
            by=by,
            name=self.run_name,
            parked=parked,
        )

    def warm_up(self, steps: int) -> None:
        """Train a little, so that who comes first sees a net that has learned something."""
        if steps and self.report.ok and self.pristine:
            self._warming = True
            self._around.engine.train(self.code, until=steps)

    def adopt(self, experiment: Experiment) -> None:
        """Take this experiment over from an address; for a room that nobody has touched."""
        parked = self._begin(experiment)
        self.pristine = False
        self.telling.record(self._changed(fresh=True, by=None, parked=parked))

    # --- viewers --------------------------------------------------------------------------------------------------------

    def join(
        self, viewer: Viewer, *, last: int | None, life: str | None, refused: str = "", name: str = "", key: str = ""
    ) -> None:
        """Let a viewer in, and tell it all it needs: what it missed, or else everything. `key`: for its maker alone."""
        missed = self.telling.missed(last) if last is not None and life == self.life else None
        self.people.enter(viewer, name)
        self._around.crowd(self)
        self.telling.answer(
            viewer,
            Welcome(
                version=__version__,
                room=self.code,
                house=self.house,
                epoch=self.life,
                number=self.telling.number,
                viewer=viewer.id,
                role=viewer.role,
                key=key,
                people=self.people.event(viewer.role),
                scene=self.screen.scene,
                question=self.asking.event(viewer.role),
                replayed=missed is not None,
                changed=self._changed(fresh=False, by=None),
                status=self.history.status,
                data=self._data(),
                curves=[] if missed is not None else self.history.series.curves(),
                evaluations=[] if missed is not None else self.history.evaluations,
                mistakes=None if missed is not None else self.history.mistakes,
                failure=self.history.failure,
                keyframes=[] if missed is not None else self.history.keyframes,
                runs=self.parking.event(),
                refused=refused,
            ),
        )
        self.telling.resend(viewer, missed or [])
        self.track.show(viewer)

    def leave(self, viewer: Viewer) -> None:
        """The viewer's socket is closed."""
        if self.people.leave(viewer):
            self._around.engine.leave(self.code, viewer.id)
            self._around.crowd(self)

    def tell_class(self) -> None:
        """Tell everybody how many digits were handed in."""
        self.telling.record(self.classroom.state())

    def _data(self) -> list[DataState]:
        """Every data set, the class's too, and whether it is here."""
        return [*self._around.data(), self.classroom.state()]

    def tell_viewers(self) -> None:
        """Tell everybody who is here, and what they may do."""
        for role in _ROLES:
            self.telling.tell(self.people.event(role), role)

    def _tell_scene(self) -> None:
        """Tell who follows what is on the big screen."""
        if self.screen.scene is not None:
            self.telling.tell(Shown(scene=self.screen.scene), "viewer")

    def _control(self, viewer: Viewer, command: Control) -> None:
        chosen = self.viewers.get(command.viewer) if command.viewer is not None else None
        if command.viewer is not None and chosen is None:
            return self.telling.refuse(viewer, "control", "This viewer has gone. Nothing has changed.")
        if chosen is not None and chosen.role == "presenter":
            return self.telling.refuse(viewer, "control", "A presenter has control already.")
        for each in self.people.take_back():
            self.telling.answer(each, YourRole(role=each.role))
        if self.screen.forget("driver"):
            self._tell_scene()
        if chosen is not None:
            key = self.people.hand(chosen)
            self.telling.answer(chosen, YourRole(role=chosen.role, key=key))
        return self._around.crowd(self)

    def to_keep(self) -> RoomRecord:
        """What is kept of it, besides the state of its training."""
        return record_of(
            self.code,
            self.house,
            self.people,
            self.pristine,
            self._states,
            self.lives,
            self.experiment,
            self.parking.numbers,
            self.parking.counted,
            self.run_name,
            self.parking.at,
            self.parking.unkept,
        )

    @property
    def running(self) -> bool:
        """A training is under way that somebody asked for."""
        return self.history.status.state == "running" and not self._warming

    @property
    def training(self) -> bool:
        """It trains, or is about to."""
        return self.running or self._asked

    @property
    def busy(self) -> bool:
        """It takes one of the places for trainings."""
        return self.training or self.track.busy

    # --- commands -------------------------------------------------------------------------------------------------------

    def obey(self, viewer: Viewer, command: ToRoom) -> None:
        """Do what a viewer asks, or tell it why not."""
        engine = self._around.engine
        if self._going_back and command.held:
            return self._hold(viewer, command)
        match command:
            case Ping():
                self.telling.answer(viewer, Pong())
            case Watch():
                self._watch(viewer, command)
                unit = None if command.unit is None else (command.unit.layer, tuple(command.unit.at))
                engine.watch(self.code, viewer.id, command.looks, command.rate, unit, viewer.sees_wall)
            case Draw():
                engine.draw(self.code, viewer.id, command.id, command.image)
            case Sample():
                engine.sample(self.code, viewer.id, command.split, command.index)
            case Thumbnails():
                engine.thumbnails(self.code, viewer.id, command.indices)
            case Preview():
                engine.preview(self.code, viewer.id, command.data)
            case Shifts():
                self._shifts(viewer)
            case Change():
                self._change(viewer, command)
            case Train() | Step() | Dissect():
                self._go(viewer, command)
            case Edit():
                self._edit(viewer, command)
            case Pause():
                self.pause()
            case Reset():
                self.pristine = False
                parked = self._begin(self.experiment)
                self.telling.record(self._changed(fresh=True, by=viewer.id, parked=parked))
            case Back():
                self._go_back(viewer, command.run)
            case Race():
                self._race(viewer, command.race)
            case EndRace():
                self.track.clear() if command.away else self.track.end()
            case Control():
                self._control(viewer, command)
            case Volunteer():
                self.people.volunteer(viewer, command.on, command.name)
                self._around.crowd(self)
            case Rules():
                self.people.closed = self.people.closed if command.closed is None else command.closed
                self.people.copies = self.people.copies if command.copies is None else command.copies
                self._around.crowd(self)
            case Show():
                if self.screen.show(viewer.role, command.scene):
                    self._tell_scene()
            case HandItIn():
                self.classroom.hand_in(viewer, command)
            case Strike():
                self.classroom.strike(viewer, command)
            case Ask() | Reveal():
                self._ask(viewer, command)
            case Guess():
                self._guess(viewer, command)
            case _:
                assert_never(command)
        return None

    def _hold(self, viewer: Viewer, command: ToRoom) -> None:
        """Do this when the parked run that is on its way has come."""
        if len(self._held) < MOST_HELD:
            return self._held.append((viewer, command))
        return self.telling.refuse(viewer, command.kind, "Too much at once. This was left out.")

    def _go_back(self, viewer: Viewer, number: int) -> None:
        parked = self.parking.get(number)
        if parked is None:
            return self.telling.refuse(viewer, "back", f"Run {number} is not kept any more.")
        if number == self.parking.at and parked.experiment == self.experiment:
            return self.telling.refuse(viewer, "back", f"This is run {number}, as it was left.")
        return self._back(viewer, parked, parked.experiment)

    def _ask(self, viewer: Viewer, command: Ask | Reveal) -> None:
        before = self.asking.event("viewer")
        why = self.asking.ask(command) if isinstance(command, Ask) else self.asking.reveal(command)
        if why:
            return self.telling.refuse(viewer, command.kind, why)
        for role in _ROLES:
            event = self.asking.event(role) or (before and before.model_copy(update={"state": "over"}))
            if event is not None:
                self.telling.tell(event, role)
        return None

    def _guess(self, viewer: Viewer, command: Guess) -> None:
        why = "Who asks does not guess." if viewer.role == "presenter" else self.asking.guess(viewer.id, command)
        if why:
            return self.telling.refuse(viewer, "guess", why)
        self.telling.answer(viewer, Guessed(question=command.question, option=command.option))
        guesses = self.asking.guesses()
        if guesses is not None:
            self.telling.tell(guesses)
        return None

    def _watch(self, viewer: Viewer, command: Watch) -> None:
        before, viewer.watch = viewer.sees_wall, command
        if viewer.sees_wall and not before:
            self.classroom.show_wall(viewer)

    def _shifts(self, viewer: Viewer) -> None:
        if self.run == NO_RUN:
            return self.telling.refuse(viewer, "shifts", "This net can't be built, so nothing can be measured.")
        return self._around.engine.shifts(self.code, viewer.id)

    def _unusable(self) -> str:
        """Why this net can't be run; "" if it can."""
        errors = [problem for problem in self.report.problems if problem.severity == "error"]
        if not errors:
            return ""
        where = f"{title_in(self.experiment.net, errors[0].layer)}: " if errors[0].layer else ""
        more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
        return f"This net can't be trained. {where}{errors[0].message}{more}"

    def _edit(self, viewer: Viewer, command: Edit) -> None:
        why = self._unusable()
        if not why and command.layer not in {layer.id for layer in self.report.layers}:
            why = "This net has no such layer."
        if not why and (len(command.values) % 4 or not all(map(math.isfinite, _numbers(command.values)))):
            why = "A weight has to be a finite number."
        if why:
            return self.telling.refuse(viewer, command.kind, why)
        self._touch(edited=True)
        self._around.engine.edit(self.code, command.layer, command.parameter, tuple(command.at), command.values)
        return None

    def _not_ready(self) -> str:
        """Why nothing can be trained here; "" if it can."""
        name = self.experiment.data.dataset
        if any(data.dataset == name and data.state == "ready" for data in self._data()):
            return self._unusable()
        if unusable := self._unusable():
            return unusable
        if name == CLASS:
            return self.classroom.state().message
        return f"{self._around.title(name)} is not on this computer yet. Download it, or choose another data set."

    def _go(self, viewer: Viewer, command: Train | Step | Dissect) -> None:
        not_ready = self._not_ready()
        if not_ready:
            return self.telling.refuse(viewer, command.kind, not_ready)
        why = "" if self.busy else self._around.may_train()
        if why and isinstance(command, Train) and self._around.queue(self):
            self.pristine = False
            self.waiting = True
            return self._say(f"{why} This one waits for its turn.")
        if why:
            return self.telling.refuse(viewer, command.kind, f"{why} Pause one of them, or try again later.")
        self._take_class(viewer)
        engine = self._around.engine
        match command:
            case Train():
                self._start(engine.train)
            case Dissect():
                self._start(lambda room: engine.step(room, (command.layer, command.unit)))
            case Step():
                self._start(engine.step)
            case _:
                assert_never(command)
        return None

    def _race(self, viewer: Viewer, race: RaceSettings) -> None:
        why = self._not_ready() or ("" if self.busy else self._around.may_train())
        try:
            reports = [self._around.check(each) for each in lanes(race, self.experiment)]
            taken = sum(report.bytes.total for report in reports)
            why = why or next(
                (_unfit(value, each) for value, each in zip(race.values, reports, strict=True) if not each.ok), ""
            )
            if not why and taken > self._around.most_bytes:
                most = self._around.most_bytes // max(1, taken // len(race.values))
                why = f"So many nets take more memory than this server gives a training. It has room for {most} of these."
        except InklingError as error:
            why = why or str(error)
        if why:
            return self.telling.refuse(viewer, "race", why)
        self._take_class(viewer)
        self.pause()
        self.pristine = False
        self._warming = False
        return self.track.begin(race, self.experiment)

    def _take_class(self, viewer: Viewer) -> None:
        """Where it learns from the class, and there were too few digits when it began: begin with those of now."""
        if self.classroom.missing:
            parked = self._begin(self.experiment, keep=True)
            self.telling.record(self._changed(fresh=True, by=viewer.id, parked=parked))

    def _start(self, start: Callable[[str], None]) -> None:
        self.track.end()
        self._touch()
        self._warming = self.waiting = False
        self._asked = True
        start(self.code)

    def take_turn(self) -> None:
        """It is this room's turn to train."""
        self._start(self._around.engine.train)

    def pause(self, why: str = "") -> None:
        """Stop training after the step under way, and a race; and do not wait for a turn any more. `why`: said to all."""
        if self.waiting:
            self.waiting = False
            self._say("")
        self._asked = False
        self.track.end()
        self._around.engine.pause(self.code)
        if why:
            self.telling.tell(Refused(command="train", message=why))

    def _say(self, message: str) -> None:
        """Say something beside the state of the training."""
        status = self.history.status.model_copy(update={"message": message})
        self.history.add(status)
        self.telling.record(status)

    def _change(self, viewer: Viewer, command: Change) -> None:
        fewer = self.classroom.state().message if command.experiment.data.dataset == CLASS else ""
        if fewer and self.experiment.data.dataset != CLASS:
            return self.telling.refuse(viewer, "change", fewer)
        other = command.name is not None and command.name != self.run_name  # undone: another run was there then
        newer = command.restart and command.name is None and self.classroom.stale
        anew = other or newer or starts_anew(self.experiment, command.experiment)
        if anew and self.running and not command.restart:
            return self.telling.answer(viewer, Refused(command="change", message=ANEW, needs_restart=True))
        if other and command.name is not None:
            found = self.parking.find(command.name, command.experiment)
            if found is not None:
                return self._back(viewer, found, command.experiment)
            gone = self.parking.gone(command.name)
            if gone is not None:
                message = f"Run {gone} is not kept any more: its settings are back, its weights are not."
                self.telling.refuse(viewer, "keep", message)
        self.pristine = False
        parked = None
        if anew:
            parked = self._begin(command.experiment, keep=command.keep)
        else:
            self.experiment = command.experiment
            self.report = self._around.check(command.experiment)
            self._around.engine.adjust(self.code, command.experiment)
        self.telling.record(self._changed(fresh=anew, by=viewer.id, parked=parked))
        return None

    # --- events ---------------------------------------------------------------------------------------------------------

    def record(self, encoded: bytes) -> None:
        """A record of the run, as it came from where training happens."""
        event = wire.decode(encoded)
        if isinstance(event, Status):
            # A trainer that has just been started says "idle" before it has read what it is to do.
            self._asked = self._asked and event.state == "idle"
            self._warming = self._warming and event.state == "running"
        self.history.add(event)
        self.telling.record(encoded)

    def tell(self, state: DataState) -> None:
        """A data set came, went, or is on its way."""
        self.telling.record(state)


def _numbers(data: bytes) -> tuple[float, ...]:
    """float32, little-endian; whole numbers of four bytes."""
    return struct.unpack(f"<{len(data) // 4}f", data)


def _unfit(value: Value, report: Report) -> str:
    """Why the net of a race that has this value can't be trained."""
    problem = next(problem.message for problem in report.problems if problem.severity == "error")
    return f"{value}: {problem}."
