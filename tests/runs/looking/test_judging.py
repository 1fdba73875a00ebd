"""What the net says of all that was handed in: against PyTorch itself; to whom, when, and with which weights."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator, Sequence
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ear import Ear, experiment
from inkling.datasets._base import Folders
from inkling.datasets._images import image_dataset
from inkling.datasets.making.collected import CLASS, Collected
from inkling.experiment.experiment import DataSettings, Experiment, TrainingSettings
from inkling.learning.model import initial
from inkling.losses.cross_entropy_loss import CrossEntropyLoss
from inkling.net import NetSpec
from inkling.protocol import wire
from inkling.protocol.classroom import Verdicts
from inkling.runs import messages
from inkling.runs.engine import Engine
from inkling.runs.looking.judging import EVERY, FIRST, JudgedWall, Judgement
from inkling.runs.looking.observer import Observer
from inkling.runs.training.snapshot import SnapshotWriter
from inkling.tasks.images.shifts import sample
from inkling.training.orders import Go

LOSS = CrossEntropyLoss()
WRITTEN = Path(__file__).parents[3] / "frontend/src/tasks/images/writing.golden.json"
"""What the page writes of drawings for nets of other images."""


def bars(count: int, first: int = 1, *, mirrored: bool = False) -> list[messages.HandedDrawing]:
    """Drawings whose place of a bright bar tells the class, as `small_mnist` has them; or the other way round."""
    rng = np.random.default_rng(first)
    found = []
    for id in range(first, first + count):
        label = id % 10
        image = rng.integers(0, 60, (28, 28), dtype=np.uint8)
        place = 9 - label if mirrored else label
        image[:, 2 * place + 3 : 2 * place + 6] = 255
        found.append(messages.HandedDrawing(id, label, id % 7 == 0, image.tobytes()))
    return found


def digits(drawn: list[messages.HandedDrawing]) -> Collected:
    return Collected(tuple(d.id for d in drawn), tuple(d.label for d in drawn), b"".join(d.image for d in drawn))


def by_torch(net: torch.nn.Module, drawn: list[messages.HandedDrawing], mean: float, std: float) -> torch.Tensor:
    """One by one, without anything of ours but the net's layers: softmax probabilities [digits, classes]."""
    rows = []
    for each in drawn:
        pixels = torch.tensor(list(each.image), dtype=torch.float64).reshape(1, 1, 28, 28)
        with torch.no_grad():
            rows.append(torch.softmax(net.double().eval()((pixels / 255 - mean) / std), 1))
    net.float()
    return torch.cat(rows)


def numbers(verdicts: Verdicts) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.frombuffer(verdicts.probabilities.data, "<f4").reshape(verdicts.probabilities.shape)


def all_of(judgement: Judgement) -> Verdicts:
    while (verdicts := judgement.piece()) is None:
        pass
    return verdicts


@pytest.mark.parametrize("count", [1, 5, FIRST, 3 * FIRST + 7])
def test_it_says_what_pytorch_says(count: int) -> None:
    net = initial(experiment().net, 3)
    mnist = image_dataset("mnist")
    drawn = bars(count)
    verdicts = all_of(Judgement(1, 9, net, mnist, LOSS, drawn))
    true = by_torch(net, drawn, mnist.mean, mnist.std)
    assert verdicts.step == 9
    assert verdicts.ids == [each.id for each in drawn]
    assert numbers(verdicts) == pytest.approx(true.numpy(), abs=1e-5)
    counted = [(int(row.argmax()), each.label) for row, each in zip(true, drawn, strict=True) if not each.struck]
    assert (verdicts.right, verdicts.total) == (sum(guess == label for guess, label in counted), len(counted))
    assert verdicts.beside is None


