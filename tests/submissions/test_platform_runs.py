"""What a class goes through after it was graded: corrected, graded again, exported, forgotten."""

import csv
import os
import stat

import pytest
from click.testing import CliRunner
from submissions.made_classes import at, canvas, merged, moodle
from submissions.test_made_classes import WORK, grade, state  # noqa: F401
from submissions.test_platform_classes import course  # noqa: F401

from autograder.cli.app import app

MOODLE = merged(moodle("Ann Lee", 101, WORK.right), moodle("Bob Ray", 102, WORK.wrong))


@pytest.fixture
def write(tmp_path):
    """Writes files into a folder beside the results."""

    def command(folder, files):
        for path, data in files.items():
            target = tmp_path / folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return tmp_path / folder

    return command


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def corrected(path, entry, **cells):
    rows = [row | cells if row["entry"] == entry else row for row in table(path)]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_dry_run_shows_whose_each_entry_is_and_grades_nothing(grade, write, tmp_path):  # noqa: F811
    files = merged(MOODLE, {"cyd.zip": b"PK\x05\x06" + bytes(18), "notes.txt": b"?"})
    done, people, _, results = grade(write("class", files), "--dry-run")
    assert (done.exit_code, people, results) == (0, {}, [])
    for word in ("Ann Lee", "Bob Ray", "cyd", "moodle", "notes.txt belongs to no submission"):
        assert word in done.output + done.stderr
    assert not (tmp_path / "out").exists()


def test_another_platform_is_decided_by_hand(grade, write):  # noqa: F811
    files = merged(*(canvas(f"{who}_1{n}", 9000, WORK.right) for n, who in enumerate("ab")))
    folders = {f"{name}.zip/x.py": b"" for name in files}  # what Canvas never gives
    done, people, _, _ = grade(write("class", merged(MOODLE, folders)), "--as", "folders")
    assert done.exit_code == 0
    assert "Ann Lee_101_assignsubmission_file" in people


def test_people_csv_takes_a_student_and_a_time_by_hand(grade, write, tmp_path):  # noqa: F811
    place = write("class", merged(at("group a", WORK.right), at("group b", WORK.wrong)))
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\n2023001,Ann Lee\n2023002,Bob Ray\n")
    grade(place, "--roster", roster)
    listed = {row["entry"]: row["outcome"] for row in table(tmp_path / "out" / "people.csv")}
    assert listed["group a"] == "graded"
    corrected(
        tmp_path / "out" / "people.csv", "group a", student="2023001", submitted="2026-03-02 12:00"
    )
    _, people, missing, results = grade(place, "--roster", roster)
    (result,) = (one for one in results if one["student"] == "2023001")
    assert [one["rule"] for one in result["violations"]] == ["late"]
    assert result["score"] == 90
    assert list(missing) == ["2023002"]
    assert people["2023001"]["submitted"].startswith("2026-03-02T12:00")


def test_no_hand_in_vanishes_by_a_correction_onto_another_person(grade, write, tmp_path):  # noqa: F811
    place = write("class", merged(at("ann", WORK.right), at("bob", WORK.wrong)))
    roster = tmp_path / "roster.csv"
    roster.write_text("student,name\nann,Ann Lee\nbob,Bob Ray\n")
    for more in ([], ["--roster", roster]):
        grade(place, *more)
        corrected(tmp_path / "out" / "people.csv", "bob", student="ann")
        done, *_ = grade(place, *more)
        assert done.exit_code != 0
        assert str(done.exception) == (
            "people.csv gives bob to ann, whose work is ann already: correct the student there, or "
            "write - as the student of the one that does not count."
        )
        corrected(tmp_path / "out" / "people.csv", "ann", student="-")
        grade(place, *more)
        rows = {row["entry"]: row["student"] for row in table(tmp_path / "out" / "people.csv")}
        assert rows["bob"] == "ann"
        for entry in ("ann", "bob"):
            corrected(tmp_path / "out" / "people.csv", entry, student="")


def test_copies_in_one_folder_are_said_not_to_be_graded(grade, write, tmp_path):  # noqa: F811
    copies = {
        f"loss{n}.py": WORK.wrong["loss.py"] + b"#%d" % place
        for place, n in enumerate((" (1)", " (2)"))
    }
    place = write("work", WORK.right | copies)
    done, *_, results = grade(place)
    assert (
        "loss.py is what was graded, and not loss (1).py and loss (2).py beside it." in done.stderr
    )
    assert "This folder was taken for one hand-in." in done.stderr
    assert [one["score"] for one in results] == [100]
    assert "loss.py is what was graded" in " ".join(results[0]["notes"])
    people = tmp_path / "out" / "people.csv"
    told = {row["entry"]: (row["outcome"], row["why"]) for row in table(people)}
    assert told["work"][0] == "graded"
    for name in copies:
        assert told[name] == ("beside", "could be the file that is wanted, and was not graded")
    corrected(people, "loss (1).py", student="bob")
    done, *_ = grade(place)
    assert "people.csv gives loss (1).py to bob, and it is no hand-in by itself" in str(
        done.exception
    )


def test_who_has_two_by_hand_and_by_the_roster_is_told_whose_word_counted(grade, write, tmp_path):  # noqa: F811
    files = merged(moodle("Ann Lee", 101, WORK.right), moodle("A. Leigh", 102, WORK.wrong))
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\n2023001,Ann Lee\n")
    place = write("class", files)
    grade(place, "--roster", roster)
    people = tmp_path / "out" / "people.csv"
    corrected(people, "A. Leigh_102_assignsubmission_file", student="2023001")
    done, *_ = grade(place, "--roster", roster)
    assert (
        "Ann Lee could be 2023001 of the roster, to whom people.csv gives another one"
        in done.stderr
    )


