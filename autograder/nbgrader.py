"""What an nbgrader_config.py names; these names stay where they are."""

from .authoring.notebook.assemble import CODE_STUB, TEXT_STUB
from .platforms.nbgrader.autograde import guard_autograde
from .platforms.nbgrader.preprocessors import RunInSandbox, SafeNotebook, SaveScores

__all__ = [
    "CODE_STUB",
    "TEXT_STUB",
    "RunInSandbox",
    "SafeNotebook",
    "SaveScores",
    "guard_autograde",
]
