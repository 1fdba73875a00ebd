"""What viewers of a room have handed in: records and rules. It tells nobody, keeps nothing on disk and knows no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from inkling.datasets.making.collected import SIZE, Collected
from inkling.errors import InklingError
from inkling.protocol.classroom import HandItIn, WallDigit
from inkling.store.records import HandIn


def on_wall(record: HandIn) -> WallDigit:
    """As presenters are shown it."""
    return WallDigit(id=record.id, name=record.name, label=record.label, struck=record.struck, image=record.image)


class HandIns:
    """All that was handed in in one room.

    A drawing is taken in two steps, as it counts only once it is kept for good: `take` gives it a number and reserves its
    place, then `keep` or `drop` says what became of it.

    Args:
        most: how many there may be.
        most_each: how many of them from one page, or on one connection.
        kept: those from before a restart.
    """

    def __init__(self, most: int, most_each: int, kept: Iterable[HandIn] = ()) -> None:
        self._most = most
        self._most_each = most_each
        self._kept: dict[int, HandIn] = {}
        self._taken: dict[int, HandIn] = {}
        """Not kept for good yet,"""
        self._takers: dict[int, str] = {}
        """and the viewers who have handed those in."""
        self._ids: dict[tuple[str, int], int] = {}
        self._senders: Counter[str] = Counter()
        self._viewers: Counter[str] = Counter()
        self._last = 0
        for record in sorted(kept, key=lambda each: each.id):
            self._count(record, +1)
            self._kept[record.id] = record
            self._last = record.id

    def find(self, sender: str, number: int) -> HandIn | None:
        """What this page has handed in under its number before; it may not be kept yet."""
        id = self._ids.get((sender, number))
        return None if id is None else self._kept.get(id) or self._taken[id]

    def is_kept(self, record: HandIn) -> bool:
        """Whether it is kept for good."""
        return record.id in self._kept

    def take(self, command: HandItIn, viewer: str, name: str, dataset: str, at: float) -> HandIn:
        """Reserve a place and a number for a drawing.

        Raises:
            InklingError: it can't be taken; says why.
        """
        if len(command.image) != SIZE:
            raise InklingError(f"A drawing has 28×28 pixels, one byte each; this one has {len(command.image):,} bytes.")
        if not any(command.image):
            raise InklingError("The pad is empty.", "", "Draw something first.")
        if self._most == 0:
            raise InklingError("No digits are taken on this server.")
        if len(self._ids) >= self._most:
            raise InklingError("No more digits are taken in this room.", f"{self._most} is the most this server keeps.")
        if max(self._senders[command.sender], self._viewers[viewer]) >= self._most_each:
            raise InklingError("You have handed in as many as one page may here.", f"That is {self._most_each}.")
        self._last += 1
        image = bytes(command.image)
        record = HandIn(self._last, command.sender, command.number, name, dataset, command.label, image, at)
        self._count(record, +1)
        self._viewers[viewer] += 1
        self._taken[record.id] = record
        self._takers[record.id] = viewer
        return record

    def keep(self, record: HandIn) -> None:
        """It is kept for good: from now on it counts."""
        self._kept[record.id] = self._taken.pop(record.id)
        del self._takers[record.id]

    def drop(self, record: HandIn) -> None:
        """It could not be kept; handed in again, it would be a new one."""
        self._count(self._taken.pop(record.id), -1)
        self._viewers[self._takers.pop(record.id)] -= 1

    def has(self, id: int) -> bool:
        """Whether one of this number is kept."""
        return id in self._kept

    def strike(self, id: int, on: bool) -> HandIn | None:
        """Strike one out, or take it in again; as it is now, or None where there is none, or nothing changes."""
        record = self._kept.get(id)
        if record is None or record.struck == on:
            return None
        self._kept[id] = replace(record, struck=on)
        return self._kept[id]

    def all(self, datasets: Iterable[str]) -> list[HandIn]:
        """All that are kept and whose labels are classes of one of these data sets, oldest first."""
        named = set(datasets)
        # Being kept may take one longer than the next; numbers say in which order they came.
        return sorted((each for each in self._kept.values() if each.dataset in named), key=lambda each: each.id)

    def digits(self, datasets: Iterable[str]) -> Collected:
        """Those to learn from and to test on: all, less those that are struck out."""
        chosen = [each for each in self.all(datasets) if not each.struck]
        return Collected(
            tuple(each.id for each in chosen),
            tuple(each.label for each in chosen),
            b"".join(each.image for each in chosen),
        )

    def _count(self, record: HandIn, by: int) -> None:
        if by > 0:
            self._ids[record.sender, record.number] = record.id
        else:
            del self._ids[record.sender, record.number]
        self._senders[record.sender] += by
