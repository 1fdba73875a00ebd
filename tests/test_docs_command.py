"""CONTRIBUTING's example of a command with its event, put into a copy of the code: what it takes, and what finds it missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORGOTTEN = "rooms/room.py"


def changes() -> dict[str, list[tuple[str, str]]]:
    """Of each file that the example touches: what is there, and what stands there then."""
    found: dict[str, list[tuple[str, str]]] = {}
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for block in re.findall(r"^```diff\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE):
        for part in re.split(r"^--- ", block, flags=re.MULTILINE)[1:]:
            path, _, hunks = part.partition("\n")
            for hunk in hunks.split("@@\n")[1:]:
                lines = hunk.splitlines()
                before = "\n".join(line[1:] for line in lines if line[:1] != "+")
                after = "\n".join(line[1:] for line in lines if line[:1] != "-")
                found.setdefault(path, []).append((before, after))
    return found


def put_in(folder: Path, path: str) -> None:
    """Make the example's changes of this file."""
    text = (folder / path).read_text("utf-8")
    for before, after in changes()[path]:
        assert text.count(before) == 1, f"{path} has not this, or more than once:\n{before}"
        text = text.replace(before, after)
    (folder / path).write_text(text, "utf-8")


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A Python command with the copy's code, and the tests' own helpers."""
    paths = os.pathsep.join(str(folder / each) for each in ("backend", "scripts"))
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code that the example is about, and its tests; with the example's changes, but that the room forgets the command."""
    folder = tmp_path_factory.mktemp("contributed")
    no = shutil.ignore_patterns("static", "__pycache__")
    for each in ("backend", "scripts", "tests/rooms", "tests/protocol", "frontend/src/state"):
        shutil.copytree(ROOT / each, folder / each, ignore=no)
    for each in ("pyproject.toml", "tests/conftest.py"):
        shutil.copy(ROOT / each, folder / each)
    for path in changes():
        if not path.endswith(FORGOTTEN):
            put_in(folder, path)
    return folder


def types(folder: Path) -> str:
    """What mypy says of the rooms."""
    done = run(folder, "-m", "mypy", "--cache-dir", str(folder / "types"), "backend/inkling/rooms/room.py")
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def test_a_command_with_its_event_takes_three_files_beside_its_tests() -> None:
    assert len([path for path in changes() if not path.startswith("tests/")]) == 3


def test_it_is_found_missing_where_the_room_forgets_it_and_is_whole_where_it_does_not(copy: Path) -> None:
    forgotten = types(copy)
    assert re.search(r'room\.py:\d+: error: Argument 1 to "assert_never" has incompatible type "Clap"', forgotten), forgotten
    put_in(copy, next(path for path in changes() if path.endswith(FORGOTTEN)))
    assert types(copy).startswith("Success")
    schema = run(copy, "-m", "inkling.protocol.schema")
    (copy / "tests/protocol/golden/schema.json").write_text(schema.stdout, "utf-8")
    run(copy, "tests/protocol/test_golden.py").check_returncode()
    tests = ("tests/rooms/test_roles.py", "tests/protocol/test_golden.py", "tests/protocol/test_schema.py")
    done = run(copy, "-m", "pytest", "-p", "no:cacheprovider", "--no-header", "-rA", *tests)
    assert done.returncode == 0, done.stdout + done.stderr
    for test in (
        "test_the_same_command_of_the_presenter_is_obeyed[clap]",
        "test_frame_is_as_it_was[clapped]",
        "test_every_message_is_in_it_with_its_tag_required",
    ):
        assert f"::{test}" in done.stdout
