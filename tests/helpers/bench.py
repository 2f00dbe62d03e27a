"""An assignment's probes on trusted code in this process, and a diagnosis of what they return."""

from pathlib import Path

from autograder.checks.run import judge, run_probe
from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.course.expected import graded_inputs
from autograder.course.mistakes import apply_mistakes, load_mistakes
from autograder.diagnosis.diagnose import Diagnoser
from autograder.diagnosis.replay import ReferenceReplay
from autograder.execution.transport import DirectTransport

ROOT = Path(__file__).resolve().parents[2]


class CountingReplay(ReferenceReplay):
    """Counts how often a probe is run on mistakes."""

    count = 0

    def observed(self, mistakes, check, variant):
        self.count += 1
        return super().observed(mistakes, check, variant)


class Bench:
    """Everything that is needed to diagnose variations of softmax regression's reference."""

    def __init__(self):
        self.assignment = load_assignment(Course(ROOT).bundle("softmax_mnist"))
        self.reference = self.assignment.reference
        self.mistakes = {item.id: item for item in load_mistakes(self.assignment.bundle)}
        right = graded_inputs(self.assignment, b"tests")
        self.seed, self.expected = right.seed, right.outputs
        self.replay = CountingReplay(self.assignment, tuple(self.mistakes.values()), self.seed)
        self.diagnoser = Diagnoser(self.replay, self.assignment.checks, self.expected)

    def transport(self, files):
        assignment = self.assignment
        return DirectTransport(files, assignment.config.modules, fixtures=assignment.fixtures)

    def evidence(self, files, variant=0):
        transport = self.transport(files)
        return [
            self.look(check, run_probe(check.probe, transport, self.seed(check, variant)), variant)
            for check in self.assignment.checks
        ]

    def look(self, check, outcome, variant):
        seed = self.seed(check, variant)
        return judge(check, seed, outcome, lambda: self.expected(check, variant))

    def made(self, *ids):
        """Returns the reference with mistakes made, None where they edit the same text."""
        return apply_mistakes(self.reference, [self.mistakes[id] for id in ids])

    def edited(self, file, old, new):
        """Returns the reference with one text replaced that stands in it once."""
        source = self.reference[file].decode()
        assert source.count(old) == 1
        return {**self.reference, file: source.replace(old, new).encode()}

    def diagnose(self, files, variant=0):
        return self.diagnoser.diagnose(self.evidence(files, variant), variant)

    def named(self, files, variant=0):
        """Returns the ids of all mistakes that a submission is told."""
        return ids(self.diagnose(files, variant))


def ids(diagnoses):
    return {item.id for diagnosis in diagnoses.values() for item in diagnosis.mistakes}
