"""What hand-in rules ask of a report goes to the person who grades it."""

import io

import pytest
from helpers.reports import CODE, PIXEL, PROSE, cell, notebook

from autograder.course.assignment import load_assignment
from autograder.course.course import Bundle
from autograder.execution.parsing import ConfinedParsers, OwnParsers
from autograder.grading.report.findings import find_report, read_pdf
from autograder.grading.report.page import find_chromium, write_pdf
from autograder.submissions import Submission

TOML = """\
title = "Training"
modules = ["train"]

[points]
train = 1

[rules.report]
notebook = "runner.ipynb"
pdf = true

[rules.report.points]
executed = 2

[rules.report.topics.momentum]
title = "momentum"
words = [["momentum", "动量"]]

[rules.report.topics.parameters]
title = "hyper-parameters"
least = 2
words = [["learning rate", "学习率"], ["batch size", "批大小"], ["epoch"]]
"""
PRINTS = "from train import accuracy\nprint('test accuracy', accuracy)"
needs_chromium = pytest.mark.skipif(find_chromium() is None, reason="there is no Chromium here")


def findings(files, toml=TOML):
    assignment = load_assignment(Bundle("training", {"assignment.toml": toml.encode()}, {}))
    contents = {
        name: content.encode() if isinstance(content, str) else content
        for name, content in files.items()
    }
    submission = Submission("ada", contents, (), (), "digest")
    return {item.rule: item for item in find_report(assignment, submission, "en", OwnParsers())}


def without_pdf(files):
    return findings(files, TOML.replace("pdf = true", "pdf = false"))


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    def make(body):
        path = tmp_path_factory.mktemp("pdf") / "report.pdf"
        assert write_pdf(f"<html><body>{body}</body></html>", path, find_chromium())
        return path.read_bytes()

    return make


def test_nothing_is_asked_without_the_rule():
    assert findings({}, TOML[: TOML.index("[rules")]) == {}


def test_what_is_missing_is_named():
    found = findings({"train.py": "accuracy = 0.9"})
    assert set(found) == {"report.notebook", "report.pdf"}
    assert found["report.notebook"].message == "runner.ipynb is missing"


def test_an_honest_notebook_is_reproduced():
    honest = notebook(cell("x = 1", count=1), cell(PRINTS, "test accuracy 0.9\n", count=2))
    assert without_pdf({"train.py": "accuracy = 0.9", "code/runner.ipynb": honest}) == {}


def test_a_number_that_our_own_run_does_not_give_is_named():
    invented = notebook(cell(PRINTS, "test accuracy 0.97\n", count=1))
    found = without_pdf({"train.py": "accuracy = 0.9", "runner.ipynb": invented})
    assert {rule: item.message for rule, item in found.items()} == {
        "report.reproduced": (
            "runner.ipynb prints test accuracy 0.9700; our own run gives 0.9000 (tolerance 0.01)"
        )
    }


def test_not_run_in_order_without_outputs_and_with_errors():
    sloppy = notebook(cell(PRINTS, count=3), cell("1 / 0", count=2, error=True))
    found = without_pdf({"runner.ipynb": sloppy})
    assert set(found) == {"report.executed", "report.outputs", "report.errors", "report.accuracy"}
    assert found["report.executed"].points == 2
    assert found["report.outputs"].points == 0


def test_a_notebook_that_does_not_run_here_is_named():
    found = without_pdf({"runner.ipynb": notebook(cell(PRINTS, "test accuracy 0.9", count=1))})
    assert found["report.not_run"].message.startswith(
        "runner.ipynb does not run to its end here: Cell 1: ModuleNotFoundError"
    )


def test_a_notebook_that_is_none_is_named():
    assert set(without_pdf({"runner.ipynb": "no"})) == {"report.unread"}


