"""The wire format of results."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autograder.results.result import CheckResult, Diagnosis, Result, Violation
from autograder.results.result_json import decode_result, encode_result

POINTS = st.integers(0, 100) | st.floats(0, 100)
TEXT = st.text(max_size=20)

CHECK = st.builds(
    CheckResult,
    id=TEXT,
    title=TEXT,
    status=st.sampled_from(["passed", "failed", "fault"]),
    points=POINTS,
    max_points=POINTS,
    hidden=st.booleans(),
    diagnosis=st.none()
    | st.builds(
        Diagnosis, mistake=TEXT, mistakes=st.lists(TEXT, max_size=2), pattern=TEXT, general=TEXT
    ),
    seconds=POINTS,
)
RESULT = st.builds(
    Result,
    student=TEXT,
    assignment=TEXT,
    status=st.sampled_from(["graded", "refused", "fault"]),
    score=POINTS,
    max_score=POINTS,
    checks=st.lists(CHECK, max_size=3),
    violations=st.lists(
        st.builds(Violation, rule=TEXT, file=TEXT, message=TEXT, points=POINTS), max_size=2
    ),
    seconds=POINTS,
)


@given(RESULT)
def test_a_result_that_was_read_back_is_written_as_it_was(result: Result) -> None:
    line = encode_result(result)
    assert b"\n" not in line
    assert decode_result(line) == result
    assert encode_result(decode_result(line)) == line
