"""What all messages have in common: how an event travels, who is told, and who may give a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from inkling.protocol.looking import Watch

Way = Literal["record", "latest", "picture", "answer"]
"""How an event travels to a page:

record: numbered in its room and kept in order; after a reconnect, what was missed is said again
latest: in the place of an unsent one of its kind
picture: in the place of an unsent one of its kind and layer; after all else, and only while it is looked at
answer: in order, not numbered; to one viewer, or to some
"""
Role = Literal["viewer", "driver", "presenter"]
"""What one may do in a room: look and draw; change and train the net too; and say who else does."""


class Message(BaseModel):
    """What goes over the socket, either way. Which it is, its `kind` says."""

    tag: ClassVar[str]
    """Its `kind`, where there is none at hand."""

    kind: str

    @classmethod
    def __pydantic_init_subclass__(cls, **more: Any) -> None:
        super().__pydantic_init_subclass__(**more)
        kind = cls.model_fields["kind"].default
        if isinstance(kind, str):  # no base class
            cls.tag = kind
            if not (hasattr(cls, "way") or hasattr(cls, "least")):
                raise TypeError(f"{cls.__name__} says neither how it travels, `way`, nor who may give it, `least`.")


class Event(Message):
    """Server → page. Each kind says how it travels."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)

    way: ClassVar[Way]
    told: ClassVar[Role] = "viewer"
    """Those with less are not told."""

    @classmethod
    def wanted(cls, watch: Watch, kind: str, key: str) -> bool:
        """Of a picture: is it on this viewer's screen?

        Args:
            watch: what the viewer looks at.
            kind: of the probe that made it.
            key: the id of the layer it shows; "" where it is of no layer, and always wanted.
        """
        return not key or key in watch.looks.get(kind, ())


class Command(Message):
    """Page → server. Each kind says who may give it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least: ClassVar[Role]
    """Those with less are refused."""
    kept: ClassVar[bool] = False
    """After it there is something new of the room to keep."""
    held: ClassVar[bool] = False
    """It waits while a parked run is on its way back, for it is meant for that one."""
