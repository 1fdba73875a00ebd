"""Behind proxies as they are: what others are sent to, and what is said where something is missing."""

from __future__ import annotations

import http.client
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from websockets.exceptions import InvalidMessage, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from inkling.settings import Settings
from inkling.web.hosts import asked, network_address, read_origin, room_link, shared_address
from inkling.web.refusals import Warnings, between
from proxying import Proxy
from serving import Server
from viewing import Viewer

SAID = {"x-forwarded-host": "ink.example.org", "x-forwarded-proto": "https"}
BEHIND: dict[str, Any] = {"proxy": True, "hosts": "ink.example.org"}


def scope(headers: dict[str, str], port: int = 8000) -> dict[str, Any]:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "scheme": "http", "server": ("127.0.0.1", port), "headers": raw}


@pytest.mark.parametrize(
    ("headers", "link"),
    [
        (SAID, "https://ink.example.org/"),
        ({**SAID, "x-forwarded-host": "ink.example.org:8443"}, "https://ink.example.org:8443/"),
        ({**SAID, "x-forwarded-proto": "http"}, "http://ink.example.org/"),
        ({**SAID, "x-forwarded-proto": "https,http"}, "https://ink.example.org/"),
        ({**SAID, "x-forwarded-proto": "HTTPS , http"}, "https://ink.example.org/"),
        ({**SAID, "x-forwarded-host": "ink.example.org, inner:8000"}, "https://ink.example.org/"),
        ({**SAID, "x-forwarded-port": "8443, 8000"}, "https://ink.example.org:8443/"),
        ({**SAID, "x-forwarded-port": "443"}, "https://ink.example.org/"),
        ({**SAID, "x-forwarded-port": "80"}, "https://ink.example.org/"),
        ({**SAID, "x-forwarded-host": "ink.example.org:444", "x-forwarded-port": "8443"}, "https://ink.example.org:444/"),
        ({**SAID, "x-forwarded-port": "x"}, "https://ink.example.org/"),
        ({**SAID, "x-forwarded-prefix": "/ink"}, "https://ink.example.org/ink/"),
        ({**SAID, "x-forwarded-prefix": "/a/ink/, /inner"}, "https://ink.example.org/a/ink/"),
        ({**SAID, "x-forwarded-prefix": "//evil.example/?"}, "https://ink.example.org/"),
        ({**SAID, "referer": "https://ink.example.org/ink/?place=lab"}, "https://ink.example.org/ink/"),
        ({**SAID, "referer": "https://other.example/ink/"}, "https://ink.example.org/"),
        ({"host": "ink.example.org:81"}, "http://ink.example.org:81/"),
        ({"host": "ink.example.org", "x-forwarded-proto": "https"}, "https://ink.example.org/"),
        ({"host": "localhost:8000"}, "https://ink.example.org/"),
    ],
)
def test_others_are_sent_where_the_page_was_really_asked_for(headers: dict[str, str], link: str) -> None:
    given = {"host": "127.0.0.1:8000"} | headers
    assert room_link(scope(given), Settings(**BEHIND), "K7AX") == f"{link}?room=K7AX"


@pytest.mark.parametrize(
    ("settings", "headers", "link"),
    [
        ({}, {"host": "127.0.0.1:8000"}, None),
        ({"lan": True, "host": "127.0.0.1"}, {"host": "127.0.0.1:8000"}, None),
        ({"lan": True}, {"host": "127.0.0.1:8000"}, f"http://{network_address()}:8000/"),
        ({"lan": True}, {"host": "192.0.2.7:8000", **SAID}, "http://192.0.2.7:8000/"),
        ({"lan": True, "host": "fe80::7"}, {"host": "localhost:8000"}, "http://[fe80::7]:8000/"),
        ({"proxy": True}, {"host": "127.0.0.1:8000"}, None),
        (
            {"proxy": True, "hosts": "https://ink.example.org:8443/ink"},
            {"host": "localhost"},
            "https://ink.example.org:8443/ink/",
        ),
    ],
)
def test_without_a_proxy_nothing_forwarded_is_believed(
    settings: dict[str, Any], headers: dict[str, str], link: str | None
) -> None:
    assert room_link(scope(headers), Settings(**settings), "K7AX") == (link and f"{link}?room=K7AX")


@pytest.mark.parametrize(
    ("hosts", "names", "address"),
    [
        ("https://Ink.example.org:8443/ink/, 192.0.2.7", {"ink.example.org", "192.0.2.7"}, "https://Ink.example.org:8443/ink/"),
        ("ink.example.org:81", {"ink.example.org"}, "http://ink.example.org:81/"),
        ("ink.example.org", {"ink.example.org"}, "http://ink.example.org:8000/"),
        ("fe80::7", {"fe80::7"}, "http://[fe80::7]:8000/"),
    ],
)
def test_a_name_may_be_a_whole_address(hosts: str, names: set[str], address: str) -> None:
    settings = Settings(lan=True, hosts=hosts)
    assert settings.host_names == names | {"127.0.0.1"}
    assert shared_address(settings, 8000) == address


