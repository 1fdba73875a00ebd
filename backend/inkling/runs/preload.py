"""Imported once by the fork server, so that every process forked from it starts with torch at hand. Nothing is computed here:
thread pools and CUDA must stay untouched in a process that is forked."""

from __future__ import annotations

import importlib
import signal

from inkling.runs.process import prepare_for_torch

# Ctrl-C at a terminal reaches this process too. The fork server ignores it once it serves, and ends with the server; until
# then, during these imports, it must be ignored here.
signal.signal(signal.SIGINT, signal.SIG_IGN)

prepare_for_torch()
# torch's optimisers import torch._dynamo when the first is made; that takes over a second, in each process anew.
for name in ("inkling.runs.looking.observer", "inkling.runs.training.worker", "torch._dynamo"):
    importlib.import_module(name)
