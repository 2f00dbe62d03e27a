"""Less isolation: the parent as an ordinary process, for machines that refuse namespaces.

Children are confined by another user (where the grader is root), Landlock, a system call filter and
resource limits. They have no scratch folder: nothing limits the size of one without a mount, so nothing
can be written. With isolation "none" only the resource limits are left.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from .inside import landlock
from .launch import NOBODY, Isolation, Launched, maps_user, start
from .paths import INSIDE, PythonFiles


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
    uid = NOBODY if confined and maps_user(NOBODY) else None
    process, messages = start(
        [], python, control, code=code, packages=packages, scratch=scratch
    )
    readable = [*python.trees, *python.packages, INSIDE, worker.resolve(), Path(staging)]
    config = {
        "code": code,
        "scratch": scratch,
        "tmpfs": "",
        "uid": uid,
        "landlock": has_landlock,
        "readable": [str(path) for path in readable],
        "hidden": [str(path) for path in python.masked],
        "pid_namespace": False,
    }
    layers = ["rlimits"]
    if confined:
        files = "landlock" if has_landlock else "no files"
        layers = [*(["uid"] if uid is not None else []), "capabilities", files, "seccomp", *layers]
    return Launched(
        process, messages, config, tuple(layers), not confined or has_landlock, staging
    )
