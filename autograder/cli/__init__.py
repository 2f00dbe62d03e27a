"""The command `softmark`: a module a command, which reads the line, calls a room below, and prints.

The highest room: it may import every other, and no other room imports it.
"""

import sys


def main() -> None:
    """Runs the command line and exits."""
    # Before anything else is imported: a student's check starts quickly.
    words = sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]
    if words[:1] == ["check"]:
        from . import surroundings, watched

        with surroundings.usable():
            try:
                code = watched.main(words)
            except KeyboardInterrupt:
                code = watched.STOPPED
        watched.leave(code)
    from .app import main as run

    run()


__all__ = ["main"]
