"""Ways in which people and work used to get lost, at least four of each kind; written before any was run.

They are read as those of `made_classes`.
"""

import json
from collections.abc import Callable

from submissions.made_classes import (
    PDF,
    ClassCase,
    Files,
    Work,
    at,
    blackboard,
    canvas,
    clone,
    headed,
    merged,
    moodle,
    renamed,
    sakai,
    table,
    tarred,
    zipped,
)

Build = Callable[[Work], Files]
THREE = {"ann": "full", "bob": "wrong", "cyd": "full"}
CASES: list[ClassCase] = []


def case(id_: str, kind: str, build: Build, expected: dict[str, str], why: str, **more) -> None:
    CASES.append(
        ClassCase(
            f"own_{id_}",
            kind,
            build,
            more.get("roster"),
            expected,
            more.get("listed", ()),
            more.get("exit_code", 0),
            why,
        )
    )


def three(work: Work) -> list[tuple[str, Files]]:
    return [("ann", work.right), ("bob", work.wrong), ("cyd", work.right)]


def plain(work: Work) -> Files:
    return merged(*(at(who, files) for who, files in three(work)))


def changed(notebook: bytes, **more) -> bytes:
    data = json.loads(notebook)
    return json.dumps({**data, **more}).encode()


# Numbers in names.

case(
    "numbers_in_names",
    "numbers in names",
    lambda w: {
        f"{who}_2301_2023000{n}_hw.zip": zipped(w.right)
        for n, who in enumerate(("李娜", "张三", "王五"))
    },
    {"李娜": "full", "张三": "full", "王五": "full"},
    "2301 is the class, not a number of Canvas's",
)
case(
    "two_numbers_each",
    "numbers in names",
    lambda w: {
        f"{who}_1_{n}_loss.tar.gz": tarred(files) for n, (who, files) in enumerate(three(w))
    },
    THREE,
    "group 1 and the place in the list",
)
case(
    "dates_in_names",
    "numbers in names",
    lambda w: {f"{who}_2026_0301_hw.zip": zipped(files) for who, files in three(w)},
    THREE,
    "a date is no number of Canvas's: it has three names",
)
case(
    "folders_with_numbers",
    "numbers in names",
    lambda w: merged(*(at(f"{who}_12_34_work", files) for who, files in three(w))),
    THREE,
    "Canvas never gives folders",
)

# A repository's folder.

case(
    "one_with_git",
    "one with .git",
    lambda w: merged(plain(w), {"cyd/.git/HEAD": b"ref: refs/heads/main\n"}),
    THREE,
    ".git in one folder says nothing about the others",
)
case(
    "two_with_git",
    "one with .git",
    lambda w: merged(
        plain(w), {f"{who}/.git/HEAD": b"ref: refs/heads/main\n" for who in ("ann", "bob")}
    ),
    THREE,
    "nor in two of three",
)
case(
    "git_deeper",
    "one with .git",
    lambda w: merged(plain(w), {"cyd/code/.git/HEAD": b"ref: refs/heads/main\n"}),
    THREE,
    "a repository inside a hand-in",
)
case(
    "git_file",
    "one with .git",
    lambda w: merged(plain(w), {"cyd/.git": b"gitdir: ../elsewhere\n"}),
    THREE,
    ".git is a file in a work tree",
)

# A folder named like the assignment.

case(
    "one_named_like_the_assignment",
    "assignment's name",
    lambda w: merged(at("ann", w.right), at("bob", w.wrong), at("cyd/softmax_mnist", w.right)),
    THREE,
    "softmax_mnist/ in one hand-in",
)
case(
    "all_but_one_named_like_it",
    "assignment's name",
    lambda w: merged(
        at("ann/softmax_mnist", w.right), at("bob/softmax_mnist", w.wrong), at("cyd", w.right)
    ),
    THREE,
    "most hand-ins have the folder, and none has a time",
)
case(
    "zip_beside_nbgrader",
    "assignment's name",
    lambda w: merged(
        at("ann/softmax_mnist", {**w.right, "timestamp.txt": b"2026-03-01 12:00:00.0 UTC"}),
        at("bob/softmax_mnist", {**w.wrong, "timestamp.txt": b"2026-03-01 12:00:00.0 UTC"}),
        {"cyd.zip": zipped(w.right)},
    ),
    THREE,
    "an archive beside nbgrader's folders",
)
case(
    "timestamp_only_in_one",
    "assignment's name",
    lambda w: merged(
        at("ann", {**w.right, "timestamp.txt": b"2026-03-01 12:00:00.0 UTC"}),
        at("bob", w.wrong),
        at("cyd", w.right),
    ),
    THREE,
    "a file timestamp.txt in one hand-in",
)

