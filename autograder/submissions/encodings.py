"""Sources that are no UTF-8, or hold lines of a notebook, as Python reads them."""

from __future__ import annotations

import codecs
import re

from .submission import Note

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+", re.MULTILINE)
_MAGICS = b"matplotlib|pylab|load_ext|reload_ext|autoreload|pip|conda|cd|run|env|time|timeit|config|pwd|ls"
_NOTEBOOK_LINE = re.compile(rb"^([ \t]*)((?:!|%%?(?:" + _MAGICS + rb")\b).*)$", re.MULTILINE)


def readable(path: str, content: bytes) -> tuple[bytes, list[Note]]:
    """Returns a source in UTF-8 without a notebook's lines, and what was changed."""
    text, notes = _in_utf8(path, content)
    lines: list[int] = []

    def commented(match: re.Match[bytes]) -> bytes:
        lines.append(text.count(b"\n", 0, match.start()) + 1)
        return match[1] + b"pass  # " + match[2]

    changed = _NOTEBOOK_LINE.sub(commented, text)
    if lines:
        notes.append(Note("notebook-line", path, {"lines": ", ".join(map(str, lines))}))
    return changed, notes


def _in_utf8(path: str, content: bytes) -> tuple[bytes, list[Note]]:
    if content.startswith(_UTF16):
        try:
            return content.decode("utf-16").encode(), [
                Note("encoding", path, {"encoding": "UTF-16"})
            ]
        except (UnicodeDecodeError, UnicodeEncodeError):
            return content, []
    try:
        content.decode()
    except UnicodeDecodeError:
        head = b"\n".join(content.split(b"\n", 2)[:2])
        if _DECLARED.search(head):
            return content, []
        for encoding, name in (("gb18030", "GBK"), ("cp1252", "Windows-1252")):
            try:
                return content.decode(encoding).encode(), [
                    Note("encoding", path, {"encoding": name})
                ]
            except UnicodeDecodeError:
                continue
    return content, []
