"""One measured figure, and tables of them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A number, what it is, and what it should be.

    Args:
        name: what was measured, in words.
        value: the median of several, where nothing else is said; None: it could not be measured here.
        unit: "" for a ratio.
        least, most: the bounds it should keep, where there are some.
        spread: the least and the greatest of the several.
    """

    name: str
    value: float | None
    unit: str = ""
    least: float | None = None
    most: float | None = None
    spread: tuple[float, float] | None = None

    @property
    def holds(self) -> bool | None:
        """Whether it keeps its bounds; None: it has none."""
        if self.value is None or (self.least is None and self.most is None):
            return None
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    @property
    def wanted(self) -> str:
        """Its bounds in words."""
        return " ".join(f"{sign} {said(bound)}" for sign, bound in (("≥", self.least), ("≤", self.most)) if bound is not None)


def said(value: float | None) -> str:
    """A number as a table says it: three digits, no more."""
    if value is None:
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def middle(name: str, values: Sequence[float], unit: str = "", least: float | None = None, most: float | None = None) -> Figure:
    """The median of several, with their spread."""
    if not values:
        return Figure(name, None, unit, least, most)
    return Figure(name, statistics.median(values), unit, least, most, (min(values), max(values)))


def worst(name: str, values: Sequence[float], unit: str, most: float | None = None, share: float = 0.95) -> Figure:
    """A percentile of many: the value that `share` of them do not exceed."""
    if not values:
        return Figure(name, None, unit, None, most)
    ordered = sorted(values)
    return Figure(name, ordered[min(len(ordered) - 1, int(share * len(ordered)))], unit, None, most, (ordered[0], ordered[-1]))


def table(title: str, figures: Sequence[Figure]) -> str:
    """Figures as lines of text."""
    lines = [title]
    for figure in figures:
        mark = {True: "yes", False: "no", None: ""}[figure.holds]
        spread = f"({said(figure.spread[0])} – {said(figure.spread[1])})" if figure.spread else ""
        lines.append(f"  {figure.name:62} {said(figure.value):>9} {figure.unit:9} {spread:22} {figure.wanted:9} {mark}")
    return "\n".join(lines)
