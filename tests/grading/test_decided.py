"""A class that is graded, decided upon, and graded again: pages, tables, exports and the journal."""

import csv
import io
import json
import shutil

import pytest
from click.testing import CliRunner
from helpers import two_file_course
from submissions.made_classes import at, blackboard, merged

from autograder.cli.app import app
from autograder.course.course import find_course
from autograder.grading.batch import Job, WorkerState, run
from autograder.grading.batch.submitting import at_once

RIGHT, WRONG = two_file_course.RIGHT, two_file_course.WRONG
NAME = two_file_course.NAME


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    root = two_file_course.make_course(tmp_path_factory.mktemp("course"))
    state = WorkerState(Job(find_course(root).bundle(NAME), b"s"), None, lambda: None)
    yield state
    state.close()


@pytest.fixture
def course(tmp_path, state, monkeypatch):
    """An empty folder's course, whose classes are graded in this process."""
    from contextlib import contextmanager

    @contextmanager
    def here(*_):
        yield lambda task: at_once(state, task)

    monkeypatch.setattr(run, "submitter", here)
    monkeypatch.setenv("SOFTMARK_SECRET", "s")
    root = two_file_course.make_course(tmp_path / "course")
    monkeypatch.chdir(root)
    return root


def softmark(*arguments, fails=False):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert bool(done.exit_code or done.exception) == fails, f"{done.output}\n{done.exception!r}"
    return str(done.exception) if fails else done.output


def hand_in(root, files):
    for path, data in files.items():
        target = root / "class" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def grade(*more, fails=False):
    return softmark("grade", NAME, "class", "--out", f"results/{NAME}", *more, fails=fails)


def scores(root):
    text = (root / f"results/{NAME}/grades.csv").read_text(encoding="utf-8-sig")
    return {row["student"]: float(row["score"]) for row in csv.DictReader(io.StringIO(text))}


def page(root, student):
    return (root / f"results/{NAME}/feedback/{student}.html").read_text()


def journal(root):
    path = root / f"results/{NAME}/journal.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_decision_counts_at_once_and_stays_when_the_class_is_graded_again(course):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    grade()
    said = softmark("adjust", "ann", "--check", "loss.mean=30", "--reason", "a slip of the pen")
    assert "ann: 40 -> 70" in said
    assert scores(course) == {"ann": 70, "bob": 100}
    assert "a slip of the pen" in page(course, "ann")
    assert "a slip of the pen" not in page(course, "bob")
    grade()
    assert scores(course) == {"ann": 70, "bob": 100}
    grade("--force")
    assert scores(course) == {"ann": 70, "bob": 100}
    hand_in(course, at("ann", RIGHT))
    grade()
    assert scores(course) == {"ann": 70, "bob": 100}


