"""Plain data becomes dataclasses, or a sentence says what is off and where."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.results.convert import Between, MalformedError, convert, line_of, to_plain


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
    share: Annotated[float, Between(0, 1)] = 0.5
    counts: dict[str, Annotated[int, Between(1, 9)]] = field(default_factory=dict)


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
    ("plain", "words", "at"),
    [
        ({"inne": {}}, "inne: there is no such key. Did you mean inner?", "inne"),
        ({"inner": {"name": "x", "sise": 2}}, "inner.sise: .* Did you mean size?", "inner.sise"),
        ({"inner": {"size": 2}}, "inner: the key 'name' is missing", "inner"),
        ({"inner": {"name": 3}}, "inner.name: a string is expected, not 3", "inner.name"),
        ({"inner": {"name": "x", "size": True}}, "a number is expected, not True", "inner.size"),
        ({"inner": {"name": "x", "size": math.nan}}, "number is expected, not nan", "inner.size"),
        ({"inner": {"name": "x", "size": -math.inf}}, "is expected, not -inf", "inner.size"),
        ({"inner": {"name": "x", "size": 10**400}}, "a number is expected, not 1000", "inner.size"),
        ({"share": 1.5}, "share: a number from 0 to 1 is expected, not 1.5", "share"),
        ({"share": math.nan}, "share: a number from 0 to 1 is expected, not nan", "share"),
        ({"share": "1"}, "share: a number from 0 to 1 is expected, not '1'", "share"),
        ({"counts": {"a": -1}}, "counts.a: a whole number from 1 to 9 is expected", "counts.a"),
        ({"counts": {"a": True}}, "a whole number from 1 to 9 is expected, not True", "counts.a"),
        ({"many": {"name": "x"}}, "many: a list is expected", "many"),
        ({"many": [{"name": "x"}, 3]}, r"many\[1\]: a table is expected", "many[1]"),
        ({"pairs": [["z"]]}, r"pairs\[0\]: 2 values are expected, not 1", "pairs[0]"),
        ({"pairs": [["z", 1.5]]}, r"pairs\[0\]\[1\]: a whole number is expected", "pairs[0][1]"),
        ({"kind": "c"}, "kind: 'c' is none of a, b", "kind"),
        ({"kind": []}, "kind: .* is none of a, b", "kind"),
        ({"on": 1}, "on: true or false is expected, not 1", "on"),
        ([], "a table is expected", ""),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(plain: Any, words: str, at: str) -> None:
    with pytest.raises(MalformedError, match=words) as raised:
        convert(plain, Outer, strict=True)
    assert raised.value.at == at


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


TOML = """\
points = 1
[rules.imports]
points = 2
late.due = 3
more = { points = 4 }
[[student]]
id = "points = 5"
[[student]]
id = 6
[student.points]
"loss.py" = 7
[points-of]
"loss" = 8
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("loss", 13), ("b", 1), ("points", 1), ("rules.imports.points", 3), ("due", 4),
        ("rules.imports.late", 4), ("rules.imports.late.due", 4), ("rules.imports.more.points", 5),
        ("rules.imports.less", 2), ("student", 6), ("student[1]", 8), ("student[1].id", 9),
        ("student[1].bonus", 8), ("student[1].points.loss.py", 11), ("", 1),
    ],
)  # fmt: skip
def test_a_key_is_found_on_its_line_or_on_that_of_what_it_is_in(key: str, line: int) -> None:
    assert line_of(TOML, key) == line
