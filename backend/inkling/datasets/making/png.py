"""PNG files of black and white, as arrays: as much of the format as drawings are published in.

Format: a signature, then chunks (length, type, data, sum). IHDR has width, height, bits, colour type, three methods; the IDAT
chunks together are the rows, compressed with zlib, each with a byte for its filter before it ("Portable Network Graphics
Specification", W3C 2003, https://www.w3.org/TR/png/).
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_NONE, _SUB, _UP, _AVERAGE, _PAETH = range(5)


def read_bits(data: bytes) -> npt.NDArray[np.bool_]:
    """The pixels [height, width] of a PNG with one bit a pixel, grey, not interlaced; True is white.

    Raises:
        ValueError: it is another sort of PNG, or a damaged one; says what.
    """
    if not data.startswith(_SIGNATURE):
        raise ValueError("it does not begin like a PNG")
    header, packed, at = b"", b"", len(_SIGNATURE)
    while at + 12 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + size]
        if data[at + 8 + size : at + 12 + size] != struct.pack(">I", zlib.crc32(kind + content)):
            raise ValueError("a part of it does not have its sum")
        header = content if kind == b"IHDR" else header
        packed += content if kind == b"IDAT" else b""
        at += 12 + size
    if len(header) != 13:
        raise ValueError("it has no header")
    width, height, *sort = struct.unpack(">IIBBBBB", header)
    if sort != [1, 0, 0, 0, 0] or not 0 < width <= 4096 or not 0 < height <= 4096:
        raise ValueError("it is not of black and white pixels")
    stride = (width + 7) // 8
    unpacked = zlib.decompressobj()
    try:
        rows = unpacked.decompress(packed, height * (stride + 1))
    except zlib.error as error:
        raise ValueError("its pixels can't be unpacked") from error
    if len(rows) != height * (stride + 1):
        raise ValueError("it ends before its last row")
    lines = np.frombuffer(rows, np.uint8).reshape(height, stride + 1)
    bits = np.unpackbits(_unfiltered(lines[:, 0], lines[:, 1:]), axis=1, count=width)
    return bits.astype(np.bool_)


def _unfiltered(filters: npt.NDArray[np.uint8], lines: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The bytes of the rows. With one bit a pixel a filter looks one byte to the left, and to the same byte above."""
    found = np.zeros_like(lines)
    for row, (kind, line) in enumerate(zip(filters.tolist(), lines.tolist(), strict=True)):
        above = found[row - 1].tolist() if row else [0] * len(line)
        left = corner = 0
        for column, byte in enumerate(line):
            up = above[column]
            left = (byte + _expected(kind, left, up, corner)) % 256
            found[row, column], corner = left, up
    return found


def _expected(kind: int, left: int, up: int, corner: int) -> int:
    """What a filter takes a byte to be, from its neighbours."""
    if kind == _PAETH:
        guess = left + up - corner
        return min((left, up, corner), key=lambda each: abs(guess - each))
    if kind > _PAETH:
        raise ValueError("it has a filter that there is not")
    return {_NONE: 0, _SUB: left, _UP: up, _AVERAGE: (left + up) // 2}[kind]
