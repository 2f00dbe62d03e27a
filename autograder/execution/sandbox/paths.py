"""Which files of this machine a child may see: Python, numpy, the worker, and nothing else."""

from __future__ import annotations

import glob
import os
import re
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ...results.records import dataclass
from ..packages import package_files
from .errors import SandboxUnavailable

INSIDE = Path(__file__).with_name("inside")
WORKER = Path(__file__).parent.parent / "worker"

_LIBRARY = re.compile(
    r"(ld-linux.*|ld-musl.*|lib(c|m|dl|rt|pthread|util|python[\d.]+|ffi|z|gcc_s|stdc\+\+))[.-]\S*so"
)
_SITE = ("site-packages", "dist-packages")


@dataclass(frozen=True)
class PythonFiles:
    """Where Python and numpy are.

    Attributes:
        executable: the base interpreter, no virtual environment's link to it.
        trees: folders that hold the standard library and shared libraries; none is inside another.
        masked: folders within the trees that must not be seen: installed packages.
        links: symbolic links of the root folder, such as /lib to usr/lib.
        loader: the dynamic loader's path as written in executables, where it lies outside the trees.
        library_path: folders of shared libraries.
        packages: numpy and its bundled libraries, and whatever else was asked for.
    """

    executable: Path
    trees: tuple[Path, ...]
    masked: tuple[Path, ...]
    links: tuple[Path, ...]
    loader: tuple[Path, ...]
    library_path: tuple[Path, ...]
    packages: tuple[Path, ...]


def find_python(packages: Sequence[str] = ()) -> PythonFiles:
    """Returns the files of the interpreter that this process runs on.

    Args:
        packages: to be seen besides numpy, with what they require, as far as they are installed.

    Raises:
        SandboxUnavailable: the interpreter's own file cannot be found.
    """
    executable = Path(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))
    if not executable.is_file():
        raise SandboxUnavailable("The sandbox cannot find the Python interpreter that it runs on.")
    stdlib = Path(os.path.realpath(os.__file__)).parent
    platform = sysconfig.get_path(
        "platstdlib", vars={"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    )
    libraries = _library_folders()
    trees = _outermost([stdlib, Path(os.path.realpath(platform)), *libraries])
    numpy_folder = Path(os.path.realpath(np.__file__)).parent
    bundled = numpy_folder.parent / "numpy.libs"
    seen = [numpy_folder, *([bundled] if bundled.is_dir() else []), *package_files(packages)]
    return PythonFiles(
        executable=executable,
        trees=trees,
        masked=tuple(folder for tree in trees for folder in _site_folders(tree)),
        links=tuple(path for path in map(Path, ("/lib", "/lib64", "/lib32")) if path.is_symlink()),
        loader=tuple(
            path
            for path in map(_resolved_folder, glob.glob("/lib*/ld-*.so*"))
            if not any(path.is_relative_to(tree) for tree in trees)
        ),
        library_path=libraries,
        packages=tuple(seen),
    )


def _site_folders(tree: Path) -> Iterator[Path]:
    """Yields the folders of installed packages in a folder of libraries."""
    # Not by a pattern for both: each of thousands of libraries would be asked whether it is a folder.
    names = os.listdir(tree) if tree.is_dir() else []
    for folder in (tree, *(tree / name for name in names if name.startswith("python3"))):
        for site in _SITE:
            path = folder / site
            if path.exists() and not path.is_symlink():
                yield path


def _library_folders() -> tuple[Path, ...]:
    """Returns the folders of the C library and its like, as loaded by this process."""
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        loaded = {line.split(maxsplit=5)[5].rstrip("\n") for line in maps if "/" in line}
    found = {
        Path(path).parent
        for path in loaded
        if _LIBRARY.match(os.path.basename(path)) and not any(site in path for site in _SITE)
    }
    return tuple(sorted(found))


def _outermost(folders: list[Path]) -> tuple[Path, ...]:
    """Returns the folders that lie in none of the others."""
    unique = sorted(set(folders))
    return tuple(
        folder
        for folder in unique
        if not any(folder != other and folder.is_relative_to(other) for other in unique)
    )


def _resolved_folder(path: str) -> Path:
    return Path(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
