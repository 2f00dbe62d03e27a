"""`pytest assignments/NAME --submission DIR`: one item a check, with the messages of grading."""

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "solutions" / "softmax_mnist"


def run_pytest(*arguments):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "assignments/softmax_mnist",
        "-p",
        "no:cacheprovider",
    ]
    return subprocess.run(
        [*command, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def submission(tmp_path):
    for name in ("loss.py", "optimizer.py"):
        shutil.copy(REFERENCE / name, tmp_path)
    return tmp_path


@pytest.mark.slow
def test_right_submission_passes_every_check(submission):
    done = run_pytest("--submission", submission, "-q")
    assert done.returncode == 0, done.stdout
    assert "17 passed" in done.stdout


def test_wrong_submission_fails_with_the_message_of_grading_and_junit_has_it(submission):
    loss = submission / "loss.py"
    loss.write_text(loss.read_text().replace("delta /= batch", "pass"))
    report = submission / "report.xml"
    done = run_pytest("--submission", submission, "-k", "gradient.w", f"--junitxml={report}")
    assert done.returncode == 1
    assert "60 of 60 values differ" in done.stdout
    assert "Traceback" not in done.stdout
    (case,) = ElementTree.parse(report).getroot().iter("testcase")
    assert case.get("name") == "gradient.w"
    failure = case.find("failure")
    assert failure is not None
    assert "60 of 60 values differ" in (failure.text or "")


@pytest.mark.slow
def test_check_whose_file_is_missing_is_skipped_with_the_reason(submission):
    (submission / "optimizer.py").unlink()
    done = run_pytest("--submission", submission, "-k", "optimizer", "-rs")
    assert done.returncode == 0
    assert "optimizer.py is missing" in done.stdout


@pytest.mark.slow
def test_submission_that_is_not_there_is_one_sentence(tmp_path):
    done = run_pytest("--submission", tmp_path / "nobody", "-x")
    assert done.returncode != 0
    assert "nobody does not exist" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_without_the_option_nothing_is_collected():
    assert "no tests ran" in run_pytest().stdout
