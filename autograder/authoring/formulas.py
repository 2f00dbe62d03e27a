"""At the level "derive" nothing that students get says what they are asked to derive."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..course.assignment import Assignment, load_assignment
from ..course.course import ASSIGNMENT, Bundle, settings_path
from ..course.formulas import line_before
from ..course.levels import DERIVE, load_derivation
from ..course.mistakes import load_mistakes
from ..results.text import Words
from ..results.toml_files import text_of
from .leaks import cell_texts


def derived(bundle: Bundle) -> Assignment | None:
    """Returns an assignment at the level "derive"; None where it has no such level.

    Raises:
        CourseError: derive.toml is malformed.
    """
    if not bundle.formulas and load_derivation(bundle) is None:
        return None
    text = text_of(bundle.assignment[ASSIGNMENT], settings_path(bundle.name))
    text = re.sub(r"(?m)^level\s*=.*\n", "", text)
    files = {**bundle.assignment, "assignment.toml": f'level = "{DERIVE}"\n{text}'.encode()}
    return load_assignment(replace(bundle, assignment=files))


def told_formulas(
    assignment: Assignment, released: Mapping[str, bytes]
) -> Iterator[tuple[str, int, str]]:
    """Yields place, line and formula, for each formula that students would be told.

    Args:
        released: what students get, by path; looked through with checks.py, and with what titles and hints
            say, the second step of a hint included.
    """
    for place, texts in _texts(assignment, released):
        line = 1
        for text in texts:
            for formula in assignment.bundle.formulas:
                found = line_before(formula, text)
                if found is not None:
                    yield place, line + found, formula
            line += text.count("\n") + 1


def _texts(
    assignment: Assignment, released: Mapping[str, bytes]
) -> Iterator[tuple[str, Sequence[str]]]:
    files = {
        f"assignments/{assignment.name}/{path}": content
        for path, content in assignment.bundle.assignment.items()
        if path.endswith(".py")
    }
    for path, content in (files | dict(released)).items():
        if path.startswith("solutions/"):
            continue
        if path.endswith(".npz"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield (
                    path,
                    [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()],
                )
        else:
            text = content.decode("utf-8", "replace")
            yield path, cell_texts(text) if path.endswith(".ipynb") else [text]
    for check in assignment.checks:
        yield f"check {check.id}", _said(check.title)
    for mistake in load_mistakes(assignment.bundle):
        more = () if mistake.more is None else (mistake.more,)
        yield f"mistake {mistake.id}", _said(mistake.title, mistake.hint, *more)


def _said(*words: Words) -> list[str]:
    return [text for item in words for _, text in item.texts]
