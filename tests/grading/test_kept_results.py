"""Two runs into one folder: whose results stay, who is told, and how somebody is forgotten."""

import json
import os
import stat

import pytest
from helpers.adding_course import ADD, KINDS, SECRET, grade, lines, make_class, times

from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from autograder.errors import UsageError
from autograder.grading.batch import Job
from autograder.grading.batch.forget import forget, graded_assignment
from autograder.grading.batch.found import find_class
from autograder.grading.batch.people_table import read_corrections
from autograder.grading.batch.run import grade_class
from autograder.platforms.gradebooks import read_graded


def hand_in(folder, **files):
    for student, text in files.items():
        (folder / student).mkdir(parents=True)
        (folder / student / "add.py").write_text(text)
    return folder


@pytest.fixture
def run(course, tmp_path):
    """Grades a folder into `out`, with what people.csv says there."""
    assignment = load_assignment(find_course(course).bundle("adding"))

    def grade(folder, secret=SECRET, roster=None, **options):
        out = tmp_path / "out"
        corrections = read_corrections(out)
        found = find_class(folder, assignment, [roster] if roster else (), corrections=corrections)
        grade_class(
            Job(assignment.bundle, secret), assignment, found, out, 1,
            progress=False, corrections=corrections, **options,
        )  # fmt: skip
        return {row["student"]: row["score"] for row in lines(out)}

    grade.assignment = assignment
    grade.out = tmp_path / "out"
    return grade


def test_one_late_hand_in_leaves_the_others_results_and_pages(run, tmp_path, capfd):
    run(hand_in(tmp_path / "class", ann=ADD, bob=KINDS[1]))
    before = times(run.out)
    assert run(hand_in(tmp_path / "late", cyd=ADD)) == {"ann": 10, "bob": 0, "cyd": 10}
    assert {student: times(run.out)[student] for student in before} == before
    assert sorted(os.listdir(run.out / "feedback")) == ["ann.html", "bob.html", "cyd.html"]
    assert (run.out / "grades.csv").read_text().count("\n") == 4
    assert "2 results of people who are not in this run were kept" in capfd.readouterr().err
    assert set(read_graded(run.out).people) == {"ann", "bob", "cyd"}
    assert run(tmp_path / "late", prune=True) == {"cyd": 10}
    assert os.listdir(run.out / "feedback") == ["cyd.html"]


def test_results_of_other_checks_are_shown_as_such_and_named(run, tmp_path):
    run(hand_in(tmp_path / "class", ann=ADD))
    run(hand_in(tmp_path / "late", bob=ADD), secret=b"another")
    assert read_graded(run.out).stale == ("ann",)
    assert "from an earlier run, other checks" in (run.out / "summary.html").read_text()
    run(tmp_path / "class", secret=b"another")
    assert read_graded(run.out).stale == ()
    assert "from an earlier run" not in (run.out / "summary.html").read_text()


def test_folder_of_another_assignment_is_refused(run, tmp_path):
    run(hand_in(tmp_path / "class", ann=ADD))
    path = run.out / "results.jsonl"
    path.write_text(path.read_text().replace('"assignment":"adding"', '"assignment":"other"'))
    content = path.read_bytes()
    with pytest.raises(
        UsageError, match="holds results of other: choose another folder for adding"
    ):
        run(tmp_path / "class")
    assert path.read_bytes() == content


def test_grading_anew_takes_nothing_from_others(run, tmp_path):
    run(hand_in(tmp_path / "class", ann=ADD, bob=ADD))
    before = times(run.out)
    assert run(hand_in(tmp_path / "one", ann=ADD), force=True) == {"ann": 10, "bob": 10}
    assert times(run.out)["ann"] != before["ann"]
    assert times(run.out)["bob"] == before["bob"]


