"""What is handed in: taken once, within limits, under numbers that stay."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from inkling.errors import InklingError
from inkling.protocol.classroom import HandItIn
from inkling.rooms.hand_ins import HandIns
from inkling.store.records import HandIn

INK = bytes([255] * 784)
DIGITS = ["digits", "mnist", "class"]


def command(number: int = 1, sender: str = "a" * 16, label: int = 3, image: bytes = INK) -> HandItIn:
    return HandItIn(sender=sender, number=number, label=label, image=image)


def take(handed: HandIns, asked: HandItIn, viewer: str = "v", dataset: str = "mnist") -> HandIn:
    record = handed.take(asked, viewer, "Ada", dataset, 1.5)
    handed.keep(record)
    return record


def test_what_is_taken_is_all_there() -> None:
    handed = HandIns(10, 10)
    record = handed.take(command(), "v", "Ada", "mnist", 1.5)
    assert record == HandIn(1, "a" * 16, 1, "Ada", "mnist", 3, INK, 1.5)
    assert handed.all(DIGITS) == []
    assert not handed.is_kept(record)
    handed.keep(record)
    assert handed.all(DIGITS) == [record]
    assert handed.find("a" * 16, 1) == record
    assert handed.find("b" * 16, 1) is None


@pytest.mark.parametrize(
    ("image", "why"),
    [
        (b"", "28×28 pixels, one byte each; this one has 0 bytes"),
        (INK[1:], "783 bytes"),
        (INK * 4, "3,136 bytes"),
        (bytes(784), "The pad is empty"),
    ],
)
def test_what_is_no_drawing_is_not_taken(image: bytes, why: str) -> None:
    with pytest.raises(InklingError, match=why):
        HandIns(10, 10).take(command(image=image), "v", "Ada", "mnist", 0)


def test_a_room_takes_so_many_and_a_page_so_many() -> None:
    handed = HandIns(5, 3)
    for number in range(3):
        take(handed, command(number))
    for sender, viewer in (("a" * 16, "another socket"), ("another page, it says", "v")):
        asked = HandItIn.model_construct(kind="hand-in", sender=sender, number=9, label=1, image=INK)
        with pytest.raises(InklingError, match=r"as many as one page may here\. That is 3"):
            handed.take(asked, viewer, "Ada", "mnist", 0)
    # Others behind the same address are others.
    for number in range(2):
        take(handed, command(number, "b" * 16), "w")
    with pytest.raises(InklingError, match=r"No more digits are taken in this room\. 5 is the most"):
        handed.take(command(0, "c" * 16), "x", "Ada", "mnist", 0)
    with pytest.raises(InklingError, match="No digits are taken on this server"):
        HandIns(0, 3).take(command(), "v", "Ada", "mnist", 0)


def test_what_could_not_be_kept_leaves_its_place_but_not_its_number() -> None:
    handed = HandIns(1, 1)
    first = handed.take(command(), "v", "Ada", "mnist", 0)
    handed.drop(first)
    assert handed.find("a" * 16, 1) is None
    assert take(handed, command()).id == 2


def test_struck_out_and_taken_in_again() -> None:
    handed = HandIns(10, 10)
    records = [take(handed, command(number, label=number % 10)) for number in range(5)]
    assert handed.strike(3, True) == replace(records[2], struck=True)
    assert handed.strike(3, True) is None
    assert handed.strike(99, True) is None
    assert (handed.has(3), handed.has(99)) == (True, False)
    assert handed.digits(DIGITS).ids == (1, 2, 4, 5)
    assert handed.digits(DIGITS).labels == (0, 1, 3, 4)
    assert handed.digits(DIGITS).images == INK * 4
    assert [each.id for each in handed.all(DIGITS)] == [1, 2, 3, 4, 5]
    assert handed.strike(3, False) == records[2]
    assert handed.digits(DIGITS).ids == (1, 2, 3, 4, 5)


def test_labels_are_of_their_data_set_s_classes() -> None:
    handed = HandIns(10, 10)
    take(handed, command(1))
    take(handed, command(2), dataset="fashion-mnist")
    assert [each.number for each in handed.all(DIGITS)] == [1]
    assert [each.number for each in handed.all(["fashion-mnist"])] == [2]


def test_after_a_restart_it_is_as_it_was() -> None:
    before = HandIns(4, 3)
    for number in range(3):
        take(before, command(number))
    before.strike(2, True)
    after = HandIns(4, 3, reversed(before.all(DIGITS)))
    assert after.all(DIGITS) == before.all(DIGITS)
    assert after.digits(DIGITS) == before.digits(DIGITS)
    # What was kept and not acknowledged before is found, not taken once more.
    found = after.find("a" * 16, 2)
    assert found is not None
    assert found.id == 3
    with pytest.raises(InklingError, match="as many as one page"):
        after.take(command(9), "v", "Ada", "mnist", 0)
    assert take(after, command(0, "b" * 16), "w").id == 4


class Machine(RuleBasedStateMachine):
    """Any order of taking, keeping, dropping and striking, against plain lists."""

    def __init__(self) -> None:
        super().__init__()
        self.handed = HandIns(20, 6)
        self.pending: list[HandIn] = []
        self.kept: dict[int, bool] = {}
        self.places: dict[tuple[str, int], HandIn] = {}
        self.given: list[int] = []

    @rule(sender=st.sampled_from("abcdef"), number=st.integers(0, 7))
    def take(self, sender: str, number: int) -> None:
        found = self.handed.find(sender * 16, number)
        assert (found is None) == ((sender, number) not in self.places)
        if found is not None:
            return
        mine = sum(name == sender for name, _ in self.places)
        if len(self.places) >= 20 or mine >= 6:
            with pytest.raises(InklingError):
                self.handed.take(command(number, sender * 16), sender, "", "mnist", 0)
            return
        record = self.handed.take(command(number, sender * 16), sender, "", "mnist", 0)
        assert record.id not in self.given
        self.given.append(record.id)
        self.places[sender, number] = record
        self.pending.append(record)

    @rule(which=st.integers(0, 30), keeps=st.booleans())
    def settle(self, which: int, keeps: bool) -> None:
        if not self.pending:
            return
        record = self.pending.pop(which % len(self.pending))
        if keeps:
            self.handed.keep(record)
            self.kept[record.id] = False
        else:
            self.handed.drop(record)
            del self.places[record.sender[0], record.number]

    @rule(id=st.integers(0, 30), on=st.booleans())
    def strike(self, id: int, on: bool) -> None:
        changed = self.handed.strike(id, on)
        assert (changed is not None) == (id in self.kept and self.kept[id] != on)
        if changed is not None:
            self.kept[id] = on

    @invariant()
    def says_what_is_there(self) -> None:
        assert {each.id: each.struck for each in self.handed.all(DIGITS)} == self.kept
        assert list(self.handed.digits(DIGITS).ids) == sorted(id for id, struck in self.kept.items() if not struck)


TestMachine = Machine.TestCase


@given(label=st.integers(), number=st.integers(), sender=st.text(max_size=50))
def test_what_the_wire_lets_through_is_within_bounds(label: int, number: int, sender: str) -> None:
    try:
        asked = HandItIn(sender=sender, number=number, label=label, image=INK)
    except ValueError:
        return
    assert 16 <= len(asked.sender) <= 40
    assert asked.sender.isascii()
    assert asked.label >= 0
    assert asked.number >= 0
