"""Makes what students get out of what they never get: stubs, workspace, published answers.

Everything is generated from solutions/NAME. The hashes of what was written last stand in
assignments/NAME/released.json, so that a file that a person has edited since is not overwritten.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..checks.seeds import PUBLISHED
from ..course.answers import EXPECTED, answer_key, pack_answers
from ..course.assignment import Assignment, later_digests
from ..course.cells import read_notebook, write_notebook
from ..course.course import Course
from ..course.expected import published_inputs
from ..course.regions import strip_regions
from ..course.sources import text_digest
from ..course.translation import read_translation, translated_into
from ..diagnosis.mistake_tables import mistake_tables
from ..errors import CourseError, UsageError
from ..grading.failure_hints import find_interface
from ..results.convert import convert, to_plain
from ..results.replacing import write_output
from .leaks import refuse_leaks
from .notebook.assemble import notebook_files, notebook_paths, released_notebook
from .notebook.strip import strip_notebook
from .same_answers import same_answers
from .unproven import refuse_unproven

MANIFEST = "released.json"


def generated_files(
    assignment: Assignment, seeds: Sequence[int] = range(PUBLISHED)
) -> dict[str, bytes]:
    """Returns all generated files, by path from the course's folder.

    Args:
        seeds: of the published inputs; fewer of them where the files are only read.

    Raises:
        CourseError: a marker is malformed, a workspace file missing, or the reference fails.
    """
    files = workspace_files(assignment) | handout_files(assignment)
    files[f"assignments/{assignment.name}/{EXPECTED}"] = published_answers(assignment, seeds)
    files |= notebook_files(assignment)
    return files


def workspace_files(assignment: Assignment) -> dict[str, bytes]:
    """Returns the student's workspace: the reference's files without their solutions."""
    folder = assignment.config.release_to or f"assignments/{assignment.name}"
    files = {}
    for name in assignment.config.workspace:
        path = f"solutions/{assignment.name}/{name}"
        content = assignment.bundle.solution.get(name)
        if content is None:
            raise CourseError(
                f"assignments/{assignment.name}/assignment.toml: workspace names {name}, but there "
                f"is no {path}."
            )
        if name.endswith(".py"):
            content = strip_regions(content.decode(), path).encode()
        elif name.endswith(".ipynb"):
            content = strip_notebook(content, path)
        files[(Path(folder) / name).as_posix()] = content
    return files


def translated_files(assignment: Assignment, language: str) -> dict[str, bytes]:
    """Returns the workspace and the notebook as they stand in another language, by path.

    Raises:
        CourseError: a translation is malformed.
    """
    said = read_translation(assignment.bundle, language)
    files = {}
    for path, content in workspace_files(assignment).items():
        if path.endswith(".py"):
            files[path] = said.of_code(content.decode(), Path(path).name, "").encode()
        elif path.endswith(".ipynb"):
            notebook = read_notebook(content)
            cells = [
                {**cell, "source": said.cells.get(cell.get("id", ""), cell["source"]).strip("\n")}
                for cell in notebook["cells"]
            ]
            files[path] = write_notebook({**notebook, "cells": cells})
        else:
            files[path] = content
    released = released_notebook(assignment, language)
    if released is not None:
        files[notebook_paths(assignment.name)[1]] = released
    return files


def languages(assignment: Assignment) -> list[str]:
    """Returns the languages that notebook.LANGUAGE.md or translation.LANGUAGE.toml is there for."""
    found = (re.fullmatch(r"notebook\.([a-z]+)\.md", path) for path in assignment.bundle.solution)
    return sorted({*translated_into(assignment.bundle), *(match[1] for match in found if match)})


def handout_files(assignment: Assignment) -> dict[str, bytes]:
    """Returns README.md, and README.zh.md and the like, of handout.md and handout.zh.md.

    Nothing where there is no handout.md: then the handout is written by hand, at one level.
    """
    return {
        f"assignments/{assignment.name}/README{path.removeprefix('handout')}": content
        for path, content in assignment.bundle.solution.items()
        if re.fullmatch(r"handout(\.[a-z]+)?\.md", path)
    }


def published_answers(assignment: Assignment, seeds: Sequence[int] = range(PUBLISHED)) -> bytes:
    """Returns expected.npz: what the visible checks expect of the published inputs.

    It is the one that is there where that says the same, so that a package that is made on another machine
    is of the same version as what grades it.
    """
    right = published_inputs(assignment)
    expected = {
        answer_key(check.id, seed): right.outputs(check, seed)
        for check in assignment.checks
        if not check.hidden
        for seed in seeds
    }
    tables, texts = mistake_tables(assignment, assignment.mistakes, seeds)
    interface = find_interface(assignment.reference_facts)
    texts |= {
        "signatures": interface.signatures,
        "returns": interface.returns,
        "names": list(assignment.wanted_names),
        "later": later_digests(assignment),
        "stubs": {
            name: [text_digest(stub) for stub in assignment.released_stubs(name)]
            for name in assignment.wanted
        },
        # Handed back as they are more often than not: a check need not inspect them again.
        "given": {
            name: {"digest": text_digest(assignment.given[name]), "facts": to_plain(facts)}
            for name, facts in assignment.given_facts.items()
        },
    }
    made = pack_answers({"expected": expected, **tables}, texts)
    there = assignment.bundle.assignment.get(EXPECTED)
    return there if there is not None and same_answers(there, made, EXPECTED) else made


def release(course: Course, assignment: Assignment, *, force: bool = False) -> list[str]:
    """Writes the generated files into the course, removes those of an earlier release, and returns what changed.

    Raises:
        UsageError: a file was edited since its last release, and `force` is not given.
        CourseError: something would give a solution away, the reference fails a check, or a mistake does not load.
    """
    refuse_unproven(assignment)
    files = generated_files(assignment)
    refuse_leaks(files, assignment)
    manifest_path = course.root / "assignments" / assignment.name / MANIFEST
    known = read_manifest(manifest_path)
    changed = []
    for path, content in files.items():
        target = course.root / path
        current = target.read_bytes() if target.exists() else None
        if current == content:
            continue
        if current is not None and digest(current) != known.get(path) and not force:
            raise UsageError(
                f"{path} was edited since its last release: move your work elsewhere, or give "
                "--force to overwrite it."
            )
        changed.append(path)
    stale = left_over(course, assignment, files)
    for path in stale:
        if digest((course.root / path).read_bytes()) != known[path] and not force:
            raise UsageError(
                f"{path} is released no longer, and was edited since it was: move your work elsewhere, or give "
                "--force to remove it."
            )
    for path in stale:
        (course.root / path).unlink()
    for path in changed:
        write_output(course.root / path, files[path])
    manifest = {path: digest(content) for path, content in sorted(files.items())}
    write_output(manifest_path, json.dumps(manifest, indent=1) + "\n")
    return [*changed, *(f"{path} (removed)" for path in stale)]


def left_over(course: Course, assignment: Assignment, files: Mapping[str, bytes]) -> list[str]:
    """Returns the paths of what an earlier release has written, and this one does not: a stub by its old name, say.

    Args:
        files: those that are generated now.

    Raises:
        CourseError: the list of what was released is damaged.
    """
    known = read_manifest(course.root / "assignments" / assignment.name / MANIFEST)
    return [path for path in known if path not in files and (course.root / path).is_file()]


def read_manifest(path: Path) -> dict[str, str]:
    """Returns the hashes of the files as they were released last; {} before the first release.

    Raises:
        CourseError: the file is damaged.
    """
    if not path.exists():
        return {}
    try:
        return convert(json.loads(path.read_bytes()), dict[str, str])
    except ValueError as error:
        raise CourseError(f"{path}: {error} Delete it and release again.") from None


def digest(content: bytes) -> str:
    """Returns the SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()
