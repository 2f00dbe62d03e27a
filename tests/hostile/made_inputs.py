"""Hostile and odd hand-ins, made from nothing but the standard library.

Every case builds ONE student's entry in the class folder: relative path -> content.
Class-wide files (submission_metadata.yml, roster.csv) sit at the top, next to the entry.

For whoever writes a tree to disk:
* a Symlink's target is written as it is, unchecked; a Fifo is a named pipe;
* content that starts with b"#!" is meant to be executable (mode 0755);
* paths may hold surrogate escapes, newlines and other odd characters (use os.fsencode).

Attacks that run a command try to make the file MARKER; it must never appear.
Attacks that write outside their folder try to make files named ESCAPED.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import importlib.util
import io
import json
import lzma
import marshal
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Symlink:
    target: str


@dataclass(frozen=True)
class Fifo:
    pass


Right = dict[str, bytes]
Tree = dict[str, "bytes | Symlink | Fifo"]
Build = Callable[[Right, bytes], Tree]
Kind = Literal["archive", "notebook", "pdf", "git", "yaml", "csv", "folder"]
Expected = Literal["full", "refused", "partial", "ignored"]


@dataclass(frozen=True)
class Case:
    """One entry. `expected` is the best answer, `also` holds others that are still fair."""

    id: str
    kind: Kind
    build: Build
    expected: Expected
    why: str
    also: tuple[Expected, ...] = ()


CASES: list[Case] = []

_META_REFUSED = (
    *("key", "cycle", "same", "10mb", "deep", "tabs", "alias-unknown", "two-documents"),
    *("name-surrogate", "broken"),
)
_RAISE_AT_THE_END = (
    *("raises", "raises-evil", "raises-long", "recursion", "exit-sys", "abort", "memory", "asks"),
)

MARKER = "/tmp/hostile-command-ran"
ESCAPED = "hostile-escaped.py"
WRONG = b"raise ValueError('this is not the right file')\n"
MIB = 1 << 20


def add(
    case_id: str, kind: Kind, expected: Expected, why: str, build: Build, *also: Expected
) -> None:
    CASES.append(Case(case_id, kind, build, expected, why, also))


def case(
    case_id: str, kind: Kind, expected: Expected, why: str, *also: Expected
) -> Callable[[Build], Build]:
    def keep(build: Build) -> Build:
        add(case_id, kind, expected, why, build, *also)
        return build

    return keep


def folder(*parts: Tree | Right, name: str = "mallory") -> Tree:
    """A student's folder; later parts replace earlier ones."""
    return {f"{name}/{path}": content for part in parts for path, content in part.items()}


def late(value: Any) -> Any:
    """Large content is given as a function, to be made only when asked for."""
    return value() if callable(value) else value


def nested(opening: str, closing: str, depth: int, core: str = "") -> str:
    return opening * depth + core + closing * depth


# ---------------------------------------------------------------- checksums and long runs


def _times(a: int, b: int) -> int:
    """Product of two reflected polynomials modulo the CRC-32 polynomial."""
    product, bit = 0, 1 << 31
    while bit:
        if a & bit:
            product ^= b
        bit >>= 1
        b = (b >> 1) ^ 0xEDB88320 if b & 1 else b >> 1
    return product


def _shift(length: int) -> int:
    """The factor that moves a CRC past `length` bytes."""
    power, result, bits = 1 << 30, 1 << 31, length * 8
    while bits:
        if bits & 1:
            result = _times(power, result)
        power = _times(power, power)
        bits >>= 1
    return result


def crc_join(first: int, second: int, second_length: int) -> int:
    return _times(_shift(second_length), first) ^ second


@dataclass(frozen=True)
class Packed:
    """A raw deflate stream and what is known about its content."""

    raw: bytes
    crc: int
    size: int
    adler: int

    @property
    def zlib(self) -> bytes:
        return b"\x78\x9c" + self.raw + struct.pack(">L", self.adler)

    @property
    def gzip(self) -> bytes:
        head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"
        return head + self.raw + struct.pack("<LL", self.crc, self.size & 0xFFFFFFFF)


def packed_run(mib: int, head: bytes = b"", fill: bytes = b"\0", tail: bytes = b"") -> Packed:
    """`head`, then `mib` MiB of one byte, then `tail`, deflated without holding it all."""
    block = fill * MIB
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = press.compress(head) + press.flush(zlib.Z_FULL_FLUSH)
    unit = press.compress(block) + press.flush(zlib.Z_FULL_FLUSH)
    end = press.compress(tail) + press.flush()
    crc, step, block_crc = zlib.crc32(head), _shift(MIB), zlib.crc32(block)
    for _ in range(mib):
        crc = _times(step, crc) ^ block_crc
    crc = crc_join(crc, zlib.crc32(tail), len(tail))
    low, high, value = zlib.adler32(head) & 0xFFFF, zlib.adler32(head) >> 16, fill[0]
    count = mib * MIB
    high = (high + count * low + value * count * (count + 1) // 2) % 65521
    low = (low + value * count) % 65521
    adler = zlib.adler32(tail, high << 16 | low)
    return Packed(raw + unit * mib + end, crc, len(head) + count + len(tail), adler)


# ---------------------------------------------------------------- zip


@dataclass(frozen=True)
class Member:
    """One zip entry; whatever is not None overrides the truth."""

    name: bytes
    data: bytes = b""
    method: int = 8
    flag: int = 0
    raw: bytes | None = None
    crc: int | None = None
    size: int | None = None
    raw_size: int | None = None
    local_name: bytes | None = None
    extra: bytes = b""
    mode: int = 0o100644
    date: int = 0x5921
    made_by: int = 0x031E
    descriptor: bool = False
    at: int | None = None


def _deflate(data: bytes) -> bytes:
    press = zlib.compressobj(6, zlib.DEFLATED, -15)
    return press.compress(data) + press.flush()


def zip_end(count: int, size: int, offset: int, comment: bytes = b"", disk: int = 0) -> bytes:
    n = min(count, 0xFFFF)
    head = struct.pack("<4s4H", b"PK\5\6", disk, disk, n, n)
    return head + struct.pack("<2LH", size, offset, len(comment)) + comment


def zip64_end(count: int, size: int, offset: int, at: int) -> bytes:
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    return record + struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)


def zip_local(name: bytes, flag: int, method: int, date: int, *sums: int) -> bytes:
    head = struct.pack("<4s5H", b"PK\3\4", 20, flag, method, 0, date)
    return head + struct.pack("<3L2H", *sums, len(name), 0) + name


def zip_of(
    members: Iterable[Member],
    comment: bytes = b"",
    prefix: bytes = b"",
    shift: bool = True,
    zip64: bool = False,
    disk: int = 0,
) -> bytes:
    """`shift` says whether offsets count the prefix."""
    out, central = bytearray(prefix), bytearray()
    base = 0 if shift else len(prefix)
    count = 0
    for m in members:
        raw = m.raw
        if raw is None:
            raw = _deflate(m.data) if m.method == 8 else m.data
        crc = zlib.crc32(m.data) if m.crc is None else m.crc
        size = (len(m.data) if m.size is None else m.size) & 0xFFFFFFFF
        raw_size = (len(raw) if m.raw_size is None else m.raw_size) & 0xFFFFFFFF
        flag = m.flag | (8 if m.descriptor else 0)
        at = len(out) - base
        if m.at is None:
            local = m.name if m.local_name is None else m.local_name
            sums = (0, 0, 0) if m.descriptor else (crc, raw_size, size)
            out += zip_local(local, flag, m.method, m.date, *sums) + raw
            if m.descriptor:
                out += struct.pack("<4s3L", b"PK\7\x08", crc, raw_size, size)
        else:
            at = m.at
        central += struct.pack(
            "<4s6H3L5H2L",
            *(b"PK\1\2", m.made_by, 20, flag, m.method, 0, m.date, crc, raw_size, size),
            *(len(m.name), len(m.extra), 0, 0, 0, (m.mode << 16) & 0xFFFFFFFF, at),
        )
        central += m.name + m.extra
        count += 1
    offset = len(out) - base
    out += central
    if zip64:
        out += zip64_end(count, len(central), offset, len(out) - base)
    return bytes(out + zip_end(count, len(central), offset, comment, disk))


def members(files: Right, under: bytes = b"", **kw: Any) -> list[Member]:
    return [Member(under + name.encode(), data, **kw) for name, data in files.items()]


def only(files: Right, name: str, **kw: Any) -> list[Member]:
    """All files, with overrides for one of them."""
    return [Member(n.encode(), d, **(kw if n == name else {})) for n, d in files.items()]


def zipped(*items: Member, name: str = "mallory.zip", **kw: Any) -> Tree:
    return {name: zip_of(items, **kw)}


def zip_with(right: Right, *extra: Member, **kw: Any) -> Tree:
    return zipped(*members(right), *extra, **kw)