def test_it_measures_another_data_set_beside(small_folders: Folders) -> None:
    net = initial(experiment().net, 3)
    mnist = image_dataset("mnist")
    arrays = mnist.load(small_folders)
    verdicts = all_of(Judgement(1, 0, net, image_dataset(CLASS), LOSS, bars(3), (mnist, arrays)))
    rows = sample(len(arrays.test_targets))
    with torch.no_grad():
        logits = net.eval()((torch.from_numpy(arrays.test_inputs[rows]).float() / 255 - mnist.mean) / mnist.std)
    labels = torch.from_numpy(np.array(arrays.test_targets[rows]))
    assert verdicts.beside_dataset == "mnist"
    assert verdicts.beside is not None
    assert verdicts.beside.size == 100
    assert verdicts.beside.measures["accuracy"] == pytest.approx(float((logits.argmax(1) == labels).float().mean()))
    assert verdicts.beside.loss == pytest.approx(float(torch.nn.functional.cross_entropy(logits, labels)), rel=1e-4)


def test_a_net_whose_output_is_no_number_gets_nothing_right() -> None:
    net = initial(experiment().net, 3)
    with torch.no_grad():
        net.state_dict()["out.bias"].fill_(float("nan"))
    verdicts = all_of(Judgement(1, 0, net, image_dataset("mnist"), LOSS, bars(12)))
    assert np.isnan(numbers(verdicts)).all()
    assert (verdicts.right, verdicts.total) == (0, 11)


def test_an_empty_wall_has_no_verdicts_and_no_accuracy() -> None:
    verdicts = all_of(Judgement(1, 0, initial(experiment().net, 3), image_dataset("mnist"), LOSS, []))
    assert (verdicts.ids, verdicts.right, verdicts.total) == ([], 0, 0)


def test_the_net_may_go_on_learning_meanwhile() -> None:
    net = initial(experiment().net, 3)
    mnist = image_dataset("mnist")
    drawn = bars(3 * FIRST)
    true = by_torch(net, drawn, mnist.mean, mnist.std).numpy()
    judgement = Judgement(1, 0, net, mnist, LOSS, drawn)
    assert judgement.piece() is None
    with torch.no_grad():
        net.state_dict()["out.weight"].mul_(-3)
    assert numbers(all_of(judgement)) == pytest.approx(true, abs=1e-5)


def test_a_wall_takes_over_what_changes() -> None:
    wall = JudgedWall()
    some = bars(6)
    wall.change(some[:4], whole=True)
    wall.change([messages.HandedDrawing(2, 9, True, some[1].image), *some[4:]], whole=False)
    assert [(each.id, each.label, each.struck) for each in wall.digits.values()] == [
        (each.id, 9 if each.id == 2 else each.label, each.id == 2) for each in some
    ]
    wall.change(some[:1], whole=True)
    assert list(wall.digits) == [1]


def test_while_anything_trains_it_rests_for_long_after_long_work() -> None:
    wall = JudgedWall(took=1.0)
    wall.rest(0.05)
    assert wall.due - time.monotonic() == pytest.approx(40, abs=1)
    wall.rest(None)
    assert wall.due - time.monotonic() == pytest.approx(EVERY, abs=0.1)


class Observing:
    """An observer in this thread, worked by hand."""

    def __init__(self, folders: Folders) -> None:
        self.pipe, theirs = Pipe()
        self.theirs = theirs
        self.observer = Observer(theirs, folders, 0.05)

    def say(self, *said: Any) -> None:
        for message in said:
            self.observer._take(message)

    def hear(self) -> list[tuple[Any, tuple[str, ...] | None]]:
        """All that it says until it has nothing to do for now."""
        for _ in range(200):
            self.observer._work()
        found = []
        while self.pipe.poll():
            heard = self.pipe.recv()
            for event in heard if isinstance(heard, list) else [heard]:
                assert not isinstance(event, messages.Bug), event.traceback
                found.append((wire.decode(event.encoded), event.viewers))
        return [(event, viewers) for event, viewers in found if event.kind == "verdicts"]


@pytest.fixture
def observing(small_folders: Folders) -> Iterator[Observing]:
    observing = Observing(small_folders)
    yield observing
    observing.pipe.close()
    observing.theirs.close()