def test_results_are_for_their_owner_only(run, tmp_path):
    run(hand_in(tmp_path / "class", ann=ADD))
    everything = [run.out, *run.out.rglob("*")]
    assert len(everything) > 6
    for path in everything:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_forgotten_student_is_nowhere(run, tmp_path):
    run(hand_in(tmp_path / "class", ann=ADD, bob=KINDS[1], zelda=ADD))
    assert graded_assignment(run.out) == "adding"
    forget("zelda", run.assignment, run.out)
    assert not [p for p in run.out.rglob("*") if p.is_file() and b"zelda" in p.read_bytes()]
    assert not [p for p in run.out.rglob("*") if "zelda" in p.name]
    assert [row["student"] for row in lines(run.out)] == ["ann", "bob"]
    with pytest.raises(UsageError, match="knows nobody called 'zelda'"):
        forget("zelda", run.assignment, run.out)


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.mark.slow
def test_table_of_people_is_corrected_by_hand_and_stays_corrected(run, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\n2023001,Ann Lee\n2023002,Bob Ray\n")
    folder = hand_in(tmp_path / "class", annie=ADD, **{"2023002": KINDS[1]})
    assert run(folder, roster=roster) == {"2023002": 0, "annie": 10}
    table = run.out / "people.csv"
    edit(table, "annie,annie,annie", "annie,2023001,annie")
    for _ in range(2):
        assert run(folder, roster=roster, prune=True) == {"2023001": 10, "2023002": 0}
        assert "as people.csv says" in table.read_text()
        assert json.loads((run.out / "class.json").read_text())["missing"] == {}
    edit(table, "annie,2023001,", "annie,,")
    assert run(folder, roster=roster, prune=True) == {"2023002": 0, "annie": 10}


def test_entry_is_left_out_by_hand(run, tmp_path):
    folder = hand_in(tmp_path / "class", ann=ADD, old=KINDS[1])
    run(folder)
    edit(run.out / "people.csv", "old,old,", "old,-,")
    assert run(folder, prune=True) == {"ann": 10}


@pytest.mark.slow
def test_loose_source_is_given_to_a_student_by_hand(run, tmp_path):
    folder = hand_in(tmp_path / "class", ann=ADD, bob=ADD)
    (folder / "add_of_cyd.py").write_text(KINDS[1])
    (folder / "ann_new").mkdir()
    run(folder)
    edit(run.out / "people.csv", "add_of_cyd.py,of_cyd,", "add_of_cyd.py,cyd,")
    assert set(run(folder)) == {
        "ann",
        "ann_new",
        "bob",
        "cyd",
        "of_cyd",
    }  # kept from the run before


def test_time_that_is_none_is_named_by_line(run, tmp_path):
    folder = hand_in(tmp_path / "class", ann=ADD, bob=ADD)
    run(folder)
    edit(run.out / "people.csv", "bob,bob,bob,", "bob,bob,bob,soon")
    with pytest.raises(UsageError, match=r"people.csv:3: 'soon' is no time"):
        read_corrections(run.out)
    edit(run.out / "people.csv", "soon", "2026-03-01 12:00 +0800")
    assert read_corrections(run.out)["bob", 0].submitted == "2026-03-01T12:00:00+08:00"


def variants(out):
    return {row["student"]: row["variant"] for row in lines(out)}


@pytest.mark.slow
def test_handing_in_again_on_the_same_day_gets_the_same_inputs(course, tmp_path):
    out, handed_in = tmp_path / "out", make_class(tmp_path / "class", 8, ADD)
    grade(course, handed_in, out)
    first = variants(out)
    for content in ("# again\n", "print(\n", "# and again\n"):
        for path in handed_in.glob("*/add.py"):
            path.write_text(ADD + content)
        # Nothing that can be taken in between is no new day.
        (handed_in / "student 000" / "add.py").write_bytes(b"")
        grade(course, handed_in, out)
        assert variants(out) == first
    fresh = tmp_path / "fresh"
    grade(course, handed_in, fresh)
    assert variants(fresh) != first
