"""Runs that have made way for others: kept, found again, damaged, too many for the disk, and where nothing can be kept."""

from __future__ import annotations

import errno
import json
import os
import queue
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inkling.store import files
from inkling.store.archive import Archive
from inkling.store.records import KeptRoom, KeptRun, Leaving, LeftRun, RoomRecord

Open = Callable[..., tuple[Archive, list[KeptRoom]]]
Record = Callable[..., RoomRecord]
State = Callable[..., Path]


def park(archive: Archive, number: int, checkpoint: Path | None, start: Path | None = None, room: str = "K7AX") -> str:
    """Parks a run, and waits; what became of it."""
    answers: queue.SimpleQueue[str] = queue.SimpleQueue()
    left = LeftRun(number, b"about %d" % number, number * 10, lambda: b"history %d" % number, checkpoint, start)
    archive.park(room, left, lambda where, why: answers.put(where))
    return answers.get(timeout=30)


def fetch(archive: Archive, number: int, room: str = "K7AX") -> tuple[KeptRun | None, str]:
    answers: queue.SimpleQueue[tuple[KeptRun | None, str]] = queue.SimpleQueue()
    archive.fetch(room, number, lambda found, why: answers.put((found, why)))
    return answers.get(timeout=30)


def numbers(kept: KeptRoom) -> list[int]:
    return [each.number for each in kept.parked]


def runs(home: Path, room: str = "K7AX") -> list[str]:
    folder = home / "rooms" / room / "runs"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "inkling-scratch"
    folder.mkdir()
    return folder


def test_a_run_is_there_again_also_after_a_restart(opened: Open, record: Record, state: State) -> None:
    archive, _ = opened()
    archive.put(record(runs=(1, 2), counted=2))
    handed = [state(b"one"), state(b"two"), state(b"began with")]
    assert park(archive, 1, handed[0]) == "kept"
    assert park(archive, 2, handed[1], handed[2]) == "kept"
    assert not any(path.exists() for path in handed)
    for _ in range(2):
        found, why = fetch(archive, 2)
        assert why == ""
        assert found is not None
        assert (found.step, found.history) == (20, b"history 2")
        assert found.checkpoint is not None
        assert found.start is not None
        assert (found.checkpoint.read_bytes(), found.start.read_bytes()) == (b"two", b"began with")
        archive.close()
        archive, (kept,) = opened()
        assert [(each.number, each.about) for each in kept.parked] == [(1, b"about 1"), (2, b"about 2")]
        assert kept.message == ""


def test_the_order_is_that_of_the_room_and_what_it_has_no_more_goes(
    opened: Open, record: Record, state: State, home: Path
) -> None:
    archive, _ = opened()
    for number in (1, 2, 3, 4):
        archive.put(record(counted=number))
        park(archive, number, state())
    archive.put(record(runs=(3, 1), counted=3))  # killed before it was told of the fourth
    archive.close()
    _, (kept,) = opened()
    assert numbers(kept) == [3, 1, 4]
    assert runs(home) == [f"000{i}.{ending}" for i in (1, 3, 4) for ending in ("safetensors", "state")]


def test_states_of_the_room_s_own_training_leave_parked_runs_alone(opened: Open, record: Record, state: State) -> None:
    archive, _ = opened()
    archive.put(record(runs=(1,), counted=1))
    park(archive, 1, state(b"parked"))
    for step in range(4):
        archive.keep_run(record(), step, state(), lambda: b"", resting=True)
        archive.flush(30)
    archive.put(record(run="2e", runs=(1,), counted=1))
    archive.close()
    archive, (kept,) = opened()
    assert numbers(kept) == [1]
    assert fetch(archive, 1)[0] is not None


