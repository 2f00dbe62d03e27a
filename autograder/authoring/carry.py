"""A notebook that needs nothing beside it: its first cell holds the checks, the helpers, and a little data."""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import lzma
import textwrap
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from ..course.assignment import Assignment
from ..course.cells import Cell, make_cell, new_notebook, read_cells, write_notebook
from ..course.course import Course
from ..course.digest import assignment_digest
from ..errors import UsageError
from ..results.replacing import write_output
from ..results.text import say
from .data_part import IN_NOTEBOOK, data_part
from .leaks import refuse_leaks
from .notebook.assemble import SOURCE, released_notebook

# What a student's own checks begin with. What these import, here or there, is carried along.
ROOTS = (
    "autograder.notebook",
    "autograder.diagnosis.diagnose",
    "autograder.diagnosis.hints",
    "autograder.diagnosis.published_replay",
)
# What they import for other purposes than that.
LEFT_OUT = ("autograder.execution.sandbox", "autograder.execution.worker.parsers")
MOST_BYTES = 1_500_000
ID = "softmark"
# What a member of the .zip takes beside its content, and more.
_MEMBER = 400
# Columns of the text in which it is carried.
_WIDTH = 1000
_CELL = '''\
#@title {title}
# softmark: {name} {digest}
def _softmark():
    import base64, hashlib, importlib.util, io, lzma, os, sys, tempfile, zipfile

    if sys.version_info < (3, 11):
        raise RuntimeError({old_python!r}.format(".".join(map(str, sys.version_info[:2]))))
    content = base64.b64decode(_SOFTMARK)
    if hashlib.sha256(content).hexdigest() != "{sha256}":
        raise RuntimeError({changed!r})
    if "NBGRADER_EXECUTION" in os.environ and importlib.util.find_spec("autograder"):
        return  # graded: the course's own checks are there
    # Read with numpy, which comes next: small products are slower on several threads.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    folder = tempfile.TemporaryDirectory(prefix="softmark-")
    zipfile.ZipFile(io.BytesIO(lzma.decompress(content))).extractall(folder.name)
    for name in [name for name in sys.modules if name.split(".")[0] == "autograder"]:
        del sys.modules[name]
    sys.path.insert(0, os.path.join(folder.name, "package"))
    sys.path.append(os.path.join(folder.name, "helpers"))
    from autograder import notebook

    notebook.use(folder, "{name}", {language!r})
    print({ready!r})


_SOFTMARK = """
{payload}
"""
_softmark()
del _softmark, _SOFTMARK
'''


def release_notebook(course: Course, assignment: Assignment, path: Path, language: str) -> None:
    """Writes an assignment's self-contained notebook.

    Raises:
        UsageError: the assignment has no notebook, or it would be too large.
        CourseError: something would give a solution away.
    """
    if path.suffix != ".ipynb":
        raise UsageError(f"{path} is not named as a notebook: give it the ending .ipynb.")
    released = released_notebook(assignment, language)
    if released is None:
        raise UsageError(
            f"{assignment.name} has no notebook: write solutions/{assignment.name}/{SOURCE}."
        )
    data = data_part(course, assignment, IN_NOTEBOOK)
    files = carried_files(assignment, data)
    # Softmark itself is the same for all, and may hold a statement of an assignment by chance.
    own = {name: file for name, file in files.items() if not name.startswith("package/")}
    refuse_leaks({path.name: released, **own}, assignment)
    content = carried_notebook(assignment, released, files, language)
    write_output(path, content)


def carried_notebook(
    assignment: Assignment, released: bytes, files: Mapping[str, bytes], language: str
) -> bytes:
    """Returns the released notebook with everything that its checks and experiments need in its first cell.

    Args:
        released: the notebook as students get it.
        files: those that it carries, by path.
        language: of the checks' messages.

    Raises:
        UsageError: it would be too large to be handed around.
    """
    first = _first_cell(assignment, _packed(files), language)
    cells = [first, *(without_paths(cell) for cell in read_cells(released))]
    content = write_notebook(new_notebook(cells))
    if len(content) > MOST_BYTES:
        raise UsageError(
            f"The notebook would have {len(content):,} bytes, and {MOST_BYTES:,} are the most: "
            "publish fewer answers, or smaller ones."
        )
    return content


def surely_small(released: bytes, files: Mapping[str, bytes]) -> bool:
    """Tells whether a notebook that carries files is small enough even if nothing could be compressed."""
    bound = sum(len(content) + _MEMBER for content in files.values())
    return len(released) + bound * 4 / 3 < MOST_BYTES


