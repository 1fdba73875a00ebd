"""The class: the digits that viewers of a room have handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from inkling.datasets._base import Arrays, Cancelled, Folders, Progress
from inkling.datasets._images import ImageDataset
from inkling.datasets.making import collected
from inkling.errors import InklingError


class ClassDigits(ImageDataset):
    """Digits of the people in the room. Each room has its own, and `folders.collected` is the file that holds them."""

    name: ClassVar[str] = collected.CLASS
    title: ClassVar[str] = "The class's digits"
    help: ClassVar[str] = (
        "The digits that people in this room have drawn, named and handed in, less those that were struck out: every fourth is "
        "a test image, the others are learned from. 28×28 grey pixels, scaled and centred as MNIST's are. They are in the room "
        "where they were handed in, and nowhere else."
    )
    order: ClassVar[int] = 200
    of_room: ClassVar[bool] = True
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789")
    input_shape: ClassVar[tuple[int, int, int]] = collected.SHAPE
    # MNIST's, whatever these digits' own are: a net that has learned from MNIST is to see them as it saw those.
    mean: ClassVar[float] = 0.1307
    std: ClassVar[float] = 0.3081
    warnings: ClassVar[Mapping[str, str]] = {"rotate": "Turned by 180°, a 6 is a 9 and a 9 is a 6."}

    def present(self, folders: Folders) -> bool:
        return folders.collected is not None and folders.collected.is_file()

    def size(self, folders: Folders) -> tuple[int, int]:
        arrays = self.load(folders)
        return len(arrays.train_targets), len(arrays.test_targets)

    def load(self, folders: Folders) -> Arrays:
        if folders.collected is None or not folders.collected.is_file():
            raise InklingError(
                "The class's digits are not here.",
                "They are only in the room where they were handed in.",
                "Choose another data set.",
            )
        return collected.read(folders.collected).arrays()

    def fetch(self, folders: Folders, progress: Progress, cancelled: Cancelled) -> None:
        raise InklingError("The class's digits can't be downloaded.", "They are handed in by people in the room.")
