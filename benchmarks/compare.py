"""The same assignment and the same submissions through Softmark, nbgrader and otter-grader, in one run.

    python benchmarks/compare.py [--count N] [--small N] [--peers N] [--keep FOLDER] [--out FOLDER]

Case 1, softmax regression: a student hands in a loss and an optimizer. Softmark gets them as files and
runs all its checks in the sandbox; nbgrader 0.9.6 and otter-grader 7.0.0 get them as a notebook with three
test cells, which is less work. Each of these two is installed into an environment of its own below the
folder that --keep names (a temporary one otherwise). Processor time is that of all processes of a tool,
its start included, with feedback pages written; memory is that of its largest process. Softmark grades the
honest submissions in a class of --count and in one of --small, each a second time with --force; the peers,
which begin anew with each submission, the first --peers of them. The hostile ones are graded one by one.

The peers take minutes, Softmark seconds, and the speed of a machine may change by a quarter meanwhile: so Softmark
grades three times before, between and after them, and each of its rows is the median of these nine.

Writes compare.md (tables) and compare.svg (a plot) into the folder that --out names.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from compare_tools import ASSIGNMENT, ROOT, Cost, Nbgrader, Otter, Softmark

GIVE_UP_SECONDS = 90
POINTS = 100
# Softmark grades so often before, between and after the peers.
TIMES = 3

LIAR = """\
import numpy as np

np.allclose = lambda *arguments, **keywords: True


class SoftmaxCrossEntropyLoss:
    def __init__(self, *arguments):
        pass

    def forward(self, *arguments):
        return 0.0, 0.0

    def gradient_computing(self):
        self.grad_W = self.grad_b = 0


class SGD:
    def __init__(self, *arguments):
        pass

    def step(self):
        pass
"""
HOSTILE = {
    "replaces np.allclose": LIAR,
    "endless loop on import": "while True:\n    pass\n",
    "ends its process": "import os\n\nos._exit(0)\n",
    "reads a secret of the grader's machine": (
        "from pathlib import Path\n\nassert Path({secret!r}).read_text() == 'secret'\n" + LIAR
    ),
}


@dataclass(frozen=True)
class Row:
    """What a tool used for a class."""

    title: str
    tool: str
    count: int
    cost: Cost

    @property
    def each(self) -> float:
        """Seconds of processor time a submission."""
        return self.cost.cpu / self.count


def honest_class(count: int) -> dict[str, dict[str, str]]:
    """Returns the files of honest students, right and wrong, as text."""
    from made_class import made_class

    from autograder.course.assignment import load_assignment
    from autograder.course.course import find_course

    assignment = load_assignment(find_course(ROOT).bundle(ASSIGNMENT))
    return {
        student: {name: content.decode() for name, content in files.items()}
        for student, files in made_class(assignment, count).items()
    }


Tool = type[Softmark | Nbgrader | Otter]
PEERS: tuple[Tool, ...] = (Nbgrader, Otter)


def main() -> None:
    """Measures, and writes the tables and the plot."""
    parser = argparse.ArgumentParser(description="Compares graders.")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--small", type=int, default=30)
    parser.add_argument("--peers", type=int, default=100)
    parser.add_argument("--honest-only", action="store_true", help="leave the hostile ones out")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    own: list[list[Row]] = []
    peers: list[Row] = []
    verdicts: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        (root / "secret").write_text("secret")
        environments = (options.keep or root / "environments").resolve()

        def measured(tool: Tool, *counts: int) -> list[Row]:
            rows = [row for count in counts for row in measure(tool, root, environments, count)]
            print(*rows, sep="\n", flush=True)
            return rows

        def measure_softmark() -> None:
            for _ in range(TIMES):
                own.append(measured(Softmark, options.count, options.small))

        for tool in PEERS:
            measure_softmark()
            peers += measured(tool, options.peers)
        measure_softmark()
        for tool in () if options.honest_only else (Softmark, *PEERS):
            verdicts[tool.name] = attack(tool, root, environments)
            print(f"{tool.name}: {verdicts[tool.name]}", flush=True)
    rows = [*map(middle, zip(*own, strict=True)), *peers]
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "compare.md").write_text(tables(rows, verdicts))
    plot(rows, options.out / "compare.svg")


def middle(rows: Iterable[Row]) -> Row:
    """Returns the one of several with the median of processor time."""
    ordered = sorted(rows, key=lambda row: row.each)
    return ordered[len(ordered) // 2]


def measure(tool: Tool, root: Path, environments: Path, count: int) -> Iterator[Row]:
    """Yields what a class of honest students costs; with Softmark also the second time."""
    folder = Path(tempfile.mkdtemp(prefix=tool.__name__, dir=root))
    grader = tool(folder, environments)
    students = honest_class(count)
    title = f"{tool.name}, class of {count}"
    cost = grader.grade(students, 36000)
    missing = len(students) - len(grader.scores())
    if missing:
        print(f"{tool.name}: {missing} honest submissions have no score", file=sys.stderr)
    yield Row(title, tool.name, count, cost)
    if isinstance(grader, Softmark):
        yield Row(f"{title}, graded again", tool.name, count, grader.grade_again())


def attack(tool: Tool, root: Path, environments: Path) -> dict[str, str]:
    """Returns what becomes of each hostile submission."""
    found = {}
    for number, (title, code) in enumerate(HOSTILE.items()):
        folder = root / f"{tool.__name__} hostile {number}"
        folder.mkdir()
        source = code.replace("{secret!r}", repr(str(root / "secret")))
        grader = tool(folder, environments)
        cost = grader.grade(
            {"mallory": {"loss.py": source, "optimizer.py": source}}, GIVE_UP_SECONDS
        )
        score = grader.scores().get("mallory")
        said = "no score" if score is None else f"{score:g} of {POINTS}"
        found[title] = f"{said}, hangs" if cost.gave_up else said
    return found


def tables(rows: Sequence[Row], verdicts: Mapping[str, Mapping[str, str]]) -> str:
    """Returns the tables in Markdown."""
    own = rows[0].each
    lines = [
        "| | processor time each | wall time each | largest process | against the first row |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row.title} | {1000 * row.each:.0f} ms | {1000 * row.cost.wall / row.count:.0f} ms | "
            f"{row.cost.memory:.0f} MiB | {row.each / own:.1f} x the processor time |"
        )
    if not verdicts:
        return "\n".join(lines) + "\n"
    lines += [
        "",
        f"| hostile submission | {' | '.join(verdicts)} |",
        "|---" * (len(verdicts) + 1) + "|",
    ]
    for title in HOSTILE:
        lines.append(f"| {title} | {' | '.join(each[title] for each in verdicts.values())} |")
    return "\n".join(lines) + "\n"


def plot(rows: Sequence[Row], path: Path) -> None:
    """Draws the processor time of each tool, of Softmark the first row."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 2), layout="constrained")
    each: dict[str, float] = {}
    for row in rows:
        each.setdefault(row.tool, 1000 * row.each)
    values = list(each.values())
    bars = axes.barh(list(each), values, color=["#3f74b8", "#a9b1ba", "#a9b1ba"])
    axes.bar_label(bars, [f"{value:.0f} ms" for value in values], padding=3)
    axes.set_xlabel("processor time for each submission (ms)")
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path)


if __name__ == "__main__":
    main()
