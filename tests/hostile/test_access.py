"""Submissions that try to read, write or reach what is not theirs."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import numpy as np
import pytest
from helpers.court import PATIENT, Court, outcome, worthless_loss
from helpers.marks import sampled

ROOT = Path(__file__).parents[2]


def report(code: str) -> bytes:
    """Returns a loss.py whose exceptions carry out what the code puts into the list `found`."""
    return worthless_loss(
        in_forward=f"found = []\n{code}\nraise ValueError(f'FOUND {{len(found)}} {{found}}'[:400])"
    )


def told(court: Court, code: str) -> str:
    """Returns what the student reads of a visible check whose code reports what it found."""
    result = court.grade_loss(report(code), PATIENT)
    court.assert_nothing_gained(result)
    assert result.score == 25
    return outcome(result, "loss.value").message


def try_each(paths: list[str], action: str) -> str:
    """Returns code that does something with each path and keeps what did not fail."""
    return f"""
import glob, os, pathlib
for path in {paths!r}:
    try:
        found.append({action})
    except BaseException:
        pass
"""


def test_files_outside_cannot_be_read(court: Court, planted: Path) -> None:
    paths = [
        "/etc/passwd",
        "/etc/shadow",
        str(planted),
        str(ROOT / "solutions/softmax_mnist/loss.py"),
        str(ROOT / "solutions/softmax_mnist/hidden.py"),
        str(ROOT / "assignments/softmax_mnist/expected.npz"),
        str(ROOT / "assignments/softmax_mnist/assignment.toml"),
        str(ROOT / "autograder/grading/grader.py"),
        str(ROOT / ".softmark/secret"),
        "/proc/1/environ",
        "/proc/1/cmdline",
        "/proc/self/environ",
        "/proc/self/maps",
        f"/proc/{os.getpid()}/environ",
        "../../../../../../etc/passwd",
    ]
    assert "FOUND 0" in told(court, try_each(paths, "open(path, 'rb').read(200)"))


def test_folders_outside_cannot_be_listed(court: Court, planted: Path) -> None:
    paths = [str(ROOT), str(planted.parent), "/etc/ssl", "/var/log", "/boot", "/sys"]
    assert "FOUND 0" in told(court, try_each(paths, "os.listdir(path)[0]"))


def test_the_process_table_is_empty(court: Court) -> None:
    code = "import os\ntry: found += [n for n in os.listdir('/proc')]\nexcept OSError: pass"
    assert "FOUND 0" in told(court, code)


def test_nothing_outside_its_folder_can_be_written(court: Court, planted: Path) -> None:
    paths = [
        "/stolen",
        "/etc/stolen",
        "/usr/stolen",
        "/dev/stolen",
        "/dev/shm/stolen",
        str(planted),
        str(ROOT / "stolen"),
        np.__file__,
    ]
    before = planted.read_text()
    assert "FOUND 0" in told(court, try_each(paths, "open(path, 'ab').write(b'# stolen')"))
    assert planted.read_text() == before
    assert not (ROOT / "stolen").exists()


def test_the_environment_holds_nothing_of_the_grader(court: Court) -> None:
    assert "SOFTMARK_SECRET" in os.environ
    code = "import os\nfound += [k for k in os.environ if 'SOFT' in k or 'SECRET' in k.upper()]"
    assert "FOUND 0" in told(court, code)


def test_memory_holds_no_secret_and_no_answer(court: Court) -> None:
    code = f"""
import sys
words = [word[::-1] for word in {[word[::-1] for word in court.secrets]!r}]
things = [value for module in list(sys.modules.values()) for value in list(vars(module).values())]
frame = sys._getframe()
while frame is not None:
    things += [value for value in frame.f_locals.values() if value is not words]
    frame = frame.f_back
