"""A viewer without a browser, speaking the page's own messages: for tests of the socket, and for benchmarks.

with Viewer(server.url) as viewer:
    viewer.send(Train())
    viewer.wait(lambda event: event.kind == "evaluation")
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import ormsgpack
from pydantic import BaseModel
from websockets.sync.client import connect

from inkling.experiment.experiment import Experiment
from inkling.protocol import wire
from inkling.protocol.room import Hello, Welcome
from inkling.protocol.training import Change, Changed


class Viewer:
    """One socket to a running server, said hello to.

    Args:
        url: the page's address.
        hello: fields of the first message.
    """

    def __init__(self, url: str, **hello: Any) -> None:
        self._open = ExitStack()
        self._socket = self._open.enter_context(connect(url.replace("http", "ws", 1) + "ws", compression=None, max_size=None))
        self.last = 0
        """The newest record's number."""
        self.numbers: list[int] = []
        """Of all records seen, as they came."""
        self.bytes = 0
        """Received so far."""
        self._frames: deque[bytes] = deque()
        """Come, and not read yet."""
        self.send(Hello(**hello))
        welcome = self.next()
        assert isinstance(welcome, Welcome)
        self.welcome = welcome
        if not welcome.replayed:
            self.last = welcome.number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.close()

    def send(self, command: BaseModel) -> None:
        """Ask for something."""
        self.send_bytes(ormsgpack.packb(command.model_dump(mode="python")))

    def send_bytes(self, data: bytes) -> None:
        """Send anything at all."""
        self._socket.send(data)

    def next(self, limit_s: float = 30) -> Any:
        """The next event.

        Raises:
            TimeoutError: none came in time.
            websockets.exceptions.ConnectionClosed: the server closed the socket.
        """
        if not self._frames:
            data = self._socket.recv(limit_s)
            assert isinstance(data, bytes)
            self.bytes += len(data)
            self._frames.extend(wire.frames(data))
        number, event = wire.unframe(self._frames.popleft())
        if number:
            self.last = number
            self.numbers.append(number)
        return event

    def wait(self, wanted: Callable[[Any], bool], limit_s: float = 60) -> Any:
        """The next event that is `wanted`; those before it are read and forgotten.

        Raises:
            TimeoutError: it did not come in time.
        """
        until = time.monotonic() + limit_s
        while True:
            event = self.next(max(0.01, until - time.monotonic()))
            if wanted(event):
                return event

    def use(self, experiment: Experiment) -> Changed:
        """Make this the room's experiment, whatever runs."""
        self.send(Change(experiment=experiment, restart=True))
        changed = self.wait(lambda event: event.kind == "changed" or (event.kind == "refused" and event.command == "change"))
        assert isinstance(changed, Changed), changed
        return changed
