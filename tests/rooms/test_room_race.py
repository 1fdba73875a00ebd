"""A room's race: who is told of it, what it makes way for, and when it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from inkling.experiment.experiment import Experiment
from inkling.experiment.race import RaceSettings
from inkling.layers._base import Signal
from inkling.net import Report, check
from inkling.protocol import wire
from inkling.protocol.data import DataState
from inkling.protocol.racing import EndRace, Race, RaceSoFar
from inkling.protocol.training import Change, Pause, Reset, Status, Train
from inkling.rooms.house import Surroundings
from inkling.rooms.outbox import Outbox
from inkling.rooms.room import Room
from inkling.rooms.viewer import Viewer
from told import Told

GOOD = {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}
BAD = {"layers": [{"id": "a", "type": "Linear", "out_features": 10}]}
RATES = Race(race=RaceSettings(values=[0.001, 0.1]))


class House:
    def __init__(self, net: dict[str, Any] = GOOD, **around: Any) -> None:
        self.told = Told()
        self.full = ""
        self.data = [DataState(dataset="digits", state="ready")]

        def report(of: Experiment) -> Report:
            return check(of.net, gives=Signal.of((10,)), optimizer=of.training.optimizer, batch_size=of.training.batch_size)

        surroundings = Surroundings(self.told, report, lambda: self.data, lambda: self.full, str.upper, **around)
        self.room = Room("K7AX", surroundings, Experiment.model_validate({"net": net}))
        self.ada = self.enter("ada")
        self.told.calls.clear()

    def enter(self, name: str) -> Viewer:
        viewer = Viewer(name, Outbox(lambda: None))
        self.room.join(viewer, last=None, life=None)
        return viewer

    def obey(self, command: Any) -> None:
        self.room.obey(self.ada, command)

    def news(self, **more: Any) -> None:
        """The race that was begun last is told of."""
        event = RaceSoFar(**{"state": "running", "values": [0.001, 0.1], "out": [None, None], **more})
        self.room.race.record(str(self.room.race._number), wire.encode(event))


def events(viewer: Viewer, kind: str = "racing") -> list[Any]:
    found = [wire.unframe(frame)[1] for frame in iter(viewer.outbox.pop, None)]
    return [event for event in found if event.kind == kind]


def test_everybody_sees_a_race_begin_and_go() -> None:
    house = House()
    grace = house.enter("grace")
    house.obey(RATES)
    assert house.told.names() == ["pause", "race"]
    assert house.room.busy
    assert not house.room.run.training
    for viewer in (house.ada, grace):
        (begun,) = events(viewer)
        assert (begun.state, begun.values, begun.out) == ("starting", [0.001, 0.1], [None, None])
    house.news(step=7)
    assert [event.step for event in events(grace)] == [7]
    house.news(state="done", step=9)
    assert not house.room.busy


def test_only_the_newest_waits_for_who_is_slow() -> None:
    house = House()
    house.obey(RATES)
    for step in range(50):
        house.news(step=step)
    assert [event.step for event in events(house.ada)] == [49]


def test_who_comes_later_sees_it_and_who_comes_after_it_does_not() -> None:
    house = House()
    assert events(house.enter("early")) == []
    house.obey(RATES)
    house.news(step=7)
    assert [event.step for event in events(house.enter("late"))] == [7]
    house.obey(EndRace(away=True))
    assert [event.state for event in events(house.ada)][-1] == "away"
    assert events(house.enter("too late")) == []


def test_news_of_an_older_race_are_nobody_s() -> None:
    house = House()
    house.obey(RATES)
    old = str(house.room.race._number)
    house.obey(RATES)
    events(house.ada)
    house.room.race.record(old, wire.encode(RaceSoFar(state="stopped")))
    assert events(house.ada) == []
    assert house.room.busy


@pytest.mark.parametrize("command", [EndRace(), Pause(), Train()])
def test_what_stops_it(command: Any) -> None:
    house = House()
    house.obey(RATES)
    house.news()
    house.told.calls.clear()
    house.obey(command)
    assert "end_race" in house.told.names()
    assert not house.room.race.busy
    house.news(state="stopped", step=20)
    assert events(house.ada)[-1].step == 20, "how far it came is still told"


def test_another_net_takes_it_away() -> None:
    house = House()
    house.obey(RATES)
    number = str(house.room.race._number)
    wider = {"layers": [GOOD["layers"][0], {"id": "a", "type": "Linear", "out_features": 12}]}
    house.obey(Change(experiment=Experiment.model_validate({"net": wider})))
    assert events(house.ada)[-1].state == "away"
    house.room.race.record(number, wire.encode(RaceSoFar(state="running", step=99)))
    assert events(house.ada) == []


@pytest.mark.parametrize("command", [Reset(), Change(experiment=Experiment.model_validate({"net": GOOD, "seed": 9}))])
@pytest.mark.parametrize("state", ["running", "done"])
def test_the_same_net_begun_anew_ends_it_and_leaves_it_to_be_seen(command: Any, state: str) -> None:
    house = House()
    house.obey(RATES)
    number = str(house.room.race._number)
    house.news(state=state, step=7)
    house.obey(command)
    assert not house.room.race.busy
    (seen,) = events(house.enter("late"))
    assert (seen.state, seen.step) == ("stopped" if state == "running" else "done", 7)
    house.room.race.record(number, wire.encode(RaceSoFar(state="running", step=99)))
    assert not house.room.race.busy


def test_a_net_begun_anew_before_the_end_was_told() -> None:
    house = House()
    house.obey(RATES)
    house.news(step=7)
    house.obey(EndRace())
    house.obey(Reset())
    assert events(house.ada)[-1].state == "stopped"
    assert events(house.enter("late"))[-1].state == "stopped"


def test_another_learning_rate_does_not() -> None:
    house = House()
    house.obey(RATES)
    house.news()
    house.obey(Change(experiment=Experiment.model_validate({"net": GOOD, "training": {"lr": 0.1}})))
    assert house.room.race.busy


def test_a_training_makes_way() -> None:
    house = House()
    house.obey(Train())
    house.room.run.record(wire.encode(Status(state="running", step=5)))
    house.told.calls.clear()
    house.obey(RATES)
    assert house.told.names() == ["pause", "race"]


@pytest.mark.parametrize(
    ("house", "command", "named"),
    [
        (House(net=BAD), RATES, "can't be trained"),
        (House(), Race(race=RaceSettings(values=[1, 1])), "twice"),
        (House(), Race(race=RaceSettings(values=[1, 1000])), "Learning rate can't be 1000"),
        (House(most_bytes=int(1.5 * House().room.run.report.bytes.total)), RATES, "room for 1 of these"),
    ],
)
def test_what_can_t_race_is_refused(house: House, command: Race, named: str) -> None:
    house.obey(command)
    (refused,) = events(house.ada, "refused")
    assert refused.command == "race"
    assert named in refused.message
    assert "race" not in house.told.names()
    assert not house.room.busy


def test_a_full_server_refuses_and_what_is_absent_too() -> None:
    house = House()
    house.full = "A training is running on this server, as many as it allows."
    house.obey(RATES)
    assert "as many as it allows" in events(house.ada, "refused")[0].message
    house.full, house.data = "", [DataState(dataset="digits", state="absent")]
    house.obey(RATES)
    assert "is not on this computer" in events(house.ada, "refused")[0].message
