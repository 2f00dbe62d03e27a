"""The cells of a notebook of nbformat 4 that a student has handed in, as far as anybody here asks for them."""

from __future__ import annotations

from typing import Any

import msgspec


class Output(msgspec.Struct):
    """Something that a cell has shown."""

    output_type: str = ""
    text: str | list[str] = ""
    data: dict[str, Any] = {}

    @property
    def printed(self) -> str:
        """What it printed, in one piece."""
        return self.text if isinstance(self.text, str) else "".join(self.text)


class Cell(msgspec.Struct):
    """A cell; `metadata` and `outputs` are decoded by who needs them, as any may be malformed."""

    cell_type: str = ""
    source: str | list[str] = ""
    execution_count: int | None = None
    metadata: msgspec.Raw = msgspec.Raw(b"{}")
    outputs: msgspec.Raw = msgspec.Raw(b"[]")
    attachments: msgspec.Raw = msgspec.Raw(b"{}")

    @property
    def text(self) -> str:
        """Its source, in one piece."""
        return self.source if isinstance(self.source, str) else "".join(self.source)

    def shown(self) -> list[Output]:
        """Returns its outputs.

        Raises:
            msgspec.DecodeError: they are of a shape that Jupyter does not write.
            RecursionError: they are nested too deep.
        """
        return msgspec.json.decode(self.outputs, type=list[Output])
