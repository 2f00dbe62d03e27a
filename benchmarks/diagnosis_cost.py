"""Measures the processor time of naming mistakes, for failing submissions with one and two of them.

    python benchmarks/diagnosis_cost.py [COUNT] [ASSIGNMENT ...]

Three ways: with nothing kept (what the reference and mistakes return is computed for the first submission of
every variant), with answers kept on the disk and a process that is new for each submission, and in a process
that has seen the variant before. Only `Diagnoser.diagnose` is counted, and what it makes others compute.
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
    assignment = load_assignment(Course(ROOT).bundle(name))
    mistakes = load_mistakes(assignment.bundle)
    rng = np.random.default_rng(20260301)
    warm = Setting(assignment, mistakes, None)
    cases = []
    for files, variant in submissions(assignment, mistakes, count, rng):
        runs = runs_of(assignment, warm.right, files, variant)
        if not all(run.passed for run in runs):
            cases.append((runs, variant))
    cold = [Setting(assignment, mistakes, None).seconds(*case) for case in cases]
    with tempfile.TemporaryDirectory() as folder:
        fill = KeptAnswers(Path(folder), "cost", b"cost")
        filling = Setting(assignment, mistakes, fill)
        for case in cases:
            filling.seconds(*case)
        fill.save()
        kept = []
        for case in cases:
            answers = KeptAnswers(Path(folder), "cost", b"cost")
            kept.append(Setting(assignment, mistakes, answers).seconds(*case))
    for case in cases:
        warm.seconds(*case)
    known = [warm.seconds(*case) for case in cases]
    return cold, kept, known


def main(count, names):
    ways = ("nothing kept", "answers kept, a new process", "a variant seen before")
    for name in names:
        times = measure(name, count)
        print(f"{name}: {len(times[0])} failing submissions of {count}, milliseconds each")
        for way, seconds in zip(ways, times, strict=True):
            ms = 1000 * np.array(seconds)
            print(
                f"    {way:28} mean {ms.mean():6.1f}  median {np.median(ms):6.1f}  most {ms.max():6.1f}"
            )


if __name__ == "__main__":
    names = sys.argv[2:] or ["softmax_mnist", "linear_classifier", "mlp", "linear_regression"]
    main(int((sys.argv[1:] or ["24"])[0]), names)
