"""What an nbgrader_config.py names; these names stay where they are."""

from .authoring.notebook.assemble import CODE_STUB, TEXT_STUB
from .platforms.nbgrader.autograde import guard_autograde
from .platforms.nbgrader.preprocessors import RunInSandbox, SafeNotebook, SaveScores

# For c.Autograde.autograde_preprocessors.
AUTOGRADE_PREPROCESSORS = [
    "autograder.nbgrader.RunInSandbox",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.nbgrader.SafeNotebook",
    "autograder.nbgrader.SaveScores",
    "nbgrader.preprocessors.CheckCellMetadata",
]

__all__ = [
    "AUTOGRADE_PREPROCESSORS",
    "CODE_STUB",
    "TEXT_STUB",
    "RunInSandbox",
    "SafeNotebook",
    "SaveScores",
    "guard_autograde",
]
