"""A room's rules, with an engine that only remembers what it was told."""

import math
import struct
from typing import Any

import pytest

from digits import digit
from inkling.experiment.experiment import Experiment
from inkling.layers._base import Signal
from inkling.net import Report, check
from inkling.protocol import wire
from inkling.protocol.arrays import QuantisedPictures
from inkling.protocol.data import DataState
from inkling.protocol.example import Example
from inkling.protocol.explaining import Dissect, Unit
from inkling.protocol.images import Shifts
from inkling.protocol.looking import Draw, Filters, Keyframe, Maps, Watch
from inkling.protocol.room import Ping, Pong, Refused, Welcome
from inkling.protocol.training import Change, Changed, Edit, Pause, Reset, Status, Step, Train
from inkling.rooms.house import Surroundings
from inkling.rooms.outbox import Outbox
from inkling.rooms.room import Room
from inkling.rooms.running import NO_RUN
from inkling.rooms.viewer import Viewer
from inkling.runs.messages import NewNet
from told import Told

GOOD = {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}
BAD = {"layers": [{"id": "a", "type": "Linear", "out_features": 10}]}


def experiment(net: dict[str, Any] = GOOD, **more: Any) -> Experiment:
    return Experiment.model_validate({"net": net, **more})


def report(of: Experiment) -> Report:
    return check(of.net, gives=Signal.of((10,)))


class House:
    def __init__(self, first: Experiment | None = None) -> None:
        self.told = Told()
        self.full = ""
        self.data = [DataState(dataset="digits", state="ready"), DataState(dataset="mnist", state="absent")]
        around = Surroundings(self.told, report, lambda: self.data, lambda: self.full, str.upper)
        self.room = Room("K7AX", around, first or experiment())

    def enter(self, name: str = "v", **more: Any) -> Viewer:
        viewer = Viewer(name, Outbox(lambda: None))
        self.room.join(viewer, last=more.get("last"), life=more.get("life"))
        return viewer

    def run(self) -> None:
        self.room.run.record(wire.encode(Status(state="running", step=5)))


def events(viewer: Viewer) -> list[Any]:
    found = []
    while (frame := viewer.outbox.pop()) is not None:
        found.append(wire.unframe(frame)[1])
    return found


def picture() -> QuantisedPictures:
    return QuantisedPictures(shape=(1, 1, 1), low=[0], high=[1], data=b"\x05")


def test_who_enters_is_told_everything() -> None:
    house = House()
    house.run()
    (welcome,) = events(house.enter())
    assert isinstance(welcome, Welcome)
    assert welcome.room == "K7AX"
    assert welcome.status.step == 5
    assert welcome.changed.experiment == experiment()
    assert not welcome.replayed


def test_a_reconnect_is_told_what_it_missed_and_nothing_else() -> None:
    house = House()
    first = house.enter()
    house.run()
    seen = [wire.unframe(frame) for frame in iter(first.outbox.pop, None)]
    last, life = seen[-1][0], seen[0][1].epoch
    house.room.leave(first)
    for step in (6, 7):
        house.room.run.record(wire.encode(Status(state="running", step=step)))
    welcome, *missed = events(house.enter(last=last, life=life))
    assert welcome.replayed
    assert [event.step for event in missed] == [6, 7]
    (welcome,) = events(house.enter(last=last, life="another life"))
    assert not welcome.replayed


def test_training_needs_a_net_that_can_be_built() -> None:
    house = House(experiment(BAD))
    viewer = house.enter()
    events(viewer)
    house.room.obey(viewer, Train())
    (refused,) = events(viewer)
    assert isinstance(refused, Refused)
    assert "Linear needs a flat list" in refused.message
    assert "train" not in house.told.names()


def test_training_needs_the_data() -> None:
    house = House(experiment(data={"dataset": "mnist"}))
    viewer = house.enter()
    events(viewer)
    house.room.obey(viewer, Step())
    (refused,) = events(viewer)
    assert "MNIST" in refused.message
    assert "step" not in house.told.names()


