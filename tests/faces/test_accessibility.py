"""Pages that everybody can read: no violation that axe-core finds, in either language, by day and by night."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.made_results import ANN, CLASS
from helpers.marks import slow
from helpers.page_reader import class_page

from autograder.authoring.matrix_page import matrix_page
from autograder.authoring.mistake_matrix import Matrix, MistakeRow
from autograder.execution.parsing import OwnParsers
from autograder.grading.report.page import report_page
from autograder.grading.report.rendered import Written
from autograder.platforms.similarity.compare import compare_class
from autograder.platforms.similarity.documents import document_of
from autograder.platforms.similarity.page import similar_page
from autograder.results.course_total import CourseRow
from autograder.results.render.course import course_page, student_page
from autograder.results.render.html import feedback_page
from autograder.results.render.leaderboard import leaderboard_page
from autograder.results.render.names import feedback_names
from autograder.results.result import Result

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no system Chromium"),
    pytest.mark.xdist_group("browser"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def violations(browser: Any, file: Path, scheme: str = "light") -> list[str]:
    """Returns what axe-core finds on a page: the rule, and where it is broken first."""
    context = browser.new_context(offline=True, color_scheme=scheme)
    try:
        tab = context.new_page()
        tab.goto(file.as_uri())
        found = axe.Axe().run(tab).response["violations"]
    finally:
        context.close()
    return [f"{item['id']}: {item['help']} ({item['nodes'][0]['html'][:200]})" for item in found]


@pytest.mark.parametrize("scheme", ["light", slow("dark")])
@pytest.mark.parametrize("language", ["en", slow("zh")])
def test_the_class_page(browser: Any, tmp_path: Path, language: str, scheme: str) -> None:
    page = tmp_path / "summary.html"
    page.write_text(class_page(CLASS, "Softmax", language=language), encoding="utf-8")
    assert violations(browser, page, scheme) == []


@pytest.mark.slow
@pytest.mark.parametrize("result", CLASS, ids=lambda result: result.student)
def test_every_kind_of_feedback(browser: Any, tmp_path: Path, result: Result) -> None:
    page = tmp_path / "feedback.html"
    page.write_text(feedback_page(result, "Softmax"), encoding="utf-8")
    assert violations(browser, page) == []


@pytest.mark.slow
def test_feedback_by_night(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "feedback.html"
    page.write_text(feedback_page(ANN, "Softmax"), encoding="utf-8")
    assert violations(browser, page, "dark") == []


def whole_course(language: str) -> str:
    rows = [CourseRow(one.student, {"softmax": one, "mlp": None}) for one in CLASS]
    rows.append(CourseRow("cyd", {"softmax": None, "mlp": None}, "Cyd Fox"))
    names = feedback_names(row.student for row in rows)
    return course_page(rows, {"softmax": "Softmax", "mlp": "Layers"}, names, language=language)


def one_student(_: str) -> str:
    row = CourseRow(ANN.student, {"softmax": ANN, "mlp": None})
    titles = {"softmax": "Softmax", "mlp": "Layers"}
    return student_page(row, titles, "ann.html")


def leaderboard(language: str) -> str:
    ranked = [replace(ANN, pseudonym=name, measured=0.9) for name in ("Emmy", "Ada")]
    return leaderboard_page(ranked, "Softmax", "accuracy", language)


def matrix(_: str) -> str:
    status = {"loss.value": "failed", "loss.shape": "passed"}
    row = MistakeRow("no-mean", "the mean is missing", 3, status, caught=True, named=False)
    return matrix_page([Matrix("softmax", tuple(status), (row,))])


def similar(_: str) -> str:
    code = "".join(f"def f{n}(x):\n    return x * {n} + sum(x[{n}:])\n" for n in range(20))
    files = {"loss.py": code.encode()}
    pair = [document_of(name, files, ["loss.py"], OwnParsers()) for name in ("ann", "bob")]
    return similar_page("Softmax", compare_class(pair, []))


def report(language: str) -> str:
    stream = {"output_type": "stream", "name": "stdout", "text": "loss 0.5"}
    cells = [
        Written("markdown", "# Report\n\n$$\\frac{1}{2}$$\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
        Written("code", "print(loss)", json.dumps([stream]).encode()),
    ]
    return report_page(cells, "Softmax", [], language, OwnParsers(), None)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", slow("dark")])
@pytest.mark.parametrize(
    "made", [whole_course, *map(slow, (one_student, leaderboard, matrix, similar, report))]
)
def test_every_other_page(
    browser: Any, tmp_path: Path, made: Callable[[str], str], scheme: str
) -> None:
    page = tmp_path / "page.html"
    page.write_text(made("zh" if scheme == "dark" else "en"), encoding="utf-8")
    assert violations(browser, page, scheme) == []


def test_a_page_that_is_wrong_is_found(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "wrong.html"
    page.write_text("<html><body><img src='x.png'><p style='color:#ddd'>pale</p></body></html>")
    rules = {found.partition(":")[0] for found in violations(browser, page)}
    assert {"image-alt", "html-has-lang", "color-contrast"} <= rules
