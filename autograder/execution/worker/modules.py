"""A submission's files as importable modules, straight from memory.

Files that an assignment names (`loss.py`) always win over whatever else has their name. All other
files are found last, so that a handed-in `random.py` shadows nothing.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any

from .notebook_modules import CellLoader


class SubmissionModules(MetaPathFinder):
    """Finds and loads the modules of one submission.

    Args:
        files: source by POSIX path, relative to the submission's root.
        named: the modules that the assignment asks for; they shadow everything else.
        stand_ins: top-level packages that are replaced by inert ones where they are missing.
        cells: names of those files that are a notebook's cells, in order. Together they are one
            module, under each of the named ones that has no file of its own.
        wanted: names that such a module should have.
        given: files of the assignment's own that the submission may import and need not hold.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        named: Sequence[str],
        stand_ins: Sequence[str] = (),
        cells: Sequence[str] = (),
        wanted: Sequence[str] = (),
        given: Mapping[str, bytes] | None = None,
    ) -> None:
        self.files = dict(files)
        self._given = dict(given or {})
        self.cells = tuple(cells)
        self._wanted = tuple(wanted)
        self._notebook: CellLoader | None = None
        self.named = frozenset(named)
        self.stand_ins = frozenset(stand_ins)
        # Every name that this finder has answered for, and so may stand in sys.modules.
        self._answered: set[str] = set()
        self._code: dict[str, CodeType] = {}
        self._first = _Only(self, self.named)
        self._loaded: dict[str, ModuleType] = {}

    def forget(self) -> None:
        """Drops all loaded modules; the next import executes the files again."""
        for name in self._present():
            del sys.modules[name]
        self._loaded.clear()
        if self._notebook is not None:
            self._notebook.forget()

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Makes the submission's modules importable, and restores the process afterwards."""
        hidden = {name: sys.modules.pop(name) for name in self.named if name in sys.modules}
        sys.modules.update(self._loaded)
        sys.meta_path.insert(0, self._first)
        sys.meta_path.append(self)
        try:
            yield
        finally:
            sys.meta_path.remove(self._first)
            sys.meta_path.remove(self)
            self._loaded = self._present()
            for name in self._loaded:
                del sys.modules[name]
            sys.modules.update(hidden)

    def load(self, name: str) -> ModuleType:
        """Returns the module, executing its file if that has not happened since `forget`.

        Raises:
            FileNotFoundError: the submission has no such file.
            BaseException: whatever executing the file raises.
        """
        if self._path(name) is None and not self._in_cells(name):
            raise FileNotFoundError(f"{name}.py")
        return importlib.import_module(name)

    def code(self, path: str) -> CodeType:
        """Returns the compiled file, compiled once."""
        if path not in self._code:
            self._code[path] = compile(self.source(path), path, "exec", dont_inherit=True)
        return self._code[path]

    def source(self, path: str) -> bytes:
        """Returns the text of a file: the submission's, else the assignment's own."""
        return self.files[path] if path in self.files else self._given[path]

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """Answers the import system for the submission's own files and for stand-ins."""
        spec = self._spec(fullname)
        if spec is not None:
            self._answered.add(fullname)
        return spec

    def _spec(self, fullname: str) -> ModuleSpec | None:
        file = self._path(fullname)
        if file is not None:
            package = file.endswith("/__init__.py")
            spec = ModuleSpec(fullname, _Loader(self, file), origin=file, is_package=package)
            spec.has_location = True
            return spec
        if self._in_cells(fullname):
            if self._notebook is None:
                self._notebook = CellLoader(self.files, self.cells, self._wanted)
            return ModuleSpec(fullname, self._notebook)
        folder = fullname.replace(".", "/") + "/"
        if any(name.startswith(folder) and name.endswith(".py") for name in self.files):
            return ModuleSpec(fullname, None, is_package=True)
        if fullname.partition(".")[0] in self.stand_ins:
            return ModuleSpec(fullname, _StandInLoader(), is_package=True)
        return None

    def _path(self, fullname: str) -> str | None:
        stem = fullname.replace(".", "/")
        for path in (stem + ".py", stem + "/__init__.py"):
            if path in self.files:
                return path
        return stem + ".py" if stem + ".py" in self._given else None

    def _in_cells(self, fullname: str) -> bool:
        """Tells whether a module is the notebook's: a named one without a file."""
        return bool(self.cells) and fullname in self.named and self._path(fullname) is None

    def _present(self) -> dict[str, ModuleType]:
        """Returns the submission's modules that sys.modules holds now."""
        return {name: sys.modules[name] for name in self._answered if name in sys.modules}


class _Only(MetaPathFinder):
    """Puts a few names of another finder before everything else."""

    def __init__(self, finder: SubmissionModules, names: frozenset[str]) -> None:
        self._finder = finder
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        if fullname not in self._names:
            return None
        return self._finder.find_spec(fullname, path, target)


class _Loader(InspectLoader):
    """Executes one file of a submission."""

    def __init__(self, modules: SubmissionModules, path: str) -> None:
        self.modules = modules
        self.path = path

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = self.path
        exec(self.modules.code(self.path), module.__dict__)

    def get_source(self, fullname: str) -> str:
        return self.modules.source(self.path).decode("utf-8", "replace")

    def is_package(self, fullname: str) -> bool:
        return self.path.endswith("/__init__.py")


class StandInUsed(ImportError):  # noqa: N818 - reads as what happened
    """A package that the assignment does not allow was really used."""


class Inert:
    """Stands in for anything of a package that is not there: it can be named, not used."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, attribute: str) -> Inert:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return Inert(f"{self._name}.{attribute}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Raises StandInUsed."""
        raise StandInUsed(f"{self._name} is not available here", name=self._name.split(".")[0])


class _StandInModule(ModuleType):
    def __getattr__(self, attribute: str) -> Inert:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return Inert(f"{self.__name__}.{attribute}")


class _StandInLoader(InspectLoader):
    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__path__ = []

    def get_source(self, fullname: str) -> str:
        return ""
