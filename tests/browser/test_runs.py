"""A training that makes way for another is not lost: said where it happens, one press away, over reloads and restarts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

import handwriting
from serving import Server
from watching import Faults, wait_until

LONG: dict[str, Any] = {"timeout": 60_000}


def state(page: Page) -> Locator:
    return page.get_by_test_id("train-status")


def step(page: Page) -> str:
    return state(page).get_attribute("data-step") or ""


def train(page: Page, least: int) -> None:
    """Trains to at least this step, and comes to rest."""
    page.get_by_test_id("train").click()
    wait_until(
        page, "least => Number(document.querySelector('[data-testid=train-status]').dataset.step) > least", arg=least, **LONG
    )
    # It may be done by now: then there is nothing to pause.
    page.evaluate("document.querySelector('[data-testid=pause]')?.click()")
    expect(state(page)).to_have_attribute("data-state", re.compile("paused|done"), **LONG)


def answer(page: Page) -> float:
    """How sure the net is of what is drawn, with the weights of the step that is shown."""
    prediction = page.get_by_test_id("prediction")
    expect(prediction).to_have_attribute("data-step", step(page), **LONG)
    expect(prediction).to_have_attribute("data-probability", re.compile(r"\d"), **LONG)
    return float(prediction.get_attribute("data-probability") or "nan")


def test_a_training_that_makes_way_comes_back_as_it_was(own_server: Server, page: Page, faults: Faults) -> None:
    faults.allow("WebSocket|ERR_CONNECTION_REFUSED")  # while the server is started anew
    page.goto(own_server.url)
    page.get_by_test_id("preset").select_option("perceptron")
    handwriting.draw(page, 3)
    train(page, 60)
    before, sure = step(page), answer(page)

    # Reset: no question, and nothing is lost.
    page.keyboard.press("r")
    left = page.get_by_test_id("run-left")
    expect(left).to_contain_text("kept as run 1")
    expect(state(page)).to_have_attribute("data-step", "0")
    first = page.locator("[data-testid=run][data-id='1']")
    expect(first).to_have_attribute("data-state", "kept", **LONG)
    expect(first).to_have_attribute("data-step", before)
    expect(first).to_have_attribute("data-best", re.compile(r"0\.\d+"))
    page.get_by_test_id("run-back").click()
    expect(state(page)).to_have_attribute("data-step", before, **LONG)
    expect(left).to_have_count(0)
    assert answer(page) == pytest.approx(sure, rel=1e-5), "the weights are those"
    accuracy = page.get_by_test_id("test-accuracy").get_attribute("data-value")
    assert accuracy

    # Another preset, while it trains: undo brings weights back too, and so does redo.
    page.get_by_test_id("train").click()
    wait_until(
        page,
        "step => Number(document.querySelector('[data-testid=train-status]').dataset.step) > step",
        arg=int(before) + 20,
        **LONG,
    )
    page.get_by_test_id("preset").select_option("softmax")
    expect(left).to_contain_text("kept as run 2")
    second = page.locator("[data-testid=run][data-id='2']")
    expect(second).to_have_attribute("data-state", "kept", **LONG)
    trained = second.get_attribute("data-step") or ""
    assert int(trained) > int(before) + 20
    train(page, 10)
    softmax = step(page)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_test_id("preset")).to_have_value("perceptron")
    expect(state(page)).to_have_attribute("data-step", trained, **LONG)
    assert answer(page) != pytest.approx(sure, rel=1e-5)
    expect(page.locator("[data-testid=run][data-id='3']")).to_have_attribute("data-state", "kept", **LONG)
    page.get_by_role("button", name="Redo", exact=True).click()
    expect(page.get_by_test_id("preset")).to_have_value("softmax")
    expect(state(page)).to_have_attribute("data-step", softmax, **LONG)

    # All of it is there after the page was loaded anew, and after the server was started anew.
    page.reload()
    expect(page.get_by_test_id("run")).to_have_count(3, **LONG)
    own_server.stop()
    own_server.start()
    page.goto(own_server.url)
    expect(state(page)).to_have_attribute("data-step", softmax, **LONG)
    expect(page.get_by_test_id("run")).to_have_count(3, **LONG)
    first.get_by_test_id("run-restore").click()
    expect(state(page)).to_have_attribute("data-step", before, **LONG)
    expect(page.get_by_test_id("test-accuracy")).to_have_attribute("data-value", accuracy)
    handwriting.draw(page, 3)
    assert answer(page) == pytest.approx(sure, rel=1e-5)
    train(page, int(before) + 5)
