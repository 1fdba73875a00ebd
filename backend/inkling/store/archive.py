"""The archive: all that is kept, and the one thread that writes it.

What is asked for is put on a list and done in order, by a thread of its own: neither the event loop nor a training ever waits
for the disk. What can't be written is said once, in plain words, and tried again; the server goes on without.

A database that is damaged is set aside under another name, and what can be read of it is taken over into a new one; of rooms
that are lost with it, the states of their trainings know enough to open them again.

A run that makes way is never without a state on the disk, if it had one: its room's record names it as leaving, and the states
that it had stay until its last one is kept as a run's, and a record that does not name it any more is written.
"""

from __future__ import annotations

import logging
import os
import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from inkling.store import files, words
from inkling.store.database import Damaged, Database, Newer
from inkling.store.lock import FolderLock
from inkling.store.opening import open_database, renew
from inkling.store.parked import ParkedFiles
from inkling.store.records import HandIn, KeptRoom, KeptRun, Leaving, LeftRun, ParkedRun, RoomRecord, Where
from inkling.store.runs import FoundRun, Full, RunFiles

log = logging.getLogger("inkling.store")

SECONDS_TO_TRY_AGAIN = 5.0
SECONDS_TO_CHECK = 3.0
"""So long are states read as a whole when the server starts, the first room's first; of the rest the sizes are looked at."""
SHARE = 0.05
"""Of the time, at most, goes into writing the states of one training while it runs."""
SCRATCH = "inkling-"
"""How the names of scratch folders begin."""
Done = Callable[[str], None]
"""Called in the archive's thread once something is on the disk; with the reason, where it is not."""


@dataclass
class _Row:
    """A change of the database that waits to be written."""

    room: str
    write: Callable[[Database], None]
    sort: str
    """"put", "forget", or "" for what concerns a drawing."""
    done: Done | None = None
    record: RoomRecord | None = None
    """What is put."""


@dataclass
class _WaitingState:
    """The state of a training that waits to be written."""

    record: RoomRecord
    step: int
    file: Path
    """To be removed when it is no more needed."""
    history: Callable[[], bytes]


