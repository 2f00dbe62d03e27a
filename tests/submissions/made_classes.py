"""Classes of hand-ins as they arrive, each with what must come out of it.

Every person and every number is made up; the shapes are those of real downloads.

How to read a case:

- `entries` gives the files of the class folder; `roster` is the table that is given beside it.
- A key of `expected` names one student. A result is that student's when every word of the key
  occurs in what the result says about the person, whatever the case, the accents, the order and the
  punctuation: 'Ann Lee' is also 'Lee, Ann' and 'leeann', '12345' is also '0012345'. Where that is
  so for several results, the one with the shortest name is meant ('kim' beside 'kim-1'). A result
  of a group is the result of each member.
- 'full' is the mark of `Work.right`, 'wrong' the mark of `Work.wrong` (less than full), 'zero' is
  nothing. Nobody but the students of `expected` has a result with any mark.
- Where a roster is given, no student of `expected` may be called missing, except one that `listed`
  names too.
- `listed` is the least that must be said, of entries, files or people: not understood, ambiguous,
  missing, or nothing handed in. Its words are compared like those of the keys.
"""

import gzip
import io
import json
import struct
import tarfile
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

Files = dict[str, bytes]


@dataclass(frozen=True)
class Work:
    """What can be handed in; the two files are named loss.py and optimizer.py."""

    right: Files
    wrong: Files
    stub: Files
    notebook: bytes


@dataclass(frozen=True)
class ClassCase:
    """A class as it arrives, and what must come out of it."""

    id: str
    kind: str
    entries: Callable[[Work], Files]
    roster: str | bytes | None
    expected: dict[str, str]
    listed: tuple[str, ...]
    exit_code: int
    why: str


OTHER_PLATFORM = "one name makes the class another platform's"
NUMBERS = "numbers of different kinds"
FLAT = "a flat or zipped class"
ARCHIVES = "archives inside a hand-in"
WHICH_FILE = "which file is the work"
TABLES = "tables and names"
LATENESS = "lateness forms"
CLONES = "clones: hyphens in logins, wrapped, one only"
TWICE = "two hand-ins of one person"
GROUPS = "groups"
ENCODINGS = "encodings of sources"
NOTEBOOKS = "notebooks' oddities"

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
APPLE = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        "
RUNNER = json.dumps(
    {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "metadata": {},
                "outputs": [],
                "source": ["print('runs the two files')\n"],
            }
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
).encode()


# Building blocks.


def merged(*parts: Files) -> Files:
    """All files of the parts; a path that occurs twice is a mistake of the case."""
    together: Files = {}
    for part in parts:
        for path, data in part.items():
            if path in together:
                raise ValueError(f"{path} occurs twice")
            together[path] = data
    return together


def at(folder: str, files: Files) -> Files:
    """The files inside a folder."""
    return {f"{folder}/{name}": data for name, data in files.items()}


def renamed(files: Files, form: str) -> Files:
    """The files under other names, e.g. '{stem} (1){suffix}' or '20230001_{name}'."""
    return {
        form.format(
            name=name, stem=PurePosixPath(name).stem, suffix=PurePosixPath(name).suffix
        ): data
        for name, data in files.items()
    }


def headed(files: Files, line: str) -> Files:
    """The files with one more line at the top of each."""
    return {name: line.encode() + b"\n" + data for name, data in files.items()}


def recoded(files: Files, line: str, encoding: str) -> Files:
    """The files with one more line at the top, in another encoding."""
    return {
        name: (line + "\n" + data.decode("utf-8-sig")).encode(encoding, "replace")
        for name, data in files.items()
    }


