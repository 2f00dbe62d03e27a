"""The student's package: everything a student needs who has Python and pip, and not this course."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

from ..course.answers import EXPECTED
from ..course.assignment import Assignment
from ..course.course import SETTINGS, Course, course_files
from ..course.settings import read_settings
from ..errors import UsageError
from ..execution.packages import pip_names
from ..results.replacing import write_output
from ..results.text import say
from .data_part import IN_PACKAGE, data_part, part_readme
from .leaks import refuse_leaks
from .release import generated_files, left_over, translated_files
from .unproven import refuse_unproven

# The import packages of a wheel.
PACKAGES = ("autograder", "softmark")


def package_files(
    course: Course, assignment: Assignment, *, with_data: bool, language: str = ""
) -> dict[str, bytes]:
    """Returns the package's files by path.

    Args:
        with_data: all of the data, in place of a part.
        language: of stubs and notebooks; the assignment's own where it is "".

    Raises:
        UsageError: softmark is not installed as a package, or there is no data to add.
        CourseError: something would give a solution away.
    """
    refuse_unproven(assignment)
    generated = generated_files(assignment)
    files = {
        f"assignments/{assignment.name}/{path}": content
        for path, content in assignment.bundle.assignment.items()
    }
    for path in left_over(course, assignment, generated):
        files.pop(path, None)
    files |= {
        path: content for path, content in generated.items() if not path.startswith("solutions/")
    }
    assert f"assignments/{assignment.name}/{EXPECTED}" in files
    if language and language != assignment.config.language:
        files |= translated_files(assignment, language)
    refuse_leaks(files, assignment)
    wheel, content = build_wheel()
    files[wheel] = content
    files |= _course(course)
    files |= _data(course, assignment, with_data)
    return files | readmes(assignment, wheel, with_data)


def readmes(assignment: Assignment, wheel: str, whole_data: bool) -> dict[str, bytes]:
    """Returns what a student reads first, from unpacking to the hand-in: README.md, and README.zh.md and the like.

    Args:
        wheel: name of the wheel in the package.
        whole_data: whether all of the data is there, or a part.
    """
    own = assignment.config.language
    return {
        "README.md" if language == own else f"README.{language}.md": "\n".join(
            _readme(assignment, wheel, whole_data, language)
        ).encode()
        for language in dict.fromkeys([own, *assignment.languages])
    }


def _readme(assignment: Assignment, wheel: str, whole_data: bool, language: str) -> Iterator[str]:
    config = assignment.config
    translated = f"README.{language}.md"
    handout = translated if translated in assignment.bundle.assignment else "README.md"
    option = "" if language == config.language else f" --lang {language}"
    facts = {
        "title": config.title.in_(language),
        "wheel": wheel,
        "packages": "".join(f" {name}" for name in pip_names(config.sandbox.packages)),
        "files": ", ".join(f"`{name}`" for name in assignment.wanted),
        "name": assignment.name,
        "option": option,
        "handout": f"assignments/{assignment.name}/{handout}",
        "folder": config.release_to or f"assignments/{assignment.name}",
        "notebook": f"assignments/{assignment.name}/notebook/{assignment.name}.ipynb",
        "runner": config.rules.report.notebook,
    }
    parts = ["package.install", "package.work"]
    if config.data:
        parts.append("package.data.whole" if whole_data else "package.data")
    if config.rules.report.notebook:
        parts.append("package.run")
    parts.append("package.submit")
    yield say("package.head", language, **facts)
    for number, part in enumerate(parts, start=1):
        yield say(part, language, number=number, **facts)


def _course(course: Course) -> dict[str, bytes]:
    """Returns course.toml as far as it concerns students, and the course's own sentences."""
    files = course_files(course.root)
    if not files:
        return {}
    settings = read_settings(files)
    lines = [
        f"language = {json.dumps(settings.language)}",
        f"languages = {json.dumps(list(settings.languages))}",
    ]
    return {**files, SETTINGS: "\n".join([*lines, ""]).encode()}


def _data(course: Course, assignment: Assignment, with_data: bool) -> dict[str, bytes]:
    folder = course.root / "data"
    readme = folder / "README.md"
    if not with_data:
        part = {
            f"data/{name}": content
            for name, content in data_part(course, assignment, IN_PACKAGE).items()
        }
        if part and readme.exists():
            part["data/README.md"] = part_readme(readme.read_text(encoding="utf-8")).encode()
        return part
    files = {f"data/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.*"))}
    if not files:
        raise UsageError(f"{folder} holds no data to put into the package.")
    return files


def build_wheel() -> tuple[str, bytes]:
    """Returns (file name, content) of a wheel of the installed Softmark, for students.

    Raises:
        UsageError: it runs without being installed, so that its metadata is missing.
    """
    try:
        distribution = metadata.distribution("softmark")
    except metadata.PackageNotFoundError:
        raise UsageError("Softmark is not installed: run `pip install -e .` first.") from None
    stem = f"softmark-{distribution.version}"
    site = Path(__file__).parents[2]
    content = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for package in PACKAGES
        for path in sorted((site / package).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    info = f"{stem}.dist-info"
    for name in ("METADATA", "entry_points.txt"):
        content[f"{info}/{name}"] = (distribution.read_text(name) or "").encode()
    content[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: softmark\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    content[f"{info}/RECORD"] = _record(content, f"{info}/RECORD")
    return f"{stem}-py3-none-any.whl", zip_bytes(content)


def _record(content: dict[str, bytes], own_name: str) -> bytes:
    """Returns a wheel's RECORD: name, hash and size of every file."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    for name, data in content.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        writer.writerow([name, f"sha256={digest}", len(data)])
    writer.writerow([own_name, "", ""])
    return table.getvalue().encode()


def zip_bytes(files: dict[str, bytes], executable: Sequence[str] = ()) -> bytes:
    """Returns a .zip of these files, the same bytes every time; some of them may be executable."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = (0o755 if name in executable else 0o644) << 16
            archive.writestr(member, content)
    return buffer.getvalue()


def write_zip(files: dict[str, bytes], path: Path) -> None:
    """Writes the package as one .zip, inside a folder of the zip's name."""
    write_output(path, zip_bytes({f"{path.stem}/{name}": data for name, data in files.items()}))


def write_folder(files: dict[str, bytes], folder: Path, *, force: bool) -> None:
    """Writes the package's files into a folder.

    Raises:
        UsageError: the folder holds another version of a file, and `force` is not given.
    """
    for name, content in files.items():
        target = folder / name
        if target.exists() and target.read_bytes() != content and not force:
            raise UsageError(
                f"{target} exists and differs: choose an empty folder, or give --force to overwrite."
            )
    for name, content in files.items():
        write_output(folder / name, content)
