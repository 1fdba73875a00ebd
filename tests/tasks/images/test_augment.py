"""Augmentation, against hand-made shifts, turns and strokes."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from inkling.experiment.experiment import Augment
from inkling.tasks.images.augment import augment, backwards, bending, thicken, warp

FIELDS = {"shift": 3.0, "rotate": 30.0, "scale": 0.3, "shear": 20.0, "stroke": 1.5, "elastic": 3.0}


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def pictures(*shape: int, seed: int = 1) -> Tensor:
    return torch.rand(shape, generator=seeded(seed))


def moved(
    images: Tensor,
    dx: float = 0,
    dy: float = 0,
    rotate: float = 0,
    scale: float = 1,
    shear: float = 0,
    bend: Tensor | None = None,
) -> Tensor:
    """Every image moved alike."""

    def all_of(value: float) -> Tensor:
        return torch.full((len(images),), float(value))

    matrix = backwards(
        shift=torch.tensor([[dx, dy]], dtype=torch.float32).expand(len(images), 2),
        rotate=all_of(rotate),
        scale=all_of(scale),
        shear=all_of(shear),
        size=(images.shape[2], images.shape[3]),
    )
    return warp(images, matrix, bend)


def test_nothing_asked_gives_the_images_themselves() -> None:
    images = pictures(4, 1, 28, 28)
    assert augment(images, Augment(), seeded()) is images


def test_no_images_are_no_crash() -> None:
    assert augment(torch.zeros(0, 1, 28, 28, dtype=torch.uint8), Augment(**FIELDS), seeded()).shape == (0, 1, 28, 28)


@pytest.mark.parametrize(("dx", "dy"), [(0, 0), (3, 0), (0, 2), (-1, 4), (-8, -8)])
def test_a_shift_by_whole_pixels_moves_pixels(dx: int, dy: int) -> None:
    images = pictures(3, 2, 20, 28)
    rolled = torch.roll(images, (dy, dx), (2, 3))
    rows, columns = torch.arange(20), torch.arange(28)
    came_in = ((rows - dy < 0) | (rows - dy >= 20))[:, None] | ((columns - dx < 0) | (columns - dx >= 28))[None]
    assert torch.allclose(moved(images, dx, dy), rolled.masked_fill(came_in, 0), atol=1e-5)


def test_a_half_pixel_is_the_mean_of_two() -> None:
    images = pictures(1, 1, 9, 9)
    assert torch.allclose(moved(images, 0.5)[..., 1:], (images[..., 1:] + images[..., :-1]) / 2, atol=1e-6)


def test_turns_by_quarters() -> None:
    images = pictures(2, 3, 28, 28)
    assert torch.allclose(moved(images, rotate=180), images.flip(2, 3), atol=1e-4)
    # torch.rot90 turns from the first axis given to the second: rows to columns is against the clock, as y points down.
    assert torch.allclose(moved(images, rotate=90), torch.rot90(images, -1, (2, 3)), atol=1e-4)
    assert torch.allclose(moved(images, rotate=-90), torch.rot90(images, 1, (2, 3)), atol=1e-4)


def test_twice_as_large_is_the_middle_quarter_of_it() -> None:
    images = torch.zeros(1, 1, 28, 28)
    images[..., 10:18, 12:16] = 1
    large = moved(images, scale=2)
    assert torch.all(large[0, 0, 7:21, 11:17] == 1)
    assert large.sum().item() == pytest.approx(4 * 8 * 4, rel=0.02)


def test_slant_leans_the_top_to_the_right() -> None:
    images = torch.zeros(1, 1, 29, 29)
    images[..., :, 14] = 1
    leaning = moved(images, shear=45)[0, 0]
    for row in range(29):
        column = 14 + (14 - row)  # tan 45° = 1
        assert leaning[row, column] == pytest.approx(1, abs=1e-4)


def test_moves_come_in_the_order_said() -> None:
    images = torch.zeros(1, 1, 41, 41)
    images[..., 20, 30] = 1  # 10 right of the centre
    # Scaled to 15 right, turned a quarter clockwise to 15 down, shifted 3 left and 2 down.
    found = moved(images, dx=-3, dy=2, rotate=90, scale=1.5)[0, 0]
    assert found.argmax().item() == (20 + 15 + 2) * 41 + 20 - 3


def test_a_bent_image_is_read_where_the_field_says() -> None:
    images = pictures(2, 1, 28, 28)
    field = torch.zeros(2, 2, 28, 28)
    field[0, 0], field[1, 1] = 2, -3
    bent = moved(images, bend=field)
    assert torch.allclose(bent[0, :, :, :-2], images[0, :, :, 2:], atol=1e-5)
    assert torch.allclose(bent[1, :, 3:], images[1, :, :-3], atol=1e-5)


def test_the_field_is_smooth_and_no_greater_than_its_knots() -> None:
    knots = torch.rand((50, 2, 7, 7), generator=seeded()) * 2 - 1
    field = bending(knots, (28, 28))
    assert field.shape == (50, 2, 28, 28)
    assert field.abs().max() <= knots.abs().max()
    assert (field[..., 1:] - field[..., :-1]).abs().max() < 0.3, "no tears: at most 2 over 7 pixels"
    assert torch.allclose(bending(torch.ones(1, 2, 7, 7), (28, 20)), torch.ones(1, 2, 28, 20)), "weights sum to 1"


def bar(width: int) -> Tensor:
    image = torch.zeros(1, 1, 28, 28)
    image[..., 4:24, 10 : 10 + width] = 1
    return image


@pytest.mark.parametrize("width", [1, 3, 6])
@pytest.mark.parametrize("pixels", [0.0, 0.5, 1.0, 2.0])
def test_a_stroke_grows_by_so_many_pixels(width: int, pixels: float) -> None:
    thick = thicken(bar(width), torch.tensor([pixels]))
    assert thick[0, 0, 14].sum() == pytest.approx(width + pixels)
    assert thick[0, 0, :, 10].sum() == pytest.approx(20 + pixels)


@pytest.mark.parametrize("width", [3, 4, 6])
@pytest.mark.parametrize("pixels", [0.5, 1.0, 2.0])
def test_a_stroke_shrinks_by_so_many_pixels(width: int, pixels: float) -> None:
    assert thicken(bar(width), torch.tensor([-pixels]))[0, 0, 14].sum() == pytest.approx(width - pixels)


@pytest.mark.parametrize("width", [1, 2])
def test_a_stroke_too_thin_to_shrink_stays(width: int) -> None:
    assert torch.equal(thicken(bar(width), torch.tensor([-2.0])), bar(width))


def test_dilation_is_max_pooling() -> None:
    images = pictures(5, 2, 17, 23)
    assert torch.equal(thicken(images, torch.full((5,), 2.0)), torch.nn.functional.max_pool2d(images, 3, 1, 1))


def test_each_image_has_its_own_stroke() -> None:
    images = bar(4).expand(3, 1, 28, 28)
    sums = thicken(images, torch.tensor([-1.0, 0.0, 1.0]))[:, 0, 14].sum(1)
    assert sums.tolist() == pytest.approx([3, 4, 5])


SETTINGS = st.builds(
    Augment,
    shift=st.floats(0, 8),
    rotate=st.floats(0, 180),
    scale=st.floats(0, 0.5),
    shear=st.floats(0, 45),
    stroke=st.floats(0, 2),
    elastic=st.floats(0, 6),
)


@given(
    SETTINGS,
    st.integers(0, 1000),
    st.sampled_from([(1, 28, 28), (3, 32, 20), (2, 5, 7)]),
    st.sampled_from(["uint8", "float32", "float64"]),
)
def test_shape_dtype_and_range_stay(settings: Augment, seed: int, shape: tuple[int, int, int], dtype: str) -> None:
    images = (pictures(6, *shape) * 255).round().to(getattr(torch, dtype))
    before = images.clone()
    changed = augment(images, settings, seeded(seed))
    assert changed.shape == images.shape
    assert changed.dtype == images.dtype
    assert changed.min() >= -1e-3
    assert changed.max() <= images.max() + 1e-3
    assert torch.equal(images, before), "the images given stay as they are"
    assert torch.equal(changed, augment(images, settings, seeded(seed))), "the generator decides everything"


@pytest.mark.parametrize(("name", "value"), FIELDS.items())
def test_every_setting_does_something_different_to_each_image(name: str, value: float) -> None:
    image = torch.zeros(1, 1, 28, 28)
    image[..., 6:22, 9:13] = 1
    image[..., 18:22, 9:20] = 1
    changed = augment(image.expand(16, 1, 28, 28), Augment(**{name: value}), seeded())
    assert len(torch.unique(changed.flatten(1), dim=0)) == 16
    assert (changed.sum((1, 2, 3)) > 0.4 * image.sum()).all()


def test_shifts_are_uniform_within_their_bound() -> None:
    images = torch.zeros(4000, 1, 28, 28)
    images[:, :, 14, 14] = 1
    changed = augment(images, Augment(shift=4), seeded())[:, 0]
    at = torch.arange(28.0) - 14
    for offsets in (changed.sum(1) @ at, changed.sum(2) @ at):
        assert offsets.abs().max() <= 4 + 1e-4
        # Uniform on [-4, 4]: mean 0 ± 0.037, standard deviation 8/√12.
        assert offsets.mean().abs() < 0.2
        assert offsets.std() == pytest.approx(8 / math.sqrt(12), rel=0.05)


def test_all_channels_are_changed_alike() -> None:
    one = pictures(8, 1, 28, 28)
    changed = augment(one.expand(8, 3, 28, 28), Augment(**FIELDS), seeded())
    assert torch.equal(changed[:, 0], changed[:, 1])
    assert torch.equal(changed[:, 0], changed[:, 2])
    assert torch.allclose(changed[:, :1], augment(one, Augment(**FIELDS), seeded()), atol=1e-6)


def test_one_setting_does_not_change_what_another_does() -> None:
    image = torch.zeros(64, 1, 28, 28)
    image[:, :, 14, 14] = 1
    alone = augment(image, Augment(shift=4), seeded())
    both = augment(image, Augment(shift=4, rotate=1e-6), seeded())
    assert torch.allclose(alone, both, atol=1e-4)


def test_the_global_chance_is_left_alone() -> None:
    state = torch.random.get_rng_state()
    augment(pictures(4, 1, 28, 28), Augment(**FIELDS), seeded())
    assert torch.equal(torch.random.get_rng_state(), state)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_a_gpu_gives_the_same_from_the_same_numbers() -> None:
    images = (pictures(32, 1, 28, 28) * 255).to(torch.uint8)
    here = augment(images, Augment(**FIELDS), seeded())
    there = augment(images.cuda(), Augment(**FIELDS), seeded())
    assert there.is_cuda
    assert (here.int() - there.cpu().int()).abs().max() <= 1
