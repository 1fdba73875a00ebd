"""What is on the big screen, and who is told so."""

from typing import Any

import pytest
from pydantic import ValidationError

from inkling.protocol.explaining import Unit
from inkling.protocol.people import Control
from inkling.protocol.screen import Scene, Show
from inkling.rooms.outbox import Outbox
from inkling.rooms.screen import Screen
from inkling.rooms.viewer import Viewer
from still import enter, events, room


def scenes(viewer: Viewer) -> list[str | None]:
    return [event.scene.layer for event in events(viewer) if event.kind == "shown"]


def test_viewers_are_told_the_newest_and_who_leads_is_not() -> None:
    here = room()
    presenter, second = enter(here, "p", "presenter"), enter(here, "q", "presenter")
    viewer = enter(here, "v")
    for each in (presenter, second, viewer):
        events(each)
    for layer in ("f", "a", "f", "a"):
        here.obey(presenter, Show(scene=Scene(layer=layer)))
    assert scenes(viewer) == ["a"]
    assert events(presenter) == events(second) == []
    # The same again is no news.
    here.obey(presenter, Show(scene=Scene(layer="a")))
    assert events(viewer) == []


def test_who_comes_late_or_again_is_told_too() -> None:
    here = room()
    presenter = enter(here, "p", "presenter")
    (welcome,) = events(presenter)
    assert welcome.scene is None
    scene = Scene(place="lab", unit=Unit(layer="a", at=[3]), tab="gradients", step=60, layers=1, lab="x" * 24_000)
    here.obey(presenter, Show(scene=scene))
    late = enter(here, "v")
    assert events(late)[0].scene == scene
    here.leave(late)
    again = Viewer("w", Outbox(lambda: None))
    here.join(again, last=0, life=here.life)
    (welcome,) = events(again)
    assert (welcome.replayed, welcome.scene) == (True, scene)


def test_who_has_control_leads_and_when_it_is_taken_back_the_presenter_s_screen_counts() -> None:
    here = room()
    presenter, one, two = enter(here, "p", "presenter"), enter(here, "v"), enter(here, "w")
    here.obey(presenter, Show(scene=Scene(layer="f")))
    here.obey(presenter, Control(viewer="v"))
    for each in (presenter, one, two):
        events(each)
    here.obey(one, Show(scene=Scene(layer="a")))
    assert (scenes(one), scenes(two), scenes(presenter)) == ([], ["a"], [])
    here.obey(presenter, Control(viewer=None))
    assert (scenes(one), scenes(two), scenes(presenter)) == (["f"], ["f"], [])


def test_of_two_who_lead_the_newer_scene_counts() -> None:
    screen = Screen()
    assert screen.scene is None
    assert not screen.forget("driver")
    assert screen.show("presenter", Scene(layer="a"))
    assert screen.show("driver", Scene(layer="b"))
    assert screen.show("presenter", Scene(layer="c"))
    assert not screen.show("presenter", Scene(layer="c"))
    assert not screen.forget("driver")
    assert screen.scene == Scene(layer="c")


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "<b>"},
        {"place": "x" * 25},
        {"tab": ""},
        {"layer": "x" * 25},
        {"step": -1},
        {"layers": -1},
        {"more": 1},
        {"lab": ""},
        {"lab": "<script>"},
        {"lab": "a\n"},
        {"lab": "x" * 24_001},
        {"lab": {"picture": 1}},
    ],
    ids=lambda wrong: str(wrong)[:40],
)
def test_a_scene_holds_short_names_and_nothing_else(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Scene(**wrong)
