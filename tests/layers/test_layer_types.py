"""Every layer type, whichever there are: a new file in layers/ is tested by these without being named."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from inkling.layers._base import Layer, registry
from inkling.layers._joining import Joining
from inkling.net import layer_catalog
from layer_samples import TYPES, every_type, fitting, output, run, some_of


@every_type
def test_its_name_is_that_of_torch_nn(type: type[Layer]) -> None:
    """Of a function of torch's own, where it joins two inputs: torch.nn has no module for that."""
    if issubclass(type, Joining) and not hasattr(nn, type.__name__):
        a, b = torch.rand(2, 3, 4, 4), torch.rand(2, 3, 4, 4)
        joins = getattr(torch, type.__name__.lower())
        expected = joins(a, b) if type.__name__ == "Add" else joins((a, b), dim=1)
        assert torch.equal(type(id="x", type=type.__name__).join(a, b), expected)
    else:
        assert issubclass(getattr(nn, type.__name__), nn.Module)
    assert type.model_fields["type"].default == type.__name__


@every_type
def test_json_and_back(type: type[Layer]) -> None:
    for layer in some_of(type):
        assert type.model_validate_json(layer.model_dump_json()) == layer
        assert type.model_validate(layer.model_dump()) == layer


@every_type
def test_every_field_explains_itself(type: type[Layer]) -> None:
    assert type.__doc__
    assert type.title
    for name, schema in type.model_json_schema()["properties"].items():
        if name in ("id", "type"):
            continue
        assert len(schema["description"]) > 10, name
        assert schema["title"], name
        if schema.get("earlier"):
            assert schema["default"] == "", name
        elif schema.get("type") not in ("boolean", "array") and "enum" not in schema:
            assert schema["minimum"] <= schema["maximum"], name
            default = schema["default"]
            for number in default if isinstance(default, list) else [default]:
                assert number is None or schema["minimum"] <= number <= schema["maximum"], name


@every_type
def test_shapes_parameters_and_buffers_are_those_of_the_module(type: type[Layer]) -> None:
    for layer, shape in fitting(type):
        module = layer.build(shape)
        assert isinstance(layer, Joining) or isinstance(module, getattr(nn, type.__name__))
        x = torch.rand(2, *shape)
        assert tuple(run(layer, module, x).shape[1:]) == output(layer, shape)
        assert sum(each.numel() for each in module.parameters()) == layer.parameters(shape)
        assert sum(each.nbytes for each in module.buffers()) == layer.buffer_bytes(shape)


@every_type
def test_multiply_adds_are_half_of_torch_s_flops(type: type[Layer]) -> None:
    """torch counts a multiply-add as two operations, and leaves out biases, too."""
    for layer, shape in fitting(type)[:20]:
        module = layer.build(shape).eval()
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            run(layer, module, torch.rand(1, *shape))
        assert counter.get_total_flops() == 2 * layer.macs(shape)


@every_type
def test_gradients_are_finite(type: type[Layer]) -> None:
    for layer, shape in fitting(type)[:50]:
        module = layer.build(shape)
        x = torch.rand(3, *shape, requires_grad=True)
        torch.autograd.backward(run(layer, module, x).square().sum())
        for each in (x, *module.parameters()):
            assert each.grad is not None
            assert each.grad.isfinite().all()


@every_type
def test_the_smallest_batch_is_the_smallest_that_trains(type: type[Layer]) -> None:
    for layer, shape in fitting(type):
        module = layer.build(shape).train()
        smallest = layer.smallest_batch(shape)
        run(layer, module, torch.rand(smallest, *shape))
        if smallest > 1:
            with pytest.raises(ValueError, match="more than 1 value"):
                run(layer, module, torch.rand(smallest - 1, *shape))


@every_type
def test_affine_means_that_sums_go_through(type: type[Layer]) -> None:
    """f(a + b) - f(a) - f(b) + f(0) is zero for sums of inputs times constants, plus constants, and only for them."""
    torch.manual_seed(0)
    worst = 0.0
    for layer, shape in fitting(type)[:40]:
        module = layer.build(shape).eval().double()
        zero = torch.zeros(2, *shape, dtype=torch.double)
        a, b = torch.randn_like(zero) * 3, torch.randn_like(zero) * 3
        both, one, other, none = (run(layer, module, x) for x in (a + b, a, b, zero))
        rest = both - one - other + none
        worst = max(worst, rest.abs().max().item())
    assert (worst < 1e-9) == type.affine


@every_type
def test_width_names_the_field_that_says_how_many_come_out(type: type[Layer]) -> None:
    for layer, shape in fitting(type):
        if type.width is not None:
            assert layer.output(shape)[0] == getattr(layer, type.width)
    assert type.width is None or type.width in type.model_fields


def test_the_catalogue_has_them_all() -> None:
    catalog = layer_catalog()
    assert [entry.type for entry in catalog] == [type.__name__ for type in TYPES]
    assert [entry.order for entry in catalog] == sorted(entry.order for entry in catalog)
    for entry in catalog:
        assert set(entry.arguments["properties"]) == set(entry.defaults)
        assert entry.help.endswith(".")
        assert "\n" not in entry.help
        layer = registry()[entry.type].model_validate({"id": "x", "type": entry.type, **entry.defaults})
        assert layer == registry()[entry.type].model_validate({"id": "x", "type": entry.type})


def test_there_are_the_types_that_were_promised() -> None:
    assert set(registry()) >= {
        *("Linear", "Conv2d", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "ReLU", "LeakyReLU", "Sigmoid", "Tanh", "GELU"),
        *("Softmax", "Flatten", "Dropout", "BatchNorm1d", "BatchNorm2d", "LayerNorm"),
        *(
            "ELU",
            "SiLU",
            "Softplus",
            "GroupNorm",
            "Dropout2d",
            "ConvTranspose2d",
            "Upsample",
            "Unflatten",
            "Conv1d",
            "MaxPool1d",
        ),
    }


def test_shares_of_a_softmax_add_up_over_units_or_channels() -> None:
    softmax = registry()["Softmax"](id="x", type="Softmax")
    for shape in ((10,), (4, 3, 3)):
        shares = softmax.build(shape)(torch.randn(2, *shape))
        assert torch.allclose(shares.sum(dim=1), torch.ones(()))
        assert math.isclose(shares.sum().item(), 2 * math.prod(shape[1:]), rel_tol=1e-5)
