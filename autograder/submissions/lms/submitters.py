"""Gradescope's submission_metadata.yml: who handed in what, and when."""

from __future__ import annotations

from ...errors import UsageError
from ...execution.parsing import Unparsed
from .download import Tree
from .people import Person

METADATA = "submission_metadata.yml"
METADATA_BYTES = 64 << 20


def read_metadata(tree: Tree, member: str) -> dict[str, tuple[Person, ...]]:
    """Returns the people of each submission, several of a group, by its folder.

    Raises:
        UsageError: the file is damaged.
    """
    content = tree.read(member, METADATA_BYTES)
    try:
        with tree.parsers.open() as parse:
            found = parse("metadata.submissions", content)
        return {
            str(folder): tuple(_person(*map(str, person)) for person in people)
            for folder, people in found.items()
        }
    except (Unparsed, AttributeError, TypeError) as error:
        line = error.facts.get("line", 0) if isinstance(error, Unparsed) else 0
        place = f"{METADATA}:{line}" if line else METADATA
        raise UsageError(f"{tree.path}: {place} is damaged: export it again.") from None


def _person(name: str, id_: str, email: str, submitted: str) -> Person:
    ids = {kind: value for kind, value in (("id", id_), ("email", email)) if value}
    return Person(name=name, ids=ids, submitted=submitted)
