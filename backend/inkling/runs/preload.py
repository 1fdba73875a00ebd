"""Imported once by the fork server, so that every process forked from it starts with torch at hand. Nothing is computed here:
thread pools and CUDA must stay untouched in a process that is forked."""

from __future__ import annotations

import importlib

from inkling.runs.process import wait_without_spinning

wait_without_spinning()
for name in ("observer", "worker"):
    importlib.import_module(f"inkling.runs.{name}")
