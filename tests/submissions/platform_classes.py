"""Classes named as platforms name them, one or more for each thing that is asked of a class; written before any was run.

They are read as those of `made_classes`, with what is given beside them as in `shared_classes`. Here a work that
cost points for lateness has the mark "full late" or "wrong late": it was due on 1 March 2026 at 23:59 in +08:00.
"""

from __future__ import annotations

from submissions.made_classes import (
    Files,
    at,
    blackboard,
    brightspace,
    canvas,
    clone,
    gradescope,
    headed,
    merged,
    moodle,
    recoded,
    renamed,
    sakai,
    tarred,
    zipped,
)
from submissions.shared_classes import PEOPLE, SharedCase

CASES: list[SharedCase] = []
LOGINS = "id,name,login\n2023001,Ann Lee,alee\n2023002,Bob Ray,bray\n2023003,Cyd Fox,cfox\n"
CHINESE = "学号,姓名\n2023001,张三\n2023002,李四\n2023003,王五\n"


def case(id_: str, build, expected: dict[str, str], why: str, **more) -> None:
    CASES.append(SharedCase(id_, build, expected, why, **more))


def team_folder(title: str, files: Files) -> Files:
    """A team's folder in a download of Moodle 4.2 and later."""
    return at(f"{title}_assignsubmission_file", files)


def sakai_flat(person: str, login: str, files: Files) -> Files:
    """A person's files in Sakai's download without folders."""
    start = f"softmax_mnist/{person}({login})_"
    named = {f"{start}Submission attachment(s)_{name}": data for name, data in files.items()}
    return {f"{start}comments.txt": b"", **named}


def sakai_time(person: str, login: str, stamp: str, files: Files) -> Files:
    return {
        **sakai(person, login, files),
        f"softmax_mnist/{person}({login})/timestamp.txt": stamp.encode(),
    }


# Entries are recognised one by one, by the documented names.

