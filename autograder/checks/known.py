"""What probes make of answers that were given before: neither asked for, decoded nor judged again.

A probe is a function of its seed and of what it is answered. So a submission that answers byte for byte as
another one did before has the outcome that that one had; and nobody needs the probe to know what it asks
first, not even in a later run. Most of a class answers most checks alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..execution.failure import StudentError
from ..execution.guard import GuardedTransport
from ..execution.overruns import CALLED
from ..execution.proxy import Transport
from ..execution.reading import Later, read_unread, unread
from ..execution.transport import PipeTransport
from ..execution.worker.operations import without_values
from ..execution.worker.wire import encode
from .check import Outputs, Probe
from .run import Outcome
from .values import as_numbers

# Of one reply, which a submission can make as long as it likes, and of all that is kept.
MOST_REPLY_BYTES = 1 << 16
MOST_BYTES = 24 << 20
# Of a question that is kept for later runs.
MOST_KEPT_BYTES = 1 << 16
# Different answers to one question; a class has about as many different mistakes.
MOST_ANSWERS = 12
# What probes have made of values once they are read, as the file of questions names it.
_MADE_LATER = {as_numbers.__name__: as_numbers}
# How a probe ends by the machine's doing, or by what the child did beside its replies.
PASSING = ("timeout", "died")


@dataclass(slots=True)
class _Answer:
    """A reply, and what the probe does next: it asks, or comes to its end; None where nobody knows yet."""

    reply: Any
    then: _Question | Outcome | None = None


@dataclass(slots=True)
class _Question:
    """A request, ready to be sent, and the answers to it by the replies that they came in.

    Attributes:
        returns: the outputs of a probe that asks nothing else, as `reading.unread` has them; None where it does.
        message: the request without its values, for `overruns` to keep in mind what it calls.
    """

    frame: bytes
    message: dict[str, Any]
    returns: Outputs | None = None
    answers: dict[bytes, _Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class KeptQuestions:
    """Where what probes ask is kept for later runs.

    Attributes:
        names: of the probes whose questions are kept.
        find: returns a plain value by its name; None where none is kept.
        add: takes a value in; leaves out what is no plain value.
    """

    names: Mapping[Probe, str]
    find: Callable[[str], Any]
    add: Callable[[str, object], None]


class KnownProbes:
    """The probes of one assignment, as far as they were run; begins anew where it takes too much memory.

    Args:
        kept: what they asked in earlier runs.
    """

    def __init__(self, kept: KeptQuestions | None = None) -> None:
        self._begun: dict[tuple[Probe, int], _Answer] = {}
        self._bytes = 0
        self._kept = kept

    def begin(self, probe: Probe, seed: int, pipe: PipeTransport) -> KnownTransport:
        """Returns a transport for one run of a probe, over which it is followed as far as it is known."""
        if self._bytes > MOST_BYTES:
            self._begun.clear()
            self._bytes = 0
        start = self._begun.get((probe, seed))
        if start is None:
            start = self._begun[probe, seed] = _Answer(None, self._find(probe, seed))
        return KnownTransport(pipe, start, self, partial(self._keep, probe, seed))

    def _find(self, probe: Probe, seed: int) -> _Question | None:
        """Returns what a probe asked in an earlier run."""
        if self._kept is None or probe not in self._kept.names:
            return None
        match self._kept.find(f"{self._kept.names[probe]} {seed}"):
            case [bytes(frame), list(run), dict(returns), dict(made)] if (
                made.keys() <= returns.keys() and _MADE_LATER.keys() >= set(made.values())
            ):
                self.note(len(frame))
                later = {name: Later(_MADE_LATER[how], returns[name]) for name, how in made.items()}
                return _Question(frame, {"run": run, CALLED: None}, {**returns, **later})
        return None

    def _keep(self, probe: Probe, seed: int, question: _Question) -> None:
        """Keeps all that a probe asks for later runs."""
        kept = self._kept
        if kept is None or probe not in kept.names or len(question.frame) > MOST_KEPT_BYTES:
            return
        # Of any other function there is no name, and the question is left out for it.
        made = {
            name: value
            for name, value in (question.returns or {}).items()
            if isinstance(value, Later) and value.function in _MADE_LATER.values()
        }
        returns = {
            **(question.returns or {}),
            **{name: value.values for name, value in made.items()},
        }
        names = {name: value.function.__name__ for name, value in made.items()}
        told = [question.frame, question.message["run"], returns, names]
        kept.add(f"{kept.names[probe]} {seed}", told)

    def question(self, probe: Probe, seed: int) -> tuple[bytes, Outputs] | None:
        """Returns all that a probe asks on some inputs, and its outputs, as `reading.unread` has them.

        None where it was not run on them, or asks more than that.
        """
        start = self._begun.get((probe, seed))
        question = None if start is None else start.then
        if not isinstance(question, _Question) or question.returns is None:
            return None
        return question.frame, question.returns

    def note(self, count: int) -> None:
        """Takes down that so many bytes more are kept."""
        self._bytes += count


class KnownTransport:
    """A transport for one run of a probe: `follow` first, and the probe itself where that finds no end.

    Args:
        pipe: the one that it sends over.
        start: of the probe.
        kept: counts what is kept.
        asks_all: told a question after which the probe asks nothing else.
    """

    def __init__(
        self,
        pipe: PipeTransport,
        start: _Answer,
        kept: KnownProbes,
        asks_all: Callable[[_Question], None],
    ) -> None:
        self._pipe = pipe
        self._at = start
        self._kept = kept
        self._asks_all = asks_all
        self._given: list[Any] = []
        self._returns: Outputs | None = None

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """Those of the transport below."""
        return self._pipe.faults

    def follow(self, transport: Transport) -> Outcome | None:
        """Asks what is known to be asked, and returns the outcome; None where the probe has to be run.

        Args:
            transport: one that sends over this one.
        """
        given: list[Any] = []
        while isinstance(self._at.then, _Question):
            question = self._at.then
            try:
                given.append(transport.exchange(question.message))
            except StudentError as error:
                return Outcome({}, error.failure)
            if self._at.then is None and question.returns is not None:
                # Something may still be computed with what was answered.
                with GuardedTransport(transport):
                    outputs = read_unread(question.returns, self._at.reply)
                self._at.then = None if outputs is None else Outcome(outputs)
        # The probe asks all of that again, and is answered from here.
        self._given = given
        return self._at.then

    def exchange(self, message: dict[str, Any]) -> Any:
        """Returns the decoded reply; see Transport."""
        if self._given:
            return self._given.pop(0)
        question = self._at.then
        if not isinstance(question, _Question):
            run = without_values(message.get("run", ()))
            question = self._at.then = _Question(
                encode(message), {"run": run, CALLED: None}, self._returns
            )
            self._kept.note(len(question.frame))
            if self._returns is not None:
                self._asks_all(question)
        reply = self._pipe.ask(question.frame)
        self._at = self._answer(question, reply)
        return self._at.reply

    def _answer(self, question: _Question, reply: bytes) -> _Answer:
        """Returns a reply as the answer that it is known as, or as a new one."""
        if len(reply) > MOST_REPLY_BYTES:
            return _Answer(self._pipe.read(reply))
        known = question.answers.get(reply)
        if known is not None:
            return known
        answer = _Answer(self._pipe.read(reply))
        if len(question.answers) < MOST_ANSWERS:
            question.answers[reply] = answer
            # As it came, and what is in it.
            self._kept.note(2 * len(reply))
        return answer

    def will_return(self, outputs: Outputs) -> None:
        """Takes in what the probe returns, which has asked for nothing yet and asks for nothing else."""
        self._returns = unread(outputs)

    def keep(self, outcome: Outcome) -> None:
        """Takes in how the probe ended, unless that was not because of the answers."""
        if outcome.failure is None or outcome.failure.kind not in PASSING:
            self._at.then = self._at.then or outcome
