"""The demo: a small class of softmax regression, made here, graded, and its curves drawn."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from autograder.authoring.release import workspace_files
from autograder.authoring.solutions import alternative_solutions
from autograder.checks.seeds import course_secret
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.course import Course, find_course
from autograder.errors import UsageError
from autograder.grading.batch import Job, Results
from autograder.grading.batch.found import find_class
from autograder.grading.batch.run import grade_class

ASSIGNMENT = "softmax_mnist"

# (student, file, what stands in the reference, what the student wrote instead)
SLIPS = (
    ("chen_wei", "loss.py", "delta /= batch\n", "pass\n"),
    ("李娜", "loss.py", "delta.sum(axis=0, keepdims=True)", "delta.sum()"),
    ("dmitri", "loss.py", "logits - logits[samples, guesses, np.newaxis]", "logits"),
    (
        "emma",
        "optimizer.py",
        "velocity_W -= self.learning_rate * model.grad_W",
        "velocity_W -= self.momentum * self.learning_rate * model.grad_W",
    ),
    ("farid", "loss.py", "logits = Input @ self.W + self.b", "logits = Input @ self.W + self.b)"),
    ("grace", "loss.py", "import numpy as np", "import numpy as np\nimport helper_functions"),
)
HOSTILE = {
    "mallory_loop": "while True:\n    pass\n",
    "mallory_exit": "import os\nos._exit(0)\n",
    "mallory_allclose": (
        "import numpy as np\nnp.allclose = np.array_equal = lambda *a, **k: True\n"
        "np.testing.assert_allclose = lambda *a, **k: None\n"
    ),
    "mallory_reader": "print(open('/etc/passwd').read())\n",
}


def run_demo(out: Path) -> None:
    """Makes the class in out/class, grades it into out/results, and draws out/curves_*.png."""
    from autograder.results.render.class_terminal import render_class_table

    course = find_course(Path.cwd())
    assignment = load_assignment(course.bundle(course.resolve(ASSIGNMENT)))
    students = made_up_class(assignment)
    results = grade_made_up(course, assignment, students, out / "class", out / "results")
    width = shutil.get_terminal_size().columns
    print(render_class_table(results, assignment.config.language, width=width))
    for figure in draw_curves(course, out):
        print(figure)
    print(out / "results" / "summary.html")


def grade_made_up(
    course: Course,
    assignment: Assignment,
    students: Mapping[str, Mapping[str, bytes]],
    folder: Path,
    out: Path,
) -> Results:
    """Writes the submissions into a folder, and their results into another."""
    write_class(folder, students)
    return grade_class(
        Job(bundle=assignment.bundle, secret=course_secret(course.root)),
        assignment,
        find_class(folder, assignment),
        out,
        os.cpu_count() or 1,
        progress=sys.stderr.isatty(),
    )


def made_up_class(assignment: Assignment) -> dict[str, dict[str, bytes]]:
    """Returns the files of every made-up student: right, unfinished, wrong and hostile ones."""
    reference = assignment.reference
    stubs = {Path(path).name: data for path, data in workspace_files(assignment).items()}
    students: dict[str, dict[str, bytes]] = {"ann": dict(reference), "bob_unfinished": stubs}
    students["boris_half"] = {**stubs, "loss.py": reference["loss.py"]}
    for name, files in alternative_solutions(assignment).items():
        students[f"right_{name}"] = files
    for student, file, old, new in SLIPS:
        source = reference[file].decode()
        assert source.count(old) == 1, (student, old)
        students[student] = {**reference, file: source.replace(old, new).encode()}
    for student, code in HOSTILE.items():
        students[student] = {**reference, "loss.py": code.encode()}
    return students


def write_class(folder: Path, students: Mapping[str, Mapping[str, bytes]]) -> None:
    """Writes a folder of submissions, one folder a student."""
    for student, files in students.items():
        for path, content in files.items():
            target = folder / student / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def draw_curves(course: Course, out: Path) -> list[Path]:
    """Trains the reference on MNIST with and without momentum and draws loss and accuracy.

    The training runs in a process of its own, in which the reference's modules have their names.
    """
    script = Path(__file__).with_name("training.py")
    folder = course.root / "solutions" / ASSIGNMENT
    subprocess.run(
        [sys.executable, str(script), str(folder), str(course.root / "data"), str(out)], check=True
    )
    return sorted(out.glob("curves_*.png"))


if __name__ == "__main__":
    try:
        run_demo(Path(sys.argv[1]))
    except UsageError as error:
        print(f"softmark: {error}", file=sys.stderr)
        sys.exit(2)
