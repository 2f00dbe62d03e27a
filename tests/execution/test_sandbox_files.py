"""A child sees Python, numpy, the worker and its own empty folder, and nothing else."""

from __future__ import annotations

import _ctypes
import os
from pathlib import Path

import numpy as np
import pytest
from helpers.sandboxes import STAND_IN, StudentRaised, parent_pid, run, run_alone, still_works

from autograder.execution.sandbox import Sandbox
from autograder.execution.sandbox.paths import find_python

COURSE = Path(__file__).parents[2]
SITE = Path(np.__file__).parents[1]


@pytest.fixture
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that every user of this machine may read."""
    path = tmp_path_factory.mktemp("secret") / "answers.txt"
    path.write_text("the answers")
    for folder in (path, *path.parents):
        if folder.owner() == Path(path).owner() and folder not in (Path("/"), Path("/tmp")):
            folder.chmod(0o755)
    return path


def test_the_secret_is_readable_without_isolation(secret: Path) -> None:
    """Shows that the tests below could fail."""
    with Sandbox(isolation="none", worker=STAND_IN) as sandbox:
        assert sandbox.layers == ("rlimits",)
        assert run_alone(sandbox, f"out = open({str(secret)!r}).read()") == "the answers"


def test_files_of_the_machine_cannot_be_read(
    confined: Sandbox, full: Sandbox, secret: Path
) -> None:
    parent = parent_pid(full)
    paths = [
        str(secret),
        "/etc/passwd",
        "/etc/hostname",
        "/dev/zero",
        "/dev/tty",
        str(COURSE / "pyproject.toml"),
        str(COURSE / "autograder" / "checks" / "compare.py"),
        os.fspath(SITE / "pytest" / "__init__.py"),
        os.path.expanduser("~/.profile"),
        "/proc/self/environ",
        "/proc/self/maps",
        "/proc/self/mem",
        "/proc/1/environ",
        "/proc/1/cmdline",
        f"/proc/{parent}/environ",
        f"/proc/{os.getpid()}/environ",
        "/sys/kernel/uevent_seqnum",
    ]
    # Packages installed beside the standard library, which itself can be read.
    installed = [str(path) for folder in find_python().masked for path in folder.glob("*/*.py")]
    paths += installed[:50]
    source = f"""
out = []
for path in {paths!r}:
    try:
        open(path, "rb").read()
        out.append(path)
    except OSError:
        pass
"""
    assert run_alone(confined, source) == []
    assert still_works(confined)


def test_folders_of_the_machine_cannot_be_listed(confined: Sandbox, secret: Path) -> None:
    folders = ["/proc", "/tmp", "/home", "/root", "/etc", "/dev/shm", "/sys", "/var", "/mnt"]
    folders += [str(secret.parent), str(COURSE), str(SITE), *map(str, find_python().masked)]
    source = f"""
import os
out = []
for path in {folders!r}:
    try:
        out += [path + "/" + name for name in os.listdir(path)]
    except OSError:
        pass
"""
    python = find_python()
    # Folders on the way to Python and numpy are there, with nothing else in them.
    files = [python.executable, *python.trees, *python.packages, *python.library_path]
    on_the_way = {str(folder) for file in files for folder in (file, *file.parents)}
    harmless = ("/etc/ld.so.cache", "/etc/alternatives")
    listed = [path for path in run_alone(confined, source) if not path.startswith(harmless)]
    assert set(listed) <= on_the_way


def test_installed_packages_cannot_be_imported(confined: Sandbox) -> None:
    for name in ("pytest", "msgspec", "autograder", "softmark_inside.launch", "pip", "setuptools"):
        with pytest.raises(StudentRaised, match=r"ModuleNotFoundError|PermissionError"):
            run_alone(confined, f"import {name}")


def test_numpy_and_the_standard_library_can_be_imported(full: Sandbox) -> None:
    source = """
