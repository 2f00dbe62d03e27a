"""The course is an nbgrader course: its real commands, our scores."""

import csv
import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import nbformat
import pytest
from helpers.commands import softmark
from helpers.nbgrader_course import (
    BIN,
    HOSTILE,
    RIGHT,
    SCORES,
    WRONG,
    contents,
    environment,
    hand_in,
    hand_in_class,
    make_course,
    run,
    solved,
)

from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from autograder.errors import UsageError
from autograder.grading.batch.found import find_class
from autograder.grading.batch.read_once import HandedIn
from autograder.platforms.nbgrader import write_class as module
from autograder.platforms.nbgrader.manual import ByHand, read_by_hand
from autograder.platforms.nbgrader.write_class import write_class
from autograder.results.result_json import decode_result

DATABASE = "sqlite:///gradebook.db"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A released course with a class that has handed in; to be copied, not changed."""
    course = make_course(tmp_path_factory.mktemp("template") / "course" / "root")
    hand_in_class(course)
    return course


@pytest.fixture
def course(template, tmp_path):
    return shutil.copytree(template, tmp_path / "course")


# What was read once more after it was graded.
read_again = []


@pytest.fixture(scope="module")
def graded(template, tmp_path_factory):
    """The class, graded into a gradebook; not to be changed."""
    course = shutil.copytree(template, tmp_path_factory.mktemp("graded") / "course")
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": "x"}
    old = {"cells": [cell], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}
    hand_in(course, "fay", json.dumps(old))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "read_source", read_again.append)
        grade(course)
    return course


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def exported(course):
    """Returns nbgrader's scores by student."""
    run(course, "nbgrader", "export", "--to", "exported.csv")
    return scores_in(course / "exported.csv")


def scores_in(path):
    with path.open() as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def grade(course, *more):
    return run(
        course,
        "softmark",
        "grade",
        "adding",
        "submitted",
        "--out",
        "out",
        "--gradebook",
        DATABASE,
        *more,
    )


@pytest.mark.slow
def test_a_release_by_nbgrader_is_ours_and_gives_nothing_away(course):
    before = tree(course / "assignments")
    run(course, "nbgrader", "generate_assignment", "adding", "--force")
    after = tree(course / "assignments")
    assert after == before
    secrets = ["np.asarray", "1e6", "nobody should know", "sum.large_numbers", "difference"]
    for path, content in after.items():
        text = content.decode("utf-8", "replace")
        assert not [secret for secret in secrets if secret in text], path


@pytest.mark.slow
def test_nbgrader_autograde_stores_our_scores_from_kernels_in_the_sandbox(course):
    run(course, "nbgrader", "generate_assignment", "adding", "--force")
    for student in ("cyd", *(f"evil-{name}" for name in list(HOSTILE)[2:])):
        if student != "evil-outside":
            shutil.rmtree(course / "submitted" / student)
    run(course, "nbgrader", "autograde", "adding")
    scores = exported(course)
    assert scores == {student: SCORES[student] for student in scores}
    assert set(scores) == {"ada", "bob", "dan", "evil-allclose", "evil-exit", "evil-outside"}
    notebook = (course / "autograded/bob/adding/notebook/adding.ipynb").read_text()
    assert "the difference is returned" in notebook
    outside = (course / "autograded/evil-outside/adding/notebook/adding.ipynb").read_text()
    assert "root:" not in outside
    assert "FileNotFoundError" in outside
    assert "found 0" in outside


@pytest.mark.slow
def test_the_teachers_whole_path_with_the_real_commands(course):
    exchange = course / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    options = [f"--Exchange.root={exchange}", "--course", "numpy"]
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(
            f"c.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = 'numpy'\n"
        )
    run(course, "nbgrader", "generate_assignment", "adding", "--force")
    run(course, "nbgrader", "release_assignment", "adding")

    student = course / "home" / "student"
    student.mkdir()
    fetched = subprocess.run(
        [BIN / "nbgrader", "fetch_assignment", "adding", *options],
        cwd=student,
        env=environment(course),
        capture_output=True,
        text=True,
        check=False,
    )
    assert fetched.returncode == 0, fetched.stderr
    (student / "adding" / "adding.ipynb").write_text(solved(course, RIGHT))
    handed_in = subprocess.run(
        [BIN / "nbgrader", "submit", "adding", *options],
        cwd=student,
        env=environment(course),
        capture_output=True,
        text=True,
        check=False,
    )
    assert handed_in.returncode == 0, handed_in.stderr
    shutil.rmtree(course / "submitted")
    run(course, "nbgrader", "collect", "adding")
    (who,) = [path.name for path in (course / "submitted").iterdir()]

    grade(course)
    run(course, "nbgrader", "generate_feedback", "adding")
    assert exported(course) == {who: 10}
    page = (course / "feedback" / who / "adding" / "notebook" / "adding.html").read_text()
    assert "sum of small numbers" in page
    assert "1000000.0" not in page
    assert "1e6" not in page


