"""A second task, laid into a copy of the code as one folder and one file, with a real server on it: the house takes it in as it
takes in its own. Against numpy and PyTorch."""

from __future__ import annotations

import json
import math
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from inkling.experiment.experiment import Experiment
from inkling.experiment.race import RaceSettings
from inkling.protocol.data import Sample
from inkling.protocol.example import Example
from inkling.protocol.explaining import Dissect, Unit
from inkling.protocol.images import Preview, Shifts, Thumbnails
from inkling.protocol.looking import Draw, Watch
from inkling.protocol.racing import Race
from inkling.protocol.training import Edit, Train
from laid_in import PACKAGE, REGRESSION, laid_in
from serving import Server
from viewing import Viewer

TRAIN, TEST = 1600, 400
MEAN, STD = np.array((10, 45)), np.array((2.9, 14.4))

Numbers = NDArray[np.float64]


def throws() -> tuple[Numbers, Numbers]:
    """All examples, by the formula once more: inputs and targets, [2000, 2]."""
    drawn = np.random.default_rng(1).uniform((5, 20), (15, 70), (TRAIN + TEST, 2))
    speed, angle = drawn.astype(np.float32).astype(np.float64).T
    a = angle * math.pi / 180
    return np.stack([speed, angle], 1), np.stack([speed**2 * np.sin(2 * a) / 9.81, (speed * np.sin(a)) ** 2 / 19.62], 1)


INPUTS, TARGETS = throws()


def r2(output: Numbers, target: Numbers) -> float:
    """The coefficient of determination, the mean over the outputs."""
    left = ((target - output) ** 2).sum(0) / ((target - target.mean(0)) ** 2).sum(0)
    return float(np.mean(1 - left))


