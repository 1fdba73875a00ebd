"""PNGs of black and white, against Pillow."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inkling.datasets.making.png import read_bits


def written(bits: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> bytes:
    file = BytesIO()
    Image.fromarray(bits).save(file, format="PNG")
    return file.getvalue()


def filtered(rows: list[tuple[int, list[int]]], width: int) -> bytes:
    """A PNG of these filters and filtered bytes, row by row, written from the format's description."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, len(rows), 1, 0, 0, 0, 0)
    data = zlib.compress(b"".join(bytes([kind, *line]) for kind, line in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@given(st.integers(1, 40), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_it_reads_what_pillow_writes(width: int, height: int, seed: int) -> None:
    bits = np.random.default_rng(seed).random((height, width)) < 0.5
    assert np.array_equal(read_bits(written(bits)), bits)


@given(st.lists(st.tuples(st.integers(0, 4), st.lists(st.integers(0, 255), min_size=3, max_size=3)), min_size=1, max_size=8))
def test_it_undoes_every_filter_as_pillow_does(rows: list[tuple[int, list[int]]]) -> None:
    data = filtered(rows, 21)
    with Image.open(BytesIO(data)) as image:
        expected = np.asarray(image)
    assert np.array_equal(read_bits(data), expected)


def test_other_files_and_damaged_ones_are_refused_in_words() -> None:
    good = written(np.eye(9, dtype=bool))
    grey = BytesIO()
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(grey, format="PNG")
    broken = bytearray(good)
    broken[45] ^= 1
    for data, why in [
        (b"GIF89a", "does not begin"),
        (good[:8] + good[-12:], "no header"),
        (good[:33] + good[-12:], "ends before"),
        (bytes(broken), "sum"),
        (grey.getvalue(), "black and white"),
        (filtered([(5, [0])], 3), "filter"),
    ]:
        with pytest.raises(ValueError, match=why):
            read_bits(data)
