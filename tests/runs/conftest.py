"""An engine with real processes, on a small data set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ear import Ear, small_mnist
from inkling.datasets._base import Folders
from inkling.runs.engine import Engine


@pytest.fixture(scope="session")
def small_folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A home without data sets, and a folder with a small MNIST."""
    home = tmp_path_factory.mktemp("home")
    return Folders(home, (small_mnist(tmp_path_factory.mktemp("data")),))


@pytest.fixture
def ear() -> Ear:
    """Hears what `engine` says."""
    return Ear()


@pytest.fixture
def engine(tmp_path: Path, small_folders: Folders, ear: Ear) -> Iterator[Engine]:
    """An engine that has been started, and is closed after the test."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    engine = Engine(small_folders, scratch, ear, nice=1)
    engine.start()
    yield engine
    engine.close()
    assert list(scratch.iterdir()) == []