case(
    "moodle_teams_by_group",
    lambda w: merged(
        team_folder("Team 1_55", w.right),
        team_folder("Team 2_56", w.wrong),
        team_folder("Default group", w.right),
    ),
    {"2023001": "full", "2023002": "full", "2023003": "wrong", "Default group": "full"},
    "newer versions give one folder a team, with the group's own number, and none for who is in no team",
    tables=(PEOPLE,),
    groups="group,id\nTeam 1,2023001\nTeam 1,2023002\nTeam 2,2023003\n",
    listed=("Default group",),
)
case(
    "moodle_teams_by_worksheet",
    lambda w: merged(team_folder("Team 1_55", w.right), team_folder("Team 2_56", w.wrong)),
    {"ann@u.edu": "full", "bob@u.edu": "full", "cyd@u.edu": "wrong"},
    "the grading worksheet of a team's assignment has a column with the teams",
    tables=(
        "Identifier,Full name,Email address,Status,Group,Grade,Maximum Grade\n"
        "Participant 101,Ann Lee,ann@u.edu,Submitted for grading,Team 1,,100\n"
        "Participant 102,Bob Ray,bob@u.edu,Submitted for grading,Team 1,,100\n"
        "Participant 103,Cyd Fox,cyd@u.edu,Submitted for grading,Team 2,,100\n",
    ),
)
case(
    "moodle_team_has_a_participants_number",
    lambda w: merged(team_folder("第一组_101", w.right), team_folder("第二组_102", w.wrong)),
    {"第一组": "full", "第二组": "wrong"},
    "55 as the number of a group is no participant: nobody gets a team's grade by it",
    tables=(
        "Identifier,Full name,Email address,Status,Grade\n"
        "Participant 101,Ann Lee,ann@u.edu,No submission,-\n"
        "Participant 102,Bob Ray,bob@u.edu,No submission,-\n",
    ),
    listed=("Ann Lee", "Bob Ray"),
)
case(
    "moodle_flat_with_a_folder_mailed_in",
    lambda w: merged(
        renamed(w.right, "Ann Lee_101_assignsubmission_file_{name}"),
        renamed(w.wrong, "Bob Ray_102_assignsubmission_file_{name}"),
        {"dan.tar.gz": tarred(w.right)},
    ),
    {"Ann Lee": "full", "Bob Ray": "wrong", "dan": "full"},
    "an archive put beside Moodle's flat files is somebody's, too",
)
case(
    "sakai_without_folders",
    lambda w: merged(
        sakai_flat("Lee, Ann", "alee", w.right),
        sakai_flat("Ray, Bob", "bray", w.wrong),
        {"softmax_mnist/grades.csv": b"Display ID,ID,Last Name,First Name,grade\n"},
    ),
    {"2023001": "full", "2023002": "wrong"},
    "Sakai can leave out its folders: person, title and file make one name",
    tables=(LOGINS,),
    listed=("2023003",),
)
case(
    "sakai_in_another_language",
    lambda w: merged(
        *(
            at(
                f"softmax_mnist/{who}",
                {"timestamp.txt": b"20260301100000000", **at("提交附件", files)},
            )
            for who, files in (("Lee, Ann(alee)", w.right), ("Ray, Bob(bray)", w.wrong))
        )
    ),
    {"2023001": "full", "2023002": "wrong"},
    "what the folder of attachments is called depends on the site's language",
    tables=(LOGINS,),
    listed=("2023003",),
)
case(
    "sakai_groups",
    lambda w: merged(
        at("softmax_mnist/Team 1 (0b3c-77)", {
            "members.txt": b"Lee, Ann(alee); Ray, Bob(bray)",
            "timestamp.txt": b"2026-03-01T10:00:00Z",
            **at("Submission attachment(s)", w.right),
        }),
        at("softmax_mnist/Team 2 (0b3c-78)", {
            "members.txt": b"Fox, Cyd(cfox)",
            **at("Submission attachment(s)", w.wrong),
        }),
    ),
    {"2023001": "full", "2023002": "full", "2023003": "wrong"},
    "a group's folder says who its members are",
    tables=(LOGINS,),
)  # fmt: skip
case(
    "sakai_feedback_is_no_work",
    lambda w: {
        **sakai("Lee, Ann", "alee", w.right),
        **at("softmax_mnist/Lee, Ann(alee)/Feedback Attachment(s)", w.wrong),
        **sakai("Ray, Bob", "bray", w.wrong),
        **at("softmax_mnist/Ray, Bob(bray)/Feedback Attachment(s)", w.right),
    },
    {"Ann Lee": "full", "Bob Ray": "wrong"},
    "what the teacher attached is not what was handed in",
)
case(
    "brightspace_as_downloaded",
    lambda w: at(
        "Assignment 1 Download Mar 2, 2026 830 AM",
        {
            "index.html": b"<html></html>",
            **brightspace(397063, "Mary-Ann Smith", "Feb 24, 2026 926 PM", w.wrong),
            **brightspace(397063, "Mary-Ann Smith", "Feb 25, 2026 926 AM", w.right),
            **brightspace(397064, "Ann O'Neill - Ray", "Feb 24, 2026 1226 AM", w.wrong),
        },
    ),
    {"Mary Ann Smith": "full", "Ann O'Neill Ray": "wrong"},
    "hyphens in names, an index beside the folders, a folder around them",
)
case(
    "canvas_links_and_texts",
    lambda w: merged(
        canvas("leeann_11", 9001, w.right),
        canvas("raybob_12", 9003, w.wrong),
        {"foxcyd_13_link.html": b"<html></html>", "orrdan_14_text.html": b"<html></html>"},
    ),
    {"leeann": "full", "raybob": "wrong"},
    "who handed in an address or a text handed in nothing that could be graded, and is named",
    listed=("foxcyd", "orrdan"),
)
case(
    "canvas_numbered_groups",
    lambda w: merged(
        canvas("team_1_2301", 9001, w.right),
        canvas("team_2_2302", 9003, w.wrong),
        canvas("team_3_LATE_2303", 9005, w.right),
    ),
    {"team 1": "full", "team 2": "wrong", "team 3": "full"},
    "a group's number before Canvas's own two",
)
case(
    "blackboard_with_a_chinese_title",
    lambda w: {
        name.replace("HW1", "作业1：softmax"): data
        for name, data in merged(
            blackboard("alee", "Ann Lee", "2026-03-01-10-00-00", w.wrong),
            blackboard("alee", "Ann Lee", "2026-03-01-11-00-00", w.right),
            blackboard("bray", "Bob Ray", "2026-03-02-00-10-00", w.wrong),
        ).items()
    },
    {"2023001": "full", "2023002": "wrong late"},
    "the newest attempt counts; another is late by eleven minutes",
    tables=(LOGINS,),
    listed=("2023003",),
)
case(
    "classroom_in_its_folder",
    lambda w: merged(
        *(
            clone(f"softmax-mnist-submissions/softmax-mnist-{login}", files)
            for login, files in (("wang-lei", w.right), ("wang-fang", w.wrong), ("w-3", w.right))
        )
    ),
    {"wang-lei": "full", "wang-fang": "wrong", "w-3": "full"},
    "gh classroom clone makes a folder around the clones; logins keep their hyphens",
)
case(
    "classroom_as_archives",
    lambda w: {
        f"softmax-mnist-{login}-main.zip": zipped(at(f"softmax-mnist-{login}-main", files))
        for login, files in (("wang-lei", w.right), ("wang-fang", w.wrong))
    },
    {"wang-lei": "full", "wang-fang": "wrong"},
    "downloaded from the site, without git",
)
case(
    "gradescope_with_a_group_and_a_late_one",
    lambda w: at("assignment_77_export", {
        "submission_metadata.yml": gradescope(
            {501: [{"name": "Ann Lee", "sid": "2023001"}, {"name": "Bob Ray", "sid": "2023002"}],
             502: [{"name": "Cyd Fox", "sid": "2023003"}]},
            "2026-03-01 16:30:00.000000000 Z",
        ),
        **at("submission_501", w.right),
        **at("submission_502", w.wrong),
    }),
    {"2023001": "full late", "2023002": "full late", "2023003": "wrong late"},
    "each of a group has the result, and its lateness",
    tables=(PEOPLE,),
)  # fmt: skip
case(
    "nbgrader_with_zones",
    lambda w: merged(
        at("ann+softmax_mnist+2026-03-01 15:00:00.000000 UTC", w.right),
        at("bob+softmax_mnist+2026-03-01 16:30:00.000000 UTC", w.wrong),
        at("cyd+softmax_mnist+2026-03-01 23:00:00.000000 +0800", w.right),
    ),
    {"ann": "full", "bob": "wrong late", "cyd": "full"},
    "the exchange's folders, in two zones",
)
case(
    "ilias_with_late_files",
    lambda w: merged(
        at("Lee_Ann_alee_301", w.right),
        at("Ray_Bob_bray_302", renamed(w.wrong, "Verspaetete Abgabe - {name}")),
        at("Fox_Cyd_cfox_303", w.right),
    ),
    {"2023001": "full", "2023002": "wrong", "2023003": "full"},
    "ILIAS says that files are late, and not by how much: nothing is deducted, and it is said",
    tables=(LOGINS,),
    listed=("late",),
)

