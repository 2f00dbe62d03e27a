"""A class of thirty through `nbgrader autograde`, with five hostile notebooks among them."""

import pytest
from helpers.nbgrader_class import autograde, hand_in, make_course, right_notebook, scores
from hostile.made_notebooks import NB, NOTEBOOKS

HOSTILE = {
    4: "grade-cells-doubled",
    9: "schema-99",
    15: "endless-print",
    21: "shadow-modules",
    27: "json-deep",
}


@pytest.mark.slow
def test_the_honest_get_full_marks_and_the_others_are_named(tmp_path):
    course = make_course(tmp_path / "course")
    right = right_notebook()
    cases = {case.id: case for case in NOTEBOOKS}
    honest = []
    for number in range(30):
        student = f"s{number:02}"
        if number in HOSTILE:
            hand_in(course, student, cases[HOSTILE[number]].build(right))
        else:
            honest.append(student)
            hand_in(course, student, {NB: right})
    said = autograde(course)
    points = scores(course)
    assert len(honest) == 25
    assert {points[student] for student in honest} == {100}
    assert set(points) == {f"s{number:02}" for number in range(30)}
    assert "s27" in said.partition("To look at:")[2]
