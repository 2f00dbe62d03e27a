"""Grades and feedback, back to the platforms and to CI."""

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from autograder.errors import UsageError
from autograder.platforms.gradebooks import canvas_csv, moodle_csv, moodle_feedback, read_graded
from autograder.results.render.junit import github_annotations, junit_xml
from autograder.results.render.names import feedback_names
from autograder.results.result import CheckResult, Result
from autograder.results.result_json import encode_result
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
    # Without a result, or where the grader failed, what Canvas has stays: it takes "" for a change.
    assert [row["Adding (77)"] for row in table] == ["10", "4.5", "10", "", "1"]
    assert [(c.name, c.before, c.after) for c in export.changes] == [
        ("Lee, Ann", "", "4.5"),
        ("李 娜", "3", "10"),
    ]
    assert export.unplaced == ("eve",)


@pytest.mark.parametrize("kept", ["88", "EX", "", "8,5"])
def test_canvas_cells_without_a_result_stay_as_they_are(graded, tmp_path, kept):
    (tmp_path / "g.csv").write_text(CANVAS.replace("nn,A,,,", f'nn,A,"{kept}",,'))
    table = rows(canvas_csv(graded, tmp_path / "g.csv", "Adding").content)
    assert table[3]["Adding (77)"] == kept


def test_canvas_rows_that_are_nobody_stay_as_they_are(graded, tmp_path):
    manual = CANVAS.replace("    Points", ",,,,,Manual Posting,,\n    Points")
    (tmp_path / "g.csv").write_text(manual + '"Student, Test",99,,x,A,7,,\n')
    table = rows(canvas_csv(graded, tmp_path / "g.csv", "Adding").content)
    assert [row["Adding (77)"] for row in table] == [
        "Manual Posting",
        "10",
        "4.5",
        "10",
        "",
        "1",
        "7",
    ]


def test_column_of_another_scale_is_refused_unless_told_to_convert(graded, tmp_path):
    (tmp_path / "g.csv").write_text(
        CANVAS.replace(",A,,,\n", ",A,,,\n").replace(",,,,,10,5,", ",,,,,100,5,")
    )
    with pytest.raises(UsageError, match="has 100 points, and the assignment has 10: give --scale"):
        canvas_csv(graded, tmp_path / "g.csv", "Adding")
    table = rows(canvas_csv(graded, tmp_path / "g.csv", "Adding", scale=True).content)
    assert [row["Adding (77)"] for row in table] == ["100", "45", "100", "", "1"]
    (tmp_path / "m.csv").write_text(MOODLE.replace(",10.00,", ",20.00,"))
    with pytest.raises(UsageError, match="has 20 points"):
        moodle_csv(graded, tmp_path / "m.csv")
    table = rows(moodle_csv(graded, tmp_path / "m.csv", scale=True).content)
    assert [row["Grade"] for row in table] == ["9", "20", "2.00", "0"]


def test_gradebook_of_another_locale_keeps_its_form(graded, tmp_path):
    book = "Student;ID;SIS Login ID;Adding (77)\n    Points Possible;;;10,00\nLee, Ann;11;;\n"
    (tmp_path / "g.csv").write_text(book)
    export = canvas_csv(graded, tmp_path / "g.csv")
    lines = export.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Student;ID;SIS Login ID;Adding (77)"
    assert lines[2] == "Lee, Ann;11;;4,5"


def test_numbers_of_one_kind_are_not_those_of_another(graded, tmp_path):
    book = "Student,ID,SIS User ID,Adding (77)\nX Y,101,,\nZ Z,5,11,\nU V,102,,3\n"
    (tmp_path / "g.csv").write_text(book)
    export = canvas_csv(graded, tmp_path / "g.csv")
    assert export.changes == ()
    assert set(export.unplaced) == set(graded.results)


def test_names_that_contradict_a_number_block_it(graded, tmp_path):
    (tmp_path / "g.csv").write_text("Student,ID,Section,Adding (77)\nBob Ray,11,A,\n")
    export = canvas_csv(graded, tmp_path / "g.csv")
    assert export.changes == ()
    assert "Ann Lee" in export.unplaced


WORKSHEETS = {
    "de": ("ID,Vollständiger Name,E-Mail-Adresse,Bewertung,Bestwertung", "Teilnehmer/in101"),
    "fr": ("Identifiant,Nom complet,Adresse de courriel,Note,Note maximale", "Participant 101"),
    "zh": ("标识符,全名,Email地址,成绩,最高分", "参与人101"),
    "es": ("Identificador,Nombre completo,Dirección de correo,Calificación,Calificación máxima",
           "Participante 101"),
    "ja": ("ID,フルネーム,メールアドレス,評点,最大評点", "参加者101"),
}  # fmt: skip


@pytest.mark.parametrize("language", WORKSHEETS)
def test_moodle_worksheet_in_other_languages(graded, tmp_path, language):
    titles, participant = WORKSHEETS[language]
    (tmp_path / "g.csv").write_text(f'{titles}\n{participant},Ann Lee,a@x.edu,,"10,00"\n')
    (row,) = rows(moodle_csv(graded, tmp_path / "g.csv").content)
    assert row[titles.split(",")[3]] == "4,5"


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
    sly = replace(FAILED, title="a,b::c\n::error::forged")
    (line,) = github_annotations(replace(result("x", 0), checks=[sly]))
    assert line.count("\n") == 0
    assert "title=a%2Cb%3A%3Ac%0A%3A%3Aerror%3A%3Aforged 0/6::" in line


def test_folder_without_results_is_explained(tmp_path):
    with pytest.raises(UsageError, match="has finished"):
        read_graded(tmp_path)
