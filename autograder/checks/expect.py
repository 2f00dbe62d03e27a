"""What an author asks of one output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from ..results.convert import Between, MalformedError, convert
from ..results.records import dataclass
from ..results.text import Words

TextRule = Literal["exact", "lines", "words"]
_Tolerance = Annotated[float, Between(0, 1e300)]


def need_kind(name: str, value: object, kind: Any) -> None:
    """Refuses what an author wrote that is no value of a kind, where it is written and not where it is used.

    Args:
        name: of the argument.
        kind: see `convert`.

    Raises:
        TypeError: it is none.
    """
    try:
        convert(value, kind)
    except MalformedError as error:
        raise TypeError(f"{name}: {str(error).removesuffix('.')}") from None


@dataclass(frozen=True)
class Expect:
    """When an output is right.

    A number, or an array of them, within abs(yours - expected) <= atol + rtol abs(expected); or, with a bound, on the
    right side of it, whatever is expected. Texts, and all that is no number, are the same.

    Attributes:
        rtol, atol: the tolerance, of numbers inside lists and dicts, too.
        squeeze: axes of length 1 do not count, so that (1, n) and (n,) are both right.
        at_least, at_most: bounds of every number in the output, in the place of the tolerance.
        text: "exact"; "lines" where spaces at the ends of lines, and empty lines at the end, do not count; "words"
            where it is one space wherever there is any white space.
        says: what a student reads where the value is wrong, in the place of Softmark's own words; by language
            where it is given in several.

    Raises:
        ValueError, TypeError: they cannot be meant.
    """

    rtol: float = 1e-7
    atol: float = 1e-9
    squeeze: bool = False
    at_least: float | None = None
    at_most: float | None = None
    text: TextRule = "exact"
    says: str | Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        need_kind("rtol", self.rtol, _Tolerance)
        need_kind("atol", self.atol, _Tolerance)
        need_kind("at_least", self.at_least, float | None)
        need_kind("at_most", self.at_most, float | None)
        if self.text not in get_args(TextRule):
            raise ValueError(f"text={self.text!r} is none of {', '.join(get_args(TextRule))}")
        if None not in (self.at_least, self.at_most) and self.at_least > self.at_most:  # type: ignore[operator]
            raise ValueError(f"at_least={self.at_least} is more than at_most={self.at_most}")
        if self.says is not None and not Words.from_plain(self.says):
            raise ValueError("says is empty")

    @property
    def bounded(self) -> bool:
        """Whether a bound decides, rather than what is expected."""
        return self.at_least is not None or self.at_most is not None

    @property
    def words(self) -> Words | None:
        """The author's own words for a wrong value, None where there are none."""
        return None if self.says is None else Words.from_plain(self.says)