def carried_files(assignment: Assignment, data: Mapping[str, bytes]) -> dict[str, bytes]:
    """Returns what the first cell holds, by path.

    Args:
        data: small files for the folder `data`.
    """
    course = f"course/assignments/{assignment.name}"
    files = {
        f"{course}/{path}": content
        for path, content in assignment.bundle.assignment.items()
        if path in ("assignment.toml", "checks.py", "expected.npz")
    }
    files |= {f"course/{path}": content for path, content in assignment.bundle.course.items()}
    files |= {f"helpers/{name}": content for name, content in assignment.given.items()}
    files |= {
        f"helpers/{name}": assignment.bundle.solution[name]
        for name in assignment.config.workspace
        if name.endswith(".npz")
    }
    files |= {f"helpers/data/{name}": content for name, content in data.items()}
    return files | {f"package/{path}": content for path, content in students_part().items()}


@cache
def students_part() -> Mapping[str, bytes]:
    """Returns the files of this package that a student's own checks need."""
    site = Path(__file__).parents[2]
    wanted = list(ROOTS)
    files: dict[str, bytes] = {}
    seen: set[str] = set()
    while wanted:
        module = wanted.pop()
        if module in seen or module.startswith(LEFT_OUT):
            continue
        seen.add(module)
        path = site / module.replace(".", "/")
        package = path.is_dir()
        path = path / "__init__.py" if package else path.with_suffix(".py")
        if not path.is_file():
            continue  # a name in a module
        files[path.relative_to(site).as_posix()] = path.read_bytes()
        wanted += [*_imported(path.read_text("utf-8"), module, package), *_parents(module)]
    for sentences in (site / "autograder/results/text").glob("*.toml"):
        files[sentences.relative_to(site).as_posix()] = sentences.read_bytes()
    return files


def _parents(module: str) -> Iterator[str]:
    while "." in module:
        module = module.rpartition(".")[0]
        yield module


def _imported(source: str, module: str, package: bool) -> Iterator[str]:
    """Yields the modules of this package that a source imports, but for the sake of types."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
        elif isinstance(node, ast.ImportFrom) and node.level:
            parts = module.split(".")
            base = ".".join(parts[: len(parts) - node.level + package])
            full = f"{base}.{node.module}" if node.module else base
            yield full
            yield from (f"{full}.{alias.name}" for alias in node.names)
        else:
            waiting += ast.iter_child_nodes(node)


def _first_cell(assignment: Assignment, content: bytes, language: str) -> Cell:
    source = _CELL.format(
        title=say("carry.title", language),
        name=assignment.name,
        digest=assignment_digest(assignment.bundle),
        sha256=hashlib.sha256(content).hexdigest(),
        old_python=say("carry.python", language, version="{}"),
        changed=say("carry.changed", language),
        ready=say("carry.ready", language),
        language=language,
        payload="\n".join(textwrap.wrap(base64.b64encode(content).decode(), _WIDTH)),
    )
    cell = make_cell("code", ID, source.rstrip("\n"))
    # The names under which Jupyter and VS Code, Colab, and Kaggle fold a cell.
    folded = {"jupyter": {"source_hidden": True}, "cellView": "form", "_kg_hide-input": True}
    cell["metadata"] = {"deletable": False, "editable": False, "tags": ["hide-input"], **folded}
    return cell


def without_paths(cell: Cell) -> Cell:
    """Returns a cell without what finds the helpers in the course's folders."""
    source = cell["source"]
    if cell["cell_type"] != "code" or "sys.path.append(" not in source:
        return cell
    lines = source.split("\n")
    for node in reversed(ast.parse(source).body):
        if ast.unparse(node).startswith("sys.path.append("):
            # As many lines as it takes, with what is said of it at its end.
            del lines[node.lineno - 1 : node.end_lineno]
    if not any("sys." in line for line in lines):
        lines = [line for line in lines if line != "import sys"]
    return {**cell, "source": "\n".join(lines).strip("\n")}


def _packed(files: Mapping[str, bytes]) -> bytes:
    """Returns a .zip of files as they are, which is compressed as a whole: they are small, and much alike."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # Alike stands beside alike, and all bytes are the same every time.
        for name in sorted(files, key=lambda name: (name.rpartition(".")[2], name)):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name])
    return lzma.compress(buffer.getvalue(), preset=9)
