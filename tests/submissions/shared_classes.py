"""Classes with groups, several tables, and packings of QQ, ILIAS and mail; written before any was run.

They are read as those of `made_classes`. `groups` and `tables` are given beside the class, and `packed` is the
name of the archive in which the whole class lies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from submissions.made_classes import Files, Work, at, merged, moodle, tarred, zipped

Build = Callable[[Work], Files]


@dataclass(frozen=True)
class SharedCase:
    """A class, what is given beside it, and what must come out of it."""

    id: str
    build: Build
    expected: dict[str, str]
    why: str
    tables: tuple[str | bytes, ...] = ()
    groups: str | bytes | None = None
    packed: str = ""
    listed: tuple[str, ...] = ()
    exit_code: int = 0


PEOPLE = "id,name,email\n2023001,Ann Lee,ann@u.edu\n2023002,Bob Ray,bob@u.edu\n2023003,Cyd Fox,cyd@u.edu\n"
THREE = {"2023001": "full", "2023002": "wrong", "2023003": "full"}
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (submission)\n"
    "Participant 101,Ann Lee,ann@u.edu,Submitted for grading,,100,"
    '"Sunday, 1 March 2026, 11:10 PM"\n'
    "Participant 102,Bob Ray,bob@u.edu,Submitted for grading - 2 days 3 hours late,,100,-\n"
    "Participant 103,Cyd Fox,cyd@u.edu,No submission,,100,-\n"
)


def by_number(work: Work) -> Files:
    return merged(at("2023001", work.right), at("2023002", work.wrong), at("2023003", work.right))


def qq(form: str) -> Build:
    """Each person's two files, loose, named as a class has agreed."""

    def build(work: Work) -> Files:
        people = (
            ("2023001", "张三", work.right), ("2023002", "李四", work.wrong),
            ("2023003", "王五", work.right),
        )  # fmt: skip
        return {
            form.format(id=number, name=name, file=file.removesuffix(".py")) + ".py": data
            for number, name, files in people
            for file, data in files.items()
        }

    return build


def stub_beside(archive: str, pack: Callable[[Files], bytes]) -> Build:
    return lambda w: merged(
        at("ann", {**w.stub, archive: pack(w.right)}), at("bob", w.wrong), at("cyd", w.right)
    )


