"""Arithmetic of a window that slides over a picture: what convolution and pooling have in common."""

from __future__ import annotations

from typing import Any

from inkling.layers._base import Misfit, Pair, pair, sides


def compact(value: tuple[int, int]) -> int | list[int]:
    """(height, width) as JSON: one number where both are equal."""
    return value[0] if value[0] == value[1] else list(value)


def span(kernel: int, dilation: int) -> int:
    """How many pixels a window of `kernel` points reaches over, when its points are `dilation` apart."""
    return dilation * (kernel - 1) + 1


def positions(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil: bool) -> int:
    """How many places the window takes along one direction; less than 1: it does not fit.

    The formula is that of torch.nn.Conv2d and torch.nn.MaxPool2d. With `ceil`, a last window that sticks out counts too,
    if it starts inside the picture or its padding before.
    """
    room = size + 2 * padding - span(kernel, dilation)
    count = (room + stride - 1 if ceil else room) // stride + 1
    if ceil and (count - 1) * stride >= size + padding:
        count -= 1
    return count


def half_padding(name: str, kernel_size: Pair, padding: Pair) -> None:
    """PyTorch pools only with a padding of at most half the kernel, dilated or not, so that each window sees some picture.

    Raises:
        Misfit: the padding is larger; a smaller one mends it.
    """
    given = pair(padding)
    kernel = pair(kernel_size)
    most = kernel[0] // 2, kernel[1] // 2
    if given[0] > most[0] or given[1] > most[1]:
        mended = compact((min(given[0], most[0]), min(given[1], most[1])))
        raise Misfit(
            f"{name} takes a padding of at most half its kernel ({words(compact(most))}); it is set to {words(compact(given))}",
            f"Set padding to {words(mended)}",
            change={"padding": mended},
        )


def slide(
    name: str,
    size: tuple[int, int],
    kernel_size: Pair,
    stride: Pair,
    padding: Pair,
    dilation: Pair = 1,
    *,
    ceil: bool = False,
    pooling: bool = False,
) -> tuple[int, int]:
    """(height, width) of what a sliding window gives for a picture of `size`.

    Raises:
        Misfit: the window is larger than the padded picture; a smaller kernel mends it.
    """
    kernel, step, border, gap = pair(kernel_size), pair(stride), pair(padding), pair(dilation)
    height, width = (positions(size[i], kernel[i], step[i], border[i], gap[i], ceil) for i in (0, 1))
    if height >= 1 and width >= 1:
        return height, width
    # A pool's padding is bound to its kernel, so its smaller kernel is chosen to fit without padding.
    around = (0, 0) if pooling else border
    fitting = compact((_fit(size[0], kernel[0], around[0], gap[0]), _fit(size[1], kernel[1], around[1], gap[1])))
    change: dict[str, Any] = {"kernel_size": fitting}
    if pooling:
        change["padding"] = 0
    window = sides((span(kernel[0], gap[0]), span(kernel[1], gap[1])))
    padded = f", {sides((size[0] + 2 * border[0], size[1] + 2 * border[1]))} with its padding" if any(border) else ""
    dilated = " with its dilation" if any(g > 1 for g in gap) else ""
    raise Misfit(
        f"{name}'s window is {window}{dilated}, larger than the picture it gets ({sides(size)}{padded})",
        f"Set kernel_size to {words(fitting)}",
        change=change,
    )


def slide_along(
    name: str,
    length: int,
    kernel: int,
    stride: int,
    padding: int,
    dilation: int = 1,
    *,
    ceil: bool = False,
    pooling: bool = False,
) -> int:
    """How long a sequence is after a window has slid along it.

    Raises:
        Misfit: the window is longer than the padded sequence; a smaller kernel mends it.
    """
    count = positions(length, kernel, stride, padding, dilation, ceil)
    if count >= 1:
        return count
    # As in `slide`: a pool's smaller kernel is chosen to fit without padding.
    fitting = _fit(length, kernel, 0 if pooling else padding, dilation)
    padded = f", {length + 2 * padding} with its padding" if padding else ""
    dilated = " with its dilation" if dilation > 1 else ""
    raise Misfit(
        f"{name}'s window is {span(kernel, dilation)} long{dilated}, longer than the sequence it gets ({length}{padded})",
        f"Set kernel_size to {fitting}",
        change={"kernel_size": fitting, **({"padding": 0} if pooling else {})},
    )


def _fit(size: int, kernel: int, padding: int, dilation: int) -> int:
    return min(kernel, (size + 2 * padding - 1) // dilation + 1)


def words(value: int | list[int]) -> str:
    return str(value) if isinstance(value, int) else sides(value)
