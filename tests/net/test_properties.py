"""check against PyTorch itself over thousands of generated nets: shapes, parameters, what can't be built; and what fixes do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from math import prod
from random import Random
from typing import Any

import pytest
import torch
from torch import nn

from inkling.layers._base import Signal
from inkling.learning.model import build
from inkling.net import Limits, NetSpec, Report, check

SCORES = Signal.of((10,))

Json = dict[str, Any]

CHUNKS = 20
NETS = 600
"""Nets in each chunk: 12,000 in all."""
LARGE = Limits(parameters=10**12, units=10**9, macs=10**15, bytes=10**15)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Threads only cost time in nets as small as these."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.no_grad():
        yield
    torch.set_num_threads(threads)


def pairs(random: Random, low: int, high: int) -> int | list[int]:
    if random.random() < 0.7:
        return random.randint(low, high)
    return [random.randint(low, high), random.randint(low, high)]


def a_layer(random: Random, type: str) -> Json:
    """A layer without its id."""

    def flip() -> bool:
        return random.random() < 0.5

    def share() -> float:
        return random.random()

    def size(low: int, high: int) -> Callable[[], int | list[int]]:
        return lambda: pairs(random, low, high)

    def stride() -> int | list[int] | None:
        return None if flip() else pairs(random, 1, 4)

    choices: dict[str, dict[str, Callable[[], Any]]] = {
        "Conv2d": {
            "kernel_size": size(1, 7),
            "stride": size(1, 3),
            "padding": size(0, 4),
            "dilation": size(1, 3),
            "bias": flip,
        },
        "MaxPool2d": {
            "kernel_size": size(1, 5),
            "stride": stride,
            "padding": size(0, 2),
            "dilation": size(1, 3),
            "ceil_mode": flip,
        },
        "AvgPool2d": {"kernel_size": size(1, 5), "stride": stride, "padding": size(0, 2), "ceil_mode": flip},
        "AdaptiveAvgPool2d": {"output_size": size(1, 7)},
        "ConvTranspose2d": {
            "kernel_size": size(1, 4),
            "stride": size(1, 2),
            "padding": size(0, 2),
            "output_padding": size(0, 1),
            "dilation": size(1, 2),
            "bias": flip,
        },
        "Upsample": {"scale_factor": size(1, 2), "mode": lambda: random.choice(("nearest", "bilinear"))},
        "GroupNorm": {"num_groups": lambda: random.randint(1, 4)},
        "ELU": {"alpha": lambda: 0.1 + share()},
        "Softplus": {"beta": lambda: 0.1 + share()},
        "Dropout2d": {"p": share},
        "Linear": {"out_features": lambda: random.randint(1, 40), "bias": flip},
        "Dropout": {"p": share},
        "LeakyReLU": {"negative_slope": share},
        "BatchNorm1d": {"momentum": share},
        "BatchNorm2d": {"momentum": share},
    }
    # Only some of the arguments, so that the defaults are tried too.
    chosen = {name: choose() for name, choose in choices.get(type, {}).items() if flip()}
    if type in ("Conv2d", "ConvTranspose2d"):
        chosen["out_channels"] = random.randint(1, 6)
    return {"type": type, **chosen}


PICTURE = ["Conv2d", "Conv2d", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "BatchNorm2d", "Flatten"]
PICTURE += ["ConvTranspose2d", "Upsample", "Dropout2d"]
FLAT = ["Linear", "Linear", "BatchNorm1d"]
ANY = [
    "ReLU",
    "LeakyReLU",
    "Sigmoid",
    "Tanh",
    "GELU",
    "Softmax",
    "Dropout",
    "LayerNorm",
    "ELU",
    "SiLU",
    "Softplus",
    "GroupNorm",
]


def a_net(random: Random, sense: float) -> Json:
    """A net as JSON. With `sense` 1 its layers mostly follow each other as they should; with 0 they come as they like."""
    layers: list[Json] = []
    flat = False
    for at in range(random.randint(1, 9)):
        fitting = random.random() < sense
        kinds = (FLAT if flat else PICTURE) + ANY if fitting else PICTURE + FLAT + ANY
        type = random.choice(kinds)
        flat = flat or type == "Flatten"
        layers.append({"id": f"l{at}", **a_layer(random, type)})
    return {"input": [random.randint(1, 3), random.randint(1, 30), random.randint(1, 30)], "layers": layers}


def nets(chunk: int, sense: float) -> Iterator[Json]:
    random = Random(chunk)
    for _ in range(NETS):
        yield a_net(random, sense)


def in_torch(layer: Json, shape: tuple[int, ...]) -> nn.Module:
    """The layer as one writes it in PyTorch by hand, for an input of `shape`."""
    given: Json = {key: tuple(value) if isinstance(value, list) else value for key, value in layer.items() if key != "id"}
    type = given.pop("type")
    match type:
        case "Linear":
            assert len(shape) == 1, "torch would use it row by row; Inkling does not"
            return nn.Linear(shape[0], **{"out_features": 10, **given})
        case "Conv2d":
            # What its kernels begin with, and which of them are frozen, is not PyTorch's to say.
            own = {key: value for key, value in given.items() if key not in ("start", "kernels", "frozen")}
            return nn.Conv2d(shape[0], **{"kernel_size": 3, **own})
        case "ConvTranspose2d":
            return nn.ConvTranspose2d(shape[0], **{"kernel_size": 2, "stride": 2, **given})
        case "Upsample":
            assert len(shape) == 3, "torch would enlarge a list's mini-batch"
            return nn.Upsample(**{"scale_factor": 2, **given})
        case "Dropout2d":
            assert len(shape) == 3, "torch would drop a whole list"
            return nn.Dropout2d(**given)
        case "GroupNorm":
            groups = given.pop("num_groups", 1)
            assert prod(shape) > groups, "torch would take it in mini-batches, and refuse it where one drawing is answered"
            return nn.GroupNorm(groups, shape[0], **given)
        case "MaxPool2d":
            return nn.MaxPool2d(**{"kernel_size": 2, **given})
        case "AvgPool2d":
            return nn.AvgPool2d(**{"kernel_size": 2, **given})
        case "AdaptiveAvgPool2d":
            assert len(shape) == 3, "torch would take a mini-batch of lists for one picture"
            return nn.AdaptiveAvgPool2d(**{"output_size": 1, **given})
        case "Softmax":
            return nn.Softmax(dim=1)
        case "LayerNorm":
            return nn.LayerNorm(shape)
        case "BatchNorm1d":
            return nn.BatchNorm1d(shape[0], **given)
        case "BatchNorm2d":
            return nn.BatchNorm2d(shape[0], **given)
    made = getattr(nn, type)(**given)
    assert isinstance(made, nn.Module)
    return made


def forward(net: Json) -> list[tuple[tuple[int, ...], int]]:
    """What each layer gives, and how many parameters it has, according to PyTorch alone. Raises what PyTorch raises.

    On the CPU, with numbers: for sizes like these that is several times quicker than the meta device.
    """
    found = []
    x = torch.zeros(2, *net["input"])
    for layer in net["layers"]:
        module = in_torch(layer, tuple(x.shape[1:]))
        x = module(x)
        assert x.numel(), "torch lets a transposed convolution's padding cut off all that it makes"
        found.append((tuple(x.shape[1:]), sum(each.numel() for each in module.parameters())))
    return found


def judged(net: Json, **more: Any) -> Report:
    return check(NetSpec.model_validate(net), **{"batch_size": 2, "limits": LARGE, **more})


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_it_says_is_what_pytorch_does(chunk: int) -> None:
    """Refused if and only if PyTorch can't run it; otherwise, the same shape and parameters after every layer."""
    accepted = 0
    for net in nets(chunk, sense=0.97):
        report = judged(net)
        try:
            expected = forward(net)
        except (RuntimeError, ValueError, IndexError, AssertionError):
            assert not report.ok, net
            continue
        assert report.ok, (net, report.problems)
        assert [(tuple(layer.output or ()), layer.parameters) for layer in report.layers] == expected, net
        assert report.parameters == sum(count for _, count in expected)
        accepted += 1
    assert NETS * 0.3 < accepted < NETS * 0.9, "both sorts are to be tried"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_refused_net_names_a_layer(chunk: int) -> None:
    for net in nets(CHUNKS + chunk, sense=0.5):
        report = judged(net, gives=SCORES)
        ids = {layer["id"] for layer in net["layers"]}
        assert {problem.layer for problem in report.problems} <= ids, net
        assert report.ok == (not any(problem.severity == "error" for problem in report.problems))
        assert [layer.id for layer in report.layers] == [layer["id"] for layer in net["layers"]]


