"""The class as a data set: its splits, its file, and what is said where it is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkling.datasets._base import Folders
from inkling.datasets._images import image_dataset
from inkling.datasets.making import collected
from inkling.datasets.making.collected import CLASS, SIZE, Collected, is_test, split_sizes, too_few
from inkling.errors import InklingError
from inkling.experiment.experiment import Augment, DataSettings

DATASET = image_dataset(CLASS)


def digits(ids: list[int], seed: int = 0) -> Collected:
    rng = np.random.default_rng(seed)
    labels = tuple(int(each) for each in rng.integers(0, 10, len(ids)))
    return Collected(tuple(ids), labels, rng.integers(0, 256, (len(ids), SIZE), dtype=np.uint8).tobytes())


def test_it_describes_itself() -> None:
    assert DataSettings(dataset=CLASS).dataset == DATASET.name
    assert DATASET.of_room
    assert len(DATASET.help) > 80
    assert DATASET.input_shape == (1, 28, 28)
    assert set(DATASET.warnings) <= set(Augment.model_fields)
    # What has learned from MNIST sees these as it saw those.
    assert (DATASET.mean, DATASET.std) == (image_dataset("mnist").mean, image_dataset("mnist").std)


@given(ids=st.sets(st.integers(1, 5000), max_size=200), struck=st.sets(st.integers(1, 5000)))
def test_an_image_stays_in_its_split_whatever_becomes_of_others(ids: set[int], struck: set[int]) -> None:
    some, fewer = digits(sorted(ids)), digits(sorted(ids - struck))
    assert split_sizes(some.ids) == (sum(id % 4 != 0 for id in ids), sum(id % 4 == 0 for id in ids))
    assert {id for id in fewer.ids if is_test(id)} <= {id for id in some.ids if is_test(id)}
    arrays = some.arrays()
    assert (len(arrays.train_targets), len(arrays.test_targets)) == split_sizes(some.ids)


def test_images_and_labels_stay_together(tmp_path: Path) -> None:
    some = digits(list(range(1, 41)))
    some.write(tmp_path / "class.npz")
    folders = Folders(tmp_path, collected=tmp_path / "class.npz")
    assert DATASET.present(folders)
    assert DATASET.size(folders) == (30, 10)
    arrays = DATASET.load(folders)
    assert collected.read(tmp_path / "class.npz") == some
    for images, labels, chosen in (
        (arrays.train_inputs, arrays.train_targets, [id for id in some.ids if id % 4]),
        (arrays.test_inputs, arrays.test_targets, [id for id in some.ids if id % 4 == 0]),
    ):
        assert images.dtype == np.uint8
        assert labels.dtype == np.int64
        assert images.shape == (len(chosen), 1, 28, 28)
        for image, label, id in zip(images, labels, chosen, strict=True):
            assert image.tobytes() == some.images[(id - 1) * SIZE : id * SIZE]
            assert label == some.labels[id - 1]
    assert [path.name for path in tmp_path.iterdir()] == ["class.npz"]


@pytest.mark.parametrize(
    ("ids", "why"),
    [
        ([], "No digits have been handed in; 10 are needed to learn from them."),
        ([7], "One digit has been handed in; 10 are needed to learn from them."),
        (list(range(1, 10)), "9 digits have been handed in; 10 are needed to learn from them."),
        (list(range(1, 11)), ""),
        (list(range(4, 44, 4)), "All of these 10 digits are test images; some of both are needed."),
        ([id for id in range(14) if id % 4], "All of these 10 digits are training images; some of both are needed."),
    ],
)
def test_too_few_to_learn_from(ids: list[int], why: str) -> None:
    assert too_few(ids) == why


def test_elsewhere_it_is_not(tmp_path: Path) -> None:
    for folders in (Folders(tmp_path), Folders(tmp_path, collected=tmp_path / "gone.npz")):
        assert not DATASET.present(folders)
        for ask in (DATASET.load, DATASET.size):
            with pytest.raises(InklingError, match="only in the room where they were handed in") as caught:
                ask(folders)
            assert caught.value.todo
    with pytest.raises(InklingError, match="handed in by people in the room"):
        DATASET.fetch(Folders(tmp_path), lambda done, total: None, lambda: False)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 torn", b"\x00" * 5000])
def test_a_damaged_file_is_said(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "class.npz"
    path.write_bytes(damage)
    with pytest.raises(InklingError, match="could not be read"):
        DATASET.load(Folders(tmp_path, collected=path))


def test_a_torn_file_is_said(tmp_path: Path) -> None:
    path = tmp_path / "class.npz"
    digits(list(range(1, 41))).write(path)
    whole = path.read_bytes()
    for end in range(0, len(whole), 97):
        path.write_bytes(whole[:end])
        with pytest.raises(InklingError, match="could not be read"):
            collected.read(path)
