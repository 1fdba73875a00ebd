"""Every loss in a real training and a real race: the losses of the steps, the evaluation and the answer are plain PyTorch's."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor, nn

from digits import digit
from ear import Ear
from inkling.datasets._base import Arrays, Folders
from inkling.datasets.mnist import Mnist
from inkling.experiment.experiment import DataSettings, Experiment, TrainingSettings
from inkling.experiment.race import RaceSettings
from inkling.learning.learner import Learner
from inkling.learning.model import initial
from inkling.losses._base import registry
from inkling.net import NetSpec
from inkling.runs import messages
from inkling.runs.engine import Engine
from inkling.training.orders import Go

STEPS = 6
ARGUMENTS: dict[str, list[dict[str, Any]]] = {
    "CrossEntropyLoss": [{}, {"label_smoothing": 0.1}],
    "SmoothL1Loss": [{}, {"beta": 0.2}],
    "MultiMarginLoss": [{}, {"p": 2, "margin": 0.5}],
}
LOSSES = [(name, arguments) for name in registry() for arguments in ARGUMENTS.get(name, [{}])]


def experiment(name: str, **arguments: Any) -> Experiment:
    """A linear net on the small MNIST, that ends as this loss wants it."""
    end = [{"id": "end", "type": registry()[name].after}] if registry()[name].after else []
    layers = [{"id": "flat", "type": "Flatten"}, {"id": "out", "type": "Linear", "out_features": 10}, *end]
    training = TrainingSettings.model_validate(
        {"loss": {"type": name, **arguments}, "optimizer": "SGD", "lr": 0.01, "batch_size": 20, "epochs": 100}
    )
    return Experiment(
        net=NetSpec.model_validate({"layers": layers}), data=DataSettings(dataset="mnist"), training=training, seed=3
    )


class Plain:
    """The same training as a plain PyTorch loop, in float64, on the batches that a learner would take."""

    def __init__(self, chosen: Experiment, name: str, arguments: dict[str, Any], arrays: Arrays) -> None:
        self.net = initial(chosen.net, chosen.seed).double()
        self.criterion = getattr(nn, name)(**arguments)
        self.classes = registry()[name].wants == "classes"
        self.test = (torch.from_numpy(np.array(arrays.test_inputs)).double() / 255 - Mnist.mean) / Mnist.std
        self.labels = torch.from_numpy(np.array(arrays.test_targets)).long()
        optimizer = torch.optim.SGD(self.net.parameters(), lr=0.01, momentum=0.9)
        batches = Learner(chosen, arrays, torch.device("cpu"))
        self.losses = []
        for _ in range(STEPS):
            images, labels = batches.batch(batches.next_rows(), batches.step_number)
            batches.step()
            loss = self.of(self.net(images.double()), labels)
            self.losses.append(loss.item())
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()

    def of(self, output: Tensor, labels: Tensor) -> Tensor:
        target = labels if self.classes else nn.functional.one_hot(labels, 10).double()
        loss: Tensor = self.criterion(output, target)
        return loss


def shares(name: str, z: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What an answer's percentages are to be, in numpy."""
    if name in ("MSELoss", "L1Loss", "SmoothL1Loss"):
        parts = z.clip(0) if (z > 0).any() else np.exp(z)
    elif name == "BCEWithLogitsLoss":
        parts = 1 / (1 + np.exp(-z))
    else:
        parts = np.exp(z - z.max())
    whole: npt.NDArray[np.float64] = parts / parts.sum()
    return whole


