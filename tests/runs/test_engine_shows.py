"""The engine shows: drawings are answered, pictures are what plain PyTorch computes, and training does not stand in the way."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import nn

from digits import digit
from ear import LAYERS, Ear, eventually, experiment
from inkling.datasets._base import Folders
from inkling.datasets.mnist import Mnist
from inkling.datasets.small_digits import SmallDigits
from inkling.experiment.experiment import Augment, DataSettings
from inkling.layers._base import Signal
from inkling.learning.model import initial
from inkling.net import NetSpec
from inkling.protocol.arrays import QuantisedPictures
from inkling.protocol.example import Example
from inkling.runs import messages
from inkling.runs.engine import Engine
from inkling.runs.training.snapshot import SnapshotReader
from inkling.training.orders import Go, PauseTraining, SetWeights

RNG = np.random.default_rng(1)


def drawing() -> bytes:
    return RNG.integers(0, 256, 784, dtype=np.uint8).tobytes()


def is_of(id: int, event: Any) -> bool:
    return bool(event.drawing == id)


def forward(image: bytes, weights: Mapping[str, npt.NDArray[Any]] | None = None) -> dict[str, npt.NDArray[Any]]:
    """What each layer gives for this image, in plain PyTorch: at step 0, or with these weights."""
    modules = {
        "conv": nn.Conv2d(1, 4, 5),
        "norm": nn.BatchNorm2d(4),
        "relu": nn.ReLU(),
        "pool": nn.MaxPool2d(2),
        "flat": nn.Flatten(),
        "drop": nn.Dropout(0.5),
        "out": nn.Linear(4 * 12 * 12, 10),
    }
    net = nn.Sequential()
    for name, module in modules.items():
        net.add_module(name, module)
    state = initial(experiment().net, experiment().seed).state_dict()
    net.load_state_dict(state if weights is None else {k: torch.from_numpy(v.copy()) for k, v in weights.items()})
    net.eval()
    x = (torch.frombuffer(bytearray(image), dtype=torch.uint8).reshape(1, 1, 28, 28) / 255 - Mnist.mean) / Mnist.std
    outputs = {}
    with torch.no_grad():
        for name, module in net.named_children():
            x = module(x)
            outputs[name] = x[0].numpy()
    return outputs


def assert_same(images: QuantisedPictures, want: npt.NDArray[Any]) -> None:
    """Equal to one grey level, picture by picture."""
    want = want.reshape((-1, *want.shape[-2:]) if want.ndim > 1 else (1, 1, -1))
    assert images.shape == want.shape
    low, high = (np.array(ends)[:, None, None] for ends in (images.low, images.high))
    got = low + np.frombuffer(images.data, np.uint8).reshape(images.shape) / 255 * (high - low)
    level = (want.max((1, 2), keepdims=True) - want.min((1, 2), keepdims=True)) / 255
    assert (np.abs(got - want) <= level + 1e-6).all()


def test_a_drawing_is_answered_before_anything_has_trained(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SetLooks("R", "v", {"maps": LAYERS, "filters": LAYERS}, 15))
    image = drawing()
    engine.look(messages.PutDrawing("R", "v", 7, digit(image)))
    want = forward(image)
    prediction = ear.wait("prediction", lambda p: p.drawing == 7, viewer="v")
    assert prediction.step == 0
    assert not prediction.empty
    assert prediction.example is None
    assert prediction.answer.task == "images"
    assert prediction.answer.values == pytest.approx(torch.softmax(torch.from_numpy(want["out"]), 0).tolist(), abs=1e-5)
    for layer in LAYERS:
        assert_same(ear.wait("maps", lambda m: m.drawing == 7, viewer="v", key=layer).pictures, want[layer])
    kernels = initial(experiment().net, experiment().seed).state_dict()["conv.weight"].numpy()
    assert_same(ear.wait("filters", viewer="v", key="conv").pictures, kernels.reshape(4, 5, 5))
    assert {n.key for n in ear.notices if n.kind == "filters"} == {"conv"}


def test_an_empty_pad_shows_an_image_of_the_data_set(engine: Engine, ear: Ear, small_folders: Folders) -> None:
    images = Mnist().load(small_folders)
    engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SetLooks("R", "v", {"maps": ("conv",)}, 15))
    first = ear.wait("prediction", viewer="v")
    assert first.empty
    assert first.example.values == images.test_inputs[0].tobytes()
    assert_same(ear.wait("maps", viewer="v", key="conv").pictures, forward(first.example.values)["conv"])
    mark = ear.mark()
    engine.look(messages.SendSample("R", "v", "train", 17))
    sample = ear.wait("sample", viewer="v")
    assert (sample.dataset, sample.split, sample.index, sample.target) == ("mnist", "train", 17, [images.train_targets[17]])
    assert sample.example == digit(images.train_inputs[17].tobytes())
    prediction = ear.wait("prediction", after=mark, viewer="v")
    assert prediction.example == sample.example
    assert_same(ear.wait("maps", after=mark, key="conv").pictures, forward(sample.example.values)["conv"])
    engine.look(messages.SendThumbnails("R", "v", (4, 0, 1_000_000)))
    thumbnails = ear.wait("thumbnails", viewer="v")
    assert (thumbnails.dataset, thumbnails.indices) == ("mnist", [4, 0])
    assert thumbnails.images == images.test_inputs[4].tobytes() + images.test_inputs[0].tobytes()
    mark = ear.mark()
    engine.look(messages.SendSample("R", "v", "test", None))
    sample = ear.wait("sample", after=mark)
    assert sample.example.values == images.test_inputs[sample.index].tobytes()


def test_maps_while_it_trains_and_after_are_those_of_the_weights_of_their_step(engine: Engine, ear: Ear) -> None:
    run = engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SetLooks("R", "v", {"maps": LAYERS, "filters": ("conv",)}, 60))
    image = drawing()
    engine.look(messages.PutDrawing("R", "v", 1, digit(image)))
    engine.order("R", Go())
    ear.wait("curves", lambda c: c.first > 5)
    mark = ear.mark()
    for id in range(2, 12):
        engine.look(messages.PutDrawing("R", "v", id, digit(image)))
        assert ear.wait("prediction", partial(is_of, id), after=mark).step >= 1
    engine.order("R", PauseTraining())
    step = ear.wait("status", lambda s: s.state == "paused").step
    snapshot = SnapshotReader(engine._scratch / f"run-{run}" / "weights-1").read()
    assert snapshot is not None
    assert snapshot.step == step
    want = forward(image, snapshot.arrays)
    ear.wait("prediction", lambda p: p.step == step)
    for layer in LAYERS:
        assert_same(ear.wait("maps", lambda m: m.step == step, key=layer).pictures, want[layer])
    filters = ear.wait("filters", lambda f: f.step == step, key="conv")
    assert_same(filters.pictures, snapshot.arrays["conv.weight"].reshape(4, 5, 5))


def test_many_viewers_are_each_answered(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    images = {f"v{i}": drawing() for i in range(30)}
    for viewer, image in images.items():
        engine.look(messages.SetLooks("R", viewer, {"maps": ("out",)}, 15))
        engine.look(messages.PutDrawing("R", viewer, 5, digit(image)))
    for viewer, image in images.items():
        assert_same(ear.wait("maps", lambda m: m.drawing == 5, viewer=viewer, key="out").pictures, forward(image)["out"])


def test_a_killed_observer_is_replaced_and_knows_everything(engine: Engine, ear: Ear) -> None:
    run = engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SetLooks("R", "v", {"maps": ("conv",)}, 15))
    engine.look(messages.SetLooks("R", "w", {"maps": ("conv",)}, 15))
    engine.look(messages.SendSample("R", "w", "test", 3))
    sample = ear.wait("sample", viewer="w")
    engine.order("R", Go(until=8))
    step = ear.wait("status", lambda s: s.state == "paused").step
    image = drawing()
    engine.look(messages.PutDrawing("R", "v", 1, digit(image)))
    ear.wait("maps", lambda m: m.drawing == 1, viewer="v")
    old = engine.pids("R")["observer"]
    assert old is not None
    mark = ear.mark()
    os.kill(old, signal.SIGKILL)
    ear.wait("maps", lambda m: m.drawing == 1 and m.step == step, viewer="v", after=mark, key="conv", run=run)
    assert ear.wait("prediction", lambda p: p.step == step, viewer="w", after=mark).example == sample.example
    assert len(ear.events("sample")) == 1
    assert engine.pids("R")["observer"] not in (None, old)
    assert not ear.events("failure")
    engine.look(messages.PutDrawing("R", "v", 2, digit(image)))
    ear.wait("prediction", lambda p: p.drawing == 2, viewer="v")


def test_what_cannot_be_done_is_refused_and_the_rest_goes_on(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SendSample("R", "v", "test", 1_000_000))
    assert "99" in ear.wait("refused", lambda r: r.command == "sample").message
    engine.look(messages.SendPreview("R", "v", DataSettings(dataset="fashion-mnist")))
    assert "not on this machine" in ear.wait("refused", lambda r: r.command == "preview").message
    engine.look(messages.SendPreview("R", "v", DataSettings(dataset="nothing")))
    ear.wait("refused", lambda r: r.command == "preview" and "nothing" in r.message)
    engine.look(messages.SetLooks("R", "v", {"maps": ("no-such-layer", "conv"), "filters": ("no-such-layer", "relu")}, 15))
    engine.look(messages.PutDrawing("R", "v", 2, digit(drawing())))
    ear.wait("maps", lambda m: m.drawing == 2, key="conv")
    engine.look(messages.PutDrawing("nowhere", "v", 1, digit(drawing())))
    engine.order("nowhere", Go())
    engine.look(messages.Leave("R", "nobody"))
    engine.look(messages.PutDrawing("R", "v", 3, digit(drawing())))
    ear.wait("prediction", lambda p: p.drawing == 3)


def test_a_drawing_of_another_size_waits_for_a_net_that_takes_it(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SetLooks("R", "v", {"maps": ("flat",)}, 15))
    engine.look(messages.PutDrawing("R", "v", 1, digit(drawing())))
    ear.wait("prediction", lambda p: p.drawing == 1)
    mark = ear.mark()
    small = bytes(range(64))
    engine.look(messages.PutDrawing("R", "v", 2, Example.of(Signal.of((1, 8, 8)), small)))
    flat = [{"id": "flat", "type": "Flatten"}, {"id": "out", "type": "Linear", "out_features": 10}]
    net = NetSpec.model_validate({"input": (1, 8, 8), "layers": flat})
    data = DataSettings(dataset="small-digits")
    engine.open(messages.NewNet("R", experiment().model_copy(update={"net": net, "data": data})))
    maps = ear.wait("maps", after=mark, key="flat")
    assert maps.drawing == 2
    small_digits = SmallDigits()
    want = (np.arange(64, dtype=np.float32) / 255 - small_digits.mean) / small_digits.std
    assert_same(maps.pictures, want)
    assert not ear.wait("prediction", after=mark).empty


def test_previews_show_images_before_and_after(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SendPreview("R", "v", DataSettings(dataset="mnist", augment=Augment(rotate=30))))
    preview = ear.wait("preview", viewer="v")
    assert preview.before.shape == (6, 28, 28)
    assert preview.after.shape == (30, 28, 28)
    assert preview.labels == [0, 1, 2, 3, 4, 5]
    assert preview.after.data[:784] != preview.before.data[:784]
    mark = ear.mark()
    engine.look(messages.SendPreview("R", "v", DataSettings(dataset="mnist")))
    plain = ear.wait("preview", viewer="v", after=mark)
    for i in range(30):
        start = i // 5 * 784
        assert plain.after.data[i * 784 : (i + 1) * 784] == plain.before.data[start : start + 784]


def test_after_leave_and_shut_nothing_more_comes(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.open(messages.NewNet("S", experiment()))
    for room in ("R", "S"):
        engine.look(messages.SetLooks(room, "v", {"maps": ("conv",), "filters": ("conv",)}, 60))
        engine.order(room, Go())
    ear.wait("maps", lambda m: m.step > 3, room="R")
    engine.look(messages.Leave("R", "v"))
    engine.shut("S")
    mark = ear.mark()
    ear.wait("curves", after=mark, room="R")
    ear.wait("curves", after=ear.mark(), room="R")
    assert not ear.events("maps", after=mark, room="S")
    assert not ear.events("curves", after=mark, room="S")
    mark = ear.mark()
    ear.wait("curves", after=mark, room="R")
    assert not ear.events("maps", after=mark, room="R")
    eventually(lambda: engine.pids("S")["trainer"] is None)


def test_without_a_fork_server(tmp_path: Path, small_folders: Folders, ear: Ear) -> None:
    engine = Engine(small_folders, tmp_path, ear, method="spawn")
    engine.start()
    try:
        engine.open(messages.NewNet("R", experiment()))
        engine.look(messages.SetLooks("R", "v", {"maps": ("out",)}, 30))
        engine.order("R", Go(until=2))
        ear.wait("maps", lambda m: m.step == 2, viewer="v")
    finally:
        engine.close()


def test_the_arithmetic_of_a_unit_is_that_of_the_drawing_and_follows_edits(engine: Engine, ear: Ear) -> None:
    engine.open(messages.NewNet("R", experiment()))
    engine.look(messages.SetLooks("R", "v", {}, 15, unit=("conv", (1, 3, 4))))
    image = drawing()
    engine.look(messages.PutDrawing("R", "v", 7, digit(image)))
    found = ear.wait("arithmetic", lambda a: a.drawing == 7, viewer="v")
    assert found.value == pytest.approx(float(forward(image)["conv"][1, 3, 4]), abs=1e-5)
    assert (found.layer, found.at, found.step, found.source) == ("conv", [1, 3, 4], 0, None)
    assert found.lines[-1].value == pytest.approx(found.value, abs=1e-4)
    kernels = initial(experiment().net, experiment().seed).state_dict()["conv.weight"].numpy()
    assert np.frombuffer(found.weights.data, "<f4").tolist() == kernels[1].ravel().tolist()

    mark = ear.mark()
    engine.order("R", SetWeights("conv", "weight", (1,), np.zeros(25, "<f4").tobytes()))
    engine.order("R", SetWeights("conv", "bias", (1,), np.array([0.75], "<f4").tobytes()))
    off = ear.wait("arithmetic", lambda a: a.value == 0.75, after=mark, viewer="v")
    assert not np.frombuffer(off.weights.data, "<f4").any()
    assert off.step == 0

    mark = ear.mark()
    engine.look(messages.SetLooks("R", "v", {}, 15, unit=("conv", (99, 0, 0))))
    engine.look(messages.PutDrawing("R", "v", 8, digit(image)))
    ear.wait("prediction", lambda p: p.drawing == 8, after=mark, viewer="v")
    engine.look(messages.SetLooks("R", "v", {}, 15, unit=("out", (9,))))
    last = ear.wait("arithmetic", after=mark, viewer="v")
    assert (last.layer, last.at, len(last.logits)) == ("out", [9], 10)