def zip_library(files: Right, method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in files.items():
            z.writestr(zipfile.ZipInfo(name, (2024, 10, 1, 12, 0, 0)), data, method)
    return out.getvalue()


def zip_encrypt(data: bytes, password: bytes) -> bytes:
    """The old PKWARE stream cipher, with its 12-byte head."""
    table = []
    for start in range(256):
        value = start
        for _ in range(8):
            value = (value >> 1) ^ 0xEDB88320 if value & 1 else value >> 1
        table.append(value)
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    for byte in password:
        update(byte)
    plain = b"\x07" * 11 + bytes([zlib.crc32(data) >> 24]) + _deflate(data)
    out = bytearray()
    for byte in plain:
        key = keys[2] | 2
        out.append(byte ^ (((key * (key ^ 1)) >> 8) & 0xFF))
        update(byte)
    return bytes(out)


def full_overlap(count: int, mib: int) -> bytes:
    """Many names for one and the same compressed run."""
    run = packed_run(mib)
    same = {"raw": run.raw, "crc": run.crc, "size": run.size}
    many = [Member(b"%05d.txt" % i, at=0, **same) for i in range(count)]
    return zip_of([Member(b"first.txt", **same), *many])


def quoted_overlap(count: int, mib: int, tail: Iterable[Member] = ()) -> bytes:
    """Every entry quotes the next local header in a stored block, then shares its data."""
    run = packed_run(mib)
    crc, size, chunks, entries = run.crc, run.size, [run.raw], []
    raw_size = len(run.raw)
    for i in reversed(range(count)):
        name = b"%04d.txt" % i
        local = zip_local(name, 0, 8, 0x5921, crc, raw_size, size)
        entries.append((name, crc, raw_size, size))
        chunks.append(local)
        if i:
            n = len(local)
            chunks.append(b"\0" + struct.pack("<HH", n, n ^ 0xFFFF))
            crc, size = crc_join(zlib.crc32(local), crc, size), size + n
            raw_size += n + 5
    chunks.reverse()
    body = b"".join(chunks)
    at, listed = 0, []
    for name, crc, raw_size, size in reversed(entries):
        listed.append(Member(name, raw=b"", crc=crc, size=size, raw_size=raw_size, at=at))
        at += 30 + len(name) + 5
    return zip_of([*listed, *tail], prefix=body)


def nested_bomb(levels: int, width: int, mib: int) -> bytes:
    run = packed_run(mib)
    inner = zip_of([Member(b"loss.py", raw=run.raw, crc=run.crc, size=run.size)])
    for _ in range(levels):
        inner = zip_of([Member(b"part%d.zip" % i, inner) for i in range(width)])
    return inner


def onion(files: Right, depth: int) -> bytes:
    inner = zip_of(members(files))
    for _ in range(depth):
        inner = zip_of([Member(b"hw.zip", inner)])
    return inner


LINK = 0o120777

add(
    "zip-overlap-bomb",
    "archive",
    "refused",
    "2000 names share one 64 MiB run (125 GiB in all); no right file inside",
    lambda right, notebook: {"mallory.zip": full_overlap(2000, 64)},
)
add(
    "zip-quoted-overlap",
    "archive",
    "refused",
    "250 correct entries quote each other's headers, 8 GiB in all; nothing to grade",
    lambda right, notebook: {"mallory.zip": quoted_overlap(250, 32)},
)
add(
    "zip-quoted-overlap-beside-right",
    "archive",
    "refused",
    "right files next to an overlap bomb: refuse, or read just the wanted files in bounds",
    lambda right, notebook: {"mallory.zip": quoted_overlap(250, 32, members(right))},
    "full",
)
add(
    "zip-nested-bomb",
    "archive",
    "refused",
    "16^4 nested copies of a 64 MiB loss.py",
    lambda right, notebook: {"mallory.zip": nested_bomb(4, 16, 64)},
)
add(
    "zip-in-zip-once",
    "archive",
    "full",
    "a zip inside a zip is a common slip",
    lambda right, notebook: {"mallory.zip": onion(right, 1)},
    "refused",
)
add(
    "zip-in-zip-200",
    "archive",
    "refused",
    "200 layers: stop at some depth, with a reason",
    lambda right, notebook: {"mallory.zip": onion(right, 200)},
    "full",
)


@case("zip-deflate-bomb", "archive", "refused", "loss.py inflates to 4000 MiB", "partial")
def _(right: Right, notebook: bytes) -> Tree:
    run = packed_run(4000)
    return zipped(*only(right, "loss.py", raw=run.raw, crc=run.crc, size=run.size))


@case(
    "zip-declares-small",
    "archive",
    "refused",
    "loss.py declares 100 bytes but inflates to 2 GiB",
    "partial",
)
def _(right: Right, notebook: bytes) -> Tree:
    run = packed_run(2048)
    return zipped(*only(right, "loss.py", raw=run.raw, crc=run.crc, size=100))


@case(
    "zip-source-100mb",
    "archive",
    "refused",
    "right loss.py followed by 100 MB of comment; may be refused as too big",
    "full",
    "partial",
)
def _(right: Right, notebook: bytes) -> Tree:
    run = packed_run(96, right["loss.py"] + b"\n#", b"x", b"\n")
    return zipped(*only(right, "loss.py", raw=run.raw, crc=run.crc, size=run.size))


add(
    "zip-declares-4gib",
    "archive",
    "refused",
    "every size field says 4 GiB - 2 over a few hundred bytes",
    lambda right, notebook: zipped(*members(right, size=0xFFFFFFFE, raw_size=0xFFFFFFFE)),
    "full",
)
add(
    "zip64-lies",
    "archive",
    "refused",
    "zip64 extra fields claim 2^63 - 1 bytes",
    lambda right, notebook: zipped(
        *members(
            right,
            size=0xFFFFFFFF,
            raw_size=0xFFFFFFFF,
            extra=struct.pack("<HHQQ", 1, 16, 2**63 - 1, 2**63 - 1),
        )
    ),
    "full",
)
add(
    "zip64-extra-short",
    "archive",
    "refused",
    "sizes point to a zip64 extra field that is cut short",
    lambda right, notebook: zipped(
        *members(right, size=0xFFFFFFFF, raw_size=0xFFFFFFFF, extra=b"\x01\x00\x10\x00\x01")
    ),
    "full",
)
add(
    "zip64-honest",
    "archive",
    "full",
    "a small zip with a correct zip64 end record",
    lambda right, notebook: zip_with(right, zip64=True),
)


@case(
    "zip64-locator-astray",
    "archive",
    "full",
    "locator points past the end, the plain end record is right",
    "refused",
)
def _(right: Right, notebook: bytes) -> Tree:
    whole = zip_of(members(right))
    return {"mallory.zip": whole[:-22] + zip64_end(2, 10, 10, 2**62)[56:] + whole[-22:]}


add(
    "zip-local-name-differs",
    "archive",
    "refused",
    "the directory says loss.py, the local header says something outside",
    lambda right, notebook: zipped(
        *only(right, "loss.py", local_name=b"../../" + ESCAPED.encode())
    ),
    "full",
    "partial",
)


@case(
    "zip-hidden-local-entry",
    "archive",
    "full",
    "a second loss.py sits in the stream but not in the directory",
)
def _(right: Right, notebook: bytes) -> Tree:
    hidden = zip_local(b"loss.py", 0, 0, 0x5921, zlib.crc32(WRONG), len(WRONG), len(WRONG))
    return zip_with(right, prefix=hidden + WRONG)


@case(
    "zip-sizes-disagree",
    "archive",
    "full",
    "local headers claim other sizes than the directory, which is right",
    "refused",
)
def _(right: Right, notebook: bytes) -> Tree:
    out = bytearray(zip_of(members(right)))
    out[18:26] = struct.pack("<LL", 7, 0x7FFFFFFF)
    return {"mallory.zip": bytes(out)}


@case(
    "zip-100k-entries",
    "archive",
    "refused",
    "100,000 empty entries after the right files; a limit is fair",
    "full",
)
def _(right: Right, notebook: bytes) -> Tree:
    whole = zip_of(members(right))
    start = whole.index(b"PK\1\2")
    first, at = [whole[:start]], start
    second = [whole[start:-22]]
    pack = struct.Struct("<4s6H3L5H2L").pack
    for i in range(100_000):
        name = b"n/%06d" % i
        first.append(zip_local(name, 0, 0, 0x5921, 0, 0, 0))
        sums = (0, 0, 0x5921, 0, 0, 0, len(name), 0, 0, 0, 0, 0o100644 << 16, at)
        second.append(pack(b"PK\1\2", 20, 20, 0, *sums) + name)
        at += len(first[-1])
    directory = b"".join(second)
    count, size = len(right) + 100_000, len(directory)
    ends = zip64_end(count, size, at, at + size) + zip_end(count, size, at)
    return {"mallory.zip": b"".join(first) + directory + ends}


add(
    "zip-count-lies",
    "archive",
    "full",
    "the end record says 65535 entries, there are two",
    lambda right, notebook: {
        "mallory.zip": zip_of(members(right))[:-14] + b"\xff\xff" + zip_of(members(right))[-12:]
    },
    "refused",
)
for _id, _name, _why in (
    ("long", b"n" * 60_000, "a name of 60,000 bytes cannot be written anywhere"),
    ("nul", b"notes\0.txt", "a NUL in a name ends it early"),
    ("nul-shadow", b"loss.py\0.txt", "cut at the NUL this name shadows loss.py"),
    ("newline", b"notes\nloss.py", "a newline in a name breaks lists of names"),
    ("dotdot", b"../../../../tmp/" + ESCAPED.encode(), "climbs out of the folder"),
    ("dotdot-neighbour", b"../alice/loss.py", "would overwrite another student's work"),
    ("dotdot-inside", b"a/../loss.py", "climbs back onto loss.py"),
    ("absolute", b"/tmp/" + ESCAPED.encode(), "an absolute name"),
    ("double-slash", b"//server/share/" + ESCAPED.encode(), "a network path"),
    ("drive", b"C:\\Windows\\" + ESCAPED.encode(), "a drive letter"),
    ("backslash-dotdot", b"..\\..\\" + ESCAPED.encode(), "climbs out with backslashes"),
    ("reserved", b"CON", "a device name on Windows"),
    ("trailing-space", b"loss.py ", "a name with a space at its end is another file"),
    ("trailing-dot", b"loss.py.", "a name with a dot at its end is another file"),
    ("empty-name", b"", "an entry without a name"),
    ("dot-name", b".", "an entry named like the folder itself"),
    ("escape-codes", b"\x1b]0;owned\x07\x1b[2J.txt", "terminal codes in a name"),
    ("html", b"<img src=x onerror=alert(1)>.py", "markup in a name must be escaped"),
    ("dash", b"--checkpoint-action=exec=sh", "a name that looks like an option"),
    ("deep", b"d/" * 2000 + b"x.py", "2000 folders deep, past any path limit"),
    ("below-file", b"loss.py/x.py", "uses loss.py as a folder"),
):
    add(
        f"zip-name-{_id}",
        "archive",
        "ignored",
        f"right files beside an entry that must do no harm: {_why}",
        lambda right, notebook, name=_name: zip_with(right, Member(name, WRONG)),
        "refused",
        *(("partial",) if _id in ("nul-shadow", "dotdot-inside") else ()),
    )
for _id, _mode in (("block-device", 0o060644), ("fifo", 0o010644), ("socket", 0o140644)):
    add(
        f"zip-mode-{_id}",
        "archive",
        "ignored",
        f"right files beside an entry whose mode bits say: {_id}",
        lambda right, notebook, mode=_mode: zip_with(right, Member(b"notes", b"x", mode=mode)),
        "refused",
    )
add(
    "zip-all-dotdot",
    "archive",
    "refused",
    "every file is named ../NAME",
    lambda right, notebook: zipped(*members(right, b"../")),
    "full",
)
add(
    "zip-windows-paths",
    "archive",
    "full",
    "an old Windows tool wrote backslashes: work\\loss.py",
    lambda right, notebook: zipped(*members(right, b"work\\", made_by=0x0014, mode=0)),
)
add(
    "zip-drive-paths",
    "archive",
    "full",
    "whole Windows paths were stored",
    lambda right, notebook: zipped(*members(right, b"C:/Users/m/hw/", made_by=20, mode=0)),
    "refused",
)
add(
    "zip-duplicate-last-right",
    "archive",
    "full",
    "loss.py twice, an updated zip: the last one counts",
    lambda right, notebook: zipped(Member(b"loss.py", WRONG), *members(right)),
    "partial",
    "refused",
)
add(
    "zip-duplicate-same",
    "archive",
    "full",
    "every file twice, same content",
    lambda right, notebook: zipped(*members(right), *members(right)),
)
add(
    "zip-case-collision",
    "archive",
    "full",
    "LOSS.PY beside loss.py: two files, the wanted name is there",
    lambda right, notebook: zip_with(right, Member(b"LOSS.PY", WRONG), Member(b"Loss.py", WRONG)),
)
add(
    "zip-link-passwd",
    "archive",
    "partial",
    "loss.py is a link to /etc/passwd; its content must not show",
    lambda right, notebook: zipped(
        Member(b"loss.py", b"/etc/passwd", mode=LINK),
        Member(b"optimizer.py", right["optimizer.py"]),
    ),
    "refused",
)
add(
    "zip-link-then-write",
    "archive",
    "ignored",
    "a link to /tmp, then a file written through it",
    lambda right, notebook: zip_with(
        right,
        Member(b"out", b"/tmp", mode=LINK),
        Member(b"out/" + ESCAPED.encode(), WRONG),
    ),
    "refused",
)
add(
    "zip-link-inside",
    "archive",
    "full",
    "loss.py links to src/loss.py in the same zip",
    lambda right, notebook: zipped(
        Member(b"src/loss.py", right["loss.py"]),
        Member(b"loss.py", b"src/loss.py", mode=LINK),
        Member(b"optimizer.py", right["optimizer.py"]),
    ),
    "partial",
    "refused",
)
add(
    "zip-link-target-huge",
    "archive",
    "ignored",
    "a link whose target is 1 MiB long",
    lambda right, notebook: zip_with(right, Member(b"l", b"a" * MIB, mode=LINK)),
    "refused",
)
add(
    "zip-encrypted",
    "archive",
    "refused",
    "real old-style encryption, password unknown",
    lambda right, notebook: zipped(
        *(Member(n.encode(), d, flag=1, raw=zip_encrypt(d, b"secret")) for n, d in right.items())
    ),
)
add(
    "zip-encrypted-aes",
    "archive",
    "refused",
    "method 99 (AES)",
    lambda right, notebook: zipped(
        *members(right, method=99, flag=1, extra=struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 8))
    ),
)
add(
    "zip-encrypted-extra",
    "archive",
    "ignored",
    "only notes.txt is encrypted",
    lambda right, notebook: zip_with(
        right, Member(b"notes.txt", b"hi", flag=1, raw=zip_encrypt(b"hi", b"secret"))
    ),
)
add(
    "zip-method-unknown",
    "archive",
    "refused",
    "method 98 on every file",
    lambda right, notebook: zipped(*members(right, method=98)),
)
add(
    "zip-method-unknown-extra",
    "archive",
    "ignored",
    "method 9 on an extra file only",
    lambda right, notebook: zip_with(right, Member(b"notes.txt", b"hi", method=9)),
)
add(
    "zip-method-bzip2",
    "archive",
    "full",
    "bzip2 inside a zip is legal",
    lambda right, notebook: {"mallory.zip": zip_library(right, zipfile.ZIP_BZIP2)},
    "refused",
)
add(
    "zip-method-lzma",
    "archive",
    "full",
    "lzma inside a zip is legal",
    lambda right, notebook: {"mallory.zip": zip_library(right, zipfile.ZIP_LZMA)},
    "refused",
)
add(
    "zip-method-lzma-dictionary",
    "archive",
    "refused",
    "lzma data that asks for a 4 GiB dictionary",
    lambda right, notebook: zipped(
        *members(right, method=14, raw=b"\x09\x04\x05\x00\x5d\xff\xff\xff\xff" + b"\0" * 64)
    ),
)
add(
    "zip-patch-flag",
    "archive",
    "refused",
    "flag bit 5: patch data",
    lambda right, notebook: zipped(*members(right, flag=0x20)),
    "full",
)
add(
    "zip-bad-crc-one",
    "archive",
    "partial",
    "loss.py fails its checksum, optimizer.py is fine",
    lambda right, notebook: zipped(*only(right, "loss.py", crc=0xDEADBEEF)),
    "refused",
)
add(
    "zip-bad-crc-all",
    "archive",
    "refused",
    "every file fails its checksum",
    lambda right, notebook: zipped(*members(right, crc=1)),
)
add(
    "zip-bad-deflate",
    "archive",
    "refused",
    "the compressed data is noise",
    lambda right, notebook: zipped(*members(right, raw=b"\xff" * 64)),
)
add(
    "zip-truncated-half",
    "archive",
    "refused",
    "the upload broke off in the middle",
    lambda right, notebook: {"mallory.zip": (z := zip_of(members(right)))[: len(z) // 2]},
)
add(
    "zip-no-directory",
    "archive",
    "refused",
    "local entries are whole, the directory is missing",
    lambda right, notebook: {"mallory.zip": (z := zip_of(members(right)))[: z.index(b"PK\1\2")]},
    "full",
)
add(
    "zip-trailing-junk",
    "archive",
    "full",
    "4 KB of zeros after the end record",
    lambda right, notebook: {"mallory.zip": zip_of(members(right)) + bytes(4096)},
    "refused",
)
add(
    "zip-trailing-junk-far",
    "archive",
    "refused",
    "200 KB after the end record, past where it is looked for",
    lambda right, notebook: {"mallory.zip": zip_of(members(right)) + bytes(200_000)},
    "full",
)
add(
    "zip-self-extracting",
    "archive",
    "full",
    "an MZ stub in front, offsets not adjusted",
    lambda right, notebook: zip_with(right, prefix=b"MZ" + b"\x90" * 3000, shift=False),
    "refused",
)
add(
    "zip-self-extracting-shifted",
    "archive",
    "full",
    "a shell stub in front, offsets adjusted",
    lambda right, notebook: zip_with(right, prefix=b"#!/bin/sh\nexit 3\n" + b"\n" * 3000),
)


@case(
    "zip-fake-end-in-comment",
    "archive",
    "full",
    "the comment holds a second end record for an empty directory",
    "refused",
)
def _(right: Right, notebook: bytes) -> Tree:
    return zip_with(right, comment=b"hello" + zip_end(0, 0, 0) + b" and more text")


@case(
    "zip-two-zips-joined",
    "archive",
    "full",
    "an old wrong zip in front, offsets of the right one adjusted",
    "refused",
)
def _(right: Right, notebook: bytes) -> Tree:
    old = zip_of([Member(n.encode(), WRONG) for n in right])
    return zip_with(right, prefix=old)


for _id, _under, _flag, _why in (
    ("cp437", "Übung/".encode("cp437"), 0, "a folder name in cp437, no flag"),
    ("gbk", "作业一/".encode("gbk"), 0, "a folder name in GBK, no flag"),
    ("shift-jis", "課題ソ/".encode("shift-jis"), 0, "Shift-JIS has a backslash byte inside"),
    ("utf8-no-flag", "Übung – 作业/".encode(), 0, "UTF-8 without the flag (macOS)"),
    ("utf8-flag", "Übung – 作业 😀/".encode(), 0x800, "UTF-8 with the flag"),
    ("utf8-flag-invalid", b"\xff\xfe\xc0/", 0x800, "the flag says UTF-8, it is not"),
    ("decomposed", "U\u0308bung/".encode(), 0x800, "decomposed accents"),
):
    add(
        f"zip-names-{_id}",
        "archive",
        "full",
        f"right files in a folder: {_why}",
        lambda right, notebook, under=_under, flag=_flag: zipped(*members(right, under, flag=flag)),
        *(("refused",) if "invalid" in _id else ()),
    )
add(
    "zip-unicode-path-extra",
    "archive",
    "full",
    "an extra field (0x7075) renames loss.py to something outside",
    lambda right, notebook: zipped(
        *only(
            right,
            "loss.py",
            extra=struct.pack("<HHBL", 0x7075, 16, 1, zlib.crc32(b"loss.py")) + b"../evil.txt",
        )
    ),
    "partial",
    "refused",
)
add(
    "zip-extra-broken",
    "archive",
    "full",
    "an unknown extra field claims more bytes than there are",
    lambda right, notebook: zipped(*members(right, extra=b"\x99\x99\xff\xff\x00")),
    "refused",
)
add(
    "zip-streamed",
    "archive",
    "full",
    "sizes come after the data (bit 3)",
    lambda right, notebook: zipped(*members(right, descriptor=True)),
)
add(
    "zip-multi-disk",
    "archive",
    "refused",
    "the last part of a set of four",
    lambda right, notebook: zip_with(right, disk=3),
    "full",
)
add(
    "zip-date-zero",
    "archive",
    "full",
    "month 0 and day 0",
    lambda right, notebook: zipped(*members(right, date=0)),
)
add(
    "zip-date-odd",
    "archive",
    "full",
    "the 31st of month 15 in 2107",
    lambda right, notebook: zipped(*members(right, date=0xFFFF)),
)
add(
    "zip-mode-none",
    "archive",
    "full",
    "mode 000 on the folder and every file",
    lambda right, notebook: zipped(
        Member(b"hw/", method=0, mode=0o040000), *members(right, b"hw/", mode=0o100000)
    ),
)
add(
    "zip-mode-setuid",
    "archive",
    "full",
    "mode 7777 on every file",
    lambda right, notebook: zipped(*members(right, mode=0o107777)),
)
add(
    "zip-folder-clash",
    "archive",
    "full",
    "a folder named loss.py/ holds the real loss.py",
    lambda right, notebook: zipped(
        Member(b"loss.py/", method=0, mode=0o040755), *members(right, b"loss.py/")
    ),
    "refused",
    "partial",
)
add(
    "zip-mac-extras",
    "archive",
    "ignored",
    "__MACOSX and .DS_Store beside the right files",
    lambda right, notebook: zip_with(
        right,
        *(Member(b"__MACOSX/._" + n.encode(), b"\0\5\x16\7\0\2\0\0" + bytes(80)) for n in right),
        Member(b".DS_Store", b"\0\0\0\1Bud1" + bytes(6000)),
    ),
)
add(
    "zip-inner-bomb-beside-right",
    "archive",
    "ignored",
    "right files beside a nested bomb that need not be opened",
    lambda right, notebook: zip_with(right, Member(b"data.zip", nested_bomb(3, 16, 64))),
    "refused",
)
for _id, _data, _why in (
    ("empty", zip_end(0, 0, 0), "a correct zip with nothing inside"),
    ("zero-bytes", b"", "no bytes at all"),
    ("html", b"<!DOCTYPE html><title>Log in</title>" + b" " * 3000, "a saved log-in page"),
    ("rar", b"Rar!\x1a\x07\x01\x00" + bytes(3000), "a RAR under another name"),
    ("7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(3000), "a 7z under another name"),
    ("only-magic", b"PK\3\4", "four bytes"),
    ("only-end", b"PK\5\6" + b"\xff" * 18, "an end record of all ones"),
):
    add(
        f"zip-is-{_id}",
        "archive",
        "refused",
        f"{_why}",
        lambda right, notebook, data=_data: {"mallory.zip": data},
    )
add(
    "zip-in-folder",
    "archive",
    "full",
    "a folder that holds just hw.zip",
    lambda right, notebook: folder({"hw.zip": zip_of(members(right))}),
    "refused",
)
add(
    "zip-bomb-in-folder",
    "archive",
    "ignored",
    "right files in a folder beside a bomb",
    lambda right, notebook: folder(right, {"backup.zip": quoted_overlap(250, 32)}),
)

# ---------------------------------------------------------------- tar


def _sealed(head: bytearray) -> bytes:
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def tar_head(
    name: bytes,
    size: int | bytes = 0,
    kind: bytes = b"0",
    link: bytes = b"",
    mode: int = 0o644,
    magic: bytes = b"ustar\x0000",
    patch: dict[int, bytes] | None = None,
) -> bytes:
    """`size` may be the raw field; `patch` writes bytes at an offset."""
    head = bytearray(512)
    fields = {
        0: name[:100],
        100: b"%07o\0" % mode,
        108: b"0001750\0",
        116: b"0001750\0",
        124: b"%011o\0" % size if isinstance(size, int) else size,
        136: b"14700000000\0",
        156: kind,
        157: link[:100],
        257: magic,
        265: b"mallory",
        297: b"students",
    }
    for at, value in (fields | (patch or {})).items():
        head[at : at + len(value)] = value
    return _sealed(head)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 512)


def tar_file(name: bytes, data: bytes = b"", **kw: Any) -> bytes:
    kw.setdefault("size", len(data))
    return tar_head(name, **kw) + padded(data)


TAR_END = bytes(1024)


def tar_files(files: Right, under: bytes = b"", **kw: Any) -> bytes:
    return b"".join(tar_file(under + n.encode(), d, **kw) for n, d in files.items())


def pax(records: dict[bytes, bytes], kind: bytes = b"x") -> bytes:
    out = b""
    for key, value in records.items():
        rest = len(key) + len(value) + 3
        length = rest + len(str(rest + len(str(rest))))
        out += b"%d %s=%s\n" % (length, key, value)
    return tar_file(b"PaxHeaders/x", out, kind=kind)


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


def tgz(data: bytes, name: str = "mallory.tar.gz") -> Tree:
    return {name: _gzip(data)}


def tar_with(right: Right, *extra: bytes) -> Tree:
    return tgz(tar_files(right) + b"".join(extra) + TAR_END)


def tar_without_loss(right: Right, *extra: bytes) -> Tree:
    """optimizer.py is right; `extra` stands in for loss.py."""
    return tar_with({n: d for n, d in right.items() if n != "loss.py"}, *extra)


def base256(value: int) -> bytes:
    raw = value.to_bytes(12, "big", signed=True)
    return bytes([raw[0] | 0x80]) + raw[1:] if value >= 0 else raw


for _id, _head, _why in (
    ("hardlink-passwd", tar_head(b"loss.py", kind=b"1", link=b"/etc/passwd"), "a hard link"),
    ("link-passwd", tar_head(b"loss.py", kind=b"2", link=b"/etc/passwd"), "a link"),
    ("link-self", tar_head(b"loss.py", kind=b"2", link=b"loss.py"), "a link to itself"),
    ("hardlink-self", tar_head(b"loss.py", kind=b"1", link=b"loss.py"), "its own hard link"),
    ("link-proc", tar_head(b"loss.py", kind=b"2", link=b"/proc/self/environ"), "a link"),
    ("device", tar_head(b"loss.py", kind=b"3", patch={329: b"0000001\00000005\0"}), "a device"),
    ("fifo", tar_head(b"loss.py", kind=b"6"), "a named pipe: reading it would hang"),
    ("folder", tar_head(b"loss.py/", kind=b"5", mode=0o755), "a folder"),
):
    add(
        f"tar-loss-{_id}",
        "archive",
        "partial",
        f"loss.py is {_why}; optimizer.py is right",
        lambda right, notebook, head=_head: tar_without_loss(right, head),
        "refused",
    )
for _id, _extra, _why in (
    ("device", tar_head(b"zero", kind=b"3", patch={329: b"0000001\00000005\0"}), "a device"),
    ("fifo", tar_head(b"pipe", kind=b"6"), "a named pipe"),
    ("dotdot", tar_file(b"../../../tmp/" + ESCAPED.encode(), WRONG), "a name that climbs"),
    ("absolute", tar_file(b"/tmp/" + ESCAPED.encode(), WRONG), "an absolute name"),
    (
        "link-then-write",
        tar_head(b"out", kind=b"2", link=b"/tmp") + tar_file(b"out/" + ESCAPED.encode(), WRONG),
        "a link out, then a file through it",
    ),
    (
        "link-chain",
        tar_head(b"a", kind=b"2", link=b".")
        + tar_head(b"b", kind=b"2", link=b"a/..")
        + tar_head(b"c", kind=b"2", link=b"b/..")
        + tar_file(b"c/" + ESCAPED.encode(), WRONG),
        "links that climb one step each",
    ),
    (
        "pax-path-climbs",
        pax({b"path": b"../../../tmp/" + ESCAPED.encode()}) + tar_file(b"ok.py", WRONG),
        "a long name that climbs",
    ),
    (
        "pax-nul",
        pax({b"path": b"loss.py\0.txt"}) + tar_file(b"ok.txt", WRONG),
        "a NUL in a long name",
    ),
    (
        "pax-linkpath",
        pax({b"linkpath": b"/etc/passwd"}) + tar_head(b"notes", kind=b"2", link=b"ok"),
        "a link redirected by its extended header",
    ),
    (
        "sparse-giant",
        tar_head(
            b"sparse.bin",
            512,
            b"S",
            magic=b"ustar  \0",
            patch={
                386: base256(2**40 - 512) + b"00000001000\0",
                483: base256(2**40),
            },
        )
        + bytes(512),
        "a sparse file of 1 TiB",
    ),
    (
        "sparse-pax-giant",
        pax(
            {
                b"GNU.sparse.major": b"1",
                b"GNU.sparse.minor": b"0",
                b"GNU.sparse.name": b"sparse.bin",
                b"GNU.sparse.realsize": b"%d" % 2**60,
            }
        )
        + tar_file(b"s", padded(b"1\n%d\n512\n" % (2**60 - 512)) + bytes(512)),
        "a sparse file of 1 EiB, new style",
    ),
    (
        "sparse-map-giant",
        pax(
            {
                b"GNU.sparse.major": b"1",
                b"GNU.sparse.minor": b"0",
                b"GNU.sparse.name": b"sparse.bin",
                b"GNU.sparse.realsize": b"512",
            }
        )
        + tar_file(b"s", padded(b"%d\n0\n0\n" % 10**15) + bytes(512)),
        "a sparse map that claims 10^15 pieces",
    ),
    ("unknown-type", tar_file(b"odd", b"x", kind=b"Z"), "an unknown type"),
    ("multi-volume", tar_file(b"odd", b"x", kind=b"M"), "a continued file"),
    ("long-name", pax({b"path": b"n" * 60_000}) + tar_file(b"n", b"x"), "60,000 bytes of name"),
    ("deep", pax({b"path": b"d/" * 3000 + b"x"}) + tar_file(b"n", b"x"), "3000 folders deep"),
    ("bad-utf8", tar_file(b"caf\xe9 \xff.txt", b"x"), "a name that is no UTF-8"),
    ("neighbour", tar_file(b"../alice/loss.py", WRONG), "would overwrite another student"),
):
    add(
        f"tar-extra-{_id}",
        "archive",
        "ignored",
        f"right files beside {_why}",
        lambda right, notebook, extra=_extra: tar_with(right, extra),
        "refused",
    )
add(
    "tar-hardlink-inside",
    "archive",
    "full",
    "loss.py is a hard link to a file stored earlier, as GNU tar writes it",
    lambda right, notebook: tar_without_loss(
        right,
        tar_file(b"src/loss.py", right["loss.py"]),
        tar_head(b"loss.py", kind=b"1", link=b"src/loss.py"),
    ),
    "partial",
    "refused",
)
add(
    "tar-link-inside",
    "archive",
    "full",
    "loss.py links to src/loss.py in the same archive",
    lambda right, notebook: tar_without_loss(
        right,
        tar_file(b"src/loss.py", right["loss.py"]),
        tar_head(b"loss.py", kind=b"2", link=b"src/loss.py"),
    ),
    "partial",
    "refused",
)
add(
    "tar-pax-claims-8gib",
    "archive",
    "refused",
    "an extended header claims 8 GiB of itself",
    lambda right, notebook: tgz(
        tar_head(b"PaxHeaders/x", 8 * 1024**3 - 1, b"x") + tar_files(right) + TAR_END
    ),
)


@case(
    "tar-pax-1gib",
    "archive",
    "refused",
    "an extended header that really is 1 GiB, gzipped to 1 MB",
    "full",
)
def _(right: Right, notebook: bytes) -> Tree:
    lead = b"%d comment=" % (1024 * MIB)
    head = tar_head(b"PaxHeaders/x", 1024 * MIB, b"x") + lead + b"z" * (MIB - len(lead) - 1)
    tail = b"\n" + tar_files(right) + TAR_END
    # 1023 MiB of filler, the rest in head and tail
    return {"mallory.tar.gz": packed_run(1023, head, b"z", tail).gzip}


for _id, _bytes, _why in (
    ("record-length", b"99999999 path=x\n", "a record longer than the header"),
    ("record-zero", b"0 path=x\n", "a record of length 0: must not loop"),
    ("record-nonsense", b"abc def\n\n\n", "no records at all"),
    ("record-minus", b"-5 path=x\n", "a negative length"),
):
    add(
        f"tar-pax-{_id}",
        "archive",
        "refused",
        f"an extended header with {_why}",
        lambda right, notebook, data=_bytes: tgz(
            tar_file(b"PaxHeaders/x", data, kind=b"x") + tar_files(right) + TAR_END
        ),
        "full",
        "partial",
    )
add(
    "tar-pax-global-path",
    "archive",
    "refused",
    "a global header gives every member the same name",
    lambda right, notebook: tgz(pax({b"path": b"loss.py"}, b"g") + tar_files(right) + TAR_END),
    "partial",
    "full",
)
add(
    "tar-pax-size-lie",
    "archive",
    "refused",
    "an extended header says loss.py has 10^18 bytes",
    lambda right, notebook: tgz(pax({b"size": b"%d" % 10**18}) + tar_files(right) + TAR_END),
    "partial",
)
for _id, _time in (("huge", b"1e400"), ("nan", b"nan"), ("minus", b"-99999999999")):
    add(
        f"tar-mtime-{_id}",
        "archive",
        "full",
        f"loss.py was last changed at {_time.decode()}",
        lambda right, notebook, time=_time: tgz(pax({b"mtime": time}) + tar_files(right) + TAR_END),
        "refused",
    )


@case("tar-gzip-members", "archive", "full", "one tar split over five gzip members")
def _(right: Right, notebook: bytes) -> Tree:
    data = tar_files(right) + TAR_END
    step = len(data) // 5 + 1
    parts = (data[i : i + step] for i in range(0, len(data), step))
    return {"mallory.tar.gz": b"".join(gzip.compress(p, mtime=0) for p in parts)}


@case("tar-gzip-header", "archive", "full", "gzip header with a climbing name and a comment")
def _(right: Right, notebook: bytes) -> Tree:
    plain = gzip.compress(tar_files(right) + TAR_END, mtime=0)
    head = plain[:3] + b"\x1c" + plain[4:10] + b"\x04\x00abcd"
    return {"mallory.tar.gz": head + b"../../evil.py\0<b>hi</b>\0" + plain[10:]}


add(
    "tar-gz-truncated",
    "archive",
    "refused",
    "the upload broke off",
    lambda right, notebook: {
        "mallory.tar.gz": (z := tar_with(right)["mallory.tar.gz"])[: len(z) * 2 // 3]
    },
    "partial",
)
add(
    "tar-gz-bad-crc",
    "archive",
    "refused",
    "the gzip checksum is wrong",
    lambda right, notebook: {
        "mallory.tar.gz": tar_with(right)["mallory.tar.gz"][:-8] + b"\x01\x02\x03\x04" + bytes(4)
    },
    "full",
)
add(
    "tar-gz-trailing-junk",
    "archive",
    "full",
    "zeros and noise after the gzip data",
    lambda right, notebook: {
        "mallory.tar.gz": tar_with(right)["mallory.tar.gz"] + bytes(512) + b"junk" * 50
    },
    "refused",
)
add(
    "tar-truncated-member",
    "archive",
    "partial",
    "optimizer.py is cut in the middle",
    lambda right, notebook: {
        "mallory.tar": tar_file(b"loss.py", right["loss.py"])
        + tar_head(b"optimizer.py", len(right["optimizer.py"]) + 4096)
        + right["optimizer.py"][:40]
    },
    "refused",
)


@case("tar-gz-bomb", "archive", "refused", "a 4000 MiB loss.py gzipped to 4 MB", "partial")
def _(right: Right, notebook: bytes) -> Tree:
    rest = tar_file(b"optimizer.py", right["optimizer.py"]) + TAR_END
    run = packed_run(4000, tar_head(b"loss.py", 4000 * MIB), b"\0", rest)
    return {"mallory.tar.gz": run.gzip}


@case(
    "tar-gz-bomb-beside-right",
    "archive",
    "refused",
    "right files first, then 4000 MiB of data.bin",
    "full",
)
def _(right: Right, notebook: bytes) -> Tree:
    head = tar_files(right) + tar_head(b"data.bin", 4000 * MIB)
    return {"mallory.tar.gz": packed_run(4000, head, b"\0", TAR_END).gzip}


@case(
    "tar-gz-endless-zeros",
    "archive",
    "full",
    "right files, the end mark, then 4000 MiB of zeros",
    "refused",
)
def _(right: Right, notebook: bytes) -> Tree:
    return {"mallory.tar.gz": packed_run(4000, tar_files(right) + TAR_END).gzip}


@case("tar-xz-bomb", "archive", "refused", "4 GiB loss.py in 256 xz streams", "partial")
def _(right: Right, notebook: bytes) -> Tree:
    head = lzma.compress(tar_head(b"loss.py", 4096 * MIB), preset=0)
    return {"mallory.tar.xz": head + lzma.compress(bytes(16 * MIB), preset=0) * 256}


@case("tar-bz2-bomb", "archive", "refused", "4 GiB loss.py in 512 bzip2 streams", "partial")
def _(right: Right, notebook: bytes) -> Tree:
    head = bz2.compress(tar_head(b"loss.py", 4096 * MIB))
    return {"mallory.tar.bz2": head + bz2.compress(bytes(8 * MIB)) * 512}


@case(
    "tar-xz-dictionary",
    "archive",
    "full",
    "the xz block header asks for a 4 GiB dictionary; a memory limit may refuse it",
    "refused",
)
def _(right: Right, notebook: bytes) -> Tree:
    out = bytearray(lzma.compress(tar_files(right) + TAR_END, preset=0))
    at = out.index(b"\x21\x01", 12)
    out[at + 2] = 40
    size = (out[12] + 1) * 4
    out[12 + size - 4 : 12 + size] = struct.pack("<L", zlib.crc32(out[12 : 12 + size - 4]))
    return {"mallory.tar.xz": bytes(out)}


for _id, _size, _why in (
    ("minus", base256(-512), "negative, written in base 256"),
    ("minus-octal", b"-0000001000\0", "negative, written in octal"),
    ("huge", base256(2**80), "2^80"),
    ("nonsense", b"hello world\0", "text"),
    ("blank", b"\0" * 12, "blank"),
):
    add(
        f"tar-size-{_id}",
        "archive",
        "refused",
        f"the size of the first file is {_why}",
        lambda right, notebook, size=_size: tgz(
            tar_file(b"loss.py", right["loss.py"], size=size)
            + tar_file(b"optimizer.py", right["optimizer.py"])
            + TAR_END
        ),
        "partial",
    )
add(
    "tar-size-base256",
    "archive",
    "full",
    "true sizes, written in base 256",
    lambda right, notebook: tgz(
        b"".join(tar_file(n.encode(), d, size=base256(len(d))) for n, d in right.items()) + TAR_END
    ),
)
add(
    "tar-longname-chain",
    "archive",
    "refused",
    "20,000 long-name headers in a row: must not recurse without end",
    lambda right, notebook: tgz(
        tar_file(b"././@LongLink", b"loss.py\0", kind=b"L", magic=b"ustar  \0") * 20_000
        + tar_files(right)
        + TAR_END
    ),
    "full",
    "partial",
)
add(
    "tar-pax-chain",
    "archive",
    "refused",
    "20,000 extended headers in a row",
    lambda right, notebook: tgz(pax({b"comment": b"x"}) * 20_000 + tar_files(right) + TAR_END),
    "full",
    "partial",
)
add(
    "tar-longname-huge",
    "archive",
    "refused",
    "a long-name header claims 4 GiB",
    lambda right, notebook: tgz(
        tar_head(b"././@LongLink", 4 * 1024**3, b"L", magic=b"ustar  \0")
        + tar_files(right)
        + TAR_END
    ),
)
add(
    "tar-longname-climbs",
    "archive",
    "ignored",
    "a GNU long name that climbs out",
    lambda right, notebook: tar_with(
        right,
        tar_file(
            b"././@LongLink",
            b"../" * 40 + b"tmp/" + ESCAPED.encode() + b"\0",
            kind=b"L",
            magic=b"ustar  \0",
        ),
        tar_file(b"ok.py", WRONG),
    ),
    "refused",
)
add(
    "tar-bad-checksum-first",
    "archive",
    "refused",
    "the first header fails its checksum",
    lambda right, notebook: tgz(b"X" + (tar_files(right) + TAR_END)[1:]),
)
add(
    "tar-bad-checksum-second",
    "archive",
    "partial",
    "optimizer.py's header fails its checksum",
    lambda right, notebook: tgz(
        tar_file(b"loss.py", right["loss.py"])
        + b"X"
        + tar_file(b"optimizer.py", right["optimizer.py"])[1:]
        + TAR_END
    ),
    "refused",
)
add(
    "tar-joined",
    "archive",
    "partial",
    "two tars joined: optimizer.py comes after an end mark",
    lambda right, notebook: tgz(
        tar_file(b"loss.py", right["loss.py"])
        + TAR_END
        + tar_file(b"optimizer.py", right["optimizer.py"])
        + TAR_END
    ),
    "full",
    "refused",
)
add(
    "tar-home-paths",
    "archive",
    "full",
    "whole paths from the student's computer, stored with -P",
    lambda right, notebook: tgz(tar_files(right, b"/home/m/hw1/") + TAR_END),
    "refused",
)
add(
    "tar-duplicate",
    "archive",
    "full",
    "loss.py was appended again: the last one counts",
    lambda right, notebook: tgz(tar_file(b"loss.py", WRONG) + tar_files(right) + TAR_END),
    "partial",
    "refused",
)


@case(
    "tar-100k-members",
    "archive",
    "refused",
    "100,000 empty members after the right files; a limit is fair",
    "full",
)
def _(right: Right, notebook: bytes) -> Tree:
    block = b"".join(tar_head(b"n/%06d" % i) for i in range(10_000))
    parts = [tar_files(right), block, TAR_END]
    first, many, last = (_gzip(part) for part in parts)
    return {"mallory.tar.gz": first + many * 10 + last}


add(
    "tar-old-v7",
    "archive",
    "full",
    "headers from before ustar",
    lambda right, notebook: tgz(
        b"".join(
            tar_file(n.encode(), d, kind=b"\0", magic=b"", patch={265: b"", 297: b""})
            for n, d in right.items()
        )
        + TAR_END
    ),
)
add(
    "tar-contiguous",
    "archive",
    "full",
    "type 7 means: a plain file",
    lambda right, notebook: tgz(tar_files(right, kind=b"7") + TAR_END),
    "refused",
)
add(
    "tar-no-end",
    "archive",
    "full",
    "no end mark",
    lambda right, notebook: tgz(tar_files(right)),
)
add(
    "tar-mode-none",
    "archive",
    "full",
    "mode 000 on the folder and every file",
    lambda right, notebook: tgz(
        tar_head(b"hw/", kind=b"5", mode=0) + tar_files(right, b"hw/", mode=0) + TAR_END
    ),
)
add(
    "tar-owner-odd",
    "archive",
    "full",
    "owner is user 2^31 - 1 with terminal codes for a name",
    lambda right, notebook: tgz(
        b"".join(
            tar_file(
                n.encode(), d, patch={108: base256(2**31)[4:], 265: b"\x1b[2J\n\xff", 297: b"<b>"}
            )
            for n, d in right.items()
        )
        + TAR_END
    ),
    "refused",
)
add(
    "tar-wrong-suffix",
    "archive",
    "full",
    "gzip data under the name .tar.bz2",
    lambda right, notebook: {"mallory.tar.bz2": tar_with(right)["mallory.tar.gz"]},
    "refused",
)
add(
    "tar-named-zip",
    "archive",
    "full",
    "a .tar.gz under the name .zip",
    lambda right, notebook: {"mallory.zip": tar_with(right)["mallory.tar.gz"]},
    "refused",
)
add(
    "tar-gz-not-tar",
    "archive",
    "refused",
    "gzipped text, no tar",
    lambda right, notebook: tgz(right["loss.py"]),
)
add(
    "tar-empty",
    "archive",
    "refused",
    "a tar with nothing inside",
    lambda right, notebook: tgz(TAR_END),
)
for _suffix, _press in (("gz", _gzip), ("bz2", bz2.compress), ("xz", lzma.compress)):
    add(
        f"tar-{_suffix}-zero-stream",
        "archive",
        "refused",
        f"a correct .{_suffix} stream of no bytes",
        lambda right, notebook, suffix=_suffix, press=_press: {f"mallory.tar.{suffix}": press(b"")},
    )


@case(
    "tar-loss-twice-link-first",
    "archive",
    "full",
    "first a link loss.py -> ../alice/loss.py, then the real file: must not write through",
    "refused",
    "partial",
)
def _(right: Right, notebook: bytes) -> Tree:
    link = tar_head(b"loss.py", kind=b"2", link=b"../alice/loss.py")
    return tgz(link + tar_files(right) + TAR_END)


# ---------------------------------------------------------------- notebooks

NB = "softmax_mnist.ipynb"
RAW = "@@raw@@"


def nb_tree(data: bytes) -> Tree:
    return {f"mallory/{NB}": data}


def nb_dump(book: Any) -> bytes:
    return json.dumps(book, indent=1).encode()


def markdown(source: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "odd-md", "metadata": {}, "source": source, **more}


def code(source: Any, **more: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "odd-code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source,
        **more,
    }


def nb_with(notebook: bytes, *cells: Any, first: bool = False, **top: Any) -> bytes:
    """The right notebook with more cells and with top-level fields replaced."""
    book = json.loads(notebook) | top
    book["cells"] = [*cells, *book["cells"]] if first else [*book["cells"], *cells]
    return nb_dump(book)


def nb_raw(notebook: bytes, raw: str | bytes, cell: dict[str, Any] | None = None) -> bytes:
    """Raw JSON text in place of the RAW mark, by default in the notebook's metadata."""
    book = json.loads(notebook)
    if cell is None:
        book.setdefault("metadata", {})["odd"] = RAW
    else:
        book["cells"].append(cell)
    text = raw.encode() if isinstance(raw, str) else raw
    return nb_dump(book).replace(b'"%s"' % RAW.encode(), text)


def nb_old(notebook: bytes) -> bytes:
    """The notebook as nbformat 3 has it: worksheets, input, prompt_number."""
    cells = []
    for cell in json.loads(notebook)["cells"]:
        old = {"cell_type": cell["cell_type"], "metadata": cell.get("metadata", {})}
        if cell["cell_type"] == "code":
            old |= {"input": cell["source"], "language": "python", "outputs": []}
            old |= {"collapsed": False, "prompt_number": 1}
        else:
            old["source"] = cell["source"]
        cells.append(old)
    sheet = {"cells": cells, "metadata": {}}
    return nb_dump(
        {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [sheet]}
    )


for _id, _data, _why in (
    ("deep-json", b"[" * 100_000, "100,000 open brackets"),
    ("deep-json-closed", nested("[", "]", 100_000).encode(), "100,000 nested lists"),
    ("deep-objects", nested('{"cells":', "}", 50_000, "[]").encode(), "50,000 nested objects"),
    ("quotes-800k", b'{"cells": "' + b'\\"' * 400_000, "800 KB of backslash-quotes, no end"),
    ("quotes-only-800k", b'\\"' * 400_000, "800 KB of backslash-quotes and nothing else"),
    ("empty", b"", "no bytes at all"),
    ("spaces", lambda: b" " * 5_000_000, "5 MB of spaces"),
    ("html", b"<!DOCTYPE html><title>404</title>", "a saved web page"),
    ("source", b"import numpy as np\n\n\ndef loss(x):\n    return x\n", "plain Python"),
    ("top-list", b"[]", "a list at the top"),
    ("top-null", b"null", "null at the top"),
    ("top-number", b"-0", "a number at the top"),
    ("top-string", b'"cells"', "a string at the top"),
    ("empty-object", b"{}", "an empty object"),
    ("million-objects", lambda: b'{"cells":[' + b"{}," * 999_999 + b"{}]}", "10^6 empty cells"),
    ("nul", bytes(100_000), "100 KB of NUL (a failed save)"),
):
    add(
        f"nb-{_id}",
        "notebook",
        "refused",
        _why,
        lambda right, notebook, data=_data: nb_tree(late(data)),
    )
for _id, _cells in (
    ("object", {}),
    ("null", None),
    ("string", "cells"),
    ("number", 7),
    ("list-of-lists", [[]]),
    ("list-of-null", [None, None]),
    ("list-of-strings", ["cell", ""]),
):
    add(
        f"nb-cells-{_id}",
        "notebook",
        "refused",
        f"cells is {_cells!r}",
        lambda right, notebook, cells=_cells: nb_tree(
            nb_dump(json.loads(notebook) | {"cells": cells})
        ),
    )


@case("nb-source-all-int", "notebook", "refused", "every source is a number")
def _(right: Right, notebook: bytes) -> Tree:
    book = json.loads(notebook)
    book["cells"] = [cell | {"source": 5} for cell in book["cells"]]
    return nb_tree(nb_dump(book))


@case("nb-truncated", "notebook", "refused", "the upload broke off in the middle")
def _(right: Right, notebook: bytes) -> Tree:
    return nb_tree(notebook[: len(notebook) // 2])


@case("nb-conflict", "notebook", "refused", "merge conflict marks in the JSON")
def _(right: Right, notebook: bytes) -> Tree:
    half = notebook.index(b"\n") + 1 if b"\n" in notebook else 1
    marks = b"<<<<<<< HEAD\n=======\n>>>>>>> theirs\n"
    return nb_tree(notebook[:half] + marks + notebook[half:])


for _id, _cell, _why in (
    ("source-int", markdown(5), "the source is 5"),
    ("source-null", markdown(None), "the source is null"),
    ("source-object", markdown({"a": "b"}), "the source is an object"),
    ("source-mixed", markdown(["a\n", None, 3, ["b"]]), "the source is a mixed list"),
    ("source-missing", {"cell_type": "markdown", "metadata": {}}, "there is no source"),
    ("code-source-int", code(5), "a code cell's source is 5"),
    ("cell-type-odd", markdown("x", cell_type="heading", level=1), "an old type of cell"),
    ("cell-type-int", markdown("x", cell_type=42), "the type is 42"),
    ("cell-type-list", markdown("x", cell_type=["code"]), "the type is a list"),
    ("cell-null", None, "the cell is null"),
    ("cell-metadata-list", code("1", metadata=[]), "metadata is a list"),
    ("cell-metadata-null", code("1", metadata=None), "metadata is null"),
    ("cell-metadata-text", code("1", metadata="x"), "metadata is text"),
    ("cell-tags-odd", code("1", metadata={"tags": {"a": 1}}), "tags is an object"),
    ("cell-tags-int", code("1", metadata={"tags": 9, "collapsed": "no"}), "tags is 9"),
    ("outputs-object", code("1", outputs={}), "outputs is an object"),
    ("outputs-null", code("1", outputs=None), "outputs is null"),
    ("outputs-odd", code("1", outputs=[None, 3, {"output_type": 4}]), "odd outputs"),
    ("count-text", code("1", execution_count="*"), "the execution count is text"),
    ("attachments-odd", markdown("x", attachments=["a"]), "attachments is a list"),
    ("id-odd", markdown("x", id={"a": []}), "the cell id is an object"),
):
    add(
        f"nb-{_id}",
        "notebook",
        "full",
        f"the right notebook and one more cell: {_why}",
        lambda right, notebook, cell=_cell: nb_tree(nb_with(notebook, cell)),
        "partial",
        "refused",
    )
for _id, _top, _why in (
    ("metadata-list", {"metadata": []}, "metadata is a list"),
    ("metadata-null", {"metadata": None}, "metadata is null"),
    ("kernelspec-odd", {"metadata": {"kernelspec": 3, "language_info": []}}, "kernelspec is 3"),
    ("nbformat-text", {"nbformat": "4"}, "nbformat is text"),
    ("nbformat-99", {"nbformat": 99}, "nbformat 99"),
    ("nbformat-minus", {"nbformat": -4, "nbformat_minor": 1e308}, "nbformat -4"),
    ("minor-99", {"nbformat_minor": 99}, "a minor version yet to come"),
    ("extra-top", {"worksheets": [], "signature": 0, "": {}}, "unknown fields at the top"),
):
    add(
        f"nb-{_id}",
        "notebook",
        "full",
        f"the right cells, but {_why}",
        lambda right, notebook, top=_top: nb_tree(nb_with(notebook, **top)),
        "refused",
    )
for _id, _text, _why, *_also in (
    ("deep-metadata-400", nested("[", "]", 400), "metadata 400 levels deep", "refused"),
    (
        "deep-metadata-3000",
        nested('{"a":', "}", 3000, "1"),
        "metadata 3000 levels deep: a limit is fair",
        "refused",
    ),
    ("huge-int", "9" * 5000, "a number of 5000 digits in metadata", "refused"),
    ("huge-int-1m", lambda: "9" * 1_000_000, "a number of 10^6 digits in metadata", "refused"),
    ("huge-float", "1" + "0" * 300 + "e999999999", "a number past any float", "refused"),
    ("nan", "[NaN, Infinity, -Infinity]", "NaN and Infinity are no JSON", "refused"),
    (
        "many-keys",
        lambda: "{" + ",".join(f'"k{i}":0' for i in range(200_000)) + "}",
        "200,000 keys",
    ),
    ("same-keys", "{" + '"k":0,' * 200_000 + '"k":1}', "one key 200,001 times"),
    ("proto-keys", '{"__proto__": {}, "__class__": "x", "": null}', "odd keys"),
    ("surrogate-metadata", '"\\ud800"', "a lone surrogate in metadata"),
    ("nul-escape", '"\\u0000"', "a NUL in metadata"),
):
    add(
        f"nb-{_id}",
        "notebook",
        "full",
        f"the right notebook, {_why}",
        lambda right, notebook, text=_text: nb_tree(nb_raw(notebook, late(text))),
        *_also,
    )
for _id, _source, _why in (
    ("surrogate-markdown", "\ud800 and \udfff", "a lone surrogate in markdown"),
    ("nul-markdown", "a\0b", "a NUL in markdown"),
    ("quotes-markdown", '\\"' * 400_000, "800 KB of backslash-quotes in markdown"),
    ("backticks", "`" * 200_000, "200,000 backticks"),
    ("brackets", "[" * 100_000, "100,000 open brackets in markdown"),
    ("quote-nest", ">" * 50_000 + " x", "markdown quotes 50,000 deep"),
    ("list-nest", "\n".join("  " * i + "- x" for i in range(1000)), "a list 1000 deep"),
    ("emphasis", "*a **b " * 40_000, "80,000 open emphasis marks"),
    ("html-nest", "<div>" * 100_000, "100,000 open div tags"),
    ("controls", "".join(map(chr, range(32))) + "\x7f\x85\u2028\u202e\ufeff", "control codes"),
):
    add(
        f"nb-{_id}",
        "notebook",
        "full",
        f"the right notebook and {_why}",
        lambda right, notebook, source=_source: nb_tree(nb_with(notebook, markdown(source))),
    )
for _id, _source, _why, *_also in (
    ("surrogate-code", "x = '\ud800'", "a lone surrogate in code", "partial", "refused"),
    ("nul-code", "x = 1\0", "a NUL in code", "partial", "refused"),
    ("syntax-error", "def broken(:\n", "a cell that does not parse", "partial", "refused"),
    ("deep-code", "x = " + nested("(", ")", 50_000), "50,000 brackets", "partial", "refused"),
    ("magics", "%matplotlib inline\n!echo hi\nx?\n??x\n%%timeit\n1", "magic lines"),
    ("cell-magic", "%%bash\ntouch " + MARKER + "\n", "a shell cell"),
    ("cell-html", "%%html\n<script>alert(1)</script>", "an HTML cell"),
    ("shell-line", "!touch " + MARKER, "a shell line: must not run unless the notebook does"),
    ("writefile", "%%writefile loss.py\nraise ValueError\n", "a cell that would write loss.py"),
    ("install", "%pip install no-such-package-for-sure\n", "a cell that would install"),
    ("raises", "raise RuntimeError('last cell')", "the last cell raises"),
    ("exits", "import os\nos._exit(3)", "the last cell ends the process", "partial", "refused"),
    ("waits", "while True:\n    pass", "the last cell never ends", "partial", "refused"),
    ("asks", "name = input('name? ')", "the last cell asks for input", "partial", "refused"),
    ("long-comment", "#\n" * 1_000_000, "10^6 lines of comment"),
    ("top-await", "await asyncio.sleep(0)", "await outside a function", "partial", "refused"),
):
    add(
        f"nb-cell-{_id}",
        "notebook",
        "full",
        f"the right notebook and {_why}",
        lambda right, notebook, source=_source: nb_tree(nb_with(notebook, code(source))),
        *_also,
    )
add(
    "nb-first-cell-raises",
    "notebook",
    "full",
    "a left-over cell at the top raises, the functions below are right",
    lambda right, notebook: nb_tree(nb_with(notebook, code("1 / 0"), first=True)),
    "partial",
    "refused",
)


@case("nb-invalid-utf8", "notebook", "full", "two stray bytes in a markdown cell", "refused")
def _(right: Right, notebook: bytes) -> Tree:
    return nb_tree(nb_raw(notebook, b'"caf\xe9 \xff"', markdown(RAW)))


@case("nb-duplicate-cells-key", "notebook", "full", "cells twice: the last one counts", "refused")
def _(right: Right, notebook: bytes) -> Tree:
    return nb_tree(b'{"cells": [],' + nb_dump(json.loads(notebook)).lstrip()[1:])


@case("nb-million-cells", "notebook", "full", "10^6 more cells, 20 MB; a limit is fair", "refused")
def _(right: Right, notebook: bytes) -> Tree:
    whole = nb_dump(json.loads(notebook) | {"cells": RAW})
    cells = json.dumps(json.loads(notebook)["cells"])[1:-1].encode()
    many = b'{"cell_type":"raw"},' * 1_000_000
    return nb_tree(whole.replace(b'"%s"' % RAW.encode(), b"[" + many + cells + b"]"))


@case("nb-outputs-12mb", "notebook", "full", "12 MB of printed output")
def _(right: Right, notebook: bytes) -> Tree:
    text = "epoch 1 loss 0.25\n" * (12 * MIB // 18)
    out = {"output_type": "stream", "name": "stdout", "text": text}
    return nb_tree(nb_with(notebook, code("train()", outputs=[out])))


@case("nb-attachments-12mb", "notebook", "full", "a 12 MB picture in a markdown cell")
def _(right: Right, notebook: bytes) -> Tree:
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(9 * MIB)).decode()
    files = {"../../x.png": {"image/png": picture}}
    return nb_tree(nb_with(notebook, markdown("![x](attachment:x.png)", attachments=files)))


@case("nb-output-one-line", "notebook", "full", "an output of one line of 10 MB")
def _(right: Right, notebook: bytes) -> Tree:
    out = {"output_type": "stream", "name": "stdout", "text": ["y" * 10_000_000]}
    return nb_tree(nb_with(notebook, code("train()", outputs=[out])))


add(
    "nb-format-3",
    "notebook",
    "full",
    "the right notebook in nbformat 3",
    lambda right, notebook: nb_tree(nb_old(notebook)),
    "refused",
)
add(
    "nb-bom",
    "notebook",
    "full",
    "a byte order mark in front",
    lambda right, notebook: nb_tree(b"\xef\xbb\xbf" + notebook),
)
add(
    "nb-utf16",
    "notebook",
    "full",
    "UTF-16 with a mark, as some editors save it",
    lambda right, notebook: nb_tree(notebook.decode().encode("utf-16")),
    "refused",
)
add(
    "nb-crlf",
    "notebook",
    "full",
    "Windows line ends in the JSON",
    lambda right, notebook: nb_tree(nb_dump(json.loads(notebook)).replace(b"\n", b"\r\n")),
)
add(
    "nb-trailing-junk",
    "notebook",
    "full",
    "text after the JSON",
    lambda right, notebook: nb_tree(notebook + b"\n}\nsaved by hand"),
    "refused",
)
add(
    "nb-upper-name",
    "notebook",
    "full",
    "the name is Softmax_MNIST.IPYNB",
    lambda right, notebook: {"mallory/Softmax_MNIST.IPYNB": notebook},
    "refused",
)
add(
    "nb-bare-file",
    "notebook",
    "full",
    "the notebook stands in the class folder itself",
    lambda right, notebook: {"mallory.ipynb": notebook},
    "refused",
)
add(
    "nb-checkpoint",
    "notebook",
    "ignored",
    "a stale, broken checkpoint beside the right notebook",
    lambda right, notebook: folder(
        {
            NB: notebook,
            ".ipynb_checkpoints/softmax_mnist-checkpoint.ipynb": b"{",
            ".ipynb_checkpoints/loss-checkpoint.py": WRONG,
        }
    ),
)
add(
    "nb-second-broken",
    "notebook",
    "ignored",
    "another, broken notebook beside the right one",
    lambda right, notebook: folder({NB: notebook, "scratch.ipynb": b"[" * 100_000}),
)
add(
    "nb-broken-beside-right",
    "notebook",
    "ignored",
    "right .py files beside a broken notebook",
    lambda right, notebook: folder(right, {NB: b'{"cells": [{]'}),
    "refused",
)
add(
    "nb-runner-hostile",
    "notebook",
    "ignored",
    "right .py files; runner.ipynb is 100,000 levels deep",
    lambda right, notebook: folder(right, {"runner.ipynb": b"[" * 100_000}),
)
add(
    "nb-runner-exits",
    "notebook",
    "ignored",
    "right .py files; runner.ipynb ends the process",
    lambda right, notebook: folder(
        right,
        {
            "runner.ipynb": nb_dump(
                {**json.loads(notebook), "cells": [code("import os; os._exit(3)")]}
            )
        },
    ),
)
add(
    "nb-link-zero",
    "notebook",
    "refused",
    "the notebook links to /dev/zero",
    lambda right, notebook: folder({NB: Symlink("/dev/zero")}),
)
add(
    "nb-fifo",
    "notebook",
    "refused",
    "the notebook is a named pipe",
    lambda right, notebook: folder({NB: Fifo()}),
)

# ---------------------------------------------------------------- sources


def source_case(
    name: str, expected: Expected, why: str, change: Callable[[bytes], bytes], *also: Expected
) -> None:
    """loss.py changed, optimizer.py right."""
    add(
        f"src-{name}",
        "folder",
        expected,
        why,
        lambda right, notebook: folder(right, {"loss.py": change(right["loss.py"])}),
        *also,
    )


def text_lines(source: bytes) -> list[bytes]:
    return source.replace(b"\r\n", b"\n").split(b"\n")


for _id, _tail, _why in (
    ("form-feeds", b"\n\f\n# page two\n\f\n", "form feeds between parts"),
    ("28mb", lambda: b"\n" + b"#" + b"x" * 79 * 350_000, "28 MB of comment; a limit is fair"),
    ("lists-50k", b"\nX = [" + b"[]," * 50_000 + b"]\n", "a list of 50,000 lists"),
    ("parens-150", b"\nX = " + b"(" * 150 + b"1" + b")" * 150 + b"\n", "150 brackets: legal"),
    ("long-line", lambda: b"\nX = '" + b"y" * 10_000_000 + b"'\n", "one line of 10 MB"),
    ("hex-huge", b"\nX = 0x" + b"f" * 1_000_000 + b"\n", "a hex number of 10^6 digits: legal"),
    ("strings-joined", b"\nX = (" + b"'a'\n" * 50_000 + b")\n", "50,000 strings joined"),
    ("bait-spaces", b"\n#" + b" \t" * 300_000 + b"!\n", "bait for slow patterns: spaces"),
    ("bait-import", b"\n# from " + b"a." * 200_000 + b"! import\n", "bait: dotted names"),
    ("bait-quotes", b"\n# " + b"\\'\\\"" * 150_000 + b"\n", "bait: quotes"),
    ("bait-aaa", b"\n# " + b"a" * 300_000 + b"!\n", "bait: one letter"),
    ("bait-parens", b"\n# f" + b"(" * 200_000 + b"\n", "bait: open brackets in a comment"),
    ("blank-lines", lambda: b"\n" * 5_000_000, "5 million blank lines"),
    ("bidi", "\n# \u202e\u2066 if admin\u2069 \u2066\n".encode(), "bidi overrides in a comment"),
    ("lookalike", "\ndef l\u043ess(*args):\n    return 0\n".encode(), "a look-alike name"),
    ("no-newline", b"\n# no newline at the end", "no newline at the end"),
    ("main-guard", b"\nif __name__ == '__main__':\n    raise SystemExit(3)\n", "a main part"),
    ("prints", b"\nprint('{\"score\": 100}\\n' * 1000)\n", "prints a made-up result on import"),
    ("prints-odd", b"\nprint('\\x1b[2J\\x00\\ud800'.encode('utf-8', 'replace'))\n", "prints codes"),
    ("print-20mb", b"\nprint('x' * 20_000_000)\n", "prints 20 MB on import"),
    ("warns", b"\nimport warnings\nwarnings.warn('x' * 100_000)\n", "a very long warning"),
    ("defs-2000", b"\n" + b"def f(): pass\n" * 2000, "2000 functions of one name"),
    ("annotations", b"\ndef g(x: '(' * 9 = 0) -> 'nope': return x\n", "odd annotations"),
):
    source_case(
        _id,
        "full",
        f"right loss.py and {_why}",
        lambda source, tail=_tail: source + late(tail),
        *(("refused", "partial") if callable(_tail) else ()),
    )
for _id, _tail, _why in (
    ("nul", b"\nX = 1\0\n", "a NUL byte"),
    ("parens-100k", b"\nX = " + b"(" * 100_000 + b")" * 100_000 + b"\n", "100,000 brackets"),
    ("lists-deep-50k", b"\nX = " + b"[" * 50_000 + b"]" * 50_000 + b"\n", "lists 50,000 deep"),
    (
        "elif-100k",
        b"\ndef f(x):\n    if x: pass\n" + b"    elif x: pass\n" * 100_000,
        "10^5 elif lines",
    ),
    ("int-huge", b"\nX = " + b"9" * 1_000_000 + b"\n", "a number of 10^6 digits"),
    ("minus-100k", b"\nX = " + b"-" * 100_000 + b"1\n", "100,000 minus signs"),
    ("plus-100k", b"\nX = 1" + b" + 1" * 100_000 + b"\n", "100,000 terms"),
    ("dots-100k", b"\nX = lambda: a" + b".b" * 100_000 + b"\n", "100,000 attributes"),
    ("not-100k", b"\nX = " + b"not " * 100_000 + b"1\n", "100,000 times not"),
    (
        "indent-500",
        b"\n" + b"".join(b" " * i + b"if 1:\n" for i in range(500)) + b" " * 500 + b"pass\n",
        "500 levels of indent",
    ),
    ("tab-error", b"\ndef f():\n\tif 1:\n        pass\n\treturn 1\n", "tabs mixed with spaces"),
    ("ctrl-z", b"\n\x1a", "an end-of-file code"),
    ("conflict", b"\n<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n", "merge conflict marks"),
    ("raises", b"\nraise RuntimeError('on import')\n", "an error on import"),
    ("raises-base", b"\nclass E(BaseException): pass\nraise E()\n", "an unusual error on import"),
    (
        "raises-evil",
        b"\nclass E(Exception):\n    def __str__(self): raise E()\n    __repr__ = __str__\n"
        b"raise E()\n",
        "an error that cannot be shown",
    ),
    ("raises-long", b"\nraise ValueError('x' * 30_000_000)\n", "an error text of 30 MB"),
    ("recursion", b"\ndef f(): f()\nf()\n", "endless recursion on import"),
    ("exit", b"\nimport os\nos._exit(0)\n", "a silent exit with code 0"),
    ("exit-sys", b"\nraise SystemExit(0)\n", "SystemExit on import"),
    (
        "exit-faked",
        b'\nimport os, sys\nsys.stdout.write(\'{"score": 100, "passed": true}\\n\')\n'
        b"sys.stdout.flush()\nos._exit(0)\n",
        "a made-up result, then exit 0",
    ),
    ("abort", b"\nimport os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n", "a crash"),
    ("loop", b"\nwhile True: pass\n", "an endless loop on import"),
    (
        "loop-stubborn",
        b"\nimport signal, time\nend = time.time() + 900\n"
        b"for s in (1, 2, 3, 14, 15, 24): signal.signal(s, signal.SIG_IGN)\n"
        b"while time.time() < end:\n    try:\n        while time.time() < end: pass\n"
        b"    except BaseException: pass\nraise SystemExit\n",
        "a loop of 15 minutes that ignores signals",
    ),
    ("power", b"\nX = 9 ** 9 ** 9 ** 9\n", "a power that never ends"),
    (
        "memory",
        b"\nX = [b'x' * (64 << 20) for _ in range(192)]\nraise MemoryError\n",
        "12 GB of memory",
    ),
    ("asks", b"\nX = input('name? ')\n", "input on import"),
):
    source_case(
        _id,
        "partial",
        f"loss.py with {_why} cannot be imported; optimizer.py is right",
        lambda source, tail=_tail: source + late(tail),
        "refused",
        # What raises stands below all that is asked for, and that counts.
        *(("full",) if _id in _RAISE_AT_THE_END else ()),
    )
source_case("crlf", "full", "Windows line ends", lambda source: b"\r\n".join(text_lines(source)))
source_case("cr-only", "full", "old Mac line ends", lambda source: b"\r".join(text_lines(source)))
source_case(
    "defs-20k",
    "partial",
    "20,000 functions of one name take minutes to compile; a time limit is fair",
    lambda source: source + b"\n" + b"def f(): pass\n" * 20_000,
    "full",
    "refused",
)
source_case(
    "latin-undeclared",
    "full",
    "Latin-1 bytes in a comment without a coding line; an import may or may not accept it",
    lambda source: source + b"\n# caf\xe9\n",
    "partial",
    "refused",
)
source_case(
    "gbk-undeclared",
    "full",
    "GBK comments without a coding line; an import may or may not accept it",
    lambda source: source + "\n# \u635f\u5931\u51fd\u6570\n".encode("gbk"),
    "partial",
    "refused",
)
source_case("bom", "full", "a UTF-8 mark in front", lambda source: b"\xef\xbb\xbf" + source)
source_case(
    "gbk-coded",
    "full",
    "GBK comments under a true coding line",
    lambda source: "# -*- coding: gbk -*-\n# 损失函数\n".encode("gbk") + source,
)
source_case(
    "latin-coded",
    "full",
    "Latin-1 comments under a true coding line on line 2",
    lambda source: (
        b"#!/usr/bin/env python\n# vim: set fileencoding=latin-1 :\n# caf\xe9\n" + source
    ),
)
source_case(
    "utf7-coded",
    "full",
    "UTF-7 under a true coding line: legal, if odd",
    lambda source: b"# coding: utf-7\n" + source.decode().encode("utf-7"),
    "partial",
    "refused",
)
for _id, _head in (
    ("unknown", b"# coding: klingon\n"),
    ("rot13", b"# coding: rot13\n"),
    ("clash", b"\xef\xbb\xbf# coding: latin-1\n"),
    ("climbs", b"# coding: ../../etc/passwd\n"),
    ("long", b"# coding: " + b"a" * 100_000 + b"\n"),
    ("idna-slow", b"# coding: idna\n"),
):
    source_case(
        f"coding-{_id}",
        "partial",
        "a coding line that Python rejects or misreads; optimizer.py is right",
        lambda source, head=_head: head + source,
        "refused",
        "full",
    )
source_case(
    "utf16",
    "partial",
    "UTF-16 with a mark: no Python",
    lambda s: s.decode().encode("utf-16"),
    "full",
    "refused",
)
source_case(
    "utf32",
    "partial",
    "UTF-32 with a mark: no Python",
    lambda s: s.decode().encode("utf-32"),
    "full",
    "refused",
)
source_case("empty", "partial", "loss.py is empty", lambda source: b"", "refused")
source_case("nul-only", "partial", "loss.py is 1 MB of NUL", lambda source: bytes(MIB), "refused")
source_case(
    "pickle",
    "partial",
    "loss.py is a pickle that runs a command",
    lambda source: b"cos\nsystem\n(S'touch " + MARKER.encode() + b"'\ntR.",
    "refused",
)

# ---------------------------------------------------------------- folders


def loss_is(thing: bytes | Symlink | Fifo) -> Build:
    return lambda right, notebook: folder(right, {"loss.py": thing})


def with_extra(extra: Tree | Callable[[], Tree]) -> Build:
    return lambda right, notebook: folder(right, late(extra))


for _id, _thing, _why in (
    ("fifo", Fifo(), "a named pipe: reading it would hang"),
    ("link-zero", Symlink("/dev/zero"), "a link to /dev/zero: reading it never ends"),
    ("link-random", Symlink("/dev/urandom"), "a link to /dev/urandom"),
    ("link-stdin", Symlink("/dev/stdin"), "a link to standard input"),
    ("link-passwd", Symlink("/etc/passwd"), "a link to /etc/passwd, which must not show"),
    ("link-environ", Symlink("/proc/self/environ"), "a link to the grader's environment"),
    ("link-dangling", Symlink("no/such/file.py"), "a link to nothing"),
    ("link-self", Symlink("loss.py"), "a link to itself"),
    ("link-folder", Symlink("."), "a link to its own folder"),
    ("link-neighbour", Symlink("../alice/loss.py"), "a link into another student's folder"),
    ("link-long", Symlink("a/" * 2000 + "x"), "a link with a target of 4000 bytes"),
):
    add(
        f"dir-loss-{_id}",
        "folder",
        "partial",
        f"loss.py is {_why}; optimizer.py is right",
        loss_is(_thing),
        "refused",
    )


@case("dir-loss-folder", "folder", "partial", "loss.py is a folder", "refused")
def _(right: Right, notebook: bytes) -> Tree:
    rest = {n: d for n, d in right.items() if n != "loss.py"}
    return folder(rest, {"loss.py/readme.txt": b"hello"})


@case("dir-both-links", "folder", "refused", "both files link to /etc/passwd", "partial")
def _(right: Right, notebook: bytes) -> Tree:
    return folder({n: Symlink("/etc/passwd") for n in right})


add(
    "dir-loss-link-inside",
    "folder",
    "full",
    "loss.py links to src/loss.py in the same folder",
    lambda right, notebook: folder(
        right, {"src/loss.py": right["loss.py"], "loss.py": Symlink("src/loss.py")}
    ),
    "partial",
    "refused",
)
add(
    "dir-entry-link",
    "folder",
    "refused",
    "the student's folder is a link to /etc",
    lambda right, notebook: {"mallory": Symlink("/etc")},
    "ignored",
)
add(
    "dir-entry-link-neighbour",
    "folder",
    "refused",
    "the student's folder is a link to another student's",
    lambda right, notebook: {"mallory": Symlink("alice")},
    "ignored",
)
add(
    "dir-entry-link-loop",
    "folder",
    "refused",
    "the student's folder is a link to the class folder",
    lambda right, notebook: {"mallory": Symlink(".")},
    "ignored",
)
add(
    "dir-entry-fifo-zip",
    "folder",
    "refused",
    "mallory.zip is a named pipe",
    lambda right, notebook: {"mallory.zip": Fifo()},
    "ignored",
)
add(
    "dir-entry-link-zip",
    "folder",
    "refused",
    "mallory.zip links to /dev/zero",
    lambda right, notebook: {"mallory.zip": Symlink("/dev/zero")},
    "ignored",
)
add(
    "dir-nothing",
    "folder",
    "refused",
    "a folder with just a hidden file",
    lambda right, notebook: folder({".keep": b""}),
)
add(
    "dir-all-empty",
    "folder",
    "refused",
    "both files are empty",
    lambda right, notebook: folder(dict.fromkeys(right, b"")),
    "partial",
)
add(
    "dir-deep-right",
    "folder",
    "full",
    "right files four folders down",
    lambda right, notebook: folder(right, name="mallory/hw 1/final/really final (2)"),
    "refused",
)
for _id, _extra, _why in (
    ("fifo", {"notes.txt": Fifo(), "data/pipe": Fifo()}, "named pipes"),
    ("link-root", {"root": Symlink("/")}, "a link to /"),
    ("link-up", {"up": Symlink(".."), "sub/up": Symlink("../..")}, "links that make a loop"),
    ("link-zero", {"data.bin": Symlink("/dev/zero")}, "a link to /dev/zero"),
    (
        "link-web",
        {f"d/{i}": Symlink(f"../d{(i * 7) % 40}") for i in range(40)}
        | {f"d{i}": Symlink("d") for i in range(40)},
        "links that double the paths at every step",
    ),
    ("5000-files", {f"junk/{i:05d}.txt": b"x" for i in range(5000)}, "5000 small files"),
    ("5000-py", {f"junk{i:05d}.py": WRONG for i in range(5000)}, "5000 .py files"),
    ("20mb", lambda: {"data.bin": bytes(20 * MIB)}, "a file of 20 MB"),
    ("deep", {"d/" * 400 + "x.py": WRONG}, "400 folders deep"),
    ("old-copy", {"old/loss.py": WRONG, "old/optimizer.py": WRONG}, "an older copy further down"),
    ("backup-copy", {"loss.py~": WRONG, "loss.py.bak": WRONG, ".loss.py.swp": b"\0"}, "backups"),
    ("name-newline", {"a\nloss.py": WRONG, "\n": b""}, "newlines in names"),
    ("name-emoji", {"🎉👩‍💻.py": WRONG}, "emoji in a name"),
    ("name-rtl", {"\u202eyp.ssol": WRONG, "\u2066x\u2069.py": WRONG}, "RTL override in a name"),
    ("name-long", {"n" * 255: b"", "m" * 252 + ".py": WRONG}, "names of 255 bytes"),
    ("name-bytes", {"caf\udce9 \udcff.py": WRONG}, "a name that is no UTF-8"),
    ("name-option", {"-rf": b"", "--help": b"", "-": b"", "-o.py": WRONG}, "names like options"),
    ("name-shell", {f"$(touch {MARKER.rsplit('/')[-1]})": b"", "`id`;&|": b""}, "shell in names"),
    ("name-glob", {"*": b"", "[a-z]?.py": WRONG, "{a,b}": b""}, "patterns in names"),
    ("name-format", {"%s%n{0}{x!r}": b"", "%00": b""}, "format marks in names"),
    ("name-html", {"<script>alert(1)<": b"", '"><img src=x onerror=alert(1)>': b""}, "markup"),
    ("name-codes", {"\x1b[2J\x07\x08\r": b""}, "terminal codes in a name"),
    ("name-csv", {"=cmd|'calc'!A0": b"", "+1,2;\t": b""}, "a spreadsheet formula as a name"),
    ("name-case", {"LOSS.PY": WRONG, "Optimizer.py": WRONG}, "the same names in other case"),
    ("name-spaces", {" ": b"", "loss.py ": WRONG, " loss.py": WRONG}, "spaces around names"),
    ("name-backslash", {"..\\..\\loss.py": WRONG, "C:\\x.py": WRONG}, "backslashes in names"),
    ("name-decomposed", {"u\u0308.py": WRONG, "\u00fc.py": WRONG}, "one name in two forms"),
    ("conftest", {"conftest.py": b"import os\nos._exit(0)\n"}, "conftest.py ends the process"),
    (
        "test-config",
        {
            "pytest.ini": b"[pytest]\naddopts = --collect-only -p no:terminal\n",
            "setup.cfg": b"[tool:pytest]\naddopts = --co\n",
            "tox.ini": b"[pytest]\naddopts = --co\n",
            "pyproject.toml": b"[tool.pytest.ini_options]\naddopts = '--co'\n",
        },
        "settings that switch tests off",
    ),
    (
        "site",
        {"sitecustomize.py": b"import os\nos._exit(0)\n", "usercustomize.py": WRONG},
        "start-up files of Python",
    ),
    ("pth", {"evil.pth": b"import os; os._exit(0)\n"}, "a .pth file"),
    ("venv-config", {"pyvenv.cfg": b"home = /nowhere\n"}, "a made-up pyvenv.cfg"),
    ("init", {"__init__.py": WRONG, "__main__.py": WRONG}, "__init__.py and __main__.py raise"),
    ("makefile", {"Makefile": b"all:\n\ttouch " + MARKER.encode() + b"\n"}, "a Makefile"),
    ("setup", {"setup.py": WRONG, "requirements.txt": b"-e ../../..\n"}, "set-up files"),
    (
        "startup",
        {".pythonrc": WRONG, ".ipython/profile_default/startup/0.py": WRONG, ".env": b"PATH=\n"},
        "start-up files of shells",
    ),
    (
        "matplotlib",
        {"matplotlibrc": b"backend: module://evil\n", "evil.py": WRONG},
        "a plot setting that loads a module",
    ),
    ("results", {"results.json": b'{"score": 100}', "results.xml": b"<x/>"}, "made-up results"),
    ("timestamp-words", {"timestamp.txt": b"yesterday, honest\n"}, "timestamp.txt in words"),
    ("timestamp-year", {"timestamp.txt": b"99999-13-45T99:99:99+99:99"}, "an absurd time"),
    ("timestamp-early", {"timestamp.txt": b"0000-00-00 00:00:00 UTC"}, "year 0"),
    ("timestamp-digits", {"timestamp.txt": b"9" * 100_000}, "a time of 100,000 digits"),
    ("timestamp-bytes", {"timestamp.txt": b"\xff\xfe\0\0" * 100}, "a time that is no text"),
    ("timestamp-10mb", lambda: {"timestamp.txt": b"2024-01-01 " * 950_000}, "a time of 10 MB"),
    ("timestamp-empty", {"timestamp.txt": b""}, "an empty timestamp.txt"),
    ("timestamp-folder", {"timestamp.txt/x": b""}, "timestamp.txt is a folder"),
    ("timestamp-fifo", {"timestamp.txt": Fifo()}, "timestamp.txt is a named pipe"),
    ("timestamp-link", {"timestamp.txt": Symlink("/dev/zero")}, "timestamp.txt never ends"),
    ("timestamp-zone", {"timestamp.txt": b"2024-10-01 12:00:00 " + b"A" * 99}, "an odd zone"),
):
    add(
        f"dir-extra-{_id}",
        "folder",
        "ignored",
        f"right files beside {_why}",
        with_extra(_extra),
        # More than 5000 files and folders are no hand-in.
        *(("refused",) if _id.startswith("5000") else ()),
    )


def stale_pyc(source: bytes) -> bytes:
    """A .pyc that Python trusts without a look at the source."""
    head = importlib.util.MAGIC_NUMBER + struct.pack("<L", 1) + b"\0" * 8
    return head + marshal.dumps(compile(source, "loss.py", "exec"))


ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00\x3e\x00" + bytes(44)
for _id, _extra, _why in (
    ("pyc", {"__pycache__/loss.cpython-311.pyc": stale_pyc(WRONG)}, "an unchecked .pyc"),
    ("pyc-noise", {"__pycache__/loss.cpython-311.pyc": b"\xff" * 400}, "a broken .pyc"),
    ("extension", {"loss.cpython-311-x86_64-linux-gnu.so": ELF, "loss.so": ELF}, "loss.so"),
    ("package", {"loss/__init__.py": WRONG, "optimizer/__init__.py": WRONG}, "packages loss/"),
    ("numpy", {"numpy.py": WRONG, "numpy/__init__.py": WRONG}, "a false numpy"),
    ("json", {f"{n}.py": WRONG for n in ("json", "os", "re", "types", "random")}, "false modules"),
    ("torch", {f"{n}.py": WRONG for n in ("torch", "pytest", "math", "pickle")}, "false modules"),
):
    add(
        f"dir-shadow-{_id}",
        "folder",
        "ignored",
        f"right files beside {_why}, which an import may find first",
        with_extra(_extra),
        "partial",
    )
for _id, _name, _why in (
    ("newline", "mal\nlory", "a newline"),
    ("html", "<img src=x onerror=alert(1)>", "markup"),
    ("formula", "=HYPERLINK(A1)", "a spreadsheet formula"),
    ("rtl", "\u202eyrollam", "an RTL override"),
    ("bytes", "mall\udce9ry", "a byte that is no UTF-8"),
    ("long", "m" * 255, "255 letters"),
    ("option", "--output=x", "the look of an option"),
    ("percent", "%(name)s {0}", "format marks"),
    ("space", " ", "a single space"),
    ("dots", "...", "three dots"),
    ("codes", "\x1b[31mred\x1b[0m", "terminal codes"),
    ("comma", 'a,"b";c\t', "separators of tables"),
    ("quote", "x'; DROP TABLE marks;--", "a quote"),
    ("zip-like", "mallory.zip", "the ending of an archive"),
    ("digits", "007", "only digits and leading zeros"),
    ("reserved", "nan", "a word that tables read as a number"),
):
    add(
        f"dir-student-{_id}",
        "folder",
        "full",
        f"right files; the student's folder name is or has {_why}",
        lambda right, notebook, name=_name: folder(right, name=name),
        # A name that begins with a dot is hidden.
        *(("ignored",) if _id == "dots" else ()),
    )

# ---------------------------------------------------------------- PDF

PAGE_TEXT = b"BT /F1 12 Tf 72 720 Td (Report on softmax regression: all gradients agree.) Tj ET"


def pdf_stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def pdf_flate(packed: bytes, extra: bytes = b"") -> bytes:
    return pdf_stream(packed, b"/Filter /FlateDecode " + extra)


def pdf_parts() -> dict[int, bytes]:
    """A correct one-page report."""
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        4: pdf_stream(PAGE_TEXT),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }


def pdf_file(
    parts: dict[int, bytes], trailer: bytes = b"", size: int | None = None, head: bytes = b""
) -> bytes:
    """@XREF@ in the trailer becomes the offset of the table."""
    out = bytearray(head + b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    at = {}
    for number, body in parts.items():
        at[number] = len(out) - len(head)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out) - len(head)
    last = max(parts) + 1
    rows = [b"0000000000 65535 f \n"]
    for i in range(1, last):
        rows.append(b"%010d 00000 n \n" % at[i] if i in at else b"0000000000 00000 f \n")
    out += b"xref\n0 %d\n" % last + b"".join(rows)
    ends = trailer.replace(b"@XREF@", b"%d" % table)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (size or last, ends)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def pdf_with(changes: dict[int, bytes], **kw: Any) -> bytes:
    return pdf_file(pdf_parts() | changes, **kw)


def pdf_catalog(extra: bytes, changes: dict[int, bytes] | None = None) -> bytes:
    root = b"<< /Type /Catalog /Pages 2 0 R " + extra + b" >>"
    return pdf_with({1: root, **(changes or {})})


def rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) & 255
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) & 255
        j = (j + box[i]) & 255
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) & 255])
    return bytes(out)


