"""The body of a report's page: a notebook's texts and outputs, with its code folded away."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nbconvert.filters import strip_ansi

from .outputs import Output, well_formed
from .safe_notebook import safe_attachments
from .sanitize import clean_html, markdown_html

_SHOWN = (
    *("image/svg+xml", "image/png", "image/jpeg"),
    *("text/html", "text/markdown", "text/latex", "text/plain"),
)
# Of what a cell printed more than these characters, some ten pages, are left out in the middle.
MOST_PRINTED = 40_000
# Pictures that a report may want from beside it.
MOST_WANTED = 200


def page_body(
    cells: Sequence[tuple[str, str, bytes, bytes]], word: str, pictures: Mapping[str, bytes]
) -> dict[str, Any]:
    """Returns {"html": the body, "wanted": names of pictures in its texts that were not given}.

    Args:
        cells: kind, text, and as JSON outputs and attachments of each.
        word: above code that is folded away.
        pictures: files that lie beside the notebook, by their names in its texts.
    """
    wanted: dict[str, None] = {}

    def find(name: str) -> bytes | None:
        if name not in pictures and len(wanted) < MOST_WANTED:
            wanted[name] = None
        return pictures.get(name)

    body: list[str] = []
    for kind, text, outputs, attachments in cells:
        if kind == "markdown":
            body.append(markdown_html(text, find, safe_attachments(json.loads(attachments))))
        elif kind == "code" and text.strip():
            code = html.escape(text)
            body.append(f"<details><summary>{word}</summary><pre>{code}</pre></details>")
            shown, _ = well_formed(json.loads(outputs))
            body += [_output(output) for output in _in_one_piece(shown)]
    made = "\n".join(body).encode("utf-8", "replace")
    return {"html": made, "wanted": [name.encode("utf-8", "replace") for name in wanted]}


def _in_one_piece(outputs: Sequence[Output]) -> Iterator[Output]:
    """Yields the outputs, with printed text that came in pieces put together."""
    pieces: list[str] = []
    for output in outputs:
        if output["output_type"] == "stream":
            pieces.append(output["text"])
            continue
        if pieces:
            yield {"output_type": "stream", "text": "".join(pieces)}
            pieces = []
        yield output
    if pieces:
        yield {"output_type": "stream", "text": "".join(pieces)}


def _text(text: str) -> str:
    """Returns printed text as HTML, as a terminal shows it in the end, but without its colours."""
    plain = strip_ansi(text).replace("\r\n", "\n")  # type: ignore[no-untyped-call]
    # A progress bar writes each state over the one before it.
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in plain.split("\n")]
    shown = "\n".join(lines)
    if len(shown) > MOST_PRINTED:
        half = MOST_PRINTED // 2
        shown = f"{shown[:half]}\n[...]\n{shown[-half:]}"
    return html.escape(shown)


def _output(output: Output) -> str:
    if output["output_type"] == "stream":
        return f'<div class="output"><pre>{_text(output["text"])}</pre></div>'
    if output["output_type"] == "error":
        text = _text("\n".join(output["traceback"]))
        return f'<div class="output failed"><pre>{text}</pre></div>'
    data = output["data"]
    kind = next((kind for kind in _SHOWN if isinstance(data.get(kind), str)), None)
    if kind is None:
        return ""
    content = data[kind]
    if kind.startswith("image/"):
        if kind == "image/svg+xml":
            # As a picture its scripts do not run.
            content = base64.b64encode(content.encode("utf-8", "replace")).decode()
        image = html.escape("".join(content.split()), quote=True)
        text = html.escape(str(data.get("text/plain", "")), quote=True)
        return f'<div class="output"><img src="data:{kind};base64,{image}" alt="{text}"></div>'
    if kind == "text/html":
        return f'<div class="output">{clean_html(content)}</div>'
    if kind in ("text/markdown", "text/latex"):
        return f'<div class="output">{markdown_html(content)}</div>'
    return f'<div class="output"><pre>{_text(content)}</pre></div>'