# Put beside a platform's.

case(
    "mailed_in",
    "mailed in",
    lambda w: merged(
        moodle("Ann Lee", 101, w.right), moodle("Bob Ray", 102, w.wrong), at("cyd", w.right)
    ),
    {"Ann Lee": "full", "Bob Ray": "wrong", "cyd": "full"},
    "a folder beside Moodle's",
)
case(
    "mailed_in_to_canvas",
    "mailed in",
    lambda w: merged(
        canvas("leeann_11", 9001, w.right), canvas("raybob_12", 9003, w.wrong), at("cyd", w.right)
    ),
    {"leeann": "full", "raybob": "wrong", "cyd": "full"},
    "Canvas gives no folders, so a folder is somebody else's, and takes nothing from the files",
)
case(
    "mailed_in_to_blackboard",
    "mailed in",
    lambda w: merged(
        blackboard("alee", "Ann Lee", "2026-03-01-10-00-00", w.right),
        {"cyd.ipynb": w.notebook, "dan.tar.gz": tarred(w.wrong)},
    ),
    {"alee": "full", "cyd": "full", "dan": "wrong"},
    "a notebook and an archive beside Blackboard's files",
)
case(
    "mailed_in_to_sakai",
    "mailed in",
    lambda w: merged(sakai("Lee, Ann", "alee", w.right), at("softmax_mnist/cyd", w.wrong)),
    {"Ann Lee": "full", "cyd": "wrong"},
    "a folder beside Sakai's",
)
case(
    "moodle_names_in_canvas",
    "mailed in",
    lambda w: merged(
        canvas("leeann_11", 9001, w.right),
        {
            f"raybob_12_{number}_Ann Lee_101_assignsubmission_file_{name}": data
            for number, (name, data) in enumerate(w.wrong.items(), start=9003)
        },
    ),
    {"leeann": "full", "raybob": "wrong"},
    "a file's own name does not make it another person's: nobody gets Ann Lee's grade, and what stands "
    "before _loss.py is a near name, so that it is graded as raybob's",
)

# Flat classes.

case(
    "flat_notebooks",
    "flat",
    lambda w: {f"{who}.ipynb": w.notebook for who in ("ann", "bob", "cyd")},
    {"ann": "full", "bob": "full", "cyd": "full"},
    "a student for each notebook",
)
case(
    "one_more_notebook",
    "flat",
    lambda w: merged(at("ann", w.right), at("bob", w.wrong), {"cyd.ipynb": w.notebook}),
    THREE,
    "a notebook among folders",
)
case(
    "notebooks_and_a_roster_file",
    "flat",
    lambda w: {
        **{f"{who}.ipynb": w.notebook for who in ("ann", "bob")},
        "list.xlsx": b"PK\x03\x04",
        "readme.txt": b"?",
    },
    {"ann": "full", "bob": "full"},
    "what cannot be graded is nobody",
)
case(
    "blackboard",
    "flat",
    lambda w: {
        f"HW1_{who}_attempt_2026-03-01-10-00-00_{name}": data
        for who, files in (("alee", w.right), ("bray", w.wrong))
        for name, data in files.items()
    },
    {"alee": "full", "bray": "wrong"},
    "without the attempts' texts",
)
case(
    "blackboard_underscores",
    "flat",
    lambda w: {
        f"Home_work_1_a_lee_attempt_2026-03-01-10-00-00_{name}": data
        for name, data in w.right.items()
    },
    {"lee": "full"},
    "underscores in the assignment and the login: one person all the same",
)

