"""Where the command runs: streams that are closed, full or speak no Chinese, and signals."""

from __future__ import annotations

import codecs
import errno
import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# As typing has it, which need not be imported for that.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What shells show for a command that nobody reads from any more.
UNREAD = 128 + 13


class _Descriptor(io.FileIO):
    """Where a stream ends; keeps why it cannot be written to, and takes in silence what comes after that."""

    failure: OSError | None = None
    # The stream that it stands for: without it, what both write to would be closed.
    before: object = None

    def write(self, data: Any) -> int:
        """Writes as much as is taken."""
        if self.failure is not None:
            return memoryview(data).nbytes
        try:
            return super().write(data)
        except OSError as error:
            self.failure = error
            raise


class Stopped(KeyboardInterrupt):
    """The command is to end, by another signal than that of Ctrl-C."""


def name_all_files() -> None:
    """Starts this program anew where Python could not name a file 李娜.py: in its UTF-8 mode, which is chosen at the start."""
    try:
        "李".encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        if not sys.executable:
            return
        # The terminal is left as it is, and files of the processes that this one starts are named likewise.
        encoding = getattr(sys.stdout, "encoding", None) or "ascii"
        environment = {"PYTHONIOENCODING": encoding, **os.environ, "PYTHONUTF8": "1"}
        line = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execve(sys.executable, line, environment)


@contextmanager
def usable() -> Iterator[None]:
    """Has every stream exist and take every text, and says at the end what it could not show."""
    # Before numpy is imported: its threads only cost time on matrices as small as these.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _open_streams()
    _need_folder()
    unshown: list[str] = []

    def replace(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        # What UTF-8 does not take is no text: a file's name that some other system wrote.
        if not error.encoding.startswith("utf"):
            unshown.append(error.encoding)
        return "?" * (error.end - error.start), error.end

    codecs.register_error("softmark", replace)
    codecs.register_error("softmark-json", _escape)
    for name in ("stdout", "stderr"):
        _remember_failure(name)
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            as_json = name == "stdout" and "--json" in sys.argv
            stream.reconfigure(errors="softmark-json" if as_json else "softmark")
    try:
        yield
    finally:
        if unshown:
            print(
                f"softmark: this terminal takes {unshown[0]} only, so some text is shown as '?': set "
                "LC_ALL=C.UTF-8. Files are written in full.",
                file=sys.stderr,
            )


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Returns what a stream cannot take as JSON writes it, and loses nothing."""
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in pairs), error.end


def _open_streams() -> None:
    """Opens those of the three streams that are closed, so that no file gets their numbers."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # For the processes that this one starts, too.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115


def _remember_failure(name: str) -> None:
    """Has a stream keep why it cannot be written to: Python itself says it once, and not of which file."""
    stream = getattr(sys, name)
    end = getattr(stream, "buffer", None)
    if type(getattr(end, "raw", end)) is not io.FileIO:  # a test's, or a terminal of Windows
        return
    stream.flush()
    descriptor = _Descriptor(stream.fileno(), "w", closefd=False)
    descriptor.before = stream
    # Unbuffered as Python has it with -u.
    buffer = descriptor if type(end) is io.FileIO else io.BufferedWriter(descriptor)
    opened = io.TextIOWrapper(
        buffer,
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
    setattr(sys, name, opened)


def flush() -> None:
    """Has what was printed written out.

    Raises:
        SystemExit: it cannot be: quietly where nobody reads it, with a sentence where the disk is full, or the like.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
        end = getattr(stream, "buffer", None)
        failure = getattr(getattr(end, "raw", end), "failure", None)
        if failure is None:
            continue
        if failure.errno == errno.EPIPE:
            sys.exit(UNREAD)
        print(f"softmark: cannot write what it prints: {failure.strerror}.", file=sys.stderr)
        sys.exit(2)


@contextmanager
def stoppable() -> Iterator[None]:
    """Has the command end as by Ctrl-C when its terminal is closed or the system ends it: what it began is cleaned up."""
    before: dict[signal.Signals, Any] = {}

    def stop(number: int, _frame: object) -> None:
        # Who is ended twice has only once to be cleaned up.
        for other in before:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # As nohup has it, for one.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_code(stop: KeyboardInterrupt) -> int:
    """Returns the exit code that shells expect of a command that was stopped."""
    code = stop.args[0] if isinstance(stop, Stopped) else 128 + signal.SIGINT
    assert isinstance(code, int)
    return code


def _need_folder() -> None:
    """Refuses to run in a folder that somebody has removed meanwhile."""
    try:
        os.getcwd()
    except FileNotFoundError:
        print(
            "softmark: the current folder has been removed: go to another one with `cd`.",
            file=sys.stderr,
        )
        sys.exit(2)
