"""What nbgrader's own code must not meet, in one class, by the real commands.

Each test says what happened at commit 179a8f9, before there was a gate.
"""

import json
import os
import shutil

import nbformat
import pytest
from helpers.nbgrader_class import scores
from helpers.nbgrader_course import RIGHT, WRONG, hand_in, make_course, run, solved
from helpers.once import made_once

pytestmark = pytest.mark.slow

MALFORMED = """\
kernel = get_ipython().kernel
def send(kind, content):
    kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent())
send('stream', {})
send('display_data', {'data': 5})
send('display_data', {'data': {}, 'transient': {'display_id': {}}})
send('update_display_data', {})
send('error', {'ename': 5})
"""
STAYED = ("aaa", "zzz")
# A name with a line break, as it is written from then on.
BROKEN = {"new\\u000aline": "new\nline"}
# Work that `softmark grade` gives full marks.
FULL = (
    *("doubled", "schema", "no-minor", "odd-metadata", "messages", "debugpy", "large"),
    "raises",
    *("link-file", "link-zero", "link-nowhere", "link-folder", "timestamp", "far", "a..b"),
    *(*BROKEN, "aann", "utf16", "odd-count", "numbers"),
)
# Stands for whatever in nbgrader's own code nobody has thought of.
RAISES = """
from nbgrader.preprocessors import NbGraderPreprocessor

class Raises(NbGraderPreprocessor):
    def preprocess(self, notebook, resources):
        if resources["nbgrader"]["student"] == "raises":
            raise KeyError("nobody has thought of this")
        return notebook, resources

c.Autograde.autograde_preprocessors.insert(1, Raises)
"""
NONE = ("[a]ann", "notebook-link", "notebook-folder")


def changed(text, change):
    notebook = json.loads(text)
    change(notebook)
    return json.dumps(notebook)


def marked_tests(notebook):
    return [
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade") and cell["cell_type"] == "code"
    ]


def double(notebook):
    notebook["cells"] += [
        {**cell, "id": f"copy-{n}"} for n, cell in enumerate(marked_tests(notebook))
    ]


def age(notebook):
    for cell in marked_tests(notebook):
        cell["metadata"]["nbgrader"]["schema_version"] = 99


def odd_metadata(notebook):
    odd = [[], "x", {"nbgrader": []}, {"nbgrader": {"grade_id": 5}}, {"tags": 5}]
    code = [{"cell_type": "code", "source": "1", "id": f"odd-{n}"} for n in range(len(odd))]
    more = {"outputs": [], "execution_count": None}
    notebook["cells"] += [{**cell, "metadata": odd[n], **more} for n, cell in enumerate(code)]
    notebook["metadata"] = {"kernelspec": [], "language_info": {"name": 3}}


def odd_count(notebook):
    notebook["cells"][1]["execution_count"] = "first"


def numbers(notebook):
    notebook["metadata"]["odd"] = [float("nan"), 10**400]


def enlarge(notebook):
    text = {"output_type": "stream", "name": "stdout", "text": "x" * 3_000_000}
    notebook["cells"][1] |= {"outputs": [text], "execution_count": 1}


def append(source):
    def change(notebook):
        cell = {"cell_type": "code", "id": "more", "metadata": {}, "source": source}
        notebook["cells"].append({**cell, "outputs": [], "execution_count": None})

    return change


READS = """\
import pathlib
for path in sorted(pathlib.Path('.').iterdir()):
    print('found', path.name, path.read_bytes()[:40] if path.is_file() else '')
"""


