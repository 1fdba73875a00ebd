"""The limits on nets, as a server's settings have them."""

from __future__ import annotations

from inkling.net import Limits
from inkling.settings import Settings


def limits(settings: Settings) -> Limits:
    """The limits on nets, as set."""
    return Limits(
        layers=settings.max_layers,
        parameters=settings.max_parameters,
        units=settings.max_units,
        macs=settings.max_macs,
        bytes=settings.max_bytes,
    )
