"""Which random inputs a check gets.

Visible runs use 8 published variants. Grading uses one of 16 that nobody can compute without the
course's secret, so that copying published answers gains nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

import numpy as np

from ..errors import UsageError

PUBLISHED = 8
UNPUBLISHED = 16


def published_seed(assignment: str, check: str, seed: int) -> int:
    """Returns the generator's seed of a published variant (0..7)."""
    digest = hashlib.sha256(f"{assignment}/{check}/{seed}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def unpublished_seed(secret: bytes, assignment: str, check: str, variant: int) -> int:
    """Returns the generator's seed of a grading variant (0..15)."""
    message = f"variant/{assignment}/{check}/{variant}".encode()
    return int.from_bytes(hmac.digest(secret, message, "sha256")[:8], "big")


def variant_of(secret: bytes, assignment: str, student: str) -> int:
    """Returns the grading variant of a student: the same whenever the class is graded."""
    digest = hmac.digest(secret, f"student/{assignment}/{student}".encode(), "sha256")
    return digest[0] % UNPUBLISHED


def seed_of_globals(seed: int) -> int:
    """Returns the seed of the global generators on the student's side.

    It does not tell the seed of the inputs: 8 bytes are smuggled out more easily than all inputs.
    """
    return int.from_bytes(hashlib.sha256(f"globals/{seed}".encode()).digest()[:8], "big")


def generator(seed: int) -> np.random.Generator:
    """Returns the `rng` of a probe."""
    return np.random.default_rng(seed)


def course_secret(root: Path) -> bytes:
    """Returns $SOFTMARK_SECRET, else the course's .softmark/secret, made at first use.

    Raises:
        UsageError: the file cannot be made or read, or is empty: then anybody could compute the inputs.
    """
    given = os.environ.get("SOFTMARK_SECRET")
    if given:
        return os.fsencode(given)
    path = root / ".softmark" / "secret"
    try:
        if not path.exists():
            _make_secret(path)
        secret = path.read_bytes().strip()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read or made ({error.strerror}): it decides which inputs students get. "
            "Give this user the right to it, or set SOFTMARK_SECRET."
        ) from None
    if not secret:
        raise UsageError(
            f"{path} is empty: it decides which inputs students get. Put back what was in it, or delete "
            "it, and all will be graded anew on other inputs."
        )
    return secret


def _make_secret(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f"secret.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode() + b"\n")
    # A link fails where another process was first, and is never seen half written.
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
