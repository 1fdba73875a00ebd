"""How many cores there are to share, and how many of them train."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def spare_a_core() -> int:
    """How many threads train, unless somebody asks for another number: one core is left to pages, pictures and answers.

    The threads of a step wait for each other, so one that shares its core with a browser holds all of them up. Measured on two
    cores, with Chromium watching the two-block CNN: 9,400 examples a second with one thread, 4,500 with two; with nobody
    watching 12,900 and 17,600.
    """
    return max(1, cores() - 1)


def cores() -> int:
    """Cores that this process may use: those it is bound to, or fewer where its control group has a quota."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with contextlib.suppress(OSError, ValueError, ZeroDivisionError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        count = min(count, max(1, int(quota) // int(period)))
    return count