def test_decision_that_is_taken_out_of_the_file_counts_no_longer(course):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    grade()
    softmark("adjust", "bob", "--bonus", "5")
    (course / "adjustments.toml").unlink()
    grade()
    assert scores(course) == {"ann": 40, "bob": 100}
    assert [[c["why"] for c in one["changes"]] for one in journal(course)] == [
        [["decisions"]], [["decisions"]],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("bbo", "--bonus", "5"), "knows nobody called 'bbo'. Did you mean bob?"),
        (("bob", "--check", "loss.maen=1"), "has no check 'loss.maen'. Did you mean loss.mean?"),
        (("bob", "--check", "loss.mean"), "is not CHECK=POINTS"),
        (
            ("bob", "--check", "loss.mean=nan"),
            "checks.loss.mean: a number from 0 to 1000000 is expected, not nan.",
        ),
        (
            ("bob", "--check", "loss.mean=-1"),
            "checks.loss.mean: a number from 0 to 1000000 is expected, not -1.0.",
        ),
        (("bob", "--score", "nan"), "score: a number from 0 to 1000000 is expected, not nan."),
        (("bob", "--score", "-3"), "score: a number from 0 to 1000000 is expected, not -3.0."),
        (
            ("bob", "--bonus", "-inf"),
            "bonus: a number from -1000000 to 1000000 is expected, not -inf.",
        ),
        (
            ("bob", "--bonus", "1e999"),
            "bonus: a number from -1000000 to 1000000 is expected, not inf.",
        ),
        (
            ("bob", "--late-days", "9999"),
            "late_days: a whole number from 0 to 1000 is expected, not 9999.",
        ),
        (("bob", "--comment", "\udcff"), "what is decided is not UTF-8 text"),
        (("--everybody", "--points", "loss.mean=inf"), "points.loss.mean: a number from 0"),
        (("--everybody", "--attempts", "9999"), "attempts: a whole number from 0"),
        (("bob", "--extension", "tomorrow"), "is no time"),
        (("bob", "--extension", "2026-03-01T10:00"), "needs a time zone"),
        (("--bonus", "5"), "Name a student, or give --everybody."),
        (("bob", "--exclude", "loss.mean"), "--exclude is for the class"),
        (("--everybody", "--score", "5"), "--score is for one student"),
        (("bob",), "Say what is decided"),
    ],
)
def test_decision_that_cannot_be_meant_is_refused_and_not_written(course, arguments, says):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    grade()
    assert says in softmark("adjust", *arguments, fails=True)
    assert not (course / "adjustments.toml").exists()


def test_decisions_for_another_section_do_not_stop_this_one_and_are_named(course):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    (course / "adjustments.toml").write_text(
        '[[student]]\nid = "anne"\nbonus = 1\n[[student]]\nid = "bob"\nbonus = 2\n'
    )
    named = "adjustments.toml decides for 'anne' (line 2; did you mean ann?): nobody in this class"
    assert named in grade()
    assert scores(course) == {"ann": 40, "bob": 102}
    assert named in softmark("adjust", "ann", "--score", "0")
    assert scores(course) == {"ann": 0, "bob": 102}


def test_feedback_is_held_back_until_its_date(course):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    softmark("adjust", "--everybody", "--feedback-after", "2999-01-01T00:00:00+08:00")
    grade()
    assert "loss" not in page(course, "ann").partition("<body>")[2]
    assert "2999-01-01 00:00+08:00" in page(course, "ann")
    assert scores(course) == {"ann": 40, "bob": 100}
    path = course / "adjustments.toml"
    path.write_text(path.read_text().replace("2999", "1999"))
    grade()
    assert "loss" in page(course, "ann").partition("<body>")[2]


def test_what_changed_is_kept_with_what_it_was_and_why(course):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    grade()
    assert journal(course) == []
    grade()
    assert journal(course) == []
    hand_in(course, merged(at("ann", RIGHT), at("cyd", WRONG)))
    grade()
    (entry,) = journal(course)
    assert entry["changes"] == [
        {
            "student": "ann", "before": 40, "after": 100, "why": ["files"],
            "checks": [["loss.mean", 0, 60]],
        },
        {"student": "cyd", "before": None, "after": 40, "why": ["new"], "checks": []},
    ]  # fmt: skip
    softmark("forget", "ann", f"results/{NAME}")
    assert [change["student"] for change in journal(course)[0]["changes"]] == ["cyd"]


def test_limit_on_attempts_lets_the_last_within_it_count(course):
    attempts = [
        blackboard("alee", "Ann Lee", f"2026-03-0{day}-10-00-00", files)
        for day, files in ((1, WRONG), (2, RIGHT), (3, WRONG))
    ]
    hand_in(course, merged(*attempts, blackboard("bray", "Bob Ray", "2026-03-01-10-00-00", RIGHT)))
    softmark("adjust", "--everybody", "--attempts", "2")
    grade()
    assert scores(course) == {"Ann Lee": 100, "Bob Ray": 100}
    table = (course / f"results/{NAME}/people.csv").read_text()
    assert table.count("beyond the limit on attempts") == 3


