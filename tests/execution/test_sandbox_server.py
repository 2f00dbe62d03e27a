"""The warm parent: many children, several at once, fixtures, its own end, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from helpers.sandboxes import (
    STAND_IN,
    children_of,
    living_children,
    open_descriptors,
    parent_pid,
    run,
    run_alone,
    status,
    still_works,
    wait_until_gone,
)

from autograder.execution.sandbox import ChildTimeout, Sandbox, SandboxFault, server
from autograder.execution.worker.wire import decode, encode


def resident_kib(pid: int) -> int:
    return int(status(pid)["VmRSS"].split()[0])


def test_real_worker_answers() -> None:
    source = b"import numpy as np\ndef double(x): return 2 * np.asarray(x)\n"
    with Sandbox() as sandbox, sandbox.spawn() as child:
        load = {"files": {"loss.py": source}, "named": ["loss"], "stand_ins": []}
        decode(child.exchange(encode({"load": load}), 10.0))
        calls = [["module", "loss"], ["get", 0, "double"], ["call", 1, [np.arange(3.0)], {}]]
        answer = decode(child.exchange(encode({"begin": 1, "run": calls, "want": [2]}), 10.0))
        assert answer["values"][2].tolist() == [0.0, 2.0, 4.0]


@pytest.mark.slow
def test_nothing_piles_up_over_two_hundred_children(full: Sandbox) -> None:
    source = "import numpy\nout = numpy.ones(100_000).sum() + len(open('x', 'wb').name)"
    for _ in range(20):
        run_alone(full, source)
    parent = parent_pid(full)
    before = resident_kib(parent), resident_kib(os.getpid()), open_descriptors()
    for _ in range(200):
        run_alone(full, source)
    assert parent_pid(full) == parent
    assert wait_until_gone(living_children(full))
    assert resident_kib(parent) - before[0] < 1024
    assert resident_kib(os.getpid()) - before[1] < 2048
    assert open_descriptors() == before[2]
    assert len(os.listdir(f"/proc/{parent}/fd")) == 5


def test_children_do_not_see_each_others_changes(full: Sandbox) -> None:
    run_alone(full, "import numpy, json\nnumpy.mean = json.loads = None\nnumpy.pi = 3")
    assert (
        run_alone(full, "import numpy\nout = float(numpy.mean([1, 2]) + numpy.pi)") == 1.5 + np.pi
    )


def test_fixtures_wait_in_every_child_as_its_own_copy(sandbox: Sandbox) -> None:
    source = """
images = fixtures["digits"]["images"]
out = [images.tolist(), str(images.dtype), fixtures["digits"]["labels"].tolist()]
images[:] = 7
"""
    expected = [np.arange(12.0).reshape(3, 4).tolist(), "float64", [1, 2, 3]]
    assert run_alone(sandbox, source) == expected
    assert run_alone(sandbox, source) == expected


def test_a_hung_child_does_not_hold_up_others(full: Sandbox) -> None:
    def honest(number: int) -> int:
        return int(run_alone(full, f"out = {number}"))

    def hung() -> float:
        with pytest.raises(ChildTimeout):
            run_alone(full, "while True: pass", 0.8)
        return time.monotonic()

    with ThreadPoolExecutor(4) as threads:
        ended = threads.submit(hung)
        assert list(threads.map(honest, range(8))) == list(range(8))
        assert time.monotonic() < ended.result()
    assert still_works(full)


def test_time_limits_pass_side_by_side(full: Sandbox) -> None:
    def hung(_: int) -> tuple[float, float]:
        started = time.monotonic()
        with pytest.raises(ChildTimeout):
            run_alone(full, "import time\ntime.sleep(60)", 0.4)
        return started, time.monotonic()

    with ThreadPoolExecutor(4) as threads:
        started, ended = zip(*threads.map(hung, range(4)), strict=True)
    assert max(started) < min(ended)


@pytest.mark.parametrize("isolation", ["full", "reduced", "none"])
def test_killed_parent_is_a_fault_and_is_replaced(isolation: str) -> None:
    with Sandbox(isolation=isolation, worker=STAND_IN) as sandbox:  # type: ignore[arg-type]
        child = sandbox.spawn()
        run(child, "out = 1")
        old = parent_pid(sandbox)
        light, pid = children_of(old)
        os.kill(old, signal.SIGKILL)
        assert wait_until_gone([light, pid, old])
        with pytest.raises(SandboxFault, match="parent process"):
            run(child, "out = 1")
        assert still_works(sandbox)
        assert parent_pid(sandbox) != old


@pytest.mark.parametrize("isolation", ["full", "reduced"])
def test_parent_that_does_not_answer_is_a_fault_and_is_replaced(
    isolation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "END_SECONDS", 0.1)
    with Sandbox(isolation=isolation, worker=STAND_IN) as sandbox:  # type: ignore[arg-type]
        child = sandbox.spawn()
        run(child, "out = 1")
        old = parent_pid(sandbox)
        pids = [old, *children_of(old)]
        sandbox._server._control.settimeout(0.2)
        os.kill(old, signal.SIGSTOP)
        with pytest.raises(SandboxFault, match="does not answer"):
            sandbox.spawn()
        assert wait_until_gone(pids)
        child.close()
        assert still_works(sandbox)


@pytest.mark.parametrize("isolation", ["full", "reduced", "none"])
def test_closing_ends_every_process(isolation: str) -> None:
    with Sandbox(isolation=isolation, worker=STAND_IN) as sandbox:  # type: ignore[arg-type]
        child = sandbox.spawn()
        run(child, "out = 1")
        parent = parent_pid(sandbox)
        pids = [parent, *children_of(parent)]
        home = Path(f"/proc/{parent}/environ").read_bytes()
    assert len(pids) == 3
    assert wait_until_gone(pids)
    child.close()
    with pytest.raises(SandboxFault, match="closed"):
        sandbox.spawn()
    staging = next(item[5:] for item in home.split(b"\0") if item.startswith(b"HOME="))
    assert not Path(os.fsdecode(staging)).exists()


def test_closing_does_not_wait_for_a_forked_copy_of_the_grader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "END_SECONDS", 60.0)
    sandbox = Sandbox(worker=STAND_IN)
    with sandbox._server._control.dup():  # what a fork without exec inherits
        started = time.monotonic()
        sandbox.close()
        assert time.monotonic() - started < 30.0


@pytest.mark.parametrize("isolation", ["full", "reduced", "none"])
def test_death_of_the_grader_ends_every_process(isolation: str) -> None:
    script = f"""
