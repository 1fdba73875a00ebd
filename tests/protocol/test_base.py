"""What every message says of itself, and that no match over messages can forget one."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Literal, get_args

import pytest

from inkling.protocol._base import Event, Way
from inkling.protocol.commands import AnyCommand
from inkling.protocol.events import EVENTS, AnyEvent
from inkling.protocol.looking import Watch

BACKEND = Path(__file__).parents[2] / "backend" / "inkling"


def test_every_kind_is_given_once() -> None:
    for union in (AnyEvent, AnyCommand):
        models = get_args(get_args(union)[0])
        assert len({model.tag for model in models}) == len(models) > 25
        assert all(model.tag == model.model_fields["kind"].default for model in models)


def test_there_are_events_of_every_way_and_none_without() -> None:
    assert {event.way for event in EVENTS.values()} == set(get_args(Way))


def test_an_event_that_does_not_say_how_it_travels_is_none() -> None:
    with pytest.raises(TypeError, match="Clapped says neither"):

        class Clapped(Event):
            kind: Literal["clapped"] = "clapped"


def test_a_picture_is_wanted_by_who_looks_at_its_layer_by_its_probe() -> None:
    watch = Watch(looks={"maps": ["a"], "spectra": ["b"]})
    for kind, layer, wanted in (("maps", "a", True), ("maps", "b", False), ("spectra", "b", True), ("filters", "a", False)):
        assert EVENTS["filters"].wanted(watch, kind, layer) == wanted
    assert EVENTS["prediction"].wanted(watch, "prediction", "")
    assert not EVENTS["arithmetic"].wanted(watch, "arithmetic", "")
    assert not EVENTS["verdicts"].wanted(watch, "verdicts", "")
    assert EVENTS["verdicts"].wanted(Watch(wall=True), "verdicts", "")


def matches() -> list[tuple[str, ast.Match]]:
    """Every match over classes, in what handles messages."""
    files = [*(BACKEND / "rooms").rglob("*.py"), *(BACKEND / "runs").rglob("*.py"), BACKEND / "training" / "trainer.py"]
    nodes = [(path, node) for path in sorted(files) for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    return [(f"{path.name}:{node.lineno}", node) for path, node in nodes if isinstance(node, ast.Match)]


@pytest.mark.parametrize("at", [at for at, _ in matches()])
def test_a_match_over_messages_hands_on_what_it_does_not_know(at: str) -> None:
    """To `assert_never`, or to a function that takes the rest and does the same: what is forgotten fails the type check."""
    match = dict(matches())[at]
    last = match.cases[-1]
    assert isinstance(last.pattern, ast.MatchAs)
    assert last.pattern.pattern is None
    calls = [node for node in ast.walk(last) if isinstance(node, ast.Call)]
    assert any(ast.unparse(match.subject) in [ast.unparse(argument) for argument in call.args] for call in calls)
