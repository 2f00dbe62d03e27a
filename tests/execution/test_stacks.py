"""Where a submission was when its time was over."""

from __future__ import annotations

from autograder.execution.stacks import Place, find_place

FILES = {"loss.py": b"\n" * 99, "helpers/more.py": b"\n" * 9}


def stack(*frames: tuple[str, int, str]) -> str:
    """What faulthandler writes, the innermost call first."""
    lines = [f'  File "{file}", line {line} in {function}' for file, line, function in frames]
    return "\n".join(["Stack (most recent call first):", *lines, ""])


OURS = (("/softmark/executor.py", 5, "answer"), ("<string>", 1, "<module>"))


def test_the_innermost_loop_that_all_stacks_are_in_is_named() -> None:
    text = "".join(
        stack(*inner, ("loss.py", line, "forward"), *OURS)
        for line, inner in (
            (21, ()),
            (22, (("loss.py", 50, "helper"),)),
            (23, (("numpy/core.py", 7, "sum"),)),
        )
    )
    loops = {"loss.py": [(10, 40), (20, 30), (22, 22), (49, 51)]}
    assert find_place(text, FILES, loops) == Place("loss.py", 20)


def test_a_loop_in_a_helper_is_named_where_every_stack_is_in_it() -> None:
    text = "".join(
        stack(("helpers/more.py", line, "spin"), ("loss.py", 22, "forward"), *OURS)
        for line in (3, 4)
    )
    loops = {"loss.py": [(20, 30)], "helpers/more.py": [(3, 5)]}
    assert find_place(text, FILES, loops) == Place("helpers/more.py", 3)


def test_without_a_loop_the_first_of_the_lines_is_named() -> None:
    text = stack(("loss.py", 8, "<listcomp>"), ("loss.py", 7, "forward")) + stack(
        ("loss.py", 6, "forward")
    )
    assert find_place(text, FILES, {}) == Place("loss.py", 6)


def test_made_up_places_are_not_repeated() -> None:
    forged = stack(("secret 7.25", 3, "x"), ("loss.py", 1_000, "f"), ("../etc/passwd", 1, "g"))
    for text in ("", "no stack", forged, forged[:40], "\0" * 1000, stack()):
        assert find_place(text, FILES, {}) == Place()


def test_the_stacks_of_two_threads_of_calls_have_only_the_caller_in_common() -> None:
    text = stack(("loss.py", 50, "a"), ("loss.py", 22, "f")) + stack(
        ("loss.py", 60, "b"), ("loss.py", 25, "f")
    )
    assert find_place(text, FILES, {"loss.py": [(49, 51)]}) == Place("loss.py", 22)
