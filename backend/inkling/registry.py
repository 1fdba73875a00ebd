"""Folders that are registries: every file in one defines what it adds, and nothing else has to name it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


def defined(package: str, base: type, file: str = "") -> Iterator[Any]:
    """The types derived from `base` that the files of a package define, file by file in the order of their names.

    Left out are files that begin with an underscore, folders, and types that a file has from elsewhere.

    Args:
        package: a dotted name, such as `inkling.layers`.
        base: what they derive from.
        file: look into the file of this name in each folder of the package, and not at its own files.
    """
    for name in _names(importlib.import_module(package).__path__, file):
        if name.startswith("_"):
            continue
        module = importlib.import_module(f"{package}.{name}{'.' if file else ''}{file}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__:
                yield value


def _names(folders: Iterable[str], file: str) -> list[str]:
    """The files in these folders, or the folders in them that have this `file`, by name."""
    if file:
        return sorted(path.parent.name for folder in folders for path in Path(folder).glob(f"*/{file}.py"))
    return [info.name for info in pkgutil.iter_modules(folders) if not info.ispkg]