import colorsys, sqlite3, bz2, lzma, hashlib, decimal, uuid, zoneinfo, xml.dom
import numpy, numpy.polynomial.hermite
out = numpy.__version__
"""
    assert run_alone(full, source) == np.__version__


def test_nothing_outside_scratch_can_be_changed(confined: Sandbox, secret: Path) -> None:
    """Also not what belongs to the user that the child runs as."""
    victim = secret.parent / "victim"
    victim.mkdir()
    (victim / "file").write_text("untouched")
    os.utime(victim, (1, 1))
    source = f"""
import json, os, sys, numpy
folders = ["/", "/tmp", "/dev", "/proc", "/softmark", "/var/tmp", "/dev/shm", "/run"]
folders += [os.path.dirname(module.__file__) for module in (json, numpy)] + sys.path
victim = {str(victim)!r}
out = []
def attempt(function, *arguments):
    try:
        function(*arguments)
        out.append([function.__name__, *arguments])
    except OSError:
        pass
for folder in [*folders, victim]:
    attempt(open, folder + "/softmark-test", "w")
    attempt(os.mkdir, folder + "/softmark-test")
    attempt(os.symlink, "/", folder + "/softmark-test")
for path in (victim, victim + "/file"):
    attempt(os.chmod, path, 0o777)
    attempt(os.utime, path, (2, 2))
    attempt(os.rename, path, path + "x")
    attempt(os.link, path, path + "x")
    attempt(os.truncate, path, 0)
    attempt(os.open, path, os.O_RDONLY | os.O_TRUNC)
    attempt(open, path, "a")
attempt(os.unlink, victim + "/file")
attempt(os.rmdir, victim)
for module in (json, numpy):
    attempt(open, module.__file__, "a")
    attempt(os.utime, module.__file__)
"""
    assert run_alone(confined, source) == []
    assert (victim / "file").read_text() == "untouched"
    assert victim.stat().st_mtime == 1
    assert still_works(confined)


def test_reduced_isolation_has_no_scratch_folder_to_fill(reduced: Sandbox) -> None:
    with pytest.raises(StudentRaised, match="PermissionError"):
        run_alone(reduced, "open('x', 'w')")


def test_who_parses_has_nothing_to_write_to(parsing: Sandbox) -> None:
    with pytest.raises(StudentRaised, match=r"Read-only|Permission"):
        run_alone(parsing, "open('x', 'w')")
    assert run_alone(parsing, "import os\nout = os.listdir('.')") == []


def test_scratch_is_not_shared(full: Sandbox) -> None:
    with full.spawn() as one, full.spawn() as other:
        run(one, "open('mine', 'w').write('x')")
        assert run(other, "import os\nout = os.listdir('/scratch') + os.listdir('.')") == []
        run(other, "import os\nos.mkdir('theirs')")
        assert run(one, "import os\nout = os.listdir('/scratch')") == ["mine"]
    assert run_alone(full, "import os\nout = os.listdir('/scratch')") == []


def test_scratch_cannot_hold_programs(full: Sandbox) -> None:
    """A library that a submission brings along cannot be loaded."""
    library = _ctypes.__file__
    source = f"""
import ctypes, shutil
shutil.copyfile({library!r}, "own.so")
ctypes.CDLL("/scratch/own.so")
"""
    with pytest.raises(StudentRaised, match="failed to map"):
        run_alone(full, source)


def test_environment_and_arguments_hold_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOFTMARK_SECRET", "planted")
    source = """
import ctypes, os, sys
libc = ctypes.CDLL(None)
libc.getenv.restype = ctypes.c_char_p
out = [dict(os.environ), str(libc.getenv(b"SOFTMARK_SECRET")), sys.argv, sys.orig_argv]
"""
    for isolation in ("full", "reduced", "none"):
        with Sandbox(isolation=isolation, worker=STAND_IN) as sandbox:  # type: ignore[arg-type]
            environment, secret, arguments, original = run_alone(sandbox, source)
            assert "planted" not in str(environment)
            assert "SOFTMARK_SECRET" not in environment
            assert secret == "None"
            assert arguments == [""]
            assert str(COURSE) not in str(original)
            # The same for whoever looks from outside.
            seen = Path(f"/proc/{parent_pid(sandbox)}/environ").read_bytes()
            assert b"planted" not in seen
