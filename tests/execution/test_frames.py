"""Frames reach a child whole, however they arrive."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from autograder.execution.worker.frames import answer_frames

SIZES = [0, 1, (1 << 14) - 5, (1 << 14) - 4, (1 << 14) - 3, (1 << 16) - 4, 1 << 16, 300_000]


@pytest.fixture
def grader() -> Iterator[socket.socket]:
    """Whose peer answers each frame with that frame turned round."""
    ours, theirs = socket.socketpair()

    def answer(request: bytes | bytearray) -> bytes:
        return bytes(request[::-1])

    peer = threading.Thread(target=answer_frames, args=(theirs.fileno(), answer))
    with ours, theirs:
        peer.start()
        yield ours
        ours.shutdown(socket.SHUT_WR)
        peer.join()


@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_frames_of_all_sizes_are_answered_in_order(grader: socket.socket, pieces: int) -> None:
    for size in SIZES:
        frame = bytes(n % 251 for n in range(size))
        sent = struct.pack(">I", size) + frame
        cut = [0, 2, 7][:pieces]
        for begin, end in zip(cut, [*cut[1:], len(sent)], strict=True):
            grader.sendall(sent[begin:end])
        answered = grader.makefile("rb").read(4 + size)
        assert answered == struct.pack(">I", size) + frame[::-1]


@pytest.mark.parametrize("begun", [b"", b"\0\0", b"\0\0\0\5abc", b"\0\2\0\0" + bytes(70_000)])
def test_a_frame_that_is_cut_off_is_not_answered(begun: bytes) -> None:
    answered = []

    def answer(request: bytes | bytearray) -> bytes:
        answered.append(request)
        return b""

    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(begun)
        ours.shutdown(socket.SHUT_WR)
        answer_frames(theirs.fileno(), answer)
    assert answered == []


def test_what_a_submission_puts_in_place_of_reading_and_writing_is_not_used(
    grader: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("read", "readv", "write"):
        monkeypatch.delattr(os, name)
    grader.sendall(struct.pack(">I", 70_000) + bytes(70_000))
    assert len(grader.makefile("rb").read(70_004)) == 70_004
