"""Text of a notebook as it was typed, for whoever shows it as Markdown or HTML."""

from __future__ import annotations

import html
import re

from .outputs import MOST_TEXT

# What MathJax makes links and attributes of, or loads files for.
_ACTIVE_TEX = re.compile(
    r"\\(?=(?:href|url|style|cssId|class|data|html\w*|require|unsafe|bbox|enclose|action|toggle"
    r"|mathtip|texttip|tooltip|includegraphics|newcommand|renewcommand|newenvironment|def|let)(?![a-zA-Z]))"
)


def tame_tex(text: str) -> str:
    """Returns the text with the commands defused by which a formula makes links or loads files."""
    return _ACTIVE_TEX.sub("\\\\\u2060", text)


def is_tame_tex(text: str) -> bool:
    """Tells whether no such command is in the text."""
    return _ACTIVE_TEX.search(text) is None


def fenced(text: str) -> str:
    """Returns text as it was typed: in a fence that is longer than any in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{tame_tex(text[:MOST_TEXT])}\n{fence}"


def safe_raw(text: str) -> str:
    """Returns a raw cell's text, which some pages show as HTML."""
    return tame_tex(html.escape(text, quote=False))
