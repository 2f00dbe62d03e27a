"""The life of one process of the pool: it makes its state once, and runs tasks until nobody wants more."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from ...errors import UsageError

if sys.platform == "linux":
    from ...execution.sandbox.inside.linux import die_with_parent

# Address space of a process beyond what it starts with: replies and archives, what the reference and the known
# mistakes return, and what a probe may use.
MEMORY_BYTES = 2 << 30
# Objects after which those that only refer to each other are looked for; Python's own 700 come several times a check.
GARBAGE_AFTER = 10_000


class State(Protocol):
    """What a process makes once, and all its tasks get."""

    def close(self) -> None:
        """Frees it."""


def work(
    connection: Connection, processors: frozenset[int], parent: int, ready: object = None
) -> None:
    """The life of one process; it ends when the other side closes the connection, or dies.

    Args:
        parent: the id of the process at the other side.
        ready: what make_state is given besides, where there is something.
    """
    _end_with(parent)
    _limit_memory()
    os.sched_setaffinity(0, processors)
    # Ctrl-C reaches the whole group, and so do others; what they mean is the main process's to say.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sending = threading.Lock()
    current = threading.local()

    def send(kind: str, number: int, value: Any) -> None:
        with sending:
            try:
                connection.send((kind, number, value))
            except OSError:  # the other side is gone
                return
            except Exception as error:  # a result that cannot be pickled
                connection.send(("error", number, RuntimeError(f"{type(error).__name__}: {error}")))

    def on_wait() -> None:
        if not current.waiting:
            current.waiting = True
            send("waiting", current.number, None)

    def run(number: int, function: Callable[..., Any], values: tuple[Any, ...]) -> None:
        current.number, current.waiting = number, False
        try:
            result = function(state, *values)
        except BaseException as error:
            send("error", number, error)
        else:
            send("result", number, result)

    send("hello", 0, None)
    try:
        make_state, arguments = connection.recv()
    except (EOFError, OSError):
        return
    try:
        given = () if ready is None else (ready,)
        state: State = make_state(*arguments, on_wait, *given)
    except BaseException as error:
        send("broken", 0, error)
        return
    # What every task needs is not looked through for garbage again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    send("started", 0, None)
    try:
        while True:
            task = connection.recv()
            try:
                with explain_processes():
                    threading.Thread(target=run, args=task, daemon=True).start()
            except UsageError as error:
                send("error", task[0], error)
    except (EOFError, OSError):
        state.close()
        # Threads may still be at work; nobody is left to want what they do.
        os._exit(0)


def _end_with(parent: int) -> None:
    """Has this process killed when the one that started it is, by whatever signal."""
    if sys.platform == "linux":
        die_with_parent()
    if os.getppid() != parent:  # it ended before that
        os._exit(1)


def _limit_memory() -> None:
    """Bounds what this process can be made to use by the values that it is given to judge."""
    import resource

    from ...execution.address_space import bound_address_space

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    # The soft limit only: the sandbox has limits of its own.
    bound_address_space(MEMORY_BYTES, (hard, hard))


@contextmanager
def explain_processes() -> Iterator[None]:
    """Turns what a machine says that starts no more processes or threads into one sentence."""
    try:
        yield
    except (BlockingIOError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "start new thread" not in str(error):
            raise
        raise UsageError(
            "This account may have no more processes and threads at once (`ulimit -u`): results so far are kept. End "
            "others or give --jobs 1, and give the same command again."
        ) from None


@contextmanager
def safe_path() -> Iterator[None]:
    """Has a process that is started meanwhile import nothing from the current folder.

    A `signal.py` there would be taken for Python's own. Where this package itself is there, it comes last.
    """
    here, own = os.path.realpath(os.getcwd()), str(Path(__file__).resolve().parents[3])
    path, variable = sys.path, os.environ.get("PYTHONSAFEPATH")
    sys.path = [entry for entry in path if os.path.realpath(entry or here) != here]
    if own not in sys.path:
        sys.path.append(own)
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        sys.path = path
        if variable is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = variable
