"""Seeds, and what they are for."""

from __future__ import annotations

from inkling.machine.chance import mixed


def test_mixed_is_splitmix64() -> None:
    """The first numbers of SplitMix64 from seed 1234567 (Vigna's reference: prng.di.unimi.it), less their lowest bit."""
    assert mixed(1234567) == 6457827717110365317 >> 1
    assert mixed(1234567 + 0x9E3779B97F4A7C15) == 3203168211198807973 >> 1


def test_mixed_seeds_differ_and_fit_torch() -> None:
    seeds = {mixed(a, b, c) for a in range(10) for b in range(10) for c in range(10)}
    assert len(seeds) == 1000
    assert all(0 <= seed < 2**63 for seed in seeds)
