"""What a room remembers of its run, for who comes late: bounded, however long the run."""

from __future__ import annotations

from array import array
from copy import deepcopy
from typing import Any, Self

import ormsgpack

from inkling.protocol import wire
from inkling.protocol.arrays import Floats
from inkling.protocol.events import Curves, Evaluation, Failure, Filters, Keyframe, Mistakes, Status


class Series:
    """Loss and accuracy of every step, thinned by averaging neighbours once there are more than `most`."""

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self.stride = 1
        self._loss = array("d")
        self._accuracy = array("d")
        self._open: list[tuple[float, float]] = []
        """Steps that do not fill a stride yet."""
        self.gradients: dict[str, float] = {}

    @property
    def steps(self) -> int:
        """How many it holds."""
        return len(self._loss) * self.stride + len(self._open)

    def add(self, curves: Curves) -> None:
        """The numbers of some steps; those of steps that it has already, from a training that had to go back, are replaced."""
        if curves.first <= self.steps:
            self._cut(curves.first - 1)
        loss = array("f", curves.loss.data)
        accuracy = array("f", curves.accuracy.data)
        self.gradients = curves.gradients
        for pair in zip(loss, accuracy, strict=True):
            self._open.append(pair)
            if len(self._open) == self.stride:
                self._close()

    def _cut(self, steps: int) -> None:
        """Forget what came after so many steps."""
        whole, rest = divmod(steps, self.stride)
        if whole < len(self._loss):
            # Of the stride that is cut only the mean is known: it stands for the steps of it that stay.
            self._open = [(self._loss[whole], self._accuracy[whole])] * rest
            del self._loss[whole:], self._accuracy[whole:]
        else:
            del self._open[rest:]

    def pack(self) -> dict[str, Any]:
        """All of it, as what MessagePack can hold."""
        return {
            "stride": self.stride,
            "loss": self._loss.tobytes(),
            "accuracy": self._accuracy.tobytes(),
            "open": [list(pair) for pair in self._open],
            "gradients": self.gradients,
        }

    @classmethod
    def unpack(cls, packed: dict[str, Any]) -> Self:
        """What `pack` made.

        Raises:
            ValueError, KeyError, TypeError: it is something else.
        """
        series = cls()
        series.stride = int(packed["stride"])
        series._loss = array("d", packed["loss"])
        series._accuracy = array("d", packed["accuracy"])
        series._open = [(float(loss), float(accuracy)) for loss, accuracy in packed["open"]]
        series.gradients = dict(packed["gradients"])
        return series

    def _close(self) -> None:
        self._loss.append(sum(pair[0] for pair in self._open) / self.stride)
        self._accuracy.append(sum(pair[1] for pair in self._open) / self.stride)
        self._open = []
        if len(self._loss) >= self._most:
            self.stride *= 2
            for name in ("_loss", "_accuracy"):
                old: array[float] = getattr(self, name)
                setattr(self, name, array("d", [(a + b) / 2 for a, b in zip(old[::2], old[1::2], strict=True)]))

    def curves(self) -> list[Curves]:
        """All of it, oldest first: the thinned part, then the steps that do not fill a stride yet."""
        parts = []
        if self._loss:
            parts.append(_curves(1, self.stride, list(self._loss), list(self._accuracy), self.gradients))
        if self._open:
            first = len(self._loss) * self.stride + 1
            parts.append(_curves(first, 1, [p[0] for p in self._open], [p[1] for p in self._open], self.gradients))
        return parts


def _curves(first: int, stride: int, loss: list[float], accuracy: list[float], gradients: dict[str, float]) -> Curves:
    shape = [len(loss)]
    return Curves(
        first=first,
        stride=stride,
        loss=Floats(shape=shape, data=array("f", loss).tobytes()),
        accuracy=Floats(shape=shape, data=array("f", accuracy).tobytes()),
        gradients=gradients,
    )


KEYFRAMES = (0, 10, 30, 60, 120, 250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000)
"""The steps at which the time machine keeps the filters; the first picture at or after each."""


class History:
    """One run, from step 0."""

    def __init__(self) -> None:
        self.status = Status()
        self.series = Series()
        self.evaluations: list[Evaluation] = []
        self.mistakes: Mistakes | None = None
        self.failure: Failure | None = None
        self.keyframes: list[Keyframe] = []

    def add(self, event: object) -> None:
        """Remember an event, if it is of a kind that is remembered."""
        match event:
            case Status():
                self.status = event
                if event.state == "running":
                    self.failure = None
            case Curves():
                if event.first <= self.series.steps:
                    self._go_back(event.first - 1)
                self.series.add(event)
            case Evaluation():
                self.evaluations.append(event)
                if len(self.evaluations) > 1000:
                    self._thin()
            case Mistakes():
                self.mistakes = event
            case Failure():
                self.failure = event
            case Keyframe():
                self.keyframes.append(event)

    def _go_back(self, step: int) -> None:
        """A training that was killed goes on from before: what it had said of later steps is said anew."""
        self.evaluations = [evaluation for evaluation in self.evaluations if evaluation.step <= step]
        self.keyframes = [keyframe for keyframe in self.keyframes if keyframe.step <= step]

    def copy(self) -> History:
        """As it is now. Quick: events are shared, for nobody changes them."""
        other = History()
        other.status, other.mistakes, other.failure = self.status, self.mistakes, self.failure
        other.series = deepcopy(self.series)
        other.evaluations, other.keyframes = list(self.evaluations), list(self.keyframes)
        return other

    def pack(self) -> bytes:
        """All of it, to be kept."""
        events = [self.status, *self.evaluations, self.mistakes, self.failure, *self.keyframes]
        encoded = [wire.encode(event) for event in events if event is not None]
        return ormsgpack.packb({"series": self.series.pack(), "events": encoded})

    @classmethod
    def unpack(cls, packed: bytes) -> History:
        """What `pack` made.

        Raises:
            ValueError: it is something else.
        """
        history = cls()
        try:
            given = ormsgpack.unpackb(packed)
            for encoded in given["events"]:
                history.add(wire.decode(encoded))
            history.series = Series.unpack(given["series"])
        except (KeyError, TypeError) as error:
            raise ValueError("this is no history of a run") from error
        return history

    def _thin(self) -> None:
        """Drop every second evaluation of a sub-sample; those on whole sets stay as long as they can."""
        kept = [e for i, e in enumerate(self.evaluations) if i % 2 == 0 or (e.test is not None and e.test.whole)]
        self.evaluations = kept if len(kept) <= 800 else kept[::2]

    def keyframe_due(self, filters: Filters) -> Keyframe | None:
        """These filters as a keyframe, if they are the first at or after a step that is kept."""
        passed = sum(1 for step in KEYFRAMES if step <= filters.step)
        had = sum(1 for step in KEYFRAMES if self.keyframes and step <= self.keyframes[-1].step)
        if passed <= had:
            return None
        return Keyframe(layer=filters.layer, step=filters.step, images=filters.images)
