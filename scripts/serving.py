"""A real Inkling server on a free port, for browser tests, benchmarks and pictures.

with Server(folder, warmup_steps=0) as server:
    page.goto(server.url)
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

CHECKOUT = Path(__file__).resolve().parent.parent
CACHE = CHECKOUT / "build" / "cache"
_POLL_S = 0.02


class ServerFailed(Exception):
    """The server did not start, or did not stop; the message ends with its log."""


def environment() -> dict[str, str]:
    """This process's environment without its INKLING_ settings: a server started with it runs on the defaults."""
    return {name: value for name, value in os.environ.items() if not name.startswith("INKLING_")}


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def data_folder() -> Path | None:
    """The folder of data-set files: INKLING_DATASETS, else shared/data beside the checkout; None where neither is there."""
    given = os.environ.get("INKLING_DATASETS")
    folder = Path(given) if given else CHECKOUT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


class Server:
    """`python -m inkling --headless`, from start to stop.

    Args:
        folder: an existing folder for all it writes: its home in `folder/home`, its log in `folder/server.log`.
        datasets: a folder of data-set files, or None.
        port: the port of 127.0.0.1 it listens on; 0: a free one, kept over restarts.
        program: what Python is to run; it gets the server's own arguments.
        code: a folder with another `inkling` to run; None: the checkout's.
        settings: further settings, by name: `warmup_steps=0` becomes INKLING_WARMUP_STEPS=0.
    """

    def __init__(
        self,
        folder: Path,
        *,
        datasets: Path | None = None,
        port: int = 0,
        program: Sequence[str] = ("-m", "inkling"),
        code: Path | None = None,
        **settings: object,
    ) -> None:
        self.folder = folder
        self._program = program
        self.home = folder / "home"
        self.log_file = folder / "server.log"
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.process: subprocess.Popen[bytes] | None = None
        given = {"home": self.home, "host": "127.0.0.1", "port": self.port, **settings}
        if datasets is not None:
            given["datasets"] = datasets
        self._environment = environment() | {f"INKLING_{name.upper()}": str(value) for name, value in given.items()}
        if code is not None:
            self._environment["PYTHONPATH"] = str(code)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def start(self, limit_s: float = 180) -> float:
        """Start it and wait until it answers; gives the seconds that took.

        Raises:
            ServerFailed: it ended, or did not answer in time.
        """
        if self.answers():
            raise ServerFailed(f"Something else answers on port {self.port} already.")
        self._share_cache()
        began = time.monotonic()
        command = [sys.executable, *self._program, "--headless"]
        with self.log_file.open("ab") as log:
            # A group of its own: an interrupt typed at the tests' terminal is theirs, and `kill` gets the workers too.
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while not self.answers():
            if self.process.poll() is not None:
                raise ServerFailed(f"The server ended with status {self.process.returncode} as it started.\n{self.log()}")
            if time.monotonic() - began > limit_s:
                self.kill()
                raise ServerFailed(f"The server did not answer within {limit_s:g} s.\n{self.log()}")
            time.sleep(_POLL_S)
        return time.monotonic() - began

    def _share_cache(self) -> None:
        """Its cache is the checkout's, so that not every server of every test writes the embedded digits anew."""
        CACHE.mkdir(parents=True, exist_ok=True)
        self.home.mkdir(exist_ok=True)
        cache = self.home / "cache"
        if not cache.exists():
            cache.symlink_to(CACHE)

    def answers(self) -> bool:
        """Whether /healthz answers now."""
        try:
            with urllib.request.urlopen(f"{self.url}healthz", timeout=5):
                return True
        except OSError:
            return False

    def stop(self, limit_s: float = 20) -> None:
        """Interrupt it, as Ctrl-C does, and wait for its end. Does nothing if it does not run.

        Raises:
            ServerFailed: it did not end in time; it is then killed.
        """
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(limit_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ServerFailed(f"The server did not stop within {limit_s:g} s.\n{self.log()}") from None

    def kill(self) -> None:
        """End it at once, with all that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def log(self, start: int = 0) -> str:
        """What it printed, from byte `start` on."""
        if not self.log_file.exists():
            return ""
        return self.log_file.read_bytes()[start:].decode(errors="replace")

    def log_size(self) -> int:
        """Bytes in its log by now."""
        return self.log_file.stat().st_size if self.log_file.exists() else 0
