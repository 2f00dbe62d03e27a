"""What a beginner does wrong first, told from static facts of the sources and how a probe ended.

Each slip has one sentence that says what to do, with the line. The exception's own words serve to tell
which slip it is, and are never repeated here: for a hidden check they may hold its inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..checks.finding import Finding
from ..course.rules import SourceFacts
from ..execution.failure import Failure
from ..results.records import dataclass
from ..results.text import say
from .missing_names import Sources, names_in
from .slip_patterns import (
    labels_misused,
    missing_attribute,
    python_2_package,
    removed_name,
    size_mistaken,
)

# Types that may be named: those of what a function returns by mistake.
NAMED_TYPES = frozenset(
    [
        "NoneType",
        "bool",
        "int",
        "float",
        "str",
        "bytes",
        "list",
        "tuple",
        "dict",
        "set",
        "ndarray",
        "generator",
        "function",
    ]
) | {f"{kind}{bits}" for kind in ("float", "int", "uint") for bits in (8, 16, 32, 64)}


def _is_attribute(failure: Failure) -> bool:
    """Tells whether what cannot be indexed or unpacked is an attribute, not what a function returned."""
    return failure.name[:1].islower() and failure.on.partition("[")[0] == failure.name


@dataclass(frozen=True)
class Slip:
    """One slip in words.

    Attributes:
        message: in place of what happened; empty where that is said well already.
        hint: what to do.
    """

    message: str = ""
    hint: str = ""


class Slips(Sources):
    """Finds the slips of one submission."""

    def of_failure(self, failure: Failure) -> Slip | None:
        """Returns the slip by which a probe ended early, None where it has no name."""
        match failure.kind:
            case "value":
                return self._of_value(failure)
            case "missing":
                return self._of_missing(failure)
            case "signature":
                return self._of_signature(failure)
            case "todo":
                return self._of_leftover(failure)
            case "raised" | "load":
                return self._of_exception(failure)
        return None

    def of_findings(self, findings: Sequence[Finding], modules: Sequence[str]) -> Slip | None:
        """Returns the slip behind wrong results of a check.

        Args:
            modules: that the check uses.
        """
        wrong = [finding for finding in findings if finding.stage]
        if not wrong:
            return None
        first = wrong[0]
        if first.stage == "present":
            name = first.output.replace(",", " ").split()[0]
            hint = self.missing_name(name, "")
            return Slip(hint=hint) if hint else self._of_no_return(modules)
        if first.stage == "type":
            type_ = first.facts.get("type", "")
            if type_ in ("list", "tuple"):
                return Slip(hint=self.say("array", type=type_))
            return self._of_dict(modules)
        return self._of_order(modules)

    def _of_missing(self, failure: Failure) -> Slip | None:
        hint = self.missing_name(failure.name, failure.on)
        return Slip(hint=hint) if hint else None

    def _of_value(self, failure: Failure) -> Slip | None:
        name = failure.name
        if not name or failure.operation not in ("item", "unpack"):
            return None
        if _is_attribute(failure):
            return self._of_items(failure)
        _, file, line, count, _ = self.returned(name)
        promised = self.interface.returns.get(name, "")
        where = self.where(file, line)
        if failure.type == "dict":
            message = self.say("one", name=name, type="dict", where=where)
            return Slip(message, self.say("return", promised=promised or name))
        if failure.type == "NoneType":
            hint = self.say("none.hint", promised=promised) if promised else ""
            return Slip(self.say("none", name=name, where=where), hint)
        if count <= 1 and self.reveal:
            count = failure.count
        if failure.count >= 0 and count >= 0:
            message = self.say("count", name=name, count=count, where=where)
        elif failure.count < 0 and failure.type in NAMED_TYPES:
            message = self.say("one", name=name, type=failure.type, where=where)
        else:
            message = self.say("other", name=name, where=where)
        if promised:
            return Slip(message, self.say("return", promised=promised))
        return Slip(message, self.say("return.described", name=name))

    def _of_items(self, failure: Failure) -> Slip:
        """An attribute, such as a list of layers, that holds too few values, or none at all."""
        if failure.count >= 0 and self.reveal:
            message = self.say("items", name=failure.on, count=failure.count)
        elif failure.count < 0 and failure.type in NAMED_TYPES:
            message = self.say("no-items", name=failure.on, type=failure.type)
        else:
            message = self.say("other-items", name=failure.on)
        return Slip(message, self.say("items.described", name=failure.name))

    def _of_no_return(self, modules: Sequence[str]) -> Slip | None:
        for function, promised in self.interface.returns.items():
            owner, file, line, count, _ = self.returned(function)
            if owner and count == 0 and self._in_modules(file, modules):
                where = self.where(file, line)
                hint = self.say("none.hint", promised=promised)
                return Slip(self.say("none", name=function, where=where), hint)
        return None

    def _of_dict(self, modules: Sequence[str]) -> Slip | None:
        """A dictionary where several values are asked for: unpacked, it gives its keys."""
        for function, promised in self.interface.returns.items():
            owner, file, line, _, text = self.returned(function)
            written = text.startswith(("{", "dict("))
            if (
                owner
                and written
                and len(names_in(promised)) > 1
                and self._in_modules(file, modules)
            ):
                where = self.where(file, line)
                message = self.say("one", name=function, type="dict", where=where)
                return Slip(message, self.say("return", promised=promised))
        return None

    def _of_order(self, modules: Sequence[str]) -> Slip | None:
        """The names that are asked for, returned in another order."""
        for function, promised in self.interface.returns.items():
            wanted = names_in(promised)
            if len(wanted) < 2:
                continue
            owner, file, line, count, text = self.returned(function)
            if not owner or count != len(wanted) or not self._in_modules(file, modules):
                continue
            yours = names_in(text)
            if yours != wanted and sorted(yours) == sorted(wanted):
                facts = {"name": function, "yours": f"({', '.join(yours)})", "promised": promised}
                return Slip(hint=self.say("swapped", where=self.where(file, line), **facts))
        return None

    def _of_signature(self, failure: Failure) -> Slip | None:
        yours = self._signature(failure.name)
        wanted = self.interface.signatures.get(failure.name, "")
        if not yours or not wanted or yours == wanted:
            return None
        mine, theirs = _arguments(yours), _arguments(wanted)
        required = [name for name, default in _parts(yours) if not default]
        extra = [name for name in required if name not in theirs]
        if len(required) > len(theirs):
            extra = extra[-(len(required) - len(theirs)) :] or required[len(theirs) :]
            facts = {"names": ", ".join(extra), "first": extra[0]}
            return Slip(hint=self.say("extra", **facts))
        fewer = [name for name in theirs if name not in mine][-(len(theirs) - len(mine)) :]
        if len(mine) < len(theirs) and fewer and "*" not in yours:
            return Slip(hint=self.say("fewer", names=", ".join(fewer)))
        return None

    def _of_leftover(self, failure: Failure) -> Slip | None:
        known = self.known(failure)
        for function, line in known.unfinished:
            if line == failure.line:
                where = self.where(failure.file, line)
                message = self.say("unfinished", function=function.rpartition(".")[2], where=where)
                return Slip(message, self.say("unfinished.hint"))
        return None

    def _of_exception(self, failure: Failure) -> Slip | None:
        package = python_2_package(failure)
        if package is not None:
            old, new = package
            line = self._import_line(failure, old.partition(".")[0])
            return Slip(hint=self.say("python3", name=old, new=new, where=line))
        if failure.stand_in:
            return self._of_stand_in(failure)
        source = self._line(self.file_of(failure), failure.line)
        where = self.where(failure.file, failure.line)
        removed = removed_name(failure, source)
        if removed is not None:
            return Slip(hint=self.say("removed", old=removed[0], new=removed[1], where=where))
        if failure.type == "EOFError" or (failure.type == "OSError" and "input(" in source):
            return Slip(hint=self.say("input", where=where))
        absent = missing_attribute(failure, source)
        if absent is not None:
            hint = self.missing_name(absent[1], absent[0])
            return Slip(hint=hint) if hint else None
        return self._of_size(failure) or self._of_labels(failure, source)

    def _of_stand_in(self, failure: Failure) -> Slip | None:
        """A package that is not there, where all that is known of it stands in the source."""
        package = failure.stand_in
        if self.reveal or all(name != package for name, _ in self.known(failure).imports):
            return None
        where = f"{failure.file}, line {failure.line}"
        message = say("stand_in", self.language, what=package, where=where)
        return Slip(message, say("hint.stand_in", self.language, name=package))

    def _of_labels(self, failure: Failure, source: str) -> Slip | None:
        arguments = {
            name for text in self.interface.signatures.values() for name in _arguments(text)
        }
        kind = labels_misused(failure, source, arguments)
        if kind is None:
            return None
        key, name = kind
        where = self.where(failure.file, failure.line)
        return Slip(hint=self.say(key, name=name, where=where))

    def _of_size(self, failure: Failure) -> Slip | None:
        known = self.known(failure)
        function = self.function_of(failure)
        owner = function.rpartition(".")[0]
        near = {function, "", f"{owner}.__init__"}
        numbers = {number: line for name, number, line in known.numbers if name in near}
        found = size_mistaken(failure, frozenset(numbers))
        if found is None:
            return None
        number, axis = found
        what = self._size_name(known, owner, axis)
        return Slip(hint=self._number(number, axis, failure.file, numbers[number], what))

    def size_sentence(self, file: str, number: int, line: int, kind: str) -> str:
        """Returns what to write in place of a number that stands for a size.

        Args:
            kind: classes, samples or inputs.
        """
        known = self.facts.get(file, SourceFacts())
        inside = [(first, name) for name, first, last in known.spans if first <= line <= last]
        owner = max(inside, default=(0, ""))[1].rpartition(".")[0]
        what = self._size_name(known, owner, kind) if inside else self._only_size_name(kind)
        return self._number(number, kind, file, line, what)

    def _number(self, number: int, axis: str, file: str, line: int, what: str) -> str:
        what = what or self.say(f"number.{axis}")
        return self.say("number", number=number, what=what, where=self.where(file, line))

    def _size_name(self, known: SourceFacts, owner: str, axis: str) -> str:
        """Returns the argument of the class that is the number of its outputs, or inputs."""
        arguments = _arguments(known.signatures.get(f"{owner}.__init__", ""))
        words = {"classes": ("out", "class"), "inputs": ("num_in", "input")}.get(axis, ())
        return next((name for name in arguments if any(word in name for word in words)), "")

    def _only_size_name(self, axis: str) -> str:
        """Returns what the classes of all files call it, where they agree: a constant stands outside of them."""
        found = {
            self._size_name(known, name.removesuffix(".__init__"), axis)
            for known in self.facts.values()
            for name in known.signatures
            if name.endswith(".__init__")
        } - {""}
        return found.pop() if len(found) == 1 else ""

    def _signature(self, name: str) -> str:
        found = ""
        for known in self.facts.values():
            for function, arguments in known.signatures.items():
                owner, _, short = function.rpartition(".")
                if name in (short, owner.rpartition(".")[2] if short == "__init__" else ""):
                    found = arguments
        return found

    def _in_modules(self, file: str, modules: Sequence[str]) -> bool:
        return not file.endswith(".py") or file.removesuffix(".py") in modules

    def _import_line(self, failure: Failure, package: str) -> str:
        for file, known in self.facts.items():
            for name, line in known.imports:
                if name == package and failure.file in ("", file):
                    return self.where(file, line)
        return self.where(failure.file, failure.line)

    def _line(self, file: str, line: int) -> str:
        lines = self.files.get(file, b"").decode("utf-8", "replace").splitlines()
        return lines[line - 1][:300] if 0 < line <= len(lines) else ""


def _parts(signature: str) -> Iterator[tuple[str, bool]]:
    """Yields (name, whether it has a default) of "(Input, labels=None)"."""
    depth, part = 0, ""
    for letter in signature[1:-1] + ",":
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            name = part.partition("=")[0].partition(":")[0].strip()
            if name.isidentifier():
                yield name, "=" in part
            part = ""
        else:
            part += letter


def _arguments(signature: str) -> list[str]:
    return [name for name, _ in _parts(signature)]
