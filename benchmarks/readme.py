"""Write the README's table of figures from `results.json`: python -m benchmarks.readme (or `make figures`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.report import said

HERE = Path(__file__).resolve().parent
BEGIN, END = "<!-- figures: written by `make figures` -->", "<!-- end of figures -->"
_HALL = "300 viewers, 30 of them stalled"
SHOWN: dict[str, list[tuple[str, str]]] = {
    "speed": [
        ("softmax: alone / usual loop", "softmax regression, against the usual PyTorch loop"),
        ("perceptron: alone / usual loop", "perceptron, likewise"),
        ("two-block: alone / usual loop", "CNN with two blocks, likewise"),
        ("two-block: alone / bare loop", "the CNN, against the quickest loop that shows nothing"),
        ("two-block: watched by a viewer / alone", "the CNN watched by a viewer, against nobody"),
        ("two-block: watched by a page on this machine / alone", "watched with Chromium on the same cores, no graphics card"),
    ],
    "together": [("two-block: 4 at once / one alone", "four trainings together, against one")],
    "race": [
        (
            "softmax, batches of 128: in one pass / one after the other",
            "eight softmax regressions that race, against one after the other",
        ),
    ],
    "press": [
        ("two-block: first loss on screen", "from pressing Train to the first loss"),
        ("perceptron: 97% on screen", "to 97 % on MNIST's test images, perceptron"),
        ("two-block: 98% on screen", "to 98 %, CNN with two blocks"),
        ("fast: 99% on screen", "to 99 %, fast CNN"),
    ],
    "drawing": [
        ("page: pen to painted answer, at rest, 95 %", "from the pen to the painted answer (95th percentile)"),
        ("page: pen to painted answer, while it trains, 95 %", "while it trains at full speed, likewise"),
    ],
    "pen": [
        ("two-block on digits: judges, as usual", "digits by two people not seen before: embedded digits, CNN with two blocks"),
        ("fast on mnist: judges, as usual", "MNIST, fast CNN, likewise"),
        ("fast on mnist-inkling: judges, as usual", "MNIST and Inkling digits, fast CNN, likewise"),
        ("fast on mnist-inkling: judges, 20 % of the pad", "drawn at 20 % of the pad's size"),
    ],
    "start": [
        ("start: until the server answers", "from starting the server to its first answer"),
        ("start: from opening the page to one that can be used", "from opening the page to one that can be used"),
    ],
    "lab": [
        (
            "a kernel cell dragged, 512×512, 4 stages: script, 95 %",
            "kernel lab: a weight dragged, four stages (95th percentile)",
        ),
    ],
    "memory": [("memory: server", "memory of the server"), ("memory: trainer", "of a training on MNIST")],
    "classroom": [
        (f"{_HALL}: from event to receipt, 99 %", "300 viewers, 30 reading nothing: event to receipt (99th percentile)"),
        (f"{_HALL}: training / without them", "training beside them, against training alone"),
        (f"{_HALL}: the server grew in 10 min", "the server's growth in ten minutes with them"),
        ("100 viewers draw at once: prediction, 95 %", "100 viewers draw at the same moment: to the answer (95th percentile)"),
        ("300 viewers, the server killed: all back after", "300 viewers are back after the server was killed and started"),
    ],
}


def table(results: dict[str, Any]) -> str:
    """Markdown. What has not been measured is left out."""
    lines = ["| what | figure | least – greatest |", "|---|---|---|"]
    machine: dict[str, Any] = {}
    for part, rows in SHOWN.items():
        if part not in results:
            continue
        machine = results[part]["machine"]
        figures = {figure["name"]: figure for figure in results[part]["figures"]}
        for name, words in rows:
            figure = figures.get(name)
            if figure is None:
                continue
            unit = f" {figure['unit']}" if figure["unit"] else " ×"
            spread = " – ".join(said(value) for value in figure["spread"]) if figure["spread"] else ""
            lines.append(f"| {words} | {said(figure['value'])}{unit} | {spread} |")
    where = (
        f"{machine['cores']} cores of {machine['processor']}, {machine.get('graphics') or 'no graphics card'}, "
        f"PyTorch {machine['torch']}, "
        f"{machine['training_threads']} training thread(s)."
        if machine
        else "Not measured yet."
    )
    return "\n".join([where, "", *lines])


def main() -> None:
    """Replace what stands between the two marks in the README."""
    readme = HERE.parent / "README.md"
    text = readme.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    results = json.loads((HERE / "results.json").read_text())
    readme.write_text(f"{before}{BEGIN}\n{table(results)}\n{END}{after}")


if __name__ == "__main__":
    main()
