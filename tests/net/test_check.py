"""check: each problem it knows, what it says, and the net that its fix makes."""

from __future__ import annotations

import time
from typing import Any

import pytest
from pydantic import ValidationError

from inkling.layers._base import Signal
from inkling.net import Limits, NetSpec, Problem, Report, check

SCORES = Signal.of((10,))

Json = dict[str, Any]

CONV = {"type": "Conv2d", "out_channels": 8, "kernel_size": 3}
POOL = {"type": "MaxPool2d", "kernel_size": 2}
RELU = {"type": "ReLU"}
FLATTEN = {"type": "Flatten"}
TEN = {"type": "Linear", "out_features": 10}


def spec(*layers: Json, input: tuple[int, int, int] = (1, 28, 28)) -> NetSpec:
    """A net whose layers are called a, b, c, …"""
    return NetSpec.model_validate(
        {"input": input, "layers": [{"id": chr(ord("a") + at), **layer} for at, layer in enumerate(layers)]}
    )


def told(report: Report) -> list[tuple[str | None, str, str]]:
    return [(problem.layer, problem.severity, problem.message) for problem in report.problems]


def only(report: Report) -> Problem:
    assert len(report.problems) == 1, told(report)
    return report.problems[0]


def types(problem: Problem) -> list[str]:
    """The types of layers that its fix leads to."""
    assert problem.fix is not None
    return [layer["type"] for layer in problem.fix.layers]


def pressed(net: NetSpec, problem: Problem) -> NetSpec:
    """The net after its fix."""
    assert problem.fix is not None
    return NetSpec.model_validate({"input": net.input, "layers": problem.fix.layers})


def test_a_sound_net_has_no_problem() -> None:
    report = check(spec(CONV, RELU, POOL, FLATTEN, TEN), gives=SCORES)
    assert report.ok
    assert told(report) == []
    assert [layer.output for layer in report.layers] == [[8, 26, 26], [8, 26, 26], [8, 13, 13], [1352], [10]]
    assert [layer.input for layer in report.layers] == [[1, 28, 28], [8, 26, 26], [8, 26, 26], [8, 13, 13], [1352]]


# --- layers that do not fit -----------------------------------------------------------------------------------------------


def test_linear_on_a_picture() -> None:
    net = spec(CONV, RELU, POOL, TEN)
    report = check(net, gives=SCORES)
    problem = only(report)
    assert (problem.layer, problem.severity) == ("d", "error")
    assert problem.message == "Linear needs a flat list; it gets 13×13×8"
    assert problem.fix is not None
    assert problem.fix.label == "Insert Flatten"
    assert types(problem) == ["Conv2d", "ReLU", "MaxPool2d", "Flatten", "Linear"]
    assert not report.ok
    # What it will be, once mended: 8·13·13·10 + 10.
    assert report.layers[3].parameters == 13_530
    assert report.layers[3].input == [8, 13, 13]
    assert check(pressed(net, problem), gives=SCORES).problems == []


def test_a_convolution_after_flatten_goes_before_it() -> None:
    net = spec(CONV, RELU, FLATTEN, {**CONV, "out_channels": 4}, RELU, TEN)
    problem = only(check(net, gives=SCORES))
    assert (problem.layer, problem.message) == (
        "d",
        "Conv2d needs a picture (height×width×channels); it gets a flat list of 5408",
    )
    assert problem.fix is not None
    assert problem.fix.label == "Move it before Flatten"
    assert [layer["id"] for layer in problem.fix.layers] == ["a", "b", "d", "c", "e", "f"]


def test_a_flatten_too_early_is_removed() -> None:
    net = spec(FLATTEN, CONV, RELU, FLATTEN, TEN)
    problem = only(check(net, gives=SCORES))
    assert problem.layer == "b"
    assert problem.fix is not None
    assert problem.fix.label == "Remove Flatten"
    assert check(pressed(net, problem), gives=SCORES).problems == []


def test_a_convolution_after_linear_moves_before_the_flatten() -> None:
    net = spec(FLATTEN, {**TEN, "out_features": 50}, RELU, CONV, TEN)
    report = check(net, gives=SCORES)
    problem = next(problem for problem in report.problems if problem.layer == "d")
    assert types(problem) == ["Conv2d", "Flatten", "Linear", "ReLU", "Linear"]


