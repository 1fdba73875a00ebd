"""Which names and addresses are this server's own, and which origin a page of it has.

A browser says in `Host` which name it was led to. A name that anybody can point at this machine (DNS rebinding) must not work,
so only known ones do, compared letter by letter: browsers send names in small letters, and addresses in one canonical spelling.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import Scope

from inkling.settings import Settings, is_loopback

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443}
_PREFIX = re.compile(r"/(?:[A-Za-z0-9._~%-]+/)*")
_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]{2,45})\]|(?P<name>[a-z0-9](?:[a-z0-9._-]{0,252})))(?::(?P<port>[1-9][0-9]{0,4}))?")


class Origin(NamedTuple):
    """Scheme, host and port: what the same-origin rule compares."""

    scheme: str
    name: str
    port: int

    @property
    def place(self) -> str:
        """Name and port, as in an address: without the port that goes without saying."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.place}"


def read_host(text: str, scheme: str) -> Origin | None:
    """What a `Host` header says; None: it is malformed.

    Args:
        text: "name", "name:port", "[address]:port"; the port's default is the scheme's.
        scheme: "http" or "https".
    """
    found = _HOST.fullmatch(text.lower())
    if found is None:
        return None
    port = int(found["port"]) if found["port"] else _PORTS[scheme]
    return Origin(scheme, found["six"] or found["name"], port) if port <= 65_535 else None


def read_origin(text: str) -> Origin | None:
    """What an `Origin` header says; None: it is "null", malformed, or not of the web."""
    scheme, separator, rest = text.partition("://")
    return read_host(rest, scheme) if separator and scheme in _PORTS else None


def asked(scope: Scope, settings: Settings) -> Origin | None:
    """What was really asked for, by the browser that is behind it all; None: it is malformed.

    Of a list that several proxies have written, the first entry counts: it is that of the one the browser spoke to.
    """
    headers = Headers(scope=scope)
    scheme = "https" if scope.get("scheme") in ("https", "wss") else "http"
    given = headers.getlist("host")
    if not settings.proxy:
        return read_host(given[0], scheme) if len(given) == 1 else None
    said = _first(headers, "x-forwarded-proto")
    scheme = {"https": "https", "wss": "https", "http": "http", "ws": "http"}.get((said or "").lower(), scheme)
    host = _first(headers, "x-forwarded-host")
    if host is None:
        host = given[0] if len(given) == 1 else ""
    found = read_host(host, scheme)
    port = _first(headers, "x-forwarded-port") or ""
    # A proxy further in may know no better than the other scheme's port; and one in the name is the browser's own word.
    if found and found.port == _PORTS[scheme] and port.isascii() and port.isdigit() and len(port) <= 5:
        other = int(port)
        if 0 < other <= 65_535 and other not in _PORTS.values() and not host.endswith(f":{found.port}"):
            return found._replace(port=other)
    return found


def asked_prefix(scope: Scope, settings: Settings) -> str:
    """The path that the page has at a proxy, "/ink/" or "/": as the proxy says, else as the page that asks has it itself."""
    if not settings.proxy:
        return "/"
    headers = Headers(scope=scope)
    said = _first(headers, "x-forwarded-prefix")
    if said is None:
        scheme, _, rest = headers.get("referer", "").partition("://")
        place, slash, path = rest.partition("?")[0].partition("#")[0].partition("/")
        own = read_origin(f"{scheme}://{place}")
        said = slash + path.rpartition("/")[0] if own is not None and own == asked(scope, settings) else ""
    prefix = f"/{said.strip('/')}/" if said.strip("/") else "/"
    return prefix if _PREFIX.fullmatch(prefix) else "/"


def _first(headers: Headers, name: str) -> str | None:
    """The first entry of a header that is a list; None: it was not sent."""
    given = headers.getlist(name)
    return given[0].split(",")[0].strip() if given else None


def plain_address(text: str) -> str:
    """An address as a browser writes it: without a zone, and IPv4 as such where it comes dressed as IPv6; "" if it is none."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def machine_names() -> set[str]:
    """This machine's own name, and that which its network finds it by (mDNS)."""
    name = socket.gethostname().lower()
    return {name, f"{name.partition('.')[0]}.local"}


def is_here(scope: Scope, settings: Settings) -> bool:
    """Is it the person at this machine who connects? Where others can't come, it is; through a proxy, nobody is known."""
    client, server = scope.get("client"), scope.get("server")
    if not settings.others:
        return True
    if settings.proxy or not client or not server:
        return False
    came, to = plain_address(client[0]), plain_address(server[0])
    # A proxy that nobody has told us of keeps the name it was asked for, as a rule.
    found = asked(scope, settings)
    return (is_loopback(came) or came == to) and found is not None and found.name in LOCAL_NAMES | {to}


def network_address() -> str:
    """The address under which others on the network see this machine; its name where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Sends nothing: it only asks the system which way it would go. 192.0.2.0/24 is nobody's (RFC 5737).
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return socket.gethostname()
        address: str = probe.getsockname()[0]
        return address


def page_address(host: str, port: int) -> str:
    """The page's address at this host and port."""
    return f"{Origin('http', host, port)}/"


def shared_address(settings: Settings, port: int) -> str | None:
    """The page's address for others, as far as it is known before anybody has asked; None: others can't come.

    It is the first of `INKLING_HOSTS`, which may be a whole address, else where the network finds this machine.
    """
    if not settings.others:
        return None
    named = settings.named
    if "://" in named:
        return f"{named.rstrip('/')}/"
    if named:
        has_port = named.rpartition(":")[2].isdigit()
        return f"https://{named}/" if settings.proxy else f"http://{named}{'' if has_port or port == 80 else f':{port}'}/"
    if settings.address in ("0.0.0.0", "::"):
        return page_address(network_address(), port)
    return None if is_loopback(settings.address) else page_address(settings.address, port)


def others_address(scope: Scope, settings: Settings) -> str | None:
    """The page's address for others, as who asks sees the page; None: others can't come.

    Who asks from this machine itself is told what others see of it.
    """
    if not settings.others:
        return None
    found = asked(scope, settings)
    if found is None or found.name in LOCAL_NAMES:
        known = shared_address(settings, scope["server"][1])
        if known or found is None or not settings.proxy or "x-forwarded-host" not in Headers(scope=scope):
            return known
    return f"{found}{asked_prefix(scope, settings)}"


def room_link(scope: Scope, settings: Settings, code: str) -> str | None:
    """The address of a room for others, as who asks sees the page; None: others can't come."""
    address = others_address(scope, settings)
    return None if address is None else f"{address}?room={code}"
