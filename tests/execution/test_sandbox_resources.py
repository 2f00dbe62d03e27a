"""Bombs: processes, threads, memory and disk run into limits, and take nothing from others."""

from __future__ import annotations

import pytest
from helpers.sandboxes import StudentRaised, run, run_alone, still_works

from autograder.execution.sandbox import Sandbox

PROCESSES = {
    "fork": "import os\nwhile True: os.fork()",
    "vfork and exec": "import subprocess\nsubprocess.run(['/bin/true'])",
    "posix_spawn": "import os\nos.posix_spawn('/bin/true', ['true'], {})",
    "exec": "import os, sys\nos.execv(sys.executable, ['python'])",
    "multiprocessing": "import multiprocessing as m\nm.Process(target=print).start()",
}
MEMORY = {
    "one array": "import numpy\nx = numpy.ones(1 << 28)",
    "growing list": "x = [0]\nwhile True: x += x",
    "growing text": "x = 'ab'\nwhile True: x += x",
    "many arrays": "import numpy\nx = []\nwhile True: x.append(numpy.ones(1 << 16))",
    "shared memory": "import mmap\nx = []\nwhile True: x.append(mmap.mmap(-1, 1 << 22))",
}


@pytest.mark.parametrize("name", PROCESSES)
def test_no_process_can_be_started(confined: Sandbox, name: str) -> None:
    with pytest.raises(StudentRaised, match="PermissionError"):
        run_alone(confined, PROCESSES[name])
    assert still_works(confined)


def test_no_thread_can_be_started(confined: Sandbox) -> None:
    source = "import threading\nwhile True: threading.Thread(target=print).start()"
    with pytest.raises(StudentRaised, match="can't start new thread"):
        run_alone(confined, source)
    assert still_works(confined)


@pytest.mark.parametrize("name", MEMORY)
def test_memory_runs_out_for_the_child_alone(full: Sandbox, name: str) -> None:
    with pytest.raises(StudentRaised, match=r"MemoryError|Cannot allocate memory"):
        run_alone(full, MEMORY[name])
    assert still_works(full)


def test_memory_up_to_the_limit_can_be_used(full: Sandbox) -> None:
    source = "import numpy\nout = float(numpy.ones(100 << 17).sum())"
    assert run_alone(full, source) == float(100 << 17)


def test_memory_outside_of_the_address_space_is_refused(full: Sandbox) -> None:
    """A file in memory or a shared segment would not count towards the limit."""
    with pytest.raises(StudentRaised, match="OSError"):
        run_alone(full, "import os\nos.memfd_create('x')")
    source = "import ctypes\nout = ctypes.CDLL(None).shmget(0, 1 << 20, 0o1600)"
    assert run_alone(full, source) == -1


def test_scratch_can_be_used_and_is_limited_in_size(full: Sandbox) -> None:
    with full.spawn() as child:
        assert (
            run(child, "open('a', 'w').write('hello')\nout = open('/scratch/a').read()") == "hello"
        )
        with pytest.raises(StudentRaised, match="File too large"):
            run(child, "f = open('b', 'wb', 0)\nwhile True: f.write(b'x' * (1 << 20))")
        source = "i = 0\nwhile True:\n open(f'c{i}', 'wb').write(b'x' * (1 << 20))\n i += 1"
        with pytest.raises(StudentRaised, match="No space left"):
            run(child, source)
    assert still_works(full)


def test_scratch_is_limited_in_files(full: Sandbox) -> None:
    source = "i = 0\nwhile True:\n open(f'{i}', 'w').close()\n i += 1"
    with full.spawn() as child:
        with pytest.raises(StudentRaised, match="No space left"):
            run(child, source)
        assert run(child, "import os\nout = len(os.listdir())") == full.limits.scratch_files
    assert still_works(full)


def test_open_files_are_limited(confined: Sandbox) -> None:
    with pytest.raises(StudentRaised, match="Too many open files"):
        run_alone(confined, "x = []\nwhile True: x.append(open('/dev/null'))")
    assert still_works(confined)


def test_its_own_limits_cannot_be_raised(confined: Sandbox) -> None:
    for name in ("AS", "CPU", "FSIZE", "NOFILE", "NPROC"):
        source = f"import resource as r\nr.setrlimit(r.RLIMIT_{name}, (1 << 40, 1 << 40))"
        with pytest.raises(StudentRaised, match=r"not allowed|ValueError|PermissionError"):
            run_alone(confined, source)
