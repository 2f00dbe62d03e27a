"""Has what students wrote in notebooks rendered in a confined process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from ...execution.parsing import Parsers, Unparsed
from ...execution.worker.parsers.rendering.as_typed import fenced, safe_raw
from ...execution.worker.parsers.rendering.outputs import Output, well_formed
from ...submissions import Refused


class Written(NamedTuple):
    """A cell as a student wrote it.

    Attributes:
        outputs, attachments: as JSON, of any shape.
    """

    kind: str
    text: str
    outputs: bytes = b"[]"
    attachments: bytes = b"{}"


class Shown(NamedTuple):
    """What may be shown of a cell."""

    text: str
    outputs: list[Output]


def safe_cells(
    cells: Sequence[Written], parsers: Parsers, *, keep_results: bool = False
) -> tuple[list[Shown], bool]:
    """Returns what may be shown of each cell, and whether it was rendered.

    Where that takes too much time or memory, texts are as they were typed, and there are no outputs.

    Args:
        keep_results: whether a cell's value stays known as one, as nbgrader's own grading needs it.
    """
    if all(cell.kind == "code" and cell.outputs == b"[]" for cell in cells):
        return [Shown(cell.text, []) for cell in cells], True
    try:
        with parsers.rendering() as parse:
            found = parse("rendering.cells", list(cells), keep_results)
        shown = [
            Shown(text.decode(), well_formed(msgspec.json.decode(outputs))[0])
            for text, outputs in found
        ]
        if len(shown) == len(cells):
            return shown, True
    except (Unparsed, ValueError, TypeError, AttributeError):
        pass
    return [Shown(_as_typed(cell), []) for cell in cells], False


def _as_typed(cell: Written) -> str:
    if cell.kind == "code":
        return cell.text
    return fenced(cell.text) if cell.kind == "markdown" else safe_raw(cell.text)


def page_body(
    cells: Sequence[Written], name: str, word: str, pictures: Mapping[str, bytes], parsers: Parsers
) -> tuple[str, list[str]]:
    """Returns the body of a report's page, and the names of pictures in it that were not given.

    Args:
        name: the notebook's.
        word: above code that is folded away.
        pictures: files that lie beside the notebook, by their names in its texts.

    Raises:
        Refused: it takes too much time or memory.
    """
    try:
        with parsers.rendering() as parse:
            found: Any = parse("rendering.body", list(cells), word, dict(pictures))
        return found["html"].decode(), [wanted.decode() for wanted in found["wanted"]]
    except Unparsed as refusal:
        facts = {key: refusal.facts.get(key, 0) for key in ("seconds", "mib")}
    except (ValueError, TypeError, KeyError, AttributeError):
        facts = {"seconds": 0, "mib": 0}
    raise Refused("costly", {"name": name, **facts})
