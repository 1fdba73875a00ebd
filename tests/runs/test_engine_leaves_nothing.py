"""The engine leaves nothing behind: no process, thread, file or descriptor, however it ends."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ear import Ear, eventually, experiment
from inkling.datasets._base import Folders
from inkling.runs import messages
from inkling.runs.engine import Engine
from inkling.training.orders import Go

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def holdings() -> tuple[int, int]:
    gc.collect()
    return len(os.listdir("/proc/self/fd")), threading.active_count()


def test_ten_rooms_opened_and_shut(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("first", experiment()))
    engine.order("first", Go(until=1))
    ear.wait("status", lambda s: s.state == "paused", room="first")
    engine.shut("first")
    eventually(lambda: list(engine._scratch.iterdir()) == [])
    eventually(lambda: len([t for t in threading.enumerate() if t.name.startswith("trainer")]) == 0)
    before = holdings()
    rooms = [f"R{i}" for i in range(10)]
    for room in rooms:
        engine.open(messages.NewNet(room, experiment()))
        engine.look(messages.SetLooks(room, "v", {"maps": ("conv",), "filters": ("conv",)}, 30))
    for room in rooms[:4]:
        engine.order(room, Go(until=2))
    for room in rooms[:4]:
        ear.wait("status", lambda s: s.state == "paused", room=room)
    for room in rooms:
        ear.wait("maps", room=room)
    trainers = [engine.pids(room)["trainer"] for room in rooms[:4]]
    for room in rooms:
        engine.shut(room)
    for pid in trainers:
        assert pid is not None
        eventually(lambda pid=pid: not alive(pid))  # type: ignore[misc]  # mypy can't infer a lambda with a default
    eventually(lambda: list(engine._scratch.iterdir()) == [])
    eventually(lambda: holdings() == before)


def test_close_ends_everything_at_once(tmp_path: Path, small_folders: Folders, ear: Ear) -> None:
    before = threading.active_count()
    engine = Engine(small_folders, tmp_path, ear)
    engine.start()
    for room in ("R", "S"):
        engine.open(messages.NewNet(room, experiment()))
        engine.order(room, Go())
    for room in ("R", "S"):
        ear.wait("curves", room=room)
    pids = [*engine.pids("R").values(), *engine.pids("S").values()]
    began = time.monotonic()
    engine.close()
    assert time.monotonic() - began < 5
    said = ear.mark()
    for pid in pids:
        assert pid is not None
        assert not alive(pid)
    assert list(tmp_path.iterdir()) == []
    eventually(lambda: threading.active_count() == before)
    engine.order("R", Go())
    engine.close()
    assert ear.mark() == said


def test_close_right_after_start(tmp_path: Path, small_folders: Folders, ear: Ear) -> None:
    engine = Engine(small_folders, tmp_path, ear)
    engine.start()
    engine.open(messages.NewNet("R", experiment()))
    engine.order("R", Go())
    engine.close(timeout=60)
    assert list(tmp_path.iterdir()) == []
    Engine(small_folders, tmp_path, ear).close()


SERVER = """
import signal, sys, time
from pathlib import Path
from ear import Ear, experiment
from inkling.runs import messages
from inkling.training.orders import Go
from inkling.datasets._base import Folders
from inkling.runs.engine import Engine

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs with it ignored
    scratch, home, data = map(Path, sys.argv[1:])
    ear = Ear()
    engine = Engine(Folders(home, (data,)), scratch, ear)
    engine.start()
    engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SetLooks("R", "v", {"maps": ("conv",)}, 30))
    engine.order("R", Go())
    ear.wait("maps", lambda m: m.step > 3)
    print(*engine.pids("R").values(), flush=True)
    time.sleep(1000)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_the_server(tmp_path: Path, small_folders: Folders, how: signal.Signals) -> None:
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    (tmp_path / "scratch").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "scripts")}
    server = subprocess.Popen(
        [sys.executable, script, tmp_path / "scratch", small_folders.home, small_folders.extra[0]],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert len(pids) == 2
        pids.append(parent(pids[0]))  # the fork server
        assert pids[2] not in (server.pid, 1)
    finally:
        server.send_signal(how)
        server.communicate()
    for pid in pids:
        eventually(lambda pid=pid: not alive(pid))  # type: ignore[misc]  # mypy can't infer a lambda with a default
