"""What the probes of kernels have in common."""

from __future__ import annotations

from torch import Tensor, nn

from inkling.net import NetSpec

MOST_PICTURES = 2048
"""Pictures shown of one convolution: those of the first whole units."""


def first_filters(filters: Tensor) -> Tensor:
    """The first whole filters, as many as are shown: [filters, inputs, height, width]."""
    return filters[: max(1, MOST_PICTURES // filters.shape[1])]


def kernels(spec: NetSpec, net: nn.Module, id: str) -> Tensor | None:
    """A convolution's weight as its kernels lie over what comes to it; None: the layer is no convolution.

    Returns:
        [filters, inputs, height, width]; of a sequence's, the height is 1.
    """
    layer = next(each for each in spec.layers if each.id == id)
    if layer.family != "convolution":
        return None
    weight = dict(net.named_children())[id].get_parameter("weight")
    filters = weight.movedim(layer.units_at, 0)
    return filters if filters.dim() == 4 else filters.unsqueeze(-2)


def first_kernels(spec: NetSpec, net: nn.Module) -> dict[str, Tensor]:
    """Copies of the kernels that are shown, as they are now, by id of the layer."""
    found = ((layer.id, kernels(spec, net, layer.id)) for layer in spec.layers)
    return {id: first_filters(filters).detach().clone() for id, filters in found if filters is not None}
