"""A net's weights in a file that one process writes and others read at the same moment, without locks and never torn.

The file is mapped into memory by all of them. It describes itself, holds two copies of the weights, and outlives its writer:

    8 bytes     magic
    8 bytes     n, little-endian
    n bytes     JSON: {"tensors": {name: {"dtype", "shape", "offset"}}, "size", "counters", "slots": [offset, offset]}
    counters    seven uint64: newest, then begun, ended and step of slot 0, and of slot 1
    slots       the tensors, twice

Versions count from 1; version v lies in slot v mod 2. The writer sets `begun` of that slot to v, writes, sets `ended` and
then `newest` to v. A reader copies the slot of `newest`, and has a whole copy if `begun` and `ended` were v all the while;
otherwise it looks again (a seqlock with two buffers: the writer never waits, and a reader has the time between two
publications to copy). Whatever the moment at which the writer dies, the newest whole version stays readable.
"""

from __future__ import annotations

import json
import math
import mmap
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from inkling.errors import InklingError

if TYPE_CHECKING:
    from torch import nn

MAGIC = b"INKLING1"
_NEWEST = 0
_BEGUN, _ENDED, _STEP = 1, 2, 3
_COUNTERS = 7
_PAGE = 4096
_TRIES = 1000

Array = npt.NDArray[Any]
_lock = threading.Lock()


def _fence() -> None:
    """Keep the processor from moving reads and writes past this point, as ARM does.

    A lock that is released and taken again can't be passed in either direction; x86 needs nothing, and loses 0.2 µs.
    """
    for _ in range(2):
        with _lock:
            pass


@dataclass(frozen=True)
class Snapshot:
    """A net's weights after some step."""

    version: int
    """Counts the publications of one file."""
    step: int
    arrays: dict[str, Array]
    """By their names in the net's state_dict. They belong to the reader: its next `read` overwrites them."""


class SnapshotWriter:
    """Publishes a net's weights in a new file. One writer a file.

    Args:
        path: where the file appears, whole; one that was there stays with those who had opened it.
        module: the net, or another of the same shapes. Its buffers (BatchNorm's statistics) are published too.

    Raises:
        OSError: the file can't be made.
    """

    def __init__(self, path: Path, module: nn.Module) -> None:
        import torch

        tensors: dict[str, dict[str, Any]] = {}
        size = 0
        for name, tensor in module.state_dict().items():
            dtype = str(tensor.dtype).removeprefix("torch.")
            tensors[name] = {"dtype": dtype, "shape": list(tensor.shape), "offset": size}
            size += -(-tensor.numel() * tensor.element_size() // 64) * 64
        layout: dict[str, Any] = {"tensors": tensors, "size": size, "counters": 0, "slots": [0, 0]}
        # The numbers in the header change its length: a page more than it has now is enough for them.
        first = _up(len(json.dumps(layout)) + 16 + 128)
        layout["counters"] = first
        layout["slots"] = [first + _PAGE, first + _PAGE + _up(size)]
        header = json.dumps(layout).encode()
        part = path.with_name(path.name + ".part")
        with part.open("w+b") as file:
            whole = first + _PAGE + 2 * _up(size)
            file.truncate(whole)
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, whole)  # a full disk is an error here, and SIGBUS later
            self._map = mmap.mmap(file.fileno(), 0)
        self._map[: 16 + len(header)] = MAGIC + len(header).to_bytes(8, "little") + header
        os.replace(part, path)
        self._counters = np.frombuffer(self._map, np.uint64, _COUNTERS, first)
        self._slots = [
            {name: torch.from_numpy(array) for name, array in _views(self._map, tensors, offset).items()}
            for offset in layout["slots"]
        ]

    def publish(self, step: int, module: nn.Module) -> int:
        """Make the weights as they are now the newest version, and return its number.

        They may lie on another device. Raises KeyError or RuntimeError where names or shapes are not those of the first.
        """
        version = int(self._counters[_NEWEST]) + 1
        slot = version % 2
        at = 3 * slot
        self._counters[at + _BEGUN] = version
        _fence()
        targets = self._slots[slot]
        for name, tensor in module.state_dict().items():
            targets[name].copy_(tensor)
        self._counters[at + _STEP] = step
        _fence()
        self._counters[at + _ENDED] = version
        _fence()
        self._counters[_NEWEST] = version
        return version


class SnapshotReader:
    """Reads the newest whole weights of a file. Needs no torch.

    Raises:
        OSError: there is no such file.
        InklingError: it is none of a SnapshotWriter.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            start = file.read(16)
            if start[:8] != MAGIC:
                raise InklingError(f"{path} is not a snapshot of a net.")
            layout = json.loads(file.read(int.from_bytes(start[8:], "little")))
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._counters = np.frombuffer(self._map, np.uint64, _COUNTERS, layout["counters"])
        self._slots = [np.frombuffer(self._map, np.uint8, layout["size"], offset) for offset in layout["slots"]]
        self._copy = np.zeros(layout["size"], np.uint8)
        self._arrays = _views(self._copy, layout["tensors"], 0)

    @property
    def newest(self) -> int:
        """The newest version; 0: nothing has been published yet. Quick: one number is read."""
        return int(self._counters[_NEWEST])

    def read(self) -> Snapshot | None:
        """The newest weights, copied; None where nothing has been published yet.

        Raises:
            InklingError: no whole copy could be had in 1,000 tries.
        """
        for _ in range(_TRIES):
            version = self.newest
            if version == 0:
                return None
            slot = version % 2
            at = 3 * slot
            _fence()
            if int(self._counters[at + _ENDED]) != version:
                continue
            _fence()
            np.copyto(self._copy, self._slots[slot])
            step = int(self._counters[at + _STEP])
            _fence()
            if int(self._counters[at + _BEGUN]) == version:
                return Snapshot(version, step, self._arrays)
        raise InklingError("The newest weights could not be read.", "They are being written faster than they can be copied.")


def load(snapshot: Snapshot, module: nn.Module) -> None:
    """Put the weights of a snapshot into a net of the same names and shapes."""
    import torch

    with torch.no_grad():
        for name, tensor in module.state_dict().items():
            tensor.copy_(torch.from_numpy(snapshot.arrays[name]))


def keep(snapshot: Snapshot, path: Path, metadata: dict[str, str] | None = None) -> None:
    """Write a snapshot as a safetensors file, which appears whole. Needs no torch.

    Args:
        metadata: texts to keep with it.

    Raises:
        OSError: it can't be written.
    """
    from safetensors.numpy import save_file

    part = path.with_name(path.name + ".part")
    save_file(snapshot.arrays, part, metadata)
    os.replace(part, path)


def _up(size: int) -> int:
    return max(1, -(-size // _PAGE)) * _PAGE


def _views(buffer: Any, tensors: Mapping[str, Mapping[str, Any]], start: int) -> dict[str, Array]:
    """The tensors in a buffer, without copying, by name."""
    return {
        name: np.frombuffer(buffer, tensor["dtype"], math.prod(tensor["shape"]), start + tensor["offset"]).reshape(
            tensor["shape"]
        )
        for name, tensor in tensors.items()
    }
