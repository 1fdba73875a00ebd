"""Archives in a folder of their own, and what to put into them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inkling.store.archive import Archive
from inkling.store.records import KeptRoom, RoomRecord

Opened = tuple[Archive, list[KeptRoom]]


@pytest.fixture
def record() -> Callable[..., RoomRecord]:
    """Makes a room's record: of K7AX, or with other fields."""

    def make(code: str = "K7AX", **other: Any) -> RoomRecord:
        fields: dict[str, Any] = {
            "code": code,
            "house": False,
            "presenter": "ab" * 32,
            "driver": "",
            "closed": False,
            "copies": False,
            "pristine": False,
            "run": "1f",
            "lives": ("a", "b"),
            "experiment": {"net": {"layers": []}, "seed": 3},
        }
        return RoomRecord(**{**fields, **other})

    return make


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens the archive in `tmp_path/home`, or another home; it is closed after the test."""
    archives: list[Archive] = []

    def open(home: Path | None = None, **more: Any) -> Opened:
        archive = Archive(home or tmp_path / "home", **more)
        archives.append(archive)
        return archive, archive.open()

    yield open
    for archive in archives:
        archive.close()


@pytest.fixture
def state(tmp_path: Path) -> Callable[..., Path]:
    """Makes a file as a trainer hands it over."""
    numbers = itertools.count()

    def make(content: bytes = b"weights") -> Path:
        path = tmp_path / f"handed-{next(numbers)}"
        path.write_bytes(content)
        return path

    return make
