"""journal.jsonl: a line for each run that changed somebody's result, with what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from ...results.changes import Change, Run, compare
from ...results.result_json import decode_result
from .private import write_private
from .results_log import Line, ResultsLog

JOURNAL = "journal.jsonl"
# The part of a key that is the same for all submissions of a job.
_OF_JOB = 8


def changes_since(
    log: ResultsLog, earlier: Mapping[str, Line], students: Iterable[str]
) -> list[Change]:
    """Returns what changed in a log that was appended to.

    Args:
        earlier: the lines that it had before, still in its file; empty for a first run, which changes nothing.
    """
    if not earlier:
        return []
    found = []
    for student in students:
        now, then = log.lines[student], earlier.get(student)
        if then is not None and then.offset == now.offset:
            continue
        before = decode_result(log.at(then)) if then is not None else None
        same = then is not None and then.key[:_OF_JOB] == now.key[:_OF_JOB]
        change = compare(before, decode_result(log.at(now)), same)
        if change is not None:
            found.append(change)
    return found


def note_run(out: Path, time: datetime, changes: list[Change]) -> None:
    """Appends a run to the journal, if it changed something."""
    if changes:
        line = msgspec.json.encode(Run(time=time.isoformat(timespec="seconds"), changes=changes))
        path = out / JOURNAL
        before = path.read_bytes() if path.is_file() else b""
        end = b"" if not before or before.endswith(b"\n") else b"\n"
        write_private(path, before + end + line + b"\n")


def last_run(out: Path) -> Run | None:
    """Returns the last run that changed something and can be read; None where there is none."""
    return next((run for run in reversed(_runs(out)) if run is not None), None)


def unread_in_journal(out: Path) -> int:
    """Returns the first line of the journal that cannot be read; 0 where all can."""
    return next((number for number, run in enumerate(_runs(out), start=1) if run is None), 0)


def forget_in_journal(out: Path, student: str) -> None:
    """Removes a student from all runs, which can be read."""
    runs = [
        Run(time=run.time, changes=[one for one in run.changes if one.student != student])
        for run in _runs(out)
        if run is not None
    ]
    if runs:
        lines = [msgspec.json.encode(run) for run in runs if run.changes]
        write_private(out / JOURNAL, b"".join(line + b"\n" for line in lines))


def _runs(out: Path) -> list[Run | None]:
    """Returns what each line of the journal says; None for one that cannot be read."""
    try:
        return list(map(_run_in, (out / JOURNAL).read_bytes().splitlines()))
    except FileNotFoundError:
        return []


def _run_in(line: bytes) -> Run | None:
    try:
        return msgspec.json.decode(line, type=Run)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
