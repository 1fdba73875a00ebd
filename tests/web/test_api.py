"""The HTTP interface, asked as a stranger would."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from inkling.layers._base import registry
from inkling.settings import Settings
from inkling.web.app import create_app

EXAMPLE = {
    "input": [1, 28, 28],
    "layers": [
        {"id": "a", "type": "Conv2d", "out_channels": 8, "kernel_size": 3},
        {"id": "b", "type": "ReLU"},
        {"id": "c", "type": "MaxPool2d", "kernel_size": 2},
        {"id": "d", "type": "Flatten"},
        {"id": "e", "type": "Linear", "out_features": 10},
    ],
}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(home=tmp_path))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client


async def test_healthz(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


async def test_a_net_is_checked(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/nets/check", json=EXAMPLE)
    assert answer.status_code == 200
    report = answer.json()
    # 8·(1·3·3) + 8, and 8·13·13·10 + 10
    assert [layer["parameters"] for layer in report["layers"]] == [80, 0, 0, 0, 13_530]
    assert report["parameters"] == 13_610
    assert [layer["output"] for layer in report["layers"]] == [[8, 26, 26], [8, 26, 26], [8, 13, 13], [1352], [10]]
    assert report["layers"][0]["macs"] == 8 * 26 * 26 * 9
    assert report["problems"] == []


async def test_the_picture_of_a_loss_follows_its_arguments(client: httpx.AsyncClient) -> None:
    async def heights(beta: float) -> dict[float, float]:
        answer = await client.post("/api/losses/curve", json={"type": "SmoothL1Loss", "beta": beta})
        assert answer.status_code == 200
        curve = answer.json()
        assert curve["axis"] == "error of one output"
        (line,) = curve["lines"]
        return dict(zip(curve["x"], line["y"], strict=True))

    # |e| − beta / 2 at e = 2; e² / (2 beta) at 0.2
    usual, sharp = await heights(1), await heights(0.1)
    assert (usual[2], sharp[2]) == (1.5, 1.95)
    assert min(usual.values()) == min(sharp.values()) == 0
    bad: list[Any] = [{"type": "SmoothL1Loss", "beta": 0}, {"type": "OtherLoss"}, {"beta": 1}, [], None]
    for malformed in bad:
        assert (await client.post("/api/losses/curve", json=malformed)).status_code == 422


async def test_a_net_with_problems_is_answered_with_200(client: httpx.AsyncClient) -> None:
    net = {"layers": [{"id": "x", "type": "Linear", "out_features": 10}]}
    answer = await client.post("/api/nets/check", json=net)
    assert answer.status_code == 200
    (problem,) = answer.json()["problems"]
    assert (problem["layer"], problem["severity"]) == ("x", "error")
    assert problem["fix"]["label"] == "Insert Flatten"
    fixed = await client.post("/api/nets/check", json={"layers": problem["fix"]["layers"]})
    assert fixed.json()["problems"] == []


async def test_a_net_of_a_billion_units_is_refused_before_anything_is_built(client: httpx.AsyncClient) -> None:
    net = {"layers": [{"id": "f", "type": "Flatten"}, {"id": "x", "type": "Linear", "out_features": 10**9}]}
    await client.post("/api/nets/check", json=EXAMPLE)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        answer = await client.post("/api/nets/check", json=net)
        times.append(time.perf_counter() - began)
    assert any(problem["severity"] == "error" and problem["layer"] == "x" for problem in answer.json()["problems"])
    assert min(times) < 0.05


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("{", "body"),
        ('{"layers": 3}', "layers"),
        ('{"layers": [{"id": "a", "type": "Nothing"}]}', "0"),
        ('{"layers": [{"id": "a", "type": "Linear", "out_features": "many"}]}', "out_features"),
        ('{"layers": [{"id": "a", "type": "Linear", "out_features": 1e999}]}', "out_features"),
        ('{"layers": [{"id": "a", "type": "Linear", "outfeatures": 3}]}', "outfeatures"),
        ('{"layers": [], "colour": 1}', "colour"),
        ('{"input": [1, 1, 28, 28]}', "input"),
    ],
)
async def test_malformed_input_is_422_with_the_place(client: httpx.AsyncClient, body: str, place: str) -> None:
    answer = await client.post("/api/nets/check", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert place in [str(part) for each in answer.json()["detail"] for part in each["loc"]]


async def test_a_body_that_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/nets/check", content=b" " * 300_000)
    assert answer.status_code == 413


async def test_the_catalogue_offers_every_layer_with_its_schema(client: httpx.AsyncClient) -> None:
    offer: dict[str, Any] = (await client.get("/api/catalog")).json()
    assert {layer["type"] for layer in offer["layers"]} == set(registry())
    conv = next(layer for layer in offer["layers"] if layer["type"] == "Conv2d")
    assert {"out_channels", "kernel_size", "stride", "padding", "dilation"} <= set(conv["schema"]["properties"])
    assert len(offer["presets"]) >= 8
    assert [dataset["name"] for dataset in offer["datasets"]] == [
        *("digits", "mnist", "mnist-inkling", "fashion-mnist", "small-digits"),
        *("coloured-digits", "coloured-digits-told", "quick-draw", "omniglot", "class"),
    ]
    # Published figures of the two training sets.
    normal = {dataset["name"]: (dataset["mean"], dataset["std"]) for dataset in offer["datasets"]}
    assert normal["mnist"] == (0.1307, 0.3081)
    assert normal["fashion-mnist"] == (0.286, 0.353)
    json.dumps(offer, allow_nan=False)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", "https://localhost.evil.example"])
async def test_pages_of_others_are_refused(client: httpx.AsyncClient, origin: str) -> None:
    assert (await client.get("/healthz", headers={"origin": origin})).status_code == 403


async def test_its_own_page_is_not(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz", headers={"origin": "http://localhost"})).status_code == 200
