"""What a late comer is told, against plain averages."""

import json
from array import array
from pathlib import Path

import numpy as np
import pytest

from inkling.protocol.arrays import Floats, QuantisedPictures
from inkling.protocol.looking import Keyframe, Showcase
from inkling.protocol.training import Curves, Evaluation, Failure, Score, Status
from inkling.rooms.history import History, Series
from inkling.training.milestones import is_measured

PICTURE = QuantisedPictures(shape=(1, 1, 1), low=[0], high=[1], data=b"\0")


def curves(first: int, values: list[float]) -> Curves:
    floats = Floats(shape=[len(values)], data=array("f", values).tobytes())
    return Curves(first=first, loss=floats, measures={"accuracy": floats}, gradients={"a": 1.0})


def whole(parts: list[Curves]) -> list[tuple[int, float, float, float, int]]:
    """Of each number: its first step, the mean of the others, the mean accuracy, the largest and its step."""
    found, seen = [], 1
    for part in parts:
        assert part.first == seen
        rest, accuracy = (
            np.frombuffer(part.loss.data, "<f4").tolist(),
            np.frombuffer(part.measures["accuracy"].data, "<f4").tolist(),
        )
        high = rest if part.high is None else np.frombuffer(part.high.data, "<f4").tolist()
        at = part.at or list(range(part.first, part.first + len(rest)))
        assert (part.high is None) == (part.stride == 1)
        for row in zip(range(seen, 10**9, part.stride), rest, accuracy, high, at, strict=False):
            found.append(row)
        seen += len(rest) * part.stride
    return found


@pytest.mark.parametrize("steps", [0, 1, 7, 8, 9, 63, 64, 65, 1000])
def test_every_step_counts_once_in_the_thinned_curve(steps: int) -> None:
    series = Series(most=8)
    values = np.random.default_rng(steps).random(steps).astype(np.float32)
    for at in range(0, steps, 5):
        series.add(curves(at + 1, values[at : at + 5].tolist()))
    assert series.steps == steps
    found = whole(series.curves())
    assert len(found) < 8 + series.stride
    ends = [row[0] for row in found[1:]] + [steps + 1]
    for (first, rest, accuracy, high, at), end in zip(found, ends, strict=False):
        these = values[first - 1 : end - 1]
        assert high == these.max()
        assert at == first + these.argmax()
        others = np.delete(these, these.argmax()) if len(these) > 1 else these
        assert rest == pytest.approx(others.mean(), rel=1e-5)
        assert accuracy == pytest.approx(these.mean(), rel=1e-5)


def test_one_bad_step_is_kept_apart_from_its_neighbours() -> None:
    """A loss of 9,000 at step 13 among 100 of 0.5: a mean of eight would be 1,125."""
    series = Series(most=16)
    series.add(curves(1, [0.5] * 12 + [9000.0] + [0.5] * 87))
    found = whole(series.curves())
    assert series.stride == 8
    assert {row[1] for row in found} == {0.5}
    assert [(row[3], row[4]) for row in found if row[3] > 0.5] == [(9000.0, 13)]
    again = Series.unpack(series.pack())
    assert whole(again.curves()) == found


def test_evaluations_stay_bounded_and_whole_ones_stay_longest() -> None:
    history = History()
    for step in range(5000):
        score = Score(loss=1, measures={"accuracy": 0.5}, size=10, whole=step % 50 == 0)
        history.add(Evaluation(step=step, epoch=0, test=score))
    assert len(history.evaluations) <= 1000
    assert history.evaluations[-1].step == 4999
    assert {step for step in range(5000) if is_measured(step)} <= {e.step for e in history.evaluations}
    assert [e.step for e in history.evaluations] == sorted(e.step for e in history.evaluations)


def test_a_failure_is_forgotten_when_training_goes_on() -> None:
    history = History()
    history.add(Failure(what="It broke."))
    assert history.failure is not None
    history.add(Status(state="running"))
    assert history.failure is None


@pytest.mark.parametrize("back", [0, 1, 7, 8, 9, 30, 63])
def test_a_training_that_goes_back_says_its_steps_anew(back: int) -> None:
    series = Series(most=8)
    values = np.random.default_rng(back).random(64).astype(np.float32)
    series.add(curves(1, values.tolist()))
    again = np.random.default_rng(back + 1).random(40).astype(np.float32)
    stride = series.stride
    series.add(curves(back + 1, again.tolist()))
    assert series.steps == back + 40
    # Of a stride that was cut, the largest and the mean of the others are known.
    cut = back // stride * stride
    expected = values[:back].astype(np.float64)
    bad = values[cut : cut + stride]
    expected[cut:] = np.delete(bad, bad.argmax()).mean() if stride > 1 else bad.mean()
    if cut + bad.argmax() < back:
        expected[cut + bad.argmax()] = bad.max()
    everything = np.concatenate([expected, again])
    found = whole(series.curves())
    ends = [row[0] for row in found[1:]] + [back + 41]
    for (first, rest, _, high, at), end in zip(found, ends, strict=True):
        these = everything[first - 1 : end - 1]
        assert high == pytest.approx(these.max(), rel=1e-5)
        assert at == first + these.argmax()
        assert rest == pytest.approx((np.delete(these, these.argmax()) if len(these) > 1 else these).mean(), rel=1e-5)


CASES = json.loads((Path(__file__).parent / "goes_back.json").read_text())
"""What a room and a page are told, and what both remember of it; the page's tests read it too."""


@pytest.mark.parametrize("name", CASES)
def test_what_is_remembered_of_a_run(name: str) -> None:
    history = History()
    for kind, *rest in CASES[name]["told"]:
        match kind:
            case "curves":
                history.add(curves(rest[0], rest[1]))
            case "evaluation":
                history.add(Evaluation(step=rest[0], epoch=rest[1]))
            case "keyframe":
                history.add(Keyframe(layer="a", step=rest[0], passing=rest[1], pictures=PICTURE))
            case "showcase":
                history.add(Showcase(task="images", step=rest[0], size=0, whole=False, worst=[]))
    again = History.unpack(history.pack())
    for each in (history, again, history.copy()):
        found = whole(each.series.curves())
        assert {
            "losses": [row[1] for row in found],
            "evaluations": [[evaluation.step, evaluation.epoch] for evaluation in each.evaluations],
            "keyframes": [frame.step for frame in each.keyframes],
            "showcase": each.showcase.step if each.showcase else None,
        } == CASES[name]["remembered"]
