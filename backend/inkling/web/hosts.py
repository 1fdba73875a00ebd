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
_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]{2,45})\]|(?P<name>[a-z0-9](?:[a-z0-9._-]{0,252})))(?::(?P<port>[1-9][0-9]{0,4}))?")


class Origin(NamedTuple):
    """Scheme, host and port: what the same-origin rule compares."""

    scheme: str
    name: str
    port: int


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
    asked = read_host(Headers(scope=scope).get("host", ""), "http")
    return (is_loopback(came) or came == to) and asked is not None and asked.name in LOCAL_NAMES | {to}


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
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def shared_address(settings: Settings, port: int) -> str:
    """The page's address for others: under the first name that was set, else as the network knows this machine."""
    named = (settings.hosts or "").split(",")[0].strip()
    if named and settings.proxy:
        return f"https://{named}/"
    everywhere = settings.address in ("0.0.0.0", "::")
    return page_address(named or (network_address() if everywhere else settings.address), port)


def room_link(scope: Scope, settings: Settings, code: str) -> str | None:
    """The address of a room for others, as who asks sees the page; None: others can't come.

    Who asks from this machine itself is told what others see of it.
    """
    if not settings.others:
        return None
    headers = Headers(scope=scope)
    field = "x-forwarded-host" if settings.proxy and "x-forwarded-host" in headers else "host"
    asked = read_host(headers.get(field, ""), "http")
    if settings.proxy or asked is None or asked.name in LOCAL_NAMES:
        return f"{shared_address(settings, scope['server'][1])}?room={code}"
    return f"http://{headers[field]}/?room={code}"
