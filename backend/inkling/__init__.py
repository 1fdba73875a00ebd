"""Inkling: a visual playground for neural nets that are really training."""

__version__ = "0.1.0"