CASES = [
    # Groups.
    SharedCase(
        "group_by_its_name",
        lambda w: merged(at("team-1", w.right), at("team-2", w.wrong)),
        THREE | {"2023003": "wrong"} | {"2023002": "full"},
        "a folder is called like a group: each member has its result",
        tables=(PEOPLE,),
        groups="group,id\nteam-1,2023001\nteam-1,2023002\nteam-2,2023003\n",
    ),
    SharedCase(
        "group_by_a_member",
        lambda w: merged(at("2023001", w.right), at("2023003", w.wrong)),
        {"2023001": "full", "2023002": "full", "2023003": "wrong"},
        "one member hands in for all",
        tables=(PEOPLE,),
        groups="group,name\nA,Ann Lee\nA,Bob Ray\n",
    ),
    SharedCase(
        "groups_alone",
        lambda w: merged(at("Ann Lee", w.right), at("Cyd Fox", w.wrong)),
        {"Ann Lee": "full", "Bob Ray": "full", "Cyd Fox": "wrong", "Dan Orr": "wrong"},
        "without a roster, the groups say who is in the class",
        groups="组,姓名\n1,Ann Lee\n1,Bob Ray\n2,Cyd Fox\n2,Dan Orr\n",
    ),
    SharedCase(
        "two_works_of_a_group",
        lambda w: merged(at("2023001", w.right), at("2023002", w.wrong), at("2023003", w.right)),
        THREE,
        "both members have handed in, and nobody knows which is the group's: each keeps the own",
        tables=(PEOPLE,),
        groups="group,id\nA,2023001\nA,2023002\n",
        listed=("A", "2023001", "2023002"),
    ),
    SharedCase(
        "two_works_and_one_without",
        lambda w: merged(at("2023001", w.right), at("2023002", w.wrong)),
        {"2023001": "full", "2023002": "wrong"},
        "the third member of that group is missing, and named",
        tables=(PEOPLE,),
        groups="group,id\nA,2023001\nA,2023002\nA,2023003\n",
        listed=("2023003",),
    ),
    SharedCase(
        "moodle_teams",
        lambda w: merged(
            moodle("Team 1-Ann Lee", 101, w.right),
            moodle("Team 1-Bob Ray", 102, w.right),
            moodle("Default group-Cyd Fox", 103, w.wrong),
        ),
        {"2023001": "full", "2023002": "full", "2023003": "wrong"},
        "Moodle gives each member the group's files, behind the group's name",
        tables=(PEOPLE,),
    ),
    SharedCase(
        "moodle_one_of_a_group",
        lambda w: merged(moodle("Ann Lee", 101, w.right), moodle("Cyd Fox", 103, w.wrong)),
        {"2023001": "full", "2023002": "full", "2023003": "wrong"},
        "groups that Moodle does not know of",
        tables=(PEOPLE,),
        groups="group;email\nA;ann@u.edu\nA;bob@u.edu\n",
    ),
    # Several tables.
    SharedCase(
        "registry_and_worksheet",
        lambda w: merged(moodle("Ann Lee", 101, w.right), moodle("Bob Ray", 102, w.wrong)),
        {"2023001": "full", "2023002": "wrong"},
        "the registry names people; the worksheet knows Moodle's numbers, and who is late",
        tables=(PEOPLE, WORKSHEET),
        listed=("late", "2023003"),
    ),
    SharedCase(
        "worksheet_alone",
        lambda w: merged(moodle("Ann Lee", 101, w.right), moodle("Bob Ray", 102, w.wrong)),
        {"Ann": "full", "Bob": "wrong"},
        "the worksheet's status says who is late where it has no time",
        tables=(WORKSHEET,),
        listed=("late", "cyd@u.edu"),
    ),
    SharedCase(
        "blind_marking",
        lambda w: merged(
            moodle("Participant", 101, w.right), moodle("Participant", 102, w.wrong)
        ),
        {"2023001": "full", "2023002": "wrong"},
        "Moodle's names say nothing; the worksheet's numbers do",
        tables=(PEOPLE, WORKSHEET),
        listed=("2023003",),
    ),
    SharedCase(
        "excel_roster",
        by_number,
        THREE,
        "numbers as Excel keeps them from losing zeros, in UTF-16",
        tables=(
            'id\tname\n"=""2023001"""\tAnn Lee\n"=""2023002"""\tBob Ray\n"=""2023003"""\tCyd Fox\n'
            .encode("utf-16"),
        ),
    ),
    SharedCase(
        "gbk_groups",
        lambda w: merged(at("第一组", w.right), at("第二组", w.wrong)),
        {"张三": "full", "李四": "full", "王五": "wrong"},
        "a table of groups as Chinese Excel saves it",
        groups="小组,姓名\n第一组,张三\n第一组,李四\n第二组,王五\n".encode("gb18030"),
    ),
    # ILIAS.
    SharedCase(
        "ilias",
        lambda w: merged(
            at("Lee_Ann_alee_301", w.right), at("Ray_Bob_bray_302", w.wrong),
            at("Fox_Cyd_cfox_2023", w.right),
        ),
        {"Ann Lee": "full", "Bob Ray": "wrong", "Cyd Fox": "full"},
        "last name, first name, login, ILIAS's own number",
    ),
    SharedCase(
        "ilias_late",
        lambda w: merged(
            at("Lee_Ann_alee_301", {f"Late Submission - {n}": d for n, d in w.right.items()}),
            at("Ray_Bob_bray_302", w.wrong),
        ),
        {"Ann Lee": "full", "Bob Ray": "wrong"},
        "ILIAS writes before late files that they are",
        listed=("late",),
    ),
    SharedCase(
        "ilias_teams",
        lambda w: merged(
            at("Team 7/Lee_Ann_alee_301", w.right), at("Team 8/Ray_Bob_bray_302", w.wrong)
        ),
        {"2023001": "full", "2023002": "wrong", "2023003": "full"},
        "a folder for each team, and in it one for who uploaded",
        tables=(
            "id,name,login\n2023001,Ann Lee,alee\n2023002,Bob Ray,bray\n2023003,Cyd Fox,cfox\n",
        ),
        groups="group,login\nTeam 7,alee\nTeam 7,cfox\nTeam 8,bray\n",
    ),
    # Loose files of many people, as QQ groups, 超星 and mail collect them.
    SharedCase(
        "qq_number_name_file",
        qq("{id}_{name}_{file}"),
        {"张三": "full", "李四": "wrong", "王五": "full"},
        "two files each, told apart by what stands before the file's name",
    ),
    SharedCase(
        "qq_file_number_name",
        qq("{file}-{id}-{name}"),
        {"张三": "full", "李四": "wrong", "王五": "full"},
        "by what stands behind it",
    ),
    SharedCase(
        "qq_with_roster",
        qq("软工2301-{name}-{file}"),
        {"2023001": "full", "2023002": "wrong", "2023003": "full"},
        "the class's name stands before each",
        tables=("学号,姓名\n2023001,张三\n2023002,李四\n2023003,王五\n".encode("gbk"),),
    ),
    SharedCase(
        "chaoxing_folders",
        lambda w: merged(
            at("作业1附件/2023001-张三", w.right), at("作业1附件/2023002-李四", {"hw.zip": zipped(w.wrong)}),
            at("作业1附件/2023003-王五", {"answer.rar": b"Rar!", **w.right}),
        ),
        {"张三": "full", "李四": "wrong", "王五": "full"},
        "folders within one folder, each with what was attached",
        tables=("学号,姓名\n2023001,张三\n2023002,李四\n2023003,王五\n",),
    ),
    # A class as a tar.
    SharedCase(
        "tar_of_folders",
        by_number,
        THREE,
        "a class packed by tar",
        tables=(PEOPLE,),
        packed="class.tar.gz",
    ),
    SharedCase(
        "tgz_of_a_folder_of_zips",
        lambda w: {
            f"hw1/{who}.zip": zipped(files)
            for who, files in (("ann", w.right), ("bob", w.wrong), ("cyd", w.right))
        },
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "archives within it",
        packed="class.tgz",
    ),
    SharedCase(
        "tar_of_one",
        lambda w: w.right,
        {"ann": "full"},
        "one hand-in is no class",
        packed="ann.tar.gz",
    ),
    # The stubs beside the archive with the work.
    SharedCase(
        "stubs_beside_zip",
        stub_beside("hw.zip", zipped),
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "what lies open is as it was released, the work is in the archive",
    ),
    SharedCase(
        "stubs_beside_tar_of_a_folder",
        stub_beside("submission.tar.gz", lambda files: tarred(at("final", files))),
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "in a folder of a tar",
    ),
    SharedCase(
        "work_beside_zip_of_stubs",
        lambda w: merged(
            at("ann", {**w.right, "given.zip": zipped(w.stub)}), at("bob", w.wrong)
        ),
        {"ann": "full", "bob": "wrong"},
        "the other way round",
    ),
    SharedCase(
        "work_beside_folders",
        lambda w: merged(
            at("Ann Lee", w.right), at("Bob Ray", w.wrong), at("Cyd Fox", w.right),
            {"loss.py": w.right["loss.py"]},
        ),
        {"Ann Lee": "full", "Bob Ray": "wrong", "Cyd Fox": "full"},
        "a file that lies beside whole hand-ins does not make them one",
        listed=("loss.py",),
        exit_code=1,
    ),
    SharedCase(
        "notebook_beside_folders",
        lambda w: merged(
            at("Ann Lee", w.right), at("Bob Ray", w.wrong), {"softmax_mnist.ipynb": w.notebook}
        ),
        {"Ann Lee": "full", "Bob Ray": "wrong", "softmax_mnist": "full"},
        "nor does a notebook, which may be a third one's",
    ),
    SharedCase(
        "work_beside_loose_files",
        lambda w: merged(
            *(
                {f"{who} - {name}": data for name, data in files.items()}
                for who, files in (("Ann Lee", w.right), ("Bob Ray", w.wrong))
            ),
            {"loss.py": w.right["loss.py"]},
        ),
        {"Ann Lee": "full", "Bob Ray": "wrong"},
        "nor beside loose ones",
        listed=("loss.py",),
        exit_code=1,
    ),
    SharedCase(
        "backups_beside_work",
        lambda w: merged(w.right, at("old", w.wrong), at("backup", w.wrong), at("v2", w.wrong)),
        {"class": "full"},
        "folders that are nobody's are one's own",
    ),
    SharedCase(
        "numbers_with_a_letter",
        lambda w: merged(at("s0001", w.right), at("s0002", w.wrong)),
        {"s0001": "full", "s0002": "wrong"},
        "a university's numbers are not Moodle's, whatever the column is called",
        tables=("id,name\ns0001,Ann Lee\ns0002,Bob Ray\n",),
    ),
    # Sources.
    SharedCase(
        "newer_syntax",
        lambda w: merged(
            at("ann", {**w.right, "loss.py": b"lazy import json\n" + w.right["loss.py"]}),
            at("bob", w.right),
        ),
        {"ann": "wrong", "bob": "full"},
        "Python 3.15's syntax is said to be read by an older one",
        listed=("Python 3",),
    ),
]  # fmt: skip

CASES.append(
    SharedCase(
        "one_loose_person_beside_folders",
        lambda w: merged(
            at("ann", w.right),
            at("bob", w.wrong),
            {f"2023003_cyd_{name}": data for name, data in w.right.items()},
        ),
        {"ann": "full", "bob": "wrong", "cyd": "full"},
        "in a class, one person's loose files are that person's, whether or not others have such, too",
    )
)
