"""Markdown and HTML of a notebook as HTML that holds nothing but text, tables, pictures and formulas."""

from __future__ import annotations

import base64
import html
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

import bleach
from bleach.css_sanitizer import CSSSanitizer
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from .mathml import mathml

_NAMES = """
    a abbr b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark
    ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul var
"""
_TAGS = frozenset(_NAMES.split())
_PROTOCOLS = ("http", "https", "mailto", "data")
_UNSEEN = re.compile(r"<(script|style)\b[^>]{0,500}>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=]+")
_KINDS = {
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".gif": "gif",
    ".webp": "webp",
    ".svg": "svg+xml",
}
MOST_PICTURE = 8 << 20


def clean_html(text: str) -> str:
    """Returns the HTML without what runs, loads, or changes the page around it."""
    seen = _UNSEEN.sub("", text)
    cleaner = bleach.Cleaner(
        tags=_TAGS,
        attributes=_is_allowed,
        protocols=_PROTOCOLS,
        strip=True,
        css_sanitizer=CSSSanitizer(allowed_css_properties=["text-align"]),
    )
    return str(cleaner.clean(seen))


def markdown_html(
    text: str,
    folder: Path | None = None,
    attachments: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """Returns a Markdown cell as HTML, with its formulas as MathML.

    Args:
        folder: where its pictures lie; None for nowhere.
        attachments: pictures that were pasted into it: base64 by media type, by name.
    """
    renderer = _Renderer(folder, attachments or {})
    made = clean_html(str(MarkdownWithMath(renderer=renderer).render(text)))
    return renderer.mark.sub(lambda match: renderer.formulas[int(match[1])], made)


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if tag == "img":
        return name == "alt" or (name == "src" and _PICTURE.fullmatch(value) is not None)
    if tag == "a":
        return name == "href" and not value.strip().lower().startswith("data:")
    if tag in ("td", "th"):
        return name in ("colspan", "rowspan", "align", "style")
    return tag == "var" and name == "class"


class _Renderer(IPythonRenderer):
    """Puts a mark where a formula is, so that what is cleaned is HTML without MathML.

    Attributes:
        formulas: as MathML, in order.
        mark: matches a mark. Its name is drawn anew for each text, so that nobody can write one; and
            cleaning escapes < in attributes, so that it is nowhere found but between tags.
    """

    def __init__(self, folder: Path | None, attachments: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self._folder = folder
        self._pasted = attachments
        self._name = f"f{secrets.token_hex(8)}"
        self.formulas: list[str] = []
        self.mark = re.compile(rf'<var class="{self._name}">(\d+)</var>')

    def inline_math(self, body: str) -> str:
        """Returns the mark of a formula in a line."""
        return self._formula(body, f"${body}$", block=False)

    def block_math(self, body: str) -> str:
        """Returns the mark of a formula on a line of its own."""
        return self._formula(body, f"$${body}$$", block=True)

    def latex_environment(self, name: str, body: str) -> str:
        """Returns the mark of a LaTeX environment."""
        text = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._formula(text, text, block=True)

    def _formula(self, tex: str, written: str, *, block: bool) -> str:
        self.formulas.append(mathml(tex, block=block) or html.escape(written))
        return f'<var class="{self._name}">{len(self.formulas) - 1}</var>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Returns a picture that was pasted into the cell, or that lies beside the notebook."""
        source = self._attached(url) if url.startswith("attachment:") else self._file(url)
        return f'<img src="{html.escape(source)}" alt="{html.escape(self.mark.sub("", text))}">'

    def _attached(self, url: str) -> str:
        for kind, content in self._pasted.get(unquote(url.partition(":")[2]), {}).items():
            return f"data:{kind};base64,{''.join(str(content).split())}"
        return ""

    def _file(self, url: str) -> str:
        kind = _KINDS.get(Path(url).suffix.lower())
        if url.startswith("data:") or kind is None or self._folder is None:
            return url
        folder = self._folder.resolve()
        path = (folder / unquote(url)).resolve()
        try:
            if path.is_relative_to(folder) and path.stat().st_size <= MOST_PICTURE:
                return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
        except (OSError, ValueError):
            pass
        return ""
