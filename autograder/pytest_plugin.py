"""Runs an assignment's checks on a submission as pytest items, one a check.

    pytest assignments/softmax_mnist --submission DIR [-k gradient] [-x] [--junitxml FILE]

Each check runs in the sandbox, and says the same as in `softmark grade`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .checks.check import Check
    from .results.result import CheckResult


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options."""
    group = parser.getgroup("softmark")
    group.addoption(
        "--submission", metavar="DIR", help="Run an assignment's checks on this submission."
    )
    group.addoption(
        "--unsafe-no-sandbox",
        action="store_true",
        help="Grade where the sandbox cannot run. Student code can then do what you can do.",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Takes assignments/NAME/checks.py when a submission is given."""
    submission = parent.config.getoption("--submission")
    beside = file_path.with_name("assignment.toml")
    if submission is None or file_path.name != "checks.py" or not beside.is_file():
        return None
    return AssignmentChecks.from_parent(parent, path=file_path)


class CheckFailedError(Exception):
    """A check that was not passed; holds its result."""

    def __init__(self, result: CheckResult) -> None:
        super().__init__(result.message)
        self.result = result


class AssignmentChecks(pytest.File):
    """All checks of one assignment; opens the submission at the first one that runs."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yields an item for each check."""
        from .course.assignment import load_assignment
        from .course.course import find_course
        from .errors import UsageError

        try:
            course = find_course(self.path.parent)
            assignment = load_assignment(course.bundle(self.path.parent.name))
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None
        self.course = course
        self.assignment = assignment
        self._stack = ExitStack()
        self._grade_check: Callable[[Check], CheckResult] | None = None
        for check in assignment.checks:
            yield CheckItem.from_parent(self, name=check.id, check=check)

    def grade_check(self, check: Check) -> CheckResult:
        """Runs one check on the submission."""
        if self._grade_check is None:
            self._grade_check = self._open()
        return self._grade_check(check)

    def _open(self) -> Callable[[Check], CheckResult]:
        from .checks.seeds import course_secret
        from .errors import UsageError
        from .grading.grader import Grader
        from .submissions import Refused, read_submission
        from .submissions.notebook import is_stub

        path = Path(self.config.getoption("--submission"))
        isolation: Any = "none" if self.config.getoption("--unsafe-no-sandbox") else "full"
        try:
            grader = Grader(self.assignment, course_secret(self.course.root), isolation=isolation)
            self._stack.enter_context(grader)
            submission = read_submission(
                path,
                path.name,
                self.assignment.wanted,
                parsers=grader.parsers,
                is_stub=partial(is_stub, self.assignment),
            )
        except (Refused, UsageError) as error:
            raise pytest.UsageError(str(error)) from None
        return self._stack.enter_context(grader.attempt(submission))

    def teardown(self) -> None:
        """Closes the sandbox."""
        self._stack.close()
        self._grade_check = None


class CheckItem(pytest.Item):
    """One check."""

    parent: AssignmentChecks

    def __init__(self, *, check: Check, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.check = check

    def runtest(self) -> None:
        """Runs the check; raises CheckFailedError where it is not passed."""
        result = self.parent.grade_check(self.check)
        self.user_properties += [("points", result.points), ("max_points", result.max_points)]
        if result.status == "skipped":
            pytest.skip(result.message)
        if result.status != "passed":
            raise CheckFailedError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Returns the message that a student would read; a traceback only for defects of ours."""
        if not isinstance(excinfo.value, CheckFailedError):
            return super().repr_failure(excinfo, style)
        result = excinfo.value.result
        lines = [f"{result.title}  {result.points:g} / {result.max_points:g}", result.message]
        return "\n".join([*lines, result.hint] if result.hint else lines)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Returns where the check is defined, and its id."""
        return self.parent.course.root / self.check.path, self.check.line - 1, self.check.id
