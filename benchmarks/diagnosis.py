"""Grades a made-up class of 200 and counts how many mistakes are named, and named right.

Every submission is the reference with 0, 1 or 2 known mistakes, in which local variables are renamed,
independent statements swapped and comments added. Run from the repository:

    python benchmarks/diagnosis.py [SIZE] [SEED]

    python benchmarks/diagnosis.py invented [COUNT] [SEED] [FIRST]

With `invented`, COUNT wrong outputs that no mistake has made are diagnosed: noise, right ones in another
order, those of other inputs, the hyperbolic tangent of right ones, and right ones rounded or cast. Nothing
may be named for them, and no relation claimed. They are numbered from FIRST, so that slices make up a whole.
"""

import io
import keyword
import sys
import tokenize
from pathlib import Path

import numpy as np

from autograder.checks.run import Outcome, judge
from autograder.course.assignment import load_assignment
from autograder.course.course import Course
from autograder.course.expected import graded_inputs
from autograder.course.mistakes import apply_mistakes, load_mistakes
from autograder.diagnosis.diagnose import Diagnoser
from autograder.diagnosis.replay import ReferenceReplay
from autograder.grading.grader import Grader
from autograder.submissions import Submission

ROOT = Path(__file__).resolve().parents[1]
# Statements of the reference that may stand in either order.
SWAPS = [
    ("self.Input = Input\n", "self.labels = labels\n"),
    ("model.W = model.W + velocity_W\n", "model.b = model.b + velocity_b\n"),
    ("self.num_input = num_input\n", "self.num_output = num_output\n"),
]
LOCALS = ["samples", "logits", "shifted", "exponentials", "totals", "batch", "delta"]
LOCALS += ["velocity_W", "velocity_b"]
NAMES = ["a", "tmp", "z", "out", "p", "res", "k2", "vals", "arr", "x1", "t", "d_scores", "gw", "gb"]


def disguise(source, rng):
    """Returns the same program in other words."""
    for first, second in SWAPS:
        if source.count(first) == source.count(second) == 1 and rng.random() < 0.5:
            marker = "\0"
            source = source.replace(first, marker).replace(second, first).replace(marker, second)
    names = dict(zip(LOCALS, rng.permutation(NAMES), strict=False))
    lines = rename(source, names).splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if line.startswith("        self.")]
    for number in sorted(rng.permutation(places)[:3], reverse=True):
        lines.insert(number, "        # keep this for later\n")
    return "".join(lines)


def rename(source, names):
    """Returns the source with local variables renamed; attributes keep their names."""
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    changed = []
    for number, token in enumerate(tokens):
        attribute = number > 0 and tokens[number - 1].string == "."
        keyworded = number + 1 < len(tokens) and tokens[number + 1].string == "="
        inside_call = keyworded and tokens[number - 1].string in ("(", ",")
        if token.type == tokenize.NAME and not attribute and not inside_call:
            assert not keyword.iskeyword(names.get(token.string, ""))
            changed.append((token, names.get(token.string, token.string)))
    lines = source.splitlines(keepends=True)
    for token, name in reversed(changed):
        row, column = token.start
        line = lines[row - 1]
        lines[row - 1] = line[:column] + name + line[column + len(token.string) :]
    return "".join(lines)


def make_class(reference, mistakes, size, rng):
    """Yields (student, files, ids of the mistakes made)."""
    files = {name: reference[name] for name in ("loss.py", "optimizer.py")}
    for number in range(size):
        count = (0, 1, 1, 2)[number % 4] if number % 20 else 0
        while True:
            chosen = [mistakes[i] for i in rng.choice(len(mistakes), count, replace=False)]
            made = apply_mistakes(files, chosen) if chosen else dict(files)
            if made is not None:
                break
        disguised = {
            name: disguise(content.decode(), rng).encode() for name, content in made.items()
        }
        yield f"student{number:04d}", disguised, {mistake.id for mistake in chosen}


def invent(kind, right, other, rng):
    """Returns what stands in for a right output."""
    value = np.asarray(right, dtype=np.float64)
    size = np.abs(value[np.isfinite(value)]).max(initial=0.0) or 1.0
    if kind == "noise" or (kind == "permuted" and value.size < FEW):
        return rng.normal(scale=size, size=value.shape)
    if kind == "permuted":
        return rng.permutation(value.ravel()).reshape(value.shape)
    if kind == "of other inputs":
        return np.asarray(other, dtype=np.float64)
    if kind == "bent":
        return np.tanh(value / size) * size
    with np.errstate(over="ignore"):
        return np.round(value, 3) if rng.random() < 0.5 else value.astype(np.float16).astype(float)


# The few other orders of fewer numbers are what mistakes give: two derivatives exchanged, say.
FEW = 4
KINDS = ("noise", "permuted", "of other inputs", "bent", "rounded")
# What is said of them is a fact that anybody can see: that rows are right, say, or where it begins.
FACTS = ("reversed", "transposed", "one-row", "one-column", "from", "from-output", "zero")


# Said of a result that was rounded or cast, this is so.
ROUNDED = ("precision", "rounded", "digits")
ASSIGNMENTS = (
    "softmax_mnist",
    "linear_classifier",
    "mlp",
    "linear_regression",
    "logistic_regression",
    "polynomial_regression",
    "perceptron",
    "optimizers",
    "autodiff",
)


