"""How much of a submission is looked at and kept."""

from collections.abc import Sequence

from ..results.records import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class IntakeLimits:
    """Upper bounds; sizes are in bytes.

    A file over its own limit is left out with a note. An archive over `archive_bytes`,
    `inflated_bytes`, `header_bytes` or `max_members`, and a folder over `max_members`, is refused
    as a whole.
    """

    code_bytes: int = 1 * MIB
    """One .py file."""
    notebook_bytes: int = 64 * MIB
    """One .ipynb file, with its outputs."""
    report_bytes: int = 20 * MIB
    """One .pdf file."""
    kept_bytes: int = 96 * MIB
    """All files that are kept, together."""
    archive_bytes: int = 200 * MIB
    """An archive as it was handed in."""
    inflated_bytes: int = 512 * MIB
    """What a compressed tar may unpack to. Of a zip only the kept files are unpacked."""
    header_bytes: int = 64 * 1024
    """What a tar may say about one member: long names and extended attributes."""
    max_members: int = 5_000
    """Files and folders in an archive, or visible ones in a folder."""
    max_depth: int = 32
    """Folders within folders."""
    max_path: int = 1_000
    """Characters in one path."""
    max_listing: int = 2_000
    """Rows of `Submission.listing`."""
    max_notes: int = 100
    """Notes; one more says how many there would have been."""

    @property
    def directory_bytes(self) -> int:
        """A zip's table of contents: 512 bytes for a member, and its closing comment."""
        return 512 * self.max_members + 128 * 1024

    def is_too_deep(self, folder: Sequence[str]) -> bool:
        """Whether a folder with this path is not looked through."""
        return len(folder) > self.max_depth


DEFAULT_LIMITS = IntakeLimits()