def look(viewer: str, *, wall: bool = True, rate: float = 15) -> messages.SetLooks:
    return messages.SetLooks("R", viewer, {}, rate, None, wall)


def test_only_who_looks_is_told_and_only_once(observing: Observing) -> None:
    observing.say(messages.Judge("R", tuple(bars(4)), whole=True), messages.Open("R", 1, experiment(), None))
    observing.say(look("away", wall=False), look("hidden", rate=0))
    assert observing.hear() == []
    observing.say(look("here"))
    ((verdicts, told),) = observing.hear()
    assert (told, verdicts.ids, verdicts.step) == (("hidden", "here"), [1, 2, 3, 4], 0)
    assert observing.hear() == []


def test_what_is_new_and_newer_weights_are_judged_after_a_while(observing: Observing, tmp_path: Path) -> None:
    observing.say(messages.Open("R", 1, experiment(), None), messages.Judge("R", tuple(bars(2)), whole=True), look("here"))
    assert len(observing.hear()) == 1
    wall = observing.observer.walls.of["R"]
    observing.say(messages.Judge("R", tuple(bars(1, 3)), whole=False))
    assert observing.hear() == []
    assert 0 < (observing.observer._timeout() or 0) <= EVERY
    wall.due = 0
    ((verdicts, _),) = observing.hear()
    assert verdicts.ids == [1, 2, 3]
    net = initial(experiment().net, 5)
    writer = SnapshotWriter(tmp_path / "weights", net)
    writer.publish(8, net)
    observing.say(messages.NewWeights("R", 1, tmp_path / "weights"))
    wall.due = 0
    ((verdicts, _),) = observing.hear()
    assert verdicts.step == 8
    mnist = image_dataset("mnist")
    assert numbers(verdicts) == pytest.approx(by_torch(net, bars(2) + bars(1, 3), mnist.mean, mnist.std).numpy(), abs=1e-5)
    # Another net of the room judges the same drawings.
    observing.say(messages.Open("R", 2, experiment(3), None))
    wall.due = 0
    ((verdicts, _),) = observing.hear()
    assert (verdicts.step, verdicts.ids) == (0, [1, 2, 3])


def test_who_looks_again_is_told_again(observing: Observing) -> None:
    observing.say(messages.Open("R", 1, experiment(), None), messages.Judge("R", tuple(bars(2)), whole=True), look("here"))
    assert len(observing.hear()) == 1
    observing.observer.walls.of["R"].due = 0
    observing.say(look("here", wall=False), look("here"))
    assert len(observing.hear()) == 1


def softmax(dataset: str, input: Sequence[int], outputs: int = 10) -> Experiment:
    """An experiment with a net of one layer."""
    layers: list[dict[str, Any]] = [{"id": "o", "type": "Linear", "out_features": outputs}]
    if len(input) > 1:
        layers.insert(0, {"id": "f", "type": "Flatten"})
    net = NetSpec.model_validate({"input": list(input), "layers": layers})
    return Experiment(net=net, data=DataSettings(dataset=dataset))


@pytest.mark.parametrize("dataset", ["small-digits", "coloured-digits"])
def test_a_net_of_other_images_judges_what_the_page_would_write_for_it(observing: Observing, dataset: str) -> None:
    """What the page writes is in a file that the page's tests hold it to."""
    data = image_dataset(dataset)
    written = [
        (each["drawing"], form["image"])
        for each in json.loads(WRITTEN.read_text())
        for form in each["written"]
        if tuple(form["shape"]) == data.input_shape and form["writing"] == vars(data.writing)
    ]
    assert len(written) == 5
    drawn = [messages.HandedDrawing(id, 0, False, bytes.fromhex(each)) for id, (each, _) in enumerate(written)]
    experiment = softmax(dataset, data.input_shape)
    observing.say(messages.Open("R", 1, experiment, None), messages.Judge("R", tuple(drawn), whole=True), look("here"))
    ((verdicts, _),) = observing.hear()
    net = initial(experiment.net, experiment.seed).eval()
    with torch.no_grad():
        pixels = torch.stack([torch.tensor(list(bytes.fromhex(image))) for _, image in written])
        true = torch.softmax(net((pixels.reshape(-1, *data.input_shape) / 255 - data.mean) / data.std), 1)
    assert verdicts.ids == [0, 1, 2, 3, 4]
    assert numbers(verdicts) == pytest.approx(true.numpy(), abs=1e-6)
    assert (verdicts.right, verdicts.total) == (int((true.argmax(1) == 0).sum()), 5)


