"""Random numbers: what each is drawn for, and seeds that do not run into one another.

Each purpose draws from a stream of its own, so that one more draw for the one leaves the others as they were. The numbers are
part of what a seed means: change one, and every training with it goes another way.
"""

from __future__ import annotations

from enum import IntEnum, unique


@unique
class Purpose(IntEnum):
    """What PyTorch's random numbers are drawn for: goes into `mixed` after the experiment's seed."""

    ORDER = 1
    """The order of an epoch's examples."""
    VARY = 2
    """How a step's examples are varied."""
    LAYERS = 3
    """What layers such as Dropout draw in a step."""
    SAMPLE = 4
    """Which test examples are measured on the way."""
    START = 5
    """The kernels that a layer begins with."""
    RACE = 6
    """Which test examples a race is measured on."""
    BESIDE = 7
    """The first weights of the nets beside the first."""


@unique
class Choice(IntEnum):
    """What NumPy's random numbers are drawn for: `default_rng([seed, choice])`."""

    HELD_BACK = 1
    """Which training examples are held back, and which are learned from."""
    SPOILED = 2
    """Which targets are made wrong, and what they become."""


def mixed(*numbers: int) -> int:
    """A seed (63 bits) from several numbers: the same ones give the same, others give an unrelated one.

    SplitMix64 (Steele, Lea & Flood 2014), fed one number after the other.
    """
    state = 0
    for number in numbers:
        state = (state + number + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 31
    return state >> 1
