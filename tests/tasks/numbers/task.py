"""Numbers in, numbers out: regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from inkling.layers._base import Signal
from inkling.losses._base import Wants
from inkling.tasks._base import Measure, Named, Task

if TYPE_CHECKING:
    from torch import Tensor

    from inkling.tasks._base import Ready


class Numbers(Task[Any]):
    """A list of numbers in, a list of numbers out. Its data sets say `outputs`: name → unit."""

    name: ClassVar[str] = "numbers"
    title: ClassVar[str] = "Numbers"
    measures: ClassVar[tuple[Measure, ...]] = (Measure("r2", "R²", "more"), Measure("rmse", "RMSE", "less"))
    targets: ClassVar[tuple[Wants, ...]] = ("values",)

    def gives(self, data: Any) -> Signal:
        return Signal.of((len(data.outputs),))

    def ready(self, data: Any) -> Ready:
        import torch

        mean, std = torch.tensor(data.mean), torch.tensor(data.std)
        return lambda inputs: (inputs - mean.to(inputs.device)) / std.to(inputs.device)

    def count(self, output: Tensor, target: Tensor) -> Tensor:
        """Of each of K outputs its squared error, what it is to be, and the square of that: [N, 3 K]."""
        import torch

        return torch.cat(((output - target) ** 2, target, target**2), 1)

    def figures(self, means: Tensor) -> Mapping[str, Tensor]:
        """R², the mean of the outputs' own: 1 − mean squared error / variance; and the root of the mean squared error."""
        errors, mean, squares = means.chunk(3, -1)
        return {"r2": (1 - errors / (squares - mean**2)).mean(-1), "rmse": errors.mean(-1).sqrt()}

    def named(self, data: Any) -> Sequence[Named]:
        return [Named(name, unit) for name, unit in data.outputs.items()]
