"""Names the commands; each lives in a module of its own, imported when it is called.

A user's error is one sentence on stderr and exit code 2; a defect of ours keeps its traceback.
"""

from __future__ import annotations

import sys

import typer

from ..errors import UsageError
from .check import check
from .demo import demo
from .grade import grade
from .release import release
from .verify import verify

app = typer.Typer(
    name="softmark",
    help="Courses in which students build deep learning from scratch, and their autograder.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (check, grade, verify, release, demo):
    app.command()(command)


def main() -> None:
    """Runs the command line and exits."""
    try:
        app()
    except UsageError as error:
        print(f"softmark: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("softmark: stopped.", file=sys.stderr)
        sys.exit(130)
