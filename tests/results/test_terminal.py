"""Results on a terminal."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from helpers.made_results import (
    ANN,
    BEA,
    CHECKS,
    CLASS,
    FAULT,
    LI,
    REFUSED,
    check,
    full_marks,
    result,
)
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from autograder.results.render.cells import cell_width, wrap
from autograder.results.render.class_terminal import Totals, remark, render_class_table
from autograder.results.render.terminal import render_check_run
from autograder.results.result import Result


def command(check: str) -> str:
    return f"softmark check softmax_mnist --only {check} --seed 7"


def class_table(results: list[Result], language: str, width: int) -> str:
    return render_class_table(results, language, width=width) + "\n"


@pytest.mark.parametrize(
    ("name", "sample", "width"),
    [("ann_80", ANN, 80), ("ann_60", ANN, 60), ("li_60", LI, 60), ("bea_60", BEA, 60)],
)
def test_a_students_run(
    matches_golden: Callable[[str, str], None], name: str, sample: Result, width: int
) -> None:
    matches_golden(f"check_{name}.txt", render_check_run(sample, command, width=width) + "\n")


@pytest.mark.parametrize(("language", "width"), [("en", 60), ("zh", 100)])
def test_a_class(matches_golden: Callable[[str, str], None], language: str, width: int) -> None:
    matches_golden(f"class_{language}_{width}.txt", class_table(CLASS, language, width))


@pytest.mark.parametrize("width", [30, 60, 80, 200])
@pytest.mark.parametrize("sample", [ANN, LI])
def test_lines_fit_and_points_stand_at_the_right_edge(sample: Result, width: int) -> None:
    lines = render_check_run(sample, command, width=width).split("\n")
    assert max(map(cell_len, lines)) <= width
    points = [cell_len(line) for line in lines if line.startswith(("✓", "✗", "-"))]
    assert len(set(points)) == 1


def test_a_run_without_failures_never_says_that_all_passed() -> None:
    last = render_check_run(BEA, command).splitlines()[-1]
    assert last == "Visible checks passed; hidden checks run at grading."


def test_a_part_of_the_checks_is_called_a_part() -> None:
    assert "others were not run" in render_check_run(BEA, command, partial=True)
    assert "others were not run" in render_check_run(ANN, command, partial=True)


def test_colours_are_used_only_where_asked_for_and_change_no_text() -> None:
    plain = render_check_run(ANN, command)
    coloured = render_check_run(ANN, command, colour=True)
    assert "\x1b" not in plain
    assert coloured != plain
    stripped = coloured
    for code in ("0", "1", "2", "31", "32", "33"):
        stripped = stripped.replace(f"\x1b[{code}m", "")
    assert stripped == plain


def test_the_same_reason_is_given_once() -> None:
    text = render_check_run(ANN, command)
    assert text.count("cannot be read by Python") == 1
    assert "same reason as optimizer.sgd" in text


def test_a_mistake_and_its_hint_are_shown_once_each() -> None:
    text = " ".join(render_check_run(result("ann", [CHECKS[2]]), command).split())
    assert text.count("the mean over the batch is missing") == 1
    assert text.count("divide by the batch size") == 1


def test_a_broken_rule_is_shown_with_its_place_and_cost() -> None:
    assert "use numpy alone (loss.py, line 3): -2.5" in render_check_run(ANN, command)


def test_messages_cannot_steer_the_terminal() -> None:
    evil = result("x", [check("a.b", "t\x1b[2J", "error", 1, "\x1b]0;owned\x07 \u202eabc")])
    text = render_check_run(evil, command)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\u001b" in text
    names = class_table([replace(evil, student="[red]x\x1b[2J\nann")], "en", 80)
    assert "[red]x\\u001b[2J ann" in names


@pytest.mark.parametrize("width", [20, 30, 45, 60, 200])
def test_a_class_fits_and_loses_nothing(width: int) -> None:
    long = [*CLASS, result("someone.with.a.very.long.address@students.example.org", CHECKS)]
    lines = class_table(long, "en", width).splitlines()
    assert max(map(cell_len, lines)) <= max(width, 45)
    assert all(line == line.rstrip() for line in lines)
    shown = "".join("".join(lines).split())
    for words in ("ann12.5", "缺少对批次取平均", "7/8"):
        assert width < 60 or words in shown


def test_refused_and_failed_results_are_coloured() -> None:
    coloured = render_class_table(CLASS, "en", width=60, colour=True)
    assert {line[:5] for line in coloured.split("\n") if "\x1b" in line} == {"\x1b[33m", "\x1b[31m"}
    assert re.sub(r"\x1b\[\d+m", "", coloured) == render_class_table(CLASS, "en", width=60)


def test_a_table_shows_why_there_is_no_score() -> None:
    assert remark(REFUSED, "en").startswith("Refused: cy.zip")
    assert remark(FAULT, "zh").startswith("没有结果：")
    assert remark(BEA, "en") == ""
    todo = check("a.b", "a", "error", 1, "not done yet\nmore")
    assert remark(result("x", [*full_marks(CHECKS), todo]), "en") == "not done yet"


def test_no_submission_at_all() -> None:
    assert Totals().line() == "0 graded, 0 refused, 0 without result; mean score - of -"


@given(st.text(), st.integers(2, 50))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text("ab 李，(){}.", max_size=60), st.integers(4, 30))
def test_wrapped_lines_fit(text: str, width: int) -> None:
    assert all(cell_width(line) <= width for line in wrap(text, width))


def test_a_closing_mark_starts_no_line() -> None:
    assert wrap("一二三四，五", 8) == ["一二三", "四，五"]


def test_rich_is_not_loaded_for_a_students_run() -> None:
    code = "import sys, autograder.results.render.terminal; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
