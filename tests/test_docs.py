"""The documents against the code: every setting, path and example in them is true."""

from __future__ import annotations

import importlib.util
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import torch
from pydantic_core import PydanticUndefined
from torch import nn

import settings_table
from inkling.datasets._base import Folders, registry
from inkling.errors import InklingError
from inkling.experiment.experiment import DataSettings, Experiment
from inkling.experiment.presets import presets
from inkling.layers._base import Misfit, Signal
from inkling.learning.learner import Learner
from inkling.net import NetSpec, check
from inkling.probes._base import Look, WeightProbe
from inkling.protocol.training import Failure, Status
from inkling.settings import Settings
from inkling.training.trainer import End, Go, Order, Trainer

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
DOCUMENTS = {"README.md": README, "CONTRIBUTING.md": CONTRIBUTING}
TASK = "# backend/inkling/tasks/"
"""Where the example of a task goes, which tests/tasks/ looks at."""
PACKAGES = ("layers", "datasets", "losses", "probes")


def rows() -> dict[str, tuple[str, str]]:
    """The README's table of settings: name → (default, what it does)."""
    found = re.findall(r"^\| `INKLING_([A-Z_]+)` \| (.*?) \| (.*) \|$", README, flags=re.MULTILINE)
    return {name.lower(): (default, text) for name, default, text in found}


# Settings


def test_every_setting_is_documented_and_no_other() -> None:
    assert list(rows()) == list(Settings.model_fields)