# Zipped classes.

case(
    "zip_of_zips",
    "zipped",
    lambda w: {"class.zip": zipped({f"{who}.zip": zipped(f) for who, f in three(w)})},
    THREE,
    "archives in an archive",
)
case(
    "zip_of_folders",
    "zipped",
    lambda w: {"class.zip": zipped(at("hw1", plain(w)))},
    THREE,
    "wrapped folders in an archive",
)
case(
    "zip_of_notebooks",
    "zipped",
    lambda w: {"class.zip": zipped({f"{who}.ipynb": w.notebook for who in ("ann", "bob")})},
    {"ann": "full", "bob": "full"},
    "notebooks in an archive",
)
case(
    "zip_of_everything",
    "zipped",
    lambda w: {
        "class.zip": zipped(
            merged(at("ann", w.right), {"bob.zip": zipped(w.wrong), "cyd.ipynb": w.notebook})
        )
    },
    THREE,
    "a folder, an archive and a notebook in an archive",
)

# Archives inside a hand-in.

case(
    "archive_and_report",
    "archives inside",
    lambda w: merged(at("ann", {"hw.zip": zipped(w.right), "report.pdf": PDF}), at("bob", w.wrong)),
    {"ann": "full", "bob": "wrong"},
    "as the assignment itself asks for",
)
case(
    "damaged_archive_and_work",
    "archives inside",
    lambda w: merged(at("ann", {**w.right, "old.zip": b"PK\x03\x04 no"}), at("bob", w.wrong)),
    {"ann": "full", "bob": "wrong"},
    "an archive that is not needed may be damaged",
)
case(
    "half_inside",
    "archives inside",
    lambda w: merged(
        at("ann", {"loss.py": w.right["loss.py"],
                   "rest.zip": zipped({"optimizer.py": w.right["optimizer.py"]})}),
        at("bob", w.wrong),
    ),
    {"ann": "full", "bob": "wrong"},
    "one file beside the archive, one inside",
)  # fmt: skip
case(
    "old_archive_beside_work",
    "archives inside",
    lambda w: merged(at("ann", {**w.right, "old.zip": zipped(w.wrong)}), at("bob", w.wrong)),
    {"ann": "full", "bob": "wrong"},
    "the work outside counts",
)
case(
    "only_a_damaged_archive",
    "archives inside",
    lambda w: merged(at("ann", {"hw.zip": b"PK\x03\x04 no"}), at("bob", w.wrong)),
    {"bob": "wrong"},
    "said by name",
    listed=("ann", "hw.zip"),
)

# Names of files.

case(
    "near_names",
    "near names",
    lambda w: merged(
        at("ann", renamed(w.right, "{stem} (1){suffix}")),
        at("bob", {name.upper(): data for name, data in w.wrong.items()}),
        at("cyd", renamed(w.right, "{name}.txt")),
        at("dan", renamed(w.wrong, "20230001_{name}")),
    ),
    {**THREE, "dan": "wrong"},
    "one file only can be meant",
)
case(
    "copies_of_names",
    "near names",
    lambda w: merged(
        at("ann", renamed(w.right, "Copy of {name}")),
        at("bob", renamed(w.wrong, "{stem} - Copy{suffix}")),
        at("cyd", renamed(w.right, "{stem}_v2{suffix}")),
        at("dan", renamed(w.wrong, "{stem} - 副本{suffix}")),
    ),
    {**THREE, "dan": "wrong"},
    "copies as systems name them",
)
case(
    "spaces_in_names",
    "near names",
    lambda w: merged(
        at("ann", renamed(w.right, " {name}")),
        at("bob", renamed(w.wrong, "{stem} {suffix}")),
        at("cyd", renamed(w.right, "张三-{name}")),
    ),
    THREE,
    "blanks and the own name",
)
case(
    "other_name_that_defines",
    "near names",
    lambda w: merged(
        at("ann", {"my_code.py": w.right["loss.py"], "optimizer.py": w.right["optimizer.py"]}),
        at("bob", w.wrong),
    ),
    {"ann": "full", "bob": "wrong"},
    "the only other file that defines the wanted names",
)

# Stubs.