class Archive:
    """Keeps rooms, the states of their trainings, and handed-in drawings. Methods are quick, and for any thread.

    Args:
        home: the folder for all of it; made where it is not there.
        most: bytes that it may take, at most.
    """

    def __init__(self, home: Path, *, most: int = 2_000_000_000) -> None:
        self._home = home
        self._most = most
        self._lock = FolderLock(home)
        self._files = RunFiles(home / "rooms", most, lambda: self._parked.spare() or self._spare_leaving())
        self._parked = ParkedFiles(home / "rooms", most, self._files.size, self._has_gone)
        self._beside: ParkedFiles | None = None
        """Parked runs that can't be kept, until the server ends."""
        self._database: Database | None = None
        self._asked = threading.Lock()
        """Guards what is asked of the thread."""
        self._rows: list[_Row] = []
        self._states: dict[str, _WaitingState] = {}
        self._last: dict[str, RoomRecord] = {}
        """By code, of the rooms that are kept: as they are,"""
        self._written: dict[str, RoomRecord] = {}
        """and as the database has them."""
        self._not_before: dict[str, float] = {}
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="archive", daemon=True)
        self._problems: dict[str, str] = {}
        self._changed: Callable[[], None] = lambda: None
        self._gone: Callable[[str, int], None] = lambda room, run: None
        self.warnings: list[str] = []
        """What was found damaged when it was opened."""

    # --- beginning and end ----------------------------------------------------------------------------------------------

    def open(self) -> list[KeptRoom]:
        """Begin, and give the rooms that are kept. Nothing is raised: where nothing can be kept, `problem` says why."""
        found = self._open()
        self._thread.start()
        return found

    def _open(self) -> list[KeptRoom]:
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            before = self._lock.take()
        except BlockingIOError:
            self._say("home", words.taken(self._home))
            return []
        except OSError as error:
            self._say("home", words.unwritable(self._home, error))
            return []
        _remove_scratch(before)
        try:
            database, self.warnings = open_database(self._home, self._files)
            rooms = database.rooms()
            self._database = database
        except Newer:
            self._say("home", words.newer(self._home))
        except (OSError, Damaged) as error:
            self._say("home", words.unreadable(self._home, error))
        if self._database is None:
            self._lock.release()
            return []
        self._last = {record.code: record for record in rooms}
        self._written = dict(self._last)
        until = time.monotonic() + SECONDS_TO_CHECK
        found = [self._find(record, until) for record in sorted(rooms, key=lambda room: not room.house)]
        with suppress(OSError, ValueError):
            self._files.tidy({record.code: record.states for record in rooms})
        return found

    def _find(self, record: RoomRecord, until: float) -> KeptRoom:
        code, hand_ins = record.code, tuple(self.hand_ins(record.code))
        found, said = self._find_states(code, record.run, until)
        lost, parked, damaged = [said], list[ParkedRun](), list[int]()
        try:
            parked, damaged = self._parked.all(code, record.runs, record.counted, thorough=time.monotonic() < until)
        except (OSError, ValueError) as error:
            lost.append(f"The parked runs can't be read ({words.why(error)}).")
        there = {run.number for run in parked}
        leaving: list[tuple[Leaving, KeptRun]] = []
        for each in reversed(record.leaving):
            if each.number in there or each.number not in record.runs:
                continue
            states, said = self._find_states(code, each.run, until)
            if states.run is not None:
                there.add(each.number)
                leaving.append((each, states.run))
            if said:
                lost += [words.of_run(each.number, said)] if states.run is not None else []
                damaged += [each.number] if states.run is None else []
        damaged = sorted(set(damaged) - there)
        lost += [words.runs_damaged(damaged)] if damaged else []
        run, at = found.run, found.at
        if run is None and record.at in there:
            at = record.at
            run = next((kept for each, kept in leaving if each.number == at), None) or self._fetch(code, at)[0]
            lost = lost[1:] if run is not None else lost
        message = " ".join(filter(None, lost))
        of_run = found.run is None and run is not None
        return KeptRoom(replace(record, at=at), run, hand_ins, message, tuple(parked), tuple(leaving), of_run)

    def _find_states(self, code: str, run: str, until: float) -> tuple[FoundRun, str]:
        """What there is of a training, and what to say of what there is not."""
        try:
            found = self._files.find(code, run, thorough=time.monotonic() < until)
        except (OSError, ValueError) as error:
            return FoundRun(None), f"The kept training can't be read ({words.why(error)})."
        return found, found.message

    def note_scratch(self, folder: Path) -> None:
        """Where scratch files are: should this server be killed, the next one removes them. What can't be kept goes there."""
        beside = folder / "parked"
        self._beside = ParkedFiles(beside, self._most, lambda: files.size(beside), self._has_gone)
        with suppress(OSError):
            self._lock.note(str(folder))

    def listen(self, changed: Callable[[], None], gone: Callable[[str, int], None] = lambda room, run: None) -> None:
        """What to call from any thread.

        Args:
            changed: whenever `problem` is another.
            gone: when a parked run had to make way for something else; with its room's code and its number.
        """
        self._changed = changed
        self._gone = gone

    def _has_gone(self, room: str, number: int) -> None:
        self._gone(room, number)

    @property
    def keeps(self) -> bool:
        """It keeps what it is given, or tries to."""
        return self._database is not None

    @property
    def problem(self) -> str:
        """Why something is not kept at the moment, and what to do; "": all is."""
        return " ".join(self._problems.values())

    def flush(self, timeout: float) -> bool:
        """Wait until all that was asked for so far has been tried; False: it was not, in this time (seconds)."""
        if not self._thread.is_alive():
            return True
        reached = threading.Event()
        self._tasks.put(reached.set)
        return reached.wait(timeout)

    def close(self, timeout: float = 5) -> None:
        """Write what waits, and let go of the folder."""
        if self._thread.is_alive():
            self._tasks.put(None)
            self._thread.join(timeout)
        if self._thread.is_alive():
            return  # it has the database and the folder: they go with the process
        if self._database is not None:
            self._database.close()
            self._database = None
        self._lock.release()

    # --- what is kept ---------------------------------------------------------------------------------------------------

    def put(self, record: RoomRecord) -> None:
        """Keep a room as it is now."""
        if not self.keeps or self._last.get(record.code) == record:
            return
        with self._asked:
            self._last[record.code] = record
            self._rows.append(_Row(record.code, lambda database: database.put_room(record), "put", record=record))
            waiting = self._states.get(record.code)
            if waiting is not None and waiting.record.run not in record.states:
                self._drop_state(record.code)
        self._tasks.put(self._write_rows)

    def forget(self, code: str) -> None:
        """Forget a room, its trainings, and what was handed in there."""
        self._tasks.put(lambda: self._forget_beside(code))
        if not self.keeps:
            return
        with self._asked:
            self._last.pop(code, None)
            self._drop_state(code)
            self._rows.append(_Row(code, lambda database: database.forget_room(code), "forget"))
        self._tasks.put(self._write_rows)
        self._tasks.put(lambda: self._remove(code))

    def begin(self, record: RoomRecord, weights: Path) -> None:
        """Keep the weights that a training begins with. The file is removed then."""
        if not self.keeps:
            return weights.unlink(missing_ok=True)
        return self._tasks.put(lambda: self._begin(record, weights))

    def keep_run(self, record: RoomRecord, step: int, file: Path, history: Callable[[], bytes], *, resting: bool) -> None:
        """Keep the state of a training; of states that wait to be written, the newest of each room.

        Args:
            record: the room.
            step: after so many steps.
            file: as `checkpoint.save` wrote it; it is removed when it is no more needed.
            history: gives what there is to know of the run so far, as bytes; called in the archive's thread.
            resting: it does not train now, so there may be no further state.
        """
        if not self.keeps or (not resting and time.monotonic() < self._not_before.get(record.code, 0)):
            return file.unlink(missing_ok=True)
        with self._asked:
            self._drop_state(record.code)
            self._states[record.code] = _WaitingState(record, step, file, history)
        return self._tasks.put(lambda: self._write_state(record.code))

    def park(self, room: str, left: LeftRun, done: Callable[[Where, str], None]) -> None:
        """Keep a run that has made way for another; where it can't be kept, until the server ends.

        Args:
            room: the code of the room.
            left: the run; its files are removed when they are no more needed.
            done: called, from any thread, with what became of it, and with the reason where it is not kept at all.
        """
        self._tasks.put(lambda: done(*self._park(room, left)))

    def fetch(self, room: str, number: int, done: Callable[[KeptRun | None, str], None]) -> None:
        """Give a parked run back, checked; `done` is called, from any thread, with it, or with the reason why it can't be had.

        Its files stay the archive's: who wants one copies it.
        """
        self._tasks.put(lambda: done(*self._fetch(room, number)))

    def drop(self, room: str, number: int) -> None:
        """Forget a parked run."""
        self._tasks.put(lambda: self._drop_run(room, number))

    def hand_in(self, room: str, given: HandIn, done: Done) -> None:
        """Keep a handed-in drawing.

        Args:
            room: the code of the room.
            given: the drawing.
            done: called, from any thread, once it is on the disk, with ""; or with the reason why it is not, and never will be.
        """
        if not self.keeps:
            return done(self.problem or "Nothing is kept.")
        with self._asked:
            self._rows.append(_Row(room, lambda database: database.put_hand_in(room, given), "", done))
        return self._tasks.put(self._write_rows)

    def strike(self, room: str, id: int, struck: bool) -> None:
        """Keep that a drawing is struck out, or is not any more."""
        if not self.keeps:
            return
        with self._asked:
            self._rows.append(_Row(room, lambda database: database.strike(room, id, struck), ""))
        self._tasks.put(self._write_rows)

    def hand_ins(self, room: str) -> list[HandIn]:
        """What was handed in in a room before this server started, in order. To be called before anything is changed."""
        if self._database is None:
            return []
        try:
            return self._database.hand_ins(room)
        except (Damaged, OSError) as error:
            log.warning("The drawings of room %s can't be read: %s", room, error)
            return []

    # --- the archive's thread -------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            try:
                task = self._tasks.get(timeout=SECONDS_TO_TRY_AGAIN if self._rows else None)
            except queue.Empty:
                task = self._write_rows
            if task is None:
                break
            try:
                task()
            except Exception as error:
                log.exception("The archive could not do what it was asked.")
                self._say("fault", f"Something could not be kept ({type(error).__name__}); the server's log has the details.")
        with suppress(Exception):
            self._write_rows()

    def _write_rows(self) -> None:
        with self._asked:
            rows, self._rows = self._rows, []
        if not rows or self._database is None:
            return None
        try:
            self._commit(rows)
        except (Damaged, OSError) as error:
            return self._failed(rows, error)
        except Exception:
            for row in rows:
                if row.done is not None:
                    row.done("This could not be kept, because of an error in Inkling.")
            raise
        self._say("rooms", "")
        for row in rows:
            if row.done is not None:
                row.done("")
        self._note_written(rows)
        return None

    def _note_written(self, rows: list[_Row]) -> None:
        """The database has these now. States of trainings that none of a room's records names any more go."""
        for row in rows:
            before = self._written.pop(row.room, None) if row.sort else None
            if row.record is not None:
                self._written[row.room] = row.record
                if before is None or not before.states <= row.record.states:
                    self._clear(row.room)

    def _clear(self, code: str) -> None:
        """Remove what is of no training that a record of this room names, be it written or not."""
        records = [record[code] for record in (self._last, self._written) if code in record]
        try:
            self._files.clear(code, frozenset[str]().union(*(record.states for record in records)))
        except OSError as error:
            self._say("runs", words.failed(self._home, error))

    def _commit(self, rows: list[_Row]) -> None:
        """All of these, or none.

        Raises:
            Damaged, OSError: none.
        """
        assert self._database is not None
        if any(row.done for row in rows) and self._database.size() > self._most:
            raise Full(self._most)
        with self._database.transaction():
            for row in _newest(rows):
                row.write(self._database)

    def _failed(self, rows: list[_Row], error: Damaged | OSError) -> None:
        """Say it; what concerns rooms is tried again, drawings are not: who handed them in may do so."""
        message = self._repair(str(error)) if isinstance(error, Damaged) else words.failed(self._home, error)
        self._say("rooms", message)
        with self._asked:
            self._rows = _newest([row for row in rows if row.done is None] + self._rows)
        for row in rows:
            if row.done is not None:
                row.done(message)

    def _repair(self, why: str) -> str:
        """The database was damaged while it was in use. What to say."""
        assert self._database is not None
        self._database.close()
        try:
            self._database, message = renew(self._home, why)
            with self._asked:
                known = list(self._last.values())
            with self._database.transaction():
                for record in known:
                    self._database.put_room(record)
            self._written = {record.code: record for record in known}
        except (Damaged, Newer, OSError) as error:
            self._database = None
            return words.lost(self._home, error)
        self.warnings.append(message)
        return message

    def _write_state(self, code: str) -> None:
        self._write_rows()  # where they could not be written before: they say whose state it is
        with self._asked:
            state = self._states.pop(code, None)
        if state is None:
            return
        began = time.monotonic()
        try:
            if self._has(state.record):
                self._files.keep(state.record, state.step, state.file, state.history)
                self._clear(code)
            self._say("runs", "")
            self._say("parked", "")
        except OSError as error:
            if state.file.exists():  # otherwise the room has begun anew, and nobody wants this
                self._say("runs", words.failed(self._home, error))
        finally:
            state.file.unlink(missing_ok=True)
        now = time.monotonic()
        self._not_before[code] = now + (now - began) * (1 / SHARE - 1)

    def _park(self, room: str, left: LeftRun) -> tuple[Where, str]:
        try:
            try:
                record = self._last.get(room)
                if self.keeps and record is not None:
                    states = {each.run for each in record.leaving if each.number == left.number}
                    self._parked.keep(room, left, self._files.size_of(room, states))
                    self._say("parked", "")
                    return "kept", ""
            except OSError as error:
                self._say("parked", words.failed(self._home, error))
            if self._beside is None:
                return "lost", "there is nowhere to keep it"
            self._beside.keep(room, left)
        except OSError as error:
            return "lost", words.why(error)
        finally:
            for file in (left.checkpoint, left.start):
                if file is not None:
                    file.unlink(missing_ok=True)
        return "here", ""

    def _fetch(self, room: str, number: int) -> tuple[KeptRun | None, str]:
        try:
            for store in (self._parked, self._beside):
                found = store.find(room, number) if store is not None else None
                if found is not None:
                    return found, ""
            found = self._find_leaving(room, number)
            if found is not None:
                return found, ""
        except OSError as error:
            return None, f"Run {number} can't be read ({words.why(error)})."
        except ValueError:
            self._gone(room, number)
            return None, words.runs_damaged([number])
        except Exception as error:  # a room waits for the answer, with all that is asked of it
            log.exception("Run %d of room %s could not be read.", number, room)
            return None, f"Run {number} can't be read ({type(error).__name__})."
        self._gone(room, number)
        return None, f"Run {number} is not kept any more."

    def _find_leaving(self, room: str, number: int) -> KeptRun | None:
        """The last state that a run had as the room's, where none is kept of it as a run."""
        record = self._last.get(room)
        named = [each.run for each in record.leaving if each.number == number] if record is not None else []
        states = (self._files.find(room, run).run for run in reversed(named))
        return next((found for found in states if found is not None), None)

    def _spare_leaving(self) -> bool:
        """Remove the states of a run that is leaving, where there is nothing else that can make way; False: there is none."""
        with self._asked:
            found = [(record.code, each) for record in self._last.values() for each in record.leaving]
        for code, each in found:
            if self._files.drop(code, each.run):
                if self._beside is None or not self._beside.has(code, each.number):
                    self._has_gone(code, each.number)
                return True
        return False

    def _drop_run(self, room: str, number: int) -> None:
        for store in (self._parked, self._beside):
            if store is not None:
                store.drop(room, number)

    def _forget_beside(self, room: str) -> None:
        if self._beside is not None:
            self._beside.forget(room)

    def _begin(self, record: RoomRecord, weights: Path) -> None:
        try:
            if self._has(record):
                self._files.begin(record, weights)
                self._clear(record.code)
        except OSError as error:
            if weights.exists():
                self._say("runs", words.failed(self._home, error))
        finally:
            weights.unlink(missing_ok=True)

    def _has(self, record: RoomRecord) -> bool:
        """The training of this record is its room's still, or is leaving."""
        last = self._last.get(record.code)
        return last is not None and record.run in last.states

    def _remove(self, code: str) -> None:
        if code not in self._last:
            self._files.forget(code)
            self._not_before.pop(code, None)

    def _drop_state(self, code: str) -> None:
        """A state that waits to be written is of no use any more."""
        state = self._states.pop(code, None)
        if state is not None:
            state.file.unlink(missing_ok=True)

    def _say(self, about: str, message: str) -> None:
        if self._problems.get(about, "") == message:
            return
        if message:
            log.warning("%s", message)
            self._problems = {**self._problems, about: message}
        else:
            self._problems = {key: value for key, value in self._problems.items() if key != about}
        self._changed()


def _newest(rows: list[_Row]) -> list[_Row]:
    """Without the rows of rooms that a later one replaces."""
    kept: list[_Row] = []
    later: set[str] = set()
    for row in reversed(rows):
        if row.sort == "put" and row.room in later:
            continue
        if row.sort == "put":
            later.add(row.room)
        elif row.sort == "forget":
            later.discard(row.room)
        kept.append(row)
    return kept[::-1]


def _remove_scratch(folder: str) -> None:
    """Remove the scratch folder of a server that was killed, if this names one."""
    path = Path(folder)
    if folder and path.name.startswith(SCRATCH) and path.parent == Path(tempfile.gettempdir()) and os.path.isdir(path):
        shutil.rmtree(path, ignore_errors=True)
