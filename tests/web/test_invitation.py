"""What the terminal shows to be shared."""

import re
from typing import Any

import pytest
import segno

from inkling.settings import Settings
from inkling.web.hosts import room_link
from inkling.web.invitation import invitation, qr_rows, qr_text

ADDRESS = "http://192.168.1.20:8000/"
BLOCKS = {" ": (1, 1), "▀": (0, 1), "▄": (1, 0), "█": (0, 0)}
"""Printed white on black: what is left out is dark."""


def test_the_picture_in_the_terminal_is_the_code() -> None:
    lines = [re.sub(r"\033\[[0-9;]*m", "", line) for line in qr_text(ADDRESS).splitlines()]
    rows = [[BLOCKS[character][half] for character in line] for line in lines for half in (0, 1)]
    code = [list(row) for row in segno.make(ADDRESS, micro=False).matrix_iter(border=2)]
    assert rows[: len(code)] == code
    assert all(len(line) == len(code[0]) <= 60 for line in lines)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_it_says_that_nothing_is_encrypted_where_that_is_so(scheme: str) -> None:
    said = invitation(f"{scheme}://ink.example.org:8443/ink/", "abc", picture=False)
    assert ("Nothing on the way is encrypted." in said) == (scheme == "http")
    assert f"{scheme}://ink.example.org:8443/ink/#key=abc" in said


def test_the_picture_in_the_page_is_the_code() -> None:
    rows = qr_rows(ADDRESS)
    assert [[int(module) for module in row] for row in rows] == [list(row) for row in segno.make(ADDRESS, micro=False).matrix]
    assert len(rows) == len(rows[0])


@pytest.mark.parametrize(
    ("settings", "headers", "link"),
    [
        ({}, {"host": "localhost:8000"}, None),
        ({"lan": True, "host": "192.0.2.7"}, {"host": "localhost:8000"}, "http://192.0.2.7:8000/?room=K7AX"),
        ({"lan": True}, {"host": "ink.example.org:9000"}, "http://ink.example.org:9000/?room=K7AX"),
        ({"lan": True, "hosts": "ink.example.org"}, {"host": "localhost:8000"}, "http://ink.example.org:8000/?room=K7AX"),
        ({"proxy": True, "hosts": "ink.example.org"}, {"host": "localhost:8000"}, "https://ink.example.org/?room=K7AX"),
    ],
)
def test_a_room_s_link_is_one_that_others_can_open(settings: dict[str, Any], headers: dict[str, str], link: str | None) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "server": ("127.0.0.1", 8000), "headers": raw}
    assert room_link(scope, Settings(**settings), "K7AX") == link