PDF_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def pdf_encrypted(password: bytes) -> bytes:
    """Standard handler, 40-bit key; an empty password opens without asking."""
    user = (password + PDF_PAD)[:32]
    owner = rc4(hashlib.md5((b"owner" + PDF_PAD)[:32]).digest()[:5], user)
    file_id = b"0123456789abcdef"
    rights = struct.pack("<i", -64)
    key = hashlib.md5(user + owner + rights + file_id).digest()[:5]
    lock = rc4(key, PDF_PAD)
    own = hashlib.md5(key + b"\x04\0\0" + b"\0\0").digest()[:10]
    entry = b"<< /Filter /Standard /V 1 /R 2 /P -64 /O <%s> /U <%s> >>" % (
        owner.hex().encode(),
        lock.hex().encode(),
    )
    name = file_id.hex().encode()
    return pdf_with(
        {4: pdf_stream(rc4(own, PAGE_TEXT)), 6: entry},
        trailer=b"/Encrypt 6 0 R /ID [<%s> <%s>]" % (name, name),
    )


def pdf_xref_stream(fields: bytes, data: bytes, **kw: Any) -> bytes:
    """A report whose table is a stream with the given entries."""
    out = bytearray(b"%PDF-1.7\n")
    for number, body in pdf_parts().items():
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(out)
    stream = kw.get("stream") or pdf_stream(data, b"/Type /XRef /Root 1 0 R " + fields)
    out += b"9 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream, at)
    return bytes(out)


