"""What a notebook's generated cells say in another language: docstrings, and cells it shares with the workspace's.

[docstrings]                  by the name of what has them, "loss.SoftmaxCrossEntropyLoss.forward"; "loss" is the file's
[cells]                       Markdown cells, by their ids in the workspace's notebook
[comments]                    comments of code as they stand there, "# one for each class"
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Mapping
from dataclasses import field

from ..errors import CourseError, nearest
from ..results.convert import line_of
from ..results.records import dataclass
from ..results.toml_files import read_as, tables_of, text_of
from .course import Bundle

TABLES = ("docstrings", "cells", "comments")


@dataclass(frozen=True)
class Translation:
    """translation.LANGUAGE.toml; without it everything is said as it stands."""

    language: str
    docstrings: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)

    def of_code(self, source: str, file: str, name: str) -> str:
        """Returns a cell's or a file's code with docstrings and comments in the language.

        Args:
            file: of the reference.
            name: of what the code defines, "Class.method"; "" where it is the whole file.
        """
        module = file.removesuffix(".py")
        for original, text in self.comments.items():
            source = source.replace(original, text)
        prefix = f"{module}.{name.rpartition('.')[0]}".rstrip(".")
        return self._docstrings(source, prefix)

    def _docstrings(self, source: str, prefix: str) -> str:
        lines = source.split("\n")
        found: list[tuple[int, int, str]] = []

        def replace(first: ast.stmt, name: str) -> None:
            if name in self.docstrings and _is_text(first):
                end = first.end_lineno or first.lineno
                indent = " " * first.col_offset
                found.append((first.lineno - 1, end, _quoted(self.docstrings[name], indent)))

        def visit(node: ast.AST, owner: str) -> None:
            for child in getattr(node, "body", ()):
                if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                    name = f"{owner}.{child.name}"
                    replace(child.body[0], name)
                    visit(child, name)

        tree = ast.parse(source)
        if tree.body:
            replace(tree.body[0], prefix)
        visit(tree, prefix)
        for begin, end, text in sorted(found, reverse=True):
            lines[begin:end] = text.split("\n")
        return "\n".join(lines)


def translated_into(bundle: Bundle) -> list[str]:
    """Returns the languages that there is a translation.LANGUAGE.toml for."""
    found = (re.fullmatch(r"translation\.([a-z]+)\.toml", path) for path in bundle.solution)
    return sorted(match[1] for match in found if match)


def read_translation(bundle: Bundle, language: str) -> Translation:
    """Returns the translation of an assignment's generated code; an empty one where there is no file.

    Raises:
        CourseError: the file is malformed.
    """
    name = f"translation.{language}.toml"
    path = f"solutions/{bundle.name}/{name}"
    content = bundle.solution.get(name)
    if content is None:
        return Translation(language)
    text = text_of(content, path)
    tables = read_as(dict[str, dict[str, str]], tables_of(text, path), text, path)
    for key in tables:
        if key not in TABLES:
            raise CourseError(
                f"{path}:{line_of(text, key)}: there is no [{key}]. {nearest(key, TABLES)}"
            )
    return Translation(language, **tables)


def translated(bundle: Bundle, name: str, stub: bytes) -> tuple[bytes, ...]:
    """Returns a file of the reference as it is released, and so in each language that it is translated into.

    Raises:
        CourseError: a translation is malformed.
    """
    said = (read_translation(bundle, language) for language in translated_into(bundle))
    texts = (each.of_code(stub.decode(), name, "") for each in said)
    return tuple(dict.fromkeys((stub, *(text.encode() for text in texts))))


def _is_text(node: ast.stmt) -> bool:
    value = getattr(node, "value", None)
    return (
        isinstance(node, ast.Expr)
        and isinstance(value, ast.Constant)
        and isinstance(value.value, str)
    )


def _quoted(text: str, indent: str) -> str:
    text = text.strip("\n")
    if "\n" not in text:
        return f'{indent}"""{text}"""'
    return textwrap.indent(f'"""{text}\n"""', indent, lambda line: bool(line.strip()))
