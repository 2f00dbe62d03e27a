"""Tables of groups, and what a second table of people adds."""

import csv
import io

import pytest
from submissions.made_classes import at, merged
from submissions.test_made_classes import WORK, course, grade, state  # noqa: F401

from autograder.errors import UsageError
from autograder.submissions.lms import read_roster
from autograder.submissions.lms.groups import read_groups

ROSTER = "id,name,email\n1001,Ann Lee,ann@u.edu\n1002,Bob Ray,bob@u.edu\n1003,Cyd Fox,cyd@u.edu\n"


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("group,name\nA,Ann Lee\nA,Ann Lea\n", "groups.csv:3: 'Ann Lea' is not on the roster."),
        ("group,id\nA,1001\nB,1001\n", "groups.csv:3: '1001' is in 'A' and in 'B'."),
        ("name,id\nAnn Lee,1001\n", "has no column of groups: give it one titled group."),
        ("group,id\n,1001\n", "lists no group."),
    ],
)
def test_table_of_groups_that_cannot_be_meant_is_one_sentence_with_its_line(tmp_path, text, says):
    roster = read_roster([written(tmp_path / "roster.csv", ROSTER)])
    with pytest.raises(UsageError) as error:
        read_groups(written(tmp_path / "groups.csv", text), roster)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_worksheet_adds_numbers_and_times_and_only_late_ones_without_a_time_are_marked(tmp_path):
    worksheet = (
        "Identifier;Vollständiger Name;E-Mail-Adresse;Status;Zuletzt geändert (Abgabe)\n"
        "Teilnehmer/in7;Ann Lee;ann@u.edu;Zur Bewertung abgegeben - 2 Tage später;-\n"
        "Teilnehmer/in8;Bob Ray;bob@u.edu;Zur Bewertung abgegeben - 1 Tag später;"
        "Sonntag, 1. März 2026, 23:10\n"
        "Teilnehmer/in9;Cyd Fox;cyd@u.edu;Zur Bewertung abgegeben;-\n"
    )
    people = read_roster(
        [written(tmp_path / "roster.csv", ROSTER), written(tmp_path / "ws.csv", worksheet)]
    ).people
    assert [person.ids["moodle"] for person in people.values()] == ["7", "8", "9"]
    assert [person.submitted for person in people.values()] == ["", "2026-03-01T23:10:00", ""]
    assert [person.late for person in people.values()] == [True, False, False]
    assert list(people) == ["1001", "1002", "1003"]


def test_a_time_that_is_corrected_counts_for_the_whole_group(grade, course, tmp_path):  # noqa: F811
    for path, data in merged(at("1001", WORK.right), at("1003", WORK.wrong)).items():
        target = tmp_path / "class" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    arguments = [
        tmp_path / "class", "--roster", written(tmp_path / "roster.csv", ROSTER),
        "--groups", written(tmp_path / "groups.csv", "group,id\nA,1001\nA,1002\n"),
    ]  # fmt: skip
    grade(*arguments)
    table = tmp_path / "out" / "people.csv"
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert [(row["entry"], row["student"]) for row in rows] == [
        ("1001", "1001"), ("1001", "1002"), ("1003", "1003"),
    ]  # fmt: skip
    table.write_text(
        table.read_text().replace("1001,1001,Ann Lee,,", "1001,1001,Ann Lee,2026-03-02T01:00,")
    )
    _, people, missing, results = grade(*arguments)
    assert {student: person.get("submitted", "") for student, person in people.items()} == {
        "1001": "2026-03-02T01:00:00", "1002": "2026-03-02T01:00:00", "1003": "",
    }  # fmt: skip
    assert not missing
    assert {r["student"]: r["score"] for r in results}["1002"] == 100
    assert (tmp_path / "out" / "feedback" / "1002.html").is_file()