def pdf_filter_chain(depth: int) -> bytes:
    """Deflate over and over: each layer must be opened to reach the next."""
    data = packed_run(64, fill=b" ").zlib
    for _ in range(depth - 1):
        data = zlib.compress(data, 9)
    return pdf_with({4: pdf_stream(data, b"/Filter [" + b"/FlateDecode " * depth + b"]")})


def pdf_many_pages(count: int) -> bytes:
    kids = b"3 0 R " * count
    return pdf_with({2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)})


def pdf_page_fan(levels: int, width: int) -> bytes:
    """Page nodes that list the same child many times: width^levels pages."""
    first = 10
    parts = {2: b"<< /Type /Pages /Kids [%s] /Count 1 >>" % (b"%d 0 R " % first * width)}
    for level in range(levels):
        child = 3 if level == levels - 1 else first + level + 1
        parts[first + level] = b"<< /Type /Pages /Parent 2 0 R /Kids [%s] /Count 1 >>" % (
            b"%d 0 R " % child * width
        )
    return pdf_with(parts)


XFA_LAUGHS = (
    b"<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + b"".join(b"<!ENTITY a%d '%s'>" % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12))
    + b"]><x>&a11;</x>"
)


@dataclass(frozen=True)
class PdfMaker:
    id: str
    make: Callable[[], bytes]
    expected: Literal["readable", "unreadable"]
    why: str
    either: bool = False


