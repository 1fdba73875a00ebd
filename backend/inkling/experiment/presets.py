"""Nets to begin with, each with the training that suits it, from the simplest to the best."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from inkling.experiment.experiment import Augment, TrainingSettings
from inkling.net import NetSpec


class Preset(BaseModel):
    """A net with its training, under a name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    """Its slug; stable, part of links."""
    title: str
    help: str
    """What it is and what to look at, in a sentence or two."""
    net: NetSpec
    """Its layers; what it takes is for the data set to say."""
    training: TrainingSettings = TrainingSettings()
    augment: Augment | None = None
    """None: leave the data as they are."""


def _net(*layers: tuple[str, str, dict[str, Any]]) -> NetSpec:
    return NetSpec.model_validate({"layers": [{"id": id, "type": type, **fields} for id, type, fields in layers]})


def _cycle(lr: float, epochs: int, warm: float = 0.1, batch_size: int = 128) -> TrainingSettings:
    """Adam with short memories, up to `lr` and down to 0 once: of what was tried, the quickest way to a good net.

    The figures in this file were measured with benchmarks/recipes.py on MNIST.
    """
    return TrainingSettings(
        optimizer="Adam", lr=lr, momentum=0.7, beta2=0.9, schedule="one-cycle", warm=warm, batch_size=batch_size, epochs=epochs
    )


def _block(
    number: int, channels: int, kernel: int, *, padding: int = 0, pool: bool = False
) -> list[tuple[str, str, dict[str, Any]]]:
    """Convolution, pooling if asked for, batch norm, ReLU; pooled early, the layers after it have a quarter of the work."""
    conv = {"out_channels": channels, "kernel_size": kernel, "padding": padding, "bias": False}
    return [
        (f"conv{number}", "Conv2d", conv),
        *([(f"pool{number}", "MaxPool2d", {"kernel_size": 2})] if pool else []),
        (f"norm{number}", "BatchNorm2d", {}),
        (f"relu{number}", "ReLU", {}),
    ]


def _softmax() -> Preset:
    return Preset(
        name="softmax",
        title="Softmax regression",
        help="One linear layer: each digit has one picture of weights, and the picture that fits best wins.",
        net=_net(("flatten", "Flatten", {}), ("linear", "Linear", {"out_features": 10})),
        training=TrainingSettings(lr=0.002, schedule="cosine", epochs=5),
    )


def _perceptron() -> Preset:
    return Preset(
        name="perceptron",
        title="Perceptron",
        help="One hidden layer of 512 units with ReLU: the simplest net that learns features of its own.",
        net=_net(
            ("flatten", "Flatten", {}),
            ("linear1", "Linear", {"out_features": 512}),
            ("relu1", "ReLU", {}),
            ("linear2", "Linear", {"out_features": 10}),
        ),
        training=_cycle(lr=0.005, epochs=1),
    )


def _deep_linear() -> Preset:
    return Preset(
        name="deep-linear",
        title="Deep, but linear",
        help="Three linear layers with nothing between: together they can do no more than one. Insert ReLUs and compare.",
        net=_net(
            ("flatten", "Flatten", {}),
            ("linear1", "Linear", {"out_features": 256}),
            ("linear2", "Linear", {"out_features": 64}),
            ("linear3", "Linear", {"out_features": 10}),
        ),
        training=_cycle(lr=0.002, epochs=3),
    )


def _one_block() -> Preset:
    return Preset(
        name="one-block",
        title="CNN, one block",
        help="Eight 3×3 filters, ReLU, pooling, then a linear layer: the smallest net with feature maps.",
        net=_net(
            ("conv1", "Conv2d", {"out_channels": 8, "kernel_size": 3}),
            ("relu1", "ReLU", {}),
            ("pool1", "MaxPool2d", {"kernel_size": 2}),
            ("flatten", "Flatten", {}),
            ("linear", "Linear", {"out_features": 10}),
        ),
        training=_cycle(lr=0.01, epochs=3),
    )


def _no_pooling() -> Preset:
    return Preset(
        name="no-pooling",
        title="CNN, no pooling",
        help="The lecture's two convolutions without pooling. Compare how well each net bears it that a digit is shifted.",
        net=_net(
            ("conv1", "Conv2d", {"out_channels": 8, "kernel_size": 5}),
            ("relu1", "ReLU", {}),
            ("conv2", "Conv2d", {"out_channels": 16, "kernel_size": 3}),
            ("relu2", "ReLU", {}),
            ("flatten", "Flatten", {}),
            ("linear", "Linear", {"out_features": 10}),
        ),
        training=_cycle(lr=0.006, epochs=1),
    )


def _two_block() -> Preset:
    return Preset(
        name="two-block",
        title="CNN, two blocks",
        help="The lecture's net: convolution, ReLU, pooling, twice, then a linear layer. 5,386 parameters.",
        net=_net(
            ("conv1", "Conv2d", {"out_channels": 8, "kernel_size": 5}),
            ("relu1", "ReLU", {}),
            ("pool1", "MaxPool2d", {"kernel_size": 2}),
            ("conv2", "Conv2d", {"out_channels": 16, "kernel_size": 3}),
            ("relu2", "ReLU", {}),
            ("pool2", "MaxPool2d", {"kernel_size": 2}),
            ("flatten", "Flatten", {}),
            ("linear", "Linear", {"out_features": 10}),
        ),
        training=_cycle(lr=0.01, epochs=1),
    )


