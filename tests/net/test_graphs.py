"""Nets whose layers take an earlier one's output besides, against a plain module in PyTorch: shapes, parameters, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from inkling.layers._base import Signal
from inkling.learning.forward import for_measuring, in_order
from inkling.learning.graph import passing
from inkling.learning.model import build
from inkling.net import Limits, NetSpec, Report, check

SCORES = Signal.of((10,))

Json = dict[str, Any]
CHUNKS = 5
GRAPHS = 500
"""Generated in one run; `pytest --graphs 10000` is the long one."""
LARGE = Limits(parameters=10**12, units=10**9, macs=10**15, bytes=10**15)
JOINS = ("Add", "Concat", "Identity")


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


class Plain(nn.Module):
    """The net as one writes it by hand: a list of outputs, in which layers look their inputs up. Knows nothing of Inkling."""

    def __init__(self, net: Json) -> None:
        super().__init__()
        self.net = net
        self.made = nn.ModuleDict()

    def forward(self, x: Tensor) -> list[Tensor]:
        """What each layer gives. Raises what PyTorch raises, and KeyError where there is no such earlier layer."""
        by_id = {"": x}
        given = []
        for layer in self.net["layers"]:
            x = self._one(layer, x, by_id)
            by_id[layer["id"]] = x
            given.append(x)
        return given

    def _one(self, layer: Json, x: Tensor, by_id: dict[str, Tensor]) -> Tensor:
        if layer["id"] in self.made:
            again = self.made[layer["id"]](x)
            assert isinstance(again, Tensor)
            return again
        match layer["type"]:
            case "Add":
                other = by_id[layer["from"]]
                if other.shape != x.shape:
                    raise RuntimeError("PyTorch would broadcast; Inkling does not")
                return torch.add(x, other)
            case "Concat":
                return torch.concat([x, by_id[layer["from"]]], dim=1)
            case "Identity":
                return by_id[layer["from"]].clone()
            case "Conv2d":
                if x.ndim != 4:
                    raise RuntimeError("PyTorch would take a mini-batch of lists for one picture")
                made: nn.Module = nn.Conv2d(x.shape[1], layer["out_channels"], layer["kernel_size"], padding=layer["padding"])
            case "Linear":
                if x.ndim != 2:
                    raise RuntimeError("PyTorch would use it row by row; Inkling does not")
                made = nn.Linear(x.shape[1], layer["out_features"])
            case "MaxPool2d":
                if x.ndim != 4:
                    raise RuntimeError("PyTorch would take a mini-batch of lists for one picture")
                made = nn.MaxPool2d(layer.get("kernel_size", 2), padding=layer.get("padding", 0))
            case "BatchNorm1d" | "BatchNorm2d":
                made = getattr(nn, layer["type"])(x.shape[1])
            case "LayerNorm":
                made = nn.LayerNorm(x.shape[1:])
            case _:
                made = getattr(nn, layer["type"])()
        self.made[layer["id"]] = made
        given = made(x)
        assert isinstance(given, Tensor)
        return given


def a_graph(random: Random) -> Json:
    """A net as JSON, most of them sound: joins take any earlier layer, the input, and now and then a later one or none."""
    layers: list[Json] = []
    flat = False
    for at in range(random.randint(1, 10)):
        kinds = (
            ["Linear", "ReLU", "Add", "Concat"] if flat else ["Conv2d", "Conv2d", "ReLU", "BatchNorm2d", "MaxPool2d", *JOINS]
        )
        if random.random() < 0.06:
            kinds = ["Flatten", "Linear", "Conv2d"]
        type = random.choice(kinds)
        layer: Json = {"id": f"l{at}", "type": type}
        if type == "Conv2d":
            size = random.choice([1, 3, 3, 5])
            layer |= {
                "out_channels": random.choice([2, 2, 3]),
                "kernel_size": size,
                "padding": random.choice([size // 2] * 3 + [0]),
            }
        elif type == "Linear":
            layer["out_features"] = random.choice([4, 4, 6])
        elif type in JOINS:
            chance = random.random()
            earlier = ["", *(f"l{i}" for i in range(at))]
            layer["from"] = f"l{at + 1}" if chance < 0.02 else "gone" if chance < 0.04 else random.choice(earlier[-4:])
        flat = flat or type == "Flatten"
        layers.append(layer)
    return {"input": [random.choice([1, 2]), 8, random.choice([8, 9])], "layers": layers}


def judged(net: Json, **more: Any) -> Report:
    return check(NetSpec.model_validate(net), **{"batch_size": 2, "limits": LARGE, **more})


def agrees(net: Json) -> bool:
    """Refused if and only if PyTorch can't run it, and by a layer's name; else the same shapes, parameters and numbers."""
    report = judged(net)
    ids = {layer["id"] for layer in net["layers"]}
    assert all(problem.layer in ids for problem in report.problems), net
    plain = Plain(net)
    x = torch.rand(2, *net["input"])
    try:
        with torch.no_grad():
            expected = plain(x)
    except (RuntimeError, ValueError, IndexError, KeyError):
        assert any(problem.severity == "error" for problem in report.problems), net
        return False
    assert report.ok, (net, report.problems)
    counts = {id: sum(each.numel() for each in module.parameters()) for id, module in plain.made.items()}
    for layer, given_ in zip(report.layers, expected, strict=True):
        assert tuple(layer.output or ()) == tuple(given_.shape[1:]), (net, layer.id)
        assert layer.parameters == counts.get(layer.id, 0), (net, layer.id)
    built = build(NetSpec.model_validate(net), seed=0)
    state = built.state_dict()
    assert {name for name in state if name.split(".")[0] in plain.made} == set(state)
    plain.made.load_state_dict(state)
    built.eval(), plain.eval()
    with torch.no_grad():
        expected = plain(x)
        for (name, y), wanted in zip(passing(built, x), expected, strict=True):
            assert torch.equal(y, wanted), (net, name)
        last = expected[-1]
        for quick in (built, in_order(built), for_measuring(in_order(built))):
            assert torch.equal(quick(x), last), net
    return True


def share(wanted: int, chunk: int) -> int:
    """How many of the graphs that are wanted are a chunk's."""
    return wanted // CHUNKS + (chunk < wanted % CHUNKS)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_they_agree_with_a_plain_module(chunk: int, request: pytest.FixtureRequest) -> None:
    """As many as `--graphs` says; `-rP` shows how many were refused, how many of those with two inputs run."""
    random = Random(chunk)
    count = share(int(request.config.getoption("--graphs", default=GRAPHS)), chunk)
    different: set[str] = set()
    made = refused = with_joins = 0
    for _ in range(count):
        net = a_graph(random)
        made += 1
        different.add(json.dumps(net))
        sound = agrees(net)
        refused += not sound
        with_joins += sound and any(layer["type"] in JOINS for layer in net["layers"])
    figures = {"made": made, "different": len(different), "refused": refused, "run_with_joins": with_joins}
    print(f"chunk {chunk}: {figures}")
    assert made == count
    assert len(different) > 0.5 * count, "they are not the same few"
    assert count * 0.1 < refused < count * 0.75, "both sorts are to be tried"
    assert with_joins > count * 0.1, "and those with two inputs run"