def test_a_full_house_refuses_new_trainings_but_not_one_that_runs() -> None:
    house = House()
    viewer = house.enter()
    house.full = "Four are running."
    house.room.obey(viewer, Train())
    assert events(viewer)[-1].message == "Four are running. Pause one of them, or try again later."
    house.run()
    house.room.obey(viewer, Train())
    assert house.told.names()[-1] == "train"


@pytest.mark.parametrize(("command", "call"), [(Train(), "train"), (Step(), "step"), (Pause(), "pause")])
def test_commands_reach_the_engine(command: Any, call: str) -> None:
    house = House()
    house.room.obey(house.enter(), command)
    assert house.told.calls[-1] == (call, "K7AX")


def test_a_unit_that_is_watched_reaches_the_engine() -> None:
    house = House()
    house.room.obey(house.enter("me"), Watch(unit=Unit(layer="a", at=[3])))
    assert house.told.calls[-1] == ("watch", "K7AX", "me", {}, 15, ("a", (3,)), False)


def test_a_step_taken_apart_and_an_edit_reach_the_engine() -> None:
    house = House()
    viewer = house.enter()
    house.room.obey(viewer, Dissect(layer="a", unit=3))
    assert ("step", "K7AX", ("a", 3)) in house.told.calls
    half = struct.pack("<f", 0.5)
    house.room.obey(viewer, Edit(layer="a", parameter="weight", at=[3, 1], values=half))
    assert house.told.calls[-1] == ("edit", "K7AX", "a", "weight", (3, 1), half)
    assert not house.room.run.pristine


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Edit(layer="b", parameter="weight", at=[0], values=b"\0" * 4), "no such layer"),
        (Edit(layer="a", parameter="weight", at=[0], values=b"\0" * 3), "finite number"),
        (Edit(layer="a", parameter="weight", at=[0], values=struct.pack("<f", math.nan)), "finite number"),
        (Edit(layer="a", parameter="bias", at=[0], values=struct.pack("<ff", 1, math.inf)), "finite number"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused(edit: Edit, why: str) -> None:
    house = House()
    viewer = house.enter()
    house.room.obey(viewer, edit)
    assert why in events(viewer)[-1].message
    assert "edit" not in house.told.names()


def test_a_net_that_can_t_be_built_can_t_be_edited() -> None:
    house = House(experiment(BAD))
    viewer = house.enter()
    house.room.obey(viewer, Edit(layer="a", parameter="weight", at=[0], values=b"\0" * 4))
    assert "can't be trained" in events(viewer)[-1].message


def test_drawings_and_watches_reach_the_engine_under_the_viewers_name() -> None:
    house = House()
    viewer = house.enter("me")
    house.room.obey(viewer, Watch(looks={"maps": ["a"], "filters": ["a"], "starts": ["b"]}, rate=10))
    house.room.obey(viewer, Draw(id=3, example=digit(bytes(784))))
    assert house.told.calls[-2:] == [
        ("watch", "K7AX", "me", {"maps": ("a",), "filters": ("a",), "starts": ("b",)}, 10, None, False),
        ("draw", "K7AX", "me", 3, digit(bytes(784)), None),
    ]


def test_a_drawing_that_the_newest_net_does_not_take_is_refused() -> None:
    house = House()
    viewer = house.enter("me")
    other = Example.of(Signal.of((1, 8, 8)), bytes(64))
    for example, why in ((digit(b"too few"), "this has 7"), (other, "28×28×1; this is a picture of 8×8×1")):
        house.room.obey(viewer, Draw(id=3, example=example))
        assert why in events(viewer)[-1].message
        assert house.told.calls[-1][0] != "draw"
    nowhere = House(experiment(data={"dataset": "nothing"}))
    lost = nowhere.enter("me")
    nowhere.room.obey(lost, Draw(id=3, example=other))
    assert "nothing" in events(lost)[-1].message
    # The net that takes it can't be built yet: the drawing goes on, and waits there.
    house.room.obey(viewer, Change(experiment=experiment(BAD, data={"dataset": "small-digits"})))
    assert house.room.run.number == NO_RUN
    house.room.obey(viewer, Draw(id=4, example=other))
    assert house.told.calls[-1] == ("draw", "K7AX", "me", 4, other, None)


def test_ping() -> None:
    house = House()
    viewer = house.enter()
    events(viewer)
    house.room.obey(viewer, Ping())
    assert events(viewer) == [Pong()]


def test_a_learning_rate_follows_at_once_while_it_runs() -> None:
    house = House()
    viewer = house.enter()
    house.run()
    other = experiment(training={"lr": 0.5})
    house.room.obey(viewer, Change(experiment=other))
    assert house.told.calls[-1] == ("adjust", "K7AX", other)
    changed = events(viewer)[-1]
    assert isinstance(changed, Changed)
    assert not changed.fresh
    assert house.room.run.history.status.step == 5


def test_another_net_while_it_runs_asks_first() -> None:
    house = House()
    viewer = house.enter()
    house.run()
    other = experiment(seed=7)
    house.room.obey(viewer, Change(experiment=other))
    assert events(viewer)[-1].needs_restart
    assert house.room.run.experiment == experiment()
    house.room.obey(viewer, Change(experiment=other, restart=True, keep=True))
    assert ("open", "K7AX", NewNet("K7AX", other, keep=True, beside="digits")) in house.told.calls
    assert events(viewer)[-1].fresh
    assert house.room.run.history.status == Status()


def test_a_net_with_problems_is_taken_but_not_built() -> None:
    house = House()
    viewer = house.enter()
    opened = house.told.names().count("open")
    house.room.obey(viewer, Change(experiment=experiment(BAD)))
    assert house.told.names().count("open") == opened
    changed = events(viewer)[-1]
    assert changed.report.problems[0].layer == "a"
    assert house.room.run.number == NO_RUN


def test_reset_goes_back_to_step_0() -> None:
    house = House()
    viewer = house.enter()
    house.run()
    house.room.obey(viewer, Reset())
    assert house.told.calls[-2][0] == "open"
    assert house.room.run.history.status == Status()
    assert events(viewer)[-1].fresh


def test_the_warm_up_is_no_training_that_must_be_asked_for() -> None:
    house = House()
    house.room.run.warm_up(60)
    assert house.told.calls[-1] == ("train", "K7AX", 60)
    viewer = house.enter()
    house.run()
    assert not house.room.run.running
    house.room.obey(viewer, Change(experiment=experiment(seed=3)))
    assert house.room.run.experiment.seed == 3


def test_pictures_go_to_who_watches_them() -> None:
    house = House()
    one, two = house.enter("one"), house.enter("two")
    house.room.obey(one, Watch(looks={"maps": ["a"], "filters": ["a"]}))
    events(one), events(two)
    maps = wire.encode(Maps(layer="a", drawing=1, step=2, pictures=picture()))
    house.room.telling.pass_on(["one"], "maps", "a", maps)
    house.room.telling.pass_on(["two"], "maps", "a", maps)
    house.room.telling.pass_on(None, "filters", "a", wire.encode(Filters(layer="a", step=9, inputs=1, pictures=picture())))
    assert [event.kind for event in events(one)] == ["maps", "filters"]
    assert events(two) == []


def test_who_comes_late_is_told_the_moments_that_the_time_machine_has() -> None:
    house = House()
    one = house.enter("one")
    events(one)
    house.room.run.record(wire.encode(Keyframe(layer="a", step=0, pictures=picture())))
    assert [event.kind for event in events(one)] == ["keyframe"]
    (welcome,) = events(house.enter("two"))
    assert [frame.step for frame in welcome.keyframes] == [0]


def test_leaving_twice_or_late_harms_nobody() -> None:
    house = House()
    old = house.enter("same")
    new = house.enter("same")
    house.room.leave(old)
    assert house.room.viewers == {"same": new}
    house.room.leave(new)
    house.room.leave(new)
    assert house.told.names().count("leave") == 1


def test_shifts_are_measured_for_who_asks_where_there_is_a_net() -> None:
    house = House()
    house.room.obey(house.enter("me"), Shifts())
    assert house.told.calls[-1] == ("shifts", "K7AX", "me")
    broken = House(experiment(BAD))
    viewer = broken.enter()
    events(viewer)
    broken.room.obey(viewer, Shifts())
    (refused,) = events(viewer)
    assert (refused.command, "can't be built" in refused.message) == ("shifts", True)
    assert "shifts" not in broken.told.names()
