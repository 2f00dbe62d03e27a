"""Where a submission was when its time was over: its own frames in what faulthandler wrote of it.

The submission could have written that itself. So it decides nothing, and only lines that there are, in files
that were handed in, come out of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

# Of each file, the first and the last line of every loop.
Loops = Mapping[str, Sequence[tuple[int, int]]]

# The first is written of one thread, the others of each.
_HEAD = re.compile(r"^(Stack|(Current t|T)hread 0x\w+.*) \(most recent call first\):$")
_FRAME = re.compile(
    r'^  File "(?P<file>.{1,300})", line (?P<line>\d{1,7}) in (?P<function>\S{1,100})$'
)
# A comprehension is a frame of its own in Python 3.11, and part of its function later.
_INLINE = frozenset({"<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>", "<lambda>"})


class Place(NamedTuple):
    """A line of a submission; ("", 0) is none."""

    file: str = ""
    line: int = 0


class _Frame(NamedTuple):
    file: str
    function: str
    line: int


def find_place(text: str, files: Mapping[str, bytes], loops: Loops) -> Place:
    """Returns the line at which a submission spent its time.

    Of the calls that all stacks have in common, that is the first line of the innermost loop that all of
    them are in: so that two runs of an endless loop name the same line, wherever in it each of them ended.

    Args:
        text: stacks, one after the other, each with its innermost call first.
        files: the submission's.
    """
    stacks = [own for stack in _stacks(text) if (own := _own_frames(stack, files))]
    if not stacks:
        return Place()
    depth = 0
    for calls in zip(*stacks, strict=False):
        if len({(frame.file, frame.function) for frame in calls}) > 1:
            break
        depth += 1
    for level in reversed(range(depth)):
        file = stacks[0][level].file
        lines = [stack[level].line for stack in stacks]
        around = [
            first
            for first, last in loops.get(file, ())
            if all(first <= line <= last for line in lines)
        ]
        if around:
            return Place(file, max(around))
    if not depth:
        return Place()
    return Place(stacks[0][depth - 1].file, min(stack[depth - 1].line for stack in stacks))


def last_place(text: str) -> Place:
    """Returns the submission's line in the newest of these stacks: the innermost in a file without a folder."""
    for stack in reversed(_stacks(text)):
        for frame in reversed(stack):
            if frame.file[:1] not in "<" and not Path(frame.file).is_absolute():
                return Place(frame.file, frame.line)
    return Place()


def _stacks(text: str) -> list[list[_Frame]]:
    """Returns the frames of each stack, the outermost first."""
    found: list[list[_Frame]] = []
    for line in text.splitlines():
        if _HEAD.match(line):
            found.append([])
        elif found and (match := _FRAME.match(line)):
            found[-1].insert(0, _Frame(match["file"], match["function"], int(match["line"])))
    return found


def _own_frames(stack: Sequence[_Frame], files: Mapping[str, bytes]) -> list[_Frame]:
    return [
        frame
        for frame in stack
        if frame.function not in _INLINE
        and frame.file in files
        and 0 < frame.line <= files[frame.file].count(b"\n") + 1
    ]
