"""Grading a class: results, their order, and what a second run does again."""

import json
import os
import shutil

import pytest
from helpers.adding_course import ADD, SLEEP, TOML, grade, lines, make_class, times
from helpers.marks import slow

from autograder.errors import UsageError


@pytest.mark.slow
def test_results_are_in_order_of_students_whatever_the_jobs(clean, tmp_path):
    course, submissions, out = clean
    students = [row["student"] for row in lines(out)]
    assert students == sorted(students)
    assert len(students) == 25
    grade(course, submissions, tmp_path / "one", jobs=1)
    assert lines(tmp_path / "one") == lines(out)


def test_results_tell_right_from_wrong_and_have_pages(clean):
    _, _, out = clean
    scores = {row["student"]: row["score"] for row in lines(out)}
    assert [scores[f"student {number:03d}"] for number in range(5)] == [10, 0, 0, 0, 4]
    pages = sorted(path.name for path in (out / "feedback").iterdir())
    assert pages == [f"{student}.html" for student in sorted(scores)]
    assert (out / "summary.html").exists()
    assert len((out / "grades.csv").read_text().splitlines()) == 26


def test_second_run_grades_nothing_again(clean, tmp_path):
    course, submissions, out = clean
    shutil.copytree(out, tmp_path / "out")
    before = (out / "results.jsonl").read_bytes()
    (tmp_path / "out" / "feedback" / "student 003.html").unlink()
    grade(course, submissions, tmp_path / "out")
    assert (tmp_path / "out" / "results.jsonl").read_bytes() == before
    assert (tmp_path / "out" / "feedback" / "student 003.html").exists()


@pytest.mark.slow
def test_torn_last_line_and_missing_results_are_graded_again(clean, tmp_path):
    course, submissions, out = clean
    (tmp_path / "out").mkdir()
    whole = (out / "results.jsonl").read_bytes()
    kept = whole.splitlines(keepends=True)[:10]
    torn = b"".join(kept) + whole.splitlines()[10][:50]
    (tmp_path / "out" / "results.jsonl").write_bytes(torn)
    grade(course, submissions, tmp_path / "out")
    assert lines(tmp_path / "out") == lines(out)
    again, first = times(tmp_path / "out"), times(out)
    same = [student for student in first if again[student] == first[student]]
    assert same[:10] == [json.loads(line)["student"] for line in kept]
    assert len(same) < 13


def test_damaged_line_is_graded_again(clean, tmp_path):
    course, submissions, out = clean
    (tmp_path / "out").mkdir()
    kept = (out / "results.jsonl").read_bytes().splitlines(keepends=True)
    kept[4] = b"\x00" * (len(kept[4]) - 1) + b"\n"
    (tmp_path / "out" / "results.jsonl").write_bytes(b"".join(kept))
    grade(course, submissions, tmp_path / "out")
    assert lines(tmp_path / "out") == lines(out)


def test_only_a_changed_submission_is_graded_again(course, tmp_path):
    submissions = make_class(tmp_path / "class", 3, ADD)
    grade(course, submissions, tmp_path / "out", jobs=1)
    first = times(tmp_path / "out")
    (submissions / "student 001" / "add.py").write_text("def add(a, b):\n    return 0\n")
    results = grade(course, submissions, tmp_path / "out", jobs=1)
    again = times(tmp_path / "out")
    assert [first[student] == again[student] for student in first] == [True, False, True]
    assert [result.score for result in results] == [10, 0, 10]


@pytest.mark.parametrize("change", [slow("assignment"), "force"])
def test_everything_is_graded_again(change, course, tmp_path):
    submissions = make_class(tmp_path / "class", 3, ADD)
    grade(course, submissions, tmp_path / "out", jobs=1)
    first = times(tmp_path / "out")
    if change == "assignment":
        file = course / "assignments" / "adding" / "assignment.toml"
        file.write_text(TOML.replace("memory_mb = 512", "memory_mb = 500"))
    grade(course, submissions, tmp_path / "out", jobs=1, force=change == "force")
    again = times(tmp_path / "out")
    assert not [student for student in first if first[student] == again[student]]


@pytest.mark.slow
def test_students_who_left_leave_no_page_and_no_line_when_they_are_pruned(course, tmp_path):
    submissions = make_class(tmp_path / "class", 3, ADD)
    grade(course, submissions, tmp_path / "out", jobs=1)
    (tmp_path / "out" / "feedback" / "mine.html").write_text("not softmark's")
    shutil.rmtree(submissions / "student 002")
    results = grade(course, submissions, tmp_path / "out", jobs=1, prune=True)
    assert [result.student for result in results] == ["student 000", "student 001"]
    pages = sorted(path.name for path in (tmp_path / "out" / "feedback").iterdir())
    assert pages == ["mine.html", "student 000.html", "student 001.html"]
    assert [result.student for result in results[1:]] == ["student 001"]
    assert results[0].student == "student 000"


def test_second_run_on_the_same_folder_is_refused(course, tmp_path):
    import fcntl

    (tmp_path / "out").mkdir()
    folder = os.open(tmp_path / "out", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        with pytest.raises(UsageError, match="Another run"):
            grade(course, make_class(tmp_path / "class", 2), tmp_path / "out")
    finally:
        os.close(folder)


def test_time_limits_are_waited_for_side_by_side(course, tmp_path):
    submissions = make_class(tmp_path / "class", 8, SLEEP)
    make_class(tmp_path / "class", 2, ADD)
    results = grade(course, submissions, tmp_path / "out", jobs=1)
    assert [result.score for result in results] == [10, 10, 0, 0, 0, 0, 0, 0]
    waited = sum(result.seconds for result in results)
    assert [check.status for check in results[5].checks] == ["timeout", "timeout"]
    # All of them slept through both checks; the eight limits of a second each overlapped.
    finished = max(path.stat().st_mtime for path in (tmp_path / "out" / "feedback").iterdir())
    began = min(path.stat().st_mtime for path in (tmp_path / "out" / "feedback").iterdir())
    # After the first overrun a check gets a quarter of its limit.
    assert waited > 6 * (1 + 0.25)
    assert finished - began < waited / 2
