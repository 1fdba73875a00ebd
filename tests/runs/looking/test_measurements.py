"""Accuracy against shift: against plain PyTorch, and never in a drawing's way."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from multiprocessing import Pipe
from threading import Thread
from typing import Any

import numpy as np
import pytest
import torch

from digits import digit
from ear import PATIENCE, Ear, experiment
from inkling.datasets._base import Arrays, Folders
from inkling.datasets.mnist import Mnist
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.learning.forward import as_it_is
from inkling.learning.model import build, initial
from inkling.protocol import wire
from inkling.protocol.images import ShiftCurve
from inkling.runs import messages
from inkling.runs.engine import Engine
from inkling.runs.looking.observer import Observer
from inkling.tasks.images.shifts import SAMPLE, ShiftMeasurement, moved, sample
from inkling.training.orders import Go

RNG = np.random.default_rng(2)
SHIFTS = list(range(-8, 9))


def some_arrays(count: int) -> Arrays:
    images = RNG.integers(0, 256, (count, 1, 28, 28), dtype=np.uint8)
    return Arrays(images, RNG.integers(0, 10, count), images, RNG.integers(0, 10, count))


def measured(shifts: ShiftMeasurement) -> list[ShiftCurve]:
    """All that is said of it."""
    said: list[ShiftCurve] = []
    while not said or not said[-1].done:
        curve = shifts.piece()
        if curve is not None:
            said.append(curve)
    return said


def directly(chosen: Experiment, net: torch.nn.Module, arrays: Arrays, shift: int) -> float:
    """The accuracy in plain PyTorch, with images moved by numpy's roll and what went round cleared."""
    images = np.roll(arrays.test_inputs, shift, axis=3)
    if shift > 0:
        images[..., :shift] = 0
    elif shift < 0:
        images[..., shift:] = 0
    x = (torch.from_numpy(images).double() / 255 - Mnist.mean) / Mnist.std
    with torch.no_grad():
        guesses = net.double().eval()(x).argmax(1).numpy()
    return float((guesses == arrays.test_targets).mean())


def test_is_what_plain_pytorch_finds() -> None:
    chosen = experiment()
    arrays = some_arrays(300)
    said = measured(ShiftMeasurement(1, 7, (1, 28, 28), as_it_is(build(chosen.net, 3)), Mnist(), arrays))
    assert [len(curve.shifts) for curve in said] == list(range(1, 18))
    assert [curve.done for curve in said] == [False] * 16 + [True]
    last = said[-1]
    assert (last.step, last.size, last.shifts) == (7, 300, SHIFTS)
    net = build(chosen.net, 3)
    for shift, accuracy in zip(last.shifts, last.accuracy, strict=True):
        # A tie in float32 may fall the other way.
        assert accuracy == pytest.approx(directly(chosen, net, arrays, shift), abs=1 / 300 + 1e-9)
    assert said[0].shifts == [0]
    assert said[0].accuracy == [last.accuracy[8]]


def test_of_many_images_always_the_same_are_taken() -> None:
    rows = sample(10_000)
    assert len(rows) == SAMPLE == len(set(rows.tolist()))
    assert rows.max() < 10_000
    assert np.array_equal(rows, sample(10_000))
    assert sample(40).tolist() == list(range(40))


@pytest.mark.parametrize("shift", [-30, -28, -8, -1, 0, 1, 5, 28, 30])
def test_background_comes_in_from_the_side(shift: int) -> None:
    images = torch.from_numpy(some_arrays(3).test_inputs)
    found = moved(images, shift)
    for column in range(28):
        inside = 0 <= column - shift < 28
        expected = images[..., column - shift] if inside else torch.zeros_like(images[..., 0])
        assert torch.equal(found[..., column], expected)


def test_the_net_may_go_on_learning_meanwhile() -> None:
    chosen = experiment()
    arrays = some_arrays(100)
    net = build(chosen.net, 3)
    shifts = ShiftMeasurement(1, 0, (1, 28, 28), as_it_is(net), Mnist(), arrays)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.zero_()
    expected = measured(ShiftMeasurement(1, 0, (1, 28, 28), as_it_is(build(chosen.net, 3)), Mnist(), arrays))[-1]
    assert measured(shifts)[-1] == expected