@pytest.mark.parametrize("wanted", [500, 503, 10_000])
def test_as_many_are_made_as_are_asked_for(wanted: int) -> None:
    assert sum(share(wanted, chunk) for chunk in range(CHUNKS)) == wanted


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_pressing_fixes_leads_to_a_net_that_runs(random: Random) -> None:
    net = a_graph(random)
    for _ in range(40):
        report = judged(net, gives=SCORES)
        errors = [problem for problem in report.problems if problem.severity == "error"]
        if not errors or errors[0].fix is None:
            break
        net = {**net, "layers": errors[0].fix.layers}
        after = judged(net, gives=SCORES)
        assert (errors[0].layer, errors[0].message) not in {(each.layer, each.message) for each in after.problems}, net
    if not report.ok:
        assert errors[0].fix is None, (net, errors)
        assert errors[0].layer not in {layer["id"] for layer in net["layers"] if layer["type"] in JOINS}, (
            "a join is always mended"
        )
        return
    assert Plain(net)(torch.rand(2, *net["input"]))[-1].shape == (2, 10)


def checked(*layers: Json) -> Report:
    end: list[Json] = [{"id": "flat", "type": "Flatten"}, {"id": "out", "type": "Linear"}]
    return check(NetSpec.model_validate({"layers": [*layers, *end]}), gives=SCORES)


