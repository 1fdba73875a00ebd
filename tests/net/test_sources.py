"""What the report says each layer is made of, and what one with two inputs could take: against `reach` and `check`.

The page's tests read the same reports: `python tests/net/test_sources.py` writes them.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from inkling.experiment.presets import presets
from inkling.layers._base import Layer, Signal
from inkling.layers._joining import Joining
from inkling.net import LayerReport, NetSpec, check, layer_catalog
from inkling.net.sources import Run, along
from layer_samples import every_type, fitting, output

NETS = {preset.name: preset.net for preset in presets()}
Json = dict[str, Any]


def places(runs: Sequence[Run]) -> list[tuple[int, int]]:
    """What each place of the output looks at: the first, and the one after the last."""
    return [(first + k * step, end + k * step) for count, first, end, step in runs for k in range(count)]


def whole(box: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """All empty parts are one."""
    return tuple((0, 0) for _ in box) if any(a >= b for a, b in box) else tuple(box)


@every_type
def test_along_each_direction_it_is_the_layer_s_reach(type: type[Layer]) -> None:
    for layer, shape in fitting(type)[:40]:
        gives = output(layer, shape)
        if len(gives) != len(shape):
            continue
        for beyond, looks in [(False, layer.reach), *([(True, layer.beyond)] if isinstance(layer, Joining) else [])]:
            found = [places(runs) for runs in along(layer, shape, gives, beyond=beyond)]
            assert [len(each) for each in found] == list(gives)
            chance = Random(type.__name__)
            units = list(itertools.islice(itertools.product(*map(range, gives)), 3000))
            for at in chance.sample(units, min(40, len(units))):
                box = looks(shape, tuple((i, i + 1) for i in at))
                assert whole(tuple(found[d][i] for d, i in enumerate(at))) == whole(box), (layer, shape, at)


def reported(name: str) -> dict[str, LayerReport]:
    return {layer.id: layer for layer in check(NETS[name], gives=Signal.of((10,))).layers}


def test_add_is_made_of_both_concat_of_either_and_a_branch_of_the_earlier_layer_alone() -> None:
    residual, wide = reported("residual"), reported("side-by-side")
    assert [source.layer for source in residual["conv1"].sources] == [None]
    assert [source.layer for source in residual["add"].sources] == ["conv3", "relu1"]
    for source in residual["add"].sources:
        assert source.along is not None
        assert [places(runs) for runs in source.along] == [[(i, i + 1) for i in range(size)] for size in (16, 12, 12)]
    assert [source.layer for source in wide["branch"].sources] == ["relu1"]
    here, there = wide["concat"].sources
    assert (here.layer, there.layer) == ("relu3", "relu2")
    assert here.along is not None
    assert there.along is not None
    first, second = places(here.along[0]), places(there.along[0])
    assert first[:8] == second[8:] == [(i, i + 1) for i in range(8)]
    assert all(a == b for a, b in first[8:] + second[:8]), "one side is nothing to the other's channels"


def test_of_a_list_made_of_a_picture_the_layer_alone_is_said() -> None:
    (source,) = reported("residual")["flatten"].sources
    assert (source.layer, source.along) == ("relu3", None)


def test_of_a_net_with_an_error_the_layers_alone_are_said() -> None:
    net = {"layers": [conv("a"), {"id": "b", "type": "Identity"}, {"id": "c", "type": "Add", "from": "a"}]}
    report = check(NetSpec.model_validate(net), gives=Signal.of((10,)))
    assert not report.ok
    assert [[(each.layer, each.along) for each in layer.sources] for layer in report.layers] == [
        [(None, None)],
        [(None, None)],
        [("b", None), ("a", None)],
    ]


def conv(id: str, **fields: Any) -> Json:
    return {"id": id, "type": "Conv2d", "out_channels": 4, "padding": 1, **fields}


LAYERS: list[Json] = [
    conv("a"),
    {"id": "b", "type": "ReLU"},
    conv("c", out_channels=3),
    {"id": "d", "type": "MaxPool2d", "kernel_size": 2},
    conv("e"),
    {"id": "f", "type": "Flatten"},
    {"id": "g", "type": "Linear", "out_features": 10},
    {"id": "h", "type": "Linear", "out_features": 10},
]


def misfits(layers: list[Json], id: str) -> list[str]:
    report = check(NetSpec.model_validate({"layers": layers}))
    return [problem.message for problem in report.problems if problem.layer == id and problem.severity == "error"]


@pytest.mark.parametrize("type", ["Add", "Concat", "Identity"])
@pytest.mark.parametrize("at", range(len(LAYERS) + 1))
def test_what_could_be_taken_is_what_check_takes(type: str, at: int) -> None:
    def put(source: str) -> list[Json]:
        return [*LAYERS[:at], {"id": "new", "type": type, "from": source}, *LAYERS[at:]]

    report = check(NetSpec.model_validate({"layers": put("")})).layers[at]
    assert [choice.layer for choice in report.choices] == ["", *(layer["id"] for layer in LAYERS[:at])]
    for choice in report.choices:
        assert misfits(put(choice.layer), "new") == ([choice.why] if choice.why else [])
    assert type != "Identity" or not any(choice.why for choice in report.choices)
    # And a new one takes the nearest of these, but not the one that it has already.
    others = [choice.layer for choice in report.choices[:-1] if not choice.why]
    if at > 0:
        without = check(NetSpec.model_validate({"layers": LAYERS})).layers[at - 1]
        assert without.joins.get(type, "") == (others[-1] if others else "")


PAGE = Path(__file__).parents[2] / "frontend/src/net/graphs.golden.json"
GRAPHS: dict[str, Json] = {
    "perceptron": {
        "layers": [
            {"id": "f", "type": "Flatten"},
            {"id": "l", "type": "Linear", "out_features": 512},
            {"id": "r", "type": "ReLU"},
            {"id": "o", "type": "Linear", "out_features": 10},
        ]
    },
    "plain": {
        "layers": [
            {"id": "c", "type": "Conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1},
            {"id": "r", "type": "ReLU"},
            {"id": "d", "type": "Dropout", "p": 0.5},
            {"id": "p", "type": "MaxPool2d", "kernel_size": 2},
            {"id": "c2", "type": "Conv2d", "out_channels": 6, "kernel_size": [5, 3], "dilation": 2},
            {"id": "f", "type": "Flatten"},
            {"id": "n", "type": "BatchNorm1d"},
            {"id": "l", "type": "Linear", "out_features": 10},
        ]
    },
    "joined": {
        "input": [1, 8, 8],
        "layers": [
            {"id": "a", "type": "Conv2d", "out_channels": 4, "kernel_size": 1},
            {"id": "r", "type": "ReLU"},
            {"id": "c", "type": "Conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1},
            {"id": "s", "type": "Add", "from": "r"},
            {"id": "b", "type": "Identity", "from": "r"},
            {"id": "d", "type": "Dropout2d", "p": 0.5},
            {"id": "e", "type": "Conv2d", "out_channels": 2, "kernel_size": 1},
            {"id": "k", "type": "Concat", "from": "s"},
            {"id": "f", "type": "Flatten"},
            {"id": "l", "type": "Linear", "out_features": 10},
            {"id": "m", "type": "ReLU"},
            {"id": "h", "type": "Linear", "out_features": 10},
            {"id": "j", "type": "Add", "from": "l"},
        ],
    },
    "newer": {
        "input": [2, 6, 6],
        "layers": [
            {"id": "g", "type": "GroupNorm", "num_groups": 1},
            {"id": "t", "type": "ConvTranspose2d", "out_channels": 4, "kernel_size": 2, "stride": 2},
            {"id": "n", "type": "GroupNorm", "num_groups": 2},
            {"id": "v", "type": "LayerNorm"},
            {"id": "u", "type": "Upsample", "scale_factor": 2},
            {"id": "f", "type": "Flatten"},
            {"id": "w", "type": "Unflatten", "unflattened_size": [4, 576]},
            {"id": "c", "type": "Conv1d", "out_channels": 3, "kernel_size": 3, "padding": 1},
            {"id": "p", "type": "MaxPool1d", "kernel_size": 4},
            {"id": "s", "type": "Softmax"},
            {"id": "e", "type": "Flatten"},
            {"id": "l", "type": "Linear", "out_features": 10},
        ],
    },
}


def for_page() -> Json:
    """The nets with what is said of each layer, and what the catalogue has of their types."""
    nets = {name: NetSpec.model_validate(net) for name, net in GRAPHS.items()}
    types = {layer.type for net in nets.values() for layer in net.layers}
    told = {"id", "input", "output", "sources", "choices", "joins"}
    graphs: Json = {}
    for name, net in nets.items():
        report = check(net, gives=Signal.of((10,)))
        assert report.ok, report.problems
        layers = [layer.model_dump(mode="json", include=told) for layer in report.layers]
        graphs[name] = {"net": net.model_dump(mode="json"), "layers": layers}
    return {
        "catalog": [entry.model_dump(mode="json", by_alias=True) for entry in layer_catalog() if entry.type in types],
        "graphs": graphs,
    }


def test_the_page_s_tests_read_what_the_server_says() -> None:
    assert json.loads(PAGE.read_text("utf-8")) == json.loads(json.dumps(for_page()))


if __name__ == "__main__":
    PAGE.write_text(json.dumps(for_page(), ensure_ascii=False) + "\n", "utf-8")
