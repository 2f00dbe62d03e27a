"""A notebook's cells and outputs in the form in which a teacher's browser may have them.

Whatever shows them (formgrader, nbgrader's feedback, Jupyter): no script runs, nothing is loaded, and no
link leads anywhere but to http, https and mailto. Everything is built anew from plain values that were
checked; metadata of outputs, widgets and scripts are left out.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from .sanitize import LINK, clean_html, is_readable, is_tame_tex, markdown_with_tex, tame_tex

Cell = dict[str, Any]

# Figures are what a person needs for grading; anything larger is none.
MOST_IMAGE = 4 << 20
MOST_TEXT = 20_000
MOST_OUTPUTS = 20
MOST_LINES = 100
_STARTS = {"image/png": b"\x89PNG\r\n", "image/jpeg": b"\xff\xd8\xff"}
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def well_formed(outputs: Any) -> tuple[list[Cell], bool]:
    """Returns the outputs that have the form nbformat asks for, and whether all of them have.

    What is in them has not been looked at.
    """
    found = [_well_formed(output) for output in outputs] if isinstance(outputs, list) else [None]
    return [output for output in found if output is not None], None not in found


def _well_formed(output: Any) -> Cell | None:
    if not isinstance(output, Mapping):
        return None
    kind = output.get("output_type")
    if kind in ("stream", "error"):
        return _printed(output, None)
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, Mapping):
        return None
    if any(not _is_text(value) for name, value in data.items() if not str(name).endswith("json")):
        return None
    texts = {str(name): _joined(value) for name, value in data.items() if _is_text(value)}
    return {"output_type": "display_data", "metadata": {}, "data": texts}


def safe_outputs(outputs: Any) -> list[Cell]:
    """Returns what may be shown of a code cell's outputs.

    Args:
        outputs: plain JSON of any shape; what is no output is left out.
    """
    found = (safe_output(output) for output in outputs) if isinstance(outputs, list) else ()
    return list(islice(filter(None, found), MOST_OUTPUTS))


def safe_output(output: Any) -> Cell | None:
    """Returns what may be shown of an output, None for nothing."""
    if not isinstance(output, Mapping):
        return None
    kind = output.get("output_type")
    if kind in ("stream", "error"):
        return _printed(output, MOST_TEXT)
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, Mapping):
        return None
    shown = dict(_safe_data(data))
    # Nobody needs to know which number a result had.
    return {"output_type": "display_data", "metadata": {}, "data": shown} if shown else None


def _printed(output: Mapping[str, Any], most: int | None) -> Cell:
    """Returns printed text, or the text of an error."""
    if output["output_type"] == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": _joined(output.get("text"))[:most]}
    lines = output.get("traceback")
    lines = lines if isinstance(lines, list) else []
    return {
        "output_type": "error",
        "ename": _joined(output.get("ename"))[:200],
        "evalue": _joined(output.get("evalue"))[:2000],
        "traceback": [line[:MOST_TEXT] for line in lines[:MOST_LINES] if isinstance(line, str)],
    }


def _safe_data(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, start in _STARTS.items():
        image = _joined(data.get(kind))
        if len(image) <= MOST_IMAGE and _is_image(image, start):
            yield kind, "".join(image.split())
            return
    drawing = _joined(data.get("image/svg+xml"))
    plain = _joined(data.get("text/plain"))[:MOST_TEXT]
    if drawing and len(drawing) <= MOST_IMAGE:
        # As a picture its scripts do not run, and it loads nothing.
        source = base64.b64encode(drawing.encode("utf-8", "replace")).decode()
        yield "text/html", f'<img src="data:image/svg+xml;base64,{source}" alt="figure">'
    elif text := _joined(data.get("text/html")):
        yield "text/html", tame_tex(clean_html(text[:MOST_IMAGE]))
    elif text := _joined(data.get("text/markdown")):
        yield "text/markdown", safe_markdown(text)
    elif text := _joined(data.get("text/latex")):
        yield "text/latex", tame_tex(text[:MOST_TEXT])
    if plain:
        yield "text/plain", plain


def _joined(value: Any) -> str:
    """Returns a text that may be stored line by line, "" for anything else."""
    return "".join(value) if _is_text(value) else ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(item, str) for item in value)
    )


def _is_image(text: str, start: bytes) -> bool:
    try:
        return binascii.a2b_base64(text.encode("ascii"), strict_mode=False).startswith(start) and (
            re.fullmatch(r"[A-Za-z0-9+/=\s]+", text) is not None
        )
    except (ValueError, UnicodeEncodeError):
        return False


def safe_markdown(
    text: str, attachments: Any = None, pictures: Mapping[str, bytes] | None = None
) -> str:
    """Returns a Markdown cell that shows the same wherever it is rendered, and does nothing.

    Text without HTML, pictures and odd links stays as it is. Anything else becomes one block of clean
    HTML, in which nothing is Markdown any more; and what even then is not clean is shown as it was typed.

    Args:
        attachments: what was pasted into the cell: base64 by media type, by name.
        pictures: files that lie beside the notebook, by their names in the text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if not is_readable(text):
        return _fenced(text)
    if _is_plain(text):
        return text
    block = _block(tame_tex(markdown_with_tex(text, safe_attachments(attachments), pictures or {})))
    return block if _is_clean_block(block) else _fenced(text)


def safe_raw(text: str) -> str:
    """Returns a raw cell's text, which some pages show as HTML."""
    return tame_tex(html.escape(text, quote=False))


def safe_attachments(attachments: Any) -> dict[str, dict[str, str]]:
    """Returns the pictures among a cell's attachments, which may be of any shape."""
    kept: dict[str, dict[str, str]] = {}
    for name, kinds in attachments.items() if isinstance(attachments, Mapping) else ():
        for kind, start in _STARTS.items():
            image = _joined(kinds.get(kind)) if isinstance(kinds, Mapping) else ""
            if image and len(image) <= MOST_IMAGE and _is_image(image, start):
                kept[str(name)] = {kind: image}
    return kept


def _block(made: str) -> str:
    """Returns HTML as a single HTML block of Markdown, which ends at the first blank line."""
    made = _BLANK_LINES.sub("\n", made.strip())
    return f"<div>\n{made}\n</div>"


def _fenced(text: str) -> str:
    """Returns text as it was typed: in a fence that is longer than any in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{tame_tex(text[:MOST_TEXT])}\n{fence}"


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