def test_excused_student_is_left_out_of_the_course_and_exported_as_such(course):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    grade()
    softmark("adjust", "ann", "--excused")
    softmark("course", f"results/{NAME}")
    rows = {
        row["student"]: row["percent"]
        for row in csv.DictReader(io.StringIO((course / "results/course.csv").read_text()))
    }
    assert rows == {"ann": "", "bob": "100.00"}
    gradebook = course / "gradebook.csv"
    gradebook.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,HW (7)\n"
        "    Points Possible,,,,,100\nann,1,ann,ann,A,\nbob,2,bob,bob,A,90\n"
    )
    out = course / "back.csv"
    softmark("export", "canvas", f"results/{NAME}", "--table", gradebook, "--out", out)
    back = {
        row["Student"]: row["HW (7)"]
        for row in csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))
    }
    assert (back["ann"], back["bob"]) == ("EX", "100")


@pytest.mark.parametrize("at_once", [True, False])
def test_who_is_excused_and_handed_in_nothing_is_not_missing_and_exported_as_excused(
    course, at_once
):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    roster = course / "roster.csv"
    roster.write_text("login,name\nann,Ann Lee\nbob,Bob Ray\ncyd,Cyd Fox\ndee,Dee Orr\n")
    if at_once:
        grade("--roster", roster)
    softmark("adjust", "cyd", "--excused")
    if not at_once:
        grade("--roster", roster)
    folder = course / f"results/{NAME}"
    assert "cyd" not in (folder / "missing.csv").read_text()
    assert "dee" in (folder / "missing.csv").read_text()
    (row,) = (line for line in (folder / "summary.html").read_text().split("<tr ") if "cyd" in line)
    assert "Not handed in" not in row
    assert "excused" in row
    assert scores(course) == {"ann": 40, "bob": 100}
    gradebook = course / "gradebook.csv"
    gradebook.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,HW (7)\n"
        "    Points Possible,,,,,100\nAnn Lee,1,ann,ann,A,\nBob Ray,2,bob,bob,A,90\n"
        "Cyd Fox,3,cyd,cyd,A,\nDee Orr,4,dee,dee,A,\n"
    )
    out = course / "back.csv"
    softmark("export", "canvas", f"results/{NAME}", "--table", gradebook, "--out", out)
    back = {
        row["Student"]: row["HW (7)"]
        for row in csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))
    }
    assert (back["Cyd Fox"], back["Dee Orr"], back["Bob Ray"]) == ("EX", "", "100")
    (course / "adjustments.toml").unlink()
    grade("--roster", roster)
    assert "cyd" in (folder / "missing.csv").read_text()


def test_who_is_excused_and_forgotten_is_named_nowhere(course):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    roster = course / "roster.csv"
    roster.write_text("login,name\nann,Ann Lee\nbob,Bob Ray\ncyd,Cyd Fox\n")
    grade("--roster", roster)
    softmark("adjust", "cyd", "--excused")
    folder = course / f"results/{NAME}"
    assert "cyd" in (folder / "class.json").read_text()
    softmark("forget", "cyd", folder)
    assert not [path for path in folder.rglob("*.*") if b"cyd" in path.read_bytes()]


@pytest.mark.slow
def test_decisions_and_earlier_results_reach_nbgraders_gradebook(course):
    Gradebook = pytest.importorskip("nbgrader.api").Gradebook
    (course / f"solutions/{NAME}/notebook.md").write_text(
        "# Softmax\n\n```solution loss.py loss\n```\n\n```solution optimizer.py step\n```\n"
    )
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    url = f"sqlite:///{course}/gradebook.db"
    grade()
    softmark("adjust", "bob", "--bonus", "5")
    softmark("adjust", "ann", "--score", "30")
    grade("--gradebook", url)
    shutil.rmtree(course / "class/ann")
    hand_in(course, at("cyd", RIGHT))
    grade("--gradebook", url)
    with Gradebook(url) as book:
        found = {
            who: book.find_submission(NAME, who).score
            - (book.find_submission(NAME, who).late_submission_penalty or 0)
            for who in ("ann", "bob", "cyd")
        }
    assert found == {"ann": 30, "bob": 105, "cyd": 100}


