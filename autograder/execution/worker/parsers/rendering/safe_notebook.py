"""A notebook's cells and outputs in the form in which a teacher's browser may have them.

Whatever shows them (formgrader, nbgrader's feedback, Jupyter): no script runs, nothing is loaded, and no
link leads anywhere but to http, https and mailto. Everything is built anew from plain values that were
checked; metadata of outputs, widgets and scripts are left out.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from .as_typed import fenced, is_tame_tex, safe_raw, tame_tex
from .outputs import MOST_TEXT, Output, joined, made_output, printed
from .sanitize import LINK, clean_html, is_readable, markdown_with_tex

# Figures are what a person needs for grading; anything larger is none.
MOST_IMAGE = 4 << 20
MOST_OUTPUTS = 20
_STARTS = {"image/png": b"\x89PNG\r\n", "image/jpeg": b"\xff\xd8\xff"}
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def safe_cells(
    cells: Sequence[tuple[str, str, bytes, bytes]], keep_results: bool
) -> list[list[bytes]]:
    """Returns of each cell what may be shown: its text, and as JSON its outputs.

    Args:
        cells: kind, text, and as JSON outputs and attachments of each.
        keep_results: see `safe_outputs`.
    """
    made = []
    for kind, text, outputs, attachments in cells:
        if kind == "markdown":
            text = safe_markdown(text, json.loads(attachments))
        elif kind != "code":
            text = safe_raw(text)
        shown = safe_outputs(json.loads(outputs), keep_results=keep_results)
        made.append([text.encode("utf-8", "replace"), json.dumps(shown).encode()])
    return made


def safe_outputs(outputs: Any, *, keep_results: bool = False) -> list[Output]:
    """Returns what may be shown of a code cell's outputs.

    Args:
        outputs: plain JSON of any shape; what is no output is left out.
        keep_results: whether a cell's value stays known as one, as nbgrader's own grading needs it.
    """
    found = (
        (_safe_output(output, keep_results) for output in outputs)
        if isinstance(outputs, list)
        else ()
    )
    return list(islice(filter(None, found), MOST_OUTPUTS))


def _safe_output(output: Any, keep_results: bool) -> Output | None:
    """Returns what may be shown of an output, None for nothing."""
    if not isinstance(output, Mapping):
        return None
    kind = output.get("output_type")
    if kind in ("stream", "error"):
        return printed(output, MOST_TEXT)
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, Mapping):
        return None
    shown = dict(_safe_data(data))
    return made_output(kind if keep_results else "display_data", shown) if shown else None


def _safe_data(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, start in _STARTS.items():
        image = joined(data.get(kind))
        if len(image) <= MOST_IMAGE and _is_image(image, start):
            yield kind, "".join(image.split())
            return
    drawing = joined(data.get("image/svg+xml"))
    plain = joined(data.get("text/plain"))[:MOST_TEXT]
    if drawing and len(drawing) <= MOST_IMAGE:
        # As a picture its scripts do not run, and it loads nothing.
        source = base64.b64encode(drawing.encode("utf-8", "replace")).decode()
        yield "text/html", f'<img src="data:image/svg+xml;base64,{source}" alt="figure">'
    elif text := joined(data.get("text/html")):
        yield "text/html", tame_tex(clean_html(text[:MOST_IMAGE]))
    elif text := joined(data.get("text/markdown")):
        yield "text/markdown", safe_markdown(text)
    elif text := joined(data.get("text/latex")):
        yield "text/latex", tame_tex(text[:MOST_TEXT])
    if plain:
        yield "text/plain", plain


def _is_image(text: str, start: bytes) -> bool:
    try:
        return binascii.a2b_base64(text.encode("ascii"), strict_mode=False).startswith(start) and (
            re.fullmatch(r"[A-Za-z0-9+/=\s]+", text) is not None
        )
    except (ValueError, UnicodeEncodeError):
        return False


def safe_markdown(text: str, attachments: Any = None) -> str:
    """Returns a Markdown cell that shows the same wherever it is rendered, and does nothing.

    Text without HTML, pictures and odd links stays as it is. Anything else becomes one block of clean
    HTML, in which nothing is Markdown any more; and what even then is not clean is shown as it was typed.

    Args:
        attachments: what was pasted into the cell: base64 by media type, by name.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if not is_readable(text):
        return fenced(text)
    if _is_plain(text):
        return text
    block = _block(tame_tex(markdown_with_tex(text, safe_attachments(attachments))))
    return block if _is_clean_block(block) else fenced(text)


def safe_attachments(attachments: Any) -> dict[str, dict[str, str]]:
    """Returns the pictures among a cell's attachments, which may be of any shape."""
    kept: dict[str, dict[str, str]] = {}
    for name, kinds in attachments.items() if isinstance(attachments, Mapping) else ():
        for kind, start in _STARTS.items():
            image = joined(kinds.get(kind)) if isinstance(kinds, Mapping) else ""
            if image and len(image) <= MOST_IMAGE and _is_image(image, start):
                kept[str(name)] = {kind: image}
    return kept


def _block(made: str) -> str:
    """Returns HTML as a single HTML block of Markdown, which ends at the first blank line."""
    made = _BLANK_LINES.sub("\n", made.strip())
    return f"<div>\n{made}\n</div>"


def _is_clean_block(block: str) -> bool:
    """Tells whether nbconvert passes a block on as it stands."""
    finder = _Finder()
    made = str(MarkdownWithMath(renderer=finder).render(block))
    return made.strip() == block.strip() and is_tame_tex(html.unescape(made))


def _is_plain(text: str) -> bool:
    """Tells whether Markdown is rendered to nothing but text, tables, code and ordinary links."""
    finder = _Finder()
    try:
        made = str(MarkdownWithMath(renderer=finder).render(text))
    except Exception:  # what the renderer cannot read, nobody needs to see rendered
        return False
    return not finder.odd and is_tame_tex(html.unescape(made))


class _Finder(IPythonRenderer):
    """Renders as nbconvert does.

    Attributes:
        odd: the text holds HTML, a picture, a diagram, or a link that may lead anywhere.
    """

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.odd = False

    def block_html(self, html: str) -> str:
        """Notes HTML."""
        self.odd = True
        return str(super().block_html(html))

    def inline_html(self, html: str) -> str:
        """Notes HTML."""
        self.odd = True
        return html

    def block_code(self, code: str, info: str | None = None) -> str:
        """Notes a code block in a language: diagrams are scripts, and highlighting is not needed."""
        self.odd = self.odd or bool(info and not re.fullmatch(r"[a-z0-9+#-]{1,20}", info.strip()))
        self.odd = self.odd or bool(info and info.strip().startswith("mermaid"))
        return f"<pre>{html.escape(code)}</pre>"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Notes a picture."""
        self.odd = True
        return html.escape(text)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Notes a link that is no ordinary one."""
        self.odd = self.odd or LINK.fullmatch(html.unescape(url)) is None or bool(title)
        return text
