"""Drawings for nets that take other pictures than MNIST's: of 8×8 pixels, in colour, and where the net can't be built yet."""

from __future__ import annotations

import re
from typing import Any

import ormsgpack
import pytest
import torch
from playwright.sync_api import Page, WebSocket, expect

import handwriting
from inkling.datasets._base import find
from inkling.datasets._images import ImageDataset
from inkling.experiment.experiment import Experiment
from inkling.learning.model import initial
from serving import Server
from watching import wait_until

GROUND = "#2f6fb5"
"""What the page begins with, in colour."""
LONG: dict[str, Any] = {"timeout": 60_000}


@pytest.fixture
def sent(page: Page) -> dict[str, Any]:
    """The newest command of each kind that the page has sent."""
    newest: dict[str, Any] = {}

    def note(payload: bytes | str) -> None:
        command = ormsgpack.unpackb(payload if isinstance(payload, bytes) else payload.encode())
        newest[command["kind"]] = command

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", note)

    page.on("websocket", listen)
    return newest


def pixels_of(sent: dict[str, Any]) -> torch.Tensor:
    """What the page has sent last for its pad: uint8 [C, H, W]."""
    example = sent["draw"]["example"]
    return torch.frombuffer(bytearray(example["values"]), dtype=torch.uint8).reshape(example["size"])


def expect_pytorchs_answer(page: Page, sent: dict[str, Any]) -> None:
    """All probabilities become those that plain PyTorch gives for what is on the pad, at step 0."""
    experiment = Experiment.model_validate(sent["change"]["experiment"])
    data = find(experiment.data.dataset)
    assert isinstance(data, ImageDataset)
    prediction = page.get_by_test_id("prediction")
    expect(prediction).to_have_attribute("data-drawing", str(sent["draw"]["id"]), **LONG)
    expect(prediction).to_have_attribute("data-probability", re.compile(r"\d"), **LONG)
    told = prediction.get_by_test_id("probability").evaluate_all("rows => rows.map((row) => Number(row.dataset.value))")
    with torch.no_grad():
        x = (pixels_of(sent)[None] / 255 - data.mean) / data.std
        want = torch.softmax(initial(experiment.net, experiment.seed).eval()(x)[0], 0)
    assert told == pytest.approx(want.tolist(), rel=1e-4)


@pytest.mark.parametrize(("dataset", "size"), [("small-digits", (1, 8, 8)), ("coloured-digits", (3, 32, 32))])
def test_the_answer_is_what_plain_pytorch_gives_for_the_very_pixels(
    server: Server, page: Page, sent: dict[str, Any], dataset: str, size: tuple[int, int, int]
) -> None:
    page.goto(server.url)
    page.get_by_test_id("preset").select_option("softmax")
    page.get_by_test_id("dataset").select_option(dataset)
    expect(page.get_by_test_id("train")).to_be_enabled(**LONG)
    handwriting.draw(page, 3)
    wait_until(page, "() => document.querySelector('[data-testid=prediction]').dataset.probability", **LONG)
    expect_pytorchs_answer(page, sent)
    pixels = pixels_of(sent)
    assert pixels.shape == size
    # Ink is white. The ground is black, or as the page has it at first.
    assert pixels.amax((1, 2)).min() > 200
    ground = [0] if size[0] == 1 else [int(GROUND[i : i + 2], 16) for i in (1, 3, 5)]
    assert pixels[:, 0, 0].tolist() == ground


def test_a_drawing_waits_for_a_net_that_can_be_built(server: Server, page: Page, sent: dict[str, Any]) -> None:
    page.goto(server.url)
    page.get_by_test_id("preset").select_option("two-block")
    handwriting.draw(page, 7)
    page.get_by_test_id("dataset").select_option("coloured-digits")
    expect(page.get_by_test_id("train")).to_be_enabled(**LONG)
    # Two blocks do not fit 8×8 pixels; then as many scores as digits are too few for 50 letters.
    for dataset in ("small-digits", "omniglot"):
        page.get_by_test_id("dataset").select_option(dataset)
        expect(page.get_by_test_id("train")).to_be_disabled(**LONG)
        expect(page.get_by_test_id("prediction")).to_have_attribute("data-probability", "")
    page.get_by_test_id("dataset").select_option("digits")
    expect(page.get_by_test_id("train")).to_be_enabled(**LONG)
    expect_pytorchs_answer(page, sent)
    expect(page.get_by_label("Notices").locator(".notice")).to_have_count(0)


def test_an_image_of_a_data_set_is_shown_for_that_data_set_alone(server: Server, page: Page, sent: dict[str, Any]) -> None:
    page.goto(server.url)
    page.get_by_test_id("preset").select_option("softmax")
    page.get_by_role("button", name="Test image", exact=True).click()
    caption = page.get_by_text(re.compile(r"^Test image \d+: \d$"))
    expect(caption).to_have_count(1, **LONG)
    chosen, image = caption.inner_text(), page.get_by_test_id("draw-pad")
    wait_until(page, "() => document.querySelector('[data-testid=prediction]').dataset.probability", **LONG)
    pixels = pixels_of(sent)
    page.get_by_test_id("dataset").select_option("coloured-digits")
    # The new data set's own stands in.
    expect(image).to_contain_text("A test image, until you draw", **LONG)
    expect(image).not_to_contain_text(chosen)
    assert sent["draw"]["example"] is None
    page.get_by_test_id("dataset").select_option("digits")
    expect(image).to_contain_text(chosen, **LONG)
    expect_pytorchs_answer(page, sent)
    assert pixels_of(sent).equal(pixels)
    expect(page.get_by_label("Notices").locator(".notice")).to_have_count(0)
