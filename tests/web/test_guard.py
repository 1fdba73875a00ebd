"""The gate, attacked: hostile origins and hosts on every route and socket of a real server, header by header as written."""

import http.client
import logging
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.routing import Mount, Route

from inkling.settings import Settings
from inkling.web.app import create_app
from inkling.web.guard import PAGE_FILE
from inkling.web.hosts import is_here, machine_names, network_address, plain_address, read_host, read_origin
from inkling.web.log import RecordFormatter
from serving import CHECKOUT, Server
from viewing import Viewer

CHANGE_NOTHING = {"/api/nets/check", "/api/losses/curve"}
"""What may be asked with an unsafe method, without a token: it computes, and keeps nothing."""

ORIGINS = (
    "null",
    "",
    "http://evil.example",
    "http://evil.example:{port}",
    "https://127.0.0.1:{port}",
    "ws://127.0.0.1:{port}",
    "http://127.0.0.1",
    "http://127.0.0.1:{next}",
    "http://127.0.0.1:0{port}",
    "http://localhost:{port}",
    "http://[::1]:{port}",
    "http://127.1:{port}",
    "http://2130706433:{port}",
    "http://0.0.0.0:{port}",
    "http://127.0.0.1.evil.example:{port}",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:{port}@evil.example",
    "http://user@127.0.0.1:{port}",
    "http://evil.example/http://127.0.0.1:{port}",
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#",
    "http:/127.0.0.1:{port}",
    "http://127.0.0.1:{port} http://evil.example",
    "file://",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
)
HOSTS = (
    None,
    "",
    "evil.example",
    "evil.example:{port}",
    "localhost.evil.example:{port}",
    "127.0.0.1.evil.example:{port}",
    "127.0.0.1.nip.io:{port}",
    "127-0-0-1.sslip.io:{port}",
    "localtest.me:{port}",
    "evil-localhost:{port}",
    "sub.localhost:{port}",
    "localhost.:{port}",
    "localhost.localdomain:{port}",
    "0.0.0.0:{port}",
    "0:{port}",
    "127.1:{port}",
    "127.0.0.2:{port}",
    "2130706433:{port}",
    "0x7f000001:{port}",
    "0177.0.0.1:{port}",
    "10.0.0.1:{port}",
    "192.168.0.1:{port}",
    "169.254.169.254",
    "[::]:{port}",
    "[::ffff:127.0.0.1]:{port}",
    "[::1",
    "::1:{port}",
    "127.0.0.1:0",
    "127.0.0.1:99999",
    "127.0.0.1:-1",
    "127.0.0.1:{port}:{port}",
    "127.0.0.1:{port}/",
    "127.0.0.1:{port}#evil.example",
    "127.0.0.1:{port}@evil.example",
    "user@127.0.0.1:{port}",
    "127.0.0.1:{port}, evil.example",
    "evil.example, 127.0.0.1:{port}",
    "127.0.0.1 .evil.example",
    "localhost%00.evil.example",
    "http://127.0.0.1:{port}",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("server"), warmup_steps=0, waiting_trainers=0, log_level="info") as server:
        yield server


def doors() -> list[tuple[str, str]]:
    """Every route with each of its methods, a file of the page, and the socket (as method SOCKET)."""
    found = [("GET", "/icon.svg"), ("SOCKET", "/ws")]
    for route in create_app(Settings()).routes:
        if isinstance(route, Route):
            found += [(method, route.path.format(code="K7AX")) for method in sorted(route.methods or ())]
    return found


