"""The command `softmark`: a module a command, which reads the line, calls a room below, and prints.

The highest room: it may import every other, and no other room imports it.
"""

import atexit
import gc
import sys

# Objects after which those that only refer to each other are looked for: more than grading a class makes, of which
# next to nothing is garbage. Python's own 700 are a module's.
GARBAGE_AFTER = 100_000


def main() -> None:
    """Runs the command line and exits."""
    from . import surroundings

    surroundings.name_all_files()
    # Before anything else is imported: a student's check starts quickly.
    words = sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]
    if words[:1] == ["check"]:
        from . import watched

        with surroundings.usable():
            try:
                code = watched.main(words)
            except KeyboardInterrupt:
                code = watched.STOPPED
            except OSError:
                surroundings.flush()
                raise
        watched.leave(code)
    # Next to nothing of what a command imports is garbage, and looking for it takes a tenth of its start.
    gc.set_threshold(GARBAGE_AFTER)
    # Nor is it looked for at the end, when all goes at once.
    atexit.register(gc.freeze)
    from .app import main as run

    run()


__all__ = ["main"]