def _fast() -> Preset:
    return Preset(
        name="fast",
        title="CNN, fast",
        help="Made to pass 99 % on MNIST within seconds: it pools early, and batch norm lets it take large steps.",
        net=_net(
            *_block(1, 12, 5, pool=True),
            *_block(2, 32, 3, pool=True),
            ("flatten", "Flatten", {}),
            ("linear1", "Linear", {"out_features": 128, "bias": False}),
            ("norm3", "BatchNorm1d", {}),
            ("relu3", "ReLU", {}),
            ("linear2", "Linear", {"out_features": 10}),
        ),
        training=_cycle(lr=0.01, epochs=1, warm=0.25, batch_size=256),
    )


def _nine_by_nine() -> Preset:
    return Preset(
        name="nine-by-nine",
        title="CNN with 9×9 filters",
        help="Its first filters are large enough to look at: strokes, edges and curves appear in them as it learns.",
        net=_net(
            ("conv1", "Conv2d", {"out_channels": 16, "kernel_size": 9}),
            ("relu1", "ReLU", {}),
            ("pool1", "MaxPool2d", {"kernel_size": 2}),
            ("flatten", "Flatten", {}),
            ("linear", "Linear", {"out_features": 10}),
        ),
        training=_cycle(lr=0.005, epochs=3),
    )


def _lenet_5() -> Preset:
    return Preset(
        name="lenet-5",
        title="LeNet-5",
        help="LeCun, Bottou, Bengio and Haffner's net of 1998 in today's layers: tanh, average pooling, 61,706 parameters.",
        net=_net(
            ("conv1", "Conv2d", {"out_channels": 6, "kernel_size": 5, "padding": 2}),
            ("tanh1", "Tanh", {}),
            ("pool1", "AvgPool2d", {"kernel_size": 2}),
            ("conv2", "Conv2d", {"out_channels": 16, "kernel_size": 5}),
            ("tanh2", "Tanh", {}),
            ("pool2", "AvgPool2d", {"kernel_size": 2}),
            ("conv3", "Conv2d", {"out_channels": 120, "kernel_size": 5}),
            ("tanh3", "Tanh", {}),
            ("flatten", "Flatten", {}),
            ("linear1", "Linear", {"out_features": 84}),
            ("tanh4", "Tanh", {}),
            ("linear2", "Linear", {"out_features": 10}),
        ),
        training=_cycle(lr=0.003, epochs=4),
    )


def _best() -> Preset:
    return Preset(
        name="best",
        title="Best",
        help="A deeper CNN with batch norm; it sees each digit a little moved. The most accurate here, in a minute or more.",
        net=_net(
            *_block(1, 16, 5, pool=True),
            *_block(2, 32, 3, padding=1, pool=True),
            *_block(3, 64, 3, padding=1),
            *_block(4, 64, 3, padding=1),
            ("flatten", "Flatten", {}),
            ("linear", "Linear", {"out_features": 10}),
        ),
        training=_cycle(lr=0.01, epochs=8, warm=0.25),
        augment=Augment(shift=2, rotate=10, scale=0.1),
    )


def _residual() -> Preset:
    return Preset(
        name="residual",
        title="Residual",
        help="Two convolutions with a way past them: Add gives what they get, plus what they make of it. A small ResNet.",
        net=_net(
            ("conv1", "Conv2d", {"out_channels": 16, "kernel_size": 5}),
            ("pool1", "MaxPool2d", {"kernel_size": 2}),
            ("relu1", "ReLU", {}),
            ("conv2", "Conv2d", {"out_channels": 16, "kernel_size": 3, "padding": 1}),
            ("relu2", "ReLU", {}),
            ("conv3", "Conv2d", {"out_channels": 16, "kernel_size": 3, "padding": 1}),
            ("add", "Add", {"from": "relu1"}),
            ("pool2", "MaxPool2d", {"kernel_size": 2}),
            ("relu3", "ReLU", {}),
            ("flatten", "Flatten", {}),
            ("linear", "Linear", {"out_features": 10}),
        ),
        training=_cycle(lr=0.01, epochs=2),
    )


def _side_by_side() -> Preset:
    return Preset(
        name="side-by-side",
        title="Side by side",
        help="3×3 and 5×5 filters look at the same maps, and Concat puts theirs side by side: an Inception block in small.",
        net=_net(
            ("conv1", "Conv2d", {"out_channels": 12, "kernel_size": 5}),
            ("pool1", "MaxPool2d", {"kernel_size": 2}),
            ("relu1", "ReLU", {}),
            ("conv2", "Conv2d", {"out_channels": 8, "kernel_size": 3, "padding": 1}),
            ("relu2", "ReLU", {}),
            ("branch", "Identity", {"from": "relu1"}),
            ("conv3", "Conv2d", {"out_channels": 8, "kernel_size": 5, "padding": 2}),
            ("relu3", "ReLU", {}),
            ("concat", "Concat", {"from": "relu2"}),
            ("pool2", "MaxPool2d", {"kernel_size": 2}),
            ("flatten", "Flatten", {}),
            ("linear", "Linear", {"out_features": 10}),
        ),
        training=_cycle(lr=0.01, epochs=2),
    )


@cache
def presets() -> list[Preset]:
    """All presets, from the simplest to the best."""
    return [
        _softmax(),
        _perceptron(),
        _deep_linear(),
        _one_block(),
        _no_pooling(),
        _two_block(),
        _fast(),
        _nine_by_nine(),
        _lenet_5(),
        _residual(),
        _side_by_side(),
        _best(),
    ]
