"""Data sets that others have published: a few files, found on this machine or downloaded."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from inkling.datasets._base import Arrays, Cancelled, Folders, Progress
from inkling.datasets._images import ImageDataset
from inkling.datasets.making.cache import cached
from inkling.datasets.making.fetch import Source, fetch, matches
from inkling.errors import InklingError


class PublishedDataset(ImageDataset):
    """A data set made of published files. A subclass names its sources, and reads them."""

    mirrors: ClassVar[Sequence[str]]
    """Addresses of folders that hold the files; tried in this order. Each ends in a slash."""
    sources: ClassVar[Sequence[Source]]
    """The files as they were published."""
    elsewhere: ClassVar[Sequence[str]] = ()
    """What other tools call the folder of this data set."""

    @abstractmethod
    def read(self, paths: Sequence[Path]) -> Arrays:
        """What these files, one for each source, hold.

        Raises:
            InklingError: one is damaged.
        """

    def names(self, source: Source) -> Sequence[str]:
        """What a source's file may be called, first choice first."""
        return (source.file,)

    def lacks(self, path: Path, source: Source) -> bool:
        """The file is there, and not what it should be."""
        return not matches(path, source)

    def found(self, folders: Folders) -> list[Path | None]:
        """For each source, its file on this machine; None: there is none."""
        places = folders.places(self.name, self.elsewhere)

        def first(source: Source) -> Path | None:
            choices = (place / name for place in places for name in self.names(source))
            return next((path for path in choices if path.is_file()), None)

        return [first(source) for source in self.sources]

    def files(self, folders: Folders) -> list[Path]:
        """One file for each source.

        Raises:
            InklingError: one is missing.
        """
        paths = [path for path in self.found(folders) if path is not None]
        if len(paths) < len(self.sources):
            raise InklingError(
                f"{self.title} is not on this machine yet.", self.wanted(folders), "Download it, or put its files there."
            )
        return paths

    def wanted(self, folders: Folders) -> str:
        missing = [source for source, path in zip(self.sources, self.found(folders), strict=True) if path is None]
        places = [folders.own(self.name), *(folder / self.name for folder in folders.extra)]
        return f"Looked for in {' and '.join(map(str, places))}: {self.listed(missing)}."

    def listed(self, missing: Sequence[Source]) -> str:
        """These files, in a sentence."""
        return ", ".join(source.file for source in missing)

    def present(self, folders: Folders) -> bool:
        return None not in self.found(folders)

    def load(self, folders: Folders) -> Arrays:
        paths = self.files(folders)
        return cached(folders.cache(self.name), self._key(paths), lambda: self.read(paths))

    def key(self, folders: Folders) -> str:
        """Other files give another key."""
        return self._key(self.files(folders))

    def code(self) -> str:
        """A word for the way that `read` goes: another one gives another cache."""
        return ""

    def fetch(self, folders: Folders, progress: Progress, cancelled: Cancelled) -> None:
        there = zip(self.sources, self.found(folders), strict=True)
        missing = [source for source, path in there if path is None or self.lacks(path, source)]
        otherwise = f"Or put its files where they are looked for. {self.wanted(folders)}"
        fetch(self.title, missing, self.mirrors, folders.own(self.name), progress, cancelled, otherwise=otherwise)

    def _key(self, paths: Sequence[Path]) -> str:
        """Another file, or the same one changed, gives another key. The 1 is the version of the cache's own format."""
        marks = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
        version = self.code()
        return hashlib.sha256(repr((1, marks, version) if version else (1, marks)).encode()).hexdigest()[:16]
