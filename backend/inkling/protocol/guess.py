"""Guess first: a question, guesses, and the truth."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from inkling.protocol._base import Command, Event, Role, Way
from inkling.protocol.arrays import QuantisedPictures


class Ask(Command):
    """Ask the viewers something, in the place of what was asked before. All are told with `question`."""

    kind: Literal["ask"] = "ask"
    least: ClassVar[Role] = "presenter"
    about: Literal["answer", "filter", "words"]
    """What the net will say of a drawing; which filter made a feature map; or what the text says."""
    text: str = Field(min_length=1, max_length=400)
    options: list[Annotated[str, Field(max_length=200)]] = Field(min_length=2, max_length=20)
    picture: QuantisedPictures | None = None
    """One picture: what it is about."""
    pictures: QuantisedPictures | None = None
    """One an option."""
    truth: int | None = Field(None, ge=0)
    """The right option, where it is settled already. Nobody is told before `reveal`."""

    @model_validator(mode="after")
    def _pictures_are_whole(self) -> Self:
        for pictures, most in ((self.picture, 4_096), (self.pictures, 20_480)):
            if pictures is not None and (not pictures.whole() or len(pictures.data) > most):
                raise ValueError("a picture is not whole, or too large")
        if self.picture is not None and self.picture.shape[0] != 1:
            raise ValueError("it is about one picture")
        return self


class Guess(Command):
    """An answer to what was asked; a later one takes its place, until the truth is shown. The answer is `guessed`."""

    kind: Literal["guess"] = "guess"
    least: ClassVar[Role] = "viewer"
    question: str = Field(max_length=40)
    """Its id."""
    option: int = Field(ge=0)
    sender: str = Field(min_length=16, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")
    """Names this page, on every connection: it counts once. Made by chance, and told to nobody else."""


class Reveal(Command):
    """Show the truth, and who guessed what."""

    kind: Literal["reveal"] = "reveal"
    least: ClassVar[Role] = "presenter"
    truth: int | None = Field(None, ge=0)
    """The right option, where `ask` did not settle it: as the page computed it, or the presenter marked it."""
    over: bool = False
    """Put the question away instead."""


class Question(Event):
    """What the presenter asks. The newest counts."""

    kind: Literal["question"] = "question"
    way: ClassVar[Way] = "latest"
    id: str
    about: Literal["answer", "filter", "words"]
    text: str
    options: list[str]
    picture: QuantisedPictures | None = None
    pictures: QuantisedPictures | None = None
    """As in `ask`."""
    state: Literal["open", "revealed", "over"]
    truth: int | None = None
    """The right option, once it is revealed."""
    counts: list[int] | None = None
    """How many have guessed each option: told to the presenter, and once it is revealed to all."""


class Guesses(Event):
    """How many have guessed what so far, for the presenter. The newest counts."""

    kind: Literal["guesses"] = "guesses"
    way: ClassVar[Way] = "latest"
    told: ClassVar[Role] = "presenter"
    question: str
    counts: list[int]


class Guessed(Event):
    """This viewer's guess has arrived and counts."""

    kind: Literal["guessed"] = "guessed"
    way: ClassVar[Way] = "answer"
    question: str
    option: int


ToRoom = Ask | Guess | Reveal
ToPage = Question | Guesses | Guessed