@pytest.mark.parametrize(
    "change",
    [
        ("entry,student", "entry,studnet", "people.csv:1 has no column 'student' but 'studnet'"),
        ("entry,student", "entry,who", "people.csv:1 has no column 'student': nothing was taken"),
        ("\nbob,", "\nbov,", "people.csv:3: there is no entry 'bov', so nothing was taken"),
        ("entry,student", "Entry, Student", ""),
        ("\n007,", "\n7,", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_from_people_csv_is_said(grade, write, tmp_path, change):  # noqa: F811
    before, after, told = change
    place = write("class", merged(*(at(who, WORK.right) for who in ("007", "bob"))))
    grade(place)
    people = tmp_path / "out" / "people.csv"
    people.write_text(
        people.read_text("utf-8-sig").replace(before, after).replace(",bob,", ",eve,")
    )
    done, found, *_ = grade(place)
    assert told in str(done.exception)
    assert bool(told) == (done.exit_code != 0)
    assert ("eve" in found) == (not told)


def test_people_csv_says_what_was_not_graded(grade, write, tmp_path, monkeypatch):  # noqa: F811
    place = write(
        "class", merged(*(at(who, WORK.right) for who in ("ann", "bob")), at("cyd", {"a.txt": b""}))
    )
    really_open = os.open

    def refusing(path, *arguments, **named):
        if path == str(place / "bob"):
            raise PermissionError(13, "Permission denied")
        return really_open(path, *arguments, **named)

    monkeypatch.setattr(os, "open", lambda path, *a, **n: refusing(str(path), *a, **n))
    done, *_ = grade(place)
    assert done.exit_code == 1
    rows = {row["entry"]: row["outcome"] for row in table(tmp_path / "out" / "people.csv")}
    assert rows == {"ann": "graded", "bob": "fault", "cyd": "refused"}


def test_second_run_keeps_the_others_until_it_is_told_to_drop_them(grade, write, tmp_path):  # noqa: F811
    grade(write("class", MOODLE))
    late = write("late", moodle("Cyd Fox", 103, WORK.right))
    results = grade(late)[3]
    assert {one["student"] for one in results} == {"Ann Lee", "Bob Ray", "Cyd Fox"}
    pages = tmp_path / "out" / "feedback"
    assert len(os.listdir(pages)) == 3
    private = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in private} == {0}
    forgotten = run("forget", "Bob Ray", tmp_path / "out")
    assert forgotten.exit_code == 0, forgotten.output
    told = [path for path in private if path.exists() and b"Bob Ray" in path.read_bytes()]
    assert told == []
    results = grade(late, "--prune")[3]
    assert [one["student"] for one in results] == ["Cyd Fox"]
    assert len(os.listdir(pages)) == 1


def test_canvas_keeps_what_is_not_known_here_and_another_scale_is_refused(grade, write, tmp_path):  # noqa: F811
    out = tmp_path / "out"
    grade(write("class", merged(
        canvas("leeann_11", 9001, WORK.right), canvas("raybob_12", 9003, WORK.wrong)
    )))  # fmt: skip
    book = tmp_path / "book.csv"
    head = "Student,ID,SIS User ID,SIS Login ID,Section,Softmax (7),Lab (9),Final Score\n"
    rows = (
        "    Points Possible,,,,,{points},10,(read only)\n"
        '"Lee, Ann",11,2023001,alee,A,,7,0\n"Ray, Bob",12,2023002,bray,A,55,8,0\n'
        '"Fox, Cyd",13,2023003,cfox,A,EX,9,0\n"Orr, Dan",14,2023004,dorr,A,88,10,0\n'
    )
    book.write_text(head + rows.format(points=10))
    target = tmp_path / "grades.csv"
    refused = run(
        "export", "canvas", out, "--table", book, "--column", "Softmax (7)", "--out", target
    )
    assert refused.exit_code != 0
    assert "--scale" in f"{refused.output}{refused.exception}"
    assert not target.exists()
    done = run(
        "export",
        "canvas",
        out,
        "--table",
        book,
        "--column",
        "Softmax (7)",
        "--out",
        target,
        "--scale",
    )
    assert done.exit_code == 0, done.output
    scaled = {row["Student"]: row["Softmax (7)"] for row in table(target)}
    assert scaled["Lee, Ann"] == "10"
    assert 0 < float(scaled["Ray, Bob"]) < 10
    assert (scaled["Fox, Cyd"], scaled["Orr, Dan"]) == ("EX", "88")


def test_moodles_worksheet_in_chinese_comes_back_with_its_own_cells(grade, write, tmp_path):  # noqa: F811
    out = tmp_path / "out"
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "标识符,全名,电子邮件地址,状态,成绩,最高分,反馈评语\n"
        "参与者101,Ann Lee,ann@u.edu,已提交，待评分,-,100.00,好\n"
        "参与者102,Bob Ray,bob@u.edu,已提交，待评分,-,100.00,\n"
        "参与者103,Cyd Fox,cyd@u.edu,没有提交,60.00,100.00,补交\n".replace("，", "、"),
        encoding="utf-8-sig",
    )
    grade(write("class", MOODLE), "--roster", sheet)
    done = run("export", "moodle", out, "--table", sheet, "--out", tmp_path / "back.csv")
    assert done.exit_code == 0, f"{done.output}{done.exception}"
    rows = {row["全名"]: row for row in table(tmp_path / "back.csv")}
    assert float(rows["Ann Lee"]["成绩"]) == 100
    assert (rows["Cyd Fox"]["成绩"], rows["Cyd Fox"]["反馈评语"]) == ("60.00", "补交")
    assert rows["Ann Lee"]["反馈评语"] == "好"
