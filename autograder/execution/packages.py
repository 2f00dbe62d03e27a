"""Installed packages that student code, or a parser, may use: what they are made of on this machine."""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Iterable, Sequence, Set
from functools import cache
from pathlib import Path

# What is meant where a package of these is named, and not imported with it.
_INNER = {
    "matplotlib": ("matplotlib.pyplot",),
    "scipy": ("scipy.linalg", "scipy.optimize", "scipy.special", "scipy.stats"),
}
# There anyway.
_ALWAYS = frozenset({"numpy"})
_DATA = (".dist-info", ".egg-info", ".libs", ".pth")


def is_installed(name: str) -> bool:
    """Tells whether a top-level module can be imported here."""
    return importlib.util.find_spec(name) is not None


def imports_of(names: Sequence[str]) -> tuple[str, ...]:
    """Returns the modules to import where these packages are to be at hand, in order."""
    return tuple(inner for name in names for inner in (name, *_INNER.get(name, ())))


def preload(names: Sequence[str]) -> None:
    """Imports packages into this process before student code does, which is not charged for it then.

    A package that is not installed is left out.
    """
    if "matplotlib" in names:
        # Nobody is to be shown a window, nor kept waiting by one.
        os.environ.setdefault("MPLBACKEND", "agg")
    for name in imports_of([name for name in names if is_installed(name)]):
        importlib.import_module(name)


def package_modules(names: Sequence[str]) -> tuple[str, ...]:
    """Returns the top-level modules of packages and of all that they require, as far as it is installed.

    Args:
        names: as they are imported.
    """
    entries = (entry for entry in _entries(tuple(names)) if not entry.endswith(_DATA))
    return tuple(sorted({entry.partition(".")[0] for entry in entries} | set(names)))


def package_files(names: Sequence[str]) -> tuple[Path, ...]:
    """Returns the folders and files of the same, numpy left out."""
    return tuple(Path(path).resolve() for path in _entries(tuple(names)).values())


def pip_names(names: Sequence[str]) -> tuple[str, ...]:
    """Returns what pip calls packages, for those who install them elsewhere.

    Args:
        names: as they are imported; one that is not installed here keeps its name.
    """
    # Not at the top: a student's own check starts without it.
    from importlib import metadata

    owners = metadata.packages_distributions() if names else {}
    return tuple(dict.fromkeys(owner for name in names for owner in owners.get(name, [name])[:1]))


@cache
def _entries(names: tuple[str, ...]) -> dict[str, str]:
    """Returns the entries of site-packages that the packages need, with the path of each."""
    if not names:
        return {}
    from importlib import metadata

    from packaging.utils import canonicalize_name

    owners = metadata.packages_distributions()
    found: dict[str, str] = {}
    for name in names:
        spec = importlib.util.find_spec(name)
        for folder in (spec.submodule_search_locations or []) if spec is not None else []:
            found[name] = folder
    waiting = [(owner, frozenset[str]()) for name in names for owner in owners.get(name, ())]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        required, extras = waiting.pop()
        owner = canonicalize_name(required)
        if (owner, extras) in seen or owner in _ALWAYS:
            continue
        seen.add((owner, extras))
        try:
            distribution = metadata.distribution(owner)
        except metadata.PackageNotFoundError:
            continue  # asked for on other systems only
        for entry in {path.parts[0] for path in distribution.files or ()}:
            if not entry.startswith(("..", "__pycache__", "/")) and not entry.endswith(".pth"):
                found[entry] = str(distribution.locate_file(entry))
        waiting += _required(distribution.requires or (), extras)
    return {entry: path for entry, path in found.items() if Path(path).exists()}


def _required(requirements: Iterable[str], extras: Set[str]) -> list[tuple[str, frozenset[str]]]:
    """Returns what is required here, always or for one of the extras, and with which extras of its own."""
    from packaging.requirements import Requirement

    asked = [{"extra": extra} for extra in ("", *extras)]
    needed = map(Requirement, requirements)
    return [
        (item.name, frozenset(item.extras))
        for item in needed
        if item.marker is None or any(item.marker.evaluate(extra) for extra in asked)
    ]