# What has no platform: everything that can be graded is a student.

case(
    "one_word_beside_folders",
    lambda w: merged(at("bob", w.wrong), at("cyd", w.right), {"ann_loss.py": w.right["loss.py"]}),
    {"ann": "wrong", "bob": "wrong", "cyd": "full"},
    "one loose file with a name before it is somebody's; the other file is missing",
)
case(
    "two_words_with_all_files_beside_a_zip",
    lambda w: merged(
        renamed(w.right, "ann_{name}"), renamed(w.wrong, "bob-{name}"), {"cyd.zip": zipped(w.right)}
    ),
    {"ann": "full", "bob": "wrong", "cyd": "full"},
    "loose files of two people beside an archive",
)
case(
    "loose_words_one_incomplete",
    lambda w: merged(
        renamed(w.right, "ann_{name}"),
        {"bob_loss.py": w.right["loss.py"]},
        renamed(w.wrong, "cyd_{name}"),
    ),
    {"ann": "full", "bob": "wrong", "cyd": "wrong"},
    "one of three has forgotten a file",
)
case(
    "copies_that_a_browser_made_have_an_owner",
    lambda w: merged(
        renamed(w.right, "张三_2023001_{name}"),
        renamed(w.wrong, "李四_2023002_{stem} (1){suffix}"),
        renamed(w.right, "王五_2023003_{stem}（2）{suffix}"),
    ),
    {"2023001": "full", "2023002": "wrong", "2023003": "full"},
    "loose files of 学习通, loaded down one after the other",
    tables=(CHINESE,),
)
case(
    "tests_and_copies_are_nobody",
    lambda w: merged(
        at("ann", w.right),
        at("bob", w.wrong),
        {"test_loss.py": b"assert True\n", "my_optimizer.py": w.right["optimizer.py"], "loss_final.py": b"x = 1\n"},
    ),
    {"ann": "full", "bob": "wrong"},
    "words that are no person's: listed, since they could be graded",
    listed=("test_loss.py", "my_optimizer.py", "loss_final.py"),
    exit_code=1,
)  # fmt: skip
case(
    "numbers_names_and_titles",
    lambda w: {
        "软工2301_作业1_附件.zip": zipped({
            "2023001-张三-作业1.zip": zipped(w.right),
            "作业1_李四_2023002.zip": zipped(at("作业1", w.wrong)),
            "软工2301王五-2023003-作业1.zip": zipped(w.right),
        })
    },
    {"2023001": "full", "2023002": "wrong", "2023003": "full"},
    "one archive of archives, with number, name, class and title in any order",
    tables=(CHINESE.encode("gb18030"),),
)  # fmt: skip
case(
    "number_plus_name_plus_file",
    lambda w: merged(
        renamed(w.right, "2023001+张三+{name}"),
        renamed(w.wrong, "2023002+李四+{name}"),
        renamed(w.right, "2023003+王五+{name}"),
    ),
    {"2023001": "full", "2023002": "wrong", "2023003": "full"},
    "number, name and file joined by plus signs",
    tables=(CHINESE,),
)

