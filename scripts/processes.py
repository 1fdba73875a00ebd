"""The child processes of a running server, found from outside, for tests that kill them (Linux)."""

from __future__ import annotations

from pathlib import Path

from serving import Server


def trainers(server: Server) -> list[int]:
    """The processes that train: those it has started that give way to it."""
    assert server.process is not None
    alive = _all()
    own = int(alive[server.process.pid][16])
    return [pid for pid in _below(server.process.pid, alive) if int(alive[pid][16]) > own]


def workers(server: Server) -> list[int]:
    """Everything it has started: what trains, what looks, and what they are forked from."""
    assert server.process is not None
    return _below(server.process.pid, _all())


def _below(pid: int, alive: dict[int, list[str]]) -> list[int]:
    """Its children, and theirs."""
    children = [child for child, fields in alive.items() if int(fields[1]) == pid]
    return [each for child in children for each in (child, *_below(child, alive))]


def _all() -> dict[int, list[str]]:
    """Process id → fields of /proc/PID/stat from the third on, of all that live."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # it ended meanwhile
            if fields[0] != "Z":
                found[int(entry.name)] = fields
    return found
