"""What is put into an archive is there when it is opened again; what can't be kept is said, and nothing breaks."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handing import PICTURE, drawing, hand_in_without_end
from inkling.store.archive import Archive
from inkling.store.database import NAME, Database
from inkling.store.records import KeptRoom, RoomRecord

Open = Callable[..., tuple[Archive, list[KeptRoom]]]
Record = Callable[..., RoomRecord]
State = Callable[..., Path]


def give(archive: Archive, id: int = 1, room: str = "K7AX", **other: Any) -> str:
    """Hand a drawing in and wait for the answer."""
    said: list[str] = []
    answered = threading.Event()

    def done(problem: str) -> None:
        said.append(problem)
        answered.set()

    archive.hand_in(room, drawing(id, **other), done)
    assert answered.wait(30)
    return said[0]


def keep(archive: Archive, record: RoomRecord, file: Path, step: int = 480, history: bytes = b"history") -> None:
    archive.keep_run(record, step, file, lambda: history, resting=True)
    assert archive.flush(30)


# Rooms


def test_rooms_are_there_again_as_they_were(opened: Open, record: Record) -> None:
    archive, kept = opened()
    assert kept == []
    archive.put(record(closed=True, lives=("x",)))
    archive.put(record("HOUS", house=True, driver="cd" * 32))
    archive.put(record(closed=False, lives=("x", "y")))
    archive.close()
    _, kept = opened()
    house = record("HOUS", house=True, driver="cd" * 32)
    assert sorted((each.record for each in kept), key=lambda each: each.code) == [house, record(lives=("x", "y"))]
    assert [each.run for each in kept] == [None, None]


def test_a_room_that_is_forgotten_leaves_nothing(opened: Open, record: Record, state: State, tmp_path: Path) -> None:
    archive, _ = opened()
    archive.put(record())
    keep(archive, record(), state())
    assert give(archive) == ""
    archive.forget("K7AX")
    archive.put(record("AAAA"))
    archive.close()
    archive, kept = opened()
    assert [each.record.code for each in kept] == ["AAAA"]
    assert archive.hand_ins("K7AX") == []
    assert not (tmp_path / "home" / "rooms" / "K7AX").exists()


def test_a_room_that_is_opened_anew_under_its_code_has_nothing_of_the_old_one(opened: Open, record: Record) -> None:
    archive, _ = opened()
    archive.put(record())
    give(archive)
    archive.forget("K7AX")
    archive.put(record(run="2e"))
    archive.close()
    archive, kept = opened()
    assert [each.record for each in kept] == [record(run="2e")]
    assert archive.hand_ins("K7AX") == []


# Trainings


def test_the_newest_state_of_a_training_is_there_again(opened: Open, record: Record, state: State) -> None:
    archive, _ = opened()
    archive.put(record())
    for step in (1, 2, 3, 4):
        file = state(b"weights %d" % step)
        keep(archive, record(), file, step, b"history %d" % step)
        assert not file.exists()
    archive.close()
    _, (kept,) = opened()
    assert kept.run is not None
    assert kept.message == ""
    assert (kept.run.step, kept.run.history) == (4, b"history 4")
    assert kept.run.checkpoint is not None
    assert kept.run.checkpoint.read_bytes() == b"weights 4"
    assert len(list(kept.run.checkpoint.parent.iterdir())) == 4, "two states, two files each"


def test_a_later_state_counts_also_where_its_step_is_lower(opened: Open, record: Record, state: State) -> None:
    archive, _ = opened()
    archive.put(record())
    keep(archive, record(), state(), 500)
    keep(archive, record(), state(b"good"), 480)
    archive.close()
    _, (kept,) = opened()
    assert kept.run is not None
    assert kept.run.step == 480


def test_states_of_a_net_the_room_had_before_are_none_of_its_own(opened: Open, record: Record, state: State) -> None:
    archive, _ = opened()
    archive.put(record())
    keep(archive, record(), state())
    archive.put(record(run="2e"))
    late = state()
    keep(archive, record(), late)  # of the run before: it comes too late
    archive.close()
    _, (kept,) = opened()
    assert kept.run is None
    assert not late.exists()


def test_weights_that_a_net_began_with_are_kept_with_every_state(opened: Open, record: Record, state: State) -> None:
    archive, _ = opened()
    archive.put(record())
    archive.begin(record(), state(b"from the net before"))
    archive.close()
    archive, (kept,) = opened()
    assert kept.run is not None
    assert (kept.run.step, kept.run.checkpoint) == (0, None)
    for step in (1, 2, 3):
        keep(archive, record(), state(), step)
    archive.close()
    _, (kept,) = opened()
    assert kept.run is not None
    assert kept.run.step == 3
    assert kept.run.start is not None
    assert kept.run.start.read_bytes() == b"from the net before"


@pytest.mark.parametrize("ending", [".state", ".safetensors"])
@pytest.mark.parametrize("damage", ["torn", "changed", "gone"])
def test_a_damaged_state_is_set_aside_and_the_one_before_is_used(
    opened: Open, record: Record, state: State, ending: str, damage: str, tmp_path: Path
) -> None:
    archive, _ = opened()
    archive.put(record())
    keep(archive, record(), state(b"older" * 100), 400)
    keep(archive, record(), state(b"newer" * 100), 480)
    archive.close()
    room = tmp_path / "home" / "rooms" / "K7AX"
    path = max(room.glob(f"*{ending}"))
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(data[: len(data) // 2] if damage == "torn" else data[:-9] + b"x" + data[-8:])
    _, (kept,) = opened()
    assert kept.run is not None
    assert kept.run.step == 400
    if (ending, damage) != (".state", "gone"):  # then it was as if it had not been written yet
        assert "goes on from step 400" in kept.message
        assert list(room.glob("*.damaged-*"))


def test_where_all_states_are_damaged_the_room_is_there_at_step_0(
    opened: Open, record: Record, state: State, tmp_path: Path
) -> None:
    archive, _ = opened()
    archive.put(record())
    keep(archive, record(), state())
    archive.close()
    for path in (tmp_path / "home" / "rooms" / "K7AX").glob("*.safetensors"):
        path.write_bytes(b"")
    _, (kept,) = opened()
    assert kept.run is None
    assert "step 0" in kept.message


def test_half_written_files_are_removed(opened: Open, record: Record, state: State, tmp_path: Path) -> None:
    archive, _ = opened()
    archive.put(record())
    keep(archive, record(), state())
    archive.close()
    room = tmp_path / "home" / "rooms" / "K7AX"
    (room / "1f-0002.safetensors").write_bytes(b"its state was never written")
    (room / "1f-0003.safetensors.part").write_bytes(b"half")
    (room.parent / "GONE").mkdir()
    opened()
    assert sorted(path.name for path in room.iterdir()) == ["1f-0001.safetensors", "1f-0001.state"]
    assert not (room.parent / "GONE").exists()


def test_while_it_trains_a_state_that_comes_too_soon_is_passed_over(opened: Open, record: Record, state: State) -> None:
    archive, _ = opened()
    archive.put(record())
    archive._not_before["K7AX"] = time.monotonic() + 100
    archive.keep_run(record(), 1, file := state(), lambda: b"", resting=False)
    assert not file.exists()
    keep(archive, record(), state(), 2)  # at rest: there may be no further one
    archive.close()
    _, (kept,) = opened()
    assert kept.run is not None
    assert kept.run.step == 2


def test_what_is_kept_stays_within_its_bound(opened: Open, record: Record, state: State, tmp_path: Path) -> None:
    archive, _ = opened(most=100_000)
    for code in ("AAAA", "BBBB"):
        archive.put(record(code))
        keep(archive, record(code), state(bytes(15_000)))
        keep(archive, record(code), state(bytes(15_000)))
    keep(archive, record("AAAA"), state(bytes(45_000)), 9)
    assert archive.problem == "", "the older states have made place"
    keep(archive, record("BBBB"), state(bytes(60_000)), 9)
    assert "bound of 0.1 MB" in archive.problem
    assert "INKLING_KEPT_MEGABYTES" in archive.problem
    assert sum(path.stat().st_size for path in (tmp_path / "home" / "rooms").rglob("*.*")) <= 100_000
    archive.close()
    _, (first, second) = opened()
    assert first.run is not None
    assert second.run is not None
    assert (first.run.step, second.run.step) == (9, 480)


# Drawings


def test_drawings_are_there_again_in_their_order(opened: Open, record: Record) -> None:
    archive, _ = opened()
    archive.put(record())
    for id in (3, 1, 2):
        assert give(archive, id, name=f"N{id}", label=id) == ""
    give(archive, 9, room="AAAA")
    archive.strike("K7AX", 1, True)
    archive.strike("K7AX", 9, True)  # there is none
    archive.close()
    archive, _ = opened()
    assert archive.hand_ins("K7AX") == [drawing(id, name=f"N{id}", label=id, struck=id == 1) for id in (3, 1, 2)]
    assert archive.hand_ins("AAAA") == [drawing(9)]
    archive.strike("K7AX", 1, False)
    archive.close()
    archive, _ = opened()
    assert not any(each.struck for each in archive.hand_ins("K7AX"))


def test_a_drawing_is_acknowledged_when_another_process_can_read_it(opened: Open, record: Record, tmp_path: Path) -> None:
    archive, _ = opened()
    seen: list[int] = []
    answered = threading.Event()

    def done(problem: str) -> None:
        with sqlite3.connect(tmp_path / "home" / NAME) as other:
            seen.append(other.execute("SELECT count(*) FROM hand_ins").fetchone()[0])
        other.close()
        answered.set()

    archive.hand_in("K7AX", drawing(), done)
    assert answered.wait(30)
    assert seen == [1]


@pytest.mark.parametrize("acknowledged", [1, 20, 150])
def test_no_acknowledged_drawing_is_lost_by_a_kill(opened: Open, acknowledged: int, tmp_path: Path) -> None:
    hears, says = multiprocessing.get_context("spawn").Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=hand_in_without_end, args=(tmp_path / "home", says))
    process.start()
    says.close()
    ids = [hears.recv() for _ in range(acknowledged)]
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    try:
        while True:
            ids.append(hears.recv())
    except EOFError:
        pass
    process.join()
    archive, _ = opened()
    kept = {each.id: each for each in archive.hand_ins("K7AX")}
    assert all(problem == "" for _, problem in ids)
    for id, _ in ids:
        assert (kept[id].label, kept[id].image) == (id % 10, PICTURE)


# When it can't be kept


class FullDisk:
    """In place of a database's transaction: the disk is full while `full`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = True
        real = Database.transaction

        def transaction(database: Database) -> Any:
            if self.full:
                raise OSError(None, "database or disk is full")
            return real(database)

        monkeypatch.setattr(Database, "transaction", transaction)


