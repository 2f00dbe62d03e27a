"""Keeps what a submission prints, and lets it through to wherever it went before."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .wire import REPLY


class Printed:
    """Stands in for sys.stdout; whatever else is asked of it is that one's."""

    def __init__(self) -> None:
        self._stream: Any = sys.stdout
        self._parts: list[str] = []
        self._left = REPLY.text

    def write(self, text: str) -> int:
        """Writes a text through, and keeps it as far as it can be sent."""
        if self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text)
        return self._stream.write(text) if self._stream is not None else len(text)

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
        self._stream, sys.stdout = sys.stdout, self
        try:
            yield
        finally:
            sys.stdout = self._stream
