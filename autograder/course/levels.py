"""Two levels of one assignment: guided, which gives the formulas, and derive, which asks for them.

What stands in solutions/NAME is the guided level. derive.toml says what is different at the other one:

    formulas = ["X^T delta"]      what nothing that students get may say then

    [[edit]]
    file = "handout.md"
    old = "gradients: `grad_W` = X^T delta"
    new = "gradients: derive them (question 1 of the notebook)"

Edits change texts only: handouts, docstrings, the notebook's text. Solutions stay what they are. A mistake's
hint that says one of the formulas is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

from ..errors import CourseError, nearest
from ..results.records import dataclass
from ..results.toml_files import read_as, tables_of, text_of
from .course import Bundle
from .edits import Edit, examine_edit

FILE = "derive.toml"
GUIDED, DERIVE = LEVELS = ("guided", "derive")


@dataclass(frozen=True)
class Derivation:
    """derive.toml.

    Attributes:
        formulas: texts that would give a derivation away; spaces and line ends in them do not count.
        edit: what stands in place of what at this level.
    """

    formulas: tuple[str, ...] = ()
    edit: tuple[Edit, ...] = ()


def load_derivation(bundle: Bundle) -> Derivation | None:
    """Returns an assignment's derive.toml; None where it has none.

    Raises:
        CourseError: the file is malformed, or an edit cannot be made.
    """
    content = bundle.solution.get(FILE)
    if content is None:
        return None
    path = f"solutions/{bundle.name}/{FILE}"
    text = text_of(content, path)
    derivation = read_as(Derivation, tables_of(text, path), text, path)
    if not all(formula.strip() for formula in derivation.formulas) or not derivation.formulas:
        raise CourseError(f"{path}: name the formulas that are to be derived, as formulas = [...].")
    others = {name: text for name, text in bundle.solution.items() if name != FILE}
    for number, edit in enumerate(derivation.edit, 1):
        examine_edit(edit, others, f"{path}: edit {number}", "solutions/")
    return derivation


def at_level(bundle: Bundle, level: str) -> Bundle:
    """Returns the bundle as it is at a level.

    Students have what was released to them, and no solutions: theirs is returned as it is.

    Raises:
        CourseError: there is no such level, or derive.toml is missing or malformed.
    """
    where = f"assignments/{bundle.name}/assignment.toml"
    if level not in LEVELS:
        raise CourseError(f"{where}: there is no level {level!r}. {nearest(level, LEVELS)}")
    if level == GUIDED or not bundle.solution or bundle.formulas:
        return bundle
    derivation = load_derivation(bundle)
    if derivation is None:
        raise CourseError(
            f'{where}: level = "derive" needs solutions/{bundle.name}/{FILE}, which says what is '
            "different at that level."
        )
    # Here alone: students have no solutions, and each check of theirs starts with this file.
    from .mistakes import Mistake, apply_mistakes

    changed = apply_mistakes(bundle.solution, [Mistake(DERIVE, edits=derivation.edit)])
    if changed is None:
        raise CourseError(f"solutions/{bundle.name}/{FILE}: two edits touch the same text.")
    _examine_code(bundle, changed)
    del changed[FILE]
    return replace(bundle, solution=changed, formulas=derivation.formulas)


def _examine_code(bundle: Bundle, changed: Mapping[str, bytes]) -> None:
    """Raises CourseError where an edit changes more of a Python file than what it says."""
    for path, content in changed.items():
        before = bundle.solution[path]
        if not path.endswith(".py") or content == before:
            continue
        try:
            same = _without_texts(content) == _without_texts(before)
        except SyntaxError as error:
            raise CourseError(
                f"solutions/{bundle.name}/{FILE}: with its edits, {path}:{error.lineno} is no Python "
                f"({error.msg})."
            ) from None
        if not same:
            raise CourseError(
                f"solutions/{bundle.name}/{FILE}: an edit changes code of {path}; only docstrings and "
                "comments can differ between levels."
            )


def _without_texts(source: bytes) -> str:
    """Returns a source without its docstrings and comments."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