# Like is compared with like.

case(
    "brightspace_number_of_another",
    lambda w: merged(
        brightspace(2023002, "Ann Lee", "Feb 24, 2026 926 PM", w.right),
        brightspace(2023001, "Bob Ray", "Feb 24, 2026 926 PM", w.wrong),
    ),
    {"2023001": "full", "2023002": "wrong"},
    "Brightspace's own numbers are the two's student numbers, the wrong way round",
    tables=(PEOPLE,),
    listed=("2023003",),
)
case(
    "addresses_as_folders",
    lambda w: merged(
        at("ann@u.edu", w.right), at("BOB@U.EDU", w.wrong), at("cyd@else.org", w.right)
    ),
    {"2023001": "full", "2023002": "wrong", "cyd@else.org": "full"},
    "an address is compared with addresses; who is not on the roster is graded and listed",
    tables=(PEOPLE,),
    listed=("2023003", "cyd@else.org"),
)
case(
    "spanish_worksheet",
    lambda w: merged(moodle("Ann Lee", 101, w.right), moodle("Bob Ray", 102, w.wrong)),
    {"Ann": "full", "Bob": "wrong late"},
    "a worksheet in Spanish, with semicolons and times",
    tables=(
        "Identificador;Nombre completo;Dirección de correo;Estado;Calificación;Última modificación (entrega)\n"
        "Participante 101;Ann Lee;ann@u.edu;Enviado para calificar;;domingo, 1 de marzo de 2026, 23:10\n"
        "Participante 102;Bob Ray;bob@u.edu;Enviado para calificar;;lunes, 2 de marzo de 2026, 01:10\n",
    ),
)

# Which file is the work.

