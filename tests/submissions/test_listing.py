"""What holds for any class: each entry is accounted for, and none takes anything from another's."""

import io
import resource
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from helpers import two_file_course
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.course.assignment import load_assignment
from autograder.course.course import Bundle
from autograder.execution.parsing import OwnParsers
from autograder.submissions.lms import gather

WORK = two_file_course.RIGHT
ASSIGNMENT = load_assignment(
    Bundle("softmax_mnist", {"assignment.toml": two_file_course.TOML.encode()}, {})
)
ACCOUNTED = {"graded", "older", "nothing", "beside", "lost"}


def packed(files):
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return store.getvalue()


def in_folder(name):
    return {f"{name}/{file}": data for file, data in WORK.items()}


# One person's entries in every form that is recognised by itself, by a word of the person's own.
FORMS = {
    "folder": in_folder,
    "deep": lambda who: in_folder(f"{who}/code/softmax_mnist"),
    "clone": lambda who: {**in_folder(who), f"{who}/.git/HEAD": b"ref: refs/heads/main\n"},
    "archive": lambda who: {f"{who}.zip": packed(WORK)},
    "numbers": lambda who: {f"{who}_12_345_hw.zip": packed(WORK)},
    "notebook": lambda who: {f"{who}.ipynb": two_file_course.notebook()},
    "moodle": lambda who: in_folder(f"{who}_1{ord(who[0])}_assignsubmission_file"),
    "moodle_flat": lambda who: {
        f"{who}_2{ord(who[0])}_assignsubmission_file_{name}": data for name, data in WORK.items()
    },
    "blackboard": lambda who: {
        f"HW_{who}_attempt_2026-03-01-10-00-00_{name}": data for name, data in WORK.items()
    },
    "brightspace": lambda who: in_folder(f"3{ord(who[0])}-7 - {who} X - Mar 1, 2026 1110 PM"),
    "inbound": lambda who: in_folder(f"{who}+softmax_mnist+2026-03-01 12:00:00.0 UTC"),
    "loose": lambda who: {f"{who}_{name}": data for name, data in WORK.items()},
    "loose_behind": lambda who: {
        f"{name.removesuffix('.py')}-{who}.py": data for name, data in WORK.items()
    },
    "loose_numbered": lambda who: {
        f"20230{ord(who[0])}_{who}_{name}": data for name, data in WORK.items()
    },
    "loose_alone": lambda who: {f"{who}_loss.py": WORK["loss.py"]},
    "sakai": lambda who: in_folder(f"X, {who}({who[0]}x)/Submission attachment(s)"),
    "sakai_flat": lambda who: {
        f"X, {who}({who[0]}x)_Submission attachment(s)_{name}": data for name, data in WORK.items()
    },
    "metadata": lambda who: {**in_folder(who), f"{who}/submission_metadata.yml": b"a: 1\n"},
}
PEOPLE = ("anna", "bert", "cora", "dora", "emil", "fred")
# Read as one person's where a single other entry lies beside them: a notebook, or an incomplete work.
LOOSE = {"loose", "loose_behind", "loose_numbered", "loose_alone"}


def is_class(people):
    """Whether the entries cannot be one hand-in: two at least that are no loose files, or that are complete."""
    forms = list(people.values())
    firm = [form for form in forms if form not in LOOSE | {"notebook"}]
    complete = [form for form in forms if form in LOOSE - {"loose_alone"}]
    return len(firm) > 1 or len(complete) > 1 or (not LOOSE & set(forms) and len(forms) > 1)


hand_ins = st.dictionaries(
    st.sampled_from(PEOPLE), st.sampled_from(sorted(FORMS)), min_size=2
).filter(is_class)
others = st.sets(st.sampled_from(["readme.txt", "list.xlsx", "x.py", "loss_of_x.py", ".DS_Store"]))


def found_in(folder, files):
    for path, data in files.items():
        target = Path(folder) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return gather(Path(folder), ASSIGNMENT, parsers=OwnParsers())


def files_of(people, more=()):
    files = dict.fromkeys(more, b"1\n")
    for who, form in people.items():
        files |= FORMS[form](who)
    return files


def whose(found):
    """The people who have something to be graded, by the word of theirs in its name."""
    return {who for who in PEOPLE for source in found.sources if who in source.student}


@settings(max_examples=40)
@given(hand_ins, others)
@example({"anna": "clone", "bert": "notebook"}, {"x.py"})
@example({"anna": "folder", "bert": "notebook"}, {"x.py", "readme.txt"})
@example({"anna": "notebook", "bert": "notebook"}, {"x.py"})
def test_each_entry_is_accounted_for_once(people, more):
    files = files_of(people, more)
    with tempfile.TemporaryDirectory() as folder:
        found = found_in(folder, files)
    tops = {path.partition("/")[0] for path in files} - {".DS_Store"}
    count = Counter(row.entry for row in found.rows)
    assert set(count) == tops
    assert set(count.values()) == {1}
    assert {row.outcome for row in found.rows} <= ACCOUNTED
    assert all(row.why for row in found.rows)
    students = {source.student for source in found.sources}
    assert all((row.student in students) == (row.outcome == "graded") for row in found.rows)


@settings(max_examples=40)
@given(hand_ins, others, st.data())
@example({"anna": "loose", "bert": "folder", "cora": "folder"}, set(), None)
@example({"anna": "loose_numbered", "bert": "folder", "cora": "archive"}, {"x.py"}, None)
@example(
    {"anna": "archive", "bert": "archive", "cora": "archive", "dora": "loose_numbered"}, set(), None
)
def test_no_entry_changes_whether_anothers_is_graded(people, more, data):
    gone = data.draw(st.sampled_from(sorted(people))) if data else max(people)
    rest = {who: form for who, form in people.items() if who != gone}
    with tempfile.TemporaryDirectory() as folder:
        everybody = whose(found_in(folder, files_of(people, more)))
    assert everybody == set(people)
    if is_class(rest):
        with tempfile.TemporaryDirectory() as folder:
            assert whose(found_in(folder, files_of(rest, more))) == everybody - {gone}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_ten_thousand_entries_are_listed_in_five_seconds_of_processor_time(tmp_path, kind):
    names = [f"Ann{n} Lee_{n}_assignsubmission_file" for n in range(10_000)]
    if kind == "zip":
        with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
            for name in names:
                archive.writestr(f"{name}/loss.py", b"x = 1\n")
    else:
        for name in names:
            (tmp_path / "class" / name).mkdir(parents=True)
            (tmp_path / "class" / name / "loss.py").write_bytes(b"x = 1\n")
    path = tmp_path / ("class.zip" if kind == "zip" else "class")
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = gather(path, ASSIGNMENT, parsers=OwnParsers())
    seconds = time.process_time() - started
    print(kind, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, "KiB more")
    assert len(found.sources) == 10_000
    assert seconds <= 5
