"""The machine that figures were measured on, in words."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from inkling.machine.cores import cores, spare_a_core


def describe() -> dict[str, object]:
    """Processor, cores, memory, versions, and how busy it was."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists() and (found := re.search(r"model name\s*:\s*(.*)", info.read_text())):
        processor = found[1]
    return {
        "processor": processor,
        "cores": cores(),
        "training_threads": spare_a_core(),
        "graphics": _graphics(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "torch": version("torch"),
        "load": round(os.getloadavg()[0], 2),
        "time": datetime.now(UTC).isoformat(timespec="minutes"),
    }


def _graphics() -> str:
    """The graphics card that training would use, as its driver names it; "" where there is none."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ""
    said = subprocess.run([tool, "--query-gpu=name", "--format=csv,noheader"], capture_output=True, text=True, check=False)
    return said.stdout.strip().split("\n")[0] if said.returncode == 0 else ""