case(
    "stub_and_work",
    "stubs",
    lambda w: merged(
        at("ann", {**headed(w.stub, "# ann, group 2"), "my work.ipynb": w.notebook}),
        at("bob", w.wrong),
    ),
    {"ann": "full", "bob": "wrong"},
    "a comment is no work",
)
case(
    "stub_with_blank_lines",
    "stubs",
    lambda w: merged(
        at("ann", {**{n: d.replace(b"\n", b"\r\n\r\n") for n, d in w.stub.items()},
                   "softmax_mnist.ipynb": w.notebook}),
        at("bob", w.wrong),
    ),
    {"ann": "full", "bob": "wrong"},
    "nor are blank lines",
)  # fmt: skip
case(
    "stub_with_name_line",
    "stubs",
    lambda w: merged(
        at("ann", {**headed(w.stub, '"""Ann Lee, 20230001"""'), "hw.ipynb": w.notebook}),
        at("bob", w.wrong),
    ),
    {"ann": "full", "bob": "wrong"},
    "nor is a text at the top",
)
case(
    "stub_in_zip_work_outside",
    "stubs",
    lambda w: merged(
        at("ann", {"release.zip": zipped(w.stub), **w.right}),
        at("bob", w.wrong),
    ),
    {"ann": "full", "bob": "wrong"},
    "what was released, packed, beside the work",
)

# Notebooks.


def outputs(notebook: bytes, length: int) -> bytes:
    data = json.loads(notebook)
    large = [{"output_type": "stream", "name": "stdout", "text": "x" * length}]
    cells = [c if c["cell_type"] != "code" else {**c, "outputs": large} for c in data["cells"]]
    return json.dumps({**data, "cells": cells}).encode()


def same_ids(notebook: bytes) -> bytes:
    return changed(notebook, cells=[{**c, "id": "same"} for c in json.loads(notebook)["cells"]])


case(
    "notebook_oddities",
    "notebooks",
    lambda w: {
        "ann.ipynb": same_ids(w.notebook),
        "bob.ipynb": b"\xef\xbb\xbf" + w.notebook,
        "cyd.ipynb": outputs(w.notebook, 12_000_000),
    },
    {"ann": "full", "bob": "full", "cyd": "full"},
    "ids and outputs are not needed",
)
case(
    "notebook_in_utf16",
    "notebooks",
    lambda w: {"ann.ipynb": w.notebook.decode().encode("utf-16"), "bob.ipynb": w.notebook},
    {"ann": "full", "bob": "full"},
    "saved by an editor as UTF-16",
)
case(
    "notebook_without_ids",
    "notebooks",
    lambda w: {
        "ann.ipynb": changed(w.notebook, cells=[
            {k: v for k, v in c.items() if k in ("cell_type", "source")}
            for c in json.loads(w.notebook)["cells"]
        ]),
        "bob.ipynb": changed(w.notebook, metadata={"kernelspec": None}),
    },
    {"ann": "full", "bob": "full"},
    "only what is needed",
)  # fmt: skip
case(
    "large_notebook_in_zip",
    "notebooks",
    lambda w: {"ann.zip": zipped({"hw.ipynb": outputs(w.notebook, 6_000_000)}),
               "bob.zip": zipped({"hw.ipynb": same_ids(w.notebook)})},
    {"ann": "full", "bob": "full"},
    "the same within archives",
)  # fmt: skip

# People of one name, and numbers of others.

