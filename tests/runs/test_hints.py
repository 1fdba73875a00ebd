"""Hints to the system never end a program: on systems that have none of them, too."""

from __future__ import annotations

import subprocess
import sys

import pytest

CHILD = """
import ctypes, os, pathlib, sys
lacking = sys.argv[1]
if lacking == "names":  # as on Windows, or a C library without them
    for name in ("nice", "setsid", "sched_getaffinity", "posix_fallocate"):
        if hasattr(os, name):
            delattr(os, name)
    def no_library(name, *rest):
        raise TypeError("bad argument type for built-in operation")
    ctypes.CDLL = no_library
elif lacking == "functions":
    class Library:
        def __getattr__(self, name):
            raise AttributeError(f"undefined symbol: {name}")
    ctypes.CDLL = lambda name: Library()
elif lacking == "leave":  # as in a sandbox
    def forbidden(*rest, **more):
        raise PermissionError(1, "Operation not permitted")
    os.nice = os.setsid = forbidden
    pathlib.Path.write_text = pathlib.Path.read_text = forbidden
elif lacking == "sense":
    pathlib.Path.read_text = lambda path: "100000 0"
from inkling.machine.cores import cores
from inkling.runs.process import keep_freed_memory, prepare_for_torch, settle
prepare_for_torch()
settle(10)
keep_freed_memory()
print(cores() >= 1)
"""


@pytest.mark.parametrize("lacking", ["nothing", "names", "functions", "leave", "sense"])
def test_a_system_without_them_does_without(lacking: str) -> None:
    done = subprocess.run([sys.executable, "-c", CHILD, lacking], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")