case(
    "two_archives_one_work",
    lambda w: merged(
        at("ann", {
            "part1.zip": zipped({"loss.py": w.right["loss.py"]}),
            "part2.tar.gz": tarred({"optimizer.py": w.right["optimizer.py"]}),
        }),
        at("bob", w.wrong),
    ),
    {"ann": "full", "bob": "wrong"},
    "each archive holds one of the files",
)  # fmt: skip
case(
    "formats_that_cannot_be_opened",
    lambda w: merged(
        at("ann", {"hw.rar": b"Rar!\x1a\x07\x00"}),
        at("bob", w.wrong),
        {"cyd.7z": b"7z\xbc\xaf\x27\x1c"},
    ),
    {"bob": "wrong"},
    "said by name, in a result of their own: nothing was left out",
    listed=("ann", "hw.rar", "cyd.7z"),
)
case(
    "names_that_systems_make",
    lambda w: merged(
        at("ann", renamed(w.right, "{stem}(1){suffix}")),
        at("bob", renamed(w.wrong, "{stem}（1）{suffix}")),
        at("cyd", renamed(w.right, "{stem} - 副本 (2){suffix}")),
        at("dan", renamed(w.wrong, "{stem} copy 2{suffix}")),
        at("eve", renamed(w.right, "{stem}+1{suffix}")),
        at("fay", renamed(w.wrong, "{stem}.py{suffix}")),
    ),
    {"ann": "full", "bob": "wrong", "cyd": "full", "dan": "wrong", "eve": "full", "fay": "wrong"},
    "as WeChat, Chinese and English Windows, macOS and Sakai number copies; an ending twice",
)
case(
    "two_that_could_be_it",
    lambda w: merged(
        at("ann", {
            "loss (1).py": w.right["loss.py"],
            "loss (2).py": w.wrong["loss.py"],
            "optimizer.py": w.right["optimizer.py"],
        }),
        at("bob", w.right),
    ),
    {"ann": "wrong", "bob": "full"},
    "neither is taken, and both are named",
    listed=("loss (1).py", "loss (2).py"),
)  # fmt: skip

# Sources as editors save them.

case(
    "encodings_and_lines_of_notebooks",
    lambda w: merged(
        at("ann", recoded(w.right, "# 作者：张三，交叉熵", "gbk")),
        at("bob", recoded(w.wrong, "# 作者：李四", "utf-16")),
        at("cyd", headed(headed(w.right, "%matplotlib inline"), "!pip install -q numpy")),
        at("dan", headed(w.right, "lazy import json")),
    ),
    {"ann": "full", "bob": "wrong", "cyd": "full", "dan": "zero"},
    "read as what they are; newer syntax says which version grades",
    listed=("Python 3",),
)

# Lateness, in every form in which a platform states it.

case(
    "canvas_says_late",
    lambda w: merged(canvas("leeann_11", 9001, w.right), canvas("raybob_LATE_12", 9003, w.wrong)),
    {"leeann": "full", "raybob": "wrong"},
    "Canvas says that, and not by how much: it is said, and nothing is deducted",
    listed=("late",),
)
case(
    "sakai_times_as_instants",
    lambda w: merged(
        sakai_time("Lee, Ann", "alee", "2026-03-01T15:58:00Z", w.right),
        sakai_time("Ray, Bob", "bray", "2026-03-01T16:10:00.123Z", w.wrong),
        sakai_time("Fox, Cyd", "cfox", "20260301231000000", w.right),
    ),
    {"Ann Lee": "full", "Bob Ray": "wrong late", "Cyd Fox": "full"},
    "newer versions write an instant with its zone, older ones digits",
)
case(
    "nobody_says_when",
    lambda w: merged(at("ann", w.right), at("bob", w.wrong)),
    {"ann": "full", "bob": "wrong"},
    "where lateness costs and no time is known, a line says so",
    listed=("not known when 2", "people.csv"),
)

# Siblings of what went wrong at first sight; written before any of these was run.