@pytest.mark.parametrize(("name", "arguments"), LOSSES, ids=str)
def test_a_training_is_the_plain_loops(
    engine: Engine, ear: Ear, small_folders: Folders, name: str, arguments: dict[str, Any]
) -> None:
    chosen = experiment(name, **arguments)
    arrays = Mnist().load(small_folders)
    image = np.array(arrays.test_inputs[4])
    engine.open(messages.NewNet("R", chosen))
    engine.look(messages.SetLooks("R", "v", {}, 30, unit=(chosen.net.layers[-1].id, (4,))))
    engine.look(messages.PutDrawing("R", "v", 1, digit(image.tobytes()), (4.0,)))
    engine.order("R", Go(until=STEPS))
    done = ear.wait("evaluation", lambda e: e.step == STEPS and e.test.whole)
    plain = Plain(chosen, name, arguments, arrays)

    told = np.concatenate([np.frombuffer(curves.loss.data, "<f4") for curves in ear.events("curves")])
    np.testing.assert_allclose(told, plain.losses, rtol=1e-5, atol=1e-6)
    with torch.no_grad():
        output = plain.net(plain.test)
        assert done.test.loss == pytest.approx(plain.of(output, plain.labels).item(), rel=1e-5, abs=1e-6)
        own = plain.of(output[4:5], plain.labels[4:5]).item()
    assert done.test.measures["accuracy"] == pytest.approx((output.argmax(1) == plain.labels).double().mean().item())
    percentages = np.array([shares(name, z) for z in output.numpy()])
    for wrong in ear.wait("showcase", lambda s: s.step == STEPS and s.whole).worst:
        assert wrong.said == pytest.approx([int(output[wrong.index].argmax()), float(percentages[wrong.index].max())], abs=1e-5)

    answer = ear.wait("prediction", lambda p: p.step == STEPS, viewer="v")
    np.testing.assert_allclose(answer.answer.values, percentages[4], atol=1e-5)
    found = ear.wait("arithmetic", lambda a: a.step == STEPS, viewer="v")
    assert found.loss.value == pytest.approx(own, rel=1e-5, abs=1e-6)
    assert found.loss.lines[-1].value == pytest.approx(found.loss.value, rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(found.loss.terms[0].values, output[4], rtol=1e-4, atol=1e-5)


def test_a_race_of_losses_is_the_plain_loops(engine: Engine, ear: Ear, small_folders: Folders) -> None:
    chosen = experiment("CrossEntropyLoss", label_smoothing=0.1)
    arrays = Mnist().load(small_folders)
    engine.open(messages.NewNet("R", chosen))
    values = ["CrossEntropyLoss", "MultiMarginLoss"]
    engine.race(messages.BeginRace("R", chosen, RaceSettings(differs="loss", values=values, epochs=1)))
    done = ear.wait("racing", lambda r: r.state == "done")
    assert done.values == values
    told = np.frombuffer(done.losses.data, "<f4").reshape(done.losses.shape)
    smoothed = Plain(chosen, "CrossEntropyLoss", {"label_smoothing": 0.1}, arrays)
    hinge = Plain(experiment("MultiMarginLoss"), "MultiMarginLoss", {}, arrays)
    np.testing.assert_allclose(told[:, :STEPS], [smoothed.losses, hinge.losses], rtol=1e-5, atol=1e-6)


def test_an_empty_pad_has_the_data_sets_own_answer(engine: Engine, ear: Ear, small_folders: Folders) -> None:
    chosen = experiment("CrossEntropyLoss")
    arrays = Mnist().load(small_folders)
    engine.open(messages.NewNet("R", chosen))
    engine.look(messages.SetLooks("R", "v", {}, 30, unit=("out", (4,))))
    engine.look(messages.PutDrawing("R", "v", 1, None))
    first = ear.wait("arithmetic", viewer="v")
    assert first.loss.target == [float(arrays.test_targets[0])]
    assert ear.wait("prediction", viewer="v").target == first.loss.target

    engine.look(messages.SendSample("R", "v", "train", 7))
    other = ear.wait("arithmetic", lambda a: a.loss.target != first.loss.target, viewer="v")
    assert other.loss.target == [float(arrays.train_targets[7])]

    # What somebody says comes first; of a drawing nobody has said anything yet.
    engine.look(messages.PutDrawing("R", "v", 2, None, (5.0,)))
    assert ear.wait("arithmetic", lambda a: a.drawing == 2, viewer="v").loss.target == [5]
    image = np.array(arrays.test_inputs[3]).tobytes()
    engine.look(messages.PutDrawing("R", "v", 3, digit(image)))
    assert ear.wait("arithmetic", lambda a: a.drawing == 3, viewer="v").loss is None
    assert ear.wait("prediction", lambda p: p.drawing == 3, viewer="v").target == []


def test_only_the_last_layer_has_a_loss(engine: Engine, ear: Ear, small_folders: Folders) -> None:
    engine.open(messages.NewNet("R", experiment("NLLLoss")))
    image = np.array(Mnist().load(small_folders).test_inputs[3]).tobytes()
    engine.look(messages.PutDrawing("R", "v", 1, digit(image), (3.0,)))
    engine.look(messages.SetLooks("R", "v", {}, 30, unit=("out", (4,))))
    assert ear.wait("arithmetic", lambda a: a.layer == "out", viewer="v").loss is None
    engine.look(messages.SetLooks("R", "v", {}, 30, unit=("end", (4,))))
    found = ear.wait("arithmetic", lambda a: a.layer == "end", viewer="v")
    assert found.loss.value == pytest.approx(-found.logits[3], rel=1e-6)
