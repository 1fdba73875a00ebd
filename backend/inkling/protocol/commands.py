"""Page → server: what a viewer can ask. One tagged union, told apart by `kind`; who may give each, its class says (`_base`)."""

from __future__ import annotations

from typing import Annotated

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

ToHouse = room.ToHouse | data.ToHouse | people.ToHouse
"""The house does it (`rooms.hub.Hub.obey`)."""
ToRoom = (
    room.ToRoom
    | training.ToRoom
    | parking.ToRoom
    | data.ToRoom
    | images.ToRoom
    | looking.ToRoom
    | explaining.ToRoom
    | people.ToRoom
    | screen.ToRoom
    | guess.ToRoom
    | classroom.ToRoom
    | racing.ToRoom
)
"""The viewer's room does it (`rooms.room.Room.obey`)."""

AnyCommand = Annotated[ToHouse | ToRoom, Field(discriminator="kind")]
