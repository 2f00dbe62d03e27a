"""`softmark report` runs a notebook and writes a page or a PDF."""

import html
import re
import shutil
from pathlib import Path

import pytest
from helpers.commands import softmark
from helpers.reports import cell, notebook

from autograder.grading.report.page import find_chromium

TWO_CELLS = notebook(
    "# 报告：动量的影响",
    cell("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint('准确率 0.9')\nplt.show()"),
    cell("from helper import name\nname"),
)


def report(folder, *arguments):
    return softmark("report", *arguments, cwd=folder)


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "runner.ipynb").write_text(TWO_CELLS)
    (folder / "helper.py").write_text("name = 'from a file beside it'\n")
    return folder


def test_page_has_text_and_figures_and_nothing_that_runs(work):
    (work / "runner.ipynb").write_text(
        TWO_CELLS.replace("# 报告", "<script>alert(1)</script> 报告")
    )
    done = report(work, "--to", "out.html")
    assert done.returncode == 0, done.stderr
    # Headings hold their Chinese characters as entities.
    page = html.unescape((work / "out.html").read_text())
    for text in ("动量的影响", "准确率 0.9", "from a file beside it", "data:image/png;base64,"):
        assert text in page
    assert "<script" not in (work / "out.html").read_text()
    assert "default-src 'none'" in page


def test_failing_and_endless_cells_are_shown_and_the_rest_is_run(work):
    cells = [cell("1 / 0"), cell("while True: pass"), cell("print('the ' + 'end')")]
    (work / "bad.ipynb").write_text(notebook(*cells))
    done = report(work, "bad.ipynb", "--to", "out.html", "--cell-seconds", "1")
    assert done.returncode == 1
    assert "Cell 1: ZeroDivisionError: division by zero" in done.stderr
    assert "Cell 2" in done.stderr
    assert "Traceback" not in done.stderr
    page = (work / "out.html").read_text()
    assert "ZeroDivisionError" in page
    assert re.search(r"Timeout: used \d+\.\d s of processor time \(limit 1 s\)", page)
    assert "<pre>the end" in page


@pytest.mark.slow
def test_data_of_a_folder_outside_of_a_course_are_there(work):
    (work / "data").mkdir()
    (work / "data" / "numbers.txt").write_text("1 2 3")
    read = cell("print(sum(map(int, open('data/numbers.txt').read().split())))")
    (work / "runner.ipynb").write_text(notebook(read))
    done = report(work, "--to", "out.html")
    assert done.returncode == 0, done.stderr
    assert "<pre>6\n</pre>" in (work / "out.html").read_text()


def test_a_chinese_report_says_in_chinese_what_went_wrong(work):
    (work / "bad.ipynb").write_text(notebook(cell("1 / 0")))
    done = report(work, "bad.ipynb", "--to", "out.html", "--lang", "zh")
    assert done.returncode == 1
    assert "单元格 1：ZeroDivisionError: division by zero" in done.stderr
    assert "代码" in (work / "out.html").read_text()


@pytest.mark.slow
def test_a_notebook_that_ends_its_kernel_has_a_report(work):
    cells = [cell("print('first')"), cell("import os; os._exit(0)"), cell("print('never')")]
    (work / "bad.ipynb").write_text(notebook(*cells))
    done = report(work, "bad.ipynb", "--to", "out.html")
    assert done.returncode == 1
    assert "The kernel ended" in done.stderr
    assert "<pre>first" in (work / "out.html").read_text()


@pytest.mark.slow
def test_an_output_that_is_none_ends_the_run_with_a_sentence(work):
    cells = [cell("print('first')"), cell("display({'image/png': 5}, raw=True)")]
    (work / "bad.ipynb").write_text(notebook(*cells))
    done = report(work, "bad.ipynb", "--to", "out.html")
    assert done.returncode == 1
    assert "A cell shows something that is not a notebook's output" in done.stderr
    assert "Traceback" not in done.stderr
    assert "<pre>first" in (work / "out.html").read_text()


@pytest.mark.skipif(find_chromium() is None, reason="there is no Chromium on this machine")
def test_pdf_can_be_read_and_holds_the_figure(work):
    from pypdf import PdfReader

    done = report(work, "--to", "out.pdf")
    assert done.returncode == 0, done.stderr
    reader = PdfReader(work / "out.pdf")
    text = "".join(page.extract_text() for page in reader.pages)
    assert "动量的影响" in text
    assert "import matplotlib" not in text
    assert sum(len(page.images) for page in reader.pages) == 1


@pytest.mark.slow
def test_without_chromium_the_report_is_a_page_and_says_so(work, tmp_path, monkeypatch):
    tools = tmp_path / "tools"
    tools.mkdir()
    bwrap = shutil.which("bwrap")
    if bwrap is not None:
        (tools / "bwrap").symlink_to(bwrap)
    monkeypatch.setenv("PATH", str(tools))
    done = report(work, "--to", "out.pdf")
    assert done.returncode == 0, done.stderr
    assert "There is no Chromium here, so the report is a page: out.html." in done.stderr
    assert done.stdout.strip() == "out.html"
    assert (work / "out.html").exists()
    assert not (work / "out.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--to", "out.doc"], "out.doc has to end in .html or .pdf."),
        (["nothing", "--to", "out.html"], "nothing is not a notebook: give one, or a folder"),
        (["helper.py", "--to", "out.html"], "is not a notebook: give one"),
        (["broken.ipynb", "--to", "out.html"], "broken.ipynb is not a notebook that can be read."),
    ],
)
def test_wrong_usage_is_one_sentence(work, arguments, sentence):
    Path(work, "broken.ipynb").write_text("no")
    done = report(work, *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
