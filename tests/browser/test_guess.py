"""Guess first: the presenter asks on a projector, phones guess, bars fill, then the truth is shown beside the guesses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from serving import Server

PROJECTOR: dict[str, Any] = {"viewport": {"width": 1280, "height": 720}, "has_touch": False, "color_scheme": "light"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}


@pytest.fixture
def presenter(server: Server, new_context: Callable[..., BrowserContext]) -> Page:
    page = new_context(**PROJECTOR).new_page()
    page.goto(server.url)
    expect(page.get_by_test_id("feature-map").first).to_be_visible()
    return page


@pytest.fixture
def join(server: Server, presenter: Page, new_context: Callable[..., BrowserContext]) -> Callable[[], Page]:
    code = presenter.get_by_test_id("room-code").inner_text()

    def enter() -> Page:
        phone = new_context(**PHONE).new_page()
        phone.goto(f"{server.url}?room={code}")
        expect(phone.get_by_test_id("room-role")).to_have_text("Viewer")
        return phone

    return enter


def counts(page: Page) -> list[int]:
    return [int(each.get_attribute("data-count") or -1) for each in page.get_by_test_id("guesses").all()]


def ask(presenter: Page, kind: str) -> None:
    presenter.get_by_test_id("ask").click()
    presenter.get_by_test_id(f"ask-{kind}").click()
    expect(presenter.get_by_test_id("question")).to_be_visible()


def test_what_will_it_say(presenter: Page, join: Callable[[], Page]) -> None:
    one = join()
    presenter.keyboard.press("p")
    expect(presenter.get_by_test_id("present")).to_have_attribute("aria-pressed", "true")
    ask(presenter, "answer")
    # The answer is nowhere to be seen: neither here nor there, nor in the net's last layer.
    for page in (presenter, one):
        expect(page.get_by_test_id("covered")).to_be_visible()
        expect(page.get_by_test_id("prediction")).to_have_count(0)
        expect(page.locator("[data-testid=layer][data-kind=answer]").last).to_be_hidden()
    late = join()
    one.get_by_test_id("guess").nth(3).tap()
    one.get_by_test_id("guess").nth(4).tap()
    late.get_by_test_id("guess").nth(4).tap()
    expect(one.get_by_test_id("guess").nth(4)).to_have_attribute("aria-pressed", "true")
    expect(one.get_by_test_id("question-line")).to_contain_text("Your guess counts")
    expect(presenter.get_by_test_id("guesses").nth(4)).to_have_attribute("data-count", "2")
    assert counts(presenter) == [0, 0, 0, 0, 2, 0, 0, 0, 0, 0]
    assert counts(one) == []
    # Who loads the page anew has guessed already.
    late.reload()
    expect(late.get_by_test_id("guess").nth(4)).to_have_attribute("aria-pressed", "true")
    expect(late.get_by_test_id("question-line")).to_contain_text("Your guess counts")
    assert sum(counts(presenter)) == 2
    presenter.get_by_test_id("reveal").click()
    for page in (presenter, one, late):
        expect(page.get_by_test_id("question")).to_have_attribute("data-state", "revealed")
        expect(page.get_by_test_id("truth")).to_have_count(1)
        assert counts(page) == [0, 0, 0, 0, 2, 0, 0, 0, 0, 0]
    # It is what the net says.
    said = presenter.get_by_role("status", name="Answer: ").or_(presenter.locator("output")).first.inner_text().strip()
    truth = presenter.locator("[data-testid=question] li.truth .name").inner_text().strip()
    assert truth == said
    presenter.get_by_test_id("question-end").click()
    expect(one.get_by_test_id("question")).to_have_count(0)
    expect(one.get_by_test_id("prediction")).to_be_visible()


def test_which_filter_is_this(presenter: Page, join: Callable[[], Page]) -> None:
    phone = join()
    ask(presenter, "filter")
    options = phone.get_by_test_id("guess")
    expect(options).to_have_count(4)
    expect(phone.get_by_test_id("question").get_by_role("img")).to_have_count(5)
    # Its filters are not to be seen in the net meanwhile.
    expect(presenter.get_by_test_id("layer").first).to_be_hidden()
    options.first.tap()
    expect(presenter.get_by_test_id("guesses").first).to_have_attribute("data-count", "1")
    presenter.get_by_test_id("reveal").click()
    expect(phone.get_by_test_id("truth")).to_have_count(1)
    right = phone.locator("[data-testid=question] li.truth .name").inner_text()
    verdict = "You were right." if right == "A" else "You were not."
    expect(phone.get_by_test_id("question-line")).to_contain_text(verdict)
    presenter.get_by_test_id("question-end").click()
    expect(presenter.get_by_test_id("layer").first).to_be_visible()


def test_a_question_of_one_s_own_is_text_and_its_truth_is_marked(presenter: Page, join: Callable[[], Page]) -> None:
    phone = join()
    presenter.get_by_test_id("ask").click()
    presenter.get_by_test_id("ask-text").fill("<img src=x onerror=alert(1)> or Adam?")
    for place, text in enumerate(("<b>SGD</b>", "Adam")):
        presenter.get_by_test_id("ask-option").nth(place).fill(text)
    presenter.get_by_test_id("ask-words").click()
    expect(phone.get_by_role("heading", name="<img src=x onerror=alert(1)> or Adam?")).to_be_visible()
    box = phone.get_by_test_id("guess").first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    phone.get_by_test_id("guess").filter(has_text="<b>SGD</b>").tap()
    expect(presenter.get_by_test_id("guesses").first).to_have_attribute("data-count", "1")
    presenter.get_by_test_id("reveal").click()
    presenter.get_by_test_id("mark").nth(1).click()
    expect(phone.get_by_test_id("question-line")).to_have_text("0 of 1 guessed right. You were not.")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    presenter.get_by_test_id("question-end").click()
    expect(phone.get_by_test_id("question")).to_have_count(0)
