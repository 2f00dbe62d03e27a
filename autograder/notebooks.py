"""The name by which an nbgrader_config.py of 0.1 asked for what autograder.nbgrader has."""

raise ImportError(
    "This nbgrader_config.py is of Softmark 0.1, and would let nbgrader read what students hand in before it "
    "is checked: take the one that `softmark init` writes, or see docs/nbgrader.md."
)
