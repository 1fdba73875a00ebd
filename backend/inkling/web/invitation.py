"""What the terminal says when others may come: the address to share, as text and as a QR code, and what that means."""

from __future__ import annotations

import io

import segno

MEANING = (
    "Who opens it sees your net and draws on a pad of their own. Only you can change and train it: here, or with the address\n"
    "below."
)
PLAIN = " Nothing on the way is encrypted."


def qr_text(address: str) -> str:
    """A QR code of blocks, two rows a line, black on white whatever the terminal's colours are."""
    drawn = io.StringIO()
    segno.make(address, micro=False).terminal(drawn, compact=True, border=2)
    return "".join(f"\033[40;97m{line}\033[0m\n" for line in drawn.getvalue().splitlines())


def qr_rows(text: str) -> list[str]:
    """A QR code as rows of "1" (dark) and "0", without its margin of four."""
    return ["".join(map(str, row)) for row in segno.make(text, micro=False).matrix_iter(border=0)]


def invitation(address: str, key: str, *, picture: bool) -> str:
    """All of it.

    Args:
        address: the page's, as others reach it.
        key: the presenter's. It is in the part of an address that browsers keep to themselves.
        picture: with the QR code.
    """
    code = qr_text(address) if picture else ""
    meaning = MEANING if address.startswith("https:") else MEANING + PLAIN
    return f"Others on this network open {address}\n{code}{meaning}\nTo present from another device: {address}#key={key}"