def test_the_built_net_runs_and_gives_the_same() -> None:
    """The model that is trained, as `build` makes it."""
    random = Random(7)
    tried = 0
    while tried < 150:
        net = a_net(random, sense=1)
        report = judged(net)
        if not report.ok:
            continue
        tried += 1
        model = build(NetSpec.model_validate(net), seed=0)
        x = torch.rand(2, *net["input"])
        for layer, (name, module) in zip(report.layers, model.named_children(), strict=True):
            x = module(x)
            assert name == layer.id
            assert list(x.shape[1:]) == layer.output
            assert sum(each.numel() for each in module.parameters()) == layer.parameters


def wild(random: Random) -> Json:
    """A net with numbers out of range, repeated ids, odd inputs."""
    net = a_net(random, sense=random.choice((0.3, 0.9)))
    odd = [0, -1, -(10**30), 65, 100, 10**9, 10**400]
    for layer in net["layers"]:
        for name in [key for key, value in layer.items() if key not in ("id", "type") and isinstance(value, int | list)]:
            if isinstance(layer[name], bool) or random.random() > 0.15:
                continue
            layer[name] = random.choice(odd) if random.random() < 0.7 else [random.choice(odd), random.choice((1, 2, 0))]
            if name in ("out_channels", "out_features", "num_groups"):
                layer[name] = random.choice(odd)
        if random.random() < 0.05:
            layer["id"] = "l0"
    if random.random() < 0.1:
        net["input"][random.randrange(3)] = random.choice(odd)
    return net


