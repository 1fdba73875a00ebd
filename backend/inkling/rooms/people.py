"""Who is in one room, and what each of them may do there. State and rules; it tells nobody."""

from __future__ import annotations

from inkling.protocol._base import Role
from inkling.protocol.people import Person, Viewers
from inkling.rooms.keys import Lock, new_key
from inkling.rooms.text import one_line
from inkling.rooms.viewer import Viewer

LONGEST_NAME = 30
"""Characters."""
MOST_VOLUNTEERS = 20
"""Told to the presenter; who came later moves up."""


def clean_name(given: str) -> str:
    """A name as one short line of text."""
    return one_line(given, LONGEST_NAME)


class People:
    """The people of a room.

    Args:
        presenter: opens to its presenter's key.
        driver: to the key of who has control besides; None: nobody has.
    """

    def __init__(self, presenter: Lock, driver: Lock | None = None) -> None:
        self.closed = False
        self.copies = False
        self.here: dict[str, Viewer] = {}
        self.presenter = presenter
        self.driver = driver
        self._volunteers: dict[str, Viewer] = {}
        self._arrivals = 0

    def role(self, key: str | None) -> Role:
        """What who has this key, or none, may do."""
        if self.presenter.opens(key):
            return "presenter"
        if self.driver is not None and self.driver.opens(key):
            return "driver"
        return "viewer"

    def enter(self, viewer: Viewer, name: str = "") -> None:
        """A viewer comes, with its role."""
        self._arrivals += 1
        viewer.name = clean_name(name) or f"Viewer {self._arrivals}"
        self.here[viewer.id] = viewer

    def leave(self, viewer: Viewer) -> bool:
        """A viewer goes; False: it was not here."""
        if self.here.get(viewer.id) is not viewer:
            return False
        del self.here[viewer.id]
        self._volunteers.pop(viewer.id, None)
        return True

    def volunteer(self, viewer: Viewer, on: bool, name: str = "") -> None:
        """A viewer offers to take control, under this name if it gives one, or does not any more."""
        viewer.name = clean_name(name) or viewer.name
        if on and viewer.role == "viewer":
            self._volunteers.setdefault(viewer.id, viewer)
        else:
            self._volunteers.pop(viewer.id, None)

    def hand(self, viewer: Viewer) -> str:
        """This viewer has control from now on, besides the presenter; the key by which it is known after a reconnect."""
        key = new_key()
        self.driver = Lock(key)
        self._volunteers.pop(viewer.id, None)
        viewer.role = "driver"
        return key

    def take_back(self) -> list[Viewer]:
        """Nobody has control but the presenter; who had it."""
        self.driver = None
        drivers = self._drivers()
        for viewer in drivers:
            viewer.role = "viewer"
        return drivers

    def with_role(self, role: Role) -> list[Viewer]:
        """Who is here in this role."""
        return [viewer for viewer in self.here.values() if viewer.role == role]

    def _drivers(self) -> list[Viewer]:
        return self.with_role("driver")

    def event(self, role: Role) -> Viewers:
        """What those in this role are told."""
        volunteers = list(self._volunteers.values())[:MOST_VOLUNTEERS] if role == "presenter" else []
        return Viewers(
            count=len(self.here),
            driver=next((_person(viewer) for viewer in self._drivers()), None),
            volunteers=[_person(viewer) for viewer in volunteers],
            closed=self.closed,
            copies=self.copies,
        )


def _person(viewer: Viewer) -> Person:
    return Person(id=viewer.id, name=viewer.name)
