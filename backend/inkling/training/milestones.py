"""The steps at which every training is measured, and its first filters are kept, whatever the clock says."""

from __future__ import annotations


def is_measured(step: int) -> bool:
    """Whether it is evaluated after so many steps in any case: 0, 10, 20, 40, 80, 160 and so on."""
    tens, rest = divmod(step, 10)
    return rest == 0 and tens & (tens - 1) == 0


def is_kept(step: int) -> bool:
    """Whether the time machine keeps how it is after so many steps: 0, 1, 2, 5, 10, 20, 50, 100 and so on."""
    while step and step % 10 == 0:
        step //= 10
    return step in (0, 1, 2, 5)


def next_after(step: int) -> int:
    """The first step after `step` (0 or more) that is one or the other."""
    doubled = 10
    while doubled <= step:
        doubled *= 2
    ten = 1
    while 10 * ten <= step:
        ten *= 10
    return min(doubled, *(times * ten for times in (1, 2, 5, 10) if times * ten > step))
