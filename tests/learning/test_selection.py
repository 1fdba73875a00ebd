"""Which images are learned from."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inkling.datasets._base import Arrays
from inkling.datasets._images import image_dataset
from inkling.experiment.experiment import DataSettings
from inkling.learning.selection import select


def arrays(count: int, classes: int = 10) -> Arrays:
    labels = np.arange(count, dtype=np.int64) % classes
    images = np.zeros((count, 1, 2, 2), dtype=np.uint8)
    return Arrays(images, labels, images[:1], labels[:1])


DIGITS = image_dataset("digits")
COUNTS = st.integers(12, 500)


@given(COUNTS, st.floats(0, 0.5), st.floats(0, 1), st.none() | st.integers(10, 600), st.integers(0, 2**31 - 1))
@settings(max_examples=200, deadline=None)
def test_it_keeps_its_promises(count: int, validation: float, noise: float, size: int | None, seed: int) -> None:
    data = arrays(count)
    chosen = select(data, DataSettings(validation=validation, label_noise=noise, training_size=size), seed, DIGITS)
    held = round(validation * count)
    assert len(chosen.validation) == held
    assert len(chosen.train) == min(count - held, size or count)
    assert len(chosen.train) > 0
    both = np.concatenate([chosen.train, chosen.validation])
    assert len(np.unique(both)) == len(both), "no image twice"
    assert both.min() >= 0
    assert both.max() < count
    assert np.array_equal(chosen.validation_targets, data.train_targets[chosen.validation])
    wrong = np.flatnonzero(chosen.train_targets != data.train_targets[chosen.train])
    assert np.array_equal(wrong, chosen.noisy), "a noisy label is a wrong one, and no other is"
    assert len(wrong) == round(noise * len(chosen.train))
    assert chosen.train_targets.min() >= 0
    assert chosen.train_targets.max() < 10


def test_the_seed_decides() -> None:
    data = arrays(200)
    wishes = DataSettings(label_noise=0.3)
    first, again, other = (select(data, wishes, seed, DIGITS) for seed in (1, 1, 2))
    for name in vars(first):
        assert np.array_equal(getattr(first, name), getattr(again, name))
        assert not np.array_equal(getattr(first, name), getattr(other, name))


def test_validation_is_the_same_whatever_the_training_size() -> None:
    data = arrays(300)
    all_of_them = select(data, DataSettings(), 3, DIGITS)
    few = select(data, DataSettings(training_size=20), 3, DIGITS)
    assert np.array_equal(few.validation, all_of_them.validation)
    assert np.array_equal(few.train, all_of_them.train[:20])


def test_more_noise_keeps_the_wrong_labels_there_were() -> None:
    data = arrays(300)
    some, more = (select(data, DataSettings(label_noise=noise), 3, DIGITS) for noise in (0.2, 0.5))
    assert set(some.noisy) < set(more.noisy)
    assert np.array_equal(more.train_targets[some.noisy], some.train_targets[some.noisy])


def test_noise_takes_every_other_class_as_often() -> None:
    data = arrays(100_000)
    chosen = select(data, DataSettings(label_noise=1, validation=0), 0, DIGITS)
    offset = (chosen.train_targets - data.train_targets[chosen.train]) % 10
    counts = np.bincount(offset, minlength=10)
    assert counts[0] == 0
    # Binomial(100000, 1/9): 11111 ± 99; five standard deviations.
    assert np.all(np.abs(counts[1:] - 100_000 / 9) < 5 * np.sqrt(100_000 * 8 / 81))


def test_the_arrays_stay_as_they_are() -> None:
    data = arrays(100)
    before = data.train_targets.copy()
    select(data, DataSettings(label_noise=1), 0, DIGITS)
    assert np.array_equal(data.train_targets, before)
