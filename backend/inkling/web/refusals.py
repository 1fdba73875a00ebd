"""What is wrong between a page and this server, in words: which setting is missing, on the page and once in the log.

A refusal reaches a browser as an empty page or a socket that does not open. So the page asks `/api/reach` with the address it
has itself, and the server compares that with what it was asked for.
"""

from __future__ import annotations

import logging

from starlette.types import Scope

from inkling.settings import Settings
from inkling.web.hosts import Origin, asked

log = logging.getLogger("inkling.guard")

NO_UPGRADE = (
    "A WebSocket came as a plain request: a proxy in front does not pass it on. "
    "It has to speak HTTP/1.1 and to pass the headers Upgrade and Connection."
)
MOST = 20
"""So many causes are logged; those who look for holes would fill the log else."""


def unknown_name(name: str) -> str:
    """Why a name is not answered to. `name`: as it was asked for; "" where it can't be read."""
    if not name:
        return "Inkling does not answer to this name. INKLING_HOSTS lists the names it answers to."
    return f"Inkling does not answer to the name {name}. If that is its name, start it with INKLING_HOSTS={name}."


def between(page: Origin, scope: Scope, settings: Settings, names: frozenset[str] | set[str]) -> str:
    """Why a page with this origin is none of ours, and what to set where it is; "": it is ours.

    Args:
        page: scheme, host and port that the browser has.
        scope: of a request of that page.
        names: what the server answers to.
    """
    told = asked(scope, settings)
    if told is None or told == page:
        return ""
    if not settings.proxy:
        hosts = "" if page.name in names else f" and INKLING_HOSTS={page.name}"
        todo = (
            f"If a proxy is in front, start Inkling with INKLING_PROXY=true{hosts}, "
            "and have the proxy send X-Forwarded-Host and X-Forwarded-Proto."
        )
    elif page.name != told.name:
        todo = f"The proxy has to send X-Forwarded-Host: {page.place}."
    elif page.scheme != told.scheme:
        todo = f"The proxy has to send X-Forwarded-Proto: {page.scheme}."
    else:
        todo = f"The proxy has to send the port too, X-Forwarded-Host: {page.place}."
    return f"The page is open at {page}, and Inkling was asked for {told}. {todo}"


class Warnings:
    """Says each cause once."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def say(self, cause: str) -> None:
        """A WARNING in the log, if this is new."""
        if cause in self._said or len(self._said) >= MOST:
            return
        self._said.add(cause)
        log.warning("%s", cause)
