"""What a server says of its data sets while they come."""

from __future__ import annotations

from pathlib import Path
from queue import Queue
from typing import ClassVar

import numpy as np
import pytest

from inkling.datasets._base import Arrays, Cancelled, Dataset, Folders, Progress
from inkling.errors import InklingError
from inkling.protocol.data import DataState
from inkling.rooms.downloads import Downloads


class Files(Dataset):
    """Images in files, the same whoever asks for them."""

    help: ClassVar[str] = ""
    classes: ClassVar[tuple[str, ...]] = ("0", "1")
    input_shape: ClassVar[tuple[int, int, int]] = (1, 1, 1)
    mean: ClassVar[float] = 0.5
    std: ClassVar[float] = 0.5

    needs: ClassVar[tuple[str, ...]]

    def present(self, folders: Folders) -> bool:
        return all((folders.home / each).exists() for each in self.needs)

    def size(self, folders: Folders) -> tuple[int, int]:
        return 2, 1

    def load(self, folders: Folders) -> Arrays:
        images = np.zeros((1, 1, 1, 1), dtype=np.uint8)
        return Arrays(images, np.zeros(1, dtype=np.int64), images, np.zeros(1, dtype=np.int64))

    def fetch(self, folders: Folders, progress: Progress, cancelled: Cancelled) -> None:
        if "broken" in self.needs:
            (folders.home / "digits").touch()
            raise InklingError("It broke off.")
        for each in self.needs:
            (folders.home / each).touch()


def files(name: str, *needs: str) -> Dataset:
    made: Dataset = type(name, (Files,), {"name": name, "title": name, "needs": needs})()
    return made


SETS = {
    each.name: each
    for each in (
        files("alone", "digits"),
        files("mixed", "digits"),
        files("clothes", "shirts"),
        files("half", "digits", "broken"),
    )
}


@pytest.mark.parametrize("asked", ["alone", "mixed"])
def test_what_comes_with_another_is_said_to_be_here_to_an_open_page(tmp_path: Path, asked: str) -> None:
    told: Queue[DataState] = Queue()
    downloads = Downloads(dict(SETS), Folders(tmp_path), told.put)
    page = {state.dataset: state.state for state in downloads.states()}
    assert set(page.values()) == {"absent"}, "as an open page has it"
    downloads.fetch(asked)
    for _ in range(2):
        state = told.get(timeout=20)
        page[state.dataset] = state.state
    assert page == {"alone": "ready", "mixed": "ready", "clothes": "absent", "half": "absent"}
    assert {state.dataset: state.state for state in downloads.states()} == page, "and so it is for a page that is opened now"


def test_what_came_before_a_download_failed_is_here_too(tmp_path: Path) -> None:
    told: Queue[DataState] = Queue()
    downloads = Downloads(dict(SETS), Folders(tmp_path), told.put)
    downloads.states()
    downloads.fetch("half")
    seen = [told.get(timeout=20) for _ in range(3)]
    assert [(state.dataset, state.state) for state in seen] == [("half", "failed"), ("alone", "ready"), ("mixed", "ready")]