case(
    "same_name_twice",
    "same name",
    lambda w: merged(moodle("Wei Zhang", 101, w.right), moodle("Wei Zhang", 102, w.wrong)),
    {"Wei Zhang 101": "full", "Wei Zhang 102": "wrong"},
    "two participant numbers are never one person",
    roster="name,email\nWei Zhang,wei@example.org\n",
    listed=("Wei Zhang",),
)
case(
    "same_name_in_canvas",
    "same name",
    lambda w: merged(canvas("zhangwei_11", 1, w.right), canvas("zhangwei_12", 5, w.wrong)),
    {"zhangwei 11": "full", "zhangwei 12": "wrong"},
    "nor are two numbers of Canvas's",
    roster='name,email\n"Zhang, Wei",wei@example.org\n',
    listed=("zhangwei",),
)
case(
    "two_folders_of_one_name",
    "same name",
    lambda w: merged(at("Wei Zhang", w.right), {"Wei Zhang.zip": zipped(w.wrong)}),
    {"Wei Zhang": "full", "Wei Zhang zip": "wrong"},
    "nor a folder and an archive",
    roster="name,email\nWei Zhang,wei@example.org\n",
    listed=("Wei Zhang",),
)
case(
    "three_of_one_name",
    "same name",
    lambda w: merged(
        moodle("Wei Zhang", 101, w.right),
        moodle("Wei Zhang", 102, w.wrong),
        moodle("Bob Ray", 103, w.right),
    ),
    {"Wei Zhang 101": "full", "Wei Zhang 102": "wrong", "Bob Ray": "full"},
    "two of the roster have the name as well: nobody can tell which is which",
    roster="name,email\nWei Zhang,a@example.org\nWei Zhang,b@example.org\nBob Ray,c@example.org\n",
    listed=("Wei Zhang",),
)
case(
    "numbers_of_others",
    "numbers of others",
    lambda w: merged(moodle("Ann Lee", 101, w.right), moodle("Cyd Fox", 102, w.wrong)),
    {"Ann Lee": "full", "Cyd Fox": "wrong"},
    "Bob has 101 as his student number",
    roster="id,email\n101,bob@example.org\n",
    listed=("bob@example.org",),
)
case(
    "canvas_number_of_another",
    "numbers of others",
    lambda w: merged(canvas("leeann_2023001", 1, w.right), canvas("foxcyd_2023002", 5, w.wrong)),
    {"Ann Lee": "full", "foxcyd": "wrong"},
    "Canvas's numbers are Bob's and Dan's student numbers",
    roster="id,name\n2023001,Bob Ray\n2023002,Dan Orr\n2023003,Ann Lee\n",
    listed=("Bob Ray", "Dan Orr"),
)
case(
    "login_of_a_clone_is_a_number",
    "numbers of others",
    lambda w: merged(
        clone("softmax-mnist-2023001", w.right), clone("softmax-mnist-foxcyd", w.wrong)
    ),
    {"2023001": "full", "foxcyd": "wrong"},
    "a login on GitHub is no student number",
    roster="id,login,name\n2023001,boby,Bob Ray\n2023002,foxcyd,Cyd Fox\n",
    listed=("Bob Ray",),
)
case(
    "number_before_another_name",
    "numbers of others",
    lambda w: {"2023001_Ann Lee_hw.zip": zipped(w.right), "2023003_Cyd Fox.zip": zipped(w.wrong)},
    {"2023001 Ann Lee hw": "full", "Cyd Fox": "wrong"},
    "the number is Bob's, the name is Ann's",
    roster="id,name\n2023001,Bob Ray\n2023002,Ann Lee\n2023003,Cyd Fox\n",
    listed=("2023001_Ann Lee_hw",),
)

# Names of tables.

case(
    "roster_german_titles",
    "tables",
    lambda w: merged(at("Ann Lee", w.right), at("Bob Ray", w.wrong)),
    {"Ann Lee": "full", "Bob Ray": "wrong"},
    "titles in German",
    roster=table("Matrikelnummer;Nachname;Vorname", "11;Lee;Ann", "12;Ray;Bob", "13;Fox;Cyd"),
    listed=("Cyd Fox",),
)
case(
    "roster_with_one_column",
    "tables",
    lambda w: merged(at("2023001", w.right), at("2023002", w.wrong)),
    {"2023001": "full", "2023002": "wrong"},
    "numbers only",
    roster="学号\n2023001\n2023002\n2023003\n",
    listed=("2023003",),
)
case(
    "roster_lost_zeros_and_decimals",
    "tables",
    lambda w: merged(at("0012345", w.right), at("0012346", w.wrong)),
    {"12345": "full", "12346": "wrong"},
    "both at once",
    roster=table("Student ID;Name", "12345.0;Ann Lee", "12346.0;Bob Ray"),
)
