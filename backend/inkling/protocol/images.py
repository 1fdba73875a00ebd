"""What is asked and told of a data set of images alone."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from inkling.experiment.experiment import DataSettings
from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.arrays import Bytes, QuantisedPictures


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


ToRoom = Thumbnails | Preview | Shifts
ToPage = ThumbnailImages | PreviewImages | ShiftCurve
