"""Bytes as an open file, which a parser in another process can be given."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO


@contextmanager
def in_memory(content: bytes) -> Iterator[BinaryIO]:
    """A file that holds the bytes and lies on no disk."""
    with open(os.memfd_create("archive"), "w+b", buffering=0) as file:
        file.write(content)
        yield file
