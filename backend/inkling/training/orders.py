"""What a trainer can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from inkling.experiment.experiment import Experiment


@dataclass(frozen=True)
class Go:
    """Train; until this step, or else to the end. At the end: on for as many epochs again."""

    until: int | None = None


@dataclass(frozen=True)
class PauseTraining:
    """Stop after the step under way."""


@dataclass(frozen=True)
class OneStep:
    """Exactly one mini-batch, then paused."""

    look: tuple[str, int] | None = None
    """Take it apart for this layer's unit."""


@dataclass(frozen=True)
class SetWeights:
    """Set part of a layer's weights: the parameter's numbers at the index `at`, float32, little-endian."""

    layer: str
    parameter: str
    at: tuple[int, ...]
    values: bytes


@dataclass(frozen=True)
class Adjust:
    """Go on with what follows at once of this experiment (`experiment.changes`). All else in it must be as it was."""

    experiment: Experiment


@dataclass(frozen=True)
class End:
    """No more events; the state is kept."""


Order = Go | PauseTraining | OneStep | SetWeights | Adjust | End


class Inbox(Protocol):
    """Where orders come from."""

    def poll(self) -> Order | None:
        """The next order, if one is there. Asked once a step: it must be quick."""

    def wait(self) -> Order:
        """The next order, however long that takes."""
