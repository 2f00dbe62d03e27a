"""A leaderboard ranks who wants to be ranked, under names of their choice, and shows nothing else of anybody."""

from dataclasses import replace

import numpy as np
import pytest
from helpers import two_file_course
from helpers.made_results import ANN

from autograder.course.assignment import load_assignment
from autograder.course.course import Bundle, find_course
from autograder.course.leaderboard import measured_in, pseudonym_in
from autograder.errors import CourseError
from autograder.grading.batch import Job
from autograder.grading.batch.found import find_class
from autograder.grading.batch.run import grade_class
from autograder.results.render.leaderboard import leaderboard_page, ranking

NAME = two_file_course.NAME
RIGHT, WRONG = two_file_course.RIGHT, two_file_course.WRONG
BOARD = '\n[leaderboard]\ncheck = "loss.mean"\noutput = "loss"\nlowest_first = true\n'


@pytest.fixture
def course(tmp_path):
    root = two_file_course.make_course(tmp_path / "course")
    path = root / f"assignments/{NAME}/assignment.toml"
    path.write_text(path.read_text() + BOARD)
    return root


def joined(files, name):
    return {**files, "loss.py": f"# leaderboard: {name}\n".encode() + files["loss.py"]}


def test_only_who_wants_to_be_is_on_the_page_and_nobody_is_named(course, tmp_path):
    for who, files in {
        "ann lee": joined(RIGHT, "Marie"), "bob ray": joined(WRONG, "<b>Emmy</b>"), "cyd fox": RIGHT,
        "dan orr": joined({"loss.py": b"x = 1 /\n"}, "Late"),
    }.items():  # fmt: skip
        for name, data in files.items():
            target = tmp_path / "class" / who / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    assignment = load_assignment(find_course(course).bundle(NAME))
    found = find_class(tmp_path / "class", assignment)
    out = tmp_path / "out"
    results = grade_class(Job(assignment.bundle, b"s"), assignment, found, out, 1, progress=False)
    page = (out / "leaderboard.html").read_text()
    assert page.index("Marie") < page.index("&lt;b&gt;Emmy&lt;/b&gt;")
    assert not [
        name for name in ("ann", "bob", "cyd", "dan", "Late") if name in page.partition("<body>")[2]
    ]
    measured = {result.student: result.measured for result in results}
    assert measured["bob ray"] == pytest.approx(5 * measured["ann lee"])
    assert (measured["cyd fox"], measured["dan orr"]) == (None, None)


def test_check_that_is_not_there_is_an_error_with_its_line(course):
    bundle = find_course(course).bundle(NAME)
    toml = bundle.assignment["assignment.toml"].replace(b'"loss.mean"', b'"loss.maen"')
    wrong = Bundle(NAME, {**bundle.assignment, "assignment.toml": toml}, bundle.solution)
    with pytest.raises(
        CourseError, match=r"assignment.toml:\d+: .*'loss.maen'.* Did you mean loss.mean\?"
    ):
        load_assignment(wrong)


def test_ranks_are_shared_and_two_with_one_pseudonym_are_told_apart():
    results = [
        replace(ANN, student=str(n), digest=str(n), pseudonym=name, measured=value)
        for n, (name, value) in enumerate(
            [
                ("Emmy", 0.9),
                ("Marie", 0.95),
                ("Emmy", 0.9),
                ("Ada", 0.1),
                ("", 0.99),
                ("Lise", None),
            ]
        )
    ]
    ranked = [
        (1, "Marie", "0.95"),
        (2, "Emmy (1)", "0.9"),
        (2, "Emmy (2)", "0.9"),
        (4, "Ada", "0.1"),
    ]
    assert ranking(results) == ranked
    assert ranking(results, lowest_first=True)[0][1] == "Ada"
    assert "Nobody has joined yet." in leaderboard_page([], "T", "accuracy", "en")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (b"# leaderboard: Marie C.  \nx = 1\n", "Marie C."),
        ("x = 1\n    # leaderboard: 小居里\n".encode(), "小居里"),
        (b"# leaderboard:\n", ""),
        (b"print('# leaderboard: no')\n", ""),
        (b"# leaderboard: " + b"a" * 99, "a" * 30),
        (b"\xff\xfe", ""),
    ],
)
def test_wish_is_a_comment(source, name):
    assert pseudonym_in([b"y = 2\n", source]) == name


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0.5, 0.5), (np.float32(0.5), 0.5), (np.array([0.5]), 0.5), (3, 3.0), ("0.5", None), (None, None),
        (np.nan, None), (np.inf, None), (1j, None), (np.zeros(2), None), (10**400, None),
    ],
)  # fmt: skip
def test_number_is_one_finite_number(value, number):
    assert measured_in(value) == number