def test_a_room_that_goes_takes_its_runs_with_it(opened: Open, record: Record, state: State, home: Path) -> None:
    archive, _ = opened()
    archive.put(record())
    park(archive, 1, state())
    archive.forget("K7AX")
    assert park(archive, 2, state()) == "lost", "it comes too late, and there is nowhere else"
    archive.close()
    assert not (home / "rooms" / "K7AX").exists()


def test_what_was_dropped_can_not_be_had(opened: Open, record: Record, state: State, home: Path) -> None:
    archive, _ = opened()
    archive.put(record())
    park(archive, 1, state())
    archive.drop("K7AX", 1)
    assert fetch(archive, 1) == (None, "Run 1 is not kept any more.")
    assert runs(home) == []


@pytest.mark.parametrize("name", ["0001.safetensors", "0001-start.safetensors", "0001.state"])
@pytest.mark.parametrize("cut", [False, True], ids=["changed", "cut"])
def test_damage_is_seen_said_and_set_aside(
    opened: Open, record: Record, state: State, home: Path, name: str, cut: bool
) -> None:
    archive, _ = opened()
    archive.put(record(runs=(1, 2), counted=2))
    park(archive, 1, state(b"one" * 100), state(b"start" * 100))
    park(archive, 2, state(b"two"))
    gone: list[tuple[str, int]] = []
    archive.listen(lambda: None, lambda room, number: gone.append((room, number)))
    path = home / "rooms" / "K7AX" / "runs" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data[:-7] if cut else data)
    archive.close()
    archive, (kept,) = opened()
    assert numbers(kept) == [2]
    assert kept.message == "Run 1 was damaged, and can't be gone back to."
    assert [each for each in runs(home) if ".damaged-" in each]
    assert fetch(archive, 2)[0] is not None


def test_damage_that_comes_later_is_seen_when_it_is_fetched(opened: Open, record: Record, state: State, home: Path) -> None:
    archive, _ = opened()
    archive.put(record(runs=(1,), counted=1))
    gone: list[tuple[str, int]] = []
    archive.listen(lambda: None, lambda room, number: gone.append((room, number)))
    park(archive, 1, state(b"one"))
    (home / "rooms" / "K7AX" / "runs" / "0001.safetensors").write_bytes(b"two")
    assert fetch(archive, 1) == (None, "Run 1 was damaged, and can't be gone back to.")
    assert gone == [("K7AX", 1)]


