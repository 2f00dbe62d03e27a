"""Archives and notebooks are read in a confined process: the same comes out, and nothing hangs or grows."""

import contextlib
import time
import zlib
from array import array

import pytest
from helpers.packings import SOLUTION, WANTED, read_submission, tar_bytes, zip_bytes

from autograder.errors import UsageError
from autograder.execution.parsing import ConfinedParsers, OwnParsers, Unparsed
from autograder.execution.sandbox import Sandbox, SandboxLimits
from autograder.grading.batch import found
from autograder.submissions import Refused
from autograder.submissions.archive import Archive
from autograder.submissions.container import Unread
from autograder.submissions.limits import DEFAULT_LIMITS
from autograder.submissions.lms.roster import TITLES
from autograder.submissions.lms.tables import read_table
from autograder.submissions.notebook import read_cells


@pytest.fixture(scope="module")
def parsers():
    with ConfinedParsers() as parsers:
        yield parsers


# A small archive's contents come with its table.
@pytest.mark.parametrize("size", [4, 4000])
@pytest.mark.parametrize("name", ["ann.zip", "ann.tar", "ann.tar.gz", "ann.tar.xz"])
def test_a_confined_process_reads_what_this_one_reads(name, size, tmp_path, parsers):
    files = {**SOLUTION, "损失/报告.pdf": bytes(range(256)) * size, "empty.py": b""}
    path = tmp_path / name
    path.write_bytes(
        zip_bytes(files) if name.endswith("zip") else tar_bytes(files, f"w:{name[8:]}")
    )
    confined = read_submission(path, "ann", WANTED, parsers=parsers)
    assert confined == read_submission(path, "ann", WANTED, parsers=OwnParsers())
    assert dict(confined.files) == files


@pytest.mark.parametrize(
    "content",
    [
        b'{"nbformat":4,"cells":["' + rb"\"" * 400_000,
        b'{"nbformat":4,"cells":' + b"[" * 1_000_000,
        b'{"nbformat":4,"cells":["' + b"\\" * 3_000_001,
        b'{"nbformat":4,"cells":[' + b'{"cell_type":' * 100_000,
        b'{"nbformat":4,"cells":[],"x":' + b"9" * 3_000_000 + b"}",
        b"[" * 300 + b"]" * 300,
    ],
)
def test_no_notebook_keeps_the_grader_busy(content, parsers):
    before = time.process_time()
    # A number of three million digits is no reason to refuse; it is only not looked at.
    with contextlib.nullcontext() if b"999" in content else pytest.raises(Refused):
        read_cells(content, "work.ipynb", parsers=parsers)
    assert time.process_time() - before < 1.0


@pytest.mark.slow
def test_what_takes_too_much_memory_is_refused(parsers):
    # Each row of this list of lists takes 56 bytes for two.
    content = b'{"nbformat":4,"cells":[' + b"[]," * 13_000_000 + b"[]]}"
    with pytest.raises(Refused) as caught:
        read_cells(content, "work.ipynb", parsers=parsers)
    assert caught.value.code == "costly"
    assert "more than" in str(caught.value)


def test_the_memory_of_an_assignment_does_not_bound_its_parsers():
    with Sandbox(SandboxLimits(memory_bytes=64 << 20)) as sandbox:
        cells = b'{"nbformat":4,"cells":[' + b"[]," * 1_500_000 + b"[]]}"
        with pytest.raises(Refused) as caught:
            read_cells(cells, "work.ipynb", parsers=ConfinedParsers(sandbox))
    assert caught.value.code == "notebook-many"


def test_a_process_that_was_taken_over_can_only_lie_about_its_own_archive():
    def numbers(*values):
        return array("q", values).tobytes()

    whole = {
        "names": b"loss.pyloss.txt",
        "ends": numbers(7, 15),
        "sizes": numbers(1, 1),
        "problems": [],
        "contents": [b"1", b"2"],
    }
    forgeries = [
        {"ends": zlib},
        {"ends": b""},
        {"ends": b"1234567"},
        {"ends": [7, 15]},
        {"ends": numbers(15, 7)},  # names of which each is nearly all of them
        {"ends": numbers(*[0] * 5001), "sizes": numbers(*[0] * 5001)},
        {"sizes": numbers(1)},
        {"sizes": numbers(1, -1)},
        {"names": 1 << 50},
        {"problems": [[0, "nobody knows it", {}]]},
        {"contents": [b"1"]},
        {"contents": b"12"},
    ]
    for table in ([], None, {}, *({**whole, **forged} for forged in forgeries)):
        archive = Archive(lambda *_, table=table: table, "ann.zip", DEFAULT_LIMITS)
        with pytest.raises(Refused) as caught:
            archive.scan()
        assert caught.value.code == "damaged"
    archive = Archive(lambda *_: {**whole, "contents": [b"1", 2]}, "ann.zip", DEFAULT_LIMITS)
    told = {entry.path: content for entry, content in archive.read(archive.scan())}
    assert told == {"loss.py": b"1", "loss.txt": Unread("damaged")}


def test_a_reason_that_nobody_knows_counts_as_damage():
    def parse(*_):
        raise Unparsed("<script>", limit="<script>")

    with pytest.raises(Refused) as caught:
        Archive(parse, "ann.zip", DEFAULT_LIMITS).scan()
    assert (caught.value.code, caught.value.facts) == ("damaged", {"name": "ann.zip"})


ROSTERS = [
    b"student,name\nann,Ann\nbob,Bob\n",
    "sep=;\n学号;姓名\n1;王\n".encode("gb18030"),
    "\ufeffName\tID\nAnn\t1\n".encode(),
    "name,id\nAnn,1\n".encode("utf-16"),
    b'a title\n"student","name"\n"ann","A, B"\n',
    b"",
]


@pytest.mark.parametrize("content", ROSTERS)
def test_a_confined_process_reads_a_table_as_this_one_does(content, parsers, tmp_path):
    path = tmp_path / "class.csv"
    path.write_bytes(content)
    assert read_table(path, TITLES, parsers) == read_table(path, TITLES)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n" + b"1,2\n" * 200_001, "more rows"),
        (b"a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v\n" * 190_000, "more rows"),
        (b'name\n"' + b"x" * 200_000, "no table"),
    ],
)
def test_a_table_without_end_is_refused_in_a_sentence(content, words, parsers, tmp_path):
    path = tmp_path / "class.csv"
    path.write_bytes(content)
    before = time.process_time()
    with pytest.raises(UsageError, match=words):
        read_table(path, TITLES, parsers)
    assert time.process_time() - before < 1.0


def test_the_class_s_tables_are_parsed_in_a_confined_process(assignment, tmp_path, monkeypatch):
    opened = []

    class Watched(ConfinedParsers):
        def open(self, file=None):
            opened.append(file)
            return super().open(file)

    (tmp_path / "class" / "ann").mkdir(parents=True)
    (tmp_path / "class" / "ann" / "loss.py").write_bytes(b"x = 1\n")
    (tmp_path / "roster.csv").write_bytes(ROSTERS[0])
    monkeypatch.setattr(found, "ConfinedParsers", Watched)
    roster = [tmp_path / "roster.csv"]
    of_class = found.find_class(tmp_path / "class", assignment, roster)
    assert [source.student for source in of_class.sources] == ["ann"]
    assert opened