def test_the_other_batch_norm_is_offered() -> None:
    net = spec({**CONV, "bias": False}, {"type": "BatchNorm1d", "momentum": 0.2}, RELU, FLATTEN, TEN)
    problem = only(check(net, gives=SCORES))
    assert problem.message == "BatchNorm1d needs a flat list; it gets 26×26×8"
    mended = pressed(net, problem)
    assert mended.layers[1].model_dump() == {"id": "b", "type": "BatchNorm2d", "momentum": 0.2, "eps": 1e-5}
    assert check(mended, gives=SCORES).problems == []
    problem = only(check(spec(FLATTEN, {"type": "BatchNorm2d"}, TEN), gives=SCORES))
    assert types(problem) == ["Flatten", "BatchNorm1d", "Linear"]


def test_a_kernel_larger_than_the_picture() -> None:
    net = spec(CONV, RELU, POOL, RELU, {**CONV, "kernel_size": 15}, RELU, FLATTEN, TEN)
    problem = check(net, gives=SCORES).problems[-1]
    assert problem.layer == "e"
    assert problem.message == "Conv2d's window is 15×15, larger than the picture it gets (13×13)"
    assert pressed(net, problem).layers[4].model_dump()["kernel_size"] == 13


def test_a_pool_with_two_faults_is_mended_by_one_press() -> None:
    net = spec({"type": "MaxPool2d", "kernel_size": 40, "padding": 30}, FLATTEN, TEN)
    problem = only(check(net, gives=SCORES))
    assert problem.message == "MaxPool2d takes a padding of at most half its kernel (20); it is set to 30"
    assert check(pressed(net, problem), gives=SCORES).problems == []


def test_batch_norm_of_one_value() -> None:
    net = spec(FLATTEN, TEN, {"type": "BatchNorm1d"}, RELU, TEN)
    assert check(net, batch_size=2).ok
    report = check(net, batch_size=1)
    assert not report.ok
    problem = next(problem for problem in report.problems if problem.severity == "error")
    assert problem.layer == "c"
    assert "batch size of 1" in problem.message
    assert types(problem) == ["Flatten", "Linear", "LayerNorm", "ReLU", "Linear"]


def test_all_problems_at_once() -> None:
    """After each error it goes on with what the layer would give, so nothing is hidden by what comes before it."""
    net = spec(
        {**CONV, "kernel_size": 29},
        RELU,
        {"type": "Linear", "out_features": 0},
        RELU,
        {"type": "MaxPool2d", "kernel_size": 2},
        {"type": "Dropout", "p": 1.5},
        {"type": "Linear", "out_features": 12},
    )
    assert told(check(net, gives=SCORES)) == [
        ("a", "error", "Conv2d's window is 29×29, larger than the picture it gets (28×28)"),
        ("c", "error", "out_features is 0; it can be 1 to 65,536"),
        ("c", "error", "Linear needs a flat list; it gets 1×1×8"),
        ("e", "error", "MaxPool2d needs a picture (height×width×channels); it gets a flat list of 1"),
        ("f", "error", "p is 1.5; it can be 0 to 1"),
        ("g", "error", "The net gives 12; 10 numbers are wanted"),
    ]


def test_where_shapes_are_mere_guesses_none_is_told() -> None:
    # The list comes from no Flatten that could be taken away.
    net = spec(TEN, CONV, RELU, FLATTEN, TEN)
    report = check(net, gives=SCORES)
    assert [layer.output for layer in report.layers] == [[10], None, None, None, None]
    assert [layer.input for layer in report.layers] == [[1, 28, 28], [10], None, None, None]
    assert {problem.layer for problem in report.problems if problem.severity == "error"} == {"a", "b"}


# --- numbers out of range ---------------------------------------------------------------------------------------------------


def test_a_number_out_of_range_is_a_problem_with_the_nearest_one_as_fix() -> None:
    net = spec(CONV, RELU, {**POOL, "stride": 0}, FLATTEN, TEN)
    problem = only(check(net, gives=SCORES))
    assert (problem.layer, problem.message) == ("c", "stride is 0; it can be 1 to 32")
    assert problem.fix is not None
    assert problem.fix.label == "Set stride to 1"
    assert check(pressed(net, problem), gives=SCORES).problems == []


def test_each_number_of_a_pair_counts() -> None:
    net = spec({**CONV, "kernel_size": [3, 0]}, RELU, FLATTEN, TEN)
    problem = only(check(net, gives=SCORES))
    assert problem.message == "kernel_size is 3×0; it can be 1 to 64"
    assert pressed(net, problem).layers[0].model_dump()["kernel_size"] == (3, 1)


