"""Downloads of published files: mirrors in turn, resumed where they broke off, checked by SHA-256, never half in place."""

from __future__ import annotations

import errno
import hashlib
import http.client
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path
from urllib.parse import urlsplit

from inkling.datasets._base import Cancelled, Progress
from inkling.errors import InklingError

_CHUNK = 64 * 1024
_TRIES = 3
"""How often one mirror is asked for one file, as long as it breaks off, before the next one is."""


@dataclass(frozen=True)
class Source:
    """A file as it was published."""

    file: str
    size: int
    """In bytes."""
    sha256: str
    """In lower-case hexadecimal."""


class _Useless(Exception):
    """This mirror does not give the file; says why, for people."""


class _BrokeOff(_Useless):
    """It gave a part: it is asked for the rest."""


class _OtherFile(_Useless):
    """What it has does not go with the part there was: with that thrown away, it is asked once more."""


class _Cancelled(Exception):
    pass


def matches(path: Path, source: Source) -> bool:
    """Whether the file holds the published bytes."""
    try:
        if path.stat().st_size != source.size:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == source.sha256
    except OSError:
        return False


def fetch(
    title: str,
    sources: Sequence[Source],
    mirrors: Sequence[str],
    folder: Path,
    progress: Progress,
    cancelled: Cancelled,
    *,
    otherwise: str = "",
    timeout: float = 15,
) -> None:
    """Download `sources` into `folder`.

    A file grows as `FILE.part`, and gets its name when all of it is there and right; a later call goes on with the part.
    Where `cancelled` turns true it returns at the next bytes, or within `timeout`, and the part stays.

    Args:
        title: what people call the data set.
        mirrors: addresses of folders, each ending in a slash, tried in this order.
        progress: called often, with the bytes done and in all, of all the sources together.
        otherwise: what else can be done where no mirror gives a file.
        timeout: seconds without a byte after which a mirror counts as dead.

    Raises:
        InklingError: no mirror gave a file, or it can't be written.
    """
    total = sum(source.size for source in sources)
    before = 0
    for source in sources:

        def advance(done: int, before: int = before) -> None:
            progress(before + done, total)
            if cancelled():
                raise _Cancelled

        path = folder / source.file
        part = path.with_name(f"{source.file}.part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with part.open("a+b") as file:
                _lock(file, title)
                _complete(title, source, mirrors, file, advance, timeout, otherwise)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except _Cancelled:
            return
        except OSError as error:  # of the disk: those of the network have become _Useless
            raise _unwritable(title, folder, total - before, error) from error
        before += source.size


def _complete(
    title: str,
    source: Source,
    mirrors: Sequence[str],
    file: BufferedRandom,
    advance: Callable[[int], None],
    timeout: float,
    otherwise: str,
) -> None:
    """Bring the open part to its whole, right content, by whichever mirror can."""
    reasons: list[str] = []
    for mirror in mirrors:
        for _ in range(_TRIES):
            try:
                _append(mirror + source.file, source, file, advance, timeout)
                return
            except _Useless as error:
                reasons.append(f"{urlsplit(mirror).hostname} {error}")
                if not isinstance(error, (_BrokeOff, _OtherFile)):
                    break
    raise InklingError(
        f"{title} could not be downloaded.",
        f"{'; '.join(dict.fromkeys(reasons))}.",
        f"Check the connection and try again: what has come is kept. The embedded digits work without it. {otherwise}".strip(),
    )


def _append(url: str, source: Source, file: BufferedRandom, advance: Callable[[int], None], timeout: float) -> None:
    """Ask one mirror for what is missing, and check the whole."""
    done = file.seek(0, os.SEEK_END)
    resumed = 0 < done < source.size
    if not resumed and done != source.size:
        done = file.truncate(0)
    advance(done)
    if done < source.size:
        try:
            response = _open(url, done, timeout)
        except _OtherFile:
            file.truncate(0)
            raise
        with response:
            if response.status != 206:
                resumed, done = False, file.truncate(0)
            while done <= source.size and (chunk := _read(response, timeout)):
                done += file.write(chunk)
                advance(min(done, source.size))
    if done < source.size:
        raise _BrokeOff("broke off")
    file.seek(0)
    if done > source.size or hashlib.file_digest(file, "sha256").hexdigest() != source.sha256:
        file.truncate(0)
        raise (_OtherFile if resumed else _Useless)("sent something else than the published file")


def _open(url: str, begin: int, timeout: float) -> http.client.HTTPResponse:
    """The answer of a mirror, asked for the file from byte `begin` on. What goes wrong here is the network's."""
    request = urllib.request.Request(url, headers={"User-Agent": "inkling"})
    if begin:
        request.add_header("Range", f"bytes={begin}-")
    try:
        response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=timeout)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416:
            raise _OtherFile("has another file under this name") from error
        raise _Useless(f"answered {error.code} {error.reason}".rstrip()) from error
    except (OSError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, TimeoutError):
            raise _Useless(f"did not answer within {timeout:g} s") from error
        if isinstance(reason, http.client.HTTPException):
            raise _Useless("gave no proper answer") from error
        raise _Useless(f"can't be reached ({getattr(reason, 'strerror', None) or reason})") from error
    found = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    if response.status == 206 and (found is None or int(found[1]) != begin):
        response.close()
        raise _Useless("answered with another part of the file than was asked for")
    return response


def _read(response: http.client.HTTPResponse, timeout: float) -> bytes:
    """The next bytes; what goes wrong here is the network's."""
    try:
        return response.read1(_CHUNK)
    except TimeoutError as error:
        raise _Useless(f"fell silent for {timeout:g} s") from error
    except (OSError, http.client.HTTPException) as error:
        raise _BrokeOff("broke off") from error


def _unwritable(title: str, folder: Path, missing: int, error: OSError) -> InklingError:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return InklingError(
            f"{title} could not be saved.",
            f"There is no room left in {folder}.",
            f"Free {missing / 1e6:,.0f} MB and try again: what has come is kept.",
        )
    return InklingError(
        f"{title} could not be saved.",
        f"{folder} can't be written to ({error.strerror or error}).",
        "Let Inkling write there, or set INKLING_HOME to another folder.",
    )


def _lock(file: BufferedRandom, title: str) -> None:
    """Keep a second download of the same file out, in this process or another, as long as this one is open."""
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InklingError(f"{title} is being downloaded already.", "Another Inkling on this machine is at it.") from error
