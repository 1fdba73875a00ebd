"""Make ready the data sets that need no download: `python -m inkling.datasets HOME`.

The server runs this before anything else, as a process of its own: what it imports and computes leaves no trace there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inkling.datasets._base import Folders, registry

EMBEDDED = "digits"

if __name__ == "__main__":
    registry()[EMBEDDED].load(Folders(Path(sys.argv[1])))
