"""The loss is chosen in the training panel: another one begins anew, learns, is told as what it is, and can be taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

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
    page.locator("[data-testid=layer][data-kind=classes] .class").nth(3).click()
    panel = page.get_by_test_id("unit-arithmetic")
    expect(panel).to_have_attribute("data-value", re.compile(r"\d"), **LONG)
    if answers:
        expect(panel.get_by_test_id("answers")).to_contain_text(answers)
        expect(panel.get_by_label("Softmax", exact=True)).to_have_count(0)
    else:
        expect(panel.get_by_label("Softmax", exact=True)).to_be_visible()
        expect(panel.get_by_text("Cross-entropy, if it is a")).to_have_count(0)
    panel.get_by_label("Close the arithmetic").click()
    expect(panel).to_have_count(0)

    page.get_by_role("button", name="Undo", exact=True).click()
    expect(chosen).to_have_value("CrossEntropyLoss")
