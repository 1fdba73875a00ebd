"""What all tests share: a clean environment, the data sets if they are there, and even pace on small machines."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

import serving

# Nobody's own settings or data reach a test, except where the data sets lie.
for _name in [name for name in os.environ if name.startswith("INKLING_") and name != "INKLING_DATASETS"]:
    del os.environ[_name]

# Beside another pytest worker, a second thread for each costs more than it gives.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

settings.register_profile("inkling", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("inkling")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder that has mnist/ and fashion-mnist/ (INKLING_DATASETS, else ../shared/data); the test is skipped without."""
    folder = serving.data_folder()
    if folder is None or not (folder / "mnist" / "train-images-idx3-ubyte.gz").is_file():
        pytest.skip("MNIST's files are not here: name their folder with INKLING_DATASETS")
    return folder


@pytest.fixture
def build_package() -> Callable[[Path, str, Path], Path]:
    """Builds a package as pip does, less its download of hatchling: (source folder, "wheel" or "sdist", folder for it)."""

    def build(source: Path, kind: str, target: Path) -> Path:
        target.mkdir()
        code = f"import hatchling.build, sys; print(hatchling.build.build_{kind}(sys.argv[1]))"
        done = subprocess.run(
            [sys.executable, "-c", code, str(target)], cwd=source, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return target / done.stdout.splitlines()[-1]

    return build


@pytest.fixture
def package_contents() -> Callable[[Path], set[str]]:
    """The names of the files in a wheel or an sdist."""

    def contents(package: Path) -> set[str]:
        if package.suffix == ".whl":
            with zipfile.ZipFile(package) as wheel:
                return set(wheel.namelist())
        with tarfile.open(package) as sdist:
            return set(sdist.getnames())

    return contents