def test_an_honest_notebook_may_print_another_number_of_times_and_define_what_prints():
    silent = cell("def tell(x):\n    print(x)", count=1)
    source = "from train import accuracy\nfor _ in range(2): tell(f'test accuracy {accuracy}')"
    honest = notebook(silent, cell(source, "test accuracy 0.9\n", count=2))
    assert without_pdf({"train.py": "accuracy = 0.9", "runner.ipynb": honest}) == {}


def test_a_value_that_a_cell_shows_counts_as_printed():
    shown = cell("from train import accuracy\nf'Test accuracy: {accuracy:.1%}'", count=1)
    shown["outputs"] = [
        {
            "output_type": "execute_result",
            "execution_count": 1,
            "metadata": {},
            "data": {"text/plain": "'Test accuracy: 90.0%'"},
        }
    ]
    assert without_pdf({"train.py": "accuracy = 0.9", "runner.ipynb": notebook(shown)}) == {}


def test_a_notebook_that_runs_too_long_is_named(monkeypatch):
    monkeypatch.setattr("autograder.grading.report.findings.NOTEBOOK_SECONDS", 1.0)
    endless = notebook(cell("while True: pass", "test accuracy 0.9\n", count=1))
    found = without_pdf({"runner.ipynb": endless})
    assert {rule: item.message for rule, item in found.items()} == {
        "report.not_run": (
            "runner.ipynb does not run to its end here: The notebook used up its 1 s; the cells after that were not run."
        )
    }


@needs_chromium
def test_a_good_pdf_has_no_findings(pdf):
    assert set(findings({"a.pdf": pdf(PROSE + PIXEL)})) == {"report.notebook"}


@needs_chromium
def test_a_poor_pdf_is_described(pdf):
    found = findings({"a.pdf": pdf(CODE)})
    assert set(found) - {"report.notebook"} == {
        "report.states_train",
        "report.states_test",
        "report.momentum",
        "report.parameters",
        "report.figures",
        "report.code",
    }
    assert found["report.code"].message == "a.pdf is mostly code"
    assert found["report.momentum"].message == "a.pdf does not discuss momentum"
    assert found["report.parameters"].message == "a.pdf discusses fewer than 2 hyper-parameters"


@pytest.mark.parametrize(
    ("lacking", "old", "new", "figures"),
    [
        ("states_train", "training accuracy is 0.89, the", "", 1),
        ("states_test", ", the test accuracy 0.90", "", 1),
        ("momentum", "momentum", "it", 1),
        ("parameters", "batch size", "seed", 1),
        ("figures", "", "", 0),
        ("code", "", "import numpy as np\nx = 1\ndef f(x):\n    return x\n", 1),
    ],
)
def test_what_one_pdf_lacks_is_all_that_is_found(monkeypatch, lacking, old, new, figures):
    text = PROSE.replace(old, new) if old else new + PROSE
    facts = {"pages": 1, "text": text, "figures": figures}
    monkeypatch.setattr("autograder.grading.report.findings.read_pdf", lambda *_: facts)
    assert set(findings({"a.pdf": b""})) == {"report.notebook", f"report.{lacking}"}


@needs_chromium
def test_chinese_reports_are_read(pdf):
    body = "<p>训练准确率为 0.89，测试准确率为 0.90。动量、学习率和批大小的影响如下。</p>"
    assert set(findings({"a.pdf": pdf(body + PIXEL)})) == {"report.notebook"}


def test_a_confined_process_reads_what_this_one_reads():
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    for _ in range(3):
        writer.add_blank_page(200, 200)
    content = io.BytesIO()
    writer.write(content)
    with ConfinedParsers() as parsers:
        found = read_pdf(content.getvalue(), parsers)
    assert found == read_pdf(content.getvalue(), OwnParsers())
    assert (found["pages"], found["figures"]) == (3, 0)


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.7\n" + b"1 0 obj << /A " * 1000])
def test_a_pdf_that_cannot_be_read_is_named(content):
    with ConfinedParsers() as parsers:
        assert read_pdf(content, parsers) is None
    assert "report.opens" in findings({"a.pdf": content})
