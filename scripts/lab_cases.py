"""Write what PyTorch makes of generated pictures and kernels, for the page's tests to hold the kernel lab against.

    python scripts/lab_cases.py

Half of the cases are whole numbers, which must agree exactly; the others are floats. A test makes the same again.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "frontend" / "src" / "lab" / "torch-cases.json"
MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate"}


def cases(count: int = 120, seed: int = 7) -> list[dict[str, Any]]:
    """Settings of convolutions and poolings that fit, and what torch.nn.functional makes of them."""
    chance = random.Random(seed)
    found: list[dict[str, Any]] = []
    while len(found) < count:
        whole = len(found) % 2 == 0
        case = _settings(chance, whole)
        reach = case["dilation"] * (case["size"] - 1) + 1
        least = min(case["height"], case["width"])
        if least + 2 * case["padding"] < reach or (case["mode"] == "reflect" and case["padding"] >= least):
            continue
        found.append(case | answers(case))
    return found


def answers(case: dict[str, Any]) -> dict[str, Any]:
    """What PyTorch makes of a case: the sums, and the picture pooled."""
    import torch
    from torch.nn import functional as F

    image = torch.tensor(case["image"], dtype=torch.float32).reshape(1, case["channels"], case["height"], case["width"])
    weights = torch.tensor(case["weights"], dtype=torch.float32).reshape(1, 1, case["size"], case["size"]) * case["scale"]
    padding = case["padding"]
    wide = F.pad(image, (padding,) * 4, mode=MODES[case["mode"]]) if padding else image
    kernel = weights.expand(1, case["channels"], -1, -1)
    bias = torch.tensor([case["bias"]], dtype=torch.float32)
    convolved = F.conv2d(wide, kernel, bias, stride=case["stride"], dilation=case["dilation"])
    pooling = case["pooling"]
    pool = F.max_pool2d if pooling["kind"] == "max" else F.avg_pool2d
    pooled = pool(image, pooling["size"], pooling["stride"])
    return {name: {"shape": list(made.shape[1:]), "data": made.flatten().tolist()}
            for name, made in (("convolved", convolved), ("pooled", pooled))}  # fmt: skip


def _settings(chance: random.Random, whole: bool) -> dict[str, Any]:
    def number() -> float:
        return chance.randint(-4, 4) if whole else round(chance.uniform(-2, 2), 3)

    channels, height, width = chance.choice((1, 3)), chance.randint(2, 9), chance.randint(2, 9)
    size = chance.choice((1, 2, 3, 3, 4, 5, 7))
    return {
        "channels": channels,
        "height": height,
        "width": width,
        "image": [number() for _ in range(channels * height * width)],
        "size": size,
        "weights": [number() for _ in range(size * size)],
        "scale": 1 if whole else chance.choice((1, 0.5, 1 / 9)),
        "bias": number(),
        "stride": chance.randint(1, 3),
        "padding": chance.randint(0, 3),
        "mode": chance.choice(tuple(MODES)),
        "dilation": chance.randint(1, 3),
        "pooling": {"kind": chance.choice(("max", "average")), "size": chance.randint(1, 2), "stride": chance.randint(1, 3)},
    }


def main() -> None:
    """Write the file."""
    FILE.write_text("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases()) + "\n]\n")


if __name__ == "__main__":
    main()
