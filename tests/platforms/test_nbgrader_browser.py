"""What a teacher's browser shows of hostile hand-ins: no script, no request, no change of a grade.

Every kind of page is opened in Chromium, with a listener: formgrader on what autograde made and on what
`softmark grade --gradebook` made, nbgrader's feedback, the pages of reports, and our own pages.
"""

import asyncio
import shutil
from urllib.parse import urlsplit

import pytest
from helpers.formgrader import formgrader
from helpers.made_class import graded_class
from helpers.nbgrader_class import TITLE, right_notebook
from helpers.nbgrader_course import contents
from hostile.made_notebooks import NB, NOTEBOOKS

from autograder.execution.parsing import OwnParsers
from autograder.grading.report.page import report_page
from autograder.grading.report.rendered import Written
from autograder.submissions.notebook import read_all_cells

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
LAST = "metadata-markup"
ids = [case.id for case in NOTEBOOKS]
PAGES = NOTEBOOKS[: ids.index(LAST) + 1]
# Told by the page itself, also where a dialog would be suppressed.
TELLS = "window.ran = 0; window.alert = window.print = window.msgbox = () => { window.ran += 1 }"
# Whatever could still do something, in what the student wrote.
ACTIVE = """
() => [...document.querySelectorAll("*")].flatMap(node => [...node.attributes]
    .filter(one => /^on/i.test(one.name) || one.name == "srcdoc" || one.name == "formaction"
        || (/^(xlink:)?href$|^action$/i.test(one.name)
            && /^[\\s\\u0000-\\u001f]*(javascript|vbscript|data|blob|file|filesystem):/i.test(one.value)))
    .map(one => node.tagName + " " + one.name + " " + one.value.slice(0, 80)))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return graded_class(tmp_path_factory)


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    # Playwright leaves its loop with this thread.
    asyncio.set_event_loop(None)


def new_context(browser):
    """Returns an empty browser in which a script tells that it ran."""
    context = browser.new_context()
    # A busy machine is no failure.
    context.set_default_timeout(900_000)
    context.add_init_script(TELLS)
    return context


def open_page(browser, address, ready=""):
    """Returns where a page asks for anything, what could act in it, and how often a script did."""
    context = new_context(browser)
    tab = context.new_page()
    hosts, dialogs = set(), []
    tab.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    tab.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    tab.goto(address, wait_until="domcontentloaded")
    if ready:
        tab.locator(ready).first.wait_for(state="attached")
    for picture in tab.locator("img").all():
        picture.evaluate("image => image.complete || new Promise(r => setTimeout(r, 50))")
    found = (hosts, tab.evaluate(ACTIVE), tab.evaluate("window.ran") + len(dialogs), tab.url)
    context.close()
    return found


def assert_harmless(browser, pages, own):
    """Compares pages with one of an honest student's.

    Args:
        pages: addresses, by name.
        own: of the honest student's.
    """
    hosts, active, ran, _ = open_page(browser, own)
    assert ran == 0
    for name, address in pages.items():
        asked, acting, scripts, where = open_page(browser, address)
        assert scripts == 0, name
        assert asked <= hosts, (name, asked - hosts)
        assert set(acting) <= set(active), (name, set(acting) - set(active))
        assert where.partition("#")[0] == address.partition("#")[0], name


def submissions(course):
    """Returns the numbers under which formgrader shows submissions."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        found = book.notebook_submissions(TITLE, TITLE)
        return {submission.student.id: submission.id for submission in found}


@pytest.mark.parametrize("grader", ["nbgrader", "softmark"])
def test_formgrader_on_what_was_graded(grader, folder, browser, tmp_path):
    course = folder / grader
    before = contents(f"sqlite:///{course / 'gradebook.db'}")
    with formgrader(course, tmp_path / "server.log") as address:
        numbers = submissions(course)
        assert {case.id for case in PAGES} <= numbers.keys()
        pages = {
            name: f"{address}/submissions/{number}/"
            for name, number in numbers.items()
            if name in {"alice", *(case.id for case in PAGES)}
        }
        assert_harmless(browser, pages, pages["alice"])
    assert contents(f"sqlite:///{course / 'gradebook.db'}") == before


def test_our_own_pages(folder, browser):
    pages = {path.name: path.as_uri() for path in (folder / "softmark/out").rglob("*.html")}
    assert len(pages) > len(PAGES)
    for name, address in pages.items():
        hosts, active, ran, _ = open_page(browser, address)
        assert (hosts, active, ran) == ({""}, [], 0), name


GOT_THROUGH = """
<script>window.ran += 1</script><img src="http://hostile.invalid/1.png" onerror="window.ran += 1">
<iframe src="http://hostile.invalid/2"></iframe><a id="x" href="javascript:window.ran += 1">x</a>
<style>@import "http://hostile.invalid/3.css"; body { background: url(http://hostile.invalid/4) }</style>
<form action="http://hostile.invalid/5"></form><link rel="stylesheet" href="http://hostile.invalid/6">
"""


def own_pages(folder):
    """Returns a page of each kind that we write."""
    out = folder / "softmark/out"
    found = {
        path.name: path.read_text() for path in (out / "summary.html", *out.glob("feedback/alice*"))
    }
    assert len(found) == 2
    return {**found, "report": report_page([Written("markdown", "x")], "x", [], "en", OwnParsers())}


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_the_policy_of_our_pages_stops_what_might_get_through(kind, folder, browser, tmp_path):
    text = list(own_pages(folder).values())[kind]
    path = tmp_path / "page.html"
    path.write_text(text.replace("</body>", f"{GOT_THROUGH}</body>"))
    assert path.read_text() != text
    context = new_context(browser)
    tab = context.new_page()
    sent = []
    tab.on("requestfinished", lambda request: sent.append(request.url))
    tab.goto(path.as_uri())
    tab.evaluate("document.getElementById('x').click()")
    assert tab.evaluate("window.ran") == 0
    assert sent == [path.as_uri()]
    blocked = tab.evaluate("[...document.images].every(image => !image.naturalWidth)")
    context.close()
    assert blocked


def test_feedback(folder, browser):
    course = folder / "nbgrader"
    pages = {
        case.id: (course / "feedback" / case.id / TITLE / "notebook" / f"{TITLE}.html").as_uri()
        for case in PAGES
    }
    own = (course / "feedback/alice" / TITLE / "notebook" / f"{TITLE}.html").as_uri()
    assert_harmless(browser, pages, own)


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.id)
def test_pages_of_reports(case, browser, tmp_path):
    cells = read_all_cells(case.build(right_notebook())[NB], NB, parsers=OwnParsers())
    written = [
        Written(cell.cell_type, cell.text, bytes(cell.outputs), bytes(cell.attachments))
        for cell in cells
    ]
    path = tmp_path / "report.html"
    path.write_text(report_page(written, "Report", [], "en", OwnParsers()))
    hosts, active, ran, _ = open_page(browser, path.as_uri())
    assert (hosts - {""}, active, ran) == (set(), [], 0)
