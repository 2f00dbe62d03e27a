"""A person grades in formgrader, in a browser."""

import shutil

import pytest
from helpers.formgrader import formgrader
from helpers.nbgrader_course import SCORES, WRONG, hand_in, hand_in_class, make_course, run, solved

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("formgrader") / "course")
    hand_in_class(course)
    return course


@pytest.fixture
def browser():
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def grade(course):
    command = ("softmark", "grade", "adding", "submitted", "--out", "out")
    run(course, *command, "--gradebook", "sqlite:///gradebook.db")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_formgrader_shows_scores_and_keeps_what_a_person_enters(course, browser, tmp_path):
    from nbgrader.api import Gradebook

    grade(course)
    url = f"sqlite:///{course / 'gradebook.db'}"
    handmade = (course / "assignments/adding/README.md").read_bytes()
    with formgrader(course, tmp_path / "server.log") as address:
        page = browser.new_page(viewport={"width": 1120, "height": 860}, device_scale_factor=1.5)

        page.goto(f"{address}/gradebook/adding/adding")
        page.get_by_text(f"Submission #{len(SCORES)}").wait_for()
        page.get_by_text("Show All Names").click()
        for student, score in SCORES.items():
            row = page.get_by_role("row").filter(has_text=student).first
            # What breaking a rule costs is taken from the total, as nbgrader does with lateness.
            assert f"{10 if student == 'cyd' else score} / 15" in row.inner_text()

        page.locator("a:visible", has_text="bob").first.click()
        page.get_by_text("the difference is returned").first.wait_for()
        score = page.locator(".score.needs_manual_grade")
        score.fill("3.5")
        with page.expect_response(
            lambda response: "/formgrader/api/grade" in response.url
        ) as saved:
            score.press("Tab")
        assert saved.value.ok

        # The release button of formgrader does what `nbgrader generate_assignment --force` does.
        page.goto(f"{address}/manage_assignments")
        page.get_by_role("row").filter(has_text="adding").locator(".assign a").click()
        page.locator(".modal").filter(has_text="Success").wait_for()
    assert (course / "assignments/adding/README.md").read_bytes() == handmade
    released = (course / "assignments/adding/notebook/adding.ipynb").read_text()
    assert "np.asarray" not in released

    with Gradebook(url) as book:
        answer = book.find_grade("why", "adding", "adding", "bob")
        assert (answer.manual_score, answer.needs_manual_grade) == (3.5, False)
    hand_in(course, "bob", solved(course, WRONG + " + 2 * np.asarray(b)"))
    grade(course)
    with Gradebook(url) as book:
        answer = book.find_grade("why", "adding", "adding", "bob")
        assert (answer.manual_score, answer.auto_score) == (3.5, None)
        assert book.find_grade("sum-small", "adding", "adding", "bob").auto_score == 4
