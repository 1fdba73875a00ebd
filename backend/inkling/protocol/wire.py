"""Event ↔ bytes, command ↔ bytes.

A frame to the browser is four bytes, the event's number in its room (big-endian; 0: not numbered), and the event in
MessagePack. So an event is encoded once, wherever it was made, and numbered without touching it. A message to the browser is
one frame; or several, where several wait: the number 2³²−1, which no event has, and then each frame after its length in four
bytes. A command from the browser is plain MessagePack.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import ormsgpack
from pydantic import TypeAdapter

from inkling.protocol._base import Event
from inkling.protocol.commands import AnyCommand
from inkling.protocol.events import AnyEvent

_events: TypeAdapter[Any] = TypeAdapter(AnyEvent)
_commands: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)
_number = struct.Struct(">I")
_SEVERAL = b"\xff\xff\xff\xff"


def encode(event: Event) -> bytes:
    """The event in MessagePack, without its number."""
    return ormsgpack.packb(event.model_dump(mode="python"))


def decode(data: bytes) -> Any:
    """The event that `encode` made."""
    return _events.validate_python(ormsgpack.unpackb(data))


def frame(number: int, encoded: bytes) -> bytes:
    """What goes over the socket. `number` 0: not numbered."""
    return _number.pack(number) + encoded


def unframe(data: bytes) -> tuple[int, Any]:
    """A frame's number and event; for tests and other clients."""
    return _number.unpack_from(data)[0], decode(data[_number.size :])


def message(frames: Sequence[bytes]) -> bytes:
    """One message of one or more frames."""
    if len(frames) == 1:
        return frames[0]
    return b"".join([_SEVERAL, *(part for frame in frames for part in (_number.pack(len(frame)), frame))])


def frames(message: bytes) -> list[bytes]:
    """The frames of a message; for tests and other clients."""
    if not message.startswith(_SEVERAL):
        return [message]
    found, at = [], len(_SEVERAL)
    while at < len(message):
        start = at + _number.size
        at = start + _number.unpack_from(message, at)[0]
        found.append(message[start:at])
    return found


def read_command(data: bytes) -> AnyCommand:
    """The command in a message from a browser.

    Raises:
        ValueError: it is not MessagePack, or not a command; says what is wrong and where.
    """
    return _commands.validate_python(ormsgpack.unpackb(data))
