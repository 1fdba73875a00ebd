"""A task that the page has no part for: a net for its data set is trained, and what it says is told in a table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from laid_in import REGRESSION, laid_in
from serving import Server
from watching import wait_until

LONG: dict[str, Any] = {"timeout": 60_000}
R2 = "least => Number(document.querySelector('[data-testid=test-accuracy]')?.dataset.value) > least"
"""The task's first measure on test examples."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("guest")
    with Server(folder, code=laid_in(folder, REGRESSION), warmup_steps=0) as server:
        yield server


def numbers(page: Page) -> tuple[list[float], list[float]]:
    """What the net is given, and what is wanted of it."""
    given = page.get_by_test_id("given-number").all_inner_texts()
    wanted = page.get_by_test_id("target").inner_text()
    return [float(each) for each in given], [float(each) for each in wanted.split(", ")]


def test_numbers_are_learned_and_told_by_name(server: Server, page: Page) -> None:
    page.goto(server.url)
    page.get_by_test_id("preset").select_option("softmax")
    expect(page.get_by_test_id("draw-pad")).to_be_visible()
    page.get_by_test_id("dataset").select_option("throw")

    # The net takes a list; what it gives has to be mended, and is with one press. Its loss is the task's own.
    expect(page.get_by_text("The net gives 10; 2 numbers are wanted", exact=True)).to_be_visible(**LONG)
    page.get_by_role("button", name="Set out_features to 2").first.click()
    expect(page.get_by_test_id("loss")).to_have_value("MSELoss", **LONG)
    offered = page.get_by_test_id("loss").locator("option").evaluate_all("all => all.map(({ value }) => value)")
    assert offered == ["MSELoss", "L1Loss", "SmoothL1Loss"]
    expect(page.get_by_test_id("draw-pad")).to_have_count(0)

    rate = page.get_by_role("textbox", name="Learning rate")
    rate.fill("0.3")
    rate.press("Enter")
    page.get_by_test_id("train").click()
    wait_until(page, R2, arg=0.8, **LONG)
    expect(page.get_by_text("R²").first).to_be_visible()
    page.evaluate("document.querySelector('[data-testid=pause]')?.click()")
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", re.compile("paused|done"), **LONG)

    # An example is asked for; what the net says of it is near to what is wanted, which follows from what is given.
    page.get_by_test_id("another-example").click()
    expect(page.get_by_test_id("target")).to_be_visible(**LONG)
    (speed, angle), wanted = numbers(page)
    a = math.radians(angle)
    assert wanted == pytest.approx([speed**2 * math.sin(2 * a) / 9.81, (speed * math.sin(a)) ** 2 / 19.62], rel=0.01)
    rows = page.get_by_test_id("answer-row")
    expect(rows).to_have_count(2)
    told = rows.evaluate_all("all => all.map((row) => [row.dataset.name, Number(row.dataset.value), row.innerText])")
    assert [name for name, _, _ in told] == ["Distance", "Height"]
    for _, value, text in told:
        shown = re.search(r"(−?[\d.]+)\s+m$", text)
        assert shown, text
        assert float(shown[1].replace("−", "-")) == pytest.approx(value, rel=1e-3)

    # Digits again: the pad is back.
    page.get_by_test_id("dataset").select_option("digits")
    expect(page.get_by_test_id("draw-pad")).to_be_visible(**LONG)
    expect(page.get_by_test_id("answer-table")).to_have_count(0)
