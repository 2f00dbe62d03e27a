"""Reading a compressed stream forward, with bounded memory and a bound on what comes out."""

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol

_CHUNK = 64 * 1024
# Block-wise writers make one gzip member for every 64 KiB; more members than this are there to
# waste time.
_MAX_STREAMS = 10_000
# `xz -9` needs 65 MiB to unpack.
_LZMA_MEMORY = 96 * 1024 * 1024


class DamagedError(Exception):
    """The stream ends early or is not what it says it is."""


class TooLongError(Exception):
    """More comes out of the stream than is allowed."""


class Decoder(Protocol):
    """The interface of bz2.BZ2Decompressor and lzma.LZMADecompressor."""

    @property
    def eof(self) -> bool:
        """Whether the compressed stream has ended."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out without more input."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What followed the end of the compressed stream."""
        ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most `max_length` bytes of output."""
        ...


class _Gunzip:
    """zlib's decoder behind that interface."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def _unxz() -> Decoder:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_LZMA_MEMORY)


_FORMATS: tuple[tuple[bytes, Callable[[], Decoder]], ...] = (
    (b"\x1f\x8b", _Gunzip),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", _unxz),
)


def _format_of(start: bytes) -> tuple[bytes, Callable[[], Decoder] | None]:
    for magic, decoder in _FORMATS:
        if start.startswith(magic):
            return magic, decoder
    return b"", None


class Inflated:
    """The bytes of a file, decompressed if its first bytes say that it is compressed.

    Raises TooLongError when more than `limit` bytes come out, and DamagedError.
    """

    def __init__(self, raw: BinaryIO, limit: int) -> None:
        raw.seek(0)
        self._raw = raw
        self._limit = limit
        self._total = 0
        self._buffer = b""
        self._at = 0
        self._streams = 1
        self._ahead = raw.read(_CHUNK)
        self._magic, self._start = _format_of(self._ahead)
        self._decoder = self._start() if self._start else None

    @property
    def position(self) -> int:
        """How many bytes have been read or skipped."""
        return self._total - len(self._buffer) + self._at

    def read(self, size: int) -> bytes:
        """The next `size` bytes; fewer only at the end."""
        pieces = []
        while size > 0 and (piece := self._take(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> bool:
        """Pass over `size` bytes. False when the stream ends before that."""
        while size > 0:
            if self._at == len(self._buffer) and not self._fill():
                return False
            step = min(size, len(self._buffer) - self._at)
            self._at += step
            size -= step
        return True

    def drain(self) -> None:
        """Read to the end, so that the compressed stream's last checksum is compared too."""
        while self._fill():
            pass
        self._at = len(self._buffer)

    def _take(self, size: int) -> bytes:
        if self._at == len(self._buffer) and not self._fill():
            return b""
        piece = self._buffer[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def _fill(self) -> bool:
        """Replace the used-up buffer by the next piece. False at the end."""
        piece = self._input() if self._decoder is None else self._decode()
        if not piece:
            return False
        self._buffer, self._at = piece, 0
        self._total += len(piece)
        if self._total > self._limit:
            raise TooLongError
        return True

    def _input(self) -> bytes:
        data, self._ahead = self._ahead, b""
        return data or self._raw.read(_CHUNK)

    def _decode(self) -> bytes:
        while True:
            assert self._decoder is not None
            if self._decoder.eof and not self._next_stream():
                return b""
            data = b""
            if self._decoder.needs_input:
                data = self._input()
                if not data:
                    raise DamagedError
            try:
                out = self._decoder.decompress(data, _CHUNK)
            except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
                raise DamagedError from error
            if out:
                return out

    def _next_stream(self) -> bool:
        """Start on the compressed stream after the finished one. Anything else is padding."""
        assert self._decoder is not None
        assert self._start is not None
        rest = self._decoder.unused_data
        if len(rest) < len(self._magic):
            rest += self._input()
        if not rest.startswith(self._magic):
            self._ahead = b""
            return False
        self._streams += 1
        if self._streams > _MAX_STREAMS:
            raise DamagedError
        self._decoder = self._start()
        self._ahead = rest
        return True
