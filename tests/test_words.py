"""What is said of labelled images alone is said where they are at home; other code serves every task. The page has its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import inkling

ROOT = Path(inkling.__file__).parent
WORDS = re.compile(r"accurac|\bclasses\b|probabilit|confusion|cross_?entropy|argmax|\b28\b|image", re.IGNORECASE)
AT_HOME = ("tasks/images/", "datasets/")
"""The images' task, and the data sets, which are of it."""

ELSEWHERE: dict[str, str] = {
    # What a net's targets are is said in the names of losses, and in what torch.nn says of them.
    "losses/_base.py": "classes",  # a loss compares with classes, shares or values: one of three kinds of target
    "losses/bce_with_logits_loss.py": "cross_entropy probabilit",  # torch's function; the arithmetic's sigmoid
    "losses/cross_entropy_loss.py": "classes cross_entropy crossentropy probabilit",  # the loss itself
    "losses/l1_loss.py": "classes",  # what it compares outputs with, where targets are classes
    "losses/mse_loss.py": "classes",  # the same
    "losses/multi_margin_loss.py": "classes",  # it is of classes
    "losses/nll_loss.py": "classes probabilit",  # it is of log-probabilities
    "losses/smooth_l1_loss.py": "classes",  # what it compares outputs with, where targets are classes
    "learning/targets.py": "classes",  # makes a loss's targets of classes
    "runs/looking/loss.py": "classes",  # the same, of one example
    "runs/looking/room_net.py": "classes",  # asks a task whether its targets are classes
    "tasks/_base.py": "classes",  # a task says which kinds of target it has
    "tasks/judging.py": "classes",  # says why a loss does not fit them
    "experiment/experiment.py": "cross_entropy crossentropy",  # the loss of an address or a kept room that names none
    "net/checking.py": "cross_entropy crossentropy",  # the loss of a check that names none
    # What was before there were other tasks is still read.
    "net/spec.py": "28",  # the input of an address or a kept net that says none
    "protocol/looking.py": "image",  # a page's `draw` and a kept keyframe of before
    "protocol/measures.py": "accurac",  # a figure of before that had no name
    "rooms/history.py": "image",  # asks tasks/images to read records of before
    # Messages of the images' task, and who passes them on.
    "protocol/images.py": "accurac classes image",  # the messages
    "protocol/commands.py": "image",  # lists them
    "protocol/events.py": "image",  # lists them
    "rooms/room.py": "image",  # passes them to the observer
    "runs/messages.py": "28 image",  # the same, and the class's drawings
    "runs/looking/measurements.py": "image",  # does for a viewer what tasks/images/shifts says how to do
    "runs/looking/specimens.py": "classes image",  # the same for tasks/images/specimens
    # In a class digits are drawn by hand, 28×28, whatever the net takes.
    "protocol/classroom.py": "28 classes image probabilit",
    "rooms/classroom.py": "classes image",
    "rooms/hand_ins.py": "28 classes image",
    "runs/looking/judging.py": "accurac argmax image probabilit",
    "runs/looking/walls.py": "image",
    "store/records.py": "28 classes image",
    "store/database.py": "28 image",  # the column they are kept in; 28 is where SQLite's header counts pages
    # Not of a task at all.
    "layers/max_pool1d.py": "argmax",  # where the largest of a window is
    "layers/max_pool2d.py": "argmax",  # the same
    "layers/unflatten.py": "28",  # an example of its shape
    "machine/device.py": "image",  # CUDA's own words
    "settings.py": "image",  # a file's name
    "web/photographs.py": "image",  # photographs for the kernel lab
}
"""Files that say some of the words elsewhere, and why. It only gets shorter."""


def said(text: str) -> str:
    """Which of the words are said in this text, each once, in order."""
    return " ".join(sorted({each.lower() for each in WORDS.findall(text)}))


def found() -> dict[str, str]:
    names = ((path.relative_to(ROOT).as_posix(), path) for path in ROOT.rglob("*.py"))
    every = {name: said(path.read_text()) for name, path in names if not name.startswith(AT_HOME)}
    return {name: words for name, words in every.items() if words}


def test_words_of_the_images_are_said_at_home() -> None:
    assert found() == ELSEWHERE, "say it of any task, or at home; where a file says less than it did, its entry does too"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("for image in images: argmax(image)", "argmax image"),
        ("Cross_entropy, crossEntropy", "cross_entropy crossentropy"),
        ("28×28, 128, 0.28, 2_28", "28"),
        ("subclasses of a class; Accuracies", "accurac"),
    ],
)
def test_words_are_found(text: str, words: str) -> None:
    assert said(text) == words
