"""What the data sets that Inkling makes itself have in common: they are always there, and are made once."""

from __future__ import annotations

import hashlib
import sys
from abc import abstractmethod
from pathlib import Path
from types import ModuleType
from typing import ClassVar

from inkling.datasets._base import Arrays, Cancelled, Folders, Progress
from inkling.datasets._images import ImageDataset
from inkling.datasets.making.cache import cached


class MadeImages(ImageDataset):
    """Images that need no download."""

    makers: ClassVar[tuple[ModuleType, ...]]
    """What makes them, beside the file of the data set."""

    @abstractmethod
    def make(self) -> Arrays:
        """The arrays: the same, whenever and wherever they are made."""

    def present(self, folders: Folders) -> bool:
        return True

    def load(self, folders: Folders) -> Arrays:
        return cached(folders.cache(self.name), self.key(folders), self.make)

    def key(self, folders: Folders) -> str:
        """Another version of any code that makes these images gives another key."""
        modules = (sys.modules[type(self).__module__], *self.makers)
        return hashlib.sha256(b"".join(Path(str(module.__file__)).read_bytes() for module in modules)).hexdigest()[:16]

    def fetch(self, folders: Folders, progress: Progress, cancelled: Cancelled) -> None:
        progress(0, 1)
        self.load(folders)
        progress(1, 1)
