"""Processes that work side by side, as an executor; one that dies is replaced.

`ProcessPoolExecutor` gives up as a whole when one of its processes dies, and holds a process up for as
long as a single task waits. Here a process runs further tasks while some of them wait, and a task whose
process died is tried once more, alone.
"""

from __future__ import annotations

import multiprocessing
import os
import selectors
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import closing, nullcontext
from dataclasses import field
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, TypeVar

from ...results.records import dataclass
from .forked import ONE_THREAD, Forked, can_fork
from .worker_process import State, explain_processes, safe_path, work

T = TypeVar("T")

# Waiting tasks of one process: enough for a class in which many submissions never end.
MOST_WAITING = 32
# One task runs and one lies ready, so that the process never waits for the next.
BUSY = 2
ATTEMPTS = 2
FAILED_STARTS = 3
END_SECONDS = 5.0
# Bytes that wake the manager, at most so many at once.
WAKES = 1 << 12


class Inherited(Protocol):
    """What a process has from the one that it goes on from."""

    def fileno(self) -> int:
        """Returns the descriptor that stays open in it."""

    def close(self) -> None:
        """Closes that one here, once it is there."""


class WorkerDiedError(Exception):
    """The process of a task died, and so did the one in which it was tried again."""


@dataclass
class _Task:
    number: int
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    future: Future[Any]
    lane: int
    alone: bool = False
    attempts: int = 0


@dataclass
class _Worker:
    process: BaseProcess | Forked
    connection: Connection
    tasks: dict[int, _Task] = field(default_factory=dict)
    # Numbers of tasks.
    waiting: set[int] = field(default_factory=set)
    started: bool = False
    # Why the process could not make its state.
    error: BaseException | None = None

    @property
    def has_room(self) -> bool:
        busy = len(self.tasks) - len(self.waiting)
        alone = any(task.alone for task in self.tasks.values())
        return self.started and busy < BUSY and len(self.tasks) < MOST_WAITING and not alone


