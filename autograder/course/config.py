"""What assignment.toml says."""

from __future__ import annotations

from dataclasses import field, replace
from typing import Literal

from ..errors import CourseError
from ..results.convert import line_of
from ..results.records import dataclass
from ..results.text import Words
from ..results.toml_files import read_as
from .course import ASSIGNMENT, Bundle, read_settings_table, settings_path
from .credit import Credit
from .late import LatePolicy
from .leaderboard import Leaderboard
from .levels import GUIDED
from .ranges import Megabytes, Points, Seconds
from .rules import Rules
from .settings import known_language


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes:
        seconds: of processor time and of its own sleep that one check may take, where 200 times what
            the reference takes are fewer.
        total_seconds: that all checks of one submission may take.
        memory_mb: memory of the submission's process, in MiB.
    """

    seconds: Seconds = 4.0
    total_seconds: Seconds = 30.0
    memory_mb: Megabytes = 1024


@dataclass(frozen=True)
class SandboxConfig:
    """What student code finds besides Python and numpy.

    Attributes:
        packages: as they are imported; with all that they require they can be read, as installed here.

    Raises:
        ValueError: one of them is no name.
    """

    packages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.packages:
            if not name.isidentifier():
                raise ValueError(f"{name!r} in packages is no name of a package as it is imported")


@dataclass(frozen=True)
class Config:
    """assignment.toml.

    Attributes:
        title: what students see.
        modules: the files to be filled in and graded, without ".py".
        workspace: all files that a student gets to work with.
        release_to: where the workspace is released to, from the course's folder; "" for
            assignments/NAME.
        language: the class's language; the course's where it is "".
        level: "guided", which gives the formulas, or "derive", which asks for them; see `levels`.
        points: points by group of checks; they add up to the assignment's points.
        rules: what is checked on the source; see `rules`.
        credit: what known mistakes cost in all; None where each check is charged for itself.
        late: the due date and what lateness costs; None where nothing is due.
        sandbox: packages that student code may use.
        leaderboard: what students are ranked by who want to be; None for no such page.
        data: data sets that the experiments need; "mnist" is the only one.
        fixtures: data that checks use when grading, as .npz files in solutions/NAME.
    """

    title: Words
    modules: tuple[str, ...]
    points: dict[str, Points]
    workspace: tuple[str, ...] = ()
    release_to: str = ""
    language: str = ""
    level: str = GUIDED
    limits: Limits = field(default_factory=Limits)
    sandbox: SandboxConfig = field(default_factory=SandboxConfig)
    data: tuple[Literal["mnist"], ...] = ()
    fixtures: dict[str, str] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    credit: Credit | None = None
    late: LatePolicy | None = None
    leaderboard: Leaderboard | None = None


def load_config(bundle: Bundle, language: str) -> Config:
    """Returns what an assignment's assignment.toml says.

    Args:
        language: the class's, where the file names none.

    Raises:
        CourseError: it is malformed.
    """
    path = settings_path(bundle.name)
    text, tables = read_settings_table(bundle.name, bundle.assignment[ASSIGNMENT])
    config = read_as(Config, tables, text, path)
    for name in config.sandbox.packages:
        if name in config.rules.imports.forbidden:
            raise CourseError(f"{path}:{line_of(text, 'packages')}: {name} is forbidden, too.")
    if not config.title:
        raise CourseError(f"{path}:{line_of(text, 'title')}: the title is empty.")
    where = f"{path}:{line_of(text, 'language')}"
    return replace(config, language=known_language(config.language or language, where))
