"""The kernel lab, by mouse and by keyboard; its numbers are PyTorch's."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
import torch
from PIL import Image
from playwright.sync_api import Locator, Page, Request, expect
from torch.nn import functional as F

from serving import Server
from watching import wait_until

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
    return torch.tensor(found[2], dtype=torch.float32).reshape(found[0], found[1])


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


def test_a_row_meets_the_spike_detector(lab: Page) -> None:
    lab.get_by_test_id("lab-exhibit-spike").click()
    expect(lab.get_by_test_id("lab-kernel").get_by_test_id("lab-cell")).to_have_count(3)
    assert numbers(lab, "lab-input").tolist() == [[0, 0, 1, 0, 0, 1, 1, 0, 0]]
    assert numbers(lab, "lab-kernel").tolist() == [[-1, 1, -1]]
    assert numbers(lab, "lab-output").tolist() == [[-1, 1, -1, -1, 0, 0, -1]]
    lab.get_by_test_id("lab-exhibit-anywhere").click()
    expect(lab.get_by_test_id("lab-pooled").get_by_test_id("lab-cell")).to_have_count(1)
    for _ in range(3):
        lab.get_by_test_id("lab-move-right").click()
        assert numbers(lab, "lab-pooled").tolist() == [[1]]
    row = numbers(lab, "lab-input")
    expected = F.conv1d(row[None], torch.tensor([[[-1.0, 1, -1]]]), padding=1)[0]
    assert numbers(lab, "lab-output").equal(expected)
    assert F.adaptive_max_pool1d(expected, 1).item() == 1


def test_a_shift_within_the_window_changes_nothing_after_pooling_and_a_big_one_does(lab: Page) -> None:
    lab.get_by_test_id("lab-exhibit-small-shift").click()
    expect(lab.get_by_test_id("lab-shift")).to_have_text("1 right")
    assert numbers(lab, "lab-pooled").tolist() == [[9, 0], [0, 0]]
    expect(lab.get_by_test_id("lab-same-pooled")).to_have_text("All 4 are as before the move")
    expect(lab.get_by_test_id("lab-same")).to_have_text("14 of 16 are as before the move")
    # By keyboard: arrow keys on the buttons, with Alt on the picture.
    lab.get_by_test_id("lab-move-right").focus()
    lab.keyboard.press("ArrowDown")
    expect(lab.get_by_test_id("lab-shift")).to_have_text("1 right, 1 down")
    assert numbers(lab, "lab-pooled").tolist() == [[9, 0], [0, 0]]
    cell(lab, "lab-input", 0, 0).focus()
    lab.keyboard.press("Alt+ArrowRight")
    expect(lab.get_by_test_id("lab-shift")).to_have_text("2 right, 1 down")
    assert numbers(lab, "lab-pooled").tolist() == [[0, 9], [0, 0]]
    expect(lab.get_by_test_id("lab-same-pooled")).to_have_text("2 of 4 are as before the move")
    expect(lab.get_by_test_id("lab-pooled").locator("[data-changed]")).to_have_count(2)
    lab.get_by_test_id("lab-move-back").click()
    expect(lab.get_by_test_id("lab-shift")).to_be_empty()
    assert numbers(lab, "lab-pooled").tolist() == [[9, 0], [0, 0]]


def test_the_kernel_that_answers_most_to_a_line_is_the_line(lab: Page) -> None:
    lab.get_by_test_id("lab-exhibit-diagonal").click()
    score = lab.get_by_test_id("lab-score")
    expect(score).to_have_attribute("data-value", "1")
    lab.get_by_test_id("kernel-preset").select_option("diagonal")
    expect(score).to_contain_text("1.41")
    for i in range(9):
        field = cell(lab, "lab-kernel", i // 3, i % 3)
        field.fill("5" if i % 4 == 0 else "0")
        field.blur()
    expect(score).to_contain_text("no kernel answers more")
    assert float(score.get_attribute("data-value") or 0) == pytest.approx(3**0.5, rel=1e-6)


def test_a_photograph_in_grey_and_in_colour(lab: Page) -> None:
    lab.get_by_test_id("lab-source").select_option("flower")
    expect(lab.get_by_test_id("lab-input")).to_have_attribute("data-columns", "512")
    expect(lab.get_by_test_id("lab-output")).to_have_attribute("data-columns", "510")
    sum_of = lab.get_by_test_id("lab-arithmetic")
    expect(sum_of.get_by_test_id("lab-product")).to_have_count(9)
    lab.get_by_test_id("lab-colour").check()
    expect(sum_of.get_by_test_id("lab-product")).to_have_count(27)
    for _ in range(3):
        lab.get_by_test_id("lab-step").click()
    products = sum_of.get_by_test_id("lab-product").evaluate_all("all => all.map(each => Number(each.dataset.value))")
    assert sum(products) == pytest.approx(float(sum_of.get_attribute("data-value") or "nan"), abs=1e-5)


def test_a_picture_of_ones_own_stays_in_the_browser(lab: Page) -> None:
    pixels = torch.arange(60, dtype=torch.uint8).reshape(6, 10) * 4
    png = BytesIO()
    Image.fromarray(pixels.numpy()).save(png, "PNG")
    requests: list[Request] = []
    lab.on("request", lambda request: requests.append(request))
    lab.get_by_test_id("lab-file").set_input_files({"name": "own.png", "mimeType": "image/png", "buffer": png.getvalue()})
    expect(lab.get_by_test_id("lab-input")).to_have_attribute("data-columns", "10")
    assert numbers(lab, "lab-input").allclose(pixels / 255, atol=1e-6)
    assert numbers(lab, "lab-output").allclose(conv(pixels / 255, torch.tensor(EDGES)), atol=1e-5)
    # (A browser may ask for the page's icon whenever the address changes.)
    assert [each.url for each in requests if not each.url.startswith("blob:") and not each.url.endswith("/icon.svg")] == []
    # It is there again when the page is loaded anew, and not in the address.
    wait_until(lab, "() => location.hash.includes('lab=')")
    address = lab.evaluate("location.hash.length")
    assert address < 2000
    lab.reload()
    expect(lab.get_by_test_id("lab-input")).to_have_attribute("data-columns", "10")
    assert numbers(lab, "lab-input").allclose(pixels / 255, atol=1e-6)


def test_a_digit_drawn_by_hand_and_by_keyboard(lab: Page) -> None:
    lab.get_by_test_id("lab-exhibit-identity").click()
    lab.get_by_test_id("lab-source").select_option("page")
    page = lab.get_by_test_id("lab-input")
    expect(page).to_have_attribute("data-columns", "28")
    sum_of = lab.get_by_test_id("lab-arithmetic")
    box = page.bounding_box()
    assert box is not None
    lab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
    expect(sum_of).to_have_attribute("data-value", "0")
    lab.mouse.down()
    lab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 3 / 4, steps=3)
    lab.mouse.up()
    lab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(sum_of).to_have_attribute("data-value", "1")
    lab.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    expect(sum_of).to_have_attribute("data-value", "0")
    lab.mouse.click(box["x"] + box["width"] / 8, box["y"] + box["height"] / 8)
    page.get_by_role("application").focus()
    for _ in range(3):
        lab.keyboard.press("ArrowRight")
    expect(sum_of).to_have_attribute("data-value", "0")
    lab.keyboard.press("Space")
    expect(sum_of).to_have_attribute("data-value", "1")


def test_an_image_of_the_data_set(lab: Page) -> None:
    lab.get_by_test_id("lab-source").select_option("sample")
    expect(lab.get_by_test_id("lab-sample")).to_contain_text("Test image")
    expect(lab.get_by_test_id("lab-input")).to_have_attribute("data-columns", "28")
    lab.get_by_test_id("lab-sample").get_by_role("textbox").fill("5")
    lab.get_by_test_id("lab-sample").get_by_role("textbox").press("Enter")
    expect(lab.get_by_test_id("lab-sample")).to_contain_text("Test image 5:")


CAMERA = """() => {
  const canvas = document.createElement('canvas');
  canvas.width = 64; canvas.height = 48;
  const context = canvas.getContext('2d');
  const draw = () => { context.fillStyle = '#f00'; context.fillRect(0, 0, 64, 48); requestAnimationFrame(draw); };
  draw();
  navigator.mediaDevices.getUserMedia = async () => (window.filmed = canvas.captureStream());
}"""
"""A camera that sees red."""


def test_one_picture_of_the_camera_and_then_it_is_let_go(lab: Page) -> None:
    lab.evaluate(CAMERA)
    lab.get_by_test_id("lab-camera").click()
    expect(lab.get_by_test_id("lab-take")).to_be_enabled()
    lab.get_by_test_id("lab-take").click()
    expect(lab.get_by_test_id("lab-input")).to_have_attribute("data-columns", "64")
    assert lab.evaluate("filmed.getTracks().map(track => track.readyState)") == ["ended"]
    # Red alone: 0.299 of white.
    lab.get_by_test_id("kernel-preset").select_option("identity")
    lab.get_by_test_id("lab-step").click()
    value = float(lab.get_by_test_id("lab-arithmetic").get_attribute("data-value") or 0)
    assert value == pytest.approx(0.299, abs=0.02)


def test_no_camera_is_said_plainly(lab: Page) -> None:
    lab.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError')); }")
    lab.get_by_test_id("lab-camera").click()
    expect(lab.get_by_role("alert")).to_contain_text("There is no camera here")
    expect(lab.get_by_test_id("lab-input")).to_be_visible()


def test_stages_follow_each_other(lab: Page) -> None:
    lab.get_by_test_id("lab-add").click()
    lab.get_by_test_id("kernel-preset").select_option("vertical")
    first = conv(torch.tensor(BLOB), torch.tensor(EDGES))
    expect(lab.get_by_test_id("lab-output")).to_have_attribute("data-rows", "3")
    assert numbers(lab, "lab-input").equal(first)
    assert numbers(lab, "lab-output").equal(conv(first, torch.tensor(EDGES).T))
    lab.get_by_test_id("lab-stage").first.click()
    expect(lab.get_by_test_id("lab-output")).to_have_attribute("data-rows", "5")


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


def test_cells_are_painted_and_blocks_of_numbers_pasted_and_both_taken_back(lab: Page) -> None:
    lab.get_by_test_id("lab-exhibit-everywhere").click()
    row = lab.get_by_test_id("lab-input").get_by_test_id("lab-cell")
    expect(row).to_have_count(9)
    first, third = cell(lab, "lab-input", 0, 0).bounding_box(), cell(lab, "lab-input", 0, 2).bounding_box()
    assert first is not None
    assert third is not None
    lab.mouse.move(first["x"] + 5, first["y"] + 5)
    lab.mouse.down()
    lab.mouse.move(third["x"] + 5, third["y"] + 5, steps=6)
    lab.mouse.up()
    assert numbers(lab, "lab-input").tolist() == [[1, 1, 1, -1, -1, 1, 1, -1, -1]]
    assert numbers(lab, "lab-output").equal(conv(numbers(lab, "lab-input"), torch.tensor([[-1.0, 1, -1]])))
    lab.get_by_test_id("lab-undo").click()
    assert numbers(lab, "lab-input").tolist() == [[-1, -1, 1, -1, -1, 1, 1, -1, -1]]
    # A block, typed or pasted; a ragged one changes nothing.
    lab.get_by_test_id("lab-exhibit-edges").click()
    lab.get_by_test_id("lab-numbers").click()
    lab.get_by_test_id("lab-numbers-text").fill("1\t2\t3\n4\t5")
    lab.get_by_test_id("lab-numbers-take").click()
    expect(lab.get_by_role("alert")).to_contain_text("Row 1 has 3 numbers, row 2 has 2")
    lab.keyboard.press("Escape")
    assert numbers(lab, "lab-input").tolist() == BLOB
    cell(lab, "lab-input", 0, 0).evaluate(
        """field => {
            const data = new DataTransfer();
            data.setData('text', '1\\t0\\t1/9\\n-2\\t0,5\\t0\\n0\\t0\\t3\\n');
            field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(row).to_have_count(9)
    block = torch.tensor([[1, 0, 1 / 9], [-2, 0.5, 0], [0, 0, 3]])
    assert numbers(lab, "lab-input").equal(block)
    assert numbers(lab, "lab-output").allclose(conv(block, torch.tensor(EDGES)))
    cell(lab, "lab-input", 1, 1).focus()
    lab.keyboard.press("Control+z")
    expect(row).to_have_count(49)


def test_the_bench_of_softmax_and_loss_by_mouse_and_keyboard_and_from_the_net(lab: Page) -> None:
    lab.get_by_test_id("lab-exhibit-loss").click()
    ten = torch.tensor([4, 3.5, 4, -1, 0.5, 2, -4, 3, -2, 5], dtype=torch.float64)
    shares = lab.get_by_test_id("bench-class").evaluate_all("all => all.map(each => Number(each.dataset.p))")
    assert shares == pytest.approx(torch.softmax(ten, 0).tolist(), abs=1e-12)
    loss = lab.get_by_test_id("bench-loss")
    assert float(loss.get_attribute("data-value") or 0) == pytest.approx(F.cross_entropy(ten, torch.tensor(6)).item(), abs=1e-9)
    six = lab.get_by_role("slider", name="Logit of 6")
    box = six.bounding_box()
    assert box is not None
    # From −6 to 6: three quarters are 3.
    lab.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    lab.mouse.down()
    lab.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 2, steps=4)
    lab.mouse.up()
    expect(six).to_have_attribute("aria-valuenow", "3")
    six.press("ArrowRight")
    expect(six).to_have_attribute("aria-valuenow", "3.1")
    ten[6] = 3.1
    assert float(loss.get_attribute("data-value") or 0) == pytest.approx(F.cross_entropy(ten, torch.tensor(6)).item(), abs=1e-9)
    six.press("Control+z")
    # On a slow machine the key was a step of its own.
    if six.get_attribute("aria-valuenow") != "-4":
        six.press("Control+z")
    expect(six).to_have_attribute("aria-valuenow", "-4")
    # The answer's own logits, as the net has them.
    lab.get_by_test_id("place-net").click()
    lab.locator("[data-testid=layer][data-kind=answer] .bar").nth(3).click()
    lab.get_by_test_id("try-on-bench").click()
    expect(lab.get_by_test_id("bench-class")).to_have_count(10)
    carried = lab.get_by_test_id("bench-class").evaluate_all("all => all.map(each => Number(each.dataset.p))")
    assert sum(carried) == pytest.approx(1, abs=1e-12)
    expect(lab.get_by_test_id("lab-exhibit-softmax")).to_have_attribute("aria-pressed", "false")
