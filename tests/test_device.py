"""Devices and seeds. What needs a GPU is not tested where there is none."""

from __future__ import annotations

import pytest
import torch

from inkling.device import describe, mixed, pick, seed_chance


def test_the_cpu_is_there_where_nothing_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert pick() == torch.device("cpu")


def test_apples_gpu_before_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert pick() == torch.device("mps")
    assert describe(torch.device("mps")) == "Apple GPU"


@pytest.mark.parametrize(("threads", "words"), [(1, "CPU, 1 thread"), (4, "CPU, 4 threads")])
def test_says_how_many_threads(monkeypatch: pytest.MonkeyPatch, threads: int, words: str) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    assert describe(torch.device("cpu")) == words


def test_seeding_chance_decides_dropout() -> None:
    found = []
    for seed in (1, 2, 1):
        seed_chance(torch.device("cpu"), seed)
        found.append(torch.nn.functional.dropout(torch.ones(100)))
    assert torch.equal(found[0], found[2])
    assert not torch.equal(found[0], found[1])


def test_mixed_is_splitmix64() -> None:
    """The first numbers of SplitMix64 from seed 1234567 (Vigna's reference: prng.di.unimi.it), less their lowest bit."""
    assert mixed(1234567) == 6457827717110365317 >> 1
    assert mixed(1234567 + 0x9E3779B97F4A7C15) == 3203168211198807973 >> 1


def test_mixed_seeds_differ_and_fit_torch() -> None:
    seeds = {mixed(a, b, c) for a in range(10) for b in range(10) for c in range(10)}
    assert len(seeds) == 1000
    assert all(0 <= seed < 2**63 for seed in seeds)
