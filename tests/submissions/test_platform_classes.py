"""Classes named as platforms name them, in an assignment where lateness costs: who has which result, and what is said."""

import pytest
from helpers import two_file_course
from helpers.marks import sampled
from submissions.made_classes import ClassCase
from submissions.platform_classes import CASES
from submissions.test_made_classes import check_class, grade, state  # noqa: F401
from submissions.test_shared_classes import write_shared

LATE = "\n[late]\ndue = 2026-03-01T23:59:00+08:00\npercent_per_day = 10\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return two_file_course.make_course(tmp_path_factory.mktemp("course"), LATE)


@pytest.mark.parametrize("case", sampled(CASES), ids=lambda case: case.id)
def test_platforms_class_comes_out_as_expected(case, grade, tmp_path):  # noqa: F811
    expected = ClassCase(
        case.id, "", case.build, case.tables or None, case.expected, case.listed, case.exit_code,
        case.why,
    )  # fmt: skip
    check_class(expected, *grade(*write_shared(case, tmp_path)))
