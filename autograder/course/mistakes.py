"""Known mistakes: mistakes.toml, and the reference with some of them made.

    [[mistake]]
    id = "gradient-sum"
    title = "the mean over the batch is missing in the gradient"
    hint = "..."

    [[mistake.edits]]
    file = "loss.py"
    old = "delta /= batch"
    new = "delta /= 1"

A title or a hint in several languages is a table: title = { en = "...", zh = "..." }. An entry is an edit of the
reference. Its outputs are what a submission with that mistake returns. The same mistake can be written in other
numeric forms, each an edit of the reference, or of another right solution:

    [[mistake.form]]
    on = "alternative/epsilon"

    [[mistake.form.edits]]
    file = "loss.py"
    old = "..."
    new = "..."
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import field, fields, replace
from functools import cached_property
from typing import Any

from ..errors import CourseError, nearest
from ..results.convert import MalformedError, convert, line_of
from ..results.records import dataclass
from ..results.text import Words
from ..results.toml_files import tables_of, text_of
from .course import Bundle
from .edits import Edit, examine_edit
from .formulas import tells

FILE = "mistakes.toml"
TEXTS = ("title", "hint")


@dataclass(frozen=True)
class Form:
    """The same mistake in another form.

    Attributes:
        on: the right solution that is edited, "alternative/NAME"; the reference where it is empty.
    """

    on: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Mistake:
    """A known mistake.

    Attributes:
        title: what is wrong, in a few words.
        hint: what to check or to do.
        more: a second step, for who asks for it at home with `softmark check --hint`; may be missing.
        edits: how to make it; empty on a student's machine, which has no reference.
        form: other forms of it.
        line: of its table in mistakes.toml.
        on: what is edited, as of a form.
        number: of the form, 0 for the mistake's own edits.
    """

    id: str
    title: Words = field(default_factory=Words)
    hint: Words = field(default_factory=Words)
    more: Words | None = None
    edits: tuple[Edit, ...] = ()
    form: tuple[Form, ...] = ()
    line: int = 0
    on: str = ""
    number: int = 0

    @cached_property
    def key(self) -> str:
        """What tells one form of a mistake from another."""
        return f"{self.id}/{self.number}" if self.number else self.id


# What stands in no table of the file.
INNER = ("line", "on", "number")


def load_mistakes(bundle: Bundle) -> tuple[Mistake, ...]:
    """Returns the mistakes of an assignment, in the order of the file; () where it has none.

    Raises:
        CourseError: the file is malformed; the text begins with its path and line.
    """
    content = bundle.solution.get(FILE)
    if content is None:
        return ()
    path = f"solutions/{bundle.name}/{FILE}"
    tables, lines = _read_tables(content, path)
    mistakes: list[Mistake] = []
    seen: dict[str, int] = {}
    for table, line in zip(tables, lines, strict=True):
        mistake = _read_mistake(table, f"{path}:{line}", line)
        where = f"{path}:{line}: mistake {mistake.id!r}"
        if mistake.id in seen:
            raise CourseError(f"{where} is defined before, at line {seen[mistake.id]}.")
        seen[mistake.id] = line
        _examine(mistake, bundle.solution, where)
        mistakes.append(_without_formulas(mistake, bundle.formulas))
    return tuple(mistakes)


def _without_formulas(mistake: Mistake, formulas: Sequence[str]) -> Mistake:
    """Returns the mistake without a hint that says what is to be derived; its title says what is wrong."""
    if _tells(mistake.hint, formulas):
        mistake = replace(mistake, hint=Words())
    if mistake.more is not None and _tells(mistake.more, formulas):
        mistake = replace(mistake, more=None)
    return mistake


def _tells(words: Words, formulas: Sequence[str]) -> bool:
    return any(tells(text, formulas) for _, text in words.texts)


def with_forms(mistakes: Sequence[Mistake]) -> tuple[Mistake, ...]:
    """Returns the mistakes with all their forms, each form as a mistake of the same id."""
    return tuple(
        item
        for mistake in mistakes
        for item in (
            replace(mistake, form=()),
            *(
                replace(mistake, edits=form.edits, on=form.on, number=number, form=())
                for number, form in enumerate(mistake.form, start=1)
            ),
        )
    )


def apply_mistake(
    reference: Mapping[str, bytes], mistake: Mistake, solution: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """Returns the reference's files with one mistake made."""
    return apply_mistakes(reference, [mistake], solution) or dict(reference)


def apply_mistakes(
    reference: Mapping[str, bytes],
    mistakes: Sequence[Mistake],
    solution: Mapping[str, bytes] | None = None,
) -> dict[str, bytes] | None:
    """Returns the reference's files with all of the mistakes made.

    None where two edits touch the same text, or are of different solutions, and so cannot both be made.

    Args:
        solution: all files of solutions/NAME, for forms that are edits of another solution.
    """
    reference = _edited_solution(reference, mistakes, solution or {}) or {}
    if not reference:
        return None
    files = dict(reference)
    edits: dict[str, list[tuple[int, Edit]]] = {}
    for mistake in mistakes:
        for edit in mistake.edits:
            start = reference[edit.file].decode().index(edit.old)
            edits.setdefault(edit.file, []).append((start, edit))
    for file, found in edits.items():
        found.sort(key=lambda item: item[0])
        source = reference[file].decode()
        parts: list[str] = []
        end = 0
        for start, edit in found:
            if start < end:
                return None
            parts += [source[end:start], edit.new]
            end = start + len(edit.old)
        files[file] = "".join([*parts, source[end:]]).encode()
    return files


