"""Where a net is wrong: which class it takes for which, its most confident mistakes, and the images of each pair of classes."""

from __future__ import annotations

import torch
from torch import Tensor

from inkling.protocol.looking import Mistake, Mistakes
from inkling.tasks._base import Seen

WORST = 12
"""Mistakes that are shown."""


def mistakes(seen: Seen, classes: int) -> Mistakes:
    """What there is to say of these answers.

    Args:
        classes: how many the data set has; the net may give more scores.
    """
    logits, labels, rows = seen.output, seen.target, seen.rows
    classes = max(classes, logits.shape[1])
    probabilities, guesses = seen.loss.shares(logits).max(1)
    pairs = torch.bincount(labels * classes + guesses, minlength=classes * classes)
    named, sure = _named(labels * classes + guesses, torch.where(guesses == labels, -probabilities, probabilities), seen.most)
    indices = named if rows is None else rows[named]
    confidences, places = probabilities.masked_fill(guesses == labels, -1).topk(min(WORST, len(labels)))
    worst = []
    for probability, place in zip(confidences.tolist(), places.tolist(), strict=True):
        if probability >= 0:
            index = place if rows is None else int(rows[place])
            worst.append(
                Mistake(
                    index=index,
                    label=int(labels[place]),
                    guess=int(guesses[place]),
                    probability=probability,
                    image=seen.inputs[index].cpu().numpy().tobytes(),
                )
            )
    return Mistakes(
        step=seen.step,
        size=len(labels),
        whole=seen.whole,
        confusion=pairs.reshape(classes, classes).tolist(),
        worst=worst,
        most=seen.most,
        named=indices.cpu().numpy().astype("<u4").tobytes(),
        sure=sure.abs().cpu().numpy().astype("<f4").tobytes(),
    )


def _named(cells: Tensor, strength: Tensor, most: int) -> tuple[Tensor, Tensor]:
    """Of each cell, in order, the strongest few: which, and how strong.

    Args:
        cells, strength: [N] which cell an image is in, and by what those of a cell are in order, descending.
        most: of each cell, at most.
    """
    order = strength.argsort(descending=True, stable=True)
    order = order[cells[order].argsort(stable=True)]
    sizes = torch.bincount(cells)
    starts = sizes.cumsum(0) - sizes
    place = torch.arange(len(cells), device=cells.device) - starts[cells[order]]
    order = order[place < most]
    return order, strength[order]