def zipped(files: Files, encoding: str = "utf-8", flagged: bool = True) -> bytes:
    """A zip whose names are stored in the encoding, with or without the flag for UTF-8."""
    flag = 0x800 if flagged else 0
    day = (2026 - 1980) << 9 | 3 << 5 | 1
    body = b""
    directory = b""
    for path, data in files.items():
        name = path.encode(encoding)
        common = struct.pack(
            "<5H3L2H", 20, flag, 0, 0, day, zlib.crc32(data), len(data), len(data), len(name), 0
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<3H2L", 0, 0, 0, 0, len(body)) + name
        body += b"PK\x03\x04" + common + name + data
    end = struct.pack("<4H2LH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def tarred(files: Files) -> bytes:
    """A .tar.gz of the files."""
    store = io.BytesIO()
    with tarfile.open(fileobj=store, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return gzip.compress(store.getvalue(), mtime=0)


def table(*rows: str, end: str = "\r\n") -> str:
    """The rows of a table as one text."""
    return end.join(rows) + end


def moodle(person: str, number: int, files: Files) -> Files:
    """A person's folder in Moodle's download."""
    return at(f"{person}_{number}_assignsubmission_file", files)


def canvas(prefix: str, first: int, files: Files) -> Files:
    """A person's files in Canvas's download; prefix ends with the person's number."""
    return {
        f"{prefix}_{first + place}_{name}": data for place, (name, data) in enumerate(files.items())
    }


def blackboard(login: str, person: str, stamp: str, files: Files) -> Files:
    """One attempt in Blackboard's download, with the text that belongs to it."""
    start = f"HW1_{login}_attempt_{stamp}"
    when = datetime.strptime(stamp, "%Y-%m-%d-%H-%M-%S")
    note = [
        f"Name: {person} ({login})",
        "Assignment: HW1",
        f"Date Submitted: {when:%A, %B %d, %Y %I:%M:%S %p} CST",
        "Current Grade: Needs Grading",
        "",
        "Submission Field:",
        "There is no student submission text data for this assignment.",
        "",
        "Comments:",
        "There are no student comments for this assignment.",
        "",
        "Files:",
    ]
    for name in files:
        note += [f"\tOriginal filename: {name}", f"\tFilename: {start}_{name}"]
    return {
        f"{start}.txt": "\n".join([*note, ""]).encode(),
        **{f"{start}_{name}": data for name, data in files.items()},
    }


def brightspace(number: int, person: str, time: str, files: Files) -> Files:
    """One folder in Brightspace's download."""
    return at(f"{number}-77 - {person} - {time}", files)


def sakai(person: str, login: str, files: Files) -> Files:
    """A person's folder in Sakai's download."""
    return at(
        f"softmax_mnist/{person}({login})",
        {
            "timestamp.txt": b"20260301231000000",
            "comments.txt": b"",
            **at("Submission attachment(s)", files),
        },
    )


def clone(name: str, files: Files) -> Files:
    """A clone of a repository."""
    address = f"https://github.com/made-up-course/{PurePosixPath(name).name}.git"
    return at(
        name,
        {
            ".git/HEAD": b"ref: refs/heads/main\n",
            ".git/config": f'[remote "origin"]\n\turl = {address}\n'.encode(),
            ".gitignore": b"__pycache__/\n",
            "README.md": b"# softmax_mnist\n",
            **files,
        },
    )


def gradescope(submissions: dict[int, list[dict[str, str]]], time: str) -> bytes:
    """submission_metadata.yml for the submissions and their submitters."""
    rows = ["---"]
    for number, people in submissions.items():
        rows += [f"submission_{number}:", "  :submitters:"]
        for person in people:
            for place, (key, value) in enumerate(person.items()):
                rows.append(f"  {'-' if place == 0 else ' '} :{key}: {value}")
        rows += [f"  :created_at: {time}", "  :score: 0.0", "  :status: processed"]
    return "\n".join([*rows, ""]).encode()


def cells_changed(notebook: bytes, change: Callable[[dict], dict]) -> dict:
    """The notebook with each cell changed."""
    data = json.loads(notebook.decode("utf-8-sig"))
    return {**data, "cells": [change(cell) for cell in data["cells"]]}


def source_of(cell: dict) -> str:
    """A cell's source as one text."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def with_cells(notebook: bytes, before: list[dict], after: list[dict] | None = None) -> bytes:
    """The notebook with more cells before and after its own."""
    data = json.loads(notebook.decode("utf-8-sig"))
    return json.dumps({**data, "cells": before + data["cells"] + (after or [])}).encode()


def text_cell(text: str, **more: object) -> dict:
    """A cell of text."""
    return {"cell_type": "markdown", "metadata": {}, "source": [text], **more}


def code_cell(text: str) -> dict:
    """A cell of code that was never run."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": [text] if text else [],
    }


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


# One name makes the class another platform's.


def one_canvas_name(work: Work) -> Files:
    return {
        "ann.zip": zipped(work.right),
        "bob.zip": zipped(work.wrong),
        "lee_12_345_hw.zip": zipped(work.right),
    }


def class_number_in_names(work: Work) -> Files:
    return {
        "anna_12_1_hw.zip": zipped(work.right),
        "bert_12_2_hw.zip": zipped(work.wrong),
        "cora_12_3_hw.zip": zipped(work.right),
    }


def one_clone_among_folders(work: Work) -> Files:
    return merged(
        clone("hw1-ann", work.right), at("hw1-bob", work.wrong), at("hw1-cyd", work.right)
    )


def one_moodle_among_others(work: Work) -> Files:
    return merged(
        {"Ann Lee_101_assignsubmission_file_hw.zip": zipped(work.right)},
        {"bob.zip": zipped(work.wrong)},
        at("cyd", work.right),
        {"dan.ipynb": work.notebook},
    )


def one_blackboard_name(work: Work) -> Files:
    return {
        "ann.zip": zipped(work.right),
        "bob.zip": zipped(work.wrong),
        "HW1_cyd_attempt_2026-03-01-10-00-00_hw.zip": zipped(work.right),
    }


def one_brightspace_name(work: Work) -> Files:
    return merged(
        at("ann", work.right),
        at("bob", work.wrong),
        brightspace(2301, "Cyd Fox", "Mar 1, 2026 1110 PM", work.right),
    )


def one_submission_number(work: Work) -> Files:
    return merged(at("ann", work.right), at("bob", work.wrong), at("submission_3", work.right))


def metadata_inside_a_hand_in(work: Work) -> Files:
    people = {1: [{"name": "Zed Zoo", "sid": "'9'", "email": "zed@example.org"}]}
    return merged(
        at("ann", {**work.right, "submission_metadata.yml": gradescope(people, "2026-03-01")}),
        at("bob", {**work.wrong, "timestamp.txt": b"2026-03-01 12:00:00.000000 UTC"}),
        at("cyd", {**work.right, "grades.csv": b"Display ID,ID,Last Name,First Name,grade\n"}),
    )


def one_inner_submitted(work: Work) -> Files:
    return merged(
        at("ann/submitted", work.right), at("bob", work.wrong), at("cyd/submission_1", work.right)
    )


def one_inbound_name(work: Work) -> Files:
    return merged(
        at("ann", work.right),
        at("bob", work.wrong),
        at("cyd+softmax_mnist+2026-03-01 12:00:00.000000 UTC", work.right),
    )


# Numbers of different kinds.


def canvas_crossed(work: Work) -> Files:
    return merged(canvas("leeann_2301", 9001, work.right), canvas("raybob_2302", 9003, work.wrong))


def moodle_number_of_another(work: Work) -> Files:
    return merged(moodle("Ann Lee", 20230002, work.right), moodle("Cyd Fox", 20230009, work.wrong))


def brightspace_number_of_another(work: Work) -> Files:
    return merged(
        brightspace(20230002, "Ann Lee", "Mar 1, 2026 1110 PM", work.right),
        brightspace(20230009, "Cyd Fox", "Mar 1, 2026 1111 PM", work.wrong),
        {"index.html": b"<html></html>"},
    )


def sakai_login_of_digits(work: Work) -> Files:
    return merged(
        sakai("Lee, Ann", "20230002", work.right), sakai("Fox, Cyd", "20230009", work.wrong)
    )


def blackboard_login_of_digits(work: Work) -> Files:
    return merged(
        blackboard("20230002", "Ann Lee", "2026-03-01-10-00-00", work.right),
        blackboard("cfox", "Cyd Fox", "2026-03-01-11-00-00", work.wrong),
    )


def gradescope_number_of_another(work: Work) -> Files:
    people = {
        20230002: [{"name": "Ann Lee", "sid": "'20230001'", "email": "ann@example.org"}],
        20230009: [{"name": "Cyd Fox", "sid": "'20230003'", "email": "cyd@example.org"}],
    }
    return at(
        "assignment_77_export",
        {
            "submission_metadata.yml": gradescope(people, "2026-03-01 10:00:00.000000000 Z"),
            **at("submission_20230002", work.right),
            **at("submission_20230009", work.wrong),
        },
    )


def folders_named_by_mail(work: Work) -> Files:
    return merged(at("ann@example.org", work.right), at("bob@example.org", work.wrong))


def number_against_name(work: Work) -> Files:
    return {
        "20230002-张三-作业1.zip": zipped(work.right),
        "20230003-王五-作业1.zip": zipped(work.wrong),
    }


def blind_numbers(work: Work) -> Files:
    return merged(moodle("Participant", 4411, work.right), moodle("Participant", 4412, work.wrong))


# A flat or zipped class.


def moodle_flat(work: Work) -> Files:
    return merged(
        renamed(work.right, "Ann Lee_101_assignsubmission_file_{name}"),
        renamed(work.wrong, "Bob Ray_102_assignsubmission_file_{name}"),
    )


def canvas_flat(work: Work) -> Files:
    return merged(
        canvas("leeann_2301", 9001, {**work.right, "report.pdf": PDF}),
        canvas("raybob_2302", 9011, work.wrong),
        canvas("foxcyd_2303", 9021, work.right),
    )


def canvas_flat_notebooks(work: Work) -> Files:
    return merged(
        canvas("leeann_2301", 9001, {"softmax_mnist.ipynb": work.notebook}),
        canvas("raybob_2302", 9002, {"softmax_mnist.ipynb": work.notebook}),
        canvas("foxcyd_2303", 9003, {"softmax_mnist.ipynb": work.notebook}),
    )


def canvas_text_entry(work: Work) -> Files:
    return merged(
        canvas("leeann_2301", 9001, work.right),
        canvas("foxcyd_2303", 9003, work.wrong),
        {"raybob_2302_text.html": b"<html><body><p>I mailed it.</p></body></html>"},
    )


def canvas_two_names_one_number(work: Work) -> Files:
    return merged(
        at("cyd", work.right), canvas("ann_12", 1, work.right), canvas("bob_12", 3, work.wrong)
    )


def qq_zips(work: Work) -> Files:
    return {
        "20230001-张三-作业1.zip": zipped(work.right),
        "作业1_李四_20230002.zip": zipped(work.wrong),
        "计科2班 王五 20230003 作业1.zip": zipped(work.right),
    }


def blackboard_text_only(work: Work) -> Files:
    return merged(
        blackboard("alee", "Ann Lee", "2026-03-01-10-00-00", work.right),
        blackboard("bray", "Bob Ray", "2026-03-01-11-00-00", {}),
        blackboard("cfox", "Cyd Fox", "2026-03-01-12-00-00", work.wrong),
    )


def moodle_zip(work: Work) -> Files:
    inside = merged(moodle("Ann Lee", 101, work.right), moodle("Bob Ray", 102, work.wrong))
    return {"CS101-softmax_mnist-4711.zip": zipped(inside)}


def gradescope_zip(work: Work) -> Files:
    people = {
        1: [{"name": "Ann Lee", "sid": "'20230001'", "email": "ann@example.org"}],
        2: [{"name": "Bob Ray", "sid": "'20230002'", "email": "bob@example.org"}],
    }
    inside = {
        "submission_metadata.yml": gradescope(people, "2026-03-01 10:00:00.000000000 Z"),
        **at("submission_1", work.right),
        **at("submission_2", work.wrong),
    }
    return {"assignment_77_export.zip": zipped(at("assignment_77_export", inside))}


def zip_with_junk_around(work: Work) -> Files:
    inside = merged(
        at("ann", work.right),
        at("bob", work.wrong),
        at("cyd", work.right),
        {"__MACOSX/ann/._loss.py": APPLE, "__MACOSX/._bob": APPLE, ".DS_Store": APPLE},
    )
    return {
        "class.zip": zipped(inside),
        ".DS_Store": APPLE,
        "__MACOSX/._class.zip": APPLE,
        "desktop.ini": b"[.ShellClassInfo]\r\n",
        "Thumbs.db": b"\xd0\xcf\x11\xe0",
    }


def junk_beside_folders(work: Work) -> Files:
    return merged(
        at("ann", {**work.right, ".DS_Store": APPLE, "Thumbs.db": b"\xd0\xcf\x11\xe0"}),
        at("bob", {**work.wrong, "desktop.ini": b"[.ShellClassInfo]\r\n"}),
        {"__MACOSX/ann/._loss.py": APPLE, ".DS_Store": APPLE, "desktop.ini": b"\r\n"},
    )


def one_zip_one_student(work: Work) -> Files:
    return {"ann.zip": zipped(work.right)}


def zip_names_gbk(work: Work) -> Files:
    inside = merged(at("张三", work.right), at("李四", work.wrong))
    return {"class.zip": zipped(inside, "gbk", flagged=False)}


def zip_names_utf8_unflagged(work: Work) -> Files:
    inside = merged(at("张三", work.right), at("Jörg Müller", work.wrong))
    return {"class.zip": zipped(inside, "utf-8", flagged=False)}


def zip_names_cp437(work: Work) -> Files:
    inside = merged(at("André Lee", work.right), at("Zoë Fox", work.wrong))
    return {"class.zip": zipped(inside, "cp437", flagged=False)}


def zip_names_utf8_flagged(work: Work) -> Files:
    inside = merged(at("张三", work.right), at(decomposed("Jörg Müller"), work.wrong))
    return {"class.zip": zipped(inside)}


def ilias_folders(work: Work) -> Files:
    return merged(at("Lee_Ann_alee_4711", work.right), at("Ray_Bob_bray_4712", work.wrong))


# Archives inside a hand-in.


def moodle_with_zip(work: Work) -> Files:
    return merged(
        moodle("Ann Lee", 101, {"hw.zip": zipped(work.right)}),
        moodle("Bob Ray", 102, {"hw.zip": zipped(at("hw", work.wrong)), "report.pdf": PDF}),
    )


def tar_in_a_hand_in(work: Work) -> Files:
    return merged(
        at("ann", {"hw.tar.gz": tarred(work.right)}),
        at("bob", {"hw.tar.gz": tarred(at("hw", work.wrong))}),
    )


def zip_made_on_a_mac(work: Work) -> Files:
    inside = merged(
        at("softmax_mnist", work.right),
        {"softmax_mnist/.DS_Store": APPLE},
        at("__MACOSX/softmax_mnist", renamed(dict.fromkeys(work.right, APPLE), "._{name}")),
    )
    return merged(at("ann", {"Archive.zip": zipped(inside)}), at("bob", work.wrong))


def work_and_a_data_zip(work: Work) -> Files:
    data = zipped({"results.csv": b"step,loss\n1,2.3\n", "figure.txt": b"none"})
    return merged(at("ann", {**work.right, "data.zip": data}), at("bob", work.wrong))


def an_archive_for_each_file(work: Work) -> Files:
    each = {f"{PurePosixPath(n).stem}.zip": zipped({n: d}) for n, d in work.right.items()}
    return merged(at("ann", each), at("bob", work.wrong))


def zip_with_notebook(work: Work) -> Files:
    inside = {
        **work.stub,
        "softmax_mnist.ipynb": work.notebook,
        "runner.ipynb": RUNNER,
        "report.pdf": PDF,
    }
    return merged(at("ann", {"hw.zip": zipped(inside)}), at("bob", work.wrong))


def zip_with_foreign_folder_names(work: Work) -> Files:
    return merged(
        at("ann", {"hw.zip": zipped(at("作业一", work.right), "gbk", flagged=False)}),
        at("bob", {"hw.zip": zipped(at("lösung", work.wrong), "cp437", flagged=False)}),
        at("cyd", {"hw.zip": zipped(at("课程/作业", work.right), flagged=False)}),
    )


def zips_from_flat_platforms(work: Work) -> Files:
    return merged(
        canvas("leeann_2301", 9001, {"hw.zip": zipped(at("hw", work.right)), "report.pdf": PDF}),
        canvas("raybob_2302", 9003, {"hw.zip": zipped(work.wrong)}),
    )


def blackboard_with_zip(work: Work) -> Files:
    return merged(
        blackboard("alee", "Ann Lee", "2026-03-01-10-00-00", {"hw.zip": zipped(work.right)}),
        blackboard("bray", "Bob Ray", "2026-03-01-11-00-00", {"hw.zip": zipped(work.wrong)}),
    )


def zip_with_an_unneeded_zip(work: Work) -> Files:
    inside = {**work.right, "figures.zip": zipped({"figure.txt": b"none"})}
    return merged(at("ann", {"hw.zip": zipped(inside)}), at("bob", work.wrong))


# Which file is the work.


def stub_beside_the_work(work: Work) -> Files:
    return merged(
        at("ann", merged(work.stub, renamed(work.right, "{stem} (1){suffix}"))),
        at("bob", merged(work.stub, renamed(work.wrong, "{stem}-1{suffix}"))),
        at("cyd", merged(work.stub, renamed(work.right, "{name}.txt"))),
    )


def rightly_named_is_right(work: Work) -> Files:
    return merged(
        at("ann", merged(work.right, renamed(work.wrong, "{stem} (1){suffix}"))),
        at("bob", merged(work.wrong, renamed(work.right, "{stem} (1){suffix}"))),
    )


def two_copies(work: Work) -> Files:
    first = renamed(headed(work.right, "# first copy"), "{stem} (1){suffix}")
    second = renamed(headed(work.wrong, "# second copy"), "{stem} (2){suffix}")
    return merged(at("ann", merged(first, second)), at("bob", work.right))


def two_numbers_before_the_names(work: Work) -> Files:
    own = renamed(headed(work.right, "# mine"), "20230001_{name}")
    other = renamed(headed(work.wrong, "# of my partner"), "20230002_{name}")
    return merged(at("ann", merged(own, other)), at("bob", work.right))


def hyphen_one(work: Work) -> Files:
    return merged(
        at("ann", renamed(work.right, "{stem}-1{suffix}")),
        at("bob", renamed(work.wrong, "{stem}-1{suffix}")),
    )


def mixed_case(work: Work) -> Files:
    spelled = {"loss.py": "Loss.py", "optimizer.py": "OPTIMIZER.py"}
    return merged(
        at("ann", {spelled[name]: data for name, data in work.right.items()}),
        at("bob", renamed(work.wrong, "{stem}.PY")),
    )


def hidden_text_ending(work: Work) -> Files:
    return merged(
        moodle("Ann Lee", 101, renamed(work.right, "{name}.txt")),
        moodle("Bob Ray", 102, renamed(work.wrong, "{name}.txt")),
    )


def number_prefix_in_zip(work: Work) -> Files:
    return {
        "20230001-张三-作业1.zip": zipped(renamed(work.right, "20230001_{name}")),
        "20230002-李四-作业1.zip": zipped(renamed(work.wrong, "20230002_{name}")),
    }


def one_near_one_right(work: Work) -> Files:
    near = {"loss.py": "loss (1).py", "optimizer.py": "optimizer.py"}
    return merged(
        at("ann", {near[name]: data for name, data in work.right.items()}),
        at("bob", {near[name]: data for name, data in work.wrong.items()}),
    )


def near_notebooks(work: Work) -> Files:
    names = ("softmax_mnist (1)", "softmax_mnist-1", "Copy of softmax_mnist", "SOFTMAX_MNIST")
    people = ("ann", "bob", "cyd", "dan")
    return {f"{who}/{name}.ipynb": work.notebook for who, name in zip(people, names, strict=True)}


def checkpoints(work: Work) -> Files:
    folder = ".ipynb_checkpoints/softmax_mnist-checkpoint.ipynb"
    return merged(
        at("ann", {"softmax_mnist.ipynb": work.notebook, folder: RUNNER}), at("bob", work.wrong)
    )


def runner_and_report(work: Work) -> Files:
    more = {"runner.ipynb": RUNNER, "report.pdf": PDF}
    return merged(at("ann", {**work.right, **more}), at("bob", {**work.wrong, **more}))


def stubs_and_notebook(work: Work) -> Files:
    return merged(
        at("ann", {**work.stub, "softmax_mnist.ipynb": work.notebook}),
        at("bob", {**work.stub, "softmax_mnist (1).ipynb": work.notebook, "runner.ipynb": RUNNER}),
    )


def only_the_stub(work: Work) -> Files:
    return merged(at("ann", work.right), at("bob", work.stub))


def only_a_report(work: Work) -> Files:
    return merged(at("ann", work.right), at("bob", {"report.pdf": PDF}), at("cyd", work.wrong))


def only_junk(work: Work) -> Files:
    return merged(
        at("ann", work.right),
        at("bob", {".DS_Store": APPLE, "__MACOSX/._loss.py": APPLE}),
        at("cyd", work.wrong),
    )


def two_notebooks(work: Work) -> Files:
    return merged(
        at(
            "ann",
            {
                "try1.ipynb": with_cells(work.notebook, [text_cell("first try")]),
                "try2.ipynb": with_cells(work.notebook, [text_cell("second try")]),
            },
        ),
        at("bob", {"softmax_mnist.ipynb": work.notebook}),
    )


def other_sources_beside(work: Work) -> Files:
    return merged(
        at(
            "ann",
            {
                **work.right,
                "test_loss.py": b"import loss\n",
                "loss_old.py": b"raise SystemExit\n",
                "__pycache__/loss.cpython-311.pyc": b"\xa7\r\r\n",
            },
        ),
        at("bob", {**work.wrong, "main.py": b"import optimizer\n"}),
    )


# Tables and names.


def three_numbers(work: Work) -> Files:
    return merged(at("2023001", work.right), at("2023002", work.wrong))


def three_names(work: Work) -> Files:
    return merged(at("Ann Lee", work.right), at("Bob Ray", work.wrong))


def canvas_three(work: Work) -> Files:
    return merged(canvas("leeann_2301", 9001, work.right), canvas("raybob_2302", 9003, work.wrong))


def moodle_three(first: str, second: str) -> Callable[[Work], Files]:
    def build(work: Work) -> Files:
        return merged(moodle(first, 101, work.right), moodle(second, 102, work.wrong))

    return build


def lost_zeros(work: Work) -> Files:
    return merged(at("0012345", work.right), at("0012346", work.wrong))


def decomposed_names(work: Work) -> Files:
    return merged(at(decomposed("Jörg Müller"), work.right), at(composed("Zoë Núñez"), work.wrong))


def family_name_first(work: Work) -> Files:
    return merged(moodle("Jörg Müller", 101, work.right), moodle("Ana Núñez", 102, work.wrong))


def family_name_first_in_folders(work: Work) -> Files:
    return merged(at("Müller, Jörg", work.right), at("Fox, Cyd", work.wrong))


def number_within_number(work: Work) -> Files:
    return {
        "20230012-李四-作业1.zip": zipped(work.right),
        "作业1-2023003-王五.zip": zipped(work.wrong),
    }


def two_numbers_in_a_name(work: Work) -> Files:
    return {
        "2023001_2023002_hw.zip": zipped(work.right),
        "2023003_hw.zip": zipped(work.wrong),
    }


def two_of_one_name(work: Work) -> Files:
    return {"李伟-作业1.zip": zipped(work.right), "张三-作业1.zip": zipped(work.wrong)}


def numbers_anywhere(work: Work) -> Files:
    return {
        "作业1 2023001 计科2班.zip": zipped(work.right),
        "【作业1】2023002.zip": zipped(work.wrong),
    }


def lines_of(rows: list[tuple[str, str]], comma: str = ",") -> list[str]:
    """The rows as lines of a table."""
    return [comma.join(row) for row in rows]


CHINESE = [("2023001", "张三"), ("2023002", "李四"), ("2023003", "王五")]
CHINESE_EXPECTED = {"2023001": "full", "2023002": "wrong"}
LATIN = [("2023001", "Ann Lee"), ("2023002", "Bob Ray"), ("2023003", "Cyd Fox")]
TWO = {"Ann Lee": "full", "Bob Ray": "wrong"}

GRADEBOOK = table(
    "Student,ID,SIS User ID,SIS Login ID,Section,softmax_mnist (77),Current Score",
    ",,,,,Manual Posting,",
    "    Points Possible,,,,,100.00,(read only)",
    '"Lee, Ann",2301,20230001,alee,S1,,',
    '"Ray, Bob",2302,20230002,bray,S1,,',
    '"Fox, Cyd",2303,20230003,cfox,S1,,',
    '"Student, Test",2399,,3f2a,S1,,',
)
GRADEBOOK_TWO_NAMES = table(
    "LastName,FirstName,ID,SIS User ID,SIS Login ID,Section,softmax_mnist (77)",
    "    Points Possible,,,,,,100.00",
    "Lee,Ann,2301,20230001,alee,S1,",
    "Ray,Bob,2302,20230002,bray,S1,",
    "Fox,Cyd,2303,20230003,cfox,S1,",
)
GRADEBOOK_LOCALE = (
    "\ufeff"
    + table(
        "Student;ID;SIS User ID;SIS Login ID;Section;softmax_mnist (77)",
        "    Points Possible;;;;;100,00",
        "Lee, Ann;2301;20230001;alee;S1;",
        "Ray, Bob;2302;20230002;bray;S1;",
        "Fox, Cyd;2303;20230003;cfox;S1;",
    )
).encode()
GRADEBOOK_CROSSED = table(
    "Student,ID,SIS User ID,SIS Login ID,Section,softmax_mnist (77)",
    "    Points Possible,,,,,100.00",
    '"Lee, Ann",2301,2302,alee,S1,',
    '"Ray, Bob",2302,2301,bray,S1,',
)
WORKSHEET_ENGLISH = table(
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"',
    'Participant 101,"Ann Lee",ann@example.org,"Submitted for grading - 1 hour late",,100.00,Yes,'
    '"Sunday, 1 March 2026, 11:10 PM",-,',
    'Participant 102,"Bob Ray",bob@example.org,"Submitted for grading",,100.00,Yes,'
    '"Saturday, 28 February 2026, 9:05 AM",-,',
    'Participant 103,"Cyd Fox",cyd@example.org,"No submission",,100.00,Yes,-,-,',
)
WORKSHEET_GERMAN = (
    "\ufeff"
    + table(
        'ID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung,'
        '"Bewertung kann geändert werden","Zuletzt geändert (Abgabe)",'
        '"Zuletzt geändert (Bewertung)","Feedback als Kommentar"',
        'Teilnehmer/in101,"Jörg Müller",joerg@example.org,'
        '"Zur Bewertung abgegeben - 1 Tag 2 Stunden zu spät",,"100,00",Ja,'
        '"Sonntag, 1. März 2026, 23:10",-,',
        'Teilnehmer/in102,"Änne Groß",aenne@example.org,"Zur Bewertung abgegeben",,"100,00",Ja,'
        '"Samstag, 28. Februar 2026, 09:05",-,',
        'Teilnehmer/in103,"Uwe Fuchs",uwe@example.org,"Keine Abgabe",,"100,00",Ja,-,-,',
    )
).encode()
WORKSHEET_CHINESE = (
    "\ufeff"
    + table(
        "标识符,全名,Email地址,状态,成绩,最高分,允许更改成绩,上次修改（作业）,上次修改（评分）,反馈评论",
        "参与人101,张三,zhang@example.org,已提交请评分,,100.00,是,2026年03月1日 星期日 23:10,-,",
        "参与人102,李四,li@example.org,已提交请评分,,100.00,是,2026年02月28日 星期六 09:05,-,",
        "参与人103,王五,wang@example.org,没有作业,,100.00,是,-,-,",
    )
).encode()
WORKSHEET_FRENCH = (
    "\ufeff"
    + table(
        'Identifiant,"Nom complet","Adresse de courriel",Statut,Note,"Note maximale",'
        '"La note peut être modifiée","Dernière modification (travail remis)",'
        '"Dernière modification (note)","Feedback par commentaires"',
        'Participant 101,"Zoé Lefèvre",zoe@example.org,"Remis pour évaluation",,"100,00",Oui,'
        '"dimanche 1 mars 2026, 23:10",-,',
        'Participant 102,"Noël Petit",noel@example.org,"Remis pour évaluation",,"100,00",Oui,'
        '"samedi 28 février 2026, 09:05",-,',
        'Participant 103,"Luc Roux",luc@example.org,"Aucun travail remis",,"100,00",Oui,-,-,',
    )
).encode()
WORKSHEET_SPANISH = (
    "\ufeff"
    + table(
        'Identificador,"Nombre completo","Dirección de correo",Estado,Calificación,'
        '"Calificación máxima","La calificación puede ser cambiada",'
        '"Última modificación (entrega)","Última modificación (calificación)",'
        '"Comentarios de retroalimentación"',
        'Participante 101,"Ana López García",ana@example.org,"Enviado para calificar",,"100,00",Sí,'
        '"domingo, 1 de marzo de 2026, 23:10",-,',
        'Participante 102,"Íñigo Ruiz",inigo@example.org,"Enviado para calificar",,"100,00",Sí,'
        '"sábado, 28 de febrero de 2026, 09:05",-,',
        'Participante 103,"Eva Sanz",eva@example.org,"Sin entrega",,"100,00",Sí,-,-,',
    )
).encode()
WORKSHEET_JAPANESE = (
    "\ufeff"
    + table(
        "ID,フルネーム,メールアドレス,ステータス,評点,最大評点,評点変更可,"
        '"最終更新日時 (提出)","最終更新日時 (評定)",フィードバックコメント',
        '参加者101,"佐藤 花子",sato@example.org,評定のために提出済み,,100.00,Yes,'
        '"2026年 03月 1日(日曜日) 23:10",-,',
        '参加者102,"鈴木 一郎",suzuki@example.org,評定のために提出済み,,100.00,Yes,'
        '"2026年 02月 28日(土曜日) 09:05",-,',
        '参加者103,"田中 実",tanaka@example.org,提出なし,,100.00,Yes,-,-,',
    )
).encode()
WORKSHEET_WITH_NUMBERS = table(
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (submission)","Last modified (grade)"',
    'Participant 101,"Ann Lee",102,ann@example.org,"Submitted for grading",,100.00,Yes,'
    '"Sunday, 1 March 2026, 11:10 PM",-',
    'Participant 102,"Bob Ray",101,bob@example.org,"Submitted for grading",,100.00,Yes,'
    '"Sunday, 1 March 2026, 11:12 PM",-',
)
WORKSHEET_TWO_WEI = table(
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)"',
    'Participant 101,"Wei Zhang",wei.a@example.org,"Submitted for grading",,100.00,Yes,'
    '"Sunday, 1 March 2026, 11:10 PM",-',
    'Participant 102,"Wei Zhang",wei.b@example.org,"Submitted for grading",,100.00,Yes,'
    '"Sunday, 1 March 2026, 11:12 PM",-',
)


# Lateness forms.


def canvas_late(work: Work) -> Files:
    return merged(
        canvas("leeann_LATE_2301", 9001, work.right), canvas("raybob_2302", 9003, work.wrong)
    )


def canvas_named_late(work: Work) -> Files:
    return merged(
        canvas("lateann_2301", 9001, work.right),
        canvas("latebob_LATE_2302", 9003, work.wrong),
    )


def canvas_anonymous(work: Work) -> Files:
    return merged(
        canvas("anon_aB3dE", 9001, work.right), canvas("LATE_anon_Qx7Zk", 9003, work.wrong)
    )


def nbgrader_collected(work: Work) -> Files:
    def handed_in(who: str, time: str, files: Files) -> Files:
        return at(f"submitted/{who}/softmax_mnist", {**files, "timestamp.txt": time.encode()})

    notebook = {"softmax_mnist.ipynb": work.notebook}
    return merged(
        handed_in("ann", "2026-03-01 12:00:00.000000 UTC", notebook),
        handed_in("bob", "2026-03-01 20:00:00.000000 +0800", work.wrong),
        handed_in("cyd", "2026-03-01T12:00:00+00:00\n", work.right),
    )


def nbgrader_inbound(work: Work) -> Files:
    return merged(
        at("ann+softmax_mnist+2026-03-01 12:00:00.000000 UTC", work.right),
        at("bob+softmax_mnist+2026-03-01 23:59:59.999999 UTC", work.wrong),
        at("cyd+fox+softmax_mnist+2026-03-02 00:00:00.000000 UTC", work.right),
    )


def gradescope_zone(work: Work) -> Files:
    people = {
        1: [{"name": "Ann Lee", "sid": "'20230001'", "email": "ann@example.org"}],
        2: [{"name": "Bob Ray", "sid": "'20230002'", "email": "bob@example.org"}],
    }
    return at(
        "assignment_77_export",
        {
            "submission_metadata.yml": gradescope(people, "2026-03-01 23:30:00.000000000 -08:00"),
            **at("submission_1", work.right),
            **at("submission_2", work.wrong),
        },
    )


def brightspace_times(work: Work) -> Files:
    return merged(
        brightspace(2301, "Ann Lee", "Mar 1, 2026 1205 AM", work.right),
        brightspace(2302, "Bob Ray", "Feb 28, 2026 905 PM", work.wrong),
        brightspace(2303, "Mary-Ann Fox", "Mar 1, 2026 1230 PM", work.right),
        {"index.html": b"<html></html>"},
    )


def sakai_times(work: Work) -> Files:
    return merged(
        sakai("Lee, Ann", "alee", work.right),
        sakai("Ray, Bob", "bray", work.wrong),
        {
            "softmax_mnist/grades.csv": table(
                "softmax_mnist,Points,,,",
                ",,,,",
                "Display ID,ID,Last Name,First Name,grade",
                "alee,alee,Lee,Ann,",
                "bray,bray,Ray,Bob,",
            ).encode()
        },
    )


# Clones.


def hyphened_logins(work: Work) -> Files:
    return merged(
        clone("softmax-mnist-ann-lee", work.right),
        clone("softmax-mnist-bob", work.wrong),
        clone("softmax-mnist-cy-d-fox", work.right),
    )


def logins_share_a_start(work: Work) -> Files:
    return merged(
        clone("softmax-mnist-uni-ann", work.right), clone("softmax-mnist-uni-bob", work.wrong)
    )


def wrapped_clones(work: Work) -> Files:
    return at("softmax-mnist-submissions", hyphened_logins(work))


def one_clone(work: Work) -> Files:
    return clone("softmax-mnist-ann-lee", work.right)


def one_wrapped_clone(work: Work) -> Files:
    return at("softmax-mnist-submissions", clone("softmax-mnist-ann-lee", work.right))


def login_ends_with_a_number(work: Work) -> Files:
    return merged(
        clone("softmax-mnist-kim", work.right),
        clone("softmax-mnist-kim-1", work.wrong),
        clone("softmax-mnist-pat-2", work.right),
    )


def clones_of_another_title(work: Work) -> Files:
    return merged(
        clone("homework-2-ann-lee", work.right),
        clone("homework-2-bob", {"softmax_mnist.ipynb": work.notebook}),
        clone("homework-2-cyd", work.wrong),
    )


# Two hand-ins of one person.


def canvas_resubmitted(work: Work) -> Files:
    newer = "{stem}-1{suffix}"
    return merged(
        canvas("leeann_2301", 9001, work.wrong),
        canvas("leeann_2301", 9011, renamed(work.right, newer)),
        canvas("raybob_2302", 9003, work.right),
        canvas("raybob_2302", 9013, renamed(work.wrong, newer)),
    )


def canvas_only_resubmission(work: Work) -> Files:
    return merged(
        canvas("leeann_2301", 9001, renamed(work.right, "{stem}-1{suffix}")),
        canvas("raybob_2302", 9003, renamed(work.wrong, "{stem}-2{suffix}")),
    )


def canvas_tenth(work: Work) -> Files:
    return {
        "leeann_2301_9001_hw.zip": zipped(work.wrong),
        "leeann_2301_9003_hw-2.zip": zipped(work.wrong),
        "leeann_2301_9011_hw-10.zip": zipped(work.right),
        "raybob_2302_9002_hw.zip": zipped(work.right),
        "raybob_2302_9004_hw-9.zip": zipped(work.right),
        "raybob_2302_9012_hw-10.zip": zipped(work.wrong),
    }


def blackboard_attempts(work: Work) -> Files:
    return merged(
        blackboard("alee", "Ann Lee", "2026-02-28-23-59-00", work.wrong),
        blackboard("alee", "Ann Lee", "2026-03-01-00-01-00", work.right),
        blackboard("bray", "Bob Ray", "2026-02-28-22-00-00", work.right),
        blackboard("bray", "Bob Ray", "2026-03-01-10-00-00", work.wrong),
    )


def brightspace_months(work: Work) -> Files:
    return merged(
        brightspace(2301, "Ann Lee", "Sep 30, 2026 1110 PM", work.wrong),
        brightspace(2301, "Ann Lee", "Oct 1, 2026 905 AM", work.right),
        brightspace(2302, "Bob Ray", "Sep 30, 2026 900 AM", work.right),
        brightspace(2302, "Bob Ray", "Oct 10, 2026 800 AM", work.wrong),
    )


def brightspace_noon(work: Work) -> Files:
    return merged(
        brightspace(2301, "Ann Lee", "Oct 1, 2026 1130 AM", work.wrong),
        brightspace(2301, "Ann Lee", "Oct 1, 2026 1230 PM", work.right),
        brightspace(2302, "Bob Ray", "Oct 1, 2026 1215 AM", work.right),
        brightspace(2302, "Bob Ray", "Oct 1, 2026 905 AM", work.wrong),
        brightspace(2303, "Cyd Fox", "Oct 1, 2026 1105 AM", work.wrong),
        brightspace(2303, "Cyd Fox", "Oct 1, 2026 105 PM", work.right),
    )


def two_wei(work: Work) -> Files:
    return merged(moodle("Wei Zhang", 101, work.right), moodle("Wei Zhang", 102, work.wrong))


def folder_and_its_copy(work: Work) -> Files:
    return merged(
        at("Ann Lee", work.right), at("Ann Lee (1)", work.wrong), at("Bob Ray", work.right)
    )


def same_number_twice(work: Work) -> Files:
    return {
        "20230001-张三-作业1.zip": zipped(work.right),
        "20230001-张三-作业1(1).zip": zipped(work.wrong),
        "20230002-李四-作业1.zip": zipped(work.right),
    }


def moodle_file_and_text(work: Work) -> Files:
    page = b"<html><body><p>See the files.</p></body></html>"
    return merged(
        moodle("Ann Lee", 101, work.right),
        {"Ann Lee_101_assignsubmission_onlinetext/onlinetext.html": page},
        moodle("Bob Ray", 102, work.wrong),
        {"Cyd Fox_103_assignsubmission_onlinetext/onlinetext.html": page},
    )


# Groups.

ANN = {"name": "Ann Lee", "sid": "'20230001'", "email": "ann@example.org"}
BOB = {"name": "Bob Ray", "sid": "'20230002'", "email": "bob@example.org"}
CYD = {"name": "Cyd Fox", "sid": "'20230003'", "email": "cyd@example.org"}


def gradescope_pair(work: Work) -> Files:
    return at(
        "assignment_77_export",
        {
            "submission_metadata.yml": gradescope(
                {1: [ANN, BOB], 2: [CYD]}, "2026-03-01 10:00:00.000000000 Z"
            ),
            **at("submission_1", work.right),
            **at("submission_2", work.wrong),
        },
    )


def gradescope_pair_without_numbers(work: Work) -> Files:
    def bare(person: dict[str, str]) -> dict[str, str]:
        return {key: value for key, value in person.items() if key != "sid"}

    return at(
        "assignment_77_export",
        {
            "submission_metadata.yml": gradescope(
                {1: [bare(ANN), bare(BOB)], 2: [bare(CYD)]}, "2026-03-01 10:00:00.000000000 Z"
            ),
            **at("submission_1", work.right),
            **at("submission_2", work.wrong),
        },
    )


def moodle_team(work: Work) -> Files:
    return merged(
        moodle("Team 1-Ann Lee", 101, work.right),
        moodle("Team 1-Bob Ray", 102, work.right),
        moodle("Team 2-Cyd Fox", 103, work.wrong),
    )


def moodle_team_with_zip(work: Work) -> Files:
    hand_in = {"hw.zip": zipped(at("hw", work.right))}
    return merged(
        moodle("Team 1-Ann Lee", 101, hand_in),
        moodle("Team 1-Bob Ray", 102, hand_in),
        moodle("Team 2-Cyd Fox", 103, {"hw.zip": zipped(work.wrong)}),
    )


def moodle_team_with_hyphens(work: Work) -> Files:
    return merged(
        moodle("Group-A-Anne-Marie Lee", 101, work.right),
        moodle("Group-A-Bob Ray", 102, work.right),
        moodle("Group-B-Jean-Luc Roux", 103, work.wrong),
    )


def canvas_group_names(work: Work) -> Files:
    return merged(
        canvas("team_rocket_2301", 9001, work.right), canvas("team_jazz_2302", 9003, work.wrong)
    )


# Encodings of sources.


def gbk_declared(work: Work) -> Files:
    line = "# -*- coding: gbk -*-\n# 作者：张三，学号 2023001"
    return merged(
        at("ann", recoded(work.right, line, "gbk")), at("bob", recoded(work.wrong, line, "gbk"))
    )


def gbk_undeclared(work: Work) -> Files:
    line = "# 作者：张三，学号 2023001，交叉熵损失函数"
    return merged(
        at("ann", recoded(work.right, line, "gbk")), at("bob", recoded(work.wrong, line, "gbk"))
    )


def utf16(work: Work) -> Files:
    line = "# 作者：张三"
    return merged(
        at("ann", recoded(work.right, line, "utf-16")),
        at("bob", recoded(work.wrong, line, "utf-16")),
    )


def utf8_mark(work: Work) -> Files:
    line = "# 作者：张三"
    return merged(
        at("ann", recoded(work.right, line, "utf-8-sig")),
        at("bob", recoded(work.wrong, line, "utf-8-sig")),
    )


def windows(data: bytes) -> bytes:
    """The text with the line ends of Windows."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def line_ends(work: Work) -> Files:
    hand_ins = merged(at("ann", work.right), at("bob", work.wrong))
    return {path: windows(data) for path, data in hand_ins.items()}


def mark_and_line_ends(work: Work) -> Files:
    return {path: b"\xef\xbb\xbf" + data for path, data in line_ends(work).items()}


def install_line(work: Work) -> Files:
    line = "!pip install numpy"
    return merged(at("ann", headed(work.right, line)), at("bob", headed(work.wrong, line)))


# Notebooks' oddities.


def sources_as_lists_and_texts(work: Work) -> Files:
    lists = cells_changed(
        work.notebook, lambda cell: {**cell, "source": source_of(cell).splitlines(keepends=True)}
    )
    texts = cells_changed(work.notebook, lambda cell: {**cell, "source": source_of(cell)})
    return {"ann.ipynb": json.dumps(lists).encode(), "bob.ipynb": json.dumps(texts).encode()}


def no_kernel(work: Work) -> Files:
    def bare(cell: dict) -> dict:
        return {key: value for key, value in cell.items() if key != "id"}

    plain = {**cells_changed(work.notebook, bare), "metadata": {}, "nbformat_minor": 4}
    newer = {**cells_changed(work.notebook, bare), "nbformat_minor": 5}
    return {"ann.ipynb": json.dumps(plain).encode(), "bob.ipynb": json.dumps(newer).encode()}


def from_colab(work: Work) -> Files:
    def marked(cell: dict) -> dict:
        more = {"id": "aB3dE_x9", "colab": {"base_uri": "https://colab.research.google.com/"}}
        return {**cell, "metadata": {**cell.get("metadata", {}), **more}}

    data = cells_changed(work.notebook, marked)
    data["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "accelerator": "GPU",
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
    }
    return {
        "ann/Copy of softmax_mnist.ipynb": json.dumps(data).encode(),
        "bob/softmax_mnist.ipynb": json.dumps(data, ensure_ascii=False, indent=2).encode(),
    }


def outputs_with_errors(work: Work) -> Files:
    def failed(cell: dict) -> dict:
        if cell["cell_type"] != "code":
            return cell
        error = {
            "output_type": "error",
            "ename": "NameError",
            "evalue": "name 'np' is not defined",
            "traceback": ["\x1b[0;31mNameError\x1b[0m: name 'np' is not defined"],
        }
        return {**cell, "execution_count": 99, "outputs": [error]}

    return {
        "ann.ipynb": json.dumps(cells_changed(work.notebook, failed)).encode(),
        "bob.ipynb": work.notebook,
    }


def more_cells(work: Work) -> Files:
    picture = {"figure.png": {"image/png": "iVBORw0KGgo="}}
    raw = {"cell_type": "raw", "metadata": {}, "source": ["not for running: ]["]}
    before = [
        text_cell("# 张三 2023001\n![figure](attachment:figure.png)", attachments=picture),
        raw,
    ]
    return {
        "ann.ipynb": with_cells(work.notebook, before, [code_cell(""), text_cell("the end")]),
        "bob.ipynb": with_cells(work.notebook, [text_cell("Bob")], [code_cell("")]),
    }


def marks_and_line_ends(work: Work) -> Files:
    text = json.dumps(json.loads(work.notebook.decode("utf-8-sig")), indent=1)
    data = windows(text.encode())
    return {"ann.ipynb": b"\xef\xbb\xbf" + data, "bob.ipynb": data + b"\r\n\r\n"}


def magic_cells(work: Work) -> Files:
    return {
        "ann.ipynb": with_cells(work.notebook, [code_cell("%matplotlib inline")]),
        "bob.ipynb": with_cells(work.notebook, [code_cell("!pip install numpy")]),
    }


def foreign_notebook_names(work: Work) -> Files:
    return {
        "20230001-张三-作业1.ipynb": work.notebook,
        "作业1 (李四) 20230002.ipynb": work.notebook,
        decomposed("Jörg Müller.ipynb"): work.notebook,
    }


def _case(
    kind: str,
    name: str,
    entries: Callable[[Work], Files],
    expected: dict[str, str],
    why: str,
    *,
    roster: str | bytes | None = None,
    listed: tuple[str, ...] = (),
    exit_code: int = 0,
) -> ClassCase:
    return ClassCase(name, kind, entries, roster, expected, listed, exit_code, why)


CASES: tuple[ClassCase, ...] = (
    _case(
        OTHER_PLATFORM,
        "one_canvas_name",
        one_canvas_name,
        {"ann": "full", "bob": "wrong", "lee": "full"},
        "Canvas's form counts only if all entries share it; one such name is a student too",
    ),
    _case(
        OTHER_PLATFORM,
        "class_number_in_names",
        class_number_in_names,
        {"anna": "full", "bert": "wrong", "cora": "full"},
        "12 has three names, so it is no number of Canvas's; three archives are three students",
    ),
    _case(
        OTHER_PLATFORM,
        "one_clone_among_folders",
        one_clone_among_folders,
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "one .git does not make the class one of clones, even where all names begin alike",
    ),
    _case(
        OTHER_PLATFORM,
        "one_moodle_among_others",
        one_moodle_among_others,
        {"Ann Lee": "full", "bob": "wrong", "cyd": "full", "dan": "full"},
        "Moodle's form counts for its own entry; all other entries are students too",
    ),
    _case(
        OTHER_PLATFORM,
        "one_blackboard_name",
        one_blackboard_name,
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "one file of Blackboard's among plain archives takes nothing from the others",
    ),
    _case(
        OTHER_PLATFORM,
        "one_brightspace_name",
        one_brightspace_name,
        {"ann": "full", "bob": "wrong", "Cyd Fox": "full"},
        "one folder of Brightspace's among plain folders takes nothing from the others",
    ),
    _case(
        OTHER_PLATFORM,
        "one_submission_number",
        one_submission_number,
        {"ann": "full", "bob": "wrong", "submission_3": "full"},
        "submission_3 without submission_metadata.yml is a folder like any other, so a student",
    ),
    _case(
        OTHER_PLATFORM,
        "metadata_inside_a_hand_in",
        metadata_inside_a_hand_in,
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "a platform's own files inside one person's hand-in say nothing about the class",
    ),
    _case(
        OTHER_PLATFORM,
        "one_inner_submitted",
        one_inner_submitted,
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "submitted/ and submission_1/ inside single hand-ins do not make the class nbgrader's",
    ),
    _case(
        OTHER_PLATFORM,
        "one_inbound_name",
        one_inbound_name,
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "one folder with nbgrader's plus signs among plain folders: still three students",
    ),
    _case(
        NUMBERS,
        "canvas_crossed",
        canvas_crossed,
        TWO,
        "each one's Canvas number is the other's SIS number; Canvas's number is compared with ID",
        roster=GRADEBOOK_CROSSED,
    ),
    _case(
        NUMBERS,
        "moodle_number_of_another",
        moodle_number_of_another,
        {"Ann Lee": "full", "Cyd Fox": "wrong"},
        "Ann's participant number is Bob's student number; Bob handed in nothing and gets nothing",
        roster=table("学号,姓名", "20230001,Ann Lee", "20230002,Bob Ray", "20230003,Cyd Fox"),
        listed=("Bob Ray",),
    ),
    _case(
        NUMBERS,
        "moodle_worksheet_with_numbers",
        moodle_three("Ann Lee", "Bob Ray"),
        TWO,
        "each one's participant number is the other's ID number; participant goes with Identifier",
        roster=WORKSHEET_WITH_NUMBERS,
    ),
    _case(
        NUMBERS,
        "brightspace_number_of_another",
        brightspace_number_of_another,
        {"Ann Lee": "full", "Cyd Fox": "wrong"},
        "Brightspace's own number before Ann's name is Bob's OrgDefinedId; Bob handed in nothing",
        roster=table(
            "OrgDefinedId,Username,Last Name,First Name,End-of-Line Indicator",
            "#20230001,alee,Lee,Ann,#",
            "#20230002,bray,Ray,Bob,#",
            "#20230003,cfox,Fox,Cyd,#",
        ),
        listed=("Bob Ray",),
    ),
    _case(
        NUMBERS,
        "sakai_login_of_digits",
        sakai_login_of_digits,
        {"Ann Lee": "full", "Cyd Fox": "wrong"},
        "what stands in Sakai's parentheses is a login; as a student number it would be Bob's",
        roster=table(
            "id,login,name",
            "20230001,20230002,Ann Lee",
            "20230002,bray,Bob Ray",
            "20230003,20230009,Cyd Fox",
        ),
        listed=("Bob Ray",),
    ),
    _case(
        NUMBERS,
        "blackboard_login_of_digits",
        blackboard_login_of_digits,
        {"Ann Lee": "full", "Cyd Fox": "wrong"},
        "Blackboard's names hold the login; as a student number it would be Bob's",
        roster=table(
            "Last Name,First Name,Username,Student ID",
            "Lee,Ann,20230002,20230001",
            "Ray,Bob,bray,20230002",
            "Fox,Cyd,cfox,20230003",
        ),
        listed=("Bob Ray",),
    ),
    _case(
        NUMBERS,
        "gradescope_number_of_another",
        gradescope_number_of_another,
        {"Ann Lee": "full", "Cyd Fox": "wrong"},
        "the submission's number is Bob's student number; the person is the one of :sid",
        roster=table(
            "id,name,email",
            "20230001,Ann Lee,ann@example.org",
            "20230002,Bob Ray,bob@example.org",
            "20230003,Cyd Fox,cyd@example.org",
        ),
        listed=("Bob Ray",),
    ),
    _case(
        NUMBERS,
        "folders_named_by_mail",
        folders_named_by_mail,
        {"ann@example.org": "full", "bob@example.org": "wrong"},
        "a mail address is compared with mail addresses; Ann Ray only has the login 'ann'",
        roster=table(
            "name,login,email",
            "Ann Lee,alee,ann@example.org",
            "Ann Ray,ann,aray@example.org",
            "Bob Fox,bfox,bob@example.org",
        ),
        listed=("Ann Ray",),
    ),
    _case(
        NUMBERS,
        "number_against_name",
        number_against_name,
        {"20230002-张三-作业1": "full", "20230003": "wrong"},
        "the number is 李四's and the name is 张三's: given to neither, listed, graded for itself",
        roster=table("学号,姓名", "20230001,张三", "20230002,李四", "20230003,王五"),
        listed=("20230002-张三-作业1",),
    ),
    _case(
        NUMBERS,
        "blind_numbers",
        blind_numbers,
        {"Participant 4411": "full", "Participant 4412": "wrong"},
        "blind marking: the participant's number is nobody's student number, so Bob is missing",
        roster=table("id,name", "4411,Bob Ray"),
        listed=("Bob Ray",),
    ),
    _case(
        FLAT,
        "moodle_flat",
        moodle_flat,
        TWO,
        "Moodle's flat download: a person's files belong together",
    ),
    _case(
        FLAT,
        "canvas_flat",
        canvas_flat,
        {"leeann": "full", "raybob": "wrong", "foxcyd": "full"},
        "Canvas's form in all entries: files with one number are one hand-in",
    ),
    _case(
        FLAT,
        "canvas_flat_notebooks",
        canvas_flat_notebooks,
        {"leeann": "full", "raybob": "full", "foxcyd": "full"},
        "the same notebook name from three people of Canvas's",
    ),
    _case(
        FLAT,
        "canvas_text_entry",
        canvas_text_entry,
        {"leeann": "full", "foxcyd": "wrong"},
        "a text typed into Canvas holds no file: that person is said to have handed in none",
        listed=("raybob",),
    ),
    _case(
        FLAT,
        "canvas_two_names_one_number",
        canvas_two_names_one_number,
        {"cyd": "full"},
        "12 has two names, so this is not Canvas's and the loose .py files are nobody's: listed",
        listed=(
            "ann_12_1_loss.py",
            "ann_12_2_optimizer.py",
            "bob_12_3_loss.py",
            "bob_12_4_optimizer.py",
        ),
        exit_code=1,
    ),
    _case(
        FLAT,
        "qq_zips",
        qq_zips,
        {"张三": "full", "李四": "wrong", "王五": "full"},
        "archives with number, name and title in any order: a student each",
    ),
    _case(
        FLAT,
        "blackboard_text_only",
        blackboard_text_only,
        {"alee": "full", "cfox": "wrong"},
        "an attempt that consists of its text only: nothing handed in, and that is said",
        listed=("bray",),
    ),
    _case(
        FLAT,
        "moodle_zip",
        moodle_zip,
        TWO,
        "the download as Moodle gives it, not unpacked",
    ),
    _case(
        FLAT,
        "gradescope_zip",
        gradescope_zip,
        TWO,
        "the export as Gradescope gives it, not unpacked, its folder inside",
    ),
    _case(
        FLAT,
        "zip_with_junk_around",
        zip_with_junk_around,
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "junk beside and inside the class's zip is ignored without a word",
    ),
    _case(
        FLAT,
        "junk_beside_folders",
        junk_beside_folders,
        {"ann": "full", "bob": "wrong"},
        "__MACOSX is no student, and junk in a hand-in is no file of the work",
    ),
    _case(
        FLAT,
        "one_zip_one_student",
        one_zip_one_student,
        {"ann": "full"},
        "a single archive with the work in it is one student, not a zipped class",
    ),
    _case(
        FLAT,
        "zip_names_gbk",
        zip_names_gbk,
        {"张三": "full", "李四": "wrong"},
        "names in the zip are GBK, without the flag",
    ),
    _case(
        FLAT,
        "zip_names_utf8_unflagged",
        zip_names_utf8_unflagged,
        {"张三": "full", "Jörg Müller": "wrong"},
        "names in the zip are UTF-8, without the flag",
    ),
    _case(
        FLAT,
        "zip_names_cp437",
        zip_names_cp437,
        {"André Lee": "full", "Zoë Fox": "wrong"},
        "names in the zip are cp437; the bytes are neither UTF-8 nor GBK",
    ),
    _case(
        FLAT,
        "zip_names_utf8_flagged",
        zip_names_utf8_flagged,
        {"张三": "full", "Jörg Müller": "wrong"},
        "names in the zip are UTF-8 with the flag, one of them decomposed",
    ),
    _case(
        FLAT,
        "ilias_folders",
        ilias_folders,
        {"alee": "full", "bray": "wrong"},
        "ILIAS's folders: a student each",
    ),
    _case(
        ARCHIVES,
        "moodle_with_zip",
        moodle_with_zip,
        TWO,
        "one archive in a person's folder is opened, with or without a folder inside",
    ),
    _case(
        ARCHIVES,
        "tar_in_a_hand_in",
        tar_in_a_hand_in,
        {"ann": "full", "bob": "wrong"},
        "a .tar.gz is an archive too",
    ),
    _case(
        ARCHIVES,
        "zip_made_on_a_mac",
        zip_made_on_a_mac,
        {"ann": "full", "bob": "wrong"},
        "__MACOSX/._loss.py is no second loss.py",
    ),
    _case(
        ARCHIVES,
        "work_and_a_data_zip",
        work_and_a_data_zip,
        {"ann": "full", "bob": "wrong"},
        "the work lies beside an archive without any work in it",
    ),
    _case(
        ARCHIVES,
        "an_archive_for_each_file",
        an_archive_for_each_file,
        {"ann": "full", "bob": "wrong"},
        "both archives are of the first level, so both are opened",
    ),
    _case(
        ARCHIVES,
        "zip_with_notebook",
        zip_with_notebook,
        {"ann": "full", "bob": "wrong"},
        "in the archive: untouched stubs, the notebook with the work, runner and report",
    ),
    _case(
        ARCHIVES,
        "zip_with_foreign_folder_names",
        zip_with_foreign_folder_names,
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "folders inside named in GBK, cp437 and UTF-8 without the flag: the files count",
    ),
    _case(
        ARCHIVES,
        "zips_from_flat_platforms",
        zips_from_flat_platforms,
        {"leeann": "full", "raybob": "wrong"},
        "an archive and a report of one Canvas number are one hand-in",
    ),
    _case(
        ARCHIVES,
        "blackboard_with_zip",
        blackboard_with_zip,
        {"alee": "full", "bray": "wrong"},
        "the archive of a Blackboard attempt is opened",
    ),
    _case(
        ARCHIVES,
        "zip_with_an_unneeded_zip",
        zip_with_an_unneeded_zip,
        {"ann": "full", "bob": "wrong"},
        "the second level is not opened, and the work lies in the first",
    ),
    _case(
        WHICH_FILE,
        "stub_beside_the_work",
        stub_beside_the_work,
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "the rightly named file wins unless it is the stub",
    ),
    _case(
        WHICH_FILE,
        "rightly_named_is_right",
        rightly_named_is_right,
        {"ann": "full", "bob": "wrong"},
        "the rightly named file wins over ' (1)', whichever of them is better",
    ),
    _case(
        WHICH_FILE,
        "two_copies",
        two_copies,
        {"ann": "zero", "bob": "full"},
        "no rightly named file and two different copies: a sentence names them, no guess",
        listed=("loss (1).py", "loss (2).py", "optimizer (1).py", "optimizer (2).py"),
    ),
    _case(
        WHICH_FILE,
        "two_numbers_before_the_names",
        two_numbers_before_the_names,
        {"ann": "zero", "bob": "full"},
        "files of two people in one hand-in: a sentence names them, no guess",
        listed=(
            "20230001_loss.py",
            "20230002_loss.py",
            "20230001_optimizer.py",
            "20230002_optimizer.py",
        ),
    ),
    _case(
        WHICH_FILE,
        "hyphen_one",
        hyphen_one,
        {"ann": "full", "bob": "wrong"},
        "loss-1.py alone can only be loss.py",
    ),
    _case(
        WHICH_FILE,
        "mixed_case",
        mixed_case,
        {"ann": "full", "bob": "wrong"},
        "Loss.py, OPTIMIZER.py and loss.PY are near names",
    ),
    _case(
        WHICH_FILE,
        "hidden_text_ending",
        hidden_text_ending,
        TWO,
        "loss.py.txt is a near name, also in Moodle's folders",
    ),
    _case(
        WHICH_FILE,
        "number_prefix_in_zip",
        number_prefix_in_zip,
        {"张三": "full", "李四": "wrong"},
        "the person's number before the file's name, inside the archive",
    ),
    _case(
        WHICH_FILE,
        "one_near_one_right",
        one_near_one_right,
        {"ann": "full", "bob": "wrong"},
        "only one of the two files has a near name",
    ),
    _case(
        WHICH_FILE,
        "near_notebooks",
        near_notebooks,
        {"ann": "full", "bob": "full", "cyd": "full", "dan": "full"},
        "near names of the notebook, one in each hand-in",
    ),
    _case(
        WHICH_FILE,
        "checkpoints",
        checkpoints,
        {"ann": "full", "bob": "wrong"},
        "the rightly named notebook wins over the one in .ipynb_checkpoints",
    ),
    _case(
        WHICH_FILE,
        "runner_and_report",
        runner_and_report,
        {"ann": "full", "bob": "wrong"},
        "runner.ipynb and report.pdf may come with the work and are not the work",
    ),
    _case(
        WHICH_FILE,
        "stubs_and_notebook",
        stubs_and_notebook,
        {"ann": "full", "bob": "full"},
        "untouched stubs give way to the notebook with the work",
    ),
    _case(
        WHICH_FILE,
        "only_the_stub",
        only_the_stub,
        {"ann": "full", "bob": "zero"},
        "the stub alone is graded as it is",
    ),
    _case(
        WHICH_FILE,
        "only_a_report",
        only_a_report,
        {"ann": "full", "cyd": "wrong"},
        "a report without the work: Bob is said to have handed in nothing that is wanted",
        listed=("bob",),
    ),
    _case(
        WHICH_FILE,
        "only_junk",
        only_junk,
        {"ann": "full", "cyd": "wrong"},
        "the junk is not mentioned, but that Bob handed in nothing is",
        listed=("bob",),
    ),
    _case(
        WHICH_FILE,
        "two_notebooks",
        two_notebooks,
        {"ann": "zero", "bob": "full"},
        "two notebooks and no right name: a sentence names them, no guess",
        listed=("try1.ipynb", "try2.ipynb"),
    ),
    _case(
        WHICH_FILE,
        "other_sources_beside",
        other_sources_beside,
        {"ann": "full", "bob": "wrong"},
        "test_loss.py, loss_old.py and compiled files do not compete with loss.py",
    ),
    _case(
        TABLES,
        "roster_mark_semicolon",
        three_numbers,
        CHINESE_EXPECTED,
        "UTF-8 with a mark, semicolons; one person is missing",
        roster=("\ufeff" + table("id;name", *lines_of(LATIN, ";"))).encode(),
        listed=("Cyd Fox",),
    ),
    _case(
        TABLES,
        "roster_utf16_tabs",
        three_numbers,
        CHINESE_EXPECTED,
        "what Excel calls Unicode text: UTF-16 and tabs",
        roster=table("学号\t姓名", *lines_of(CHINESE, "\t")).encode("utf-16"),
        listed=("王五",),
    ),
    _case(
        TABLES,
        "roster_gbk",
        three_numbers,
        CHINESE_EXPECTED,
        "a table in GBK",
        roster=table("学号,姓名", *lines_of(CHINESE)).encode("gbk"),
        listed=("王五",),
    ),
    _case(
        TABLES,
        "roster_sep_line",
        three_numbers,
        CHINESE_EXPECTED,
        "the first line is sep=; and no header",
        roster=table("sep=;", "id;name", *lines_of(LATIN, ";")),
        listed=("Cyd Fox",),
    ),
    _case(
        TABLES,
        "roster_title_row",
        three_numbers,
        CHINESE_EXPECTED,
        "a title stands above the header",
        roster=table("2026年春季 机器学习 学生名单,", "学号,姓名", *lines_of(CHINESE)),
        listed=("王五",),
    ),
    _case(
        TABLES,
        "roster_formula_numbers",
        three_numbers,
        CHINESE_EXPECTED,
        'numbers as ="2023001"',
        roster=table("id,name", *(f'="{number}",{name}' for number, name in LATIN)),
        listed=("Cyd Fox",),
    ),
    _case(
        TABLES,
        "roster_apostrophe_numbers",
        three_numbers,
        CHINESE_EXPECTED,
        "numbers with Excel's apostrophe before them",
        roster=table("学号,姓名", *(f"'{number},{name}" for number, name in CHINESE)),
        listed=("王五",),
    ),
    _case(
        TABLES,
        "roster_decimal_numbers",
        three_numbers,
        CHINESE_EXPECTED,
        "numbers that became 2023001.0",
        roster=table("学号,姓名", *(f"{number}.0,{name}" for number, name in CHINESE)),
        listed=("王五",),
    ),
    _case(
        TABLES,
        "roster_lost_zeros",
        lost_zeros,
        {"12345": "full", "12346": "wrong"},
        "the table lost the zeros before the numbers, the folders have them",
        roster=table("id,name", "12345,Ann Lee", "12346,Bob Ray", "12347,Cyd Fox"),
        listed=("Cyd Fox",),
    ),
    _case(
        TABLES,
        "roster_staff_numbers",
        three_numbers,
        CHINESE_EXPECTED,
        "the column of numbers is called 工号 and stands after the names",
        roster=table("姓名,工号", *(f"{name},{number}" for number, name in CHINESE)),
        listed=("王五",),
    ),
    _case(
        TABLES,
        "roster_gradebook",
        canvas_three,
        TWO,
        "Canvas's gradebook: Manual Posting and Points Possible are no people; Cyd is missing",
        roster=GRADEBOOK,
        listed=("Cyd Fox",),
    ),
    _case(
        TABLES,
        "roster_gradebook_two_names",
        canvas_three,
        TWO,
        "Canvas's gradebook with LastName and FirstName",
        roster=GRADEBOOK_TWO_NAMES,
        listed=("Cyd Fox",),
    ),
    _case(
        TABLES,
        "roster_gradebook_locale",
        canvas_three,
        TWO,
        "Canvas's gradebook with a mark and semicolons; the names hold unquoted commas",
        roster=GRADEBOOK_LOCALE,
        listed=("Cyd Fox",),
    ),
    _case(
        TABLES,
        "worksheet_german",
        moodle_three("Jörg Müller", "Änne Groß"),
        {"Jörg Müller": "full", "Änne Groß": "wrong"},
        "Moodle's worksheet in German; Teilnehmer/in101 without a space",
        roster=WORKSHEET_GERMAN,
        listed=("Uwe Fuchs",),
    ),
    _case(
        TABLES,
        "worksheet_chinese",
        moodle_three("张三", "李四"),
        {"张三": "full", "李四": "wrong"},
        "Moodle's worksheet in Chinese",
        roster=WORKSHEET_CHINESE,
        listed=("王五",),
    ),
    _case(
        TABLES,
        "worksheet_french",
        moodle_three("Zoé Lefèvre", "Noël Petit"),
        {"Zoé Lefèvre": "full", "Noël Petit": "wrong"},
        "Moodle's worksheet in French",
        roster=WORKSHEET_FRENCH,
        listed=("Luc Roux",),
    ),
    _case(
        TABLES,
        "worksheet_spanish",
        moodle_three("Ana López García", "Íñigo Ruiz"),
        {"Ana López García": "full", "Íñigo Ruiz": "wrong"},
        "Moodle's worksheet in Spanish",
        roster=WORKSHEET_SPANISH,
        listed=("Eva Sanz",),
    ),
    _case(
        TABLES,
        "worksheet_japanese",
        moodle_three("佐藤 花子", "鈴木 一郎"),
        {"佐藤 花子": "full", "鈴木 一郎": "wrong"},
        "Moodle's worksheet in Japanese",
        roster=WORKSHEET_JAPANESE,
        listed=("田中 実",),
    ),
    _case(
        TABLES,
        "names_decomposed",
        decomposed_names,
        {"Jörg Müller": "full", "Zoë Núñez": "wrong"},
        "the folder's or the table's letters are decomposed; the names are equal",
        roster=table(
            "name,email",
            composed("Jörg Müller") + ",joerg@example.org",
            decomposed("Zoë Núñez") + ",zoe@example.org",
            "Cyd Fox,cyd@example.org",
        ),
        listed=("Cyd Fox",),
    ),
    _case(
        TABLES,
        "names_family_first_in_table",
        family_name_first,
        {"Jörg Müller": "full", "Ana Núñez": "wrong"},
        "'Müller, Jörg' in the table is Jörg Müller",
        roster=table("name,email", '"Müller, Jörg",j@example.org', '"Núñez, Ana",a@example.org'),
    ),
    _case(
        TABLES,
        "names_family_first_in_folders",
        family_name_first_in_folders,
        {"Jörg Müller": "full", "Cyd Fox": "wrong"},
        "'Müller, Jörg' as a folder is Jörg Müller of the table",
        roster=table("id,name", "2023001,Jörg Müller", "2023002,Cyd Fox", "2023003,Ann Lee"),
        listed=("Ann Lee",),
    ),
    _case(
        TABLES,
        "names_in_two_columns",
        three_names,
        TWO,
        "the table has LastName and FirstName",
        roster=table("LastName,FirstName,id", "Lee,Ann,11", "Ray,Bob,12", "Fox,Cyd,13"),
        listed=("Cyd Fox",),
    ),
    _case(
        TABLES,
        "number_within_number",
        number_within_number,
        {"20230012": "full", "2023003": "wrong"},
        "2023001 is no part of 20230012: 张三 is missing",
        roster=table("学号,姓名", "2023001,张三", "20230012,李四", "2023003,王五"),
        listed=("张三",),
    ),
    _case(
        TABLES,
        "two_numbers_in_a_name",
        two_numbers_in_a_name,
        {"2023001_2023002_hw": "full", "2023003": "wrong"},
        "two numbers of the table fit, so the entry is nobody's of the table: graded and listed",
        roster=table("id,name", *lines_of(LATIN)),
        listed=("2023001_2023002_hw",),
    ),
    _case(
        TABLES,
        "two_of_one_name",
        two_of_one_name,
        {"李伟": "full", "张三": "wrong"},
        "two people of the table are called 李伟, so the hand-in is given to neither, and listed",
        roster=table("学号,姓名", "2023001,李伟", "2023002,李伟", "2023003,张三"),
        listed=("李伟",),
    ),
    _case(
        TABLES,
        "numbers_anywhere",
        numbers_anywhere,
        CHINESE_EXPECTED,
        "the number is a whole token somewhere in the name, and exactly one fits",
        roster=table("学号,姓名", *lines_of(CHINESE)),
        listed=("王五",),
    ),
    _case(
        LATENESS,
        "canvas_late",
        canvas_late,
        {"leeann": "full", "raybob": "wrong"},
        "LATE stands between the name and the number and is neither",
    ),
    _case(
        LATENESS,
        "canvas_late_with_gradebook",
        canvas_late,
        TWO,
        "the number after LATE is the gradebook's ID",
        roster=GRADEBOOK,
        listed=("Cyd Fox",),
    ),
    _case(
        LATENESS,
        "canvas_named_late",
        canvas_named_late,
        {"lateann": "full", "latebob": "wrong"},
        "people whose family name is Late",
    ),
    _case(
        LATENESS,
        "canvas_anonymous",
        canvas_anonymous,
        {"aB3dE": "full", "Qx7Zk": "wrong"},
        "Canvas's anonymous names; without a name LATE comes first",
    ),
    _case(
        LATENESS,
        "nbgrader_collected",
        nbgrader_collected,
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "nbgrader's folders with three ways of writing the time",
    ),
    _case(
        LATENESS,
        "nbgrader_inbound",
        nbgrader_inbound,
        {"ann": "full", "bob": "wrong", "cyd+fox": "full"},
        "nbgrader's exchange: the last two plus signs separate, a name may hold one",
    ),
    _case(
        LATENESS,
        "gradescope_zone",
        gradescope_zone,
        TWO,
        "Gradescope's time with a zone that makes it another day",
    ),
    _case(
        LATENESS,
        "brightspace_times",
        brightspace_times,
        {"Ann Lee": "full", "Bob Ray": "wrong", "Mary-Ann Fox": "full"},
        "Brightspace's times without a colon; a name with a hyphen",
    ),
    _case(
        LATENESS,
        "sakai_times",
        sakai_times,
        TWO,
        "Sakai's timestamp.txt and grades.csv are not work and not people",
    ),
    _case(
        LATENESS,
        "moodle_worksheet_late",
        moodle_three("Ann Lee", "Bob Ray"),
        TWO,
        "the worksheet's status says late, its last column of times says none for Cyd",
        roster=WORKSHEET_ENGLISH,
        listed=("Cyd Fox",),
    ),
    _case(
        CLONES,
        "hyphened_logins",
        hyphened_logins,
        {"ann-lee": "full", "bob": "wrong", "cy-d-fox": "full"},
        "a login is all that follows the assignment's name, with its hyphens",
    ),
    _case(
        CLONES,
        "logins_share_a_start",
        logins_share_a_start,
        {"uni-ann": "full", "uni-bob": "wrong"},
        "what all logins begin with belongs to the logins",
        roster=table("login,name", "uni-ann,Ann Lee", "uni-bob,Bob Ray", "uni-cyd,Cyd Fox"),
        listed=("Cyd Fox",),
    ),
    _case(
        CLONES,
        "wrapped_clones",
        wrapped_clones,
        {"ann-lee": "full", "bob": "wrong", "cy-d-fox": "full"},
        "the clones lie in the folder that the download makes",
    ),
    _case(
        CLONES,
        "wrapped_clones_with_roster",
        wrapped_clones,
        {"ann-lee": "full", "bob": "wrong", "cy-d-fox": "full"},
        "the logins of wrapped clones are those of the table; 'lee' and 'fox' are other people's",
        roster=table(
            "login,name",
            "ann-lee,Ann Lee",
            "bob,Bob Ray",
            "cy-d-fox,Cyd Dee",
            "lee,Kim Orr",
            "fox,Pat Sun",
        ),
        listed=("Kim Orr", "Pat Sun"),
    ),
    _case(
        CLONES,
        "one_clone",
        one_clone,
        {"ann-lee": "full"},
        "a class of one clone",
    ),
    _case(
        CLONES,
        "one_clone_with_roster",
        one_clone,
        {"ann-lee": "full"},
        "the login of a single clone is found in the table",
        roster=table("login,name", "ann-lee,Ann Lee", "lee,Kim Orr"),
        listed=("Kim Orr",),
    ),
    _case(
        CLONES,
        "one_wrapped_clone",
        one_wrapped_clone,
        {"ann-lee": "full"},
        "a class of one clone, in the folder that the download makes",
        roster=table("login,name", "ann-lee,Ann Lee", "lee,Kim Orr"),
        listed=("Kim Orr",),
    ),
    _case(
        CLONES,
        "login_ends_with_a_number",
        login_ends_with_a_number,
        {"kim": "full", "kim-1": "wrong", "pat-2": "full"},
        "kim and kim-1 are two logins, not a hand-in and its copy",
    ),
    _case(
        CLONES,
        "clones_of_another_title",
        clones_of_another_title,
        {"ann-lee": "full", "bob": "full", "cyd": "wrong"},
        "the repositories are named by another title than the assignment's",
    ),
    _case(
        TWICE,
        "canvas_resubmitted",
        canvas_resubmitted,
        {"leeann": "full", "raybob": "wrong"},
        "-1 is Canvas's mark of a newer file: the newest counts, for better or worse",
    ),
    _case(
        TWICE,
        "canvas_only_resubmission",
        canvas_only_resubmission,
        {"leeann": "full", "raybob": "wrong"},
        "only the newer files are there, as loss-1.py and loss-2.py",
    ),
    _case(
        TWICE,
        "canvas_tenth",
        canvas_tenth,
        {"leeann": "full", "raybob": "wrong"},
        "-10 is newer than -2 and -9",
    ),
    _case(
        TWICE,
        "blackboard_attempts",
        blackboard_attempts,
        {"alee": "full", "bray": "wrong"},
        "attempts of one login are one person's: the newest counts, for better or worse",
    ),
    _case(
        TWICE,
        "brightspace_months",
        brightspace_months,
        TWO,
        "October comes after September, though not in the alphabet",
    ),
    _case(
        TWICE,
        "brightspace_noon",
        brightspace_noon,
        {"Ann Lee": "full", "Bob Ray": "wrong", "Cyd Fox": "full"},
        "1230 PM is after 1130 AM, 1215 AM is before 905 AM, 105 PM is after 1105 AM",
    ),
    _case(
        TWICE,
        "two_participants_of_one_name",
        two_wei,
        {"Wei Zhang 101": "full", "Wei Zhang 102": "wrong"},
        "two participant numbers are two people, and the worksheet knows both",
        roster=WORKSHEET_TWO_WEI,
    ),
    _case(
        TWICE,
        "folder_and_its_copy",
        folder_and_its_copy,
        {"Ann Lee": "full", "Ann Lee (1)": "wrong", "Bob Ray": "full"},
        "no platform says that the two folders are one person's: two results",
    ),
    _case(
        TWICE,
        "same_number_twice",
        same_number_twice,
        {"20230001-张三-作业1": "full", "20230001-张三-作业1(1)": "wrong", "李四": "full"},
        "no platform says that the two archives are one person's: two results",
    ),
    _case(
        TWICE,
        "moodle_file_and_text",
        moodle_file_and_text,
        TWO,
        "the text typed beside the files is no second hand-in; a text alone holds no work",
        listed=("Cyd Fox",),
    ),
    _case(
        GROUPS,
        "gradescope_pair",
        gradescope_pair,
        {"Ann Lee": "full", "Bob Ray": "full", "Cyd Fox": "wrong"},
        "two :submitters of one submission both get its mark",
    ),
    _case(
        GROUPS,
        "gradescope_pair_with_roster",
        gradescope_pair,
        {"Ann Lee": "full", "Bob Ray": "full", "Cyd Fox": "wrong"},
        "none of the pair is missing; Dan is",
        roster=table(
            "id,name,email",
            "20230001,Ann Lee,ann@example.org",
            "20230002,Bob Ray,bob@example.org",
            "20230003,Cyd Fox,cyd@example.org",
            "20230004,Dan Orr,dan@example.org",
        ),
        listed=("Dan Orr",),
    ),
    _case(
        GROUPS,
        "gradescope_pair_without_numbers",
        gradescope_pair_without_numbers,
        {"Ann Lee": "full", "Bob Ray": "full", "Cyd Fox": "wrong"},
        "without :sid the mail address tells who it is",
        roster=table(
            "id,name,email",
            "20230001,Ann Lee,ann@example.org",
            "20230002,Bob Ray,bob@example.org",
            "20230003,Cyd Fox,cyd@example.org",
            "20230004,Dan Orr,dan@example.org",
        ),
        listed=("Dan Orr",),
    ),
    _case(
        GROUPS,
        "moodle_team",
        moodle_team,
        {"Ann Lee": "full", "Bob Ray": "full", "Cyd Fox": "wrong"},
        "each member of a team has a folder, the team's name before the person's",
    ),
    _case(
        GROUPS,
        "moodle_team_with_roster",
        moodle_team_with_zip,
        {"Ann Lee": "full", "Bob Ray": "full", "Cyd Fox": "wrong"},
        "the team's name is no part of the person's name; Dan is missing",
        roster=table(
            "name,email",
            "Ann Lee,ann@example.org",
            "Bob Ray,bob@example.org",
            "Cyd Fox,cyd@example.org",
            "Dan Orr,dan@example.org",
        ),
        listed=("Dan Orr",),
    ),
    _case(
        GROUPS,
        "moodle_team_with_hyphens",
        moodle_team_with_hyphens,
        {"Anne-Marie Lee": "full", "Bob Ray": "full", "Jean-Luc Roux": "wrong"},
        "hyphens in the team's and in the person's name; the table tells where the name begins",
        roster=table(
            "name,email",
            "Anne-Marie Lee,aml@example.org",
            "Bob Ray,bob@example.org",
            "Jean-Luc Roux,jlr@example.org",
            "Dan Orr,dan@example.org",
        ),
        listed=("Dan Orr",),
    ),
    _case(
        GROUPS,
        "canvas_group_names",
        canvas_group_names,
        {"team_rocket": "full", "team_jazz": "wrong"},
        "Canvas's names of groups hold underscores",
    ),
    _case(
        ENCODINGS,
        "source_gbk_declared",
        gbk_declared,
        {"ann": "full", "bob": "wrong"},
        "a source in GBK that says so",
    ),
    _case(
        ENCODINGS,
        "source_gbk_undeclared",
        gbk_undeclared,
        {"ann": "full", "bob": "wrong"},
        "a source in GBK that does not say so, with a Chinese comment",
    ),
    _case(
        ENCODINGS,
        "source_utf16",
        utf16,
        {"ann": "full", "bob": "wrong"},
        "a source saved as UTF-16 with its mark",
    ),
    _case(
        ENCODINGS,
        "source_utf8_mark",
        utf8_mark,
        {"ann": "full", "bob": "wrong"},
        "a source in UTF-8 with a mark",
    ),
    _case(
        ENCODINGS,
        "source_line_ends",
        line_ends,
        {"ann": "full", "bob": "wrong"},
        "a source with the line ends of Windows",
    ),
    _case(
        ENCODINGS,
        "source_mark_and_line_ends",
        mark_and_line_ends,
        {"ann": "full", "bob": "wrong"},
        "a source with a mark and the line ends of Windows",
    ),
    _case(
        ENCODINGS,
        "source_install_line",
        install_line,
        {"ann": "full", "bob": "wrong"},
        "a line of a notebook, !pip install, at the top of a .py",
    ),
    _case(
        NOTEBOOKS,
        "sources_as_lists_and_texts",
        sources_as_lists_and_texts,
        {"ann": "full", "bob": "full"},
        "a cell's source is a list of lines or one text",
    ),
    _case(
        NOTEBOOKS,
        "no_kernel",
        no_kernel,
        {"ann": "full", "bob": "full"},
        "no kernel is named, or cells have no ids although the format has them",
    ),
    _case(
        NOTEBOOKS,
        "from_colab",
        from_colab,
        {"ann": "full", "bob": "full"},
        "Colab's additions, its 'Copy of', letters written out or escaped",
    ),
    _case(
        NOTEBOOKS,
        "outputs_with_errors",
        outputs_with_errors,
        {"ann": "full", "bob": "full"},
        "kept outputs are errors of an earlier run; outputs do not count",
    ),
    _case(
        NOTEBOOKS,
        "more_cells",
        more_cells,
        {"ann": "full", "bob": "full"},
        "cells of text with a picture, raw cells and empty cells around the work",
    ),
    _case(
        NOTEBOOKS,
        "marks_and_line_ends",
        marks_and_line_ends,
        {"ann": "full", "bob": "full"},
        "a mark, the line ends of Windows, empty lines at the end",
    ),
    _case(
        NOTEBOOKS,
        "magic_cells",
        magic_cells,
        {"ann": "full", "bob": "full"},
        "%matplotlib inline and !pip install in cells of their own",
    ),
    _case(
        NOTEBOOKS,
        "foreign_notebook_names",
        foreign_notebook_names,
        {"张三": "full", "李四": "full", "Jörg Müller": "full"},
        "flat notebooks named by number, name and title: a student each",
    ),
)
