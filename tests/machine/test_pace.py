"""Pace and throughput, on a clock of the test's own."""

from __future__ import annotations

import time

import pytest

from inkling.machine.pace import Pace, Throughput


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "perf_counter", made)
    return made


def test_is_due_as_often_as_said(clock: Clock) -> None:
    pace = Pace(every=2)
    assert pace.due
    with pace:
        clock.now += 0.5
    assert pace.took == 0.5
    clock.now = 101.9
    assert not pace.due
    clock.now = 102.0
    assert pace.due


def test_keeps_to_its_share(clock: Clock) -> None:
    pace = Pace(every=1, share=0.25)
    with pace:
        clock.now += 1
    clock.now = 103.9
    assert not pace.due
    clock.now = 104.0
    assert pace.due


def test_after(clock: Clock) -> None:
    pace = Pace(every=1)
    pace.after(3)
    clock.now += 2.9
    assert not pace.due
    clock.now += 0.2
    assert pace.due


def test_throughput_by_hand(clock: Clock) -> None:
    throughput = Throughput()
    assert throughput.examples_per_second == 0
    throughput.begin()
    clock.now += 2
    throughput.add(4, 400)
    assert (throughput.steps_per_second, throughput.examples_per_second) == (2, 200)
    throughput.skip(5)
    clock.now += 5 + 2
    throughput.add(8, 800)
    assert (throughput.steps_per_second, throughput.examples_per_second) == (3, 300)


def test_throughput_forgets(clock: Clock) -> None:
    throughput = Throughput()
    throughput.begin()
    for speed in [1] * 10 + [5] * 10:
        clock.now += 1
        throughput.add(speed, 100 * speed)
    assert throughput.examples_per_second == 500
    throughput.begin()
    assert throughput.examples_per_second == 0
