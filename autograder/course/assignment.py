"""An assignment: what its assignment.toml says, its checks, its reference and its data."""

from __future__ import annotations

import ast
import hashlib
import io
from contextlib import nullcontext
from functools import cached_property
from typing import Any

import numpy as np

from ..checks.check import Check, collected_checks
from ..errors import CourseError, UsageError, nearest
from ..execution.bounded import EndlessError, bounded
from ..execution.worker.executor import Fixtures
from ..execution.worker.modules import SubmissionModules
from ..execution.worker.static_analysis import inspect_files
from ..results.records import dataclass
from .answers import EXPECTED, Answers
from .config import Config, load_config
from .course import Bundle
from .credit import examine_credit
from .examine import examine_checks, examine_solution, examine_sources, examine_texts, parse
from .levels import at_level
from .mistakes import Mistake, load_mistakes
from .regions import find_regions, strip_regions
from .rules import Facts, read_facts
from .settings import read_settings
from .translation import translated


@dataclass(frozen=True)
class Assignment:
    """A loaded assignment; everything in it is read-only.

    Attributes:
        checks: visible ones first; on a student's machine there are no others.
        languages: those that titles and hints are asked for in, the class's first.
    """

    bundle: Bundle
    config: Config
    checks: tuple[Check, ...]
    languages: tuple[str, ...] = ("en",)

    @property
    def name(self) -> str:
        """The assignment's name, which is its folder's."""
        return self.bundle.name

    @property
    def max_score(self) -> float:
        """The sum of all points."""
        return sum(self.config.points.values())

    @property
    def wanted(self) -> tuple[str, ...]:
        """The files that a submission is recognised by."""
        return tuple(f"{module}.py" for module in self.config.modules)

    @cached_property
    def reference(self) -> dict[str, bytes]:
        """The reference's Python files."""
        return {
            path: content
            for path, content in self.bundle.solution.items()
            if "/" not in path and path.endswith(".py") and path != "hidden.py"
        }

    def stub(self, name: str) -> bytes:
        """Returns one of the reference's files as it is released; nothing where it has no such file.

        Raises:
            CourseError: a marker in it is malformed.
        """
        if name not in self._stubs:
            source = self.reference.get(name, b"").decode()
            # What has none is released as it is, and need not be parsed for that.
            path = self._path_of(name)
            stub = strip_regions(source, path) if find_regions(source, path) else source
            self._stubs[name] = stub.encode()
        return self._stubs[name]

    def _path_of(self, name: str) -> str:
        return f"solutions/{self.name}/{name}"

    @cached_property
    def _stubs(self) -> dict[str, bytes]:
        """Those that were made."""
        return {}

    def released_stubs(self, name: str) -> tuple[bytes, ...]:
        """Returns one of the reference's files as it is released, in each language that it is released in.

        Raises:
            CourseError: a marker in it or a translation is malformed.
        """
        if name not in self._released_stubs:
            texts = translated(self.bundle, name, self.stub(name))
            self._released_stubs[name] = texts
        return self._released_stubs[name]

    @cached_property
    def _released_stubs(self) -> dict[str, tuple[bytes, ...]]:
        return {}

    @property
    def given_names(self) -> tuple[str, ...]:
        """The workspace's Python files that are not to be filled in."""
        return tuple(
            name
            for name in self.config.workspace
            if name.endswith(".py") and name not in self.wanted
        )

    @cached_property
    def wanted_names(self) -> tuple[str, ...]:
        """The names that the stubs define, and so a notebook should.

        On a student's machine they stand in the published answers.

        Raises:
            CourseError: a stub is malformed.
            UsageError: the published answers are damaged.
        """
        if not self.reference and self.answers is not None:
            return tuple(self.answers.text("names"))
        names: dict[str, None] = {}
        for name in self.wanted:
            for node in parse(self.stub(name), self._path_of(name)).body:
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    names[node.name] = None
                elif isinstance(node, ast.Assign):
                    names |= {item.id: None for item in node.targets if isinstance(item, ast.Name)}
        return tuple(names)

    @cached_property
    def given(self) -> dict[str, bytes]:
        """Those files as they are released; empty on a student's machine, which has no reference."""
        return {name: self.stub(name) for name in self.given_names if name in self.reference}

    @cached_property
    def given_facts(self) -> Facts:
        """The facts of those files, which are handed in as they were released more often than not."""
        vectorised = self.config.rules.loops.vectorised
        return read_facts({"values": inspect_files(self.given, vectorised)})

    @cached_property
    def reference_facts(self) -> Facts:
        """The facts of the reference's files; loops are looked for in given ones alone."""
        given = {path: facts for path, facts in self.given_facts.items()
                 if self.given[path] == self.reference[path]}  # fmt: skip
        rest = [path for path in self.reference if path not in given]
        found = {**given, **read_facts({"values": inspect_files(self.reference, (), rest)})}
        return {path: found[path] for path in self.reference if path in found}

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The known mistakes; see `load_mistakes`.

        Raises:
            CourseError: their file is malformed.
        """
        return load_mistakes(self.bundle)

    @cached_property
    def answers(self) -> Answers | None:
        """The published answers; None where there are none.

        Raises:
            UsageError: they are damaged.
        """
        content = self.bundle.assignment.get(EXPECTED)
        path = f"assignments/{self.name}/{EXPECTED}"
        return None if content is None else Answers(content, path)

    @cached_property
    def fixtures(self) -> Fixtures:
        """The assignment's data, by name and key; empty on a student's machine."""
        return {
            name: _load_npz(self.bundle, file)
            for name, file in self.config.fixtures.items()
            if file in self.bundle.solution
        }

    def make_ready(self) -> None:
        """Makes what grading asks for first, for processes that go on from this one."""
        for name in ("fixtures", "given_facts", "mistakes", "reference_facts"):
            getattr(self, name)
        for name in self.wanted:
            self.released_stubs(name)

    def check(self, id: str) -> Check:
        """Returns a check by its id.

        Raises:
            UsageError: there is none.
        """
        for check in self.checks:
            if check.id == id:
                return check
        ids = [check.id for check in self.checks]
        raise UsageError(f"{self.name} has no check {id!r}. {nearest(id, ids)}")


def later_digests(assignment: Assignment) -> list[str]:
    """Returns digests of the names of hidden checks and of groups of nothing else.

    By them somebody who knows such a name is told that it runs at grading; nobody reads a name off them.
    """
    visible = {part for check in assignment.checks if not check.hidden for part in _names(check)}
    hidden = {part for check in assignment.checks if check.hidden for part in _names(check)}
    return sorted(_digest(name) for name in hidden - visible)


def _names(check: Check) -> tuple[str, str]:
    return check.id, check.id.partition(".")[0]


def runs_later(assignment: Assignment, name: str) -> bool:
    """Tells whether a name is that of a hidden check, or of a group of nothing else, as far as that is published."""
    published = [] if assignment.answers is None else assignment.answers.text("later")
    return _digest(name) in published


def _digest(name: str) -> str:
    return hashlib.sha256(f"check {name}".encode()).hexdigest()


def load_assignment(bundle: Bundle) -> Assignment:
    """Returns the assignment of a bundle.

    Raises:
        CourseError: assignment.toml or a file of checks is malformed.
    """
    settings = read_settings(bundle.course)
    examine_texts(bundle)
    config = load_config(bundle, settings.language)
    examine_sources(bundle)
    bundle = at_level(bundle, config.level)
    sources = {"checks.py": bundle.assignment.get("checks.py", b"")}
    if "hidden.py" in bundle.solution:
        sources["hidden.py"] = bundle.solution["hidden.py"]
    checks = tuple(
        check
        for check in _load_checks(bundle.name, sources, solved=bool(bundle.solution))
        # Time is measured only where the course asks for it.
        if not check.slower_than or check.id.split(".")[0] in config.points
    )
    asked = tuple(dict.fromkeys((config.language, *settings.languages)))
    assignment = Assignment(bundle=bundle, config=config, checks=checks, languages=asked)
    examine_checks(assignment)
    if bundle.solution:
        examine_solution(assignment)
        if config.credit is not None:
            examine_credit(bundle, config.credit)
    return assignment


def _load_checks(name: str, sources: dict[str, bytes], *, solved: bool) -> tuple[Check, ...]:
    """Executes the files of checks and collects the checks they define, in order.

    Args:
        solved: on the instructor's side.
    """
    modules = SubmissionModules(sources, [path.removesuffix(".py") for path in sources])
    with modules.installed(), collected_checks() as found:
        for path in sources:
            hidden = path == "hidden.py"
            full_path = f"{'solutions' if hidden else 'assignments'}/{name}/{path}"
            try:
                # On students' machines a file that does not end is ended with its process.
                with bounded() if solved else nullcontext():
                    modules.load(path.removesuffix(".py"))
                    # A student's file counts as far as it goes; of this one all has to run.
                    for error in modules.stumbled():
                        raise error
            except (Exception, SystemExit, EndlessError) as error:
                line = _error_line(error, path)
                told = f"{type(error).__name__}: {error}".rstrip(": ")
                raise CourseError(f"{full_path}:{line}: {told}.") from None
            for check in found:
                if check.path == path:
                    check.hidden = hidden
                    check.path = full_path
    return tuple(found)


def _error_line(error: BaseException, path: str) -> int:
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    line, traceback = 0, error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == path:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _load_npz(bundle: Bundle, file: str) -> dict[str, np.ndarray[Any, Any]]:
    try:
        with np.load(io.BytesIO(bundle.solution[file]), allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
    except (ValueError, OSError) as error:
        raise CourseError(f"solutions/{bundle.name}/{file}: {error}") from None
    for array in arrays.values():
        array.flags.writeable = False
    return arrays
