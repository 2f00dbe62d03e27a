"""notebook.md and the reference become two notebooks."""

from dataclasses import replace

import nbformat
import pytest
from helpers.nbgrader_course import COURSE
from helpers.notebooks import load
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.leaks import refuse_leaks
from autograder.authoring.notebook.assemble import (
    check_id,
    grade_id,
    notebook_files,
    notebook_paths,
)
from autograder.authoring.notebook.parse import parse_notebook
from autograder.course.assignment import load_assignment
from autograder.course.course import Bundle
from autograder.errors import CourseError

LAYER = '''\
class Layer:
    """A layer."""

    def __init__(self):
        self.W = 1

    # What the layer does.
    @property
    def twice(self):
        ### BEGIN SOLUTION
        return 2 * self.W
        ### END SOLUTION

    def thrice(self):
        ### BEGIN SOLUTION
        return 3 * self.W
        ### END SOLUTION
'''


def assignment(notebook, add=COURSE["solutions/adding/add.py"]):
    """Returns the course's assignment with another notebook.md."""
    files = {path.split("/", 2)[2]: text.encode() for path, text in COURSE.items()}
    given_files = ("assignment.toml", "checks.py", "README.md")
    solution = {name: text for name, text in files.items() if name not in given_files}
    solution |= {"notebook.md": notebook.encode(), "add.py": add.encode()}
    return load_assignment(Bundle("adding", {name: files[name] for name in given_files}, solution))


def cells(loaded, released=False):
    content = notebook_files(loaded)[notebook_paths(loaded.name)[released]]
    return nbformat.reads(content.decode(), as_version=4).cells


def test_checksums_are_those_that_nbgrader_computes():
    from nbgrader.utils import compute_checksum

    marked = [cell for cell in cells(load(), released=True) if "nbgrader" in cell.metadata]
    assert len(marked) > 2
    for cell in marked:
        assert cell.metadata.nbgrader.checksum == compute_checksum(cell)


def test_the_same_bytes_every_time_and_valid_for_jupyter():
    first, second = notebook_files(load()), notebook_files(load())
    assert first == second
    for content in first.values():
        nbformat.validate(nbformat.reads(content.decode(), as_version=4))


def test_every_check_has_one_cell_with_its_points():
    loaded = load()
    graded = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
        for cell in cells(loaded)
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code"
    }
    assert graded == {grade_id(check.id): check.points for check in loaded.checks}
    assert [check_id(grade_id(check.id)) for check in loaded.checks] == [
        check.id for check in loaded.checks
    ]


def test_a_hidden_region_holds_only_the_call():
    loaded = load()
    (source,) = [cell.source for cell in cells(loaded) if cell.id == "loss-mean"]
    inside = source.split("### BEGIN HIDDEN TESTS\n")[1].split("\n### END HIDDEN TESTS")[0]
    assert inside == 'check("loss.mean")'
    (source,) = [cell.source for cell in cells(loaded, released=True) if cell.id == "loss-mean"]
    assert "check(" not in source
    assert "HIDDEN" not in source
    released = "\n".join(cell.source for cell in cells(loaded, released=True))
    titles = [check.title.in_("en") for check in loaded.checks if check.hidden]
    assert titles
    assert not [title for title in titles if title in released]


def test_a_method_has_a_cell_and_its_class_is_left_without_it():
    text = "```solution add.py Layer\n```\n\n```solution add.py Layer.twice\n```\n"
    add = COURSE["solutions/adding/add.py"] + "\n\n" + LAYER
    sources = {cell.id: cell.source for cell in cells(assignment(text, add), released=True)}
    given_class = sources["solution-add-Layer"]
    assert "def thrice" in given_class
    assert "twice" not in given_class
    method = sources["solution-add-Layer-twice"]
    assert method.endswith("Layer.twice = twice")
    names = {}
    exec(f"{given_class}\n{method}", names)
    with pytest.raises(NotImplementedError, match="TODO"):
        _ = names["Layer"]().twice


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("# A\n\n```python\nx = 1\n", "notebook.md:3: this fence is never closed"),
        ("```solution add.py\n```", "notebook.md:1: write ```solution FILE NAME"),
        ("```solution ad.py add\n```", "notebook.md:1: the solution has no file 'ad.py'. Did you"),
        ("a\n```solution add.py ad\n```", "notebook.md:2: the file has no 'ad'. Did you mean add?"),
        ("```check sum.smal\n```", "notebook.md:1: there is no check 'sum.smal'. Did you mean"),
        ("```check sum.small\nx\n```", "notebook.md:1: a check fence has no body"),
        (
            "```check sum.small\n```\n```check sum.small\n```",
            "notebook.md:3: check 'sum.small' has",
        ),
        ("```answer why many\nWhy?\n```", "notebook.md:1: 'many' is not a number of points"),
        ("```answer Why 3\nWhy?\n```", "notebook.md:1: 'Why' is no id"),
        (
            "```answer why 3\n<!-- BEGIN SOLUTION -->\nSo.\n<!-- END SOLUTION -->\n```",
            "notebook.md:1: the question is missing",
        ),
        (
            "```answer why 3\nWhy?\n<!-- BEGIN SOLUTION -->\nSo.\n<!-- END SOLUTION -->\nx\n```",
            "notebook.md:1: a model answer comes last",
        ),
    ],
)
def test_mistakes_in_notebook_md_are_named_with_file_and_line(text, error):
    with pytest.raises(CourseError) as raised:
        notebook_files(assignment(text))
    assert f"solutions/adding/{error}" in str(raised.value)


def test_other_fences_stay_markdown():
    text = "A\n\n```text\nx\n```\n\n```\ny\n```\n"
    assert cells(assignment(text))[0].source == text.strip()


@pytest.mark.parametrize(
    "secret",
    ["return np.asarray(a) + np.asarray(b)", "check('sum.small', 1e6 * rng.normal(size=3))"],
)
def test_a_given_cell_that_gives_a_solution_away_is_refused(secret):
    hidden = COURSE["solutions/adding/hidden.py"] + f"\n    {secret}\n"
    loaded = assignment(f"```python\ndef mine(a, b):\n    {secret}\n```")
    solution = {**loaded.bundle.solution, "hidden.py": hidden.encode()}
    bundle = replace(loaded.bundle, solution=solution)
    files = notebook_files(loaded)
    with pytest.raises(CourseError, match="would give a solution away"):
        refuse_leaks(files, type(loaded)(bundle, loaded.config, loaded.checks))


@given(st.lists(st.sampled_from(["```", "```python", "```check a.b", "text", "", "x = 1"])))
def test_any_text_is_parsed_or_named_with_its_line(lines):
    text = "\n".join(lines)
    blocks, complaint = [], ""
    try:
        blocks = parse_notebook(text, "notebook.md")
    except CourseError as error:
        complaint = str(error)
    assert not complaint or complaint.startswith("notebook.md:")
    assert all(1 <= block.line <= len(lines) for block in blocks)


def test_a_model_answer_is_in_the_solved_notebook_only():
    text = "```answer why 3\nWhy?\n<!-- BEGIN SOLUTION -->\nSo.\n<!-- END SOLUTION -->\n```\n"
    solved = {cell.id: cell.source for cell in cells(assignment(text))}
    released = {cell.id: cell.source for cell in cells(assignment(text), released=True)}
    assert solved["why-question"] == released["why-question"] == "Why?"
    assert "So." in solved["why"]
    assert released["why"] == "*Write your answer here.*"
