"""Measure: all of it, or the parts named. Prints a table, and writes JSON with the machine's description."""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import classroom, drawing, frames, lab, memory, pen, press, race, speed, start, together
from benchmarks.machine import describe
from benchmarks.report import table
from serving import data_folder

PARTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "speed": ("How fast it trains", speed.measure),
    "press": ("From pressing Train to an accuracy on screen", press.measure),
    "start": ("From starting the server to a page that can be used", start.measure),
    "together": ("Several trainings at once", together.measure),
    "race": ("The nets of a race, in one pass", race.measure),
    "drawing": ("From a drawing to its answer", drawing.measure),
    "frames": ("What the page costs its browser while it trains", frames.measure),
    "pen": ("How well nets read what people draw", pen.measure),
    "lab": ("What the kernel lab costs its browser", lab.measure),
    "memory": ("Memory", memory.measure),
    "hour": ("Memory, over an hour of training", memory.hour),
    "classroom": ("A hall of viewers on the machine that trains", classroom.measure),
}
BY_HAND = {"hour"}
"""Parts that are measured only where they are named."""


def main() -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; none: all but {', '.join(BY_HAND)}")
    parser.add_argument("--quick", action="store_true", help="each for a moment only: does it work?")
    parser.add_argument("--json", type=Path, help="also write the figures here; parts that were not measured stay as they are")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("benchmarks").setLevel(logging.INFO)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    # Told to end, it ends what it has started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    data = data_folder()
    if data is None:
        parser.error("MNIST is measured on: name the folder that has mnist/ with INKLING_DATASETS")

    results: dict[str, Any] = {}
    if asked.json and asked.json.exists():
        results = json.loads(asked.json.read_text())
    for name in asked.parts or [name for name in PARTS if name not in BY_HAND]:
        title, measure = PARTS[name]
        machine = describe()
        with tempfile.TemporaryDirectory(prefix="inkling-bench-") as folder:
            figures = measure(Path(folder), data, quick=asked.quick)
        print(table(title, figures), flush=True)
        results[name] = {"machine": machine, "figures": [asdict(figure) | {"holds": figure.holds} for figure in figures]}
        if asked.json:
            asked.json.parent.mkdir(parents=True, exist_ok=True)
            asked.json.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
