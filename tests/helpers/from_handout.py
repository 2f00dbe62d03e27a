"""Wrong submissions that were written from the handouts alone, graded and held against their truth.

python -m helpers.from_handout [ASSIGNMENT]     in tests/: the table, one line a mistake
"""

import re
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.results.result import Result
from autograder.submissions import Submission
from helpers.graders import kept_grader

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "diagnosis" / "from_handout"
# What a message says of every wrong output, and so names nothing.
LADDER = re.compile(r"shape \(.*?\) ok · (dtype \w+ ok · )?")
CASES = sorted(
    f"{path.parent.parent.name}/{path.parent.name}" for path in FOLDER.glob("*/*/truth.toml")
)


@dataclass(frozen=True)
class Verdict:
    """What grading said of one case.

    Attributes:
        shown: messages and hints of the checks that failed, in small letters.
        named: for each mistake of the truth, whether something shown names it.
        untrue: the expressions of untrue sentences that something shown matches.
    """

    result: Result
    shown: str
    named: tuple[bool, ...]
    untrue: tuple[str, ...]

    @property
    def full(self):
        return self.result.score == self.result.max_score


def truth_of(case):
    """Returns truth.toml of a case, "ASSIGNMENT/NAME"."""
    return tomllib.loads((FOLDER / case / "truth.toml").read_text())


def files_of(case):
    """Returns the files of a case as they are handed in."""
    return {path.name: path.read_bytes() for path in sorted((FOLDER / case).glob("*.py"))}


@cache
def grader(assignment):
    """Returns a grader of an assignment; one a process."""
    return kept_grader(load_assignment(Course(ROOT).bundle(assignment)))


def grade(assignment, files, student="somebody"):
    """Returns the result of a submission."""
    submission = Submission(student=student, files=files, listing=(), notes=(), digest="")
    return grader(assignment).grade(submission)


def judge(case):
    """Returns the verdict on a case."""
    truth = truth_of(case)
    result = grade(case.split("/")[0], files_of(case), case)
    lines = [
        f"{check.message}\n{check.hint}" for check in result.checks if check.status != "passed"
    ]
    shown = "\n".join([*lines, *(item.message for item in result.violations)])
    shown = LADDER.sub("", shown).lower()
    return Verdict(
        result=result,
        shown=shown,
        named=tuple(
            any(re.search(word, shown) for word in mistake["words"])
            for mistake in truth["mistakes"]
        ),
        untrue=tuple(words for words in truth["untrue"] if re.search(words, shown)),
    )


def main(chosen=""):
    counts = [0, 0, 0]
    for case in CASES:
        if not case.startswith(chosen):
            continue
        verdict = judge(case)
        counts = [
            counts[0] + sum(verdict.named),
            counts[1] + len(verdict.named),
            counts[2] + len(verdict.untrue),
        ]
        named = " ".join("named" if yes else "-" for yes in verdict.named)
        print(f"{case:50} {verdict.result.score:5.1f}  {named:12} {' '.join(verdict.untrue)}")
    print(f"{counts[0]} of {counts[1]} mistakes named, {counts[2]} untrue sentences")


if __name__ == "__main__":
    main(*sys.argv[1:])
