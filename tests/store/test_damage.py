"""A database whose bytes were changed at random: the server starts, says so, and has all rows that can still be read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from inkling.store.archive import Archive
from inkling.store.database import NAME
from inkling.store.records import HandIn, KeptRoom, RoomRecord

CODES = [f"{a}{b}AA" for a in "ACDE" for b in "FHJK"]
PICTURE = bytes(784)

Damage = list[tuple[float, bytes]]
"""Where (0 to 1, of the file) and what is written there."""
DAMAGE: st.SearchStrategy[Damage] = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=600)), min_size=1, max_size=8
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which rooms and drawings were kept."""
    home = tmp_path_factory.mktemp("whole")
    archive = Archive(home)
    archive.open()
    for i, code in enumerate(CODES):
        archive.put(_record(code, i))
        for id in range(20):
            given = HandIn(id, "a" * 16, id, f"Name {id}", "mnist", id % 10, PICTURE, 1.5)
            archive.hand_in(code, given, lambda problem: None)
    file = home.parent / "handed"
    file.write_bytes(b"weights")
    archive.keep_run(_record(CODES[3], 3), 70, file, lambda: b"history", resting=True)
    archive.close(30)
    return home


def _record(code: str, i: int) -> RoomRecord:
    layers = [{"id": f"layer{n}", "type": "Linear", "out_features": n} for n in range(i)]
    return RoomRecord(code, i == 0, "ab" * 32, "", False, False, False, f"{i:x}", ("a",), {"net": {"layers": layers}})


def _open(home: Path) -> Iterator[tuple[Archive, list[KeptRoom]]]:
    archive = Archive(home)
    yield archive, archive.open()
    archive.close(30)


def _check(home: Path, damaged: bool) -> None:
    """It opens, has only what was kept, says what is missing, and is whole the next time."""
    for archive, kept in _open(home):
        assert archive.keeps
        there = {each.record.code: each for each in kept}
        for code, room in there.items():
            assert room.record == _record(code, CODES.index(code))
            assert all(len(each.image) == 784 for each in archive.hand_ins(code))
        if len(there) < len(CODES) or damaged:
            assert any("damaged" in words for words in archive.warnings)
            assert list(home.glob(f"{NAME}.damaged-*"))
        if archive.warnings:
            assert CODES[3] in there, "the state of its training knows it"
    for archive, kept in _open(home):
        assert archive.warnings == []
        assert {each.record.code for each in kept} == set(there)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=DAMAGE)
def test_bytes_that_were_changed(whole: Path, damage: Damage, tmp_path: Path) -> None:
    home = tmp_path / os.urandom(8).hex()
    shutil.copytree(whole, home)
    path = home / NAME
    data = bytearray(path.read_bytes())
    for where, what in damage:
        at = int(where * len(data))
        data[at : at + len(what)] = what[: len(data) - at]
    path.write_bytes(data)
    _check(home, damaged=False)
    shutil.rmtree(home)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(left=st.integers(0, 2000) | st.floats(0, 1, exclude_max=True))
@example(left=0)
@example(left=1)
@example(left=4096)
def test_a_file_that_was_cut(whole: Path, left: float, tmp_path: Path) -> None:
    """To so many bytes, or to this share of it."""
    home = tmp_path / os.urandom(8).hex()
    shutil.copytree(whole, home)
    os.truncate(home / NAME, left if isinstance(left, int) else int(left * (home / NAME).stat().st_size))
    for archive, kept in _open(home):
        assert archive.keeps
        assert CODES[3] in {each.record.code for each in kept}
        assert archive.warnings
    shutil.rmtree(home)


def test_text_that_only_the_sum_can_tell_is_not_taken_for_a_room(whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    data = (home / NAME).read_bytes()
    assert data.count(b"Name 7") == len(CODES)
    (home / NAME).write_bytes(data.replace(b"Name 7", b"Name 8", 1))
    for archive, kept in _open(home):
        assert len(kept) == len(CODES)
        assert sum(len(archive.hand_ins(code)) for code in CODES) == 20 * len(CODES) - 1
        assert "319 handed-in drawings" in archive.warnings[0]


@pytest.mark.parametrize("garbage", [b"no database at all", bytes(range(256)) * 40])
def test_the_state_of_a_training_knows_its_room_where_nothing_else_is_left(whole: Path, garbage: bytes, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    (home / NAME).write_bytes(garbage)
    _check(home, damaged=True)


@pytest.mark.parametrize("bytes_", [16, 100, 4096])
def test_without_its_first_page_all_rows_are_saved(whole: Path, bytes_: int, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    data = (home / NAME).read_bytes()
    (home / NAME).write_bytes(bytes(bytes_) + data[bytes_:])
    for archive, kept in _open(home):
        assert {each.record.code for each in kept} == set(CODES)
        assert all(len(archive.hand_ins(code)) == 20 for code in CODES)
        assert archive.warnings


def test_half_a_file_has_about_half_the_rows(whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    os.truncate(home / NAME, (home / NAME).stat().st_size // 2)
    for archive, kept in _open(home):
        assert kept
        assert sum(len(archive.hand_ins(code)) for code in CODES) > 100
