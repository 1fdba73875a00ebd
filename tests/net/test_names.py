"""What layers are called in messages: as on the page, which reads the same file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inkling.layers._base import Signal, registry
from inkling.net import NetSpec, check
from inkling.net.edits import parse
from inkling.net.names import title

TITLES = json.loads((Path(__file__).parents[2] / "frontend/src/net/titles.golden.json").read_text())
ID = "q7"
"""No word of any message has it in it."""


@pytest.mark.parametrize("case", TITLES, ids=lambda case: str(case["title"]))
def test_a_layer_is_called_as_on_the_page(case: dict[str, Any]) -> None:
    assert title(parse(case["layer"])) == case["title"]


NETS: list[list[dict[str, Any]]] = [
    [{"type": "Flatten"}, {"type": "Linear", "out_features": 9}, {"type": "Linear", "out_features": 10}],
    [{"type": "Flatten"}, {"type": "ReLU"}, {"type": "ReLU"}, {"type": "Tanh"}, {"type": "Linear", "out_features": 10}],
    [{"type": "Flatten"}, {"type": "Linear", "out_features": 10}, {"type": "Tanh"}, {"type": "Softmax"}],
    [{"type": "Flatten"}, {"type": "Conv2d"}, {"type": "Flatten"}, {"type": "Linear", "out_features": 10}],
    [{"type": "Flatten"}, {"type": "Linear", "out_features": 7}, {"type": "MaxPool2d"}, {"type": "Linear", "out_features": 10}],
    *([{"type": type_}] for type_ in registry()),
]


@pytest.mark.parametrize("layers", NETS, ids=lambda layers: "-".join(layer["type"] for layer in layers))
def test_no_message_and_no_button_has_an_id_in_it(layers: list[dict[str, Any]]) -> None:
    named = [{**layer, "id": f"{ID}{at}"} for at, layer in enumerate(layers)]
    report = check(NetSpec.model_validate({"layers": named}), gives=Signal.of((10,)), takes=Signal.of((3, 8, 8)))
    assert report.problems
    for problem in report.problems:
        assert ID not in problem.message
        assert problem.fix is None or ID not in problem.fix.label


def test_the_two_that_nothing_stands_between_are_named() -> None:
    layers = [{**layer, "id": "abc"[at]} for at, layer in enumerate(NETS[0])]
    (problem,) = check(NetSpec.model_validate({"layers": layers}), gives=Signal.of((10,))).problems
    assert problem.message == "Nothing non-linear stands between Linear · 9 and Linear · 10: the two equal one Linear"
