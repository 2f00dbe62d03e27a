"""The command `softmark`."""

from .app import main

__all__ = ["main"]
