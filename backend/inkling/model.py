"""From a net as data to a torch.nn.Module."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import safe_open
from torch import nn

from inkling.net import NetSpec


def build(spec: NetSpec, seed: int) -> nn.Sequential:
    """The net with its first weights: on the CPU, float32, each submodule under its layer's id.

    The weights are those that plain PyTorch gives the same layers after `torch.manual_seed(seed)`; the global random
    generator is left as it was.

    Args:
        spec: a net in which `check` finds no error.

    Raises:
        Misfit: a layer can't take what it gets.
    """
    net = nn.Sequential()
    shape: tuple[int, ...] = spec.input
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        for layer in spec.layers:
            after = layer.output(shape)
            # Not add_module: it refuses ids such as "train" or "float", which are methods of a module too. The few names that
            # can't be used at all are refused by `check`.
            net._modules[layer.id] = layer.build(shape)
            shape = after
    return net


def initial(spec: NetSpec, seed: int, kept: Path | None = None) -> nn.Sequential:
    """The net as `build` makes it, with the weights from `kept` for the layers that are still the same.

    A layer is the same if the file holds all of its tensors, and no others, under its id, in the same shapes.

    Args:
        kept: a safetensors file of a net's state, with names such as "conv1.weight".
    """
    net = build(spec, seed)
    if kept is None:
        return net
    with safe_open(kept, framework="pt") as file:
        found: dict[str, set[str]] = {}
        for key in file.keys():  # noqa: SIM118 - it is a method of the file, which is no mapping
            found.setdefault(key.partition(".")[0], set()).add(key)
        for name, layer in net.named_children():
            own = layer.state_dict(prefix=f"{name}.", keep_vars=True)
            if own and set(own) == found.get(name, set()):
                tensors = {key: file.get_tensor(key) for key in own}
                if all(tensors[key].shape == own[key].shape for key in own):
                    layer.load_state_dict({key.removeprefix(f"{name}."): value for key, value in tensors.items()})
    return net
