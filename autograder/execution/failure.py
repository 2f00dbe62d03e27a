"""How a probe ends on the student's side, and how far the other side's word for it is taken."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Literal

from ..results.convert import MalformedError, convert
from ..results.records import dataclass
from .worker.describe_failure import MAX_TEXT
from .worker.executor import MAX_STUMBLES


@dataclass(frozen=True)
class BadSyntax:
    """Where Python gave up reading a file."""

    file: str = ""
    line: int = 0
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class ToldFailure:
    """The part of a failure that the student's side may tell; anything else is this side's to say.

    Attributes:
        at: the number of the operation, in its batch, that failed.
        type, text: of the exception.
        file, line, function: the submission's own line in which it arose.
        module: what could not be imported.
        stand_in: the package whose stand-in was used.
        count: how many values something has that was to be indexed or unpacked; -1 for no container.
    """

    kind: Literal["load", "todo", "missing", "signature", "raised", "value"]
    at: int = -1
    type: str = ""
    text: str = ""
    file: str = ""
    line: int = 0
    function: str = ""
    syntax: BadSyntax | None = None
    module: str = ""
    stand_in: str = ""
    count: int = -1


_TOLD = tuple(item.name for item in fields(ToldFailure))


@dataclass(frozen=True, kw_only=True)
class Failure(ToldFailure):
    """What ended a probe on the student's side.

    Attributes:
        kind: load, todo, missing, signature, raised, value (not a plain value), timeout, died.
        operation, name, on: which operation it was, filled in by this side: (get, "grad_W",
            "SoftmaxCrossEntropyLoss") is the missing attribute of a handle.
        seconds: the limit that was overrun, by this side's account.
        used: what it was charged: seconds on a processor, and seconds asleep.
        stacks: where the submission was meanwhile, in its own words; see `execution.stacks`.
    """

    kind: str  # type: ignore[assignment]
    operation: str = ""
    name: str = ""
    on: str = ""
    seconds: float = 0.0
    used: tuple[float, float] = (0.0, 0.0)
    stacks: str = ""


class StudentError(Exception):
    """A probe ended on the student's side; `failure` says how."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"{failure.kind}: {failure.type} {failure.text}")
        self.failure = failure


def read_failure(reply: Any) -> Failure | None:
    """Returns the failure that a reply reports, with every field forced to its type."""
    facts = reply.get("failure") if isinstance(reply, dict) else None
    if facts is None:
        return None
    try:
        told = convert(facts, ToldFailure)
    except MalformedError:
        return Failure(kind="died", text="forged reply")
    return Failure(**{name: _printable(getattr(told, name)) for name in _TOLD})


def read_failures(values: Any) -> list[Failure]:
    """Returns the failures that the other side lists; none where that is no list."""
    if not isinstance(values, list):
        return []
    found = [read_failure({"failure": value}) for value in values[:MAX_STUMBLES]]
    return [failure for failure in found if failure is not None and failure.kind == "load"]


def _printable(value: Any) -> Any:
    """Returns a field whose texts are their beginnings, without characters that steer a terminal."""
    if isinstance(value, BadSyntax):
        return BadSyntax(_printable(value.file), value.line, _printable(value.text))
    if not isinstance(value, str):
        return value
    kept = value[:MAX_TEXT]
    if kept.isprintable():
        return kept
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in kept)
