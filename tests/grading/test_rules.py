"""Rules, loading problems and efficiency, as a graded submission shows them."""

import dataclasses
from pathlib import Path

import pytest

from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.course.rules import ImportRule, LoopRule, Rules, find_violations, read_facts
from autograder.course.sources import GradedSources
from autograder.execution.worker.static_analysis import inspect_files
from autograder.grading.grader import Grader
from autograder.grading.opened import OpenedHere
from autograder.submissions import Submission


@pytest.fixture
def grade(assignment, grader):
    def grade(old, new, file="loss.py", listing=()):
        files = dict(assignment.reference)
        source = files[file].decode()
        assert source.count(old) == 1
        files[file] = source.replace(old, new).encode()
        submission = Submission(
            student="ann", files=files, listing=tuple((name, 1) for name in listing),
            notes=(), digest="",
        )  # fmt: skip
        return grader.grade(submission)

    return grade


def line_of(assignment, text, file="loss.py"):
    lines = assignment.reference[file].decode().splitlines()
    (number,) = [number for number, line in enumerate(lines, start=1) if text in line]
    return number


def messages(result):
    return {check.message for check in result.checks if check.message}


def hints(result):
    return {check.hint for check in result.checks if check.hint}


def test_unused_forbidden_import_costs_its_points_and_no_check(grade):
    result = grade("import numpy as np", "import numpy as np\nimport torch\nfrom torch import nn")
    assert all(check.status == "passed" for check in result.checks)
    assert result.score == 90
    first, second = result.violations
    assert (first.rule, first.file, first.line, first.points) == ("import", "loss.py", 10, 10)
    assert second.points == 0


def test_forbidden_package_that_is_used_fails_the_checks_that_use_it(grade):
    result = grade(
        "logits = Input @ self.W + self.b",
        "import torch\n        logits = torch.matmul(Input, self.W)",
    )
    assert result.score == 25 - 10
    assert hints(result) == {"torch may not be used here: write this step with numpy."}


def test_loop_over_samples_is_reported_with_its_line(grade, assignment):
    result = grade(
        "samples = np.arange(len(labels))",
        "samples = np.array([n for n in range(len(labels))])",
    )
    (violation,) = result.violations
    line = line_of(assignment, "samples = np.arange(len(labels))")
    assert (violation.rule, violation.line, violation.points) == ("loop", line, 5)
    assert result.score == 95


def test_data_set_that_was_handed_in_is_reported_once(grade):
    result = grade("import numpy", "import numpy", listing=["train-images-idx3-ubyte.gz"])
    assert [item.file for item in result.violations] == ["train-images-idx3-ubyte.gz"]
    assert result.score == 100


def test_deductions_never_make_a_score_negative(grade):
    result = grade("class SGD:", "import torch\nraise SystemExit\nclass SGD:", file="optimizer.py")
    assert result.score == 60 - 10
    assert min(check.points for check in result.checks) == 0


def test_syntax_error_shows_the_line(grade, assignment):
    result = grade("logits = Input @ self.W + self.b", "logits = Input @ self.W + self.b)")
    (message,) = messages(result)
    assert "loss.py" in message
    line = line_of(assignment, "logits = Input @ self.W + self.b")
    assert f"line {line}" in message
    assert message.endswith("    logits = Input @ self.W + self.b)")


def test_tabs_mixed_with_spaces_are_named(grade):
    result = grade("        samples = np.arange", "\tsamples = np.arange")
    assert hints(result) == {
        "Tabs and spaces are mixed: let your editor convert all indentation to spaces."
    }


def test_print_statement_is_named_python_2(grade):
    result = grade("        samples = np", '        print "hello"\n        samples = np')
    assert hints(result) == {"print without brackets is Python 2: write print(...)."}


def test_xrange_is_named_python_2_when_it_is_met(grade):
    result = grade(
        "        model = self.model",
        "        for _ in xrange(1):\n            pass\n        model = self.model",
        file="optimizer.py",
    )
    assert hints(result) == {"xrange is Python 2: write range."}


def test_missing_helper_module_is_named_and_costs_only_what_needs_it(grade):
    result = grade(
        "class SGD:", "import my_helpers\n\n\nclass SGD(my_helpers.Base):", file="optimizer.py"
    )
    assert result.score == 60
    assert messages(result) == {
        "optimizer.py imports my_helpers, which was not handed in and is not available"
    }


