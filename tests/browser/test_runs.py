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
    """Trains to at least this step, and pauses."""
    page.get_by_test_id("train").click()
    wait_until(
        page, "least => Number(document.querySelector('[data-testid=train-status]').dataset.step) > least", arg=least, **LONG
    )
    page.get_by_test_id("pause").click()
    expect(state(page)).to_have_attribute("data-state", "paused", **LONG)


def answer(page: Page) -> list[float]:
    """The probabilities of all classes for what is drawn, with the weights of the step that is shown."""
    prediction = page.get_by_test_id("prediction")
    expect(prediction).to_have_attribute("data-step", step(page), **LONG)
    expect(prediction).to_have_attribute("data-probability", re.compile(r"\d"), **LONG)
    rows = prediction.get_by_test_id("probability")
    probabilities: list[float] = rows.evaluate_all("rows => rows.map((row) => Number(row.dataset.value))")
    assert len(probabilities) == 10
    assert sum(probabilities) == pytest.approx(1)
    return probabilities


def same(probabilities: list[float]) -> Any:
    """What the same weights say: small probabilities, too, are equal but for the order of sums."""
    return pytest.approx(probabilities, rel=1e-4, abs=0)


def test_a_training_that_makes_way_comes_back_as_it_was(own_server: Server, page: Page, faults: Faults) -> None:
    faults.allow("WebSocket|ERR_CONNECTION_REFUSED")  # while the server is started anew
    page.goto(own_server.url)
    page.get_by_test_id("preset").select_option("perceptron")
    epochs = page.get_by_label("Epochs", exact=True)
    epochs.fill("100")  # it is paused long before it is done
    epochs.press("Enter")
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
    assert answer(page) == same(sure), "the weights are those"
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
    page.get_by_test_id("step").click()
    expect(state(page)).to_have_attribute("data-step", "1", **LONG)
    softmax, other = step(page), answer(page)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_test_id("layer")).to_have_count(4)
    expect(epochs).to_have_value("100")
    expect(state(page)).to_have_attribute("data-step", trained, **LONG)
    assert answer(page) != same(sure)
    expect(page.locator("[data-testid=run][data-id='3']")).to_have_attribute("data-state", "kept", **LONG)
    page.get_by_role("button", name="Redo", exact=True).click()
    expect(page.get_by_test_id("preset")).to_have_value("softmax")
    expect(state(page)).to_have_attribute("data-step", softmax, **LONG)
    assert answer(page) == same(other)

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
    assert answer(page) == same(sure)
    train(page, int(before) + 5)


def test_the_keyboard_is_where_it_was_when_a_notice_is_put_away(server: Server, page: Page) -> None:
    page.goto(server.url)
    expect(page.get_by_test_id("room-code")).to_be_visible()
    step_once, reset = page.get_by_test_id("step"), page.get_by_test_id("reset")
    step_once.click()
    expect(state(page)).to_have_attribute("data-step", "1", **LONG)
    reset.focus()
    page.keyboard.press("Enter")
    back = page.get_by_test_id("run-back")
    back.focus()
    page.keyboard.press("Enter")
    expect(back).to_have_count(0)
    expect(reset).to_be_focused()
    expect(state(page)).to_have_attribute("data-step", "1", **LONG)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Put this away").focus()
    page.keyboard.press("Enter")
    expect(back).to_have_count(0)
    expect(reset).to_be_focused()
    # Where nothing had it before, it is in the net.
    step_once.click()
    expect(state(page)).to_have_attribute("data-step", "1", **LONG)
    reset.click()
    expect(back).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    back.click()
    expect(back).to_have_count(0)
    expect(page.locator("[data-testid=layer]:focus")).to_have_count(1)
