"""The token bucket against counting by hand."""

from hypothesis import given
from hypothesis import strategies as st

from inkling.rooms.rate import SECONDS_AT_ONCE, Bucket


def test_a_burst_passes_and_then_the_rate() -> None:
    bucket = Bucket(10, now=100)
    assert [bucket.take(100) for _ in range(21)] == [True] * 20 + [False]
    assert not bucket.take(100.05)
    assert [bucket.take(100.2) for _ in range(3)] == [True, True, False]
    # A long pause saves up no more than the burst.
    assert [bucket.take(1000) for _ in range(21)].count(True) == 20


@given(st.lists(st.floats(0, 0.5), max_size=300), st.integers(1, 50))
def test_never_more_than_the_rate_and_the_burst(pauses: list[float], rate: int) -> None:
    now, taken, bucket = 0.0, 0, Bucket(rate, now=0)
    for pause in pauses:
        now += pause
        taken += bucket.take(now)
        assert taken <= rate * (now + SECONDS_AT_ONCE) + 1e-6


@given(st.integers(1, 50))
def test_who_keeps_to_the_rate_is_never_held_up(rate: int) -> None:
    bucket = Bucket(rate, now=0)
    assert all(bucket.take(n / rate) for n in range(500))
