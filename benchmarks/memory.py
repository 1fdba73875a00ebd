"""How much memory the server and its processes take, and whether it grows while it trains for an hour with a page attached.

Proportional set sizes, in which shared pages are divided among those who share them (Linux only).
"""

from __future__ import annotations

import logging
import re
from math import ceil
from pathlib import Path

from benchmarks import visitors
from benchmarks.report import Figure
from benchmarks.speed import endless
from inkling.protocol.commands import Train
from serving import Server

log = logging.getLogger("benchmarks.memory")


def measure(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """What they take; needs MNIST in `data`."""
    return [figure for figure in _measure(folder, data, *((5.0, 0.1) if quick else (60.0, 1.0))) if "growth" not in figure.name]


def hour(folder: Path, data: Path, *, quick: bool) -> list[Figure]:
    """The same, and the growth of an hour after the first ten minutes, in which the trainer's allocator finds what it needs."""
    return _measure(folder, data, *((5.0, 0.1) if quick else (600.0, 60.0)))


def _measure(folder: Path, data: Path, settle: float, minutes: float) -> list[Figure]:
    if not Path("/proc/self/smaps_rollup").exists():
        return [Figure("memory: measured on Linux only", None)]
    with Server(folder, datasets=data, warmup_steps=0) as server, visitors.browser() as chrome:
        assert server.process is not None
        steps = visitors.Steps(server.url, endless("two-block"))
        page = chrome.new_page(viewport={"width": 1440, "height": 900})
        page.goto(server.url)
        steps.viewer.send(Train())
        steps.wait("running")
        page.wait_for_timeout(1000 * settle)
        before = sizes(server.process.pid)
        for minute in range(1, ceil(minutes) + 1):
            page.wait_for_timeout(60_000 * (min(minute, minutes) - (minute - 1)))
            after = sizes(server.process.pid)
            log.info("minute %d: %s", minute, ", ".join(f"{name} {size:.1f} MiB" for name, size in after.items()))
    figures = []
    for name, most in {"server": 150.0, "trainer": 700.0, "observer": None, "fork server": None}.items():
        figures.append(Figure(f"memory: {name}", after.get(name), "MiB", most=most))
    for name in ("server", "trainer"):
        grown = (after[name] - before[name]) / minutes * 60
        figures.append(Figure(f"memory: growth of the {name}", grown, "MiB/h", most=20))
    return figures


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
