"""The pages in a real browser, from a folder, without a network."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.made_results import ANN, CLASS, EVIL, LI
from helpers.marks import slow
from helpers.page_reader import class_page

from autograder.results.known import Known
from autograder.results.render.html import feedback_page
from autograder.results.render.names import feedback_names

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no system Chromium"),
    pytest.mark.xdist_group("browser"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
EVIL_ONE = replace(ANN, student=EVIL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a class 班")
    results = [*CLASS, EVIL_ONE]
    (folder / "summary.html").write_text(
        class_page(results, "Softmax regression", language="en"), encoding="utf-8"
    )
    (folder / "feedback").mkdir()
    names = feedback_names(result.student for result in results)
    for result in results:
        page = feedback_page(result, "Softmax regression")
        (folder / "feedback" / names[result.student]).write_text(page, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page; the test fails where the browser has anything to complain about, or asks for a server."""
    context = browser.new_context(offline=True)
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda r: None if r.url.startswith("file:") else complaints.append(r.url))
    yield tab
    context.close()
    assert complaints == []


def students(page: Any) -> list[str]:
    return list(page.locator("#class tbody tr:visible th").all_inner_texts())


def test_columns_sort_by_click_and_by_keyboard(page: Any, site: Path) -> None:
    page.goto((site / "summary.html").as_uri())
    score = page.locator("#class th", has_text="Score")
    score.get_by_role("button").click()
    assert score.get_attribute("aria-sort") == "descending"
    assert students(page)[:2] == ["bea", "eve"]
    assert students(page)[-1] == "dan"
    page.keyboard.press("Enter")
    assert score.get_attribute("aria-sort") == "ascending"
    assert students(page)[0] == "dan"
    page.locator("#class th", has_text="Student").get_by_role("button").click()
    assert page.locator("#class th[aria-sort]").count() == 1
    assert [name for name in students(page) if name.isalpha()][:3] == ["ann", "bea", "cy"]


@pytest.mark.slow
def test_filters_narrow_the_table_and_say_how_many_are_left(page: Any, site: Path) -> None:
    page.goto((site / "summary.html").as_uri())
    page.get_by_label("Filter by name or mistake").fill("小明")
    assert students(page) == ["李 小明"]
    assert page.get_by_role("status").inner_text() == "1 of 7 students shown"
    page.get_by_role("button", name="Clear").click()
    playwright.expect(page.get_by_role("status")).to_have_text("7 of 7 students shown")
    page.get_by_label("Show", exact=True).select_option("refused")
    assert students(page) == ["cy"]
    page.get_by_label("Show", exact=True).select_option("full")
    assert students(page) == ["bea"]


@pytest.mark.slow
def test_a_mistake_leads_to_the_students_who_made_it(page: Any, site: Path) -> None:
    page.goto((site / "summary.html").as_uri())
    page.get_by_role("button", name="Show students with: the step goes up the gradient").click()
    assert students(page) == ["eve"]


def test_a_students_page_is_one_click_away(page: Any, site: Path) -> None:
    page.goto((site / "summary.html").as_uri())
    page.locator("#class").get_by_role("link", name="李 小明").click()
    assert page.locator("header").get_by_text("李 小明").is_visible()
    assert page.locator("h1").inner_text() == "Softmax regression"
    page.go_back()
    page.locator("#class").get_by_role("link", name="<script>").click()
    assert page.locator("header p").first.inner_text() == EVIL
    assert page.title() != "owned"


@pytest.mark.slow
def test_what_passed_unfolds_by_keyboard(page: Any, site: Path) -> None:
    page.goto((site / "feedback" / "ann.html").as_uri())
    assert not page.get_by_text("the accuracy").is_visible()
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("the accuracy").is_visible()


def test_the_first_key_skips_to_the_content(page: Any, site: Path) -> None:
    page.goto((site / "summary.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


@pytest.mark.parametrize("name", ["summary.html", "feedback/ann.html", "feedback/李 小明.html"])
@pytest.mark.parametrize("width", [320, slow(390), slow(1280)])
def test_nothing_sticks_out_sideways(page: Any, site: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((site / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_the_class_page_still_reads(browser: Any, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((site / "summary.html").as_uri())
    assert len(students(tab)) == 7
    assert not tab.locator("form.filters").is_visible()
    context.close()


@pytest.mark.slow
def test_both_languages_fit_on_paper(browser: Any, site: Path) -> None:
    context = browser.new_context()
    tab = context.new_page()
    (site / "zh.html").write_text(class_page([LI, ANN], "班", language="zh"), encoding="utf-8")
    for name in ("zh.html", "feedback/ann.html"):
        tab.goto((site / name).as_uri())
        assert tab.pdf(format="A4").startswith(b"%PDF")
        tab.set_viewport_size({"width": 720, "height": 1000})
        tab.emulate_media(media="print")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 720
        tab.emulate_media(media="screen")
    context.close()


def test_the_class_is_filtered_by_a_failed_check_and_by_who_is_missing(
    page: Any, tmp_path: Path
) -> None:
    path = tmp_path / "summary.html"
    missing = {"zoe": Known("Zoe Orr")}
    path.write_text(class_page(CLASS, "Softmax", language="en", missing=missing), encoding="utf-8")
    page.goto(path.as_uri())
    page.get_by_label("Failed check").select_option("gradient.w")
    failed = [
        r.student
        for r in CLASS
        if any(c.id == "gradient.w" and c.status != "passed" for c in r.checks)
    ]
    assert sorted(students(page)) == sorted(failed)
    page.get_by_role("button", name="Clear").click()
    page.locator("#which").select_option("missing")
    assert [name.split()[0] for name in students(page)] == ["Zoe"]
