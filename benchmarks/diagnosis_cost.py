"""Measures the processor time of naming mistakes in a run over failing submissions, the first one included.

    python benchmarks/diagnosis_cost.py [COUNT] [ASSIGNMENT ...]

Submissions have one mistake or two, in turn, and the inputs of 16 variants. A run is one process: once with
nothing kept, where what mistakes return has to be computed, and once with the answers that such a run has left on
the disk. Only `Diagnoser.diagnose` is counted, and what it makes others compute.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from autograder.checks.run import judge, run_probe
from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.course.expected import graded_inputs
from autograder.course.kept import KeptAnswers
from autograder.course.mistakes import apply_mistakes, load_mistakes
from autograder.course.trusted import trusted
from autograder.diagnosis.diagnose import Diagnoser
from autograder.diagnosis.replay import ReferenceReplay

ROOT = Path(__file__).resolve().parents[1]
VARIANTS = 16


def submissions(assignment, mistakes, count, rng):
    """Yields (files, variant): the reference with one mistake, then with two, and so on."""
    made = 0
    while made < count:
        chosen = [mistakes[i] for i in rng.choice(len(mistakes), 1 + made % 2, replace=False)]
        files = apply_mistakes(assignment.reference, chosen)
        if files is not None:
            yield files, made % VARIANTS
            made += 1


class Setting:
    """One assignment, and what judges submissions of it.

    Args:
        kept: answers on the disk; None to compute all.
    """

    def __init__(self, assignment, mistakes, kept):
        self.right = graded_inputs(assignment, b"cost", kept)
        replay = ReferenceReplay(assignment, mistakes, self.right.seed, kept)
        self.diagnoser = Diagnoser(replay, assignment.checks, self.right.outputs)

    def seconds(self, runs, variant):
        """Returns the processor time of one diagnosis."""
        started = time.process_time()
        self.diagnoser.diagnose(runs, variant)
        return time.process_time() - started


def runs_of(assignment, right, files, variant):
    transport = trusted(assignment, files)
    found = []
    for check in assignment.checks:
        if not check.slower_than:
            seed = right.seed(check, variant)
            outcome = run_probe(check.probe, transport, seed)
            found.append(judge(check, seed, outcome, lambda c=check: right.outputs(c, variant)))
    return found


def measure(name, count):
    """Returns the seconds of each diagnosis, with nothing kept and with kept answers."""
    assignment = load_assignment(Course(ROOT).bundle(name))
    mistakes = load_mistakes(assignment.bundle)
    rng = np.random.default_rng(20260301)
    with tempfile.TemporaryDirectory() as folder:
        answers = KeptAnswers(Path(folder), "cost", b"cost")
        first = Setting(assignment, mistakes, answers)
        cases = []
        for files, variant in submissions(assignment, mistakes, count, rng):
            runs = runs_of(assignment, first.right, files, variant)
            if not all(run.passed for run in runs):
                cases.append((runs, variant))
        cold = [first.seconds(*case) for case in cases]
        answers.save()
        again = Setting(assignment, mistakes, KeptAnswers(Path(folder), "cost", b"cost"))
        return cold, [again.seconds(*case) for case in cases]


def main(count, names):
    for name in names:
        times = measure(name, count)
        print(f"{name}: {len(times[0])} failing submissions of {count}, milliseconds each")
        for way, seconds in zip(("nothing kept", "answers kept"), times, strict=True):
            ms = 1000 * np.array(seconds)
            print(
                f"    {way:13} mean {ms.mean():6.1f}  first {ms[0]:6.1f}  median {np.median(ms):6.1f}"
                f"  most {ms.max():6.1f}"
            )


if __name__ == "__main__":
    names = sys.argv[2:] or ["softmax_mnist", "linear_classifier", "mlp", "linear_regression"]
    main(int((sys.argv[1:] or ["44"])[0]), names)
