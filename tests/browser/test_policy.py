"""The page under the content policy that it has where others may come: nothing gets in that did not come with it.

A breach fails a test, for Chromium says so on the console; and the policy does what it is there for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from serving import Server
from watching import Faults


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, datasets: Path | None) -> Iterator[Server]:
    """One that is open to others."""
    with Server(tmp_path_factory.mktemp("server"), datasets=datasets, warmup_steps=0, lan=True) as server:
        yield server


def test_every_place_and_panel_keeps_to_it(server: Server, page: Page) -> None:
    page.goto(server.url)
    page.get_by_test_id("step").click()
    expect(page.get_by_test_id("train-status")).to_have_attribute("data-state", "paused", timeout=60_000)
    for tab in page.get_by_role("tab").all():
        tab.click()
    page.get_by_test_id("feature-map").first.hover()
    page.get_by_label("Keys").click()
    page.keyboard.press("Escape")
    for place in ("lab", "net"):
        page.get_by_test_id(f"place-{place}").click()
    page.get_by_label("Chalkboard").or_(page.get_by_label("Paper")).click()


def test_the_description_of_the_interface_keeps_to_it(server: Server, page: Page) -> None:
    page.goto(f"{server.url}docs")
    operation = page.get_by_text("/api/nets/check")
    operation.click()
    expect(page.get_by_text("Every problem of a net", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.get_by_text("Server response", exact=False).first).to_be_visible()


def test_what_gets_into_the_page_does_not_run(server: Server, page: Page, faults: Faults) -> None:
    faults.allow("Content Security Policy|violates the following|Refused to|ERR_BLOCKED_BY_CSP|csp")
    page.goto(server.url)
    expect(page.get_by_test_id("train")).to_be_visible()
    page.evaluate(
        """() => {
            document.body.insertAdjacentHTML('beforeend', '<img src="x:" onerror="window.ran = 1">');
            const script = document.createElement('script');
            script.textContent = 'window.ran = 2';
            document.body.append(script);
            const link = document.createElement('a');
            link.href = 'javascript:window.ran=3';
            document.body.append(link);
            link.click();
            setTimeout('window.ran = 4');
        }"""
    )
    elsewhere = page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'not sent')")
    assert elsewhere == "not sent"
    violated = page.evaluate(
        """() => new Promise((resolve) => {
            addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
            const frame = document.createElement('iframe');
            frame.src = 'https://evil.example/';
            document.body.append(frame);
        })"""
    )
    assert violated == "frame-src"
    assert page.evaluate("window.ran") is None
