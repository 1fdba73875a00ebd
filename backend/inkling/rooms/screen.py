"""What is on the big screen: what the page of who leads a room shows. State and rules; it tells nobody."""

from __future__ import annotations

from inkling.protocol._base import Role
from inkling.protocol.screen import Scene


class Screen:
    """The newest scene of the presenter and of who has control; of both, the newer counts."""

    def __init__(self) -> None:
        self._scenes: dict[Role, Scene] = {}

    @property
    def scene(self) -> Scene | None:
        """What viewers follow; None: nothing has been shown."""
        return next(reversed(self._scenes.values()), None)

    def show(self, role: Role, scene: Scene) -> bool:
        """Who has this role shows this; False: it is what was shown already."""
        before = self.scene
        self._scenes.pop(role, None)
        self._scenes[role] = scene
        return scene != before

    def forget(self, role: Role) -> bool:
        """Nobody has this role any more; True: something else is shown for it."""
        before = self.scene
        self._scenes.pop(role, None)
        return self.scene != before
