"""The small things that are kept: rooms and handed-in drawings, in SQLite.

Each row carries a sum over what it says, for SQLite sees damage to its own pages, but not to a text or picture in them.

The journal is a WAL, and every transaction waits until the disk has it (`synchronous=FULL`): what was acknowledged to a page is
there after a power cut too. That is one fsync a transaction; drawings that come together share one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import ormsgpack

from inkling.store.records import HandIn, RoomRecord

FORMAT = 3
"""Records of the first know of no parked runs, of the second of none that are leaving; they are read as well, and the tables
are the same."""
NAME = "inkling.db"
_TABLES = """
CREATE TABLE rooms (code TEXT PRIMARY KEY NOT NULL, record TEXT NOT NULL, sum BLOB NOT NULL);
CREATE TABLE hand_ins (
    room TEXT NOT NULL, id INTEGER NOT NULL, sender TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
    dataset TEXT NOT NULL, label INTEGER NOT NULL, image BLOB NOT NULL, at REAL NOT NULL, struck INTEGER NOT NULL,
    sum BLOB NOT NULL, PRIMARY KEY (room, id)
);
"""
_ROOM = ("code", "record")
_HAND_IN = ("room", "id", "sender", "number", "name", "dataset", "label", "image", "at", "struck")
_AROUND = {3, 5, 6, 7, 8, 9, 10, 13, 14, 23}
"""SQLite's primary result codes for what is wrong around the file: permission, locks, memory, an interrupt, the disk."""
_OURS = {None, 18, 19, 20, 21, 25}
"""And for what it was asked wrongly."""
_SECONDS_TO_SAVE = 5.0


class Damaged(Exception):
    """The file is not what was written."""


class Newer(Exception):
    """The file is of a newer version of Inkling, which alone knows what is in it."""


class Database:
    """An open database, whole when it was opened. For one thread at a time.

    Args:
        path: its file; made where there is none.

    Attributes:
        fresh: there was nothing in it, so its tables were made just now. SQLite takes a file of one byte for an empty one too.

    Raises:
        Damaged: it can't be used.
        Newer: it is of a newer Inkling.
        OSError: it can't be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._db = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise OSError(None, str(error), str(path)) from error
        try:
            self._open()
        except (sqlite3.Error, ValueError, OverflowError, MemoryError) as error:
            self.close()
            raise (_around(error, path) or Damaged(str(error))) from error
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        db = self._db
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "busy_timeout=5000"):
            db.execute(f"PRAGMA {pragma}")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > FORMAT:
            raise Newer
        self.fresh = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
        if version not in ((0,) if self.fresh else range(1, FORMAT + 1)):
            raise Damaged("it has no version")
        if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise Damaged("its pages do not fit together")
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        if self.fresh:
            db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version={FORMAT}; COMMIT;")
        elif version != FORMAT:
            db.execute(f"PRAGMA user_version={FORMAT}")
        # Reads and checks every row.
        self.rooms()
        self._hand_ins("1", ())

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlite3.Error):
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- reading --------------------------------------------------------------------------------------------------------

    def rooms(self) -> list[RoomRecord]:
        """All rooms.

        Raises:
            Damaged: a row is not what was written.
        """
        return [_room(row) for row in self._db.execute("SELECT code, record, sum FROM rooms ORDER BY rowid")]

    def hand_ins(self, room: str) -> list[HandIn]:
        """What was handed in in a room, in the order in which it came.

        Raises:
            Damaged: a row is not what was written.
        """
        return [each for _, each in self._hand_ins("room = ?", (room,))]

    def _hand_ins(self, where: str, values: Sequence[Any]) -> list[tuple[str, HandIn]]:
        columns = ", ".join(_HAND_IN)
        # One of the column names above, or "1": no text from elsewhere.
        rows = self._db.execute(f"SELECT {columns}, sum FROM hand_ins WHERE {where} ORDER BY rowid", values)
        return [_hand_in(row) for row in rows]

    # --- writing --------------------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written within is there as a whole when this is left, or not at all.

        Raises:
            Damaged, OSError: nothing was written.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error) and _code(error) not in _OURS:
                raise (_around(error, self._path) or Damaged(str(error))) from error
            raise

    def put_room(self, record: RoomRecord) -> None:
        """Keep a room, in the place of what was kept of it."""
        row = (record.code, record.text())
        self._db.execute(
            "INSERT INTO rooms (code, record, sum) VALUES (?, ?, ?) "
            "ON CONFLICT (code) DO UPDATE SET record = excluded.record, sum = excluded.sum",
            (*row, _sum(row)),
        )

    def forget_room(self, code: str) -> None:
        """Forget a room, and what was handed in there."""
        self._db.execute("DELETE FROM rooms WHERE code = ?", (code,))
        self._db.execute("DELETE FROM hand_ins WHERE room = ?", (code,))

    def put_hand_in(self, room: str, given: HandIn) -> None:
        """Keep a drawing; one that has this id in this room already is replaced."""
        row = _row(room, given)
        names, marks = ", ".join(_HAND_IN), ", ".join("?" * (len(row) + 1))
        self._db.execute(f"INSERT OR REPLACE INTO hand_ins ({names}, sum) VALUES ({marks})", (*row, _sum(row)))

    def strike(self, room: str, id: int, struck: bool) -> None:
        """Note that a drawing is struck out, or that it is not any more. Nothing happens where there is none."""
        for _, given in self._hand_ins("room = ? AND id = ?", (room, id)):
            row = _row(room, replace(given, struck=struck))
            self._db.execute(
                "UPDATE hand_ins SET struck = ?, sum = ? WHERE room = ? AND id = ?", (int(struck), _sum(row), room, id)
            )

    def size(self) -> int:
        """Bytes on the disk."""
        return sum(each.stat().st_size for each in _parts(self._path) if each.exists())


@dataclass
class Saved:
    """What could be read of a damaged database."""

    rooms: list[RoomRecord] = field(default_factory=list)
    hand_ins: list[tuple[str, HandIn]] = field(default_factory=list)
    """With their rooms' codes."""


