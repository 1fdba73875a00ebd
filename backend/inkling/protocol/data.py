"""The data set: its examples and its files."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.example import Example

Split = Literal["train", "test"]


class Sample(Command):
    """Put an example of the data set on the pad. The answer is `sample`."""

    kind: Literal["sample"] = "sample"
    least: ClassVar[Role] = "viewer"
    split: Split = "test"
    index: int | None = Field(None, ge=0)
    """None: one at random."""


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
    """Numbers of examples, when ready."""
    done: int = 0
    total: int = 0
    """Bytes, while downloading."""
    seconds_left: float | None = None
    message: str = ""
    warning: str = ""
    """What to beware of before it is learned from, in a sentence."""


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


ToRoom = Sample
ToHouse = Fetch
ToPage = DataState | SampleExample
