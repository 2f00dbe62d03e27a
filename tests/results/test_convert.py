"""Plain data becomes dataclasses, or a sentence says what is off and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.results.convert import MalformedError, convert, line_of, to_plain


@dataclass(frozen=True)
class Inner:
    name: str
    size: float = 1.0


@dataclass(frozen=True)
class Outer:
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    pairs: list[tuple[str, int]] = field(default_factory=list)
    by_name: Mapping[str, Inner] = field(default_factory=dict)
    kind: Literal["a", "b"] = "a"
    on: bool = False


def test_every_part_gets_its_type() -> None:
    plain = {
        "inner": {"name": "x", "size": 2},
        "many": [{"name": "y"}],
        "pairs": [["z", 3]],
        "by_name": {"k": {"name": "v"}},
        "kind": "b",
        "on": True,
    }
    made = convert(plain, Outer, strict=True)
    assert made == Outer(Inner("x", 2.0), (Inner("y"),), [("z", 3)], {"k": Inner("v")}, "b", True)
    assert made.inner is not None
    assert type(made.inner.size) is float
    assert convert(to_plain(made), Outer) == made
    assert to_plain(Outer(), brief=(Outer,)) == {}


@pytest.mark.parametrize(
    ("plain", "words", "key"),
    [
        ({"inne": {}}, "inne: there is no such key. Did you mean inner?", "inne"),
        ({"inner": {"name": "x", "sise": 2}}, "inner.sise: .* Did you mean size?", "sise"),
        ({"inner": {"size": 2}}, "inner: the key 'name' is missing", "inner"),
        ({"inner": {"name": 3}}, "inner.name: a string is expected, not 3", "name"),
        ({"inner": {"name": "x", "size": True}}, "size: a number is expected, not True", "size"),
        ({"many": {"name": "x"}}, "many: a list is expected", "many"),
        ({"many": [{"name": "x"}, 3]}, r"many\[1\]: a table is expected", "many"),
        ({"pairs": [["z"]]}, r"pairs\[0\]: 2 values are expected, not 1", "pairs"),
        ({"pairs": [["z", 1.5]]}, r"pairs\[0\]\[1\]: a whole number is expected", "pairs"),
        ({"kind": "c"}, "kind: 'c' is none of a, b", "kind"),
        ({"kind": []}, "kind: .* is none of a, b", "kind"),
        ({"on": 1}, "on: true or false is expected, not 1", "on"),
        ([], "a table is expected", ""),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(plain: Any, words: str, key: str) -> None:
    with pytest.raises(MalformedError, match=words) as raised:
        convert(plain, Outer, strict=True)
    assert raised.value.key == key


def test_unknown_keys_pass_where_another_process_speaks() -> None:
    assert convert({"new": 1, "name": "x"}, Inner) == Inner("x")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["inner", "many", "pairs", "by_name", "kind", "on", "name", "size"]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_it_takes_what_msgspec_takes(plain: Any) -> None:
    try:
        expected = msgspec.convert(plain, Outer)
    except msgspec.ValidationError:
        expected = None
    try:
        made = convert(plain, Outer)
    except MalformedError:
        made = None
    assert made == expected


def test_a_key_is_found_on_its_line() -> None:
    assert line_of('a = 1\n[points]\n"loss" = 2\n', "loss") == 3
    assert line_of("a = 1\n", "b") == 1
