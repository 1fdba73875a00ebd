"""The key of the first room's presenter, from one start to the next."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from inkling.rooms.keys import new_key
from inkling.store.secret import NAME, house_key


def test_the_key_stays_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    key = house_key(tmp_path / "home", new_key)
    assert len(key) == 22
    assert house_key(tmp_path / "home", new_key) == key
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "home" / NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize("damaged", [b"", b"short", b"\xff" * 22, b"<script>alert(1)</script>"])
def test_what_is_no_key_is_replaced(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / NAME).write_bytes(damaged)
    key = house_key(tmp_path, new_key)
    assert len(key) == 22
    assert house_key(tmp_path, new_key) == key


def test_where_nothing_can_be_kept_there_is_a_key_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    keys = {house_key(tmp_path / "file" / "home", new_key) for _ in range(2)}
    assert len(keys) == 2
