"""What reads a student's text takes time in its length, not in the square of it."""

import gc
import re
import time

import pytest
from helpers.marks import sampled, slow

from autograder.course.leaderboard import pseudonym_in
from autograder.execution.worker.notebook_modules import without_magics
from autograder.execution.worker.parsers.rendering.as_typed import safe_raw
from autograder.execution.worker.parsers.rendering.safe_notebook import safe_markdown, safe_outputs
from autograder.execution.worker.parsers.rendering.sanitize import clean_html
from autograder.grading.report.wording import (
    discusses,
    is_code,
    printed_accuracies,
    states_accuracy,
)
from autograder.submissions.encodings import readable
from autograder.submissions.near_names import defined_in
from autograder.submissions.notebook import is_stub

FACTOR = 8
# Time with the square of the length grows by 64; what is allowed lies between, for a busy machine.
MOST_GROWTH = 24
# Less than this is not measured well.
LEAST_SECONDS = 0.004

BLANKS, DIGITS = " ", "1"
WORDS = (
    "test acc ",
    "0.5 test ",
    "test loss 1",
    "acc ",
    "训练",
    "0.5 ",
    "lr ",
    "epochs ",
    "12 ",
    "momentum",
)
PIECES = [
    *(
        (before, piece, after)
        for before in ("lr", "batch size", "epochs =", "5")
        for piece in (BLANKS, DIGITS, "\t")
        for after in ("x", "%")
    ),
    *(("", word, "") for word in WORDS),
]
MARKDOWN = (
    "[",
    "![",
    "*",
    "_a",
    "`",
    "<",
    "<div>",
    "<!--",
    "$",
    "&#",
    "> ",
    "- ",
    "|",
    "\\begin{a}",
    "[a](",
    "http://a.b ",
    "~~",
    "\n\n",
    " \n",
    "a  ",
)
HTML = ("<", "<a ", "<b>", "<!--", "</", "&", "<table><tr>", "<p style='", "a=")


def seconds(read, text):
    """Returns the processor time that it takes; what is collected meanwhile is the tests' own."""
    gc.disable()
    try:
        start = time.process_time()
        read(text)
        return time.process_time() - start
    finally:
        gc.enable()


def assert_linear(read, make, size):
    small, large = make(size), make(FACTOR * size)
    most = MOST_GROWTH * max(min(seconds(read, small) for _ in range(3)), LEAST_SECONDS)
    # Whoever is in time once would be so with the least of three.
    assert any(seconds(read, large) < most for _ in range(3))


def both_parts(text):
    for part in ("train", "test"):
        states_accuracy(text, part)


@pytest.mark.parametrize("part", ["printed", slow("stated"), slow("discussed")])
@pytest.mark.parametrize(("before", "piece", "after"), sampled(PIECES))
def test_what_a_report_says(part, before, piece, after, softmax):
    topics = tuple(softmax.config.rules.report.topics.values())

    def read(text):
        if part == "printed":
            printed_accuracies(text, topics)
        elif part == "stated":
            both_parts(text)
        else:
            assert [discusses(text, topic) for topic in topics]

    assert_linear(read, lambda size: before + piece * size + after, 2500)


LINES = ("def f", " ", "a", "a.", "x = ", "# ", "%", "?", "\t", "from a ")


@pytest.mark.parametrize("line", sampled(LINES))
def test_whether_a_line_is_code(line):
    assert_linear(is_code, lambda size: line * size + "!", 5000)


@pytest.mark.parametrize("line", sampled(LINES))
@pytest.mark.parametrize("end", ["", "\n"])
def test_sources(line, end, softmax):
    def read(text):
        content = text.encode()
        readable("loss.py", content)
        defined_in(content)
        pseudonym_in([b"# leaderboard: a" + content + b"\fb"])
        is_stub(softmax, "loss.py", content)
        without_magics(text)

    assert_linear(read, lambda size: (line + end) * size + "\\", 1500)


@pytest.mark.parametrize("piece", sampled(MARKDOWN))
def test_markdown_up_to_what_a_person_writes(piece):
    assert_linear(
        lambda text: (safe_markdown(text), safe_raw(text)), lambda size: piece * size, 100
    )


@pytest.mark.parametrize("piece", sampled(HTML))
def test_outputs(piece):
    def read(text):
        clean_html(text)
        safe_outputs([{"output_type": "display_data", "data": {"text/html": text}}])

    assert_linear(read, lambda size: piece * size, 100)


def test_a_pattern_that_is_not_linear_is_noticed():
    slow = re.compile(r"lr\s*=?\s*\d")
    with pytest.raises(AssertionError):
        assert_linear(slow.search, lambda size: "lr" + " " * size, 1000)
