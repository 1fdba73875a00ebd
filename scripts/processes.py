"""The child processes of a running server, found from outside, for tests that kill them (Linux)."""

from __future__ import annotations

from pathlib import Path

from serving import Server


def trainers(server: Server) -> list[int]:
    """The processes that train: those of the server's group that give way to it."""
    assert server.process is not None
    nice = {pid: int(fields[16]) for pid, fields in _group(server).items()}
    return [pid for pid, own in nice.items() if own > nice[server.process.pid]]


def workers(server: Server) -> list[int]:
    """Everything it has started: what trains, what looks, and what they are forked from."""
    assert server.process is not None
    return [pid for pid in _group(server) if pid != server.process.pid]


def _group(server: Server) -> dict[int, list[str]]:
    """Process id → fields of /proc/PID/stat from the third on, of the server's group."""
    assert server.process is not None
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # it ended meanwhile
            if int(fields[2]) == server.process.pid and fields[0] != "Z":
                found[int(entry.name)] = fields
    return found
