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
from ..results.records import dataclass

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


@dataclass(frozen=True)
class Draw:
    """Which inputs a student's submission gets.

    Attributes:
        variant: 0..15.
        content: digest of the submission.
        day: on which the variant was drawn, YYYY-MM-DD; "" where that is not kept.
    """

    variant: int
    content: str = ""
    day: str = ""


def variant_of(secret: bytes, assignment: str, student: str, content: str = "") -> int:
    """Returns the grading variant of a student's submission: the same whenever it is graded first."""
    message = f"student/{assignment}/{student}/{content}".encode("utf-8", "surrogatepass")
    return hmac.digest(secret, message, "sha256")[0] % UNPUBLISHED


def draw_variant(
    secret: bytes, assignment: str, student: str, content: str, day: str, earlier: Draw | None
) -> Draw:
    """Returns the draw of a submission, at most one new one a day for a student.

    What one submission got to see of its inputs is of no use to the next, which has others; and nobody can
    hand in until the inputs suit. The same submission keeps its inputs for ever.

    Args:
        content: digest of the submission.
        day: today, YYYY-MM-DD.
        earlier: of what the student handed in last.
    """
    if earlier is not None and earlier.day and day in ("", earlier.day):
        return Draw(earlier.variant, content, earlier.day)
    if earlier is not None and earlier.content == content:
        return earlier
    return Draw(variant_of(secret, assignment, student, content), content, day)


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
