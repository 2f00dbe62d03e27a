"""The level "derive": a formula that is to be derived is nowhere in what students get."""

from dataclasses import replace
from pathlib import Path

import pytest
from helpers.marks import sampled

from autograder.authoring.current import verify_derivation
from autograder.authoring.formulas import derived, told_formulas
from autograder.authoring.leaks import refuse_leaks
from autograder.authoring.notebook.assemble import notebook_files
from autograder.authoring.proof import Report
from autograder.authoring.release import (
    generated_files,
    handout_files,
    translated_files,
    workspace_files,
)
from autograder.authoring.translations import untranslated
from autograder.course.assignment import load_assignment
from autograder.course.course import Bundle, find_course
from autograder.course.formulas import tells
from autograder.course.mistakes import load_mistakes

COURSE = find_course(Path(__file__))
WITH_DERIVATION = [name for name in COURSE.names() if "derive.toml" in COURSE.bundle(name).solution]
SMALL = Bundle(
    "half",
    {
        "assignment.toml": b'title = "Half"\nmodules = ["half"]\nworkspace = ["half.py"]\n[points]\na = 1\n',
        "checks.py": b'from autograder.checks import check\n\n\n@check("a.b", points=1, needs=["half"])\n'
        b'def a(student, rng):\n    """half of it"""\n    return {"y": student.half.half(3.0)}\n',
    },
    {
        "half.py": b'def half(x):\n    """Return x / 2."""\n    ### BEGIN SOLUTION\n    return x * 0.5\n'
        b"    ### END SOLUTION\n",
        "handout.md": b"# Half\n\nReturn it.\n",
        "derive.toml": b'formulas = ["x / 2"]\n[[edit]]\nfile = "half.py"\nold = "x / 2"\nnew = "half of x"\n',
    },
)


def texts_for_students(assignment):
    """Returns what is generated but for expected.npz, whose texts are those of the mistakes."""
    chinese = {f"zh/{path}": text for path, text in translated_files(assignment, "zh").items()}
    own = workspace_files(assignment) | handout_files(assignment) | notebook_files(assignment)
    return own | chinese


def with_solution(**files):
    return replace(SMALL, solution={**SMALL.solution, **files})


@pytest.mark.parametrize("name", sampled(WITH_DERIVATION, 4))
def test_no_formula_is_told_at_the_level_derive(name):
    assignment = derived(COURSE.bundle(name))
    files = texts_for_students(assignment)
    refuse_leaks(files, assignment)
    assert list(told_formulas(assignment, files)) == []
    # Hints that say one are left out in all languages, which is no translation that is missing.
    assert list(untranslated(assignment)) == []


@pytest.mark.parametrize("name", sampled(WITH_DERIVATION, 4))
def test_the_guided_level_does_tell_the_formulas_that_are_looked_for(name):
    bundle = COURSE.bundle(name)
    formulas = derived(bundle).bundle.formulas
    guided = load_assignment(bundle)
    files = texts_for_students(guided)
    looked = replace(guided, bundle=replace(bundle, formulas=formulas))
    told = {formula for _, _, formula in told_formulas(looked, files)}
    hints = "\n".join(text for mistake in load_mistakes(bundle) for _, text in mistake.hint.texts)
    assert told | {formula for formula in formulas if tells(hints, [formula])} == set(formulas)


def test_an_assignment_without_derive_toml_has_one_level():
    files = {path: content for path, content in SMALL.solution.items() if path != "derive.toml"}
    assert derived(replace(SMALL, solution=files)) is None


def test_a_formula_that_is_told_is_named_with_file_and_line():
    assignment = derived(with_solution(**{"handout.md": b"# Half\n\nThat is x/2.\n"}))
    (found,) = told_formulas(assignment, generated_files(assignment))
    assert found == ("assignments/half/README.md", 3, "x / 2")


def test_a_formula_that_a_translation_tells_is_found():
    said = '[docstrings]\n"half.half" = "Gibt x / 2 zurück."\n'.encode()
    report = Report("half")
    verify_derivation(load_assignment(with_solution(**{"translation.de.toml": said})), report)
    (problem,) = report.problems
    assert problem.what.startswith("de/assignments/half/half.py, line 2, says 'x / 2'")


def test_the_level_of_the_course_is_the_one_that_is_released():
    toml = b'level = "derive"\n' + SMALL.assignment["assignment.toml"]
    on = load_assignment(replace(SMALL, assignment={**SMALL.assignment, "assignment.toml": toml}))
    for assignment, says in (
        (on, b"Return half of x."),
        (load_assignment(SMALL), b"Return x / 2."),
    ):
        assert says in generated_files(assignment)["assignments/half/half.py"]
