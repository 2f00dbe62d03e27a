"""What the parents of children import, once for all of them, and so what a child begins with."""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from . import linux

# What many submissions import is imported once, here, where it costs them nothing. What few do is left to
# them: every child pays for the pages of its parent, and unittest or numpy.testing are many.
LIKELY_IMPORTS = """
    abc ast bisect collections.abc copy dataclasses datetime enum functools heapq inspect io itertools json
    linecache math numbers operator os pathlib pickle random re struct sys textwrap threading time
    traceback types typing warnings
    numpy numpy.lib.stride_tricks numpy.linalg numpy.random
"""

# Bytes of a block that is freed once.
KEPT_MEMORY = 16 << 20
# Objects after which a child looks for those that only refer to each other: Python's own 700 come many times in
# every check.
GARBAGE_AFTER = 2_000

# Given a child's channel.
Serve = Callable[[int], None]


def warm_for_code(config: Mapping[str, Any], fixture_file: int) -> Serve:
    """Returns the loop of children that run students' code, with all that they are likely to need."""
    with _imports(config):
        import numpy as np

        fixtures = _read_fixtures(fixture_file)
        _import(LIKELY_IMPORTS.split())
        _import(config["preloaded"])
        serve: Serve = importlib.import_module("softmark_worker.serve").make_loop(fixtures)
        # The first product sets up the linear algebra library.
        np.dot(np.ones((2, 2)), np.ones((2, 2)))
        # glibc no longer returns blocks up to this one's size to the kernel, which has to clear each page of the next.
        np.empty(KEPT_MEMORY, np.uint8)
    gc.set_threshold(GARBAGE_AFTER)
    return serve


def warm_for_parsers(config: Mapping[str, Any]) -> Serve:
    """Returns the loop of children that parse, likewise."""
    with _imports(config):
        _import(config["preloaded"])
        serve: Serve = importlib.import_module("softmark_worker.parsers.serve").serve
        importlib.import_module("softmark_worker.parsers.rehearsal").rehearse()
        if not config["opens_files"]:
            importlib.import_module("softmark_worker.parsers.answer").seldom()
    return serve


def _import(names: Sequence[str]) -> None:
    for name in names:
        importlib.import_module(name)


@contextmanager
def _imports(config: Mapping[str, Any]) -> Iterator[None]:
    """Ends with nothing of our own left to import, and with all that there is to stay.

    Packages that want a folder to write into while they are imported have one meanwhile. What modules would do in
    each child is left undone: threading and random would, for 0.4 ms, and there is no other thread whose locks it
    could have, nor a check that does not seed its generators.
    """
    needed = config["preloaded"] and config["tmpfs"]
    # Next to nothing of it is garbage, and looking for that takes longer than importing a module.
    gc.disable()
    if needed:
        linux.mount_tmpfs(config["scratch"], "size=64m,mode=0700")
    register_at_fork = os.register_at_fork
    os.register_at_fork = lambda **_: None
    try:
        yield
    finally:
        os.register_at_fork = register_at_fork
        if needed:
            linux.unmount(config["scratch"])
    sys.path[:] = [path for path in sys.path if path != config["code"]]
    sys.argv[:] = [""]
    gc.freeze()
    gc.enable()


def _read_fixtures(descriptor: int) -> dict[str, dict[str, Any]]:
    """Returns the arrays of a file: a line of [group, name] pairs in JSON, then an array for each."""
    from numpy.lib import format as npy

    fixtures: dict[str, dict[str, Any]] = {}
    with open(descriptor, "rb") as file:
        for group, name in json.loads(file.readline()):
            array = npy.read_array(file, allow_pickle=False)
            fixtures.setdefault(group, {})[name] = array
    return fixtures
