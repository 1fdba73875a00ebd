"""The house keeps in shape: files are short, and a class name is given once. The list of exceptions can only get shorter."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

BACKEND = Path(__file__).parent.parent / "backend" / "inkling"
MOST_LINES = 350

LONG = {
    "datasets/making/strokes.py": 478,  # strokes of the digits: data, and little else
    "store/archive.py": 579,  # rows, states and parked runs have one thread, and one part still
    "training/trainer.py": 525,  # what is measured and kept is not a part of its own yet
}
"""Files that are longer, and how long they are."""


def files() -> dict[str, str]:
    return {path.relative_to(BACKEND).as_posix(): path.read_text() for path in sorted(BACKEND.rglob("*.py"))}


def test_files_are_short_and_the_long_ones_do_not_grow() -> None:
    lines = {name: len(text.splitlines()) for name, text in files().items()}
    assert len(lines) > 200, "it looks at the whole house"
    long = {name: count for name, count in lines.items() if count > MOST_LINES}
    assert long == LONG, "a file over the limit has to be divided; where one has got shorter, its entry does too"


def test_a_class_name_is_given_once() -> None:
    where: defaultdict[str, list[str]] = defaultdict(list)
    for name, text in files().items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                where[node.name].append(name)
    assert {name: at for name, at in where.items() if len(at) > 1} == {}, "another name is needed"
