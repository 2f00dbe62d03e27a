"""verify tries what students meet, and what an author misspells is an error with its place."""

import re

import numpy as np
import pytest
from helpers import adding_course
from helpers.marks import sampled

from autograder.authoring import carry
from autograder.authoring.notebook.parse import parse_notebook
from autograder.authoring.release import release
from autograder.authoring.verify import verify
from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from autograder.errors import CourseError

NAME = "adding"
CHECKS = f"assignments/{NAME}/checks.py"
TOML = f"assignments/{NAME}/assignment.toml"


@pytest.fixture
def course(tmp_path):
    return adding_course.make_course(tmp_path)


def load(root):
    return load_assignment(find_course(root).bundle(NAME))


def problems(root):
    found = find_course(root)
    release(found, load(root), force=True)
    return [problem.what for problem in verify(found, load(root)).problems]


def edit(root, path, old, new):
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new, 1))


def test_answers_that_students_have_are_tried(course):
    assert problems(course) == []
    path = course / f"assignments/{NAME}/expected.npz"
    with np.load(path) as archive:
        arrays = {key: archive[key] for key in archive.files}
    wrong = next(
        key for key, value in arrays.items() if value.dtype.kind == "f" and value.size == 3
    )
    arrays[wrong] = arrays[wrong] + 1
    np.savez(path, **arrays)
    found = [problem.what for problem in verify(find_course(course), load(course)).problems]
    assert any(
        re.match(r"softmark check --seed \d --only sum\.\w+ fails the reference", one)
        for one in found
    ), found


def test_answers_of_a_machine_that_rounds_otherwise_are_left_as_they_are(course):
    release(find_course(course), load(course), force=True)
    path = course / f"assignments/{NAME}/expected.npz"
    with np.load(path) as archive:
        arrays = {key: archive[key] for key in archive.files}
    rounded = {
        key: np.nextafter(value, np.inf) if value.dtype.kind == "f" else value
        for key, value in arrays.items()
    }
    np.savez(path, **rounded)
    elsewhere = path.read_bytes()
    assert release(find_course(course), load(course), force=True) == []
    assert path.read_bytes() == elsewhere
    np.savez(path, **{key: value + (value.dtype.kind == "f") for key, value in arrays.items()})
    assert release(find_course(course), load(course), force=True) == [
        f"assignments/{NAME}/expected.npz"
    ]


def test_output_that_the_oracle_forgets_is_named(course):
    with (course / CHECKS).open("a") as file:
        file.write("""

@small.oracle
def expected(reference, rng):
    return {"sum": rng.normal(size=3) + rng.normal(size=3)}
""")
    edit(course, CHECKS, '{"sum": student', '{"left": 1, "sum": student')
    assert [one for one in problems(course) if "nothing judges the output 'left'" in one]


def test_tolerance_of_no_output_is_named(course):
    edit(
        course,
        CHECKS,
        'needs=["add"], title={"zh": "小数"}',
        'needs=["add"], title={"zh": "小数"}, expect={"smu": Expect(rtol=1)}',
    )
    edit(course, CHECKS, "import check\n", "import Expect, check\n")
    assert [
        one for one in problems(course) if "expect has 'smu', and there is no such output" in one
    ]


def test_solved_notebook_is_graded(course):
    source = course / f"solutions/{NAME}/notebook.md"
    source.write_text(
        "# Adding\n\n```python\nimport numpy as np\n```\n\n```solution add.py add\n```\n\n```check sum.small\n```\n"
    )
    assert problems(course) == []
    source.write_text("# Adding\n\n```solution add.py add\n```\n\n```check sum.small\n```\n")
    found = [one for one in problems(course) if "the solved notebook fails" in one]
    assert len(found) == 2
    assert "NameError" in found[0]


@pytest.mark.slow
def test_notebook_too_large_to_be_handed_around_is_named(course, monkeypatch):
    source = course / f"solutions/{NAME}/notebook.md"
    source.write_text(
        "# Adding\n\n```python\nimport numpy as np\n```\n\n```solution add.py add\n```\n\n```check sum.small\n```\n"
    )
    monkeypatch.setattr(carry, "MOST_BYTES", 100_000)
    (found,) = problems(course)
    assert re.match(
        r"softmark release adding --notebook: The notebook would have [\d,]+ byt", found
    )


