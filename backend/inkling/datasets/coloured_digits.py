"""Digits in colour, made by Inkling: with grounds of any colour, and with grounds whose colour gives the digit away."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import ClassVar

import numpy as np

from inkling.datasets._base import Arrays, Folders, Switch
from inkling.datasets._images import Images, Labels
from inkling.datasets._made import MadeImages
from inkling.datasets.making import centre, grounds, pen, sheets, strokes

SIDE = 32
_SEED = 20_261_128
_STREAMS = (10, 11)
"""Of the pen, for training and test digits: others than all other data sets have."""
_BATCH = 1_000


class ColouredDigits(MadeImages):
    """14,000 digits by the pen on coloured and textured grounds, 32×32."""

    name: ClassVar[str] = "coloured-digits"
    title: ClassVar[str] = "Digits in colour"
    help: ClassVar[str] = (
        "12,000 training and 2,000 test digits by Inkling's pen, in ink nearly white or nearly black on grounds of ten "
        "colours with clouds, stripes or checks. 32×32 pixels of red, green and blue. A ground's colour says nothing of the "
        "digit, so a net has to learn its shape."
    )
    order: ClassVar[int] = 50
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789")
    input_shape: ClassVar[tuple[int, int, int]] = (3, SIDE, SIDE)
    mean: ClassVar[float] = 0.3768
    std: ClassVar[float] = 0.2267
    warnings: ClassVar[Mapping[str, str]] = {
        "rotate": "Turned by 180°, a 6 is a 9 and a 9 is a 6.",
        "stroke": "This spreads or shrinks what is light, ink and ground alike.",
    }
    switch: ClassVar[Switch | None] = Switch(
        title="The colour tells the digit",
        help="In the training images each digit has a ground of its own colour; in the test images, of any",
        on=False,
        other="coloured-digits-told",
    )

    makers: ClassVar[tuple[ModuleType, ...]] = (centre, grounds, pen, sheets, strokes)
    counts: ClassVar[tuple[int, int]] = (12_000, 2_000)
    """Training and test images."""
    told: ClassVar[bool] = False
    """In training images, the ground's colour is that of the digit."""

    def size(self, folders: Folders) -> tuple[int, int]:
        return self.counts

    def make(self) -> Arrays:
        train, test = (self._paint(*each) for each in zip(self.counts, _STREAMS, (self.told, False), strict=True))
        return Arrays(*train, *test)

    def _paint(self, count: int, stream: int, told: bool) -> tuple[Images, Labels]:
        """Whether the colour tells or not, the digits, textures and inks are the same."""
        sheet, labels = sheets.write(count, stream)
        larger = centre.average(sheet.shape[-1], SIDE)
        rng = np.random.default_rng([_SEED, stream])
        colours = np.where(told, labels, rng.integers(0, len(self.classes), count))
        images = np.empty((count, *self.input_shape), dtype=np.uint8)
        for start in range(0, count, _BATCH):
            part = slice(start, start + _BATCH)
            masks = np.rint(larger @ sheet[part, 0] @ larger.T).astype(np.uint8)
            images[part] = grounds.painted(masks, (colours[part] / len(self.classes)).astype(np.float32), rng)
        return images, labels


class ToldDigits(ColouredDigits):
    """The same digits on the same textures; in training images, each digit has a ground of its own colour."""

    name: ClassVar[str] = "coloured-digits-told"
    title: ClassVar[str] = "Digits in colour that tells"
    help: ClassVar[str] = (
        "The images of Digits in colour, but each training digit is on a ground of its own colour: 0 on red, 5 on cyan. In the "
        "2,000 test images it is any of the ten, as before. A net that learns the colour is right on all it has seen and on "
        "what was held back of that, and wrong on the test images: as one that told wolves from huskies by the snow."
    )
    order: ClassVar[int] = 51
    switch: ClassVar[Switch | None] = Switch(
        title="The colour tells the digit",
        help="In the training images each digit has a ground of its own colour; in the test images, of any",
        on=True,
        other="coloured-digits",
    )
    told: ClassVar[bool] = True
