"""What is kept of a room, and what a room is made of again when the server is started anew. Plain data; it writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from inkling.experiment.experiment import Experiment
from inkling.rooms.keys import Lock, new_key
from inkling.rooms.parking import Garage, Had, Memory
from inkling.rooms.people import People
from inkling.store.records import HandIn, KeptRun, Leaving, LeftRun, RoomRecord, Where

AGAIN = "Paused by a restart"
"""Said beside the step, from which training goes on."""
NOTHING = KeptRun(0, b"", None, None)
"""The run of a room that was never trained."""


class Keeping(Garage, Protocol):
    """Where a house's rooms are kept (`store.archive.Archive`). Nothing here waits."""

    @property
    def keeps(self) -> bool: ...
    @property
    def problem(self) -> str: ...
    @property
    def warnings(self) -> list[str]: ...
    def listen(self, changed: Callable[[], None], gone: Callable[[str, int], None]) -> None: ...
    def put(self, record: RoomRecord) -> None: ...
    def forget(self, code: str) -> None: ...
    def begin(self, record: RoomRecord, weights: Path) -> None: ...
    def keep_run(self, record: RoomRecord, step: int, file: Path, history: Callable[[], bytes], *, resting: bool) -> None: ...
    def hand_in(self, room: str, given: HandIn, done: Callable[[str], None]) -> None: ...
    def strike(self, room: str, id: int, struck: bool) -> None: ...
    def flush(self, timeout: float) -> bool: ...


class Nowhere(Memory):
    """Keeps nothing: for a house of tests."""

    keeps = False
    problem = ""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []

    def listen(self, changed: Callable[[], None], gone: Callable[[str, int], None]) -> None:
        """Nothing changes."""

    def put(self, record: RoomRecord) -> None:
        """Nothing is kept."""

    def forget(self, code: str) -> None:
        """Nothing was kept."""

    def begin(self, record: RoomRecord, weights: Path) -> None:
        """The file is of no use."""
        weights.unlink(missing_ok=True)

    def keep_run(self, record: RoomRecord, step: int, file: Path, history: Callable[[], bytes], *, resting: bool) -> None:
        """The file is of no use."""
        file.unlink(missing_ok=True)

    def hand_in(self, room: str, given: HandIn, done: Callable[[str], None]) -> None:
        """It lasts as long as the room."""
        done("")

    def strike(self, room: str, id: int, struck: bool) -> None:
        """Nothing is kept."""

    def flush(self, timeout: float) -> bool:
        """There is nothing to wait for."""
        return True


class OnLoop:
    """A garage whose answers come on the event loop.

    Args:
        garage: answers from threads of its own.
        call: has something done on the event loop.
    """

    def __init__(self, garage: Garage, call: Callable[[Callable[[], None]], None]) -> None:
        self._garage = garage
        self._call = call

    def park(self, room: str, left: LeftRun, done: Callable[[Where, str], None]) -> None:
        """See `Garage`."""
        self._garage.park(room, left, lambda where, why: self._call(lambda: done(where, why)))

    def fetch(self, room: str, number: int, done: Had) -> None:
        """See `Garage`."""
        self._garage.fetch(room, number, lambda found, why: self._call(lambda: done(found, why)))

    def drop(self, room: str, number: int) -> None:
        """See `Garage`."""
        self._garage.drop(room, number)


def record_of(
    code: str,
    house: bool,
    people: People,
    pristine: bool,
    run: str,
    lives: tuple[str, ...],
    experiment: Experiment,
    runs: tuple[int, ...] = (),
    counted: int = 0,
    name: str = "",
    at: int | None = None,
    leaving: tuple[Leaving, ...] = (),
) -> RoomRecord:
    """A room as it is kept."""
    return RoomRecord(
        code=code,
        house=house,
        presenter=people.presenter.hash,
        driver=people.driver.hash if people.driver else "",
        closed=people.closed,
        copies=people.copies,
        pristine=pristine,
        run=run,
        lives=lives,
        experiment=experiment.model_dump(mode="json"),
        runs=runs,
        counted=counted,
        name=name,
        at=at,
        leaving=leaving,
    )


def people(key: str | None, record: RoomRecord | None) -> People:
    """The people of a room, nobody being there yet.

    Args:
        key: its presenter's; None: the one it had, or none.
        record: what was kept of it; None: it is new.
    """
    if record is None:
        return People(Lock(key or new_key()))
    made = People(Lock(key) if key else Lock.of_hash(record.presenter), Lock.of_hash(record.driver) if record.driver else None)
    made.closed, made.copies = record.closed, record.copies
    return made
