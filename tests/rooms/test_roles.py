"""Who may do what: every command there is, forged by those who may not give it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, get_args

import pytest

from digits import digit
from inkling.datasets._base import Folders, registry
from inkling.errors import InklingError
from inkling.experiment.experiment import DataSettings, Experiment
from inkling.experiment.race import RaceSettings
from inkling.protocol import wire
from inkling.protocol._base import Command, Role
from inkling.protocol.classroom import HandItIn, Strike
from inkling.protocol.commands import AnyCommand
from inkling.protocol.data import Fetch, Sample
from inkling.protocol.explaining import Dissect
from inkling.protocol.guess import Ask, Guess, Reveal
from inkling.protocol.images import Preview, Shifts, Thumbnails
from inkling.protocol.looking import Draw, Watch
from inkling.protocol.parking import Back
from inkling.protocol.people import Control, Copy, Rules, Volunteer
from inkling.protocol.racing import EndRace, Race
from inkling.protocol.room import Hello, Ping
from inkling.protocol.screen import Scene, Show
from inkling.protocol.training import Change, Edit, Pause, Reset, Status, Step, Train
from inkling.rooms.hub import Hub
from inkling.rooms.outbox import Outbox
from inkling.rooms.people import clean_name
from inkling.rooms.roles import refusal
from inkling.rooms.room import Room
from inkling.rooms.viewer import Viewer
from inkling.runs.messages import NewNet
from inkling.settings import Settings
from told import Told

FIRST = {"net": {"layers": [{"id": "f", "type": "Flatten"}, {"id": "a", "type": "Linear", "out_features": 10}]}}
OTHER = {**FIRST, "seed": 5}

ONE_OF_EACH: dict[str, Any] = {
    "hello": Hello(),
    "ping": Ping(),
    "watch": Watch(looks={"maps": ["a"]}),
    "draw": Draw(id=1, example=digit(bytes(784))),
    "sample": Sample(),
    "thumbnails": Thumbnails(indices=[3]),
    "preview": Preview(data=DataSettings()),
    "volunteer": Volunteer(),
    "copy": Copy(),
    "change": Change(experiment=Experiment.model_validate(OTHER), restart=True),
    "train": Train(),
    "pause": Pause(),
    "step": Step(),
    "reset": Reset(),
    "back": Back(run=1),
    "edit": Edit(layer="a", parameter="weight", at=[0, 0], values=bytes(4)),
    "dissect": Dissect(layer="a", unit=0),
    "shifts": Shifts(),
    "fetch": Fetch(dataset="mnist"),
    "control": Control(viewer=None),
    "rules": Rules(closed=True, copies=True),
    "ask": Ask(about="words", text="Which wins?", options=["A", "B"]),
    "guess": Guess(question="none", option=0, sender="x" * 16),
    "reveal": Reveal(truth=0),
    "show": Show(scene=Scene(layer="a")),
    "hand-in": HandItIn(sender="0123456789abcdef", number=1, label=3, image=bytes([255] * 784)),
    "strike": Strike(id=1),
    "race": Race(race=RaceSettings(values=[0.01, 0.1])),
    "end-race": EndRace(),
}
ALL = {"hello", "ping", "watch", "draw", "sample", "thumbnails", "preview", "volunteer", "copy", "hand-in", "guess"}
DRIVING = {"change", "train", "pause", "step", "reset", "back", "fetch", "edit", "dissect", "shifts", "show"} | {
    "race",
    "end-race",
}
"""Written out here once more, so that a slip shows."""


class House:
    def __init__(self, home: Path, **settings: Any) -> None:
        self.told = Told()
        self.outboxes: dict[str, Outbox] = {}
        given = Settings(home=home, **settings)
        first = Experiment.model_validate(FIRST)
        self.hub = Hub(given, Folders(home), registry(), first, lambda notify: self.told, key="the key")
        self.fetched: list[str] = []
        self.hub.downloads.fetch = self.fetched.append  # type: ignore[method-assign,assignment]

    def enter(self, *, here: bool = False, **hello: Any) -> tuple[Room, Viewer]:
        return self.hub.join(Hello(**hello), Outbox(lambda: None), here=here)

    def state(self) -> Any:
        """All that a forged command could change, but for what is sent to its sender."""
        rooms = [
            (
                code,
                room.run.experiment,
                room.run.number,
                room.run.pristine,
                room.telling.number,
                room.people.event("presenter"),
                room.classroom._hand_ins.all(["digits"]),
            )
            for code, room in self.hub.rooms.items()
        ]
        scenes = [(room.screen.scene, room.asking.event("presenter")) for room in self.hub.rooms.values()]
        return rooms, scenes, list(self.told.calls), list(self.fetched)


@pytest.fixture
async def house(tmp_path: Path) -> House:
    return House(tmp_path)


def events(viewer: Viewer) -> list[Any]:
    return [wire.unframe(frame)[1] for frame in iter(viewer.outbox.pop, None)]


COMMANDS: dict[str, type[Command]] = {model.tag: model for model in get_args(get_args(AnyCommand)[0])}


def kinds() -> set[str]:
    return set(COMMANDS)


def refused(role: Role, kind: str) -> str:
    """Why a command of this kind is not obeyed, as its class says."""
    return refusal(role, COMMANDS[kind].least)


def test_every_command_has_an_example() -> None:
    assert kinds() == set(ONE_OF_EACH)
    assert all(command.kind == kind for kind, command in ONE_OF_EACH.items())


def test_a_command_that_says_no_role_is_none() -> None:
    with pytest.raises(TypeError, match="Clap says neither"):

        class Clap(Command):
            kind: Literal["clap"] = "clap"


def test_the_rules_are_as_written_here() -> None:
    assert {kind for kind in kinds() if not refused("viewer", kind)} == ALL
    assert {kind for kind in kinds() if not refused("driver", kind)} == ALL | DRIVING
    assert {kind for kind in kinds() if not refused("presenter", kind)} == kinds()


def forged() -> list[tuple[Role, str]]:
    roles: tuple[Role, ...] = ("viewer", "driver")
    return [(role, kind) for role in roles for kind in sorted(kinds()) if refused(role, kind)]


@pytest.mark.parametrize(("role", "kind"), forged())
async def test_a_forged_command_is_refused_and_changes_nothing(house: House, role: Role, kind: str) -> None:
    room, presenter = house.enter(here=True)
    _, viewer = house.enter()
    assert (presenter.role, viewer.role) == ("presenter", "viewer")
    if role == "driver":
        house.hub.obey(room, presenter, Control(viewer=viewer.id))
    house.hub.obey(room, presenter, ONE_OF_EACH["hand-in"])
    events(viewer), events(presenter)
    before = house.state()
    house.hub.obey(room, viewer, ONE_OF_EACH[kind])
    (refused,) = events(viewer)
    assert (refused.kind, refused.command) == ("refused", kind)
    assert refused.message.endswith(".")
    assert house.state() == before
    assert events(presenter) == []
    assert house.hub.refused["role"] == 1


@pytest.mark.parametrize("kind", sorted(kinds()))
async def test_the_same_command_of_the_presenter_is_obeyed(house: House, kind: str, tmp_path: Path) -> None:
    room, presenter = house.enter(here=True)
    if kind == "back":
        house.hub.obey(room, presenter, Train())
        room.run.record(wire.encode(Status(state="running", step=5)))
        trained = room.run.number
        house.hub.obey(room, presenter, Reset())
        room.parking.left(trained, 5, tmp_path / "left", None)
    if kind == "strike":
        house.hub.obey(room, presenter, ONE_OF_EACH["hand-in"])
    events(presenter)
    if kind == "reveal":
        house.hub.obey(room, presenter, ONE_OF_EACH["ask"])
    if kind == "end-race":
        house.hub.obey(room, presenter, ONE_OF_EACH["race"])
    before = house.state()
    house.hub.obey(room, presenter, ONE_OF_EACH[kind])
    for _ in range(3):  # a parked run comes through the loop
        await asyncio.sleep(0)
    assert house.state() != before or kind in ("hello", "ping", "control", "volunteer", "guess")
    refused = [event.command for event in events(presenter) if event.kind == "refused"]
    assert refused in ([], ["hello"], ["guess"])


async def test_at_the_bare_address_this_machine_presents_and_others_look(house: House) -> None:
    assert house.enter(here=True)[1].role == "presenter"
    assert house.enter()[1].role == "viewer"
    assert house.enter(key="the key")[1].role == "presenter"
    assert house.enter(key="another key")[1].role == "viewer"


async def test_who_comes_by_code_is_a_viewer_at_this_machine_too(house: House) -> None:
    code = house.hub.house.code
    spoken = f" {code[:2].lower()}-{code[2:]} "
    room, viewer = house.enter(here=True, room=spoken, join=True)
    assert room is house.hub.house
    assert viewer.role == "viewer"
    # And comes back as one, also to the house that stands in its place after a restart.
    assert house.enter(here=True, room="K7AX", join=True, house=True, epoch="before")[1].role == "viewer"


async def test_the_maker_of_a_room_gets_its_key_and_nobody_else_does(house: House) -> None:
    room, maker = house.enter(room="K7AX", experiment=OTHER)
    key = events(maker)[0].key
    assert len(key) == 22  # 128 bits, six a character
    _, other = house.enter(room="K7AX", experiment=OTHER, here=True)
    welcome = events(other)[0]
    assert (welcome.role, welcome.key) == ("viewer", "")
    _, again = house.enter(room="K7AX", key=key)
    welcome = events(again)[0]
    assert (welcome.role, welcome.key) == ("presenter", "")
    assert key not in repr(vars(room)) + repr(vars(room.people)) + repr(vars(room.people.presenter))
    assert house.enter(room=house.hub.house.code, key=key)[1].role == "viewer"


async def test_after_a_restart_the_maker_opens_the_room_and_the_viewers_wait_for_that(house: House) -> None:
    for lost in ({"epoch": "before"}, {"join": True}):
        with pytest.raises(InklingError, match="no room K7AX"):
            house.enter(room="K7AX", experiment=OTHER, **lost)
    assert house.enter(room="K7AX", experiment=OTHER, epoch="before", key="mine")[1].role == "presenter"
    room, viewer = house.enter(room="K7AX", experiment=FIRST, epoch="before")
    assert (room.run.experiment.seed, viewer.role) == (5, "viewer")
    assert house.enter(room="K7AX", key="mine")[1].role == "presenter"


async def test_control_is_handed_over_and_taken_back(house: House) -> None:
    room, presenter = house.enter(here=True)
    _, one = house.enter(name="One")
    _, two = house.enter(name="Two")
    events(one), events(two)
    house.hub.obey(room, presenter, Control(viewer=one.id))
    (told,) = events(one)
    assert (told.kind, told.role) == ("role", "driver")
    assert room.people.event("viewer").driver == room.people.event("presenter").driver
    assert room.people.event("viewer").driver.name == "One"  # type: ignore[union-attr]
    house.hub.obey(room, one, Train())
    assert house.told.calls[-1][:2] == ("train", room.code)
    # After a reconnect it has it still, and only it.
    house.hub.leave(room, one)
    _, again = house.enter(room=room.code, key=told.key)
    assert again.role == "driver"
    # The next one has it instead.
    house.hub.obey(room, presenter, Control(viewer=two.id))
    assert [event.role for event in events(again) if event.kind == "role"] == ["viewer"]
    assert [event.role for event in events(two)] == ["driver"]
    assert house.enter(room=room.code, key=told.key)[1].role == "viewer"
    house.hub.obey(room, presenter, Control(viewer=None))
    assert [event.role for event in events(two)] == ["viewer"]
    assert room.people.event("viewer").driver is None
    house.hub.obey(room, two, Train())
    assert [event.kind for event in events(two)] == ["refused"]


async def test_control_goes_only_to_viewers_who_are_here(house: House) -> None:
    room, presenter = house.enter(here=True)
    _, second = house.enter(here=True)
    events(presenter)
    for nobody in ("gone", second.id):
        house.hub.obey(room, presenter, Control(viewer=nobody))
        assert [event.command for event in events(presenter)] == ["control"]
    assert second.role == "presenter"


async def test_volunteers_are_told_to_the_presenter_alone(house: House) -> None:
    room, presenter = house.enter(here=True)
    _, one = house.enter(name="One")
    _, two = house.enter()
    for viewer in (two, one, two, presenter):
        house.hub.obey(room, viewer, Volunteer())
    names = [person.name for person in room.people.event("presenter").volunteers]
    assert names == ["Viewer 3", "One"]
    assert room.people.event("viewer").volunteers == []
    house.hub.obey(room, two, Volunteer(name=" Two\n"))
    assert room.people.event("presenter").volunteers[0].name == "Two"
    house.hub.obey(room, two, Volunteer(on=False))
    house.hub.leave(room, one)
    assert room.people.event("presenter").volunteers == []


async def test_a_closed_room_lets_back_in_who_was_there(house: House) -> None:
    room, presenter = house.enter(here=True)
    _, viewer = house.enter()
    house.hub.obey(room, presenter, Rules(closed=True))
    with pytest.raises(InklingError, match="closed to newcomers"):
        house.enter()
    house.hub.leave(room, viewer)
    assert house.enter(room=room.code, epoch=room.life)[1].role == "viewer"
    assert house.enter(here=True)[1].role == "presenter"
    assert house.enter(key="the key")[1].role == "presenter"
    house.hub.obey(room, presenter, Rules(copies=True))
    assert room.people.closed
    house.hub.obey(room, presenter, Rules(closed=False))
    house.enter()


async def test_try_it_yourself(house: House) -> None:
    room, presenter = house.enter(here=True)
    _, viewer = house.enter()
    events(viewer)
    house.hub.obey(room, viewer, Copy())
    (refused,) = events(viewer)
    assert refused.command == "copy"
    house.hub.obey(room, presenter, Rules(copies=True))
    house.hub.obey(room, viewer, Copy())
    house.hub.obey(room, viewer, Copy())
    one, same = events(viewer)
    assert one == same
    opened = [call for call in house.told.calls if call[:2] == ("open", one.room)]
    assert opened == [("open", one.room, NewNet(one.room, room.run.experiment, like=room.code, beside="digits"))]
    own, maker = house.enter(room=one.room, key=one.key)
    assert maker.role == "presenter"
    assert own.run.experiment == room.run.experiment
    house.hub.obey(own, maker, Change(experiment=Experiment.model_validate(OTHER)))
    assert (own.run.experiment.seed, room.run.experiment.seed) == (5, 0)


async def test_a_copy_for_which_there_is_no_room_is_refused(tmp_path: Path) -> None:
    house = House(tmp_path, rooms=1)
    room, presenter = house.enter(here=True)
    events(presenter)
    house.hub.obey(room, presenter, Copy())
    assert "no room left" in events(presenter)[0].message


async def test_three_hundred_who_come_at_once_are_counted_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[Callable[[], None]] = []
    monkeypatch.setattr(house.hub._loop, "call_later", lambda delay, call, *args: ran.append(lambda: call(*args)))
    room, presenter = house.enter(here=True)
    viewers = [house.enter()[1] for _ in range(299)]
    assert len(ran) == 1
    for each in ran:
        each()
    counts = [event.count for event in events(presenter) + events(viewers[0]) if event.kind == "viewers"]
    assert counts == [300, 300]
    assert room.people.event("viewer").count == 300


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Ada", "Ada"),
        ("  Ada \n\t Lovelace ", "Ada Lovelace"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\x1b[31mred\x00\u202edlrow", "[31mreddlrow"),
        ("é" * 100, "é" * 30),
        ("आदा", "आदा"),
        ("\u200b\u2066", "Viewer 1"),
        ("", "Viewer 1"),
    ],
)
async def test_names_are_short_lines_of_text(house: House, given: str, shown: str) -> None:
    assert house.enter(name=given)[1].name == shown
    assert clean_name(clean_name(given)) == clean_name(given)
