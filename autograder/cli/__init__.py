"""The command `softmark`: a module a command, which reads the line, calls a room below, and prints.

The highest room: it may import every other, and no other room imports it.
"""

import sys


def main() -> None:
    """Runs the command line and exits."""
    # Before anything else is imported: a student's check starts quickly.
    if sys.argv[1:2] == ["check"]:
        from . import surroundings, watched

        with surroundings.usable():
            try:
                code = watched.main(sys.argv[1:])
            except KeyboardInterrupt:
                code = watched.STOPPED
        watched.leave(code)
    from .app import main as run

    run()


__all__ = ["main"]
