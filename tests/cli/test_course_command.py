"""`softmark course`: real results folders on one page."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from helpers.commands import softmark

from autograder.grading.batch.pages import PEOPLE, People
from autograder.results.result import Result
from autograder.results.result_json import encode_result
from autograder.submissions.lms.people import Person


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course without assignments of its own, and results of two."""
    (tmp_path / "course.toml").write_text('title = "Deep learning"\n[drop]\nlowest = 1\n')
    for assignment, scores in {"knn": {"s1": 80, "s2": 40}, "mlp": {"s1": 100}}.items():
        folder = tmp_path / "results" / assignment
        folder.mkdir(parents=True)
        results = [
            Result(
                student=student,
                assignment=assignment,
                status="graded",
                score=score,
                max_score=100,
                checks=[],
            )
            for student, score in scores.items()
        ]
        (folder / "results.jsonl").write_bytes(b"".join(encode_result(r) + b"\n" for r in results))
        people = {"s1": Person(name="李娜"), "s2": Person(name="Bob <b>Ray</b>")}
        missing = {"s3": Person(name="Cyd Fox")}
        (folder / PEOPLE).write_bytes(msgspec.json.encode(People("folders", people, missing)))
    return tmp_path


def test_one_page_and_one_table(course: Path) -> None:
    done = softmark("course", cwd=course)
    assert done.returncode == 0, done.stderr
    page = (course / "results/course.html").read_text(encoding="utf-8")
    assert "Deep learning" in page
    assert "Bob &lt;b&gt;Ray&lt;/b&gt;" in page
    assert 'href="knn/summary.html"' in page
    table = (course / "results/course.csv").read_text(encoding="utf-8-sig").splitlines()
    assert table == [
        "student,name,knn,mlp,percent,dropped",
        "s2,Bob <b>Ray</b>,40,,40.00,mlp",
        "s3,Cyd Fox,,,0.00,knn",
        "s1,李娜,80,100,100.00,knn",
    ]


def test_the_same_assignment_twice_is_refused(course: Path) -> None:
    done = softmark("course", "results/knn", "results/knn", cwd=course)
    assert done.returncode == 2
    assert "are both of knn" in done.stderr


def test_a_folder_without_results_is_named(course: Path) -> None:
    done = softmark("course", "nowhere", cwd=course)
    assert done.returncode == 2
    assert "nowhere/results.jsonl is missing" in done.stderr
