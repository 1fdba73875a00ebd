"""Looking into the net: what is on a viewer's pad and screen, and the pictures that answer it."""

from __future__ import annotations

from math import isqrt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, Field, model_validator

from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.answer import Answer
from inkling.protocol.arrays import Floats, QuantisedPictures
from inkling.protocol.example import Example
from inkling.protocol.explaining import Unit

ProbeKind = Annotated[str, Field(max_length=40)]
Layers = Annotated[list[str], Field(max_length=256)]


class Watch(Command):
    """What is on this viewer's screen; only that is computed."""

    kind: Literal["watch"] = "watch"
    least: ClassVar[Role] = "viewer"
    looks: dict[ProbeKind, Layers] = Field({}, max_length=32)
    """Kind of probe → ids of the layers that it is shown of."""
    unit: Unit | None = None
    """The unit whose arithmetic is shown."""
    wall: bool = False
    """The digits that were handed in are shown; for presenters alone."""
    rate: float = Field(15, ge=0, le=60)
    """Pictures a second, at most; 0 while the page is hidden."""

    @model_validator(mode="before")
    @classmethod
    def _as_it_was(cls, given: Any) -> Any:
        """A tab that was open before the server was renewed says it as its page knows: each probe in a field of its own."""
        if not isinstance(given, dict) or "looks" in given:
            return given
        looks = {kind: given[kind] for kind in ("maps", "filters", "starts") if kind in given}
        return {key: value for key, value in given.items() if key not in looks} | {"looks": looks}


class Draw(Command):
    """What is on the viewer's pad. Only the newest counts."""

    kind: Literal["draw"] = "draw"
    least: ClassVar[Role] = "viewer"
    id: int = Field(ge=0)
    """Counts up; comes back in the prediction and the maps."""
    example: Example | None = None
    """As the net takes it; None: the pad is empty."""
    target: list[Annotated[float, Field(allow_inf_nan=False)]] | None = Field(None, max_length=64)
    """What the net is to say of it: the number of its class, or the numbers themselves. None: it is not known, or the data set
    knows, one of whose examples stands in for an empty pad."""

    @model_validator(mode="before")
    @classmethod
    def _as_it_was(cls, given: Any) -> Any:
        """A tab that was open before the server was renewed draws squares, one byte a pixel."""
        if not isinstance(given, dict) or "image" not in given:
            return given
        said, image = {key: value for key, value in given.items() if key != "image"}, given["image"]
        if image is None:
            return said
        if not isinstance(image, bytes):
            return given
        side = max(1, isqrt(len(image)))
        return said | {"example": {"signal": "picture", "size": (1, side, side), "values": image}}


class Prediction(Event):
    """What the net says of this viewer's drawing."""

    kind: Literal["prediction"] = "prediction"
    way: ClassVar[Way] = "picture"
    drawing: int
    """The `id` of the drawing."""
    step: int
    """The net's weights are those after this many steps."""
    answer: Answer
    milliseconds: float
    """The forward pass alone."""
    empty: bool
    """The pad is empty: this is of one of the data set's examples instead."""
    example: Example | None = None
    """That one, when `empty`."""
    target: list[float] = Field([])
    """What the net is to say of that one."""


class Maps(Event):
    """One layer's output for this viewer's drawing.

    Feature maps as (channels, height, width), a flat list as (1, 1, features).
    """

    kind: Literal["maps"] = "maps"
    way: ClassVar[Way] = "picture"
    layer: str
    drawing: int
    step: int
    pictures: QuantisedPictures


class Filters(Event):
    """One layer's weights as pictures. A layer with kernels: (units·inputs, kernel height, kernel width), row by unit, of a
    sequence's kernels with height 1; a Linear straight after the input or its Flatten: (out_features, height, width)."""

    kind: Literal["filters"] = "filters"
    way: ClassVar[Way] = "picture"
    layer: str
    step: int
    inputs: int
    """Pictures per unit: the channels that its kernels lie over, the picture's channels for a Linear."""
    drift: list[float] = Field([])
    """Of kernels: how far each unit has moved since step 0, as a share of its length then: ‖w − w₀‖ / ‖w₀‖ (‖w‖ if w₀ is 0)."""
    pictures: QuantisedPictures


class Starts(Event):
    """A layer's kernels as they were at step 0, in the layout of `filters`."""

    kind: Literal["starts"] = "starts"
    way: ClassVar[Way] = "picture"
    layer: str
    inputs: int
    pictures: QuantisedPictures


class Keyframe(Event):
    """A layer's weights as they were at a step that is kept: the time machine."""

    kind: Literal["keyframe"] = "keyframe"
    way: ClassVar[Way] = "record"
    layer: str
    step: int
    passing: bool = False
    """It is where training rests: the next one takes its place. The others are of fixed steps, and stay."""
    pictures: QuantisedPictures

    @model_validator(mode="before")
    @classmethod
    def _as_it_was(cls, given: Any) -> Any:
        """Kept by an Inkling that called them `images`."""
        if not isinstance(given, dict) or "images" not in given:
            return given
        return {"pictures" if key == "images" else key: value for key, value in given.items()}


class Wrong(BaseModel):
    """A test example that the net gets wrong."""

    index: int
    """In the test examples."""
    target: list[float]
    """What a net is to say of it, as in `sample`."""
    said: list[float]
    """What this one says: what these numbers are, its task knows."""
    example: Example


class Showcase(Event):
    """Where the net is wrong, after an evaluation on the test examples."""

    kind: Literal["showcase"] = "showcase"
    way: ClassVar[Way] = "record"
    task: str
    """The name of the task; the page shows the rest with that task's part."""
    step: int
    size: int
    """How many examples it was shown,"""
    whole: bool
    """and whether those are all there are."""
    worst: list[Wrong]
    """The worst first."""
    most: int = 0
    """Of examples of one sort, so many are named at most."""
    tables: dict[str, Floats] = Field({})
    """More numbers, by names that both sides of the task know."""


ToRoom = Watch | Draw
ToPage = Prediction | Maps | Filters | Starts | Keyframe | Showcase
