"""Numbers out of range: found from the same bounds that the page's forms are drawn from."""

from __future__ import annotations

from functools import cache
from typing import Any

from inkling.layers._base import Layer


@cache
def bounds(type: type[Layer]) -> dict[str, tuple[Any, Any]]:
    """The smallest and largest allowed value of each field that has any."""
    found = {}
    for name, field in type.model_fields.items():
        extra = field.json_schema_extra
        if isinstance(extra, dict) and "minimum" in extra:
            found[name] = extra["minimum"], extra["maximum"]
    return found


def out_of_range(layer: Layer) -> dict[str, Any]:
    """The fields out of range, each with the nearest value in range, as JSON."""
    found: dict[str, Any] = {}
    for name, (low, high) in bounds(type(layer)).items():
        value = getattr(layer, name)
        if value is None:
            continue
        numbers = value if isinstance(value, tuple) else (value,)
        nearest = tuple(min(max(number, low), high) for number in numbers)
        if nearest != numbers:
            found[name] = nearest if isinstance(value, tuple) else nearest[0]
    return found


def words(value: Any) -> str:
    """A number, or a pair of them, for people; however large it is."""
    if isinstance(value, tuple | list):
        return "×".join(words(number) for number in value)
    if isinstance(value, float):
        return f"{value:g}"
    if abs(value) < 10**15:
        return f"{value:,}"
    # str() of a whole number takes time that grows with the square of its length, and refuses thousands of digits.
    return f"{'−' if value < 0 else ''}10^{int(value.bit_length() * 0.30103)}"
