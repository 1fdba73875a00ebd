"""What the choice of the loss does: the same net, learning with each of them; its accuracy on the test images.

    python benchmarks/losses.py                            the perceptron and the one-block CNN, 5 epochs of the embedded digits
    python benchmarks/losses.py perceptron --epochs 2 --lr 0.001

Same first weights, same mini-batches, the preset's own optimiser and learning rate for every loss, with its usual arguments. A
net ends in the layer that its loss asks for.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch

from inkling.datasets._base import Folders, Inputs, Targets, registry
from inkling.experiment.experiment import Augment, DataSettings, Experiment, TrainingSettings
from inkling.experiment.presets import presets
from inkling.learning.learner import Learner
from inkling.losses._base import registry as losses
from inkling.net import NetSpec

NETS = ("perceptron", "one-block")
BATCH = 500


def main() -> None:
    """Print a table: a row a loss, a column a net."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("nets", nargs="*", default=NETS)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--lr", type=float, help="instead of the preset's own")
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    dataset = registry()["digits"]
    arrays = dataset.load(Folders(Path(tempfile.gettempdir()), ()))
    chosen = [each for each in presets() if each.name in wanted.nets]
    print(f"{'':26}" + "".join(f"{preset.name:>14}" for preset in chosen))
    for name, loss in losses().items():
        print(f"{loss.title:26}", end="", flush=True)
        for preset in chosen:
            layers = [layer.model_dump() for layer in preset.net.layers]
            if loss.after:
                layers.append({"id": "end", "type": loss.after})
            own = preset.training.model_dump() | {"loss": {"type": name}, "epochs": wanted.epochs}
            training = TrainingSettings.model_validate(own | ({"lr": wanted.lr} if wanted.lr else {}))
            experiment = Experiment(
                net=NetSpec.model_validate({"layers": layers}),
                data=DataSettings(dataset="digits", augment=preset.augment or Augment()),
                training=training,
                seed=wanted.seed,
            )
            learner = Learner(experiment, arrays, torch.device("cpu"))
            while learner.epoch < wanted.epochs:
                learner.step()
            print(f"{100 * _accuracy(learner, arrays.test_inputs, arrays.test_targets):13.2f} %", end="", flush=True)
        print()


@torch.inference_mode()
def _accuracy(learner: Learner, images: Inputs, labels: Targets) -> float:
    net, inputs, targets = learner.net.eval(), torch.from_numpy(images.copy()), torch.from_numpy(labels.copy())
    guesses = [net(learner.ready(inputs[at : at + BATCH])).argmax(1) for at in range(0, len(targets), BATCH)]
    return float((torch.cat(guesses) == targets).double().mean())


if __name__ == "__main__":
    main()