case(
    "moodle_file_called_like_anothers_folder",
    lambda w: merged(
        renamed(w.right, "Ann Lee_101_assignsubmission_file_{name}"),
        renamed(
            w.wrong, "Bob Ray_102_assignsubmission_file_Ann Lee_101_assignsubmission_file_{name}"
        ),
    ),
    {"Ann Lee": "full", "Bob Ray": "wrong"},
    "what stands first is Moodle's: nobody's grade is changed by another's file",
)
case(
    "moodle_teams_in_english_and_a_wrong_number",
    lambda w: merged(team_folder("Team 1_101", w.right), team_folder("Team 2_55", w.wrong)),
    {"ann@u.edu": "wrong", "bob@u.edu": "full"},
    "Ann is participant 101 and in team 2",
    tables=(
        "Identifier,Full name,Email address,Status,Group,Grade\n"
        "Participant 101,Ann Lee,ann@u.edu,Submitted for grading,Team 2,\n"
        "Participant 102,Bob Ray,bob@u.edu,Submitted for grading,Team 1,\n",
    ),
)
case(
    "worksheet_with_groups_of_a_seminar",
    lambda w: merged(moodle("Ann Lee", 101, w.right), moodle("Bob Ray", 102, w.wrong)),
    {"ann@u.edu": "full", "bob@u.edu": "wrong"},
    "a worksheet with groups shares nobody's own work with the others, and Cyd handed in nothing",
    tables=(
        "Identifier,Full name,Email address,Status,Group,Grade\n"
        "Participant 101,Ann Lee,ann@u.edu,Submitted for grading,Monday,\n"
        "Participant 102,Bob Ray,bob@u.edu,Submitted for grading,Monday,\n"
        "Participant 103,Cyd Fox,cyd@u.edu,No submission,Monday,\n",
    ),
    listed=("Cyd Fox",),
)
case(
    "moodle_chinese_registry_and_english_worksheet",
    lambda w: merged(moodle("Ann Lee", 101, w.right), moodle("Bob Ray", 102, w.wrong)),
    {"2023001": "full", "2023002": "wrong"},
    "the registry writes names in another script than Moodle: the numbers of the worksheet join them",
    tables=(
        "学号,姓名,邮箱\n2023001,李安,ann@u.edu\n2023002,雷波,bob@u.edu\n",
        "Identifier,Full name,Email address,Status\n"
        "Participant 101,Ann Lee,ann@u.edu,Submitted for grading\n"
        "Participant 102,Bob Ray,bob@u.edu,Submitted for grading\n",
    ),
)
case(
    "sakai_without_folders_and_roster",
    lambda w: merged(
        sakai_flat("Lee, Ann", "alee", {**w.right, "my_notes.txt": b"?"}),
        sakai_flat("Ray,", "bray", w.wrong),
        {"softmax_mnist/Fox, Cyd(cfox)_submissionText.html": b"<p>See mail.</p>"},
    ),
    {"Lee, Ann": "full", "Ray": "wrong"},
    "a person without a first name keeps the comma; a text alone is nothing that could be graded",
    listed=("Fox, Cyd",),
)
case(
    "one_word_beside_one_folder",
    lambda w: merged(at("bob", w.wrong), renamed(w.right, "ann_{name}")),
    {"ann": "full", "bob": "wrong"},
    "a folder with all files, and the same files under a name",
)
case(
    "one_hand_in_with_a_folder_and_a_script",
    lambda w: merged(
        at("hw/code", w.right), {"hw/plot_loss_curve.py": b"x = 1\n", "hw/report.pdf": b"%PDF"}
    ),
    {"hw": "full"},
    "a script beside a folder is no second person",
)
case(
    "flat_words_of_one_file",
    lambda w: {f"{who}_loss.py": w.right["loss.py"] for who in ("ann", "bob", "cyd")},
    {"ann": "wrong", "bob": "wrong", "cyd": "wrong"},
    "three people have handed in one of the files: three, and not one",
)
case(
    "one_hand_in_with_several_versions",
    lambda w: {
        "hw/old_loss.py": w.wrong["loss.py"],
        "hw/loss_new.py": w.right["loss.py"],
        "hw/test_loss.py": b"assert True\n",
        "hw/optimizer.py": w.right["optimizer.py"],
    },
    {"hw": "full"},
    "versions of one's own file are no people; the one that is called new is taken for it, and named",
    listed=("loss_new.py",),
)