def test_a_full_disk_is_said_and_what_concerns_rooms_is_written_later(
    opened: Open, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, _ = opened()
    archive.put(record())
    archive.flush(30)
    disk = FullDisk(monkeypatch)
    said: list[str] = []
    archive.listen(lambda: said.append(archive.problem))
    archive.put(record(closed=True))
    assert "disk is full" in give(archive)
    assert "Free some space" in archive.problem
    disk.full = False
    assert give(archive, 2) == ""
    assert archive.problem == ""
    assert [bool(each) for each in said] == [True, False]
    archive.close()
    archive, (kept,) = opened()
    assert kept.record.closed
    assert [each.id for each in archive.hand_ins("K7AX")] == [2]


def test_a_disk_that_fills_up_loses_no_state_that_was_there(
    opened: Open, record: Record, state: State, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    archive, _ = opened()
    archive.put(record())
    keep(archive, record(), state(b"first"), 1)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        keep(archive, record(), late := state(b"second"), 2)
    assert "disk is full" in archive.problem
    assert not late.exists()
    assert not list((tmp_path / "home").rglob("*.part"))
    keep(archive, record(), state(b"third"), 3)
    assert archive.problem == ""
    archive.close()
    _, (kept,) = opened()
    assert kept.run is not None
    assert kept.run.step == 3


def test_a_database_that_is_damaged_in_use_is_replaced(opened: Open, record: Record, tmp_path: Path) -> None:
    archive, _ = opened()
    archive.put(record())
    assert give(archive) == ""
    assert archive._database is not None
    archive._database._db.execute("DROP TABLE hand_ins")  # as if its pages were gone
    assert "set aside" in give(archive, 2)
    assert give(archive, 3) == ""
    archive.close()
    archive, (kept,) = opened()
    assert kept.record == record()
    assert list((tmp_path / "home").glob(f"{NAME}.damaged-*"))


@pytest.mark.parametrize("where", ["a file", "below a file", "a folder of that name"])
def test_a_folder_that_can_not_be_written_is_said_and_nothing_breaks(
    opened: Open, record: Record, state: State, where: str, tmp_path: Path
) -> None:
    (tmp_path / "blocked").write_text("not a folder")
    home = {"a file": tmp_path / "blocked", "below a file": tmp_path / "blocked" / "home"}.get(where, tmp_path / "home")
    if where == "a folder of that name":
        (home / NAME).mkdir(parents=True)
    archive, kept = opened(home)
    assert kept == []
    assert not archive.keeps
    assert str(home) in archive.problem
    assert "--home" in archive.problem
    archive.put(record())
    archive.keep_run(record(), 1, file := state(), lambda: b"", resting=True)
    assert not file.exists()
    assert give(archive) == archive.problem
    archive.forget("K7AX")
    assert archive.flush(1)


def test_a_read_only_disk_is_said(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(*_: object, **__: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "open", read_only)
    archive, kept = opened()
    assert kept == []
    assert "read-only file system" in archive.problem
    assert "--home" in archive.problem


def test_the_second_server_of_a_folder_keeps_nothing_and_harms_nothing(opened: Open, record: Record) -> None:
    first, _ = opened()
    second, kept = opened()
    assert kept == []
    assert "Another Inkling" in second.problem
    assert "--home" in second.problem
    second.put(record("BBBB"))
    first.put(record("AAAA"))
    second.close()
    first.close()
    _, kept = opened()
    assert [each.record.code for each in kept] == ["AAAA"]


def test_what_a_newer_version_has_kept_is_left_alone(opened: Open, record: Record, tmp_path: Path) -> None:
    archive, _ = opened()
    archive.put(record())
    archive.close()
    path = tmp_path / "home" / NAME
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    archive, kept = opened()
    assert kept == []
    assert "newer Inkling" in archive.problem
    archive.close()
    assert path.read_bytes() == before


def test_the_scratch_folder_of_a_server_that_was_killed_is_removed(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    scratch, other = tmp_path / "inkling-abc", tmp_path / "precious"
    for folder in (scratch, other):
        folder.mkdir()
    for named in (scratch, other):
        archive, _ = opened()
        archive.note_scratch(named)
        archive._lock.release()
    opened()
    assert not scratch.exists()
    assert other.exists()


@pytest.mark.parametrize("days", [-1, 1, 20_000])
def test_another_date_changes_nothing(
    opened: Open, record: Record, state: State, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, _ = opened()
    archive.put(record())
    keep(archive, record(), state(b"first"), 1)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + days * 86_400)
    keep(archive, record(), state(b"second"), 2)
    assert give(archive, at=time.time()) == ""
    assert give(archive, 2, at=real()) == ""
    archive.close()
    archive, (kept,) = opened()
    assert kept.run is not None
    assert kept.run.step == 2
    assert [each.id for each in archive.hand_ins("K7AX")] == [1, 2]


def test_where_there_is_too_much_to_read_a_cut_file_is_found_all_the_same(
    opened: Open, record: Record, state: State, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("inkling.store.archive.SECONDS_TO_CHECK", -1)
    archive, _ = opened()
    archive.put(record())
    keep(archive, record(), state(), 400)
    keep(archive, record(), state(), 480)
    archive.close()
    newest = max((tmp_path / "home" / "rooms").rglob("*.safetensors"))
    newest.write_bytes(newest.read_bytes()[:-1])
    _, (kept,) = opened()
    assert kept.run is not None
    assert kept.run.step == 400
