"""Handing in, in a room: who is told what and when, and the class as a data set of the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from inkling.datasets.making.collected import CLASS
from inkling.experiment.experiment import Experiment
from inkling.layers._base import Signal
from inkling.net import check
from inkling.protocol import wire
from inkling.protocol.arrays import Floats
from inkling.protocol.classroom import HandItIn, Strike, Verdicts, Wall
from inkling.protocol.data import DataState
from inkling.protocol.looking import Watch
from inkling.protocol.room import Welcome
from inkling.protocol.training import Change, Reset, Train
from inkling.rooms.house import Surroundings
from inkling.rooms.outbox import Outbox
from inkling.rooms.room import Room
from inkling.rooms.viewer import Viewer
from inkling.store.records import HandIn, KeptRoom
from told import Told

NET = {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}
INK = bytes([255] * 784)


class House:
    """A room whose archive says when it has kept something."""

    def __init__(self, *, slow: bool = False, kept: KeptRoom | None = None, **first: Any) -> None:
        self.told = Told()
        self.keeping: list[tuple[HandIn, Callable[[str], None]]] = []
        self.struck: list[tuple[str, int, bool]] = []
        self.changes = 0
        self.now = 1000.0
        around = Surroundings(
            self.told,
            lambda experiment: check(experiment.net, gives=Signal.of((10,))),
            lambda: [DataState(dataset=name, state="ready") for name in ("digits", "mnist", "fashion-mnist")],
            lambda: "",
            str.upper,
            class_changed=lambda room: setattr(self, "changes", self.changes + 1),
            keep_digit=self._keep if slow else lambda code, record, done: done(""),
            keep_struck=lambda *what: self.struck.append(what),
            hand_ins=100,
            page_hand_ins=60,
            clock=lambda: self.now,
        )
        self.room = Room("K7AX", around, experiment(**first), kept=kept)
        self._count = 0

    def _keep(self, code: str, record: HandIn, done: Callable[[str], None]) -> None:
        assert code == "K7AX"
        self.keeping.append((record, done))

    def enter(self, name: str, role: Any = "viewer") -> Viewer:
        viewer = Viewer(name, Outbox(lambda: None), role)
        self.room.join(viewer, last=None, life=None, name=name)
        events(viewer)
        return viewer

    def give(self, viewer: Viewer, count: int, label: int = 3) -> None:
        for _ in range(count):
            self._count += 1
            self.room.obey(viewer, hand_in(self._count, label, f"{viewer.id:_<16}"))


def experiment(**more: Any) -> Experiment:
    return Experiment.model_validate({"net": NET, "data": {"dataset": "mnist"}, **more})


def on(dataset: str, **more: Any) -> Experiment:
    return experiment(data={"dataset": dataset}, **more)


def hand_in(number: int, label: int = 3, sender: str = "0123456789abcdef", image: bytes = INK) -> HandItIn:
    return HandItIn(sender=sender, number=number, label=label, image=image)


def events(viewer: Viewer) -> list[Any]:
    return [wire.unframe(frame)[1] for frame in iter(viewer.outbox.pop, None)]


def test_it_has_arrived_when_it_is_kept_and_not_before() -> None:
    house = House(slow=True)
    viewer, presenter = house.enter("Ada"), house.enter("Bea", "presenter")
    house.room.obey(presenter, Watch(wall=True))
    events(presenter)
    house.room.obey(viewer, hand_in(7))
    assert events(viewer) == events(presenter) == []
    assert house.room.classroom.state().train == 0
    ((record, done),) = house.keeping
    assert (record.id, record.name, record.dataset, record.label, record.at) == (1, "Ada", "mnist", 3, 1000)
    done("")
    (answer,) = events(viewer)
    assert (answer.kind, answer.number, answer.id, answer.problem) == ("handed", 7, 1, "")
    (wall,) = events(presenter)
    assert (wall.whole, [each.id for each in wall.digits], wall.digits[0].image) == (False, [1], INK)
    done("")  # said twice is said once
    assert events(viewer) == events(presenter) == []


def test_what_can_not_be_kept_is_said_and_may_be_handed_in_again() -> None:
    house = House(slow=True)
    viewer = house.enter("Ada")
    house.room.obey(viewer, hand_in(7))
    house.keeping[0][1]("The disk is full.")
    (answer,) = events(viewer)
    assert (answer.id, answer.problem) == (None, "The disk is full.")
    assert house.room.classroom.state().train == 0
    house.room.obey(viewer, hand_in(7))
    house.keeping[1][1]("")
    assert events(viewer)[0].id == 2


def test_what_is_said_again_after_a_reconnect_is_there_once() -> None:
    house = House(slow=True)
    first = house.enter("Ada")
    house.room.obey(first, hand_in(7))
    house.room.leave(first)
    again = house.enter("Ada, back")
    house.room.obey(again, hand_in(7))
    house.room.obey(again, hand_in(7))
    assert len(house.keeping) == 1
    house.keeping[0][1]("")
    assert [(each.number, each.id) for each in events(again)] == [(7, 1)]
    # And once more when it is kept already.
    house.room.obey(again, hand_in(7))
    assert [(each.number, each.id) for each in events(again)] == [(7, 1)]
    assert len(house.keeping) == 1


@pytest.mark.parametrize(
    ("first", "asked", "why"),
    [
        ({}, hand_in(1, label=10), "no such class"),
        ({}, hand_in(1, image=bytes(784)), "The pad is empty"),
        ({"data": {"dataset": "gone"}}, hand_in(1), "no such class"),
    ],
)
def test_what_does_not_fit_is_said(first: dict[str, Any], asked: HandItIn, why: str) -> None:
    house = House(**first)
    viewer = house.enter("Ada")
    house.room.obey(viewer, asked)
    (answer,) = events(viewer)
    assert (answer.kind, answer.id) == ("handed", None)
    assert why in answer.problem


@pytest.mark.parametrize(("dataset", "size"), [("small-digits", [1, 8, 8]), ("coloured-digits", [3, 32, 32])])
def test_what_was_drawn_is_taken_as_it_is_whatever_the_net_takes(dataset: str, size: list[int]) -> None:
    house = House(net={"input": size, **NET}, data={"dataset": dataset})
    viewer, presenter = house.enter("Ada"), house.enter("Bea", "presenter")
    house.room.obey(presenter, Watch(wall=True))
    events(presenter)
    house.room.obey(viewer, hand_in(1))
    (answer,), (wall,) = events(viewer), events(presenter)
    assert (answer.id, answer.problem) == (1, "")
    assert [(each.id, each.image) for each in wall.digits] == [(1, INK)]
    (_, (judged,), _) = house.told.of("judge")[-1]
    assert (judged.id, judged.image) == (1, INK)
    # It is one of the class's digits, like all others.
    house.give(viewer, 12)
    assert house.room.classroom.state().state == "ready"
    house.room.obey(presenter, Change(experiment=on(CLASS), keep=True, restart=True))
    _, net = house.told.of("open")[-1]
    assert (net.experiment, net.beside, net.digits.images) == (on(CLASS), dataset, INK * 13)


def test_the_wall_is_for_presenters_who_look_at_it() -> None:
    house = House()
    viewer, driver = house.enter("Ada"), house.enter("Dora", "driver")
    presenter, away = house.enter("Bea", "presenter"), house.enter("Cleo", "presenter")
    house.give(viewer, 2)
    verdicts = wire.encode(Verdicts(step=1, ids=[1, 2], probabilities=Floats(shape=[2, 10], data=bytes(80)), right=0, total=2))
    for each in (viewer, driver, presenter):
        house.room.obey(each, Watch(wall=True))
    assert [call[-1] for call in house.told.of("watch")[-3:]] == [False, False, True]
    house.give(viewer, 1)
    for each in (viewer, driver, presenter, away):
        house.room.telling.pass_on([each.id], "verdicts", "", verdicts)
    assert {event.kind for event in events(viewer)} == {"handed"}
    assert events(driver) == events(away) == []
    whole, more, said = events(presenter)
    assert isinstance(whole, Wall)
    assert [(each.id, each.name) for each in whole.digits] == [(1, "Ada"), (2, "Ada")]
    assert (whole.whole, more.whole, [each.id for each in more.digits]) == (True, False, [3])
    assert said.kind == "verdicts"
    # It is said whole once, not with every change of what else is looked at.
    house.room.obey(presenter, Watch(looks={"maps": ["a"]}, wall=True))
    assert events(presenter) == []
    house.room.obey(presenter, Watch())
    house.give(viewer, 1)
    assert events(presenter) == []


def test_struck_out_for_the_engine_the_archive_and_who_looks() -> None:
    house = House()
    viewer, presenter = house.enter("Ada"), house.enter("Bea", "presenter")
    house.give(viewer, 2)
    house.room.obey(presenter, Watch(wall=True))
    events(presenter)
    house.room.obey(presenter, Strike(id=2))
    house.room.obey(presenter, Strike(id=2))
    house.room.obey(presenter, Strike(id=2, on=False))
    assert [each.digits[0].struck for each in events(presenter)] == [True, False]
    assert house.struck == [("K7AX", 2, True), ("K7AX", 2, False)]
    judged = [[(each.id, each.struck) for each in digits] for _, digits, _ in house.told.of("judge")]
    assert judged == [[(1, False)], [(2, False)], [(2, True)], [(2, False)]]
    house.room.obey(presenter, Strike(id=5))
    (refused,) = events(presenter)
    assert "number 5" in refused.message


def test_a_class_that_has_drawn_one_digit_alone_is_warned_of_before_it_is_learned_from() -> None:
    house = House()
    viewer, presenter = house.enter("Ada"), house.enter("Bea", "presenter")
    for number in range(1, 10):
        house.room.obey(viewer, hand_in(number, label=7))
    assert house.room.classroom.state().warning == "", "there are too few to learn from at all"
    house.room.obey(viewer, hand_in(10, label=7))
    state = house.room.classroom.state()
    assert state.state == "ready"
    assert state.warning == "Of 8 digits to learn from, every one is labelled 7: a net that says 7 to everything is right."
    # 12 is a test image: what is tested on is not learned from. 11 is not.
    house.room.obey(viewer, hand_in(11, label=2))
    assert house.room.classroom.state().warning == "Only 2 and 7 are among the 9 digits to learn from."
    for number in range(12, 40):
        house.room.obey(viewer, hand_in(number, label=number % 10))
    assert house.room.classroom.state().warning == ""
    for id in (13, 23, 33):
        house.room.obey(presenter, Strike(id=id))
    assert house.room.classroom.state().warning == "No 3 is among the 27 digits to learn from."


def test_the_class_is_a_data_set_as_soon_as_there_are_enough() -> None:
    house = House()
    viewer, presenter = house.enter("Ada"), house.enter("Bea", "presenter")
    house.give(viewer, 9)
    house.room.obey(presenter, Change(experiment=on(CLASS), keep=True, restart=True))
    (refused,) = events(presenter)
    assert refused.command == "change"
    assert refused.message.startswith("9 digits have been handed in; 10 are needed")
    assert house.room.run.experiment == experiment()
    house.give(viewer, 3)
    assert house.changes == 12
    state = house.room.classroom.state()
    assert (state.dataset, state.state, state.train, state.test, state.message) == ("class", "ready", 9, 3, "")
    house.room.obey(presenter, Change(experiment=on(CLASS), keep=True, restart=True))
    _, net = house.told.of("open")[-1]
    assert (net.experiment, net.keep, net.beside) == (on(CLASS), True, "mnist")
    assert net.digits.ids == tuple(range(1, 13))
    house.room.obey(presenter, Train())
    assert len(house.told.of("train")) == 1


def test_it_learns_from_the_digits_that_there_are_when_it_is_started() -> None:
    house = House()
    viewer, presenter = house.enter("Ada"), house.enter("Bea", "presenter")
    house.give(viewer, 12)
    house.room.obey(presenter, Change(experiment=on(CLASS), keep=True, restart=True))
    # Nothing new: the same settings again start nothing anew.
    house.room.obey(presenter, Change(experiment=on(CLASS), keep=True, restart=True))
    assert len(house.told.of("open")) == 2
    house.give(viewer, 1)
    house.room.obey(presenter, Strike(id=1))
    house.room.obey(presenter, Change(experiment=on(CLASS), keep=True, restart=True))
    assert house.told.of("open")[-1][1].digits.ids == tuple(range(2, 14))
    assert len(house.told.of("open")) == 3
    house.give(viewer, 1)
    house.room.obey(presenter, Reset())
    assert house.told.of("open")[-1][1].digits.ids == tuple(range(2, 15))
    # With fewer than are needed by now, no training is begun.
    for id in range(2, 9):
        house.room.obey(presenter, Strike(id=id))
    assert house.room.classroom.state().state == "absent"
    events(presenter)
    house.room.obey(presenter, Train())
    assert "6 digits have been handed in" in events(presenter)[0].message


def test_elsewhere_the_class_is_not_there_and_that_is_said() -> None:
    house = House(data={"dataset": CLASS})
    presenter = house.enter("Bea", "presenter")
    house.room.obey(presenter, Train())
    (refused,) = events(presenter)
    assert "No digits have been handed in" in refused.message
    assert "only in the room where they were handed in" in refused.message


def test_a_room_that_was_opened_on_the_class_learns_from_it_once_there_are_enough() -> None:
    house = House(data={"dataset": CLASS})
    assert house.told.of("open")[0][1].digits is None
    viewer, presenter = house.enter("Ada"), house.enter("Bea", "presenter")
    house.give(viewer, 12)
    events(presenter)
    house.room.obey(presenter, Train())
    _, net = house.told.of("open")[-1]
    assert (net.experiment, net.keep, net.digits.ids) == (on(CLASS), True, tuple(range(1, 13)))
    assert [event.fresh for event in events(presenter) if event.kind == "changed"] == [True]
    assert len(house.told.of("train")) == 1
    house.room.obey(presenter, Train())
    assert len(house.told.of("open")) == 2


def test_who_enters_is_told_how_many_there_are_and_all_are_told_of_more() -> None:
    house = House()
    viewer = house.enter("Ada")
    house.give(viewer, 12)
    late = Viewer("late", Outbox(lambda: None))
    house.room.join(late, last=None, life=None)
    (welcome,) = events(late)
    assert isinstance(welcome, Welcome)
    assert [(each.dataset, each.train, each.test) for each in welcome.data][-1] == ("class", 9, 3)
    house.give(viewer, 1)
    house.room.tell_class()
    assert [(each.dataset, each.train) for each in events(late)] == [("class", 10)]


def test_other_classes_have_another_wall() -> None:
    house = House()
    viewer, presenter = house.enter("Ada"), house.enter("Bea", "presenter")
    house.give(viewer, 2)
    house.room.obey(presenter, Watch(wall=True))
    events(presenter)
    house.room.obey(presenter, Change(experiment=on("fashion-mnist")))
    assert [event.digits for event in events(presenter) if event.kind == "wall"] == [[]]
    house.give(viewer, 1)
    assert [[each.id for each in event.digits] for event in events(presenter)] == [[3]]
    # A coat under number 3 is no digit 3.
    assert house.room.classroom.state().train == 2
    house.room.obey(presenter, Change(experiment=on("digits")))
    assert [[each.id for each in event.digits] for event in events(presenter) if event.kind == "wall"] == [[1, 2]]
    whole = house.told.of("judge")[-1]
    assert ([each.id for each in whole[1]], whole[2]) == ([1, 2], True)


def test_what_was_kept_is_there_after_a_restart() -> None:
    before = House()
    viewer = before.enter("Ada")
    before.give(viewer, 12)
    digits = tuple(before.room.classroom._hand_ins.all(["mnist"]))
    after = House(kept=KeptRoom(before.room.to_keep(), None, digits))
    assert after.room.classroom.state() == before.room.classroom.state()
    assert [[each.id for each in digits] for _, digits, _ in after.told.of("judge")] == [list(range(1, 13))]
    back = after.enter("Ada")
    after.room.obey(back, hand_in(12, 3, f"{viewer.id:_<16}"))
    assert [event.id for event in events(back)] == [12]


def test_names_are_text() -> None:
    house = House()
    viewer, presenter = Viewer("v", Outbox(lambda: None)), house.enter("Bea", "presenter")
    house.room.join(viewer, last=None, life=None, name="<script>alert(1)</script>")
    house.give(viewer, 1)
    house.room.obey(presenter, Watch(wall=True))
    wall = next(event for event in events(presenter) if event.kind == "wall")
    assert wall.digits[0].name == "<script>alert(1)</script>"
