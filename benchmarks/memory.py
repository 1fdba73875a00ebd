"""How much memory the server and its processes take, and whether it grows while it trains for an hour with a page attached.

Proportional set sizes, in which shared pages are divided among those who share them (Linux only).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks import visitors
from benchmarks.report import Figure
from benchmarks.speed import endless
from inkling.protocol.training import Train
from serving import Server

log = logging.getLogger("benchmarks.memory")

MEASURED = Path("/proc/self/smaps_rollup").exists()
ELSEWHERE = Figure("memory: measured on Linux only", None)


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """What they take; needs MNIST in `data`."""
    if not MEASURED:
        return [ELSEWHERE]
    taken = list(_while_it_trains(folder, data, 5 if quick else 60, looks=1))[-1]
    return _taken(taken)


def hour(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The same, and the growth of an hour after the first ten minutes, in which the trainer's allocator finds what it needs."""
    if not MEASURED:
        return [ELSEWHERE]
    settle, looks = (1, 2) if quick else (10, 61)
    taken = []
    for minute, each in enumerate(_while_it_trains(folder, data, 2 if quick else 60, settle + looks - 1), 1):
        log.info("minute %d: %s", minute, ", ".join(f"{name} {size:.1f} MiB" for name, size in each.items()))
        taken.append(each)
    before, after = taken[settle - 1], taken[-1]
    growth = [
        Figure(f"memory: growth of the {name} in an hour", after[name] - before[name], "MiB", most=20)
        for name in ("server", "trainer")
    ]
    return [*_taken(after), *growth]


def _while_it_trains(folder: Path, data: Path, seconds: float, looks: int) -> Iterator[dict[str, float]]:
    """MiB by process, so many times, with so many seconds of training before each."""
    with Server(folder, datasets=data, warmup_steps=0) as server, visitors.browser() as chrome:
        assert server.process is not None
        steps = visitors.Steps(server.url, endless("two-block"))
        page = chrome.new_page(viewport={"width": 1440, "height": 900})
        page.goto(server.url)
        steps.viewer.send(Train())
        steps.wait("running")
        for _ in range(looks):
            page.wait_for_timeout(1000 * seconds)
            yield sizes(server.process.pid)


def _taken(sizes: dict[str, float]) -> list[Figure]:
    wanted = {"server": 150.0, "trainer": 700.0, "observer": None, "fork server": None}
    return [Figure(f"memory: {name}", sizes.get(name), "MiB", most=most) for name, most in wanted.items()]


def sizes(server: int) -> dict[str, float]:
    """MiB by process: the server, the fork server, the observer, and the trainer (the greatest, of several)."""
    found = {"server": _size(server)}
    children = _parents()
    for pid, parent in children.items():
        if parent == server and _has_child(pid, children):
            found["fork server"] = _size(pid)
            below = sorted((child for child, its in children.items() if its == pid), key=_started)
            for child, name in zip(below, ("observer", "trainer", "trainer"), strict=False):
                found[name] = max(found.get(name, 0), _size(child))
    return found


def _has_child(pid: int, parents: dict[int, int]) -> bool:
    return pid in parents.values()


def _parents() -> dict[int, int]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
    return found


def _started(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19])


def _size(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    return int(found[1]) / 1024 if found else 0.0
