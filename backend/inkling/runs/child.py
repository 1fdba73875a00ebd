"""A child process, as the server sees it: messages to it, messages from it, and its end. Nothing here waits for it."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Hashable
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any

log = logging.getLogger("inkling.runs")

_processes = threading.Lock()
"""multiprocessing looks at all children whenever it starts one; two threads at once would steal each other's exit status."""


class Child:
    """One process and the two threads that talk with it: one starts it and writes, the other reads until its end.

    Args:
        context: how processes are started.
        target: what it runs, with its end of the pipe and then `args`. Both must be picklable.
        name: of the process and the threads.
        heard: called with each message it sends, in the reading thread.
        ended: called once, after the last message, with the exit status as multiprocessing gives it (−9: killed by signal
            9; None: it could not be started).
    """

    def __init__(
        self,
        context: BaseContext,
        target: Callable[..., None],
        args: tuple[Any, ...],
        *,
        name: str,
        heard: Callable[[Child, Any], None],
        ended: Callable[[Child, int | None], None],
    ) -> None:
        self._context = context
        self._heard = heard
        self._ended = ended
        self._process: BaseProcess | None = None
        self._killed = False
        self._over = False
        self._waiting: dict[Hashable, Any] = {}
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._run, args=(target, args, name), name=name, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """Its process id; None before its start and after its end."""
        with self._change:
            return None if self._process is None or self._over else self._process.pid

    def send(self, message: Any, key: Hashable = None) -> None:
        """Say something to it, in order, as soon as it listens. With a `key`: in the place of an unsent one of that key."""
        with self._change:
            if not self._over:
                self._waiting[object() if key is None else key] = message
                self._change.notify()

    def kill(self) -> None:
        """End it at once, whatever it is doing. What it had sent before may still be heard."""
        with self._change:
            self._killed = True
            self._waiting.clear()
            self._change.notify()
            if self._process is not None and not self._over:
                self._process.kill()

    def join(self, timeout: float) -> bool:
        """Wait until it has ended and its end was told. False: it has not, in this time (seconds)."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self, target: Callable[..., None], args: tuple[Any, ...], name: str) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=target, args=(theirs, *args), name=name, daemon=True)  # type: ignore[attr-defined]
        try:
            with _processes:
                process.start()
        except (OSError, EOFError) as error:
            log.error("%s could not be started: %s", name, error)
            ours.close()
            theirs.close()
            self._over = True
            self._ended(self, None)
            return
        theirs.close()
        with self._change:
            self._process = process
            if self._killed:
                process.kill()
        reader = threading.Thread(target=self._read, args=(ours,), name=f"{name}-reader", daemon=True)
        reader.start()
        self._write(ours)
        reader.join()
        with _processes:
            process.join(5)
            if process.exitcode is None:  # it closed its pipe and lives on
                process.kill()
                process.join()
            status = process.exitcode
        with self._change:
            self._process = None
        process.close()
        ours.close()
        self._ended(self, status)

    def _write(self, connection: Connection) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting or self._over)
                if self._over:
                    return
                message = self._waiting.pop(next(iter(self._waiting)))
            try:
                connection.send(message)
            except OSError:
                return  # it has ended: the reader knows too

    def _read(self, connection: Connection) -> None:
        try:
            while True:
                message = connection.recv()
                try:
                    self._heard(self, message)
                except Exception:
                    log.exception("A message of a child process could not be handled.")
        except (EOFError, OSError):
            pass
        with self._change:
            self._over = True
            self._waiting.clear()
            self._change.notify()


@lru_cache(maxsize=64)
def remark(words: str) -> None:
    """Log what a child remarked: once, for all of them meet the same machine."""
    log.warning("%s", words)


def reason(status: int | None) -> str:
    """Why a process ended, in plain words, from its exit status as `ended` was called with it."""
    if status is None:
        return "It could not be started."
    if status >= 0:
        return f"Its exit status was {status}."
    number = -status
    name = f" ({signal.Signals(number).name})" if number in set(signal.Signals) else ""
    hint = " That also happens when memory runs out." if number == 9 else ""
    return f"It was killed by signal {number}{name}.{hint}"
