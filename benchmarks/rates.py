"""Which learning rates suit which optimiser: one pass over real MNIST with each, for several of the presets' nets.

    python benchmarks/rates.py                          every optimiser, on softmax regression, perceptron and the small CNNs
    python benchmarks/rates.py two-block --optimizers SGD Adadelta --epochs 0.5

The nets of an optimiser race: same first weights, same mini-batches. The figures are accuracies on all 10,000 test images.
`inkling.experiment.experiment.RATES` comes from this table.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

import torch

from inkling.datasets._base import Folders, registry
from inkling.experiment.experiment import DataSettings, Experiment, Optimizer
from inkling.experiment.presets import presets
from inkling.racing.nets import RacingNets

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
NETS = ("softmax", "perceptron", "one-block", "two-block", "fast")
GRID = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
BATCH = 500


def main() -> None:
    """Print a table for each net."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("nets", nargs="*", default=NETS)
    parser.add_argument("--optimizers", nargs="*", default=get_args(Optimizer))
    parser.add_argument("--epochs", type=float, default=1)
    parser.add_argument("--schedule", help="instead of the preset's own")
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    dataset = registry()["mnist"]
    arrays = dataset.load(Folders(DATA, (DATA,)))
    print(f"{'':24}" + "".join(f"{rate:>8g}" for rate in GRID))
    for preset in (each for each in presets() if each.name in wanted.nets):
        for name in wanted.optimizers:
            change = {"epochs": max(1, round(wanted.epochs)), "optimizer": name}
            if wanted.schedule:
                change["schedule"] = wanted.schedule
            training = preset.training.model_copy(update=change)
            experiment = Experiment(net=preset.net, data=DataSettings(dataset="mnist"), training=training)
            lanes = [experiment.model_copy(update={"training": training.model_copy(update={"lr": rate})}) for rate in GRID]
            nets = RacingNets(experiment, lanes, arrays, torch.device("cpu"))
            while nets.source.done < wanted.epochs - 1e-9:
                nets.step()
            right = torch.zeros(len(GRID), dtype=torch.float64)
            for first in range(0, len(arrays.test_targets), BATCH):
                images = torch.from_numpy(arrays.test_inputs[first : first + BATCH].copy())
                labels = torch.from_numpy(arrays.test_targets[first : first + BATCH].copy())
                right += nets.count(nets.source.ready(images), labels)[:, 0]
            shares = (100 * right / len(arrays.test_targets)).tolist()
            print(f"{preset.name:14}{name:10}" + "".join(f"{share:8.1f}" for share in shares), flush=True)


if __name__ == "__main__":
    main()