@pytest.mark.parametrize("hosts", ["ftp://ink.example.org", "https://", "http://[", "a, :8000"])
def test_what_is_no_name_is_said(hosts: str) -> None:
    with pytest.raises(ValidationError, match="is no name"):
        Settings(hosts=hosts)


@pytest.mark.parametrize(
    ("page", "settings", "headers", "todo"),
    [
        ("https://ink.example.org", {}, {}, "INKLING_PROXY=true and INKLING_HOSTS=ink.example.org,"),
        ("https://ink.example.org", {"hosts": "ink.example.org"}, {"host": "ink.example.org"}, "INKLING_PROXY=true, and have"),
        ("https://ink.example.org", BEHIND, {}, "X-Forwarded-Host: ink.example.org."),
        ("https://ink.example.org", BEHIND, {"host": "ink.example.org"}, "X-Forwarded-Proto: https."),
        ("https://ink.example.org:8443", BEHIND, SAID, "the port too, X-Forwarded-Host: ink.example.org:8443."),
        ("https://ink.example.org", BEHIND, SAID, ""),
        ("http://127.0.0.1:8000", {}, {}, ""),
    ],
)
def test_the_missing_setting_is_named(page: str, settings: dict[str, Any], headers: dict[str, str], todo: str) -> None:
    origin = read_origin(page)
    assert origin
    given = Settings(**settings)
    words = between(origin, scope({"host": "127.0.0.1:8000"} | headers), given, given.host_names)
    assert bool(words) == bool(todo)
    assert todo in words
    assert not words or (page in words and str(asked(scope({"host": "127.0.0.1:8000"} | headers), given)) in words)


def test_each_cause_is_said_once_and_not_without_end(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        warnings = Warnings()
        for cause in ["first", "first", *map(str, range(100)), "first"]:
            warnings.say(cause)
    assert caplog.messages.count("first") == 1
    assert len(caplog.messages) == 20


def get(url: str, path: str) -> Any:
    place = url.removeprefix("http://").split("/", 1)[0]
    connection = http.client.HTTPConnection(place, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, body
    return json.loads(body)


def warnings_in(log: str) -> list[str]:
    return [line for line in log.splitlines() if "WARNING inkling.guard" in line]


def test_a_plain_proxy_is_refused_aloud(tmp_path: Path) -> None:
    with Server(tmp_path, warmup_steps=0, waiting_trainers=0) as server, Proxy(server.port) as proxy:
        origin = proxy.url.rstrip("/")
        for _ in range(3):
            with pytest.raises(InvalidStatus) as refused:
                connect(origin.replace("http", "ws") + "/ws", origin=Origin(origin))
        assert refused.value.response.status_code == 403
        words = f"The page is open at {origin}, and Inkling was asked for {server.url.rstrip('/')}."
        assert get(proxy.url, f"/api/reach?page={origin}")["problem"].startswith(words)
        assert get(server.url, f"/api/reach?page={server.url.rstrip('/')}") == {"problem": ""}
        (said,) = warnings_in(server.log())
        assert words in said
        assert "INKLING_PROXY=true" in said


def test_a_proxy_that_keeps_sockets_to_itself_is_in_the_log(tmp_path: Path) -> None:
    with Server(tmp_path, warmup_steps=0, waiting_trainers=0) as server:
        with Proxy(server.port, host="asked", upgrade="strip") as proxy:
            for _ in range(2):
                with pytest.raises((InvalidStatus, InvalidMessage)):
                    connect(proxy.url.replace("http", "ws") + "ws")
        (said,) = warnings_in(server.log())
        assert "Upgrade" in said


@pytest.mark.parametrize(("proto", "scheme"), [("http", "http"), ("https,http", "https")])
def test_under_a_path_of_a_proxy_all_of_it_works(tmp_path: Path, proto: str, scheme: str) -> None:
    headers = {"X-Forwarded-Host": "$host, inner", "X-Forwarded-Proto": proto, "X-Forwarded-Prefix": "/ink"}
    with Server(tmp_path, proxy=True, warmup_steps=0, waiting_trainers=0) as server:
        with Proxy(server.port, headers=headers, prefix="/ink") as proxy:
            place = proxy.url.replace("http", scheme)
            assert get(proxy.url, "/ink/api/rooms/K7AX/link")["link"] == f"{place}?room=K7AX"
            with Viewer(proxy.url) as viewer:
                assert viewer.welcome.house
            connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10)
            connection.request("GET", "/ink/")
            assert connection.getresponse().status in (200, 503)
            connection.close()
        assert warnings_in(server.log()) == []
        assert f"Others on this network open {place}\n" in server.log(), "the terminal says it, once somebody came that way"
        assert f"{place}#key=" in server.log()
