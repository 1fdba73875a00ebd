"""Examples of a data set, to be looked at: one for the pad, and what a task shows of its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal

import numpy as np

from inkling.datasets._base import Arrays, Dataset
from inkling.datasets._images import image_dataset
from inkling.datasets.making.collected import CLASS
from inkling.errors import InklingError
from inkling.learning.selection import select
from inkling.protocol.data import SampleExample
from inkling.protocol.example import Example
from inkling.runs import messages
from inkling.runs.looking.pads import Pads
from inkling.runs.looking.room_net import RoomNet, values
from inkling.runs.looking.saying import Saying
from inkling.runs.looking.shelf import Shelf
from inkling.runs.looking.viewer_state import ViewerState
from inkling.tasks._base import task_of
from inkling.tasks.images.specimens import preview, thumbnails, warnings


class Specimens:
    """Images to be shown.

    Args:
        rooms: those that have a net, by code; they may change.
        saying: tells viewers.
        shelf: has the images.
        pads: on which a sample is put.
    """

    def __init__(self, rooms: Mapping[str, RoomNet], saying: Saying, shelf: Shelf, pads: Pads) -> None:
        self._rooms = rooms
        self._saying = saying
        self._shelf = shelf
        self._pads = pads
        self._later: list[Callable[[], None]] = []
        """Previews that wait."""

    @property
    def waiting(self) -> bool:
        """There is something to show."""
        return bool(self._later)

    def show_next(self) -> None:
        """Show what waits longest."""
        self._later.pop(0)()

    def sample(self, message: messages.SendSample, viewer: ViewerState) -> None:
        """Have an example stand in for this viewer's empty pad."""
        room = self._rooms[message.room]

        def come(arrays: Arrays | InklingError) -> None:
            try:
                if isinstance(arrays, InklingError):
                    raise arrays
                event = sample(room.dataset, arrays, message.split, message.index)
            except InklingError as error:
                return self._saying.refuse(message.room, [message.viewer], "sample", str(error))
            viewer.sample = (message.split, event.index)
            if message.answer:
                self._saying.send(messages.Chosen(message.room, message.viewer, message.split, event.index))
                self._saying.tell(event, message.room, None, [message.viewer])
            if viewer.example is None and self._rooms.get(message.room) is room:
                room.arrays = arrays
                self._pads.again(message.room, viewer)
            return None

        self._shelf.ask(room.dataset.name, come, room.collected)

    def thumbnails(self, message: messages.SendThumbnails) -> None:
        """Show some test images."""
        room = self._rooms.get(message.room)
        if room is None:
            return

        def come(arrays: Arrays | InklingError) -> None:
            if isinstance(arrays, InklingError):
                return self._saying.refuse(message.room, [message.viewer], "thumbnails", str(arrays))
            try:
                event = thumbnails(image_dataset(room.dataset.name).name, arrays, message.indices)
            except InklingError as error:
                return self._saying.refuse(message.room, [message.viewer], "thumbnails", str(error))
            return self._saying.tell(event, message.room, None, [message.viewer])

        self._shelf.ask(room.dataset.name, come, room.collected)

    def preview(self, message: messages.SendPreview) -> None:
        """Show training images before and after augmentation, when there is nothing more urgent."""

        def come(arrays: Arrays | InklingError) -> None:
            self._later.append(partial(self._show_preview, message, arrays))

        room = self._rooms.get(message.room)
        self._shelf.ask(message.data.dataset, come, room.collected if room and message.data.dataset == CLASS else None)

    def _show_preview(self, message: messages.SendPreview, arrays: Arrays | InklingError) -> None:
        try:
            if isinstance(arrays, InklingError):
                raise arrays
            room = self._rooms.get(message.room)
            seed, dataset = room.experiment.seed if room else 0, image_dataset(message.data.dataset)
            chosen = select(arrays, message.data, seed, dataset)
            true, held = arrays.train_targets[chosen.train].tolist(), chosen.validation_targets.tolist()
            said = warnings(true, held, len(chosen.noisy), dataset.classes)
            event = preview(arrays, message.data.augment, said)
        except (InklingError, RuntimeError) as error:
            return self._saying.refuse(message.room, [message.viewer], "preview", str(error))
        return self._saying.tell(event, message.room, None, [message.viewer])


def sample(dataset: Dataset, arrays: Arrays, split: Literal["train", "test"], index: int | None) -> SampleExample:
    """This example, or (None) any one.

    Raises:
        InklingError: there is none of that number.
    """
    test = split == "test"
    inputs = arrays.test_inputs if test else arrays.train_inputs
    targets = arrays.test_targets if test else arrays.train_targets
    if index is None:
        index = random.randrange(len(inputs))
    if index >= len(inputs):
        raise InklingError(f"There is no {split} example {index:,}.", f"The last one is {len(inputs) - 1:,}.")
    takes = task_of(dataset).takes(dataset)
    example = Example.of(takes, values(inputs[index], takes))
    target = np.ravel(targets[index]).tolist()
    return SampleExample(dataset=dataset.name, split=split, index=index, target=target, example=example)