def _edited_solution(
    reference: Mapping[str, bytes], mistakes: Sequence[Mistake], solution: Mapping[str, bytes]
) -> dict[str, bytes] | None:
    """Returns the files that several mistakes are edits of; None where they are of different ones."""
    bases = {mistake.on for mistake in mistakes} - {""}
    if len(bases) > 1:
        return None
    own = files_on(solution, bases.pop()) if bases else {}
    plain = {edit.file for mistake in mistakes if not mistake.on for edit in mistake.edits}
    if any(own.get(file, reference[file]) != reference[file] for file in plain):
        return None
    return {**reference, **own}


def files_on(solution: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    """Returns the Python files of a right solution in solutions/NAME/FOLDER."""
    return {
        path.removeprefix(f"{folder}/"): content
        for path, content in solution.items()
        if path.startswith(f"{folder}/") and path.endswith(".py")
    }


def _read_tables(content: bytes, path: str) -> tuple[list[Any], list[int]]:
    """Returns the tables of the file, and the line on which each begins."""
    text = text_of(content, path)
    document = tables_of(text, path)
    lines = _table_lines(text)
    for key in document:
        if key != "mistake":
            line = line_of(text, key)
            raise CourseError(f"{path}:{line}: unknown key {key!r}. Write [[mistake]] tables only.")
    tables = document.get("mistake", [])
    if not isinstance(tables, list) or len(tables) != len(lines):
        line = lines[0] if lines else line_of(text, "mistake")
        raise CourseError(f"{path}:{line}: begin every mistake with a line [[mistake]].")
    return tables, lines


def _table_lines(text: str) -> list[int]:
    """Returns the numbers of the lines [[mistake]], other than those inside of long strings."""
    lines = []
    open_with = ""
    for number, line in enumerate(text.splitlines(), start=1):
        # Next to no line has either, and searching every one takes as long as reading the file.
        if not open_with and "[[" in line and re.match(r"\s*\[\[\s*mistake\s*\]\]", line):
            lines.append(number)
        if "'''" not in line and '"""' not in line:
            continue
        for quotes in re.findall(r"'''|\"\"\"", line):
            if not open_with:
                open_with = quotes
            elif quotes == open_with:
                open_with = ""
    return lines


def _read_mistake(table: Any, where: str, line: int) -> Mistake:
    known = [item.name for item in fields(Mistake) if item.name not in INNER]
    if isinstance(table, dict):
        name = f"mistake {table.get('id')!r}"
        for key in table:
            if key not in known:
                raise CourseError(f"{where}: {name}: unknown key {key!r}. {nearest(key, known)}")
    try:
        mistake = convert(table, Mistake, strict=True)
    except MalformedError as error:
        raise CourseError(f"{where}: {error}") from None
    return replace(mistake, line=line)


def _examine(mistake: Mistake, solution: Mapping[str, bytes], where: str) -> None:
    """Raises CourseError for a mistake that is incomplete or cannot be made."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", mistake.id):
        raise CourseError(f"{where}: an id is small letters and hyphens, e.g. 'gradient-sum'.")
    for name in TEXTS:
        if not getattr(mistake, name):
            raise CourseError(f"{where} has no {name}: a student reads it.")
    if not mistake.edits:
        raise CourseError(f"{where} has no edits: add a [[mistake.edits]] with file, old and new.")
    reference = {
        path: content
        for path, content in solution.items()
        if "/" not in path and path.endswith(".py") and path != "hidden.py"
    }
    for item in with_forms([mistake]):
        name = f"{where}, form {item.number}" if item.number else where
        if item.number and not item.edits:
            raise CourseError(f"{name} has no edits: add a [[mistake.form.edits]].")
        own = files_on(solution, item.on) if item.on else {}
        if item.on and not own:
            raise CourseError(f"{name}: solutions/ has no folder {item.on!r} with a solution.")
        for edit in item.edits:
            examine_edit(edit, {**reference, **own}, name, "the reference")
        made = apply_mistakes(reference, [item], solution)
        if made is None:
            raise CourseError(f"{name}: two of its edits touch the same text.")
        for file in {edit.file for edit in item.edits}:
            _examine_syntax(made[file], file, name)


def _examine_syntax(content: bytes, file: str, where: str) -> None:
    try:
        ast.parse(content)
    except SyntaxError as error:
        raise CourseError(
            f"{where}: with its edits {file} is no Python: {error.msg} (line {error.lineno})."
        ) from None
