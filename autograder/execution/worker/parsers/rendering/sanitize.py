"""Markdown and HTML of a notebook as HTML that holds nothing but text, tables, pictures and formulas."""

from __future__ import annotations

import base64
import html
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote

import nh3
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from .mathml import mathml

_NAMES = """
    a abbr b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark
    ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul var
"""
_CELL = {"colspan", "rowspan", "align", "style"}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": _CELL, "th": _CELL, "var": {"class"}}
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=]+")
LINK = re.compile(r"(?:https?://|mailto:)[^\s\"'<>`\\]+", re.IGNORECASE)
_KINDS = {
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".gif": "gif",
    ".webp": "webp",
    ".svg": "svg+xml",
}
# Reading HTML takes time with the square of its depth; more tags than a large table has are not read.
MOST_TAGS = 5000
# Reading Markdown does, too, with what may open emphasis, links and lists.
MOST_MARKDOWN = 100_000
MOST_MARKS = 5000
MOST_ENVIRONMENTS = 200
Find = Callable[[str], bytes | None]
_MARK = re.compile(r"[\[\]!*_`~<>|$()\\]")


def clean_html(text: str) -> str:
    """Returns the HTML without what runs, loads, or changes the page around it.

    No script, event attribute or form; links to http, https and mailto only; pictures only where they
    are in the text itself. HTML with more tags than any table has is shown as text.
    """
    if text.count("<") > MOST_TAGS:
        return f"<pre>{html.escape(text[:MOST_MARKDOWN])}</pre>"
    return _CLEANER.clean(text)


def is_readable(text: str) -> bool:
    """Tells whether Markdown is no larger, and no denser, than what a person writes into a cell."""
    return (
        len(text) <= MOST_MARKDOWN
        and len(_MARK.findall(text)) <= MOST_MARKS
        and text.count("\\begin") <= MOST_ENVIRONMENTS
    )


def markdown_html(
    text: str,
    find: Find = lambda name: None,
    attachments: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """Returns a Markdown cell as HTML, with its formulas as MathML.

    Args:
        find: returns a picture that lies beside the notebook, by its name in the text.
        attachments: pictures that were pasted into it: base64 by media type, by name.
    """
    if not is_readable(text):
        return f"<pre>{html.escape(text[:MOST_MARKDOWN])}</pre>"
    renderer = _Renderer(find, attachments or {})
    made = clean_html(str(MarkdownWithMath(renderer=renderer).render(text)))
    return renderer.mark.sub(lambda match: renderer.formulas[int(match[1])], made)


def markdown_with_tex(text: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
    """Returns a Markdown cell as clean HTML, with its formulas as TeX between dollars.

    Args:
        attachments: as for `markdown_html`.
    """
    renderer = _Tex(lambda name: None, attachments)
    return clean_html(str(MarkdownWithMath(renderer=renderer).render(text)))


def _kept(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if PICTURE.fullmatch(value) else None
    if tag == "a" and name == "href":
        return value if LINK.fullmatch(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_NAMES.split()),
    clean_content_tags={"script", "style", "title", "textarea", "template", "noscript"},
    attributes=_ATTRIBUTES,
    attribute_filter=_kept,
    url_schemes={"http", "https", "mailto", "data"},
    filter_style_properties={"text-align"},
)


class _Pictures(IPythonRenderer):
    """Takes pictures into the text: those that were pasted into it, and those that lie beside it."""

    def __init__(self, find: Find, attachments: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self._find = find
        self._pasted = attachments

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Returns a picture that was pasted into the cell, or that lies beside the notebook."""
        source = self._attached(url) if url.startswith("attachment:") else self._file(url)
        return f'<img src="{html.escape(source)}" alt="{html.escape(text)}">'

    def _attached(self, url: str) -> str:
        for kind, content in self._pasted.get(unquote(url.partition(":")[2]), {}).items():
            return f"data:{kind};base64,{''.join(str(content).split())}"
        return ""

    def _file(self, url: str) -> str:
        kind = _KINDS.get(Path(url).suffix.lower())
        if url.startswith("data:") or kind is None:
            return url
        content = self._find(unquote(url))
        if content is None:
            return ""
        return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


class _Tex(_Pictures):
    """Leaves formulas as TeX, for pages that draw them with MathJax."""

    def inline_math(self, body: str) -> str:
        """Returns a formula in a line."""
        return html.escape(f"${body}$")

    def block_math(self, body: str) -> str:
        """Returns a formula on a line of its own."""
        return html.escape(f"$${body}$$")

    def latex_environment(self, name: str, body: str) -> str:
        """Returns a LaTeX environment."""
        return html.escape(f"\\begin{{{name}}}{body}\\end{{{name}}}")


class _Renderer(_Pictures):
    """Puts a mark where a formula is, so that what is cleaned is HTML without MathML.

    Attributes:
        formulas: as MathML, in order.
        mark: matches a mark. Its name is drawn anew for each text, so that nobody can write one; and
            cleaning escapes < in attributes, so that it is nowhere found but between tags.
    """

    def __init__(self, find: Find, attachments: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(find, attachments)
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
        """Returns a picture; a formula in its description is no formula."""
        return super().image(self.mark.sub("", text), url, title)
