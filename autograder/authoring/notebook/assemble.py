"""Makes the solved notebook, nbgrader's source, and the released one, of a notebook.md."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from ...checks.check import Check
from ...course.assignment import Assignment
from ...course.cells import (
    Cell,
    checksum,
    facts_of,
    make_cell,
    new_notebook,
    read_cells,
    write_notebook,
)
from ...course.regions import find_regions, strip_cell
from ...course.translation import Translation, read_translation
from ...errors import CourseError, nearest
from ...results.text import say
from .extract import cell_of
from .parse import Answer, Block, Cells, Code, Solution, Test, Text, parse_notebook

SOURCE = "notebook.md"
# What stands in place of a solution, here and in nbgrader_config.py, so that both release the same.
CODE_STUB = 'raise NotImplementedError("TODO: fill in this cell")'
TEXT_STUB = "*Write your answer here.*"


def notebook_paths(name: str) -> tuple[str, str]:
    """Returns where the solved and the released notebook of an assignment lie in the course."""
    inside = f"{name}/notebook/{name}.ipynb"
    return f"solutions/{inside}", f"assignments/{inside}"


def notebook_files(assignment: Assignment) -> dict[str, bytes]:
    """Returns the solved and the released notebook by path; {} where there is no notebook.md.

    Raises:
        CourseError: notebook.md is malformed, with file and line.
    """
    content = assignment.bundle.solution.get(SOURCE)
    if content is None:
        return {}
    path = f"solutions/{assignment.name}/{SOURCE}"
    cells = list(_cells(parse_notebook(content.decode(), path), assignment, path))
    solved, released = notebook_paths(assignment.name)
    return {solved: _write(cells), released: _write([_released(cell, path) for cell in cells])}


def released_notebook(assignment: Assignment, language: str) -> bytes | None:
    """Returns the notebook that students get in a language; None where there is no notebook.md.

    Its texts are those of notebook.LANGUAGE.md, its docstrings and shared cells those of
    translation.LANGUAGE.toml, and in the course's own language where there are no such files.

    Raises:
        CourseError: one of them is malformed, or has other fences than notebook.md.
    """
    solution = assignment.bundle.solution
    if SOURCE not in solution:
        return None
    own = f"notebook.{language}.md"
    name = own if own in solution else SOURCE
    path = f"solutions/{assignment.name}/{name}"
    blocks = parse_notebook(solution[name].decode(), path)
    if name != SOURCE:
        _compare(blocks, parse_notebook(solution[SOURCE].decode(), SOURCE), path)
    translation = read_translation(assignment.bundle, language)
    cells = list(_cells(blocks, assignment, path, translation))
    return _write([_released(cell, path) for cell in cells])


def _compare(blocks: Sequence[Block], original: Sequence[Block], path: str) -> None:
    """Raises CourseError where a translation has other cells for code and answers than the original."""

    def fences(found: Sequence[Block]) -> list[tuple[str, ...]]:
        return [
            (
                type(block).__name__,
                str(getattr(block, "check", getattr(block, "name", getattr(block, "id", "")))),
                *([f"{block.points:g}"] if isinstance(block, Answer) else []),
            )
            for block in found
            if not isinstance(block, Text)
        ]

    for number, (ours, theirs) in enumerate(zip(fences(blocks), fences(original), strict=False)):
        if ours != theirs:
            line = [block for block in blocks if not isinstance(block, Text)][number].line
            raise CourseError(f"{path}:{line}: here {SOURCE} has {' '.join(theirs)}.")
    if len(fences(blocks)) != len(fences(original)):
        raise CourseError(f"{path}: it has not as many fences as {SOURCE}.")


def solved_notebook(assignment: Assignment, files: Mapping[str, bytes]) -> bytes:
    """Returns the notebook with other files in the place of the reference."""
    other = dataclasses.replace(
        assignment,
        bundle=dataclasses.replace(
            assignment.bundle, solution={**assignment.bundle.solution, **files}
        ),
    )
    return notebook_files(other)[notebook_paths(assignment.name)[0]]


def grade_id(check: str) -> str:
    """Returns the id of a check's cell; nbgrader allows no dots, and a check's id has no dash."""
    return check.replace(".", "-")


def check_id(cell: str) -> str:
    """Returns the id of the check in a cell of this id."""
    return cell.replace("-", ".")


def _cells(
    blocks: Sequence[Block],
    assignment: Assignment,
    path: str,
    translation: Translation | None = None,
) -> Iterator[Cell]:
    said = translation or Translation(assignment.config.language)
    solutions = [block for block in blocks if isinstance(block, Solution)]
    tested: set[str] = set()
    answered: set[str] = set()
    for number, block in enumerate(blocks):
        where = f"{path}:{block.line}"
        if isinstance(block, Text):
            yield make_cell("markdown", f"text-{number}", block.source)
        elif isinstance(block, Code):
            yield make_cell("code", f"code-{number}", block.source)
        elif isinstance(block, Solution):
            cell = _solution(block, solutions, assignment, where)
            yield {**cell, "source": said.of_code(cell["source"], block.file, block.name)}
        elif isinstance(block, Test):
            yield _test(_find(block.check, assignment, tested, where), said.language)
            tested.add(block.check)
        elif isinstance(block, Cells):
            yield from _shared(block, assignment, said, where)
        else:
            if block.id in answered or block.id in map(grade_id, tested):
                raise CourseError(f"{where}: there is a cell {block.id!r} already.")
            answered.add(block.id)
            yield from _answer(block)
    left = [check for check in assignment.checks if check.id not in tested]
    if left:
        hidden = make_cell("markdown", "hidden", say("notebook.hidden", said.language))
        # Under one heading, which Jupyter folds with all that stands below it.
        hidden["metadata"] |= {"heading_collapsed": True, "jp-MarkdownHeadingCollapsed": True}
        yield hidden
        yield from (_test(check, said.language) for check in left)


def _shared(block: Cells, assignment: Assignment, said: Translation, where: str) -> Iterator[Cell]:
    """Yields the cells of a notebook of the workspace, but for its title, questions and answers."""
    content = assignment.bundle.solution.get(block.notebook)
    if content is None or block.notebook not in assignment.config.workspace:
        raise CourseError(
            f"{where}: the workspace has no notebook {block.notebook!r}. "
            f"{nearest(block.notebook, assignment.config.workspace)}"
        )
    for cell in read_cells(content):
        if not cell["id"].startswith(("title", "question-", "answer-")):
            source = said.cells.get(cell["id"], cell["source"]).strip("\n")
            yield make_cell(cell["cell_type"], f"shared-{cell['id']}", source)


def _find(id_: str, assignment: Assignment, tested: set[str], where: str) -> Check:
    checks = {check.id: check for check in assignment.checks}
    if id_ not in checks:
        raise CourseError(f"{where}: there is no check {id_!r}. {nearest(id_, checks)}")
    if id_ in tested:
        raise CourseError(f"{where}: check {id_!r} has a cell already.")
    return checks[id_]


def _solution(
    block: Solution, solutions: Sequence[Solution], assignment: Assignment, where: str
) -> Cell:
    content = assignment.reference.get(block.file)
    if content is None:
        raise CourseError(
            f"{where}: the solution has no file {block.file!r}. "
            f"{nearest(block.file, assignment.reference)}"
        )
    apart = [other.name for other in solutions if other.file == block.file]
    source = cell_of(content.decode(), block.name, apart, where)
    id_ = f"solution-{block.file.removesuffix('.py')}-{block.name.replace('.', '-')}"
    if not find_regions(source, where):
        # Given whole: a class whose methods are to be filled in elsewhere, say.
        return make_cell("code", id_, source)
    return make_cell("code", id_, source, {"grade": False, "solution": True, "locked": False})


def _test(check: Check, language: str) -> Cell:
    call = f'check("{check.id}")'
    if check.hidden:
        about = say("notebook.hidden.test", language)
        call = f"# {about}\n### BEGIN HIDDEN TESTS\n{call}\n### END HIDDEN TESTS"
    source = f"from autograder.notebook import check\n\n{call}"
    facts = {"grade": True, "solution": False, "locked": True, "points": check.points}
    return make_cell("code", grade_id(check.id), source, facts)


def _answer(block: Answer) -> Iterator[Cell]:
    yield make_cell("markdown", f"{block.id}-question", block.question)
    facts = {"grade": True, "solution": True, "locked": False, "points": block.points}
    yield make_cell("markdown", block.id, block.model or TEXT_STUB, facts)


def _released(cell: Cell, path: str) -> Cell:
    """Returns the cell as students get it, byte by byte what nbgrader would release."""
    facts = facts_of(cell)
    if not facts:
        return cell
    stub = CODE_STUB if cell["cell_type"] == "code" else TEXT_STUB
    source = strip_cell(cell["source"], stub, path)
    locks = {"deletable": False} | ({} if facts["solution"] else {"editable": False})
    facts = {**facts, "cell_type": cell["cell_type"]}
    facts["checksum"] = checksum(source, facts)
    return {**cell, "source": source, "metadata": {**locks, "nbgrader": facts}}


def _write(cells: Sequence[Cell]) -> bytes:
    import nbformat

    notebook = new_notebook(cells)
    nbformat.validate(notebook)
    return write_notebook(notebook)


def same_notebook(left: bytes, right: bytes) -> bool:
    """Tells whether two notebooks show the same cells.

    nbgrader adds metadata of its own when it releases, and an editor adds more.
    """
    try:
        first, second = (
            [
                (cell["cell_type"], cell["source"], facts_of(cell).get("grade_id"))
                for cell in read_cells(content)
            ]
            for content in (left, right)
        )
    except (ValueError, KeyError):
        return False
    return first == second
