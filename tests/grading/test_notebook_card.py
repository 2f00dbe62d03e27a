"""check(...) in a student's notebook, in a kernel of its own."""

import pytest
from helpers.nbgrader_course import RIGHT, WRONG, make_course

from autograder.grading.kernel.kernel import NotebookKernel

IMPORT = "import numpy as np\nfrom autograder.notebook import check"
LIE = (
    "class Lie(int):\n    def __eq__(self, other): return True\n    __hash__ = int.__hash__\n"
    "def add(a, b): return Lie()"
)
SMALL, HIDDEN, UNKNOWN = "check('sum.small')", "check('sum.large_numbers')", "check('sum.smal')"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Runs cells in a kernel in the course, and returns the outputs of each as (html, text)."""
    course = make_course(tmp_path_factory.mktemp("card") / "course")

    def run(*cells, env=None):
        with NotebookKernel(course / "assignments/adding/notebook", variables=env) as kernel:
            replies = [kernel.execute(cell, 60) for cell in cells]
        return [
            [
                (output["data"].get("text/html", ""), output["data"]["text/plain"])
                for output in reply.outputs
                if "data" in output
            ]
            for reply in replies
        ]

    return run


def test_the_card_says_what_the_command_line_says(outputs):
    _, right, _, wrong, hidden, unknown = outputs(
        f"{IMPORT}\n{RIGHT}", SMALL, WRONG, SMALL, HIDDEN, UNKNOWN
    )
    ((html, text),) = right
    assert text == "✓ sum of small numbers  4 / 4"
    assert "sum of small numbers" in html
    ((html, text),) = wrong
    for shown in (html, text):
        assert "✗" in shown
        assert "3 of 3 values differ" in shown
        assert "Likely mistake: the difference is returned" in shown
    ((_, text),) = hidden
    assert "A hidden check: it runs at grading." in text
    assert "Did you mean" not in text
    ((_, text),) = unknown
    assert "Not one of the visible checks." in text
    assert "runs at grading" not in text


def test_all_checks_a_group_and_a_slip(outputs):
    _, everything, group, _, wrong, slip = outputs(
        f"{IMPORT}\n{RIGHT}", "check()", "check('sum')", WRONG, "check()", UNKNOWN
    )
    for shown in (everything, group):
        ((html, text),) = shown
        assert text.count("✓") == text.count("\n") + 1
        assert html.count("<strong>") == text.count("✓") > 0
        assert "sum of small numbers  4 / 4" in text
    assert "✗" in wrong[0][1]
    assert "Did you mean sum.small?" in slip[0][1]


def test_under_nbgrader_it_is_a_card_and_a_built_in_float(outputs):
    cells = [f"{IMPORT}\n{RIGHT}", SMALL, f"type({SMALL})", WRONG, SMALL, LIE, SMALL]
    _, right, kind, _, wrong, _, lie = outputs(*cells, env={"NBGRADER_EXECUTION": "autograde"})
    assert [text for _, text in right] == ["✓ sum of small numbers  4 / 4", "4.0"]
    assert kind[-1][1] == "float"
    assert wrong[-1] == ("", "0.0")
    assert lie[-1] == ("", "0.0")


def test_a_kernel_of_the_sandbox_can_reach_nothing(outputs):
    cells = [
        "import os, socket, subprocess",
        "sorted(os.listdir('/'))",
        "sorted(os.listdir('/course/assignments'))",
        *(
            f"try:\n    {attempt}\nexcept OSError as error:\n    found = error.errno\nfound"
            for attempt in (
                "socket.create_connection(('192.0.2.1', 80), 2)",
                "os.fork()",
                "subprocess.run(['/bin/true'])",
                "open('/etc/passwd')",
                "open('/course/assignments/adding/checks.py', 'x')",
                "socket.socket(40, socket.SOCK_STREAM)",
            )
        ),
        "open('notes.txt', 'w').write('mine')",
        "'SECRET' in ' '.join(os.environ)",
    ]
    _, roots, assignments, *rest = outputs(*cells, env={"SOFTMARK_SECRET": "a secret"})
    folders = eval(roots[0][1])
    assert not {"home", "work", "mnt", "srv", "run", "sys", "boot"} & set(folders)
    assert assignments[0][1] == "['adding']"
    import errno

    numbers = [errno.ENETUNREACH, errno.EPERM, errno.EPERM, errno.ENOENT, errno.EEXIST, errno.EPERM]
    assert [eval(outputs_[0][1]) for outputs_ in rest] == [*numbers, 4, False]