@pytest.mark.parametrize("chunk", range(5))
@pytest.mark.parametrize("gives", [None, SCORES])
def test_each_fix_removes_its_problem(chunk: int, gives: Signal | None) -> None:
    random = Random(1000 + chunk)
    tight = Limits(layers=8, parameters=5_000, units=3_000, macs=100_000, bytes=1_000_000)
    for _ in range(100):
        net = wild(random)
        options: Json = {"gives": gives, "batch_size": random.choice((1, 2, 64)), "limits": random.choice((LARGE, tight))}
        report = judged(net, **options)
        for problem in report.problems:
            if problem.fix is None:
                continue
            assert problem.fix.label
            # As the page sends it back.
            mended = json.loads(json.dumps({"input": net["input"], "layers": problem.fix.layers}))
            after = judged(mended, **options)
            if unique(net):
                assert unique(mended)
            elif "have the id" not in problem.message:
                # While layers share an id, it can't be told whether a problem is the same or the next one's.
                continue
            assert not [each for each in after.problems if (each.layer, each.message) == (problem.layer, problem.message)], net


def unique(net: Json) -> bool:
    return len({layer["id"] for layer in net["layers"]}) == len(net["layers"])


@pytest.mark.parametrize("chunk", range(5))
def test_pressing_fixes_leads_to_a_net_that_runs(chunk: int) -> None:
    """Press the first error's fix again and again: where each has one, it ends with a net that PyTorch runs."""
    random = Random(2000 + chunk)
    ended = 0
    for _ in range(40):
        net = a_net(random, sense=0.6)
        for _ in range(40):
            report = judged(net, gives=SCORES)
            errors = [problem for problem in report.problems if problem.severity == "error"]
            if not errors or errors[0].fix is None:
                break
            net = {**net, "layers": errors[0].fix.layers}
        if report.ok:
            ended += 1
            assert forward(net)[-1][0] == (10,)
        else:
            assert errors[0].fix is None, (net, errors)
    assert ended > 20


@pytest.mark.parametrize("chunk", range(5))
def test_no_number_is_too_large_for_a_browser(chunk: int) -> None:
    random = Random(3000 + chunk)
    for _ in range(100):
        report = judged(wild(random), gives=SCORES, batch_size=8192)
        text = report.model_dump_json(exclude={"problems": {"__all__": {"fix"}}})
        assert all(0 <= number < 2**53 for number in numbers(json.loads(text)))


def numbers(value: Any) -> Iterator[float]:
    """All numbers in a JSON value."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from numbers(each)
    elif isinstance(value, int | float):
        yield value


@pytest.mark.parametrize("chunk", range(5))
def test_a_net_survives_json(chunk: int) -> None:
    for net in nets(4000 + chunk, sense=0.5):
        spec = NetSpec.model_validate(net)
        assert NetSpec.model_validate_json(spec.model_dump_json()) == spec
        assert NetSpec.model_validate(spec.model_dump()) == spec


def test_bytes_of_activations_are_those_of_the_outputs() -> None:
    net = a_net(Random(1), sense=1)
    for layer in judged(net, batch_size=5).layers:
        expected = 0 if layer.type == "Flatten" else 5 * 4 * prod(layer.output or ())
        assert layer.bytes.activations == expected
