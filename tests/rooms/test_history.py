"""What a late comer is told, against plain averages."""

from array import array

import numpy as np
import pytest

from inkling.protocol.arrays import Floats, Images
from inkling.protocol.events import Curves, Evaluation, Failure, Filters, Score, Status
from inkling.rooms.history import KEYFRAMES, History, Series


def curves(first: int, values: list[float]) -> Curves:
    floats = Floats(shape=[len(values)], data=array("f", values).tobytes())
    return Curves(first=first, loss=floats, accuracy=floats, gradients={"a": 1.0})


@pytest.mark.parametrize("steps", [0, 1, 7, 8, 9, 63, 64, 65, 1000])
def test_every_step_counts_once_in_the_thinned_curve(steps: int) -> None:
    series = Series(most=8)
    values = np.random.default_rng(steps).random(steps).astype(np.float32)
    for at in range(0, steps, 5):
        series.add(curves(at + 1, values[at : at + 5].tolist()))
    parts = series.curves()
    assert sum(np.frombuffer(p.loss.data, np.float32).size * p.stride for p in parts) == steps
    seen = 1
    for part in parts:
        loss = np.frombuffer(part.loss.data, np.float32)
        assert part.first == seen
        whole = values[seen - 1 : seen - 1 + loss.size * part.stride].reshape(loss.size, part.stride)
        np.testing.assert_allclose(loss, whole.mean(1), rtol=1e-5)
        seen += loss.size * part.stride
        assert loss.size < (8 if part.stride > 1 or steps < 8 else series.stride)


def test_evaluations_stay_bounded_and_whole_ones_stay_longest() -> None:
    history = History()
    for step in range(5000):
        score = Score(loss=1, accuracy=0.5, size=10, whole=step % 50 == 0)
        history.add(Evaluation(step=step, epoch=0, test=score))
    assert len(history.evaluations) <= 1000
    assert history.evaluations[-1].step == 4999
    assert [e.step for e in history.evaluations] == sorted(e.step for e in history.evaluations)


def test_a_failure_is_forgotten_when_training_goes_on() -> None:
    history = History()
    history.add(Failure(what="It broke."))
    assert history.failure is not None
    history.add(Status(state="running"))
    assert history.failure is None


def test_the_time_machine_keeps_the_first_picture_at_or_after_each_kept_step() -> None:
    history = History()
    kept = []
    for step in range(0, 300, 7):
        filters = Filters(layer="a", step=step, inputs=1, images=Images(shape=(1, 1, 1), low=[0], high=[1], data=b"\x00"))
        frame = history.keyframe_due(filters)
        if frame is not None:
            history.add(frame)
            kept.append(frame.step)
    wanted = [next(step for step in range(0, 300, 7) if step >= due) for due in KEYFRAMES if due < 294]
    assert kept == wanted


@pytest.mark.parametrize("back", [0, 1, 7, 8, 9, 30, 63])
def test_a_training_that_goes_back_says_its_steps_anew(back: int) -> None:
    series = Series(most=8)
    values = np.random.default_rng(back).random(64).astype(np.float32)
    series.add(curves(1, values.tolist()))
    again = np.random.default_rng(back + 1).random(40).astype(np.float32)
    stride = series.stride
    series.add(curves(back + 1, again.tolist()))
    assert series.steps == back + 40
    cut = back // stride * stride
    expected = values[:back].astype(np.float64)
    expected[cut:] = values[cut : cut + stride].mean()  # of a stride that was cut only the mean is known
    whole = np.concatenate([expected, again])
    seen = 0
    for part in series.curves():
        loss = np.frombuffer(part.loss.data, np.float32)
        bins = whole[seen : seen + loss.size * part.stride].reshape(loss.size, part.stride)
        np.testing.assert_allclose(loss, bins.mean(1), rtol=1e-5)
        seen += loss.size * part.stride
    assert seen == back + 40


def test_evaluations_of_steps_that_are_taken_anew_are_forgotten() -> None:
    history = History()
    history.add(curves(1, [0.5] * 30))
    for step in (0, 10, 20, 30):
        history.add(Evaluation(step=step, epoch=0))
    history.add(curves(21, [0.5] * 3))
    assert [each.step for each in history.evaluations] == [0, 10, 20]
