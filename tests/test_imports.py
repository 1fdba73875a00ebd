"""What may be imported where, as far as import-linter can't say it: at run time, and within the registries."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

BACKEND = Path(__file__).parent.parent / "backend"
REGISTRIES = ("layers", "losses", "datasets", "probes")
HEAVY = ("torch", "sklearn", "scipy")
"""Seconds and hundreds of megabytes each; the processes that compute import them, the server never does."""


@pytest.mark.parametrize("module", ["inkling.__main__", "inkling.web.app", "inkling.runs.engine", "inkling.web.schema"])
def test_the_server_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_nets_are_described_checked_and_listed_without_anything_heavy() -> None:
    code = f"""
import sys
from inkling.datasets._base import registry
from inkling.net import check
from inkling.experiment.presets import presets
registry()
for preset in presets():
    check(preset.net)
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def entries(package: str) -> list[Path]:
    """The files of a registry that define what it lists: those with a class of the registry's sort."""
    base = {
        "layers": {"Layer"},
        "losses": {"Loss", "Error"},
        "datasets": {"Dataset", "ImageDataset", "PublishedDataset", "IdxDataset"},
        "probes": {"WeightProbe", "DrawingProbe"},
    }[package]
    found = []
    for path in sorted((BACKEND / "inkling" / package).glob("[a-z]*.py")):
        classes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)]
        if any(isinstance(parent, ast.Name) and parent.id in base for each in classes for parent in each.bases):
            found.append(path)
    return found


@pytest.mark.parametrize("package", REGISTRIES)
def test_no_entry_of_a_registry_needs_another(package: str) -> None:
    """So a layer, data set or probe is one file: take it away, and the others stand."""
    files = entries(package)
    assert files
    for source in (BACKEND / "inkling" / package).glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            names: list[str] = []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for path in files:
                assert f"inkling.{package}.{path.stem}" not in names, f"{source} imports {path.stem}"
