"""What the terminal shows to be shared."""

import re

import segno

from inkling.web.invitation import qr_text

ADDRESS = "http://192.168.1.20:8000/"
BLOCKS = {" ": (1, 1), "▀": (0, 1), "▄": (1, 0), "█": (0, 0)}
"""Printed white on black: what is left out is dark."""


def test_the_picture_in_the_terminal_is_the_code() -> None:
    lines = [re.sub(r"\033\[[0-9;]*m", "", line) for line in qr_text(ADDRESS).splitlines()]
    rows = [[BLOCKS[character][half] for character in line] for line in lines for half in (0, 1)]
    code = [list(row) for row in segno.make(ADDRESS, micro=False).matrix_iter(border=2)]
    assert rows[: len(code)] == code
    assert all(len(line) == len(code[0]) <= 60 for line in lines)
