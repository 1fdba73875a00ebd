"""The address of an open page: what changes behind its `#` takes nothing away, and a link still opens."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from serving import Server

FORBIDDEN = """for (const name of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });"""


def test_a_fragment_takes_nothing_away_and_a_link_opens_beside_what_is_there(server: Server, page: Page) -> None:
    page.add_init_script(FORBIDDEN)
    page.goto(server.url)
    page.get_by_test_id("preset").select_option("lenet-5")
    expect(page.get_by_label("Undo", exact=True)).to_be_enabled()
    pad = page.get_by_test_id("draw-pad").bounding_box()
    assert pad is not None
    page.mouse.move(pad["x"] + pad["width"] / 2, pad["y"] + 0.2 * pad["height"])
    page.mouse.down()
    page.mouse.move(pad["x"] + pad["width"] / 2, pad["y"] + 0.8 * pad["height"], steps=5)
    page.mouse.up()
    page.get_by_role("tab", name="Gradients").click()
    page.evaluate("window.mark = 'the same document'")

    def all_is_there() -> None:
        assert page.evaluate("window.mark") == "the same document"
        expect(page.get_by_test_id("clear-drawing")).to_be_enabled()
        expect(page.get_by_role("tab", name="Gradients")).to_have_attribute("aria-selected", "true")
        expect(page.get_by_test_id("train")).to_be_enabled()

    room = page.get_by_test_id("room-code").inner_text()
    expect(page).to_have_url(re.compile("#e="))
    experiment = page.url
    # The link for the keyboard: the focus moves, the address stays.
    page.get_by_text("Skip to the network").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#net")).to_be_focused()
    assert page.url == experiment
    all_is_there()
    # Anything typed behind the #: the address holds what is shown again.
    for typed in ("#foo", "#net", "#e=rubbish"):
        page.evaluate("hash => { location.hash = hash; }", typed)
        expect(page).to_have_url(experiment)
        all_is_there()
    expect(page.get_by_label("Undo", exact=True)).to_be_enabled()
    # A link: its experiment is in a room of its own, what was drawn stays, and Back leads to the room that was left.
    page.get_by_test_id("preset").select_option("softmax")
    expect(page).not_to_have_url(experiment)
    page.evaluate("url => { location.hash = new URL(url).hash; }", experiment)
    expect(page.get_by_test_id("preset")).to_have_value("lenet-5")
    expect(page.get_by_test_id("room-code")).not_to_have_text(room)
    all_is_there()
    expect(page).to_have_url(re.compile("room="))
    page.go_back()
    expect(page.get_by_test_id("room-code")).to_have_text(room)
    expect(page.get_by_test_id("preset")).to_have_value("softmax")
    all_is_there()


def test_what_is_looked_at_outlives_a_reload_and_back_leads_from_each_part_of_it(server: Server, page: Page) -> None:
    page.goto(server.url)
    expect(page.get_by_test_id("room-code")).to_be_visible()
    status = page.get_by_test_id("train-status")
    page.get_by_test_id("preset").select_option("two-block")
    expect(page.locator("[data-testid=layer][data-type=Conv2d] [data-testid=feature-map]").first).to_be_visible()
    expect(status).to_have_attribute("data-step", "0")
    page.get_by_test_id("step").click()
    expect(status).to_have_attribute("data-step", "1", timeout=60_000)
    panel = page.get_by_test_id("unit-arithmetic")
    moment = page.locator("[data-frame='0']")
    gradients = page.get_by_role("tab", name="Gradients")

    gradients.click()
    moment.click()
    page.locator("[data-testid=layer][data-type=Conv2d] [data-testid=feature-map]").first.click()
    expect(panel).to_have_attribute("data-value", re.compile(r"\d"), timeout=60_000)
    expect(page).to_have_url(re.compile(r"tab=gradients&moment=0&.*unit=\w+\*\d+\.\d+\.\d+"))
    layer, value = (panel.get_attribute(name) or "" for name in ("data-layer", "data-value"))

    page.reload()
    expect(panel).to_have_attribute("data-layer", layer)
    expect(panel).to_have_attribute("data-value", value)
    expect(moment).to_have_attribute("aria-pressed", "true")

    # A moment is one of this training: a link to the experiment has none, but what else is looked at.
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.get_by_title("Copy a link to this experiment").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    link = page.evaluate("copied")
    assert "unit=" in link
    assert "moment=" not in link

    page.get_by_test_id("place-lab").click()
    expect(page.get_by_test_id("lab-output")).to_be_visible()
    page.go_back()
    expect(panel).to_be_visible()
    page.go_back()
    expect(panel).to_have_count(0)
    expect(gradients).to_have_attribute("aria-selected", "true")
    expect(moment).to_have_attribute("aria-pressed", "true")
    page.go_forward()
    expect(panel).to_have_attribute("data-layer", layer)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page).not_to_have_url(re.compile("unit="))
