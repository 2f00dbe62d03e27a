"""Keeps what a submission prints, and lets it through to where it went before, if that is wanted."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .wire import REPLY


class Printed:
    """Stands in for sys.stdout; whatever else is asked of it is that one's.

    Args:
        shown: lets it through.
    """

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._stream: Any = io.StringIO()
        self._parts: list[str] = []
        self._left = REPLY.text

    def write(self, text: str) -> int:
        """Writes a text through, and keeps it as far as it can be sent."""
        if text and self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text)
        if self._shown:
            self._stream.write(text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Writes several texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def take(self) -> str:
        """Returns what was printed since it was last asked, and forgets it."""
        text = "".join(self._parts)
        self._parts, self._left = [], REPLY.text
        return text

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Stands in while the submission runs."""
        before, sys.stdout = sys.stdout, self
        if self._shown:
            self._stream = before
        try:
            yield
        finally:
            sys.stdout = before
