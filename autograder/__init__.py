"""Softmark: courses in which students build deep learning in numpy, and their autograder."""

__version__ = "0.2.0"
