"""Imported once by the fork server, so that every process forked from it starts with torch at hand. Nothing is computed here:
thread pools and CUDA must stay untouched in a process that is forked."""

from __future__ import annotations

import inkling.runs.observer
import inkling.runs.worker  # noqa: F401 - imported for the processes that are forked from here