def status(server: Server, method: str, path: str, headers: list[tuple[str, str]]) -> int:
    """What the server answers to exactly these headers; 0: it closes the connection without a word."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest("GET" if method == "SOCKET" else method, path, skip_host=True, skip_accept_encoding=True)
    if method == "SOCKET":
        key = ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        headers = [*headers, ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), key]
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders()
    try:
        with connection.getresponse() as answer:
            return answer.status
    except http.client.RemoteDisconnected:
        return 0
    finally:
        connection.close()


def filled(server: Server, text: str) -> str:
    return text.format(port=server.port, next=server.port + 1)


SERVED = {200, 101, 307, 422, 503}
"""What the doors give who may come in; 422: a body was wanted; 503: not ready yet."""


def test_the_lists_are_as_long_as_they_should_be() -> None:
    assert len(set(ORIGINS)) == len(ORIGINS) >= 20
    assert len(set(HOSTS)) == len(HOSTS) >= 30


@pytest.mark.parametrize(("method", "path"), doors())
def test_who_may_come_in_does(server: Server, method: str, path: str) -> None:
    for host in ("127.0.0.1", "localhost", "LocalHost", "[::1]"):
        asked = f"{host}:{server.port}"
        assert status(server, method, path, [("Host", asked)]) in SERVED
        assert status(server, method, path, [("Host", asked), ("Origin", f"http://{asked}".lower())]) in SERVED


@pytest.mark.parametrize(("method", "path"), doors())
def test_no_hostile_origin_is_served(server: Server, method: str, path: str) -> None:
    host = ("Host", f"127.0.0.1:{server.port}")
    served = [each for each in ORIGINS if status(server, method, path, [host, ("Origin", filled(server, each))]) != 403]
    assert served == []
    own = ("Origin", f"http://127.0.0.1:{server.port}")
    assert status(server, method, path, [host, own, ("Origin", "http://evil.example")]) in (400, 403)


@pytest.mark.parametrize(("method", "path"), doors())
def test_no_hostile_host_is_served(server: Server, method: str, path: str) -> None:
    for each in HOSTS:
        given = [] if each is None else [("Host", filled(server, each))]
        # An own page of the hostile name, as DNS rebinding makes it.
        for headers in (given, [*given, ("Origin", f"http://{filled(server, each or '')}")]):
            assert status(server, method, path, headers) in (0, 400, 403), headers
    good = ("Host", f"127.0.0.1:{server.port}")
    for twice in ([good, ("Host", "evil.example")], [("Host", "evil.example"), good]):
        assert status(server, method, path, twice) in (400, 403)
    forwarded = [("Host", "evil.example"), ("X-Forwarded-Host", f"127.0.0.1:{server.port}")]
    assert status(server, method, path, forwarded) == 403


@pytest.mark.parametrize(("method", "path"), doors())
def test_pages_of_other_sites_get_nothing_but_a_link_to_here(server: Server, method: str, path: str) -> None:
    host = ("Host", f"localhost:{server.port}")
    for site in ("cross-site", "same-site", "something-new"):
        embedded = [host, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")]
        assert status(server, method, path, embedded) == 403
        framed = [host, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")]
        assert status(server, method, path, framed) == 403
        link = [host, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")]
        assert status(server, method, path, link) in (SERVED if method in ("GET", "HEAD") else {403})


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/here",
        "/assets/../../settings.py",
        "/assets/%2e%2e/%2e%2e/settings.py",
        "/..%2f..%2fsettings.py",
        "/%00",
        "/.git/config",
        "/assets/deeper/file.js",
        "//evil.example/",
        "/healthz/",
        "/C:/windows",
        "/a\\b",
    ],
)
def test_what_is_not_there_is_refused(server: Server, path: str) -> None:
    host = ("Host", f"127.0.0.1:{server.port}")
    assert status(server, "GET", path, [host]) in (400, 404)
    assert status(server, "SOCKET", path, [host]) in (400, 403)


def test_every_file_of_the_built_page_has_a_door() -> None:
    static = CHECKOUT / "backend" / "inkling" / "web" / "static"
    for file in static.rglob("*"):
        assert file.is_dir() or PAGE_FILE.fullmatch(f"/{file.relative_to(static).as_posix()}"), file


def test_no_http_method_changes_anything() -> None:
    app = create_app(Settings())
    unsafe = {
        route.path for route in app.routes if isinstance(route, Route) and set(route.methods or ()) - {"GET", "HEAD", "OPTIONS"}
    }
    assert unsafe == CHANGE_NOTHING
    assert [route.path for route in app.routes if isinstance(route, Mount)] == [""]


def test_a_plain_client_may_check_a_net(server: Server) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        connection.request("POST", "/api/nets/check", '{"layers": []}', {"content-type": "application/json"})
        assert connection.getresponse().status == 200


def test_the_policy_has_nothing_unsafe_and_names_no_other_place(server: Server) -> None:
    for path in ("/", "/docs.html", "/healthz", "/nothing/here"):
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
            connection.request("GET", path)
            headers = connection.getresponse().headers
        (policy,) = headers.get_all("content-security-policy", [])
        assert "unsafe" not in policy
        sources = {source for directive in policy.split(";") for source in directive.split()[1:]}
        known = {"'none'", "'self'", "data:", f"ws://127.0.0.1:{server.port}", f"wss://127.0.0.1:{server.port}"}
        assert sources <= known
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"


# Beyond localhost


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("open")
    names = "Ink.example.org, 203.0.113.7"
    with Server(folder, host="0.0.0.0", lan=True, hosts=names, warmup_steps=0, waiting_trainers=0) as server:
        yield server


def test_with_lan_its_own_addresses_and_names_are_answered_to(open_server: Server) -> None:
    names = {"localhost", "127.0.0.1", "ink.example.org", "203.0.113.7", socket.gethostname().lower(), *machine_names()}
    for name in names:
        assert status(open_server, "GET", "/healthz", [("Host", f"{name}:{open_server.port}")]) == 200, name
    hostile = ["evil.example", "203.0.113.8", "example.org", "www.ink.example.org", "0.0.0.0", f"x{socket.gethostname()}"]
    for name in hostile:
        assert status(open_server, "GET", "/healthz", [("Host", f"{name}:{open_server.port}")]) == 403, name


def test_where_others_may_come_the_page_runs_what_came_with_it_alone(open_server: Server) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", open_server.port, timeout=10)) as connection:
        connection.request("GET", "/")
        policy = connection.getresponse().headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "unsafe" not in policy


def test_with_lan_it_is_reached_at_the_network_s_address_and_prints_the_name_it_was_given(open_server: Server) -> None:
    with Viewer(f"http://{network_address()}:{open_server.port}/") as viewer:
        assert viewer.welcome.house
    assert f"Others on this network open http://Ink.example.org:{open_server.port}/" in open_server.log()


def test_with_lan_alone_it_prints_the_network_s_address(tmp_path: Path) -> None:
    with Server(tmp_path, host="0.0.0.0", lan=True, warmup_steps=0, waiting_trainers=0) as server:
        assert f"Others on this network open http://{network_address()}:{server.port}/" in server.log()


def test_the_address_of_the_connection_counts_only_where_others_may_come() -> None:
    assert Settings(lan=True).others
    assert Settings(host="0.0.0.0").others
    assert Settings(proxy=True).others
    assert not Settings(host="0.0.0.0", lan=False).others
    for host in ("127.0.0.1", "::1", "localhost"):
        assert not Settings(host=host).others
    assert Settings(lan=True).address == "0.0.0.0"
    assert Settings(lan=True, host="192.0.2.3").address == "192.0.2.3"


@pytest.mark.parametrize(
    ("client", "server", "host", "here"),
    [
        ("127.0.0.1", "127.0.0.1", "localhost:8000", True),
        ("::1", "::1", "[::1]:8000", True),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1", "127.0.0.1:8000", True),
        ("192.0.2.7", "192.0.2.7", "192.0.2.7:8000", True),
        ("192.0.2.8", "192.0.2.7", "192.0.2.7:8000", False),
        ("192.0.2.8", "192.0.2.7", "localhost:8000", False),
        ("172.17.0.1", "172.17.0.2", "localhost:8000", False),
        ("127.0.0.1", "127.0.0.1", "ink.example.org", False),
        ("127.0.0.1", "127.0.0.1", "", False),
    ],
)
def test_who_is_at_this_machine(client: str, server: str, host: str, here: bool) -> None:
    headers = [(b"host", host.encode())]
    scope = {"type": "websocket", "client": (client, 5), "server": (server, 8000), "headers": headers}
    assert is_here(scope, Settings(lan=True)) is here
    assert is_here(scope, Settings())
    assert not is_here(scope, Settings(proxy=True))
    assert not is_here({**scope, "client": None}, Settings(lan=True))


# Behind a proxy


def test_a_proxy_is_believed_where_there_is_one(tmp_path: Path) -> None:
    with Server(tmp_path, warmup_steps=0, proxy=True, hosts="ink.example.org", waiting_trainers=0) as server:
        said = [("X-Forwarded-Host", "ink.example.org"), ("X-Forwarded-Proto", "https")]
        inner = ("Host", f"127.0.0.1:{server.port}")
        assert status(server, "SOCKET", "/ws", [inner, *said, ("Origin", "https://ink.example.org")]) == 101
        for origin in ("http://ink.example.org", f"http://127.0.0.1:{server.port}", "https://evil.example", "null"):
            assert status(server, "SOCKET", "/ws", [inner, *said, ("Origin", origin)]) == 403
        for host in ("evil.example", "evil.example, ink.example.org", "", ", ink.example.org"):
            assert status(server, "GET", "/healthz", [inner, ("X-Forwarded-Host", host)]) == 403
        # Of several proxies, each adds what it was asked for: the first entry is the browser's.
        assert status(server, "GET", "/healthz", [inner, ("X-Forwarded-Host", "ink.example.org, inner")]) == 200
        twice = [("X-Forwarded-Host", "ink.example.org"), ("X-Forwarded-Host", "inner"), ("X-Forwarded-Proto", "https,http")]
        assert status(server, "SOCKET", "/ws", [inner, *twice, ("Origin", "https://ink.example.org")]) == 101


# Spelling


@pytest.mark.parametrize(
    ("text", "scheme", "meant"),
    [
        ("localhost", "http", ("http", "localhost", 80)),
        ("localhost", "https", ("https", "localhost", 443)),
        ("LOCALHOST:8000", "http", ("http", "localhost", 8000)),
        ("[::1]:8000", "http", ("http", "::1", 8000)),
        ("a_b.example-1.org:65535", "http", ("http", "a_b.example-1.org", 65535)),
        ("a:65536", "http", None),
        ("a:", "http", None),
        ("-a", "http", None),
        ("a b", "http", None),
        ("ａ.example", "http", None),
    ],
)
def test_a_host_is_read(text: str, scheme: str, meant: tuple[str, str, int] | None) -> None:
    assert read_host(text, scheme) == meant


def test_the_default_port_need_not_be_said() -> None:
    assert read_origin("http://localhost") == read_host("localhost:80", "http")
    assert read_origin("https://localhost:443") == read_host("localhost", "https")


def test_addresses_are_written_as_browsers_write_them() -> None:
    assert plain_address("::ffff:192.0.2.3") == "192.0.2.3"
    assert plain_address("fe80::1%eth0") == "fe80::1"
    assert plain_address("/run/inkling.sock") == ""


# The log


def test_no_record_can_be_forged(server: Server) -> None:
    forged = "2026-01-01 00:00:00,000 ERROR inkling: forged"
    for path in (f"/a%0a{forged}".replace(" ", "%20"), "/b%0d%1b%5b31m", "/c%e2%80%a8d"):
        status(server, "GET", path, [("Host", f"127.0.0.1:{server.port}")])
    assert "Refused" in server.log()
    assert not [line for line in server.log().splitlines() if line.startswith(forged)]
    assert "\x1b" not in server.log()


def test_a_record_begins_a_line_and_nothing_else_does() -> None:
    record = logging.LogRecord("a", logging.ERROR, "f", 1, "hello %s", ("x\ny\r\x1b[31m\u2028\u202ez\tü",), None)
    first, second = RecordFormatter().format(record).split("\n")
    assert first.endswith("ERROR a: hello x")
    assert second == r"    y\r\x1b[31m\u2028\u202ez" + "\tü"
