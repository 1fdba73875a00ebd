"""Hundreds of viewers without browsers, in a process of their own: the classroom that the server is measured with.

They speak the page's messages over plain sockets, and read no more of a frame than its number, its kind and the clock; what
they take of the machine is little beside what is measured. Asked on standard input, a line of JSON a question:

    {"ask": "come", "count": 300, "stalled": 30, "rate": 5, "room": "ABCD"}   they connect, look, and answer once all are in
    {"ask": "draw", "count": 100}           so many draw at once; answers with the milliseconds each waited for its prediction
    {"ask": "look"}                         what each has seen since the last look
    {"ask": "back", "limit_s": 30}          seconds until all who were cut off are in again
    {"ask": "go"}                           they leave
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import socket
import struct
import subprocess
import sys
import time
from types import TracebackType
from typing import Any, Self

import ormsgpack

from inkling.protocol import wire

SMALL = 4096
"""Bytes that the kernel may hold for a stalled viewer: so few that the server soon notices."""
SOON_S = 0.5
"""Somebody who was cut off comes back after so long, and up to as long again; twice that the next time."""
_BINARY, _CLOSE, _PING, _PONG = 2, 8, 9, 10


class Looker(asyncio.Protocol):
    """One viewer: its socket, and what came over it.

    Args:
        crowd: it belongs to.
        stalled: it reads nothing once it is in.
    """

    def __init__(self, crowd: Crowd, *, stalled: bool) -> None:
        self.crowd = crowd
        self.stalled = stalled
        self.transport: asyncio.Transport | None = None
        self.inside = False
        self.last = 0
        """The newest record's number."""
        self.gaps = 0
        """Records that it missed."""
        self.received: list[tuple[int, float]] = []
        """Number and moment (of time.monotonic()) of each record."""
        self.pictures = 0
        self.lost = 0
        """How often it was cut off."""
        self.drawn_at: float | None = None
        self.waited: float | None = None
        """Seconds from its drawing to its prediction."""
        self._drawing = 1
        self._data = bytearray()
        self._upgraded = False
        self._life: str | None = None

    async def come(self) -> None:
        """Connect, until it works."""
        delay = SOON_S
        while not self.crowd.over:
            plain = socket.socket()
            try:
                plain.setblocking(False)
                if self.stalled:
                    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
                loop = asyncio.get_running_loop()
                await loop.sock_connect(plain, (self.crowd.host, self.crowd.port))
                await loop.create_connection(lambda: self, sock=plain)
                return
            except OSError:
                plain.close()
                await asyncio.sleep(delay * random.uniform(1, 2))
                delay = min(2 * delay, 8)

    # --- the socket's side ------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._data.clear()
        self._upgraded = False
        address = f"{self.crowd.host}:{self.crowd.port}"
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: http://{address}\r\n\r\n".encode()
        )

    def connection_lost(self, error: Exception | None) -> None:
        self.inside = False
        self.lost += 1
        if not self.crowd.over and not self.stalled:
            self.crowd.start(self.come())

    def data_received(self, data: bytes) -> None:
        self._data += data
        if not self._upgraded:
            end = self._data.find(b"\r\n\r\n")
            if end < 0:
                return
            if not self._data.startswith(b"HTTP/1.1 101"):
                raise SystemExit(f"The server does not let viewers in: {bytes(self._data[:200])!r}")
            self._upgraded = True
            del self._data[: end + 4]
            self._hello()
        while (taken := _frame(self._data)) is not None:
            code, start, end = taken
            payload = bytes(memoryview(self._data)[start:end])
            del self._data[:end]
            self._take(code, payload)

    def _take(self, code: int, payload: bytes) -> None:
        if code == _PING:
            self._write(_PONG, payload)
        elif code == _CLOSE and self.transport is not None:
            self.transport.close()
        elif code == _BINARY:
            for frame in wire.frames(payload):
                self._read(frame)

    def _read(self, frame: bytes) -> None:
        number = struct.unpack_from(">I", frame)[0]
        if number:
            self._record(number)
        elif not self.inside:
            self._welcome(frame)
        elif b"prediction" in frame[:24]:
            self._prediction(frame)
        else:
            self.pictures += 1

    # --- what it says and hears -------------------------------------------------------------------------------------------

    def send(self, command: dict[str, Any]) -> None:
        """Ask for something."""
        self._write(_BINARY, ormsgpack.packb(command))

    def _write(self, code: int, payload: bytes) -> None:
        assert self.transport is not None
        size = len(payload)
        head = bytes([0x80 | code, 0x80 | size]) if size < 126 else bytes([0x80 | code, 0xFE]) + size.to_bytes(2, "big")
        # A mask of zeros is a mask: a browser's hides what it says from proxies, of which there are none here.
        self.transport.write(head + bytes(4) + payload)

    def _hello(self) -> None:
        hello: dict[str, Any] = {"kind": "hello", "room": self.crowd.room, "join": True}
        if self._life is not None:
            hello |= {"last": self.last, "epoch": self._life}
        self.send(hello)

    def _welcome(self, frame: bytes) -> None:
        event = ormsgpack.unpackb(frame[4:])
        if event["kind"] != "welcome":
            return
        self.inside = True
        self._life = event["epoch"]
        if not event["replayed"]:
            self.last = event["number"]
        layers = [layer["id"] for layer in event["changed"]["experiment"]["net"]["layers"]]
        self.send({"kind": "draw", "id": self._drawing, "image": None})
        self.send({"kind": "watch", "maps": layers, "filters": layers, "rate": self.crowd.rate})
        if self.stalled and self.transport is not None:
            self.transport.pause_reading()

    def _record(self, number: int) -> None:
        self.received.append((number, time.monotonic()))
        self.gaps += number - self.last - 1
        self.last = number

    def draw(self) -> None:
        """Something of its own, which nobody else has drawn."""
        self._drawing += 1
        self.drawn_at, self.waited = time.monotonic(), None
        self.send({"kind": "draw", "id": self._drawing, "image": random.randbytes(784)})

    def _prediction(self, frame: bytes) -> None:
        if self.drawn_at is not None and self.waited is None and ormsgpack.unpackb(frame[4:])["drawing"] == self._drawing:
            self.waited = time.monotonic() - self.drawn_at


