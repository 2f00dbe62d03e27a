"""Which functions of the reference a check calls: a mistake in none of these changes nothing that the check sees.

A mistake changes some functions and leaves the others as they are. As long as none of those that it changes is called,
a probe runs as on the reference, step by step, and so none of them is ever called.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import CodeType, FrameType
from typing import TypeVar

from ..execution.worker.modules import compiled

Result = TypeVar("Result")
# File and name, with the classes and functions around it.
Function = tuple[str, str]
_Code = tuple[object, ...]


def called(
    run: Callable[[], Result], files: Mapping[str, bytes]
) -> tuple[Result, frozenset[Function] | None]:
    """Returns what a function returns, and the functions of some files that are called on the way.

    None in place of these where something else took over that they are noted.
    """
    found: set[Function] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if code.co_filename in files:
            found.add((code.co_filename, code.co_qualname))

    before = sys.gettrace()
    sys.settrace(note)
    try:
        result = run()
        whole = sys.gettrace() is note
    finally:
        sys.settrace(before)
    return result, frozenset(found) if whole else None


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> frozenset[Function]:
    """Returns the functions, classes and modules whose own code is not the same in two versions of some files."""
    found: set[Function] = set()
    for path, content in after.items():
        if content != before.get(path):
            old, new = (_by_name(source, path) for source in (before.get(path, b""), content))
            found |= {
                (path, name) for name in old.keys() | new.keys() if old.get(name) != new.get(name)
            }
    return frozenset(found)


@lru_cache(maxsize=8)
def _by_name(source: bytes, path: str) -> dict[str, list[_Code]]:
    found: dict[str, list[_Code]] = {}
    for code in _all_code(compiled(source, path)):
        found.setdefault(code.co_qualname, []).append(_own(code))
    return found


def _all_code(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _all_code(constant)


def _own(code: CodeType) -> _Code:
    """Returns all that a piece of code does, but for what stands inside of it, and where it stands."""
    constants = tuple(
        item.co_qualname if isinstance(item, CodeType) else repr(item) for item in code.co_consts
    )
    counts = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags
    names = code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars
    return code.co_code, code.co_exceptiontable, constants, counts, names
