"""Data sets of other sizes, colours and classes than MNIST's: what is in them, and what damages them."""

from __future__ import annotations

import colorsys
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from inkling.datasets._base import Folders, registry
from inkling.datasets.coloured_digits import ColouredDigits, ToldDigits
from inkling.datasets.making import grounds
from inkling.datasets.omniglot import Omniglot, written
from inkling.datasets.quick_draw import QuickDraw
from inkling.errors import InklingError


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few coloured digits are enough."""
    monkeypatch.setattr(ColouredDigits, "counts", (600, 100))


def hues(images: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Of each image [N, 3, H, W], the hue in its corner, where there never is ink; in tenths of a turn."""
    return np.array([10 * colorsys.rgb_to_hsv(*(image[:, 0, 0] / 255))[0] for image in images])


def test_the_small_digits_are_scikit_learns(tmp_path: Path) -> None:
    arrays = registry()["small-digits"].load(Folders(tmp_path))
    images = np.concatenate([arrays.train_inputs, arrays.test_inputs])[:, 0]
    assert np.array_equal(np.round(images / 255 * 16), load_digits().images)
    assert len(np.unique(images)) == 17


@pytest.mark.usefixtures("few")
def test_the_colour_tells_the_digit_in_training_alone_and_all_else_is_the_same(tmp_path: Path) -> None:
    plain, told = (kind().load(Folders(tmp_path)) for kind in (ColouredDigits, ToldDigits))
    assert np.array_equal(plain.test_inputs, told.test_inputs)
    assert np.array_equal(plain.train_targets, told.train_targets)
    ones = [np.round(hues(arrays.train_inputs)).astype(int) % 10 for arrays in (plain, told)]
    assert (ones[1] == told.train_targets).mean() > 0.98
    assert (ones[0] == plain.train_targets).mean() < 0.2
    assert (np.round(hues(told.test_inputs)).astype(int) % 10 == told.test_targets).mean() < 0.25
    # Where there is full ink, or nearly, both have the same colour, or nearly.
    ink = plain.train_inputs.min(1) > 225
    apart = np.abs(plain.train_inputs.astype(int) - told.train_inputs).max(1)
    assert ink.mean() > 0.02
    assert apart[ink].max() <= 30


@pytest.mark.usefixtures("few")
def test_coloured_digits_are_the_same_each_time_and_no_test_digit_is_learned_from(tmp_path: Path) -> None:
    first, second = (ColouredDigits().load(Folders(tmp_path / name)) for name in "ab")
    assert np.array_equal(first.train_inputs, second.train_inputs)
    train = {image.tobytes() for image in first.train_inputs}
    assert not any(image.tobytes() in train for image in first.test_inputs)


def test_colours_are_those_of_the_standard_library() -> None:
    h, s, v = np.random.default_rng(3).random((3, 50, 1, 1)).astype(np.float32)
    found = grounds.rgb(h, s, v)[:, :, 0, 0]
    expected = [colorsys.hsv_to_rgb(*each) for each in np.stack([h, s, v], 1)[:, :, 0, 0].astype(float)]
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_doodles_lie_one_after_the_other(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    folders.own("quick-draw").mkdir(parents=True)
    doodles = np.random.default_rng(0).integers(0, 256, (3, 1000, 28, 28), dtype=np.uint8)
    paths = [folders.own("quick-draw") / source.file for source in QuickDraw.sources]
    for path, each in zip(paths, doodles, strict=True):
        path.write_bytes(each.tobytes())
    arrays = QuickDraw().load(folders)
    assert arrays.train_targets[:4].tolist() == arrays.test_targets[:4].tolist() == [0, 1, 2, 0]
    assert np.array_equal(arrays.train_inputs[4, 0], doodles[1, 1])
    assert np.array_equal(arrays.test_inputs[2, 0], doodles[2, 800])
    paths[1].write_bytes(bytes(783_999))
    with pytest.raises(InklingError, match=r"rainbows1000.*783,999 bytes"):
        QuickDraw().load(folders)


def test_letters_are_found_by_their_names_and_a_missing_one_is_missed(tmp_path: Path, data_folder: Path) -> None:
    source = data_folder / "omniglot" / Omniglot.sources[0].file
    if not source.is_file():
        pytest.skip("Omniglot's letters are not here")
    arrays = Omniglot().load(Folders(tmp_path / "home", (data_folder,)))
    classes = Omniglot.classes
    with zipfile.ZipFile(source) as archive:
        (name,) = [each for each in archive.namelist() if "/Greek/character03/" in each and each.endswith("_16.png")]
        with Image.open(BytesIO(archive.read(name))) as image:
            gamma = ~np.asarray(image.convert("1"))
    assert classes[arrays.test_targets[28]] == "γ"
    assert np.array_equal(arrays.test_inputs[28, 0], written(gamma))
    short = tmp_path / "short/omniglot" / source.name
    short.parent.mkdir(parents=True)
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(short, "w") as part:
        for each in whole.namelist():
            if each != name:
                part.writestr(each, whole.read(each))
    with pytest.raises(InklingError, match=r"of 1,000 letters it has 999"):
        Omniglot().load(Folders(tmp_path / "none", (tmp_path / "short",)))


@pytest.mark.parametrize("side", [20, 60, 100])
def test_a_letter_is_written_with_a_pen_as_wide_as_mnists(side: int) -> None:
    """A bar of the width of Omniglot's lines becomes one of 2.3 pixels of 20, however long it was."""
    ink = np.zeros((105, 105), dtype=bool)
    ink[2 : 2 + side, 50:53] = True
    image = written(ink)
    assert (image > 0).any(1).sum() == 20
    widths = image[8:18].sum(1) / 255
    assert widths.mean() == pytest.approx(2.3 if side > 25 else 3, abs=0.8)
