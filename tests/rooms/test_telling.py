"""What viewers of a room are sent: to whom, in which order, and what is kept for who is away."""

from __future__ import annotations

from typing import Any

from inkling.protocol import wire
from inkling.protocol.guess import Guesses
from inkling.protocol.looking import Watch
from inkling.protocol.racing import RaceSoFar
from inkling.protocol.room import Pong, Refused
from inkling.protocol.training import Status
from inkling.rooms.outbox import Outbox
from inkling.rooms.telling import Telling
from inkling.rooms.viewer import Viewer


def room() -> tuple[Telling, Viewer, Viewer]:
    ada, bea = (Viewer(name, Outbox(lambda: None)) for name in ("ada", "bea"))
    ada.role = "presenter"
    return Telling({"ada": ada, "bea": bea}), ada, bea


def sent(viewer: Viewer) -> list[tuple[int, Any]]:
    return [wire.unframe(frame) for frame in iter(viewer.outbox.pop, None)]


def test_records_are_numbered_and_told_to_all_however_they_come() -> None:
    telling, ada, bea = room()
    first, second = Status(state="running", step=1), Status(state="running", step=2)
    telling.record(first)
    telling.record(wire.encode(second))
    assert sent(ada) == sent(bea) == [(1, first), (2, second)]
    assert telling.number == 2


def test_who_comes_back_is_sent_what_it_has_missed_under_the_same_numbers() -> None:
    telling, ada, _ = room()
    for step in range(1, 4):
        telling.record(Status(step=step))
    sent(ada)
    missed = telling.missed(1)
    assert missed is not None
    telling.resend(ada, missed)
    assert [(number, event.step) for number, event in sent(ada)] == [(2, 2), (3, 3)]
    assert telling.missed(4) is None


def test_those_of_a_role_are_told_and_nobody_hears_what_is_not_for_them() -> None:
    telling, ada, bea = room()
    telling.tell(Guesses(question="q", counts=[1, 2]))
    telling.tell(Pong(), "viewer")
    assert [event.kind for _, event in sent(ada)] == ["guesses"]
    assert [event.kind for _, event in sent(bea)] == ["pong"]
    telling.answer(bea, Guesses(question="q", counts=[1, 2]))
    telling.refuse(bea, "guess", "No.")
    assert sent(bea) == [(0, Refused(command="guess", message="No."))]


def test_news_takes_the_place_of_older_news_and_comes_after_what_is_in_order() -> None:
    telling, ada, _ = room()
    telling.tell(RaceSoFar())
    telling.tell(RaceSoFar(message="newer"))
    telling.record(Status(step=1))
    assert [getattr(event, "message", "") for _, event in sent(ada)] == ["", "newer"]
    assert ada.outbox.conflated == 1


def test_pictures_go_to_who_looks_and_is_there_and_can_be_dropped() -> None:
    telling, ada, bea = room()
    ada.watch = Watch(looks={"maps": ["c"]})
    telling.pass_on(["ada", "bea", "gone"], "maps", "c", b"encoded")
    telling.pass_on(None, "maps", "d", b"encoded")
    assert ada.outbox.pop() == wire.frame(0, b"encoded")
    assert (ada.outbox.pop(), bea.outbox.pop()) == (None, None)
    telling.pass_on(None, "maps", "c", b"encoded")
    telling.drop_pictures()
    assert ada.outbox.pop() is None


def test_the_end_is_told_to_all() -> None:
    telling, ada, bea = room()
    telling.end("Closing.")
    assert (ada.outbox.over, bea.outbox.over) == ("Closing.", "Closing.")
