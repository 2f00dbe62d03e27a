"""A record is what the standard library's dataclass is, in all that can be seen from outside."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from typing import Any

import pytest

from autograder.results import records


def _made(dataclass: Any) -> Any:
    @dataclass(frozen=True)
    class Base:
        name: str
        size: float = 1.0

    @dataclass(frozen=True, kw_only=True)
    class Thing(Base):
        """Something with parts."""

        parts: list[int] = dataclasses.field(default_factory=list)
        notes: tuple[str, ...] = ()
        unseen: int = dataclasses.field(default=0, compare=False, repr=False)

        def __post_init__(self) -> None:
            if self.size < 0:
                raise ValueError(self.name)

    return Thing


STANDARD, OURS = _made(dataclasses.dataclass), _made(records.dataclass)


@records.dataclass(frozen=True)
class Kept:
    """Which another process can find."""

    value: Any
    rest: tuple[int, ...] = ()


@pytest.mark.parametrize(
    "look",
    [
        lambda kind: repr(kind("a", 2.0, notes=("b",), unseen=3)).rpartition(".")[2],
        lambda kind: [kind("a") == kind("a", other) for other in (1.0, 2.0)],
        lambda kind: kind("a", unseen=1) == kind("a", unseen=2),
        lambda kind: kind("a") == "a",
        lambda kind: kind.__base__("a") == kind("a"),
        lambda kind: hash(kind.__base__("a")) == hash(kind.__base__("a")),
        lambda kind: hash(kind("a")),
        lambda kind: [item.name for item in dataclasses.fields(kind)],
        lambda kind: dataclasses.asdict(dataclasses.replace(kind("a"), notes=("b",))),
        lambda kind: kind("a", size=-1.0),
        lambda kind: dataclasses.replace(kind("a"), size=-1.0),
        lambda kind: kind(),
        lambda kind: kind("a", 1.0, []),
        lambda kind: setattr(kind("a"), "name", "b"),
        lambda kind: setattr(kind("a"), "size", 2.0),
        lambda kind: setattr(kind("a"), "other", 1),
        lambda kind: delattr(kind("a"), "name"),
        lambda kind: kind("a").parts is kind("a").parts,
        lambda kind: kind.__match_args__,
        lambda kind: kind.__doc__,
        lambda kind: [
            (item.name, item.kind, item.annotation, item.default is inspect.Parameter.empty)
            for item in inspect.signature(kind).parameters.values()
        ],
        lambda kind: kind.__init__.__module__,
    ],
)
def test_a_record_is_what_a_dataclass_is(look: Any) -> None:
    assert _seen(look, OURS) == _seen(look, STANDARD)


def _seen(look: Any, kind: Any) -> Any:
    try:
        return look(kind)
    except Exception as error:
        return type(error), str(error)


@records.dataclass(frozen=True, slots=True)
class Small:
    """The same without a dict."""

    value: Any
    rest: tuple[int, ...] = ()
    made: list[int] = dataclasses.field(default_factory=list)


def test_a_record_with_slots_has_no_dict_and_is_a_record() -> None:
    small = Small(1, made=[2])
    assert not hasattr(small, "__dict__")
    assert small == Small(1, (), [2]) != Small(1)
    assert repr(Small(1)) == "Small(value=1, rest=(), made=[])"
    assert dataclasses.replace(small, rest=(3,)) == Small(1, (3,), [2])
    assert Small(1).made is not Small(1).made
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'value'"):
        small.value = 2  # type: ignore[misc]


@pytest.mark.parametrize("kind", [Kept, Small])
def test_a_record_is_copied_and_pickled_whole(kind: Any) -> None:
    kept = kind([1], (2,))
    assert pickle.loads(pickle.dumps(kept)) == copy.deepcopy(kept) == kept
    assert copy.deepcopy(kept).value is not kept.value


def test_a_record_keeps_the_methods_of_its_own() -> None:
    @records.dataclass
    class Loud:
        name: str

        def __repr__(self) -> str:
            return self.name.upper()

    loud = Loud("a")
    loud.name = "b"
    assert repr(loud) == "B"
    with pytest.raises(TypeError, match="unhashable"):
        hash(loud)