def test_one_press_mends_a_kernel_out_of_all_proportion() -> None:
    net = spec({**CONV, "kernel_size": 10**6}, RELU, FLATTEN, TEN)
    problem = only(check(net, gives=SCORES))
    assert problem.message == "kernel_size is 1,000,000; it can be 1 to 64"
    assert problem.fix is not None
    assert problem.fix.label == "Set kernel_size to 28"
    assert check(pressed(net, problem), gives=SCORES).problems == []


@pytest.mark.parametrize("units", [10**9, 10**30, 10**4000, 2**63, -(10**400)])
def test_a_net_of_a_billion_units_is_refused_at_once(units: int) -> None:
    net = spec(FLATTEN, {"type": "Linear", "out_features": units}, RELU, TEN)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        report = check(net, gives=SCORES)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05
    assert not report.ok
    assert report.problems[0].layer == "b"
    assert len(report.problems[0].message) < 100


@pytest.mark.parametrize("input", [(0, 28, 28), (1, -5, 28), (1, 28, 10**100), (17, 28, 28)])
def test_an_input_out_of_range_is_said_at_the_first_layer(input: tuple[int, int, int]) -> None:
    report = check(spec(FLATTEN, TEN, input=input), gives=SCORES)
    assert only(report).layer == "a"
    assert "The input is" in only(report).message


