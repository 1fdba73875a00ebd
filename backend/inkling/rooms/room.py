"""A room: one experiment, one run of it, and all who look at it. Each of its parts owns its state; here they are put together,
and each command goes to the part that obeys it. No sockets, no clock, no torch."""

from __future__ import annotations

import secrets
from typing import assert_never

from inkling import __version__
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.protocol._base import Role
from inkling.protocol.classroom import HandItIn, Strike
from inkling.protocol.commands import ToRoom
from inkling.protocol.data import DataState, Sample
from inkling.protocol.explaining import Dissect
from inkling.protocol.guess import Ask, Guess, Guessed, Reveal
from inkling.protocol.images import Preview, Shifts, Thumbnails
from inkling.protocol.looking import Draw, Watch
from inkling.protocol.parking import Back
from inkling.protocol.people import Control, Rules, Volunteer, YourRole
from inkling.protocol.racing import EndRace, Race
from inkling.protocol.room import Ping, Pong, Refused, Welcome
from inkling.protocol.schema import form
from inkling.protocol.screen import Show, Shown
from inkling.protocol.training import Change, Edit, Pause, Reset, Step, Train
from inkling.rooms.classroom import ClassKeeping, Classroom
from inkling.rooms.house import Surroundings
from inkling.rooms.keeping import people, record_of
from inkling.rooms.parking import Parking
from inkling.rooms.question import Asking
from inkling.rooms.returning import Returning
from inkling.rooms.room_race import RoomRace
from inkling.rooms.running import NO_RUN, Running
from inkling.rooms.screen import Screen
from inkling.rooms.steering import Steering
from inkling.rooms.telling import Telling
from inkling.rooms.viewer import Viewer
from inkling.runs import messages
from inkling.store.records import KeptRoom, RoomRecord
from inkling.tasks._base import input_of

LIVES = 8
"""So many lives of a room are remembered, and who was in it then."""

