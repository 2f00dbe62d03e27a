"""nbgrader's configuration: this folder is an nbgrader course.

Notebooks lie alone in a folder notebook/, as nbgrader deletes, copies and overwrites whole folders.
"""

from autograder.nbgrader import CODE_STUB, TEXT_STUB, guard_autograde

c = get_config()  # noqa: F821

c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
c.CourseDirectory.directory_structure = "{nbgrader_step}/{student_id}/{assignment_id}/notebook"

# A release by nbgrader is, byte by byte, the one that `softmark release` makes.
c.ClearSolutions.code_stub = {"python": CODE_STUB}
c.ClearSolutions.text_stub = TEXT_STUB
c.IncludeHeaderFooter.enabled = False
c.GenerateAssignment.permissions = 644

# Whatever is in submitted/ is read, checked and graded before nbgrader sees it.
guard_autograde()

# Students' kernels run in the sandbox, and scores come from checks outside of them. What lateness costs
# is said in assignment.toml.
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader.RunInSandbox",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.nbgrader.SafeNotebook",
    "autograder.nbgrader.SaveScores",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.RunInSandbox.timeout = 30
c.RunInSandbox.total_seconds = 300
