"""Measures by their names, as messages and what is kept have them."""

from __future__ import annotations

from typing import Any

BEFORE = "accuracy"
"""An older Inkling had this measure alone, as a field of its own."""


def by_name(given: Any) -> Any:
    """What was kept of a score or a run, with its measures by name; of anything else: itself."""
    if not isinstance(given, dict) or BEFORE not in given:
        return given
    rest = {key: value for key, value in given.items() if key != BEFORE}
    return {"measures": {} if given[BEFORE] is None else {BEFORE: given[BEFORE]}, **rest}
