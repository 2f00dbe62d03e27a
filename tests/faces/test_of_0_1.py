"""What was made with 0.1 is read, or refused with a sentence that says what to write now."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from helpers.adding_course import CHECKS, KINDS, grade, lines, make_course

from autograder.checks import check
from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from autograder.course.mistakes import load_mistakes
from autograder.errors import UsageError
from autograder.platforms.gradebooks import read_graded
from autograder.results.render.html import feedback_page
from autograder.results.result_json import decode_result

# As 0.1 wrote them: all that can become of a submission.
RESULTS = Path(__file__).parents[1] / "results" / "of_0_1"
SCORES = {"ann": 10, "bob": 0, "cyd": 0, "dan": 0, "eve": 0, "fay": 0, "gus": 0}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder that 0.1 has graded into."""
    return Path(shutil.copytree(RESULTS, tmp_path / "out"))


def test_its_results_are_read_and_shown() -> None:
    results = [
        decode_result(line) for line in (RESULTS / "results.jsonl").read_bytes().splitlines()
    ]
    assert {result.student: result.score for result in results} == SCORES
    assert {check.status for result in results for check in result.checks} == {
        *("passed", "failed", "skipped", "timeout"),
    }
    for result in results:
        page = feedback_page(result, "Adding")
        for item in result.checks:
            assert item.title in page
            if item.diagnosis is not None and item.diagnosis.title:
                assert item.diagnosis.title in page


def test_its_folder_can_be_exported(out: Path) -> None:
    graded = read_graded(out)
    assert {name: result.score for name, result in graded.results.items()} == SCORES
    assert set(graded.people) == set(SCORES)


def test_grading_into_its_folder_keeps_who_is_not_graded_again(out: Path, tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    (tmp_path / "class" / "bob").mkdir(parents=True)
    (tmp_path / "class" / "bob" / "add.py").write_text(KINDS[0])
    grade(course, tmp_path / "class", out, jobs=1)
    assert {row["student"]: row["score"] for row in lines(out)} == {**SCORES, "bob": 10}
    assert (out / "feedback" / "cyd.html").exists()


def test_its_configuration_of_nbgrader_is_refused_with_what_to_do() -> None:
    with pytest.raises(
        ImportError, match=r"nbgrader_config\.py is of Softmark 0\.1.* `softmark init`"
    ):
        importlib.import_module("autograder.notebooks")


def test_its_checks_say_their_chinese_titles() -> None:
    @check("sum.small", points=4, needs=["add"], zh="小数")
    def small(student: object, rng: np.random.Generator) -> dict[str, float]:
        """small numbers"""
        return {}

    assert (small.title.in_("zh"), small.title.in_("en")) == ("小数", "small numbers")


def test_its_checks_load(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    path = course / "assignments/adding/checks.py"
    path.write_text(CHECKS.replace('title={"zh": "小数"}', 'zh="小数"'))
    first = load_assignment(find_course(course).bundle("adding")).checks[0]
    assert first.title.in_("zh") == "小数"


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        (
            "assignments/adding/assignment.toml",
            'title_zh = "加法"\n',
            r"assignment\.toml:1: title_zh: .* write title\.zh",
        ),
        (
            "solutions/adding/mistakes.toml",
            '[[mistake]]\nid = "minus"\ntitle = "no"\nhint = "Add."\nhint_zh = "相加。"\n',
            r"mistakes\.toml:\d+: .*'hint_zh'.* write hint\.zh",
        ),
    ],
)
def test_a_text_in_another_language_is_said_to_be_a_key_below(
    tmp_path: Path, file: str, text: str, sentence: str
) -> None:
    course = make_course(tmp_path)
    path = course / file
    path.write_text(text + (path.read_text() if path.exists() else ""))
    with pytest.raises(UsageError, match=sentence):
        load_mistakes(load_assignment(find_course(course).bundle("adding")).bundle)