def test_what_can_not_be_measured_is_said() -> None:
    net = build(experiment().net, 3)
    with pytest.raises(InklingError, match="28×28×1; the net takes 8×8×3"):
        ShiftMeasurement(1, 0, (3, 8, 8), net, Mnist(), some_arrays(5))
    with pytest.raises(InklingError, match="no test images"):
        ShiftMeasurement(1, 0, (1, 28, 28), net, Mnist(), some_arrays(0))


# In the observer


class Observing:
    """An observer in a thread, and what it says."""

    def __init__(self, folders: Folders) -> None:
        self.pipe, theirs = Pipe()
        self.thread = Thread(target=Observer(theirs, folders, 0.5).run)
        self.theirs = theirs
        self.waiting: list[messages.Notice] = []

    def next(self) -> messages.Notice:
        while not self.waiting:
            assert self.pipe.poll(PATIENCE)
            message: Any = self.pipe.recv()
            assert not isinstance(message, messages.Bug), message.traceback
            self.waiting += message if isinstance(message, list) else [message]
        return self.waiting.pop(0)


@pytest.fixture
def observing(small_folders: Folders) -> Iterator[Observing]:
    observing = Observing(small_folders)
    observing.pipe.send(messages.Open("R", 1, experiment(100), None))
    observing.thread.start()
    yield observing
    observing.pipe.close()
    observing.thread.join(PATIENCE)
    observing.theirs.close()


def test_drawings_are_answered_while_it_measures(observing: Observing) -> None:
    observing.pipe.send(messages.MeasureShifts("R", "v"))
    done = False
    delays: list[float] = []
    while not done:
        began = time.perf_counter()
        observing.pipe.send(messages.PutDrawing("R", "w", len(delays), digit(bytes(784))))
        while (event := observing.next()).kind != "prediction":
            done = done or wire.decode(event.encoded).done
        delays.append(time.perf_counter() - began)
    assert len(delays) > 5
    # A piece is 3 ms; the machine may be busy with other things.
    assert statistics.median(delays) < 0.05


def test_who_asks_meanwhile_is_told_the_same_and_another_net_ends_it(observing: Observing) -> None:
    observing.pipe.send(messages.MeasureShifts("R", "v"))
    observing.pipe.send(messages.MeasureShifts("R", "w"))
    last: dict[str, ShiftCurve] = {}
    while not all(viewer in last and last[viewer].done for viewer in ("v", "w")):
        event = observing.next()
        assert event.run == 1
        for viewer in event.viewers or ():
            last[viewer] = wire.decode(event.encoded)
    assert last["v"] == last["w"]
    observing.pipe.send(messages.MeasureShifts("R", "v"))
    observing.pipe.send(messages.Open("R", 2, experiment(2), None))
    observing.pipe.send(messages.MeasureShifts("R", "v"))
    while (event := observing.next()).run != 2 or event.kind != "shifts":
        pass
    curve = wire.decode(event.encoded)
    assert curve.shifts[0] <= 0 <= curve.shifts[-1]


def test_through_the_engine(engine: Engine, ear: Ear, small_folders: Folders) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SetLooks("R", "v", {"filters": ("conv",), "starts": ("conv",)}, 15))
    engine.look(messages.MeasureShifts("R", "v"))
    curve = ear.wait("shifts", lambda c: c.done, viewer="v")
    arrays = Mnist().load(small_folders)
    net = initial(experiment().net, experiment().seed)
    assert curve.size == 100
    for shift, accuracy in zip(curve.shifts, curve.accuracy, strict=True):
        assert accuracy == pytest.approx(directly(experiment(), net, arrays, shift), abs=0.0101)
    start = ear.wait("starts", viewer="v", key="conv")
    first = ear.wait("filters", viewer="v", key="conv")
    assert start.pictures == first.pictures
    assert first.drift == [0.0] * 4
    engine.order("R", Go(until=5))
    moved_on = ear.wait("filters", lambda f: f.step == 5, viewer="v", key="conv")
    assert all(drift > 0 for drift in moved_on.drift)
    assert len(ear.events("starts")) == 1
    engine.look(messages.MeasureShifts("nowhere", "v"))