def test_missing_helper_module_that_nothing_needs_costs_nothing_and_is_remarked(grade):
    result = grade("class SGD:", "import my_helpers\n\n\nclass SGD:", file="optimizer.py")
    assert result.score == 100
    (note,) = result.notes
    assert note.startswith("optimizer.py, line ")
    assert "ModuleNotFoundError: No module named 'my_helpers'" in note


def test_changed_signature_is_shown_beside_the_expected_one(grade):
    result = grade("def forward(self, Input, labels):", "def forward(self, batch):")
    assert (
        "forward does not accept the arguments of the call: yours is forward(batch), "
        "expected forward(Input, labels)"
    ) in messages(result)


def efficient(assignment):
    """Returns the assignment with an efficiency check that only assignment.toml switches on."""
    hidden = assignment.bundle.solution["hidden.py"] + (
        b"\n\n@check('efficiency.batch', points=10, needs=['loss'], title='x', slower_than=10)\n"
        b"def efficiency_batch(student, rng):\n"
        b"    'forward and gradient of 2,000 samples'\n"
        b"    grad_W, grad_b = gradients_of(student, *make_batch(rng, 2000, 5, 10))\n"
        b"    return {'grad_W': grad_W}\n"
    )
    toml = assignment.bundle.assignment["assignment.toml"]
    toml = toml.replace(b"training = 15", b"training = 15\nefficiency = 10")
    bundle = dataclasses.replace(
        assignment.bundle,
        assignment={**assignment.bundle.assignment, "assignment.toml": toml},
        solution={**assignment.bundle.solution, "hidden.py": hidden},
    )
    return load_assignment(bundle)


def test_efficiency_is_off_unless_assignment_toml_gives_it_points(assignment):
    timed = efficient(assignment)
    assert timed.checks[-1].id == "efficiency.batch"
    toml = assignment.bundle.assignment["assignment.toml"]
    bundle = dataclasses.replace(
        timed.bundle, assignment={**timed.bundle.assignment, "assignment.toml": toml}
    )
    assert "efficiency.batch" not in {check.id for check in load_assignment(bundle).checks}


def test_slow_but_right_submission_loses_the_efficiency_points_only(assignment):
    timed = efficient(assignment)
    slow = {**assignment.reference}
    slow["loss.py"] = slow["loss.py"].replace(
        b"exponentials = np.exp(shifted)",
        b"exponentials = np.vectorize(lambda z: sum([np.exp(z)] * 50) / 50)(shifted)",
    )
    with Grader(timed, b"secret") as grader:
        fast_result, slow_result = (
            grader.grade(Submission(student="ann", files=files, listing=(), notes=(), digest=""))
            for files in (assignment.reference, slow)
        )
    assert fast_result.checks[-1].status == "passed"
    assert slow_result.checks[-1].status == "failed"
    assert "times as slow as the reference" in slow_result.checks[-1].message
    assert [check.id for check in slow_result.checks if check.status != "passed"] == [
        "efficiency.batch"
    ]


def test_assignment_is_not_changed_by_loading(assignment):
    assert dataclasses.is_dataclass(assignment)
    with pytest.raises(dataclasses.FrozenInstanceError):
        assignment.checks = ()


def test_source_that_cannot_be_inspected_is_said_not_to_have_been_checked():
    rules = Rules(imports=ImportRule(forbidden=("torch",), points=10))
    (violation,) = find_violations(rules, {}, ["loss.py", "report.pdf"], "en", ["loss.py"])
    assert (violation.rule, violation.file, violation.points) == ("inspection", "loss.py", 0)
    assert find_violations(rules, {}, ["report.pdf"], "en") == []


def charged(source):
    vectorised = ("model.first", "model.second")
    rules = Rules(loops=LoopRule(vectorised=vectorised, points=5))
    facts = read_facts({"values": inspect_files({"model.py": source.encode()}, vectorised)})
    found = find_violations(rules, facts, ["model.py"], "en")
    return [(item.line, item.message.split()[0], item.points) for item in found]


SHARED = """
def helper(x):
    return [row.sum() for row in x]

def first(x):
    return helper(x)

def second(x):
    return helper(x)
"""


def test_a_loop_that_two_functions_share_costs_once():
    assert charged(SHARED) == [(3, "first", 5), (3, "second", 0)]


