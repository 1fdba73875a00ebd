"""Normalising: what batch and layer norm have in common."""

from __future__ import annotations

import math
from collections.abc import Mapping

from inkling.layers._arithmetic import Explanation, Floats, Line


def normalised(x: float, mean: Line, variance: Line, eps: float, weight: float, bias: float) -> tuple[Line, ...]:
    """The lines of (x - mean) / √(variance + eps) · weight + bias."""
    even = (x - mean.value) / math.sqrt(variance.value + eps)
    return (
        Line("x", "", x),
        mean,
        variance,
        Line("normalised", f"(x − mean) / √(variance + {eps:g})", even),
        Line("weight", "γ", weight),
        Line("bias", "β", bias),
        Line("value", "normalised · γ + β", even * weight + bias),
    )


def by_running(x: Floats, weights: Mapping[str, Floats], at: tuple[int, ...], eps: float) -> Explanation:
    """Batch norm of one number when the net answers: by the running statistics of its channel."""
    number = {name: float(weights[name][at[0]]) for name in ("running_mean", "running_var", "weight", "bias")}
    mean = Line("mean", "running_mean, of the mini-batches so far", number["running_mean"])
    variance = Line("variance", "running_var, of the mini-batches so far", number["running_var"])
    lines = normalised(float(x[at]), mean, variance, eps, number["weight"], number["bias"])
    return Explanation(at, x[at].reshape((1,) * len(at)), lines)
