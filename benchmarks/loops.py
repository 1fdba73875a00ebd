"""The loops that Inkling's training is compared with, for any of its nets; each runs in a process of its own.

usual   what most tutorials write: a Dataset that scales one image at a time, a DataLoader, the loss read at every step,
        and as many threads as torch takes by itself
bare    as fast as plain PyTorch comes on a CPU: all images in memory as bytes, scaled a batch at a time, filters laid out
        channels last, pooling before ReLU, a fused optimiser, freed memory kept; nothing is read, said or shown
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

DATA_MEAN, DATA_STD = 0.1307, 0.3081
"""Of MNIST's training images."""


class Loop:
    """One of the loops, ready to run for some seconds at a time.

    Args:
        kind: "usual" or "bare".
        preset: the slug of the net.
        batch_size: as the training it is compared with has it.
        threads: likewise, for "bare".
        data: the folder with `mnist/`.
    """

    def __init__(self, kind: str, preset: str, *, batch_size: int, threads: int, data: Path) -> None:
        given = {"kind": kind, "preset": preset, "batch_size": batch_size, "threads": threads, "data": str(data)}
        command = [sys.executable, "-m", "benchmarks.loops", json.dumps(given)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.examples_per_second(0.2)

    def examples_per_second(self, seconds: float) -> float:
        """Train for so long; gives the speed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()


def _usual(net: Any, images: Any, labels: Any, batch_size: int) -> Iterator[None]:
    import numpy as np
    import torch
    from PIL import Image
    from torch import nn
    from torch.utils.data import DataLoader, Dataset

    data, targets = torch.from_numpy(images[:, 0]), torch.from_numpy(labels)

    class Digits(Dataset[Any]):
        def __len__(self) -> int:
            return len(targets)

        def __getitem__(self, index: int) -> tuple[Any, int]:
            # Step by step what torchvision's MNIST, ToTensor and Normalize do.
            pixels, label = data[index], int(targets[index])
            picture = Image.fromarray(pixels.numpy())
            image = torch.from_numpy(np.array(picture, np.uint8, copy=True)).view(28, 28, 1).permute(2, 0, 1).contiguous()
            scaled = image.to(torch.float32).div(255).clone()
            mean, std = torch.as_tensor([DATA_MEAN]), torch.as_tensor([DATA_STD])
            if (std == 0).any():
                raise ValueError("std is 0")
            return scaled.sub_(mean.view(-1, 1, 1)).div_(std.view(-1, 1, 1)), label

    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
    loss_of = nn.CrossEntropyLoss()
    while True:
        for batch, wanted in DataLoader(Digits(), batch_size=batch_size, shuffle=True):
            optimizer.zero_grad()
            loss = loss_of(net(batch), wanted)
            loss.backward()
            optimizer.step()
            loss.item()
            yield


def _bare(net: Any, images: Any, labels: Any, batch_size: int) -> Iterator[None]:
    import torch
    from torch.nn import functional as F

    from inkling.learning.forward import channels_last, in_order
    from inkling.runs.process import keep_freed_memory

    keep_freed_memory()
    net = in_order(channels_last(net))
    pixels, wanted = torch.from_numpy(images), torch.from_numpy(labels).long()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4, fused=True)
    while True:
        order = torch.randperm(len(wanted))
        for first in range(0, len(wanted) - batch_size + 1, batch_size):
            rows = order[first : first + batch_size]
            batch = pixels[rows].float().mul_(1 / (255 * DATA_STD)).sub_(DATA_MEAN / DATA_STD)
            loss = F.cross_entropy(net(batch), wanted[rows])
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            yield


def main() -> None:
    """Run the loop that the command line names, for as many seconds as each line of the input says."""
    given = json.loads(sys.argv[1])
    if given["kind"] == "bare":
        from inkling.runs.process import prepare_for_torch

        prepare_for_torch()
    import tempfile

    import numpy as np
    import torch

    from inkling.datasets._base import Folders, registry
    from inkling.experiment.presets import presets
    from inkling.learning.model import build

    if given["kind"] == "bare":
        torch.set_num_threads(given["threads"])
    arrays = registry()["mnist"].load(Folders(Path(tempfile.mkdtemp()), (Path(given["data"]),)))
    net = build(next(preset for preset in presets() if preset.name == given["preset"]).net, seed=0).train()
    make: dict[str, Callable[..., Iterator[None]]] = {"usual": _usual, "bare": _bare}
    steps = make[given["kind"]](net, np.array(arrays.train_inputs), np.array(arrays.train_targets), given["batch_size"])
    next(steps)
    for line in sys.stdin:
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < float(line):
            next(steps)
            count += 1
        print(count * given["batch_size"] / (time.perf_counter() - began), flush=True)


if __name__ == "__main__":
    main()
