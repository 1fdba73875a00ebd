"""The way in which child processes are started."""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing.context import BaseContext


def start_context(method: str | None) -> BaseContext:
    """The way to start processes: from a server process that has imported torch already, where the system can do that."""
    if method is None:
        # Not on macOS: its libraries may break in a process that was forked.
        method = "forkserver" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["inkling.runs.preload"])
    return context
