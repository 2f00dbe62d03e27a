"""Pages that everybody can read: no violation that axe-core finds, in either language, by day and by night."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.made_results import ANN, CLASS

from autograder.results.render.html import feedback_page, summary_page
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_class_page(browser: Any, tmp_path: Path, language: str, scheme: str) -> None:
    page = tmp_path / "summary.html"
    page.write_text(summary_page(CLASS, "Softmax", language=language), encoding="utf-8")
    assert violations(browser, page, scheme) == []


@pytest.mark.parametrize("result", CLASS, ids=lambda result: result.student)
def test_every_kind_of_feedback(browser: Any, tmp_path: Path, result: Result) -> None:
    page = tmp_path / "feedback.html"
    page.write_text(feedback_page(result, "Softmax"), encoding="utf-8")
    assert violations(browser, page) == []


def test_feedback_by_night(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "feedback.html"
    page.write_text(feedback_page(ANN, "Softmax"), encoding="utf-8")
    assert violations(browser, page, "dark") == []


def test_a_page_that_is_wrong_is_found(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "wrong.html"
    page.write_text("<html><body><img src='x.png'><p style='color:#ddd'>pale</p></body></html>")
    rules = {found.partition(":")[0] for found in violations(browser, page)}
    assert {"image-alt", "html-has-lang", "color-contrast"} <= rules