@pytest.mark.slow
def test_the_gradebook_has_the_points_of_grades_csv(graded):
    from nbgrader.api import Gradebook
    from nbgrader.plugins import CsvExportPlugin

    with (graded / "out/grades.csv").open() as file:
        rows = {row["student"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows == {**SCORES, "fay": 0}
    # What `nbgrader export` runs.
    plugin = CsvExportPlugin(to=str(graded / "plugin.csv"))
    with Gradebook(f"sqlite:///{graded / 'gradebook.db'}") as book:
        plugin.export(book)
    assert scores_in(graded / "plugin.csv") == rows


def test_what_was_read_to_be_graded_is_not_read_again(graded):
    assert read_again == []


def test_every_submission_can_be_opened(graded):
    for student in (*SCORES, "fay"):
        path = graded / "autograded" / student / "adding" / "notebook" / "adding.ipynb"
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        ids = [cell.metadata.nbgrader.grade_id for cell in notebook.cells if cell.metadata]
        assert {"sum-small", "sum-large_numbers", "why"} <= set(ids)
        assert "<script>" not in path.read_text()
    files = (graded / "autograded/cyd/adding/notebook/adding.ipynb").read_text()
    assert "import torch" in files
    assert "torch is imported" in files
    refused = (graded / "autograded/fay/adding/notebook/adding.ipynb").read_text()
    assert "notebook format 3" in refused


@pytest.mark.slow
def test_graded_by_nbgrader_and_by_us_is_the_same(course):
    for student in SCORES.keys() - {"ada", "bob"}:
        shutil.rmtree(course / "submitted" / student)
    grade(course)
    ours = contents(f"sqlite:///{course / 'gradebook.db'}")
    (course / "gradebook.db").unlink()
    shutil.rmtree(course / "autograded")
    run(course, "nbgrader", "generate_assignment", "adding", "--force")
    run(course, "nbgrader", "autograde", "adding")
    assert contents(f"sqlite:///{course / 'gradebook.db'}") == ours


@pytest.mark.slow
def test_a_manual_grade_survives_a_new_grading(course):
    from nbgrader.api import Gradebook

    grade(course)
    url = f"sqlite:///{course / 'gradebook.db'}"
    with Gradebook(url) as book:
        for name, score in (("why", 3.5), ("sum-small", 2.0)):
            row = book.find_grade(name, "adding", "adding", "bob")
            row.manual_score = score
            row.needs_manual_grade = False
        assert not book.find_grade("why", "adding", "adding", "dan").needs_manual_grade
        assert book.find_grade("why", "adding", "adding", "ada").needs_manual_grade
        book.db.commit()
    hand_in(course, "bob", solved(course, RIGHT))
    grade(course)
    with Gradebook(url) as book:
        answer = book.find_grade("why", "adding", "adding", "bob")
        assert (answer.manual_score, answer.auto_score) == (3.5, None)
        assert not answer.needs_manual_grade
        small = book.find_grade("sum-small", "adding", "adding", "bob")
        assert (small.manual_score, small.auto_score) == (2.0, 4.0)
        assert small.needs_manual_grade
        large = book.find_grade("sum-large_numbers", "adding", "adding", "bob")
        assert (large.manual_score, large.auto_score) == (None, 6.0)


class Killed(BaseException):
    """Ends a run where it stands."""


def write_again(course, url):
    found = find_class(course / "submitted", load_assignment(find_course(course).bundle("adding")))
    results = [
        decode_result(line) for line in (course / "out/results.jsonl").read_bytes().splitlines()
    ]
    root = find_course(course)
    handed_in = HandedIn(Path("/nowhere"))
    write_class(url, root, load_assignment(root.bundle("adding")), found, results, handed_in)


# Killed while it opens, it leaves a connection, of which Python 3.13 warns; with a process it would be gone.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.slow
def test_killed_at_any_write_and_run_again_ends_in_the_same_gradebook(
    graded, tmp_path, monkeypatch
):
    from sqlalchemy.orm import Session

    whole = contents(f"sqlite:///{graded / 'gradebook.db'}")
    course = shutil.copytree(graded, tmp_path / "course")
    commit = Session.commit
    for last in (1, 2, 5, 9, 14, 22, 41):
        (course / "gradebook.db").unlink(missing_ok=True)
        shutil.rmtree(course / "autograded")
        url = f"sqlite:///{course / 'gradebook.db'}"
        left = iter(range(last))

        def counted(session, left=left):
            if next(left, None) is None:
                raise Killed
            commit(session)

        monkeypatch.setattr(Session, "commit", counted)
        with pytest.raises(Killed):
            write_again(course, url)
        monkeypatch.setattr(Session, "commit", commit)
        write_again(course, url)
        assert contents(url) == whole
        assert tree(course / "autograded") == tree(graded / "autograded")


@pytest.mark.slow
def test_a_killed_process_is_made_good_by_the_next(course):
    command = [BIN / "softmark", "grade", "adding", "submitted", "--out", "out"]
    process = subprocess.Popen(
        [*command, "--gradebook", DATABASE],
        cwd=course,
        env=environment(course),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not (course / "autograded" / "ada").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    grade(course)
    assert exported(course) == SCORES


@pytest.mark.slow
def test_checks_that_come_and_go_are_brought_up_to_date(course):
    grade(course)
    hidden = course / "solutions/adding/hidden.py"
    renamed = hidden.read_text().replace("sum.large_numbers", "sum.huge_numbers")
    hidden.write_text(renamed)
    grade(course)
    assert exported(course) == SCORES
    names = {row[0] for row in contents(f"sqlite:///{course / 'gradebook.db'}") if len(row) == 4}
    assert "sum-huge_numbers" in names
    assert "sum-large_numbers" not in names


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("gradebook.db", "'gradebook.db' is no database: give a URL such as"),
        ("sqlite:////nowhere/at/all.db", "cannot be opened"),
    ],
)
def test_a_gradebook_that_cannot_be_opened_is_one_sentence(course, url, sentence):
    hand_in(course, "ada", solved(course, WRONG))
    text = run(
        course,
        *("softmark", "grade", "adding", "submitted/ada", "--out", "out", "--gradebook", url),
        check=False,
    )
    assert sentence in text
    assert "Traceback" not in text


TABLE = """\
Student,ID,SIS Login ID,Section,Adding (7)
    Points Possible,,,,15
"Ada",1,ada,1,
"Bob",2,bob,1,
"Dan",4,dan,1,
"""


def test_what_people_gave_in_formgrader_comes_back(graded, tmp_path):
    from nbgrader.api import Gradebook

    course = shutil.copytree(graded, tmp_path / "course")
    url = f"sqlite:///{course / 'gradebook.db'}"
    with Gradebook(url) as book:
        for student, cell, score in (
            ("ada", "why", 3.5),
            ("bob", "why", 0),
            ("bob", "sum-small", 2),
        ):
            row = book.find_grade(cell, "adding", "adding", student)
            row.manual_score, row.needs_manual_grade = score, False
        book.db.commit()
    by_hand = read_by_hand(url, "adding")
    assert by_hand.most == 5
    assert by_hand.students["bob"] == ByHand(points=0, changed=2, waiting=False)
    assert not by_hand.students["dan"].waiting  # unanswered
    assert by_hand.students["evil-lie"].waiting
    table = course / "canvas.csv"
    table.write_text(TABLE)
    filled = course / "filled.csv"
    command = ("export", "canvas", course / "out", "--table", table, "--out", filled)
    done = softmark(*command, "--gradebook", url, cwd=course)
    with filled.open(encoding="utf-8-sig") as file:
        rows = {row["Student"]: row["Adding (7)"] for row in csv.DictReader(file)}
    assert {name: rows[name] for name in ("Ada", "Bob", "Dan")} == {
        "Ada": "13.5",
        "Bob": "2",
        "Dan": "10",
    }
    assert "grades are of 15 points: 10 by checks and 5 by hand." in done.stderr
    assert "left out, to be graded by hand: cyd, evil-allclose" in done.stderr
    assert done.returncode == 1


def test_an_assignment_that_is_not_in_the_gradebook_is_a_sentence(graded):
    with pytest.raises(UsageError, match="other is not in the gradebook"):
        read_by_hand(f"sqlite:///{graded / 'gradebook.db'}", "other")
