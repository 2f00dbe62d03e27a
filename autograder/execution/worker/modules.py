"""A submission's files as importable modules, straight from memory.

Files that an assignment names (`loss.py`) always win over whatever else has their name. All other
files are found last, so that a handed-in `random.py` shadows nothing.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from types import CodeType, ModuleType

from .loader import InspectLoader, MetaPathFinder
from .notebook_modules import CellLoader
from .resume import reasons_in, run_file
from .stand_ins import StandInLoader

# What a sandboxed child can import; "__main__" is never imported anew.
_ALWAYS_THERE = frozenset({"__main__", "numpy"}) | sys.stdlib_module_names


class SubmissionModules(MetaPathFinder):
    """Finds and loads the modules of one submission.

    Args:
        files: source by POSIX path, relative to the submission's root.
        named: the modules that the assignment asks for; they shadow everything else.
        stand_ins: top-level packages that are replaced by others, see `stand_ins`; the standard
            library and the submission's own files are not.
        sealed: nothing else can be imported than the standard library, numpy, stand-ins, and the
            submission's own files: as in the sandbox, whatever is installed here.
        allowed: top-level modules that are there as well.
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
        sealed: bool = False,
        allowed: Sequence[str] = (),
    ) -> None:
        self._sealed = sealed
        self.there = _ALWAYS_THERE.union(allowed) if allowed else _ALWAYS_THERE
        self.files = dict(files)
        self._given = dict(given or {})
        self.cells = tuple(cells)
        self._wanted = tuple(wanted)
        self._notebook: CellLoader | None = None
        self.named = frozenset(named)
        self.stand_ins = frozenset(stand_ins) - set(allowed)
        # Those that were imported, by whatever means.
        self.stood_in: set[str] = set()
        # Every name that this finder has answered for, and so may stand in sys.modules.
        self._answered: set[str] = set()
        self._code: dict[str, CodeType] = {}
        self._first = _First(self, sealed=sealed)
        self._loaded: dict[str, ModuleType] = {}
        # Modules of this process about which it is known whether they are hidden, and those that are.
        self._known: set[str] = set()
        self._hiding: list[str] = []

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
        hidden = {name: sys.modules.pop(name) for name in self._hidden()}
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

    def stumbled(self) -> list[BaseException]:
        """Returns what stopped those files that have not run to their end, one error for each."""
        reasons = [reasons_in(vars(module)) for module in self._present().values()]
        return list({id(item[""]): item[""] for item in reasons if "" in item}.values())

    def load(self, name: str) -> ModuleType:
        """Returns the module, executing its file if that has not happened since `forget`.

        Raises:
            FileNotFoundError: the submission has no such file.
            BaseException: whatever executing the file raises.
        """
        if self._path(name) is None and not self._in_cells(name):
            raise FileNotFoundError(f"{name}.py")
        return importlib.import_module(name) if name in sys.modules else self._execute(name)

    def _execute(self, name: str) -> ModuleType:
        """Returns a module anew, as an import would, which asks other finders and takes locks for every check."""
        spec = self.find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        # By this Python tells who imports it meanwhile that it is not ready yet.
        spec._initializing = True  # type: ignore[attr-defined]
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            sys.modules.pop(name, None)
            raise
        finally:
            spec._initializing = False  # type: ignore[attr-defined]
        return sys.modules[name]

    def code(self, path: str) -> CodeType:
        """Returns the compiled file, compiled once."""
        if path not in self._code:
            self._code[path] = compiled(self.source(path), path)
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
            # Python would work out where the compiled file would be, each time.
            spec.cached = ""
            return spec
        if self._in_cells(fullname):
            if self._notebook is None:
                self._notebook = CellLoader(self.files, self.cells, self._wanted)
            return ModuleSpec(fullname, self._notebook)
        folder = fullname.replace(".", "/") + "/"
        if any(name.startswith(folder) and name.endswith(".py") for name in self.files):
            return ModuleSpec(fullname, None, is_package=True)
        if fullname.partition(".")[0] in self.stand_ins:
            self.stood_in.add(fullname.partition(".")[0])
            return ModuleSpec(fullname, StandInLoader(), is_package=True)
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

    def _hidden(self) -> list[str]:
        """Returns the modules of this process that the submission must not find in place of others."""
        if not self._sealed:
            return [name for name in self.named if name in sys.modules]
        # Hundreds of modules, asked about before every check, and nearly always those of the last time.
        if not self._known.issuperset(sys.modules):
            for name in sys.modules.keys() - self._known:
                self._known.add(name)
                package, inner, _ = name.partition(".")
                if name in self.named or (
                    package in self.stand_ins if inner else package not in self.there
                ):
                    self._hiding.append(name)
        return [name for name in self._hiding if name in sys.modules]

    def _present(self) -> dict[str, ModuleType]:
        """Returns the submission's modules that sys.modules holds now."""
        return {name: sys.modules[name] for name in self._answered if name in sys.modules}


@lru_cache(maxsize=256)
def compiled(source: bytes, path: str) -> CodeType:
    """Returns a compiled file; many a submission of one process differs from the last in a single file."""
    return compile(source, path, "exec", dont_inherit=True)


class _First(MetaPathFinder):
    """Stands before all other finders: for the named modules, and for all that a seal keeps out."""

    def __init__(self, finder: SubmissionModules, *, sealed: bool) -> None:
        self._finder = finder
        self._sealed = sealed

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """Returns the submission's own module, None for what others may find.

        Raises:
            ModuleNotFoundError: the seal keeps it out.
        """
        if fullname in self._finder.named:
            return self._finder.find_spec(fullname, path, target)
        if not self._sealed or fullname.partition(".")[0] in self._finder.there:
            return None
        spec = self._finder.find_spec(fullname, path, target)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return spec


class _Loader(InspectLoader):
    """Executes one file of a submission."""

    def __init__(self, modules: SubmissionModules, path: str) -> None:
        self.modules = modules
        self.path = path

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = self.path
        code = self.modules.code(self.path)
        run_file(self.modules.source(self.path), self.path, code, module)

    def get_source(self, fullname: str) -> str:
        return self.modules.source(self.path).decode("utf-8", "replace")

    def is_package(self, fullname: str) -> bool:
        return self.path.endswith("/__init__.py")
