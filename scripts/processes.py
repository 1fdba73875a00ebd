"""The child processes of a running server, found from outside, for tests that kill them (Linux)."""

from __future__ import annotations

from pathlib import Path

from serving import Server


def trainers(server: Server) -> list[int]:
    """The processes that train: those of the server's group that give way to it."""
    assert server.process is not None
    nice = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # it ended meanwhile
            if int(fields[2]) == server.process.pid:
                nice[int(entry.name)] = int(fields[16])
    return [pid for pid, own in nice.items() if own > nice[server.process.pid]]
