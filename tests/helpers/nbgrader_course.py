"""A course as nbgrader sees it, and its commands."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from autograder.authoring.notebook.assemble import notebook_files, notebook_paths
from autograder.course.assignment import load_assignment
from autograder.course.course import find_course
from helpers.commands import softmark
from helpers.notebooks import ROOT

BIN = Path(sys.executable).parent

TOML = """\
title = "Adding"
modules = ["add"]
workspace = ["add.py"]

[points]
sum = 10

[rules.imports]
forbidden = ["torch"]
points = 1
"""
CHECKS = '''\
from autograder.checks import check


@check("sum.small", points=4, needs=["add"])
def small(student, rng):
    """sum of small numbers"""
    return {"sum": student.add.add(rng.normal(size=3), rng.normal(size=3))}
'''
HIDDEN = '''\
from autograder.checks import check


@check("sum.large_numbers", points=6, needs=["add"])
def large(student, rng):
    """sum of large numbers, which nobody should know of"""
    return {"sum": student.add.add(1e6 * rng.normal(size=3), rng.normal(size=3))}
'''
ADD = """\
import numpy as np


def add(a, b):
    ### BEGIN SOLUTION
    return np.asarray(a) + np.asarray(b)
    ### END SOLUTION
"""
NOTEBOOK = """\
# Adding

```python
import numpy as np
```

```solution add.py add
```

```check sum.small
```

```answer why 5
Why does the order not matter?
```
"""
MISTAKES = """\
[[mistake]]
id = "difference"
title.en = "the difference is returned"
title.zh = "返回了差"
hint.en = "Add, do not subtract."
hint.zh = "请相加，而不是相减。"

[[mistake.edits]]
file = "add.py"
old = "+ np.asarray(b)"
new = "- np.asarray(b)"
"""
COURSE = {
    "assignments/adding/assignment.toml": TOML,
    "assignments/adding/checks.py": CHECKS,
    "assignments/adding/README.md": "# Adding\n\nWritten by hand.\n",
    "solutions/adding/add.py": ADD,
    "solutions/adding/hidden.py": HIDDEN,
    "solutions/adding/notebook.md": NOTEBOOK,
    "solutions/adding/mistakes.toml": MISTAKES,
}
RIGHT = "def add(a, b):\n    return a + b"
WRONG = "def add(a, b):\n    return np.asarray(a) - np.asarray(b)"
ANSWER = "Addition is commutative. <script>alert(1)</script>"
# Each gets nothing for what it does not know, and must not change what others get.
HOSTILE = {
    "allclose": "import numpy as np\nnp.allclose = lambda *a, **k: True\ndef add(a, b): return 0",
    "exit": "import os\nos._exit(0)\ndef add(a, b): os._exit(0)",
    "outside": (
        "import glob\nfound = glob.glob('/course/**/hidden*', recursive=True)\n"
        "print('found', len(found))\nprint(open('/etc/passwd').read())\n"
        "def add(a, b): return open('/etc/passwd').read()"
    ),
    "database": (
        "import pathlib\n"
        "for name in ('gradebook.db', '../gradebook.db', '../../../gradebook.db'):\n"
        "    pathlib.Path(name).write_text('gone')\n"
        "def add(a, b): return 0"
    ),
    "lie": (
        "class Lie(int):\n    def __eq__(self, other): return True\n"
        "    def __float__(self): return 4.0\n    def __repr__(self): return '4.0'\n"
        "def add(a, b): return Lie()\nadd(1, 2)"
    ),
}


def make_course(folder):
    """Writes the course with this repository's nbgrader_config.py, released."""
    for path, text in COURSE.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    # Nothing is read from, or written to, the home of whoever runs the tests.
    (folder / "home").mkdir()
    run(folder, "softmark", "release", "adding")
    return folder


def run(course, command, *arguments, check=True):
    """Runs a command of this environment in the course; returns what it printed."""
    if command == "softmark":
        done = softmark(*arguments, cwd=course, environment=environment(course))
    else:
        done = nbgrader(course, command, *arguments)
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def nbgrader(course, command, *arguments):
    """Runs a command of nbgrader's or Jupyter's in a process of its own."""
    return subprocess.run(
        [BIN / command, *arguments],
        cwd=course,
        env=environment(course),
        capture_output=True,
        text=True,
        # Of a command that hangs: a class takes its time, and much of it on a busy machine.
        timeout=7200,
        check=False,
    )


def environment(course):
    home = str(course / "home")
    return {
        **os.environ,
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "HOME": home,
        "JUPYTER_CONFIG_DIR": f"{home}/config",
        "JUPYTER_DATA_DIR": f"{home}/data",
        "JUPYTER_RUNTIME_DIR": f"{home}/runtime",
        "SOFTMARK_SECRET": "a secret",
    }


def solved(course, code, answer=ANSWER):
    """Returns the released notebook with a student's code and answer in it."""
    assignment = load_assignment(find_course(course).bundle("adding"))
    notebook = json.loads(notebook_files(assignment)[notebook_paths("adding")[1]])
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = code if cell["cell_type"] == "code" else answer
    return json.dumps(notebook)


def hand_in(course, student, content, name="notebook/adding.ipynb"):
    """Puts a file where nbgrader collects it."""
    path = course / "submitted" / student / "adding" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def hand_in_class(course):
    """Hands in right, wrong, unanswered and hostile work, and one student's .py file."""
    hand_in(course, "ada", solved(course, RIGHT))
    hand_in(course, "bob", solved(course, WRONG))
    hand_in(course, "cyd", RIGHT + "\n\nimport torch\n", "add.py")
    hand_in(course, "dan", solved(course, RIGHT, "*Write your answer here.*"))
    for name, code in HOSTILE.items():
        hand_in(course, f"evil-{name}", solved(course, code))


SCORES = {"ada": 10, "bob": 0, "cyd": 9, "dan": 10} | {f"evil-{name}": 0 for name in HOSTILE}


def contents(url):
    """Returns everything in a gradebook but ids, in an order of its own."""
    from nbgrader.api import Gradebook

    rows = []
    with Gradebook(url) as book:
        for assignment in book.assignments:
            rows.append((assignment.name, assignment.duedate, assignment.max_score))
            for notebook in assignment.notebooks:
                rows.append((notebook.name, notebook.kernelspec))
                rows += sorted(
                    (cell.name, cell.max_score, cell.cell_type) for cell in notebook.grade_cells
                )
                rows += sorted((cell.name,) for cell in notebook.solution_cells)
                rows += sorted(
                    (cell.name, cell.cell_type, cell.locked, cell.source, cell.checksum)
                    for cell in notebook.source_cells
                )
                for submitted in sorted(notebook.submissions, key=lambda row: row.student.id):
                    rows.append((submitted.student.id, submitted.late_submission_penalty))
                    rows += sorted(
                        (row.name, row.auto_score, row.manual_score, row.needs_manual_grade)
                        for row in submitted.grades
                    )
                    rows += sorted((row.name, row.auto_comment) for row in submitted.comments)
        rows += sorted(student.id for student in book.students)
    return rows