def test_who_waits_for_a_run_is_answered_whatever_happens(
    opened: Open, record: Record, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, _ = opened()
    archive.put(record())
    park(archive, 1, state(b"one"))

    def broken(path: Path) -> tuple[int, str]:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(files, "digest", broken)
        assert fetch(archive, 1) == (None, "Run 1 can't be read (MemoryError).")
    assert fetch(archive, 1)[0] is not None


def test_a_server_that_keeps_nothing_has_runs_until_it_ends(opened: Open, record: Record, state: State, scratch: Path) -> None:
    holder, _ = opened()
    archive, _ = opened()
    assert not archive.keeps
    archive.note_scratch(scratch)
    archive.put(record())
    assert park(archive, 1, state(b"one")) == "here"
    found, _ = fetch(archive, 1)
    assert found is not None
    assert found.checkpoint is not None
    assert scratch in found.checkpoint.parents
    archive.forget("K7AX")
    assert fetch(archive, 1)[0] is None
    assert holder.problem == ""


def test_on_a_full_disk_a_run_is_there_until_the_server_ends_and_that_is_said(
    opened: Open, record: Record, state: State, scratch: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    archive, _ = opened()
    archive.note_scratch(scratch)
    archive.put(record())
    archive.flush(30)
    real = os.replace

    def full(source: Any, target: Any) -> None:
        if home in Path(target).parents:
            raise OSError(28, "No space left on device")
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        assert park(archive, 1, state(b"one")) == "here"
        assert "The disk is full" in archive.problem
        assert fetch(archive, 1)[0] is not None
    assert park(archive, 2, state(b"two")) == "kept"
    assert archive.problem == ""
    assert runs(home) == ["0002.safetensors", "0002.state"]


def test_on_a_disk_that_has_become_read_only_a_run_is_there_until_the_server_ends(
    opened: Open, record: Record, state: State, scratch: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, _ = opened()
    archive.note_scratch(scratch)
    archive.put(record())
    archive.flush(30)
    copy, unlink = files.copy, Path.unlink

    def refused(path: Path) -> None:
        if path.is_relative_to(home):
            raise OSError(errno.EROFS, "Read-only file system")

    def copied(source: Path, target: Path) -> Any:
        refused(target)
        return copy(source, target)

    def unlinked(path: Path, missing_ok: bool = False) -> None:
        refused(path)
        unlink(path, missing_ok)

    monkeypatch.setattr(files, "copy", copied)
    monkeypatch.setattr(Path, "unlink", unlinked)
    assert park(archive, 1, state(b"weights")) == "here"
    found, _ = fetch(archive, 1)
    assert found is not None
    assert found.checkpoint is not None
    assert found.checkpoint.read_bytes() == b"weights"
    monkeypatch.undo()


def test_where_a_run_is_lost_nothing_of_it_is_left(
    opened: Open, record: Record, state: State, scratch: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, _ = opened()
    archive.note_scratch(scratch)
    archive.put(record())
    archive.flush(30)

    def full(target: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "write", full)
    assert park(archive, 1, state(b"weights")) == "lost"
    assert [*home.rglob("runs/*"), *scratch.rglob("runs/*")] == []


def test_at_the_bound_the_oldest_runs_make_way_and_that_is_told(
    opened: Open, record: Record, state: State, scratch: Path, home: Path
) -> None:
    archive, _ = opened(most=8000)
    archive.note_scratch(scratch)
    gone: list[tuple[str, int]] = []
    archive.listen(lambda: None, lambda room, number: gone.append((room, number)))
    archive.put(record())
    for number in (1, 2, 3, 4):
        assert park(archive, number, state(bytes(2000))) == "kept"
        os.utime(home / "rooms" / "K7AX" / "runs" / f"000{number}.state", (number, number))
    assert gone == [("K7AX", 1)]
    # The room's own training is worth more than what it had before.
    archive.keep_run(record(), 10, state(bytes(5000)), lambda: b"", resting=True)
    archive.flush(30)
    assert gone == [("K7AX", 1), ("K7AX", 2), ("K7AX", 3)]
    assert archive.problem == ""
    assert park(archive, 5, state(bytes(9000))) == "lost", "larger than all that there may be"
    assert fetch(archive, 4)[0] is not None, "and for nothing, none has to go"
    assert "8e-03 MB" in archive.problem or "0.008 MB" in archive.problem


def test_a_run_that_somebody_goes_back_to_is_the_last_to_make_way(
    opened: Open, record: Record, state: State, home: Path
) -> None:
    archive, _ = opened(most=8000)
    archive.put(record())
    for number in (1, 2, 3):
        assert park(archive, number, state(bytes(2000))) == "kept"
        os.utime(home / "rooms" / "K7AX" / "runs" / f"000{number}.state", (number, number))
    assert fetch(archive, 1)[0] is not None
    assert park(archive, 4, state(bytes(2000))) == "kept"
    assert runs(home) == [f"000{number}.{kind}" for number in (1, 3, 4) for kind in ("safetensors", "state")]


LEAVING = Leaving("2e", 1, "4c", {"seed": 4})


def test_records_of_earlier_versions_are_read(record: Record) -> None:
    whole = json.loads(record().text())
    for later in (("name", "at", "leaving"), ("name", "at", "leaving", "runs", "counted")):
        old = {key: value for key, value in whole.items() if key not in later}
        assert RoomRecord.read(json.dumps(old)) == record()
    new = record(runs=(3, 1), counted=7, name="4c", at=3, leaving=(LEAVING,))
    assert RoomRecord.read(new.text()) == new


@pytest.mark.parametrize(
    "damaged", [{"at": "3"}, {"leaving": [3]}, {"leaving": [{"run": "2e"}]}, {"leaving": [{**vars(LEAVING), "number": "1"}]}]
)
def test_what_is_no_record_is_not_taken_for_one(record: Record, damaged: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no record"):
        RoomRecord.read(json.dumps({**json.loads(record().text()), **damaged}))


def keep(archive: Archive, record: RoomRecord, step: int, file: Path) -> None:
    archive.keep_run(record, step, file, lambda: b"history", resting=True)
    assert archive.flush(30)


def test_states_of_a_run_stay_until_it_is_kept_and_go_then(opened: Open, record: Record, state: State, home: Path) -> None:
    archive, _ = opened()
    archive.put(record(run="2e"))
    keep(archive, record(run="2e"), 30, state(b"before"))
    archive.put(record(runs=(1,), counted=1, leaving=(LEAVING,)))
    keep(archive, record(runs=(1,), counted=1, leaving=(LEAVING,)), 5, state(b"of another"))
    found, _ = fetch(archive, 1)
    assert found is not None
    assert found.step == 30
    archive.close()
    archive, (kept,) = opened()
    ((leaving, run),) = kept.leaving
    assert (leaving, run.step, kept.parked) == (LEAVING, 30, ())
    assert park(archive, 1, state(b"last")) == "kept"
    archive.put(record(runs=(1,), counted=1))
    archive.flush(30)
    assert sorted(path.name for path in (home / "rooms" / "K7AX").glob("*.*")) == ["1f-0001.safetensors", "1f-0001.state"]
    archive.close()
    _, (kept,) = opened()
    assert (numbers(kept), kept.leaving) == ([1], ())


def test_a_damaged_state_of_a_run_that_is_leaving_is_said(opened: Open, record: Record, state: State, home: Path) -> None:
    archive, _ = opened()
    archive.put(record(run="2e"))
    for step in (20, 30):
        keep(archive, record(run="2e"), step, state(b"weights"))
    archive.put(record(runs=(1,), counted=1, leaving=(LEAVING,)))
    archive.close()
    (home / "rooms" / "K7AX" / "2e-0002.safetensors").write_bytes(b"other")
    archive, (kept,) = opened()
    assert kept.message == "Run 1: the newest state of the training was damaged, so it goes on from step 20."
    assert [run.step for _, run in kept.leaving] == [20]
    archive.close()
    (home / "rooms" / "K7AX" / "2e-0001.safetensors").write_bytes(b"other")
    _, (kept,) = opened()
    assert (kept.message, kept.leaving) == ("Run 1 was damaged, and can't be gone back to.", ())


def test_at_the_bound_a_run_takes_the_place_of_its_states_and_a_training_that_of_what_is_leaving(
    opened: Open, record: Record, state: State, scratch: Path, home: Path
) -> None:
    archive, _ = opened(most=12_000)
    archive.note_scratch(scratch)
    gone: list[tuple[str, int]] = []
    archive.listen(lambda: None, lambda room, number: gone.append((room, number)))
    archive.put(record(run="2e"))
    keep(archive, record(run="2e"), 30, state(bytes(7000)))
    now = record(runs=(1,), counted=1, leaving=(LEAVING,))
    archive.put(now)
    assert park(archive, 1, state(bytes(7000))) == "kept", "for a moment both are there"
    archive.put(record(runs=(1,), counted=1))
    archive.drop("K7AX", 1)
    archive.flush(30)
    archive.put(record(run="2e"))
    keep(archive, record(run="2e"), 30, state(bytes(7000)))
    archive.put(now)
    keep(archive, now, 5, state(bytes(7000)))
    assert archive.problem == ""
    assert gone == [("K7AX", 1)]
    assert not list((home / "rooms" / "K7AX").glob("2e-*"))
