"""Replies that are forged, too large, too many, partial or dripping, and requests nobody reads."""

from __future__ import annotations

import resource
import socket
from collections.abc import Callable
from itertools import pairwise

import pytest
from helpers.sandboxes import run, still_works
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.execution.meter import Meter
from autograder.execution.sandbox import (
    ChildDied,
    ChildTimeout,
    ReplyTooLarge,
    Sandbox,
    SandboxLimits,
)
from autograder.execution.sandbox.channel import Channel
from autograder.execution.sandbox.errors import ChannelAbused

LIMIT = SandboxLimits().reply_bytes
FOREVER = "\nimport time\nwhile True: time.sleep(1)"


class NoSignals:
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def trace(self) -> None: ...


def channel(
    sock: socket.socket, reply_bytes: int, ran: Callable[[int], float] = lambda _: 0.0
) -> Channel:
    """A channel to a peer that is always awake, and has run for so long."""
    made = Channel(sock, reply_bytes, NoSignals())
    made.meter = Meter(1, ran=ran, asleep=lambda _: False)
    return made


def frame(payload: bytes) -> bytes:
    return len(payload).to_bytes(4, "big") + payload


@pytest.mark.parametrize("size", [LIMIT + 1, 2**31, 2**32 - 1])
def test_oversize_reply_is_refused_before_it_is_read(full: Sandbox, size: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ReplyTooLarge, match=str(size)):
        run(full.spawn(), f"while True: sock.sendall({size.to_bytes(4, 'big')!r} + bytes(1 << 20))")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 << 10
    assert still_works(full)


def test_the_largest_allowed_reply_arrives_whole(full: Sandbox) -> None:
    source = (
        f"data = b'ab' * {LIMIT // 2}\nsock.sendall({LIMIT.to_bytes(4, 'big')!r} + data)" + FOREVER
    )
    with full.spawn() as child:
        assert child.exchange(source.encode(), 20.0) == b"ab" * (LIMIT // 2)


PARTIAL = {
    "nothing": "",
    "half a length": "sock.send(b'\\0\\0')",
    "no payload": "sock.send(b'\\0\\0\\0\\x08')",
    "half a payload": "sock.send(b'\\0\\0\\0\\x08abcd')",
}


@pytest.mark.parametrize("name", PARTIAL)
def test_partial_reply_times_out(full: Sandbox, name: str) -> None:
    child = full.spawn()
    with pytest.raises(ChildTimeout):
        run(child, PARTIAL[name] + FOREVER, 0.3)
    assert 0.3 <= child.used.seconds < 0.6
    assert still_works(full)


@pytest.mark.parametrize("name", PARTIAL)
def test_child_that_dies_within_a_reply_is_reported(full: Sandbox, name: str) -> None:
    with pytest.raises(ChildDied, match="status 5"):
        run(full.spawn(), PARTIAL[name] + "\nimport os\nos._exit(5)")
    assert still_works(full)


@pytest.mark.parametrize("head", [b"", b"\0\0\xff\xff", b"\0\x10\0\0"])
def test_dripping_does_not_extend_the_deadline(full: Sandbox, head: bytes) -> None:
    source = f"""
import time
for byte in {head!r} + bytes(10**6):
    sock.send(bytes([byte]))
    time.sleep(0.02)
"""
    # A first length of zero would be a whole, empty reply.
    source = source if head else source.replace("bytes([byte])", "b''")
    child = full.spawn()
    with pytest.raises(ChildTimeout):
        run(child, source, 0.4)
    assert 0.4 <= child.used.seconds < 0.7
    assert still_works(full)


def test_fast_drip_of_a_large_reply_does_not_extend_the_deadline(full: Sandbox) -> None:
    source = "sock.sendall(b'\\0\\xff\\xff\\xff')\nwhile True: sock.sendall(b'x')"
    child = full.spawn()
    with pytest.raises(ChildTimeout):
        run(child, source, 0.4)
    assert 0.4 <= child.used.seconds < 0.7


@pytest.mark.parametrize("surplus", [b"x", frame(b'{"out": 1}')])
def test_more_than_one_reply_is_refused(full: Sandbox, surplus: bytes) -> None:
    """Answers to questions that were not asked yet are never taken for answers."""
    with full.spawn() as child, pytest.raises(ChildDied, match="nobody asked for"):
        run(child, f"sock.sendall({frame(b'{}') + surplus!r})\nout = 1")
    assert still_works(full)


def test_what_comes_between_two_requests_is_refused() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ends = channel(ours, 1000)
        theirs.sendall(frame(b"7"))
        # As if it had come while the channel waited.
        ends._expect_silence = lambda _: None  # type: ignore[method-assign]
        assert ends.exchange(b"question", 5.0) == b"7"
        del ends._expect_silence
        theirs.sendall(frame(b'{"out": 1}'))
        with pytest.raises(ChannelAbused, match="before a request"):
            ends.exchange(b"another", 5.0)


def test_endless_replies_are_cut_off(full: Sandbox) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ChildDied, match="nobody asked for"):
        run(full.spawn(), f"while True: sock.sendall({frame(b'{}')!r} * 100)")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 << 10


def test_request_that_nobody_reads_times_out(full: Sandbox) -> None:
    child = full.spawn()
    assert child.exchange((f"sock.sendall({frame(b'7')!r})" + FOREVER).encode(), 5.0) == b"7"
    before = child.used
    with pytest.raises(ChildTimeout):
        child.exchange(bytes(32 << 20), 0.3)
    assert 0.3 <= child.used.since(before).seconds < 0.6
    assert still_works(full)


def test_large_requests_and_replies_cross_whole(full: Sandbox) -> None:
    with full.spawn() as child:
        text = "ab" * 3_000_000
        assert run(child, f"out = {text!r}", 20.0) == text
        assert run(child, "out = 'small again'") == "small again"


def test_reply_that_always_has_one_more_byte_ends_at_the_deadline() -> None:
    """Even if the channel never has to wait for one."""

    class Dripping(socket.socket):
        asked = False
        received = 0

        def send(self, data: bytes, *_: object) -> int:  # type: ignore[override]
            self.asked = True
            return len(data)

        def recv(self, *_: object) -> bytes:  # type: ignore[override]
            if not self.asked:
                raise BlockingIOError
            return (10**6).to_bytes(4, "big")

        def recv_into(self, *_: object) -> int:  # type: ignore[override]
            self.received += 1
            return 1

    with Dripping() as sock, pytest.raises(ChildTimeout):
        channel(sock, 10**7, ran=lambda _: sock.received * 1e-3).exchange(b"question", 0.05)


@settings(max_examples=50, deadline=None)
@given(payload=st.binary(max_size=300), cuts=st.lists(st.integers(0, 304), max_size=6))
def test_reply_in_any_pieces_is_the_same(payload: bytes, cuts: list[int]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ends = channel(ours, 1000)
        data = frame(payload)
        edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
        pieces = iter([data[a:b] for a, b in pairwise(edges)])

        class Piecewise:
            """A poll that lets the next piece arrive whenever the channel waits."""

            def register(self, *_: object) -> None: ...

            def poll(self, milliseconds: float) -> list[int]:
                if not milliseconds:
                    return []
                theirs.send(next(pieces))
                return [1]

        ends._poll = Piecewise()  # type: ignore[assignment]
        assert ends.exchange(b"question", 5.0) == payload
        assert theirs.recv(100) == frame(b"question")
