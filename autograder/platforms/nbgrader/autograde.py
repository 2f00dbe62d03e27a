"""`nbgrader autograde` behind a gate: nbgrader's own code meets only what was read and written anew.

nbgrader copies what links point to, believes a notebook's metadata, and ends for the whole class where
one notebook breaks it. So every student's work is read as `softmark grade` reads it, graded, and its
scores stored; then nbgrader converts a notebook made from what was read, in a folder of its own, and
whatever happens to that costs at most the outputs of that student's own cells.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NoReturn

from nbgrader.api import Gradebook
from nbgrader.apps import api, autogradeapp
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.utils import temp_attrs
from sqlalchemy.exc import SQLAlchemyError

from ...checks.seeds import course_secret
from ...course.assignment import Assignment, load_assignment
from ...course.course import find_course
from ...course.kept import answers_folder
from ...errors import UsageError
from ...execution.parsing import Parsers
from ...execution.sandbox import SandboxUnavailable
from ...grading.batch import Job, Task, WorkerState, grade_task
from ...grading.batch.found import find_class
from ...grading.batch.remarks import remarks
from ...grading.batch.task import read_source
from ...results.result import Result
from ...results.result_json import decode_result
from ...submissions import Refused, Submission, SubmissionPath
from ...submissions.lms.people import ClassFound, Packed, Person
from ...submissions.lms.times import TIMESTAMP
from .autograded import autograded_notebook, checked_notebook
from .beside import copy_beside
from .cells import is_assignment, source_cells
from .gradebook import readable_time, write_assignment, write_result
from .write_class import autograded_path, write_notebook


def guard_autograde() -> None:
    """Has `nbgrader autograde` and formgrader use `GuardedAutograde`, as no setting of theirs does."""
    for module in (api, autogradeapp):
        module.Autograde = GuardedAutograde


class GuardedAutograde(Autograde):  # type: ignore[misc]
    """Grades one student after the other; what goes wrong with one is said at the end.

    Assignments that are none of ours are left to nbgrader.

    Attributes:
        results: of the students graded so far, for the preprocessors.
        parsers: for the preprocessors; None where the assignment is none of ours.
    """

    results: dict[str, Result]
    parsers: Parsers | None = None
    _checked = ""
    _made = ""

    @property
    def _input_directory(self) -> str:
        if self._made and not self._sanitizing:
            return self._made
        return self._checked or str(super()._input_directory)

    @property
    def _output_directory(self) -> str:
        return self._made or str(super()._output_directory)

    def init_notebooks(self) -> None:
        """Finds the class, as `softmark grade` does."""
        self.results = {}
        self._is_ours = is_assignment(Path(self.coursedir.root), str(self.coursedir.assignment_id))
        if not self._is_ours:
            super().init_notebooks()
            return
        try:
            course = find_course(Path(self.coursedir.root))
            self._course = course
            name = course.resolve(str(self.coursedir.assignment_id))
            self._assignment: Assignment = load_assignment(course.bundle(name))
            submitted = Path(self.coursedir.root, self.coursedir.submitted_directory)
            self._found: ClassFound = find_class(submitted, self._assignment)
        except UsageError as error:
            self._fail(str(error))
        wanted = self.coursedir.student_id
        sources = {source.student: source for source in self._found.sources}
        self._sources = {
            student: source
            for student, source in sources.items()
            if student == wanted or (wanted not in sources and fnmatchcase(student, wanted))
        }
        if wanted == "*":
            self._remarks = list(remarks(self._found, self._assignment.config.language))
        else:
            self._remarks = []
        if not self._sources:
            self._fail(f"There is nothing of {wanted!r} in {submitted} that could be graded.")

    def _fail(self, sentence: str) -> NoReturn:
        self.log.error(sentence)
        raise NbGraderException(sentence)

    def convert_notebooks(self) -> None:
        """Grades every student, and ends with a list of what could not be done as usual."""
        if not self._is_ours:
            super().convert_notebooks()
            return
        root = self._course.root
        kept = str(answers_folder(root))
        job = Job(self._assignment.bundle, course_secret(root), kept=kept)
        try:
            self._update_gradebook()
            state = WorkerState(job, None, lambda: None)
        except (SandboxUnavailable, SQLAlchemyError) as error:
            self._fail(f"{error}")
        self.parsers = state.parsers
        try:
            for student, source in sorted(self._sources.items()):
                with self._apart(student):
                    self._grade(state, student, source)
        finally:
            self.parsers = None
            state.close()
        self._say_at_the_end()

    def _update_gradebook(self) -> None:
        late = self._assignment.config.late
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            cells = source_cells(self._assignment)
            write_assignment(book, self._assignment.name, *cells, late.due if late else None)

    @contextlib.contextmanager
    def _apart(self, student: str) -> Iterator[None]:
        """Goes on with the next student, whatever happens to one."""
        try:
            yield
        except SQLAlchemyError:
            raise
        except UsageError as error:
            self._remark(student, str(error))
        # nbgrader ends the process where it cannot read a file.
        except (Exception, SystemExit) as error:
            self.log.debug("%s", student, exc_info=True)
            self._remark(student, f"not graded ({type(error).__name__}: {str(error)[:200]})")

    def _remark(self, student: str, sentence: str) -> None:
        self._remarks.append(f"{student}: {sentence}")

    def _say_at_the_end(self) -> None:
        self.log.info("%d graded.", len(self.results))
        if self._remarks:
            self.log.warning("To look at:\n%s", "\n".join(f"  {line}" for line in self._remarks))

    def _grade(self, state: WorkerState, student: str, source: SubmissionPath | Packed) -> None:
        name = self._assignment.name
        target = autograded_path(self._course, name, student)
        person = self._found.people.get(student, Person())
        with tempfile.TemporaryDirectory(prefix="softmark-") as folder:
            checked, made = Path(folder, "checked"), Path(folder, "made")
            self._checked = str(checked)
            inside = Path(self._format_source(name, student))
            inside.mkdir(parents=True)
            self._copy_timestamp(source, inside)
            self.notebooks = [str(inside / f"{name}.ipynb")]
            try:
                if not self.init_destination(name, student):
                    return
                submission = read_source(self._assignment, source, state.parsers, state.downloads)
                notebook = self._store(state, student, submission, person)
                content = checked_notebook(self._assignment, submission, state.parsers)
                Path(self.notebooks[0]).write_bytes(content)
                if isinstance(source, Packed):
                    tree = state.downloads.tree(source.path)
                    for sentence in copy_beside(source, tree, inside):
                        self._remark(student, sentence)
                self._made = str(made)
                if not self._convert(student):
                    write_notebook(target, notebook)
                else:
                    _replace(Path(self._format_dest(name, student)), target.parent)
            finally:
                self._checked = self._made = ""

    def _store(
        self, state: WorkerState, student: str, submission: Submission | Refused, person: Person
    ) -> bytes:
        """Grades, and stores the scores before anything else can go wrong.

        Returns:
            The notebook as it is shown where its cells cannot be run.
        """
        task = Task(student, submission, submitted=person.submitted, late=person.late)
        result = decode_result(grade_task(state, task).line)
        if result.status != "graded":
            self._remark(student, " ".join((result.message, *result.notes)))
        try:
            made = autograded_notebook(self._assignment, submission, result, state.parsers)
        except Exception as error:  # the score counts, whatever cannot be shown
            self._remark(student, f"graded; its cells cannot be shown ({type(error).__name__})")
            nothing = Refused("notebook-damaged", {"name": ""})
            made = autograded_notebook(self._assignment, nothing, result, state.parsers)
        notebook, answers = made
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            # Whether an answer has changed is not known here: a person should look again.
            write_result(book, result, answers=answers, before={}, submitted=person.submitted)
        self.results[student] = result
        return notebook

    def _convert(self, student: str) -> bool:
        """Runs nbgrader's conversion; tells whether that worked."""
        name = self._assignment.name
        try:
            # nbgrader gives no points where it finds no notebook.
            with temp_attrs(self.coursedir, submitted_directory=self._checked):
                self.run_pre_convert_hook()
                self.init_assignment(name, student)
                self.convert_single_notebook(self.notebooks[0])
                self.set_permissions(name, student)
                self.run_post_convert_hook()
        except SQLAlchemyError:
            raise
        except (Exception, SystemExit) as error:
            self.log.debug("%s", student, exc_info=True)
            reason = f"{type(error).__name__}: {str(error)[:200]}"
            self._remark(student, f"graded; its cells could not be run here ({reason})")
            return False
        return True

    def _copy_timestamp(self, source: SubmissionPath | Packed, folder: Path) -> None:
        """Writes the time of the submission where nbgrader looks for it, if nbgrader can read it."""
        person = self._found.people.get(source.student, Person())
        if stamp := readable_time(person.submitted):
            (folder / TIMESTAMP).write_text(f"{stamp} UTC\n", encoding="utf-8")


def _replace(made: Path, target: Path) -> None:
    """Puts a finished folder in the place of an old one."""
    if target.exists():
        shutil.rmtree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(made, target)
