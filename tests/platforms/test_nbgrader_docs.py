"""Every command line of docs/nbgrader.md is run, in its order, in a course with a class of two."""

import re
import shlex

import pytest
from helpers.nbgrader_class import TITLE, hand_in, make_course, right_notebook, scores
from helpers.nbgrader_course import run
from helpers.notebooks import ROOT
from helpers.reports import cell, notebook

pytestmark = pytest.mark.slow
LINE = re.compile(r"^    ((?:softmark|nbgrader) [^#\n]*)", re.MULTILINE)
LINES = [line.strip() for line in LINE.findall((ROOT / "docs/nbgrader.md").read_text())]
TABLE = """\
Student,ID,SIS Login ID,Section,Softmax (7)
    Points Possible,,,,115
"Ada",1,ada,1,
"""
CONFIGURED = re.compile(r"^    (from autograder\.nbgrader .*\n    c\..*)$", re.MULTILINE)


def test_all_command_lines_work(tmp_path):
    course = make_course(tmp_path / "course")
    right = right_notebook()
    for student in ("ada", "bob"):
        hand_in(course, student, {f"notebook/{TITLE}.ipynb": right})
    (course / "canvas.csv").write_text(TABLE)
    assert len(LINES) >= 9
    for line in LINES:
        command, *arguments = shlex.split(line)
        if arguments[0] == "report":
            # Quicker than training.
            (course / "runner.ipynb").write_text(notebook(cell("print('test accuracy 0.9')")))
        # Nobody has graded the written answers: the export says so.
        waits = "--gradebook" in arguments and arguments[0] == "export"
        said = run(course, command, *arguments, check=not waits)
        assert "Traceback" not in said, line
        if waits:
            assert "left out, to be graded by hand: ada, bob" in said
    assert scores(course) == {"ada": 100, "bob": 100}


def test_the_lines_for_another_course_are_those_of_the_tests():
    (lines,) = CONFIGURED.findall((ROOT / "docs/nbgrader.md").read_text())
    from platforms.test_any_nbgrader_course import SANDBOX

    assert lines.split() == SANDBOX.split()