def test_solution_in_the_visible_checks_is_named_beside_everything_else(course):
    edit(course, CHECKS, "import check\n", "import check\nimport numpy as np\n")
    with (course / CHECKS).open("a") as file:
        file.write("\n\ndef right(a, b):\n    return np.asarray(a) + np.asarray(b)\n")
    found = problems(course)
    assert [one for one in found if one.startswith(f"{CHECKS} would give a solution away: line")]


def test_points_that_do_not_add_up_are_an_error_for_every_command(course):
    edit(course, TOML, "sum = 10", "sum = 11")
    with pytest.raises(CourseError, match="gives sum 11, but its checks add up to 10"):
        load(course)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('\n[rules.loops]\nvectorised = ["add.ad"]\n', "assignment.toml:15: the solution has no function 'add.ad'. Did you mean add.add?"),
        ('\n[fixtures]\nmnist = "subset.npz"\n', "assignment.toml:15: fixture 'mnist' is solutions/adding/subset.npz, which is not there. There are none."),
    ],
)  # fmt: skip
def test_name_that_the_solution_does_not_have_is_an_error_with_its_line(course, more, says):
    with (course / TOML).open("a") as file:
        file.write(more)
    with pytest.raises(CourseError) as error:
        load(course)
    assert says in str(error.value)


@pytest.mark.parametrize(
    "fence", sampled(["soluton", "solutions", "chek", "checks", "awnser", "pyhton"])
)
def test_fence_that_is_nearly_one_of_ours_is_an_error(fence):
    with pytest.raises(CourseError, match=r"notebook.md:3: .* is no fence of ours. Did you mean"):
        parse_notebook(f"# Title\n\n```{fence} add.py add\n```\n", "notebook.md")


@pytest.mark.parametrize(
    "fence", sampled(["text", "bash", "", "json", "c", "pycon", "toml", "output"])
)
def test_fence_of_another_language_is_text(fence):
    (block,) = parse_notebook(f"```{fence}\nx\n```\n", "notebook.md")
    assert "x" in block.source


def test_probe_that_cannot_use_a_value_is_shown_with_its_own_line(course):
    edit(
        course,
        CHECKS,
        '    return {"sum": student.add.add(rng.normal(size=3)',
        '    a, b = 1, 2, 3\n    return {"sum": student.add.add(rng.normal(size=3)',
    )
    with pytest.raises(CourseError) as error:
        verify(find_course(course), load(course))
    line = next(
        n
        for n, text in enumerate((course / CHECKS).read_text().splitlines(), 1)
        if "a, b = 1" in text
    )
    assert f"checks.py:{line})" in str(error.value)
    assert ":0" not in str(error.value)


VALUES = {
    "text": ("'abc'", ""), "whole list": ("[1, 2, 3]", ""), "table": ("{'a': 1.0, 'b': [1, 2]}", ""),
    "nothing": ("None", ""), "truth": ("True", ""), "ragged": ("[[1], [1, 2]]", ""), "huge": ("10**30", ""),
    "empty": ("[]", ""), "complex": ("1j", ""), "bytes": ("b'abc'", ""), "set": ("{1, 2}", "set"),
    "object": ("object()", "object"), "words": ("np.array(['a', 'b'])", "ndarray"),
}  # fmt: skip


@pytest.mark.parametrize("kind", sampled(VALUES))
def test_output_of_any_kind_works_or_is_refused_with_its_place_and_kind(course, kind):
    value, refused = VALUES[kind]
    edit(course, f"solutions/{NAME}/add.py", "np.asarray(a) + np.asarray(b)", f"{value}")
    edit(course, CHECKS, "import check\n", "import check\nimport numpy as np\n")
    try:
        found = problems(course)
    except CourseError as error:
        found = [str(error)]
    wrong = [
        one
        for one in found
        if "trivial" not in one and "earn" not in one and "left empty" not in one
    ]
    if not refused:
        assert not any("the reference fails" in one for one in wrong), wrong
    else:
        (said,) = wrong
        assert re.search(rf"checks.py:\d+: check 'sum.\w+' returns a {refused} as 'sum'", said)
