"""Grades and feedback, back to the platforms and to CI."""

import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from autograder.errors import UsageError
from autograder.platforms.gradebooks import canvas_csv, moodle_csv, moodle_feedback, read_graded
from autograder.results.render.junit import github_annotations, junit_xml
from autograder.results.render.names import feedback_names
from autograder.results.result import CheckResult, Result, encode_result
from autograder.submissions.lms import ClassFound, Person

PASSED = CheckResult(
    id="sum.small", title="small: 50%, say", status="passed", points=4, max_points=4, hidden=False
)
FAILED = CheckResult(
    id="sum.large", title="large", status="failed", points=0, max_points=6, hidden=True,
    message="sum is off (add.py, line 7, in add)\n100%", hint="Look again.",
)  # fmt: skip


def result(student: str, score: float, status="graded", message="") -> Result:
    checks = [PASSED, FAILED] if status == "graded" else []
    return Result(
        student=student, assignment="adding", status=status, score=score, max_score=10,
        checks=checks, message=message,
    )  # fmt: skip


@pytest.fixture
def graded(tmp_path: Path):
    from autograder.grading.batch.pages import write_people

    people = {
        "Ann Lee": Person(name="Ann Lee", ids={"moodle": "101", "canvas": "11"}),
        "李 娜": Person(name="李 娜", ids={"moodle": "102", "email": "na@x.edu"}),
        "bob": Person(name="Bob_B", ids={"moodle": "103", "login": "bob9"}),
        "eve": Person(name="Eve"),
    }
    results = [
        result("Ann Lee", 4.5),
        result("李 娜", 10),
        result("bob", 0, "fault", "the sandbox <failed>\x00"),
        result("eve", 0, "refused", "no archive"),
    ]
    out = tmp_path / "out"
    (out / "feedback").mkdir(parents=True)
    (out / "results.jsonl").write_bytes(b"".join(encode_result(r) + b"\n" for r in results))
    for student, name in feedback_names(people).items():
        (out / "feedback" / name).write_text(f"page of {student}")
    write_people(ClassFound((), people=people), out)
    return read_graded(out)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Adding (77),Other (78),Final Score
    Points Possible,,,,,10,5,(read only)
"Lee, Ann",11,,,A,,5,50
"李 娜",12,,na@x.edu,A,3,,
"Nobody, N",13,,nn,A,,,
"B, Bob",14,,bob9,A,1,,
"""


def test_canvas_gradebook_gets_the_grades(graded, tmp_path):
    (tmp_path / "g.csv").write_text(CANVAS)
    export = canvas_csv(graded, tmp_path / "g.csv", "Adding")
    table = rows(export.content)
    assert list(table[0]) == [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Section",
        "Adding (77)",
    ]
    assert [row["Adding (77)"] for row in table] == ["10", "4.5", "10", "", ""]
    assert export.unplaced == ("eve",)


def test_canvas_column_must_be_clear(graded, tmp_path):
    (tmp_path / "g.csv").write_text(CANVAS)
    with pytest.raises(UsageError, match="2 assignments: say which"):
        canvas_csv(graded, tmp_path / "g.csv")
    with pytest.raises(UsageError, match=r"no column 'Addng'. Did you mean Adding \(77\)"):
        canvas_csv(graded, tmp_path / "g.csv", "Addng")
    (tmp_path / "g.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="is no Canvas gradebook"):
        canvas_csv(graded, tmp_path / "g.csv")


MOODLE = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Feedback comments"
"Participant 101","Ann Lee",ann@x.edu,Submitted,,10.00,
"参与者 102","李 娜",na@x.edu,Submitted,,10.00,
"Participant 103","Bob B",b@x.edu,Submitted,2.00,10.00,
"Participant 104","Eve",e@x.edu,Submitted,,10.00,
"""


def test_moodle_worksheet_gets_the_grades(graded, tmp_path):
    (tmp_path / "g.csv").write_text(MOODLE)
    export = moodle_csv(graded, tmp_path / "g.csv")
    table = rows(export.content)
    # A fault of the grader leaves the grade that there is.
    assert [row["Grade"] for row in table] == ["4.5", "10", "2.00", "0"]
    assert list(table[0]) == list(rows(MOODLE.encode())[0])
    assert export.unplaced == ()
    (tmp_path / "g.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="is no Moodle grading worksheet"):
        moodle_csv(graded, tmp_path / "g.csv")


def test_moodle_feedback_files_have_names_that_moodle_takes_apart(graded, tmp_path):
    (tmp_path / "g.csv").write_text(MOODLE)
    for worksheet, count in ((None, 3), (tmp_path / "g.csv", 4)):
        export = moodle_feedback(graded, worksheet)
        with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
            pages = {name: archive.read(name).decode() for name in archive.namelist()}
        found = {}
        for name, page in pages.items():
            folder, _, file = name.partition("/")
            _, participant, plugin, kind = folder.split("_")
            assert (plugin, kind, file) == ("assignfeedback", "file", "feedback.html")
            found[participant] = page
        assert len(found) == count
        assert found["101"] == "page of Ann Lee"
        assert found["102"] == "page of 李 娜"
        assert found["103"] == "page of bob"
        assert export.unplaced == (("eve",) if worksheet is None else ())


def test_junit_tells_failures_errors_and_passes_apart(graded):
    root = ElementTree.fromstring(junit_xml(graded.results.values()))
    suites = {suite.get("name"): suite for suite in root}
    ann = suites["Ann Lee"]
    assert (ann.get("tests"), ann.get("failures"), ann.get("errors")) == ("2", "1", "0")
    assert [[child.tag for child in case] for case in ann] == [[], ["failure"]]
    assert "Look again." in ann.find("testcase/failure").text
    assert suites["bob"].get("errors") == "1"
    assert "<failed>" in suites["bob"].find("testcase/error").get("message")


def test_github_annotations_name_file_and_line_and_stay_on_one_line(graded):
    lines = list(github_annotations(graded.results["Ann Lee"]))
    assert lines == [
        "::error file=add.py,line=7,title=large 0/6::"
        "sum is off (add.py, line 7, in add)%0A100%25%0ALook again."
    ]
    (refused,) = github_annotations(graded.results["eve"])
    assert refused == "::error title=eve::no archive"
    sly = msgspec.structs.replace(FAILED, title="a,b::c\n::error::forged")
    (line,) = github_annotations(msgspec.structs.replace(result("x", 0), checks=[sly]))
    assert line.count("\n") == 0
    assert "title=a%2Cb%3A%3Ac%0A%3A%3Aerror%3A%3Aforged 0/6::" in line


def test_folder_without_results_is_explained(tmp_path):
    with pytest.raises(UsageError, match="has finished"):
        read_graded(tmp_path)