class Bench:
    """One assignment, and what its reference and its known mistakes return."""

    def __init__(self, name):
        self.name = name
        self.assignment = load_assignment(Course(ROOT).bundle(name))
        self.right = graded_inputs(self.assignment, b"invented")
        mistakes = load_mistakes(self.assignment.bundle)
        replay = ReferenceReplay(self.assignment, mistakes, self.right.seed)
        self.diagnoser = Diagnoser(replay, self.assignment.checks, self.right.outputs)
        slow = ("training", "network.mnist", "network.curve", "efficiency", "sgd")
        self.checks = [check for check in self.assignment.checks if not check.id.startswith(slow)]

    def found(self, check, variant, outputs):
        """Returns what is found where a submission returns these outputs in one check, and is right else."""
        runs = []
        for item in self.checks:
            wanted = self.right.outputs(item, variant)
            told = outputs if item is check else wanted
            seed = self.right.seed(item, variant)
            runs.append(judge(item, seed, Outcome(told), lambda w=wanted: w))
        return self.diagnoser.diagnose(runs, variant).get(check.id)


def is_plain_factor(pattern, outputs, expected):
    """Tells whether all that is said is a factor that anybody can see: rates of another start have one."""
    if pattern.kind != "factor" or "fact" in pattern.facts or not pattern.output:
        return False
    yours, wanted = outputs[pattern.output], np.asarray(expected[pattern.output])
    return wanted.size >= FEW and np.allclose(yours, pattern.facts["factor"] * wanted, rtol=1e-5)


def invented(count, seed, first=0):
    """Diagnoses outputs that no mistake has made, each as the only wrong ones of a submission."""
    benches = [Bench(name) for name in ASSIGNMENTS]
    untrue = {kind: [] for kind in KINDS}
    for number in range(first, first + count):
        rng = np.random.default_rng([seed, number])
        kind = KINDS[number % len(KINDS)]
        bench = benches[rng.integers(len(benches))]
        check = bench.checks[rng.integers(len(bench.checks))]
        variant = int(rng.integers(4))
        elsewhere = bench.right.outputs(check, (variant + 1) % 4)
        expected = bench.right.outputs(check, variant)
        outputs = {name: invent(kind, expected[name], elsewhere[name], rng) for name in expected}
        found = bench.found(check, variant, outputs)
        if found is None or (found.pattern and found.pattern.kind in FACTS):
            continue
        if found.pattern and is_plain_factor(found.pattern, outputs, expected):
            continue
        if kind == "rounded" and found.pattern and found.pattern.kind in ROUNDED:
            continue
        said = [item.id for item in found.mistakes] or found.pattern
        untrue[kind].append((bench.name, check.id, variant, said))
    print(
        f"{count} invented outputs of {len(benches)} assignments, seed {seed}, from number {first}"
    )
    for kind, cases in untrue.items():
        print(f"hints that are not true, {kind:16} {len(cases)}")
        for case in cases[:10]:
            print("   ", *case)


def main(size, seed):
    assignment = load_assignment(Course(ROOT).bundle("softmax_mnist"))
    mistakes = load_mistakes(assignment.bundle)
    rng = np.random.default_rng(seed)
    count = {0: 0, 1: 0, 2: 0}
    right = {0: 0, 1: 0, 2: 0}
    wrong_full, false_hints, unnamed = [], [], []
    with Grader(assignment, b"benchmark") as grader:
        for student, files, made in make_class(assignment.reference, mistakes, size, rng):
            result = grader.grade(
                Submission(student=student, files=files, listing=(), notes=(), digest="")
            )
            named = set()
            for check in result.checks:
                if check.diagnosis and check.diagnosis.mistake:
                    named |= set(check.diagnosis.mistake.split("+"))
            full = result.score == result.max_score
            count[len(made)] += 1
            right[len(made)] += full if not made else named == made
            if made and full:
                wrong_full.append((student, sorted(made)))
            if named - made:
                false_hints.append((student, sorted(made), sorted(named)))
            elif made and named != made:
                unnamed.append((student, sorted(made), sorted(named)))
    print(f"{size} submissions, seed {seed}, {len(mistakes)} known mistakes")
    print(f"clean ones with full marks    {right[0]}/{count[0]}")
    print(f"wrong ones with full marks    {len(wrong_full)} {wrong_full}")
    print(f"single mistakes named right   {right[1]}/{count[1]} = {right[1] / count[1]:.1%}")
    print(f"pairs named right             {right[2]}/{count[2]} = {right[2] / count[2]:.1%}")
    print(f"hints that are not true       {len(false_hints)}")
    for line in false_hints:
        print("   ", *line)
    print("named in part or not at all:")
    for line in unnamed:
        print("   ", *line)


if __name__ == "__main__":
    if sys.argv[1:2] == ["invented"]:
        invented(*(int(text) for text in (sys.argv[2:] + ["10000", "0", "0"][len(sys.argv) - 2 :])))
        sys.exit()
    main(*(int(argument) for argument in (sys.argv[1:] + ["200", "0"][len(sys.argv) - 1 :])))