def experiment(*hidden: int, loss: str = "MSELoss", **training: Any) -> Experiment:
    layers: list[dict[str, Any]] = []
    for i, size in enumerate(hidden):
        layers += [{"id": f"hidden{i}", "type": "Linear", "out_features": size}, {"id": f"tanh{i}", "type": "Tanh"}]
    layers.append({"id": "out", "type": "Linear", "out_features": 2})
    settings = {"loss": {"type": loss}, "batch_size": 100, "epochs": 20, "lr": 0.1, "momentum": 0.0, "optimizer": "SGD"}
    return Experiment.model_validate(
        {
            "net": {"input": [2], "layers": layers},
            "data": {"dataset": "throw", "validation": 0.0},
            "training": settings | training,
        }
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("guest")
    with Server(folder, code=laid_in(folder, REGRESSION), warmup_steps=0) as server:
        yield server


@pytest.fixture
def viewer(server: Server) -> Iterator[Viewer]:
    with Viewer(server.url) as viewer:
        yield viewer


def trained(viewer: Viewer, chosen: Experiment) -> Any:
    """The evaluation after the last epoch."""
    viewer.use(chosen)
    viewer.send(Train())
    end = chosen.training.epochs
    return viewer.wait(lambda event: event.kind == "evaluation" and event.epoch >= end and event.test.whole, 120)


def listed(row: Numbers) -> Example:
    return Example(signal="list", size=(2,), values=row.astype("<f4").tobytes())


def answers_drawing(id: int, event: Any) -> bool:
    return event.kind == "prediction" and bool(event.drawing == id)


def answered(viewer: Viewer, rows: Numbers, step: int = 0) -> Numbers:
    """What the net says of these inputs, each asked on its own: once it is answered by weights of this step at least."""
    found: list[Sequence[float]] = []
    id = 1000
    while len(found) < len(rows):
        viewer.send(Draw(id=id, example=listed(rows[len(found)])))
        said = viewer.wait(partial(answers_drawing, id))
        assert said.answer.task == "numbers"
        if said.step >= step:  # weights reach whoever answers a moment after they have been judged
            found.append(said.answer.values)
        id += 1
    return np.array(found)


def get(server: Server, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(
        f"{server.url}{path}",
        None if body is None else json.dumps(body).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_it_is_one_folder_and_one_file(server: Server) -> None:
    theirs = {path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py")}
    copy = server.folder / "code" / "inkling"
    added = {path.relative_to(copy) for path in copy.rglob("*.py")} - theirs
    assert added == {Path("tasks/numbers/task.py"), Path("datasets/throw.py")}
    assert all((copy / path).read_bytes() == (PACKAGE / path).read_bytes() for path in theirs)


def test_contributing_shows_it() -> None:
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text("utf-8")
    assert f"```python\n# backend/inkling/tasks/numbers/task.py\n{REGRESSION['tasks/numbers/task.py']}```\n" in text


def test_the_catalogue_has_it(server: Server) -> None:
    offer = get(server, "api/catalog")
    (task,) = (each for each in offer["tasks"] if each["name"] == "numbers")
    assert [measure["name"] for measure in task["measures"]] == ["r2", "rmse"]
    assert [(measure["title"], measure["better"], measure["share"]) for measure in task["measures"]] == [
        ("R²", "more", False),
        ("RMSE", "less", False),
    ]
    assert task["losses"] == ["MSELoss", "L1Loss", "SmoothL1Loss"]
    (dataset,) = (each for each in offer["datasets"] if each["name"] == "throw")
    assert (dataset["task"], dataset["input"]) == ("numbers", [2])
    assert dataset["answers"] == [{"name": "Distance", "unit": "m"}, {"name": "Height", "unit": "m"}]
    (images,) = (each for each in offer["tasks"] if each["name"] == "images")
    assert images["losses"] == [each["type"] for each in offer["losses"]]


def test_a_net_is_checked_for_what_it_is_to_take_and_give(server: Server) -> None:
    def problems(loss: str, size: int, out: int) -> list[str]:
        net = {"input": [size], "layers": [{"id": "out", "type": "Linear", "out_features": out}]}
        return [each["message"] for each in get(server, f"api/nets/check?dataset=throw{loss}", net)["problems"]]

    assert problems("", 2, 2) == problems("&loss=L1Loss", 2, 2) == []
    assert problems("", 3, 5) == [
        "The net takes 3, and the data set's examples are 2",
        "The net gives 5; 2 numbers are wanted",
    ]
    assert problems("&loss=CrossEntropyLoss", 2, 2) == [
        "The loss, Cross-entropy, compares with classes, and Numbers has none to learn from: "
        "choose Mean squared error, Mean absolute error or Smooth L1"
    ]
    assert "numbers from 0 to 1" in problems("&loss=BCEWithLogitsLoss", 2, 2)[0]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        problems("&loss=NoLoss", 2, 2)


def test_a_single_layer_learns_what_least_squares_find(viewer: Viewer) -> None:
    score = trained(viewer, experiment(epochs=40)).test
    ones = np.ones((len(INPUTS), 1))
    x = np.hstack([INPUTS, ones])
    weights, *_ = np.linalg.lstsq(x[:TRAIN], TARGETS[:TRAIN], rcond=None)
    best = x[TRAIN:] @ weights
    assert score.size == TEST
    assert score.measures["r2"] == pytest.approx(r2(best, TARGETS[TRAIN:]), abs=2e-3)
    assert score.measures["rmse"] == pytest.approx(float(np.sqrt(((best - TARGETS[TRAIN:]) ** 2).mean())), rel=0.01)
    assert score.loss == pytest.approx(score.measures["rmse"] ** 2, rel=1e-4)


def test_two_layers_learn_the_formula_and_are_judged_as_numpy_judges_their_answers(viewer: Viewer) -> None:
    judged = trained(viewer, experiment(32, epochs=60, optimizer="Adam", lr=0.01, momentum=0.9))
    score = judged.test
    assert score.measures["r2"] > 0.99
    said = answered(viewer, INPUTS[TRAIN:], judged.step)
    assert score.measures["r2"] == pytest.approx(r2(said, TARGETS[TRAIN:]), abs=1e-4)
    assert score.measures["rmse"] == pytest.approx(float(np.sqrt(((said - TARGETS[TRAIN:]) ** 2).mean())), rel=1e-3)


def test_what_is_said_of_an_example_is_the_net_s_forward_pass(viewer: Viewer) -> None:
    viewer.use(experiment())
    weight, bias = np.array([[1.5, -2.0], [0.25, 3.0]], "<f4"), np.array([0.5, -1.0], "<f4")
    viewer.send(Edit(layer="out", parameter="weight", at=[0], values=weight[0].tobytes()))
    viewer.send(Edit(layer="out", parameter="weight", at=[1], values=weight[1].tobytes()))
    for i in (0, 1):
        viewer.send(Edit(layer="out", parameter="bias", at=[i], values=bias[i].tobytes()))
    rows = INPUTS[:3]
    scaled = torch.tensor((rows - MEAN) / STD, dtype=torch.float32)
    wanted = torch.nn.functional.linear(scaled, torch.from_numpy(weight), torch.from_numpy(bias)).numpy()
    said = answered(viewer, rows)
    until = time.monotonic() + 60
    while time.monotonic() < until and not np.allclose(said, wanted, atol=1e-4):  # weights are on their way to the observer
        said = answered(viewer, rows)
    assert said == pytest.approx(wanted, abs=1e-4)


def test_what_is_no_such_example_is_refused_in_words(viewer: Viewer) -> None:
    viewer.use(experiment())

    def refused(example: Example) -> str:
        viewer.send(Draw(id=5, example=example))
        said: str = viewer.wait(lambda event: event.kind == "refused").message
        return said

    assert refused(Example(signal="list", size=(3,), values=bytes(12))) == "The net takes a list of 2; this is a list of 3."
    picture = refused(Example(signal="picture", size=(1, 28, 28), values=bytes(784)))
    assert picture == "The net takes a list of 2; this is a picture of 28×28×1."
    short = refused(Example(signal="list", size=(2,), values=bytes(7)))
    assert short == "The net takes a list of 2, which is 8 bytes; this has 7."


def test_a_test_example_stands_in_until_one_is_given_and_another_can_be_asked_for(viewer: Viewer) -> None:
    viewer.use(experiment())
    viewer.send(Draw(id=7))
    said = viewer.wait(lambda event: event.kind == "prediction" and event.empty)
    assert said.example == listed(INPUTS[TRAIN])
    viewer.send(Sample(split="test", index=3))
    sample = viewer.wait(lambda event: event.kind == "sample")
    assert (sample.example, sample.index) == (listed(INPUTS[TRAIN + 3]), 3)
    assert sample.target == pytest.approx(TARGETS[TRAIN + 3].tolist(), rel=1e-5)


def test_what_is_only_of_images_is_refused_in_words(viewer: Viewer) -> None:
    viewer.use(experiment())
    for command in (Shifts(), Thumbnails(indices=[0]), Preview(data=experiment().data)):
        viewer.send(command)
        said = viewer.wait(lambda event: event.kind == "refused")
        assert (said.command, "images" in said.message) == (command.kind, True), said.message


def test_a_unit_s_arithmetic_and_weights_are_shown(viewer: Viewer) -> None:
    viewer.use(experiment(4))
    viewer.send(Watch(looks={"filters": ["hidden0"], "maps": ["hidden0", "out"]}, unit=Unit(layer="out", at=[1])))
    viewer.send(Draw(id=9, example=listed(INPUTS[0])))
    seen: dict[str, Any] = {}
    while {"filters", "maps", "arithmetic"} - seen.keys():
        event = viewer.next()
        if getattr(event, "drawing", 9) == 9:  # else it is of what stood in before
            seen[event.kind] = event
    assert seen["filters"].pictures.shape == (4, 1, 2)
    said = answered(viewer, INPUTS[:1])[0]
    assert seen["arithmetic"].value == pytest.approx(said[1], rel=1e-5)
    wanted = TARGETS[0].tolist()
    viewer.send(Draw(id=10, example=listed(INPUTS[0]), target=wanted))
    loss = viewer.wait(lambda event: event.kind == "arithmetic" and event.drawing == 10).loss
    assert loss.value == pytest.approx(float(np.mean((said - wanted) ** 2)), rel=1e-4)
    assert loss.target == wanted


def test_a_step_in_slow_motion_says_what_was_said_and_what_was_wanted(viewer: Viewer) -> None:
    viewer.use(experiment())
    viewer.send(Dissect(layer="out", unit=1))
    step = viewer.wait(lambda event: event.kind == "dissection")
    assert step.pictures is None
    errors = [
        np.mean((np.array(answer.values) - target) ** 2) for answer, target in zip(step.answers, step.targets, strict=True)
    ]
    assert step.losses == pytest.approx(errors, rel=1e-4)


def test_copies_of_a_net_race_for_its_first_measure(viewer: Viewer) -> None:
    viewer.use(experiment())
    viewer.send(Race(race=RaceSettings(differs="lr", values=[0.1, 0.0001], epochs=10)))
    done = viewer.wait(lambda event: event.kind == "racing" and event.state == "done", 120)
    table = {name: np.frombuffer(found.data, "<f4").reshape(found.shape)[:, -1] for name, found in done.measures.items()}
    assert table["r2"][0] > 0.8 > table["r2"][1]
    assert table["rmse"][0] < table["rmse"][1]
    viewer.send(Race(race=RaceSettings(differs="loss", values=["MSELoss", "CrossEntropyLoss"], epochs=1)))
    assert "compares with classes" in viewer.wait(lambda event: event.kind == "refused").message


def test_another_loss_is_refused_in_words(viewer: Viewer) -> None:
    changed = viewer.use(experiment(loss="CrossEntropyLoss"))
    assert not changed.report.ok
    viewer.send(Train())
    assert "compares with classes" in viewer.wait(lambda event: event.kind == "refused").message


def test_the_server_started_anew_has_the_room(server: Server) -> None:
    with Viewer(server.url) as viewer:
        before = trained(viewer, experiment(epochs=5))
        viewer.wait(lambda event: event.kind == "status" and event.state == "done")
        room = viewer.welcome.room
        said = answered(viewer, INPUTS[:2])
    server.stop()
    server.start()
    with Viewer(server.url, room=room) as viewer:
        now = viewer.welcome
        assert now.changed.experiment == experiment(epochs=5)
        assert now.status.step == before.step
        assert now.evaluations[-1].test == before.test
        assert answered(viewer, INPUTS[:2]) == pytest.approx(said)
