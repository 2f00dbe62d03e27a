"""What is found about a report is on the student's page, and in the notebook of the person who grades."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from helpers.reports import PROSE

from autograder.course.course import Course
from autograder.grading.batch import Job
from autograder.grading.batch.task import Task, WorkerState, grade_task
from autograder.platforms.nbgrader.autograded import header_cells
from autograder.results.result import Result
from autograder.submissions import Submission

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
    state = WorkerState(Job(bundle, b"secret", reports=True), lambda: None)
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
