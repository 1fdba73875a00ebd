"""The outbox against a plain model of what must arrive."""

from hypothesis import given
from hypothesis import strategies as st

from inkling.rooms.outbox import Outbox


def drain(outbox: Outbox) -> list[bytes]:
    frames = []
    while (frame := outbox.pop()) is not None:
        frames.append(frame)
    return frames


def test_records_keep_their_order_and_come_before_pictures() -> None:
    woken: list[None] = []
    outbox = Outbox(lambda: woken.append(None))
    outbox.put_picture("a", b"picture")
    outbox.put(b"1")
    outbox.put(b"2")
    assert drain(outbox) == [b"1", b"2", b"picture"]
    assert len(woken) == 3


def test_only_the_newest_picture_of_a_key_is_kept() -> None:
    outbox = Outbox(lambda: None)
    for n in range(100):
        outbox.put_picture("a", b"a%d" % n)
        outbox.put_picture("b", b"b%d" % n)
    assert sorted(drain(outbox)) == [b"a99", b"b99"]
    assert outbox.conflated == 198


def test_a_viewer_that_reads_nothing_holds_a_bounded_number_of_bytes() -> None:
    outbox = Outbox(lambda: None, most=1000)
    for _ in range(10_000):
        outbox.put(b"x" * 100)
        outbox.put_picture("p", b"y" * 100)
    assert outbox.overflowed
    assert drain(outbox) == []


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.binary(max_size=4)),
            st.tuples(st.sampled_from("abc"), st.binary(max_size=4)),
            st.just(None),
        )
    )
)
def test_nothing_is_lost_but_older_pictures(moves: list[tuple[str, bytes] | None]) -> None:
    outbox = Outbox(lambda: None)
    records: list[bytes] = []
    pictures: dict[str, bytes] = {}
    for move in moves:
        if move is None:
            frame = outbox.pop()
            if records:
                assert frame == records.pop(0)
            elif pictures:
                assert frame == pictures.pop(next(iter(pictures)))
            else:
                assert frame is None
        elif move[0] == "put":
            outbox.put(move[1])
            records.append(move[1])
        else:
            outbox.put_picture(*move)
            pictures[move[0]] = move[1]
    assert drain(outbox) == records + list(pictures.values())


def test_of_news_the_newest_is_kept_and_comes_before_pictures_also_of_another_net() -> None:
    outbox = Outbox(lambda: None)
    outbox.put_picture("a", b"picture")
    for n in range(3):
        outbox.put_latest("shown", b"%d" % n)
    outbox.put(b"record")
    assert (drain(outbox), outbox.conflated, outbox.sent) == ([b"record", b"2", b"picture"], 2, 3)
    outbox.put_latest("shown", b"news")
    outbox.put_picture("a", b"picture")
    outbox.drop_pictures()
    assert drain(outbox) == [b"news"]


def test_frames_that_go_together_are_pictures_alone_or_none() -> None:
    outbox = Outbox(lambda: None)
    for n in range(3):
        outbox.put_picture(n, b"picture%d" % n)
    outbox.put(b"record")
    outbox.put_latest("shown", b"news")
    assert outbox.take(1000) == [b"record", b"news"]
    assert outbox.take(10) == [b"picture0", b"picture1"], "the one with which it is enough is the last"
    outbox.put(b"record")
    assert outbox.take(1000) == [b"record"]
    assert outbox.take(1000) == [b"picture2"]
    assert outbox.take(1000) == []
