"""The folder of a run: what it begins with, from where it can go on, and copies of both for who keeps them."""

from __future__ import annotations

import json
import logging
import os
import shutil
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from inkling.datasets.making.collected import Collected
from inkling.errors import InklingError
from inkling.runs.training.snapshot import SnapshotReader, keep
from inkling.store.records import KeptRun

log = logging.getLogger("inkling.runs")


class RunFolder:
    """The files of one run.

    Args:
        path: is made here.
    """

    def __init__(self, path: Path) -> None:
        path.mkdir()
        self._path = path
        self.start: Path | None = None
        """Weights to start from; None: random ones."""
        self.newest: Path | None = None
        """The snapshot with the newest weights, once there are any."""
        self.checkpoint_path = path / "checkpoint.safetensors"
        """Where the trainer keeps what it needs to go on."""

    @property
    def checkpoint(self) -> Path | None:
        """The file from which the run can go on, if there is one."""
        return self.checkpoint_path if self.checkpoint_path.exists() else None

    def snapshot(self, start: int) -> Path:
        """Where the trainer that is started for the so-manieth time publishes the weights."""
        return self._path / f"weights-{start}"

    def step(self) -> int:
        """The step from which the run can go on: that of its checkpoint, or 0."""
        try:
            with safe_open(self.checkpoint_path, framework="numpy") as file:
                return int(json.loads(file.metadata()["inkling"])["place"][0])
        except (OSError, SafetensorError, LookupError, ValueError, TypeError):
            return 0

    # --- what it begins with ----------------------------------------------------------------------------------------------

    def take_weights_of(self, other: RunFolder, net: str) -> None:
        """Start with the newest weights of another run, which has this net (as JSON), as far as they fit."""
        start, metadata = self._path / "kept.safetensors", {"net": net}
        try:
            snapshot = SnapshotReader(other.newest).read() if other.newest else None
            if snapshot is not None:
                keep(snapshot, start, metadata)
            elif other.checkpoint is not None:
                _weights_alone(other.checkpoint, start, metadata)
            elif other.start is not None:
                shutil.copyfile(other.start, start)
            else:
                return
        except (OSError, InklingError, SafetensorError):
            log.exception("The weights of the last net could not be kept.")
            return
        self.start = start

    def take_up(self, kept: KeptRun) -> None:
        """Be where an earlier run was.

        Raises:
            OSError: that can't be done.
        """
        if kept.start is not None:
            start = self._path / "kept.safetensors"
            shutil.copyfile(kept.start, start)
            self.start = start
        if kept.checkpoint is not None:
            shutil.copyfile(kept.checkpoint, self.checkpoint_path)

    def write_digits(self, digits: Collected) -> Path | None:
        """Write the digits of the class where the run's processes find them; None: that can't be done."""
        path = self._path / "class.npz"
        try:
            digits.write(path)
        except OSError:
            log.exception("The class's digits could not be handed out.")  # who asks for them is told that they are not here
            return None
        return path

    # --- copies for who keeps them ----------------------------------------------------------------------------------------

    def start_to_keep(self) -> Path | None:
        """A copy of the weights that it begins with; None: they are random."""
        if self.start is None:
            return None
        file = self._path / "handed-start.safetensors"
        shutil.copyfile(self.start, file)
        return file

    def checkpoint_to_keep(self) -> Path:
        """A copy of the state that was taken up."""
        file = self._path / "handed-renewed.safetensors"
        _link(self.checkpoint_path, file)
        return file

    def last_state(self, scratch: Path, number: int) -> tuple[int, Path | None, Path | None]:
        """Where the run came to.

        Args:
            scratch: the folder in which the copies are put, for who takes them.
            number: the run's.

        Returns:
            The step, the file from which it can go on, and the weights that it began with, where those were not random.
        """
        files: list[Path | None] = []
        for name, source in (("left", self.checkpoint), ("left-start", self.start)):
            file = None if source is None else scratch / f"{name}-{number}.safetensors"
            try:
                if source is not None and file is not None:
                    _link(source, file)
            except OSError:
                log.exception("The last state of run %d could not be handed over.", number)
                file = None
            files.append(file)
        return self.step(), files[0], files[1]

    def remove(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self._path, ignore_errors=True)


def _link(source: Path, path: Path) -> None:
    """A second name for the same file: costs nothing, and stays when another takes the first name.

    Raises:
        OSError: that can't be done, and it can't be copied either.
    """
    try:
        os.link(source, path)
    except OSError:
        shutil.copyfile(source, path)


def _weights_alone(checkpoint: Path, path: Path, metadata: dict[str, str]) -> None:
    """Write a checkpoint's weights without the rest of it.

    Raises:
        OSError, SafetensorError: that can't be done.
    """
    with safe_open(checkpoint, framework="numpy") as file:
        names = [name for name in file.keys() if not name.startswith("@")]  # noqa: SIM118 - a method: it is no mapping
        save_file({name: file.get_tensor(name) for name in names}, path, metadata)
