"""Where a run keeps what the reference returned: beside the secret, and nowhere that leaves the course."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from helpers.commands import softmark
from helpers.double_course import write_course
from helpers.sandboxes import STAND_IN, run_alone

from autograder.execution.sandbox import Sandbox

WRONG = "def double(x):\n    return 3 * x\n"


def test_a_second_run_finds_what_the_first_kept_and_nothing_of_it_leaves_the_course(
    tmp_path: Path,
) -> None:
    course = write_course(tmp_path)
    for student in ("ann", "bob"):
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / "double.py").write_text(WRONG)
    folder = tmp_path / ".softmark" / "answers"
    command = ("grade", "doubling", "class", "--out", "results", "--force", "--json", "--jobs", "1")

    first = softmark(*command, cwd=course.root)
    assert first.returncode == 0, first
    files = sorted(folder.iterdir())
    before = [file.read_bytes() for file in files]
    # What was asked, and what is returned on the inputs of grading, and on published ones, of two students.
    assert 2 <= len(files) <= 5
    assert all(before)

    second = softmark(*command, cwd=course.root)
    assert second.returncode == 0, second
    assert [file.read_bytes() for file in sorted(folder.iterdir())] == before

    for file in files:
        file.write_bytes(b"\0" * 200)
    third = softmark(*command, cwd=course.root)
    assert third.returncode == 0, third
    assert [file.read_bytes() for file in sorted(folder.iterdir())] == before

    others = [path for path in (tmp_path / "results").rglob("*") if path.is_file()]
    assert others
    packed = softmark(
        "package", "doubling", "--for", "gradescope", "--out", "a.zip", cwd=course.root
    )
    assert packed.returncode == 0, packed
    with zipfile.ZipFile(io.BytesIO((tmp_path / "a.zip").read_bytes())) as archive:
        contents = [archive.read(name) for name in archive.namelist()]
        assert not [name for name in archive.namelist() if ".answers" in name]
    for content in [path.read_bytes() for path in others] + contents:
        assert not any(record[8:40] in content for record in before)

    seek = "import os\nout = [os.path.exists(path) for path in (%r, %r)]"
    with Sandbox(worker=STAND_IN) as sandbox:
        assert run_alone(sandbox, seek % (str(folder), "/")) == [False, True]
