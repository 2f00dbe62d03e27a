"""The same assignment and the same submissions through Softmark, nbgrader and otter-grader, in one run.

    python benchmarks/compare.py [--count N] [--keep FOLDER] [--out FOLDER]

Case 1, softmax regression: a student hands in a loss and an optimizer. Softmark gets them as files and
runs all its checks in the sandbox; nbgrader 0.9.6 and otter-grader 7.0.0 get them as a notebook with three
test cells, which is less work. Each of these two is installed into an environment of its own below the
folder that --keep names (a temporary one otherwise). Processor time is that of all processes of a tool,
its start included, with feedback pages written; memory is that of its largest process. The honest
submissions are graded in one class of N, the hostile ones one by one.

Writes compare.md (tables) and compare.svg (a plot) into the folder that --out names.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from compare_tools import ASSIGNMENT, ROOT, Cost, Nbgrader, Otter, Softmark

GIVE_UP_SECONDS = 90
POINTS = 100

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


TOOLS = (Softmark, Nbgrader, Otter)


def main() -> None:
    """Measures, and writes the tables and the plot."""
    parser = argparse.ArgumentParser(description="Compares graders.")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    students = honest_class(options.count)
    costs: dict[str, Cost] = {}
    verdicts: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        (root / "secret").write_text("secret")
        environments = (options.keep or root / "environments").resolve()
        for tool in TOOLS:
            costs[tool.name] = cost = measure(tool, root, environments, students)
            print(f"{tool.name}: {cost}", flush=True)
            verdicts[tool.name] = attack(tool, root, environments)
            print(f"{tool.name}: {verdicts[tool.name]}", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "compare.md").write_text(tables(costs, verdicts, options.count))
    plot(costs, options.count, options.out / "compare.svg")


def measure(
    tool: type[Softmark | Nbgrader | Otter], root: Path, environments: Path,
    students: Mapping[str, Mapping[str, str]],
) -> Cost:  # fmt: skip
    """Returns what a class of honest students costs."""
    folder = root / f"{tool.__name__} honest"
    folder.mkdir()
    grader = tool(folder, environments)
    cost = grader.grade(students, 36000)
    missing = len(students) - len(grader.scores())
    if missing:
        print(f"{tool.name}: {missing} honest submissions have no score", file=sys.stderr)
    return cost


def attack(
    tool: type[Softmark | Nbgrader | Otter], root: Path, environments: Path
) -> dict[str, str]:
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


def tables(costs: Mapping[str, Cost], verdicts: Mapping[str, Mapping[str, str]], count: int) -> str:
    """Returns the tables in Markdown."""
    own = costs[Softmark.name]
    lines = [
        f"| class of {count} | processor time each | wall time each | largest process | against Softmark |",
        "|---|---|---|---|---|",
    ]
    for name, cost in costs.items():
        lines.append(
            f"| {name} | {1000 * cost.cpu / count:.0f} ms | {1000 * cost.wall / count:.0f} ms | "
            f"{cost.memory:.0f} MiB | {cost.cpu / own.cpu:.1f} x the processor time |"
        )
    lines += [
        "",
        f"| hostile submission | {' | '.join(verdicts)} |",
        "|---" * (len(verdicts) + 1) + "|",
    ]
    for title in HOSTILE:
        lines.append(f"| {title} | {' | '.join(each[title] for each in verdicts.values())} |")
    return "\n".join(lines) + "\n"


def plot(costs: Mapping[str, Cost], count: int, path: Path) -> None:
    """Draws the processor time of each tool."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 2), layout="constrained")
    values = [1000 * cost.cpu / count for cost in costs.values()]
    bars = axes.barh(list(costs), values, color=["#3f74b8", "#a9b1ba", "#a9b1ba"])
    axes.bar_label(bars, [f"{value:.0f} ms" for value in values], padding=3)
    axes.set_xlabel("processor time for each submission (ms)")
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path)


if __name__ == "__main__":
    main()
