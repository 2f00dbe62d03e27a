"""Gradescope's list of submitters, read in a confined process."""

import pytest
from helpers.marks import slow

from autograder.errors import UsageError
from autograder.execution.parsing import ConfinedParsers, OwnParsers
from autograder.submissions.lms.submitters import METADATA, read_metadata


@pytest.fixture(scope="module")
def confined():
    with ConfinedParsers() as parsers:
        yield parsers


class Tree:
    """A download that holds nothing else."""

    path = "class.zip"

    def __init__(self, content, parsers):
        self.content, self.parsers = content, parsers

    def read(self, member, limit):
        return self.content[:limit]


def read(content, parsers):
    return read_metadata(Tree(content, parsers), METADATA)


GOOD = """\
submission_1:
  :submitters:
  - :name: Ann Lee
    :sid: '0012'
    :email: ann@x.edu
  - :name: 李雷
    :sid: 7
  :created_at: 2026-03-01 12:00:00.000000000 Z
  :results: {"score": 3.0}
submission_2:
  :submitters: []
submission_3: 5
4: {":submitters": [{":name": [x], ":sid": true}], ":created_at": "2026-03-01T12:00:00+08:00"}
"""


@pytest.mark.parametrize("where", ["confined", "here"])
def test_people_and_times_come_out(where, confined):
    found = read(GOOD.encode(), confined if where == "confined" else OwnParsers())
    one, two = found["submission_1"]
    assert (one.name, one.ids) == ("Ann Lee", {"id": "0012", "email": "ann@x.edu"})
    assert (two.name, two.ids) == ("李雷", {"id": "7"})
    assert one.submitted == two.submitted == "2026-03-01T12:00:00+00:00"
    assert [(person.name, person.ids) for person in found["submission_2"]] == [("", {})]
    assert "submission_3" not in found
    assert found["4"][0].submitted == "2026-03-01T12:00:00+08:00"


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{here}: &{here} [{','.join([f'*{before}'] * 9)}]\n"
    for before, here in zip("abcdefghij", "bcdefghijk", strict=True)
)


@pytest.mark.parametrize(
    "content",
    [
        slow(b"[" * 200_000),
        slow(b"{a: " * 60_000),
        b"- " * 300_000 + b"x",
        b"? " * 300_000,
        b"? {a: b}\n: c",
        b"&a [*a",
        b"\xff\xfe\x00",
        b"submission_1:\n  - ]",
    ],
)
def test_what_is_damaged_is_one_sentence(content, confined):
    with pytest.raises(UsageError, match=r"submission_metadata.yml.* is damaged: export it again"):
        read(content, confined)


def test_the_line_of_the_damage_is_told(confined):
    with pytest.raises(UsageError, match=r"submission_metadata.yml:2 is damaged"):
        read(b"submission_1:\n  - ]", confined)


@pytest.mark.parametrize(
    "odd",
    [
        "0001-13-99",
        "!!int x",
        "!!timestamp x",
        "!!python/object/apply:os.system ['exit 1']",
        "9" * 9000,
    ],
)
def test_what_is_odd_of_one_student_stops_nobody(odd, confined):
    content = GOOD + f"submission_9:\n  :created_at: {odd}\n  :submitters:\n  - :name: {odd}\n"
    found = read(content.encode(), confined)
    assert found["submission_9"][0].submitted == ""
    assert found["submission_1"][0].name == "Ann Lee"


def test_references_to_references_do_not_grow(confined):
    content = f"{LAUGHS}submission_1: {{':submitters': *k}}\n".encode()
    assert len(read(content, confined)["submission_1"]) == 9
