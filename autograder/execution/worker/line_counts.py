"""Counts how often the lines run of functions that a probe calls, and of what these call.

Student code shares this process and could disturb the count: it is a sign of a loop, and no proof that there is none.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Container, Sequence
from types import FrameType
from typing import Any

from .operations import Call, Get, Module, Operation

# Lines that are told; no function of an honest submission has so many.
MOST_LINES = 2000
# What is printed grows with what there is to print, and is no computing: its lines are nobody's.
_SAYING = ("arrayprint.py", "warnings.py", "traceback.py", "logging/__init__.py")
_Line = tuple[str, int]


class LineCounter:
    """The lines that one probe's calls run.

    What runs in a library, or in code that was made from a string, counts for the line of the submission that
    called it; what a library does to print, or to warn, does not count.

    Args:
        functions: in which lines are counted, as "module.Class.method".
        files: of the submission, by the names that its code has.
    """

    def __init__(self, functions: Sequence[str], files: Container[str]) -> None:
        self._functions = frozenset(functions)
        self._files = files
        # What each object on the table is called, "" where it is none of a module.
        self._names: list[str] = []
        self._counts: dict[str, defaultdict[_Line, int]] = {}
        self._counting: defaultdict[_Line, int] = defaultdict(int)
        self._disturbed = False

    def note(self, operation: Operation) -> None:
        """Takes down what an operation has put on the table."""
        name = ""
        match operation:
            case Module(module):
                name = module
            case Get(target, attribute) if owner := self._name(target):
                name = f"{owner}.{attribute}"
            case Call(target, _, _):
                # What a class returns has its methods.
                name = self._name(target)
        self._names.append(name)

    def call(
        self,
        target: int,
        function: Callable[..., Any],
        arguments: Sequence[Any],
        keywords: dict[str, Any],
    ) -> Any:
        """Returns what a function of the submission returns, and counts if it is one of those."""
        name = self._name(target)
        if name not in self._functions:
            return function(*arguments, **keywords)
        if sys.gettrace() is not None:  # a debugger's
            self._disturbed = True
            return function(*arguments, **keywords)
        self._counting = self._counts.setdefault(name, defaultdict(int))
        trace = self._enter
        sys.settrace(trace)
        try:
            return function(*arguments, **keywords)
        finally:
            self._disturbed |= sys.gettrace() != trace
            sys.settrace(None)

    def told(self) -> dict[str, Any]:
        """Returns {"disturbed", "lines"}: whether the count failed, and [function, file, line, times] in their order."""
        lines = [
            [function, file[:500], line, times]
            for function, counts in self._counts.items()
            for (file, line), times in counts.items()
        ]
        return {
            "disturbed": self._disturbed or len(lines) > MOST_LINES,
            "lines": lines[:MOST_LINES],
        }

    def _name(self, target: int) -> str:
        return self._names[target] if target < len(self._names) else ""

    def _enter(self, frame: FrameType, event: str, argument: object) -> Any:
        counts = self._counting
        file = frame.f_code.co_filename
        if file in self._files:
            counts[file, frame.f_lineno] += 1

            def own(inner: FrameType, event: str, argument: object) -> Any:
                if event == "line":
                    counts[file, inner.f_lineno] += 1
                return own

            return own
        caller: FrameType | None = frame
        while caller is not None and caller.f_code.co_filename not in self._files:
            if caller.f_code.co_filename.endswith(_SAYING):
                return None
            caller = caller.f_back
        if caller is None:
            return None
        line = (caller.f_code.co_filename, caller.f_lineno)

        def foreign(inner: FrameType, event: str, argument: object) -> Any:
            if event == "line":
                counts[line] += 1
            return foreign

        return foreign
