"""The data set: its images, its files, and how the net does on images that are changed."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from inkling.experiment.experiment import DataSettings
from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.arrays import Bytes, QuantisedPictures
from inkling.protocol.example import Example

Split = Literal["train", "test"]


class Sample(Command):
    """Put an example of the data set on the pad. The answer is `sample`."""

    kind: Literal["sample"] = "sample"
    least: ClassVar[Role] = "viewer"
    split: Split = "test"
    index: int | None = Field(None, ge=0)
    """None: one at random."""


class Thumbnails(Command):
    """Send these test images. The answer is `thumbnails`."""

    kind: Literal["thumbnails"] = "thumbnails"
    least: ClassVar[Role] = "viewer"
    indices: list[Annotated[int, Field(ge=0)]] = Field(max_length=128)


class Preview(Command):
    """Show some training images as these settings would change them. The answer is `preview`."""

    kind: Literal["preview"] = "preview"
    least: ClassVar[Role] = "viewer"
    data: DataSettings


class Shifts(Command):
    """Measure the accuracy on test images that are moved sideways. The answer is `shifts`, several times, until it is done."""

    kind: Literal["shifts"] = "shifts"
    least: ClassVar[Role] = "driver"


class Fetch(Command):
    """Get the data set's files from their public mirrors, if they are missing. With `cancel`: stop doing so."""

    kind: Literal["fetch"] = "fetch"
    least: ClassVar[Role] = "driver"
    dataset: str = Field(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")
    cancel: bool = False


class DataState(Event):
    """Whether a data set is here, and how far its download is."""

    kind: Literal["data"] = "data"
    way: ClassVar[Way] = "record"
    dataset: str
    state: Literal["ready", "absent", "downloading", "failed"]
    train: int = 0
    test: int = 0
    """Numbers of images, when ready."""
    done: int = 0
    total: int = 0
    """Bytes, while downloading."""
    seconds_left: float | None = None
    message: str = ""
    warning: str = ""
    """What to beware of before it is learned from, in a sentence: classes that are missing."""


class SampleExample(Event):
    """An example of the data set, for the pad."""

    kind: Literal["sample"] = "sample"
    way: ClassVar[Way] = "answer"
    dataset: str
    split: Literal["train", "test"]
    index: int
    target: list[float]
    """What a net is to say of it: the number of its class, or the numbers themselves."""
    example: Example


class ThumbnailImages(Event):
    """Test images, to be shown small."""

    kind: Literal["thumbnails"] = "thumbnails"
    way: ClassVar[Way] = "answer"
    dataset: str
    indices: list[int]
    """Those that were asked for and that there are."""
    images: Bytes
    """One after the other, one byte a pixel."""


class PreviewImages(Event):
    """Training images before and after augmentation."""

    kind: Literal["preview"] = "preview"
    way: ClassVar[Way] = "answer"
    before: QuantisedPictures
    after: QuantisedPictures
    """Several variants of each, row by row: after[i * variants + j] belongs to before[i]."""
    labels: list[int]
    warnings: list[str] = Field([])
    """What to say of the images that are learned from and held back, each a sentence: missing classes, no true label."""


class ShiftCurve(Event):
    """Accuracy on a fixed sample of test images that were moved sideways, as far as it has been measured."""

    kind: Literal["shifts"] = "shifts"
    way: ClassVar[Way] = "answer"
    step: int
    """The net's weights are those after this many steps."""
    size: int
    """How many images."""
    shifts: list[int]
    """Pixels to the right (negative: to the left), rising. What comes in from the side is background."""
    accuracy: list[float]
    """0 to 1, one a shift."""
    done: bool
    """No further shift will be measured."""


ToRoom = Sample | Thumbnails | Preview | Shifts
ToHouse = Fetch
ToPage = DataState | SampleExample | ThumbnailImages | PreviewImages | ShiftCurve
