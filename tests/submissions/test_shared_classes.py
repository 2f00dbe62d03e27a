"""Groups, several tables, and other packings: who has which result, and what is said."""

import pytest
from submissions.made_classes import ClassCase, tarred
from submissions.shared_classes import CASES
from submissions.test_made_classes import WORK, check_class, course, grade, state  # noqa: F401


def write_shared(case, folder):
    """Writes a class and what is given beside it; returns the command's arguments."""
    files = case.build(WORK)
    if case.packed:
        place = folder / case.packed
        place.write_bytes(tarred(files))
    else:
        place = folder / "class"
        for path, data in files.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_bytes(data)
    arguments = [place]
    given = [("--roster", one) for one in case.tables] + [("--groups", case.groups)]
    for number, (option, content) in enumerate(given):
        if content is not None:
            path = folder / f"table{number}.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            arguments += [option, path]
    return arguments


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_shared_class_comes_out_as_expected(case, grade, tmp_path):  # noqa: F811
    expected = ClassCase(
        case.id, "", case.build, case.tables or None, case.expected, case.listed, case.exit_code,
        case.why,
    )  # fmt: skip
    check_class(expected, *grade(*write_shared(case, tmp_path)))
