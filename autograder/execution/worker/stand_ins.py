"""What a submission gets in the place of packages that are not there when it is graded.

Three kinds. Those that draw and show swallow whatever is done with them: they compute nothing that
counts. Progress bars return what they go through. All others can be imported, named and derived from,
but a use of them raises `StandInUsed`: what they compute is to be written with numpy.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import FrameType, ModuleType
from typing import Any

from .loader import InspectLoader

# They draw, show, or decorate a terminal.
QUIET = frozenset(
    {
        "IPython",
        "altair",
        "bokeh",
        "colorama",
        "ipywidgets",
        "matplotlib",
        "mpl_toolkits",
        "plotly",
        "pylab",
        "rich",
        "seaborn",
        "termcolor",
        "tqdm",
    }
)
# An editor or a habit leaves them among the imports; what they do is mathematics, or files.
UNUSABLE = frozenset({"PIL", "cv2", "pandas", "scipy", "sklearn"})
STAND_INS = QUIET | UNUSABLE

_OPERATORS = [
    "add",
    "sub",
    "mul",
    "matmul",
    "truediv",
    "floordiv",
    "mod",
    "divmod",
    "pow",
    "lshift",
    "rshift",
    "and",
    "xor",
    "or",
]
_COMPARISONS = ["lt", "le", "gt", "ge"]
_OTHERS = [
    "neg",
    "pos",
    "abs",
    "invert",
    "index",
    "int",
    "float",
    "complex",
    "bool",
    "len",
    "iter",
    "next",
    "contains",
    "getitem",
    "setitem",
    "delitem",
    "enter",
    "exit",
    "round",
    "trunc",
    "floor",
    "ceil",
    "array",
]


class StandInUsed(ImportError):  # noqa: N818 - reads as what happened
    """A package that the assignment does not allow, or that is not there, was really used."""


class StandIn:
    """Anything of a package that is not there.

    Attributes:
        _name: what it stands for, "matplotlib.pyplot.plot".
    """

    _name = ""

    def __init__(self, name: str = "") -> None:
        self.__dict__["_name"] = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return stand_in(f"{self._name}.{attribute}")

    def __repr__(self) -> str:
        return f"<{self._name}, which is not there>"


class Unusable(StandIn):
    """Can be named, set and derived from; anything else raises StandInUsed."""

    def __setattr__(self, attribute: str, value: object) -> None:
        """Forgets the value: a setting of something that is never used."""

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        name = self._name

        def used(cls: type, *_: object, **__: object) -> Any:
            raise _used(name)

        return (type(name.rpartition(".")[2], (), {"__new__": used}),)

    def __call__(self, *_: object, **__: object) -> Any:
        """Raises StandInUsed."""
        raise _used(self._name)


def _used(name: str) -> StandInUsed:
    return StandInUsed(name, name=name.partition(".")[0])


def _refuse(self: StandIn, *_: object) -> Any:
    raise _used(self._name)


for _operator in _OPERATORS:
    for _kind in ("", "r", "i"):
        setattr(Unusable, f"__{_kind}{_operator}__", _refuse)
for _operator in (*_COMPARISONS, *_OTHERS):
    setattr(Unusable, f"__{_operator}__", _refuse)


class Quiet(StandIn):
    """Swallows calls, attributes, items, operators, loops and contexts."""

    def __init__(self, *arguments: object, **_: object) -> None:
        super().__init__(str(arguments[0]) if arguments else type(self).__name__)

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        found = stand_in(f"{self._name}.{attribute}")
        # An object of a class that derives from one of these may have any name.
        return Quiet(attribute) if isinstance(found, Unusable) else found

    def __setattr__(self, attribute: str, value: object) -> None:
        """Forgets the value."""

    def __delattr__(self, attribute: str) -> None:
        """Has nothing to delete."""

    def __setitem__(self, key: object, value: object) -> None:
        """Forgets the value."""

    def __delitem__(self, key: object) -> None:
        """Has nothing to delete."""

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return () if Quiet in bases else (Quiet,)

    def __call__(self, *_: object, **__: object) -> Any:
        """Does nothing."""
        return self

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        """Lets exceptions through."""

    def __iter__(self) -> Iterator[Any]:
        """Goes through nothing; gives as many parts as it is unpacked into: `figure, axes = ...`."""
        return iter([self] * _unpacked_into(sys._getframe(1)))

    def __next__(self) -> Any:
        raise StopIteration

    def __len__(self) -> int:
        return 0

    def __contains__(self, _: object) -> bool:
        return False

    def __bool__(self) -> bool:
        return False

    def __int__(self) -> int:
        return 0

    __index__ = __int__

    def __float__(self) -> float:
        return 0.0

    def __str__(self) -> str:
        return ""

    def __format__(self, _: str) -> str:
        return ""

    def __instancecheck__(self, _: object) -> bool:
        return False

    def __subclasscheck__(self, _: type) -> bool:
        return False


def _itself(self: Quiet, *_: object) -> Any:
    return self


def _no(self: Quiet, _: object) -> bool:
    return False


for _operator in (*_OPERATORS, "neg", "pos", "abs", "invert", "round", "getitem"):
    for _kind in ("", "r", "i") if _operator in _OPERATORS else ("",):
        setattr(Quiet, f"__{_kind}{_operator}__", _itself)
for _operator in _COMPARISONS:
    setattr(Quiet, f"__{_operator}__", _no)


def _unpacked_into(frame: FrameType) -> int:
    """Returns how many names the frame's instruction unpacks a value into, 0 where it is another one."""
    import dis

    code, at = frame.f_code.co_code, frame.f_lasti
    if at < 0:
        return 0
    name, count = dis.opname[code[at]], code[at + 1]
    if (
        name == "UNPACK_EX"
    ):  # a, *b = ...: the low byte is before the star, an extended one after it
        after = code[at - 1] if at and dis.opname[code[at - 2]] == "EXTENDED_ARG" else 0
        return count + after
    return count if name == "UNPACK_SEQUENCE" else 0


