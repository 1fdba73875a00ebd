"""The class of a room: takes in what viewers hand in, has it kept, and shows it to presenters. No sockets, no torch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from inkling.datasets._base import registry
from inkling.datasets._images import ImageDataset
from inkling.datasets.making.collected import CLASS, Collected, is_test, split_sizes, too_few
from inkling.datasets.making.composition import lopsided
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.protocol.classroom import HandedIn, HandItIn, Strike, Wall
from inkling.protocol.data import DataState
from inkling.rooms.hand_ins import HandIns, on_wall
from inkling.rooms.telling import Telling
from inkling.rooms.viewer import Viewer
from inkling.runs.messages import HandedDrawing, Judge
from inkling.runs.port import Port
from inkling.store.records import HandIn

Done = Callable[[str], None]
"""To be called on the event loop, once: "" when it is kept for good, else why it can't be."""


def keep_nothing(room: str, record: HandIn, done: Done) -> None:
    """Where nothing outlives the server, what is in memory is kept."""
    done("")


@dataclass(frozen=True)
class ClassKeeping:
    """How the class of a room is kept, and how large it may be."""

    digit: Callable[[str, HandIn, Done], None] = keep_nothing
    """Keep what was handed in in the room with this code."""
    struck: Callable[[str, int, bool], None] = lambda room, id, struck: None
    """Keep that the one with this number is struck out, or is not any more."""
    most: int = 1000
    most_each: int = 50


