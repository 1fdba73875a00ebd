"""What a room remembers of its run, for who comes late: bounded, however long the run."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Self, assert_never

import ormsgpack

from inkling.protocol import wire
from inkling.protocol.arrays import Floats
from inkling.protocol.looking import Keyframe, Showcase
from inkling.protocol.measures import by_name
from inkling.protocol.training import Curves, Evaluation, Failure, Status
from inkling.tasks.images import before
from inkling.training.milestones import is_measured


class Series:
    """Loss and measures of every step in bounded memory: neighbours are merged once there are more than `most`.

    Of the measures that are merged the mean is kept. Of the losses the largest and its step, and the mean of the others: one
    bad step is not smeared over its neighbours.
    """

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self.stride = 1
        self._rest = array("d")
        """Of each stride: the mean of its losses but for the largest; in a stride of one, that one."""
        self._high = array("d")
        """The largest,"""
        self._at = array("q")
        """and its step."""
        self._measures: dict[str, array[float]] = {}
        """By name."""
        self._open: list[tuple[float, ...]] = []
        """Loss and measures, in the order of `_measures`, of steps that do not fill a stride yet."""
        self.gradients: dict[str, float] = {}

    @property
    def steps(self) -> int:
        """How many it holds."""
        return len(self._rest) * self.stride + len(self._open)

    def add(self, curves: Curves) -> None:
        """The numbers of some steps; those of steps that it has already, from a training that had to go back, are replaced."""
        if curves.first <= self.steps:
            self.cut(curves.first - 1)
        loss = array("f", curves.loss.data)
        if not self.steps:
            self._measures = {name: array("d") for name in curves.measures}
        measures = [array("f", curves.measures[name].data) for name in self._measures]
        self.gradients = curves.gradients
        for row in zip(loss, *measures, strict=True):
            self._open.append(row)
            if len(self._open) == self.stride:
                self._close()

    def cut(self, steps: int) -> None:
        """Forget what came after so many steps."""
        whole, stay = divmod(steps, self.stride)
        if whole < len(self._rest):
            # Of the stride that is cut little is known: the mean of the others stands for all but the largest, if that stays.
            measures = [kept[whole] for kept in self._measures.values()]
            self._open = [(self._rest[whole], *measures)] * stay
            place = self._at[whole] - 1 - whole * self.stride
            if place < stay:
                self._open[place] = (self._high[whole], *measures)
            del self._at[whole:]
            for kept in (self._rest, self._high, *self._measures.values()):
                del kept[whole:]
        else:
            del self._open[stay:]

    def pack(self) -> dict[str, Any]:
        """All of it, as what MessagePack can hold."""
        return {
            "stride": self.stride,
            "loss": self._rest.tobytes(),
            "high": self._high.tobytes(),
            "at": self._at.tobytes(),
            "measures": {name: kept.tobytes() for name, kept in self._measures.items()},
            "open": [list(row) for row in self._open],
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
        series._rest = array("d", packed["loss"])
        series._measures = {name: array("d", kept) for name, kept in by_name(packed)["measures"].items()}
        # An older Inkling kept means alone.
        series._high = array("d", packed.get("high", packed["loss"]))
        last = range(series.stride, len(series._rest) * series.stride + 1, series.stride)
        series._at = array("q", packed["at"]) if "at" in packed else array("q", last)
        series._open = [tuple(map(float, row)) for row in packed["open"]]
        series.gradients = dict(packed["gradients"])
        return series

    def _close(self) -> None:
        losses = [row[0] for row in self._open]
        high = max(range(len(losses)), key=losses.__getitem__)
        others = losses[:high] + losses[high + 1 :]
        self._at.append(len(self._rest) * self.stride + high + 1)
        self._high.append(losses[high])
        self._rest.append(sum(others) / len(others) if others else losses[high])
        for i, kept in enumerate(self._measures.values(), 1):
            kept.append(sum(row[i] for row in self._open) / self.stride)
        self._open = []
        if len(self._rest) >= self._most:
            self._halve()

    def _halve(self) -> None:
        others = self.stride - 1
        rest, high, at = array("d"), array("d"), array("q")
        for i in range(0, len(self._rest), 2):
            low, top = sorted((i, i + 1), key=self._high.__getitem__)
            rest.append((others * (self._rest[i] + self._rest[i + 1]) + self._high[low]) / (2 * others + 1))
            high.append(self._high[top])
            at.append(self._at[top])
        self._rest, self._high, self._at = rest, high, at
        for name, kept in self._measures.items():
            self._measures[name] = array("d", [(a + b) / 2 for a, b in zip(kept[::2], kept[1::2], strict=True)])
        self.stride *= 2

    def curves(self) -> list[Curves]:
        """All of it, oldest first: the thinned part, then the steps that do not fill a stride yet."""
        parts = []
        if self._rest:
            whole = _curves(1, self.stride, self._rest, self._measures, self.gradients)
            if self.stride > 1:
                whole = whole.model_copy(update={"high": _floats(self._high), "at": self._at.tolist()})
            parts.append(whole)
        if self._open:
            first = len(self._rest) * self.stride + 1
            loss, *rows = zip(*self._open, strict=True)
            parts.append(_curves(first, 1, loss, dict(zip(self._measures, rows, strict=True)), self.gradients))
        return parts


def _floats(numbers: Sequence[float]) -> Floats:
    return Floats(shape=[len(numbers)], data=array("f", numbers).tobytes())


def _curves(
    first: int, stride: int, loss: Sequence[float], measures: Mapping[str, Sequence[float]], gradients: dict[str, float]
) -> Curves:
    floats = {name: _floats(values) for name, values in measures.items()}
    return Curves(first=first, stride=stride, loss=_floats(loss), measures=floats, gradients=gradients)


MOST_EVALUATIONS = 1000

Remembered = Status | Curves | Evaluation | Showcase | Failure | Keyframe
"""What who comes late is told of, in `welcome` or `restored`."""


class History:
    """One run, from step 0."""

    def __init__(self) -> None:
        self.status = Status()
        self.series = Series()
        self.evaluations: list[Evaluation] = []
        """In the order in which they were made, one a step: the last is of the weights that there are."""
        self.showcase: Showcase | None = None
        self.failure: Failure | None = None
        self.keyframes: list[Keyframe] = []
        """By their steps, one each."""

    def add(self, event: object) -> None:
        """Remember an event, if it is of a kind that is remembered."""
        if not isinstance(event, Remembered):
            return
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
                self.evaluations = [each for each in self.evaluations if each.step != event.step] + [event]
                if len(self.evaluations) > MOST_EVALUATIONS:
                    self._thin()
            case Showcase():
                self.showcase = event
            case Failure():
                self.failure = event
            case Keyframe():
                kept = [each for each in self.keyframes if not each.passing and each.step != event.step]
                self.keyframes = sorted([*kept, event], key=lambda each: each.step)
            case _:
                assert_never(event)

    def _go_back(self, step: int) -> None:
        """Training goes on from before: what was said of later steps is said anew. The page does the same (`record.ts`)."""
        self.evaluations = [evaluation for evaluation in self.evaluations if evaluation.step <= step]
        self.keyframes = [keyframe for keyframe in self.keyframes if keyframe.step <= step]
        if self.showcase is not None and self.showcase.step > step:
            self.showcase = None

    def rest_at(self, step: int) -> None:
        """Its last state is that after this step. Where it has not said so itself, what was said of later ones is void."""
        if self.status.state != "running" and self.status.step == step:
            return
        if step < self.series.steps:
            self.series.cut(step)
        self._go_back(step)

    def copy(self) -> History:
        """As it is now. Quick: events are shared, for nobody changes them."""
        other = History()
        other.status, other.showcase, other.failure = self.status, self.showcase, self.failure
        other.series = deepcopy(self.series)
        other.evaluations, other.keyframes = list(self.evaluations), list(self.keyframes)
        return other

    def pack(self) -> bytes:
        """All of it, to be kept."""
        events = [self.status, *self.evaluations, self.showcase, self.failure, *self.keyframes]
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
                said = ormsgpack.unpackb(encoded)
                old = said["kind"] == before.KIND
                history.add(wire.decode(ormsgpack.packb(before.renewed(said)) if old else encoded))
            history.series = Series.unpack(given["series"])
        except (KeyError, TypeError) as error:
            raise ValueError("this is no history of a run") from error
        return history

    def _thin(self) -> None:
        """Leave out every second one. Those on whole sets and those of fixed steps stay as long as they can."""

        def lasts(evaluation: Evaluation) -> bool:
            return is_measured(evaluation.step) or (evaluation.test is not None and evaluation.test.whole)

        kept = [each for i, each in enumerate(self.evaluations) if i % 2 == 0 or lasts(each)]
        self.evaluations = kept if len(kept) <= MOST_EVALUATIONS * 4 // 5 else kept[(len(kept) - 1) % 2 :: 2]
