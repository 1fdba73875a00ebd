"""The kernel lab, by mouse and by keyboard; its numbers are PyTorch's."""

from __future__ import annotations

import random

import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from torch.nn import functional as F

from serving import Server

BLOB = [[1.0 if 2 <= row <= 4 and 2 <= column <= 4 else 0.0 for column in range(7)] for row in range(7)]
EDGES = [[-1.0] * 3, [0.0] * 3, [1.0] * 3]


@pytest.fixture
def lab(server: Server, page: Page) -> Page:
    page.goto(server.url)
    page.get_by_test_id("place-lab").click()
    expect(page.get_by_test_id("lab-output").get_by_test_id("lab-cell")).to_have_count(25)
    return page


def cell(page: Page, where: str, row: int, column: int) -> Locator:
    return page.get_by_test_id(where).locator(f"[data-testid=lab-cell][data-row='{row}'][data-column='{column}']")


def numbers(page: Page, where: str) -> torch.Tensor:
    found = page.get_by_test_id(where).evaluate(
        """box => [Number(box.dataset.rows), Number(box.dataset.columns),
          [...box.querySelectorAll('[data-testid=lab-cell]')].map(cell => Number(cell.dataset.value))]"""
    )
    return torch.tensor(found[2]).reshape(found[0], found[1])


def conv(image: torch.Tensor, kernel: torch.Tensor, stride: int = 1, padding: int = 0, dilation: int = 1) -> torch.Tensor:
    made: torch.Tensor = F.conv2d(image[None, None], kernel[None, None], stride=stride, padding=padding, dilation=dilation)
    return made[0, 0]


def test_the_blob_and_its_horizontal_edges_come_first(lab: Page) -> None:
    assert numbers(lab, "lab-input").tolist() == BLOB
    assert numbers(lab, "lab-kernel").tolist() == EDGES
    assert numbers(lab, "lab-output")[0].tolist() == [1, 2, 3, 2, 1]
    assert numbers(lab, "lab-output").equal(conv(torch.tensor(BLOB), torch.tensor(EDGES)))


def test_cells_are_typed_dragged_and_moved_by_arrow_keys(lab: Page) -> None:
    cell(lab, "lab-input", 0, 0).click()
    lab.keyboard.type("5")
    lab.keyboard.press("Enter")
    expect(cell(lab, "lab-input", 0, 0)).to_have_attribute("data-value", "5")
    expect(cell(lab, "lab-input", 0, 1)).to_be_focused()
    expect(cell(lab, "lab-output", 0, 0)).to_have_attribute("data-value", "-4")
    cell(lab, "lab-kernel", 0, 0).focus()
    lab.keyboard.press("ArrowUp")
    lab.keyboard.press("ArrowUp")
    expect(cell(lab, "lab-kernel", 0, 0)).to_have_attribute("data-value", "1")
    expect(cell(lab, "lab-output", 0, 0)).to_have_attribute("data-value", "6")
    expect(lab.get_by_test_id("kernel-preset")).to_have_value("")
    box = cell(lab, "lab-kernel", 2, 2).bounding_box()
    assert box is not None
    lab.mouse.move(box["x"] + 10, box["y"] + 10)
    lab.mouse.down()
    lab.mouse.move(box["x"] + 10, box["y"] + 34, steps=3)
    lab.mouse.up()
    expect(cell(lab, "lab-kernel", 2, 2)).to_have_attribute("data-value", "-2")
    image, kernel = numbers(lab, "lab-input"), numbers(lab, "lab-kernel")
    assert numbers(lab, "lab-output").equal(conv(image, kernel))


def test_settings_do_what_pytorchs_do(lab: Page) -> None:
    chance = random.Random(4)
    image = torch.tensor(BLOB)
    for _ in range(6):
        row, column, value = chance.randrange(7), chance.randrange(7), chance.randint(-9, 9)
        cell(lab, "lab-input", row, column).fill(str(value))
        cell(lab, "lab-input", row, column).blur()
        image[row, column] = value
    lab.get_by_label("stride", exact=True).fill("2")
    lab.get_by_label("padding", exact=True).fill("2")
    lab.get_by_label("dilation", exact=True).fill("2")
    lab.get_by_label("dilation", exact=True).blur()
    expected = conv(image, torch.tensor(EDGES), stride=2, padding=2, dilation=2)
    expect(lab.get_by_test_id("lab-output").get_by_test_id("lab-cell")).to_have_count(expected.numel())
    assert numbers(lab, "lab-output").equal(expected)
    lab.get_by_test_id("lab-activation").select_option("ReLU")
    expect(lab.get_by_test_id("lab-output").locator("[data-value^='-']")).to_have_count(0)
    assert numbers(lab, "lab-output").equal(expected.relu())
    lab.get_by_test_id("lab-pooling").select_option("max")
    expect(lab.get_by_test_id("lab-pooled")).to_be_visible()
    assert numbers(lab, "lab-pooled").equal(F.max_pool2d(expected.relu()[None], 2)[0])


def test_the_window_slides_and_stops_where_it_is_pointed_at(lab: Page) -> None:
    sum_of = lab.get_by_test_id("lab-arithmetic")
    expect(sum_of).to_have_attribute("data-value", "1")
    lab.get_by_test_id("lab-step").click()
    expect(sum_of).to_have_attribute("data-column", "1")
    expect(sum_of).to_have_attribute("data-value", "2")
    lab.get_by_test_id("lab-play").click()
    expect(sum_of).not_to_have_attribute("data-row", "0")
    cell(lab, "lab-output", 3, 2).hover()
    expect(lab.get_by_test_id("lab-play")).to_be_visible()
    expect(sum_of).to_have_attribute("data-row", "3")
    expect(sum_of).to_have_attribute("data-value", "-3")
    expect(sum_of).to_contain_text("= −3")
    cell(lab, "lab-output", 3, 2).focus()
    lab.keyboard.press("ArrowUp")
    expect(sum_of).to_have_attribute("data-row", "2")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("vector.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG or JPEG"),
        ("huge.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (10_000).to_bytes(4, "big") * 2 + bytes(9), "100 million pixels"),
        ("torn.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (10).to_bytes(4, "big") * 2 + bytes(9), "broken"),
    ],
)
def test_what_is_no_picture_is_refused(lab: Page, name: str, content: bytes, why: str) -> None:
    lab.get_by_test_id("lab-file").set_input_files({"name": name, "mimeType": "image/png", "buffer": content})
    expect(lab.get_by_role("alert")).to_contain_text(why)
    assert numbers(lab, "lab-input").tolist() == BLOB


def test_the_place_is_in_the_address(lab: Page) -> None:
    assert "place=lab" in lab.url
    lab.go_back()
    expect(lab.get_by_test_id("draw-pad")).to_be_visible()
    lab.go_forward()
    expect(lab.get_by_test_id("lab-input")).to_be_visible()
    lab.get_by_test_id("place-net").click()
    expect(lab.get_by_test_id("train")).to_be_visible()
