"""Opening what is kept, whatever has become of it."""

from __future__ import annotations

import logging
from pathlib import Path

from inkling.store import files, words
from inkling.store.database import NAME, Damaged, Database, move_aside, save
from inkling.store.runs import RunFiles

log = logging.getLogger("inkling.store")


def open_database(home: Path, states: RunFiles) -> tuple[Database, list[str]]:
    """The database of this folder, whole; and what to say of what was lost.

    A damaged one is set aside, and what can be read of it is taken over into a new one. Rooms that are still missing are opened
    again from what the states of their trainings know of them.

    Raises:
        Newer: it is of a newer Inkling.
        Damaged, OSError: the folder can't be used.
    """
    said: list[str] = []
    try:
        database = Database(home / NAME)
    except Damaged as error:
        database, message = renew(home, str(error))
        said.append(message)
    if database.fresh:
        found = _find_again(database, states)
        if found:
            said.append(words.found_again(found))
            log.warning("%s", said[-1])
    return database, said


def renew(home: Path, reason: str) -> tuple[Database, str]:
    """A new database with what can be saved of a damaged one, which is set aside; and what to say.

    Raises:
        Damaged, OSError: none can be made.
    """
    path = home / NAME
    aside = move_aside(path, files.set_aside)
    saved = save(aside)
    message = words.set_aside(home, aside, reason, len(saved.rooms), len(saved.hand_ins))
    log.warning("%s", message)
    database = Database(path)
    with database.transaction():
        for record in saved.rooms:
            database.put_room(record)
        for room, given in saved.hand_ins:
            database.put_hand_in(room, given)
    return database, message


def _find_again(database: Database, states: RunFiles) -> int:
    """Put the rooms into the database that it does not know, and of whose trainings there are states. How many."""
    rooms = {record.code: record for record in database.rooms()}
    house = any(record.house for record in rooms.values())
    found = 0
    with database.transaction():
        for record in list(states.records()):
            if record.code in rooms or (record.house and house):
                continue
            house = house or record.house
            database.put_room(record)
            found += 1
    return found