@pytest.mark.parametrize(
    "other", [softmax("digits", [784]), softmax("digits", [1, 28, 28], 9)], ids=["takes no picture", "says no class"]
)
def test_a_net_that_does_not_sort_pictures_judges_nothing(observing: Observing, other: Experiment) -> None:
    observing.say(messages.Open("R", 1, other, None), messages.Judge("R", tuple(bars(2)), whole=True), look("here"))
    assert observing.hear() == []


@pytest.mark.parametrize("beside", ["small-digits", "gone"])
def test_images_that_the_net_can_not_take_are_not_measured_beside_the_class(observing: Observing, beside: str) -> None:
    opened = messages.Open("R", 1, softmax(CLASS, [1, 28, 28]), None, beside=beside)
    observing.say(opened, messages.Judge("R", tuple(bars(2)), whole=True), look("here"))
    ((verdicts, _),) = observing.hear()
    assert (verdicts.ids, verdicts.beside, verdicts.beside_dataset) == ([1, 2], None, "")


# With real processes


def on_class(**training: Any) -> Experiment:
    first = experiment()
    return first.model_copy(
        update={
            "data": DataSettings(dataset=CLASS, validation=0),
            "training": TrainingSettings(**{"batch_size": 20, "epochs": 10_000, "lr": 0.003, **training}),
        }
    )


def accuracy(verdicts: Verdicts) -> float:
    return verdicts.right / verdicts.total


def test_a_net_of_mnist_learns_the_class_s_digits_with_the_weights_it_has(engine: Engine, ear: Ear) -> None:
    drawn = [messages.HandedDrawing(each.id, each.label, False, each.image) for each in bars(120, mirrored=True)]
    engine.look(messages.Judge("R", tuple(drawn), whole=True))
    engine.open(messages.NewNet("R", experiment(lr=0.01)))
    engine.look(messages.SetLooks("R", "p", {}, 15, wall=True))
    engine.order("R", Go(until=150))
    paused = ear.wait("status", lambda s: s.state == "paused")
    # It reads MNIST, and not what the class has written the other way round.
    before = ear.wait("verdicts", lambda v: v.step == paused.step, viewer="p")
    mnist = [each for each in ear.events("evaluation") if each.test is not None][-1].test
    assert mnist.measures["accuracy"] > 0.9
    assert accuracy(before) < 0.4
    assert before.beside is None
    mark = ear.mark()
    run = engine.open(messages.NewNet("R", on_class(), keep=True, digits=digits(drawn), beside="mnist"))
    kept = ear.wait("verdicts", lambda v: v.beside is not None, after=mark, viewer="p", run=run)
    # The same weights: the same verdicts, and nothing forgotten yet.
    assert numbers(kept) == pytest.approx(numbers(before), abs=1e-4)
    assert kept.beside.measures["accuracy"] == pytest.approx(mnist.measures["accuracy"], abs=1e-6)
    engine.order("R", Go(until=200))
    ear.wait("status", lambda s: s.state == "paused", after=mark, run=run)
    after = ear.wait("verdicts", lambda v: v.step == 200, after=mark, viewer="p", run=run)
    assert accuracy(after) > 0.9
    assert after.beside is not None
    assert after.beside.measures["accuracy"] < mnist.measures["accuracy"]
    # Every fourth was not learned from, and is what it is tested on.
    tests = [each.test for each in ear.events("evaluation", after=mark, run=run) if each.test is not None]
    assert {each.size for each in tests} == {30}
    assert tests[-1].measures["accuracy"] > 0.9


