"""Golden files: what a renderer is known to give for the results of helpers/made_results.py.

After a change that is meant, write them anew with

    SOFTMARK_GOLDEN=write pytest tests/results

and read the difference before it is committed.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).with_name("golden")


@pytest.fixture
def matches_golden() -> Callable[[str, str], None]:
    """Asserts that a text is the golden file of a name."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("SOFTMARK_GOLDEN") == "write":
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8"), f"{name}: see tests/results/conftest.py"

    return compare
