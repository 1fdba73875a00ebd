"""What is counted of a house, for who looks after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """The house at one moment."""

    rooms: int
    viewers: int
    trainings: int
    waiting: int
    steps_per_second: float
    sent: int
    """Frames, since the start."""
    conflated: int
    """Pictures that a newer one replaced before they were sent, since the start."""
    refused: Mapping[str, int]
    """Reason → how often, since the start."""