def hand_in_everything(course, secret):
    right = solved(course, RIGHT)
    changes = {
        "doubled": double,
        "schema": age,
        "no-minor": lambda notebook: notebook.pop("nbformat_minor"),
        "odd-metadata": odd_metadata,
        "odd-count": odd_count,
        "numbers": numbers,
        "messages": append(MALFORMED),
        "large": enlarge,
        **dict.fromkeys(("link-file", "link-zero", "link-nowhere"), append(READS)),
    }
    for student in (*STAYED, *FULL):
        change = changes.get(student)
        text = changed(right, change) if change else right
        hand_in(course, BROKEN.get(student, student), text)
    folder = course / "submitted"
    (folder / "utf16/adding/notebook/adding.ipynb").write_bytes(right.encode("utf-16"))
    hand_in(course, "debugpy", "import os\nos._exit(3)\n", "notebook/debugpy.py")
    targets = {"file": secret, "zero": "/dev/zero", "nowhere": "nowhere", "folder": course}
    for name, target in targets.items():
        (folder / f"link-{name}/adding/notebook/data.txt").symlink_to(target)
    hand_in(course, "timestamp", "yesterday, honest", "notebook/timestamp.txt")
    hand_in(course, "far", "9999-12-31 23:59:59.999999 -2359", "notebook/timestamp.txt")
    hand_in(course, "[a]ann", solved(course, WRONG))
    for student in ("notebook-link", "notebook-folder"):
        (folder / student / "adding/notebook").mkdir(parents=True)
    ours = course / "solutions/adding/notebook/adding.ipynb"
    (folder / "notebook-link/adding/notebook/adding.ipynb").symlink_to(ours)
    (folder / "notebook-folder/adding/notebook/adding.ipynb").mkdir()
    (folder / "notebook-folder/adding/notebook/adding.ipynb/a.txt").write_text("x")
    (folder / "student-link").symlink_to(folder / "aaa")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The course after autograde and feedback, and what autograde said."""
    folder = made_once(tmp_path_factory, "gate", _grade)
    return folder / "course", (folder / "said.txt").read_text().partition("To look at:")[2]


def _grade(folder):
    course = make_course(folder / "course")
    secret = folder / "secret.txt"
    secret.write_text("what nobody may see")
    hand_in_everything(course, secret)
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(RAISES)
    (folder / "said.txt").write_text(run(course, "nbgrader", "autograde", "adding"))
    run(course, "nbgrader", "generate_feedback", "adding")


@pytest.fixture(scope="module")
def points(graded):
    return scores(graded[0], "adding")


def notebook_of(course, student):
    return (course / "autograded" / student / "adding/notebook/adding.ipynb").read_text()


def test_the_class_is_graded_to_its_last_student(points):
    """179a8f9: the first notebook that broke ended the class, with exit code 1."""
    assert [points[student] for student in STAYED] == [10, 10]


@pytest.mark.parametrize("student", FULL)
def test_right_work_gets_its_points_whatever_is_around_it(student, graded, points):
    """179a8f9: broken marks, metadata, messages and times left a student without a score."""
    assert points[student] == 10
    nbformat.validate(nbformat.reads(notebook_of(graded[0], student), as_version=4))


def test_a_name_is_no_pattern(graded, points):
    """179a8f9: nbgrader took aann's notebook for the one of `[a]ann`."""
    assert (points["aann"], points["[a]ann"]) == (10, 0)
    assert "the difference is returned" in notebook_of(graded[0], "[a]ann")


@pytest.mark.parametrize("student", NONE)
def test_who_has_handed_in_nothing_that_can_be_graded_has_no_points(student, points):
    """179a8f9: there was no result, and no warning."""
    assert points[student] == 0


def test_what_links_point_to_reaches_nobody(graded):
    """179a8f9: what links point to was copied and delivered; /dev/zero filled the disk."""
    course = graded[0]
    for step in ("autograded", "feedback"):
        for folder, names, files in os.walk(course / step):
            assert not [n for n in (*names, *files) if os.path.islink(os.path.join(folder, n))]
            for name in files:
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                assert b"nobody may see" not in content
                assert len(content) < 1 << 20 or name.startswith("adding.")
    assert "found adding.ipynb" in notebook_of(course, "link-file")
    assert "found data.txt" not in notebook_of(course, "link-file")


@pytest.mark.parametrize("student", ["notebook-link", "notebook-folder", "student-link"])
def test_what_was_left_out_is_in_the_list_at_the_end(student, graded):
    """179a8f9: nothing was said."""
    assert student in graded[1]


def test_what_nbgrader_cannot_convert_keeps_its_score_and_is_named(graded, points):
    """179a8f9: scores came out of the conversion, and the first that failed was the last."""
    assert points["raises"] == 10
    assert "raises: graded; its cells could not be run here (KeyError" in graded[1]


def test_both_commands_give_the_same_points_for_everybody(graded, points, tmp_path):
    """179a8f9: who had no score by nbgrader had one by the other command."""
    course = shutil.copytree(graded[0], tmp_path / "again", symlinks=True)
    run(course, "softmark", "grade", "adding", "submitted", "--out", "out", check=False)
    lines = (course / "out/results.jsonl").read_bytes().splitlines()
    ours = {result["student"]: result["score"] for result in map(json.loads, lines)}
    assert ours == points
    assert set(ours) == {*STAYED, *FULL, *NONE}


def test_every_submission_opens_in_feedback(graded):
    """179a8f9: there was no feedback after the first notebook that broke."""
    pages = {path.parts[-4] for path in graded[0].glob("feedback/*/adding/notebook/adding.html")}
    assert {*STAYED, *FULL} <= pages
