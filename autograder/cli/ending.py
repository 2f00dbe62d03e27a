"""How a command ends that a user got wrong: with one sentence on stderr and exit code 2; a defect of ours keeps its traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable

from ..errors import UsageError, missing_package
from . import surroundings


def run(command: Callable[[], object]) -> None:
    """Runs a command; exits where what was asked for cannot be done."""
    with surroundings.usable():
        try:
            command()
        except (UsageError, ModuleNotFoundError) as error:
            sentence = missing_package(error) if isinstance(error, ImportError) else str(error)
            if not sentence:
                raise
            print(f"softmark: {sentence}", file=sys.stderr)
            sys.exit(2)
