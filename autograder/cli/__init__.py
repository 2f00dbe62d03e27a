"""The command `softmark`: a module a command, which reads the line, calls a room below, and prints.

The highest room: it may import every other, and no other room imports it.
"""

from .app import main

__all__ = ["main"]
