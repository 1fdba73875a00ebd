"""Guess first: what may be asked, whose guess counts, and who is told what, and when."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from inkling.protocol.arrays import QuantisedPictures
from inkling.protocol.guess import Ask, Guess, Question, Reveal
from inkling.rooms.question import MOST_GUESSES, Asking
from inkling.rooms.viewer import Viewer
from still import enter, events, room

OPTIONS = ["conv", "perceptron", "softmax"]


def ask(**more: Any) -> Ask:
    return Ask(**{"about": "words", "text": "Which wins?", "options": OPTIONS, **more})


def sender(number: int) -> str:
    return f"{number:016d}"


def images(count: int, **more: Any) -> QuantisedPictures:
    fields = {"shape": (count, 2, 2), "low": [0.0] * count, "high": [1.0] * count, "data": bytes(4 * count)}
    return QuantisedPictures(**{**fields, **more})


def the(viewer: Viewer, kind: str) -> Any:
    (found,) = (event for event in events(viewer) if event.kind == kind)
    return found


def test_a_whole_round() -> None:
    here = room()
    presenter = enter(here, "p", "presenter")
    ada, bob = enter(here, "a"), enter(here, "b")
    for each in (presenter, ada, bob):
        events(each)
    here.obey(presenter, ask(text=" Which\n wins?\u202e ", truth=2))
    asked = the(ada, "question")
    assert the(bob, "question") == asked
    assert (asked.text, asked.options, asked.state) == ("Which wins?", OPTIONS, "open")
    assert (asked.truth, asked.counts) == (None, None)
    shown = the(presenter, "question")
    assert (shown.truth, shown.counts) == (None, [0, 0, 0])
    # Guesses may be changed; the presenter alone sees how many.
    for viewer, number, option in ((ada, 1, 0), (bob, 2, 2), (ada, 1, 2)):
        here.obey(viewer, Guess(question=asked.id, option=option, sender=sender(number)))
    assert [(event.kind, event.option) for event in events(ada)] == [("guessed", 0), ("guessed", 2)]
    assert [event.kind for event in events(bob)] == ["guessed"]
    assert the(presenter, "guesses").counts == [0, 0, 2]
    # The truth was settled: another is not listened to.
    here.obey(presenter, Reveal(truth=1))
    for each in (presenter, ada, bob):
        revealed = the(each, "question")
        assert (revealed.state, revealed.truth, revealed.counts) == ("revealed", 2, [0, 0, 2])
    here.obey(ada, Guess(question=asked.id, option=1, sender=sender(1)))
    assert the(ada, "refused").message == "This question is closed."
    here.obey(presenter, Reveal(over=True))
    assert [the(each, "question").state for each in (presenter, ada)] == ["over", "over"]
    assert the(enter(here, "late"), "welcome").question is None


def test_who_comes_late_or_again_sees_the_open_question_and_is_counted_once() -> None:
    here = room()
    presenter = enter(here, "p", "presenter")
    here.obey(presenter, ask())
    first = enter(here, "a")
    question = the(first, "welcome").question
    assert (question.text, question.counts) == ("Which wins?", None)
    here.obey(first, Guess(question=question.id, option=0, sender=sender(1)))
    here.leave(first)
    again = enter(here, "b")
    assert the(again, "welcome").question.id == question.id
    here.obey(again, Guess(question=question.id, option=1, sender=sender(1)))
    events(presenter)
    assert the(enter(here, "q", "presenter"), "welcome").question.counts == [0, 1, 0]
    # One page can't be many.
    for number in range(5):
        here.obey(again, Guess(question=question.id, option=2, sender=sender(100 + number)))
    assert the(presenter, "guesses").counts == [0, 0, 1]


def test_who_asks_does_not_guess_and_the_truth_has_to_be_said() -> None:
    here = room()
    presenter = enter(here, "p", "presenter")
    here.obey(presenter, ask())
    question = here.asking.event("presenter")
    assert question is not None
    events(presenter)
    here.obey(presenter, Guess(question=question.id, option=0, sender=sender(1)))
    for reveal in (Reveal(), Reveal(truth=3)):
        here.obey(presenter, reveal)
    assert [event.message for event in events(presenter)] == [
        "Who asks does not guess.",
        "Say which answer is right.",
        "Say which answer is right.",
    ]
    assert here.asking.counts() == [0, 0, 0]
    here.obey(presenter, Reveal(truth=0))
    here.obey(presenter, Reveal(truth=1))
    here.obey(presenter, Reveal(over=True))
    here.obey(presenter, Reveal(over=True))
    assert [event.message for event in events(presenter) if event.kind == "refused"] == [
        "The truth is shown already.",
        "Nothing is asked.",
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"text": " \u200b "},
        {"options": ["a", "\n"]},
        {"options": ["a", " a"]},
        {"options": ["x" * 50 + "a", "x" * 50 + "b"]},
        {"truth": 3},
        {"pictures": images(2)},
    ],
    ids=str,
)
def test_what_can_not_be_asked_is_refused_and_what_was_asked_stays(more: dict[str, Any]) -> None:
    asking = Asking()
    assert asking.ask(ask()) == ""
    before = asking.event("presenter")
    assert asking.ask(ask(**more)).endswith(".")
    assert asking.event("presenter") == before


@pytest.mark.parametrize(
    "more",
    [
        {"text": ""},
        {"text": "x" * 401},
        {"options": ["a"]},
        {"options": ["a"] * 21},
        {"options": ["x" * 201, "a"]},
        {"picture": images(2)},
        {"picture": images(1, data=bytes(3))},
        {"picture": images(1, high=[])},
        {"picture": images(1, low=[float("nan")])},
        {"pictures": images(0, shape=(0, 2, 2))},
        {"picture": images(1, shape=(1, -2, -2))},
        {"picture": images(1, shape=(1, 65, 65), data=bytes(65 * 65))},
    ],
    ids=lambda more: str(more)[:60],
)
def test_pictures_are_whole_and_texts_are_short(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ask(**more)


def test_the_guesses_kept_are_bounded() -> None:
    asking = Asking()
    asking.ask(ask())
    question = asking.event("viewer")
    assert question is not None
    answers = [asking.guess(f"v{n}", Guess(question=question.id, option=0, sender=sender(n))) for n in range(MOST_GUESSES + 1)]
    assert answers[-2:] == ["", "Too many have guessed already."]
    # Who is among them may still change.
    assert asking.guess("v0", Guess(question=question.id, option=1, sender=sender(0))) == ""
    assert asking.counts() == [MOST_GUESSES - 1, 1, 0]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=40))
def test_counts_are_those_of_everybodys_last_guess(guesses: list[tuple[int, int]]) -> None:
    asking = Asking()
    asking.ask(ask())
    question = asking.event("presenter")
    assert isinstance(question, Question)
    last: dict[int, int] = {}
    for who, option in guesses:
        why = asking.guess(f"v{who}", Guess(question=question.id, option=option, sender=sender(who)))
        assert bool(why) == (option >= len(OPTIONS))
        if not why:
            last[who] = option
    tally = Counter(last.values())
    assert asking.counts() == [tally[option] for option in range(len(OPTIONS))]
