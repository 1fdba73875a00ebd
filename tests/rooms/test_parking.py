"""Runs that make way are parked, and come back: the rules, with an engine whose weights are the list of what they learned."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkling.experiment.experiment import Experiment
from inkling.experiment.race import RaceSettings
from inkling.layers._base import Signal
from inkling.net import Report, check
from inkling.protocol import wire
from inkling.protocol.arrays import Floats
from inkling.protocol.data import DataState
from inkling.protocol.parking import Back, Runs
from inkling.protocol.racing import Race
from inkling.protocol.room import Refused, Restored
from inkling.protocol.training import Change, Changed, Curves, Edit, Evaluation, Pause, Reset, Score, Status, Train
from inkling.rooms.house import Surroundings
from inkling.rooms.outbox import Outbox
from inkling.rooms.parking import MOST, Memory
from inkling.rooms.room import Room
from inkling.rooms.running import NO_RUN
from inkling.rooms.viewer import Viewer
from inkling.runs.messages import NewNet, Park, ToRun
from inkling.store.records import KeptRoom, KeptRun

NET = {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}
BAD = {"layers": [{"id": "a", "type": "Linear", "out_features": 10}]}
Weights = tuple[Any, ...]
"""The seed it began with, and everything that it learned since."""


def experiment(seed: int = 0, lr: float = 0.003, net: dict[str, Any] = NET, **more: Any) -> Experiment:
    return Experiment.model_validate({"net": net, "seed": seed, "training": {"lr": lr}, **more})


def report(of: Experiment) -> Report:
    return check(of.net, gives=Signal.of((10,)))


@dataclass
class Net:
    weights: Weights
    step: int = 0


@dataclass
class Engine:
    """Stands where the engine is. What is left is handed over when the test says so."""

    nets: dict[int, Net] = field(default_factory=dict)
    files: dict[Path, Net] = field(default_factory=dict)
    leaving: list[int] = field(default_factory=list)
    renewed: list[int] = field(default_factory=list)

    @property
    def net(self) -> Net:
        return self.nets[max(self.nets)]

    def open(self, net: NewNet) -> int:
        number = len(self.nets) + 1
        kept = net.kept
        file = None if kept is None else kept.checkpoint or kept.start
        if kept is not None and file is not None:
            found = self.files[file]
            self.nets[number] = Net(found.weights, found.step)
            assert found.step == kept.step
            self.renewed += [number] if net.renewed else []
        else:
            self.nets[number] = Net(self.net.weights if net.keep else (net.experiment.seed,))
        return number

    def order(self, room: str, order: ToRun) -> None:
        if isinstance(order, Park):
            self.leaving.append(max(self.nets))

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **more: 0


class House:
    def __init__(self, first: Experiment | None = None, kept: KeptRoom | None = None, engine: Engine | None = None) -> None:
        self.engine = engine or Engine()
        self.garage = Memory()
        self.kept_anew = 0
        data = [DataState(dataset="digits", state="ready")]
        around = Surroundings(
            self.engine, report, lambda: data, lambda: "", str.upper, garage=self.garage, came_back=self._came_back
        )
        self.room = Room("K7AX", around, first or experiment(), kept=kept)
        self.viewer = Viewer("v", Outbox(lambda: None), "presenter")
        self.room.join(self.viewer, last=None, life=None)
        self.events()

    def _came_back(self, code: str) -> None:
        self.kept_anew += 1

    def do(self, command: Any) -> list[Any]:
        self.room.obey(self.viewer, command)
        return self.events()

    def train(self, steps: int = 20, accuracy: float = 0.5) -> list[Any]:
        """It trains so far, and pauses."""
        self.room.obey(self.viewer, Train())
        net = self.engine.net
        values = Floats(shape=[steps], data=array("f", [1.0] * steps).tobytes())
        net.step += steps
        net.weights = (*net.weights, (self.room.run.experiment.training.lr, net.step))
        said = [
            Status(state="running", step=net.step - steps, steps_per_epoch=10, epochs=4),
            Curves(first=net.step - steps + 1, loss=values, measures={"accuracy": values}, gradients={}),
            Evaluation(step=net.step, epoch=1, test=Score(loss=1, measures={"accuracy": accuracy}, size=10, whole=True)),
            Status(state="paused", step=net.step, steps_per_epoch=10, epochs=4),
        ]
        for event in said:
            self.room.run.record(wire.encode(event))
        return self.events()

    def hand_over(self) -> None:
        """The runs that are leaving have come to rest."""
        leaving, self.engine.leaving = self.engine.leaving, []
        for run in leaving:
            path = Path(f"/nowhere/left-{run}")
            net = self.engine.nets[run]
            self.engine.files[path] = Net(net.weights, net.step)
            # One that has not trained has the weights alone that it began with, where those were not random.
            trained, began = (path, None) if net.step else (None, path if len(net.weights) > 1 else None)
            self.room.parking.left(run, net.step, trained, began)

    def events(self) -> list[Any]:
        return [wire.unframe(frame)[1] for frame in iter(self.viewer.outbox.pop, None)]

    @property
    def weights(self) -> Weights:
        return self.engine.net.weights


def of(kind: type, events: list[Any]) -> Any:
    found = [event for event in events if isinstance(event, kind)]
    return found[-1] if found else None


ENDS = [
    pytest.param(Reset(), id="reset"),
    pytest.param(Change(experiment=experiment(seed=1)), id="seed"),
    pytest.param(Change(experiment=experiment(data={"dataset": "mnist"})), id="data set"),
    pytest.param(Change(experiment=experiment(net=BAD)), id="a net that can't be built"),
    pytest.param(Change(experiment=experiment(seed=1), keep=True, restart=True), id="keeping weights"),
]


@pytest.mark.parametrize("end", ENDS)
def test_whatever_ends_a_training_parks_it_and_says_so(end: Any) -> None:
    house = House()
    house.train(120, accuracy=0.9878)
    weights, name = house.weights, house.room.run.name
    events = house.do(end)
    parked = of(Changed, events).parked
    assert (parked.run, parked.step, parked.measures["accuracy"], parked.measured, parked.name) == (1, 120, 0.9878, 120, name)
    assert of(Runs, events).runs == [parked]
    house.hand_over()
    events = house.do(Back(run=1))
    changed, restored = of(Changed, events), of(Restored, events)
    assert changed.fresh
    assert (changed.experiment, changed.name) == (experiment(), name)
    assert (restored.run, restored.status.step, restored.status.state) == (1, 120, "paused")
    assert sum(curves.loss.shape[0] * curves.stride for curves in restored.curves) == 120
    assert [each.test.measures["accuracy"] for each in restored.evaluations] == [0.9878]
    assert house.weights == weights
    assert house.engine.renewed == [house.room.run.number], "it is kept anew as the room's own"
    assert house.kept_anew == 1


def test_what_nobody_trained_is_not_parked() -> None:
    house = House()
    house.room.run.warm_up(60)
    house.room.run.record(wire.encode(Status(state="running", step=60)))
    house.room.run.record(wire.encode(Status(state="paused", step=60)))
    assert of(Changed, house.do(Reset())).parked is None
    assert of(Changed, house.do(Change(experiment=experiment(seed=1)))).parked is None
    house.do(Train())  # and reset before it has taken a step
    assert of(Changed, house.do(Reset())).parked is None
    assert house.engine.leaving == []


def test_a_race_s_room_that_was_warmed_up_alone_is_not_parked() -> None:
    house = House()
    house.room.run.warm_up(60)
    house.room.run.record(wire.encode(Status(state="paused", step=60)))
    house.do(Race(race=RaceSettings(values=[0.01, 0.1])))
    assert of(Changed, house.do(Reset())).parked is None


def test_the_warm_up_is_parked_with_what_somebody_trained_on_it() -> None:
    house = House()
    house.room.run.warm_up(60)
    house.engine.net.step = 60
    house.room.run.record(wire.encode(Status(state="paused", step=60)))
    house.train(10)
    assert of(Changed, house.do(Reset())).parked.step == 70


def test_weights_set_by_hand_are_worth_keeping() -> None:
    house = House()
    house.do(Edit(layer="a", parameter="weight", at=[0, 0], values=bytes(4)))
    assert of(Changed, house.do(Reset())).parked.step == 0


def test_weights_that_came_from_a_run_are_worth_keeping_before_they_learn() -> None:
    house = House()
    house.train(10)
    house.do(Change(experiment=experiment(seed=1), keep=True))
    assert of(Changed, house.do(Reset())).parked.run == 2


def test_the_last_state_is_that_at_which_it_came_to_rest() -> None:
    house = House()
    house.do(Train())
    run = house.room.run.number
    house.room.run.record(wire.encode(Status(state="running", step=100)))
    house.do(Reset())
    values = Floats(shape=[103], data=bytes(412))
    late: list[Any] = [
        Curves(first=1, loss=values, measures={"accuracy": values}, gradients={}),
        Evaluation(step=103, epoch=1, test=Score(loss=1, measures={"accuracy": 0.75}, size=10, whole=False)),
        Status(state="paused", step=103),
    ]
    for event in late:
        house.room.parking.late(run, event.kind, wire.encode(event))
    path = Path("/nowhere/left")
    house.engine.files[path] = Net(("trained",), 103)
    house.room.parking.left(run, 103, path, None)
    (parked,) = of(Runs, house.events()).runs
    assert (parked.step, parked.measures["accuracy"], parked.measured, parked.state) == (103, 0.75, 103, "here")
    restored = of(Restored, house.do(Back(run=1)))
    assert (restored.status.step, len(restored.evaluations)) == (103, 1)


def test_a_run_that_stopped_early_is_left_at_the_step_that_it_went_back_to() -> None:
    house = House()
    house.train(40)
    house.room.run.record(wire.encode(Status(state="done", step=30, epoch=3, steps_per_epoch=10)))
    assert (of(Changed, house.do(Reset())).parked.step, house.room.parking.numbers) == (30, (1,))


def test_of_a_trainer_that_was_killed_what_came_after_its_last_state_is_void() -> None:
    house = House()
    house.train(40)
    house.train(20)
    run = house.room.run.number
    house.do(Reset())
    path = Path("/nowhere/left")
    house.engine.files[path] = Net(("trained",), 40)
    house.room.parking.left(run, 40, path, None)
    restored = of(Restored, house.do(Back(run=1)))
    assert restored.status.step == 40
    assert [each.step for each in restored.evaluations] == [40]
    assert sum(curves.loss.shape[0] * curves.stride for curves in restored.curves) == 40


def test_what_is_asked_while_a_run_is_on_its_way_is_done_when_it_has_come() -> None:
    house = House()
    house.train(10)
    house.do(Change(experiment=experiment(seed=1)))
    assert house.do(Back(run=1)) == []
    assert house.do(Change(experiment=experiment(lr=0.5))) == []
    house.hand_over()
    events = house.events()
    assert [event.kind for event in events if event.kind != "runs"] == ["changed", "restored", "changed"]
    assert house.room.run.experiment == experiment(lr=0.5)
    assert house.room.run.history.status.step == 10


def test_a_pause_reaches_the_run_that_is_on_its_way() -> None:
    house = House()
    house.train(10)
    house.do(Reset())
    house.do(Back(run=1))
    house.do(Pause())
    house.hand_over()
    assert house.room.run.history.status.step == 10


def test_a_run_that_can_not_be_had_changes_nothing_and_is_said() -> None:
    house = House()
    house.train(10)
    house.do(Reset())
    house.hand_over()
    house.garage.drop("K7AX", 1)
    before = house.room.run.name
    events = house.do(Back(run=1))
    assert "not kept any more" in of(Refused, events).message
    assert of(Restored, events) is None
    assert not of(Changed, events).fresh
    assert house.room.run.name == before
    assert "not kept any more" in of(Refused, house.do(Back(run=7))).message


def test_a_run_that_could_not_be_written_is_not_listed_and_presenters_hear_it() -> None:
    house = House()
    house.train(10)
    house.do(Reset())
    house.room.parking.left(house.engine.leaving[0], 0, None, None)
    events = house.events()
    assert of(Refused, events).message == "Run 1 could not be kept: its state could not be written."
    assert of(Runs, events).runs == []


def test_the_ninth_run_sends_the_first_away_and_no_number_is_given_twice() -> None:
    house = House()
    for _ in range(9):
        house.train(5)
        house.do(Reset())
        house.hand_over()
    assert house.room.parking.numbers == tuple(range(2, 10))
    assert house.room.to_keep().runs == tuple(range(2, 10))
    assert house.room.to_keep().counted == 9
    assert "not kept any more" in of(Refused, house.do(Back(run=1))).message


def test_the_oldest_run_can_be_gone_back_to_from_a_ninth() -> None:
    house = House()
    for seed in range(MOST):
        house.do(Change(experiment=experiment(seed=seed + 10)))
        house.train(5)
    house.do(Reset())
    house.hand_over()
    assert len(house.room.parking.numbers) == MOST
    house.train(7)
    house.do(Back(run=1))
    house.hand_over()
    assert house.weights[0] == 10
    assert house.room.parking.numbers == (*range(3, 9), 1, 9)


def test_a_run_that_was_gone_back_to_and_left_as_it_was_is_not_parked_twice() -> None:
    house = House()
    house.train(5)
    house.do(Reset())
    house.hand_over()
    assert of(Runs, house.do(Back(run=1))).at == 1
    assert "as it was left" in of(Refused, house.do(Back(run=1))).message
    events = house.do(Reset())
    assert (of(Changed, events).parked.run, of(Runs, events).at) == (1, None)
    assert len(house.weights) == 1, "the first weights"
    assert of(Changed, house.do(Reset())).parked is None, "nobody trained those"
    assert of(Restored, house.do(Back(run=1))).run == 1
    assert house.weights[-1] == (0.003, 5)
    assert of(Changed, house.do(Change(experiment=experiment(seed=1)))).parked.run == 1
    assert of(Changed, house.do(Change(experiment=experiment(seed=2)))).parked is None, "nobody trained that either"
    house.do(Back(run=1))
    assert of(Runs, house.train(5)).at is None
    assert of(Changed, house.do(Reset())).parked.run == 2
    assert house.room.parking.numbers == (1, 2)


def test_a_run_that_was_gone_back_to_is_parked_anew_where_it_is_kept_no_more() -> None:
    house = House()
    house.train(5)
    house.do(Reset())
    house.hand_over()
    weights = house.do(Back(run=1)) and house.weights
    house.room.parking.has_gone(1)  # the disk is full of others
    assert of(Changed, house.do(Reset())).parked.run == 2
    house.hand_over()
    house.do(Back(run=2))
    assert house.weights == weights


def test_weights_set_by_hand_before_the_server_was_started_anew_are_worth_keeping() -> None:
    house = House()
    house.do(Edit(layer="a", parameter="weight", at=[0, 0], values=bytes(4)))
    file = Path("/nowhere/kept")
    house.engine.files[file] = Net(("by hand",))
    later = House(kept=KeptRoom(house.room.to_keep(), KeptRun(0, b"", file, None)), engine=house.engine)
    assert of(Changed, later.do(Reset())).parked.step == 0
    untouched = House(kept=KeptRoom(House().room.to_keep(), KeptRun(0, b"", None, None)))
    assert of(Changed, untouched.do(Reset())).parked is None


def test_an_undo_of_what_is_gone_brings_the_settings_and_says_that_the_weights_are_not() -> None:
    house = House()
    house.train(5)
    name = house.room.run.name
    house.do(Change(experiment=experiment(seed=1)))
    house.hand_over()
    house.room.parking.has_gone(1)
    events = house.do(Change(experiment=experiment(), name=name, restart=True))
    assert "its weights are not" in of(Refused, events).message
    assert (of(Changed, events).experiment, of(Restored, events)) == (experiment(), None)


def test_a_room_that_is_shut_takes_no_run_back() -> None:
    house = House()
    house.train(5)
    house.do(Reset())
    house.do(Back(run=1))
    nets = len(house.engine.nets)
    house.room.shut()
    house.hand_over()
    assert len(house.engine.nets) == nets


class Page:
    """What undo and redo of a page do (see the page's `history.ts`), written down once more; it counts on what it is told."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.entries = [(house.room.run.experiment, house.room.run.name)]
        self.at = 0

    def hear(self, events: list[Any]) -> None:
        for event in events:
            if isinstance(event, Changed):
                entry = (event.experiment, event.name)
                if entry in self.entries:
                    self.at = min((abs(at - self.at), at) for at, each in enumerate(self.entries) if each == entry)[1]
                else:
                    del self.entries[self.at + 1 :]
                    self.entries.append(entry)
                    self.at += 1

    def turn(self, by: int) -> None:
        experiment, name = self.entries[self.at + by]
        self.hear(self.house.do(Change(experiment=experiment, name=name, restart=True)))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("train"), st.integers(1, 30)),
            st.tuples(st.just("seed"), st.integers(0, 3)),
            st.tuples(st.just("lr"), st.sampled_from([0.1, 0.2])),
            st.tuples(st.sampled_from(["reset", "undo", "redo", "undo", "bad", "keep"]), st.just(0)),
            st.tuples(st.just("back"), st.integers(0, 7)),
        ),
        max_size=40,
    )
)
def test_no_sequence_loses_one_of_the_last_eight_trained_states_and_undo_gives_the_state_before(
    steps: list[tuple[str, float]],
) -> None:
    house = House()
    page = Page(house)
    left: list[tuple[Weights, Experiment, str]] = []
    """What was left, trained, oldest first; with the run's name, for two runs may have learned the same."""
    last: dict[str, Weights] = {}
    """The weights with which the run of a name was left."""
    for what, number in steps:
        room = house.room
        name, weights, before, had_net = room.run.name, house.weights, room.run.experiment, room.run.number != NO_RUN
        expected: Weights | None = None
        match what:
            case "train":
                if had_net:
                    page.hear(house.train(int(number)))
            case "seed":
                page.hear(house.do(Change(experiment=before.model_copy(update={"seed": int(number)}))))
            case "lr":
                training = before.training.model_copy(update={"lr": number})
                page.hear(house.do(Change(experiment=before.model_copy(update={"training": training}))))
            case "bad":
                page.hear(house.do(Change(experiment=experiment(seed=before.seed, net=BAD))))
            case "keep":
                other = before.model_copy(update={"seed": before.seed + 100})
                page.hear(house.do(Change(experiment=other, keep=True)))
            case "reset":
                page.hear(house.do(Reset()))
            case "undo" | "redo":
                by = -1 if what == "undo" else 1
                if not 0 <= page.at + by < len(page.entries):
                    continue
                wanted, of_run = page.entries[page.at + by]
                if of_run == name:
                    expected = weights
                elif any(each == last.get(of_run) for each, _, _ in left[-MOST:]):
                    expected = last[of_run]
                page.turn(by)
                house.hand_over()
                page.hear(house.events())
                assert room.run.experiment == wanted, what
            case "back" if room.parking.numbers:
                chosen = room.parking.numbers[int(number) % len(room.parking.numbers)]
                file = house.garage._runs["K7AX", chosen]
                expected = house.engine.files[file.checkpoint or file.start or Path()].weights
                page.hear(house.do(Back(run=chosen)))
        house.hand_over()
        page.hear(house.events())
        if room.run.name != name and had_net and len(weights) > 1:
            left = [each for each in left if each != (weights, before, name)] + [(weights, before, name)]
            last[name] = weights
        if expected is not None and room.run.number != NO_RUN:
            assert house.weights == expected, (what, page.entries)
        kept = [house.garage._runs["K7AX", each] for each in room.parking.numbers]
        files = [each.checkpoint or each.start for each in kept]
        found = [house.engine.files[file].weights for file in files if file is not None]
        assert len(kept) <= MOST
        assert {each for each, _, _ in left[-MOST:] if len(each) > 1} <= set(found) | {house.weights}