class Workers(Executor):
    """An executor whose tasks are called with the process's own state in front.

    Args:
        count: how many processes.
        make_state: called once in each process, with a function that a task calls in its own thread
            when it begins to wait for something, so that the process gets another one.
        arguments: of make_state; pickled.
        ready: given the processors of a process that goes on from this one, returns what make_state is
            given there in addition, or None for nothing.

    Raises:
        UsageError: this account may start no more processes; so do futures.
    """

    def __init__(
        self,
        count: int,
        make_state: Callable[..., State],
        arguments: tuple[Any, ...],
        ready: Callable[[frozenset[int]], Inherited | None] = lambda _: None,
    ) -> None:
        self._make_state = make_state
        self._arguments = arguments
        self._ready = ready
        self._queue: deque[_Task] = deque()
        self._lock = threading.Lock()
        self._number = 0
        self._failed_starts = 0
        self._broken: BaseException | None = None
        self._closing = False
        self._woken, self._wake = multiprocessing.Pipe(duplex=False)
        # What the manager waits for; with a process's connection and its sentinel goes the process.
        self._heard = selectors.DefaultSelector()
        self._heard.register(self._woken, selectors.EVENT_READ)
        # The processes share the cores out among them; threads of the linear algebra library would
        # only stand in each other's way.
        fork = can_fork()
        os.environ.setdefault(ONE_THREAD, "1")
        self._processors = _processors(count)
        self._manager = threading.Thread(target=self._manage, daemon=True)
        with explain_processes():
            self._workers = [self._start(position, fork=fork) for position in range(count)]
            self._manager.start()

    @property
    def pids(self) -> list[int]:
        """The ids of the processes."""
        return [worker.process.pid for worker in self._workers if worker.process.pid is not None]

    def submit(self, function: Callable[..., T], /, *args: Any, **keywords: Any) -> Future[T]:
        """Has a process call function(state, *args).

        The future raises what the function raised, or WorkerDiedError.

        Args:
            lane: optional keyword. Tasks of one lane go to the same process as long as it has nothing
                else to do: there lies ready what they have in common.
            alone: optional keyword. The process does nothing else meanwhile.
        """
        lane: int = keywords.pop("lane", 0)
        alone: bool = keywords.pop("alone", False)
        assert not keywords, "tasks take no other keywords"
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            # While others wait that any process may do, none has room, and the manager need not look.
            wakes = all(task.alone for task in self._queue)
            self._number += 1
            self._queue.append(_Task(self._number, function, args, future, lane, alone))
        if wakes:
            self._wake.send_bytes(b"t")
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Ends all processes at once; nobody reads the futures of unfinished tasks after that."""
        if self._closing:
            return
        self._closing = True
        self._wake.send_bytes(b"e")
        self._manager.join()
        self._heard.close()
        for worker in self._workers:
            worker.connection.close()
        for worker in self._workers:
            worker.process.join(END_SECONDS)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    def _start(self, position: int, *, fork: bool = False) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process: BaseProcess | Forked
        with theirs:
            # What the state is made of follows when the process asks for it. Here it could be more than
            # a pipe holds, and `start` would wait for ever for a process that dies before it has read it.
            arguments = (theirs, self._processors[position], os.getpid())
            if fork:
                ready = self._ready(self._processors[position])
                with closing(ready) if ready is not None else nullcontext():
                    kept = [theirs.fileno(), *([] if ready is None else [ready.fileno()])]
                    process = Forked(partial(_work_on, *arguments, ready), *kept)
            else:
                process = context.Process(target=work, args=arguments, daemon=True)
                with safe_path():
                    process.start()
        worker = _Worker(process, ours)
        for handle in (ours, process.sentinel):
            self._heard.register(handle, selectors.EVENT_READ, worker)
        return worker

    def _manage(self) -> None:
        """Moves tasks to processes and outcomes to futures, until shutdown."""
        while not self._closing:
            try:
                self._hear()
            except Exception as error:
                # Whoever waits for a future would wait for ever.
                self._break(error)
            self._hand_out()

    def _hear(self) -> None:
        """Waits for processes, takes what they say, and replaces those that have ended."""
        ended: dict[int, _Worker] = {}
        for key in [key for key, _ in self._heard.select()]:
            worker = key.data
            if worker is None:
                os.read(self._woken.fileno(), WAKES)
            elif key.fileobj is not worker.connection or not self._listen(worker):
                # Both may show that a process has ended.
                ended[id(worker)] = worker
        for worker in ended.values():
            # What a process says just before it ends is still read.
            while self._listen(worker, 0.0):
                pass
            self._replace(worker)

    def _listen(self, worker: _Worker, timeout: float | None = None) -> bool:
        """Takes the next message of a process; tells whether there was one within so many seconds."""
        try:
            if timeout is not None and not worker.connection.poll(timeout):
                return False
            self._take(worker, *worker.connection.recv())
        except (EOFError, OSError):
            return False
        return True

    def _take(self, worker: _Worker, kind: str, number: int, value: Any) -> None:
        if kind == "hello":
            worker.connection.send((self._make_state, self._arguments))
        elif kind == "started":
            worker.started = True
            self._failed_starts = 0
        elif kind == "waiting":
            worker.waiting.add(number)
        elif kind == "broken":
            worker.error = value
        else:
            task = worker.tasks.pop(number)
            worker.waiting.discard(number)
            if kind == "result":
                task.future.set_result(value)
            else:
                task.future.set_exception(value)

    def _replace(self, worker: _Worker) -> None:
        for handle in (worker.connection, worker.process.sentinel):
            self._heard.unregister(handle)
        worker.connection.close()
        worker.process.join()
        code = worker.process.exitcode
        self._failed_starts += not worker.started
        if self._failed_starts >= FAILED_STARTS:
            self._break(
                worker.error
                or WorkerDiedError(f"Worker processes end while they start (exit code {code}).")
            )
        tasks = list(worker.tasks.values())
        worker.tasks.clear()
        for task in reversed(tasks):
            task.attempts, task.alone = task.attempts + 1, True
            if task.attempts < ATTEMPTS:
                self._queue.appendleft(task)
            else:
                task.future.set_exception(
                    WorkerDiedError(f"The worker process died twice (exit code {code}).")
                )
        position = self._workers.index(worker)
        del self._workers[position]
        if self._broken is None and not self._closing:
            with explain_processes():
                self._workers.insert(position, self._start(position))

    def _break(self, error: BaseException) -> None:
        """Lets every task fail, as no process can be made that would do it."""
        self._broken = error
        tasks = [task for worker in self._workers for task in worker.tasks.values()]
        for worker in self._workers:
            worker.tasks.clear()
        for task in tasks:
            task.future.set_exception(error)

    def _hand_out(self) -> None:
        if self._broken is not None:
            while self._queue:
                self._queue.popleft().future.set_exception(self._broken)
            return
        for own in (True, False):
            for position, worker in enumerate(self._workers):
                while worker.has_room and (task := self._next(worker, position if own else None)):
                    worker.tasks[task.number] = task
                    try:
                        worker.connection.send((task.number, task.function, task.arguments))
                    except OSError:  # it just died: _listen sees that next
                        break

    def _next(self, worker: _Worker, lane: int | None) -> _Task | None:
        """Takes a task for a process from the queue, of a lane or of any.

        What is to be alone goes only to a process that has nothing else.
        """
        with self._lock:
            for place, task in enumerate(self._queue):
                fits = lane is None or task.lane % len(self._workers) == lane
                if fits and not (task.alone and worker.tasks):
                    del self._queue[place]
                    return task
        return None


def _work_on(
    connection: Connection, processors: frozenset[int], parent: int, ready: object = None
) -> None:
    """See `work`; in a process that goes on from its parent."""
    with safe_path():
        work(connection, processors, parent, ready)


def _processors(count: int) -> list[frozenset[int]]:
    """Returns the processors that each process may run on.

    Where there is a process for each, it keeps to its own. It and its sandbox work by turns, and a
    scheduler that moves them about makes both slower.
    """
    available = sorted(os.sched_getaffinity(0))
    if count < len(available):
        return [frozenset(available)] * count
    return [frozenset({available[position % len(available)]}) for position in range(count)]