@pytest.mark.parametrize("at_once", [True, False])
def test_who_handed_in_nothing_can_be_given_a_score_and_it_can_be_taken_back(course, at_once):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    roster = course / "roster.csv"
    roster.write_text("login,name\nann,Ann Lee\nbob,Bob Ray\ncyd,Cyd Fox\n")
    if at_once:
        grade("--roster", roster)
    softmark("adjust", "cyd", "--score", "55", "--reason", "oral exam")
    if not at_once:
        grade("--roster", roster)
    for _ in range(2):
        assert scores(course) == {"ann": 40, "bob": 100, "cyd": 55}
        assert "oral exam" in page(course, "cyd")
        assert not (course / f"results/{NAME}/missing.csv").exists()
        grade("--roster", roster)
    (course / "adjustments.toml").unlink()
    grade("--roster", roster)
    assert scores(course) == {"ann": 40, "bob": 100}
    assert "cyd" in (course / f"results/{NAME}/missing.csv").read_text()
    assert not (course / f"results/{NAME}/feedback/cyd.html").exists()


def files_in(root):
    return {path: path.read_bytes() for path in (root / "results").rglob("*") if path.is_file()}


DAMAGES = {
    "results.jsonl:1 cannot be read": ("results.jsonl", lambda text: text[:90] + text[110:]),
    "results.jsonl:2 cannot be read": ("results.jsonl", lambda text: text[:-90]),
    "results.jsonl:1 cannot be read (": ("results.jsonl", lambda text: text.encode("utf-16")),
    "class.json cannot be read": ("class.json", lambda text: text[:20]),
}


@pytest.mark.parametrize("says", DAMAGES)
def test_where_something_cannot_be_read_nothing_is_decided_forgotten_or_exported(course, says):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    grade()
    name, damage = DAMAGES[says]
    path = course / f"results/{NAME}" / name
    changed = damage(path.read_text())
    path.write_bytes(changed.encode() if isinstance(changed, str) else changed)
    before = files_in(course)
    for command in (
        ("adjust", "ann", "--bonus", "5"),
        ("forget", "ann", f"results/{NAME}"),
        ("export", "junit", f"results/{NAME}"),
        ("course",),
    ):
        assert says in softmark(*command, fails=True), command
    assert files_in(course) == before
    assert not (course / "adjustments.toml").exists()


@pytest.mark.parametrize("name", ["journal.jsonl", "results.damaged.jsonl"])
def test_nobody_is_forgotten_while_a_line_may_be_about_them(course, name):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT)))
    grade()
    kept = course / f"results/{NAME}" / name
    kept.write_text('{"student":"an')
    before = files_in(course)
    assert f"{name}" in softmark("forget", "ann", f"results/{NAME}", fails=True)
    assert files_in(course) == before
    kept.unlink()
    softmark("forget", "ann", f"results/{NAME}")
    assert scores(course) == {"bob": 100}


def test_result_that_cannot_be_read_does_not_stop_a_class_and_is_not_lost(course):
    hand_in(course, merged(at("ann", WRONG), at("bob", RIGHT), at("cyd", RIGHT)))
    grade()
    folder = course / f"results/{NAME}"
    rows = (folder / "results.jsonl").read_bytes().splitlines()
    rows[:2] = [rows[0][:-9], rows[1].replace(b'"score":', b'"score":"')]
    (folder / "results.jsonl").write_bytes(b"\n".join([*rows, b""]))
    shutil.rmtree(course / "class/bob")
    said = grade()
    assert "results.jsonl:1 cannot be read (the result of 'ann'; " in said
    assert "nor can 1 more line: kept in results/softmax_mnist/results.damaged.jsonl." in said
    assert scores(course) == {"ann": 40, "cyd": 100}
    assert (folder / "results.damaged.jsonl").read_bytes().splitlines() == rows[:2]
    assert "cannot be read" not in grade()
