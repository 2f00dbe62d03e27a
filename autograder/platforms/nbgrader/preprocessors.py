"""What the course's configuration puts into `nbgrader autograde`: kernels in the sandbox, our scores."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbformat import from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Float

from ...checks.seeds import course_secret
from ...course.course import Course, find_course
from ...grading.batch import Job, Task, WorkerState, grade_task
from ...grading.kernel.kernel import KERNEL, SandboxKernelManager
from ...results.result import Result
from ...results.result_json import decode_result
from ...submissions import SubmissionPath
from .autograded import answers_in, header_cells, with_cards
from .cells import facts_of
from .gradebook import write_result


class RunInSandbox(Execute):  # type: ignore[misc]
    """Runs the notebook's cells in the sandboxed kernel, so that their figures can be looked at.

    No score depends on what they print. A notebook that kills its kernel, or takes too long, keeps the
    outputs it had until then.
    """

    total_seconds = Float(300, help="Wall time of all cells of a notebook.").tag(config=True)

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        keywords["kernel_manager_class"] = SandboxKernelManager
        super().__init__(*arguments, **keywords)
        self._until = 0.0

    def create_kernel_manager(self) -> Any:
        """Returns a manager of the sandboxed kernel, whatever kernel the notebook asks for."""
        self.kernel_name = KERNEL
        return super().create_kernel_manager()

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> Any:
        """Runs all cells."""
        self._until = time.monotonic() + self.total_seconds
        try:
            return super().preprocess(nb, resources, km)
        except (DeadKernelError, RuntimeError) as error:
            self.log.warning("The kernel ended, and the cells after that were not run: %s", error)
            return nb, resources

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> Any:
        """Runs a cell, unless the time is used up or it is one of our tests."""
        if cell.cell_type != "code" or _is_test(cell):
            return cell, resources
        if time.monotonic() > self._until:
            text = f"Not run: the notebook took longer than {self.total_seconds:g} s."
            cell.outputs = [_stream(text)]
            return cell, resources
        return super().preprocess_cell(cell, resources, index)


class SaveScores(NbGraderPreprocessor):  # type: ignore[misc]
    """Stores the scores of our own checks, which run in processes of their own.

    nbgrader's SaveAutoGrades believes what a cell prints; this takes its place. The outputs of test
    cells are replaced by what grading found.
    """

    def preprocess(self, nb: Any, resources: Any) -> Any:
        """Grades the submission and writes its scores to the gradebook."""
        facts = resources["nbgrader"]
        # The preprocessor's parent is the exporter, whose parent is the converter.
        coursedir = self.parent.parent.coursedir
        course = find_course(Path(coursedir.root))
        folder = Path(
            coursedir.format_path(
                coursedir.submitted_directory, facts["student"], facts["assignment"]
            )
        )
        submitted = coursedir.get_existing_timestamp(str(folder))
        result = grade_folder(course, facts["assignment"], facts["student"], folder, submitted)
        with Gradebook(facts["db_url"]) as book:
            # Whether an answer has changed is not known here: a person should look again.
            write_result(book, result, answers=answers_in(nb.cells), before={})
        cells = [*header_cells(result), *with_cards(nb.cells, result)]
        nb.cells = [from_dict(cell) for cell in cells]  # type: ignore[no-untyped-call]
        return nb, resources


def grade_folder(
    course: Course, assignment: str, student: str, folder: Path, submitted: datetime | None
) -> Result:
    """Returns the result of a single submission.

    Args:
        submitted: when, in UTC without a time zone, as nbgrader says it.
    """
    job = Job(course.bundle(assignment), course_secret(course.root))
    state = WorkerState(job, lambda: None)
    try:
        when = submitted.replace(tzinfo=UTC).isoformat() if submitted else ""
        task = Task(student, SubmissionPath(student, folder), submitted=when)
        return decode_result(grade_task(state, task).line)
    finally:
        state.close()


def _is_test(cell: Any) -> bool:
    facts = facts_of(cell)
    return bool(facts.get("grade")) and not facts.get("solution")


def _stream(text: str) -> Any:
    output = {"output_type": "stream", "name": "stdout", "text": text}
    return from_dict(output)  # type: ignore[no-untyped-call]
