"""What is found about a report is on the student's page, and in the notebook of the person who grades."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from helpers.marks import sampled
from helpers.reports import PROSE, cell, notebook

from autograder.course.course import Course
from autograder.errors import UsageError
from autograder.execution.parsing import OwnParsers
from autograder.grading.batch import Job
from autograder.grading.batch.task import Task, WorkerState, grade_task
from autograder.grading.kernel.kernel import KernelEnded
from autograder.grading.report.findings import read_pdf
from autograder.platforms.nbgrader.autograded import header_cells
from autograder.results.result import Result
from autograder.submissions import Submission, SubmissionPath

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("toml", "cost", "told"), [("", 0, ""), ("figures = 2", 2, " (-2)")])
def test_findings_reach_the_student_and_the_grader(monkeypatch, toml, cost, told):
    monkeypatch.setattr(
        "autograder.grading.report.findings.read_pdf",
        lambda content, parsers: {"pages": 1, "text": PROSE, "figures": 0},
    )
    bundle = Course(ROOT).bundle("softmax_mnist")
    given = bundle.assignment["assignment.toml"] + f"\n[rules.report.points]\n{toml}\n".encode()
    bundle = replace(bundle, assignment={**bundle.assignment, "assignment.toml": given})
    files = {name: bundle.solution[name] for name in ("loss.py", "optimizer.py")}
    submission = Submission("ada", {**files, "report.pdf": b"x"}, (), (), "digest")
    state = WorkerState(Job(bundle, b"secret", reports=True), None, lambda: None)
    try:
        graded = grade_task(state, Task("ada", submission))
    finally:
        state.close()
    result = msgspec.json.decode(graded.line, type=Result)
    assert result.score == result.max_score - cost
    assert [item.rule for item in result.violations] == ["report.notebook", "report.figures"]
    (header,) = header_cells(result)
    for message in ("is missing", "holds no figures"):
        assert message in graded.page
        assert message in header["source"]
    assert f"- runner.ipynb is missing\n- report.pdf holds no figures{told}" == header["source"]


def test_without_what_reads_pdfs_there_is_a_sentence_and_no_finding(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="This needs pypdf, which is not installed"):
        read_pdf(b"%PDF", OwnParsers())


def test_a_kernel_that_does_not_start_is_a_finding_of_that_student(monkeypatch, tmp_path):
    """At 179a8f9 it was the end of the run, for the whole class."""

    def fail(*arguments):
        raise KernelEnded("it did not start")

    monkeypatch.setattr("autograder.grading.report.run.NotebookKernel", fail)
    result = grade_with_report(tmp_path, {})
    assert (result.status, result.score) == ("graded", 100)
    (item,) = (item for item in result.violations if item.rule == "report.not_run")
    assert "The kernel ended, and 1 cells were not run." in item.message


BESIDE = {
    "a folder with a module's name": {"dataloader.py/readme.txt": b"x"},
    "a module that ends the kernel": {"debugpy.py": b"import os\nos._exit(3)\n"},
    "a module of the kernel's": {"signal.py": b"import os\nos._exit(3)\n"},
    "a notebook's folder of that name": {"data.ipynb/readme.txt": b"x"},
}


def grade_with_report(folder, beside):
    """Returns the result of right work with a notebook that prints what it says it does."""
    bundle = Course(ROOT).bundle("softmax_mnist")
    printed = cell("print('test accuracy 0.91')", "test accuracy 0.91\n", count=1)
    files = {name: bundle.solution[name] for name in ("loss.py", "optimizer.py")}
    files["runner.ipynb"] = notebook(printed).encode()
    for path, content in {**files, **beside}.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)
    state = WorkerState(Job(bundle, b"secret", reports=True), None, lambda: None)
    try:
        graded = grade_task(state, Task("ada", SubmissionPath("ada", str(folder))))
    finally:
        state.close()
    return msgspec.json.decode(graded.line, type=Result)


@pytest.mark.parametrize("name", sampled(BESIDE))
def test_what_lies_beside_a_report_stops_nothing(name, tmp_path):
    """At 179a8f9 the folder was a FileExistsError and 0 points, and debugpy.py the end of the run for all."""
    result = grade_with_report(tmp_path, BESIDE[name])
    assert (result.status, result.score) == ("graded", 100)
    assert [item.rule for item in result.violations] == ["report.pdf"]
