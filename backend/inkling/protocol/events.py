"""Server → page: what a viewer is told. One tagged union, told apart by `kind`; how each travels, its class says (`_base`)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, get_args

from pydantic import Field

from inkling.protocol import (
    classroom,
    data,
    explaining,
    guess,
    images,
    looking,
    parking,
    people,
    racing,
    room,
    screen,
    training,
)
from inkling.protocol._base import Event

AnyEvent = Annotated[
    room.ToPage
    | training.ToPage
    | parking.ToPage
    | data.ToPage
    | images.ToPage
    | looking.ToPage
    | explaining.ToPage
    | people.ToPage
    | screen.ToPage
    | guess.ToPage
    | classroom.ToPage
    | racing.ToPage,
    Field(discriminator="kind"),
]

EVENTS: Mapping[str, type[Event]] = MappingProxyType({each.tag: each for each in get_args(get_args(AnyEvent)[0])})
"""Kind → event."""


def of_kind(kind: str) -> type[Event]:
    """The event of this kind. A probe may show what it measures with another's event, which travels as any picture does."""
    return EVENTS.get(kind, looking.Filters)
