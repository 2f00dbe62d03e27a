"""What is told of an exception of a submission's: its kind, its text, and the student's own line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from .plain_forms import NoFigureError
from .resume import reasons_in
from .stand_ins import StandInUsed

MAX_TEXT = 500


def failure_facts(
    kind: str, error: BaseException, describe: Callable[[BaseException], dict[str, Any]]
) -> dict[str, Any]:
    """Returns what is told of an operation that failed.

    Args:
        kind: of the operation.
        describe: returns what is known of an exception.
    """
    cause = _cause(error)
    if cause is not None:
        return {**describe(cause), "kind": "load"}
    facts = describe(error)
    if kind == "module":
        facts["kind"] = "load"
    elif isinstance(error, NoFigureError):
        facts |= {"kind": "value", "type": "no figure", "text": ""}
    elif kind == "get" and isinstance(error, SyntaxError):
        # A notebook's cell that should have defined it cannot be read.
        facts["kind"] = "load"
    elif isinstance(error, NotImplementedError):
        facts["kind"] = "todo"
    elif facts["line"]:
        facts["kind"] = "raised"
    elif kind == "get" and isinstance(error, AttributeError):
        facts["kind"] = "missing"
    elif kind == "call" and isinstance(error, TypeError):
        facts["kind"] = "signature"
    else:
        facts["kind"] = "raised"
    return facts


def describe(error: BaseException, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Returns what is known of an exception, and the student's own line in which it arose.

    Args:
        files: the submission's own.
    """
    file, line, function = _own_line(error.__traceback__, files)
    facts: dict[str, Any] = {
        "type": type(error).__name__[:100],
        "text": _text(error),
        "file": file,
        "line": line,
        "function": function,
    }
    if isinstance(error, SyntaxError):
        facts["syntax"] = {
            "file": str(error.filename or "")[:200],
            "line": int(error.lineno or 0),
            "text": str(error.msg)[:MAX_TEXT],
        }
    if isinstance(error, ModuleNotFoundError):
        facts["module"] = str(error.name or "")[:100]
    if isinstance(error, StandInUsed):
        facts["stand_in"] = str(error.name or "")[:100]
    return facts


def _cause(error: BaseException) -> BaseException | None:
    """Returns the failure of the line that should have defined what is missing, None if there is none."""
    traceback = error.__traceback__
    while traceback is not None:
        reasons = reasons_in(traceback.tb_frame.f_globals)
        if any(error is reason for reason in reasons.values()):
            return error
        if isinstance(error, NameError) and traceback.tb_next is None:
            return reasons.get(str(error.name))
        traceback = traceback.tb_next
    return None


def _own_line(traceback: TracebackType | None, files: Mapping[str, bytes]) -> tuple[str, int, str]:
    """Returns (file, line, function) of the innermost frame that is the submission's; ('', 0, '')."""
    found = ("", 0, "")
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in files:
            found = (code.co_filename, traceback.tb_lineno, code.co_qualname)
        traceback = traceback.tb_next
    return found


def _text(error: BaseException) -> str:
    try:
        return str(error)[:MAX_TEXT]
    except BaseException:  # an exception class whose __str__ fails
        return ""
