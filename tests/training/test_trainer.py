"""The trainer as its orders and events see it. Small nets on random images: no figure here depends on how fast it goes."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from inkling.datasets._base import Arrays
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.learning.learner import Learner
from inkling.protocol._base import Event
from inkling.protocol.explaining import Dissection
from inkling.protocol.looking import Keyframe, Showcase
from inkling.protocol.training import Curves, Evaluation, Failure, Status
from inkling.training.trainer import Adjust, End, Go, OneStep, Order, PauseTraining, SetWeights, Trainer
from tables import table

CPU = torch.device("cpu")
Layers = list[dict[str, Any]]
MLP: Layers = [{"id": "flat", "type": "Flatten"}, {"id": "out", "type": "Linear", "out_features": 10}]
LINEAR: Layers = [
    {"id": "flat", "type": "Flatten"},
    {"id": "one", "type": "Linear", "out_features": 12},
    {"id": "out", "type": "Linear", "out_features": 10},
]
"""With nothing between that could stop its numbers from growing."""
DEEP: Layers = [
    {"id": "flat", "type": "Flatten"},
    {"id": "one", "type": "Linear", "out_features": 12},
    {"id": "relu", "type": "ReLU"},
    {"id": "norm", "type": "BatchNorm1d"},
    {"id": "drop", "type": "Dropout", "p": 0.2},
    {"id": "out", "type": "Linear", "out_features": 10},
]


def some_arrays(train: int = 100, test: int = 30) -> Arrays:
    """8×8 images whose label shows: column `label` (mod 8) is bright; and test images alike."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 100, (train + test, 1, 8, 8), dtype=np.uint8)
    labels = rng.integers(0, 10, train + test)
    for image, label in zip(images, labels, strict=True):
        image[0, label // 8 * 4 : label // 8 * 4 + 4, label % 8] = 255
    return Arrays(images[:train], labels[:train], images[train:], labels[train:])


def experiment(layers: Layers, data: dict[str, Any] | None = None, **training: Any) -> Experiment:
    return Experiment.model_validate(
        {
            "net": {"input": (1, 8, 8), "layers": layers},
            "data": {"dataset": "mnist", **(data or {})},
            "training": {"batch_size": 16, "epochs": 2, **training},
            "seed": 5,
        }
    )


class Script:
    """An inbox with orders written beforehand: one is there at each wait, or at the n-th poll where a number says so."""

    def __init__(self, *orders: Order | int) -> None:
        self._orders = deque(orders)

    def poll(self) -> Order | None:
        if self._orders and isinstance(self._orders[0], int):
            self._orders[0] -= 1
            if self._orders[0] <= 0:
                self._orders.popleft()
                order = self._orders.popleft()
                assert not isinstance(order, int)
                return order
        return None

    def wait(self) -> Order:
        while self._orders:
            order = self._orders.popleft()
            if not isinstance(order, int):
                return order
        return End()


class Run:
    """A trainer run to its end, and what it said."""

    def __init__(self, chosen: Experiment, *orders: Order | int, arrays: Arrays | None = None, **more: Any) -> None:
        self.published: list[tuple[int, dict[str, Tensor]]] = []
        trainer = Trainer(chosen, arrays or some_arrays(), inbox=Script(*orders), publish=self._publish, device=CPU, **more)
        self.events: list[Event] = list(trainer.events())

    def _publish(self, step: int, module: nn.Module) -> None:
        self.published.append((step, {name: value.clone() for name, value in module.state_dict().items()}))

    @property
    def weights(self) -> dict[str, Tensor]:
        return self.published[-1][1]

    @property
    def statuses(self) -> list[Status]:
        return [event for event in self.events if isinstance(event, Status)]

    @property
    def last(self) -> Status:
        return self.statuses[-1]

    @property
    def evaluations(self) -> list[Evaluation]:
        return [event for event in self.events if isinstance(event, Evaluation)]

    @property
    def keyframes(self) -> list[Keyframe]:
        return [event for event in self.events if isinstance(event, Keyframe)]

    @property
    def failures(self) -> list[Failure]:
        return [event for event in self.events if isinstance(event, Failure)]

    def losses(self) -> dict[int, float]:
        """The loss of each step; said once each."""
        found: dict[int, float] = {}
        for event in self.events:
            if isinstance(event, Curves):
                for i, loss in enumerate(np.frombuffer(event.loss.data, "<f4").tolist()):
                    assert event.first + i not in found
                    found[event.first + i] = loss
        return found


def equal(a: dict[str, Tensor], b: dict[str, Tensor]) -> bool:
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


def plain(chosen: Experiment, steps: int) -> Iterator[Learner]:
    """The learner alone, after so many steps."""
    learner = Learner(chosen, some_arrays(), CPU)
    for _ in range(steps):
        learner.step()
    yield learner


# States and orders


def test_waits_at_step_0_with_its_first_weights_published() -> None:
    run = Run(experiment(MLP))
    assert [status.state for status in run.statuses] == ["idle"]
    assert [step for step, _ in run.published] == [0]
    assert run.last.steps_per_epoch == 6
    assert run.last.epochs == 2
    assert run.last.device.startswith("CPU, ")


def test_trains_to_the_end() -> None:
    chosen = experiment(DEEP)
    run = Run(chosen, Go())
    assert [run.statuses[i].state for i in (0, 1, -1)] == ["idle", "running", "done"]
    assert (run.last.step, run.last.epoch) == (12, 2)
    assert list(run.losses()) == list(range(1, 13))
    (learner,) = plain(chosen, 12)
    assert equal(run.weights, learner.net.state_dict())
    assert run.published[-1][0] == 12


def test_curves_are_those_of_the_steps() -> None:
    chosen = experiment(MLP, batch_size=64)  # 90 images: 64, then 26
    run = Run(chosen, Go())
    learner = Learner(chosen, some_arrays(), CPU)
    outcomes = [learner.step() for _ in range(4)]
    assert list(run.losses().values()) == pytest.approx([float(outcome.loss) for outcome in outcomes])
    accuracies = [
        x for e in run.events if isinstance(e, Curves) for x in np.frombuffer(e.measures["accuracy"].data, "<f4").tolist()
    ]
    expected = [float((o.output.argmax(1) == o.target).float().mean()) for o in outcomes]
    assert accuracies == pytest.approx(expected)


def test_gradient_norms_are_those_of_the_last_step() -> None:
    chosen = experiment(DEEP)
    run = Run(chosen, Go(until=4))
    learner = next(plain(chosen, 4))
    last = [event for event in run.events if isinstance(event, Curves)][-1]
    assert last.gradients.keys() == {"one", "norm", "out"}
    layer = learner.net.get_submodule("one")
    squares = sum(float(p.grad.double().square().sum()) for p in layer.parameters() if p.grad is not None)
    assert last.gradients["one"] == pytest.approx(squares**0.5, rel=1e-5)


def test_go_until_and_one_step_are_exact() -> None:
    run = Run(experiment(MLP), Go(until=3), OneStep(), OneStep())
    paused = [status.step for status in run.statuses if status.state == "paused"]
    assert paused == [3, 4, 5]


def test_steps_pressed_quickly_are_all_made() -> None:
    """The second and third come while the first is being made."""
    run = Run(experiment(MLP), OneStep(), 1, OneStep(), 1, OneStep())
    assert (run.last.state, run.last.step) == ("paused", 3)


def test_pauses_wherever_it_is_and_goes_on_to_the_same_end() -> None:
    chosen = experiment(DEEP, {"augment": {"shift": 1}}, schedule="one-cycle")
    whole = Run(chosen, Go())
    for polls in (2, 3, 5, 9, 14):
        cut = Run(chosen, Go(), polls, PauseTraining(), OneStep(), Go(until=7), Go(), 3, PauseTraining(), Go())
        assert "paused" in [status.state for status in cut.statuses]
        assert (cut.last.state, cut.last.step) == ("done", 12)
        assert equal(cut.weights, whole.weights)
        assert cut.losses() == whole.losses()


def test_after_the_end_it_goes_on_for_as_many_epochs_again() -> None:
    run = Run(experiment(MLP), Go(), Go(), OneStep())
    assert [(s.step, s.epochs) for s in run.statuses if s.state == "done"] == [(12, 2), (24, 4)]
    assert (run.last.state, run.last.step, run.last.epochs) == ("paused", 25, 6)


def test_adjusts_while_it_runs() -> None:
    slow = experiment(MLP, optimizer="SGD", lr=0.1)
    stopped = experiment(MLP, optimizer="SGD", lr=0.0, momentum=0.0)
    run = Run(slow, Go(until=4), Adjust(stopped), Go(until=8))
    four = next(plain(slow, 4))
    assert equal(run.weights, four.net.state_dict())
    assert run.last.lr == 0
    larger = Run(slow, Go(until=2), Adjust(experiment(MLP, optimizer="SGD", batch_size=45)), Go())
    assert larger.last.steps_per_epoch == 2
    assert larger.last.step == 2 + 2 + 2  # 58 images are left: 45 and 13


def test_more_epochs_make_a_finished_run_unfinished() -> None:
    run = Run(experiment(MLP), Go(), Adjust(experiment(MLP, epochs=3)), Go())
    assert (run.last.state, run.last.step, run.last.epochs) == ("done", 18, 3)


def test_publishes_at_every_stop() -> None:
    run = Run(experiment(MLP), Go(until=2), OneStep())
    steps = [step for step, _ in run.published]
    assert steps[0] == 0
    assert {2, 3} <= set(steps)


# Evaluations


def test_each_epoch_ends_with_an_evaluation_on_the_whole_sets() -> None:
    run = Run(experiment(MLP), Go())
    whole = {e.step: e for e in run.evaluations if e.test is not None and e.test.whole}
    assert {6, 12} <= whole.keys()
    last = whole[12]
    assert last.validation is not None
    assert last.test is not None
    assert (last.validation.size, last.test.size) == (10, 30)
    mistakes = [event for event in run.events if isinstance(event, Showcase)][-1]
    assert mistakes.step == 12
    assert table(mistakes, "confusion").sum() == 30


def test_on_the_way_few_images_are_named_and_all_where_it_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inkling.training.evaluation.NAMED_ON_THE_WAY", 1)
    run = Run(experiment(MLP, batch_size=4), Go(until=10))  # a fixed step, in the first epoch: measured before it comes to rest
    said = [event for event in run.events if isinstance(event, Showcase) and event.step == 10]
    assert [each.most for each in said] == [1, 100]
    assert said[0].tables["confusion"] == said[1].tables["confusion"]
    assert [len(table(each, "named")) for each in said] == [(table(said[0], "confusion") > 0).sum(), 30]
    assert [each.step for each in run.evaluations].count(10) == 1
    whole = Run(experiment(MLP), Go())
    assert [event.most for event in whole.events if isinstance(event, Showcase) and event.step in (0, 6, 12)] == [100] * 3


def test_of_a_weight_that_is_dragged_the_last_picture_is_kept() -> None:
    one, two = (SetWeights("out", "weight", (0, 0), np.full(1, value, np.float32).tobytes()) for value in (1, 2))
    alone, together = Run(experiment(MLP), one), Run(experiment(MLP), one, 1, two)
    assert [len([event for event in run.events if isinstance(event, Keyframe)]) for run in (alone, together)] == [2, 2]
    assert float(together.weights["out.weight"][0, 0]) == 2


def test_an_epochs_evaluation_is_not_lost_when_an_order_interrupts_it() -> None:
    chosen = experiment(MLP, epochs=1)
    for polls in range(2, 14):
        run = Run(chosen, Go(), polls, PauseTraining(), Go())
        assert ("done", 6) in [(status.state, status.step) for status in run.statuses]
        assert 6 in [e.step for e in run.evaluations if e.test is not None and e.test.whole]


def test_no_validation_images_is_fine() -> None:
    run = Run(experiment(MLP, {"validation": 0}), Go())
    assert run.last.state == "done"
    assert run.evaluations[-1].validation is None


@pytest.mark.parametrize("polls", [2, 7, 23])
def test_equal_trainings_are_measured_and_remembered_at_the_same_steps(polls: int) -> None:
    """However they are interrupted, and however fast they go."""
    chosen = experiment(MLP, epochs=10)  # 60 steps of 6 an epoch
    epochs = set(range(6, 61, 6))
    for orders in ([Go()], [Go(), polls, PauseTraining(), OneStep(), OneStep(), Go()], [OneStep()] * 21 + [Go()]):
        run = Run(chosen, *orders)
        fixed = {0, 10, 20, 40}
        assert fixed | epochs <= {e.step for e in run.evaluations}
        assert {e.step for e in run.evaluations if e.test is not None and e.test.whole} >= epochs
        assert [frame.step for frame in run.keyframes if not frame.passing] == [0, 1, 2, 5, 10, 20, 50]
        assert run.keyframes[-1].step == 60  # the last one, always
        assert all(frame.passing == (frame.step not in (0, 1, 2, 5, 10, 20, 50)) for frame in run.keyframes)


def test_the_time_machine_has_the_filters_of_its_steps() -> None:
    chosen = experiment(MLP, epochs=4)
    run = Run(chosen, Go(until=12))
    for frame in run.keyframes:
        learner = next(plain(chosen, frame.step))
        weights = learner.net.get_submodule("out").get_parameter("weight").detach().view(10, 8, 8)
        low, high = weights.amin((1, 2)), weights.amax((1, 2))
        assert frame.layer == "out"
        assert list(frame.pictures.low) == pytest.approx(low.tolist())
        assert list(frame.pictures.high) == pytest.approx(high.tolist())


def test_an_event_of_a_step_comes_after_its_curve() -> None:
    """Or who takes them in would take it for one of steps that are taken anew."""
    run, steps = Run(experiment(MLP, epochs=10), Go()), 0
    for event in run.events:
        if isinstance(event, Curves):
            assert event.first == steps + 1
            steps += event.loss.shape[0]
        elif isinstance(event, Evaluation | Keyframe | Showcase):
            assert event.step == steps


# Early stopping


def _overfits(**training: Any) -> Experiment:
    # Labels without meaning: the validation loss only rises once the few images are known by heart.
    return experiment(
        [{"id": "flat", "type": "Flatten"}, {"id": "out", "type": "Linear", "out_features": 10}],
        {"label_noise": 1.0},
        **{"lr": 0.05, "epochs": 60, "patience": 3, **training},
    )


def test_stops_early_and_is_back_where_the_validation_loss_was_least() -> None:
    run = Run(_overfits(), Go())
    ends = [e for e in run.evaluations if e.step and e.step % 6 == 0]
    losses = {e.step: e.validation.loss for e in ends[:-1] if e.validation is not None and e.validation.whole}
    best = min(losses, key=lambda step: losses[step])
    assert max(losses) == best + 3 * 6 < 60 * 6
    assert (run.last.state, run.last.step, run.last.epoch, run.last.epochs) == ("done", best, best / 6, best // 6)
    assert run.last.message == f"Stopped early: validation loss was least at step {best}; back to it."
    learner = next(plain(_overfits(), best))
    assert equal(run.weights, learner.net.state_dict())
    assert run.published[-1][0] == best
    # What is said last is of these weights.
    final = run.evaluations[-1]
    assert final.validation is not None
    assert final.step == best
    assert final.validation.loss == pytest.approx(losses[best])
    assert run.keyframes[-1].step == best


def test_after_stopping_early_it_trains_on_from_there() -> None:
    run = Run(_overfits(), Go(), Adjust(_overfits(lr=0.001)), OneStep())
    back = next(status.step for status in run.statuses if status.state == "done")
    assert run.last.step == back + 1
    assert [event.first for event in run.events if isinstance(event, Curves)][-1] == back + 1


def test_where_all_epochs_are_over_it_is_back_at_the_best_too() -> None:
    run = Run(_overfits(epochs=12, patience=50), Go())
    assert run.last.message == f"Validation loss was least at step {run.last.step}; back to it."
    assert 0 < run.last.step < 72


def test_patience_without_validation_images_is_said() -> None:
    run = Run(experiment(MLP, {"validation": 0}, patience=1), Go())
    assert run.last.state == "done"
    assert run.last.message == "Early stopping needs validation examples; there are none."


# Failures


def test_a_loss_that_is_not_finite_stops_it_with_step_layer_and_cause() -> None:
    chosen = experiment(LINEAR, optimizer="SGD", lr=100, momentum=0, epochs=50)
    run = Run(chosen, Go())
    assert run.last.state == "failed"
    (failure,) = run.failures
    # Found again by hand, in plain steps.
    learner = Learner(chosen, some_arrays(), CPU)
    states, losses = [learner.capture()], [float(learner.step().loss)]
    while np.isfinite(losses[-1]):
        states.append(learner.capture())
        losses.append(float(learner.step().loss))
    assert failure.step == len(losses)
    assert failure.layer in {"one", "out"}
    assert "learning rate (100) is too high: the loss rose from" in failure.why
    assert "10 or less" in failure.todo
    # The last good weights: the newest whose loss was not yet ten times the least so far.
    good = max(i for i in range(len(losses) - 1) if losses[i] <= 10 * min(losses[: i + 1]))
    assert run.last.step == good < len(losses) - 2
    assert equal(run.weights, states[good].weights)
    # What was measured on the way is said, to the last finite loss.
    assert list(run.losses().values()) == pytest.approx(losses[:-1], rel=1e-5)


def test_trains_on_after_a_failure_when_its_cause_is_gone() -> None:
    bad = experiment(LINEAR, optimizer="SGD", lr=100, momentum=0, epochs=50)
    run = Run(bad, Go(), Adjust(experiment(LINEAR, optimizer="SGD", lr=1e-4, epochs=50)), Go())
    assert [status.state for status in run.statuses if status.state in ("failed", "done")][-2:] == ["failed", "done"]
    assert all(value.isfinite().all() for value in run.weights.values())


def test_weights_broken_by_weight_decay_are_told_apart() -> None:
    run = Run(experiment(MLP, optimizer="SGD", lr=100, weight_decay=10, momentum=0, epochs=50), Go())
    assert run.failures[0].why.startswith("Learning rate × weight decay is 1e+03")


def test_too_little_memory_is_a_failure_with_the_weights_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Learner.step

    def step(self: Learner) -> Any:
        if self.step_number == 3:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return whole(self)

    monkeypatch.setattr(Learner, "step", step)
    run = Run(experiment(MLP), Go())
    assert run.last.state == "failed"
    assert run.failures[0].what == "There is not enough memory to train this net."
    assert run.last.step <= 3


def test_too_little_memory_to_begin_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def initial(*_: object) -> nn.Sequential:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 4000000000000 bytes.")

    monkeypatch.setattr("inkling.learning.ways.initial", initial)
    with pytest.raises(InklingError, match="not enough memory"):
        Run(experiment(MLP), Go())


def test_a_full_disk_does_not_stop_training(tmp_path: Path) -> None:
    run = Run(experiment(MLP), Go(), checkpoint=tmp_path / "missing" / "run.safetensors")
    assert (run.last.state, run.last.step) == ("done", 12)
    assert run.last.message.startswith("The state of this run can't be kept")


def test_batch_norm_with_one_image_a_step_is_explained() -> None:
    run = Run(experiment(DEEP, batch_size=1), Go())
    assert run.failures[0].todo == "Make the batch size 2 or more, and train on."


def test_a_defect_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(self: Learner) -> Any:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Learner, "step", step)
    with pytest.raises(RuntimeError, match="a defect"):
        Run(experiment(MLP), Go())


# Going on after the process's death


def test_resumes_to_the_run_that_was_never_cut(tmp_path: Path) -> None:
    chosen = experiment(DEEP, {"augment": {"rotate": 10}}, optimizer="AdamW", weight_decay=0.1, schedule="cosine")
    whole = Run(chosen, Go())
    file = tmp_path / "run.safetensors"
    first = Run(chosen, Go(until=5), checkpoint=file)
    second = Run(chosen, Go(), checkpoint=file, resume=True)
    assert (second.statuses[0].state, second.statuses[0].step) == ("paused", 5)
    assert second.last.state == "done"
    assert equal(second.weights, whole.weights)
    assert first.losses() | second.losses() == whole.losses()
    third = Run(chosen, Go(until=13), checkpoint=file, resume=True)
    assert [third.statuses[i].state for i in (0, -1)] == ["done", "paused"]
    assert third.last.epochs == 4


def test_early_stopping_survives_a_resume(tmp_path: Path) -> None:
    chosen = _overfits()
    whole = Run(chosen, Go())
    file = tmp_path / "run.safetensors"
    Run(chosen, Go(until=whole.last.step + 9), checkpoint=file)
    resumed = Run(chosen, Go(), checkpoint=file, resume=True)
    assert resumed.last.message == whole.last.message
    assert equal(resumed.weights, whole.weights)


def test_a_damaged_or_foreign_checkpoint_is_said_and_it_begins_anew(tmp_path: Path) -> None:
    file = tmp_path / "run.safetensors"
    Run(experiment(MLP), Go(until=5), checkpoint=file)
    foreign = Run(experiment(DEEP), checkpoint=file, resume=True)
    assert foreign.last.step == 0
    assert foreign.last.message == "The kept state is of another net, other data or another seed. Training begins anew."
    file.write_bytes(file.read_bytes()[:-100])
    damaged = Run(experiment(MLP), checkpoint=file, resume=True)
    assert (damaged.last.state, damaged.last.step) == ("idle", 0)
    assert damaged.last.message == "The kept state of this run is damaged. Training begins anew."


def test_the_checkpoint_also_serves_as_weights_to_begin_with(tmp_path: Path) -> None:
    file = tmp_path / "run.safetensors"
    first = Run(experiment(MLP), Go(), checkpoint=file)
    other = Run(experiment([*MLP[:1], {"id": "mid", "type": "Linear", "out_features": 64}, MLP[1]]), start=file)
    assert torch.equal(other.weights["out.weight"], first.weights["out.weight"])


def test_without_resume_a_checkpoint_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "run.safetensors"
    Run(experiment(MLP), Go(until=5), checkpoint=file)
    assert Run(experiment(MLP), checkpoint=file).last.step == 0


def test_orders_are_plain_data() -> None:
    for order in (Go(), PauseTraining(), OneStep(), End()):
        assert dataclasses.is_dataclass(order)
        assert order == dataclasses.replace(order)


def test_an_edit_is_published_measured_and_trained_on_from(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    edit = SetWeights("out", "weight", (3,), np.full(64, 0.5, "<f4").tobytes())
    run = Run(experiment(MLP), edit, OneStep(), checkpoint=kept)
    first = next(weights for step, weights in run.published[1:] if step == 0)
    assert first["out.weight"][3].eq(0.5).all()
    assert not run.published[0][1]["out.weight"][3].eq(0.5).all()
    plain = Run(experiment(MLP), OneStep())
    assert not equal(run.weights, plain.weights)
    assert torch.equal(run.published[0][1]["out.bias"], plain.published[0][1]["out.bias"])
    assert [event.step for event in run.evaluations][:2] == [0, 0]
    again = Run(experiment(MLP), checkpoint=kept, resume=True)
    assert equal(again.weights, run.weights)


@pytest.mark.parametrize("polls", [1, 2, 3])
@pytest.mark.parametrize(
    "order", [PauseTraining(), End(), Go(until=1), Adjust(experiment(MLP, lr=0.5))], ids=lambda each: type(each).__name__
)
def test_an_edit_at_rest_is_measured_whatever_is_asked_meanwhile(order: Order, polls: int) -> None:
    """The accuracy of a step at rest is that of the weights that there are, and not of those that were changed by hand."""
    edit = SetWeights("out", "weight", (3,), np.full(64, 0.5, "<f4").tobytes())
    alone = Run(experiment(MLP), edit)
    run = Run(experiment(MLP), edit, polls, order)
    before, after = (event for event in alone.evaluations if event.step == 0)
    assert before.test != after.test
    assert [event.test for event in run.evaluations if event.step == 0] == [before.test, after.test]


@pytest.mark.parametrize("polls", [1, 2, 3])
def test_of_edits_at_rest_the_last_that_fits_is_measured(polls: int) -> None:
    one, two = (SetWeights("out", "weight", (3,), np.full(64, value, "<f4").tobytes()) for value in (0.5, -0.5))
    unfit = SetWeights("out", "weight", (99,), b"\0" * 4)
    for orders, last in (((one, polls, unfit), one), ((two, polls, one), one)):
        alone, run = Run(experiment(MLP), last), Run(experiment(MLP), *orders)
        assert run.evaluations[-1].test == alone.evaluations[-1].test


def test_an_edit_while_it_trains_does_not_stop_it() -> None:
    edit = SetWeights("out", "bias", (0,), np.array([9], "<f4").tobytes())
    run = Run(experiment(MLP, epochs=2), Go(), 3, edit)
    assert run.last.state == "done"
    assert run.last.step == 12


def test_an_edit_that_does_not_fit_is_said_and_changes_nothing() -> None:
    run = Run(experiment(MLP), SetWeights("out", "weight", (99,), b"\0" * 4))
    assert len(run.published) == 1
    assert run.last.message == "This change of Linear · 10's weight does not fit the net. Nothing was changed."
    assert not run.failures


def test_a_step_taken_apart_is_the_same_step_and_is_told() -> None:
    run, plain = Run(experiment(DEEP), OneStep(("one", 3)), OneStep()), Run(experiment(DEEP), OneStep(), OneStep())
    told = [event for event in run.events if isinstance(event, Dissection)]
    assert [(event.layer, event.unit, event.step) for event in told] == [("one", 3, 1)]
    assert equal(run.weights, plain.weights)
    assert run.losses() == plain.losses()
    assert told[0].loss == pytest.approx(run.losses()[1])
