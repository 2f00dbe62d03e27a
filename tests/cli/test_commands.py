"""The command line as other tools call it: exit codes, files, JSON, and answers to mistakes."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from helpers.commands import ROOT, SOLUTION, assert_refused, softmark, softmark_process, write_work
from helpers.double_course import CHECKS, write_course

from autograder.results.result_json import decode_result, result_schema

WRONG_LOSS = (SOLUTION / "loss.py").read_text().replace("delta /= batch", "pass")


def matches(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Tells whether a value fits the part of JSON schema that results use."""
    if "$ref" in schema:
        return matches(value, whole["$defs"][schema["$ref"].rsplit("/", 1)[1]], whole)
    if "anyOf" in schema:
        return any(matches(value, option, whole) for option in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    kind = schema.get("type")
    if kind == "object":
        known = schema.get("properties", {})
        return (
            isinstance(value, dict)
            and set(schema.get("required", ())) <= set(value)
            and all(name in known or not known for name in value)
            and all(matches(item, known.get(name, {}), whole) for name, item in value.items())
        )
    if kind == "array":
        return isinstance(value, list) and all(
            matches(item, schema.get("items", {}), whole) for item in value
        )
    types = {
        "string": str,
        "number": (int, float),
        "integer": int,
        "boolean": bool,
        "null": type(None),
    }
    return kind is None or (
        isinstance(value, types[kind]) and (kind == "boolean" or not isinstance(value, bool))
    )


def assert_result(line: str) -> dict[str, Any]:
    """Returns the result of one line of JSON, after comparing it with the published schema."""
    schema = result_schema()
    result = json.loads(line)
    assert matches(result, schema, schema)
    assert decode_result(line.encode()).student == result["student"]
    assert result["score"] <= result["max_score"]
    return result


def test_check_passes_right_work_and_promises_no_more_than_it_knows(tmp_path: Path) -> None:
    done = softmark("check", "softmax_mnist", "--path", write_work(tmp_path / "mine"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "visible checks passed" in done.stdout.lower()
    assert "hidden checks run at grading" in done.stdout
    assert "all passed" not in done.stdout.lower()
    assert done.stderr == ""


def test_check_fails_wrong_work_and_says_how_to_see_it_again(tmp_path: Path) -> None:
    folder = write_work(tmp_path / "mine", loss=WRONG_LOSS)
    done = softmark("check", "softmax_mnist", "--path", folder, "--seed", 3)
    assert done.returncode == 1
    assert "softmark check softmax_mnist --only gradient.w --seed 3" in " ".join(
        done.stdout.split()
    )
    assert "passed; hidden" not in done.stdout


def test_check_of_the_untouched_stubs_fails(tmp_path: Path) -> None:
    done = softmark("check", "softmax_mnist")
    assert done.returncode == 1
    assert "TODO" in done.stdout


def test_check_prints_one_result_as_json(tmp_path: Path) -> None:
    folder = write_work(tmp_path / "mine", loss=WRONG_LOSS)
    done = softmark("check", "softmax_mnist", "--path", folder, "--json")
    assert done.returncode == 1
    result = assert_result(done.stdout)
    failed = {check["id"] for check in result["checks"] if check["status"] != "passed"}
    assert failed == {"gradient.w", "gradient.b", "stability.logits", "training.small"}
    assert result["isolation"] == "none"
    assert not any(check["hidden"] for check in result["checks"])


def test_check_runs_only_what_is_asked_for(tmp_path: Path) -> None:
    folder = write_work(tmp_path / "mine", loss=WRONG_LOSS)
    arguments = ("check", "softmax_mnist", "--path", folder, "--json", "--only")
    done = softmark(*arguments, "optimizer")
    assert done.returncode == 0
    ids = [check["id"] for check in assert_result(done.stdout)["checks"]]
    assert ids == ["optimizer.sgd", "optimizer.momentum"]
    done = softmark_process("--", *arguments, "gradient.b", "--only", "loss.value")
    assert done.returncode == 1
    ids = {check["id"] for check in assert_result(done.stdout)["checks"]}
    assert ids == {"gradient.b", "loss.value"}


def test_check_speaks_chinese_when_asked(tmp_path: Path) -> None:
    folder = write_work(tmp_path / "mine")
    done = softmark("check", "softmax_mnist", "--path", folder, "--lang", "zh")
    assert done.returncode == 0
    assert "隐藏检查将在评分时运行" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "softmax_minst"], ["softmax_minst", "Did you mean softmax_mnist?"]),
        (["check"], ["Name an assignment", "softmax_mnist"]),
        (["check", "softmax_mnist", "--only", "gradeint.w"], ["Did you mean gradient.w?"]),
        (["check", "softmax_mnist", "--only", "loss.mean"], ["hidden check"]),
        (["check", "softmax_mnist", "--seed", "8"], ["8"]),
        (["check", "softmax_mnist", "--seed", "x"], ["--seed"]),
        (["check", "softmax_mnist", "--path", "nowhere"], ["nowhere"]),
        (["check", "softmax_mnist", "--path", "docs"], ["docs"]),
        (["check", "softmax_mnist", "--lang", "fr"], ["fr"]),
        (["check", "softmax_mnist", "--colour"], ["--colour"]),
        (["chek"], ["chek"]),
        (["grade", "softmax_mnst", "data", "--out", "out"], ["Did you mean softmax_mnist?"]),
        (["grade", "softmax_mnist", "data"], ["--out"]),
        (["grade", "softmax_mnist", "nowhere", "--out", "out"], ["nowhere"]),
        (["grade", "softmax_mnist"], ["SUBMISSIONS"]),
        (["verify", "softmax"], ["Did you mean softmax_mnist?"]),
        (["release", "softmax"], ["Did you mean softmax_mnist?"]),
        (["release", "softmax_mnist", "--zip", "a.zip", "--to", "b"], ["--to, --zip"]),
        (["release", "softmax_mnist", "--with-data"], ["--with-data"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_wrong_usage_is_answered_with_one_sentence(arguments: list[str], words: list[str]) -> None:
    assert_refused(softmark(*arguments), *words)
    assert not (ROOT / "out").exists()


@pytest.mark.parametrize("command", ["check", "verify"])
def test_outside_of_a_course_the_command_says_so(tmp_path: Path, command: str) -> None:
    assert_refused(softmark(command, cwd=tmp_path), "not inside a course")


def test_a_malformed_assignment_is_answered_with_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "assignments" / "broken"
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text("title = 3\n")
    assert_refused(softmark("check", "broken", cwd=tmp_path), "assignments/broken/assignment.toml")
    done = softmark("verify", "broken", "--json", cwd=tmp_path)
    assert done.returncode == 1
    assert "assignment.toml" in json.loads(done.stdout)[0]["problems"][0]["what"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("class")
    write_work(folder / "in" / "anna")
    write_work(folder / "in" / "ben", loss=WRONG_LOSS)
    (folder / "in" / "carl").mkdir()
    shutil.copyfile(SOLUTION / "loss.py", folder / "in" / "carl" / "loss.py")
    (folder / "in" / "dora.zip").write_bytes(b"no archive")
    done = softmark("grade", "softmax_mnist", folder / "in", "--out", folder / "out", "--json")
    return folder / "out", done


def test_grade_writes_a_result_for_every_submission(graded: tuple[Path, Any]) -> None:
    out, done = graded
    assert done.returncode == 0, done.stderr
    lines = (out / "results.jsonl").read_text().splitlines()
    results = {result["student"]: result for result in map(assert_result, lines)}
    assert {student: result["status"] for student, result in results.items()} == {
        "anna": "graded",
        "ben": "graded",
        "carl": "graded",
        "dora": "refused",
    }
    assert (results["anna"]["score"], results["carl"]["score"], results["dora"]["score"]) == (
        100,
        60,
        0,
    )
    assert 0 < results["ben"]["score"] < 100
    assert results["dora"]["message"]
    assert {result["isolation"] for result in results.values()} == {"full"}


def test_grade_prints_the_same_results_as_json_lines(graded: tuple[Path, Any]) -> None:
    out, done = graded
    written = (out / "results.jsonl").read_text().splitlines()
    assert sorted(done.stdout.splitlines()) == sorted(written)


def test_grade_writes_the_table_and_the_pages(graded: tuple[Path, Any]) -> None:
    out, _ = graded
    with (out / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"anna", "ben", "carl", "dora"}
    assert {"student", "status", "score", "max_score"} <= set(rows["anna"])
    assert (float(rows["anna"]["score"]), float(rows["anna"]["max_score"])) == (100, 100)
    assert rows["dora"]["status"] == "refused"
    assert {page.stem for page in (out / "feedback").iterdir()} == set(rows)
    assert (out / "summary.html").stat().st_size > 1000


def test_grade_takes_a_single_submission(tmp_path: Path) -> None:
    done = softmark(
        "grade", "softmax_mnist", write_work(tmp_path / "eve"), "--out", tmp_path / "out"
    )
    assert done.returncode == 0, done.stderr
    assert "eve" in done.stdout
    (line,) = (tmp_path / "out" / "results.jsonl").read_text().splitlines()
    assert assert_result(line)["score"] == 100


def test_grade_without_a_sandbox_marks_every_result(tmp_path: Path) -> None:
    arguments = (write_work(tmp_path / "eve"), "--out", tmp_path / "out", "--unsafe-no-sandbox")
    done = softmark("grade", "softmax_mnist", *arguments)
    assert done.returncode == 0, done.stderr
    (line,) = (tmp_path / "out" / "results.jsonl").read_text().splitlines()
    result = assert_result(line)
    assert (result["isolation"], result["score"]) == ("none", 100)
    assert "without a sandbox" in (tmp_path / "out/feedback/eve.html").read_text().lower()


def test_grade_of_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    assert_refused(
        softmark("grade", "softmax_mnist", tmp_path / "class", "--out", tmp_path / "out"),
        "no submissions",
    )


def test_release_and_verify_go_together(tmp_path: Path) -> None:
    write_course(tmp_path)
    done = softmark("verify", "--json", cwd=tmp_path)
    assert done.returncode == 1
    (report,) = json.loads(done.stdout)
    assert {problem["fix"] for problem in report["problems"]} == {
        "Run `softmark release doubling`."
    }
    done = softmark("release", "doubling", cwd=tmp_path)
    assert done.returncode == 0
    assert "assignments/doubling/double.py" in done.stdout.splitlines()
    done = softmark("verify", "doubling", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    (report,) = json.loads(done.stdout)
    assert (report["assignment"], report["problems"]) == ("doubling", [])
    assert (report["points"], report["trivial_score"], report["stub_failing"]) == (10, 0, 2)
    assert softmark("verify", cwd=tmp_path).returncode == 0


def test_release_keeps_an_edited_file_until_it_is_forced(tmp_path: Path) -> None:
    write_course(tmp_path)
    assert softmark("release", "doubling", cwd=tmp_path).returncode == 0
    stub = tmp_path / "assignments/doubling/double.py"
    stub.write_text("mine")
    assert_refused(softmark("release", "doubling", cwd=tmp_path), "double.py", "--force")
    assert stub.read_text() == "mine"
    assert softmark("release", "doubling", "--force", cwd=tmp_path).returncode == 0
    assert "NotImplementedError" in stub.read_text()


def test_verify_fails_where_a_check_can_be_passed_by_doing_nothing(tmp_path: Path) -> None:
    write_course(tmp_path, CHECKS=CHECKS.replace("rng.normal(size=3) + 5", "np.zeros(3)"))
    assert softmark("release", "doubling", cwd=tmp_path).returncode == 0
    done = softmark("verify", "doubling", cwd=tmp_path)
    assert done.returncode == 1
    assert "zeros of the right shape" in " ".join(done.stdout.split())


def test_start_of_check_imports_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import sys; before = set(sys.modules)\n"
        "import autograder.cli.surroundings, autograder.cli.watched\n"
        "watcher = {'numpy', 'json', 'click', 'typing', 'dataclasses'}\n"
        "assert not watcher & (set(sys.modules) - before), watcher & set(sys.modules)\n"
        "import autograder.execution.meter, autograder.execution.stacks, autograder.results.text\n"
        "assert 'numpy' not in sys.modules\n"
        "import autograder.cli.watching, autograder.cli.check_line, autograder.cli.checking\n"
        "heavy = {'click', 'jupyter_client', 'nbformat', 'nbgrader', 'matplotlib', 'dask', 'jinja2', 'IPython', 'torch',\n"
        "    'msgspec', 'rich', 'tqdm', 'subprocess', 'importlib.metadata', 'email', 'autograder.diagnosis.diagnose', 'autograder.execution.sandbox'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