class Classroom:
    """What was handed in in one room.

    Args:
        code: the room's.
        engine: is told of all that is handed in.
        keeping: how it is kept.
        clock: seconds since 1970.
        telling: tells the room's viewers.
        changed: called when the class's data set has more or fewer digits.
        kept: what was handed in before a restart.
    """

    def __init__(
        self,
        code: str,
        engine: Port,
        keeping: ClassKeeping,
        clock: Callable[[], float],
        telling: Telling,
        changed: Callable[[], None],
        kept: Iterable[HandIn] = (),
    ) -> None:
        self._code = code
        self._engine = engine
        self._keeping = keeping
        self._clock = clock
        self._telling = telling
        self._changed = changed
        self._hand_ins = HandIns(keeping.most, keeping.most_each, kept)
        self._asking: dict[int, dict[str, Viewer]] = {}
        """Who waits to hear whether the one with this number is kept."""
        self._dataset = ""
        """The room's data set."""
        self._used: Collected | None = None
        """The digits that the room's run was given."""
        self.beside = ""
        """The data set that the room had last, besides the class."""

    # --- the room's experiment ------------------------------------------------------------------------------------------

    def begin(self, experiment: Experiment) -> Collected | None:
        """The room has this experiment from now on.

        Returns:
            The digits that it learns from; None: it does not learn from the class, or there are too few.
        """
        before, seen = _alike(self._dataset), self._seen()
        self._dataset = experiment.data.dataset
        enough = self._dataset == CLASS and not too_few(self._ids())
        self._used = self._hand_ins.digits(_alike(CLASS)) if enough else None
        if self._dataset != CLASS:
            self.beside = self._dataset
        if _alike(self._dataset) != before and (seen or self._seen()):
            self._show_all()
        return self._used

    @property
    def stale(self) -> bool:
        """The room's run learns from the class, and the class has other digits by now."""
        used = () if self._used is None else self._used.ids
        return self._dataset == CLASS and used != self._ids()

    @property
    def missing(self) -> bool:
        """The room's run learns from the class, and has no digits: there were too few when it began."""
        return self._dataset == CLASS and self._used is None

    def _ids(self) -> tuple[int, ...]:
        return tuple(each.id for each in self._hand_ins.all(_alike(CLASS)) if not each.struck)

    def state(self) -> DataState:
        """The class as a data set."""
        ids = self._ids()
        train, test = split_sizes(ids)
        message = too_few(ids)
        if message:
            message += " They are only in the room where they were handed in."
        return DataState(
            dataset=CLASS,
            state="absent" if message else "ready",
            train=train,
            test=test,
            message=message,
            warning="" if message else self._lopsided(),
        )

    def _lopsided(self) -> str:
        """Which classes are not among those to learn from."""
        labels = [each.label for each in self._hand_ins.all(_alike(CLASS)) if not each.struck and not is_test(each.id)]
        dataset = _dataset(CLASS)
        return lopsided(labels, dataset.classes, "digits to learn from") if dataset else ""

    # --- handing in -----------------------------------------------------------------------------------------------------

    def hand_in(self, viewer: Viewer, command: HandItIn) -> None:
        """Take a drawing in; its sender is told what became of it, once that is certain."""
        record = self._hand_ins.find(command.sender, command.number)
        if record is not None and self._hand_ins.is_kept(record):
            return self._telling.answer(viewer, HandedIn(number=command.number, id=record.id))
        if record is not None:
            self._asking[record.id][viewer.id] = viewer
            return None
        try:
            self._may_take(command)
            record = self._hand_ins.take(command, viewer.id, viewer.name, self._dataset, self._clock())
        except InklingError as error:
            return self._telling.answer(viewer, HandedIn(number=command.number, problem=str(error)))
        self._asking[record.id] = {viewer.id: viewer}
        taken = record
        return self._keeping.digit(self._code, record, lambda problem: self._settled(taken, problem))

    def _may_take(self, command: HandItIn) -> None:
        dataset = _dataset(self._dataset)
        if dataset is None or command.label >= len(dataset.classes):
            raise InklingError("The room's data set has no such class.", "", "Choose what it is once more.")

    def _settled(self, record: HandIn, problem: str) -> None:
        """It is kept for good, or can't be."""
        asking = self._asking.pop(record.id, None)
        if asking is None:
            return  # said twice
        if problem:
            self._hand_ins.drop(record)
        else:
            self._hand_ins.keep(record)
            self._show(record)
        answer = HandedIn(number=record.number, id=None if problem else record.id, problem=problem)
        for viewer in asking.values():
            self._telling.answer(viewer, answer)

    def strike(self, viewer: Viewer, command: Strike) -> None:
        """Strike one out, or take it in again."""
        record = self._hand_ins.strike(command.id, command.on)
        if record is not None:
            self._keeping.struck(self._code, record.id, record.struck)
            self._show(record)
        elif not self._hand_ins.has(command.id):
            self._telling.refuse(viewer, "strike", f"Nothing was handed in under number {command.id}.")

    # --- showing --------------------------------------------------------------------------------------------------------

    def show_wall(self, viewer: Viewer) -> None:
        """Show a presenter all there is."""
        self._telling.answer(viewer, Wall(whole=True, digits=[on_wall(each) for each in self._seen()]))

    def _seen(self) -> list[HandIn]:
        """What is on the wall: labelled with the classes that the net tells apart."""
        return self._hand_ins.all(_alike(self._dataset))

    def _show(self, record: HandIn) -> None:
        """One is new, or has changed."""
        self._changed()
        if record.dataset not in _alike(self._dataset):
            return
        self._engine.look(Judge(self._code, (_drawn(record),), whole=False))
        for viewer in self._watching():
            self._telling.answer(viewer, Wall(whole=False, digits=[on_wall(record)]))

    def _show_all(self) -> None:
        seen = self._seen()
        self._engine.look(Judge(self._code, tuple(map(_drawn, seen)), whole=True))
        for viewer in self._watching():
            self.show_wall(viewer)

    def _watching(self) -> list[Viewer]:
        return [viewer for viewer in self._telling.viewers.values() if viewer.sees_wall]


def _dataset(name: str) -> ImageDataset | None:
    """The data set of this name, if its examples are labelled images."""
    dataset = registry().get(name)
    return dataset if isinstance(dataset, ImageDataset) else None


def _alike(name: str) -> Collection[str]:
    """The names of the data sets with the same classes as this one: a label of one of them is a label of all."""
    dataset, every = _dataset(name), (_dataset(each) for each in registry())
    return {each.name for each in every if each and dataset and each.classes == dataset.classes}


def _drawn(record: HandIn) -> HandedDrawing:
    return HandedDrawing(record.id, record.label, record.struck, record.image)
