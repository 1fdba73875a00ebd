"""Which of some classes is it? The task of every first lecture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from inkling.datasets._base import Targets
from inkling.datasets._images import ImageDataset
from inkling.experiment.experiment import Augment, DataSettings
from inkling.layers._base import Signal
from inkling.losses._base import Loss, Wants
from inkling.machine.chance import Choice
from inkling.protocol.answer import Answer
from inkling.protocol.looking import Showcase
from inkling.tasks._base import Measure, Named, Rows, Seen, Task, Told
from inkling.tasks.images.told import ImagesTold

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from inkling.tasks._base import Ready


class Images(Task[ImageDataset]):
    """Images in, a score for each class out."""

    name: ClassVar[str] = "images"
    title: ClassVar[str] = "Images"
    measures: ClassVar[tuple[Measure, ...]] = (Measure("accuracy", "Accuracy", "more", share=True, short="acc."),)
    told: ClassVar[type[Told]] = ImagesTold
    targets: ClassVar[tuple[Wants, ...]] = ("classes", "shares", "values")

    def gives(self, data: ImageDataset) -> Signal:
        return Signal.of((len(data.classes),))

    def asks(self, data: ImageDataset) -> str:
        return f"one score for each of the {len(data.classes)} classes is wanted"

    def ready(self, data: ImageDataset) -> Ready:
        from inkling.tasks.images.scale import Scale

        return Scale(data.mean, data.std)

    def spoil(
        self, targets: Targets, rows: Rows, data: ImageDataset, settings: DataSettings, seed: int
    ) -> tuple[Targets, Rows]:
        """Of n labels, exactly round(label_noise · n) are of another class, each other class equally likely; with a larger
        share, the ones that were wrong before stay as wrong.
        """
        labels, classes = np.array(targets[rows], dtype=np.int64), len(data.classes)
        noisy = np.empty(0, dtype=np.int64)
        if settings.label_noise > 0 and classes > 1:
            chance = np.random.default_rng([seed, Choice.SPOILED])
            rank = chance.random(len(targets))[rows]
            offset = chance.integers(1, classes, len(targets))[rows]
            noisy = np.sort(np.argsort(rank, kind="stable")[: round(settings.label_noise * len(rows))])
            labels[noisy] = (labels[noisy] + offset[noisy]) % classes
        return labels, noisy

    def varies(self, settings: DataSettings) -> bool:
        return settings.augment != Augment()

    def vary(self, inputs: Tensor, settings: DataSettings, chance: torch.Generator) -> Tensor:
        from inkling.tasks.images.augment import augment

        return augment(inputs, settings.augment, chance)

    def count(self, output: Tensor, target: Tensor) -> Tensor:
        import torch

        return (output.argmax(1) == target).to(torch.float32)[:, None]

    def figures(self, means: Tensor) -> Mapping[str, Tensor]:
        return {"accuracy": means[..., 0]}

    def tells(self, data: ImageDataset, **more: Any) -> Told:
        return super().tells(
            data,
            classes=data.classes,
            mean=data.mean,
            std=data.std,
            warnings=data.warnings,
            writing=data.writing,
            **more,
        )

    def named(self, data: ImageDataset) -> Sequence[Named]:
        """One a class."""
        return [Named(name) for name in data.classes]

    def answers(self, output: Tensor, loss: Loss) -> list[Answer]:
        """How likely each class is, in parts of 1."""
        return [Answer(task=self.name, values=row) for row in loss.shares(output.double()).tolist()]

    def showcase(self, seen: Seen, data: ImageDataset) -> Showcase | None:
        from inkling.tasks.images.mistakes import mistakes

        return mistakes(seen, self.takes(data), len(data.classes))

    def pictures(self, inputs: Tensor) -> Tensor:
        return inputs.flatten(0, 1).float() / 255
