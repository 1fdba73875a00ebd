"""From the lab into a net: a kernel that stays frozen, its drift once freed, the shift dial, and accuracy against shift."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

import handwriting
from serving import Server
from watching import eventually, wait_until

LIMIT_MS = 120_000


def trained_for(page: Page, steps: int) -> None:
    """Train so many steps or a few more, then pause."""
    status = page.get_by_test_id("train-status")
    first = int(status.get_attribute("data-step") or 0)
    page.get_by_test_id("train").click()
    wait_until(
        page,
        "least => Number(document.querySelector('[data-testid=train-status]').dataset.step) >= least",
        arg=first + steps,
        timeout=LIMIT_MS,
    )
    page.get_by_test_id("pause").click()
    expect(status).to_have_attribute("data-state", "paused", timeout=LIMIT_MS)
    # The pictures of the last step follow it.
    step = status.get_attribute("data-step")
    wait_until(page, "step => document.querySelector('[data-testid=drift]')?.dataset.step === step", arg=step, timeout=LIMIT_MS)


def kernel(page: Page, filter: int) -> list[str]:
    """The weights of a filter as the inspector writes them."""
    found = page.get_by_test_id("drift")
    if found.get_attribute("data-unit") != str(filter - 1):
        page.get_by_role("button", name=f"Map {filter}", exact=True).click()
    expect(found).to_have_attribute("data-unit", str(filter - 1))
    return page.get_by_label("Kernel for input map 1", exact=True).locator("td").all_inner_texts()


def drift(page: Page) -> float:
    return float(page.get_by_test_id("drift").get_attribute("data-value") or "nan")


@pytest.fixture
def net(server: Server, page: Page) -> Page:
    """The smallest CNN on the built-in digits, at step 0."""
    page.goto(server.url)
    page.get_by_test_id("dataset").select_option("digits")
    page.get_by_test_id("preset").select_option("one-block")
    page.get_by_test_id("reset").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-step", "0")
    return page


def test_a_kernel_of_the_lab_goes_into_a_net_and_stays_there(net: Page) -> None:
    page = net
    page.get_by_test_id("place-lab").click()
    page.get_by_test_id("kernel-preset").select_option("sobel-x")
    page.get_by_test_id("use-in-net").click()
    page.get_by_test_id("use-filter").fill("3")
    page.get_by_test_id("use-it").click()
    expect(page.get_by_test_id("given")).to_have_attribute("data-filter", "2")
    # From −2 to 2 in 256 levels: one decimal is what they carry.
    sobel = ["−1.0", ".0", "1.0", "−2.0", ".0", "2.0", "−1.0", ".0", "1.0"]
    before = eventually(page, lambda: kernel(page, 3), lambda weights: weights == sobel)
    trained_for(page, 50)
    assert kernel(page, 3) == before
    assert drift(page) == 0
    kernel(page, 1)
    eventually(page, lambda: drift(page), lambda drift: drift > 0)
    # Freed, it learns from where it is, and nothing begins anew.
    page.get_by_label("Filter 3 is frozen").uncheck()
    trained_for(page, 20)
    assert int(page.get_by_test_id("train-status").get_attribute("data-step") or 0) >= 70
    eventually(page, lambda: kernel(page, 3), lambda weights: weights != before)
    eventually(page, lambda: drift(page), lambda drift: drift > 0)
    page.get_by_role("button", name="Remove the kernel given to filter 3").click()
    expect(page.get_by_test_id("given")).to_have_count(0)


def test_while_it_trains_it_is_asked_first(net: Page) -> None:
    page = net
    page.get_by_test_id("train").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "running", timeout=LIMIT_MS)
    page.get_by_test_id("place-lab").click()
    page.get_by_test_id("use-in-net").click()
    page.get_by_test_id("use-it").click()
    page.get_by_role("button", name="Keep the weights of unchanged layers").click()
    expect(page.get_by_test_id("given")).to_have_attribute("data-filter", "0")
    eventually(
        page, lambda: [float(text.replace("−", "-")) for text in kernel(page, 1)[:3]], lambda weights: weights == [-1] * 3
    )


def test_a_net_without_a_convolution_gets_one(net: Page) -> None:
    page = net
    page.get_by_test_id("preset").select_option("softmax")
    expect(page.get_by_test_id("layer")).to_have_count(2)
    page.get_by_test_id("place-lab").click()
    page.get_by_test_id("use-in-net").click()
    expect(page.get_by_role("dialog")).to_contain_text("no convolution")
    page.get_by_test_id("use-it").click()
    expect(page.get_by_test_id("layer")).to_have_count(4)
    expect(page.get_by_test_id("layer").first).to_have_attribute("data-type", "Conv2d")
    expect(page.get_by_test_id("given")).to_have_attribute("data-filter", "0")


def test_a_whole_layer_begins_with_a_bank(net: Page) -> None:
    page = net
    page.get_by_test_id("layer").first.locator(".head").click()
    page.get_by_label("Start", exact=True).select_option("sobel")
    # Sobel's x, as long as PyTorch's kernels are: 1/√3 over √12.
    sobel = pytest.approx([c / 6 for c in (-1, 0, 1, -2, 0, 2, -1, 0, 1)], abs=0.006)
    eventually(page, lambda: [float(text.replace("−", "-")) for text in kernel(page, 1)], lambda weights: weights == sobel)
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Start", exact=True)).to_have_value("default")


def test_the_dial_moves_the_drawing_and_the_probabilities_follow(net: Page) -> None:
    page = net
    page.get_by_test_id("layer").first.locator(".head").click()
    kernel(page, 1)
    trained_for(page, 40)
    handwriting.draw(page, 7)
    prediction = page.get_by_test_id("prediction")
    expect(prediction).not_to_have_attribute("data-digit", "")
    wait_until(page, SETTLED)
    where = prediction.get_attribute("data-probability")
    page.get_by_test_id("shift-right").focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(prediction).not_to_have_attribute("data-probability", where or "")
    expect(page.get_by_text("moved 8 right")).to_be_visible()
    page.get_by_test_id("clear-drawing").click()
    expect(page.get_by_test_id("shift-right")).to_have_value("0")
    page.get_by_label("Undo stroke").click()
    expect(page.get_by_test_id("shift-right")).to_have_value("8")
    expect(page.get_by_text("moved 8 right")).to_be_visible()
    page.get_by_test_id("shift-back").click()
    expect(prediction).to_have_attribute("data-probability", where or "")
    # A drawing is written with MNIST's pen; an image of the data set is as it is.
    expect(page.get_by_text("28 × 28, centred, MNIST’s pen")).to_be_visible()
    page.get_by_role("button", name="Test image", exact=True).click()
    expect(page.get_by_text("28 × 28, from the data set")).to_be_visible()
    expect(page.get_by_text("centred, MNIST’s pen")).to_have_count(0)


# The answer is to the newest drawing, and no other has come for a quarter of a second.
SETTLED = """() => new Promise(done => {
  const answer = document.querySelector('[data-testid=prediction]'), before = answer.dataset.drawing;
  setTimeout(() => done(answer.dataset.drawing === before), 250);
})"""


def test_accuracy_against_shift_is_measured_for_several_nets(net: Page) -> None:
    page = net
    page.get_by_role("tab", name="Shifts").click()
    curves = page.get_by_test_id("shift-curve")
    for number, preset in enumerate(("softmax", "one-block")):
        page.get_by_test_id("preset").select_option(preset)
        expect(page.get_by_test_id("train-status")).to_have_attribute("data-step", "0")
        page.get_by_test_id("measure-shifts").click()
        expect(curves).to_have_count(number + 1)
        expect(curves.nth(number)).to_have_attribute("data-done", "true", timeout=LIMIT_MS)
        found = [float(part) for part in (curves.nth(number).get_attribute("data-accuracy") or "").split()]
        assert len(found) == 17
        assert all(0 <= each <= 1 for each in found)
    expect(curves.first).to_contain_text("Softmax regression")
    page.get_by_role("button", name="Remove the curve of Softmax regression").click()
    expect(curves).to_have_count(1)
    expect(curves.first).to_contain_text("CNN, one block")