import os, sys
sys.path[:0] = [{str(Path(__file__).parents[1])!r}, {str(Path(__file__).parents[2])!r}]
from helpers.sandboxes import *
sandbox = Sandbox(isolation={isolation!r}, worker=STAND_IN)
child = sandbox.spawn()
run(child, "out = 1")
child._channel._send(b"\\0\\0\\0\\x10while True: pass")
parent = parent_pid(sandbox)
home = Path(f"/proc/{{parent}}/environ").read_text().partition("HOME=")[2].partition(chr(0))[0]
print(parent, *children_of(parent), home, flush=True)
os.kill(os.getpid(), 9)
"""
    grader = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    *pids, home = [
        int(word) if word.isdigit() else Path(word) for word in grader.stdout.decode().split()
    ]
    assert len(pids) == 3, grader.stderr.decode()
    assert wait_until_gone(pids)
    assert not home.exists()


def test_a_branch_confines_alike_and_ends_alone(sandbox: Sandbox) -> None:
    """A process that goes on from this one has a parent of its own, made of the one that is warm."""
    confinement = """
import os, resource, sys
kinds = [name for name in dir(resource) if name.startswith("RLIMIT_")]
# How large a process is when it begins varies.
limits = [resource.getrlimit(getattr(resource, name)) for name in kinds if name != "RLIMIT_AS"]
open_now = [number for number in range(40) if os.path.exists(f"/dev/fd/{number}")]
out = [os.getuid(), os.getgid(), os.getcwd(), limits, os.getppid(), open_now, sys.path]
"""
    first = run_alone(sandbox, confinement)
    branch = sandbox.branch({min(os.sched_getaffinity(0))})
    with Sandbox(sandbox.limits, isolation=sandbox._isolation, branch=branch) as other:
        assert other.layers == sandbox.layers
        other._worker = STAND_IN
        found = run_alone(other, confinement)
        assert found[:4] + found[5:] == first[:4] + first[5:]
        assert found[4] != first[4]
        (pid,) = living_children(sandbox)
        assert os.sched_getaffinity(pid) == {min(os.sched_getaffinity(0))}
        with other.spawn() as child, sandbox.spawn() as mine:
            assert run(child, "out = 1") == run(mine, "out = 1")
            assert len(children_of(pid)) == 1
        # What is left without it starts a parent of its own.
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(SandboxFault):
            other.spawn()
        assert still_works(other)
        assert not isinstance(other._server, server.BranchServer)
    assert still_works(sandbox)


@pytest.mark.parametrize("isolation", ["full", "reduced"])
def test_who_parses_starts_without_numpy_and_ends_with_the_sandbox(isolation: str) -> None:
    loaded = "import os, sys\nout = ['numpy' in sys.modules, fixtures, os.getuid()]"
    with Sandbox(isolation=isolation, worker=STAND_IN) as sandbox:  # type: ignore[arg-type]
        parsing = sandbox.for_parsers()
        assert sandbox.for_parsers() is parsing is parsing.for_parsers()
        assert run_alone(parsing, loaded) == [
            False,
            {},
            *run_alone(sandbox, "out = [__import__('os').getuid()]"),
        ]
        light = children_of(parent_pid(sandbox))[0]
        pids = [light, *children_of(light)]
        child = parsing.spawn()
        run(child, "out = 1")
        # Without its parent it has one of its own.
        os.kill(pids[1], signal.SIGKILL)
        with pytest.raises(SandboxFault):
            parsing.spawn()
        assert run_alone(parsing, loaded)[:2] == [False, {}]
        child.close()
    assert wait_until_gone(pids)
    with pytest.raises(SandboxFault, match="closed"):
        parsing.spawn()
    with pytest.raises(SandboxFault, match="closed"):
        sandbox.for_parsers()


def test_who_parses_has_a_parent_where_the_other_one_lost_it() -> None:
    with Sandbox(worker=STAND_IN) as sandbox:
        light = children_of(parent_pid(sandbox))[0]
        os.kill(light, signal.SIGKILL)
        assert wait_until_gone([light])
        assert run_alone(sandbox.for_parsers(), "out = 1") == 1


def test_interrupted_question_to_the_parent_is_not_answered_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ctrl-C between question and answer must not shift all later answers by one."""

    class Interrupting:
        def __init__(self, sock: object) -> None:
            self._sock = sock

        def __getattr__(self, name: str) -> object:
            return getattr(self._sock, name)

        def recv(self, *_: int) -> bytes:
            raise KeyboardInterrupt

    # One of its own: with its parent that of its parsers ends, too.
    with Sandbox(worker=STAND_IN) as sandbox:
        old = sandbox._server
        monkeypatch.setattr(old, "_control", Interrupting(old._control))
        with pytest.raises(KeyboardInterrupt):
            sandbox.spawn()
        assert still_works(sandbox)
        assert sandbox._server is not old
