"""The two ways to a submission's executor: in this process, or in a sandboxed child."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .failure import Failure, StudentError
from .worker.executor import Executor, Fixtures
from .worker.wire import REPLY, WireError, decode, encode

if TYPE_CHECKING:
    from .sandbox import Child, Use


def load_message(
    files: Mapping[str, bytes],
    named: Sequence[str],
    stand_ins: Sequence[str] = (),
    *,
    cells: Sequence[str] = (),
    wanted: Sequence[str] = (),
    given: Mapping[str, bytes] | None = None,
    sealed: bool = False,
    allowed: Sequence[str] = (),
) -> dict[str, Any]:
    """Returns the request that hands a submission's files to an executor; see SubmissionModules."""
    load = {"files": dict(files), "named": list(named), "stand_ins": list(stand_ins)}
    load |= {"cells": list(cells), "wanted": list(wanted), "given": dict(given or {})}
    return {"load": load | {"sealed": sealed, "allowed": list(allowed)}}


class DirectTransport:
    """Runs a submission in this process: for trusted code, and for the student's own terminal.

    Results go through the same bytes as over a pipe, so that a probe means the same on both.

    Args:
        files: of the submission; None where a request to load comes later.
        named: the modules that the assignment asks for.
        fixtures: data of the assignment.
        prints: let through what is printed.
    """

    faults: tuple[type[Exception], ...] = ()

    def __init__(
        self,
        files: Mapping[str, bytes] | None = None,
        named: Sequence[str] = (),
        *,
        fixtures: Fixtures | None = None,
        prints: bool = False,
    ) -> None:
        self._executor = Executor(fixtures, interruptible=True, prints=prints)
        if files is not None:
            self.exchange(load_message(files, named))

    def exchange(self, message: dict[str, Any]) -> Any:
        """Returns the decoded reply."""
        return decode(self._executor.answer(message), REPLY)

    def drop_objects(self) -> None:
        """Drops the objects of the last probe; for a transport that is kept for later."""
        self._executor.drop_objects()


class PipeTransport:
    """Talks to a sandboxed child, which is charged what it uses.

    Args:
        child: a fresh child of the sandbox.

    Attributes:
        used: what the child had been charged when it answered last.
        alive: whether it can be asked for more.
    """

    def __init__(self, child: Child) -> None:
        from .sandbox import SandboxFault

        self.faults: tuple[type[Exception], ...] = (SandboxFault,)
        self._child = child
        self._seconds = 0.0
        self._most: Callable[[], float] | None = None
        # Read after each request: the child has nothing to do in between, and what it does there nevertheless
        # counts with the next one.
        self.used = self._before = child.used
        self.alive = True

    def allow(self, seconds: float, most: Callable[[], float] | None = None) -> None:
        """Sets what the next requests may be charged together; see `meter`.

        Args:
            seconds: at least.
            most: asked once these are spent, for how many it is in truth.
        """
        self._seconds = seconds
        self._most = most
        self._before = self.used

    @property
    def spent(self) -> Use:
        """What it was charged of what was allowed last."""
        return self.used.since(self._before)

    def exchange(self, message: dict[str, Any]) -> Any:
        """Returns the decoded reply.

        Raises:
            StudentError: kind timeout or died; the child is gone then.
        """
        return self.read(self.ask(encode(message)))

    def ask(self, frame: bytes) -> bytes:
        """Returns the frame that comes back for one; see `exchange`."""
        left = self._seconds + self._before.seconds - self.used.seconds
        try:
            reply = self._child.exchange(frame, left, self._extend)
        except BaseException as error:
            self.used = self._child.used
            failure = self._failure(error)
            if failure is None:
                raise
            raise self._ended(failure) from None
        self.used = self._child.used
        return reply

    def _failure(self, error: BaseException) -> Failure | None:
        """Returns how a child has failed to answer; None where that was not its doing."""
        from .sandbox import ChildDied, ChildTimeout, ReplyTooLarge

        if isinstance(error, ChildTimeout):
            used = self.spent
            return Failure(
                kind="timeout",
                seconds=self._seconds,
                used=(used.ran, used.slept),
                stacks=error.stacks,
            )
        if isinstance(error, ChildDied):
            return Failure(kind="died", text=str(error))
        if isinstance(error, ReplyTooLarge):
            return Failure(kind="died", text="reply too large")
        return None

    def read(self, reply: bytes) -> Any:
        """Returns what is in a frame that came back; see `exchange`."""
        try:
            return decode(reply, REPLY)
        except WireError:
            raise self._ended(Failure(kind="died", text="forged reply")) from None

    def _ended(self, failure: Failure) -> StudentError:
        self.alive = False
        self.close()
        return StudentError(failure)

    def close(self) -> None:
        """Ends the child."""
        self._child.close()

    def _extend(self) -> float:
        """Returns how much more than at least the requests may be charged."""
        if self._most is None:
            return 0.0
        before, self._seconds, self._most = self._seconds, max(self._seconds, self._most()), None
        return self._seconds - before
