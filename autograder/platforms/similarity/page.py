"""The page that shows similar pairs side by side."""

from __future__ import annotations

from ...results.render.html import page
from .compare import Similar


def similar_page(title: str, similar: Similar) -> str:
    """Returns the page; it works without a script, and names no culprit."""
    return page("similar.html.jinja", "en", title=title, similar=similar)
