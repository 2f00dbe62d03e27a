"""Names that are not there: set under another name, returned, at the wrong indentation, in no cell."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from ..course.rules import Facts, SourceFacts
from ..execution.failure import Failure
from ..results.records import dataclass
from ..results.text import say

NEAR_NAME = 0.7


@dataclass(frozen=True)
class Interface:
    """What the reference's functions take and return, by their short names.

    Attributes:
        signatures: arguments, "(Input, labels)".
        returns: what their descriptions promise, "(loss, acc)".
    """

    signatures: Mapping[str, str]
    returns: Mapping[str, str]


@dataclass(frozen=True)
class Sources:
    """A submission's sources, as far as slips are told by them.

    Args:
        files: the sources.
        facts: of them, by file or cell.
        interface: of the reference.
        notebook: they are cells that have been run one by one.
        reveal: numbers of what was returned may be shown.
    """

    files: Mapping[str, bytes]
    facts: Facts
    interface: Interface
    language: str
    notebook: bool = False
    reveal: bool = False

    def returned(self, name: str) -> tuple[str, str, int, int, str]:
        """Returns (function, file, line, values, text) of a function's last return."""
        found = ("", "", 0, -1, "")
        for file, known in self.facts.items():
            for function, line, count, text in known.returns:
                if function.rpartition(".")[2] == name:
                    found = (function, file, line, count, text)
        return found

    def file_of(self, failure: Failure) -> str:
        """Returns the file or cell in which something failed: the newest that defines the function."""
        defining = [
            file for file, known in self.facts.items() if failure.function in known.signatures
        ]
        return failure.file if failure.file in self.facts else (defining or [failure.file])[-1]

    def function_of(self, failure: Failure) -> str:
        """Returns the innermost function in which something failed."""
        inside = [
            (first, name)
            for name, first, last in self.known(failure).spans
            if first <= failure.line <= last
        ]
        return failure.function or max(inside, default=(0, ""))[1]

    def known(self, failure: Failure) -> SourceFacts:
        """Returns the facts of the file in which something failed."""
        return self.facts.get(self.file_of(failure)) or SourceFacts()

    def missing_name(self, name: str, on: str) -> str:
        """Returns what to do where an attribute or a function is not there under its name, "" if unknown."""
        found = (
            self._unreached(name, on)
            or self._local(name, on)
            or self._renamed(name, on)
            or self._given_back(name, on)
            or self._outside(name, on)
        )
        if found is None and on and self.notebook:
            found = self._file_magic(name) or self.say("not-run")
        elif found is None and on and any(not file.endswith(".py") for file in self.facts):
            found = self._file_magic(name) or self.say("no-cell")
        return found or ""

    def _unreached(self, name: str, on: str) -> str | None:
        """An attribute that the class does set, in a line that had not run."""
        for file, known in self.facts.items():
            for owner, attribute, line in known.sets:
                if owner and owner.endswith(on) and attribute == name:
                    return self.say("unreached", where=self.where(file, line), name=name)
        return None

    def _local(self, name: str, on: str) -> str | None:
        for file, known in self.facts.items():
            for function, variable, line in known.locals:
                owner = function.rpartition(".")[0]
                if variable == name and owner and owner.endswith(on):
                    facts = {"name": name, "function": function.rpartition(".")[2]}
                    return self.say("local", where=self.where(file, line), **facts)
        return None

    def _given_back(self, name: str, on: str) -> str | None:
        """A method that returns what it should have set."""
        for file, known in self.facts.items():
            for function, line, count, text in known.returns:
                owner, _, short = function.rpartition(".")
                if not owner or not owner.endswith(on) or count == 0:
                    continue
                promised = self.interface.returns.get(short, "")
                if short in self.interface.signatures and not promised and _alike(name, text):
                    facts = {"function": short, "name": name}
                    return self.say("returned", where=self.where(file, line), **facts)
        return None

    def _renamed(self, name: str, on: str) -> str | None:
        for file, known in self.facts.items():
            for owner, attribute, line in known.sets:
                if owner.endswith(on) and attribute != name and _same_gradient(attribute, name):
                    facts = {"other": attribute, "name": name}
                    return self.say("renamed", where=self.where(file, line), **facts)
        return None

    def _outside(self, name: str, on: str) -> str | None:
        """A method at the wrong indentation, or a function under a near name."""
        module = self.facts.get(f"{on}.py")
        for file, known in self.facts.items():
            lines = {function: line for function, line, _, _ in known.returns}
            for function in known.signatures:
                owner, _, short = function.rpartition(".")
                where = self.where(file, lines.get(function, 0))
                in_class = any(other.startswith(f"{on}.") for other in known.signatures)
                if short == name and on and not owner.endswith(on) and in_class:
                    return self.say("outside", name=name, on=on, where=where)
                stranger = not owner and function not in self.interface.signatures
                if module is known and stranger and _ratio(function, name) >= NEAR_NAME:
                    return self.say("near", other=function, name=name, where=where)
        return None

    def _file_magic(self, name: str) -> str | None:
        for file, content in self.files.items():
            first = content.lstrip().partition(b"\n")[0].decode("utf-8", "replace")
            if first.startswith("%%") and name.encode() in content:
                magic = first[2:].split()[0] if first[2:].split() else ""
                return self.say("writefile", magic=magic, where=self.where(file, 1))
        return None

    def where(self, file: str, line: int) -> str:
        """Returns a place in words, "" where there is none."""
        return say("slip.where", self.language, file=file, line=line) if file and line else ""

    def say(self, key: str, **facts: object) -> str:
        """Returns a sentence."""
        return say(f"slip.{key}", self.language, **facts)


def names_in(text: str) -> list[str]:
    """Returns the names of "(loss, acc)"; none where something else stands there."""
    found = [part.strip() for part in text.strip("()[] ").split(",") if part.strip()]
    return found if all(name.isidentifier() for name in found) else []


def _alike(name: str, text: str) -> bool:
    """Tells whether what is returned may be the value of an attribute."""
    return name in text or any(_same_gradient(other, name) for other in names_in(text))


def _same_gradient(other: str, name: str) -> bool:
    """Tells whether two names mean the gradient of one parameter: dW, gW, W_grad, gradW for grad_W."""
    if not name.startswith("grad_"):
        return _ratio(other.lower(), name.lower()) >= 0.8
    of = name.removeprefix("grad_")
    forms = {f"d{of}", f"d_{of}", f"g{of}", f"g_{of}", f"grad{of}", f"{of}_grad", f"{of}grad"}
    forms |= {f"d{of}".lower(), f"gradient_{of}", f"delta_{of}", f"Grad_{of}", f"grads_{of}"}
    return other.lstrip("_") in forms or other.lower() == name.lower()


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()
