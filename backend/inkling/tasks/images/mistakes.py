"""Where a net is wrong: which class it takes for which, its most confident mistakes, and the images of each pair of classes."""

from __future__ import annotations

import torch
from torch import Tensor

from inkling.layers._base import Signal
from inkling.protocol.arrays import Floats
from inkling.protocol.example import Example
from inkling.protocol.looking import Showcase, Wrong
from inkling.tasks._base import Seen

WORST = 12
"""Mistakes that are shown."""


def mistakes(seen: Seen, takes: Signal, classes: int) -> Showcase:
    """What there is to say of these answers.

    Of the worst mistakes it is told which class the net says and how likely it finds that. The tables:

    confusion: [C, C], numbers of images; row: the true class; column: the guess
    named: which test images each cell has, cell by cell, row by row; of mistakes the most confident come first, of right
        answers the least confident
    sure: how likely the net finds the guess for each of them

    Args:
        takes: what an image is.
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
                Wrong(
                    index=index,
                    target=[int(labels[place])],
                    said=[int(guesses[place]), probability],
                    example=Example.of(takes, seen.inputs[index].cpu().numpy().tobytes()),
                )
            )
    return Showcase(
        task="images",
        step=seen.step,
        size=len(labels),
        whole=seen.whole,
        worst=worst,
        most=seen.most,
        tables={"confusion": _floats(pairs.reshape(classes, classes)), "named": _floats(indices), "sure": _floats(sure.abs())},
    )


def _floats(numbers: Tensor) -> Floats:
    """Numbers of images too are exact, up to 2²⁴."""
    return Floats(shape=list(numbers.shape), data=numbers.cpu().numpy().astype("<f4").tobytes())


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