_ROLES: tuple[Role, ...] = ("presenter", "driver", "viewer")


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
        self.lives = (*(kept.record.lives if kept else ()), secrets.token_hex(6))[-LIVES:]
        """Who was here in one of these is no newcomer."""
        self._around = around
        self.people = people(key, kept.record if kept else None)
        self.telling = Telling(self.viewers)
        self.screen = Screen()
        self.asking = Asking()
        self.race = RoomRace(code, around.engine, self.telling)
        self.parking = Parking(code, around.garage, self.telling, lambda: around.settled(code), kept)
        self.classroom = Classroom(
            code,
            around.engine,
            ClassKeeping(around.keep_digit, around.keep_struck, around.hand_ins, around.page_hand_ins),
            around.clock,
            self.telling,
            lambda: around.class_changed(code),
            kept.hand_ins if kept else (),
        )
        self.run = Running(code, around, self.telling, self.classroom, self.race, self.parking)
        self._returning = Returning(self.telling, self.run, self.parking, self.obey, lambda: around.came_back(code))
        self.steering = Steering(code, around, self.telling, self.run, self.classroom, self.race, self.parking, self._returning)
        if kept is None:
            self.run.begin(experiment, like=like)
        else:
            self.run.take_up(experiment, kept)

    @property
    def viewers(self) -> dict[str, Viewer]:
        """Everybody who looks, the presenter too."""
        return self.people.here

    @property
    def life(self) -> str:
        """Names the time since the server was started: numbers of records count in it."""
        return self.lives[-1]

    @property
    def busy(self) -> bool:
        """It takes one of the places for trainings."""
        return self.steering.busy

    def adopt(self, experiment: Experiment) -> None:
        """Take this experiment over from an address; for a room that nobody has touched."""
        self.run.begin_anew(experiment, by=None)
        self.run.pristine = False

    def pause(self, why: str = "") -> None:
        """Stop training after the step under way, and a race; and do not wait for a turn any more. `why`: said to all."""
        self.run.pause()
        if why:
            self.telling.tell(Refused(command="train", message=why))

    def shut(self) -> None:
        """The room is no more."""
        self._returning.shut()

    def to_keep(self) -> RoomRecord:
        """What is kept of it, besides the state of its training."""
        return record_of(
            self.code,
            self.house,
            self.people,
            self.run.pristine,
            self.run.states,
            self.lives,
            self.run.experiment,
            self.parking.numbers,
            self.parking.counted,
            self.run.name,
            self.parking.at,
            self.parking.unkept,
        )

    # --- viewers --------------------------------------------------------------------------------------------------------

    def join(
        self, viewer: Viewer, *, last: int | None, life: str | None, refused: str = "", name: str = "", key: str = ""
    ) -> None:
        """Let a viewer in, and tell it all it needs: what it missed, or else everything. `key`: for its maker alone."""
        missed = self.telling.missed(last) if last is not None and life == self.life else None
        history = self.run.history
        self.people.enter(viewer, name)
        self._around.crowd(self.code)
        self.telling.answer(
            viewer,
            Welcome(
                version=__version__,
                form=form(),
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
                changed=self.run.changed(fresh=False, by=None),
                status=history.status,
                data=[*self._around.data(), self.classroom.state()],
                curves=[] if missed is not None else history.series.curves(),
                evaluations=[] if missed is not None else history.evaluations,
                showcase=None if missed is not None else history.showcase,
                failure=history.failure,
                keyframes=[] if missed is not None else history.keyframes,
                runs=self.parking.event(),
                refused=refused,
            ),
        )
        self.telling.resend(viewer, missed or [])
        self.race.show(viewer)

    def leave(self, viewer: Viewer) -> None:
        """The viewer's socket is closed."""
        if self.people.leave(viewer):
            self._around.engine.look(messages.Leave(self.code, viewer.id))
            self._around.crowd(self.code)

    def tell(self, state: DataState) -> None:
        """A data set came, went, or is on its way."""
        self.telling.record(state)

    def tell_class(self) -> None:
        """Tell everybody how many digits were handed in."""
        self.telling.record(self.classroom.state())

    def tell_viewers(self) -> None:
        """Tell everybody who is here, and what they may do."""
        for role in _ROLES:
            self.telling.tell(self.people.event(role), role)

    def _tell_scene(self) -> None:
        """Tell who follows what is on the big screen."""
        if self.screen.scene is not None:
            self.telling.tell(Shown(scene=self.screen.scene), "viewer")

    # --- commands -------------------------------------------------------------------------------------------------------

    def obey(self, viewer: Viewer, command: ToRoom) -> None:
        """Do what a viewer asks, or tell it why not."""
        if self._returning.under_way and command.held:
            return self._returning.hold(viewer, command)
        look = self._around.engine.look
        match command:
            case Ping():
                self.telling.answer(viewer, Pong())
            case Watch():
                self._watch(viewer, command)
            case Draw():
                self._draw(viewer, command)
            case Sample():
                look(messages.SendSample(self.code, viewer.id, command.split, command.index))
            case Thumbnails():
                look(messages.SendThumbnails(self.code, viewer.id, tuple(command.indices)))
            case Preview():
                look(messages.SendPreview(self.code, viewer.id, command.data))
            case Shifts():
                self._shifts(viewer)
            case Change() | Train() | Step() | Dissect() | Edit() | Pause() | Reset() | Back() | Race() | EndRace():
                self.steering.obey(viewer, command)
            case Control():
                self._control(viewer, command)
            case Volunteer():
                self.people.volunteer(viewer, command.on, command.name)
                self._around.crowd(self.code)
            case Rules():
                self.people.closed = self.people.closed if command.closed is None else command.closed
                self.people.copies = self.people.copies if command.copies is None else command.copies
                self._around.crowd(self.code)
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

    def _watch(self, viewer: Viewer, command: Watch) -> None:
        before, viewer.watch = viewer.sees_wall, command
        if viewer.sees_wall and not before:
            self.classroom.show_wall(viewer)
        unit = None if command.unit is None else (command.unit.layer, tuple(command.unit.at))
        looks = {probe: tuple(layers) for probe, layers in command.looks.items()}
        self._around.engine.look(messages.SetLooks(self.code, viewer.id, looks, command.rate, unit, viewer.sees_wall))

    def _draw(self, viewer: Viewer, command: Draw) -> None:
        # By the newest experiment: where its net can't be built yet, the observer has the one before, and keeps the drawing.
        try:
            why = command.example.misfit(input_of(self.run.experiment)) if command.example else ""
        except InklingError as error:  # an address may name a data set that there is not
            why = str(error)
        if why:
            return self.telling.refuse(viewer, "draw", why)
        target = None if command.target is None else tuple(command.target)
        return self._around.engine.look(messages.PutDrawing(self.code, viewer.id, command.id, command.example, target))

    def _shifts(self, viewer: Viewer) -> None:
        if self.run.number == NO_RUN:
            return self.telling.refuse(viewer, "shifts", "This net can't be built, so nothing can be measured.")
        return self._around.engine.look(messages.MeasureShifts(self.code, viewer.id))

    def _control(self, viewer: Viewer, command: Control) -> None:
        chosen = self.viewers.get(command.viewer) if command.viewer is not None else None
        if command.viewer is not None and chosen is None:
            return self.telling.refuse(viewer, "control", "This viewer has gone. Nothing has changed.")
        if chosen is not None and chosen.role == "presenter":
            return self.telling.refuse(viewer, "control", "A presenter has control already.")
        for driver in self.people.take_back():
            self.telling.answer(driver, YourRole(role=driver.role))
        if self.screen.forget("driver"):
            self._tell_scene()
        if chosen is not None:
            key = self.people.hand(chosen)
            self.telling.answer(chosen, YourRole(role=chosen.role, key=key))
        return self._around.crowd(self.code)

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
