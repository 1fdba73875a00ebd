"""Write the README's table of settings from the code that reads them.

.venv/bin/python scripts/settings_table.py
"""

from __future__ import annotations

import re
from pathlib import Path

from inkling.settings import Settings

README = Path(__file__).resolve().parent.parent / "README.md"
_BETWEEN = re.compile(r"(<!-- settings: [^\n]* -->\n).*?(<!-- end of settings -->)", re.DOTALL)


def default(name: str) -> str:
    """A setting's default as one types it."""
    field = Settings.model_fields[name]
    if field.default_factory is not None:
        return "(see there)"
    if field.default is None:
        return "(none)"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def table() -> str:
    """The table, as Markdown."""
    rows = [
        f"| `INKLING_{name.upper()}` | {default(name)} | {(field.description or '').replace('|', '&#124;')} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | default | what it does |", "|---|---|---|", *rows]) + "\n"


def filled(readme: str) -> str:
    """A README with the table in its place.

    Raises:
        ValueError: it has no place for it.
    """
    text, count = _BETWEEN.subn(lambda match: match[1] + table() + match[2], readme)
    if count != 1:
        raise ValueError("README.md needs one place for the settings, between its two comments")
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text()))
