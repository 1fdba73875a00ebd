"""Random changes to training images, made on whatever device the images are on.

Geometry (shift, rotation, scale, slant, bending) is one map from each output pixel to a place in the input, read there by
bilinear interpolation: an image is resampled once, however much is asked for. Outside the image all is paper (0).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional as F

from inkling.experiment.experiment import Augment

_CELLS = 4
"""Bending: how many times its displacement can change between one side of an image and the other."""


def augment(images: Tensor, settings: Augment, generator: torch.Generator) -> Tensor:
    """Every image changed by its own chance, within `settings`; each chance is uniform between its two bounds.

    Args:
        images: [N, C, H, W], uint8 or floating, 0 = paper; all channels of an image are changed alike.
        settings: all zero gives `images` itself.
        generator: decides every chance. It may be on another device than the images: then the numbers travel.

    Returns:
        As many images of the same shape, dtype, device and range.
    """
    moves = settings.shift or settings.rotate or settings.scale or settings.shear
    if not (moves or settings.stroke or settings.elastic) or not len(images):
        return images
    count, _, height, width = images.shape
    # All six chances are drawn whether they are used or not, so that one setting doesn't change what the others do.
    chance = _uniform((6, count), images, generator)
    changed = thicken(images, chance[5] * settings.stroke) if settings.stroke else images
    changed = changed.to(images.dtype if images.is_floating_point() else torch.float32)
    if moves or settings.elastic:
        matrix = backwards(
            shift=chance[:2].T * settings.shift,
            rotate=chance[2] * settings.rotate,
            scale=1 + chance[3] * settings.scale,
            shear=chance[4] * settings.shear,
            size=(height, width),
        )
        bend = None
        if settings.elastic:
            knots = _CELLS + 3
            bend = bending(_uniform((count, 2, knots, knots), images, generator) * settings.elastic, (height, width))
        changed = warp(changed, matrix, bend)
    return changed if images.is_floating_point() else changed.round_().clamp_(0, 255).to(images.dtype)


def backwards(*, shift: Tensor, rotate: Tensor, scale: Tensor, shear: Tensor, size: tuple[int, int]) -> Tensor:
    """For each image, the map from output to input that slants, scales, turns and then shifts its content.

    Args:
        shift: [N, 2], pixels to the right and down.
        rotate: [N], degrees; positive turns clockwise as seen.
        scale: [N], above 0.
        shear: [N], degrees; positive leans the top to the right, like italics.
        size: height and width in pixels.

    Returns:
        [N, 2, 3]: output x, y, 1 in pixels from the image's centre → input x, y.
    """
    angle, slant = torch.deg2rad(rotate), torch.tan(torch.deg2rad(shear))
    cos, sin = torch.cos(angle) / scale, torch.sin(angle) / scale
    # Content goes p → scale · R · S · p + shift, with R = [[c, -s], [s, c]] (clockwise, as y points down) and
    # S = [[1, -slant], [0, 1]]. So back: S⁻¹ · R⁻¹ / scale · (p - shift), R⁻¹ = [[c, s], [-s, c]], S⁻¹ = [[1, slant], [0, 1]].
    matrix = torch.stack([torch.stack([cos - slant * sin, sin + slant * cos], 1), torch.stack([-sin, cos], 1)], 1)
    return torch.cat([matrix, -matrix @ shift[:, :, None]], 2)


def warp(images: Tensor, matrix: Tensor, bend: Tensor | None = None) -> Tensor:
    """Read floating images [N, C, H, W] where `matrix` [N, 2, 3] says, off by `bend` [N, 2, H, W]; both in pixels (x, y)."""
    height, width = images.shape[2:]
    half = torch.tensor([width / 2, height / 2], device=images.device)
    # The place read is a sum of a term of the column and one of the row; grid_sample counts from -1 to 1 over the whole image.
    matrix = matrix.to(images.dtype)
    x, y = (torch.arange(side, device=images.device, dtype=images.dtype) - (side - 1) / 2 for side in (width, height))
    places = (matrix[:, :, :1] * x)[:, :, None] + (matrix[:, :, 1:2] * y + matrix[:, :, 2:])[:, :, :, None]
    if bend is not None:
        places += bend
    grid = (places / half[:, None, None]).permute(0, 2, 3, 1)
    return F.grid_sample(images, grid.to(images.dtype), mode="bilinear", padding_mode="zeros", align_corners=False)


def bending(knots: Tensor, size: tuple[int, int]) -> Tensor:
    """A smooth field of displacements [N, 2, H, W] from random ones [N, 2, k, k] at its knots: a uniform cubic B-spline.

    Its weights are positive and sum to 1, so no displacement is greater than the greatest at a knot.
    """
    down, across = (_spline(side, knots.shape[-1], knots.device) for side in size)
    return down @ knots @ across.T


def thicken(images: Tensor, pixels: Tensor) -> Tensor:
    """Strokes of images [N, C, H, W] wider by so many pixels [N], -2 to 2; negative: thinner. Floating.

    Growing by two pixels, one on each side, is the greatest value among a pixel and its eight neighbours (dilation), shrinking
    the least one (erosion); in between it is their mixture with the image. Lines too thin to survive erosion, which are what an
    opening takes away, stay as they are.
    """
    share = (pixels / 2)[:, None, None, None]
    shrunk = _around(images, torch.minimum)
    # An opening is never above the image, so this is no overflow for uint8 either.
    shrunk = shrunk + (images - _around(shrunk, torch.maximum))
    goal = torch.where(share > 0, _around(images, torch.maximum), shrunk)
    return torch.lerp(images.to(share.dtype), goal.to(share.dtype), share.abs())


def _around(images: Tensor, choose: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """The greatest (or least) value of each pixel and its eight neighbours. On a CPU ten times as fast as max_pool2d."""
    for side in (3, 2):
        beside = images.clone()
        after, before = beside.narrow(side, 1, beside.shape[side] - 1), beside.narrow(side, 0, beside.shape[side] - 1)
        after.copy_(choose(after, images.narrow(side, 0, images.shape[side] - 1)))
        before.copy_(choose(before, images.narrow(side, 1, images.shape[side] - 1)))
        images = beside
    return images


@lru_cache(maxsize=16)
def _spline(pixels: int, knots: int, device: torch.device) -> Tensor:
    """[pixels, knots]: the weight of each knot at each pixel's middle."""
    at = (torch.arange(pixels) + 0.5) / pixels * (knots - 3) + 1
    distance = (at[:, None] - torch.arange(knots)).abs()
    near = 2 / 3 - distance**2 + distance**3 / 2
    far = (2 - distance).clamp(min=0) ** 3 / 6
    return torch.where(distance < 1, near, far).to(device)


def _uniform(shape: tuple[int, ...], like: Tensor, generator: torch.Generator) -> Tensor:
    """Between -1 and 1, float32, on the device of `like`."""
    numbers = torch.rand(shape, generator=generator, device=generator.device)
    return numbers.to(like.device, non_blocking=True) * 2 - 1