PDF_MAKERS: list[PdfMaker] = [
    PdfMaker("not-pdf", lambda: b"My report is in the mail.\n", "unreadable", "plain text"),
    PdfMaker("empty", lambda: b"", "unreadable", "no bytes at all"),
    PdfMaker("html", lambda: b"<html><script>alert(1)</script></html>", "unreadable", "a web page"),
    PdfMaker(
        "docx",
        lambda: zip_of([Member(b"word/document.xml", b"<w:document/>")]),
        "unreadable",
        "a word-processor file under another name",
    ),
    PdfMaker("only-head", lambda: b"%PDF-1.7\n", "unreadable", "nothing after the first line"),
    PdfMaker(
        "truncated",
        lambda: pdf_with({})[:300],
        "unreadable",
        "broke off before the page's text",
    ),
    PdfMaker(
        "xref-loop",
        lambda: pdf_with({}, trailer=b"/Prev @XREF@"),
        "readable",
        "the table names itself as the one before",
        True,
    ),
    PdfMaker(
        "xref-lies",
        lambda: (
            pdf_with({}).replace(b" 00000 n", b" 00007 n").replace(b"startxref\n", b"startxref\n9")
        ),
        "readable",
        "offsets are wrong; readers rebuild the table",
        True,
    ),
    PdfMaker(
        "xref-count-huge",
        lambda: pdf_with({}).replace(b"xref\n0 6\n", b"xref\n0 2147483647\n"),
        "readable",
        "the table claims 2^31 - 1 rows",
        True,
    ),
    PdfMaker(
        "page-tree-loop",
        lambda: pdf_with({2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>"}),
        "unreadable",
        "the page tree holds itself and no page",
    ),
    PdfMaker(
        "page-tree-loop-and-page",
        lambda: pdf_with({2: b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>"}),
        "readable",
        "one good page, then the tree holds itself",
        True,
    ),
    PdfMaker(
        "page-tree-fan", lambda: pdf_page_fan(12, 10), "readable", "10^12 pages from 12 nodes", True
    ),
    PdfMaker(
        "pages-claimed",
        lambda: pdf_with({2: b"<< /Type /Pages /Kids [3 0 R] /Count 100000 >>"}),
        "readable",
        "claims 10^5 pages, has one",
        True,
    ),
    PdfMaker(
        "pages-100k",
        lambda: pdf_many_pages(100_000),
        "readable",
        "one page listed 10^5 times; a limit is fair",
        True,
    ),
    PdfMaker(
        "flate-bomb",
        lambda: pdf_with({4: pdf_flate(packed_run(2048, PAGE_TEXT, b" ").zlib)}),
        "readable",
        "the page's text is followed by 2 GiB of spaces; a limit is fair",
        True,
    ),
    PdfMaker(
        "flate-chain",
        lambda: pdf_filter_chain(40),
        "unreadable",
        "40 filters over 64 MiB of spaces",
        True,
    ),
    PdfMaker(
        "predictor-huge",
        lambda: pdf_with(
            {
                4: pdf_flate(
                    zlib.compress(PAGE_TEXT),
                    b"/DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 32"
                    b" /BitsPerComponent 16 >>",
                )
            }
        ),
        "unreadable",
        "a predictor with rows of 2^31 columns",
        True,
    ),
    PdfMaker(
        "object-stream-bomb",
        lambda: pdf_with(
            {
                6: pdf_flate(
                    packed_run(1024, b"7 0 8 2 ", b" ").zlib,
                    b"/Type /ObjStm /N 2 /First 8 /Extends 6 0 R",
                )
            }
        ),
        "readable",
        "an object stream of 1 GiB that extends itself, beside a good page",
        True,
    ),
    PdfMaker(
        "object-stream-count",
        lambda: pdf_xref_stream(
            b"/Size 10 /W [1 2 1] /Index [1 1]",
            b"\x02\x00\x09\x00",
        ),
        "readable",
        "the root is said to live inside the table itself",
        True,
    ),
    PdfMaker(
        "xref-stream-widths",
        lambda: pdf_xref_stream(
            b"/Size 2147483647 /W [2147483647 2147483647 2147483647]", b"\x01\x00\x00\x00"
        ),
        "readable",
        "table columns 2^31 bytes wide",
        True,
    ),
    PdfMaker(
        "encrypted",
        lambda: pdf_encrypted(b"secret"),
        "unreadable",
        "needs a password",
    ),
    PdfMaker(
        "encrypted-open",
        lambda: pdf_encrypted(b""),
        "readable",
        "encrypted with an empty password, as with print limits",
        True,
    ),
    PdfMaker(
        "javascript",
        lambda: pdf_catalog(
            b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\);) >>"
            b" /AA << /WC << /S /Launch /F (/bin/sh) >> >>"
        ),
        "readable",
        "a script and a launch action, which must not run or be passed on unmarked",
    ),
    PdfMaker(
        "deep-arrays",
        lambda: pdf_catalog(b"/Odd " + b"[" * 100_000 + b"]" * 100_000),
        "readable",
        "arrays 100,000 deep in the catalog",
        True,
    ),
    PdfMaker(
        "deep-dicts",
        lambda: pdf_with({6: b"<< /A " * 50_000 + b"1" + b" >>" * 50_000}),
        "readable",
        "dictionaries 50,000 deep in an unused object",
        True,
    ),
    PdfMaker(
        "length-loop",
        lambda: pdf_with({4: pdf_stream(PAGE_TEXT).replace(b"%d" % len(PAGE_TEXT), b"4 0 R", 1)}),
        "readable",
        "the length of the text is the text itself",
        True,
    ),
    PdfMaker(
        "reference-loop",
        lambda: pdf_with({4: b"6 0 R", 6: b"7 0 R", 7: b"6 0 R"}),
        "unreadable",
        "references in a circle",
        True,
    ),
    PdfMaker(
        "form-loop",
        lambda: pdf_with(
            {
                3: pdf_parts()[3].replace(b"/Font", b"/XObject << /X 6 0 R >> /Font"),
                4: pdf_stream(PAGE_TEXT + b" /X Do"),
                6: pdf_stream(
                    b"/X Do /X Do",
                    b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
                    b" /Resources << /XObject << /X 6 0 R >> >>",
                ),
            }
        ),
        "readable",
        "a form that draws itself twice",
        True,
    ),
    PdfMaker(
        "outline-loop",
        lambda: pdf_catalog(
            b"/Outlines 6 0 R /Names << /Dests 7 0 R >>",
            {
                6: b"<< /First 6 0 R /Last 6 0 R /Next 6 0 R /Title (x) /Count 9 >>",
                7: b"<< /Kids [7 0 R 7 0 R] /Limits [(a) (z)] >>",
            },
        ),
        "readable",
        "outline and name tree hold themselves",
    ),
    PdfMaker(
        "cmap-range",
        lambda: pdf_with(
            {
                5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
                6: pdf_stream(
                    b"begincmap 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange endcmap"
                ),
            }
        ),
        "readable",
        "a character map of 2^32 entries",
        True,
    ),
    PdfMaker(
        "image-huge",
        lambda: pdf_with(
            {
                3: pdf_parts()[3].replace(b"/Font", b"/XObject << /X 6 0 R >> /Font"),
                4: pdf_stream(PAGE_TEXT + b" /X Do"),
                6: pdf_flate(
                    zlib.compress(b"x"),
                    b"/Type /XObject /Subtype /Image /Width 2147483647 /Height 2147483647"
                    b" /BitsPerComponent 16 /ColorSpace /DeviceCMYK",
                ),
            }
        ),
        "readable",
        "a picture of 2^31 by 2^31 points",
        True,
    ),
    PdfMaker(
        "page-size",
        lambda: pdf_with(
            {3: pdf_parts()[3].replace(b"[0 0 612 792]", b"[-1e30 0 1e38 99999999999]")}
        ),
        "readable",
        "a page wider than the world",
        True,
    ),
    PdfMaker(
        "xfa-laughs",
        lambda: pdf_catalog(b"/AcroForm << /XFA 6 0 R /Fields [] >>", {6: pdf_stream(XFA_LAUGHS)}),
        "readable",
        "form data with nested entities, 10^11 words",
    ),
    PdfMaker(
        "files-inside",
        lambda: pdf_catalog(
            b"/Names << /EmbeddedFiles << /Names [(../../evil.py) 6 0 R] >> >>",
            {
                6: b"<< /Type /Filespec /F (../../evil.py) /EF << /F 7 0 R >> >>",
                7: pdf_stream(WRONG, b"/Type /EmbeddedFile"),
            },
        ),
        "readable",
        "an attached file with a climbing name",
    ),
    PdfMaker(
        "text-markup",
        lambda: pdf_with(
            {
                4: pdf_stream(
                    b"BT /F1 9 Tf 9 9 Td (<script>alert\\(1\\)</script> =1+1 \033[2J) Tj ET"
                )
            }
        ),
        "readable",
        "the text is markup, a formula and terminal codes",
    ),
    PdfMaker(
        "junk-first",
        lambda: pdf_with({}, head=b"From: mail\r\n" * 60),
        "readable",
        "700 bytes of mail header in front",
        True,
    ),
    PdfMaker(
        "no-pages",
        lambda: pdf_with({2: b"<< /Type /Pages /Kids [] /Count 0 >>"}),
        "unreadable",
        "a PDF without pages",
        True,
    ),
    PdfMaker(
        "negative-numbers",
        lambda: pdf_with(
            {2: b"<< /Type /Pages /Kids [3 0 R] /Count -5 >>"}, size=1, trailer=b"/Prev -17"
        ),
        "readable",
        "negative counts and offsets",
        True,
    ),
]

for _pdf in PDF_MAKERS:
    add(
        f"pdf-{_pdf.id}",
        "pdf",
        "full",
        f"right code; report.pdf: {_pdf.why}",
        lambda right, notebook, pdf=_pdf: folder(right, {"report.pdf": pdf.make()}),
    )
for _id, _thing, _why in (
    ("fifo", Fifo(), "a named pipe"),
    ("link-zero", Symlink("/dev/zero"), "a link to /dev/zero"),
    ("link-passwd", Symlink("/etc/passwd"), "a link to /etc/passwd"),
):
    add(
        f"pdf-{_id}",
        "pdf",
        "full",
        f"right code; report.pdf is {_why}",
        with_extra({"report.pdf": _thing}),
    )
add(
    "pdf-folder",
    "pdf",
    "full",
    "right code; report.pdf is a folder",
    with_extra({"report.pdf/page1.txt": b"x"}),
)

# ---------------------------------------------------------------- git

WHO = b"Mallory <mallory@example.edu>"
WHEN = b"1700000000 +0100"
RUN = f"touch {MARKER}"


def git_object(kind: bytes, body: bytes) -> tuple[str, Tree]:
    whole = kind + b" %d\0" % len(body) + body
    name = hashlib.sha1(whole).hexdigest()
    return name, {f".git/objects/{name[:2]}/{name[2:]}": zlib.compress(whole, 1)}


def git_commit(
    tree: str, parents: Iterable[str] = (), message: bytes = b"work\n", **kw: bytes
) -> tuple[str, Tree]:
    who, when = kw.get("who", WHO), kw.get("when", WHEN)
    lines = [b"tree " + tree.encode()]
    lines += [b"parent " + p.encode() for p in parents]
    lines += [b"author " + who + b" " + when, b"committer " + who + b" " + when]
    if "headers" in kw:
        lines.append(kw["headers"])
    return git_object(b"commit", b"\n".join(lines) + b"\n\n" + message)


def git_tree(files: Right) -> tuple[str, Tree, dict[str, str]]:
    """The files and a README.md that has changed since."""
    files = files | {"README.md": b"old\n"}
    rows, objects, names = b"", {}, {}
    for path in sorted(files):
        name, new = git_object(b"blob", files[path])
        objects |= new
        names[path] = name
        rows += b"100644 " + path.encode() + b"\0" + bytes.fromhex(name)
    name, new = git_object(b"tree", rows)
    return name, objects | new, names


def git_index(names: dict[str, str], size: int = 0) -> bytes:
    out = struct.pack(">4s2L", b"DIRC", 2, len(names))
    for path in sorted(names):
        entry = struct.pack(">10L", 0, 0, 0, 0, 0, 0, 0o100644, 0, 0, size)
        entry += bytes.fromhex(names[path]) + struct.pack(">H", len(path)) + path.encode()
        out += entry + bytes(8 - len(entry) % 8)
    return out + hashlib.sha1(out).digest()


CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"


def git_repo(right: Right, config: str = "", steps: int = 3, **kw: bytes) -> Tree:
    """A small repository that holds the right files and a few commits."""
    tree, out, names = git_tree(right)
    last: list[str] = []
    for i in range(steps):
        name, new = git_commit(tree, last, b"step %d\n" % i, **kw)
        out |= new
        last = [name]
    return out | {
        "README.md": b"new\n",
        ".git/HEAD": b"ref: refs/heads/main\n",
        ".git/config": (CONFIG + config).encode("utf-8", "surrogateescape"),
        ".git/index": git_index(names),
        ".git/refs/heads/main": last[0].encode() + b"\n",
        ".git/objects/info/packs": b"\n",
    }


def git_case(
    name: str, why: str, extra: Callable[[Right], Tree] | Tree, config: str = "", **kw: Any
) -> None:
    def build(right: Right, notebook: bytes) -> Tree:
        more = extra(right) if callable(extra) else extra
        return folder(right, git_repo(right, config, **kw), more)

    add(f"git-{name}", "git", "ignored", f"right files; {why}", build)


SCRIPT = f"#!/bin/sh\n{RUN}\ncat\n".encode()
HOOKS = {
    f".git/hooks/{name}": SCRIPT
    for name in (
        *("post-checkout", "post-index-change", "pre-commit", "fsmonitor-watchman"),
        *("post-merge", "reference-transaction", "pre-auto-gc", "query-watchman"),
    )
}
SIGNED = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----"
SIGNED_SSH = b"gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----"

for _id, _config, _why in (
    ("fsmonitor", f'[core]\n\tfsmonitor = "{RUN}; false"\n', "status runs a command"),
    ("ssh-command", f'[core]\n\tsshCommand = "{RUN}"\n[remote "origin"]\n\turl = x@y:z\n', "fetch"),
    ("pager", f'[core]\n\tpager = "{RUN}; cat"\n[pager]\n\tlog = "{RUN}; cat"\n', "the pager"),
    (
        "editor",
        f'[core]\n\teditor = "{RUN}"\n\taskPass = ./x\n[sequence]\n\teditor = "{RUN}"\n',
        "the editor runs a command",
    ),
    (
        "credential",
        f'[credential]\n\thelper = "!{RUN}"\n[remote "origin"]\n\turl = https://127.0.0.1:9/x\n',
        "a credential helper runs a command",
    ),
    (
        "alias",
        f'[alias]\n\tst = "!{RUN}"\n\tlog = "!{RUN}"\n\tstatus = "!{RUN}"\n\tlg = "!{RUN}"\n',
        "aliases run a command",
    ),
    ("diff-external", f'[diff]\n\texternal = "{RUN}; true"\n', "diff runs a command"),
    (
        "promisor",
        "[extensions]\n\tpartialClone = origin\n[protocol]\n\tallow = always\n"
        f'[remote "origin"]\n\tpromisor = true\n\turl = "ext::sh -c {RUN.replace(" ", "% ")}"\n'
        "\tpartialclonefilter = blob:none\n",
        "a missing object is fetched by a command",
    ),
    ("worktree", "[core]\n\tworktree = /etc\n", "the work tree is /etc"),
    ("worktree-neighbour", "[core]\n\tworktree = ../../alice\n", "another's work tree"),
    ("bare", "[core]\n\tbare = true\n\tworktree = /\n", "bare and with a work tree"),
    ("version", "[core]\n\trepositoryformatversion = 99\n", "a format of the future"),
    ("extension", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\todd = 1\n", "unknown"),
    ("include-passwd", "[include]\n\tpath = /etc/passwd\n", "settings from /etc/passwd"),
    ("include-zero", "[include]\n\tpath = /dev/zero\n", "settings that never end"),
    ("include-self", "[include]\n\tpath = config\n", "settings that include themselves"),
    ("broken", '[core\n\tx = "\n\0[[[\n', "settings that do not parse"),
    ("long", "[a]\n\tb = " + "c" * 5_000_000 + "\n", "a setting of 5 MB"),
    ("many", "".join(f"[s{i}]\n\tk = 1\n" for i in range(200_000)), "200,000 sections"),
    ("hooks-path", "[core]\n\thooksPath = .\n", "hooks in the folder itself"),
    ("log-odd", "[log]\n\tdate = format:%n%n\n[i18n]\n\tlogOutputEncoding = klingon\n", "log"),
    ("log-format", '[format]\n\tpretty = "%H%n%B%x00<b>"\n[color]\n\tui = always\n', "format"),
    (
        "abbrev",
        "[core]\n\tabbrev = 9999\n\tbigFileThreshold = -1\n[pack]\n\tthreads = 9999\n",
        "sizes",
    ),
):
    git_case(f"config-{_id}", f".git/config: {_why}", {}, _config)


def _parent_missing(right: Right) -> Tree:
    """A last commit whose parent is not there."""
    tree, _, _ = git_tree(right)
    name, new = git_commit(tree, ["12" * 20], b"has a missing parent\n")
    return new | {".git/refs/heads/main": name.encode() + b"\n"}


git_case(
    "promisor-missing",
    "a missing commit is fetched by running a command",
    _parent_missing,
    "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n"
    '[protocol]\n\tallow = always\n[remote "origin"]\n\tpromisor = true\n'
    f'\turl = "ext::sh -c {RUN.replace(" ", "% ")}"\n',
)
for _id, _config, _headers, _why in (
    ("program", '[gpg]\n\tprogram = "./.git/gpg.sh"\n', SIGNED, "gpg.program"),
    (
        "ssh-program",
        '[gpg "ssh"]\n\tprogram = "./.git/gpg.sh"\n\tallowedSignersFile = /dev/zero\n',
        SIGNED_SSH,
        "gpg.ssh.program",
    ),
):
    git_case(
        f"gpg-{_id}",
        f"log.showSignature and {_why} run the student's script",
        {".git/gpg.sh": SCRIPT},
        "[log]\n\tshowSignature = true\n" + _config,
        headers=_headers,
    )
git_case("hooks", "every hook is a script", HOOKS)
git_case(
    "filters",
    "filters and textconv for every file run a command",
    {".gitattributes": b"* filter=x diff=x merge=x\n", ".git/info/attributes": b"* filter=x\n"},
    f'[filter "x"]\n\tclean = "{RUN}; cat"\n\tsmudge = "{RUN}; cat"\n\trequired = true\n'
    f'[diff "x"]\n\ttextconv = "{RUN}; cat"\n\tcommand = "{RUN}"\n'
    f'[merge "x"]\n\tdriver = "{RUN}"\n',
)
git_case(
    "include-inside",
    "settings included from a file of the hand-in run a command",
    {"notes.txt": f'[core]\n\tfsmonitor = "{RUN}; false"\n'.encode()},
    "[include]\n\tpath = ../notes.txt\n",
)
git_case(
    "submodules",
    "submodules with option-like addresses and climbing paths",
    {
        ".gitmodules": b'[submodule "../../x"]\n\tpath = ../../x\n\turl = "-u./run"\n'
        b'\tupdate = "!' + RUN.encode() + b'"\n'
    },
    f'[submodule "../../x"]\n\turl = "ext::{RUN}"\n\tupdate = "!{RUN}"\n\tactive = true\n',
)
for _id, _extra, _why in (
    ("head-link-passwd", {".git/HEAD": Symlink("/etc/passwd")}, "HEAD links to /etc/passwd"),
    ("head-link-zero", {".git/HEAD": Symlink("/dev/zero")}, "HEAD links to /dev/zero"),
    ("head-fifo", {".git/HEAD": Fifo()}, "HEAD is a named pipe"),
    ("head-nonsense", {".git/HEAD": b"\xff\0" * 500}, "HEAD is noise"),
    ("head-climbs", {".git/HEAD": b"ref: ../../../../etc/passwd\n"}, "HEAD climbs out"),
    ("head-option", {".git/HEAD": b"ref: refs/heads/--output=x\n"}, "HEAD looks like an option"),
    ("head-unborn", {".git/HEAD": b"ref: refs/heads/none\n"}, "HEAD's branch is not there"),
    ("head-missing", {".git/HEAD": b"34" * 20 + b"\n"}, "HEAD's commit is not there"),
    ("head-huge", lambda: {".git/HEAD": b"ref: refs/heads/" + b"a" * 20_000_000}, "HEAD is 20 MB"),
    ("config-fifo", {".git/config": Fifo()}, "config is a named pipe"),
    ("config-link-zero", {".git/config": Symlink("/dev/zero")}, "config never ends"),
    ("index-fifo", {".git/index": Fifo()}, "the index is a named pipe"),
    (
        "index-huge",
        {".git/index": struct.pack(">4s2L", b"DIRC", 2, 2**32 - 1) + bytes(400)},
        "the index claims 2^32 - 1 files",
    ),
    ("index-noise", {".git/index": b"DIRC" + b"\xff" * 4000}, "the index is noise"),
    ("index-lock", {".git/index.lock": b"", ".git/HEAD.lock": b""}, "left-over locks"),
    (
        "refs-loop",
        {
            ".git/HEAD": b"ref: refs/heads/a\n",
            ".git/refs/heads/a": b"ref: refs/heads/b\n",
            ".git/refs/heads/b": b"ref: refs/heads/a\n",
        },
        "symbolic refs in a circle",
    ),
    ("refs-self", {".git/HEAD": b"ref: HEAD\n"}, "HEAD names itself"),
    (
        "refs-odd",
        {
            ".git/refs/heads/\u202ex": b"x",
            ".git/refs/heads/-d": b"-d\n",
            ".git/refs/heads/a\nb": b"\n",
            ".git/refs/tags/HEAD": b"56" * 20,
        },
        "odd branch names",
    ),
    ("refs-fifo", {".git/refs/heads/pipe": Fifo()}, "a branch is a named pipe"),
    (
        "packed-refs-25mb",
        lambda: {
            ".git/packed-refs": b"".join(
                b"%040x refs/heads/branch-%06d\n" % (i, i) for i in range(380_000)
            )
        },
        "packed-refs of 25 MB",
    ),
    (
        "packed-refs-line",
        lambda: {".git/packed-refs": b"7" * 20_000_000},
        "packed-refs of one long line",
    ),
    ("alternates-self", {".git/objects/info/alternates": b".\n../objects\n"}, "objects in a loop"),
    (
        "alternates-odd",
        {".git/objects/info/alternates": b"/etc\n/dev/zero\n../../../alice/.git/objects\n"},
        "objects borrowed from elsewhere",
    ),
    ("commondir", {".git/commondir": b"../../alice/.git\n"}, "shares another student's .git"),
    ("commondir-self", {".git/commondir": b".\n"}, "shares its own .git"),
    ("shallow-noise", {".git/shallow": b"z" * 100_000 + b"\n" * 9}, "a broken shallow list"),
    ("objects-link", {".git/objects/pack": Symlink("../.."), ".git/x": Symlink("/")}, "links out"),
    ("pack-noise", {".git/objects/pack/pack-" + "a" * 40 + ".idx": b"\xfftOc" * 500}, "noise"),
    (
        "pack-huge",
        {
            ".git/objects/pack/pack-" + "b" * 40 + ".pack": b"PACK"
            + struct.pack(">LL", 2, 2**32 - 1),
            ".git/objects/pack/pack-" + "b" * 40 + ".idx": b"\xfftOc\0\0\0\2" + b"\xff" * 1072,
        },
        "a pack claims 2^32 - 1 objects",
    ),
    ("logs-huge", lambda: {".git/logs/HEAD": b"0" * 20_000_000}, "a log of refs of 20 MB"),
    ("5000-objects", {f".git/objects/00/{i:038x}": b"x" for i in range(5000)}, "5000 bad objects"),
    ("nested", {"sub/.git/HEAD": b"ref: refs/heads/x\n", "sub/.git/config": b"[["}, "a broken one"),
    (
        "bare-inside",
        {
            "data/HEAD": b"ref: refs/heads/main\n",
            "data/config": f'[core]\n\tbare = true\n\tfsmonitor = "{RUN}"\n'.encode(),
            "data/objects/info/packs": b"",
            "data/refs/heads/.keep": b"",
        },
        "a bare repository inside",
    ),
):
    git_case(_id, _why, lambda right, extra=_extra: late(extra))


def git_replaced(name: str, why: str, thing: Tree | Callable[[], Tree]) -> None:
    """No repository, just something named .git."""
    add(
        f"git-{name}",
        "git",
        "ignored",
        f"right files; {why}",
        lambda right, notebook: folder(right, late(thing)),
    )


git_replaced("file", ".git is a file that points to /tmp", {".git": b"gitdir: /tmp/evil.git\n"})
git_replaced("file-neighbour", ".git points to another's", {".git": b"gitdir: ../alice/.git\n"})
git_replaced("file-self", ".git is a file that points to itself", {".git": b"gitdir: .git\n"})
git_replaced("file-noise", ".git is a file of noise", {".git": b"\xff" * 5000})
git_replaced(
    "file-huge", ".git is a file of 20 MB", lambda: {".git": b"gitdir: " + b"a" * 20_000_000}
)
git_replaced("fifo", ".git is a named pipe", {".git": Fifo()})
git_replaced("link-up", ".git is a link to the class folder", {".git": Symlink("..")})
git_replaced("link-neighbour", ".git is a link", {".git": Symlink("../alice/.git")})
git_replaced("link-root", ".git is a link to /", {".git": Symlink("/")})
git_replaced("empty", ".git holds nothing of use", {".git/description": b"Unnamed\n"})
git_replaced(
    "file-inside",
    ".git is a file that points to a folder of the hand-in whose settings run a command",
    {
        ".git": b"gitdir: notes\n",
        "notes/HEAD": b"ref: refs/heads/main\n",
        "notes/config": (CONFIG + f'\tfsmonitor = "{RUN}; false"\n').encode(),
        "notes/objects/info/packs": b"",
        "notes/refs/heads/.keep": b"",
    },
)


def git_last(name: str, why: str, parents: int = 0, root: str = "", **kw: Any) -> None:
    """A repository whose last commit is odd."""

    def extra(right: Right) -> Tree:
        tree, _, _ = git_tree(right)
        base, old = git_commit(tree, (), b"base\n")
        last, new = git_commit(root or tree, [base] * parents, **kw)
        return old | new | {".git/refs/heads/main": last.encode() + b"\n"}

    git_case(name, why, extra)


for _id, _when in (
    ("far", b"99999999999999999999 +0000"),
    ("max", b"9223372036854775807 +0000"),
    ("future", b"4102444800 +1400"),
    ("minus", b"-1 -0000"),
    ("minus-far", b"-9223372036854775808 +0000"),
    ("zone", b"1700000000 +9999"),
    ("zone-far", b"1700000000 -999999999"),
    ("words", b"yesterday noon"),
    ("none", b""),
):
    git_last(f"date-{_id}", f"the last commit's date is {_when.decode()!r}", when=_when)
git_last("message-nul", "a NUL in the message", message=b"a\0b\n")
git_last("message-10mb", "a message of one line of 10 MB", message=b"m" * 10_000_000)
git_last("message-lines", "a message of 10^6 lines", message=b"\n" * 1_000_000 + b"x")
git_last("message-bytes", "a message that is no UTF-8", message=b"caf\xe9 \xff\xfe\n")
git_last("message-markup", "markup", message=b"<script>alert(1)</script> =1+1 \x1b[2J\n")
git_last("message-empty", "no message", message=b"")
git_last("message-like-log", "a message like a log", message=b"commit " + b"a" * 40 + b"\nx\n")
git_last("author-odd", "odd author", who=b"<b>\x1b[2J\xff,;\"' <=cmd|'/C calc'!A0>")
git_last("author-none", "no author's name or address", who=b"<>")
git_last("author-like-staff", "an author like the teacher", who=b"Teacher <teacher@example.edu>")
git_last("encoding-odd", "an unknown encoding", headers=b"encoding klingon\nodd \n  x")
git_last("encoding-utf7", "an odd encoding", headers=b"encoding utf-7", message=b"+ADw-b+AD4-")
git_last("parents-10k", "10,000 times the same parent", parents=10_000)
git_last("tree-missing", "the last commit's tree is not there", root="78" * 20)


@case("git-object-bomb", "git", "ignored", "right files; the last commit inflates to 2 GiB")
def _(right: Right, notebook: bytes) -> Tree:
    name = "ab" * 20
    run = packed_run(2048, b"commit %d\0" % (2048 * MIB))
    bomb = {
        f".git/objects/ab/{'ab' * 19}": run.zlib,
        ".git/refs/heads/main": name.encode() + b"\n",
    }
    return folder(right, git_repo(right), bomb)


@case("git-object-size-lies", "git", "ignored", "right files; a commit claims 2^63 bytes")
def _(right: Right, notebook: bytes) -> Tree:
    thing = zlib.compress(b"commit 9223372036854775808\0tree x\n")
    bad = {
        f".git/objects/cd/{'cd' * 19}": thing,
        ".git/refs/heads/main": b"cd" * 20 + b"\n",
    }
    return folder(right, git_repo(right), bad)


def git_circle(right: Right) -> tuple[str, str, Tree]:
    tree, _, _ = git_tree(right)
    one, first = git_commit(tree, (), b"one\n")
    two, second = git_commit(tree, [one], b"two\n")
    head: Tree = {".git/refs/heads/main": two.encode() + b"\n"}
    return one, two, git_repo(right) | first | second | head


@case("git-grafts-loop", "git", "ignored", "right files; grafts make history a circle")
def _(right: Right, notebook: bytes) -> Tree:
    one, two, files = git_circle(right)
    grafts = f"{one} {two}\n{two} {one}\n".encode()
    return folder(right, files, {".git/info/grafts": grafts})


@case("git-replace-loop", "git", "ignored", "right files; two commits replace each other")
def _(right: Right, notebook: bytes) -> Tree:
    one, two, files = git_circle(right)
    loop = {
        f".git/refs/replace/{one}": two.encode() + b"\n",
        f".git/refs/replace/{two}": one.encode() + b"\n",
    }
    return folder(right, files, loop)


@case("git-long-history", "git", "ignored", "right files; 10,000 commits in a pack")
def _(right: Right, notebook: bytes) -> Tree:
    tree, objects, _ = git_tree(right)
    pack = bytearray(struct.pack(">4s2L", b"PACK", 2, 10_000))
    rows, parent = [], b""
    for i in range(10_000):
        body = b"tree %s\n%s" % (tree.encode(), parent)
        body += b"author %s %s\ncommitter %s %s\n\nc%d\n" % (WHO, WHEN, WHO, WHEN, i)
        digest = hashlib.sha1(b"commit %d\0" % len(body) + body).digest()
        size, head = len(body), bytearray()
        byte, size = 0x10 | size & 15, size >> 4
        while size:
            head.append(byte | 0x80)
            byte, size = size & 0x7F, size >> 7
        data = bytes(head) + bytes([byte]) + zlib.compress(body, 1)
        rows.append((digest, zlib.crc32(data), len(pack)))
        pack += data
        parent = b"parent %s\n" % digest.hex().encode()
    tip = rows[-1][0].hex().encode()
    pack += hashlib.sha1(pack).digest()
    rows.sort()
    counts = [0] * 256
    for digest, _, _ in rows:
        counts[digest[0]] += 1
    total, fan = 0, []
    for count in counts:
        total += count
        fan.append(total)
    idx = b"\xfftOc" + struct.pack(">L", 2) + struct.pack(">256L", *fan)
    idx += b"".join(digest for digest, _, _ in rows)
    idx += b"".join(struct.pack(">L", crc) for _, crc, _ in rows)
    idx += b"".join(struct.pack(">L", at) for _, _, at in rows) + pack[-20:]
    idx += hashlib.sha1(idx).digest()
    stem = ".git/objects/pack/pack-" + hashlib.sha1(idx).hexdigest()
    files = {
        f"{stem}.pack": bytes(pack),
        f"{stem}.idx": idx,
        ".git/refs/heads/main": tip + b"\n",
    }
    return folder(right, git_repo(right), objects, files)


@case("git-in-tar", "git", "ignored", "right files and live hooks, with their modes, in a tar")
def _(right: Right, notebook: bytes) -> Tree:
    config = f'[core]\n\tfsmonitor = "{RUN}; false"\n[log]\n\tshowSignature = true\n'
    config += '[gpg]\n\tprogram = "./.git/hooks/post-checkout"\n'
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for path, data in (right | git_repo(right, config, headers=SIGNED) | HOOKS).items():
            info = tarfile.TarInfo(path)
            info.size, info.mode = len(data), 0o755 if data[:2] == b"#!" else 0o644
            tar.addfile(info, io.BytesIO(data))
    return tgz(out.getvalue())


@case("git-in-zip-other-case", "git", "ignored", "right files; .GIT and git~1 folders in a zip")
def _(right: Right, notebook: bytes) -> Tree:
    config = (CONFIG + f'\tfsmonitor = "{RUN}"\n').encode()
    names = (b".GIT/config", b"git~1/config", b".g\xe2\x80\x8cit/config", b".git./config")
    return zip_with(right, *(Member(n, config, flag=0x800) for n in names))


# ---------------------------------------------------------------- submission_metadata.yml

META = "submission_metadata.yml"
ENTRY = "submission_101"
META_GOOD = (
    "submission_101:\n"
    "  :submitters:\n"
    "  - :name: Mallory Test\n"
    "    :sid: '1001'\n"
    "    :email: mallory@example.edu\n"
    "  :created_at: 2024-10-01 12:00:00.000000000 Z\n"
    "  :score: 0.0\n"
    "  :status: processed\n"
)


def meta_with(text: str, **changes: str) -> str:
    """The good file with values replaced, then `text` below it."""
    out = META_GOOD
    old = {"name": "Mallory Test", "sid": "'1001'", "email": "mallory@example.edu"}
    old |= {"created_at": "2024-10-01 12:00:00.000000000 Z", "score": "0.0"}
    for key, value in changes.items():
        out = out.replace(old[key], value)
    return out + text


LAUGHS = "a0: &a0 [ha, ha]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)
)
MERGES = "m0: &m0 {k0: 1}\n" + "".join(
    f"m{i}: &m{i}\n  <<: [{', '.join([f'*m{i - 1}'] * 10)}]\n  k{i}: 1\n" for i in range(1, 12)
)
for _id, _text, _why in (
    ("laughs", meta_with(LAUGHS), "nested aliases, 10^11 words"),
    ("laughs-name", LAUGHS + meta_with("", name="*a11"), "a student's name is 10^11 words"),
    ("merges", meta_with(MERGES), "nested merge keys"),
    (
        "python-apply",
        meta_with(f"x: !!python/object/apply:os.system ['{RUN}']\n"),
        "a tag that runs a command",
    ),
    (
        "python-new",
        meta_with(
            "x: !!python/object/new:type\n  args: [z, !!python/tuple [], {extend: "
            "!!python/name:exec '' }]\n  listitems: \"__import__('os').system('" + RUN + "')\"\n"
        ),
        "a tag that builds a type to run code",
    ),
    ("python-module", meta_with("x: !!python/module:antigravity ''\n"), "a tag that imports"),
    (
        "ruby",
        meta_with("x: !ruby/object:Gem::Installer\n  i: x\ny: !ruby/sym z\n"),
        "tags of Ruby, where this file comes from",
    ),
    ("10mb", lambda: meta_with("".join(f"k{i}: v\n" for i in range(900_000))), "10 MB of keys"),
    ("long-text", lambda: meta_with("x: '" + "y" * 10_000_000 + "'\n"), "a text of 10 MB"),
    ("deep-flow", meta_with("x: " + nested("[", "]", 100_000) + "\n"), "lists 100,000 deep"),
    ("deep-open", meta_with("x: " + "{" * 100_000), "100,000 open braces"),
    (
        "deep-block",
        meta_with("".join(" " * i + "k:\n" for i in range(3000))),
        "3000 levels of indent",
    ),
    ("deep-dashes", meta_with("x:\n" + "- " * 50_000 + "y\n"), "50,000 dashes in one line"),
    ("tabs", META_GOOD.replace("  ", "\t"), "tabs for indent"),
    ("cycle", meta_with("x: &x [*x]\ny: &y {z: *y}\n"), "a list that holds itself"),
    (
        "cycle-submitters",
        "submission_101: &s\n  :submitters: &l\n  - *s\n  - *l\n",
        "submitters that hold themselves",
    ),
    ("alias-unknown", meta_with("x: *nowhere\n"), "an unknown alias"),
    ("same-keys", META_GOOD + META_GOOD.replace("Mallory", "Alice"), "one folder twice"),
    ("two-documents", META_GOOD + "---\n" + META_GOOD + "...\n", "two documents"),
    ("top-list", "- submission_101\n- x\n", "a list at the top"),
    ("top-text", "hello\n", "text at the top"),
    ("empty", "", "no bytes at all"),
    ("null-entry", "submission_101:\n", "the entry is null"),
    ("submitters-text", "submission_101:\n  :submitters: Mallory\n", "submitters is text"),
    ("submitters-none", "submission_101:\n  :submitters: []\n", "no submitters"),
    ("submitter-null", "submission_101:\n  :submitters: [null, 3, []]\n", "submitters are odd"),
    ("name-list", meta_with("", name="[a, {b: c}]"), "the name is a list"),
    ("name-number", meta_with("", name="0x1F", sid="1e400", email="~"), "name and id are numbers"),
    ("name-bool", meta_with("", name="no", sid="0012", email="190:20:30"), "words read as values"),
    ("name-markup", meta_with("", name="'<script>alert(1)</script>'"), "markup in the name"),
    ("name-formula", meta_with("", name="'=cmd|x!A0'", sid="'+1'", email="'@x'"), "formulas"),
    ("name-codes", meta_with("", name='"\\e[2J\\0\\n\\u202E"'), "codes in the name"),
    ("name-surrogate", meta_with("", name='"\\uD800"'), "a lone surrogate in the name"),
    ("sid-climbs", meta_with("", sid="../../alice"), "the id climbs out"),
    ("sid-huge", meta_with("", sid="9" * 10_000), "an id of 10,000 digits"),
    ("date-odd", meta_with("", created_at="9999-99-99 99:99:99 Z"), "a date that is none"),
    ("date-zone", meta_with("", created_at="2024-10-01 12:00:00 +99:99"), "an odd zone"),
    ("date-early", meta_with("", created_at="0000-00-00"), "year 0"),
    ("date-list", meta_with("", created_at="[2024]"), "the date is a list"),
    ("score-nan", meta_with("", score=".nan"), "the score is not a number"),
    ("score-high", meta_with("", score="1e9"), "a score of 10^9 in the file"),
    ("key-climbs", META_GOOD.replace(ENTRY, "../alice"), "an entry that climbs out"),
    ("key-absolute", meta_with("/etc:\n  :submitters: []\n"), "an entry named /etc"),
    ("key-list", meta_with("? [a, b]\n: c\n? {d: e}\n: f\n"), "lists and objects as keys"),
    ("key-missing", META_GOOD.replace("101", "999"), "names a folder that is not there"),
    (
        "anchors",
        meta_with("x:\n" + "".join(f"- &k{i} x\n" for i in range(20_000))),
        "20,000 anchors",
    ),
    ("broken", "submission_101: [unclosed\n  : : :\n", "does not parse"),
    ("tag-odd", "%TAG ! tag:x,2000:\n--- !<tag:yaml.org,2002:map>\n" + META_GOOD, "directives"),
    ("binary", meta_with("x: !!binary '####'\ny: !!set {a}\nz: !!float x\n"), "standard tags"),
):
    add(
        f"yaml-{_id}",
        "yaml",
        "full",
        f"right files; {META}: {_why}",
        lambda right, notebook, text=_text: {META: late(text).encode()} | folder(right, name=ENTRY),
        # Whose a folder is stands in that file alone: where it cannot be read, the class stops with a sentence.
        *(("refused",) if _id.startswith(_META_REFUSED) else ()),
    )
for _id, _content, _why in (
    ("nul", META_GOOD.encode() + b"\0\0\0", "NUL bytes"),
    ("bytes", META_GOOD.replace("Mallory", "Ren\u00e9").encode("latin-1"), "Latin-1"),
    ("utf16", META_GOOD.encode("utf-16"), "UTF-16"),
    ("utf32", META_GOOD.encode("utf-32"), "UTF-32"),
    ("bom", b"\xef\xbb\xbf" + META_GOOD.encode(), "a mark in front"),
    ("cr", META_GOOD.replace("\n", "\r").encode(), "old Mac line ends"),
    ("next-line", META_GOOD.replace("\n", "\u0085").encode(), "next-line codes for line ends"),
    ("noise", bytes(range(256)) * 100, "noise"),
    ("fifo", Fifo(), "a named pipe"),
    ("link-zero", Symlink("/dev/zero"), "a link to /dev/zero"),
):
    add(
        f"yaml-file-{_id}",
        "yaml",
        "full",
        f"right files; {META} is or has {_why}",
        lambda right, notebook, content=_content: {META: content} | folder(right, name=ENTRY),
        *(("refused",) if _id in ("nul", "bytes", "utf32", "noise") else ()),
    )

# ---------------------------------------------------------------- roster

ROSTER = "roster.csv"
HEAD = "student_id,name,email\n"
LINE = "mallory,Mallory Test,mallory@example.edu\n"
for _id, _content, _why in (
    ("nul", (HEAD + "mal\0lory,x\0,\0\n" + LINE).encode(), "NUL bytes"),
    ("million-columns", lambda: (HEAD + LINE).encode() + b"," * 1_000_000 + b"\n", "10^6 columns"),
    ("million-heads", lambda: b"student_id" + b",c" * 1_000_000 + b"\nmallory\n", "10^6 headings"),
    ("quote-open", (HEAD + '"' + LINE * 3).encode(), "a quote that never closes"),
    ("quote-inside", (HEAD + 'mallory,Mal"lory" "T,"a"b"c\n').encode(), "quotes inside values"),
    ("field-huge", lambda: (HEAD + f'mallory,"{"x" * 5_000_000}",e\n').encode(), "a field of 5 MB"),
    ("formulas", (HEAD + "mallory,=cmd|'/C calc'!A0,@SUM(1)\n+1,-1,\t=1\n").encode(), "formulas"),
    ("markup", (HEAD + "mallory,<script>alert(1)</script>,<b>\n").encode(), "markup"),
    ("codes", (HEAD + "mallory,\x1b[2J\x07\u202e\u2028,x\n").encode(), "control codes"),
    (
        "rows-300k",
        lambda: (HEAD + LINE + "s,n,e\n" * 300_000).encode(),
        "300,000 rows of one student",
    ),
    ("same-ids", (HEAD + LINE + LINE.replace("Test", "Other") + LINE).encode(), "an id thrice"),
    ("climbing", (HEAD + LINE + "../../etc,x,y\n/etc/passwd,x,y\n").encode(), "climbing ids"),
    ("blank-ids", (HEAD + ",,\n , ,\n" + LINE).encode(), "blank ids"),
    ("ragged", (HEAD + "mallory\n\n\nx,y\na,b,c,d,e,f\n").encode(), "rows of all lengths"),
    ("heads-only", HEAD.encode(), "no students"),
    ("no-heads", LINE.encode(), "no headings"),
    ("same-heads", b"name,name,name\nmallory,b,c\n", "one heading three times"),
    ("heads-blank", b",,\nmallory,b,c\n", "blank headings"),
    ("empty", b"", "no bytes at all"),
    ("blank-lines", lambda: b"\n" * 2_000_000, "2 million blank lines"),
    ("bom", b"\xef\xbb\xbf" + (HEAD + LINE).encode(), "a mark in front"),
    ("utf16", (HEAD + LINE).encode("utf-16"), "UTF-16, as spreadsheets save it"),
    ("latin", (HEAD + "mallory,Ren\u00e9,x\n").encode("latin-1"), "Latin-1"),
    ("gbk", (HEAD + "mallory,\u5f20\u4e09,x\n").encode("gbk"), "GBK"),
    ("semicolons", (HEAD + LINE).replace(",", ";").encode(), "semicolons"),
    ("sep-line", b"sep=;\n" + (HEAD + LINE).replace(",", ";").encode(), "a sep= line"),
    ("tabs", (HEAD + LINE).replace(",", "\t").encode(), "tabs"),
    ("cr", (HEAD + LINE).replace("\n", "\r").encode(), "old Mac line ends"),
    ("xlsx", zip_of([Member(b"xl/workbook.xml", b"<workbook/>")]), "a spreadsheet, renamed"),
    ("noise", bytes(range(256)) * 50, "noise"),
    ("html", b"<html><table><tr><td>mallory</table>", "a saved web page"),
    ("number-ids", b"student_id,name\n1e5,x\n00123,y\nnan,z\nTRUE,w\n", "ids read as numbers"),
    ("other-students", (HEAD + "alice,A,a\nbob,B,b\n").encode(), "this student is not on it"),
    ("case-ids", (HEAD + "MALLORY,M,m\nMallory ,M,m\n").encode(), "the id in other case"),
    ("fifo", Fifo(), "a named pipe"),
    ("link-zero", Symlink("/dev/zero"), "a link to /dev/zero"),
):
    add(
        f"csv-{_id}",
        "csv",
        "full",
        f"right files; {ROSTER} is or has {_why}",
        lambda right, notebook, content=_content: {ROSTER: late(content)} | folder(right),
        "refused",
    )


def by_kind() -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in CASES:
        counts[item.kind] = counts.get(item.kind, 0) + 1
    return counts


if __name__ == "__main__":
    print(len(CASES), by_kind())
