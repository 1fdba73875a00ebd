"""The fixed steps, against lists written by hand."""

from inkling.training.milestones import is_kept, is_measured, next_after

MEASURED = [0, 10, 20, 40, 80, 160, 320, 640, 1280, 2560]
KEPT = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]


def test_the_fixed_steps() -> None:
    assert [step for step in range(5000) if is_measured(step)] == MEASURED
    assert [step for step in range(5000) if is_kept(step)] == KEPT
    assert [step for step in (10_000, 20_000, 30_000, 50_000, 1_000_000) if is_kept(step)] == [
        10_000,
        20_000,
        50_000,
        1_000_000,
    ]


def test_none_is_passed_over() -> None:
    both = sorted({*MEASURED, *KEPT})
    for step in range(2000):
        assert next_after(step) == next(each for each in both if each > step)
