"""From a net as data to a torch.nn.Module."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from pydantic import ValidationError
from safetensors import safe_open
from torch import nn

from inkling.layers._arithmetic import Floats
from inkling.layers._base import Layer
from inkling.learning.graph import Graph
from inkling.machine.chance import Purpose, mixed
from inkling.net import NetSpec
from inkling.net.shapes import source_of, through


def build(spec: NetSpec, seed: int) -> nn.Sequential:
    """The net with its first weights: on the CPU, float32, each submodule under its layer's id.

    The weights are those that plain PyTorch gives the same layers after `torch.manual_seed(seed)`, but for the units that a
    layer begins otherwise (a bank, a given kernel); the global random generator is left as it was.

    Args:
        spec: a net in which `check` finds no error.

    Raises:
        Misfit: a layer can't take what it gets.
    """
    sources = {at: source for at in range(len(spec.layers)) if (source := source_of(spec.layers, at)) is not None}
    net = Graph(sources) if sources else nn.Sequential()
    shapes = through(spec.layers, spec.input)
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        for place, (layer, shape) in enumerate(zip(spec.layers, shapes, strict=False)):
            module = layer.build(shape)
            _begin(module, layer.begins(shape, mixed(seed, Purpose.START, place)))
            # Not add_module: it refuses ids such as "train" or "float", which are methods of a module too. The few names that
            # can't be used at all are refused by `check`.
            net._modules[layer.id] = module
    return net


def _begin(module: nn.Module, units: Mapping[int, Floats]) -> None:
    with torch.no_grad():
        for unit, weights in units.items():
            for name, parameter in module.named_parameters():
                parameter[unit] = torch.from_numpy(weights) if name == "weight" else 0.0


def initial(spec: NetSpec, seed: int, start: Path | None = None) -> nn.Sequential:
    """The net as `build` makes it, with the weights from `kept` for the layers that are still the same.

    A layer is the same if the file holds all of its tensors, and no others, under its id, in the same shapes. Of such a layer,
    units that were given something else to begin with since then begin anew.

    Args:
        start: a safetensors file of a net's state, with names such as "conv1.weight"; its metadata may hold, as
            "net", the net's data in JSON.
    """
    net = build(spec, seed)
    if start is None:
        return net
    with safe_open(start, framework="pt") as file:
        before = _layers((file.metadata() or {}).get("net", ""))
        found: dict[str, set[str]] = {}
        for key in file.keys():  # noqa: SIM118 - it is a method of the file, which is no mapping
            found.setdefault(key.partition(".")[0], set()).add(key)
        shapes = through(spec.layers, spec.input)[:-1]
        for described, shape, (name, layer) in zip(spec.layers, shapes, net.named_children(), strict=True):
            own = layer.state_dict(prefix=f"{name}.", keep_vars=True)
            if own and set(own) == found.get(name, set()):
                tensors = {key: file.get_tensor(key) for key in own}
                if all(tensors[key].shape == own[key].shape for key in own):
                    for unit in _anew(described, before.get(name, described), shape):
                        for key, tensor in tensors.items():
                            tensor[unit] = own[key].detach()[unit]
                    layer.load_state_dict({key.removeprefix(f"{name}."): value for key, value in tensors.items()})
    return net


def _layers(net: str) -> dict[str, Layer]:
    """The layers of a net in JSON, by id; none where it can't be read."""
    try:
        return {layer.id: layer for layer in NetSpec.model_validate_json(net).layers}
    except ValidationError:
        return {}


def _anew(layer: Layer, before: Layer, shape: tuple[int, ...]) -> list[int]:
    """The units of a layer that begin otherwise than they did before, for an input of `shape`."""
    if layer.type != before.type:
        return []
    # The seed has no part in it: what is kept was learned from some first weights, whichever they were.
    was = before.begins(shape, 0)
    return [unit for unit, now in layer.begins(shape, 0).items() if unit not in was or not np.array_equal(was[unit], now)]