def test_the_table_is_what_the_code_says() -> None:
    assert settings_table.filled(README) == README, "run `make settings`"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_documented_default_is_the_default(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    default, text = rows()[name]
    assert text.endswith("."), "a whole sentence"
    field = Settings.model_fields[name]
    if field.default_factory is None and field.default is not None:
        assert field.default is not PydanticUndefined
        monkeypatch.setenv(f"INKLING_{name.upper()}", default.strip("`"))
        assert getattr(Settings(), name) == field.default
    else:
        assert "`" not in default


# Paths and commands


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_linked_exists(document: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", DOCUMENTS[document])
    for link in (markdown or html for markdown, html in links):
        assert (ROOT / link).exists(), link


def test_every_path_of_the_tree_exists() -> None:
    tree = README.split("## The tree")[1].split("```")[1].splitlines()[1:]
    folder, count = Path(), 0
    for line in filter(None, tree):
        name = line.split()[0]
        path = Path(name) if not line.startswith(" ") else folder / name
        folder = path if not line.startswith(" ") else folder
        assert (ROOT / path).exists(), path
        count += 1
    assert count > 12


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_named_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    for target in re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)`", DOCUMENTS[document], flags=re.MULTILINE):
        assert (target[0] or target[1]) in targets, target


def test_every_option_of_the_command_named_exists() -> None:
    done = subprocess.run([sys.executable, "-m", "inkling", "--help"], capture_output=True, text=True, check=True)
    for option in re.findall(r"`(--[a-z]+)`", README):
        assert option in done.stdout, option


# The examples


def examples() -> dict[str, str]:
    """The code in CONTRIBUTING: package → text."""
    blocks: list[str] = re.findall(r"^```python\n(.*?)^```", CONTRIBUTING, flags=re.DOTALL | re.MULTILINE)
    return {block.splitlines()[0].split("/")[-2]: block for block in blocks if not block.startswith(TASK)}


@pytest.fixture
def example(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ModuleType]:
    """An example as a module, without being one of the package's."""
    package: str = request.param
    path = tmp_path / f"example_{package}.py"
    path.write_text(examples()[package])
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # pydantic looks a class's names up there
    spec.loader.exec_module(module)
    yield module
    del sys.modules[path.stem]


def test_there_is_one_example_each() -> None:
    assert set(examples()) == set(PACKAGES)


PLUGIN = """
from pathlib import Path

import inkling.datasets
import inkling.layers
import inkling.losses
import inkling.probes

for package in (inkling.datasets, inkling.layers, inkling.losses, inkling.probes):
    package.__path__.append(str(Path(__file__).parent / package.__name__.rpartition(".")[2]))
"""
"""Puts the examples beside the files that the registries find."""
LOOPS = (
    "tests/layers/test_layer_types.py",
    "tests/layers/test_arithmetic.py",
    "tests/datasets/test_registry.py",
    "tests/losses/test_losses.py",
)


def test_examples_pass_the_tests_of_all_others(tmp_path: Path) -> None:
    (tmp_path / "contributed.py").write_text(PLUGIN)
    for block in examples().values():
        path = tmp_path / block.splitlines()[0].removeprefix("# backend/inkling/")
        path.parent.mkdir(exist_ok=True)
        path.write_text(block)
    command = [sys.executable, "-m", "pytest", "-p", "contributed", "-p", "no:cacheprovider", "--no-header", "-rA", *LOOPS]
    done = subprocess.run(
        [*command, "-k", "Hardswish or stripes or HuberLoss"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.findall(r"^PASSED (\S+?)::(\S+?)\[(\S+)", done.stdout, flags=re.MULTILINE)
    assert {file for file, _, _ in passed} == set(LOOPS), done.stdout


@pytest.mark.parametrize("package", PACKAGES)
def test_examples_pass_the_checks(package: str) -> None:
    name = f"backend/inkling/{package}/example.py"
    for rules in (["check"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *rules, "--stdin-filename", name, "-"]
        done = subprocess.run(command, cwd=ROOT, input=examples()[package], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("example", ["layers"], indirect=True)
def test_the_layer_example(example: ModuleType) -> None:
    layer = example.Hardswish(id="a")
    assert layer.output((3, 4, 5)) == (3, 4, 5)
    x = torch.linspace(-3, 3, 60).reshape(1, 3, 4, 5)
    assert torch.equal(layer.build((3, 4, 5))(x), nn.functional.hardswish(x))
    assert issubclass(Misfit, Exception)
    assert "Misfit" in CONTRIBUTING


@pytest.mark.parametrize("example", ["datasets"], indirect=True)
def test_the_data_set_example(example: ModuleType, tmp_path: Path) -> None:
    dataset = example.Stripes()
    arrays = dataset.load(Folders(tmp_path))
    assert dataset.size(Folders(tmp_path)) == (len(arrays.train_inputs), len(arrays.test_inputs))
    assert arrays.train_inputs.shape[1:] == dataset.input_shape
    assert int(arrays.train_inputs.max()) == 255
    assert sorted(set(arrays.test_targets.tolist())) == [0, 1, 2]
    pixels = torch.from_numpy(arrays.train_inputs).double() / 255
    assert math.isclose(float(pixels.mean()), dataset.mean, abs_tol=0.001)
    assert math.isclose(float(pixels.std(correction=0)), dataset.std, abs_tol=0.001)


class Inbox:
    """Trains some steps, and ends."""

    def __init__(self) -> None:
        self._orders: list[Order] = [End(), Go(until=8)]

    def poll(self) -> Order | None:
        return None

    def wait(self) -> Order:
        return self._orders.pop()


@pytest.mark.parametrize("preset", [each.name for each in presets()])
@pytest.mark.parametrize("example", ["datasets"], indirect=True)
def test_every_preset_learns_from_the_data_set_example_once_it_fits(
    example: ModuleType, preset: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = example.Stripes()
    monkeypatch.setitem(registry(), dataset.name, dataset)
    chosen = next(each for each in presets() if each.name == preset)
    data = DataSettings(dataset=dataset.name, training_size=200)
    training = chosen.training.model_copy(update={"batch_size": 32, "epochs": 4})
    experiment = Experiment(net=chosen.net, data=data, training=training).on_its_data()
    assert experiment.net.input == (3, 12, 16)
    for _ in range(12):
        report = check(experiment.net, gives=Signal.of((3,)), takes=Signal.of(dataset.input_shape))
        problem = next((each for each in report.problems if each.severity == "error"), None)
        if problem is None:
            break
        assert problem.fix is not None, problem.message
        net = NetSpec.model_validate({"input": experiment.net.input, "layers": problem.fix.layers})
        experiment = experiment.model_copy(update={"net": net})
    assert report.ok
    trainer = Trainer(
        experiment,
        dataset.load(Folders(tmp_path)),
        inbox=Inbox(),
        publish=lambda step, net: None,
        device=torch.device("cpu"),
    )
    events = list(trainer.events())
    assert not [event for event in events if isinstance(event, Failure)]
    assert [event for event in events if isinstance(event, Status)][-1].step == 8


@pytest.mark.parametrize("example", ["datasets"], indirect=True)
def test_images_that_a_net_does_not_take_are_refused_in_words(
    example: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = example.Stripes()
    monkeypatch.setitem(registry(), dataset.name, dataset)
    experiment = Experiment(net=presets()[0].net, data=DataSettings(dataset=dataset.name))
    with pytest.raises(InklingError, match=r"takes 28×28×1; the examples are 12×16×3"):
        Learner(experiment, dataset.load(Folders(tmp_path)), torch.device("cpu"))


@pytest.mark.parametrize("example", ["probes"], indirect=True)
def test_the_probe_example(example: ModuleType) -> None:
    spec = NetSpec.model_validate({"input": [1, 9, 9], "layers": [{"id": "a", "type": "Conv2d", "out_channels": 2}]})
    net = nn.Sequential()
    net.add_module("a", nn.Conv2d(1, 2, 3))
    with torch.no_grad():
        net.get_parameter("a.weight").zero_()[:, :, 1, 1] = 1
        net.get_parameter("a.weight")[1, 0, 1, 0] = -1
    probe = example.Spectra()
    assert isinstance(probe, WeightProbe)
    event = probe.measure(Look(spec, net, step=3), "a")
    assert event is not None
    assert event.pictures.shape == (2, 16, 16)
    # One point has a flat spectrum; a difference of neighbours lets no constant through, and the quickest change best.
    assert event.pictures.low[0] == pytest.approx(1, abs=1e-6)
    assert event.pictures.high[0] == pytest.approx(1, abs=1e-6)
    assert event.pictures.low[1] == pytest.approx(0, abs=1e-6)
    assert event.pictures.high[1] == pytest.approx(2, abs=1e-6)