def save(path: Path) -> Saved:
    """Read what can be read of a damaged database: all rows whose sums are right. It is not changed, and nothing is raised."""
    with tempfile.TemporaryDirectory(prefix="inkling-") as folder, suppress(OSError):
        copy = Path(folder) / NAME
        for part, name in zip(_parts(path)[:2], _parts(copy), strict=False):  # the third is made again
            if part.exists():
                shutil.copyfile(part, name)
        _complete(copy)
        saved = _read(copy)
        if not saved.rooms:
            shutil.copyfile(path, copy)
            _renew_first_page(copy)
            saved = _read(copy)
        return saved
    return Saved()


def _read(path: Path) -> Saved:
    saved = Saved()
    with suppress(sqlite3.Error, OSError), closing(sqlite3.connect(path)) as db:
        until = time.monotonic() + _SECONDS_TO_SAVE
        db.set_progress_handler(lambda: int(time.monotonic() > until), 10_000)
        db.text_factory = lambda text: text.decode("utf-8", "replace")
        for row in _rows(db, "rooms", _ROOM):
            with suppress(Damaged):
                saved.rooms.append(_room(row))
        for row in _rows(db, "hand_ins", _HAND_IN):
            with suppress(Damaged):
                saved.hand_ins.append(_hand_in(row))
    return saved


def _complete(path: Path) -> None:
    """Make a file that was cut as long as its first page says: SQLite reads nothing of it otherwise."""
    # https://www.sqlite.org/fileformat.html#the_database_header
    with path.open("r+b") as file:
        header = file.read(100)
        page, pages = int.from_bytes(header[16:18]), int.from_bytes(header[28:32])
        if page >= 512 and page * pages <= 1 << 30:
            file.truncate(max(page * pages, os.fstat(file.fileno()).st_size))


def _renew_first_page(path: Path) -> None:
    """Write the first page anew, which says where the tables begin: that is the same in all our databases."""
    fresh = path.with_name("fresh.db")
    Database(fresh).close()
    page = bytearray(fresh.read_bytes())
    size = int.from_bytes(page[16:18])
    del page[size:]
    with path.open("r+b") as file:
        pages = os.fstat(file.fileno()).st_size // size
        page[28:32] = pages.to_bytes(4)
        page[32:40] = bytes(8)  # no free pages are known
        file.write(page)


def move_aside(path: Path, move: Any) -> Path:
    """Set a database aside, with its journal.

    Args:
        move: renames a file out of the way, and gives its new name.

    Raises:
        OSError: it can't be renamed.
    """
    moved: Path = move(path)
    for part in _parts(path)[1:]:
        if part.exists():
            part.rename(part.with_name(moved.name + part.name.removeprefix(path.name)))
    return moved


def _parts(path: Path) -> list[Path]:
    return [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")]


def _rows(db: sqlite3.Connection, table: str, columns: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """The rows that can be read, from the first on; after one that can't, some are left out, ever more in a row."""
    chosen = f"SELECT rowid, {', '.join(columns)}, sum FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT 1"
    last, leap = 0, 1
    while last < 1 << 40:
        try:
            row = db.execute(chosen, (last,)).fetchone()
        except (sqlite3.Error, ValueError, OverflowError):
            last, leap = last + leap, 2 * leap
            continue
        if row is None or row[0] <= last:
            return
        last, leap = row[0], 1
        yield row[1:]


def _room(row: Sequence[Any]) -> RoomRecord:
    _check(row)
    try:
        record = RoomRecord.read(row[1])
    except (ValueError, TypeError) as error:
        raise Damaged(str(error)) from error
    return record


def _hand_in(row: Sequence[Any]) -> tuple[str, HandIn]:
    _check(row)
    room, id, sender, number, name, dataset, label, image, at, struck, _ = row
    return room, HandIn(id, sender, number, name, dataset, label, image, at, bool(struck))


def _row(room: str, given: HandIn) -> tuple[Any, ...]:
    """As the table has it, without its sum."""
    sender = (given.sender, given.number, given.name)
    return (room, given.id, *sender, given.dataset, given.label, given.image, float(given.at), int(given.struck))


def _check(row: Sequence[Any]) -> None:
    """Raises Damaged where a row is not what was written."""
    if _sum(row[:-1]) != row[-1]:
        raise Damaged("a row is not what was written")


def _sum(row: Sequence[Any]) -> bytes:
    try:
        return hashlib.blake2b(ormsgpack.packb(list(row)), digest_size=16).digest()
    except (TypeError, ValueError):  # a number or text that damage has made
        return b""


def _code(error: BaseException) -> int | None:
    """SQLite's primary result code; None: it was not SQLite that raised this."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else int(code) & 0xFF


def _around(error: BaseException, path: Path) -> OSError | None:
    """The error of the system behind one of SQLite, if there is one."""
    return OSError(None, str(error), str(path)) if _code(error) in _AROUND else None
