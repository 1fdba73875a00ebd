"""The replay log against a plain list."""

from hypothesis import given
from hypothesis import strategies as st

from inkling.rooms.log import Log


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=60), st.integers(1, 200), st.integers(-2, 70))
def test_it_replays_exactly_what_came_after_or_says_that_it_can_not(records: list[bytes], most: int, last: int) -> None:
    log = Log(most)
    everything = [(log.add(record), record) for record in records]
    assert [number for number, _ in everything] == list(range(1, len(records) + 1))
    wanted = [pair for pair in everything if pair[0] > last]
    got = log.since(last)
    if got is None:
        kept = 0
        for _, record in reversed(wanted):
            kept += len(record)
        assert last < 0 or last > len(records) or kept > most
    else:
        assert got == wanted


def test_it_forgets_the_oldest_first_and_keeps_the_newest_however_large() -> None:
    log = Log(10)
    for record in (b"aaaa", b"bbbb", b"cccc", b"d" * 100):
        log.add(record)
    assert log.since(2) is None
    assert log.since(3) == [(4, b"d" * 100)]
