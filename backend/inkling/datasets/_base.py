"""The contract of a data set, and the registry that finds the data-set files beside this one.

A data set is one file with one subclass of `Dataset`. numpy alone is used here: the server reads the registry without torch.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy.typing as npt

from inkling.errors import InklingError
from inkling.registry import defined

Inputs = npt.NDArray[Any]
"""[N, …]: of each example what a net is to start from, as it is kept; its task makes it ready."""
Targets = npt.NDArray[Any]
"""[N, …]: what the net is to say of it."""
Progress = Callable[[int, int], None]
"""Called with the bytes (or other units) done so far and in all."""
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Folders:
    """Where data sets are looked for.

    Args:
        home: what Inkling keeps: downloads in `home/datasets/NAME/`, caches in `home/cache/`. Need not exist yet.
        extra: further folders with a `NAME/` each, searched after `home` and never written.
        collected: the file with what was handed in in the room at hand; None: of no room, or nothing was.
    """

    home: Path
    extra: tuple[Path, ...] = ()
    collected: Path | None = None

    def own(self, name: str) -> Path:
        """Where a data set's downloaded files are kept."""
        return self.home / "datasets" / name

    def cache(self, name: str) -> Path:
        """Where a data set's arrays are kept, ready to be mapped. All of it can be made again."""
        return self.home / "cache" / name

    def places(self, name: str, others: Sequence[str] = ()) -> list[Path]:
        """Every folder that may hold a data set's files, first choice first.

        Beside `NAME/` these are `OTHER/`, as `others` calls it, a further folder that has such a name itself, and torchvision's
        `raw/` and `OTHER/raw/` in any of them.
        """
        names = (name, *others)
        found = [self.own(name), *(self.own(other) for other in others)]
        for folder in self.extra:
            found += [folder / each for each in names]
            if folder.name in names or (folder.name == "raw" and folder.parent.name in names):
                found.append(folder)
        return [place for each in found for place in (each, each / "raw", *(each / other / "raw" for other in others))]


@dataclass(frozen=True)
class Arrays:
    """A data set in memory, or mapped from a file: not to be written to."""

    train_inputs: Inputs
    train_targets: Targets
    test_inputs: Inputs
    test_targets: Targets


@dataclass(frozen=True)
class Switch:
    """A data set has a twin, which differs from it in one thing: people choose between the two with a switch."""

    title: str
    """What the switch is called: of both twins alike."""
    help: str
    on: bool
    """How it stands with this data set."""
    other: str
    """The name of the twin, with which it stands the other way."""


class Dataset(ABC):
    """Examples of one shape for one task. Nothing here keeps state: one instance serves every thread."""

    name: ClassVar[str]
    """In addresses, files and orders: lower case, digits and hyphens."""
    task: ClassVar[str]
    """What is asked of a net that learns from it: the name of a task."""
    title: ClassVar[str]
    """What the page calls it."""
    help: ClassVar[str]
    """Where it comes from, and anything one must know to read a figure measured on it."""
    order: ClassVar[int] = 100
    """Its place in the list; lower comes first."""
    of_room: ClassVar[bool] = False
    """Each room has its own examples, and nobody else has them: there is nothing to download."""
    switch: ClassVar[Switch | None] = None
    """None: it has no twin."""
    input_shape: ClassVar[tuple[int, ...]]
    """Of one example's input; a picture's: channels, height, width."""

    @abstractmethod
    def present(self, folders: Folders) -> bool:
        """Whether `load` can work without a download. Quick: it looks for the files, not into them."""

    def wanted(self, folders: Folders) -> str:
        """Which files, and where, would do instead of a download: a sentence; "" where none would."""
        return ""

    @abstractmethod
    def size(self, folders: Folders) -> tuple[int, int]:
        """How many training and test examples there are, without loading them.

        Raises:
            InklingError: it is not present, or damaged.
        """

    @abstractmethod
    def load(self, folders: Folders) -> Arrays:
        """All of it. Any number of processes may do so at the same moment.

        Raises:
            InklingError: it is not present, or damaged; says which file, and the way out.
        """

    def key(self, folders: Folders) -> str:
        """A word for what `load` gives here: other examples, another word; "" where they are always the same.

        Raises:
            InklingError: it is not present.
        """
        return ""

    @abstractmethod
    def fetch(self, folders: Folders, progress: Progress, cancelled: Cancelled) -> None:
        """Get what is missing, so that `present` becomes true and `load` quick. Takes as long as it takes.

        Where `cancelled` turns true it returns soon, and keeps what came for the next time.

        Raises:
            InklingError: it could not be had; says why, and the way out.
        """


_registry: dict[str, Dataset] = {}


def registry() -> dict[str, Dataset]:
    """Every data set by its name, in the order of the list; the first needs no download."""
    if not _registry:
        found = sorted((kind() for kind in defined(__package__, Dataset)), key=lambda dataset: (dataset.order, dataset.name))
        _registry.update({dataset.name: dataset for dataset in found})
    return _registry


def find(name: str) -> Dataset:
    """The data set of this name.

    Raises:
        InklingError: there is none.
    """
    dataset = registry().get(name)
    if dataset is None:
        raise InklingError(f"There is no data set called {name}.", todo="Choose another.")
    return dataset
