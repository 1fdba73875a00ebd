"""The socket: a viewer's commands in, its outbox out. Two tasks a viewer; neither waits for another viewer."""

from __future__ import annotations

import asyncio
import logging

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from inkling.errors import InklingError
from inkling.protocol import wire
from inkling.protocol.commands import AnyCommand
from inkling.protocol.room import Hello
from inkling.rooms.hub import Hub
from inkling.rooms.outbox import Outbox
from inkling.rooms.room import Room
from inkling.rooms.viewer import Viewer

log = logging.getLogger("inkling.socket")

SECONDS_TO_SAY_HELLO = 10
SECONDS_OF_PAUSE = 0.2
SECONDS_TOO_MANY = 0.001
"""What a message too many costs its sender: a thousand of them a second are thrown away, the rest wait at the sender's."""
BYTES_TOGETHER = 64 * 1024
"""Frames that wait go in one message of about so many bytes: each message costs a hall's server more than what is in it."""
FULL, UNREADABLE, TOO_SLOW, CLOSING = 4001, 4002, 4003, 4004
"""Reasons to close, beside the protocol's own; 1011 is a bug of ours."""


async def serve(socket: WebSocket, hub: Hub, *, here: bool) -> None:
    """One viewer, from its hello until it goes. `here`: it is the person at this machine."""
    await socket.accept()
    wake = asyncio.Event()
    outbox = Outbox(wake.set)
    try:
        async with asyncio.timeout(SECONDS_TO_SAY_HELLO):
            hello = _read(await _receive(socket))
        if not isinstance(hello, Hello):
            return await socket.close(UNREADABLE, "The first message must be hello.")
        room, viewer = hub.join(hello, outbox, here=here)
    except (TimeoutError, WebSocketDisconnect):
        return None
    except InklingError as error:
        hub.refused["room"] += 1
        return await socket.close(FULL, _short(str(error)))
    except ValueError as error:
        hub.refused["unreadable"] += 1
        return await socket.close(UNREADABLE, _short(_words(error)))
    sending = asyncio.create_task(_send(socket, outbox, wake))
    try:
        await _listen(socket, hub, room, viewer)
    except WebSocketDisconnect:
        pass
    except Exception:
        log.exception("A command from a viewer of room %s broke", room.code)
        await socket.close(1011, "A fault in Inkling; it has been logged.")
    finally:
        sending.cancel()
        hub.leave(room, viewer)


async def _listen(socket: WebSocket, hub: Hub, room: Room, viewer: Viewer) -> None:
    left_out: bytes | None = None
    """The last message of those that were too many. It is heard when there is a pause: the end of a stroke is not lost."""
    while True:
        try:
            async with asyncio.timeout(None if left_out is None else SECONDS_OF_PAUSE):
                data = await _receive(socket)
            if not hub.takes(room, viewer):
                left_out = data
                await asyncio.sleep(SECONDS_TOO_MANY)
                continue
        except TimeoutError:
            assert left_out is not None
            data = left_out
        left_out = None
        try:
            command = _read(data)
        except ValueError as error:
            hub.refused["unreadable"] += 1
            room.telling.refuse(viewer, "", f"This message can't be read: {_words(error)}")
            continue
        hub.obey(room, viewer, command)


async def _receive(socket: WebSocket) -> bytes:
    """The next message; empty where it was text."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    data: bytes | None = message.get("bytes")
    return data or b""


def _read(data: bytes) -> AnyCommand:
    """The command in a message.

    Raises:
        ValueError: there is none.
    """
    if not data:
        raise ValueError("it is empty, or text; commands are MessagePack")
    return wire.read_command(data)


async def _send(socket: WebSocket, outbox: Outbox, wake: asyncio.Event) -> None:
    try:
        while True:
            await wake.wait()
            wake.clear()
            while frames := outbox.take(BYTES_TOGETHER):
                await socket.send_bytes(wire.message(frames))
            if outbox.over:
                return await socket.close(CLOSING, _short(outbox.over))
            if outbox.overflowed:
                return await socket.close(TOO_SLOW, "This connection is too slow. Reconnecting.")
    except (WebSocketDisconnect, RuntimeError, OSError):
        # It closed while we were sending; the listening side sees the same and cleans up.
        return None


def _words(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def _short(reason: str) -> str:
    """A close reason may be 123 bytes long."""
    return reason.encode()[:120].decode(errors="ignore")
