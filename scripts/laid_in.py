"""A copy of Inkling's code with files of a guest laid in: what finds them there are the registries alone."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "backend" / "inkling"
NUMBERS = CHECKOUT / "tests" / "tasks" / "numbers"
REGRESSION = {
    "tasks/numbers/task.py": (NUMBERS / "task.py").read_text("utf-8"),
    "datasets/throw.py": (NUMBERS / "throw.py").read_text("utf-8"),
}
"""A second task and a data set for it."""


def laid_in(folder: Path, files: Mapping[str, str]) -> Path:
    """Copies the code, with the built page, and lays these files in.

    Args:
        folder: where the copy goes; must exist.
        files: path in the package → text. None of them is there yet.

    Returns:
        The folder that has the package, for PYTHONPATH.
    """
    copy = folder / "code" / "inkling"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for path, text in files.items():
        assert not (copy / path).exists(), f"{path} is there already"
        (copy / path).parent.mkdir(exist_ok=True)
        (copy / path).write_text(text, "utf-8")
    return copy.parent
