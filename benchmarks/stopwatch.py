"""A server that notes when each record came out of where training happens: the start of its way to the viewers.

Its lines, in the file named by the first argument: the room, the record's number, and the moment (of time.monotonic(), which
all processes of a Linux machine share).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from inkling.__main__ import main
from inkling.protocol.events import of_kind
from inkling.rooms.hub import Hub
from inkling.rooms.running import Running
from inkling.runs.messages import Notice


def install(path: Path) -> None:
    """Have every record's number and moment written down from now on."""
    came: dict[int, float] = {}
    file = path.open("a", buffering=1)
    notify, record = Hub.notify, Running.record

    def noting(hub: Hub, notice: Notice) -> None:
        if notice.encoded and of_kind(notice.kind).way == "record":
            came[id(notice.encoded)] = time.monotonic()
        notify(hub, notice)

    def numbering(run: Running, encoded: bytes) -> None:
        moment = came.pop(id(encoded), None)
        record(run, encoded)
        if moment is not None:
            file.write(f"{run.code} {run.telling.number} {moment}\n")

    for owner, name, measured in ((Hub, "notify", noting), (Running, "record", numbering)):
        setattr(owner, name, measured)


if __name__ == "__main__":
    install(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
