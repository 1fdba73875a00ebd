"""Guess first: the presenter asks, viewers guess, then the truth is shown beside the guesses. State and rules; it tells nobody.

The truth is what was settled when it was asked, or what the presenter's page computed or marked when it was revealed. Until
then nobody is told it, and viewers are not told what others guess.
"""

from __future__ import annotations

import secrets
from collections import Counter

from inkling.protocol._base import Role
from inkling.protocol.guess import Ask, Guess, Guesses, Question, Reveal
from inkling.rooms.text import one_line

LONGEST_TEXT, LONGEST_OPTION = 120, 40
"""Characters."""
MOST_GUESSES = 10_000
"""Who guesses beyond these is not heard: more than any room holds."""


class Asking:
    """What a room is asked, one question at a time."""

    def __init__(self) -> None:
        self._question: Question | None = None
        self._truth: int | None = None
        self._guesses: dict[str, int] = {}
        """Sender → option."""
        self._senders: dict[str, str] = {}
        """Viewer → the sender it has guessed as: one at a time."""

    def ask(self, command: Ask) -> str:
        """Ask this from now on, in the place of what was asked before; why not, or ""."""
        options = [one_line(option, LONGEST_OPTION) for option in command.options]
        text = one_line(command.text, LONGEST_TEXT)
        pictures = command.pictures
        if not text or not all(options):
            return "A question needs its text, and each answer a word or two."
        if len(set(options)) < len(options):
            return "Two of the answers are the same."
        if command.truth is not None and command.truth >= len(options):
            return "The right answer is none of the answers."
        if pictures is not None and pictures.shape[0] != len(options):
            return "Each answer needs a picture of its own, or none of them has one."
        self._question = Question(
            id=secrets.token_hex(6),
            about=command.about,
            text=text,
            options=options,
            picture=command.picture,
            pictures=pictures,
            state="open",
        )
        self._truth = command.truth
        self._guesses, self._senders = {}, {}
        return ""

    def guess(self, viewer: str, command: Guess) -> str:
        """This viewer guesses so, or otherwise than before; why not, or ""."""
        question = self._question
        if question is None or question.id != command.question or question.state != "open":
            return "This question is closed."
        if command.option >= len(question.options):
            return "This is none of the answers."
        before = self._senders.get(viewer)
        if before is not None and before != command.sender:
            self._guesses.pop(before, None)
        if command.sender not in self._guesses and len(self._guesses) >= MOST_GUESSES:
            return "Too many have guessed already."
        self._senders[viewer] = command.sender
        self._guesses[command.sender] = command.option
        return ""

    def reveal(self, command: Reveal) -> str:
        """Show the truth, or, with `over`, put the question away; why not, or ""."""
        question = self._question
        if question is None:
            return "Nothing is asked."
        if command.over:
            self._question = None
            return ""
        truth = self._truth if self._truth is not None else command.truth
        if truth is None or truth >= len(question.options):
            return "Say which answer is right."
        if question.state == "revealed":
            return "The truth is shown already."
        self._question = question.model_copy(update={"state": "revealed", "truth": truth})
        return ""

    def counts(self) -> list[int]:
        """How many have guessed each option."""
        options = self._question.options if self._question else []
        guesses = Counter(self._guesses.values())
        return [guesses[option] for option in range(len(options))]

    def guesses(self) -> Guesses | None:
        """How many have guessed what, for who asked; None: nothing is asked."""
        return Guesses(question=self._question.id, counts=self.counts()) if self._question else None

    def event(self, role: Role) -> Question | None:
        """What those in this role are told; None: nothing is asked."""
        question = self._question
        if question is None or (question.state == "open" and role != "presenter"):
            return question
        return question.model_copy(update={"counts": self.counts()})
