"""The loop that trains a net, from top to bottom: orders in, events out. It knows of no process, socket or page.

    trainer = Trainer(experiment, arrays, inbox=inbox, publish=publish)
    for event in trainer.events():
        send(event)

Steps are taken in bursts of some tens of milliseconds. Within a burst nothing is read back from the device: losses and
outputs stay tensors. After a burst they are read in one go and said; then, each within its share of the time, the weights
are published, the net is measured, and its state is kept. A burst ends at each step of `milestones`: there the net is measured,
and its first filters are said, in every training alike.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import assert_never

import torch
from safetensors import SafetensorError
from torch import nn

from inkling.datasets._base import Arrays
from inkling.errors import InklingError
from inkling.experiment.experiment import Experiment
from inkling.layers._base import LEARNED
from inkling.learning.gradients import gradient_norms
from inkling.learning.learner import Learner, State
from inkling.learning.ways import Outcome
from inkling.machine import device as devices
from inkling.machine.pace import Pace, Throughput
from inkling.net.names import title_in
from inkling.probes._base import Look
from inkling.probes.filters import Weights
from inkling.protocol._base import Event
from inkling.protocol.looking import Filters, Keyframe, Showcase
from inkling.protocol.training import Evaluation, Failure, Status
from inkling.protocol.training import State as Phase
from inkling.training import checkpoint as checkpoints
from inkling.training.diagnosis import explain, investigate, say_why
from inkling.training.dissect import dissect
from inkling.training.evaluation import Examiner, parts
from inkling.training.fallback import Fallback, Level
from inkling.training.milestones import is_kept, is_measured, next_after
from inkling.training.orders import Adjust, End, Go, Inbox, OneStep, Order, PauseTraining, SetWeights
from inkling.training.patience import Patience
from inkling.training.readings import curves, read

__all__ = ["Adjust", "End", "Go", "Inbox", "OneStep", "Order", "PauseTraining", "SetWeights", "Trainer"]

BURST = 0.08
"""Seconds of steps between two looks at the numbers; the first are shorter, so that the first loss is seen at once."""
EXAMINE_EVERY, EXAMINE_SHARE = 0.4, 0.045
"""Seconds from an evaluation to one of no fixed step, at least, and the share of the time that these may take."""
EARLY = 6.0
"""For so many seconds they may take twice that share: measures move fastest then."""


class Trainer:
    """Trains one experiment.

    Args:
        experiment: what to train, on what, and how; `net.check` finds no error in it.
        arrays: the data set that it names.
        inbox: where orders come from.
        publish: called with the number of steps and all layers when a snapshot of its weights is due: at the start, at each
            pause and end, and while it runs about twelve times a second, less often where it is slow. It must copy.
        checkpoint: a file where the state is kept, every two seconds, so that a killed run can go on.
        saved: called with the step when `checkpoint` holds the state as it is after all that was said so far: whenever it comes
            to rest (True), and, while it trains, whenever it was saved (False).
        start: a safetensors file with weights to begin with, for the layers that are still the same.
        resume: go on from `checkpoint`, if it is there and whole; otherwise begin anew, and say so.
        device: None: the fastest there is.
        why_there: why it is not another device, for people; see `device.WorkingDevice`.
    """

    def __init__(
        self,
        experiment: Experiment,
        arrays: Arrays,
        *,
        inbox: Inbox,
        publish: Callable[[int, nn.Module], None],
        checkpoint: Path | None = None,
        saved: Callable[[int, bool], None] = lambda step, resting: None,
        start: Path | None = None,
        resume: bool = False,
        device: torch.device | None = None,
        why_there: str = "",
    ) -> None:
        self._experiment = experiment
        self._arrays = arrays
        self._inbox = inbox
        self._publish = publish
        self._checkpoint = checkpoint
        self._saved = saved
        self._is_saved = False
        """The last attempt to save succeeded."""
        self._start = start
        self._resume = resume
        self._device = device or devices.pick()
        self._why_there = why_there

        self._phase: Phase = "idle"
        self._message = ""
        self._order: Order | None = None
        """One that came during a burst or an evaluation, not yet obeyed."""
        self._until: int | None = None
        self._end = experiment.training.epochs
        """The epoch at whose end it is done."""
        self._burst_seconds = 0.0
        self._owed = False
        """An epoch has ended, and its evaluation on the whole sets is still to come."""
        self._whole_seconds = 0.0
        """How long the last evaluation on the whole sets took."""
        self._examined = -1
        """The step of the newest evaluation."""
        self._passing = False
        """It was one in passing."""
        self._remembered = -1
        """The step of the newest filters that were said, if they are still the same."""
        self._pressed = 0.0
        """When it was last told to train."""
        self._patience = Patience()
        self._throughput = Throughput()
        self._to_say = Pace(every=0.25)
        self._to_publish = Pace(every=0.05, share=0.02)
        self._to_examine = Pace(every=EXAMINE_EVERY, share=EXAMINE_SHARE)
        self._to_keep = Pace(every=0.5, share=0.01)
        self._to_save = Pace(every=2.0, share=0.02)

    def events(self) -> Iterator[Event]:
        """All that happens, as it happens, until `End`. Waits for the first order before the first step.

        Raises:
            InklingError: it can't even begin.
        """
        try:
            yield from self._begin()
        except (MemoryError, RuntimeError) as error:
            failure = say_why(error, self._experiment.training, 0)
            if failure is None:
                raise
            raise InklingError(failure.what, failure.why, failure.todo) from error
        while True:
            order = self._next_order()
            if isinstance(order, End):
                break
            try:
                if order is not None:
                    yield from self._obey(order)
                elif self._owed:
                    yield from self._end_epoch()
                elif self._unmeasured:
                    yield from self._examine(whole=False)
                elif self._learner.epoch >= self._end:
                    yield from self._stop("done")
                elif self._until is not None and self._learner.step_number >= self._until:
                    yield from self._stop("paused")
                else:
                    yield from self._burst()
            except (MemoryError, RuntimeError, ValueError) as error:
                failure = say_why(error, self._experiment.training, self._learner.step_number)
                if failure is None:
                    raise
                yield from self._fail(failure, self._fallback.good)
        if self._phase == "running":
            yield from self._stop("paused")

    # Orders

    def _next_order(self) -> Order | None:
        order, self._order = self._order, None
        if order is None:
            order = self._inbox.poll() if self._phase == "running" else self._inbox.wait()
        return order

    def _has_order(self) -> bool:
        """Whether an order waits to be obeyed."""
        if self._order is None:
            self._order = self._inbox.poll()
        return self._order is not None

    def _has_edit(self) -> bool:
        """Whether the next order, if there is one, changes weights by hand."""
        return self._has_order() and isinstance(self._order, SetWeights)

    @property
    def _unmeasured(self) -> bool:
        """It is at a fixed step whose evaluation is still to come."""
        return self._learner.step_number != self._examined and is_measured(self._learner.step_number)

    def _obey(self, order: Order) -> Iterator[Event]:
        match order:
            case Go(until):
                yield from self._run(until)
            case OneStep(look):
                # At once: the next order may be another.
                yield from self._run(self._learner.step_number + 1)
                if self._owed:
                    yield from self._end_epoch(hurry=False)
                elif self._unmeasured:
                    yield from self._examine(whole=False, interrupted=_never)
                if self._learner.epoch < self._end:
                    yield from self._burst(look)
            case SetWeights():
                yield from self._edit(order)
            case PauseTraining() if self._phase == "running":
                yield from self._stop("paused")
            case Adjust(experiment):
                yield from self._adjust(experiment)
            case PauseTraining() | End():
                yield self._status()
            case _:
                assert_never(order)

    def _run(self, until: int | None) -> Iterator[Event]:
        self._until = until
        if self._phase == "done":
            self._end = self._learner.epoch + self._experiment.training.epochs
            self._patience = Patience()
        if self._phase != "running":
            self._phase = "running"
            self._message = ""
            self._burst_seconds = 0.0
            self._throughput.begin()
            self._pressed = time.perf_counter()
            self._to_examine.after(0.3)
            self._to_keep.after(0.1)
            self._to_save.after(1.0)
        yield self._status()

    def _adjust(self, experiment: Experiment) -> Iterator[Event]:
        epochs = experiment.training.epochs
        if epochs != self._experiment.training.epochs:
            # A cycle of the schedule is so long; training ends with the cycle it is in.
            self._end = epochs * max(1, math.ceil(self._learner.done / epochs))
            if self._phase == "done" and self._end > self._learner.epoch:
                self._phase = "paused"
        if experiment.layers != self._experiment.layers:
            # Other filters are frozen now: the best weights so far may have others in their place.
            self._patience = Patience()
        before, self._experiment = self._experiment, experiment
        self._learner.adjust(experiment)
        self._fallback.settle(
            self._learner.capture(),
            other_losses=(experiment.data, experiment.layers) != (before.data, before.layers),
        )
        yield self._status()

    def _edit(self, edit: SetWeights) -> Iterator[Event]:
        learner = self._learner
        if not learner.edit(edit.layer, edit.parameter, edit.at, edit.values):
            name = title_in(self._experiment.layers, edit.layer)
            self._message = f"This change of {name}'s {edit.parameter} does not fit the net. Nothing was changed."
            yield self._status()
        else:
            self._fallback.settle(learner.capture())
            # Of this step other weights have been shown and measured.
            self._remembered = self._examined = -1
            self._publish(learner.step_number, learner.way.layers)
        if self._phase != "running" and self._examined != learner.step_number:
            self._save()
            if not self._has_edit():  # of a weight that is dragged, all see the last
                yield from self._remember()
            yield from self._examine(whole=False, interrupted=self._has_edit)
            self._hand_over(resting=True)

    # What happens, in the order of a run

    def _begin(self) -> Iterator[Event]:
        self._learner = Learner(self._experiment, self._arrays, self._device, self._start)
        self._fallback = Fallback(self._learner.capture())
        if self._resume and self._checkpoint is not None:
            self._take_up(self._checkpoint)
        self._measured = self._learner.way.answering()
        self._examiner = Examiner(
            parts(self._learner, self._arrays),
            self._learner.data,
            self._experiment.seed,
            criterion=self._experiment.training.loss,
        )
        self._publish(self._learner.step_number, self._learner.way.layers)
        yield self._status()
        yield from self._remember()
        yield from self._examine(whole=False)

    def _burst(self, look: tuple[str, int] | None = None) -> Iterator[Event]:
        """Some tens of milliseconds of steps, and what there is to say of them.

        Args:
            look: take the first step apart for this layer's unit.
        """
        learner = self._learner
        first, epoch = learner.step_number + 1, learner.epoch
        most = self._most_steps(first)
        outcomes: list[Outcome] = []
        until = time.perf_counter() + self._burst_seconds
        self._burst_seconds = min(BURST, 2 * self._burst_seconds + BURST / 8)
        while True:
            if look is None:
                outcomes.append(learner.step())
            else:
                outcome, dissection = dissect(learner, *look)
                outcomes.append(outcome)
                look = None
                if dissection is not None:
                    yield dissection
            if len(outcomes) >= most or learner.epoch != epoch or time.perf_counter() >= until or self._has_order():
                break
        losses, measures, count = read(outcomes, learner.task)
        self._throughput.add(len(outcomes), count)

        bad = next((i for i, loss in enumerate(losses) if not math.isfinite(loss)), None)
        self._fallback.note(first, losses[:bad])
        if bad is not None:
            yield from self._break_off(first, losses, measures, first + bad)
            return
        yield curves(first, losses, measures, gradient_norms(learner.way.layers))
        self._owed = learner.epoch != epoch
        if is_kept(learner.step_number):
            yield from self._remember()
        yield from self._do_what_is_due()

    def _most_steps(self, first: int) -> int:
        """Steps of a burst at most: to the next fixed step or `until`; no more than a slow device did before."""
        most = next_after(first - 1) - first + 1
        if self._device.type != "cpu":
            most = min(most, 1 + int(2 * BURST * self._throughput.steps_per_second))
        return most if self._until is None else min(most, self._until - first + 1)

    def _do_what_is_due(self) -> Iterator[Event]:
        if self._to_say.due:
            with self._to_say:
                yield self._status()
        if self._to_publish.due:
            with self._to_publish:
                self._publish(self._learner.step_number, self._learner.way.layers)
        if self._to_keep.due:
            with self._to_keep:
                self._fallback.keep(self._learner)
        if self._to_save.due:
            with self._to_save:
                self._save()
            self._hand_over(resting=False)
        if self._to_examine.due and not self._owed and not self._unmeasured:
            early = time.perf_counter() - self._pressed < EARLY
            self._to_examine.share = 2 * EXAMINE_SHARE if early else EXAMINE_SHARE
            yield from self._examine(whole=False)

    def _end_epoch(self, *, hurry: bool = True) -> Iterator[Event]:
        """The evaluation on the whole sets; then early stopping, where that is asked for.

        Args:
            hurry: give it up for now when an order comes.
        """
        learner, training = self._learner, self._experiment.training
        for event in self._examine(whole=True, interrupted=None if hurry else _never):
            yield event
            if isinstance(event, Evaluation):
                self._owed = False
                if training.patience and event.validation is not None:
                    self._patience.note(event.validation.loss, learner)
        if not self._owed and training.patience:
            over = self._patience.over(training.patience)
            if over or learner.epoch >= self._end:
                self._message = self._patience.give_back(learner, early=over)
                self._end = learner.epoch
                if self._patience.waited:  # other weights than a moment ago
                    self._fallback.go_back(learner.capture())
                    self._remembered = -1
                    yield from self._examine(whole=True)

    def _examine(self, *, whole: bool, interrupted: Callable[[], bool] | None = None) -> Iterator[Event]:
        """An evaluation, which is given up once it is `interrupted`; None: by any order that comes in between."""
        learner = self._learner
        passing = self._phase == "running" and not whole
        with self._to_examine:
            exam = self._examiner.examine(
                self._measured,
                learner.step_number,
                whole,
                interrupted or self._has_order,
                passing=passing,
            )
        self._throughput.skip(self._to_examine.took)
        if exam is not None:
            if whole:
                self._whole_seconds = self._to_examine.took
            self._examined, self._passing = learner.step_number, passing
            yield Evaluation(
                step=learner.step_number, epoch=learner.done, train=exam.train, validation=exam.validation, test=exam.test
            )
            if exam.showcase is not None:
                yield exam.showcase

    def _remember(self) -> Iterator[Keyframe]:
        """The first filters as they are now, for the time machine, where they can be seen."""
        step = self._learner.step_number
        first = next((layer.id for layer in self._experiment.net.layers if layer.family in LEARNED), None)
        if first is None or step == self._remembered:
            return
        self._remembered = step
        shown = Weights().measure(Look(self._experiment.net, self._learner.net, step), first)
        if isinstance(shown, Filters):
            yield Keyframe(layer=first, step=step, passing=not is_kept(step), pictures=shown.pictures)

    def _stop(self, phase: Phase) -> Iterator[Event]:
        """Paused or done: the newest weights, said and kept."""
        self._phase = phase
        self._publish(self._learner.step_number, self._learner.way.layers)
        self._fallback.keep(self._learner)
        self._save()
        yield self._status()
        yield from self._remember()
        if self._examined != self._learner.step_number:
            yield from self._examine(whole=False)
        elif self._passing:  # the numbers have been said; now all the examples are
            yield from (event for event in self._examine(whole=False) if isinstance(event, Showcase))
        self._hand_over(resting=True)

    def _break_off(self, first: int, losses: list[float], measures: Mapping[str, list[float]], bad: int) -> Iterator[Event]:
        """A loss is not a number: back to the last good weights, and the reason."""
        learner = self._learner
        rate = learner.rate or 0.0
        finding = investigate(learner, self._fallback.anchor, self._fallback.anchor_level, bad)
        # It may not happen again (sums in another order): then the copy is the best there is.
        good = (finding.good if finding else None) or self._fallback.good
        # What the optimiser has gathered led here, and would again at any rate.
        good = replace(good, optimizer={})
        if bad > first:
            yield curves(first, losses[: bad - first], {name: all[: bad - first] for name, all in measures.items()}, {})
        why, todo = explain(finding, self._experiment, rate)
        if finding:
            bad, layer = finding.step, finding.layer
        else:
            layer = None
        what = f"The loss of step {bad} is not a finite number."
        yield from self._fail(Failure(what=what, why=why, todo=todo, step=bad, layer=layer), good, measure=True)

    def _fail(self, failure: Failure, good: State, *, measure: bool = False) -> Iterator[Event]:
        self._phase = "failed"
        self._message = failure.what
        self._learner.restore(good)
        self._fallback.go_back(good)
        self._owed = False
        self._remembered = -1
        self._publish(self._learner.step_number, self._learner.way.layers)
        self._save()
        yield failure
        yield self._status()
        yield from self._remember()
        if measure:
            yield from self._examine(whole=False)
        self._hand_over(resting=True)

    # Keeping

    def _save(self) -> None:
        self._is_saved = False
        if self._checkpoint is None or not self._learner.is_finite():
            return
        numbers = {
            "end": self._end,
            "owed": self._owed,
            "least": self._patience.least,
            "waited": self._patience.waited,
            "level": [self._fallback.level.single, self._fallback.level.mean, self._fallback.level.first],
        }
        good = None if self._fallback.sane else self._fallback.good
        state = checkpoints.Checkpoint(self._learner.capture(), self._patience.best, numbers, good)
        try:
            checkpoints.save(self._checkpoint, self._experiment, state)
            self._is_saved = True
        except (OSError, SafetensorError) as error:
            self._message = f"The state of this run can't be kept: {error}."

    def _hand_over(self, *, resting: bool) -> None:
        """Say that the state is saved, after everything that led to it."""
        if self._is_saved:
            self._saved(self._learner.step_number, resting)

    def _take_up(self, path: Path) -> None:
        """Go on from the state in the file."""
        try:
            found = checkpoints.load(path, self._experiment)
            self._learner.restore(found.state)
        except (InklingError, ValueError) as error:
            self._message = f"{error} Training begins anew."
            return
        self._fallback = Fallback(self._learner.capture(), found.good, Level(*found.numbers.get("level", ())))
        self._end = found.numbers["end"]
        self._owed = found.numbers["owed"]
        self._patience.best = found.best
        self._patience.least = found.numbers["least"]
        self._patience.waited = found.numbers["waited"]
        if self._learner.step_number:
            self._phase = "done" if self._learner.epoch >= self._end and not self._owed else "paused"

    # Saying

    def _status(self) -> Status:
        learner = self._learner
        running = self._phase == "running"
        speed = self._throughput.examples_per_second if running else 0.0
        epochs = max(0.0, self._end - learner.done)
        return Status(
            state=self._phase,
            step=learner.step_number,
            epoch=learner.done,
            epochs=self._end,
            steps_per_epoch=learner.steps_per_epoch,
            samples_per_second=speed,
            seconds_left=epochs * learner.size / speed + math.ceil(epochs) * self._whole_seconds if speed else None,
            lr=learner.rate,
            device=devices.describe(self._device, self._why_there),
            message=self._message,
        )


def _never() -> bool:
    return False
