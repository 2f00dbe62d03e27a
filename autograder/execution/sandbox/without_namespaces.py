"""Less isolation: the parent as an ordinary process, for machines that refuse namespaces.

Children are confined by another user (where the grader is root, and its Python is not in a folder that
only root may enter), Landlock, a system call filter and resource limits. They have no scratch folder: nothing limits the size of one without a mount, so nothing
can be written. With isolation "none" only the resource limits are left.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from .inside import landlock
from .launch import NOBODY, Confinement, Isolation, Launched, maps_user, start
from .paths import INSIDE, PythonFiles
from .seccomp import Files


def launch_plainly(
    python: PythonFiles, worker: Path, control: int, isolation: Isolation
) -> Launched:
    """Starts the parent without namespaces; the arguments are those of `launch_in_namespaces`."""
    staging = tempfile.mkdtemp(prefix="softmark-")
    os.chmod(staging, 0o755)
    code, packages, scratch = (os.path.join(staging, name) for name in ("code", "lib", "scratch"))
    for folder in (code, packages, scratch):
        os.mkdir(folder, 0o755)
    os.symlink(INSIDE, os.path.join(code, "softmark_inside"))
    os.symlink(worker.resolve(), os.path.join(code, "softmark_worker"))
    for package in python.packages:
        os.symlink(package, os.path.join(packages, package.name))

    confined = isolation == "reduced"
    has_landlock = confined and landlock.version() > 0
    visible = (*python.trees, *python.packages, INSIDE, worker)
    changes_user = confined and maps_user(NOBODY) and all(map(_is_public, visible))
    uid = NOBODY if changes_user else None
    process, messages = start([], python, control, code=code, packages=packages, scratch=scratch)
    readable: list[Path] = []
    if has_landlock:
        readable = [*python.trees, *python.packages, INSIDE, worker.resolve(), Path(staging)]
        readable.append(Path(os.devnull))
    confinement = Confinement(
        code=code,
        scratch=scratch,
        uid=uid,
        readable=tuple(map(str, readable)),
        hidden=tuple(map(str, python.masked)),
        pid_namespace=False,
        staging=staging,
    )
    layers = ["rlimits"]
    allowed: Files | None = None
    if confined:
        allowed = "read" if has_landlock else "none"
        files = "landlock" if has_landlock else "no files"
        layers = [*(["uid"] if changes_user else []), "capabilities", files, "seccomp", *layers]
    return Launched(process, messages, confinement, tuple(layers), allowed)


def _is_public(path: Path) -> bool:
    """Returns whether every user of this machine may enter a folder and read what is in it."""
    return bool(path.stat().st_mode & stat.S_IROTH) and all(
        folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.resolve().parents)
    )
