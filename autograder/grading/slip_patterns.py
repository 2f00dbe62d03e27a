"""Patterns by which an exception and its line show a slip: sizes, labels, names that are gone."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..execution.failure import Failure

# What numpy 2 no longer has, and what to write.
REMOVED = {
    "float": "float",
    "int": "int",
    "bool": "bool",
    "object": "object",
    "str": "str",
    "complex": "complex",
    "float_": "np.float64",
    "product": "np.prod",
    "cumproduct": "np.cumprod",
    "sometrue": "np.any",
    "alltrue": "np.all",
    "in1d": "np.isin",
    "trapz": "np.trapezoid",
    "Inf": "np.inf",
    "infty": "np.inf",
    "NaN": "np.nan",
    "asfarray": "np.asarray(..., dtype=float)",
    "mat": "np.array",
    "round_": "np.round",
    "msort": "np.sort",
    "asscalar": "a.item()",
    "loads": "pickle.loads",
}
# Packages that make Python 2 code run on both; in Python 3 they are not needed.
PYTHON_2_PACKAGES = {
    "past": ("past.builtins", "range"),
    "future": ("future", "what Python has"),
    "builtins": ("builtins", "range"),
    "__builtin__": ("__builtin__", "builtins"),
    "six": ("six", "range"),
}
_NUMPY_NAME = re.compile(r"\b(?:np|numpy)\.(\w+)")
_SHAPE = re.compile(r"\((\d+(?:,\s*\d+)*,?)\)")
_SIZES = (
    re.compile(r"\(size (\d+) is different from (\d+)\)"),
    re.compile(r"size of axis is (\d+) but size of corresponding boolean axis is (\d+)"),
    re.compile(r"dimension is (\d+) but corresponding boolean dimension is (\d+)"),
)
_NO_ATTRIBUTE = re.compile(r"^'(\w+)' object has no attribute '(\w+)'")
_OUTSIDE = re.compile(r"index (\d+) is out of bounds for axis (\d+) with size (\d+)")
LABELS = ("labels", "y", "label")
TARGETS = ("targets", "onehot", "one_hot")


def removed_name(failure: Failure, source: str) -> tuple[str, str] | None:
    """Returns (old, new) of a name of numpy that is gone, where the failing line uses one."""
    if failure.type not in ("AttributeError", "ImportError", "TypeError"):
        return None
    for name in _NUMPY_NAME.findall(source):
        if name in REMOVED and (failure.type == "AttributeError" or name in failure.text):
            return f"np.{name}", REMOVED[name]
    return None


def missing_attribute(failure: Failure, source: str) -> tuple[str, str] | None:
    """Returns (class, attribute) of an attribute that is not there, where the failing line asks for it."""
    found = _NO_ATTRIBUTE.match(failure.text) if failure.type == "AttributeError" else None
    return (found[1], found[2]) if found and found[2] in source else None


def python_2_package(failure: Failure) -> tuple[str, str] | None:
    """Returns (package, what to use) of a package that only Python 2 needs."""
    return PYTHON_2_PACKAGES.get(failure.module.partition(".")[0]) if failure.module else None


def labels_misused(
    failure: Failure, source: str, arguments: Collection[str]
) -> tuple[str, str] | None:
    """Returns (kind, name) where class numbers are taken for one-hot rows, or the other way round.

    Args:
        source: the line that failed.
        arguments: of the reference's functions.
    """
    if failure.type not in ("ValueError", "IndexError", "AxisError", "Exception", "TypeError"):
        return None
    for name in TARGETS:
        as_index = rf"\[[^\]]*\b(?:self\.)?{name}\b[^\]]*\]"
        told = failure.type == "IndexError" and "integer" in failure.text
        if told and name in arguments and re.search(as_index, source):
            return "one-hot", name
    for name in LABELS:
        own = rf"(?<![\w.])(?:self\.)?(?:{name})\b"
        used = (
            rf"{own}\s*(?:\.T\b|\.shape\[1\]|\.argmax\(|\[\s*:\s*,|\[\s*\w+\s*,)",
            rf"argmax\(\s*{own}\s*,",
            rf"{own}\s*(?:\*(?!\*)|[-+@/](?!=))",
            rf"(?:\*|[-+@/])=?\s*{own}(?!\s*(?:[\[(.]|==|!=))",
            rf"(?:dot|matmul|multiply)\(\s*{own}",
            rf"(?:dot|matmul|multiply)\([^()]*,\s*{own}",
        )
        if name in arguments and any(re.search(form, source) for form in used):
            return "labels", name
    return None


def size_mistaken(failure: Failure, numbers: frozenset[int]) -> tuple[int, str] | None:
    """Returns (number, classes, samples or size) where a written number stands for a size of the data.

    Args:
        numbers: the whole numbers that are written in the function.
    """
    if failure.type not in ("ValueError", "IndexError"):
        return None
    text = failure.text
    for pattern in _SIZES:
        sizes = pattern.search(text)
        if sizes is not None:
            found = {int(size) for size in sizes.groups()} & numbers
            return (found.pop(), "classes") if len(found) == 1 else None
    outside = _OUTSIDE.search(text)
    if outside is not None:
        index, axis, size = map(int, outside.groups())
        above = [number for number in numbers if number > index and number != size]
        # range(10) over 5 columns ends at the first that is not there.
        if index == size and len(above) == 1:
            return above[0], "classes" if axis else "samples"
        return None
    shapes = [
        [int(part) for part in shape.split(",") if part.strip()] for shape in _SHAPE.findall(text)
    ]
    if "reshape" in text and shapes:
        found = set(shapes[-1]) & numbers
        return (found.pop(), "size") if len(found) == 1 else None
    # An operation in place has the shape of its result as well.
    different = [shape for number, shape in enumerate(shapes) if shape not in shapes[:number]]
    return _differing(different, numbers) if len(different) == 2 else None


def _differing(shapes: list[list[int]], numbers: frozenset[int]) -> tuple[int, str] | None:
    """Returns the written number among two sizes of the same axis that should be equal."""
    left, right = (shape[::-1] for shape in shapes)
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other and 1 not in (one, other):
            found = {one, other} & numbers
            if len(found) == 1:
                return found.pop(), "samples" if place else "classes"
    return None
