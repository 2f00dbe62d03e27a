"""File names: how they are decoded, which are refused, and what they say about a file."""

import re
import unicodedata
from enum import Enum

ARCHIVES = (".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tbz2", ".txz", ".tar", ".zip")
UNSUPPORTED = (".rar", ".7z")

# A character of the older, smaller set that GBK extends.
_CHINESE = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")
_DRIVE = re.compile(r"[A-Za-z]:")
_DATA_SET = re.compile(
    r"(images|labels)[-._]idx[13][-._]ubyte|^cifar[-_]?100?(?!\d)"
    r"|^(data_batch_\d+|test_batch)(\.bin)?$|^mnist\.(npz|pkl|pkl\.gz)$",
    re.IGNORECASE,
)
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class UnsafeNameError(ValueError):
    """A name that is absolute or leads out of its folder."""


class Kind(Enum):
    """What a path says about the file."""

    IGNORED = "ignored"
    CODE = "code"
    NOTEBOOK = "notebook"
    REPORT = "report"
    PYCACHE = "pycache"
    DATA_SET = "data-set"
    ARCHIVE = "nested-archive"
    OTHER = "other"


_KEPT = {".py": Kind.CODE, ".ipynb": Kind.NOTEBOOK, ".pdf": Kind.REPORT}


# What Windows and browsers put behind an ending that they do not show.
_HIDDEN_ENDING = re.compile(r"(\.py|\.ipynb)(\.txt|\.json)$", re.IGNORECASE)


def decode_name(raw: bytes) -> str:
    """A name's text: UTF-8, Chinese Windows (GBK), the zip format's code page 437, or Western Windows.

    GBK reads almost all bytes as Chinese. A name whose bytes beyond ASCII all stand before ASCII letters
    is a Western one: Chinese names have at least one character of two such bytes.
    """
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    if _CHINESE.search(raw):
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            pass
    for encoding in ("cp437", "cp1252"):
        text = raw.decode(encoding, "replace")
        if all(c.isascii() or _is_western(c) for c in text):
            return text
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("cp437")


def _is_western(character: str) -> bool:
    return "\u00c0" <= character <= "\u024f" and character.isalpha()


def clean_path(name: str) -> str:
    """The name with "/" between folders, without "." and empty parts, in Unicode's composed form.

    Raises UnsafeNameError for absolute names, drive letters and "..": they are never repaired.
    """
    slashed = name.replace("\\", "/")
    if slashed.startswith("/") or _DRIVE.match(slashed):
        raise UnsafeNameError(name)
    parts = [part for part in slashed.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise UnsafeNameError(name)
    return unicodedata.normalize("NFC", "/".join(parts))


def _is_plain(character: str) -> bool:
    if character in _DIRECTION_MARKS:
        return False
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")


def is_plain(name: str) -> bool:
    """Whether a name can be shown: no control characters, no marks of reading direction."""
    return (name.isascii() and name.isprintable()) or all(map(_is_plain, name))


def escaped(name: str) -> str:
    """The name with escapes for what cannot be shown."""
    if is_plain(name):
        return name
    return "".join(c if _is_plain(c) else f"\\u{ord(c):04x}" for c in name)


def shown(name: str) -> str:
    """The name with escapes for what cannot be shown, and cut when it is very long."""
    return escaped(name if len(name) <= 200 else name[:199] + "\N{HORIZONTAL ELLIPSIS}")


def is_hidden(part: str) -> bool:
    """Whether a file or folder of this name is ignored wherever it lies."""
    return part.startswith(".") or part == "__MACOSX"


def archive_suffix(name: str) -> str:
    """The ending that makes a name an archive's, as written in the name; empty for other names."""
    lower = name.lower()
    for suffix in ARCHIVES + UNSUPPORTED:
        if lower.endswith(suffix) and len(name) > len(suffix):
            return name[-len(suffix) :]
    return ""


def suffix_kind(name: str) -> Kind:
    """CODE, NOTEBOOK or REPORT by the name's ending, else OTHER; loss.py.txt is what it was before."""
    name = _HIDDEN_ENDING.sub(r"\1", name.rstrip())
    return _KEPT.get("." + name.rpartition(".")[2].lower(), Kind.OTHER)


def is_code(name: str) -> bool:
    """Whether a file of this name is a source or a notebook."""
    return suffix_kind(name) in (Kind.CODE, Kind.NOTEBOOK)


def kind_of(path: str) -> Kind:
    """What a cleaned path says about the file."""
    parts = path.split("/")
    name = parts[-1]
    if any(map(is_hidden, parts)):
        return Kind.IGNORED
    if "__pycache__" in parts[:-1] or name.lower().endswith((".pyc", ".pyo")):
        return Kind.PYCACHE
    kept = suffix_kind(name)
    if kept is not Kind.OTHER:
        return kept
    if _DATA_SET.search(name):
        return Kind.DATA_SET
    return Kind.ARCHIVE if archive_suffix(name) else Kind.OTHER
