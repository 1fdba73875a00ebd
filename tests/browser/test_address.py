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
