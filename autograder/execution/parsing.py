"""Has what students wrote parsed where it can do no harm: in a confined process, fresh for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from .closing import Closing
from .worker.parsers.errors import Unparsed
from .worker.wire import PARSED, WireError, decode, encode

if TYPE_CHECKING:
    from .sandbox import Isolation, Sandbox

__all__ = ["ConfinedParsers", "OwnParsers", "Parser", "Parsers", "Unparsed"]

MIB = 1 << 20
# Processor time for one request, what it sleeps included, and memory. An archive may unpack to 512 MiB, which
# passes through and is not kept; PDFs have a hundred pages, and a platform's list a whole class.
SECONDS = 5.0
LONG_SECONDS = 20.0
LONG = ("archive.", "metadata.", "pdf.", "rendering.", "table.")
MEMORY_BYTES = 512 * MIB
REPLY_BYTES = 224 * MIB
# What parsers need beside the standard library. Not in the sandbox in which students' code runs.
PACKAGES = ("yaml", "pypdf", "pygments")
# What renders notebooks: seconds to import, so that one process does it for all of its children.
RENDERERS = ("nbconvert", "nh3", "latex2mathml")
_PRELOADED = ("nbconvert.filters.markdown_mistune", "nh3", "latex2mathml.converter")


class Parser(Protocol):
    """Parses what one student wrote."""

    def __call__(self, name: str, *arguments: Any) -> Any:
        """Returns what a parser of `worker.parsers` makes of its arguments: plain values.

        Raises:
            Unparsed: it refuses them, or took too much time or memory over them (code "costly").
            SandboxFault: the sandbox failed.
        """


class Parsers(Protocol):
    """Where parsers run."""

    def open(self, file: int | None = None) -> AbstractContextManager[Parser]:
        """Gives a parser for the bytes of one student.

        Args:
            file: a descriptor, open for reading only, of a file that it may read.

        Raises:
            SandboxFault: the sandbox failed.
            SandboxUnavailable: there is none on this machine.
        """

    def rendering(self) -> AbstractContextManager[Parser]:
        """Likewise, one that renders notebooks, and does nothing else."""


class OwnParsers:
    """Parses in this process: for one's own files and trusted ones only."""

    @contextmanager
    def open(self, file: int | None = None) -> Iterator[Parser]:
        """See `Parsers`."""
        # Where students' files are parsed in the sandbox, this process needs none of it.
        from .worker.parsers.answer import Answers

        answers = Answers(-1 if file is None else file)

        def parser(name: str, *arguments: Any) -> Any:
            return _result(answers.parse(name, list(arguments)))

        yield parser

    def rendering(self) -> AbstractContextManager[Parser]:
        """See `Parsers`."""
        return self.open()


class ConfinedParsers(Closing):
    """Parses in sandboxed processes.

    Args:
        sandbox: where students' code runs, too, and whose parent makes them; one of its own is started for
            the first, where it is None. What renders notebooks is always started for the first.
        isolation: of those of its own.
    """

    def __init__(self, sandbox: Sandbox | None = None, isolation: Isolation = "full") -> None:
        self._sandbox = sandbox
        self._renderers: Sandbox | None = None
        self._isolation = isolation
        self._is_own = sandbox is None

    def open(self, file: int | None = None) -> AbstractContextManager[Parser]:
        """See `Parsers`."""
        from .sandbox import Sandbox

        if self._sandbox is None:
            self._sandbox = Sandbox(isolation=self._isolation, packages=PACKAGES, parses=True)
        return self._parser(self._sandbox.for_parsers(), file)

    def rendering(self) -> AbstractContextManager[Parser]:
        """See `Parsers`."""
        from .sandbox import Sandbox

        if self._renderers is None:
            self._renderers = Sandbox(
                isolation=self._isolation, packages=RENDERERS, preloaded=_PRELOADED, parses=True
            )
        return self._parser(self._renderers)

    @contextmanager
    def _parser(self, sandbox: Sandbox, file: int | None = None) -> Iterator[Parser]:
        from .sandbox import ChildDied, ChildTimeout, ReplyTooLarge

        child = sandbox.spawn(file=file, memory_bytes=MEMORY_BYTES, reply_bytes=REPLY_BYTES)

        def parser(name: str, *arguments: Any) -> Any:
            seconds = LONG_SECONDS if name.startswith(LONG) else SECONDS
            try:
                reply = child.exchange(encode({"parse": [name, list(arguments)]}), seconds)
                answer = decode(reply, PARSED)["values"]
            except (ChildDied, ChildTimeout, ReplyTooLarge, WireError, KeyError, TypeError):
                raise Unparsed("costly", seconds=int(seconds), mib=MEMORY_BYTES // MIB) from None
            return _result(answer)

        with child:
            yield parser

    def close(self) -> None:
        """Ends the sandboxes, where they are its own."""
        if self._is_own and self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None
        if self._renderers is not None:
            self._renderers.close()
            self._renderers = None


def _result(answer: Any) -> Any:
    """Returns what was parsed, out of an answer that may be forged."""
    match answer:
        case {"parsed": value}:
            return value
        case {"refused": [str(code), dict(facts)]}:
            raise Unparsed(code, **{str(name): fact for name, fact in facts.items()})
    raise Unparsed("costly", seconds=int(SECONDS), mib=MEMORY_BYTES // MIB)
