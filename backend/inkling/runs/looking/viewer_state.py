"""A viewer of a room as the observer knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from inkling.probes._base import DrawingProbe, registry
from inkling.protocol.example import Example


@dataclass
class ViewerState:
    """A viewer: what it looks at, what is on its pad, and what it has been sent."""

    id: str
    looks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind of probe → ids of layers."""
    rate: float = 15
    """New weights a second, at most, that it wants to see."""
    drawing: int = 0
    example: Example | None = None
    target: tuple[float, ...] | None = None
    """What the net is to say of what is on its pad, as it has said."""
    drawn: bool = False
    """It has said what is on its pad, be it nothing."""
    sample: tuple[Literal["train", "test"], int] = ("test", 0)
    """The data set's example that stands in for an empty pad."""
    sent: dict[tuple[str, str], int] = field(default_factory=dict)
    """(Kind, layer) → mark of the picture that was sent last."""
    seen: dict[str, int] = field(default_factory=dict)
    """"drawing" and "weights" → the weights for which all such pictures have been sent."""
    due: float = 0
    """Not before this moment (of time.monotonic) shall it be shown newer weights."""
    unit: tuple[str, tuple[int, ...]] | None = None
    """The unit whose arithmetic it is shown: layer and index."""
    wall: bool = False
    """It is shown what the net says of all that was handed in."""
    warned: bool = False
    """It has been told that the net's output is no number."""

    def watches(self, kind: str) -> tuple[str, ...]:
        return self.looks.get(kind, ())

    @property
    def wants_predictions(self) -> bool:
        kinds = (kind for kind, ids in self.looks.items() if ids)
        return self.drawn or self.unit is not None or any(isinstance(registry().get(kind), DrawingProbe) for kind in kinds)
