"""scikit-learn's files, read without scikit-learn: the same numbers, and nothing of it imported."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from inkling.datasets.making import scikit_learn
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.protocol.training import Train
from serving import Server
from viewing import Viewer

HEAVY = ("sklearn", "scipy")
WATCH = """
import os, sys

def watch(event, arguments):
    if event == "import" and arguments[0].partition(".")[0] in {heavy!r}:
        with open({log!r}, "a") as log:
            print(os.getpid(), arguments[0], file=log)

sys.addaudithook(watch)
with open({log!r}, "a") as log:
    print(os.getpid(), "began", file=log)
"""
"""Python runs a module of the name sitecustomize whenever it starts: so it notes the imports of each process there is."""


def test_its_digits_are_those_that_it_loads_itself() -> None:
    images, labels = scikit_learn.digits()
    own = load_digits()
    assert images.dtype == own.images.dtype
    assert np.array_equal(images, own.images)
    assert labels.dtype == np.int64
    assert np.array_equal(labels, own.target)
    assert len(labels) == scikit_learn.DIGITS


def test_without_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert scikit_learn.packaged("datasets", "images", "dog.jpg") is None
    monkeypatch.setattr(scikit_learn, "find_spec", lambda name: None)
    assert scikit_learn.packaged("datasets") is None
    with pytest.raises(InklingError, match="not on this machine") as caught:
        scikit_learn.digits()
    assert caught.value.todo


def test_the_first_digits_are_made_without_it(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from inkling.datasets._base import Folders, registry
digits = registry()["digits"]
type(digits).written = (20, 10)
assert len(digits.load(Folders(Path({str(tmp_path)!r}))).train_targets) == 20 + 1497
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_no_process_imports_it_until_the_first_training_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "imports"
    (tmp_path / "sitecustomize.py").write_text(WATCH.format(heavy=HEAVY, log=str(log)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    few = {"data": {"training_size": 500}, "training": {"batch_size": 50, "epochs": 1}}
    with Server(tmp_path, warmup_steps=0) as server, Viewer(server.url) as viewer:
        with urllib.request.urlopen(f"{server.url}api/photographs/china.jpg") as photograph:
            assert photograph.read(3) == b"\xff\xd8\xff"
        viewer.use(Experiment.model_validate(few | {"net": viewer.welcome.changed.experiment.net}))
        viewer.send(Train())
        viewer.wait(lambda event: event.kind == "evaluation" and event.test)
    lines = [line.split() for line in log.read_text().splitlines()]
    assert len({pid for pid, _ in lines}) >= 4, "the server, what makes the digits, an observer, a trainer"
    assert [what for _, what in lines if what != "began"] == []
