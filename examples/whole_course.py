"""The demo of a whole course: one made-up class through all assignments."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from made_up_class import grade_made_up

from autograder.authoring.release import workspace_files
from autograder.authoring.solutions import alternative_solutions
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.course import find_course
from autograder.course.mistakes import apply_mistakes, load_mistakes
from autograder.errors import UsageError
from autograder.results.course_total import CourseRow
from autograder.results.render.course import course_page, student_page
from autograder.results.render.names import feedback_names
from autograder.results.result import Result

# Which of an assignment's mistakes a student makes, as shares of the list; none: everything is right.
HABITS: Mapping[str, tuple[float, ...]] = {
    "ann": (),
    "boris": (0.1,),
    "chen_wei": (0.45,),
    "dmitri": (0.8,),
    "emma": (0.3, 0.65),
    "李娜": (0.95,),
}


def run_course_demo(out: Path) -> None:
    """Grades the class in every assignment and writes a page per student and one for the class.

    Raises:
        UsageError: the course has no solutions.
    """
    course = find_course(Path.cwd())
    if not (course.root / "solutions").is_dir():
        raise UsageError("The demo needs solutions/, which students do not have.")
    titles: dict[str, str] = {}
    graded: dict[str, list[Result]] = {}
    for name in course.names():
        assignment = load_assignment(course.bundle(name))
        titles[name] = assignment.config.title.in_(assignment.config.language)
        work = made_up_work(assignment)
        graded[name] = [*grade_made_up(course, assignment, work, out / "class" / name, out / name)]
        passed = sum(result.score == result.max_score for result in graded[name])
        print(f"{name:22} {len(graded[name])} graded, {passed} with full marks")
    rows = [
        CourseRow(student, {name: _of(results, student) for name, results in graded.items()})
        for student in sorted({result.student for results in graded.values() for result in results})
    ]
    names = feedback_names(row.student for row in rows)
    (out / "students").mkdir(parents=True, exist_ok=True)
    for row in rows:
        page = student_page(row, titles, names[row.student])
        (out / "students" / names[row.student]).write_text(page, encoding="utf-8")
    (out / "course.html").write_text(course_page(rows, titles, names), encoding="utf-8")
    print(out / "course.html")


def made_up_work(assignment: Assignment) -> dict[str, dict[str, bytes]]:
    """Returns what each made-up student hands in."""
    mistakes = load_mistakes(assignment.bundle)
    work: dict[str, dict[str, bytes]] = {}
    for student, habits in HABITS.items():
        chosen = [mistakes[int(share * len(mistakes))] for share in habits] if mistakes else []
        made = apply_mistakes(assignment.reference, chosen)
        work[student] = made if made is not None else dict(assignment.reference)
    work["fatima_unfinished"] = {
        Path(path).name: content
        for path, content in workspace_files(assignment).items()
        if path.endswith(".py")
    }
    for files in list(alternative_solutions(assignment).values())[:1]:
        work["george_otherwise"] = {**assignment.reference, **files}
    return work


def _of(results: list[Result], student: str) -> Result | None:
    return next((result for result in results if result.student == student), None)


if __name__ == "__main__":
    try:
        run_course_demo(Path(sys.argv[1]))
    except UsageError as error:
        print(f"softmark: {error}", file=sys.stderr)
        sys.exit(2)