class Bar(Quiet):
    """A progress bar: goes through what it is given, and shows nothing."""

    def __init__(self, iterable: Iterable[Any] | None = None, *_: object, **__: object) -> None:
        super().__init__("tqdm")
        self.__dict__["_items"] = () if iterable is None else iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self.__dict__["_items"])

    def __len__(self) -> int:
        return len(self.__dict__["_items"])

    def __bool__(self) -> bool:
        return True

    def __call__(self, *_: object, **__: object) -> Any:
        """Returns itself."""
        return self

    @staticmethod
    def write(*_: object, **__: object) -> None:
        """Writes nothing."""


def _range_bar(*bounds: int, **_: object) -> Bar:
    return Bar(range(*bounds))


def _through(iterable: Iterable[Any], *_: object, **__: object) -> Iterable[Any]:
    return iterable


# What goes through something for its caller has to do so here, too.
_BARS: dict[str, Any] = {"tqdm": Bar, "tqdm_notebook": Bar, "trange": _range_bar, "track": _through}
_BARS["tnrange"] = _range_bar


def stand_in(name: str) -> Any:
    """Returns what stands in for a name of a package, "matplotlib.pyplot.plot"."""
    package, _, rest = name.partition(".")
    last = rest.rpartition(".")[2]
    if package in ("tqdm", "rich") and last in _BARS:
        return _BARS[last]
    return (Quiet if package in QUIET else Unusable)(name)


class StandInModule(ModuleType):
    """A package that is not there, or a module of it."""

    def __getattr__(self, attribute: str) -> Any:
        if attribute == "__version__":
            return "0"
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return stand_in(f"{self.__name__}.{attribute}")


class StandInLoader(InspectLoader):
    """Makes a StandInModule."""

    def create_module(self, spec: Any) -> ModuleType:
        """Returns the module."""
        return StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Makes it a package, so that modules of it can be imported."""
        module.__path__ = []

    def get_source(self, fullname: str) -> str:
        """Returns none."""
        return ""