def conv(id: str, **fields: Any) -> Json:
    return {"id": id, "type": "Conv2d", "out_channels": 4, "padding": 1, **fields}


def relu(id: str) -> Json:
    return {"id": id, "type": "ReLU"}


@pytest.mark.parametrize(
    ("layers", "says", "label"),
    [
        (
            [conv("a"), relu("b"), conv("c"), {"id": "d", "type": "Add", "from": "x"}],
            "no longer before it",
            "Take ReLU, layer 2",
        ),
        (
            [conv("a"), relu("b"), conv("c"), {"id": "d", "type": "Add", "from": "d"}],
            "no longer before it",
            "Take ReLU, layer 2",
        ),
        ([conv("a"), {"id": "d", "type": "Add", "from": "b"}, relu("b")], "no longer before it", "Remove Add"),
        ([conv("a"), relu("b"), conv("c"), {"id": "d", "type": "Add"}], "gets 28×28×4, and 28×28×1", "Take ReLU, layer 2"),
        (
            [conv("a", padding=0), relu("b"), {"id": "d", "type": "Concat"}],
            "one height and width",
            "Take Conv 3×3 · 4, layer 1",
        ),
    ],
)
def test_what_does_not_fit_is_said_with_one_press_that_mends_it(layers: list[Json], says: str, label: str) -> None:
    report = checked(*layers)
    (problem,) = [problem for problem in report.problems if problem.severity == "error"]
    assert problem.layer == "d"
    assert says in problem.message
    assert problem.fix is not None
    assert problem.fix.label == label
    assert judged({"layers": problem.fix.layers}, gives=SCORES).ok


def test_a_branch_that_nothing_takes_and_inputs_that_are_one_are_said() -> None:
    net = [conv("a"), relu("b"), {"id": "c", "type": "Identity"}, conv("d"), relu("e")]
    (problem,) = checked(*net).problems
    assert (problem.layer, problem.severity) == ("b", "warning")
    assert "Nothing takes what ReLU gives" in problem.message
    (problem,) = checked(conv("a"), relu("b"), {"id": "c", "type": "Add", "from": "b"}).problems
    assert "Both of its inputs are ReLU" in problem.message
    (problem,) = checked(conv("a"), relu("b"), {"id": "c", "type": "Identity", "from": "b"}).problems
    assert "No branch begins here" in problem.message


def test_a_fix_that_takes_a_layer_away_leads_those_who_took_it_past() -> None:
    """The second ReLU goes, and Add takes the first."""
    report = checked(conv("a"), relu("b"), relu("c"), conv("d"), {"id": "e", "type": "Add", "from": "c"})
    (problem,) = report.problems
    assert problem.fix is not None
    assert next(layer for layer in problem.fix.layers if layer["id"] == "e")["from"] == "b"


def test_without_from_a_net_is_read_as_before() -> None:
    spec = NetSpec.model_validate({"layers": [conv("a"), relu("b")]})
    assert "from" not in spec.model_dump_json()
    assert type(build(spec, 0)) is nn.Sequential
    joined = NetSpec.model_validate({"layers": [conv("a"), {"id": "b", "type": "Concat", "from": "a"}]})
    assert '"from":"a"' in joined.model_dump_json()
    assert NetSpec.model_validate_json(joined.model_dump_json()) == joined