def _frame(data: bytearray) -> tuple[int, int, int] | None:
    """A server's first WebSocket frame (RFC 6455, 5.2): its code, and where its payload starts and ends; None: not all here."""
    if len(data) < 2:
        return None
    size, start = data[1] & 0x7F, 2
    if size == 126:
        size, start = int.from_bytes(data[2:4], "big"), 4
    elif size == 127:
        size, start = int.from_bytes(data[2:10], "big"), 10
    return (data[0] & 0x0F, start, start + size) if len(data) >= start + size and len(data) >= start else None


class Crowd:
    """All of them, and what is asked of them."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.room = ""
        self.rate = 5.0
        self.over = False
        self.lookers: list[Looker] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, what: Any) -> None:
        """Do this beside everything else."""
        task = asyncio.get_running_loop().create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def healthy(self) -> list[Looker]:
        """Those who read."""
        return [looker for looker in self.lookers if not looker.stalled]

    async def come(self, *, count: int, stalled: int, rate: float, room: str, limit_s: float = 120) -> dict[str, Any]:
        self.room, self.rate = room, rate
        began = time.monotonic()
        self.lookers = [Looker(self, stalled=i < stalled) for i in range(count)]
        for looker in self.lookers:
            self.start(looker.come())
        seconds = await self._inside(self.lookers, began, limit_s)
        return {"seconds": seconds}

    async def _inside(self, whom: list[Looker], began: float, limit_s: float) -> float | None:
        """Seconds until all of these are in; None: they are not."""
        while not all(looker.inside for looker in whom):
            if time.monotonic() - began > limit_s:
                return None
            await asyncio.sleep(0.01)
        return time.monotonic() - began

    async def draw(self, *, count: int, limit_s: float = 20) -> dict[str, Any]:
        drawing = self.healthy[:count]
        for looker in drawing:
            looker.draw()
        until = time.monotonic() + limit_s
        while any(looker.waited is None for looker in drawing) and time.monotonic() < until:
            await asyncio.sleep(0.005)
        return {"milliseconds": [None if looker.waited is None else 1000 * looker.waited for looker in drawing]}

    async def look(self) -> dict[str, Any]:
        seen = []
        for looker in self.lookers:
            seen.append(
                {
                    "stalled": looker.stalled,
                    "inside": looker.inside,
                    "lost": looker.lost,
                    "gaps": looker.gaps,
                    "pictures": looker.pictures,
                    "received": looker.received,
                }
            )
            looker.received, looker.pictures = [], 0
        return {"seen": seen}

    async def back(self, *, limit_s: float) -> dict[str, Any]:
        return {"seconds": await self._inside(self.healthy, time.monotonic(), limit_s)}

    async def go(self) -> dict[str, Any]:
        self.over = True
        for looker in self.lookers:
            if looker.transport is not None:
                looker.transport.abort()
        return {}


async def _serve(host: str, port: int) -> None:
    crowd = Crowd(host, port)
    questions = asyncio.StreamReader(limit=2**20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(questions), sys.stdin)
    while not crowd.over and (line := await questions.readline()):
        asked = json.loads(line)
        answer = await getattr(crowd, asked.pop("ask"))(**asked)
        print(json.dumps(answer), flush=True)


class InRoom:
    """A crowd in a process of its own."""

    def __init__(self, port: int) -> None:
        command = [sys.executable, "-m", "benchmarks.crowd", "127.0.0.1", str(port)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()

    def ask(self, what: str, **given: Any) -> dict[str, Any]:
        """Ask them, and wait for what they say.

        Raises:
            ValueError: their process has ended.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"ask": what, **given}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], int(sys.argv[2])))