texts = [str(thing) for thing in things if isinstance(thing, (str, bytes, tuple, list))]
found += [word for word in words for text in texts if word in text]
found += [name for name in sys.modules if name.split(".")[0] in ("autograder", "checks", "hidden")]
"""
    # The words stand in the code reversed, and `words` itself is left out.
    assert "FOUND 0" in told(court, code)


def test_the_seed_that_is_sent_does_not_tell_the_inputs(court: Court) -> None:
    code = """
import sys
state = np.random.get_state()[1][0]
frame = sys._getframe()
seeds = []
while frame is not None:
    seeds += [v for v in frame.f_locals.values() if isinstance(v, int) and v > 1 << 20]
    seeds += [v["begin"] for v in frame.f_locals.values() if isinstance(v, dict) and "begin" in v]
    frame = frame.f_back
seeds.append(int(state))
for seed in seeds:
    rng = np.random.default_rng(seed)
    rng.integers(0, self.W.shape[1], len(labels))
    if np.array_equal(rng.normal(size=Input.shape), Input): found.append(seed)
"""
    assert "FOUND 0" in told(court, code)


NETWORK = {
    "tcp": "socket.create_connection(('127.0.0.1', PORT), timeout=0.2)",
    "udp": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))",
    "names": "socket.getaddrinfo('example.org', 80)",
    "unix": "socket.socketpair()",
    "urllib": "__import__('urllib.request').request.urlopen('http://127.0.0.1:PORT', timeout=0.2)",
}


@pytest.mark.parametrize("name", sampled(NETWORK))
def test_there_is_no_network(court: Court, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        port = server.getsockname()[1]
        action = NETWORK[name].replace("PORT", str(port))
        code = f"import socket\ntry: found.append({action})\nexcept BaseException: pass"
        assert "FOUND 0" in told(court, code)
        with pytest.raises(TimeoutError):
            server.accept()


def test_no_other_process_can_be_signalled(court: Court) -> None:
    code = f"""
import os, signal
for pid in [os.getppid(), 1, 2, 3, -1, 0, {os.getpid()}, {os.getppid()}]:
    for number in (0, signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
        if pid == os.getpid(): continue
        try:
            os.kill(pid, number)
            found.append((pid, number))
        except OSError: pass
"""
    assert "FOUND 0" in told(court, code)


@pytest.mark.slow
def test_another_submissions_modules_and_files_are_gone(court: Court) -> None:
    first = """
import sys, builtins, os
sys.modules["smuggled"] = sys
builtins.smuggled = 1
np.smuggled = 1
sys.modules["softmark_worker.executor"].smuggled = 1
open("smuggled", "w").write("x")
"""
    court.assert_nothing_gained(court.grade_loss(worthless_loss(at_import=first)))
    code = """
import sys, builtins, os
found += [1] * ("smuggled" in sys.modules) + [2] * hasattr(builtins, "smuggled")
found += [3] * hasattr(np, "smuggled") + [4] * os.path.exists("smuggled")
found += [5] * hasattr(sys.modules["softmark_worker.executor"], "smuggled")
"""
    assert "FOUND 0" in told(court, code)


def test_pickles_that_run_code_are_never_read_by_the_grader(court: Court, tmp_path: Path) -> None:
    target = tmp_path / "run by the grader"
    code = f"""
class Bomb:
    def __reduce__(self): return (open, ({str(target)!r}, "w"))
    __reduce_ex__ = lambda self, version: self.__reduce__()
class Array(np.ndarray):
    __reduce__ = Bomb.__reduce__
    __reduce_ex__ = Bomb.__reduce_ex__
loss, acc = np.array([Bomb()], dtype=object), np.zeros(1).view(Array)
"""
    court.assert_nothing_gained(court.grade_loss(worthless_loss(in_forward=code)))
    raw = f"""
import pickle
class Bomb:
    def __reduce__(self): return (open, ({str(target)!r}, "w"))
loss = pickle.dumps(Bomb())
"""
    court.assert_nothing_gained(court.grade_loss(worthless_loss(in_forward=raw)))
    assert not target.exists()
