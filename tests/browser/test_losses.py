"""The loss is chosen in the training panel: another one begins anew, learns, is told as what it is, and can be taken back; of
what is on the pad it is worked out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import handwriting
from inkling.losses._base import registry
from serving import Server
from watching import wait_until

LONG: dict[str, Any] = {"timeout": 60_000}
LEARNED = "least => Number(document.querySelector('[data-testid=test-accuracy]')?.dataset.value) > least"


@pytest.mark.parametrize(("loss", "answers"), [("MSELoss", "above 0"), ("MultiMarginLoss", "")])
def test_a_net_learns_by_another_loss(server: Server, page: Page, loss: str, answers: str) -> None:
    page.goto(server.url)
    page.get_by_test_id("preset").select_option("softmax")
    chosen = page.get_by_test_id("loss")
    expect(chosen).to_have_value("CrossEntropyLoss")
    chosen.select_option(loss)
    expect(chosen).to_have_value(loss)
    page.get_by_test_id("train").click()
    wait_until(page, LEARNED, arg=0.5, **LONG)
    page.evaluate("document.querySelector('[data-testid=pause]')?.click()")
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", re.compile("paused|done"), **LONG)

    # The answer of an output: where it is no softmax, that is said, and no softmax is shown.
    page.get_by_role("button", name="Test image").first.click()
    page.locator("[data-testid=layer][data-kind=answer] .bar").nth(3).click()
    panel = page.get_by_test_id("unit-arithmetic")
    expect(panel).to_have_attribute("data-value", re.compile(r"\d"), **LONG)
    if answers:
        expect(panel.get_by_test_id("answers")).to_contain_text(answers)
        expect(panel.get_by_label("Softmax", exact=True)).to_have_count(0)
    else:
        expect(panel.get_by_label("Softmax", exact=True)).to_be_visible()
    panel.get_by_label("Close the arithmetic").click()
    expect(panel).to_have_count(0)

    page.get_by_role("button", name="Undo", exact=True).click()
    expect(chosen).to_have_value("CrossEntropyLoss")


def test_each_is_told_with_its_curve_and_what_its_net_has_to_end_in(server: Server, page: Page) -> None:
    page.goto(server.url)
    page.get_by_test_id("preset").select_option("softmax")
    page.get_by_role("tab", name="Training", exact=True).click()
    chosen, told = page.get_by_test_id("loss"), page.get_by_test_id("loss-what")
    expect(told.get_by_test_id("loss-picture")).to_have_count(0)
    told.locator("summary").focus()
    page.keyboard.press("Enter")
    for name, loss in registry().items():
        chosen.select_option(name)
        expect(told.get_by_test_id("loss-help")).to_have_text(" ".join((loss.__doc__ or "").split()))
        picture = told.get_by_test_id("loss-picture")
        expect(picture).to_have_attribute("data-of", re.compile(f'"type":"{name}"'))
        curve = loss.model_validate({"type": name}).curve()
        expect(picture).to_contain_text(curve.axis)
        expect(picture.locator("polyline")).to_have_count(len(curve.lines))
        if loss.after:
            expect(page.get_by_test_id("train")).to_be_disabled()
            page.get_by_role("button", name=f"Append {loss.after}").click()
        expect(page.get_by_test_id("train")).to_be_enabled()
    chosen.select_option("CrossEntropyLoss")
    page.get_by_role("button", name="Remove LogSoftmax").click()
    expect(page.locator("[data-testid=layer][data-type=LogSoftmax]")).to_have_count(0)


def test_an_argument_changes_the_curve(server: Server, page: Page) -> None:
    page.goto(server.url)
    page.get_by_role("tab", name="Training", exact=True).click()
    page.get_by_test_id("loss").select_option("SmoothL1Loss")
    picture = page.get_by_test_id("loss-picture")
    expect(picture).to_have_attribute("data-of", re.compile("SmoothL1Loss"))
    expect(picture).to_have_attribute("aria-label", re.compile("1.5 at −2"))
    before = picture.locator("polyline").get_attribute("points")
    page.get_by_label("Beta", exact=True).fill("0.2")
    page.keyboard.press("Enter")
    expect(picture).to_have_attribute("aria-label", re.compile("1.9 at −2"))
    assert picture.locator("polyline").get_attribute("points") != before


def test_the_loss_of_an_image_and_of_a_drawing(server: Server, page: Page) -> None:
    page.goto(server.url)
    page.get_by_role("tab", name="Training", exact=True).click()
    page.get_by_test_id("preset").select_option("softmax")
    expect(page.get_by_test_id("loss")).to_have_value("CrossEntropyLoss")
    page.get_by_test_id("step").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "paused", **LONG)
    page.locator("[data-testid=layer][data-kind=answer] .bar").nth(3).click()
    loss = page.get_by_test_id("unit-loss")
    right = loss.get_by_label("Right answer")

    # Of the image that stands in for an empty pad, and of one that is put there, the label is known.
    expect(loss.get_by_test_id("right-why")).to_contain_text("The label of what is on the pad says", **LONG)
    _is_minus_log_p(page)
    page.get_by_role("button", name="Test image").first.click()
    expect(page.get_by_test_id("prediction")).not_to_have_attribute("data-digit", "")
    label = right.input_value()
    _is_minus_log_p(page)
    other = str((int(label) + 1) % 10)
    right.select_option(other)
    expect(loss.get_by_test_id("right-why")).to_contain_text(f"the label says {label}")
    _is_minus_log_p(page)

    # Of a drawing nobody knows it, until somebody says it, with the keyboard alone; then it holds while drawing goes on.
    handwriting.draw(page, 3)
    expect(right).to_have_value("")
    expect(loss.get_by_test_id("right-why")).to_contain_text("A drawing has no label. Say what it is")
    expect(loss.get_by_test_id("example-loss")).to_have_count(0)
    right.focus()
    page.keyboard.press("3")
    expect(right).to_have_value("3")
    _is_minus_log_p(page)
    page.get_by_role("button", name="Clear", exact=True).click()
    handwriting.draw(page, 7)
    expect(right).to_have_value("")
    expect(loss.get_by_test_id("example-loss")).to_have_count(0)


def _is_minus_log_p(page: Page) -> None:
    """The loss is −log of the right class's percentage in the answer beside it, which is of the same step."""
    loss = page.get_by_test_id("unit-loss")
    right = loss.get_by_label("Right answer").input_value()
    # Until the loss of this class is there.
    expect(loss.locator("tr.right th")).to_have_text(re.compile(f"^{right}"))
    step = loss.get_attribute("data-step") or ""
    assert step
    expect(page.get_by_test_id("prediction")).to_have_attribute("data-step", step)
    wait_until(
        page,
        """right => {
          const p = Number(document.querySelectorAll('[data-testid=probability]')[right].dataset.value);
          const told = Number(document.querySelector('[data-testid=example-loss]').dataset.value);
          return Math.abs(told + Math.log(p)) < 1e-4;
        }""",
        arg=int(right),
        **LONG,
    )
