"""Nets in which some layers also take what an earlier one gave; and how any net is gone through layer by layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from torch import Tensor, nn


class Graph(nn.Sequential):
    """Layers one after the other, some of which have a second input.

    Args:
        sources: the place of each layer that has one → the place of the layer whose output it is; −1: the net's own input.
    """

    def __init__(self, sources: Mapping[int, int], *layers: nn.Module) -> None:
        super().__init__(*layers)
        self.sources = dict(sources)

    def forward(self, x: Tensor) -> Tensor:
        """[N, …] → [N, …]"""
        last = x
        for _, given in passing(self, x):
            last = given
        return last


def made_of(layers: Sequence[nn.Module], net: nn.Sequential) -> nn.Sequential:
    """These layers, numbered, with each second input from the place that it is from in `net`."""
    return Graph(net.sources, *layers) if isinstance(net, Graph) else nn.Sequential(*layers)


def passing(net: nn.Sequential, x: Tensor) -> Iterator[tuple[str, Tensor]]:
    """What each layer gives on the way through a net, by the layer's name.

    Args:
        x: what the net is given, [N, …].
    """
    sources = net.sources if isinstance(net, Graph) else {}
    taken = set(sources.values())
    kept = {-1: x}
    for place, (name, layer) in enumerate(net.named_children()):
        x = layer(x, kept[sources[place]]) if place in sources else layer(x)
        if place in taken:
            kept[place] = x
        yield name, x