def test_a_net_of_smaller_images_begins_anew_on_the_class_with_the_layers_that_fit(engine: Engine, ear: Ear) -> None:
    drawn = [messages.HandedDrawing(each.id, each.label, False, each.image) for each in bars(60)]
    layers = [
        {"id": "conv", "type": "Conv2d", "out_channels": 2, "kernel_size": 3},
        {"id": "flat", "type": "Flatten"},
        {"id": "out", "type": "Linear", "out_features": 10},
    ]
    small = Experiment(net=NetSpec.model_validate({"input": [1, 8, 8], "layers": layers}))
    small = small.model_copy(update={"data": DataSettings(dataset="small-digits")})
    large = on_class().model_copy(update={"net": small.net.model_copy(update={"input": (1, 28, 28)})})
    engine.look(messages.Judge("R", tuple(drawn), whole=True))
    engine.open(messages.NewNet("R", small))
    engine.look(messages.SetLooks("R", "p", {"filters": ("conv",)}, 15, wall=True))
    engine.order("R", Go(until=20))
    ear.wait("verdicts", lambda v: v.step == 20 and len(v.ids) == 60, viewer="p")
    learned = ear.wait("filters", lambda f: f.step == 20)
    mark = ear.mark()
    run = engine.open(messages.NewNet("R", large, keep=True, digits=digits(drawn), beside="small-digits"))
    begun = ear.wait("verdicts", after=mark, viewer="p", run=run)
    assert (begun.step, len(begun.ids), begun.beside) == (0, 60, None)
    assert ear.wait("filters", after=mark, run=run).pictures == learned.pictures
    engine.order("R", Go(until=40))
    ear.wait("verdicts", lambda v: v.step == 40, after=mark, viewer="p", run=run)
    assert list(ear.events("failure")) == []


def test_the_same_digits_give_the_same_run(engine: Engine, ear: Ear) -> None:
    losses = []
    for _ in range(2):
        run = engine.open(messages.NewNet("R", on_class(), digits=digits(bars(60))))
        engine.order("R", Go(until=10))
        ear.wait("status", lambda s: s.state == "paused", run=run)
        losses.append([c.loss.data for c in ear.events("curves", run=run)])
    assert b"".join(losses[0]) == b"".join(losses[1])


def test_without_digits_a_training_says_where_they_are(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", on_class()))
    engine.order("R", Go())
    failure = ear.wait("failure")
    assert failure.what == "The class's digits are not here."
    assert "only in the room" in failure.why


def test_an_image_of_the_class_goes_on_the_pad_and_is_shown_augmented(engine: Engine, ear: Ear) -> None:
    drawn = bars(40)
    engine.open(messages.NewNet("R", on_class(), digits=digits(drawn)))
    engine.look(messages.SendSample("R", "p", "test", 1))
    shown = ear.wait("sample", viewer="p")
    assert (shown.dataset, shown.target, shown.example.values) == (CLASS, [8], drawn[7].image)
    engine.look(messages.SendPreview("R", "p", DataSettings(dataset=CLASS)))
    assert ear.wait("preview", viewer="p").labels == [0, 1, 2, 3, 4, 5]


def test_the_wall_is_judged_anew_by_an_observer_that_was_killed(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.Judge("R", tuple(bars(5)), whole=True))
    engine.look(messages.SetLooks("R", "p", {}, 15, wall=True))
    first = ear.wait("verdicts", lambda v: len(v.ids) == 5)
    mark = ear.mark()
    pid = engine.pids("R")["observer"]
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    again = ear.wait("verdicts", lambda v: len(v.ids) == 5, after=mark)
    assert numbers(again) == pytest.approx(numbers(first), abs=1e-5)
