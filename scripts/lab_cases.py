"""Write what PyTorch makes of generated pictures and kernels, for the page's tests to hold the kernel lab against.

    python scripts/lab_cases.py

Half of the cases are whole numbers, which must agree exactly; the others are floats. Every sixth is a row, which PyTorch's 1-d
functions answer. The last ones are kernels of nine weights that move by single pixels over one channel, for which the lab has a
way of its own. A test makes the same again.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "frontend" / "src" / "places" / "kernel-lab" / "torch-cases.json"
MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate"}
ACTIVATIONS = ("ReLU", "Tanh", "Sigmoid")
ANY, NINE = 180, 40


def cases(seed: int = 7) -> list[dict[str, Any]]:
    """Settings of convolutions, activations and poolings that fit, and what torch.nn.functional makes of them."""
    chance = random.Random(seed)
    found: list[dict[str, Any]] = []
    while len(found) < ANY + NINE:
        case = _case(chance, whole=len(found) % 2 == 0, row=len(found) % 6 == 5 and len(found) < ANY, nine=len(found) >= ANY)
        if _fits(case):
            found.append(case | answers(case))
    return found


def answers(case: dict[str, Any]) -> dict[str, Any]:
    """What PyTorch makes of a case: the sums, the sums bent, the picture pooled, and the largest number of each channel."""
    import torch
    from torch.nn import functional as F

    image, settings = case["image"], case["settings"]
    x_chw = torch.tensor(image["data"], dtype=torch.float32).reshape(image["channels"], image["height"], image["width"])
    kernel = torch.tensor(settings["weights"], dtype=torch.float32).reshape(settings["height"], settings["width"])
    kernel = (kernel * settings["scale"]).expand(1, image["channels"], -1, -1)
    bias = torch.tensor([settings["bias"]], dtype=torch.float32)
    down, right = settings["padding"]
    stride, dilation, mode = settings["stride"], settings["dilation"], MODES[settings["mode"]]
    pooling = case["pooling"]
    if image["height"] == 1:
        wide = F.pad(x_chw[:, 0], (right, right), mode=mode) if right else x_chw[:, 0]
        convolved = F.conv1d(wide, kernel[:, :, 0], bias, stride=stride, dilation=dilation)[:, None]
        pool = F.max_pool1d if pooling["kind"] == "max" else F.avg_pool1d
        pooled = pool(x_chw[:, 0], pooling["width"], pooling["stride"])[:, None]
    else:
        wide = F.pad(x_chw[None], (right, right, down, down), mode=mode) if down or right else x_chw[None]
        convolved = F.conv2d(wide, kernel, bias, stride=stride, dilation=dilation)[0]
        pool = F.max_pool2d if pooling["kind"] == "max" else F.avg_pool2d
        pooled = pool(x_chw, (pooling["height"], pooling["width"]), pooling["stride"])
    bend = {"ReLU": F.relu, "Tanh": F.tanh, "Sigmoid": F.sigmoid}[case["activation"]]
    made = {
        "convolved": convolved,
        "activated": bend(convolved),
        "pooled": pooled,
        "everywhere": F.adaptive_max_pool2d(x_chw, 1),
    }
    return {name: {"shape": list(each.shape), "data": each.flatten().tolist()} for name, each in made.items()}


def _case(chance: random.Random, *, whole: bool, row: bool, nine: bool) -> dict[str, Any]:
    def number() -> float:
        return chance.randint(-4, 4) if whole else round(chance.uniform(-2, 2), 3)

    channels, height, width = 1 if nine else chance.choice((1, 3)), 1 if row else chance.randint(2, 9), chance.randint(2, 9)
    size = chance.choice((1, 2, 3, 3, 4, 5, 7))
    # One in three is not square.
    down, right = (1, size) if row else (size, chance.choice((size, size, chance.randint(1, 5))))
    down, right = (3, 3) if nine else (down, right)
    padding = chance.randint(0, 3)
    window = chance.randint(1, 2)
    return {
        "image": {
            "channels": channels,
            "height": height,
            "width": width,
            "data": [number() for _ in range(channels * height * width)],
        },
        "settings": {
            "height": down,
            "width": right,
            "weights": [number() for _ in range(down * right)],
            "scale": 1 if whole else chance.choice((1, 0.5, 1 / 9)),
            "bias": number(),
            "stride": 1 if nine else chance.randint(1, 3),
            "padding": [0 if row else padding, padding],
            "mode": chance.choice(tuple(MODES)),
            "dilation": 1 if nine else chance.randint(1, 3),
        },
        "activation": chance.choice(ACTIVATIONS),
        "pooling": {
            "kind": chance.choice(("max", "average")),
            "height": 1 if row else window,
            "width": window,
            "stride": chance.randint(1, 3),
        },
    }


def _fits(case: dict[str, Any]) -> bool:
    image, settings = case["image"], case["settings"]
    for length, size, padding in zip(
        (image["height"], image["width"]), (settings["height"], settings["width"]), settings["padding"], strict=True
    ):
        if length + 2 * padding < settings["dilation"] * (size - 1) + 1:
            return False
        if settings["mode"] == "reflect" and 0 < padding >= length:
            return False
    return True


def main() -> None:
    """Write the file."""
    FILE.write_text("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases()) + "\n]\n")


if __name__ == "__main__":
    main()