@pytest.mark.parametrize(
    ("layer", "place"),
    [
        ({"id": "a", "type": "Nonsense"}, ("layers", 0)),
        ({"id": "a"}, ("layers", 0)),
        ({"id": "a", "type": "Linear", "out_features": "10"}, ("layers", 0, "Linear", "out_features")),
        ({"id": "a", "type": "Linear", "out_features": 10.0}, ("layers", 0, "Linear", "out_features")),
        ({"id": "a", "type": "Linear", "out_features": True}, ("layers", 0, "Linear", "out_features")),
        ({"id": "a", "type": "Linear", "bias": 1}, ("layers", 0, "Linear", "bias")),
        ({"id": "a", "type": "Linear", "units": 10}, ("layers", 0, "Linear", "units")),
        ({"id": "a", "type": "Dropout", "p": float("nan")}, ("layers", 0, "Dropout", "p")),
        ({"id": "a", "type": "Dropout", "p": 10**400}, ("layers", 0, "Dropout", "p")),
        ({"id": "a", "type": "Conv2d", "kernel_size": [1, 2, 3]}, ("layers", 0, "Conv2d", "kernel_size")),
        ({"id": "", "type": "ReLU"}, ("layers", 0, "ReLU", "id")),
        ({"id": "a.b", "type": "ReLU"}, ("layers", 0, "ReLU", "id")),
    ],
)
def test_what_is_no_net_is_refused_with_its_place(layer: Json, place: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        NetSpec.model_validate({"layers": [layer]})
    for error in refused.value.errors():
        assert error["loc"][: len(place)] == place


# --- the net as a whole -----------------------------------------------------------------------------------------------------


def test_repeated_ids_are_renamed() -> None:
    net = NetSpec.model_validate(
        {
            "layers": [
                {"id": "a", **CONV},
                {"id": "a", **RELU},
                {"id": "relu", **FLATTEN},
                {"id": "a", **RELU},
                {"id": "b", **TEN},
            ]
        }
    )
    problem = check(net, gives=SCORES).problems[0]
    assert (problem.layer, problem.message) == ("a", "3 layers have the id a; each needs its own")
    assert [layer.id for layer in pressed(net, problem).layers] == ["a", "relu2", "relu", "relu3", "b"]


@pytest.mark.parametrize("name", ["training", "_modules", "__init__"])
def test_names_that_pytorch_needs_are_refused(name: str) -> None:
    net = NetSpec.model_validate({"layers": [{"id": "flatten", **FLATTEN}, {"id": name, **TEN}]})
    problem = only(check(net, gives=SCORES))
    assert (problem.layer, problem.severity) == (name, "error")
    assert [layer.id for layer in pressed(net, problem).layers] == ["flatten", "linear"]


def test_too_many_layers() -> None:
    many = NetSpec.model_validate({"layers": [{"id": f"l{at}", "type": "Dropout"} for at in range(65)]})
    report = check(many)
    assert [problem.layer for problem in report.problems] == ["l64"]
    assert report.problems[0].message == "The net has 65 layers; at most 64 are allowed"
    assert len(report.layers) == 65
    assert check(many, limits=Limits(layers=65)).ok


def test_the_limits_name_the_largest_layer_and_what_would_fit() -> None:
    net = spec(FLATTEN, {**TEN, "out_features": 1000}, RELU, TEN)
    # 785·1000 + 1001·10
    assert check(net, limits=Limits(parameters=795_010)).ok
    problem = only(check(net, limits=Limits(parameters=795_009)))
    assert problem.layer == "b"
    assert problem.message == ("The net has 795,010 parameters; at most 795,009 are allowed. Most are in this layer (785,000)")
    assert problem.fix is not None
    assert problem.fix.label == "Set out_features to 999"
    macs = only(check(net, limits=Limits(macs=100_000)))
    assert macs.message.startswith("One sample takes 794,000 multiply-adds; at most 100,000 are allowed")
    units = only(check(net, limits=Limits(units=999)))
    assert units.message == "It gives 1000 = 1,000 numbers a sample; at most 999 are allowed"
    bytes = only(check(net, limits=Limits(bytes=10_000_000)))
    assert "bytes of memory; at most 10,000,000 are allowed. Smaller batches need less" in bytes.message


def test_the_layer_that_gives_the_scores_is_not_made_narrower() -> None:
    problem = only(check(spec(FLATTEN, TEN), gives=SCORES, limits=Limits(parameters=1000)))
    assert problem.layer == "b"
    assert problem.fix is None


@pytest.mark.parametrize(
    ("layers", "label", "expected"),
    [
        ([FLATTEN, {**TEN, "out_features": 12}], "Set out_features to 10", ["Flatten", "Linear"]),
        ([FLATTEN, {**TEN, "out_features": 12}, RELU], "Append Linear", ["Flatten", "Linear", "ReLU", "Linear"]),
        ([CONV, RELU], "Append Flatten and Linear", ["Conv2d", "ReLU", "Flatten", "Linear"]),
        (
            [{**CONV, "out_channels": 10}, {"type": "AdaptiveAvgPool2d"}],
            "Append Flatten",
            ["Conv2d", "AdaptiveAvgPool2d", "Flatten"],
        ),
        ([], "Begin with Linear", ["Flatten", "Linear"]),
    ],
)
def test_one_score_for_each_class(layers: list[Json], label: str, expected: list[str]) -> None:
    net = spec(*layers)
    problem = only(check(net, gives=SCORES))
    assert problem.severity == "error"
    assert problem.fix is not None
    assert problem.fix.label == label
    assert types(problem) == expected
    assert check(pressed(net, problem), gives=SCORES).problems == []


def test_what_learns_nothing() -> None:
    pooled: list[Json] = [{"type": "AdaptiveAvgPool2d", "output_size": [2, 5]}, FLATTEN]
    assert only(check(spec(*pooled), gives=SCORES)).severity == "error"
    assert only(check(spec(*pooled))).severity == "warning"
    assert only(check(spec())).layer is None


def test_a_net_that_does_not_take_what_the_data_give_is_told_so_and_mended() -> None:
    net = spec(CONV, RELU, FLATTEN, TEN)
    assert check(net, gives=SCORES, takes=Signal.of((1, 28, 28))).problems == check(net, gives=SCORES).problems == []
    problem = only(check(net, gives=SCORES, takes=Signal.of((3, 8, 9))))
    assert (problem.layer, problem.severity) == ("a", "error")
    assert problem.message == "The net takes 28×28×1, and the data set's examples are 8×9×3"
    assert problem.fix is not None
    assert (problem.fix.label, problem.fix.input) == ("Take 8×9×3", [3, 8, 9])
    mended = NetSpec.model_validate({"input": problem.fix.input, "layers": problem.fix.layers})
    report = check(mended, gives=SCORES, takes=Signal.of((3, 8, 9)))
    assert report.problems == []
    assert report.layers[0].input == [3, 8, 9]


# --- what it teaches --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "layer", "message", "expected"),
    [
        (
            [FLATTEN, TEN, {"type": "Softmax"}],
            "c",
            "Softmax is counted twice: the loss, cross-entropy, already contains it. Learning is slower with both",
            ["Flatten", "Linear"],
        ),
        (
            [FLATTEN, {**TEN, "out_features": 64}, TEN],
            "c",
            "Nothing non-linear stands between Linear · 64 and Linear · 10: the two equal one Linear",
            ["Flatten", "Linear", "ReLU", "Linear"],
        ),
        (
            [FLATTEN, {**TEN, "bias": False}, {"type": "BatchNorm1d"}, {"type": "Dropout", "p": 0.1}, TEN],
            "e",
            "Nothing non-linear stands between Linear · 10 and Linear · 10: the two equal one Linear",
            ["Flatten", "Linear", "BatchNorm1d", "ReLU", "Dropout", "Linear"],
        ),
        (
            [CONV, CONV, RELU, FLATTEN, TEN],
            "b",
            "Nothing non-linear stands between Conv 3×3 · 8 and Conv 3×3 · 8: the two equal one convolution",
            ["Conv2d", "ReLU", "Conv2d", "ReLU", "Flatten", "Linear"],
        ),
        (
            [CONV, {"type": "AvgPool2d"}, FLATTEN, TEN],
            "d",
            "Nothing non-linear stands between Conv 3×3 · 8 and Linear · 10: the two equal one Linear",
            ["Conv2d", "ReLU", "AvgPool2d", "Flatten", "Linear"],
        ),
        (
            [CONV, RELU, RELU, FLATTEN, TEN],
            "c",
            "The second ReLU changes nothing",
            ["Conv2d", "ReLU", "Flatten", "Linear"],
        ),
        (
            [CONV, {"type": "Tanh"}, FLATTEN, RELU, TEN],
            "d",
            "Tanh and ReLU are two activations in a row: one is enough",
            ["Conv2d", "Tanh", "Flatten", "Linear"],
        ),
        (
            [FLATTEN, TEN, RELU],
            "c",
            "ReLU at the end bends the scores; the loss, cross-entropy, wants them as they are",
            ["Flatten", "Linear"],
        ),
        (
            [FLATTEN, TEN, {"type": "Dropout"}],
            "c",
            "Dropout at the end drops the answers themselves while training",
            ["Flatten", "Linear"],
        ),
        (
            [CONV, {"type": "BatchNorm2d"}, RELU, FLATTEN, TEN],
            "a",
            "BatchNorm2d takes the mean away, and so this bias: it can be switched off",
            ["Conv2d", "BatchNorm2d", "ReLU", "Flatten", "Linear"],
        ),
        (
            [FLATTEN, FLATTEN, TEN],
            "b",
            "What comes here is a flat list already: Flatten changes nothing",
            ["Flatten", "Linear"],
        ),
        (
            [FLATTEN, TEN, RELU, {"type": "Dropout", "p": 1}, TEN],
            "d",
            "It drops everything: nothing reaches the layers after it",
            ["Flatten", "Linear", "ReLU", "Dropout", "Linear"],
        ),
        (
            [{**CONV, "stride": 5}, RELU, FLATTEN, TEN],
            "a",
            "Its stride is larger than its filters: it never looks at the pixels between",
            ["Conv2d", "ReLU", "Flatten", "Linear"],
        ),
    ],
)
def test_what_it_teaches(layers: list[Json], layer: str, message: str, expected: list[str]) -> None:
    net = spec(*layers)
    report = check(net, gives=SCORES)
    assert report.ok
    problem = only(report)
    assert (problem.layer, problem.severity, problem.message) == (layer, "warning", message)
    assert types(problem) == expected
    assert check(pressed(net, problem), gives=SCORES).problems == []


@pytest.mark.parametrize(
    "layers",
    [
        # Pooling by the largest, and normalising each sample by itself, are not linear.
        [CONV, POOL, FLATTEN, TEN],
        [FLATTEN, TEN, {"type": "LayerNorm"}, TEN],
        [CONV, POOL, RELU, {"type": "Dropout"}, FLATTEN, TEN],
        # Global average pooling: the activation is not the end.
        [CONV, RELU, {**CONV, "out_channels": 10}, RELU, {"type": "AdaptiveAvgPool2d"}, FLATTEN],
        # A Softmax inside the net is odd, but counted once.
        [FLATTEN, TEN, {"type": "Softmax"}, TEN],
        [FLATTEN, TEN, {"type": "Dropout", "p": 0}],
    ],
)
def test_it_does_not_nag(layers: list[Json]) -> None:
    assert told(check(spec(*layers), gives=SCORES)) == []


def test_a_net_under_way_is_not_told_that_its_last_layer_is_no_last_layer() -> None:
    problem = only(check(spec(FLATTEN, {**TEN, "out_features": 100}, RELU), gives=SCORES))
    assert problem.severity == "error"
