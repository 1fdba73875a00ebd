"""One room as the observer sees it: a net with the newest weights, who looks at it, and what each of them has been sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import isfinite
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from inkling.datasets._base import Arrays, Inputs, find
from inkling.experiment.experiment import Experiment
from inkling.layers._base import Signal
from inkling.learning.graph import passing
from inkling.learning.model import initial
from inkling.net.shapes import through
from inkling.probes import arithmetic as units
from inkling.probes._base import DrawingProbe, Look, Picture, Probe, WeightProbe, registry
from inkling.probes._kernels import first_kernels
from inkling.protocol import wire
from inkling.protocol.answer import Answer
from inkling.protocol.example import NUMBERS, Example
from inkling.protocol.looking import Prediction
from inkling.protocol.room import Refused
from inkling.runs.looking.loss import loss_of
from inkling.runs.looking.viewer_state import ViewerState
from inkling.runs.training.snapshot import SnapshotReader, load
from inkling.tasks._base import input_of, task_of
from inkling.training import checkpoint as checkpoints

Tell = Callable[[tuple[str, ...], str, str, bytes], None]
"""Sends an event to some viewers: who, its kind, its key, and it, encoded."""

Pad = tuple[bytes, int, tuple[float, ...] | None]
"""What the net sees, the number of the drawing, and the target of what stands in for an empty pad; None: nothing does."""

LOADING_SHARE = 0.1
"""Of the time, at most, is spent on newer weights for drawings: large nets answer some with weights a little older."""


class RoomNet:
    """A room's net, and its viewers.

    Args:
        run: names this net in the room's life.
        experiment: whose net it is, at step 0.
        start: weights to start from.
        checkpoint: the state it is in, if not at step 0.
        collected: the file with the digits of the class, where it learns from them.
        beside: the data set that is measured beside the class.

    Raises:
        InklingError: there is no such data set, or the state can't be read.
    """

    def __init__(
        self,
        run: int,
        experiment: Experiment,
        start: Path | None,
        checkpoint: Path | None = None,
        collected: Path | None = None,
        beside: str = "",
    ) -> None:
        self.run = run
        self.collected = collected
        self.beside = beside
        self.experiment = experiment
        self.dataset = find(experiment.data.dataset)
        self._task = task_of(self.dataset)
        self.takes = input_of(experiment)
        """What is on a pad has to be this."""
        self._ready = self._task.ready(self.dataset)
        self.net: nn.Sequential = initial(experiment.net, experiment.seed, start).eval()
        self.first = first_kernels(experiment.net, self.net)
        """The kernels at step 0 of the filters that are shown, by id of the layer."""
        self.gives = through(experiment.net.layers, experiment.net.input)[-1]
        """The shape of what it gives, of one input."""
        self.step = 0
        if checkpoint is not None:
            self.step, state = checkpoints.weights(checkpoint)  # of all nets, where there are several
            self.net.load_state_dict({name: state[name] for name in self.net.state_dict().keys() & state.keys()})
        self.weights = 1
        """Counts the weights that were loaded."""
        self.arrays: Arrays | None = None
        """The data set, once it is here."""
        self.viewers: dict[str, ViewerState] = {}
        self._layers = [layer.id for layer in experiment.net.layers]
        self._reader: SnapshotReader | None = None
        self._path: Path | None = None
        self._version = 0
        self._loaded_at = 0.0
        self._load_seconds = 0.0
        self._weight_pictures: dict[tuple[str, str], tuple[int, bytes] | None] = {}

    # --- weights --------------------------------------------------------------------------------------------------------

    def follow(self, path: Path) -> None:
        """Take weights from this file from now on.

        Raises:
            OSError, InklingError: it can't be read.
        """
        if path != self._path:
            self._reader = SnapshotReader(path)
            self._path = path
            self._version = 0

    @property
    def behind(self) -> bool:
        """There are newer weights than those it has."""
        return self._reader is not None and self._reader.newest != self._version

    def catch_up(self) -> None:
        """Load the newest weights."""
        if self._reader is None or not self.behind:
            return
        began = time.thread_time()
        snapshot = self._reader.read()
        if snapshot is None:
            return
        load(snapshot, self.net)
        self.step = snapshot.step
        self.weights += 1
        self._version = snapshot.version
        self._weight_pictures.clear()
        self._load_seconds = time.thread_time() - began
        self._loaded_at = time.monotonic()

    def catch_up_sometimes(self) -> None:
        """Load the newest weights, unless most of the time would go into loading."""
        if time.monotonic() - self._loaded_at >= self._load_seconds / LOADING_SHARE:
            self.catch_up()

    def waiting(self, viewer: ViewerState) -> bool:
        """There is something newer to show this viewer than what it has seen."""
        if viewer.rate <= 0:
            return False
        return self.behind or any(viewer.seen.get(sort) != self.weights for sort in ("drawing", "weights"))

    # --- what is on the pads ----------------------------------------------------------------------------------------------

    def needs_data(self) -> bool:
        """An example of the data set is to stand in for an empty pad, and it has not been loaded."""
        return self.arrays is None and any(v.example is None and v.wants_predictions for v in self.viewers.values())

    def pad(self, viewer: ViewerState) -> Pad | None:
        """What is to be answered for this viewer: its drawing, else an example of the data set; None: nothing.

        Equal pads have the same answer. A drawing for a net of another size waits until there is one.
        """
        if not viewer.wants_predictions:
            return None
        if viewer.example is not None:
            return None if viewer.example.misfit(self.takes) else (viewer.example.values, viewer.drawing, None)
        if self.arrays is None or self.dataset.input_shape != self.experiment.net.input:
            return None
        split, index = viewer.sample
        inputs, targets = self.arrays.test_inputs, self.arrays.test_targets
        if split == "train":
            inputs, targets = self.arrays.train_inputs, self.arrays.train_targets
        at = index if index < len(inputs) else 0
        return values(inputs[at], self.takes), viewer.drawing, tuple(np.ravel(targets[at]).tolist())

    # --- looking --------------------------------------------------------------------------------------------------------

    def show_drawings(self, viewers: Sequence[ViewerState], tell: Tell) -> None:
        """Predict what is on these viewers' pads, tell them, and then show them the layers they watch."""
        for viewer in viewers:
            viewer.seen["drawing"] = self.weights
        groups = self._groups(viewers)
        if not groups:
            return
        watched = {layer for viewer in viewers for kind in _kinds(DrawingProbe) for layer in viewer.watches(kind)}
        for unit in {self._unit(viewer) for group in groups.values() for viewer in group}:
            watched |= units.outputs_needed(self.experiment.net, unit[0]) if unit else set()
        x, output, outputs, seconds = self._forward([given for given, _, _ in groups], watched)
        self._say(groups, output, seconds, tell)
        for i, ((_, _, target), group) in enumerate(groups.items()):
            for viewer in group:
                self._explain(viewer, i, x, outputs, viewer.target or target, tell)
        look = Look(self.experiment.net, self.net, self.step, [drawing for _, drawing, _ in groups], outputs)
        for kind, probe in registry().items():
            if not isinstance(probe, DrawingProbe):
                continue
            for layer in outputs:
                if any(layer in viewer.watches(kind) for viewer in viewers):
                    for picture, group in zip(probe.measure(look, layer), groups.values(), strict=True):
                        self._send(kind, layer, _mark(picture), partial(wire.encode, picture), group, tell)

    def predict(self, viewers: Sequence[ViewerState], tell: Tell) -> None:
        """Predict what is on these viewers' pads, and no more."""
        groups = self._groups(viewers)
        if groups:
            _, output, _, seconds = self._forward([given for given, _, _ in groups], set())
            self._say(groups, output, seconds, tell)

    def _groups(self, viewers: Sequence[ViewerState]) -> dict[Pad, list[ViewerState]]:
        """Who shows the net the same."""
        groups: dict[Pad, list[ViewerState]] = {}
        for viewer in viewers:
            pad = self.pad(viewer)
            if pad is not None:
                groups.setdefault(pad, []).append(viewer)
        return groups

    def _say(self, groups: dict[Pad, list[ViewerState]], output: Tensor, seconds: float, tell: Tell) -> None:
        """Tell each group what the net answers."""
        answers = self._task.answers(output, self.experiment.training.loss)
        for (pad, group), answer in zip(groups.items(), answers, strict=True):
            self._predict(group, pad, answer, seconds, tell)

    def show_weights(self, viewers: Sequence[ViewerState], tell: Tell) -> None:
        """Show these viewers the layers' weights that they watch, where they have changed."""
        look = Look(self.experiment.net, self.net, self.step, first=self.first)
        for kind, probe in registry().items():
            if not isinstance(probe, WeightProbe):
                continue
            for layer in self._layers:
                group = [viewer for viewer in viewers if layer in viewer.watches(kind)]
                if not group:
                    continue
                if (kind, layer) not in self._weight_pictures:
                    picture = probe.measure(look, layer)
                    self._weight_pictures[kind, layer] = None if picture is None else (_mark(picture), wire.encode(picture))
                made = self._weight_pictures[kind, layer]
                if made is not None:
                    self._send(kind, layer, made[0], partial(bytes, made[1]), group, tell)
        for viewer in viewers:
            viewer.seen["weights"] = self.weights

    def _unit(self, viewer: ViewerState) -> tuple[str, tuple[int, ...]] | None:
        """The unit whose arithmetic this viewer is shown, if this net has it."""
        return viewer.unit if viewer.unit and units.fits(self.experiment.net, *viewer.unit) else None

    def _explain(
        self,
        viewer: ViewerState,
        i: int,
        x: Tensor,
        outputs: dict[str, Tensor],
        target: Sequence[float] | None,
        tell: Tell,
    ) -> None:
        """Show the arithmetic of the viewer's unit, for drawing `i` of those that were given to the net as `x`; in the last
        layer, the loss too, where it is known what the net is to say.
        """
        unit = self._unit(viewer)
        if unit is None:
            return
        layer = unit[0]
        given = [outputs[each][i] if each else x[i] for each in units.inputs_of(self.experiment.net, layer)]
        event = units.arithmetic(
            self.experiment.net,
            self.net,
            *unit,
            given=given,
            output=outputs[layer][i],
            drawing=viewer.drawing,
            step=self.step,
        )
        if layer == self._layers[-1]:
            event.loss = loss_of(
                self.experiment.training.loss, outputs[layer][i], target, classes="classes" in self._task.targets
            )
        tell((viewer.id,), event.kind, "", wire.encode(event))

    def _forward(self, pads: Iterable[bytes], watched: set[str]) -> tuple[Tensor, Tensor, dict[str, Tensor], float]:
        """What the net is given, its output, the outputs of the watched layers, and the seconds it took."""
        inputs = np.frombuffer(b"".join(pads), NUMBERS[self.takes.kind]).reshape(-1, *self.takes.size)
        x = self._ready(torch.from_numpy(inputs.copy()))
        given = x
        outputs: dict[str, Tensor] = {}
        began = time.perf_counter()
        for name, x in passing(self.net, given):
            if name in watched:
                outputs[name] = x
        return given, x, outputs, time.perf_counter() - began

    def _predict(self, group: list[ViewerState], pad: Pad, answer: Answer, seconds: float, tell: Tell) -> None:
        given, drawing, target = pad
        finite = all(map(isfinite, answer.values))
        if not finite:
            told = tuple(viewer.id for viewer in group if not viewer.warned)
            message = "The net's output is not a number: its weights have grown too large."
            if told:
                tell(told, "refused", "", wire.encode(Refused(command="draw", message=message)))
        else:
            event = Prediction(
                drawing=drawing,
                step=self.step,
                answer=answer,
                milliseconds=seconds * 1000,
                empty=target is not None,
                example=None if target is None else Example.of(self.takes, given),
                target=list(target or ()),
            )
            tell(tuple(viewer.id for viewer in group), "prediction", "", wire.encode(event))
        for viewer in group:
            viewer.warned = not finite

    def _send(
        self, kind: str, layer: str, mark: int, encode: Callable[[], bytes], group: Iterable[ViewerState], tell: Tell
    ) -> None:
        """Tell those of the group who watch this layer and have not got this very picture."""
        told = [v for v in group if layer in v.watches(kind) and v.sent.get((kind, layer)) != mark]
        if told:
            tell(tuple(viewer.id for viewer in told), kind, layer, encode())
            for viewer in told:
                viewer.sent[kind, layer] = mark


def values(given: Inputs, takes: Signal) -> bytes:
    """One of a data set's inputs, as an example has it."""
    return np.asarray(given, NUMBERS[takes.kind]).tobytes()


def _kinds(sort: type[Probe]) -> list[str]:
    return [kind for kind, probe in registry().items() if isinstance(probe, sort)]


def _mark(picture: Picture) -> int:
    """The same for the same picture of the same drawing, whatever the step."""
    pictures = picture.pictures
    beside = getattr(picture, "drawing", None), tuple(getattr(picture, "drift", ()))
    return hash((beside, pictures.shape, pictures.data, tuple(pictures.low), tuple(pictures.high)))
