"""What holds for every data set: each file in the folder is tested by being there."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from inkling.datasets._base import Arrays, Dataset, Folders, Switch, registry
from inkling.datasets._images import ImageDataset, image_dataset
from inkling.errors import InklingError
from inkling.experiment.experiment import Augment, DataSettings
from inkling.tasks._base import registry as tasks

NAMES = [name for name, dataset in registry().items() if not dataset.of_room]
IMAGES = [name for name, dataset in registry().items() if isinstance(dataset, ImageDataset)]
"""A room's own digits are in test_classroom.py."""


@pytest.fixture(scope="module", params=NAMES)
def loaded(request: pytest.FixtureRequest, real: Folders) -> tuple[Dataset, Arrays, Folders]:
    dataset = registry()[request.param]
    if not dataset.present(real):
        pytest.skip(f"{dataset.title}'s files are not here")
    return dataset, dataset.load(real), real


def test_the_first_needs_no_download_and_is_the_default() -> None:
    assert NAMES[0] == DataSettings().dataset == "digits"
    assert {"mnist", "fashion-mnist"} < set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_describes_itself(name: str) -> None:
    dataset = registry()[name]
    assert DataSettings(dataset=name).dataset == dataset.name == name
    assert dataset.title
    assert len(dataset.help) > 80
    assert dataset.task in tasks()
    assert all(side >= 1 for side in dataset.input_shape)


@pytest.mark.parametrize("name", IMAGES)
def test_its_classes_and_warnings_are_told(name: str) -> None:
    dataset = image_dataset(name)
    assert len(set(dataset.classes)) == len(dataset.classes) >= 2
    assert set(dataset.warnings) <= set(Augment.model_fields)
    assert all(sentence.endswith(".") for sentence in dataset.warnings.values())
    assert "rotate" in dataset.warnings, "whoever turns images by 180° is told what that means"
    assert 0 < dataset.writing.box <= 1
    assert 0 < dataset.writing.pen <= 1


@pytest.mark.parametrize("name", NAMES)
def test_a_switch_leads_to_a_twin_and_back(name: str) -> None:
    switch = registry()[name].switch
    if switch is None:
        return
    other = registry()[switch.other]
    assert other.switch == Switch(switch.title, switch.help, not switch.on, name)
    assert other.input_shape == registry()[name].input_shape


@pytest.mark.parametrize("name", NAMES)
def test_absent_it_says_so_and_how_to_get_it(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    dataset, folders = registry()[name], Folders(tmp_path_factory.mktemp("empty") / "not" / "there")
    if dataset.present(folders):
        pytest.skip("it is always there")
    for ask in (dataset.load, dataset.size):
        with pytest.raises(InklingError, match=dataset.title) as caught:
            ask(folders)
        assert caught.value.todo


def test_it_gives_what_it_promises(loaded: tuple[Dataset, Arrays, Folders]) -> None:
    dataset, arrays, folders = loaded
    assert isinstance(dataset, ImageDataset)
    for images, labels in ((arrays.train_inputs, arrays.train_targets), (arrays.test_inputs, arrays.test_targets)):
        assert images.dtype == np.uint8
        assert images.shape == (len(labels), *dataset.input_shape)
        assert labels.dtype == np.int64
        assert np.unique(labels).tolist() == list(range(len(dataset.classes)))
    assert dataset.present(folders)
    assert dataset.size(folders) == (len(arrays.train_targets), len(arrays.test_targets))


def test_the_mean_and_deviation_are_those_of_the_training_images(loaded: tuple[Dataset, Arrays, Folders]) -> None:
    dataset, arrays, _ = loaded
    assert isinstance(dataset, ImageDataset)
    assert dataset.mean == pytest.approx(float(arrays.train_inputs.mean(dtype=np.float64)) / 255, abs=2e-4)
    assert dataset.std == pytest.approx(float(arrays.train_inputs.std(dtype=np.float64)) / 255, abs=2e-4)


def test_it_is_the_same_each_time(loaded: tuple[Dataset, Arrays, Folders]) -> None:
    dataset, arrays, folders = loaded
    again = dataset.load(folders)
    assert np.array_equal(again.test_inputs, arrays.test_inputs)
    assert np.array_equal(again.train_targets, arrays.train_targets)


def test_the_published_files_have_their_published_sizes(real: Folders) -> None:
    for name in ("mnist", "fashion-mnist"):
        assert registry()[name].size(real) == (60_000, 10_000)
    labels = registry()["mnist"].load(real).test_targets
    # The first ten of MNIST's test labels, as in every tutorial.
    assert labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_the_registry_needs_no_torch() -> None:
    code = (
        "import sys; from inkling.datasets._base import registry; registry(); assert not {'torch', 'sklearn'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
