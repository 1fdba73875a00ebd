"""Files that are there whole or not at all, and checked when they are read."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

PART = ".part"
"""The ending of a file that is being written. One that is found was left by a server that was killed."""
_CHUNK = 1 << 20


def write(path: Path, data: bytes) -> None:
    """Write a file, durably: who looks at any moment, and after any crash, sees the old one or the new one.

    Raises:
        OSError: it can't be written.
    """
    with _whole(path) as file:
        file.write(data)


def copy(source: Path, path: Path) -> tuple[int, str]:
    """Copy a file, likewise. Its size in bytes, and its SHA-256.

    Raises:
        OSError: it can't be read, or written.
    """
    with source.open("rb") as reading, _whole(path) as file:
        size, digest = _read(reading, file.write)
    return size, digest


def digest(path: Path) -> tuple[int, str]:
    """A file's size in bytes, and its SHA-256.

    Raises:
        OSError: it can't be read.
    """
    with path.open("rb") as reading:
        return _read(reading, lambda chunk: None)


def set_aside(path: Path) -> Path:
    """Rename a damaged file, so that it is out of the way and yet not lost; its new name.

    Raises:
        OSError: it can't be renamed.
    """
    stem = f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    count = 0
    target = path.with_name(stem)
    while target.exists():
        count += 1
        target = path.with_name(f"{stem}-{count}")
    path.rename(target)
    return target


def size(folder: Path) -> int:
    """Bytes that all files in a folder take, at any depth."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total


def sync_folder(folder: Path) -> None:
    """Make durable which files a folder has, where the system can do that."""
    if os.name != "posix":
        return
    # Some file systems can't; then names are as durable as those make them.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which appears under its name when all is written."""
    part = path.with_name(path.name + PART)
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def _read(reading: BinaryIO, take: Callable[[bytes], object]) -> tuple[int, str]:
    sum, size = hashlib.sha256(), 0
    while chunk := reading.read(_CHUNK):
        take(chunk)
        sum.update(chunk)
        size += len(chunk)
    return size, sum.hexdigest()