def test_a_function_that_shares_a_loop_still_pays_for_its_own():
    source = f"{SHARED.rstrip()} + [row.max() for row in x]\n"
    assert charged(source) == [(3, "first", 5), (3, "second", 0), (9, "second", 5)]


def test_a_function_with_two_loops_pays_once_and_is_told_of_the_first():
    source = SHARED.replace("def first(x):\n", "def first(x):\n    [row.max() for row in x]\n")
    assert charged(source) == [(3, "first", 5), (3, "second", 0)]


@pytest.mark.parametrize("touched", [False, True])
def test_facts_of_given_files_are_the_same_whoever_takes_them(assignment, touched):
    files = dict(assignment.reference)
    if touched:
        files = {path: content + b"\n" for path, content in files.items()}
    assert set(assignment.given_facts) == set(assignment.given)
    vectorised = assignment.config.rules.loops.vectorised
    opened = OpenedHere(assignment, GradedSources(files))
    assert list(opened.facts) == list(files)
    assert opened.facts == read_facts({"values": inspect_files(files, vectorised)})


class Recorded:
    """A transport that inspects nothing, and notes what it was asked to inspect."""

    faults = ()

    def __init__(self):
        self.asked = []

    def exchange(self, message):
        self.asked += message.get("only", ())
        return {"values": {} if "inspect" in message else []}


@pytest.mark.parametrize("name", ["softmax_mnist", "mlp", "knn"])
def test_given_files_as_released_are_not_inspected_at_home(name):
    assignment = load_assignment(Course(Path(__file__).resolve().parents[2]).bundle(name))
    student = load_assignment(dataclasses.replace(assignment.bundle, solution={}))
    assert not student.reference
    released = {file: assignment.stub(file) for file in assignment.given}
    for files in (
        released,
        {file: text.replace(b"\n", b"\r\n") for file, text in released.items()},
    ):
        home = Recorded()
        opened = OpenedHere(student, GradedSources(files), home)
        assert home.asked == []
        assert opened.facts == assignment.given_facts
    for file, text in released.items():
        home = Recorded()
        changed = {**released, file: b"import torch\n" + text}
        assert OpenedHere(student, GradedSources(changed), home).unchecked == [file]
        assert set(home.asked) == {file}


def test_sources_that_cannot_be_inspected_are_said_to_be_so_beside_given_ones(assignment):
    class Silent:
        faults = ()

        def exchange(self, message):
            if "inspect" in message:
                assert set(message["only"]).isdisjoint(assignment.given)
                return {"values": {}}
            return {"values": []}

    opened = OpenedHere(assignment, GradedSources(assignment.reference), Silent())
    assert set(opened.facts) == set(assignment.given)
    assert opened.unchecked == ["loss.py", "optimizer.py"]
    only_given = OpenedHere(assignment, GradedSources(assignment.given), Silent())
    assert only_given.facts == assignment.given_facts


@pytest.mark.parametrize(
    "statement",
    [
        "exec('import torch')",
        "__import__('tor' + 'ch')",
        "import importlib; importlib.import_module('tor' + 'ch')",
        "eval('__import__(\"torch.nn\")')",
        "import builtins; getattr(builtins, '__imp' + 'ort__')('torch')",
    ],
)
def test_an_import_without_a_statement_costs_the_same(grade, statement):
    (violation,) = grade("import numpy as np", f"import numpy as np\n{statement}").violations
    assert (violation.rule, violation.points) == ("import", 10)
    assert "torch" in violation.message


@pytest.mark.slow
def test_files_of_junk_switch_no_rule_off(assignment, grader):
    """They are inspected after those that are wanted, which have their own time."""
    files = dict(assignment.reference)
    files["loss.py"] = files["loss.py"].replace(
        b"samples = np.arange(len(labels))", b"samples = np.array([n for n in range(len(labels))])"
    )
    files["optimizer.py"] += b"\nimport torch\n"
    junk = b"x = [" + b"(-1, {2: [3]}), " * 40_000 + b"]\n"
    files |= {f"a{number}.py": junk for number in range(20)}
    result = grader.grade(Submission("ann", files, (), (), "digest"))
    rules = {(item.rule, item.file): item.points for item in result.violations}
    assert rules["loop", "loss.py"] == 5
    assert rules["import", "optimizer.py"] == 10
    unchecked = {file for rule, file in rules if rule == "inspection"}
    assert unchecked <= files.keys() - assignment.reference.keys()
